"""The trips of the next days with their true times: announced ones, the weekly table's, and what was learned."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from ..core.home import Storage
from ..core.plan import Plan
from ..core.trips import OneOffTrip
from ..presentation.plan_view import PlanView
from ..presentation.runs import Action
from ..settings.model import Settings
from ..state.snapshot import Snapshot
from .contract import Trip
from .figures import iso, known, percent
from .plan import departures_within

WEEK = timedelta(days=7)
# An SOC so little below what is wanted is enough: nobody would do anything about it.
ENOUGH = 0.01
# A car that is so rarely there is taken to be away: a trip that was learned.
SURELY_AWAY = 0.25


def trips_of(snapshot: Snapshot, settings: Settings, zone: tzinfo) -> list[Trip]:
    """Return all trips that are not over, the first one first."""
    found: list[Trip] = []
    for item in settings.storages:
        storage = item.storage
        if storage.kind.is_ev:
            told = [*_announced(snapshot, storage), *_weekly(snapshot, storage, zone)]
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
            yield _trip(
                snapshot, storage.id, trip.id, "announced", trip.leave, trip.back, trip.soc, trip.energy_kwh
            )


def _weekly(snapshot: Snapshot, storage: Storage, zone: tzinfo) -> Iterator[Trip]:
    """Yield the table's trips of a week, and the one that the car is on."""
    now = snapshot.at
    reading = snapshot.readings.find(storage.id)
    is_away = reading is not None and reading.connected is False
    since = now - timedelta(days=1) if is_away else now
    for row, departure, leave, back in departures_within(storage.departures, since, now + WEEK, zone):
        if back > now:
            name = f"{storage.id}_{row}_{leave.astimezone(zone).date()}"
            yield _trip(
                snapshot, storage.id, name, "weekly", leave, back, departure.soc, departure.energy_kwh
            )


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
        name = f"{storage.id}_learned_{iso(start)}"
        yield _trip(snapshot, storage.id, name, "learned", start, end, None, driven * storage.capacity_kwh)


def _surely_away(chart: PlanView, storage_id: str, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    for run in chart.runs.get(storage_id, ()):
        if run.action is Action.AWAY and run.start > now and run.presence <= SURELY_AWAY:
            yield run.start, run.end


def _trip(
    snapshot: Snapshot,
    storage_id: str,
    name: str,
    kind: Literal["announced", "weekly", "learned"],
    leave: datetime,
    back: datetime,
    soc: float | None,
    energy_kwh: float,
) -> Trip:
    planned = soc_at(snapshot.plan, storage_id, leave) if leave > snapshot.at else None
    return {
        "id": name,
        "storage_id": storage_id,
        "kind": kind,
        "leave": iso(leave),
        "back": iso(back),
        "soc": percent(soc),
        "energy_kwh": known(energy_kwh, 1) or 0.0,
        "planned_soc": percent(planned),
        "enough": None if planned is None or soc is None else planned >= soc - ENOUGH,
        "skipped": False,
    }
