"""A request becomes a plan. A plan always exists: if the solver has none, a rule makes one.

    soundness -> targets -> model data -> solution -> slots and reasons, shortfalls, price tags

A home of more than two EVs or one battery is planned in one model that is widened to all (`many_storages.py`).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
import logging
from time import perf_counter

import numpy as np

from ..accounting.stored_value import stored_worth
from ..milp.data import ModelData, Solution
from ..milp.program import NoProgramError
from ..plan import Method, Plan, Reason, ReasonCode, Shortfall, SocTarget
from ..readings import Fault, FaultKind
from ..request import PlanRequest
from ..trail import Trail
from .evidence import Evidence
from .fallback import fallback_solution
from .many_storages import limits_for, program_for
from .model_data import build_model_data
from .outage import carry_the_house, stay_at_home
from .presence import paused
from .price_tags import holdings_of, storm_yen_of
from .reasons import reason_of
from .shortfalls import connection_shortfalls, in_order, storage_shortfalls
from .slots import plan_slots
from .soundness import alone, set_aside, sound
from .targets import derive_targets
from .worth import Worth

_LOGGER = logging.getLogger(__name__)


def make_plan(request: PlanRequest) -> Plan:
    """Plan the request's home over its horizon."""
    return plan_and_trail(request)[0]


def plan_and_trail(request: PlanRequest) -> tuple[Plan, Trail | None]:
    """Plan the request's home, and return what shortens the way to the next plan, if anything was searched for."""
    began = perf_counter()
    every = [storage.id for storage in request.storages]
    request, faults = sound(request)
    request = stay_at_home(request)
    request, data, targets, broken = _modelled(request)
    solution, method = _solve(request, data)
    evidence = Evidence(request, data, solution, targets)
    told = list[Fault]()
    reasons = [_reasons(evidence, k, told) for k in range(len(request.storages))]
    tagged = (
        request.holdings
        and request.forecasts.priced
        and method is not Method.RULE
        and not request.situation.outage
    )
    plan = Plan(
        made_at=request.readings.at,
        mode=request.situation.mode,
        horizon=request.horizon,
        slots=plan_slots(evidence, reasons, every),
        method=method,
        gap=solution.gap,
        storm=request.situation.storm,
        outage=request.situation.outage,
        shortfalls=_shortfalls(evidence, told),
        holdings=holdings_of(request, data, targets, solution.start) if tagged else (),
        storm_yen=storm_yen_of(request, data, solution.start) if tagged else None,
        peak_kw=evidence.peak_kw if data.peak_share.any() else None,
        faults=_in_all(request, (*request.readings.faults, *faults, *broken, *told)),
        priced=request.forecasts.priced,
        seconds=perf_counter() - began,
    )
    plan = replace(plan, stored_yen_per_kwh=_stored_yen_per_kwh(request, plan))
    return plan, None if solution.start is None else Trail.of(request.horizon, _ids(request), solution.start)


def _ids(request: PlanRequest) -> list[str]:
    return [storage.id for storage in request.storages]


def _stored_yen_per_kwh(request: PlanRequest, plan: Plan) -> dict[str, float]:
    """Return what one more kWh in each storage of known SOC is worth."""
    known = [storage for storage in request.storages if request.soc_of(storage) is not None]
    worths = ((s.id, stored_worth(s, 1.0, plan, request.readings.at)) for s in known)
    return {name: worth.yen for name, worth in worths if worth is not None}


def _modelled(
    request: PlanRequest,
) -> tuple[PlanRequest, ModelData, tuple[SocTarget, ...], tuple[Fault, ...]]:
    """Return the model data and targets; a storage that stops the others is set aside."""
    try:
        return request, *_model(request), ()
    except Exception:  # whatever is wrong in there, the others need a plan
        _LOGGER.exception("No model could be made of this home; looking for the storage that is in the way")
    every = [storage.id for storage in request.home.storages]
    broken = [name for name in every if not _is_sound(request, name)] or every
    request = set_aside(request, broken)
    return request, *_model(request), tuple(Fault(FaultKind.UNKNOWN, name, "model") for name in broken)


def _is_sound(request: PlanRequest, storage_id: str) -> bool:
    try:
        _model(alone(request, storage_id))
    except Exception:
        _LOGGER.exception("No model can be made of %s; it stands by", storage_id)
        return False
    return True


def _model(request: PlanRequest) -> tuple[ModelData, tuple[SocTarget, ...]]:
    """Return the model data and the targets they were built from; ValueError where they are not finite."""
    targets = derive_targets(request)
    data = build_model_data(request, targets)
    for name, numbers in vars(data).items():
        if not np.isfinite(numbers).all():
            raise ValueError(f"{name} is not finite")
    return data, targets


def _reasons(evidence: Evidence, k: int, told: list[Fault]) -> list[Reason]:
    """Return the reasons of storage k; a plan without them is still the plan."""

    worth = Worth(evidence)

    def found() -> list[Reason]:
        rests = paused(evidence.request, evidence.request.storages[k])
        return [
            Reason(ReasonCode.HOLD_PAUSED) if rests[t] and not evidence.away[k, t] else reason_of(worth, k, t)
            for t in range(len(evidence.data.hours))
        ]

    unsaid = [Reason(ReasonCode.WAIT_NOTHING)] * len(evidence.data.hours)
    return _unless_broken(found, unsaid, evidence.request.storages[k].id, "reasons", told)


def _shortfalls(evidence: Evidence, told: list[Fault]) -> tuple[Shortfall, ...]:
    """Return the shortfalls of each storage, and of the connection; a plan without them is still the plan."""
    none = list[Shortfall]()
    found = [*_unless_broken(lambda: [*connection_shortfalls(evidence)], none, "grid", "shortfalls", told)]
    for k, storage in enumerate(evidence.request.storages):
        of_this = partial(storage_shortfalls, evidence, k)
        found += _unless_broken(of_this, none, storage.id, "shortfalls", told)
    return in_order(found)


def _unless_broken[T](find: Callable[[], T], otherwise: T, source: str, what: str, told: list[Fault]) -> T:
    """Return what is found, or something else and a fault where finding it breaks."""
    try:
        return find()
    except Exception:  # the plan itself stands
        _LOGGER.exception("The %s of %s could not be found out", what, source)
        told.append(Fault(FaultKind.UNKNOWN, source, what))
        return otherwise


def _solve(request: PlanRequest, data: ModelData) -> tuple[Solution, Method]:
    """Find the best solution there is, and say how it was found."""
    if request.situation.outage:
        return carry_the_house(data), Method.OPTIMAL
    limits = limits_for(request.shape, request.limits)
    try:
        program = program_for(request.shape)
        trail = request.trail
        start = None if trail is None else trail.towards(request.horizon, _ids(request), program)
        solution = program.solve(data, limits, start)
    except NoProgramError:  # not even for one storage
        return fallback_solution(data), Method.RULE
    except Exception:  # whatever is wrong in there, the home needs a plan
        _LOGGER.exception(
            "The solver found no plan; charging to the next target in the cheapest hours instead"
        )
        return fallback_solution(data), Method.RULE
    if solution.relaxed:
        return solution, Method.ROUNDED
    proven = solution.gap is not None and solution.gap <= limits.gap * 1.01
    return solution, Method.OPTIMAL if proven else Method.INCUMBENT


def _in_all(request: PlanRequest, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Add a fault for every storage whose SOC is not known, where none says so yet."""
    told = {fault.source for fault in faults if fault.fatal}
    return faults + tuple(
        Fault(FaultKind.UNKNOWN, storage.id, "soc")
        for storage in request.home.storages
        if request.soc_of(storage) is None and storage.id not in told
    )
