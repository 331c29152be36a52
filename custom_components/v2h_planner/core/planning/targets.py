"""What the storages must hold, by when: weekly departures, storms and what a person asks for, as SOC targets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from ..arrays import Bools, Floats
from ..hazard import Tier
from ..home import Mode, Storage
from ..horizon import Horizon
from ..milp.data import ModelData
from ..plan import SocTarget, TargetKind
from ..readings import StorageReading
from ..request import PlanRequest
from ..situation import Situation

# Clocks of HA and of the horizon differ by less; a departure at the very edge of a slot counts as after it.
MOMENT = timedelta(seconds=1)


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
        targets.extend(weekly_departures(storage, horizon, request.zone))
        targets.extend(_storm(storage, request.readings.find(storage.id), horizon, request.situation))
    return tuple(sorted(targets, key=lambda target: (target.by, target.storage_id)))


def weekly_departures(storage: Storage, horizon: Horizon, zone: tzinfo) -> Iterator[SocTarget]:
    """Yield the departures of the weekly table that fall into the horizon.

    Local wall time: a day has 23 or 25 hours where clocks change. A time that the change skips is taken
    an hour later, one that comes twice the first time.
    """
    day = horizon.start.astimezone(zone).date()
    while day <= horizon.end.astimezone(zone).date():
        for departure in storage.departures:
            if day.weekday() not in departure.weekdays:
                continue
            leave = datetime.combine(day, departure.leave, tzinfo=zone).astimezone(UTC)
            if horizon.start < leave <= horizon.end:
                yield SocTarget(kind=TargetKind.DEPARTURE, storage_id=storage.id, soc=departure.soc, by=leave)
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
        by = storm.by - _slow_charger(storage, reading)
    elif storm.tier is Tier.HOLD and reading is not None and reading.soc is not None:
        soc = min(soc, reading.soc)
    yield SocTarget(
        kind=TargetKind.STORM,
        storage_id=storage.id,
        soc=soc,
        by=max(by, horizon.start),
        until=max(storm.until, by),
    )


def _slow_charger(storage: Storage, reading: StorageReading | None) -> timedelta:
    """Return how much longer charging takes than the unit's rating says, by what it has delivered lately."""
    if reading is None or reading.soc is None or reading.delivered_kw is None:
        return timedelta()
    delivered = storage.charge_hours(reading.soc, storage.storm_soc, reading.delivered_kw)
    return timedelta(hours=delivered - storage.charge_hours(reading.soc, storage.storm_soc))


def deadline_slot(horizon: Horizon, by: datetime) -> int | None:
    """Return the last slot that lies fully before `by`, None where there is none."""
    if by + MOMENT < horizon.edges[1]:
        return None
    index = horizon.index_at(by + MOMENT)
    return len(horizon) - 1 if index is None else index - 1


def target_slots(request: PlanRequest, target: SocTarget, reach: Floats, plugged: Bools) -> range | None:
    """Return the slots at whose ends a target holds, None where nothing can be done about it any more.

    A target for "now" follows the fastest the unit can do from the first slot on: that is what full power
    from now means. `reach`: kWh at most, shape (N,).
    """
    horizon = request.horizon
    wanted = target.soc * request.home.storage(target.storage_id).capacity_kwh
    first = deadline_slot(horizon, target.by)
    now = target.by <= horizon.start + MOMENT or (first is None and target.kind is not TargetKind.DEPARTURE)
    if now:
        first = 0
    if first is None or (not now and target.until is None and not plugged[first]):
        return None
    last = first if target.until is None else deadline_slot(horizon, target.until)
    if now and target.until is None:
        full = np.flatnonzero(reach >= wanted - 1e-6)
        last = int(full[0]) if len(full) else len(horizon) - 1
    return range(first, max(first, first if last is None else last) + 1)


def target_energy(data: ModelData, kind: TargetKind) -> tuple[Floats, Floats]:
    """Return the data of one kind of target: kWh at the end of each slot and yen per kWh short, (K, N) each."""
    match kind:
        case TargetKind.DEPARTURE:
            return data.departure, data.departure_cost
        case TargetKind.STORM:
            return data.storm, data.storm_cost
        case TargetKind.PERSON:
            return data.person, data.person_cost
