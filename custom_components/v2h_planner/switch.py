"""Switches: control, one for each mode for assistants that know no selects, and a pause of each unit."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import V2HConfigEntry, V2HCoordinator
from .core.home import Mode
from .entity import NAME, HomeEntity, StorageEntity
from .state.snapshot import Snapshot

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SwitchDescription(SwitchEntityDescription):
    """Describes a switch of the home."""

    value_fn: Callable[[Snapshot], bool]
    turn_fn: Callable[[V2HCoordinator, bool], Awaitable[None]]


CONTROL = SwitchDescription(
    key="control",
    translation_key="control",
    value_fn=lambda snapshot: snapshot.control,
    turn_fn=lambda coordinator, on: coordinator.async_set_control(on),
)


def _mode_switch(mode: Mode) -> SwitchDescription:
    async def turn(coordinator: V2HCoordinator, on: bool) -> None:
        # Off means "not this one": back to what a storm took over from, or what a home does by default.
        coordinator.async_pick_mode(mode if on else coordinator.data.mode.former or Mode.ECONOMY)

    return SwitchDescription(
        key=f"mode_{mode}",
        translation_key=f"mode_{mode}",
        entity_registry_enabled_default=False,
        value_fn=lambda snapshot: snapshot.mode.mode is mode,
        turn_fn=turn,
    )


MODES = tuple(_mode_switch(mode) for mode in Mode)

PAUSE = SwitchEntityDescription(key="pause", translation_key="pause", entity_registry_enabled_default=False)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the switches."""
    coordinator = entry.runtime_data
    async_add_entities([HomeSwitch(coordinator, CONTROL)])
    async_add_entities(ModeSwitch(coordinator, description) for description in MODES)
    for storage in coordinator.settings.home.storages:
        async_add_entities([PauseSwitch(coordinator, PAUSE, storage.id)], config_subentry_id=storage.id)


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


class ModeSwitch(HomeSwitch):
    """A mode that is spoken to: its name alone, "Economy mode", so it belongs to no device whose name comes before."""

    def __init__(self, coordinator: V2HCoordinator, description: SwitchDescription) -> None:
        """Leave the home's device."""
        super().__init__(coordinator, description)
        self._attr_device_info = None

    @property
    @override
    def suggested_object_id(self) -> str | None:
        """Return what the entity id is made of: all ids of a home begin alike."""
        return f"{NAME} {super().suggested_object_id}"


class PauseSwitch(StorageEntity, SwitchEntity):
    """A unit that stands by until it is resumed."""

    @property
    @override
    def is_on(self) -> bool:
        """Return whether it is paused."""
        return self.snapshot.situation.pause(self.storage_id) is not None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return when it ends by itself."""
        pause = self.snapshot.situation.pause(self.storage_id)
        return {"until": None if pause is None else pause.until}

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Pause it until it is resumed."""
        await self.coordinator.async_pause([self.storage_id])

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Resume it."""
        await self.coordinator.async_resume([self.storage_id])
