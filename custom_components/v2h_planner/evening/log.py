"""What is remembered of the evening question: which ones stand, how they were answered, how often nobody answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from ..core.home import SkippedTrip, ToldDay
from ..core.trips import OneOffTrip


class AnswerKind(StrEnum):
    """What a person can answer."""

    USUAL = "usual"
    STAYS = "stays"
    LONGER = "longer"  # with the km of the day
    OTHER_TIME = "other_time"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer. `km`: of the whole day; `leave`, `back`: local times of the day's main trip; None: as usual."""

    kind: AnswerKind
    km: float | None = None
    leave: time | None = None
    back: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitTrip:
    """A trip that nobody has told and that the car makes on most days of that kind."""

    leave: datetime
    back: datetime
    energy_kwh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered, and what that has changed, to take it back.

    `placed`: ids of trips that it announced; `removed`: announced trips that were taken out or changed; `skipped`: weekly
    ones; `ignored`: ids of those of a person's calendar. `by_phone`: by a button of a notification.
    """

    at: datetime
    kind: AnswerKind
    placed: tuple[str, ...] = ()
    removed: tuple[OneOffTrip, ...] = ()
    skipped: tuple[SkippedTrip, ...] = ()
    ignored: tuple[str, ...] = ()
    by_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of one car for the local day from `start` to `end`. `habits`: its usual trips, as learned."""

    storage_id: str
    start: datetime
    end: datetime
    asked_at: datetime
    habits: tuple[HabitTrip, ...] = ()
    answered: Answered | None = None

    @property
    def told(self) -> ToldDay:
        """The day, once it is answered."""
        return ToldDay(storage_id=self.storage_id, start=self.start, end=self.end)

    def is_of(self, storage_id: str, start: datetime) -> bool:
        """Return whether it is about that car and day."""
        return self.storage_id == storage_id and self.start == start


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An answer from a phone that came to nothing, and the text that says why."""

    storage_id: str
    at: datetime
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EveningLog:
    """All questions of days that are not over, and how they fare.

    `at`: the time of day at which it is asked; `asked_at`: when it last was; `unanswered`: evenings in a row.
    """

    at: time | None = None
    asked_at: datetime | None = None
    questions: tuple[Question, ...] = ()
    unanswered: int = 0
    silent_until: datetime | None = None
    refused: Refused | None = None

    @property
    def told_days(self) -> tuple[ToldDay, ...]:
        """The days of which a person has told all."""
        return tuple(question.told for question in self.questions if question.answered is not None)

    @property
    def ignored(self) -> frozenset[str]:
        """Ids of trips of people's calendars that are not made, as a person has answered."""
        return frozenset(name for q in self.questions if q.answered for name in q.answered.ignored)

    def find(self, storage_id: str, start: datetime) -> Question | None:
        """Return the question about that car and day."""
        return next((one for one in self.questions if one.is_of(storage_id, start)), None)

    def having(self, question: Question) -> EveningLog:
        """Return the log with a question, in place of the one of its car and day."""
        others = (one for one in self.questions if not one.is_of(question.storage_id, question.start))
        return replace(self, questions=(*others, question))

    def without(self, question: Question) -> EveningLog:
        """Return the log without a question."""
        return replace(self, questions=tuple(one for one in self.questions if one != question))

    def made(self, trips: Iterable[OneOffTrip]) -> tuple[OneOffTrip, ...]:
        """Return the trips of people's calendars without those that an answer has taken out."""
        return tuple(trip for trip in trips if trip.id not in self.ignored)


def day_span(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when a local day begins and ends, in UTC; it has 23 or 25 hours where clocks change."""
    midnights = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    start, end = (midnight.astimezone(UTC) for midnight in midnights)
    return start, end
