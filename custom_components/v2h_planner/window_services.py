"""The action that finds the best hours for a further load."""

from datetime import datetime, time
from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from .automations.window_ask import (
    ATTR_AFTER,
    ATTR_BEFORE,
    ATTR_DURATION,
    ATTR_LOAD,
    ATTR_OBJECTIVE,
    LOAD,
    former_time,
    next_time,
)
from .const import DOMAIN
from .core.windows import NoWindow, Window, WindowRequest, find_window
from .permissions import READ
from .presentation.figures import rounded
from .service_targets import HOME, coordinator_of, local_time

SERVICE_FIND_WINDOW: Final = "find_window"

# A time of day is the next one; with a date it may lie further ahead.
_TIME: Final = probatio.Any(cv.time, cv.datetime)
_FIND = probatio.Schema(
    {**HOME, **LOAD, probatio.Required(ATTR_BEFORE): _TIME, probatio.Optional(ATTR_AFTER): _TIME}
)


@callback
def async_setup_window_services(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN, SERVICE_FIND_WINDOW, _find_window, _FIND, supports_response=SupportsResponse.ONLY
    )


async def _find_window(call: ServiceCall) -> ServiceResponse:
    """Return the cheapest or cleanest window, and what the load costs in it."""
    coordinator = await coordinator_of(call, READ)
    snapshot, contract_kw = coordinator.data, coordinator.settings.home.grid.contract_kw
    if snapshot.situation.outage:
        raise _refused(f"window_{NoWindow.OUTAGE}")
    if snapshot.plan is None:
        raise _refused("no_plan")
    request = _request(call.data, dt_util.utcnow())
    found = find_window(snapshot.plan, contract_kw, request)
    if isinstance(found, NoWindow):
        raise _refused(f"window_{found}")
    return _answer(found)


def _request(data: dict[str, Any], now: datetime) -> WindowRequest:
    """Return what is asked; what lies behind is now."""
    zone = dt_util.get_default_time_zone()
    told = data[ATTR_BEFORE]
    before = next_time(now, told, zone) if isinstance(told, time) else dt_util.as_utc(local_time(told))
    told = data.get(ATTR_AFTER, now)
    after = former_time(before, told, zone) if isinstance(told, time) else dt_util.as_utc(local_time(told))
    return WindowRequest(
        length=data[ATTR_DURATION],
        after=max(after, now),
        before=before,
        load_kw=data[ATTR_LOAD],
        objective=data[ATTR_OBJECTIVE],
    )


def _answer(window: Window) -> ServiceResponse:
    until = window.priced_until
    return {
        "start": dt_util.as_local(window.start).isoformat(),
        "end": dt_util.as_local(window.end).isoformat(),
        "cost_yen": rounded(window.yen, 1) if window.yen is not None else None,
        "yen_per_kwh": rounded(window.yen_per_kwh, 2) if window.yen_per_kwh is not None else None,
        "energy_kwh": rounded(window.kwh, 2),
        "co2_kg": rounded(window.co2_kg, 3),
        "prices_published": window.published,
        "prices_until": None if until is None else dt_util.as_local(until).isoformat(),
        "complete": window.complete,
    }


def _refused(key: str) -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key=key)
