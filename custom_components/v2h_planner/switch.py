"""Switches: control, and one for each mode, since voice assistants know switches, not selects."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import V2HConfigEntry, V2HCoordinator
from .core.home import Mode
from .entity import HomeEntity
from .state.snapshot import Snapshot

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SwitchDescription(SwitchEntityDescription):
    """Describes a switch of the home."""

    value_fn: Callable[[Snapshot], bool]
    turn_fn: Callable[[V2HCoordinator, bool], Awaitable[None]]


def _mode_switch(mode: Mode) -> SwitchDescription:
    async def turn(coordinator: V2HCoordinator, on: bool) -> None:
        # Off means "not this one": back to what a storm took over from, or what a home does by default.
        coordinator.async_pick_mode(mode if on else coordinator.data.mode.former or Mode.ECONOMY)

    return SwitchDescription(
        key=f"mode_{mode}",
        translation_key=f"mode_{mode}",
        value_fn=lambda snapshot: snapshot.mode.mode is mode,
        turn_fn=turn,
    )


SWITCHES = (
    SwitchDescription(
        key="control",
        translation_key="control",
        value_fn=lambda snapshot: snapshot.control,
        turn_fn=lambda coordinator, on: coordinator.async_set_control(on),
    ),
    *(_mode_switch(mode) for mode in Mode),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the switches."""
    async_add_entities(HomeSwitch(entry.runtime_data, description) for description in SWITCHES)


class HomeSwitch(HomeEntity, SwitchEntity):
    """A switch of the home."""

    entity_description: SwitchDescription

    @property
    @override
    def is_on(self) -> bool:
        """Return whether it is on."""
        return self.entity_description.value_fn(self.snapshot)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn it on."""
        await self.entity_description.turn_fn(self.coordinator, True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn it off."""
        if self.is_on:
            await self.entity_description.turn_fn(self.coordinator, False)
