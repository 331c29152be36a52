"""What a plan could not do, read from its solution: missed targets, breached limits, trips, dark hours."""

from collections.abc import Iterable, Iterator

import numpy as np

from ..plan import Reason, ReasonCode, Shortfall, ShortfallKind, TargetKind
from .energy import floor_soc
from .evidence import SMALL_KWH, Evidence
from .targets import target_energy
from .units import NOTHING_KW

_MISSED = {
    TargetKind.DEPARTURE: ShortfallKind.DEPARTURE,
    TargetKind.STORM: ShortfallKind.STORM,
    TargetKind.PERSON: ShortfallKind.PERSON,
}


def in_order(shortfalls: Iterable[Shortfall]) -> tuple[Shortfall, ...]:
    """Sort shortfalls by time, those of storages in the model's order before those of the connection."""
    return tuple(sorted(shortfalls, key=lambda short: (short.at, short.storage_id is None)))


def storage_shortfalls(evidence: Evidence, k: int) -> list[Shortfall]:
    """Return what the plan could not do with storage k."""
    if evidence.request.soc_of(evidence.request.storages[k]) is None:
        return []
    return [*_missed_targets(evidence, k), *_below_min_soc(evidence, k), *_trips(evidence, k)]


def _missed_targets(evidence: Evidence, k: int) -> Iterator[Shortfall]:
    """Yield one shortfall for each target of storage k that is missed."""
    data, edges = evidence.data, evidence.request.horizon.edges
    windows = evidence.windows_of(k)
    asked = any(w.target.kind is TargetKind.PERSON and w.target.until is None for w in windows)
    for window in windows:
        if asked and window.target.kind is TargetKind.PERSON and window.target.until is not None:
            continue  # it stays as far as it comes
        target, short = window.target, evidence.missing(window)
        t, energy = evidence.reached(window)
        if short > SMALL_KWH:
            yield Shortfall(
                kind=_MISSED[target.kind],
                at=min(target.by, edges[t + 1]) if window.leaves else edges[t + 1],
                amount=short,
                storage_id=target.storage_id,
                wanted_soc=target.soc,
                reached_soc=energy / float(data.capacity[k]),
                penalty_yen=float(target_energy(data, target.kind)[1][k, t]) * short,
                reason=_why_missed(evidence, k, t),
            )


def _why_missed(evidence: Evidence, k: int, t: int) -> Reason | None:
    """Return the contract's limit where it keeps storage k from charging before the end of slot t."""
    barred = np.flatnonzero(evidence.barred[k, : t + 1])
    if not len(barred):
        return None
    return Reason(ReasonCode.HOLD_LIMIT, {"limit": float(evidence.data.import_max[barred[0]])})


def _below_min_soc(evidence: Evidence, k: int) -> Iterator[Shortfall]:
    """Yield the slot in which storage k is furthest below its min SOC."""
    storage, data, energy = evidence.request.storages[k], evidence.data, evidence.solution.energy[k]
    lowest = floor_soc(storage, evidence.request.soc_of(storage)) * data.capacity[k]
    below = np.where(data.min_energy_cost[k] > 0, lowest - energy, 0.0)
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


def connection_shortfalls(evidence: Evidence) -> Iterator[Shortfall]:
    """Yield what the connection does not give: the contract's limit, an outage, a grid event's promise."""
    starts, data, solution = evidence.request.horizon.starts, evidence.data, evidence.solution
    worst = int(np.argmax(solution.over))
    if solution.over[worst] > SMALL_KWH:
        yield Shortfall(
            kind=ShortfallKind.CONTRACT,
            at=starts[worst],
            amount=float(solution.over[worst]),
            penalty_yen=float((data.over_cost * data.hours) @ solution.over),
        )
    # of a house that is carried blind nobody knows that it goes dark
    blind = any(evidence.carries_blind(k, 0) for k in range(len(evidence.request.storages)))
    promised = solution.event_discharge_short + solution.event_import_short
    for kind, missing, price in (
        (ShortfallKind.OUTAGE, solution.unserved, data.unserved_cost),
        (ShortfallKind.GRID_EVENT, promised, data.event_short_cost),
    ):
        kwh = data.hours * missing
        if kwh.sum() > SMALL_KWH and not (blind and kind is ShortfallKind.OUTAGE):
            lacks = missing > min(NOTHING_KW, float(missing.max()) / 2)
            yield Shortfall(
                kind=kind,
                at=starts[int(np.argmax(lacks))],
                amount=float(kwh.sum()),
                penalty_yen=float(price @ kwh),
                hours=float(data.hours @ lacks),
            )
