"""When to ask a source of prices: once when tomorrow's are due, a few times more when it did not have them."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from ..core.series import StepSeries

# Between a try and the next one; after the last of them it is left until the next turn.
RETRIES: Final = (timedelta(minutes=20), timedelta(minutes=40), timedelta(minutes=90), timedelta(hours=3))
# A new day is a new turn only after everybody's clocks agree on it.
MIDNIGHT: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tries:
    """Number of requests in the turn that began at `turn`, and the time of the last one."""

    turn: datetime | None = None
    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Schedule of a source that has tomorrow's prices from `ready` on (since local midnight) in its zone."""

    ready: timedelta
    zone: tzinfo

    def needs(self, known: StepSeries, now: datetime) -> bool:
        """Return whether prices are missing that should be out: the rest of today, from `ready` on tomorrow."""
        until = self._midnight(now, 2 if now >= self._midnight(now) + self.ready else 1)
        return known.at(now) is None or _gap(known, now, until)

    def due(self, known: StepSeries, tries: Tries, now: datetime) -> datetime:
        """Return when to ask next; now or earlier means at once."""
        turn = self._turn(now)
        if not self.needs(known, now):
            return self._next_turn(now)
        if tries.turn != turn or tries.last is None:
            return now
        if tries.count > len(RETRIES):
            return self._next_turn(now)
        return min(tries.last + RETRIES[tries.count - 1], self._next_turn(now))

    def tried(self, tries: Tries, now: datetime) -> Tries:
        """Return the tries with one more."""
        turn = self._turn(now)
        former = tries.count if tries.turn == turn else 0
        return replace(tries, turn=turn, count=former + 1, last=now)

    def _midnight(self, now: datetime, days: int = 0) -> datetime:
        day = now.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, time(), self.zone)

    def _turns(self, now: datetime) -> list[datetime]:
        """Return the turns from yesterday to tomorrow, in order."""
        days = (self._midnight(now, offset) for offset in (-1, 0, 1))
        return [turn for day in days for turn in (day + MIDNIGHT, day + self.ready)]

    def _turn(self, now: datetime) -> datetime:
        return max(turn for turn in self._turns(now) if turn <= now)

    def _next_turn(self, now: datetime) -> datetime:
        return min(turn for turn in self._turns(now) if turn > now)


def _gap(known: StepSeries, start: datetime, until: datetime) -> bool:
    """Return whether some time in [start, until) has no price."""
    reached = start
    for step in known:
        if step.end <= reached:
            continue
        if step.start > reached:
            break
        reached = step.end
    return reached < until
