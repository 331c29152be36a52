"""The weekly trips of the coming days, one by one: what a person sees, skips and changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from .home import Home, SkippedTrip, Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyTrip:
    """A weekly trip on one day. `id`: of its storage, its row in the table and the local day on which it leaves.

    `skipped`: a person has taken it out; `on_holiday`: it is not made, because the day is a public holiday. SOC as a
    fraction.
    """

    id: str
    storage_id: str
    leave: datetime
    back: datetime
    soc: float
    energy_kwh: float
    skipped: bool = False
    on_holiday: bool = False

    @property
    def is_made(self) -> bool:
        """Whether the plan expects it."""
        return not (self.skipped or self.on_holiday)

    @property
    def as_skipped(self) -> SkippedTrip:
        """What is remembered of it once it is taken out."""
        return SkippedTrip(storage_id=self.storage_id, leave=self.leave)


def is_weekly(trip_id: str, storage: Storage) -> bool:
    """Return whether this is the id of one of the storage's weekly trips."""
    return trip_id.startswith(f"{storage.id}:")


def weekly_trips(
    home: Home, after: datetime, until: datetime, zone: tzinfo, skipped: Iterable[SkippedTrip] = ()
) -> tuple[WeeklyTrip, ...]:
    """Return those that are not over `after` and leave before `until`, in time order."""
    out = frozenset(skipped)
    found = (trip for storage in home.storages for trip in _of(storage, after, until, zone, out))
    return tuple(sorted(found, key=lambda trip: (trip.leave, trip.id)))


def _of(
    storage: Storage, after: datetime, until: datetime, zone: tzinfo, out: frozenset[SkippedTrip]
) -> Iterator[WeeklyTrip]:
    # one that left yesterday may still be under way
    day, last = after.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date()
    while day <= last:
        for row, departure in enumerate(storage.departures):
            leave, back = departure.span_on(day, zone)
            if departure.is_usual_on(day) and leave < until and back > after:
                skipped = SkippedTrip(storage_id=storage.id, leave=leave) in out
                yield WeeklyTrip(
                    id=f"{storage.id}:{row}:{day.isoformat()}",
                    storage_id=storage.id,
                    leave=leave,
                    back=back,
                    soc=departure.soc,
                    energy_kwh=departure.energy_kwh,
                    skipped=skipped,
                    on_holiday=not departure.holds_on(day) and not skipped,
                )
        day += timedelta(days=1)
