"""The cars' trips as a calendar that people write into: weekly ones recur, others are entries of their own.

title                    「Leaf 12 kWh 80 %」, 「実家 80km」: what it says of kWh, km and % counts (readers/trip_text.py)
every week               a row of the car's weekly table; FREQ=WEEKLY or FREQ=DAILY, without an end
this one of a series     skipped, or changed this once
this and the following   the whole row: a weekly table has no first week
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final, override

from homeassistant.components.calendar import (
    EVENT_DESCRIPTION,
    EVENT_END,
    EVENT_RRULE,
    EVENT_START,
    EVENT_SUMMARY,
    CalendarEntity,
    CalendarEntityDescription,
    CalendarEntityFeature,
    CalendarEvent,
)
from homeassistant.util import dt as dt_util

from . import const as c
from .core.home import Storage
from .core.trips import told_trip
from .entity import HomeEntity
from .readers.text import plain
from .readers.trip_text import TripText, read_trip_text
from .settings.from_entry import trip_rows
from .settings.trip_limits import TripError
from .settings.weekly_table import check_row
from .trip_book import Trip, TripBook, TripKind, async_write_row
from .trip_services import refusing

TRIPS = CalendarEntityDescription(key="trips", translation_key="trips", entity_registry_enabled_default=False)

# A calendar is asked for a month or a year; whoever asks for a century, or another one, gets this much before and after now.
MOST_SHOWN: Final = timedelta(days=400)
_WEEKLY: Final = "weekly"
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ONE_WEEK: Final = "1"
_MINUTE: Final = timedelta(minutes=1)


class TripsCalendar(HomeEntity, CalendarEntity):
    """All cars in one calendar: who is meant stands in the title where there are several."""

    _attr_supported_features = (
        CalendarEntityFeature.CREATE_EVENT
        | CalendarEntityFeature.UPDATE_EVENT
        | CalendarEntityFeature.DELETE_EVENT
    )

    @property
    def _book(self) -> TripBook:
        return TripBook(self.coordinator)

    @property
    def _cars(self) -> list[Storage]:
        return [storage for storage in self.coordinator.settings.home.storages if storage.kind.is_ev]

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the trip that is under way, or the next one."""
        now = self.snapshot.at
        return next(self._events(now, now + timedelta(days=8)), None)

    @override
    async def async_get_events(
        self, hass: Any, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the trips that overlap this time; of the past only the weekly table is known."""
        now = self.snapshot.at
        after, until = max(start_date, now - MOST_SHOWN), min(end_date, now + MOST_SHOWN)
        return list(self._events(after, until)) if after < until else []

    def _events(self, after: datetime, until: datetime) -> Iterator[CalendarEvent]:
        names = {storage.id: storage.name for storage in self._cars}
        for trip in self._book.trips(after, until):
            if trip.made and trip.storage_id in names:
                yield self._event(trip, names[trip.storage_id])

    def _event(self, trip: Trip, name: str) -> CalendarEvent:
        values = {"name": name, "energy": f"{trip.energy_kwh:.1f}", "soc": f"{100 * trip.soc:.0f}"}
        leave, back = dt_util.as_local(trip.leave), dt_util.as_local(trip.back)
        weekly = trip.kind is TripKind.WEEKLY
        storage_id, row = self._row(trip.id) if weekly else ("", 0)
        return CalendarEvent(
            start=leave,
            end=back,
            summary=self.wording.text("trip_title", values),
            uid=None
            if trip.kind is TripKind.CALENDAR
            else f"{_WEEKLY}:{storage_id}:{row}"
            if weekly
            else trip.id,
            recurrence_id=trip.id.rsplit(":", 1)[1] if weekly else None,
            rrule=self._rule(storage_id, row) if weekly else None,
        )

    def _rule(self, storage_id: str, row: int) -> str:
        """Return how a row recurs."""
        weekdays = sorted(self.coordinator.settings.home.storage(storage_id).departures[row].weekdays)
        return f"FREQ=WEEKLY;BYDAY={','.join(_DAYS[day] for day in weekdays)}"

    @staticmethod
    def _row(trip_id: str) -> tuple[str, int]:
        storage_id, row, _day = trip_id.rsplit(":", 2)
        return storage_id, int(row)

    # What people write

    @override
    async def async_create_event(self, **kwargs: Any) -> None:
        """Announce a trip, or add a row to the weekly table."""
        leave, back, said = _times_and_text(kwargs)
        with refusing():
            car = self._car(kwargs[EVENT_SUMMARY])
            if rule := kwargs.get(EVENT_RRULE):
                self._write(car, None, _weekdays(rule, leave), leave, back, said)
            else:
                self._book.plan(car, leave, back, **_told(said))

    @override
    async def async_update_event(
        self,
        uid: str,
        event: dict[str, Any],
        recurrence_id: str | None = None,
        recurrence_range: str | None = None,
    ) -> None:
        """Change a trip, this once or for good."""
        leave, back, said = _times_and_text(event)
        with refusing():
            if not uid.startswith(f"{_WEEKLY}:"):
                if event.get(EVENT_RRULE):  # from now on every week
                    car = self._car(event[EVENT_SUMMARY])
                    self._write(car, None, _weekdays(event[EVENT_RRULE], leave), leave, back, said)
                    self._book.cancel(uid)
                    return
                self._book.change(uid, leave=leave, back=back, **_told(said))
                return
            storage_id, row = self._known_row(uid)
            if recurrence_id and not recurrence_range:
                trip_id = f"{storage_id}:{row}:{recurrence_id}"
                self._book.change(trip_id, leave=leave, back=back, **_told(said))
                return
            storage = self.coordinator.settings.home.storage(storage_id)
            rule = event.get(EVENT_RRULE) or self._rule(storage_id, row)
            self._write(storage, row, _weekdays(rule, leave), leave, back, said)

    @override
    async def async_delete_event(
        self, uid: str, recurrence_id: str | None = None, recurrence_range: str | None = None
    ) -> None:
        """Cancel a trip, skip one of a series, or take the row out of the weekly table."""
        with refusing():
            if not uid.startswith(f"{_WEEKLY}:"):
                self._book.cancel(uid)
                return
            storage_id, row = self._known_row(uid)
            if recurrence_id and not recurrence_range:
                self._book.skip(f"{storage_id}:{row}:{recurrence_id}")
                return
            async_write_row(
                self.coordinator, storage_id, self._row_name(storage_id, row), {c.CONF_WEEKDAYS: []}
            )

    def _known_row(self, uid: str) -> tuple[str, int]:
        """Return storage and row of a series; TripError for one that is not there any more."""
        storage_id, _, row = uid.removeprefix(f"{_WEEKLY}:").rpartition(":")
        storage = next((car for car in self._cars if car.id == storage_id), None)
        if storage is None or not row.isdecimal() or int(row) >= len(storage.departures):
            raise TripError("unknown_trip", trip_id=uid)
        return storage_id, int(row)

    def _row_name(self, storage_id: str, row: int) -> str:
        """Return the name under which a row is stored."""
        table = self.coordinator.config_entry.subentries[storage_id].data.get(c.CONF_DEPARTURES, {})
        return trip_rows({**table, c.CONF_TRIPS_FROM: c.TRIPS_WEEKLY})[row]

    def _car(self, title: str) -> Storage:
        """Return the car that the title names, or the only one."""
        cars, words = self._cars, plain(title)
        named = [car for car in cars if plain(car.name) in words]
        # "Leaf 2" names a car called Leaf, too: the longer name is meant
        chosen = [car for car in named if not any(_is_part(car, other) for other in named)] or cars
        if len(chosen) != 1:
            raise TripError("trip_which_car", names=", ".join(car.name for car in cars))
        return chosen[0]

    def _write(
        self,
        storage: Storage,
        row: int | None,
        weekdays: list[str],
        leave: datetime,
        back: datetime,
        said: TripText,
    ) -> None:
        """Write a row of the weekly table; what the title does not say stays as it is in the row."""
        if back - leave > timedelta(days=1):
            raise TripError("weekly_trip_too_long")
        former = None if row is None else storage.departures[row]
        needs = _told(said)
        if former is not None and "energy_kwh" not in needs and "km" not in needs:
            needs["energy_kwh"] = former.energy_kwh
        absences = self.coordinator.trip_log.absences.get(storage.id, ())
        trip = told_trip("", storage, leave, back, absences, **needs)
        if former is not None and said.soc is None:
            trip = replace(trip, soc=former.soc)
        answers = {
            c.CONF_WEEKDAYS: weekdays,
            c.CONF_LEAVE: _clock(leave),
            # a whole day ends where it began, which a table cannot say
            c.CONF_BACK: _clock(back - _MINUTE if _clock(back) == _clock(leave) else back),
            c.CONF_SOC_PERCENT: round(100 * trip.soc, 1),
            c.CONF_ENERGY: round(trip.energy_kwh, 2),
        }
        name = None if row is None else self._row_name(storage.id, row)
        table = self.coordinator.config_entry.subentries[storage.id].data.get(c.CONF_DEPARTURES, {})
        check_row(table, name, answers, storage.capacity_kwh)
        async_write_row(self.coordinator, storage.id, name, answers)


def _is_part(car: Storage, other: Storage) -> bool:
    """Return whether a car's name is part of another's."""
    return plain(car.name) != plain(other.name) and plain(car.name) in plain(other.name)


def _told(said: TripText) -> dict[str, float]:
    """Return what a title says of the need."""
    told = {"energy_kwh": said.energy_kwh, "km": said.km, "soc": said.soc}
    return {name: value for name, value in told.items() if value is not None}


def _times_and_text(event: dict[str, Any]) -> tuple[datetime, datetime, TripText]:
    """Return when it leaves and is back, in local time, and what its words say; a day lasts from midnight to midnight."""
    leave, back = (_moment(event[key]) for key in (EVENT_START, EVENT_END))
    return leave, back, read_trip_text(event.get(EVENT_SUMMARY), event.get(EVENT_DESCRIPTION))


def _moment(when: date | datetime) -> datetime:
    if isinstance(when, datetime):
        return dt_util.as_local(when)
    return datetime.combine(when, time(), tzinfo=dt_util.get_default_time_zone())


def _clock(when: datetime) -> str:
    return when.time().replace(second=0, microsecond=0, tzinfo=None).isoformat()


def _weekdays(rule: str, leave: datetime) -> list[str]:
    """Return the weekdays of a rule; TripError for one that a weekly table cannot hold."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    frequency, days = parts.get("FREQ"), parts.get("BYDAY", "")
    simple = parts.get("INTERVAL", _ONE_WEEK) == _ONE_WEEK and not parts.keys() & {
        "COUNT",
        "UNTIL",
        "BYMONTH",
    }
    if frequency == "DAILY" and simple and not days:
        return list(c.WEEKDAYS)
    if frequency != "WEEKLY" or not simple:
        raise TripError("trip_recurrence")
    named = days.split(",") if days else [_DAYS[leave.weekday()]]
    if not set(named) <= set(_DAYS):
        raise TripError("trip_recurrence")
    return [c.WEEKDAYS[index] for index, day in enumerate(_DAYS) if day in named]
