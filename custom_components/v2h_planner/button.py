"""Buttons: plan again, charge now and take that back, give a unit back to the planner."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import DOMAIN as BUTTON, ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import V2HConfigEntry, V2HCoordinator
from .entity import HomeEntity, StorageEntity, async_made
from .settings.model import StorageSettings
from .state.standing import Standing, standing

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class StorageButtonDescription(ButtonEntityDescription):
    """Describes a button of a storage; `exists_fn`: whether it has anything to do there."""

    entity_registry_enabled_default: bool = False
    exists_fn: Callable[[StorageSettings], bool] = lambda _: True
    press_fn: Callable[[V2HCoordinator, str], None]


REPLAN = ButtonEntityDescription(
    key="replan", translation_key="replan", entity_registry_enabled_default=False
)


def _charge_now(coordinator: V2HCoordinator, storage_id: str) -> None:
    """Charge now; a unit that gets no orders would not, so say that instead."""
    item = coordinator.settings.storage(storage_id)
    how = standing(coordinator.data, item)
    if how in (Standing.DRY_RUN, Standing.NO_ORDERS):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=f"charge_now_{how}",
            translation_placeholders={"name": item.storage.name},
        )
    coordinator.async_charge_now(storage_id)


STORAGE = (
    StorageButtonDescription(
        key="charge_now",
        translation_key="charge_now",
        entity_registry_enabled_default=True,
        press_fn=_charge_now,
    ),
    StorageButtonDescription(
        key="cancel_charge_now",
        translation_key="cancel_charge_now",
        press_fn=V2HCoordinator.async_cancel_charge_now,
    ),
    StorageButtonDescription(
        key="take_back",
        translation_key="take_back",
        exists_fn=lambda item: item.control.commands,
        press_fn=V2HCoordinator.async_take_back,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons."""
    coordinator = entry.runtime_data
    async_add_entities([ReplanButton(coordinator, REPLAN)])
    for item in coordinator.settings.storages:
        storage_id = item.storage.id
        own = async_made(
            hass, BUTTON, storage_id, ((description, description.exists_fn(item)) for description in STORAGE)
        )
        async_add_entities(
            (StorageButton(coordinator, description, storage_id) for description in own),
            config_subentry_id=storage_id,
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
