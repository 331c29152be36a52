"""The action that tells what each choice would cost before one chooses."""

from datetime import datetime, time
from typing import Final

from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import probatio

from .automations.window_ask import next_time
from .const import DOMAIN
from .coordinator import V2HCoordinator
from .core.comparison import ChargeChoice, StormChoice, compare_charge
from .core.home import Storage
from .core.plan import SocTarget, TargetKind
from .face.desk import NoPlanError, async_desk
from .face.figures import percent
from .face.preview import choice_shown
from .permissions import READ
from .service_targets import UNITS, coordinator_of, local_time, storage_ids

ATTR_CHARGE_TO: Final = "charge_to"
ATTR_BY: Final = "by"
SERVICE_COMPARE: Final = "compare"

_COMPARE = probatio.Schema(
    {
        **UNITS,
        probatio.Optional(ATTR_CHARGE_TO): probatio.All(
            probatio.Coerce(float), probatio.Range(min=0, max=100)
        ),
        # a time of day is the next one
        probatio.Optional(ATTR_BY): probatio.Any(cv.time, cv.datetime),
    }
)


@callback
def async_setup_compare_services(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN, SERVICE_COMPARE, _compare, _COMPARE, supports_response=SupportsResponse.ONLY
    )


async def _compare(call: ServiceCall) -> ServiceResponse:
    """Return what each mode comes to over the next day, what being ready for a storm costs, and a charge where it is asked."""
    coordinator = await coordinator_of(call, READ)
    desk, target = async_desk(call.hass, coordinator), _asked(call, coordinator)
    if coordinator.data.situation.outage:
        raise _refused("compare_outage")
    try:
        inputs = desk.inputs()
        modes = await desk.async_modes()
        storm = await desk.async_storm()
        charge = None
        if target is not None:
            charge = await desk.async_ask(object(), lambda: compare_charge(inputs, target, modes.usual))
    except NoPlanError as err:
        raise _refused("no_plan") from err
    except TimeoutError as err:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="compare_too_slow") from err
    return {
        "mode": modes.present.value,
        "prices_known": modes.usual.priced,
        "modes": {mode.value: choice_shown(choice) for mode, choice in modes.choices.items()},
        "storm": _storm(storm),
        "charge": None if charge is None else _charge(charge),
    }


def _storm(storm: StormChoice) -> JsonObjectType:
    return {
        "expected": storm.expected,
        "by": dt_util.as_local(storm.by).isoformat(),
        **choice_shown(storm.choice),
    }


def _charge(charge: ChargeChoice) -> JsonObjectType:
    return {
        "soc": percent(charge.target.soc),
        "by": dt_util.as_local(charge.target.by).isoformat(),
        "reached_soc": percent(charge.reached_soc),
        **choice_shown(charge.choice),
    }


def _asked(call: ServiceCall, coordinator: V2HCoordinator) -> SocTarget | None:
    """Return the charge that is asked about, None where none is; to the full where nobody says how far."""
    if ATTR_BY not in call.data:
        if ATTR_CHARGE_TO in call.data:
            raise _refused("compare_by_missing")
        return None
    now, plan = dt_util.utcnow(), coordinator.data.plan
    by = _moment(call.data[ATTR_BY], now)
    if by <= now:
        raise _refused("compare_by_past")
    if plan is not None and by > plan.horizon.end:
        raise _refused("compare_by_far")
    soc = call.data.get(ATTR_CHARGE_TO, 100.0) / 100
    return SocTarget(kind=TargetKind.PERSON, storage_id=_storage(call, coordinator).id, soc=soc, by=by)


def _moment(told: time | datetime, now: datetime) -> datetime:
    """Return a time that was told; years 1 and 9999 have no other time zones."""
    if isinstance(told, time):
        return next_time(now, told, dt_util.get_default_time_zone())
    if abs(told.year - now.year) > 1:
        raise _refused("compare_by_past" if told.year < now.year else "compare_by_far")
    return dt_util.as_utc(local_time(told))


def _storage(call: ServiceCall, coordinator: V2HCoordinator) -> Storage:
    """Return the storage of the chosen device, or the only car, or the only one of the home."""
    ids = storage_ids(call, coordinator)
    all_of = [one for one in coordinator.settings.home.storages if one.id in ids]
    cars = [one for one in all_of if one.kind.is_ev]
    found = all_of if ATTR_DEVICE_ID in call.data or not cars else cars
    if len(found) != 1:
        raise _refused("which_unit")
    return found[0]


def _refused(key: str) -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key=key)
