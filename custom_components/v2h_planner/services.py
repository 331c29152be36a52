"""Actions: show the plan, and what a person starts, each with what takes it back: a trip, a storm, a charge, a pause."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import uuid4

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr, service
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .coordinator import AnyV2HConfigEntry, V2HCoordinator
from .core.codec import encode
from .core.home import Storage
from .core.plan import Plan, PlanSlot
from .core.trips import UNKNOWN_TRIP_SHARE, OneOffTrip
from .permissions import CONTROL, READ, async_check
from .presentation.figures import rounded
from .presentation.translation import wording
from .presentation.wording import Wording
from .settings.errors import NoStorageError
from .settings.trip_limits import TripError, check_times, check_trip

ATTR_LEAVE: Final = "leave"
ATTR_BACK: Final = "back"
ATTR_SOC: Final = "soc"
ATTR_ENERGY: Final = "energy_kwh"
ATTR_TRIP_ID: Final = "trip_id"
ATTR_UNTIL: Final = "until"

SERVICE_GET_PLAN: Final = "get_plan"
SERVICE_PLAN_TRIP: Final = "plan_trip"
SERVICE_CANCEL_TRIP: Final = "cancel_trip"
SERVICE_IGNORE_STORM: Final = "ignore_storm"
SERVICE_HEED_STORM: Final = "heed_storm"
SERVICE_PAUSE: Final = "pause"
SERVICE_RESUME: Final = "resume"
SERVICE_CANCEL_CHARGE_NOW: Final = "cancel_charge_now"

# The SOC target at departure lies this much above the min SOC and the trip's energy.
MARGIN_SOC = 0.1
# A pause that ends later has no end: a person resumes it, and the last years of a calendar have no other time zones.
MOST_PAUSE_YEARS: Final = 1

# Ids are short; what is longer is none.
_ID = probatio.All(cv.string, probatio.Length(min=1, max=64))
_HOME = {probatio.Optional(ATTR_CONFIG_ENTRY_ID): _ID}
_ONLY_HOME = probatio.Schema(_HOME)
_UNITS = {**_HOME, probatio.Optional(ATTR_DEVICE_ID): _ID}
_ONLY_UNITS = probatio.Schema(_UNITS)
_PAUSE = probatio.Schema({**_UNITS, probatio.Optional(ATTR_UNTIL): cv.datetime})
_CANCEL_TRIP = probatio.Schema({**_HOME, probatio.Required(ATTR_TRIP_ID): _ID})
_PLAN_TRIP = probatio.Schema(
    {
        **_HOME,
        probatio.Optional(ATTR_DEVICE_ID): _ID,
        probatio.Required(ATTR_LEAVE): cv.datetime,
        probatio.Required(ATTR_BACK): cv.datetime,
        probatio.Optional(ATTR_SOC): probatio.All(probatio.Coerce(float), probatio.Range(min=0, max=100)),
        probatio.Optional(ATTR_ENERGY): probatio.All(probatio.Coerce(float), probatio.Range(min=0, max=300)),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN, SERVICE_GET_PLAN, _get_plan, _ONLY_HOME, supports_response=SupportsResponse.ONLY
    )
    hass.services.async_register(
        DOMAIN, SERVICE_PLAN_TRIP, _plan_trip, _PLAN_TRIP, supports_response=SupportsResponse.OPTIONAL
    )
    hass.services.async_register(DOMAIN, SERVICE_CANCEL_TRIP, _cancel_trip, _CANCEL_TRIP)
    hass.services.async_register(DOMAIN, SERVICE_IGNORE_STORM, _ignore_storm, _ONLY_HOME)
    hass.services.async_register(DOMAIN, SERVICE_HEED_STORM, _heed_storm, _ONLY_HOME)
    hass.services.async_register(DOMAIN, SERVICE_PAUSE, _pause, _PAUSE)
    hass.services.async_register(DOMAIN, SERVICE_RESUME, _resume, _ONLY_UNITS)
    hass.services.async_register(DOMAIN, SERVICE_CANCEL_CHARGE_NOW, _cancel_charge_now, _ONLY_UNITS)


async def _coordinator(call: ServiceCall, policy: str = CONTROL) -> V2HCoordinator:
    """Return the coordinator of the chosen home, or of the only one, if the caller may read or control it."""
    entry: AnyV2HConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    await async_check(call.hass, call.context, policy, entry.entry_id, _storage_id(call))
    if (coordinator := entry.runtime_data) is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key=NoStorageError.key)
    return coordinator


async def _get_plan(call: ServiceCall) -> ServiceResponse:
    """Return the whole plan, with a sentence for each storage and slot, and the trips that are announced."""
    coordinator = await _coordinator(call, READ)
    plan = coordinator.data.plan
    if plan is None:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="no_plan")
    words = wording(call.hass)
    response = encode(plan)
    assert isinstance(response, dict)
    del response["horizon"]
    response["cost_yen"] = rounded(plan.cost_yen, 2)
    response["co2_kg"] = rounded(plan.co2_kg, 3)
    response["degraded"] = plan.degraded
    response["reasons"] = {
        storage.id: [_sentence(words, plan, slot, storage.id) for slot in plan.slots]
        for storage in coordinator.settings.home.storages
    }
    response["announced_trips"] = [encode(trip) for trip in coordinator.announced_trips]
    response["storage_names"] = {s.id: s.name for s in coordinator.settings.home.storages}
    return response


def _sentence(words: Wording, plan: Plan, slot: PlanSlot, storage_id: str) -> str:
    """Return why a storage does what it does in a slot; of slots to come in the future."""
    part, now = slot.storage(storage_id), plan.made_at
    return words.reason(part.reason, now, later=slot.start > now, likely=part.likely)


async def _plan_trip(call: ServiceCall) -> ServiceResponse:
    """Store a trip and plan with it."""
    coordinator = await _coordinator(call)
    storage = _storage(call, coordinator)
    leave, back = (_local(call.data[key]) for key in (ATTR_LEAVE, ATTR_BACK))
    with _refusing():
        check_times(leave, back, dt_util.utcnow())
    energy = call.data.get(ATTR_ENERGY, UNKNOWN_TRIP_SHARE * storage.capacity_kwh)
    soc = call.data.get(ATTR_SOC)
    enough = storage.min_soc + energy / storage.capacity_kwh + MARGIN_SOC
    trip = OneOffTrip(
        id=uuid4().hex[:8],
        storage_id=storage.id,
        leave=dt_util.as_utc(leave),
        back=dt_util.as_utc(back),
        soc=min(enough, 1.0) if soc is None else soc / 100,
        energy_kwh=energy,
    )
    with _refusing():
        check_trip(trip, storage, coordinator.announced_trips)
    coordinator.async_plan_trip(trip)
    return {ATTR_TRIP_ID: trip.id, ATTR_SOC: round(100 * trip.soc), ATTR_ENERGY: trip.energy_kwh}


async def _cancel_trip(call: ServiceCall) -> None:
    """Delete a trip."""
    coordinator = await _coordinator(call)
    if not coordinator.async_cancel_trip(call.data[ATTR_TRIP_ID]):
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="unknown_trip",
            translation_placeholders={"trip_id": call.data[ATTR_TRIP_ID]},
        )


async def _ignore_storm(call: ServiceCall) -> None:
    """Stop getting ready for a storm, until there is a new warning or a worse one."""
    (await _coordinator(call)).async_ignore_storm()


async def _heed_storm(call: ServiceCall) -> None:
    """Get ready for an ignored storm after all."""
    (await _coordinator(call)).async_heed_storm()


async def _pause(call: ServiceCall) -> None:
    """Let units stand by."""
    coordinator = await _coordinator(call)
    until, now = _local(call.data[ATTR_UNTIL]) if ATTR_UNTIL in call.data else None, dt_util.utcnow()
    if until is not None and until <= now:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="pause_over")
    if until is not None and until.year - now.year > MOST_PAUSE_YEARS:
        until = None
    until = None if until is None else dt_util.as_utc(until)
    await coordinator.async_pause(_storage_ids(call, coordinator), until)


async def _resume(call: ServiceCall) -> None:
    """Plan with paused units again."""
    coordinator = await _coordinator(call)
    await coordinator.async_resume(_storage_ids(call, coordinator))


async def _cancel_charge_now(call: ServiceCall) -> None:
    """Take *Charge now* back."""
    coordinator = await _coordinator(call)
    for storage_id in _storage_ids(call, coordinator):
        coordinator.async_cancel_charge_now(storage_id)


def _storage_ids(call: ServiceCall, coordinator: V2HCoordinator) -> list[str]:
    """Return the storage of the chosen device, or all of the home."""
    ids = [storage.id for storage in coordinator.settings.home.storages]
    if ATTR_DEVICE_ID in call.data:
        ids = [storage_id for storage_id in ids if storage_id == _storage_id(call)]
    if not ids:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="which_unit")
    return ids


def _local(when: datetime) -> datetime:
    """Return a time with its zone; one without is local."""
    return when if when.tzinfo is not None else when.replace(tzinfo=dt_util.get_default_time_zone())


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what is wrong with a trip into an error that the caller reads."""
    try:
        yield
    except TripError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key=err.key, translation_placeholders=err.placeholders
        ) from err


def _storage_id(call: ServiceCall) -> str | None:
    """Return the storage of the chosen device, None where none is chosen."""
    device = dr.async_get(call.hass).async_get(call.data.get(ATTR_DEVICE_ID, ""))
    ids = () if device is None else (value for domain, value in device.identifiers if domain == DOMAIN)
    return next(iter(ids), None)


def _storage(call: ServiceCall, coordinator: V2HCoordinator) -> Storage:
    """Return the EV of the chosen device, or the only EV of the home."""
    cars = [storage for storage in coordinator.settings.home.storages if storage.kind.is_ev]
    if ATTR_DEVICE_ID in call.data:
        cars = [storage for storage in cars if storage.id == _storage_id(call)]
    if len(cars) != 1:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="which_car")
    return cars[0]
