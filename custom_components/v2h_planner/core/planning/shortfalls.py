"""What a plan could not do, read from its solution: missed targets, breached limits, trips, dark hours."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from ..milp.data import ModelData, Solution
from ..plan import Shortfall, ShortfallKind, TargetKind
from .evidence import NOTHING_KW, Evidence
from .targets import target_energy, target_slots

SMALL_KWH = 0.05  # a shortfall that nobody would notice

_MISSED = {
    TargetKind.DEPARTURE: ShortfallKind.DEPARTURE,
    TargetKind.STORM: ShortfallKind.STORM,
    TargetKind.PERSON: ShortfallKind.PERSON,
}


def shortfalls_of(evidence: Evidence) -> tuple[Shortfall, ...]:
    """Return what the plan could not do, in time order."""
    request, data, solution = evidence.request, evidence.data, evidence.solution
    found = [*_missed_targets(evidence)]
    for k, storage in enumerate(request.storages):
        if request.soc_of(storage) is not None:
            found += _below_min_soc(evidence, k)
            found += _trips(evidence, k)
    found += _connection(request.horizon.starts, data, solution)
    if any(evidence.carries_blind(k, 0) for k in range(len(request.storages))):
        # nobody knows that the house goes dark
        found = [shortfall for shortfall in found if shortfall.kind is not ShortfallKind.OUTAGE]
    return tuple(sorted(found, key=lambda shortfall: shortfall.at))


def _missed_targets(evidence: Evidence) -> Iterator[Shortfall]:
    """Yield one shortfall for each target that is missed."""
    request, data, energy = evidence.request, evidence.data, evidence.solution.energy
    horizon = request.horizon
    rows = {s.id: k for k, s in enumerate(request.storages) if request.soc_of(s) is not None}
    for target in evidence.targets:
        k = rows.get(target.storage_id)
        if k is None:
            continue
        plugged = data.charge_max[k] > 0
        slots = target_slots(request, target, energy[k] + SMALL_KWH, plugged)
        if slots is None:
            continue
        # a car that comes home in the middle of it can only be full from then on
        t = next((t for t in slots if plugged[t]), slots.start)
        if target.by <= horizon.start:  # as fast as it can: short only if it never gets there
            t += int(np.argmax(energy[k, slots.start : slots.stop]))
        short = float(target.soc * data.capacity[k] - energy[k, t])
        if short > SMALL_KWH:
            yield Shortfall(
                kind=_MISSED[target.kind],
                at=horizon.edges[t + 1],
                amount=short,
                storage_id=target.storage_id,
                wanted_soc=target.soc,
                reached_soc=float(energy[k, t] / data.capacity[k]),
                penalty_yen=float(target_energy(data, target.kind)[1][k, t]) * short,
            )


def _below_min_soc(evidence: Evidence, k: int) -> Iterator[Shortfall]:
    """Yield the slot in which storage k is furthest below its min SOC."""
    storage, data, energy = evidence.request.storages[k], evidence.data, evidence.solution.energy[k]
    below = np.where(data.min_energy_cost[k] > 0, storage.min_soc * data.capacity[k] - energy, 0.0)
    t = int(np.argmax(below))
    if below[t] > SMALL_KWH:
        yield Shortfall(
            kind=ShortfallKind.FLOOR,
            at=evidence.at(t),
            amount=float(below[t]),
            storage_id=storage.id,
            wanted_soc=storage.min_soc,
            reached_soc=float(energy[t] / data.capacity[k]),
            penalty_yen=float(data.min_energy_cost[k] @ np.maximum(below, 0.0)),
        )


def _trips(evidence: Evidence, k: int) -> Iterator[Shortfall]:
    """Yield what all trips of storage k together need and do not find in it."""
    short = evidence.solution.trip_short[k]
    lacking = float(short.sum())
    if lacking > SMALL_KWH:
        yield Shortfall(
            kind=ShortfallKind.TRIP,
            at=evidence.at(int(np.argmax(short > 1e-6))),
            amount=lacking,
            storage_id=evidence.request.storages[k].id,
            penalty_yen=float(evidence.data.trip_short_cost[k] @ short),
        )


def _connection(starts: tuple[datetime, ...], data: ModelData, solution: Solution) -> Iterator[Shortfall]:
    """Yield what the connection does not give: the contract's limit, an outage, a grid event's promise."""
    worst = int(np.argmax(solution.over))
    if solution.over[worst] > SMALL_KWH:
        yield Shortfall(
            kind=ShortfallKind.CONTRACT,
            at=starts[worst],
            amount=float(solution.over[worst]),
            penalty_yen=float((data.over_cost * data.hours) @ solution.over),
        )
    promised = solution.event_discharge_short + solution.event_import_short
    for kind, missing, price in (
        (ShortfallKind.OUTAGE, solution.unserved, data.unserved_cost),
        (ShortfallKind.GRID_EVENT, promised, data.event_short_cost),
    ):
        kwh = data.hours * missing
        if kwh.sum() > SMALL_KWH:
            lacks = missing > min(NOTHING_KW, float(missing.max()) / 2)
            yield Shortfall(
                kind=kind,
                at=starts[int(np.argmax(lacks))],
                amount=float(kwh.sum()),
                penalty_yen=float(price @ kwh),
                hours=float(data.hours @ lacks),
            )
