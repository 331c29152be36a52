"""A home of more storages than any program is for: one after another, each with the others' plan as load.

The most urgent first: it finds the contract and the sun free, who follows finds what is left. Then each once more,
with what the others do now. No plan is proven so, but none of its parts could be better alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from ..arrays import Floats
from ..home import ChargeControl, Storage
from ..milp.data import ModelData, Solution, SolverLimits
from ..milp.program import Program
from ..plan import SocTarget
from ..request import PlanRequest
from .model_data import build_model_data
from .soundness import alone
from .targets import derive_targets

SWEEPS = 2


@dataclass(frozen=True)
class _Flows:
    """What storages do together, kW, (N,)."""

    drawn: Floats  # charging and the units' own draw
    fed: Floats
    event_discharge: Floats
    event_import: Floats


def one_by_one(request: PlanRequest, data: ModelData) -> Solution:
    """Return a solution of `data`, which is the request's; NoProgramError where not even one storage can be planned."""
    count = len(request.storages)
    limits = replace(request.limits, seconds=request.limits.seconds / (SWEEPS * count))
    deadline = perf_counter() + request.limits.seconds
    found = dict[int, Solution]()
    for sweep in range(SWEEPS):
        for k in _urgent_first(request):
            if sweep and perf_counter() > deadline:
                break
            others = _flows(data, {j: part for j, part in found.items() if j != k})
            found[k] = _solve_one(request, data, k, others, limits)
            last = found[k]
    return _joined(data, [found[k] for k in range(count)], last)


def _urgent_first(request: PlanRequest) -> list[int]:
    """Return the rows of the storages, those with the least time to spare before a target first."""
    spare = [np.inf] * len(request.storages)
    rows = {storage.id: k for k, storage in enumerate(request.storages)}
    for target in derive_targets(request):
        k = rows.get(target.storage_id)
        if k is not None:
            spare[k] = min(spare[k], _spare_hours(request, request.storages[k], target))
    return sorted(range(len(spare)), key=lambda k: (spare[k], k))


def _spare_hours(request: PlanRequest, storage: Storage, target: SocTarget) -> float:
    """Return the hours that are left before a target beside those that charging takes."""
    reading = request.readings.find(storage.id)
    delivered = None if reading is None else reading.delivered_kw
    needed = storage.charge_hours(request.soc_of(storage) or 0.0, target.soc, delivered)
    return (target.by - request.horizon.start).total_seconds() / 3600.0 - needed


def _flows(data: ModelData, parts: dict[int, Solution]) -> _Flows:
    zero = np.zeros(len(data.hours))
    drawn, fed = zero.copy(), zero.copy()
    for k, part in parts.items():
        drawn += part.charge[0] + data.overhead[k] * (part.charging[0] + part.discharging[0])
        fed += part.discharge[0]
    charged = sum((part.charge[0] for part in parts.values()), zero)
    return _Flows(
        drawn,
        fed,
        np.minimum(data.event_discharge_max, fed),
        np.minimum(data.event_import_max, charged),
    )


def _solve_one(
    request: PlanRequest, data: ModelData, k: int, others: _Flows, limits: SolverLimits
) -> Solution:
    """Plan storage k beside what the others draw and feed."""
    storage, forecasts = request.storages[k], request.forecasts
    load = np.maximum(forecasts.load_kw, 0.0) + others.drawn - others.fed
    beside = replace(
        alone(request, storage.id),
        forecasts=replace(
            forecasts,
            load_kw=np.maximum(load, 0.0),
            pv_kw=np.maximum(forecasts.pv_kw, 0.0) + np.maximum(-load, 0.0),
        ),
        targets=tuple(target for target in request.targets if target.storage_id == storage.id),
    )
    own = build_model_data(beside, derive_targets(beside))
    return Program.load(beside.shape).solve(_beside(data, own, k, storage, others), limits)


def _beside(data: ModelData, own: ModelData, k: int, storage: Storage, others: _Flows) -> ModelData:
    """Return a storage's own data with what it shares with the others: no storage feeds another one."""
    left = np.maximum(data.discharge_total_max - others.fed, 0.0)
    surplus = np.maximum(-own.net_load, 0.0)
    charge_min = data.charge_min[k]
    if storage.charge_control is ChargeControl.FIXED_OR_SURPLUS:
        charge_min = np.minimum(charge_min, surplus)
    return replace(
        own,
        charge_min=np.minimum(charge_min, own.charge_max[0])[None],
        discharge_min=np.clip(data.discharge_min[k] - others.fed, 0.0, own.discharge_max[0])[None],
        discharge_total_max=left,
        export_max=data.export_max,
        over_max=data.over_max,
        over_cost=data.over_cost,
        unserved_max=np.minimum(data.unserved_max, own.load),
        unserved_cost=data.unserved_cost,
        event_discharge_max=data.event_discharge_max - others.event_discharge,
        event_discharge_firm=np.maximum(data.event_discharge_firm - others.event_discharge, 0.0),
        event_import_max=data.event_import_max - others.event_import,
        event_import_firm=np.maximum(data.event_import_firm - others.event_import, 0.0),
    )


def _joined(data: ModelData, parts: Sequence[Solution], last: Solution) -> Solution:
    """Return the solution of the whole home. `last`: of the storage that was planned last, beside all the others."""

    def rows(name: str) -> Floats:
        return np.concatenate([getattr(part, name) for part in parts])

    fed, charged = rows("discharge").sum(axis=0), rows("charge").sum(axis=0)
    event_discharge = np.minimum(data.event_discharge_max, fed)
    event_import = np.minimum(data.event_import_max, charged)
    return replace(
        last,
        objective=sum(part.objective for part in parts),
        gap=None,
        relaxed=any(part.relaxed for part in parts),
        event_discharge=event_discharge,
        event_import=event_import,
        event_discharge_short=np.maximum(data.event_discharge_firm - event_discharge, 0.0),
        event_import_short=np.maximum(data.event_import_firm - event_import, 0.0),
        **{
            name: rows(name)
            for name in (
                "charge",
                "discharge",
                "charging",
                "discharging",
                "start_up",
                "energy",
                "trip_short",
                "energy_price",
                "energy_prices",
            )
        },
    )
