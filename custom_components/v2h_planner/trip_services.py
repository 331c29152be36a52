"""Actions for trips: list, plan, change and cancel them, skip a weekly one and take that back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .core.trips import OneOffTrip, reach_km_per_kwh
from .permissions import READ
from .presentation.plain_text import unmarked_values
from .service_targets import HOME, ID, UNITS, car_of, coordinator_of, local_time
from .settings.trip_limits import MOST_DAYS, TripError
from .trip_book import Trip, TripBook

ATTR_LEAVE: Final = "leave"
ATTR_BACK: Final = "back"
ATTR_SOC: Final = "soc"
ATTR_ENERGY: Final = "energy_kwh"
ATTR_DISTANCE: Final = "distance_km"
ATTR_TRIP_ID: Final = "trip_id"
ATTR_DAYS: Final = "days"

SERVICE_LIST_TRIPS: Final = "list_trips"
SERVICE_PLAN_TRIP: Final = "plan_trip"
SERVICE_CHANGE_TRIP: Final = "change_trip"
SERVICE_CANCEL_TRIP: Final = "cancel_trip"
SERVICE_SKIP_TRIP: Final = "skip_trip"
SERVICE_UNSKIP_TRIP: Final = "unskip_trip"

_WEEK_DAYS: Final = 7

_NEEDS = {
    probatio.Optional(ATTR_SOC): probatio.All(probatio.Coerce(float), probatio.Range(min=0, max=100)),
    probatio.Exclusive(ATTR_ENERGY, "energy"): probatio.All(
        probatio.Coerce(float), probatio.Range(min=0, max=300)
    ),
    probatio.Exclusive(ATTR_DISTANCE, "energy"): probatio.All(
        probatio.Coerce(float), probatio.Range(min=0, max=3000)
    ),
}
_LIST = probatio.Schema(
    {
        **HOME,
        probatio.Optional(ATTR_DAYS, default=_WEEK_DAYS): probatio.All(
            probatio.Coerce(int), probatio.Range(1, MOST_DAYS)
        ),
    }
)
_PLAN = probatio.Schema(
    {
        **UNITS,
        probatio.Required(ATTR_LEAVE): cv.datetime,
        probatio.Required(ATTR_BACK): cv.datetime,
        **_NEEDS,
    }
)
_CHANGE = probatio.Schema(
    {
        **HOME,
        probatio.Required(ATTR_TRIP_ID): ID,
        probatio.Optional(ATTR_LEAVE): cv.datetime,
        probatio.Optional(ATTR_BACK): cv.datetime,
        **_NEEDS,
    }
)
_ONE = probatio.Schema({**HOME, probatio.Required(ATTR_TRIP_ID): ID})


@callback
def async_setup_trip_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN, SERVICE_LIST_TRIPS, _list_trips, _LIST, supports_response=SupportsResponse.ONLY
    )
    for name, action, schema in (
        (SERVICE_PLAN_TRIP, _plan_trip, _PLAN),
        (SERVICE_CHANGE_TRIP, _change_trip, _CHANGE),
    ):
        hass.services.async_register(
            DOMAIN, name, action, schema, supports_response=SupportsResponse.OPTIONAL
        )
    hass.services.async_register(DOMAIN, SERVICE_CANCEL_TRIP, _cancel_trip, _ONE)
    hass.services.async_register(DOMAIN, SERVICE_SKIP_TRIP, _skip_trip, _ONE)
    hass.services.async_register(DOMAIN, SERVICE_UNSKIP_TRIP, _unskip_trip, _ONE)


async def _list_trips(call: ServiceCall) -> ServiceResponse:
    """Return the trips of the next days: announced, weekly and of people's calendars, skipped ones marked."""
    coordinator = await coordinator_of(call, READ)
    now, home = dt_util.utcnow(), coordinator.settings.home
    trips = TripBook(coordinator).trips(now, now + timedelta(days=call.data[ATTR_DAYS]))
    names = {storage.id: storage.name for storage in home.storages}
    return {
        "trips": [_listed(trip, names[trip.storage_id]) for trip in trips if trip.storage_id in names],
        "km_per_kwh": {
            storage.id: round(reach_km_per_kwh(storage, coordinator.trip_log.absences.get(storage.id, ())), 2)
            for storage in home.storages
            if storage.kind.is_ev
        },
    }


def _listed(trip: Trip, name: str) -> dict[str, Any]:
    return {
        ATTR_TRIP_ID: trip.id,
        "kind": trip.kind.value,
        "car": name,
        "storage_id": trip.storage_id,
        ATTR_LEAVE: dt_util.as_local(trip.leave).isoformat(),
        ATTR_BACK: dt_util.as_local(trip.back).isoformat(),
        ATTR_SOC: round(100 * trip.soc),
        ATTR_ENERGY: round(trip.energy_kwh, 2),
        "made": trip.made,
        "on_holiday": trip.on_holiday,
        "changed": trip.instead,
    }


async def _plan_trip(call: ServiceCall) -> ServiceResponse:
    """Announce a trip and plan with it."""
    coordinator = await coordinator_of(call)
    storage = car_of(call, coordinator)
    leave, back = (local_time(call.data[key]) for key in (ATTR_LEAVE, ATTR_BACK))
    with refusing():
        return _answer(TripBook(coordinator).plan(storage, leave, back, **_needs(call)))


async def _change_trip(call: ServiceCall) -> ServiceResponse:
    """Change a trip; a weekly one this once."""
    coordinator = await coordinator_of(call)
    times = {key: local_time(call.data[key]) for key in (ATTR_LEAVE, ATTR_BACK) if key in call.data}
    with refusing():
        return _answer(TripBook(coordinator).change(call.data[ATTR_TRIP_ID], **times, **_needs(call)))


async def _cancel_trip(call: ServiceCall) -> None:
    """Take back an announced trip."""
    with refusing():
        TripBook(await coordinator_of(call)).cancel(call.data[ATTR_TRIP_ID])


async def _skip_trip(call: ServiceCall) -> None:
    """Take a weekly trip out this once."""
    with refusing():
        TripBook(await coordinator_of(call)).skip(call.data[ATTR_TRIP_ID])


async def _unskip_trip(call: ServiceCall) -> None:
    """Expect a weekly trip again, as its table has it."""
    with refusing():
        TripBook(await coordinator_of(call)).restore(call.data[ATTR_TRIP_ID])


def _needs(call: ServiceCall) -> dict[str, float]:
    """Return what is told of a trip's need, in the core's units."""
    needs = {"energy_kwh": call.data.get(ATTR_ENERGY), "km": call.data.get(ATTR_DISTANCE)}
    soc = call.data.get(ATTR_SOC)
    needs["soc"] = None if soc is None else soc / 100
    return {name: value for name, value in needs.items() if value is not None}


def _answer(trip: OneOffTrip) -> ServiceResponse:
    return {ATTR_TRIP_ID: trip.id, ATTR_SOC: round(100 * trip.soc), ATTR_ENERGY: trip.energy_kwh}


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what is wrong with a trip into an error that the caller reads."""
    try:
        yield
    except TripError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=err.key,
            translation_placeholders=unmarked_values(err.placeholders),
        ) from err
