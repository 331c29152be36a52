"""Model data of the units: what each can charge and discharge with, and what using it costs."""

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from ..arrays import Bools, Floats
from ..home import ChargeControl, DischargeControl, Storage, start_margin_kw
from ..milp.data import ConnectionData, HouseData, UnitData
from ..plan import SocTarget
from ..readings import StorageReading, Verb
from ..request import PlanRequest
from . import penalties
from .presence import paused, share_at_home
from .targets import charging_share

NOTHING_KW = 0.02  # less than any unit can do: the solver's dust
ON_KW = 0.3  # a unit that does not say what it does counts as on above this


def unit_data(
    request: PlanRequest, targets: Iterable[SocTarget], house: HouseData, connection: ConnectionData
) -> UnitData:
    """Return the limits and costs of every unit."""
    storages, share = request.storages, share_at_home(request)
    barred = contract_bars(request, house, connection)
    charge_max = charging_share(request, targets) * np.array([[full_charge_kw(request, s)] for s in storages])
    discharge_max = share * np.array([[s.discharge_max_kw if s.can_discharge else 0.0] for s in storages])
    charge_min, discharge_min = np.zeros_like(charge_max), np.zeros_like(charge_max)
    for k, storage in enumerate(storages):
        rests = paused(request, storage)
        charge_max[k, rests] = discharge_max[k, rests] = 0.0
        charge_max[k] = np.where(barred[k], _most_without_grid(storage, house, charge_max[k]), charge_max[k])
        charge_min[k] = np.minimum(charge_max[k], _least_charge(storage, house))
        discharge_min[k] = np.minimum(discharge_max[k], _least_discharge(request, storage, house))
    charge_verb_cost, discharge_verb_cost = _verb_costs(request)
    return UnitData(
        charge_max=charge_max,
        charge_min=charge_min,
        discharge_max=discharge_max,
        discharge_min=discharge_min,
        below_min_cost=np.full(len(storages), penalties.BELOW_MIN),
        charge_eff=np.array([storage.charge_efficiency for storage in storages]),
        discharge_eff_inv=np.array([1.0 / storage.discharge_efficiency for storage in storages]),
        overhead=np.array([storage.overhead_kw for storage in storages]),
        start_up_cost=np.array([storage.start_up_yen for storage in storages]),
        on_before=np.array([float(_is_on(request.readings.find(storage.id))) for storage in storages]),
        degradation_cost=np.array([storage.degradation_yen_per_kwh for storage in storages]),
        charge_verb_cost=charge_verb_cost,
        discharge_verb_cost=discharge_verb_cost,
    )


def full_charge_kw(request: PlanRequest, storage: Storage) -> float:
    """Return what the unit charges with at full power, as it has lately; its rating where it was not seen at that."""
    reading = request.readings.find(storage.id)
    return storage.full_charge_kw(None if reading is None else reading.delivered_kw)


def contract_bars(request: PlanRequest, house: HouseData, connection: ConnectionData) -> Bools:
    """Return the slots in which there is no room for the unit's least power from the grid, (K, N)."""
    needed = [
        max(storage.least_charge_kw, NOTHING_KW)
        + max(storage.overhead_kw, start_margin_kw(storage, float(connection.import_max.min())))
        for storage in request.storages
    ]
    bars: Bools = connection.import_max - house.net_load < np.array(needed)[:, None] - 1e-6
    return bars


def _most_without_grid(storage: Storage, house: HouseData, charge_max: Floats) -> Floats:
    """Return what a unit can charge where the contract has no room for its least power, kW, (N,).

    A unit never gets a plan of a power it does not know. One without a least power may have what another one gives.
    """
    match storage.charge_control:
        case ChargeControl.FIXED_OR_SURPLUS:
            sun = np.maximum(-house.net_load - storage.overhead_kw, 0.0)
            return np.asarray(np.minimum(charge_max, sun))
        case ChargeControl.SET_POINT if storage.charge_min_kw <= 0.0:
            return charge_max
    return np.zeros_like(charge_max)


def _least_charge(storage: Storage, house: HouseData) -> float | Floats:
    """Return the least power with which the unit charges, kW; never more than its most counts."""
    match storage.charge_control:
        case ChargeControl.FIXED_RATE:
            return np.inf
        case ChargeControl.FIXED_OR_SURPLUS:
            return np.maximum(-house.net_load, 0.0)
        case ChargeControl.SET_POINT:
            return storage.charge_min_kw


def _least_discharge(request: PlanRequest, storage: Storage, house: HouseData) -> float | Floats:
    """Return the least power with which the unit discharges, kW; never more than its most counts."""
    if request.situation.outage:
        return 0.0  # without the grid a unit follows any load, however small
    if storage.discharge_control is DischargeControl.LOAD_FOLLOWING:
        return house.load if request.home.grid.push_up else np.maximum(house.net_load, 0.0)
    return storage.discharge_min_kw


def _is_on(reading: StorageReading | None) -> bool:
    if reading is None or reading.doing is None:
        return reading is not None and abs(reading.power_kw or 0.0) > ON_KW
    return reading.doing is not Verb.STANDBY


def _verb_costs(request: PlanRequest) -> tuple[Floats, Floats]:
    """Return the cost of each verb in yen, (K, N) each: a little for waiting, and for what was not announced."""
    horizon, storages = request.horizon, request.storages
    charge = np.tile(penalties.HASTE * (np.cumsum(horizon.hours) - horizon.hours), (len(storages), 1))
    discharge = charge.copy()
    plan, situation = request.announced, request.situation
    if plan is None or plan.mode is not situation.mode or plan.outage != situation.outage:
        return charge, discharge
    for t, (start, end) in enumerate(zip(horizon.starts, horizon.edges[1:], strict=True)):
        if start - horizon.start >= timedelta(hours=penalties.ANNOUNCED_HOURS):
            break
        slot = plan.slot_at(start + (end - start) / 2)
        announced = {} if slot is None else {part.storage_id: part.verb for part in slot.storages}
        for k, storage in enumerate(storages):
            verb = announced.get(storage.id)
            charging = verb in (Verb.CHARGE, Verb.SURPLUS)
            charge[k, t] += 0.0 if verb is None or charging else penalties.ANNOUNCED
            discharge[k, t] += 0.0 if verb in (None, Verb.DISCHARGE) else penalties.ANNOUNCED
    return charge, discharge
