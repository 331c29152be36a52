"""What being ready costs: each reserve and target, and the storm as a whole, by relaxations without it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
import logging
from time import perf_counter

import numpy as np

from ..home import Mode
from ..milp.data import ModelData, Solution, SolverLimits, Start, relaxed
from ..plan import Holding, SocTarget, TargetKind
from ..request import PlanRequest
from ..situation import Situation
from .many_storages import program_for
from .model_data import build_model_data
from .targets import derive_targets, target_energy

_LOGGER = logging.getLogger(__name__)

SECONDS = 2.0  # for each relaxation: a price tag is not worth a long wait
ALL_SECONDS = 5.0  # for those of all storages; whoever has many does without the last ones


@dataclass(frozen=True, slots=True)
class _Held:
    """A reserve (without a kind) or the targets of one kind, in one storage, and the data without them."""

    kind: TargetKind | None
    storage_id: str
    until: datetime
    without: ModelData


def holdings_of(
    request: PlanRequest, data: ModelData, targets: tuple[SocTarget, ...], start: Start | None = None
) -> tuple[Holding, ...]:
    """Return what each reserve and each kind of target costs, by relaxations with and without it.

    `start`: where the plan itself was found. Each relaxation begins where the one with all of them has ended.
    """
    try:
        whole = relaxed(data)
        held = tuple(_held(request, whole, targets))
        if not held:
            return ()
        began = perf_counter()
        with_all = _solve(request, whole, start)
        cost = money(whole, with_all)
        tags = list[Holding]()
        for one in held:
            if perf_counter() - began > ALL_SECONDS:
                _LOGGER.debug(
                    "What %d more targets cost is not found out: it takes too long", len(held) - len(tags)
                )
                break
            yen = max(0.0, cost - money(whole, _solve(request, one.without, with_all.start)))
            tags.append(Holding(kind=one.kind, storage_id=one.storage_id, until=one.until, cost_yen=yen))
        return tuple(tags)
    except Exception:  # the plan itself stands; only its price tags are missing
        _LOGGER.exception("What the targets of this plan cost could not be found out")
        return ()


def _held(request: PlanRequest, data: ModelData, targets: tuple[SocTarget, ...]) -> Iterator[_Held]:
    """Yield what is wanted at a price, storage by storage."""
    for k, storage in enumerate(request.storages):
        for kind in TargetKind:
            energy, cost = target_energy(data, kind)
            if (cost[k] * energy[k]).any():
                ends = [t.until or t.by for t in targets if t.kind is kind and t.storage_id == storage.id]
                until = min(max(ends), request.horizon.end)
                yield _Held(kind, storage.id, until, _without(data, f"{kind}_cost", k))
        if data.reserve_cost[k].any():
            yield _Held(None, storage.id, request.horizon.end, _without(data, "reserve_cost", k))


def _without(data: ModelData, name: str, k: int) -> ModelData:
    """Return the data with storage k's prices of that breach at 0."""
    prices = getattr(data, name).copy()
    prices[k] = 0.0
    return replace(data, **{name: prices})


def storm_yen_of(request: PlanRequest, data: ModelData, start: Start | None = None) -> float | None:
    """Return what the storm adds to the bill: this plan against the one without it, both relaxed. `start`: as above."""
    if request.situation.storm is None or request.situation.outage:
        return None
    fair = replace(request, situation=request.situation.without_storm)
    # whatever the modes count, the meter counts yen
    billed = replace(
        request,
        home=replace(request.home, carbon_price_yen_per_kg=0.0),
        situation=Situation(mode=Mode.ECONOMY),
    )
    try:
        meter = build_model_data(billed, ())
        ready, usual = (
            money(meter, _solve(request, relaxed(each), start))
            for each in (data, build_model_data(fair, derive_targets(fair)))
        )
        return ready - usual
    except Exception:  # the plan itself stands; only its price tag is missing
        _LOGGER.exception("What being ready for the storm costs could not be found out")
        return None


def _solve(request: PlanRequest, data: ModelData, start: Start | None) -> Solution:
    limits = SolverLimits(gap=request.limits.gap, seconds=min(SECONDS, request.limits.seconds))
    return program_for(request.shape).solve(data, limits, start)


def money(data: ModelData, solution: Solution) -> float:
    """Return a solution's real yen: energy, degradation, start-ups and a new peak, less rewards and what is left in store."""
    energy = data.hours @ (data.import_cost * solution.grid_import - data.export_value * solution.grid_export)
    degradation = (data.degradation_cost[:, None] * (solution.charge + solution.discharge) * data.hours).sum()
    start_ups = (data.start_up_cost[:, None] * solution.start_up).sum()
    rewards = data.hours @ (
        data.event_discharge_value * solution.event_discharge
        + data.event_import_value * solution.event_import
    )
    below = np.cumsum(data.terminal_width, axis=1) - data.terminal_width
    left = np.clip(solution.energy[:, -1:] - below, 0.0, data.terminal_width)
    peak = data.peak_cost * solution.new_peak
    return float(energy + degradation + start_ups + peak - rewards - (data.terminal_value * left).sum())
