"""The home's past out of the recorder's statistics, as metered slots: half hours while it has five-minute means, else hours.

All of it is derived: from means of power, in which import and export of one span cancel out. What the recorder does
not have is missing, and a span without the grid's power is no slot at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

from homeassistant.components.recorder.statistics import get_metadata, statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import numpy as np

from ..core.accounting.ledger import Known, Mark, Marks, MeteredSlot, MeteredStorage
from ..core.arrays import Bools, Floats
from ..core.control.power_limits import NO_LIMITS
from ..core.forecast.carbon import curve_of, forecast_carbon
from ..core.home import Storage
from ..core.horizon import HALF_HOUR, Horizon
from ..core.series import StepSeries
from ..core.trips import OTHER_SOC
from ..readers.text import compact
from ..readers.units_of_measurement import POWER, carbon_factor, price_unit
from ..settings.model import Settings, StorageSettings
from .recorder_history import Means, half_hours, possible

# So much is read at a time: a year at once would take hundreds of megabytes.
CHUNK = timedelta(days=28)
_HALF_HOUR_S = 1800.0
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    """Means by the time stamp of a half hour's start; `fine`: those that are of that half hour, not of its hour."""

    values: Means = field(default_factory=dict)
    fine: frozenset[float] = frozenset()

    def over(self, at: float, hours: float) -> float | None:
        """Return the mean of a slot; None where a part of it is not known."""
        parts = [self.values.get(at + _HALF_HOUR_S * i) for i in range(round(2 * hours))]
        known = [part for part in parts if part is not None]
        return sum(known) / len(known) if known and len(known) == len(parts) else None


async def async_recorded_slots(
    hass: HomeAssistant,
    settings: Settings,
    start: datetime,
    end: datetime,
    published: StepSeries | None = None,
) -> tuple[MeteredSlot, ...]:
    """Return the slots from `start` to `end` that the recorder knows the grid's power of, in order.

    `published`: prices as their source means them, where they are remembered; the recorder's are used before.
    """
    if settings.sources.grid_power is None or "recorder" not in hass.config.components:
        return ()
    zone = dt_util.get_default_time_zone()
    found = list[MeteredSlot]()
    begin = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while begin < end:
        until = min(begin + CHUNK, end)
        found += await get_instance(hass).async_add_executor_job(
            _read, hass, settings, begin, until, published or StepSeries(), zone
        )
        begin = until
    return tuple(slot for slot in found if start <= slot.start < end)


def _read(
    hass: HomeAssistant,
    settings: Settings,
    start: datetime,
    end: datetime,
    published: StepSeries,
    zone: tzinfo,
) -> list[MeteredSlot]:
    """Query and combine one chunk; runs in the recorder's executor."""
    means = _query(hass, settings, start, end)
    sources = settings.sources
    grid = means[sources.grid_power or ""]
    if not grid.values:
        return []
    last = datetime.fromtimestamp(max(grid.values) + _HALF_HOUR_S, UTC)
    first = datetime.fromtimestamp(min(grid.values), UTC)
    horizon = Horizon(tuple(first + HALF_HOUR * i for i in range(round((last - first) / HALF_HOUR) + 1)))
    prices = _Prices.of(settings, horizon, zone, means, published)
    sign = 1.0 if sources.grid_import_positive else -1.0
    slots, last_soc = list[MeteredSlot](), dict[str, float]()
    for at, hours in _spans(grid):
        grid_kw = grid.over(at, hours)
        if grid_kw is None:
            continue
        index = round((at - first.timestamp()) / _HALF_HOUR_S)
        slots.append(
            _slot(settings, means, last_soc, prices.over(index, round(2 * hours)), at, hours, sign * grid_kw)
        )
    return slots


def _query(hass: HomeAssistant, settings: Settings, start: datetime, end: datetime) -> dict[str, _Means]:
    """Return the means of all entities that count, in kW, the price's unit, kg/kWh and as a fraction; by entity id."""
    sources, limits = settings.sources, settings.power_limits
    powers = {e for e in (sources.pv_power, sources.grid_power) if e}
    powers |= {item.power_entity for item in settings.storages if item.power_entity}
    socs = {item.soc_entity for item in settings.storages}
    others = {e for e in (settings.prices.entity_id, sources.co2) if e}
    wanted = powers | socs | others
    query = partial(statistics_during_period, hass, units={"power": "kW"}, types={"mean"})
    coarse = query(start, end, wanted, "hour")
    fine = query(start, end, wanted, "5minute")
    recorded = {e: meta for e, (_, meta) in get_metadata(hass, statistic_ids=wanted).items()}
    found = dict[str, _Means]()
    for entity in wanted:
        meta = recorded.get(entity)
        unit = None if meta is None else meta["unit_of_measurement"]
        if entity in powers:
            in_kw = meta is not None and meta["unit_class"] == "power"
            times = 1.0 if in_kw else POWER.get(compact(unit or ""))
        elif entity in socs:
            times = 0.01 if unit == "%" else None
        elif entity == sources.co2:
            times = carbon_factor(unit)
        else:
            price = price_unit(unit)
            times = None if price is None else price.factor
        if times is None:
            found[entity] = _Means()
            continue
        rows = half_hours(coarse.get(entity, ()), fine.get(entity, ()))
        values = {at: mean * times for at, mean in rows.items()}
        if entity in powers:
            values = possible(values, limits.get(entity, NO_LIMITS))
        seen = {row["start"] - row["start"] % _HALF_HOUR_S for row in fine.get(entity, ())}
        found[entity] = _Means(values=values, fine=frozenset(seen))
    return found


def _spans(grid: _Means) -> Iterator[tuple[float, float]]:
    """Yield start and hours of each slot: half hours where they are known, else the hour."""
    for at in sorted(grid.values):
        hour = at - at % _HOUR_S
        halves = {hour, hour + _HALF_HOUR_S}
        if halves <= grid.fine or not halves <= grid.values.keys():
            yield at, 0.5
        elif at == hour:
            yield at, 1.0


@dataclass(frozen=True, slots=True)
class _Prices:
    """Prices and CO2 by half hour; NaN where nobody knows them. `metered_co2`: which of it was measured."""

    bought: Floats
    sold: Floats
    co2: Floats
    metered_co2: Bools

    @classmethod
    def of(
        cls,
        settings: Settings,
        horizon: Horizon,
        zone: tzinfo,
        means: Mapping[str, _Means],
        published: StepSeries,
    ) -> _Prices:
        """Apply the tariff of today to what the source published then."""
        tariff, sources = settings.prices.tariff, settings.sources
        if tariff.table is not None:
            market = tariff.table.on(horizon, zone)
        else:
            market = _on(means.get(settings.prices.entity_id or ""), horizon)
            known = published.on(horizon)
            market = np.where(np.isfinite(known), known, market)
        have = np.isfinite(market)
        filled = np.where(have, market, 0.0)
        bought = np.where(have, tariff.terms.over(horizon, filled, zone), np.nan)
        linked = None if tariff.table is not None else filled
        free = tariff.export.market_share == 0.0
        sold = np.where(have | free, tariff.export.on(horizon, zone, linked), np.nan)
        metered = _on(means.get(sources.co2 or ""), horizon)
        curve = None if sources.co2_area is None else curve_of(sources.co2_area)
        usual = forecast_carbon(horizon, zone, curve=curve)
        read = np.isfinite(metered)
        return cls(bought, sold, np.where(read, metered, usual), read)

    def over(self, index: int, halves: int) -> tuple[float, float, float, bool]:
        """Return the means of a slot, and whether its CO2 was measured."""
        part = slice(index, index + halves)
        return (
            float(self.bought[part].mean()),
            float(self.sold[part].mean()),
            float(self.co2[part].mean()),
            bool(self.metered_co2[part].all()),
        )


def _on(means: _Means | None, horizon: Horizon) -> Floats:
    values = {} if means is None else means.values
    return np.array([values.get(start.timestamp(), np.nan) for start in horizon.starts])


def _slot(
    settings: Settings,
    means: Mapping[str, _Means],
    last_soc: dict[str, float],
    prices: tuple[float, float, float, bool],
    at: float,
    hours: float,
    grid_kw: float,
) -> MeteredSlot:
    sources = settings.sources
    pv = means[sources.pv_power].over(at, hours) if sources.pv_power else None if sources.sun else 0.0
    parts, unknown = list[MeteredStorage](), False
    for item in settings.storages:
        power = means[item.power_entity].over(at, hours) if item.power_entity else None
        unknown = unknown or power is None
        soc = means[item.soc_entity].values.get(at + _HOUR_S * hours - _HALF_HOUR_S)
        parts.append(_part(item, power, hours, soc, last_soc))
    bought, sold, co2, metered_co2 = prices
    priced = np.isfinite(bought) and np.isfinite(sold)
    taken = sum(part.charge_kwh - part.discharge_kwh for part in parts)
    pv_kw = max(pv or 0.0, 0.0)
    here = Mark.MISSING if unknown else Mark.DERIVED
    return MeteredSlot(
        start=datetime.fromtimestamp(at, UTC),
        hours=hours,
        import_kwh=max(grid_kw, 0.0) * hours,
        export_kwh=max(-grid_kw, 0.0) * hours,
        curtailed_kwh=0.0,
        load_kwh=(grid_kw + pv_kw) * hours - taken,
        pv_kwh=pv_kw * hours,
        import_yen_per_kwh=bought if priced else 0.0,
        export_yen_per_kwh=sold if priced else 0.0,
        co2_kg_per_kwh=co2,
        storages=tuple(parts),
        marks=Marks(
            grid=Mark.DERIVED,
            pv=Mark.MISSING if pv is None else Mark.DERIVED,
            storages=here,
            load=Mark.MISSING if pv is None else here,
            price=Known.KNOWN if priced else Known.MISSING,
            co2=Known.KNOWN if metered_co2 else Known.FORECAST,
        ),
    )


def _part(
    item: StorageSettings, power: float | None, hours: float, soc: float | None, last_soc: dict[str, float]
) -> MeteredStorage:
    """Return one storage. What its SOC lost beyond what its meter shows is what it drove, and it was away then."""
    storage: Storage = item.storage
    kwh = (power or 0.0) * hours * (1.0 if item.power_charging_positive else -1.0)
    part = MeteredStorage(
        storage_id=storage.id,
        connected=True,
        charge_kwh=max(kwh, 0.0),
        discharge_kwh=max(-kwh, 0.0),
        drive_kwh=0.0,
        soc_end=soc,
        on_hours=hours if kwh else 0.0,
        ours=False,
    )
    before = last_soc.get(storage.id)
    if soc is None:
        return part
    if before is None:
        last_soc[storage.id] = soc
        return part
    lost = (before - soc) * storage.capacity_kwh + part.stored_kwh(storage)
    last_soc[storage.id] = soc
    if not storage.kind.is_ev or lost < OTHER_SOC * storage.capacity_kwh:
        return part
    return MeteredStorage(
        storage_id=storage.id,
        connected=kwh != 0.0,
        charge_kwh=part.charge_kwh,
        discharge_kwh=part.discharge_kwh,
        drive_kwh=lost,
        soc_end=soc,
        on_hours=part.on_hours,
        ours=False,
    )
