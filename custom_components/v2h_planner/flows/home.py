"""The form about measurements and the grid connection, and the class of all forms of a home."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.data_entry_flow import section
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import probatio

from .. import const as c
from ..core.accounting.baseline import BaselineKind
from ..core.readings import FaultKind
from ..readers.entity_state import EntityState, Read
from ..readers.numbers import read_co2_kg, read_power_kw
from ..readers.solar import SolarForecast, read_solar
from ..settings.contract import contract_excess
from ..settings.errors import StorageError
from ..settings.from_entry import grid_terms, storages_from_entry
from ..sources.discovery import HomeGuess, async_solar_forecasts
from .checks import BASE, Problems, Warned
from .dashboard import DashboardForms
from .fields import POWER_DOMAINS, asked, choice, entity, labelled, number, toggle
from .meter_sign import SignForms
from .outage import OutageForms
from .people import PeopleForms
from .prices import PriceForms
from .roles import HOME_POWERS, async_role_names, storage_roles
from .storage_checks import check_watts
from .storm import StormForms

CONTRACTS = ("10", "15", "20", "30", "40", "50", "60", c.CONTRACT_KVA, c.CONTRACT_DEMAND, c.CONTRACT_NONE)
# With more than this a home is no low-voltage customer: amperes, perhaps.
MOST_KVA = 49.9
MOST_EXPORT_KW = 200.0
# What the price readers' words say of a forecast of the sun.
SOLAR_WORDS = {
    FaultKind.UNKNOWN_SHAPE: "no_solar_forecast",
    FaultKind.TOO_SHORT: "solar_forecast_empty",
}
CO2_AREAS = ("tokyo", "other")
BASELINES = tuple(kind.value for kind in BaselineKind)
LOOOP_TOKYO = "03"

SELLING_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_MAY_EXPORT, default=True): toggle,
        probatio.Optional(c.CONF_EXPORT_LIMIT): number(0, 100_000, "kW"),
        probatio.Required(c.CONF_PUSH_UP, default=False): toggle,
        probatio.Required(c.CONF_V2G, default=False): toggle,
        probatio.Optional(c.CONF_CO2): entity("sensor"),
        probatio.Optional(c.CONF_CO2_AREA): choice(CO2_AREAS, "co2_area"),
        probatio.Required(c.CONF_CARBON_PRICE, default=0): number(0, 1000, "¥/kg"),
        probatio.Required(c.CONF_BASELINE, default=BASELINES[0]): choice(BASELINES, "baseline"),
    }
)


def home_schema(forecasts: Mapping[str, str]) -> probatio.Schema:
    """Build the schema; without integrations that forecast the sun, none is asked for."""
    forecast: dict[probatio.Marker, Any] = {}
    if forecasts:
        forecast[probatio.Optional(c.CONF_SOLAR_FORECAST)] = labelled(forecasts, multiple=True)
    return probatio.Schema(
        {
            probatio.Optional(c.CONF_PV_POWER): entity(*POWER_DOMAINS),
            **forecast,
            probatio.Optional(c.CONF_SOLAR_ENTITIES): entity("sensor", multiple=True),
            probatio.Optional(c.CONF_LOAD_POWER): entity(*POWER_DOMAINS),
            probatio.Required(c.CONF_LOAD_INCLUDES_STORAGES, default=False): toggle,
            probatio.Optional(c.CONF_GRID_POWER): entity(*POWER_DOMAINS),
            probatio.Required(c.CONF_GRID_IMPORT_POSITIVE, default=True): toggle,
            asked(c.CONF_CONTRACT): choice(CONTRACTS, "contract"),
            probatio.Optional(c.CONF_CONTRACT_KVA): number(1, 200, "kVA"),
            probatio.Required(c.CONF_MORE): section(SELLING_SCHEMA, {"collapsed": True}),
        }
    )


class HomeForms(PriceForms, SignForms, StormForms, OutageForms, PeopleForms, DashboardForms):
    """All forms of a home: first set-up, reconfiguring and options mix them in."""

    def __init__(self) -> None:
        """Have warned of nothing yet."""
        super().__init__()
        self._warned: Warned = set()

    async def async_step_home(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the measuring entities and the grid connection."""
        problems = Problems(self.answered().get(c.CONF_HOME))
        if user_input is not None:
            await self.async_check_home(user_input, problems)
            if not problems:
                return await self.async_check_sign(user_input)
        else:
            user_input = self.answered().get(c.CONF_HOME, {})
        forecasts = await async_solar_forecasts(self.hass)
        # A forecast that was chosen and is gone stays in the list, or the form could not be sent.
        forecasts |= {
            gone: gone for gone in user_input.get(c.CONF_SOLAR_FORECAST, ()) if gone not in forecasts
        }
        return self._show("home", home_schema(forecasts), user_input, problems)

    async def async_check_home(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that no sensor stands in two places, here or as the power of a storage, and that each can be read."""
        names = await async_role_names(self.hass)
        taken = dict(storage_roles(self.changed_entry()))
        for where in HOME_POWERS:
            entity_id = form.get(where)
            if entity_id is not None and entity_id in taken:
                problems.add(where, "sensor_in_use", entity=entity_id, found=taken[entity_id])
            elif entity_id is not None:
                taken[entity_id] = names[where]
        self._check_entities(form, problems)

    def _check_entities(self, form: dict[str, Any], problems: Problems) -> None:
        """Check that the load is measured or can be derived, and that every entity can be read."""
        for where in (c.CONF_PV_POWER, c.CONF_LOAD_POWER, c.CONF_GRID_POWER):
            problems.check_entity(self.hass, form, where, read_power_kw)
        for entity_id in form.get(c.CONF_SOLAR_ENTITIES, ()):
            one = {c.CONF_SOLAR_ENTITIES: entity_id}
            problems.check_entity(self.hass, one, c.CONF_SOLAR_ENTITIES, _read_solar, SOLAR_WORDS)
            entry = er.async_get(self.hass).async_get(entity_id)
            if entry is not None and entry.config_entry_id in form.get(c.CONF_SOLAR_FORECAST, ()):
                problems.add(c.CONF_SOLAR_ENTITIES, "solar_twice", entity=entity_id)
        problems.check_entity(self.hass, form[c.CONF_MORE], c.CONF_CO2, read_co2_kg)
        if co2 := problems.errors.pop(c.CONF_CO2, None):
            problems.errors[BASE] = co2  # fields within a section show no error of their own
        if not form.get(c.CONF_LOAD_POWER) and not form.get(c.CONF_GRID_POWER):
            problems.add(BASE, "load_or_grid")
        check_watts(BASE, form[c.CONF_MORE].get(c.CONF_EXPORT_LIMIT), problems, MOST_EXPORT_KW)
        if not form.get(c.CONF_CONTRACT):
            problems.add(c.CONF_CONTRACT, "contract_missing")
        elif form[c.CONF_CONTRACT] in (c.CONTRACT_KVA, c.CONTRACT_DEMAND):
            kva = form.get(c.CONF_CONTRACT_KVA)
            if not kva:
                problems.add(c.CONF_CONTRACT_KVA, "contract_kva_missing")
            elif kva > MOST_KVA:
                values = {"found": f"{kva:g}", "meant": f"{kva / 10:g}"}
                problems.warn(self._warned, c.CONF_CONTRACT_KVA, "contract_in_amperes", **values)
        more = form[c.CONF_MORE]
        if not problems and more[c.CONF_V2G] and not more[c.CONF_MAY_EXPORT]:
            problems.warn(self._warned, BASE, "feeds_without_selling")
        if not problems and (changed := self.changed_entry()) is not None:
            self._check_contract(changed, form, problems)

    def _check_contract(self, entry: ConfigEntry, form: dict[str, Any], problems: Problems) -> None:
        """Warn of storages that could never charge from this contract."""
        with suppress(StorageError):  # such a storage has a problem of its own
            for storage in storages_from_entry(entry):
                excess = contract_excess(storage, grid_terms(form))
                problems.warn_excess(self._warned, c.CONF_CONTRACT, excess)


def _read_solar(state: EntityState, now: datetime) -> Read[SolarForecast]:
    return read_solar(state, now, dt_util.get_default_time_zone())


def _known(guess: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not found."""
    return {key: value for key, value in guess.items() if value is not None}


def home_start(guess: HomeGuess, prices: Mapping[str, Any]) -> dict[str, Any]:
    """Fill the form with what was found; with prices of Tokyo, CO2 is Tokyo's as well."""
    area = CO2_AREAS[0] if prices.get(c.CONF_LOOOP_AREA) == LOOOP_TOKYO else None
    return _known(
        {
            c.CONF_PV_POWER: guess.pv_power,
            c.CONF_LOAD_POWER: guess.load_power,
            c.CONF_GRID_POWER: guess.grid_power,
            c.CONF_GRID_IMPORT_POSITIVE: guess.grid_import_positive,
            c.CONF_SOLAR_FORECAST: list(guess.solar_forecast) or None,
            **_contract(guess.main_breaker_a),
            c.CONF_MORE: _known({c.CONF_CO2: guess.co2, c.CONF_CO2_AREA: area}),
        }
    )


def _contract(main_breaker_a: int | None) -> dict[str, Any]:
    """Return the contract that goes with a main breaker: its amperes, or above the last of these its kVA at 200 V."""
    if main_breaker_a is None:
        return {}
    if str(main_breaker_a) in CONTRACTS:
        return {c.CONF_CONTRACT: str(main_breaker_a)}
    return {c.CONF_CONTRACT: c.CONTRACT_KVA, c.CONF_CONTRACT_KVA: main_breaker_a * 0.2}
