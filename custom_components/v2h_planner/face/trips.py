"""The trips of the next days with their true times: announced ones, the weekly table's, and what was learned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from ..core.home import Home, Storage
from ..core.plan import Plan
from ..core.trips import CALENDAR, OneOffTrip
from ..core.weekly_trips import WeeklyTrip, is_weekly, weekly_trips
from ..presentation.plan_view import PlanView
from ..presentation.runs import Action
from ..settings.model import Settings
from ..state.snapshot import Snapshot
from .contract import Trip
from .figures import iso, known, percent

type Kind = Literal["announced", "weekly", "calendar", "learned"]

WEEK = timedelta(days=7)
# An SOC so little below what is wanted is enough: nobody would do anything about it.
ENOUGH = 0.01
# A car that is so rarely there is taken to be away: a trip that was learned.
SURELY_AWAY = 0.25


@dataclass(frozen=True, slots=True)
class _Learned:
    """An absence that the plan counts on and nobody has told it."""

    id: str
    storage_id: str
    leave: datetime
    back: datetime
    energy_kwh: float
    soc: float | None = None


def trips_of(snapshot: Snapshot, settings: Settings, zone: tzinfo) -> list[Trip]:
    """Return all trips that are not over, the first one first."""
    found: list[Trip] = []
    for item in settings.storages:
        storage = item.storage
        if storage.kind.is_ev:
            told = [*_announced(snapshot, storage), *_weekly(snapshot, settings.home, storage, zone)]
            found += told
            found += _learned(snapshot, storage, told)
    return sorted(found, key=lambda trip: (trip["leave"], trip["storage_id"]))


def soc_at(plan: Plan | None, storage_id: str, when: datetime) -> float | None:
    """Return the SOC (a fraction) that the plan has at a departure, before any driving; None beyond the plan."""
    if plan is None or not plan.horizon.start < when <= plan.horizon.end:
        return None
    slot = next(slot for slot in plan.slots if slot.start < when <= slot.end)
    part = next((part for part in slot.storages if part.storage_id == storage_id), None)
    if part is None:
        return None
    return part.soc_end if when == slot.end else part.soc_end + part.driven_soc


def _announced(snapshot: Snapshot, storage: Storage) -> Iterator[Trip]:
    trips: Iterable[OneOffTrip] = snapshot.one_off
    for trip in trips:
        if trip.storage_id == storage.id and trip.back > snapshot.at:
            weekly = is_weekly(trip.id, storage)
            yield _trip(snapshot, trip, _kind(trip, weekly=weekly), changed=weekly)


def _kind(trip: OneOffTrip, *, weekly: bool) -> Kind:
    """Return where an announced trip comes from."""
    if weekly:
        return "weekly"
    return "calendar" if trip.id.startswith(CALENDAR) else "announced"


def _weekly(snapshot: Snapshot, home: Home, storage: Storage, zone: tzinfo) -> Iterator[Trip]:
    """Yield the table's trips of a week, and the one that the car is on; not those that were changed this once."""
    now = snapshot.at
    reading = snapshot.readings.find(storage.id)
    is_away = reading is not None and reading.connected is False
    changed = {trip.id for trip in snapshot.one_off}
    for trip in weekly_trips(home, now, now + WEEK, zone, snapshot.skipped):
        if trip.storage_id == storage.id and trip.id not in changed and (is_away or trip.leave > now):
            yield _trip(snapshot, trip, "weekly", skipped=not trip.is_made)


def _learned(snapshot: Snapshot, storage: Storage, told: list[Trip]) -> Iterator[Trip]:
    """Yield the absences that the plan counts on and nobody has told it."""
    plan, chart = snapshot.plan, snapshot.chart
    if plan is None or chart is None or not storage.learns_trips:
        return
    for start, end in _surely_away(chart, storage.id, snapshot.at):
        if any(trip["leave"] < iso(end) and iso(start) < trip["back"] for trip in told):
            continue
        driven = sum(
            part.driven_soc
            for slot in plan.slots
            if start <= slot.start < end
            for part in slot.storages
            if part.storage_id == storage.id
        )
        name = f"learned:{storage.id}:{iso(start)}"
        learned = _Learned(name, storage.id, start, end, driven * storage.capacity_kwh)
        yield _trip(snapshot, learned, "learned")


def _surely_away(chart: PlanView, storage_id: str, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    for run in chart.runs.get(storage_id, ()):
        if run.action is Action.AWAY and run.start > now and run.presence <= SURELY_AWAY:
            yield run.start, run.end


def _trip(
    snapshot: Snapshot,
    trip: OneOffTrip | WeeklyTrip | _Learned,
    kind: Kind,
    *,
    skipped: bool = False,
    changed: bool = False,
) -> Trip:
    ahead = trip.leave > snapshot.at and not skipped
    planned = soc_at(snapshot.plan, trip.storage_id, trip.leave) if ahead else None
    return {
        "id": trip.id,
        "storage_id": trip.storage_id,
        "kind": kind,
        "leave": iso(trip.leave),
        "back": iso(trip.back),
        "soc": percent(trip.soc),
        "energy_kwh": known(trip.energy_kwh, 1) or 0.0,
        "planned_soc": percent(planned),
        "enough": None if planned is None or trip.soc is None else planned >= trip.soc - ENOUGH,
        "skipped": skipped,
        "changed": changed,
    }
