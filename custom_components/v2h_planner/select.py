"""The mode: a person chooses it, a storm may override it; beside it what each would come to."""

from typing import Any, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import V2HConfigEntry
from .core.home import Mode
from .entity import HomeEntity
from .face.desk import async_desk
from .face.preview import choice_shown

PARALLEL_UPDATES = 0

MODE = SelectEntityDescription(key="mode", translation_key="mode", options=[mode.value for mode in Mode])


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the select."""
    async_add_entities([ModeSelect(entry.runtime_data, MODE)])


class ModeSelect(HomeEntity, SelectEntity):
    """The mode in effect: resilience while a storm has taken over."""

    _unrecorded_attributes = frozenset({"next_24h"})

    @override
    async def async_added_to_hass(self) -> None:
        """Have the modes compared once a plan, as long as somebody can look at it."""
        await super().async_added_to_hass()
        desk = async_desk(self.hass, self.coordinator)
        self.async_on_remove(desk.keep_compared(self.async_write_ha_state))

    @property
    @override
    def current_option(self) -> str:
        """Return the mode in effect."""
        return self.snapshot.mode.mode.value

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the mode that comes back after the storm, null when none has taken over, and the modes compared."""
        former = self.snapshot.mode.former
        compared = async_desk(self.hass, self.coordinator).compared
        choices = {} if compared is None else compared.modes.choices
        return {
            "former_mode": None if former is None else former.value,
            "compared_at": None if compared is None else compared.plan.made_at.isoformat(),
            "next_24h": {mode.value: choice_shown(choice) for mode, choice in choices.items()},
        }

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose a mode; it wins until the next new warning."""
        self.coordinator.async_pick_mode(Mode(option))
