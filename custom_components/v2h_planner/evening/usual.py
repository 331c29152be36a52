"""What a car usually does on a day: what is told of it by its table, a calendar or a person, and what it has learned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from ..core.forecast.trips import forecast_trips, learn_trips
from ..core.home import Home, SkippedTrip, Storage
from ..core.horizon import Horizon
from ..core.trips import CALENDAR, USUAL_KM_PER_KWH, OneOffTrip, TripLog, reach_km_per_kwh
from ..core.weekly_trips import WeeklyTrip, weekly_trips
from .log import HabitTrip, Question

# A trip of which there is nothing but habit is asked about where it is made on more than this share of such days,
LIKELY: Final = 0.6
# and only once the car has been seen for so long: below that its table rules.
SEEN: Final = timedelta(days=14)
# Times are as fine as people tell them.
_STEP: Final = timedelta(minutes=10)
# A trip of the evening may come back the next morning.
_AFTER: Final = timedelta(hours=12)
_LEAST: Final = timedelta(minutes=30)
# Whether a car stays at home is worth an answer until then.
_NOON: Final = timedelta(hours=12)


class Source(StrEnum):
    """Where a trip of the day is known from."""

    ANNOUNCED = "announced"
    WEEKLY = "weekly"
    CALENDAR = "calendar"
    HABIT = "habit"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualTrip:
    """A trip of the day. `id`: None of a habit; `soc`: wanted at the departure, where somebody has said."""

    source: Source
    leave: datetime
    back: datetime
    energy_kwh: float
    id: str | None = None
    soc: float | None = None

    def meets(self, leave: datetime, back: datetime) -> bool:
        """Return whether the car cannot make both."""
        return leave < self.back and self.leave < back


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """All that is known of a home's trips: the table with what is `skipped` of it, `one_off` ones, the past."""

    home: Home
    one_off: tuple[OneOffTrip, ...]
    skipped: tuple[SkippedTrip, ...]
    log: TripLog
    zone: tzinfo

    def told(self, question: Question) -> tuple[UsualTrip, ...]:
        """Return the trips of the day that are made, as far as somebody has told them."""
        return tuple(sorted((*self._one_off(question), *self._weekly(question)), key=lambda trip: trip.leave))

    def usual(self, question: Question) -> tuple[UsualTrip, ...]:
        """Return the trips that the day usually has; a habit says nothing against what somebody has told."""
        told = self.told(question)
        taken = [(trip.leave, trip.back) for trip in told]
        taken += [(trip.leave, trip.back) for trip in self._not_made(question)]
        habits = (
            UsualTrip(source=Source.HABIT, leave=one.leave, back=one.back, energy_kwh=one.energy_kwh)
            for one in question.habits
            if not any(leave < one.back and one.leave < back for leave, back in taken)
        )
        return tuple(sorted((*told, *habits), key=lambda trip: trip.leave))

    def shown(self, question: Question) -> tuple[UsualTrip, ...]:
        """Return what is asked, or what was answered."""
        return self.usual(question) if question.answered is None else self.told(question)

    def is_told(self, question: Question) -> bool:
        """Return whether a person has said by hand what the day is, so that nothing is left to ask."""
        usual = self.usual(question)
        by_hand = any(trip.source is Source.ANNOUNCED for trip in usual) or any(
            question.start <= one.leave < question.end and one.storage_id == question.storage_id
            for one in self.skipped
        )
        return by_hand and all(trip.source is Source.ANNOUNCED for trip in usual)

    def is_away(self, question: Question) -> bool:
        """Return whether the car is on a trip over the morning of the day: nothing can be asked of it."""
        noon = question.start + _NOON
        return any(t.leave < question.start and t.back > noon for t in self._of(question.storage_id))

    def until(self, question: Question) -> datetime:
        """Return when the day has begun: its first trip leaves, or it is noon and none was told."""
        trips = self.shown(question)
        return min(trip.leave for trip in trips) if trips else question.start + _NOON

    def km_per_kwh(self, storage_id: str) -> float:
        """Return how far a car drives with a kWh."""
        storage = next((one for one in self.home.storages if one.id == storage_id), None)
        if storage is None:  # an answer may outlive its car
            return USUAL_KM_PER_KWH
        return reach_km_per_kwh(storage, self.log.absences.get(storage_id, ()))

    def _of(self, storage_id: str) -> Iterator[OneOffTrip]:
        return (trip for trip in self.one_off if trip.storage_id == storage_id)

    def _one_off(self, question: Question) -> Iterator[UsualTrip]:
        for trip in self._of(question.storage_id):
            if question.start <= trip.leave < question.end:
                yield UsualTrip(
                    source=Source.CALENDAR if trip.id.startswith(CALENDAR) else Source.ANNOUNCED,
                    leave=trip.leave,
                    back=trip.back,
                    energy_kwh=trip.energy_kwh,
                    id=trip.id,
                    soc=trip.soc,
                )

    def _table(self, question: Question) -> Iterator[WeeklyTrip]:
        changed = {trip.id for trip in self.one_off}
        for trip in weekly_trips(self.home, question.start, question.end, self.zone, self.skipped):
            of_day = trip.storage_id == question.storage_id and trip.leave >= question.start
            if of_day and trip.id not in changed:
                yield trip

    def _weekly(self, question: Question) -> Iterator[UsualTrip]:
        for trip in self._table(question):
            if trip.is_made:
                yield UsualTrip(
                    source=Source.WEEKLY,
                    leave=trip.leave,
                    back=trip.back,
                    energy_kwh=trip.energy_kwh,
                    id=trip.id,
                    soc=trip.soc,
                )

    def _not_made(self, question: Question) -> Iterator[WeeklyTrip]:
        """Yield weekly trips that are taken out: the habit that goes with them is, too."""
        day = weekly_trips(self.home, question.start, question.end, self.zone, self.skipped)
        return (trip for trip in day if trip.storage_id == question.storage_id and not trip.is_made)


def learned_trips(
    storage: Storage, log: TripLog, start: datetime, end: datetime, now: datetime, zone: tzinfo
) -> tuple[HabitTrip, ...]:
    """Return the trips that a car makes on most days like the one from `start` to `end`, by its past alone."""
    absences = log.absences.get(storage.id, ())
    if not storage.learns_trips or not absences or now - log.since < SEEN:
        return ()
    steps = int((end + _AFTER - start) / _STEP)
    horizon = Horizon(tuple(start + i * _STEP for i in range(steps + 1)))
    habits = learn_trips(absences, zone, log.since, now)
    likely = forecast_trips(horizon, zone, replace(storage, departures=()), habits)
    return tuple(_runs(horizon, likely.away.tolist(), likely.trip_kwh.tolist(), end))


def _runs(
    horizon: Horizon, away: Sequence[float], kwh: Sequence[float], end: datetime
) -> Iterator[HabitTrip]:
    """Yield the spans in which the car is more away than not; one that is under way at midnight is of the day before."""
    first = 0
    while first < len(away):
        last = first
        while last < len(away) and away[last] >= 0.5:
            last += 1
        leave, back = horizon.edges[first], horizon.edges[last]
        share = max(away[first:last], default=0.0)
        if first > 0 and leave < end and share >= LIKELY and back - leave >= _LEAST:
            driven = sum(kwh[first:last]) / share
            yield HabitTrip(
                leave=leave.astimezone(UTC), back=back.astimezone(UTC), energy_kwh=round(driven, 2)
            )
        first = last + 1


def main_trip(trips: Iterable[UsualTrip]) -> UsualTrip | None:
    """Return the longest trip of a day: what a person means by "the" trip."""
    return max(trips, key=lambda trip: trip.back - trip.leave, default=None)
