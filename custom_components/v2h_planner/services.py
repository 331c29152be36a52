"""Actions: show the plan, find the best hours, and what a person starts, each with what takes it back: a storm, a charge, a pause."""

from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from .compare_services import async_setup_compare_services
from .const import DOMAIN
from .core.codec import encode
from .core.plan import Plan, PlanSlot
from .evening_services import async_setup_evening_services
from .permissions import READ
from .presentation.figures import rounded
from .presentation.translation import wording
from .presentation.wording import Wording
from .service_targets import HOME, UNITS, coordinator_of, local_time, storage_ids
from .simulation_services import async_setup_simulation_services
from .trip_services import async_setup_trip_services
from .window_services import async_setup_window_services

ATTR_UNTIL: Final = "until"

SERVICE_GET_PLAN: Final = "get_plan"
SERVICE_IGNORE_STORM: Final = "ignore_storm"
SERVICE_HEED_STORM: Final = "heed_storm"
SERVICE_PAUSE: Final = "pause"
SERVICE_RESUME: Final = "resume"
SERVICE_CANCEL_CHARGE_NOW: Final = "cancel_charge_now"

# A pause that ends later has no end: a person resumes it, and the last years of a calendar have no other time zones.
MOST_PAUSE_YEARS: Final = 1

_ONLY_HOME = probatio.Schema(HOME)
_ONLY_UNITS = probatio.Schema(UNITS)
_PAUSE = probatio.Schema({**UNITS, probatio.Optional(ATTR_UNTIL): cv.datetime})


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN, SERVICE_GET_PLAN, _get_plan, _ONLY_HOME, supports_response=SupportsResponse.ONLY
    )
    async_setup_trip_services(hass)
    async_setup_evening_services(hass)
    async_setup_window_services(hass)
    async_setup_simulation_services(hass)
    async_setup_compare_services(hass)
    hass.services.async_register(DOMAIN, SERVICE_IGNORE_STORM, _ignore_storm, _ONLY_HOME)
    hass.services.async_register(DOMAIN, SERVICE_HEED_STORM, _heed_storm, _ONLY_HOME)
    hass.services.async_register(DOMAIN, SERVICE_PAUSE, _pause, _PAUSE)
    hass.services.async_register(DOMAIN, SERVICE_RESUME, _resume, _ONLY_UNITS)
    hass.services.async_register(DOMAIN, SERVICE_CANCEL_CHARGE_NOW, _cancel_charge_now, _ONLY_UNITS)


async def _get_plan(call: ServiceCall) -> ServiceResponse:
    """Return the whole plan, with a sentence for each storage and slot, and the trips that are announced."""
    coordinator = await coordinator_of(call, READ)
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


async def _ignore_storm(call: ServiceCall) -> None:
    """Stop getting ready for a storm, until there is a new warning or a worse one."""
    (await coordinator_of(call)).async_ignore_storm()


async def _heed_storm(call: ServiceCall) -> None:
    """Get ready for an ignored storm after all."""
    (await coordinator_of(call)).async_heed_storm()


async def _pause(call: ServiceCall) -> None:
    """Let units stand by."""
    coordinator = await coordinator_of(call)
    until, now = local_time(call.data[ATTR_UNTIL]) if ATTR_UNTIL in call.data else None, dt_util.utcnow()
    if until is not None and until <= now:
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="pause_over")
    if until is not None and until.year - now.year > MOST_PAUSE_YEARS:
        until = None
    until = None if until is None else dt_util.as_utc(until)
    await coordinator.async_pause(storage_ids(call, coordinator), until)


async def _resume(call: ServiceCall) -> None:
    """Plan with paused units again."""
    coordinator = await coordinator_of(call)
    await coordinator.async_resume(storage_ids(call, coordinator))


async def _cancel_charge_now(call: ServiceCall) -> None:
    """Take *Charge now* back."""
    coordinator = await coordinator_of(call)
    for storage_id in storage_ids(call, coordinator):
        coordinator.async_cancel_charge_now(storage_id)
