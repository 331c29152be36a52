"""Why each storage does what it does in each slot: a code and its numbers, read from the solution.

The words are `common.reason_<code>` in `translations/*.json`. Their placeholders, by code:

| code | placeholders |
|---|---|
| away, soc_unknown, wait_nothing, wait_relay, hold_paused, discharge_outage, discharge_blind | none |
| charge_cheap, wait_cheaper, hold_dearer | {price} {later_price} yen/kWh, {later_at} |
| charge_worth | {price} yen/kWh, {value}: what that kWh is worth once stored |
| discharge_dear, wait_not_worth | {price} yen/kWh, {value}: what a kWh from the store costs, losses included, and switching where it would only be for this slot |
| charge_clean, wait_cleaner, hold_dirtier | {co2} {later_co2} kg/kWh, {later_at} |
| charge_surplus | {power} kW, {export_price} yen/kWh |
| charge_outage | {power} kW |
| charge_negative_price | {price} yen/kWh |
| charge_departure, charge_storm, charge_storm_late, charge_person, hold_departure | {soc}, {by} |
| charge_storm_now, charge_resilience, hold_resilience, charge_floor, charge_reserve, hold_reserve, hold_floor, hold_full | {soc} |
| hold_storm | {soc}, {until} |
| charge_grid_event, discharge_grid_event | {reward} yen/kWh |
| discharge_dirty | {co2} kg/kWh |
| discharge_limit, hold_limit | {limit} kW |

`soc` is a fraction, times are aware. A reason names the first cause, in the order of who decides: a
target that binds, an event, a limit, then what the energy is charged or kept for. The tuples of causes below
are these orders. A target binds where the plan just reaches it or stays short; prices are compared with slots
the plan really uses or could use.
"""

from collections.abc import Callable

import numpy as np

from ..home import Mode
from ..plan import Reason, ReasonCode, SocTarget, TargetKind
from .evidence import NEAR_KWH, SMALL_KWH, Evidence
from .targets import MOMENT
from .units import NOTHING_KW

PRICE_STEP = 0.1  # yen/kWh: less is no difference

# A question about storage k in slot t; None where the answer is no.
type Cause = Callable[[Evidence, int, int], Reason | None]

_BY_CO2 = {
    ReasonCode.CHARGE_CHEAP: ReasonCode.CHARGE_CLEAN,
    ReasonCode.WAIT_CHEAPER: ReasonCode.WAIT_CLEANER,
    ReasonCode.HOLD_DEARER: ReasonCode.HOLD_DIRTIER,
}


def reason_of(e: Evidence, k: int, t: int) -> Reason:
    """Return why storage k (in the model's order) does what it does in slot t."""
    if e.request.soc_of(e.request.storages[k]) is None:
        return Reason(ReasonCode.DISCHARGE_BLIND if e.carries_blind(k, t) else ReasonCode.SOC_UNKNOWN)
    causes = _STANDBY
    if e.charge[k, t] > 0:
        causes = _CHARGE
    elif e.discharge[k, t] > 0:
        causes = _DISCHARGE
    elif e.away[k, t]:
        return Reason(ReasonCode.AWAY)
    answers = (cause(e, k, t) for cause in causes)
    return next((reason for reason in answers if reason is not None), Reason(ReasonCode.WAIT_NOTHING))


# -- why it charges -----------------------------------------------------------------------------------


def _target_rules(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether a person or a storm wants it charged now."""
    target = e.ruling_target(k, t)
    return None if target is None else _charged_for(e, target)


def _event_wants_import(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether a grid event pays for importing."""
    if e.data.event_import_max[t] > 0 and e.solution.event_import[t] > NOTHING_KW:
        return Reason(ReasonCode.CHARGE_GRID_EVENT, {"reward": float(e.data.event_import_value[t])})
    return None


def _below_min_soc(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it is below its min SOC."""
    storage = e.request.storages[k]
    if e.energy_before[k, t] < storage.min_soc * storage.capacity_kwh - NEAR_KWH:
        return Reason(ReasonCode.CHARGE_FLOOR, {"soc": storage.min_soc})
    return None


def _stores_in_outage(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether there is no grid, so that only PV can be charged."""
    if e.request.situation.outage:
        return Reason(ReasonCode.CHARGE_OUTAGE, {"power": float(e.charge[k, t])})
    return None


def _stores_surplus(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether PV leaves power over for it."""
    if not e.from_surplus[k, t]:
        return None
    earned = float(e.request.forecasts.export_yen_per_kwh[t])
    return Reason(ReasonCode.CHARGE_SURPLUS, {"power": float(e.charge[k, t]), "export_price": earned})


def _price_is_negative(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether importing is paid for."""
    price = float(e.request.forecasts.import_yen_per_kwh[t])
    return Reason(ReasonCode.CHARGE_NEGATIVE_PRICE, {"price": price}) if price < 0 else None


def _fills_reserve(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it does not wait for a cheaper slot because an unplanned trip may come."""
    if _could_wait(e, k, t) and e.reserve_counts(k, t):
        return Reason(ReasonCode.CHARGE_RESERVE, {"soc": e.reserve_soc(k, t)})
    return None


def _could_wait(e: Evidence, k: int, t: int) -> bool:
    """Return whether a cheaper slot with room in it comes before the energy is used."""
    cost = e.data.import_cost
    use = e.next((e.discharge[k] > 0) | (e.data.trip[k] > 0), t)
    slots = e.soon(t) & (np.arange(len(cost)) < (len(cost) if use is None else use))
    free = e.charge[k] < e.data.charge_max[k] - 0.1
    free &= e.solution.grid_import < e.data.import_max - 0.1
    return bool((slots & free & (cost < cost[t] - PRICE_STEP)).any())


def _target_needs_it(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether the next target needs this slot's energy."""
    target = e.binding_target(k, t)
    return None if target is None else _charged_for(e, target)


def _dearer_later(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it spares a dearer slot: the next discharge, else the dearest to charge within a day."""
    cost = e.data.import_cost
    use = e.next(e.discharge[k] > 0, t)
    if use is not None and cost[use] > cost[t] + PRICE_STEP:
        return _compared(e, ReasonCode.CHARGE_CHEAP, t, use)
    slots = e.soon(t) & (e.data.charge_max[k] > 0)
    dearest = int(np.argmax(np.where(slots, cost, -np.inf)))
    if slots[dearest] and cost[dearest] > cost[t] + PRICE_STEP:
        return _compared(e, ReasonCode.CHARGE_CHEAP, t, dearest)
    return None


def _trip_needs_it(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether the energy is for driving, though nobody named a target."""
    trip = e.next(e.data.trip[k] > 0, t)
    if trip is None:
        return None
    soc = float(e.solution.energy[k, max(trip - 1, t)] / e.data.capacity[k])
    return Reason(ReasonCode.CHARGE_DEPARTURE, {"soc": soc}, {"by": e.at(trip)})


def _worth_its_price(e: Evidence, k: int, t: int) -> Reason:
    """Answer what a stored kWh is worth at the end: no later slot is dearer."""
    value = e.terminal_value(k) * float(e.data.charge_eff[k])
    return Reason(ReasonCode.CHARGE_WORTH, {"price": float(e.data.import_cost[t]), "value": value})


_CHARGE: tuple[Cause, ...] = (
    _target_rules,
    _event_wants_import,
    _below_min_soc,
    _stores_in_outage,
    _stores_surplus,
    _price_is_negative,
    _fills_reserve,
    _target_needs_it,
    _dearer_later,
    _trip_needs_it,
    _worth_its_price,
)


# -- why it discharges --------------------------------------------------------------------------------


def _lights_house(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether there is no grid."""
    return Reason(ReasonCode.DISCHARGE_OUTAGE) if e.request.situation.outage else None


def _event_wants_discharge(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether a grid event pays for discharging."""
    if e.data.event_discharge_max[t] > 0 and e.solution.event_discharge[t] > NOTHING_KW:
        return Reason(ReasonCode.DISCHARGE_GRID_EVENT, {"reward": float(e.data.event_discharge_value[t])})
    return None


def _keeps_contract(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether the house alone draws what the contract allows."""
    if e.data.net_load[t] > e.data.import_max[t] - NOTHING_KW:
        return Reason(ReasonCode.DISCHARGE_LIMIT, {"limit": float(e.data.import_max[t])})
    return None


def _grid_is_dirty(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether the mode weighs CO2."""
    if e.request.situation.mode is Mode.CO2:
        return Reason(ReasonCode.DISCHARGE_DIRTY, {"co2": float(e.request.forecasts.co2_kg_per_kwh[t])})
    return None


def _grid_is_dear(e: Evidence, k: int, t: int) -> Reason:
    """Answer by how much the grid is dearer than the energy in store."""
    return _weighed(e, ReasonCode.DISCHARGE_DEAR, k, t, float(e.discharge[k, t]))


_DISCHARGE: tuple[Cause, ...] = (
    _lights_house,
    _event_wants_discharge,
    _keeps_contract,
    _grid_is_dirty,
    _grid_is_dear,
)


# -- why it stands by ---------------------------------------------------------------------------------


def _target_holds(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether a person or a storm wants it kept now."""
    target = e.ruling_target(k, t, held=True)
    if target is None:
        return None
    if target.kind is TargetKind.STORM:
        return _kept_for(e, target)
    return Reason(ReasonCode.HOLD_DEPARTURE, {"soc": target.soc}, {"by": target.until or target.by})


def _contract_bars_it(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it would charge, for a target that it misses or at all, and the contract has no room for it."""
    if not e.barred[k, t] or e.energy_before[k, t] >= e.full_kwh[k, t]:
        return None
    never = not (e.data.charge_max[k] > 0).any()
    missed = (t <= window.slots[-1] and e.missing(window) > SMALL_KWH for window in e.windows_of(k))
    limit = Reason(ReasonCode.HOLD_LIMIT, {"limit": float(e.data.import_max[t])})
    return limit if never or any(missed) else None


def _cheaper_later(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether the plan imports later, before it discharges, at a lower price."""
    charge, discharge = e.next(e.charge[k] > 0, t), e.next(e.discharge[k] > 0, t)
    if charge is None or (discharge is not None and discharge <= charge):
        return None
    window = e.binding_window(k, t)
    if window is not None and window.slots.start < charge and e.feeds(k, t):
        return None  # what is in store now is kept for that target
    cheaper = e.data.import_cost[charge] < e.data.import_cost[t] - PRICE_STEP
    if not e.from_surplus[k, charge] and cheaper and e.energy_before[k, t] < e.full_kwh[k, t]:
        return _compared(e, ReasonCode.WAIT_CHEAPER, t, charge)
    return None


def _kept_for_driving(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether a person keeps the next trip in the car in an outage."""
    storage = e.request.storages[k]
    reserve = e.request.situation.reserve(storage.id)
    if reserve is None or not e.feeds(k, t) or e.at(t) >= reserve.leave:
        return None
    if e.energy_before[k, t] <= reserve.soc * storage.capacity_kwh + NEAR_KWH:
        return Reason(ReasonCode.HOLD_DEPARTURE, {"soc": reserve.soc}, {"by": reserve.leave})
    return None


def _at_min_soc(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it could feed the house but is at its min SOC."""
    storage = e.request.storages[k]
    if e.feeds(k, t) and e.energy_before[k, t] <= storage.min_soc * storage.capacity_kwh + NEAR_KWH:
        return Reason(ReasonCode.HOLD_FLOOR, {"soc": storage.min_soc})
    return None


def _kept_for_target(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it could feed the house but the next target needs its energy."""
    target = e.binding_target(k, t)
    return _kept_for(e, target) if target is not None and e.feeds(k, t) else None


def _kept_for_dearer(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether its energy is for a dearer slot; without a grid no price counts."""
    discharge = e.next(e.discharge[k] > 0, t)
    if discharge is None or not e.feeds(k, t) or e.request.situation.outage:
        return None
    if e.data.import_cost[discharge] > e.data.import_cost[t] + PRICE_STEP:
        return _compared(e, ReasonCode.HOLD_DEARER, t, discharge)
    return None


def _kept_for_reserve(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it is kept because an unplanned trip may come."""
    if e.feeds(k, t) and e.reserve_counts(k, t) and e.at_reserve(k, t):
        return Reason(ReasonCode.HOLD_RESERVE, {"soc": e.reserve_soc(k, t)})
    return None


def _is_full(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether it is full and cannot feed the house."""
    energy = float(e.energy_before[k, t])
    if energy >= e.full_kwh[k, t] and not e.feeds(k, t):
        return Reason(ReasonCode.HOLD_FULL, {"soc": energy / float(e.data.capacity[k])})
    return None


def _not_worth_losses(e: Evidence, k: int, t: int) -> Reason | None:
    """Answer whether feeding the house costs more than the grid; not asked without a grid or for CO2."""
    situation = e.request.situation
    if not e.feeds(k, t) or situation.outage or situation.mode is Mode.CO2:
        return None
    power = min(float(e.data.discharge_max[k, t]), float(e.data.net_load[t]))
    return _weighed(e, ReasonCode.WAIT_NOT_WORTH, k, t, power)


_STANDBY: tuple[Cause, ...] = (
    _contract_bars_it,
    _target_holds,
    _cheaper_later,
    _kept_for_driving,
    _at_min_soc,
    _kept_for_target,
    _kept_for_dearer,
    _kept_for_reserve,
    _is_full,
    _not_worth_losses,
)


# -- the numbers of an answer -------------------------------------------------------------------------


def _charged_for(e: Evidence, target: SocTarget) -> Reason:
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


def _kept_for(e: Evidence, target: SocTarget) -> Reason:
    """Name the target that a storage is kept for."""
    numbers = {"soc": target.soc}
    if target.kind is not TargetKind.STORM:
        return Reason(ReasonCode.HOLD_DEPARTURE, numbers, {"by": target.by})
    if e.request.situation.storm is None:
        return Reason(ReasonCode.HOLD_RESILIENCE, numbers)
    return Reason(ReasonCode.HOLD_STORM, numbers, {"until": target.until or target.by})


def _compared(e: Evidence, code: ReasonCode, t: int, later: int) -> Reason:
    """Compare this slot with a later one: by price, in CO2 mode by CO2."""
    by_co2 = e.request.situation.mode is Mode.CO2
    forecasts = e.request.forecasts
    name, series = ("co2", forecasts.co2_kg_per_kwh) if by_co2 else ("price", forecasts.import_yen_per_kwh)
    return Reason(
        _BY_CO2[code] if by_co2 else code,
        {name: float(series[t]), f"later_{name}": float(series[later])},
        {"later_at": e.at(later)},
    )


def _weighed(e: Evidence, code: ReasonCode, k: int, t: int, power: float) -> Reason:
    """Compare the price now with what a kWh from the storage costs by the time it reaches the house."""
    data, price = e.data, float(e.request.forecasts.import_yen_per_kwh[t])
    lost = price * data.overhead[k] / power
    on = (e.charge[k] > 0) | (e.discharge[k] > 0)
    if not on[max(t - 1, 0) : t + 2].any() and not (t == 0 and data.on_before[k] > 0.5):
        lost += float(data.start_up_cost[k] / (power * data.hours[t]))
    value = float((e.stored_value[k, t] + data.degradation_cost[k]) * data.discharge_eff_inv[k] + lost)
    return Reason(code, {"price": price, "value": value})
