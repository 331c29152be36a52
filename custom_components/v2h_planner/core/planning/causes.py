"""What reasons to charge, to discharge and to stand by have in common: targets, trips, prices compared, in sentences' numbers."""

from collections.abc import Callable

import numpy as np

from ..arrays import Floats
from ..home import Mode
from ..plan import Reason, ReasonCode, SocTarget, TargetKind
from . import penalties
from .evidence import Evidence
from .targets import MOMENT, Window
from .worth import Bound, Run, Weighed, Worth

PRICE_STEP = 0.1  # yen/kWh: less is no difference
CO2_STEP = 0.005  # kg/kWh, as shown
TRIP_KWH = 0.1  # less is no drive

# A question about a slot of a run; None where the answer is no.
type Cause = Callable[[Worth, Run, int], Reason | None]


def counts_co2(e: Evidence) -> bool:
    """Return whether the mode weighs CO2 rather than yen."""
    return (e.request.situation.wanted or e.request.situation.mode) is Mode.CO2


def compared(
    worth: Worth, codes: tuple[ReasonCode, ReasonCode], run: Run, now: range, later: range
) -> Reason | None:
    """Compare slots with later ones, by price or, in CO2 mode, by CO2; None where what is shown is the same.

    `codes`: by price, by CO2.
    """
    e = worth.evidence
    by_co2 = counts_co2(e)
    series = e.request.forecasts.co2_kg_per_kwh if by_co2 else e.data.import_cost
    name, step = ("co2", CO2_STEP) if by_co2 else ("price", PRICE_STEP)
    here, there = mean(e, run.k, series, now), mean(e, run.k, series, later)
    if abs(here - there) <= step:
        return None
    return Reason(codes[by_co2], {name: here, f"later_{name}": there}, {"later_at": e.at(later.start)})


def mean(e: Evidence, k: int, series: Floats, slots: range) -> float:
    """Return the mean of a series over slots, by the energy that storage k moves in them, else by time."""
    at = slice(slots.start, slots.stop)
    if np.ptp(series[at]) < 1e-9:
        return float(series[slots.start])
    weight = (e.charge[k, at] + e.discharge[k, at]) * e.data.hours[at]
    weight = weight if weight.sum() > 0 else e.data.hours[at]
    return float((series[at] * weight).sum() / weight.sum())


def weighed(
    worth: Worth, codes: tuple[ReasonCode, ReasonCode], found: Weighed, *, pays: bool
) -> Reason | None:
    """Return a price beside the value that it is compared with; None where their order says something else.

    `pays`: the price is the greater one. `codes`: by price, by CO2.
    """
    price, value, digits, name = found.price, found.value, 1, "price"
    if counts_co2(worth.evidence):
        share = found.price - penalties.CO2_YEN_PER_KG * found.co2  # what the bill counts there
        value = (found.value - share) / penalties.CO2_YEN_PER_KG
        price, digits, name = found.co2, 2, "co2"
    less, more = (value, price) if pays else (price, value)
    if round(less, digits) >= round(more, digits):  # as shown
        return None
    return Reason(codes[name == "co2"], {name: price, "value": value})


# -- what energy is needed for ------------------------------------------------------------------------


def charged_for(e: Evidence, target: SocTarget) -> Reason:
    """Name the target that a storage is charged for."""
    numbers, times = {"soc": target.soc}, {"by": target.by}
    match target.kind:
        case TargetKind.DEPARTURE:
            return Reason(ReasonCode.CHARGE_DEPARTURE, numbers, times)
        case TargetKind.PERSON:
            return Reason(ReasonCode.CHARGE_PERSON, numbers, times)
        case TargetKind.STORM if e.request.situation.storm is None:
            return Reason(ReasonCode.CHARGE_RESILIENCE, numbers)
        case TargetKind.STORM if target.by <= e.request.horizon.start + MOMENT:
            return Reason(ReasonCode.CHARGE_STORM_NOW, numbers)
        case TargetKind.STORM:
            return Reason(ReasonCode.CHARGE_STORM, numbers, times)


def kept_for(e: Evidence, k: int, t: int, target: SocTarget) -> Reason:
    """Name the target that a storage is kept for: what it has of it, until a time that is not past."""
    numbers = {"soc": min(target.soc, float(e.solution.energy[k, t] / e.data.capacity[k]))}
    until = target.until or target.by
    if target.kind is TargetKind.STORM and e.request.situation.storm is None:
        return Reason(ReasonCode.HOLD_RESILIENCE, numbers)
    if target.kind is TargetKind.STORM:
        return Reason(ReasonCode.HOLD_STORM, numbers, {"until": until})
    if target.kind is TargetKind.PERSON:
        return Reason(ReasonCode.HOLD_PERSON, numbers, {"by": until})
    return Reason(ReasonCode.HOLD_DEPARTURE, numbers, {"by": target.by if target.by >= e.at(t) else until})


def bound_window(worth: Worth, k: int, t: int, bound: Bound) -> Window | None:
    """Return the window of the target of this kind that is worth the most from slot t on."""
    slots = [s for s, kind in worth.bounds[k].items() if s >= t and kind is bound]
    if not slots:
        return None
    most = max(slots, key=lambda s: float(worth.drops[k, s]))
    windows = [
        w
        for w in worth.evidence.windows_of(k)
        if w.target.kind.value == bound.value and w.slots.start - 1 <= most < w.slots.stop  # or a slot sooner
    ]
    return max(windows, key=lambda w: w.target.soc, default=None)


def drives(e: Evidence, k: int, t: int, until: int) -> tuple[int, int, float] | None:
    """Return the first and the last slot of driving after t up to `until`, and its kWh; None where there is none."""
    driven = np.flatnonzero(e.data.trip[k, t + 1 : until + 1] > 1e-3) + t + 1
    total = float(e.data.trip[k, t + 1 : until + 1].sum())
    if not len(driven) or total < TRIP_KWH:
        return None
    return int(driven[0]), int(driven[-1]), total


def for_drives(e: Evidence, code: ReasonCode, found: tuple[int, int, float]) -> Reason:
    """Name the driving of some slots."""
    first, last, energy = found
    return Reason(code, {"energy": energy}, {"by": e.at(first), "until": e.request.horizon.edges[last + 1]})
