"""Entities found in the home, with which the forms open, so that most people only confirm them.

Sources, best first: the energy dashboard, ECHONET Lite devices (both integrations), names and units.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
import re
from typing import TYPE_CHECKING, Any

from homeassistant.components.select import ATTR_OPTIONS
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, PRICE_ALL_IN, PRICE_MARKET
from ..core.home import StorageKind
from ..core.readings import Verb
from ..core.series import StepSeries
from ..readers import units_of_measurement as units
from ..readers.numbers import read_co2_kg, read_soc
from ..readers.outage import read_outage
from ..readers.prices import read_prices
from ..readers.storage import guess_options, read_connected
from ..readers.text import compact
from ..readers.warning_entities import lists_warnings, read_warning
from .device_capacity import async_device_capacity
from .echonet import (
    BATTERY,
    BOARD,
    FUEL_CELL,
    METER,
    MULTIPLE_INPUT,
    PV,
    V2H,
    Echonet,
    async_echonet,
    first,
    property_of,
)
from .echonet_storage import amperes
from .entity_reader import async_entity_state
from .storage_guess import StorageGuess, accepted, power_sensor
from .unit_kinds import found_units

if TYPE_CHECKING:
    from homeassistant.components.energy.data import EnergyPreferences

# yen/kWh: wheeling, service and levy cost more than this in every area, so a price below it lacks them.
_ADDERS_ALONE = 15.0

# What the house takes from the grid: the meter, else the board's main, else where sun, battery and grid meet.
_GRID = ((METER, 0xE7), (BOARD, 0xC6), (MULTIPLE_INPUT, 0xE7))
# "System interconnected type": 独立 is without the grid.
_INTERCONNECTED = ((V2H, 0xDB), (BATTERY, 0xDB), (PV, 0xD0), (MULTIPLE_INPUT, 0xD0), (FUEL_CELL, 0xD0))
_CAR_WORDS = re.compile(
    r"(?:^|[_. ])(?:ev|car|vehicle|v2h|leaf|sakura|ariya|outlander|eclipse|ek|tesla|byd|bz4x|ioniq|soc)(?:$|[_. \d])"
    "|車|リーフ|サクラ|アリア|アウトランダー"
)
_BATTERY_WORDS = re.compile(r"home_battery|storage_battery|battery_storage|battery_soc|powerwall|蓄電池")
_PV_WORDS = re.compile(r"(?:^|[_. ])(?:pv|solar)(?:$|[_. ])|太陽光|発電")
# 消費電力 alone is any appliance's.
_LOAD_WORDS = re.compile(
    r"(?:^|[_. ])(?:house|home)_(?:load|power|consumption)(?:$|[_. ])|(?:家|宅|全体|主幹|総).{0,6}消費電力"
)
_WARNING_WORDS = re.compile(r"_warnings?(?:$|[_ ])|(?:^|[_.])(?:weather_?)?alerts?(?:$|[_ ])|警報")
_OUTAGE_WORDS = re.compile(r"outage|停電")
# Integration and end of the unique id of a UPS's state, as in its `ups.status` (NUT) and STATUS (apcupsd).
_UPS = {"nut": "_ups.status", "apcupsd": "_status"}
_GRID_WORDS = re.compile(r"(?:^|[_. ])grid(?:$|[_. ])|系統電力|買電")
# A fuel cell makes power as well, half a meter says half of it, and a smoke alarm warns of no storm.
_NOT_PV_WORDS = re.compile("燃料|エネファーム|ガス|fuel|fc_")
_HALF_METER_WORDS = re.compile(r"export|import|feed|return|sold|売電(?!.*買電)")
_OTHER_ALARM_WORDS = re.compile(r"火災|ガス|煙|防犯|侵入|漏水|fire|smoke|gas|intru|burglar|leak|tamper")


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeGuess:
    """Entities and values for the home's forms; None where nothing was found."""

    price_entity: str | None = None
    price_kind: str | None = None
    pv_power: str | None = None
    load_power: str | None = None
    grid_power: str | None = None
    grid_import_positive: bool = True
    solar_forecast: tuple[str, ...] = ()
    export_yen_per_kwh: float | None = None
    co2: str | None = None
    warnings: tuple[str, ...] = ()
    outages: tuple[str, ...] = ()
    main_breaker_a: int | None = None


async def async_guess_home(hass: HomeAssistant) -> HomeGuess:
    """Search the home for what its forms ask for."""
    dashboard = await _energy_dashboard(hass)
    echonet = async_echonet(hass)
    price_entity, price_kind = _prices(hass)
    metered = next((found for at in _GRID if (found := power_sensor(hass, first(echonet, *at)))), None)
    grid = _of_dashboard(hass, dashboard.grid_power)
    return HomeGuess(
        price_entity=price_entity,
        price_kind=price_kind,
        pv_power=_of_dashboard(hass, dashboard.pv_power)
        or power_sensor(hass, first(echonet, PV, 0xE0))
        or _power_entity(hass, _PV_WORDS, _NOT_PV_WORDS),
        load_power=_power_entity(hass, _LOAD_WORDS),
        grid_power=grid or metered or _power_entity(hass, _GRID_WORDS, _HALF_METER_WORDS),
        grid_import_positive=grid is None or dashboard.grid_import_positive,
        solar_forecast=dashboard.solar_forecast,
        export_yen_per_kwh=dashboard.export_yen_per_kwh,
        co2=_co2_entity(hass),
        warnings=_warning_entities(hass),
        outages=_outage_entities(hass, echonet),
        main_breaker_a=amperes(hass, first(echonet, BOARD, 0xB0)),
    )


async def async_solar_forecasts(hass: HomeAssistant) -> dict[str, str]:
    """Return the config entries that can forecast the sun for the energy dashboard: id -> title."""
    if "energy" not in hass.config.components:
        return {}
    # Loaded already, or the line above had left; at the top it would pull in the recorder.
    from homeassistant.components.energy.websocket_api import async_get_energy_platforms  # noqa: PLC0415

    domains = await async_get_energy_platforms(hass)
    return {
        entry.entry_id: entry.title
        for domain in domains
        for entry in hass.config_entries.async_entries(domain)
    }


async def async_guess_storage(
    hass: HomeAssistant, kind: StorageKind, taken: frozenset[str] = frozenset()
) -> StorageGuess:
    """Search the home for a storage of that kind; `taken`: SOC entities that others use."""
    units_found = [guess for guess in found_units(hass, kind) if guess.soc_entity not in taken]
    words = _CAR_WORDS if kind.is_ev else _BATTERY_WORDS
    if units_found and units_found[0].soc_entity is not None:
        return units_found[0]
    if units_found:  # a charger does not know what is in the car
        known = (guess.soc_entity for guess in units_found if guess.soc_entity is not None)
        return replace(units_found[0], soc_entity=next(known, None) or _only_soc(hass, words, taken))
    if kind is StorageKind.HOME_BATTERY:
        battery = (await _energy_dashboard(hass)).battery
        if battery is not None and battery.soc_entity not in taken:
            return battery
    named = _only_soc(hass, words, taken)
    return StorageGuess() if named is None else _on_same_device(hass, named)


def _only_soc(hass: HomeAssistant, words: re.Pattern[str], taken: frozenset[str]) -> str | None:
    """Return the state of charge with these words in its name; None if several are left: which is meant, is asked."""
    found = [entity_id for entity_id in _soc_entities(hass, words) if entity_id not in taken]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dashboard:
    """The part of the energy dashboard's preferences that the forms ask for."""

    pv_power: str | None = None
    grid_power: str | None = None
    grid_import_positive: bool = True
    solar_forecast: tuple[str, ...] = ()
    export_yen_per_kwh: float | None = None
    battery: StorageGuess | None = None


async def _energy_dashboard(hass: HomeAssistant) -> _Dashboard:
    """Read the energy dashboard's preferences."""
    preferences = await _energy_preferences(hass)
    if preferences is None:
        return _Dashboard()
    sources: list[Mapping[str, Any]] = list(preferences["energy_sources"])
    solar = [source for source in sources if source["type"] == "solar"]
    grid = [source for source in sources if source["type"] == "grid"]
    battery = [source for source in sources if source["type"] == "battery" and source.get("stat_soc")][:1]
    power, positive = _signed_power(grid)
    battery_power, discharging_positive = _signed_power(battery)
    return _Dashboard(
        pv_power=next((source["stat_rate"] for source in solar if source.get("stat_rate")), None),
        grid_power=power,
        grid_import_positive=positive,
        solar_forecast=tuple(
            dict.fromkeys(
                entry for source in solar for entry in source.get("config_entry_solar_forecast") or ()
            )
        ),
        export_yen_per_kwh=next(
            (price for source in grid if (price := source.get("number_energy_price_export")) is not None),
            None,
        ),
        battery=StorageGuess(
            soc_entity=battery[0]["stat_soc"],
            capacity_kwh=battery[0].get("capacity"),
            power_entity=battery_power,
            power_charging_positive=not discharging_positive,
        )
        if battery
        else None,
    )


async def _energy_preferences(hass: HomeAssistant) -> EnergyPreferences | None:
    """Return the preferences, None without an energy dashboard."""
    if "energy" not in hass.config.components:
        return None
    from homeassistant.components.energy.data import async_get_manager  # noqa: PLC0415  (as above)

    return (await async_get_manager(hass)).data


def _of_dashboard(hass: HomeAssistant, entity_id: str | None) -> str | None:
    """Return a power sensor that a person has chosen, but not one that is there and cannot be read."""
    absent = entity_id is not None and hass.states.get(entity_id) is None
    return entity_id if absent else power_sensor(hass, entity_id)


def _signed_power(sources: Iterable[Mapping[str, Any]]) -> tuple[str | None, bool]:
    """Return the power sensor of a grid or battery source, and whether it is positive when it feeds the house."""
    for source in sources:
        config = source.get("power_config") or {}
        if inverted := config.get("stat_rate_inverted"):
            return inverted, False
        if rate := config.get("stat_rate") or source.get("stat_rate"):
            return rate, True
    return None, True


def _sensors(hass: HomeAssistant, domain: str = "sensor") -> Iterator[State]:
    """Yield all entities of a domain that are not ours."""
    registry = er.async_get(hass)
    for state in sorted(hass.states.async_all(domain), key=lambda state: state.entity_id):
        entry = registry.async_get(state.entity_id)
        if entry is None or entry.platform != DOMAIN:
            yield state


def _prices(hass: HomeAssistant) -> tuple[str | None, str | None]:
    """Find the sensor whose attributes list the most prices, and their kind by the lowest of them."""
    now = dt_util.now()
    best, entity_id = StepSeries(), None
    for state in _sensors(hass):
        if not any(isinstance(value, (list, Mapping)) for value in state.attributes.values()):
            continue
        series = read_prices(
            async_entity_state(hass, state.entity_id), now, dt_util.get_default_time_zone()
        ).series
        if len(series) > len(best):
            best, entity_id = series, state.entity_id
    if entity_id is None:
        return None, None
    all_in = min(step.value for step in best) >= _ADDERS_ALONE
    return entity_id, PRICE_ALL_IN if all_in else PRICE_MARKET


def _power_entity(
    hass: HomeAssistant, words: re.Pattern[str], but: re.Pattern[str] | None = None
) -> str | None:
    """Find the power sensor with these words in its name, and none of the others; None if there are several."""
    found = [
        state.entity_id
        for state in _sensors(hass)
        if _device_class(state) == "power"
        and words.search(_names(state))
        and (but is None or not but.search(_names(state)))
        and power_sensor(hass, state.entity_id) is not None
    ]
    return found[0] if len(found) == 1 else None


def _co2_entity(hass: HomeAssistant) -> str | None:
    """Find a carbon intensity sensor by its unit of measurement."""
    for state in _sensors(hass):
        carbon = units.carbon_factor(_unit(state)) is not None
        if carbon and accepted(hass, state.entity_id, read_co2_kg) is not None:
            return state.entity_id
    return None


def _warning_entities(hass: HomeAssistant) -> tuple[str, ...]:
    """Find what is named a warning: safety sensors, and sensors that list warnings; an advisory (注意報) is none."""
    now = dt_util.now()
    safety = (state for state in _sensors(hass, "binary_sensor") if _device_class(state) == "safety")
    listing = (
        state
        for state in _sensors(hass)
        if lists_warnings(entity := async_entity_state(hass, state.entity_id))
        and read_warning(entity, now).hazards is not None
    )
    return tuple(
        state.entity_id
        for state in (*listing, *safety)
        if _WARNING_WORDS.search(_names(state)) and not _OTHER_ALARM_WORDS.search(_names(state))
    )


def _outage_entities(hass: HomeAssistant, echonet: Echonet) -> tuple[str, ...]:
    """Find what is named an outage, units that show whether they are on the grid, and UPSs, if they can be read."""
    now = dt_util.utcnow()
    called = [
        state.entity_id for state in _sensors(hass, "binary_sensor") if _OUTAGE_WORDS.search(_names(state))
    ]
    units_of_home = [found for eoj, epc in _INTERCONNECTED if (found := first(echonet, eoj, epc)) is not None]
    supplies = [
        entry.entity_id
        for entry in er.async_get(hass).entities.values()
        if not entry.disabled
        and entry.domain == "sensor"
        and (end := _UPS.get(entry.platform)) is not None
        and entry.unique_id.endswith(end)
    ]
    return tuple(
        entity_id
        for entity_id in (*called, *units_of_home, *supplies)
        if read_outage(async_entity_state(hass, entity_id), now).value is not None
    )


def _soc_entities(hass: HomeAssistant, words: re.Pattern[str]) -> Iterator[str]:
    """Yield sensors that read as a state of charge and have these words in their names.

    None of ECHONET Lite: the right one is known there, and beside it are others of the same sort.
    """
    now, registry = dt_util.utcnow(), er.async_get(hass)
    for state in _sensors(hass):
        if property_of(registry.async_get(state.entity_id)) is not None:
            continue
        names = _names(state)
        named = words.search(names) and not (words is _CAR_WORDS and _BATTERY_WORDS.search(names))
        battery = _device_class(state) == "battery" or "soc" in state.entity_id
        if named and battery and read_soc(async_entity_state(hass, state.entity_id), now).value is not None:
            yield state.entity_id


def _on_same_device(hass: HomeAssistant, soc_entity: str) -> StorageGuess:
    """Guess capacity, plug, power, mode and set-points on the SOC's device, where there is one of each sort."""
    registry = er.async_get(hass)
    entry = registry.async_get(soc_entity)
    if entry is None or entry.device_id is None:
        return StorageGuess(soc_entity=soc_entity)
    states = [
        state
        for sibling in er.async_entries_for_device(registry, entry.device_id)
        if (state := hass.states.get(sibling.entity_id)) is not None
    ]

    def only(domain: str, fits: Callable[[State], object]) -> str | None:
        found = [state.entity_id for state in states if state.domain == domain and fits(state)]
        return found[0] if len(found) == 1 else None

    def set_point(state: State) -> bool:
        return compact(_unit(state)) in units.POWER

    capacity = async_device_capacity(hass, soc_entity)
    return StorageGuess(
        soc_entity=soc_entity,
        capacity_kwh=None if capacity is None else round(capacity.kwh, 1),
        connected_entity=only("binary_sensor", lambda state: _device_class(state) == "plug")
        or only("sensor", lambda state: _connection(hass, state)),
        power_entity=only("sensor", lambda state: _device_class(state) == "power"),
        select=only("select", lambda state: Verb.CHARGE in guess_options(_options(state))),
        charge_number=only("number", lambda state: set_point(state) and "discharg" not in state.entity_id),
        discharge_number=only("number", lambda state: set_point(state) and "discharg" in state.entity_id),
    )


def _unit(state: State) -> str:
    """Return the unit of measurement; an attribute may be anything, and what is no text is none."""
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    return unit if isinstance(unit, str) else ""


def _options(state: State) -> list[str]:
    """Return the options of a select."""
    options = state.attributes.get(ATTR_OPTIONS)
    return (
        [option for option in options if isinstance(option, str)]
        if isinstance(options, (list, tuple))
        else []
    )


def _names(state: State) -> str:
    """Return the words by which an entity may be known; a name, too, may be anything."""
    return f"{state.entity_id} {state.name}".lower()


def _device_class(state: State) -> str | None:
    """Return the device class."""
    return state.attributes.get(ATTR_DEVICE_CLASS)


def _connection(hass: HomeAssistant, state: State) -> bool:
    """Return whether an entity is named a connection and reads as one."""
    named = re.search("connect|plug|接続", _names(state))
    connected = read_connected(async_entity_state(hass, state.entity_id), dt_util.utcnow())
    return bool(named) and connected.value is not None
