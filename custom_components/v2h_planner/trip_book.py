"""The trips of a home as people know them: announced, weekly, of their own calendars; and how they are changed.

Actions, the calendar and the card all come through here, so that one rule holds for all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from . import const as c
from .coordinator import V2HCoordinator
from .core.home import SkippedTrip, Storage
from .core.trips import CALENDAR, OneOffTrip, told_trip
from .core.weekly_trips import WeeklyTrip, weekly_trips
from .settings.from_entry import trip_rows
from .settings.trip_limits import MOST_DAYS, TripError, check_times, check_trip

# A table of more rows is not one that a family keeps.
MOST_ROWS: Final = 30


class TripKind(StrEnum):
    """Where a trip is known from."""

    ANNOUNCED = "announced"
    WEEKLY = "weekly"
    CALENDAR = "calendar"  # of a person: it is changed there


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """One trip to come, or one that is under way. `soc`: a fraction; `made`: whether the plan expects it.

    `instead`: it stands in place of the weekly trip of its id.
    """

    id: str
    kind: TripKind
    storage_id: str
    leave: datetime
    back: datetime
    soc: float
    energy_kwh: float
    made: bool = True
    on_holiday: bool = False
    instead: bool = False


class TripBook:
    """Lists and changes the trips of one home; TripError says what cannot be."""

    def __init__(self, coordinator: V2HCoordinator) -> None:
        """Look into that home."""
        self._home = coordinator

    @callback
    def trips(self, after: datetime, until: datetime) -> tuple[Trip, ...]:
        """Return what is not over `after` and leaves before `until`, in time order; skipped ones, too."""
        announced = {trip.id: trip for trip in self._home.announced_trips}
        weekly = self._weekly(after, until)
        ours = {trip.id for trip in weekly}
        told = [
            Trip(
                id=trip.id,
                kind=TripKind.CALENDAR if trip.id.startswith(CALENDAR) else TripKind.ANNOUNCED,
                storage_id=trip.storage_id,
                leave=trip.leave,
                back=trip.back,
                soc=trip.soc,
                energy_kwh=trip.energy_kwh,
                instead=trip.id in ours,
            )
            for trip in announced.values()
            if trip.back > after and trip.leave < until
        ]
        usual = [
            Trip(
                id=trip.id,
                kind=TripKind.WEEKLY,
                storage_id=trip.storage_id,
                leave=trip.leave,
                back=trip.back,
                soc=trip.soc,
                energy_kwh=trip.energy_kwh,
                made=trip.is_made,
                on_holiday=trip.on_holiday,
            )
            for trip in weekly
            if trip.id not in announced
        ]
        return tuple(sorted((*told, *usual), key=lambda trip: (trip.leave, trip.id)))

    @callback
    def plan(self, storage: Storage, leave: datetime, back: datetime, **told: float | None) -> OneOffTrip:
        """Announce a trip. `told`: what of `energy_kwh`, `km` and `soc` is known."""
        check_times(leave, back, dt_util.utcnow())
        trip = self._told(uuid4().hex[:8], storage, leave, back, **told)
        check_trip(trip, storage, self._home.announced_trips)
        self._home.async_plan_trip(trip)
        return trip

    @callback
    def change(self, trip_id: str, **told: Any) -> OneOffTrip:
        """Change a trip, a weekly one this once. `told`: `leave`, `back`, `energy_kwh`, `km`, `soc`, as far as they change."""
        weekly, old = self._find_weekly(trip_id), self._find_announced(trip_id)
        if trip_id.startswith(CALENDAR):
            raise TripError("trip_of_a_calendar")
        before = old or weekly
        if before is None:
            raise TripError("unknown_trip", trip_id=trip_id)
        storage = self._home.settings.home.storage(before.storage_id)
        leave, back = told.pop("leave", None) or before.leave, told.pop("back", None) or before.back
        self._check_changed(before, leave, back)
        if told.get("energy_kwh") is None and told.get("km") is None:
            told["energy_kwh"] = before.energy_kwh
        if told.get("soc") is None and "soc" in told:
            del told["soc"]
        trip = self._told(trip_id, storage, leave, back, **{"soc": before.soc, **told})
        others = tuple(other for other in self._home.announced_trips if other.id != trip_id)
        check_trip(trip, storage, others)
        instead = None if weekly is None else weekly.as_skipped
        self._home.async_plan_trip(trip, instead)
        return trip

    @callback
    def cancel(self, trip_id: str) -> None:
        """Take back what is announced; a weekly trip is skipped this once."""
        if trip_id.startswith(CALENDAR):
            raise TripError("trip_of_a_calendar")
        if self._home.async_cancel_trip(trip_id):
            return
        if (weekly := self._find_weekly(trip_id)) is None:
            raise TripError("unknown_trip", trip_id=trip_id)
        self._home.async_skip_trip(weekly)

    @callback
    def skip(self, trip_id: str) -> None:
        """Take a weekly trip out this once."""
        self._home.async_skip_trip(self._one_weekly(trip_id))

    @callback
    def restore(self, trip_id: str) -> None:
        """Expect a weekly trip again, as its table has it."""
        self._home.async_restore_trip(self._one_weekly(trip_id))

    def _one_weekly(self, trip_id: str) -> WeeklyTrip:
        if (weekly := self._find_weekly(trip_id)) is None:
            raise TripError("no_weekly_trip", trip_id=trip_id)
        return weekly

    def _find_weekly(self, trip_id: str) -> WeeklyTrip | None:
        now = dt_util.utcnow()
        weekly = self._weekly(now, now + timedelta(days=MOST_DAYS))
        return next((trip for trip in weekly if trip.id == trip_id), None)

    def _find_announced(self, trip_id: str) -> OneOffTrip | None:
        return next((trip for trip in self._home.announced_trips if trip.id == trip_id), None)

    def _weekly(self, after: datetime, until: datetime) -> tuple[WeeklyTrip, ...]:
        skipped: tuple[SkippedTrip, ...] = self._home.data.skipped
        zone = dt_util.get_default_time_zone()
        return weekly_trips(self._home.settings.home, after, until, zone, skipped)

    def _told(
        self, trip_id: str, storage: Storage, leave: datetime, back: datetime, **told: float | None
    ) -> OneOffTrip:
        """Return a trip with what a person has told of it, checked against what the battery holds."""
        absences = self._home.trip_log.absences.get(storage.id, ())
        return told_trip(trip_id, storage, dt_util.as_utc(leave), dt_util.as_utc(back), absences, **told)

    @staticmethod
    def _check_changed(before: OneOffTrip | WeeklyTrip, leave: datetime, back: datetime) -> None:
        """Check new times; one that is under way keeps when it left."""
        now = dt_util.utcnow()
        if before.leave <= now and leave == before.leave:
            if back <= now:
                raise TripError("trip_times")
            return
        check_times(leave, back, now)


# The weekly table lies in the storage's settings; a row has the shape of the form's sections.


@callback
def async_write_row(
    coordinator: V2HCoordinator, storage_id: str, row: str | None, answers: Mapping[str, Any]
) -> None:
    """Write a row of a car's weekly table, a new one where `row` is None; without weekdays it is none any more."""
    entry = coordinator.config_entry
    subentry = entry.subentries[storage_id]
    table: dict[str, Any] = dict(subentry.data.get(c.CONF_DEPARTURES, {}))
    if row is None:
        used = trip_rows({**table, c.CONF_TRIPS_FROM: c.TRIPS_WEEKLY})
        if len(used) >= MOST_ROWS:
            raise TripError("too_many_trips", most=str(MOST_ROWS))
        numbers = range(1, MOST_ROWS + 1)
        row = next(name for n in numbers if (name := f"{c.TRIP_ROW}{n}") not in used)
    table |= {row: {**table.get(row, {}), **answers}, c.CONF_TRIPS_FROM: c.TRIPS_WEEKLY}
    data = {**subentry.data, c.CONF_DEPARTURES: table}
    coordinator.hass.config_entries.async_update_subentry(entry, subentry, data=data)
