"""What a call of our actions is about: the home, its units, and whether the caller may."""

from datetime import datetime
from typing import Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import ServiceCall
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr, service
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .coordinator import AnyV2HConfigEntry, V2HCoordinator
from .core.home import Storage
from .permissions import CONTROL, async_check
from .settings.errors import NoStorageError

# Ids are short; what is longer is none.
ID: Final = probatio.All(cv.string, probatio.Length(min=1, max=64))
HOME: Final = {probatio.Optional(ATTR_CONFIG_ENTRY_ID): ID}
UNITS: Final = {**HOME, probatio.Optional(ATTR_DEVICE_ID): ID}


async def coordinator_of(call: ServiceCall, policy: str = CONTROL) -> V2HCoordinator:
    """Return the coordinator of the chosen home, or of the only one, if the caller may read or control it."""
    entry: AnyV2HConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    await async_check(call.hass, call.context, policy, entry.entry_id, storage_id_of(call))
    if (coordinator := entry.runtime_data) is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key=NoStorageError.key)
    return coordinator


def storage_id_of(call: ServiceCall) -> str | None:
    """Return the storage of the chosen device, None where none is chosen."""
    device = dr.async_get(call.hass).async_get(call.data.get(ATTR_DEVICE_ID, ""))
    ids = () if device is None else (value for domain, value in device.identifiers if domain == DOMAIN)
    return next(iter(ids), None)


def storage_ids(call: ServiceCall, coordinator: V2HCoordinator) -> list[str]:
    """Return the storage of the chosen device, or all of the home."""
    ids = [storage.id for storage in coordinator.settings.home.storages]
    if ATTR_DEVICE_ID in call.data:
        ids = [storage_id for storage_id in ids if storage_id == storage_id_of(call)]
    if not ids:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="which_unit")
    return ids


def car_of(call: ServiceCall, coordinator: V2HCoordinator) -> Storage:
    """Return the EV of the chosen device, or the only EV of the home."""
    cars = [storage for storage in coordinator.settings.home.storages if storage.kind.is_ev]
    if ATTR_DEVICE_ID in call.data:
        cars = [storage for storage in cars if storage.id == storage_id_of(call)]
    if len(cars) != 1:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="which_car")
    return cars[0]


def local_time(when: datetime) -> datetime:
    """Return a time with its zone; one without is local."""
    return when if when.tzinfo is not None else when.replace(tzinfo=dt_util.get_default_time_zone())
