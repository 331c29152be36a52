"""The base of all entities: the device of the home, and one for each storage."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import V2HCoordinator
from .core.home import Storage
from .presentation.translation import wording
from .presentation.wording import Wording
from .state.snapshot import Snapshot

NAME = "V2H Planner"

# Names that read better now, by platform and key: what they were, for a new home gets the ids of all others.
_NAMED_BEFORE: Final = {
    ("binary_sensor", "disobeys"): "Disobeys",
    ("binary_sensor", "storm"): "Storm",
    ("calendar", "plan"): "Plan",
    ("event", "weather_warning"): "Weather warning",
    ("image", "plan"): "Plan",
    ("sensor", "full_for_storm"): "Full for the storm",
    ("sensor", "plan"): "Plan",
}


def home_device(entry_id: str) -> DeviceInfo:
    """Return the home's device; its name is the same in every language, and so are the entity ids."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry_id)},
        name=NAME,
        manufacturer=NAME,
        entry_type=DeviceEntryType.SERVICE,
    )


@callback
def async_made[Description: EntityDescription](
    hass: HomeAssistant,
    platform: str,
    owner_id: str,
    descriptions: Iterable[tuple[Description, bool | None]],
) -> list[Description]:
    """Return those that have something to show (True); of the others nothing is left in the registry.

    None: not made anew, and left where it is already. One that comes back later gets the id and whatever else a person
    had given it.
    """
    registry = er.async_get(hass)
    made = []
    for description, exists in descriptions:
        old = registry.async_get_entity_id(platform, DOMAIN, f"{owner_id}_{description.key}")
        if exists or (exists is None and old is not None):
            made.append(description)
        elif old is not None:
            registry.async_remove(old)
    return made


class HomeEntity(CoordinatorEntity[V2HCoordinator]):
    """An entity of the home as a whole."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: V2HCoordinator, description: EntityDescription) -> None:
        """Attach to the home's device."""
        super().__init__(coordinator)
        entry_id = coordinator.config_entry.entry_id
        self.entity_description = description
        self._attr_unique_id = f"{entry_id}_{description.key}"
        self._attr_device_info = home_device(entry_id)

    @property
    @override
    def available(self) -> bool:
        """Return True even after a failed pass: the last plan still holds, and what a person does is always taken.

        A sensor that shows a plan or a source is not available without it.
        """
        return True

    @property
    @override
    def suggested_object_id(self) -> str | None:
        """Return what the entity id is made of: a name that was changed does not change it."""
        key = (self.platform.domain, self.entity_description.key)
        return _NAMED_BEFORE.get(key) or super().suggested_object_id

    @property
    def snapshot(self) -> Snapshot:
        """Return the latest snapshot."""
        return self.coordinator.data

    @property
    def wording(self) -> Wording:
        """Words in the language of the home."""
        return wording(self.coordinator.hass)


class StorageEntity(HomeEntity):
    """An entity of one storage."""

    def __init__(self, coordinator: V2HCoordinator, description: EntityDescription, storage_id: str) -> None:
        """Attach to the storage's device."""
        super().__init__(coordinator, description)
        self.storage_id = storage_id
        self._attr_unique_id = f"{storage_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, storage_id)},
            name=self.storage.name,
            manufacturer=NAME,
            model_id=self.storage.kind.value,
            via_device_id=coordinator.device_id,
        )

    @property
    def storage(self) -> Storage:
        """Return the storage as it is set now."""
        return self.coordinator.settings.storage(self.storage_id).storage
