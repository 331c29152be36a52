"""When the question is asked and when it is let go: once an evening, not at night, not in a storm, and not for ever."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from ..core.hazard import Tier
from ..core.home import Storage
from ..core.situation import Situation
from .log import EveningLog, Question, day_span
from .usual import Ways, learned_trips

# A home that was off at the time asks so much later at most.
LATE: Final = timedelta(hours=1)
# A time before this hour of the morning is one of the evening before.
_NIGHT_ENDS: Final = time(4)
# After so many evenings without an answer it is silent for a while, then tries one evening.
SILENT_AFTER: Final = 3
SILENT_FOR: Final = timedelta(days=14)
# What was refused, or taken from a phone, is said for so long.
SAID_FOR: Final = timedelta(minutes=15)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """All that decides whether something is asked now. `at`: the time of day, None for never."""

    at: time | None
    now: datetime
    ways: Ways
    situation: Situation

    @property
    def _forbids(self) -> bool:
        """Whether it is no time to ask: nobody should drive for what we ask."""
        storm = self.situation.storm
        return self.situation.outage or (storm is not None and storm.tier is not Tier.NONE)

    def after(self, log: EveningLog) -> EveningLog:
        """Return the log as it is now: what is over let go, what is due asked."""
        log = self._settled(self._changed(log))
        if self.at is None or self._forbids:
            return log
        due = self._due(log)
        return log if due is None else self._asked(log, due)

    def _changed(self, log: EveningLog) -> EveningLog:
        """Begin anew where a person has changed when it is asked; what was answered stays."""
        if log.at == self.at:
            return log
        answered = tuple(one for one in log.questions if one.answered is not None)
        kept = log.questions if self.at is not None else answered
        return EveningLog(at=self.at, asked_at=log.asked_at, questions=kept)

    def _settled(self, log: EveningLog) -> EveningLog:
        """Let go what is over, what a person has told by hand, and what cannot be asked any more."""
        kept: list[Question] = []
        missed, told = set[datetime](), False
        for one in log.questions:
            if one.answered is not None:
                if self.now < one.end:
                    kept.append(one)
            elif self._is_gone(one) or self._forbids:
                continue
            elif self.ways.is_told(one):
                told = True
            elif self.now < self.ways.until(one):
                kept.append(one)
            else:
                missed.add(one.start)
        missed -= {one.start for one in kept}
        refused = log.refused
        if refused is not None and self.now - refused.at >= SAID_FOR:
            refused = None
        log = replace(log, questions=tuple(kept), refused=refused)
        if told:
            return replace(log, unanswered=0, silent_until=None)
        if not missed:
            return log
        unanswered = log.unanswered + len(missed)
        silent = self.now + SILENT_FOR if unanswered >= SILENT_AFTER else None
        return replace(log, unanswered=unanswered, silent_until=silent)

    def _is_gone(self, question: Question) -> bool:
        return all(storage.id != question.storage_id for storage in self.ways.home.storages)

    def _due(self, log: EveningLog) -> date | None:
        """Return the day to ask about, None where it is no time for that or all is asked."""
        assert self.at is not None
        if log.silent_until is not None and self.now < log.silent_until <= self.now + SILENT_FOR:
            return None
        local = self.now.astimezone(self.ways.zone)
        for day in (local.date(), local.date() - _DAY):
            # by the clock on the wall: a time that the clock jumps over is as late as that
            late = local.replace(tzinfo=None) - datetime.combine(day, self.at)
            began = datetime.combine(day, self.at, self.ways.zone)
            asked = log.asked_at is not None and began <= log.asked_at <= self.now
            if timedelta() <= late < LATE and not asked:
                return day if self.at < _NIGHT_ENDS else day + _DAY
        return None

    def _asked(self, log: EveningLog, day: date) -> EveningLog:
        """Ask for every car, but one that is told or asked already."""
        for storage in _cars(self.ways.home.storages):
            question = ask(storage, self.ways, day, self.now)
            if log.find(storage.id, question.start) is None and not (
                self.ways.is_told(question) or self.ways.is_away(question)
            ):
                log = log.having(question)
        return replace(log, asked_at=self.now)


def ask(storage: Storage, ways: Ways, day: date, now: datetime) -> Question:
    """Return the question about a car and a day."""
    start, end = day_span(day, ways.zone)
    habits = learned_trips(storage, ways.log, start, end, now, ways.zone)
    return Question(storage_id=storage.id, start=start, end=end, asked_at=now, habits=habits)


def _cars(storages: Iterable[Storage]) -> Iterable[Storage]:
    return (storage for storage in storages if storage.kind.is_ev)
