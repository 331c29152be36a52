"""What the storages must hold, by when: weekly departures, storms, a person's wishes as one list of needs."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from ..hazard import Tier
from ..home import Home, Mode, Storage
from ..horizon import Horizon
from ..plan import SocTarget, TargetKind
from ..readings import Readings, StorageReading
from ..situation import Situation

# Clocks of HA and of the grid differ by less; a departure at the very edge of a slot counts as after it.
MOMENT = timedelta(seconds=1)


def derive_targets(
    home: Home,
    horizon: Horizon,
    readings: Readings,
    situation: Situation,
    zone: tzinfo,
    wishes: Iterable[SocTarget] = (),
) -> tuple[SocTarget, ...]:
    """Every need within the grid, in time order.

    A need with `by` at or before the grid's start is one to be met as fast as the unit can ("now").
    """
    needs = [
        need for need in wishes if need.by <= horizon.end and (need.until or horizon.end) > horizon.start
    ]
    for storage in home.storages:
        needs.extend(weekly_departures(storage, horizon, zone))
        reading = next((r for r in readings.storages if r.storage_id == storage.id), None)
        needs.extend(_storm(storage, reading, horizon, situation))
    return tuple(sorted(needs, key=lambda need: (need.by, need.storage_id)))


def weekly_departures(storage: Storage, horizon: Horizon, zone: tzinfo) -> Iterator[SocTarget]:
    """The departures of the weekly table that fall into the grid.

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
    """What a storm, or resilience without one, asks of a storage. In an outage the storm is here: use it."""
    if situation.outage:
        return
    order = situation.storm
    if order is not None and order.tier is Tier.HOLD and not order.keep_full:
        return
    if order is None or order.tier is Tier.NONE:
        if situation.mode is Mode.RESILIENCE:
            yield SocTarget(
                kind=TargetKind.STORM,
                storage_id=storage.id,
                soc=storage.storm_soc,
                by=horizon.start,
                until=horizon.end,
            )
        return
    if order.until <= horizon.start or order.by > horizon.end:
        return
    wanted = storage.storm_soc
    soc = None if reading is None else reading.soc
    by = horizon.start
    if order.tier is Tier.WATCH:
        by = order.by - _slow_charger(storage, reading)
    elif order.tier is Tier.HOLD:
        wanted = min(wanted, wanted if soc is None else soc)
    yield SocTarget(
        kind=TargetKind.STORM,
        storage_id=storage.id,
        soc=wanted,
        by=max(by, horizon.start),
        until=max(order.until, by),
    )


def _slow_charger(storage: Storage, reading: StorageReading | None) -> timedelta:
    """How much longer filling takes than the charger's rating says, by what it has delivered lately."""
    if reading is None or reading.soc is None or reading.delivered_kw is None:
        return timedelta()
    target = storage.storm_soc
    really = storage.charge_hours(reading.soc, target, reading.delivered_kw)
    return timedelta(hours=really - storage.charge_hours(reading.soc, target))


def deadline_slot(horizon: Horizon, by: datetime) -> int | None:
    """The last slot that lies fully before `by`, None where there is none."""
    if by + MOMENT < horizon.edges[1]:
        return None
    index = horizon.index_at(by + MOMENT)
    return len(horizon) - 1 if index is None else index - 1
