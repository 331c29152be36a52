"""Trips that were made before anybody watched, as the recorded states of a car tell them.

A plug's, an SOC's and an odometer's changes are lived again one by one by the same `TripLog` that follows them live.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain

from .home import Storage
from .readings import StorageReading
from .trips import MOST_TRIPS, SOC_BACK_WITHIN, WINDOW_DAYS, Absence, TripLog

# An SOC that was told before the car came counts after so long all the same.
TOLD_BY = timedelta(minutes=30)

type Changes[T] = tuple[tuple[datetime, T | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCar:
    """What the entities of a car showed, each from a time on; None where it was not known. SOC: a fraction."""

    plug: Changes[bool] = ()
    soc: Changes[float] = ()
    odometer_km: Changes[float] = field(default=())


def recollect(storage: Storage, car: RecordedCar) -> TripLog | None:
    """Return the log of somebody who had watched that car; None where its plug never told anything."""
    log: TripLog | None = None
    seen = _Seen(storage.id)
    for at, change in sorted(_events(car), key=lambda event: event[0]):
        seen = seen.after(at, change)
        if log is None and seen.connected is not None:
            log = TripLog(since=at)
        if log is not None:
            log = log.after(seen.reading(at), storage.capacity_kwh, at)
    return log


def joined(log: TripLog, recalled: Iterable[TripLog], now: datetime) -> TripLog:
    """Return the log with what others recall; where both know of a car on the road, only when it left is news.

    It counts as watched since all of them know something.
    """
    logs = tuple(recalled)
    if not logs:
        return log
    absences, away = dict(log.absences), dict(log.away)
    oldest = now - timedelta(days=WINDOW_DAYS)
    for storage_id, trips in chain.from_iterable(other.absences.items() for other in logs):
        known = absences.get(storage_id, ())
        left = away[storage_id].since if storage_id in away else None
        more = [trip for trip in trips if trip.start > oldest and not _is_known(trip, known, left)]
        absences[storage_id] = tuple(sorted([*known, *more], key=lambda trip: trip.start)[-MOST_TRIPS:])
    for storage_id, gone in chain.from_iterable(other.away.items() for other in logs):
        if storage_id in away and gone.since < away[storage_id].since:
            away[storage_id] = gone
    watched = max([oldest, *(other.since for other in logs)])
    return replace(log, since=min(log.since, watched), absences=absences, away=away)


def _is_known(trip: Absence, known: Iterable[Absence], left: datetime | None) -> bool:
    """Return whether the log has that trip, as it saw it; `left`: when the car left that is on the road now."""
    if trip.end is None or (left is not None and trip.end > left):
        return True
    return any(
        trip.start < (other.end or datetime.max.replace(tzinfo=trip.start.tzinfo)) and other.start < trip.end
        for other in known
    )


type _Change = tuple[str, bool | float | None] | None


def _events(car: RecordedCar) -> Iterable[tuple[datetime, _Change]]:
    """Yield every change; after each arrival also the moments at which an old SOC begins to count, and is taken for true."""
    for name, changes in (("connected", car.plug), ("soc", car.soc), ("odometer_km", car.odometer_km)):
        for at, value in changes:
            yield at, (name, value)
    latest = max((at for at, _ in chain(car.plug, car.soc, car.odometer_km)), default=None)
    for at, connected in car.plug:
        for after in (TOLD_BY, SOC_BACK_WITHIN):
            if connected and latest is not None and at + after <= latest:
                yield at + after, None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the car showed last, when it came, and when its SOC was told."""

    storage_id: str
    connected: bool | None = None
    soc: float | None = None
    odometer_km: float | None = None
    came: datetime | None = None
    soc_at: datetime | None = None

    def after(self, at: datetime, change: _Change) -> _Seen:
        """Return it after one change; what is not known for a while stays as it was."""
        name, value = change or ("", None)
        if value is None:
            return self
        if name == "soc":
            return replace(self, soc=float(value), soc_at=at)
        if name == "odometer_km":
            return replace(self, odometer_km=float(value))
        came = at if value and self.connected is False else self.came
        return replace(self, connected=bool(value), came=came)

    def reading(self, at: datetime) -> StorageReading:
        """Return the reading of that moment: an SOC of before the car came waits for a new one."""
        old = self.came is not None and (self.soc_at is None or self.soc_at < self.came)
        waits = old and self.came is not None and at - self.came < TOLD_BY
        return StorageReading(
            storage_id=self.storage_id,
            connected=self.connected,
            soc=None if waits else self.soc,
            odometer_km=self.odometer_km,
        )
