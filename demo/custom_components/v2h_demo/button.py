"""Mischief: everything that can happen to a home, one button each. Pressed again, it ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoConfigEntry
from .house import House
from .hub import DemoEntity, Hub
from .weather import Weather

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class DemoButtonDescription(ButtonEntityDescription):
    """A button and what it does to the house."""

    press_fn: Callable[[House], None]


def _toggle(name: str) -> Callable[[House], None]:
    return lambda house: setattr(house, name, not getattr(house, name))


def _all_well(house: House) -> None:
    for name in ("grid_cut", "unplugged", "spike", "frozen", "disobeys"):
        setattr(house, name, False)


BUTTONS: tuple[DemoButtonDescription, ...] = (
    DemoButtonDescription(key="unplug", press_fn=_toggle("unplugged")),
    DemoButtonDescription(key="cut_grid", press_fn=_toggle("grid_cut")),
    DemoButtonDescription(key="price_spike", press_fn=_toggle("spike")),
    DemoButtonDescription(key="freeze_sensor", press_fn=_toggle("frozen")),
    DemoButtonDescription(key="disobey", press_fn=_toggle("disobeys")),
    DemoButtonDescription(key="all_well", press_fn=_all_well),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one entity for each description."""
    async_add_entities(DemoButton(entry.runtime_data, description) for description in BUTTONS)


class DemoButton(DemoEntity, ButtonEntity):
    """One piece of mischief."""

    entity_description: DemoButtonDescription

    def __init__(self, hub: Hub, description: DemoButtonDescription) -> None:
        """Do to the house what `description` says."""
        super().__init__(hub, "stage", description.key)
        self.entity_description = description

    @override
    async def async_press(self) -> None:
        """Change the house, and show it at once."""
        self.entity_description.press_fn(self.hub.house)
        if self.entity_description.key == "all_well" and self.hub.house.weather is not Weather.CALM:
            await self.hub.async_set_weather(Weather.CALM)
        self.hub.async_changed()
