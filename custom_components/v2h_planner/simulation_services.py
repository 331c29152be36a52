"""Actions of a simulation on the home's own past: begin one, and wait for its answer or not; cancel it; read the last one."""

import asyncio
from functools import partial
from math import isfinite
from typing import Any, Final, cast

from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import probatio

from .const import DOMAIN
from .core.simulation.scenarios import Driver
from .core.tariff.supply_areas import SUPPLY_AREAS
from .permissions import READ
from .service_targets import HOME, coordinator_of
from .settings.errors import SettingsError
from .settings.scenario_rows import LONGEST_NAME, MOST_SCENARIOS, TARIFFS, parse_scenarios
from .what_if.answer import Answer, ProgressRow
from .what_if.desk import Ask, async_simulation_desk
from .what_if.words import async_teller

ATTR_SCENARIOS: Final = "scenarios"
ATTR_DRIVERS: Final = "drivers"
ATTR_DAYS: Final = "days"
ATTR_MARKET_PRICE: Final = "market_price_entity"

SERVICE_SIMULATE: Final = "simulate"
SERVICE_CANCEL_SIMULATION: Final = "cancel_simulation"
SERVICE_GET_SIMULATION: Final = "get_simulation"

USUAL_DAYS: Final = 365
MOST_DAYS: Final = 366
_MOST_ROWS: Final = 100


def _number(least: float, most: float) -> Any:
    return probatio.All(probatio.Coerce(float), _finite, probatio.Range(min=least, max=most))


def _finite(value: float) -> float:
    """Refuse what is no number: it lies beyond no bound."""
    if not isfinite(value):
        raise probatio.Invalid("a finite number is needed")
    return value


def _rows(value: Any) -> list[Any]:
    """Take rows of texts or mappings; the settings' own parsers read them."""
    rows = [value] if isinstance(value, (str, dict)) else value
    if not isinstance(rows, list) or len(rows) > _MOST_ROWS:
        raise probatio.Invalid("rows are needed")
    return rows


_YEN = _number(-1000, 1000)
_SCENARIO = probatio.Schema(
    {
        probatio.Optional(CONF_NAME): probatio.All(cv.string, probatio.Length(max=LONGEST_NAME)),
        probatio.Optional("tariff"): probatio.In(TARIFFS),
        probatio.Optional("area"): probatio.In(SUPPLY_AREAS),
        probatio.Optional("price"): _YEN,
        probatio.Optional("bands"): _rows,
        probatio.Optional("adders"): _rows,
        probatio.Optional("export_price"): _YEN,
        probatio.Optional("battery_kwh"): _number(0, 100),
        probatio.Optional("car_kwh"): _number(1, 300),
        probatio.Optional("car_charge_kw"): _number(0.1, 50),
        probatio.Optional("car_discharge_kw"): _number(0, 50),
        probatio.Optional("v2h"): cv.boolean,
    }
)
_SIMULATE = probatio.Schema(
    {
        **HOME,
        probatio.Optional(ATTR_SCENARIOS, default=list): probatio.All(
            cv.ensure_list, probatio.Length(max=MOST_SCENARIOS), [_SCENARIO]
        ),
        probatio.Optional(ATTR_DRIVERS, default=[Driver.PLANNER.value, Driver.TIMER.value]): probatio.All(
            cv.ensure_list, probatio.Length(min=1), [probatio.Coerce(Driver)]
        ),
        probatio.Optional(ATTR_DAYS, default=USUAL_DAYS): probatio.All(
            probatio.Coerce(int), probatio.Range(min=1, max=MOST_DAYS)
        ),
        probatio.Optional(ATTR_MARKET_PRICE): cv.entity_domain("sensor"),
    }
)


@callback
def async_setup_simulation_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    register = partial(hass.services.async_register, DOMAIN)
    register(SERVICE_SIMULATE, _simulate, _SIMULATE, supports_response=SupportsResponse.OPTIONAL)
    register(SERVICE_CANCEL_SIMULATION, _cancel, probatio.Schema(HOME))
    register(SERVICE_GET_SIMULATION, _get, probatio.Schema(HOME), supports_response=SupportsResponse.ONLY)


async def _simulate(call: ServiceCall) -> ServiceResponse:
    """Begin a simulation. Who wants its answer waits for it; it goes on where they do not."""
    coordinator = await coordinator_of(call)
    try:
        scenarios = parse_scenarios(call.data[ATTR_SCENARIOS], coordinator.settings)
    except SettingsError as err:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key=err.key, translation_placeholders=err.placeholders
        ) from err
    ask = Ask(
        days=call.data[ATTR_DAYS],
        scenarios=scenarios,
        drivers=tuple(dict.fromkeys(call.data[ATTR_DRIVERS])),
        market_entity=call.data.get(ATTR_MARKET_PRICE),
    )
    task = async_simulation_desk(call.hass, coordinator).async_start(ask)
    if not call.return_response:
        return None
    await asyncio.wait({task})  # who waits may go away: the simulation goes on
    if task.cancelled():
        raise ServiceValidationError(translation_domain=DOMAIN, translation_key="simulation_cancelled")
    teller = await async_teller(call.hass, call.hass.config.language)
    return _json(teller.answer(task.result()))


async def _cancel(call: ServiceCall) -> None:
    """End the simulation that is under way; nothing is done where none is."""
    async_simulation_desk(call.hass, await coordinator_of(call)).async_cancel()


async def _get(call: ServiceCall) -> ServiceResponse:
    """Return how far the simulation is, and what the last one found."""
    coordinator = await coordinator_of(call, READ)
    desk = async_simulation_desk(call.hass, coordinator)
    teller = await async_teller(call.hass, call.hass.config.language)
    progress, finding = desk.progress, desk.finding
    return {
        "progress": None if progress is None else _json(teller.progress(progress, desk.asked)),
        "result": None if finding is None else _json(teller.answer(finding)),
    }


def _json(row: Answer | ProgressRow) -> JsonObjectType:
    """Return the same, as Home Assistant types what can be sent."""
    return cast("JsonObjectType", row)
