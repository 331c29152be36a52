"""What an answer does: trips are announced, skipped or left, by what there is for that; a later answer takes its place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from ..core.home import SkippedTrip, Storage
from ..core.trips import OneOffTrip, told_trip
from ..settings.trip_limits import TripError, check_times, check_trip
from .asking import ask
from .log import Answer, Answered, AnswerKind, EveningLog, Question
from .usual import Source, UsualTrip, Ways, main_trip

# When a car leaves of which nobody knows, and when it is back at the earliest.
USUAL_LEAVE: Final = time(9)
USUAL_BACK: Final = time(18)
SHORT_TRIP: Final = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The home's trips after an answer; `question`: as it is now, `log`: with it."""

    log: EveningLog
    question: Question
    one_off: tuple[OneOffTrip, ...]
    skipped: tuple[SkippedTrip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Takes the answers of one home. `ways`: as it is now; `own`: announced trips, `calendars`: those of people's calendars."""

    log: EveningLog
    ways: Ways
    own: tuple[OneOffTrip, ...]
    calendars: tuple[OneOffTrip, ...]
    now: datetime

    def question(self, storage: Storage, day: date | None = None) -> Question:
        """Return the question about a car that stands; of another day than that of all questions: none.

        Without one, tomorrow's: nobody has to wait for the evening. TripError says what cannot be answered.
        """
        local = self.now.astimezone(self.ways.zone).date()
        mine = [one for one in self.log.questions if one.storage_id == storage.id]
        if day is None:
            standing = [one for one in mine if one.answered is None]
            latest = max(standing or mine, key=lambda one: one.start, default=None)
            if latest is not None and self.now < self.ways.until(latest):
                return latest
            day = local + timedelta(days=1)
        found = next((one for one in mine if self._day(one) == day), None)
        if found is not None:
            return found
        if day != local + timedelta(days=1):
            raise TripError("evening_over" if day <= local else "evening_other_day")
        return ask(storage, self.ways, day, self.now)

    def take(
        self, storage: Storage, answer: Answer, day: date | None = None, *, by_phone: bool = False
    ) -> Taken:
        """Return what an answer makes of the home's trips."""
        question = self.question(storage, day)
        if self.now >= min(self.ways.until(question), question.end):
            raise TripError("evening_begun")
        own, skipped = self._undone(question)
        question = replace(question, answered=None)
        if answer.kind is AnswerKind.UNDO:
            again = replace(question, asked_at=self.now)  # it stands again, which is news
            return self._kept(again, own, skipped)
        calendars = self.log.having(question).made(self.calendars)
        ways = replace(self.ways, one_off=(*own, *calendars), skipped=skipped)
        change = _Change(storage, question, answer, ways, own, self.now)
        answered = replace(change.made(), by_phone=by_phone)
        gone = {trip.id for trip in answered.removed}
        own = (*(trip for trip in own if trip.id not in gone), *change.placed)
        question = replace(question, answered=answered)
        return self._kept(question, own, (*skipped, *answered.skipped))

    def _kept(
        self, question: Question, own: tuple[OneOffTrip, ...], skipped: tuple[SkippedTrip, ...]
    ) -> Taken:
        log = replace(self.log.having(question), unanswered=0, silent_until=None, refused=None)
        if question.answered is None and log.at is None:  # nobody wants to be asked
            log = log.without(question)
        return Taken(log=log, question=question, one_off=own, skipped=skipped)

    def _undone(self, question: Question) -> tuple[tuple[OneOffTrip, ...], tuple[SkippedTrip, ...]]:
        """Return the home's trips as they were before the last answer."""
        before = question.answered
        if before is None:
            return self.own, self.ways.skipped
        again = {trip.id for trip in before.removed}
        own = tuple(trip for trip in self.own if trip.id not in {*before.placed, *again})
        skipped = tuple(one for one in self.ways.skipped if one not in before.skipped)
        return (*own, *before.removed), skipped

    def _day(self, question: Question) -> date:
        return question.start.astimezone(self.ways.zone).date()


class _Change:
    """Works out what one answer changes; `placed`: the trips that it announces."""

    def __init__(
        self,
        storage: Storage,
        question: Question,
        answer: Answer,
        ways: Ways,
        own: tuple[OneOffTrip, ...],
        now: datetime,
    ) -> None:
        """Take the home as it is without the answer."""
        self._storage, self._question, self._answer = storage, question, answer
        self._ways, self._own, self._now = ways, own, now
        self._usual = ways.usual(question)
        self.placed: tuple[OneOffTrip, ...] = ()

    def made(self) -> Answered:
        """Return what changes; TripError where the day has begun or the battery cannot."""
        kind = self._answer.kind
        if kind is AnswerKind.STAYS or (kind is AnswerKind.USUAL and not self._usual):
            return self._without(self._usual, AnswerKind.STAYS)
        if kind is AnswerKind.USUAL:
            if any(trip.leave <= self._now for trip in self._usual):
                raise TripError("evening_begun")
            self.placed = tuple(self._announced(trip) for trip in self._habits(self._usual))
            return self._answered(kind)
        return self._otherwise()

    def _otherwise(self) -> Answered:
        """Return the day with its main trip of other km, or at another time."""
        main = main_trip(self._usual)
        leave, back = self._times(main)
        if leave <= self._now:
            raise TripError("evening_begun")
        check_times(leave, back, self._now)
        away = [trip for trip in self._usual if trip is not main]
        crossed = [trip for trip in away if trip.meets(leave, back)]
        rest = [trip for trip in away if trip not in crossed]
        moved = () if main is None else (main,)
        answered = self._without((*moved, *crossed), self._answer.kind)
        placed = [self._announced(trip) for trip in self._habits(rest)]
        placed.append(self._main(main, leave, back, rest))
        others = [trip for trip in self._ways.one_off if trip.id not in self._gone(answered)]
        for trip in placed:
            check_trip(trip, self._storage, others)
        self.placed = tuple(placed)
        return replace(answered, placed=tuple(trip.id for trip in placed))

    @staticmethod
    def _gone(answered: Answered) -> set[str]:
        return {*answered.ignored, *(trip.id for trip in answered.removed)}

    def _times(self, main: UsualTrip | None) -> tuple[datetime, datetime]:
        """Return when the main trip leaves and is back; what is left out stays as long as it was."""
        answer = self._answer
        if main is not None:
            leave = main.leave if answer.leave is None else self._at(answer.leave)
            back = main.back if leave < main.back else leave + (main.back - main.leave)
        elif answer.leave is None and answer.km is None and answer.back is None:
            raise TripError("evening_nothing")
        else:
            leave = self._at(answer.leave or USUAL_LEAVE)
            back = max(self._at(USUAL_BACK), leave + SHORT_TRIP)
        if answer.back is not None:
            back = self._at(answer.back)
            if back <= leave:
                back = self._at(answer.back, days=1)
        return leave, back

    def _at(self, clock: time, days: int = 0) -> datetime:
        day = self._question.start.astimezone(self._ways.zone).date() + timedelta(days=days)
        return datetime.combine(day, clock, self._ways.zone).astimezone(UTC)

    def _main(
        self, main: UsualTrip | None, leave: datetime, back: datetime, rest: Sequence[UsualTrip]
    ) -> OneOffTrip:
        """Return the main trip as it is announced; a person's SOC target is never lowered."""
        energy = None if main is None else main.energy_kwh
        if self._answer.km is not None:
            whole = self._answer.km / self._ways.km_per_kwh(self._storage.id)
            energy = max(whole - sum(trip.energy_kwh for trip in rest), 0.0)
        mine = None if main is None or main.source in (Source.CALENDAR, Source.HABIT) else main.id
        trip = told_trip(
            mine or self._new_id(0),
            self._storage,
            leave,
            back,
            self._ways.log.absences.get(self._storage.id, ()),
            energy_kwh=energy,
        )
        return trip if main is None or main.soc is None else replace(trip, soc=max(trip.soc, main.soc))

    def _announced(self, habit: UsualTrip) -> OneOffTrip:
        """Return a habit as it is announced."""
        number = 1 + self._usual.index(habit)
        energy = min(habit.energy_kwh, self._storage.capacity_kwh)
        leave, back = habit.leave, habit.back
        return told_trip(self._new_id(number), self._storage, leave, back, (), energy_kwh=energy)

    def _new_id(self, number: int) -> str:
        day = self._question.start.astimezone(self._ways.zone).date()
        return f"evening:{self._storage.id}:{day.isoformat()}:{number}"

    @staticmethod
    def _habits(trips: Iterable[UsualTrip]) -> Iterator[UsualTrip]:
        return (trip for trip in trips if trip.source is Source.HABIT)

    def _without(self, trips: Sequence[UsualTrip], kind: AnswerKind) -> Answered:
        """Return an answer that takes these trips out."""
        ids = {trip.id for trip in trips}
        return replace(
            self._answered(kind),
            removed=tuple(trip for trip in self._own if trip.id in ids),
            skipped=tuple(
                SkippedTrip(storage_id=self._storage.id, leave=trip.leave)
                for trip in trips
                if trip.source is Source.WEEKLY
            ),
            ignored=tuple(trip.id for trip in trips if trip.id and trip.source is Source.CALENDAR),
        )

    def _answered(self, kind: AnswerKind) -> Answered:
        return Answered(at=self._now, kind=kind, placed=tuple(trip.id for trip in self.placed))
