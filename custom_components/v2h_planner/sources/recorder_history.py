"""The recorder's statistics and other integrations' solar forecasts, as series in the core's units of measurement."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from itertools import pairwise
import logging

from homeassistant.components.energy.types import GetSolarForecastType
from homeassistant.components.energy.websocket_api import async_get_energy_platforms
from homeassistant.components.recorder.history import state_changes_during_period
from homeassistant.components.recorder.statistics import StatisticsRow, get_metadata, statistics_during_period
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance

from ..core.control.power_limits import NO_LIMITS, PowerLimits
from ..core.history import History
from ..core.readings import Fault, FaultKind
from ..core.series import Step, StepSeries
from ..readers.entity_state import Read
from ..readers.numbers import parse_number
from ..readers.secrets import trace
from ..readers.solar import (
    SolarArray,
    SolarForecast,
    add,
    counted_once,
    join,
    overlap,
    read_solar,
    read_wh_hours,
)
from ..readers.text import compact
from ..readers.units_of_measurement import POWER, carbon_factor, price_unit
from ..runtime.limits import Patience
from ..settings.model import Settings, Sources
from .entity_reader import async_entity_state

_LOGGER = logging.getLogger(__name__)

# The recorder keeps five-minute means for about ten days and hourly means for ever.
FINE_DAYS = 10
COARSE_DAYS = 28
_HALF_HOUR_S = 1800.0
# Of an entity without statistics the newest states are read, and each is believed for so long without news.
MOST_STATES = 5_000
HOLDS_S = 3 * 3600.0
# Homes draw more than this, also empty ones; below it, a meter is dead or its unit is another.
LEAST_LOAD_KW = 0.01
POWER_CLASS = "power"  # the recorder converts it
# A forecast is fetched from its integration's memory, or from a cloud.
SOLAR_LIMIT_S = 20.0

type Means = dict[float, float]  # mean by the time stamp of a half hour's start


async def async_history(hass: HomeAssistant, settings: Settings, now: datetime) -> History:
    """Read the recorder's statistics; empty series for what it does not have."""
    sources = settings.sources
    storages = {item.power_entity for item in settings.storages if item.power_entity}
    powers = {e for e in (sources.pv_power, sources.load_power, sources.grid_power) if e} | storages
    wanted = powers | {e for e in (settings.prices.entity_id, sources.co2) if e}
    if not wanted or "recorder" not in hass.config.components:
        return History()
    shown = {e: async_entity_state(hass, e).unit for e in wanted}
    return await get_instance(hass).async_add_executor_job(_read, hass, settings, shown, now)


def _read(hass: HomeAssistant, settings: Settings, shown: Mapping[str, str | None], now: datetime) -> History:
    """Query and combine; runs in the recorder's executor. `shown`: the units that the entities show now."""
    wanted = set(shown)
    query = partial(statistics_during_period, hass, units={"power": "kW"}, types={"mean"})
    coarse = query(now - timedelta(days=COARSE_DAYS), None, wanted, "hour")
    fine = query(now - timedelta(days=FINE_DAYS), None, wanted, "5minute")
    recorded = {e: meta for e, (_, meta) in get_metadata(hass, statistic_ids=wanted).items()}
    sources, price, limits = settings.sources, settings.prices.entity_id, settings.power_limits

    def means(entity: str | None, factor: Callable[[str | None, str | None], float | None]) -> Means:
        """Return an entity's means; `factor` of the unit that they are recorded in, and of the one shown now."""
        if entity is None or (meta := recorded.get(entity)) is None:
            return {}
        unit = "kW" if meta["unit_class"] == POWER_CLASS else meta["unit_of_measurement"]
        if (times := factor(unit, shown[entity])) is None:
            return {}
        rows = half_hours(coarse.get(entity, ()), fine.get(entity, ()))
        return {at: mean * times for at, mean in rows.items()}

    powers = {
        entity: possible(means(entity, _power_factor), limits.get(entity, NO_LIMITS))
        for entity in wanted - {price, sources.co2}
    }
    pv = powers.get(sources.pv_power or "", {})
    co2 = means(sources.co2, _carbon_factor)
    if (
        sources.co2 is not None
        and sources.co2 not in recorded
        and (factor := carbon_factor(shown[sources.co2]))
    ):
        co2 = {at: mean * factor for at, mean in _means_of_states(hass, sources.co2, now).items()}
    return History(
        load_kw=series(load_means(settings, powers)),
        pv_kw=series({at: max(kw, 0.0) for at, kw in pv.items()}),
        price=series(means(price, _price_factor)),
        co2_kg=series(co2),
    )


# A statistic keeps the unit that it began with, whatever its entity shows now.


def _power_factor(recorded: str | None, _shown: str | None) -> float | None:
    return POWER.get(compact(recorded or ""))


def _price_factor(recorded: str | None, shown: str | None) -> float | None:
    """Return main currency units per kWh; None for another currency than today's."""
    then, now = price_unit(recorded or shown), price_unit(shown)
    if then is None or (now is not None and len({then.currency, now.currency} - {None}) > 1):
        return None
    return then.factor


def _carbon_factor(recorded: str | None, shown: str | None) -> float | None:
    return carbon_factor(recorded or shown)


def half_hours(coarse: Iterable[StatisticsRow], fine: Iterable[StatisticsRow]) -> Means:
    """Average to half-hours: five-minute rows where there are any, else the hour's."""
    means: Means = {}
    for row in coarse:
        if (mean := row.get("mean")) is not None:
            means[row["start"]] = means[row["start"] + _HALF_HOUR_S] = mean
    parts: dict[float, list[float]] = defaultdict(list)
    for row in fine:
        if (mean := row.get("mean")) is not None:
            parts[row["start"] - row["start"] % _HALF_HOUR_S].append(mean)
    return means | {at: sum(values) / len(values) for at, values in parts.items()}


def _means_of_states(hass: HomeAssistant, entity_id: str, now: datetime) -> Means:
    """Average what an entity showed to half-hours, for one of which there are no statistics: its last ten days."""
    found = state_changes_during_period(
        hass,
        now - timedelta(days=FINE_DAYS),
        now,
        entity_id,
        no_attributes=True,
        descending=True,
        limit=MOST_STATES,
    )
    states = found.get(entity_id, [])[::-1]
    told = [(state.last_updated_timestamp, parse_number(state.state)) for state in states]
    return held([*told, (now.timestamp(), None)])


def held(told: Iterable[tuple[float, float | None]]) -> Means:
    """Average to half-hours what holds from each time to the next, for some hours at most."""
    total, seconds = defaultdict[float, float](float), defaultdict[float, float](float)
    for (begin, value), (until, _) in pairwise(told):
        if value is None:
            continue
        at, end = begin, min(until, begin + HOLDS_S)
        while at < end:
            half = at - at % _HALF_HOUR_S
            part = min(end, half + _HALF_HOUR_S) - at
            total[half] += part * value
            seconds[half] += part
            at += part
    return {half: total[half] / known for half, known in seconds.items() if known >= _HALF_HOUR_S / 2}


def possible(means: Means, limits: PowerLimits) -> Means:
    """Leave out means that cannot be: a spike of a sensor would be a habit of the house for four weeks."""
    return {at: mean for at, mean in means.items() if limits.allow(mean)}


def load_means(settings: Settings, means: Mapping[str, Means]) -> Means:
    """Derive the house load without storages, kW: metered, or grid and PV power less the storages'."""
    sources = settings.sources
    charge: dict[float, float] = defaultdict(float)
    for item in settings.storages:
        sign = 1.0 if item.power_charging_positive else -1.0
        for at, kw in means.get(item.power_entity or "", {}).items():
            charge[at] += sign * kw
    derived = not sources.load_power or sources.load_includes_storages
    if derived and any(item.power_entity is None for item in settings.storages):
        return {}  # what the storages took would count as the house's
    if sources.load_power:
        load = means.get(sources.load_power, {})
        through = charge if sources.load_includes_storages else {}
        load = {
            at: kw - through.get(at, 0.0)
            for at, kw in load.items()
            if kw >= LEAST_LOAD_KW or abs(through.get(at, 0.0)) >= LEAST_LOAD_KW
        }
    elif sources.grid_power:
        sign = 1.0 if sources.grid_import_positive else -1.0
        pv = means.get(sources.pv_power or "", {})
        grid = means.get(sources.grid_power, {})
        load = {
            at: sign * kw + max(pv.get(at, 0.0), 0.0) - charge.get(at, 0.0)
            for at, kw in grid.items()
            if at in pv or not sources.pv_power
        }
    else:
        load = {}
    return {at: max(kw, 0.0) for at, kw in load.items()}


def series(means: Means) -> StepSeries:
    """Turn half-hourly means into a series."""
    length = timedelta(seconds=_HALF_HOUR_S)
    starts = [(datetime.fromtimestamp(at, UTC), means[at]) for at in sorted(means)]
    return StepSeries(tuple(Step(start, start + length, value) for start, value in starts))


async def async_solar_forecast(
    hass: HomeAssistant,
    sources: Sources,
    now: datetime,
    zone: tzinfo,
    patience: Patience | None = None,
    last: dict[str, SolarForecast] | None = None,
) -> Read[SolarForecast]:
    """Add up the PV power of all chosen solar forecasts; empty without one that answers.

    One that does not answer in time counts with what it said last; `last` has that, and is kept up to date.
    """
    patience, last = patience or Patience(SOLAR_LIMIT_S, 0.0), {} if last is None else last
    arrays, faults = _solar_entities(hass, sources.solar_forecast_entities, now, zone)
    integrations: dict[str, SolarForecast] = {}
    entries = tuple(dict.fromkeys(sources.solar_forecast_entries))
    if entries:
        known = await patience.ask("solar forecasts", lambda: async_get_energy_platforms(hass))
        platforms = known.value or {}
        faults += known.faults
        reads = await asyncio.gather(
            *(_async_solar_entry(hass, entry_id, platforms, zone, patience) for entry_id in entries)
        )
        for entry_id, read in zip(entries, reads, strict=True):
            faults += read.faults
            value = read.value
            if value is None and any(
                fault.kind is FaultKind.NO_ANSWER for fault in (*read.faults, *known.faults)
            ):
                value = last.get(entry_id)
            if value is not None:
                integrations[entry_id] = last[entry_id] = value
    # A forecast that is not there costs some yen; one that hangs is to be seen.
    parts = counted_once(integrations, arrays)
    return Read(
        add(parts), tuple(replace(fault, fatal=fault.kind is FaultKind.NO_ANSWER) for fault in faults)
    )


async def _async_solar_entry(
    hass: HomeAssistant,
    entry_id: str,
    platforms: Mapping[str, GetSolarForecastType],
    zone: tzinfo,
    patience: Patience,
) -> Read[SolarForecast]:
    """Ask one integration for its forecast."""
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.state is not ConfigEntryState.LOADED or entry.domain not in platforms:
        return Read(None, (Fault(FaultKind.UNAVAILABLE, entry_id if entry is None else entry.title),))

    async def forecast() -> object:
        try:
            return await platforms[entry.domain](hass, entry_id)
        except Exception as err:  # noqa: BLE001 - another integration's code must not break the pass
            _LOGGER.debug("The solar forecast of %s failed\n%s", entry.domain, trace(err))
            return None

    answer = await patience.ask(entry.title, forecast, key=entry_id)
    return Read(None, answer.faults) if answer.faults else read_wh_hours(answer.value, zone, entry.title)


@callback
def _solar_entities(
    hass: HomeAssistant, entity_ids: tuple[str, ...], now: datetime, zone: tzinfo
) -> tuple[list[SolarArray], list[Fault]]:
    """Read one forecast for each array: entities of one device (today, tomorrow) follow each other.

    Of those without a device, days that follow each other are of one array.
    """
    registry, faults = er.async_get(hass), list[Fault]()
    arrays: list[tuple[str | None, str | None, list[SolarForecast]]] = []  # by config entry and device
    for entity_id in dict.fromkeys(entity_ids):
        read = read_solar(async_entity_state(hass, entity_id), now, zone)
        faults += read.faults
        if (value := read.value) is None:
            continue
        entry = registry.async_get(entity_id)
        owner, device = (entry.config_entry_id, entry.device_id) if entry is not None else (None, None)
        same = (
            days
            for *of, days in arrays
            if of == [owner, device] and (device or not any(overlap(value, day) for day in days))
        )
        if (days := next(same, None)) is not None:
            days.append(value)
        else:
            arrays.append((owner, device, [value]))
    return [SolarArray(forecast=join(days), entry_id=owner) for owner, _, days in arrays], faults
