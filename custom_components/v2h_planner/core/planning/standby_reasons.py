"""Why a storage stands by: it neither charges nor discharges, and both may have a cause."""

from datetime import timedelta

import numpy as np

from ..plan import Reason, ReasonCode, TargetKind
from .causes import PRICE_STEP, Cause, bound_window, compared, drives, for_drives, kept_for, mean, weighed
from .charging_reasons import short_without
from .evidence import NEAR_KW, NEAR_KWH, SMALL_KWH
from .units import NOTHING_KW
from .worth import Bound, Doing, Run, Weighed, Worth

FAR = timedelta(hours=24)  # a departure so far ahead is one of many things that energy is kept for
SMALL_KW = 0.5  # of load, of which the unit's own draw takes much
CHEAPER = 0.5  # yen/kWh by which an hour is worth waiting for
LACK_KWH = 1.0  # of a target, to be waiting for the hours in which it is charged
FAR_MARGIN = 2.0  # yen/kWh: without its reserve or a departure a plan also keeps less for later
LOAD_MARGIN = 1.0  # yen/kWh: a greater load empties it, which makes the rest dearer
DEARER = 2.0  # yen/kWh by which a later hour is dearer: less is lost on the way
MOSTLY_LOST = 1.25  # of its own draw: a load of which the unit leaves next to nothing
ORDINARY_KW = 1.5  # a load that would be worth it, for comparison


def _contract_bars_it(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it would charge, for a target that it misses or at all, and the contract has no room for it."""
    e, k = worth.evidence, run.k
    if not e.barred[k, t] or e.energy_before[k, t] >= e.full_kwh[k, t]:
        return None
    never = not (e.data.charge_max[k] > 0).any()
    missed = (t <= window.slots[-1] and e.missing(window) > SMALL_KWH for window in e.windows_of(k))
    limit = Reason(ReasonCode.HOLD_LIMIT, {"limit": float(e.data.import_max[t])})
    return limit if never or any(missed) else None


def _target_holds(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether a person or a storm wants it kept now."""
    target = worth.evidence.ruling_target(run.k, t, held=True)
    return None if target is None else kept_for(worth.evidence, run.k, t, target)


def _kept_for_driving(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether a person keeps the next trip in the car in an outage."""
    e = worth.evidence
    storage = e.request.storages[run.k]
    reserve = e.request.situation.reserve(storage.id)
    if reserve is None or not e.feeds(run.k, t) or e.at(t) >= reserve.leave:
        return None
    if e.energy_before[run.k, t] <= reserve.soc * storage.capacity_kwh + NEAR_KWH:
        return Reason(ReasonCode.HOLD_DEPARTURE, {"soc": reserve.soc}, {"by": reserve.leave})
    return None


def _dark(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer what there is to say without a grid, where no price counts."""
    e = worth.evidence
    if not e.request.situation.outage:
        return None
    storage = e.request.storages[run.k]
    if e.feeds(run.k, t) and e.energy_before[run.k, t] <= storage.min_soc * storage.capacity_kwh + NEAR_KWH:
        return Reason(ReasonCode.HOLD_FLOOR, {"soc": storage.min_soc})
    if e.energy_before[run.k, t] >= e.full_kwh[run.k, t]:
        return _full(worth, run, t)
    return Reason(ReasonCode.WAIT_NOTHING)


# -- it could charge ----------------------------------------------------------------------------------


def _charging(worth: Worth, run: Run, t: int) -> Weighed | None:
    """Weigh charging from the grid at the power that the unit can have, for as many of the next hours as pays best."""
    e, k = worth.evidence, run.k
    ahead = worth.ahead(run, t)
    at = slice(ahead.start, ahead.stop)
    room = np.clip(e.data.import_max[at] - e.solution.grid_import[at], 0.0, e.peak_left[at])
    power = np.minimum(e.data.charge_max[k, at], room)
    power = np.where(power >= e.data.charge_min[k, at], power, 0.0)
    spans = (range(t, stop) for stop in range(t + 1, ahead.stop + 1))
    found = (worth.charging(k, slots, power[: len(slots)], e.data.import_cost) for slots in spans)
    return max((w for w in found if w is not None), key=lambda w: w.value - w.price, default=None)


def _other_takes_it(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it would charge, but another storage takes what the contract leaves."""
    e, k = worth.evidence, run.k
    others = float(e.charge[:, t].sum()) > 0
    room = e.data.import_max[t] - e.solution.grid_import[t]
    least = max(float(e.data.charge_min[k, t]), NOTHING_KW) + float(e.data.overhead[k])
    if not others or e.data.charge_max[k, t] <= 0 or room >= least:
        return None
    later = worth.after(run, Doing.CHARGE)
    if not later or e.energy_before[k, t] >= e.full_kwh[k, t]:
        return None
    if mean(e, k, e.data.import_cost, later[0].slots) < e.data.import_cost[t] - PRICE_STEP:
        return None  # it waits for that price
    return Reason(ReasonCode.HOLD_OTHER, {"limit": float(e.data.import_max[t])})


def _new_peak_bars_it(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it would charge, and even its least power would set a new peak."""
    e, k = worth.evidence, run.k
    least = max(float(e.data.charge_min[k, t]), NEAR_KW) + float(e.data.overhead[k])
    later = worth.after(run, Doing.CHARGE)
    full = e.energy_before[k, t] >= e.full_kwh[k, t]
    if e.peak_left[t] >= least or not later or full or e.data.charge_max[k, t] <= 0:
        return None
    if mean(e, k, e.data.import_cost, later[0].slots) < e.data.import_cost[t] - PRICE_STEP:
        return None  # it waits for that price
    return Reason(ReasonCode.HOLD_PEAK, {"peak": e.peak_kw})


def _spared(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it waits at its everyday max SOC, to be charged beyond it only just before a departure."""
    e, k = worth.evidence, run.k
    storage = e.request.storages[k]
    if storage.full_within is None or e.energy_before[k, t] < e.full_kwh[k, t]:
        return None
    for window in e.windows_of(k):
        above = window.target.soc * storage.capacity_kwh > e.data.max_energy[k, t] + NEAR_KWH
        if window.target.kind is not TargetKind.DEPARTURE or not above or t >= window.slots.start:
            continue
        lifted = np.flatnonzero(e.data.max_energy[k] > e.data.max_energy[k, t] + NEAR_KWH)
        if len(lifted) and t < lifted[0] <= window.slots.start:
            numbers = {"soc": float(e.energy_before[k, t] / e.data.capacity[k])}
            times = {"at": e.at(int(lifted[0])), "by": window.target.by}
            return Reason(ReasonCode.HOLD_CARE, numbers, times)
    return None


def _cheaper_later(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it would charge now if it did not later, at a lower price."""
    e, k = worth.evidence, run.k
    later = worth.after(run, Doing.CHARGE, Doing.DISCHARGE)
    if not later or later[0].doing is Doing.DISCHARGE or e.energy_before[k, t] >= e.full_kwh[k, t]:
        return None
    if not e.soon(t)[later[0].slots.start] or not (e.data.charge_max[k, t] > 0):
        return None
    codes = ReasonCode.WAIT_CHEAPER, ReasonCode.WAIT_CLEANER
    now = worth.ahead(run, t)
    here, there = (mean(e, k, e.data.import_cost, slots) for slots in (now, later[0].slots))
    if there > here - CHEAPER or not _must(worth, later[0], t):
        return None  # at this price it would rather not charge at all
    return compared(worth, codes, run, now, later[0].slots)


def _must(worth: Worth, later: Run, t: int) -> bool:
    """Return whether a target needs what is charged in that run, at any price."""
    short = short_without(worth, later)
    data, k = worth.evidence.data, later.k
    if short is None:
        return False
    needed, now = worth.needed[k, short], worth.evidence.energy_before[k, t]
    return bool(needed > max(data.min_energy[k, short] + NEAR_KWH, now + LACK_KWH))


# -- it could feed the house --------------------------------------------------------------------------


def _feeding(worth: Worth, run: Run, t: int, less: float = 0.0, least_kw: float = 0.0) -> Weighed | None:
    """Weigh feeding the house for the next hours; `least_kw`: of a load, for comparison."""
    e, k = worth.evidence, run.k
    slots = worth.ahead(run, t)
    power = worth.could_feed(k, slots)
    if least_kw:
        power = np.where(
            e.data.discharge_max[k, slots.start : slots.stop] > 0, np.maximum(power, least_kw), 0.0
        )
    return worth.discharging(k, slots, power, e.data.import_cost, less)


def _kept_for_bound(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it would feed the house if no target, no drive, no floor and no reserve needed its energy."""
    e, k = worth.evidence, run.k
    if not e.feeds(k, t):
        return None
    for bound in (Bound.PERSON, Bound.STORM, Bound.DEPARTURE, Bound.FLOOR, Bound.RESERVE):
        less, margin = worth.part(k, t, bound), 0.0
        window = bound_window(worth, k, t, bound)
        held = (
            window is not None and window.target.until is not None
        )  # a late family's car: kept, not charged for
        if bound in (Bound.DEPARTURE, Bound.RESERVE) and not held:
            margin = FAR_MARGIN
            far = window is not None and window.target.by - e.at(t) > FAR
            if far or _refilled(worth, run, t, bound):
                continue  # without it, it would be kept for something else, or first charge less
        found = _feeding(worth, run, t, less) if less > 0 else None
        if found is None or found.value > found.price - margin:
            continue
        reason = _kept(worth, run, t, bound)
        if reason is not None:
            return reason
    return None


def _refilled(worth: Worth, run: Run, t: int, bound: Bound) -> bool:
    """Return whether it buys before the last slot in which this cause weighs."""
    last = max((s for s, kind in worth.bounds[run.k].items() if s >= t and kind is bound), default=t)
    later = worth.after(run, Doing.CHARGE)
    return bool(later) and later[0].slots.start <= last


def _kept(worth: Worth, run: Run, t: int, bound: Bound) -> Reason | None:
    e, k = worth.evidence, run.k
    if bound is Bound.RESERVE:
        levels = np.abs(e.data.reserve[k] - e.energy_before[k, t])
        if levels.min() > NEAR_KWH:
            return None  # it weighs, but it is not what this energy is kept at
        return Reason(ReasonCode.HOLD_RESERVE, {"soc": float(e.energy_before[k, t] / e.data.capacity[k])})
    if bound is not Bound.FLOOR:
        window = bound_window(worth, k, t, bound)
        return None if window is None else kept_for(e, k, t, window.target)
    tight = min(s for s, kind in worth.bounds[k].items() if s >= t and kind is Bound.FLOOR)
    if e.solution.energy[k, t] <= e.data.min_energy[k, t] + NEAR_KWH:
        return Reason(ReasonCode.HOLD_FLOOR, {"soc": e.request.storages[k].min_soc})
    found = drives(e, k, t, tight)
    drawn = float((e.discharge[k, t : tight + 1] * e.data.hours[t : tight + 1]).sum())
    if found is not None and found[2] > drawn:
        return for_drives(e, ReasonCode.HOLD_TRIPS, found)
    return _dearer(worth, run, t)


def _kept_for_dearer(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it would feed the house now if no later hour were dearer: a refill costs less than the grid now."""
    e, k = worth.evidence, run.k
    if not e.feeds(k, t):
        return None
    refills = [mean(e, k, e.data.import_cost, later.slots) for later in worth.after(run, Doing.CHARGE)]
    if not refills:
        return None
    refill = min(refills) / float(e.data.charge_eff[k]) + float(e.data.degradation_cost[k])
    found = _feeding(worth, run, t, float(worth.stored[k, t]) - refill)
    return _dearer(worth, run, t) if found is not None and found.value < found.price else None


def _dearer(worth: Worth, run: Run, t: int) -> Reason | None:
    """Name the next discharge, where it is dearer."""
    e, k = worth.evidence, run.k
    later, now = worth.after(run, Doing.DISCHARGE), worth.ahead(run, t)
    if not later or mean(e, k, e.data.import_cost, later[0].slots) < DEARER + mean(
        e, k, e.data.import_cost, now
    ):
        return None
    dearest = max(later[0].slots, key=lambda t: float(e.data.import_cost[t]))
    codes = ReasonCode.HOLD_DEARER, ReasonCode.HOLD_DIRTIER
    return compared(worth, codes, run, now, range(dearest, dearest + 1))


def _load_is_small(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it would feed a greater load."""
    e, k = worth.evidence, run.k
    loads = worth.could_feed(k, worth.ahead(run, t))
    load = float(loads[0])
    if load <= NOTHING_KW or e.data.discharge_max[k, t] <= 0 or max(load, float(loads.mean())) > SMALL_KW:
        return None
    found = _feeding(worth, run, t, least_kw=ORDINARY_KW)
    if found is None or found.value > found.price - LOAD_MARGIN:
        return None
    return Reason(ReasonCode.WAIT_SMALL_LOAD, {"load": load})


def _not_worth_losses(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether feeding the house costs more than the grid; no price moves what it may not give."""
    if not worth.evidence.feeds(run.k, t) or worth.spare(run, t) <= NEAR_KWH:
        return None
    load = float(np.mean(worth.could_feed(run.k, worth.ahead(run, t))))
    if load <= MOSTLY_LOST * float(worth.evidence.data.overhead[run.k]):
        return None  # what it costs of next to nothing is no number to tell
    found = _feeding(worth, run, t)
    codes = ReasonCode.WAIT_NOT_WORTH, ReasonCode.WAIT_NOT_CLEAN
    return None if found is None else weighed(worth, codes, found, pays=False)


def _price_decides(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer which price is nearest to where it would act: of feeding the house, or else of charging."""
    fed = _not_worth_losses(worth, run, t)
    if fed is None or worth.evidence.energy_before[run.k, t] >= worth.evidence.full_kwh[run.k, t]:
        return fed
    charged = _too_dear(worth, run, t)
    return fed if charged is None or _apart(fed) <= _apart(charged) else charged


def _apart(reason: Reason) -> float:
    """Return how far the two numbers of a sentence are apart, a share of the first."""
    value, price = reason.numbers["value"], reason.numbers.get("price", reason.numbers.get("co2", 0.0))
    return abs(value - price) / max(abs(price), 1e-9)


# -- the sun is sold ----------------------------------------------------------------------------------


def _full(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it is full."""
    e, energy = worth.evidence, float(worth.evidence.energy_before[run.k, t])
    if energy >= e.full_kwh[run.k, t]:
        return Reason(ReasonCode.HOLD_FULL, {"soc": energy / float(e.data.capacity[run.k])})
    return None


def _sun_is_small(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether PV leaves over less than it can charge with."""
    e, k = worth.evidence, run.k
    spare = float(e.solution.grid_export[t] + e.solution.curtail[t])
    if spare <= NOTHING_KW or e.data.charge_max[k, t] <= 0:
        return None
    if worth.could_store(k, range(t, t + 1))[0] > 0:
        return None
    return Reason(ReasonCode.WAIT_SMALL_SUN, {"power": spare})


def _sells_sun(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether selling the sun earns more than storing it."""
    e, k = worth.evidence, run.k
    slots = worth.ahead(run, t)
    found = worth.charging(k, slots, worth.could_store(k, slots), e.data.export_value)
    if (
        e.solution.grid_export[t] <= NOTHING_KW
        or found is None
        or found.price - found.value <= PRICE_STEP / 2
    ):
        return None
    return Reason(ReasonCode.WAIT_SELL, {"export_price": found.price, "value": found.value})


def _full_later(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether later sun fills it anyway."""
    e, k = worth.evidence, run.k
    if e.solution.grid_export[t] + e.solution.curtail[t] <= NOTHING_KW:
        return None
    for later in worth.after(run, Doing.SUN, Doing.CHARGE, Doing.DISCHARGE):
        last = later.slots[-1]
        if later.doing is Doing.DISCHARGE or not e.soon(t)[last]:
            return None
        if e.solution.energy[k, last] >= e.full_kwh[k, last]:
            soc = float(e.solution.energy[k, last] / e.data.capacity[k])
            return Reason(ReasonCode.WAIT_FULL_LATER, {"soc": soc}, {"by": e.request.horizon.edges[last + 1]})
    return None


def _at_floor(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether all that it could do is to feed the house, and it is at its min SOC."""
    e, k = worth.evidence, run.k
    charges = any(e.soon(t)[later.slots.start] for later in worth.after(run, Doing.CHARGE))
    if charges or not e.feeds(k, t) or e.energy_before[k, t] > e.data.min_energy[k, t] + NEAR_KWH:
        return None
    return Reason(ReasonCode.HOLD_FLOOR, {"soc": e.request.storages[k].min_soc})


def _is_done(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it can only charge, and will not for the rest of the plan."""
    e = worth.evidence
    idle = not e.request.storages[run.k].can_discharge and not worth.after(run, Doing.CHARGE, Doing.SUN)
    return Reason(ReasonCode.WAIT_NOTHING) if idle and e.solution.grid_export[t] <= NOTHING_KW else None


def _too_dear(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether charging would cost more than it is worth."""
    found = _charging(worth, run, t)
    codes = ReasonCode.WAIT_DEAR, ReasonCode.WAIT_DIRTY
    return None if found is None else weighed(worth, codes, found, pays=True)


def _least(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer that no single cause holds, where something flows."""
    solution = worth.evidence.solution
    flows = solution.grid_export[t] > NOTHING_KW or solution.grid_import[t] > NOTHING_KW
    return Reason(ReasonCode.WAIT_LEAST) if flows else None


STANDBY: tuple[Cause, ...] = (
    _contract_bars_it,
    _target_holds,
    _kept_for_driving,
    _dark,
    _other_takes_it,
    _new_peak_bars_it,
    _spared,
    _cheaper_later,
    _kept_for_bound,
    _kept_for_dearer,
    _load_is_small,
    _price_decides,
    _full,
    _sun_is_small,
    _sells_sun,
    _full_later,
    _at_floor,
    _is_done,
    _too_dear,
    _least,
)
