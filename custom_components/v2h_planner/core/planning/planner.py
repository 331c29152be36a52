"""A request becomes a plan. A plan always exists: if the solver has none, a rule makes one.

    targets -> model data -> solution -> slots and reasons, shortfalls, price tags

Homes of a shape that no program fits (more than two EVs or one battery, where CVXPY cannot compile one)
are planned by the rule as well; the plan says so by its method.
"""

from dataclasses import replace
import logging
from time import perf_counter
from typing import Any

import numpy as np

from ..arrays import Floats
from ..milp.data import ModelData, Solution
from ..milp.program import NoProgramError, Program
from ..plan import Method, Plan
from ..readings import Fault, FaultKind
from ..request import PlanRequest
from .evidence import Evidence
from .fallback import fallback_solution
from .model_data import build_model_data
from .price_tags import holdings_of, storm_yen_of
from .shortfalls import shortfalls_of
from .slots import plan_slots
from .targets import derive_targets

_LOGGER = logging.getLogger(__name__)


def make_plan(request: PlanRequest) -> Plan:
    """Plan the request's home over its horizon."""
    began = perf_counter()
    request, mended = _mend(request)
    targets = derive_targets(request)
    data = build_model_data(request, targets)
    solution, method = _solve(request, data)
    evidence = Evidence(request, data, solution, targets)
    priced = request.holdings and method is not Method.RULE
    return Plan(
        made_at=request.readings.at,
        mode=request.situation.mode,
        horizon=request.horizon,
        slots=plan_slots(evidence),
        method=method,
        gap=solution.gap,
        storm=request.situation.storm,
        outage=request.situation.outage,
        shortfalls=shortfalls_of(evidence),
        holdings=holdings_of(request, data, targets) if priced else (),
        storm_yen=storm_yen_of(request, data) if priced else None,
        stored_yen_per_kwh={
            storage.id: float(price)
            for storage, price in zip(request.storages, solution.energy_price, strict=True)
            if request.soc_of(storage) is not None
        },
        faults=request.readings.faults + mended + _unknown(request),
        seconds=perf_counter() - began,
    )


def _mend(request: PlanRequest) -> tuple[PlanRequest, tuple[Fault, ...]]:
    """Replace what is not finite by the nearest harmless number, with a fault that says so."""
    forecasts, faults = request.forecasts, list[Fault]()
    changes: dict[str, Any] = {}
    for name in ("load_kw", "pv_kw", "import_yen_per_kwh", "export_yen_per_kwh", "co2_kg_per_kwh"):
        series: Floats = getattr(forecasts, name)
        good = np.isfinite(series)
        if not good.all():
            usual = float(series[good].mean()) if good.any() else 0.0
            changes[name] = np.where(good, series, 0.0 if name == "pv_kw" else usual)
            faults.append(Fault(FaultKind.NOT_A_NUMBER, f"forecast.{name}", fatal=False))
    trips = []
    for trip in forecasts.trips:
        arrays = {
            name: np.nan_to_num(getattr(trip, name), nan=0.0, posinf=0.0, neginf=0.0)
            for name in ("away", "trip_kwh", "reserve_kwh", "reserve_weight")
        }
        if any(not np.isfinite(getattr(trip, name)).all() for name in arrays):
            faults.append(Fault(FaultKind.NOT_A_NUMBER, f"forecast.trips.{trip.storage_id}", fatal=False))
        trips.append(replace(trip, **arrays))
    if not faults:
        return request, ()
    return replace(request, forecasts=replace(forecasts, trips=tuple(trips), **changes)), tuple(faults)


def _solve(request: PlanRequest, data: ModelData) -> tuple[Solution, Method]:
    """Find the best solution there is, and say how it was found."""
    try:
        solution = Program.load(request.shape).solve(data, request.limits)
    except NoProgramError:  # the form and a repair say it
        return fallback_solution(data), Method.RULE
    except Exception:  # whatever is wrong in there, the home needs a plan
        _LOGGER.exception(
            "The solver found no plan; charging to the next target in the cheapest hours instead"
        )
        return fallback_solution(data), Method.RULE
    if solution.relaxed:
        return solution, Method.ROUNDED
    proven = solution.gap is not None and solution.gap <= request.limits.gap * 1.01
    return solution, Method.OPTIMAL if proven else Method.INCUMBENT


def _unknown(request: PlanRequest) -> tuple[Fault, ...]:
    """Return a fault for every storage whose SOC is not known, where none says so yet."""
    told = {fault.source for fault in request.readings.faults if fault.fatal}
    return tuple(
        Fault(FaultKind.UNKNOWN, storage.id, "soc")
        for storage in request.home.storages
        if request.soc_of(storage) is None and storage.id not in told
    )
