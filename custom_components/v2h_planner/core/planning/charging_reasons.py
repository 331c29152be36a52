"""Why a storage charges."""

import numpy as np

from ..arrays import Floats
from ..plan import Reason, ReasonCode, SocTarget
from .causes import PRICE_STEP, Cause, bound_window, charged_for, compared, drives, for_drives, mean, weighed
from .evidence import NEAR_KWH, Evidence
from .units import NOTHING_KW
from .worth import Bound, Doing, Run, Weighed, Worth

FULL_POWER = 0.95
MOST = 0.5  # share of the power
RESERVE_MARGIN = 4.0  # yen/kWh: without its reserve a plan would charge for something else
SURE = 0.9  # share of a slot in which a car is away on a trip that has a time


def _target_rules(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether a person or a storm wants it charged now."""
    target = worth.evidence.ruling_target(run.k, t)
    if target is None:
        return None
    reason = charged_for(worth.evidence, target)
    if reason.code is ReasonCode.CHARGE_STORM_NOW and not _at_full_power(worth, run.k, t, target):
        return Reason(ReasonCode.CHARGE_STORM_ACT, reason.numbers)
    return reason


def _at_full_power(worth: Worth, k: int, t: int, target: SocTarget) -> bool:
    """Return whether it charges with all that the unit has, until it is full where that is within the slot."""
    e = worth.evidence
    full = e.charge[k, t] >= FULL_POWER * e.request.storages[k].charge_max_kw * e.charging_share[k, t]
    return bool(full or e.solution.energy[k, t] >= target.soc * e.data.capacity[k] - NEAR_KWH)


def _event_wants_import(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether a grid event pays for importing."""
    data, solution = worth.evidence.data, worth.evidence.solution
    if data.event_import_max[t] > 0 and solution.event_import[t] > NOTHING_KW:
        return Reason(ReasonCode.CHARGE_GRID_EVENT, {"reward": float(data.event_import_value[t])})
    return None


def _below_min_soc(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it is below its min SOC."""
    e = worth.evidence
    storage = e.request.storages[run.k]
    if e.energy_before[run.k, t] < storage.min_soc * storage.capacity_kwh - NEAR_KWH:
        return Reason(ReasonCode.CHARGE_FLOOR, {"soc": storage.min_soc})
    return None


def _stores_in_outage(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether there is no grid, so that only PV can be charged."""
    e = worth.evidence
    if e.request.situation.outage:
        return Reason(ReasonCode.CHARGE_OUTAGE, {"power": float(e.charge[run.k, t])})
    return None


def _stores_surplus(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether PV leaves power over for it."""
    e = worth.evidence
    if run.doing is not Doing.SUN:
        return None
    slots = run.slots if t else range(1)  # of the running slot what is seen beside it
    numbers = {
        "power": mean(e, run.k, e.charge[run.k], slots),
        "export_price": mean(e, run.k, e.data.export_value, slots),
    }
    return Reason(ReasonCode.CHARGE_SURPLUS, numbers)


def _sun_gives_most(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether PV gives most of it, and the grid the rest."""
    e, power = worth.evidence, float(worth.evidence.charge[run.k, t])
    sun = power - float(e.solution.grid_import[t])
    if sun <= MOST * power:
        return None
    numbers = {"power": power, "sun": sun, "export_price": float(e.data.export_value[t])}
    return Reason(ReasonCode.CHARGE_SUN_AND_GRID, numbers)


def _price_is_negative(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether importing is paid for."""
    price = float(worth.evidence.request.forecasts.import_yen_per_kwh[t])
    return Reason(ReasonCode.CHARGE_NEGATIVE_PRICE, {"price": price}) if price < 0 else None


def _below_a_new_peak(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it charges with less than it could, because the rest would set a new peak."""
    e, k = worth.evidence, run.k
    demand, spared = e.request.demand, float(e.data.charge_max[k, t] - e.charge[k, t])
    if demand is None or not e.at_peak(t) or spared <= (1 - FULL_POWER) * e.data.charge_max[k, t]:
        return None
    yen = demand.new_peak_yen_per_kw * float(e.data.peak_share[t]) * spared
    return Reason(ReasonCode.CHARGE_PEAK, {"peak": e.peak_kw, "yen": yen}) if yen >= 1.0 else None


def _weighed(worth: Worth, run: Run, t: int, *without: Bound) -> Weighed | None:
    """Weigh the slots of the run in which energy is worth as much; None where these causes are worth nothing there."""
    e, slots = worth.evidence, worth.alike(run, t)
    less = worth.part(run.k, slots[-1], *without)
    if without and less <= 0:
        return None
    power = e.charge[run.k, slots.start : slots.stop]
    return worth.charging(run.k, slots, power, e.data.import_cost, less)


def _needs(worth: Worth, run: Run, t: int, *bounds: Bound) -> bool:
    """Return whether it would not charge without what these causes are worth."""
    found = _weighed(worth, run, t, *bounds)
    return found is not None and found.value < found.price


def _target_needs_it(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether a person or a storm needs the run's energy."""
    return _named(worth, run, t, Bound.PERSON, Bound.STORM)


def _departure_needs_it(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether a departure needs the run's energy."""
    return _named(worth, run, t, Bound.DEPARTURE)


def _named(worth: Worth, run: Run, t: int, *bounds: Bound) -> Reason | None:
    e = worth.evidence
    for bound in bounds:
        window = bound_window(worth, run.k, run.slots[-1], bound)
        if window is None or window.target.by < e.at(t) or _has(e, run, window.target):
            continue
        if _needs(worth, run, t, bound):
            return charged_for(e, window.target)
    return None


def _has(e: Evidence, run: Run, target: SocTarget) -> bool:
    """Return whether the run begins with what the target asks for: then it is charged for what is driven before it."""
    return bool(e.energy_before[run.k, run.slots.start] >= target.soc * e.data.capacity[run.k])


def _reserve_needs_it(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it charges because an unplanned trip may come, and clearly so: other causes stand behind it."""
    found = _weighed(worth, run, t, Bound.RESERVE)
    if found is None or found.value > found.price - RESERVE_MARGIN:
        return None
    e = worth.evidence
    energy = float(e.solution.energy[run.k, run.at].max())
    return Reason(ReasonCode.CHARGE_RESERVE, {"soc": energy / float(e.data.capacity[run.k])})


def _driving_needs_it(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether the energy is for driving, though nobody named a target: without the run it would be short.

    What is discharged in between would be left.
    """
    e, k = worth.evidence, run.k
    short = short_without(worth, run)
    if short is None:
        return None
    found, held = drives(e, k, run.slots[-1], short), float(e.energy_before[k, run.slots.start])
    targets = [w.target for w in e.windows_of(k) if short in w.slots]
    missed = [w for w in targets if e.level(w.kind, k, short) > e.data.min_energy[k, short]]
    if missed:
        target = max(missed, key=lambda target: target.soc)
        if found is None or found[2] < target.soc * float(e.data.capacity[k]) - held:
            return charged_for(e, target)  # else it is the driving before it that takes the energy
    if found is None:
        return Reason(ReasonCode.CHARGE_FLOOR, {"soc": e.request.storages[k].min_soc})
    first, _last, _energy = found
    if e.request.trips_of(e.request.storages[k]).away[first] >= SURE:
        soc = float(e.solution.energy[k, first - 1] / e.data.capacity[k])
        return Reason(ReasonCode.CHARGE_DEPARTURE, {"soc": soc}, {"by": e.at(first)})
    return for_drives(e, ReasonCode.CHARGE_TRIPS, found)


def short_without(worth: Worth, run: Run) -> int | None:
    """Return the first slot in which half of the run's energy would be missing, nothing discharged after it."""
    e, k = worth.evidence, run.k
    data, last = e.data, run.slots[-1]
    stored = float((e.charge[k, run.at] * data.hours[run.at]).sum() * data.charge_eff[k])
    drawn: Floats = np.cumsum(e.discharge[k] * data.hours) * data.discharge_eff_inv[k]
    again = worth.after(run, Doing.CHARGE)
    stop = again[0].slots.start if again else len(data.hours)
    energy = e.solution.energy[k] - stored / 2 + drawn - drawn[last]
    short = np.flatnonzero((energy < worth.needed[k] - 1e-3)[last + 1 : stop]) + last + 1
    return int(short[0]) if len(short) else None


def _is_discharged(worth: Worth, run: Run) -> bool:
    """Return whether most of the run's energy feeds the house before it charges again."""
    e, k = worth.evidence, run.k
    again = worth.after(run, Doing.CHARGE)
    stop = again[0].slots.start if again else len(e.data.hours)
    drawn = (e.discharge[k] * e.data.hours)[run.slots.stop : stop].sum() * e.data.discharge_eff_inv[k]
    return bool(drawn > (e.charge[k, run.at] * e.data.hours[run.at]).sum() * e.data.charge_eff[k] / 2)


def _dearer_later(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether it spares a dearer slot: the next discharge, else the next charging."""
    e = worth.evidence
    if not _is_discharged(worth, run):
        return None
    for later in (*worth.after(run, Doing.DISCHARGE)[:1], *worth.after(run, Doing.CHARGE)[:1]):
        dearest = max(later.slots, key=lambda t: float(e.data.import_cost[t]))
        if e.data.import_cost[dearest] > PRICE_STEP + mean(e, run.k, e.data.import_cost, run.slots):
            codes = ReasonCode.CHARGE_CHEAP, ReasonCode.CHARGE_CLEAN
            return compared(worth, codes, run, run.slots, range(dearest, dearest + 1))
    return None


def _worth_its_price(worth: Worth, run: Run, t: int) -> Reason:
    """Answer what a kWh is worth once it is stored."""
    found = _weighed(worth, run, t)
    codes = ReasonCode.CHARGE_WORTH, ReasonCode.CHARGE_CLEAN_WORTH
    reason = None if found is None else weighed(worth, codes, found, pays=False)
    return reason or Reason(ReasonCode.CHARGE_LEAST)


CHARGING: tuple[Cause, ...] = (
    _target_rules,
    _event_wants_import,
    _below_min_soc,
    _stores_in_outage,
    _stores_surplus,
    _price_is_negative,
    _below_a_new_peak,
    _target_needs_it,
    _driving_needs_it,
    _sun_gives_most,
    _reserve_needs_it,
    _departure_needs_it,
    _dearer_later,
    _worth_its_price,
)
