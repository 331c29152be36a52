"""What the storages must hold, by when: weekly departures, storms and what a person asks for, as SOC targets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

import numpy as np

from ..arrays import Floats
from ..hazard import Tier
from ..home import Departure, Mode, Storage
from ..horizon import Horizon
from ..milp.data import ModelData
from ..plan import LATE, SocTarget, TargetKind
from ..readings import StorageReading
from ..request import PlanRequest
from ..situation import Situation
from . import penalties
from .presence import share_at_home, there

# Clocks of HA and of the horizon differ by less; a departure at the very edge of a slot counts as after it.
MOMENT = timedelta(seconds=1)
# One that has left so long before its time was not waiting for it.
EARLY = timedelta(hours=12)
# Habits make it leave up to so long before its table, on more mornings than this share.
HABIT = timedelta(hours=3)
DOUBT = 0.15


def derive_targets(request: PlanRequest) -> tuple[SocTarget, ...]:
    """Return every target within the horizon, in time order.

    A target with `by` at or before the horizon's start is to be reached as fast as the unit can ("now").
    """
    horizon = request.horizon
    targets = [
        target
        for target in request.targets
        if target.by <= horizon.end and (target.until or horizon.end) > horizon.start
    ]
    for storage in request.home.storages:
        reading = request.readings.find(storage.id)
        targets.extend(weekly_departures(storage, horizon, request.zone))
        targets.extend(_late_departures(storage, reading, request))
        targets.extend(_storm(storage, reading, horizon, request.situation))
    targets.extend(hold for target in tuple(targets) for hold in _hold(request, target))
    return tuple(sorted(targets, key=lambda target: (target.by, target.storage_id)))


def weekly_departures(storage: Storage, horizon: Horizon, zone: tzinfo) -> Iterator[SocTarget]:
    """Yield the departures of the weekly table that fall into the horizon."""
    for leave, departure in _table(storage, horizon.start, horizon.end, zone):
        yield SocTarget(kind=TargetKind.DEPARTURE, storage_id=storage.id, soc=departure.soc, by=leave)


def _late_departures(
    storage: Storage, reading: StorageReading | None, request: PlanRequest
) -> Iterator[SocTarget]:
    """Yield what a car that is still there keeps, though its time has passed; in an outage the house needs it."""
    start = request.horizon.start
    if reading is None or reading.connected is False or request.situation.outage:
        return
    for leave, departure in _table(storage, start - LATE, start, request.zone):
        yield from late_departure(storage.id, departure.soc, leave, request.soc_of(storage), start)


def late_departure(
    storage_id: str, wanted_soc: float, leave: datetime, soc: float | None, now: datetime
) -> Iterator[SocTarget]:
    """Yield what a car keeps of its target that should have left and is still there, for a while."""
    if soc is not None and leave <= now < leave + LATE:
        yield SocTarget(
            kind=TargetKind.DEPARTURE,
            storage_id=storage_id,
            soc=min(wanted_soc, soc),
            by=leave,
            until=leave + LATE,
        )


def _hold(request: PlanRequest, target: SocTarget) -> Iterator[SocTarget]:
    """Yield that what a person asked for stays a while once it is reached, until the car leaves at most.

    Without it the house would be fed at once with what was just bought for the person.
    """
    if target.kind is not TargetKind.PERSON or target.until is not None or request.situation.outage:
        return
    storage = next((s for s in request.home.storages if s.id == target.storage_id), None)
    if storage is None:
        return
    horizon = request.horizon
    reading, soc = request.readings.find(storage.id), request.soc_of(storage)
    if soc is None or reading is None:
        return
    reached, kept = target.by, target.soc
    if is_leaving(horizon, target):
        hours = (target.by - horizon.start) / timedelta(hours=1)
        kwh = hours * storage.charge_efficiency * storage.full_charge_kw(reading.delivered_kw)
        kept = min(kept, soc + kwh / storage.capacity_kwh)
    else:
        reached = horizon.start + timedelta(hours=storage.charge_hours(soc, target.soc, reading.delivered_kw))
    if reached >= horizon.end:
        return
    until, here, first = reached + LATE, there(request, storage), last_slot(horizon, reached)
    left = next((t for t in range(first + 1, len(horizon)) if here[t] < 0.5), None)
    if here[first] < 0.5 or (left == first + 1 and is_leaving(horizon, target)):
        return  # it leaves with it
    if left is not None:
        until = min(until, horizon.edges[left])
    if until > reached:
        yield replace(target, soc=kept, by=reached, until=until)


def _table(
    storage: Storage, after: datetime, last: datetime, zone: tzinfo
) -> Iterator[tuple[datetime, Departure]]:
    """Yield the times of the weekly table in (after, last], with their departures."""
    day = after.astimezone(zone).date()
    while day <= last.astimezone(zone).date():
        for departure in storage.departures:
            leave, _back = departure.span_on(day, zone)
            if departure.holds_on(day) and after < leave <= last:
                yield leave, departure
        day += timedelta(days=1)


def _storm(
    storage: Storage, reading: StorageReading | None, horizon: Horizon, situation: Situation
) -> Iterator[SocTarget]:
    """Yield what a storm, or resilience without one, asks of a storage; in an outage its energy is for use."""
    if situation.outage:
        return
    storm = situation.storm
    if storm is not None and storm.tier is Tier.HOLD and not storm.keep_full:
        return
    if storm is None or storm.tier is Tier.NONE:
        if situation.mode is Mode.RESILIENCE:
            yield SocTarget(
                kind=TargetKind.STORM,
                storage_id=storage.id,
                soc=storage.storm_soc,
                by=horizon.start,
                until=horizon.end,
            )
        return
    if storm.until <= horizon.start or storm.by > horizon.end:
        return
    soc, by = storage.storm_soc, horizon.start
    if storm.tier is Tier.WATCH:
        by = max(storm.by, horizon.start)
    elif storm.tier is Tier.HOLD and reading is not None and reading.soc is not None:
        soc = min(soc, reading.soc)
    yield SocTarget(
        kind=TargetKind.STORM,
        storage_id=storage.id,
        soc=soc,
        by=max(by, horizon.start),
        until=max(storm.until, by),
    )


def deadline_slot(horizon: Horizon, by: datetime) -> int | None:
    """Return the last slot that lies fully before `by`, None where there is none."""
    if by >= horizon.end:
        return len(horizon) - 1
    if by + MOMENT < horizon.edges[1]:
        return None
    index = horizon.index_at(by + MOMENT)
    return len(horizon) - 1 if index is None else index - 1


def last_slot(horizon: Horizon, until: datetime) -> int:
    """Return the slot that holds the moment before `until`, the nearer end of the horizon where none does."""
    full = deadline_slot(horizon, until)
    if full is None:
        return 0
    return min(full + (until - horizon.edges[full + 1] > MOMENT), len(horizon) - 1)


@dataclass(frozen=True)
class Window:
    """A target, the row of its storage, and the slots at whose ends it holds.

    `leaves`: its car leaves in the last of them. What it drives within them leaves with it and counts for the target.
    """

    target: SocTarget
    k: int
    slots: range
    leaves: bool

    @property
    def at(self) -> slice:
        """The slots as an index of arrays."""
        return slice(self.slots.start, self.slots.stop)

    def driven(self, horizon: Horizon, trip: Floats) -> Floats:
        """Return the kWh that left with the car by the end of each of its slots, from what it drives, (N,)."""
        if not self.leaves:
            return np.zeros(len(self.slots))
        drawn = trip[self.at].copy()
        if self.target.by >= horizon.edges[self.slots.start + 1]:  # it is there until the first one ends
            drawn[0] = 0.0
        return np.cumsum(drawn)


def windows_of(request: PlanRequest, targets: Iterable[SocTarget], reach: Floats) -> tuple[Window, ...]:
    """Return the slots of every target about which something can be done. `reach`: kWh at most, (K, N)."""
    rows = {s.id: k for k, s in enumerate(request.storages) if request.soc_of(s) is not None}
    found = []
    for target in targets:
        k = rows.get(target.storage_id)
        slots = None if k is None else target_slots(request, target, reach[k])
        if k is not None and slots is not None:
            found.append(Window(target, k, slots, is_leaving(request.horizon, target)))
    return tuple(found)


def is_leaving(horizon: Horizon, target: SocTarget) -> bool:
    """Return whether the target is for one moment to come; others are held, or reached as fast as can be."""
    return target.until is None and target.by > horizon.start + MOMENT


def target_slots(request: PlanRequest, target: SocTarget, reach: Floats) -> range | None:
    """Return the slots at whose ends a target holds, None where nothing can be done about it any more.

    A target for "now" follows the fastest the unit can do from the first slot on: that is what full power
    from now means. `reach`: kWh at most, shape (N,).
    """
    horizon, storage = request.horizon, request.home.storage(target.storage_id)
    if is_leaving(horizon, target):
        return _leaving_slots(horizon, target.by, there(request, storage))
    first = 0
    if target.by > horizon.start + MOMENT:
        # a person's slot counts for its part: it is charged in until the deadline, and held from its end on
        asked = target.kind is TargetKind.PERSON
        first = last_slot(horizon, target.by) if asked else deadline_slot(horizon, target.by) or 0
    if target.until is not None:
        last = last_slot(horizon, target.until)
    else:
        full = np.flatnonzero(reach >= target.soc * storage.capacity_kwh - 1e-6)
        last = int(full[0]) if len(full) else len(horizon) - 1
    return range(first, max(first, last) + 1)


def _leaving_slots(horizon: Horizon, by: datetime, share: Floats) -> range | None:
    """Return the slots from the last one in which a car is surely there up to the one that holds its departure.

    A car that leaves earlier than its table must be ready earlier; None where it has left long before.
    """
    last = last_slot(horizon, by)
    full, sure = deadline_slot(horizon, by), share.copy()
    if full != last:  # it is there for as much of its last slot as is left before it leaves
        sure[last] = min(1.0, sure[last] / max(_part_before(horizon, last, by), 1e-6))
    edges = horizon.edges
    near = [t for t in range(last + 1) if sure[t] > 0.5 and by - edges[t + 1] <= EARLY]
    if not near:
        return None
    last_there = near[-1]
    window = [t for t in range(last_there + 1) if edges[last_there + 1] - edges[t + 1] <= HABIT]
    surest = max(float(sure[t]) for t in window) - DOUBT
    whole = [t for t in window if full is not None and t <= full and _stays(sure, t, last) >= surest]
    return range(whole[-1] if whole else last_there, last + 1)


def _stays(share: Floats, t: int, last: int) -> float:
    """Return how surely a car is still there at the end of slot t: where its share falls in it, as in the next one."""
    if t == 0 or share[t] >= share[t - 1] - 0.005:
        return float(share[t])
    return float(min(share[t], share[t + 1])) if t < last else 0.0


def _part_before(horizon: Horizon, t: int, when: datetime) -> float:
    """Return the share of slot t that lies before `when`."""
    return (when - horizon.edges[t]) / (horizon.edges[t + 1] - horizon.edges[t])


def charging_share(request: PlanRequest, targets: Iterable[SocTarget]) -> Floats:
    """Return the share of each slot in which each storage can charge, (K, N): at home, and not after it has to leave."""
    share, horizon = share_at_home(request), request.horizon
    rows = {storage.id: k for k, storage in enumerate(request.storages)}
    for target in targets:
        k = rows.get(target.storage_id)
        if k is None or not is_leaving(horizon, target) or target.by >= horizon.end:
            continue
        last = last_slot(horizon, target.by)
        share[k, last] = min(share[k, last], _part_before(horizon, last, target.by))
    return share


def target_energy(data: ModelData, kind: TargetKind) -> tuple[Floats, Floats]:
    """Return the data of one kind of target: kWh at the end of each slot and yen per kWh short, (K, N) each."""
    match kind:
        case TargetKind.DEPARTURE:
            return data.departure, data.departure_cost
        case TargetKind.STORM:
            return data.storm, data.storm_cost
        case TargetKind.PERSON:
            return data.person, data.person_cost


def required_energy(data: ModelData, kind: TargetKind) -> Floats:
    """Return the kWh that one kind of target asks for at the end of each slot, (K, N); not what is only better then."""
    energy, cost = target_energy(data, kind)
    better = 1.001 * penalties.SPARE * penalties.scale(data)
    required: Floats = np.where(cost > better, energy, 0.0)
    return required
