"""Buttons: plan again, charge now and take that back, give a unit back to the planner."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import V2HConfigEntry, V2HCoordinator
from .entity import HomeEntity, StorageEntity

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class StorageButtonDescription(ButtonEntityDescription):
    """Describes a button of a storage."""

    press_fn: Callable[[V2HCoordinator, str], None]


REPLAN = ButtonEntityDescription(key="replan", translation_key="replan")

STORAGE = (
    StorageButtonDescription(
        key="charge_now", translation_key="charge_now", press_fn=V2HCoordinator.async_charge_now
    ),
    StorageButtonDescription(
        key="cancel_charge_now",
        translation_key="cancel_charge_now",
        press_fn=V2HCoordinator.async_cancel_charge_now,
    ),
    StorageButtonDescription(
        key="take_back", translation_key="take_back", press_fn=V2HCoordinator.async_take_back
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons."""
    coordinator = entry.runtime_data
    async_add_entities([ReplanButton(coordinator, REPLAN)])
    for storage in coordinator.settings.home.storages:
        async_add_entities(
            (StorageButton(coordinator, description, storage.id) for description in STORAGE),
            config_subentry_id=storage.id,
        )


class ReplanButton(HomeEntity, ButtonEntity):
    """Plan again at once."""

    @override
    async def async_press(self) -> None:
        """Make a whole pass, with the newest weather."""
        await self.coordinator.async_ask_weather()
        await self.coordinator.async_refresh()


class StorageButton(StorageEntity, ButtonEntity):
    """A button of a storage."""

    entity_description: StorageButtonDescription

    @override
    async def async_press(self) -> None:
        """Run the button's action."""
        self.entity_description.press_fn(self.coordinator, self.storage_id)
