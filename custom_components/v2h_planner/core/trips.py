"""A car's trips: those that were announced, and those that were observed (what forecast/trips.py learns from)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .readings import StorageReading

# How long a trip is remembered.
WINDOW_DAYS = 56
# A trip of unknown energy takes this share of the battery.
UNKNOWN_TRIP_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOffTrip:
    """A trip that was announced once: `soc` wanted at `leave`, `energy_kwh` drawn until `back`."""

    id: str
    storage_id: str
    leave: datetime
    back: datetime
    soc: float
    energy_kwh: float


@dataclass(frozen=True, slots=True)
class Absence:
    """The car was away in [start, end) and came back with `energy_kwh` less. `end` None: still away."""

    start: datetime
    end: datetime | None
    energy_kwh: float


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
