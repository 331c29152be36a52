"""Trips from people's own calendars: each entry of the calendar that a car was given is one of its trips."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.components.calendar.const import DATA_COMPONENT
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..core.home import Storage
from ..core.readings import Fault, FaultKind
from ..core.trips import CALENDAR, Absence, OneOffTrip, TripLog, told_trip
from ..readers.trip_text import read_trip_text
from ..runtime.limits import Patience
from ..settings.model import Settings
from ..settings.trip_limits import MOST_DAYS

# A plan looks no further than this, and a person may like to see the week.
AHEAD: Final = timedelta(days=8)
# Entries of which no more than this many count: a calendar of thousands is none of trips.
MOST_EVENTS: Final = 100
CALENDAR_LIMIT_S: Final = 20.0
PAUSE_S: Final = 600.0


class TripCalendars:
    """Reads the calendars that cars were given; `trips` and `faults` are those of the last reading, if any `was_made`."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have read nothing."""
        self._hass = hass
        self._patience = Patience(CALENDAR_LIMIT_S, PAUSE_S)
        self._known: dict[str, tuple[OneOffTrip, ...]] = {}
        self.trips: tuple[OneOffTrip, ...] = ()
        self.faults: tuple[Fault, ...] = ()
        self.was_made = False

    async def async_read(self, settings: Settings, log: TripLog, now: datetime) -> None:
        """Read all of them; one that does not answer keeps what it said last. `log`: what cars have used so far."""
        known: dict[str, tuple[OneOffTrip, ...]] = {}
        faults: list[Fault] = []
        for item in settings.storages:
            if (entity_id := item.trips_calendar) is None:
                continue
            read = await self._patience.ask(entity_id, partial(_async_events, self._hass, entity_id, now))
            faults += (replace(fault, fatal=False) for fault in read.faults)
            if isinstance(read.value, list):
                absences = log.absences.get(item.storage.id, ())
                known[item.storage.id] = _trips(read.value[:MOST_EVENTS], item.storage, absences, now)
                continue
            if read.value is not None:
                faults.append(read.value)
            known[item.storage.id] = self._known.get(item.storage.id, ())
        self._known, self.faults, self.was_made = known, tuple(faults), True
        self.trips = tuple(trip for trips in known.values() for trip in trips)


async def _async_events(hass: HomeAssistant, entity_id: str, now: datetime) -> list[CalendarEvent] | Fault:
    """Return the entries of the next days; a fault where there is no such calendar now."""
    component = hass.data.get(DATA_COMPONENT)
    entity: CalendarEntity | None = None if component is None else component.get_entity(entity_id)
    state = hass.states.get(entity_id)
    if entity is None or state is None:
        return Fault(FaultKind.MISSING, entity_id, fatal=False)
    if state.state == STATE_UNAVAILABLE:
        return Fault(FaultKind.UNAVAILABLE, entity_id, state.state, fatal=False)
    local = dt_util.as_local(now)
    events = await entity.async_get_events(hass, local - timedelta(days=1), local + AHEAD)
    return sorted(events, key=lambda event: event.start_datetime_local)


def _trips(
    events: Sequence[CalendarEvent], storage: Storage, absences: Sequence[Absence], now: datetime
) -> tuple[OneOffTrip, ...]:
    """Return the entries that are trips; of two at a time, the one that leaves first."""
    trips: list[OneOffTrip] = []
    for event in events:
        trip = _trip(event, storage, absences, now)
        if trip is not None and all(trip.leave >= other.back for other in trips):
            trips.append(trip)
    return tuple(trips)


def _trip(
    event: CalendarEvent, storage: Storage, absences: Sequence[Absence], now: datetime
) -> OneOffTrip | None:
    """Return an entry as a trip; None for one that is over or lasts longer than any, and for a day that says no driving."""
    said = read_trip_text(event.summary, event.description)
    if not isinstance(event.start, datetime) and not said.says_something:
        return None
    try:
        leave, back = _moment(event.start), _moment(event.end)
    except OverflowError:  # years 1 and 9999 have no other time zones
        return None
    if back <= now or not timedelta() < back - leave <= timedelta(days=MOST_DAYS):
        return None
    key = f"{event.uid or event.summary}\n{leave.isoformat()}"
    trip = told_trip(
        CALENDAR + sha256(key.encode()).hexdigest()[:12],
        storage,
        leave,
        back,
        absences,
        energy_kwh=said.energy_kwh,
        km=said.km,
        soc=said.soc,
    )
    # a way that is longer than the battery lasts is charged on: it leaves with all it can hold
    return replace(trip, energy_kwh=min(trip.energy_kwh, storage.capacity_kwh))


def _moment(when: date | datetime) -> datetime:
    """Return a time in UTC; a day begins at midnight."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time(), tzinfo=dt_util.get_default_time_zone())
    return dt_util.as_utc(when)
