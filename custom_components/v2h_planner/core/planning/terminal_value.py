"""What a stored kWh is worth when the horizon ends: a concave curve from forecast prices.

The day after the horizon is taken to be like its last 24 h. A kWh in the battery is then worth the lower
of two things: what its use saves (a trip must be driven; discharge saves the price of the hour), and what
it would cost to put it in before that use. The days after are alike, and each is worth a little less than
the one before. Without this the plan either empties the battery at the end of
its horizon or fills it at any price.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from ..arrays import Floats
from ..milp.data import TERMINAL_SEGMENTS, EnergyData, HouseData, TerminalData, UnitData
from ..request import PlanRequest
from .offers import Offer, first_of, offered

DAY_HOURS = 24.0
WAITING = 0.97  # worth of one day's waiting: forecasts err, batteries age
BEYOND = 0.5  # worth of energy that no use within `DAYS` wants, as a share of the last refill
DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """One storage over the last day of the horizon, arrays of its slots, shape (n,)."""

    hours: Floats
    import_cost: Floats  # yen/kWh
    export_value: Floats  # yen/kWh
    surplus_kw: Floats  # PV left over by the house
    net_load_kw: Floats  # what the house draws, this storage's part of it
    charge_kw: Floats  # what the unit can charge with, 0 while away
    discharge_kw: Floats  # what it can discharge with, 0 while away
    trip_kwh: Floats
    charge_eff: float
    discharge_eff: float
    overhead_kw: float
    degradation_yen_per_kwh: float


def terminal_data(
    request: PlanRequest, house: HouseData, units: UnitData, energy: EnergyData
) -> TerminalData:
    """Return what each storage's energy is worth at the end of the horizon."""
    curves = [
        terminal_curve(
            _last_day(request, house, units, energy, k),
            storage.min_soc * storage.capacity_kwh,
            storage.capacity_kwh,
        )
        for k, storage in enumerate(request.storages)
    ]
    return TerminalData(
        terminal_width=np.array([widths for widths, _ in curves]),
        terminal_value=np.array([values for _, values in curves]),
    )


def _last_day(request: PlanRequest, house: HouseData, units: UnitData, energy: EnergyData, k: int) -> Uses:
    """Return the last day of storage k. The net load is shared by discharge power."""
    storage = request.storages[k]
    tail = np.cumsum(house.hours[::-1])[::-1] <= DAY_HOURS + 1e-6
    tail[-1] = True
    total = units.discharge_max.sum(axis=0)
    share = np.divide(units.discharge_max[k], total, out=np.zeros_like(total), where=total > 0)
    sells = request.home.grid.export_limit_kw > 0
    return Uses(
        hours=house.hours[tail],
        import_cost=house.import_cost[tail],
        export_value=(house.export_value if sells else 0.0 * house.export_value)[tail],
        surplus_kw=np.maximum(-house.net_load, 0.0)[tail],
        net_load_kw=(share * np.maximum(house.net_load, 0.0))[tail],
        charge_kw=np.minimum(units.charge_max[k], _without_new_peak(house))[tail],
        discharge_kw=units.discharge_max[k][tail],
        trip_kwh=energy.trip[k][tail],
        charge_eff=storage.charge_efficiency,
        discharge_eff=storage.discharge_efficiency,
        overhead_kw=storage.overhead_kw,
        degradation_yen_per_kwh=storage.degradation_yen_per_kwh,
    )


def _without_new_peak(house: HouseData) -> Floats:
    """Return what can be charged in a slot beside the house for no more than the kWh cost, kW, (N,); all where peaks cost nothing."""
    room = np.where(house.peak_share > 0.0, house.peak_free, np.inf)
    return np.maximum(room - house.net_load, 0.0)


def terminal_curve(uses: Uses, min_kwh: float, capacity_kwh: float) -> tuple[Floats, Floats]:
    """Return widths in kWh and values in yen/kWh, not rising, each of shape (TERMINAL_SEGMENTS,)."""
    refills, total = _Refills.of(uses), float(uses.trip_kwh.sum())
    day, last = _one_day(uses, refills, max(total, 1.0)), len(uses.hours)
    refill = refills.mean(last, max(total, 1.0))
    recurring = sum(use.kwh for use in day if use.saved > refill)
    refill = refills.mean(last, max(recurring, 1.0))
    pieces = [(use.kwh, min(use.saved, use.refill)) for use in day]
    for later in range(1, DAYS):
        pieces.extend((use.kwh, min(use.saved, refill) * WAITING**later) for use in day)
    curve, room = list[tuple[float, float]](), capacity_kwh - min_kwh
    for kwh, worth in _by_worth(pieces):
        curve.append((min(kwh, room), worth))
        room -= min(kwh, room)
        if room <= 1e-9:
            break
    if room > 1e-9 or not curve:  # a battery that is never to be used has no curve but this
        curve.append((max(room, 0.0), curve[-1][1] * BEYOND if curve else 0.0))
    widths, values = _merge(curve)
    # What lies below the min SOC is not for use: it only must not look worthless.
    widths.insert(0, min_kwh)
    values.insert(0, values[0])
    missing = TERMINAL_SEGMENTS - len(widths)
    return np.array(widths + [0.0] * missing), np.array(values + [values[-1]] * missing)


@dataclass(frozen=True, slots=True)
class _Use:
    """kWh drawn from the store, what each saves, and what it costs to put one in before, yen/kWh."""

    kwh: float
    saved: float
    refill: float


@dataclass(frozen=True, slots=True)
class _Refills:
    """What can be put in, the cheapest first; nothing before slot `first`."""

    offers: list[Offer]
    first: int
    charge_eff: float
    degradation_yen_per_kwh: float

    @classmethod
    def of(cls, uses: Uses) -> _Refills:
        """Sort what every slot offers: the sun at what it would sell for, the rest from the grid."""
        power = uses.charge_kw
        surplus = np.minimum(uses.surplus_kw, power)
        loss = 1.0 + uses.overhead_kw / np.maximum(power, 0.05)
        stored = uses.hours * uses.charge_eff
        sun = offered(uses.export_value * loss, surplus * stored)
        grid = offered(uses.import_cost * loss, (power - surplus) * stored)
        charges = power > 0.05
        return cls(
            offers=sorted((*sun, *grid)),
            first=int(np.argmax(charges)) if charges.any() else len(power),
            charge_eff=uses.charge_eff,
            degradation_yen_per_kwh=uses.degradation_yen_per_kwh,
        )

    def mean(self, before: int, kwh: float) -> float:
        """Return the mean yen per kWh stored when `kwh` are put in before that slot, cheapest first; inf if none can."""
        if before <= self.first:
            return inf
        total = yen = 0.0
        for cost, taken in first_of(self.offers, range(before), kwh):
            total, yen = total + taken, yen + taken * cost
        return inf if total <= 1e-9 else yen / total / self.charge_eff + self.degradation_yen_per_kwh


def _one_day(uses: Uses, refills: _Refills, kwh: float) -> list[_Use]:
    """List every use of the day, and what putting in `kwh` before it costs. A trip saves the dearest charging: it must be driven."""
    dearest = float(uses.import_cost.max()) / uses.charge_eff
    power_kw = np.minimum(uses.net_load_kw, uses.discharge_kw)
    slots = zip(*(a.tolist() for a in (uses.hours, uses.trip_kwh, power_kw, uses.import_cost)), strict=True)
    out: list[_Use] = []
    for t, (hours, driven, power, price) in enumerate(slots):
        if driven > 0:
            out.append(_Use(driven, dearest, refills.mean(t, kwh)))
        if power > 0.05:
            loss = uses.overhead_kw / power
            saved = (price * (1.0 - loss) - uses.degradation_yen_per_kwh) * uses.discharge_eff
            if saved > 0:
                out.append(_Use(hours * power / uses.discharge_eff, saved, refills.mean(t, kwh)))
    return out


def _by_worth(pieces: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Sort dearest first; what is worth the same to half a yen is one piece, and nothing is worth less than 0."""
    bins: dict[int, tuple[float, float]] = {}
    for kwh, worth in pieces:
        key = round(2.0 * max(worth, 0.0))
        before = bins.get(key, (0.0, 0.0))
        bins[key] = (before[0] + kwh, before[1] + kwh * max(worth, 0.0))
    return [(kwh, yen / kwh) for _, (kwh, yen) in sorted(bins.items(), reverse=True)]


def _merge(curve: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Join neighbours, the nearest in worth first, until the curve fits beside the segment below the min SOC."""
    widths = [kwh for kwh, _ in curve]
    values = [worth for _, worth in curve]
    while len(widths) > TERMINAL_SEGMENTS - 1:
        loss = [
            widths[i] * widths[i + 1] / (widths[i] + widths[i + 1]) * (values[i] - values[i + 1]) ** 2
            for i in range(len(widths) - 1)
        ]
        i = loss.index(min(loss))
        joined = widths[i] + widths[i + 1]
        values[i] = (widths[i] * values[i] + widths[i + 1] * values[i + 1]) / joined
        widths[i] = joined
        del widths[i + 1], values[i + 1]
    return widths, values
