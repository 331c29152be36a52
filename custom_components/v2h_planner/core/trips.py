"""A car's trips: those that were announced, and those that were observed (what forecast/trips.py learns from)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .readings import StorageReading

# How long a trip is remembered.
WINDOW_DAYS = 56
# A trip of unknown energy takes this share of the battery.
UNKNOWN_TRIP_SHARE = 0.25
# How long a car that is back may not know its SOC before its trip counts as one of unknown energy.
UNKNOWN_FOR = timedelta(hours=1)


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
    """A car that is away: since when, and its SOC when it left. `back`: it is here again, its SOC not known yet."""

    since: datetime
    soc: float | None
    back: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TripLog:
    """Observed trips by storage id, and the cars that are away now; `since`: when observation began."""

    since: datetime
    absences: dict[str, tuple[Absence, ...]] = field(default_factory=dict)
    away: dict[str, Away] = field(default_factory=dict)

    def after(self, reading: StorageReading, capacity_kwh: float, now: datetime) -> TripLog:
        """Return the log after a reading of one car."""
        storage_id, away = reading.storage_id, self.away.get(reading.storage_id)
        if reading.connected is None or (away is None and reading.connected):
            return self
        if away is None:
            return replace(self, away={**self.away, storage_id: Away(since=now, soc=reading.soc)})
        if not reading.connected:
            if away.back is None:
                return self
            return self._came(storage_id, away, away.back, 0.0, now).after(reading, capacity_kwh, now)
        back = now if away.back is None else away.back
        if away.soc is None or reading.soc is None:
            if away.soc is not None and now - back <= UNKNOWN_FOR:
                return replace(self, away={**self.away, storage_id: replace(away, back=back)})
            return self._came(storage_id, away, back, 0.0, now)
        return self._came(storage_id, away, back, max(away.soc - reading.soc, 0.0) * capacity_kwh, now)

    def _came(self, storage_id: str, away: Away, back: datetime, energy_kwh: float, now: datetime) -> TripLog:
        recent = [a for a in self.absences.get(storage_id, ()) if now - a.start < timedelta(days=WINDOW_DAYS)]
        recent.append(Absence(away.since, back, energy_kwh))
        return replace(
            self,
            absences={**self.absences, storage_id: tuple(recent)},
            away={key: value for key, value in self.away.items() if key != storage_id},
        )
