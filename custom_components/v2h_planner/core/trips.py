"""A car's trips: those that were announced, and those that were observed (what forecast/trips.py learns from).

What the plug says wins over what was announced: a car that is back is at home, whatever time was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .readings import Readings, StorageReading

# How long a trip is remembered.
WINDOW_DAYS = 56
# A trip of unknown energy takes this share of the battery.
UNKNOWN_TRIP_SHARE = 0.25
# A car that is still plugged in after its time keeps what it has for so long: a late start is no reason to empty it.
# Later it does not go any more. One that left at most so long before its time has gone early.
LATE = timedelta(hours=2)
# Who comes back sooner than this has forgotten something.
FORGOTTEN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOffTrip:
    """A trip that was announced once: `soc` wanted at `leave`, `energy_kwh` drawn until `back`."""

    id: str
    storage_id: str
    leave: datetime
    back: datetime
    soc: float
    energy_kwh: float

    def is_over(self, absences: Iterable[Absence], connected: bool | None, now: datetime) -> bool:
        """Return whether it has been made, or will not be: by its time, or by what the plug says."""
        if now >= self.back:
            return True
        if not connected:
            return False
        return now >= self.leave + LATE or any(absence.made(self.leave, self.back) for absence in absences)


@dataclass(frozen=True, slots=True)
class Absence:
    """The car was away in [start, end) and came back with `energy_kwh` less. `end` None: still away."""

    start: datetime
    end: datetime | None
    energy_kwh: float

    def made(self, leave: datetime, back: datetime) -> bool:
        """Return whether this was a trip that was expected from `leave` to `back`: sooner or shorter, but it is over."""
        return (
            self.end is not None
            and self.end - self.start >= FORGOTTEN
            and leave - LATE <= self.start < back
            and self.end > leave
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A car that is away: since when, and its SOC when it left."""

    since: datetime
    soc: float | None


@dataclass(frozen=True, kw_only=True)
class TripLog:
    """Observed trips by storage id, and the cars that are away now; `since`: when observation began."""

    since: datetime
    absences: dict[str, tuple[Absence, ...]] = field(default_factory=dict)
    away: dict[str, Away] = field(default_factory=dict)

    def going_on(
        self, trips: Iterable[OneOffTrip], readings: Readings, now: datetime
    ) -> tuple[OneOffTrip, ...]:
        """Return the announced trips that are not over."""
        kept = []
        for trip in trips:
            reading = readings.find(trip.storage_id)
            connected = None if reading is None else reading.connected
            if not trip.is_over(self.absences.get(trip.storage_id, ()), connected, now):
                kept.append(trip)
        return tuple(kept)

    def after(self, reading: StorageReading, capacity_kwh: float, now: datetime) -> TripLog:
        """Return the log after a reading of one car."""
        storage_id, away = reading.storage_id, self.away.get(reading.storage_id)
        if reading.connected is False and away is None:
            return replace(self, away={**self.away, storage_id: Away(since=now, soc=reading.soc)})
        if not reading.connected or away is None:
            return self
        drawn = 0.0 if reading.soc is None or away.soc is None else max(away.soc - reading.soc, 0.0)
        recent = [a for a in self.absences.get(storage_id, ()) if now - a.start < timedelta(days=WINDOW_DAYS)]
        recent.append(Absence(away.since, now, drawn * capacity_kwh))
        return replace(
            self,
            absences={**self.absences, storage_id: tuple(recent)},
            away={key: value for key, value in self.away.items() if key != storage_id},
        )
