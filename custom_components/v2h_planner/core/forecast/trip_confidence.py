"""How well a car's habits foretold its last weeks: a number that people can see, and what it rests on."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np

from ..arrays import Bools, Floats, Ints
from .day_table import SATURDAY
from .trip_habits import HOLIDAY, TripHabits
from .trips import HALF_LIFE_DAYS, likeness_of

# The days that are looked at, and how many must have been seen before one of them for habits to speak of it.
LAST_DAYS, LEAST_BEFORE = 28, 7.0
# A day counts if it was seen so far at least; it is foretold if the habits were wrong for so long at most.
SEEN, RIGHT_HOURS = 0.5, 2.0
# One-sided 95 %.
Z = 1.645
# Half hours from a day's midnight in which a trip that began on it may run.
REACH = 96


class KindOfDay(StrEnum):
    """What a day is for habits."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # a public one, from Monday to Friday


@dataclass(frozen=True, slots=True)
class Span:
    """What lies in the middle of some numbers, and where four in five of them lie."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The days of one kind: `days` were seen, `foretold` of `judged`; and the first trip on those that have one.

    `drives`: on how many. `leave` and `back` in hours since midnight, `kwh`: of all its trips; None without any.
    """

    days: int
    judged: int
    foretold: int
    drives: int
    leave: Span | None
    back: Span | None
    kwh: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How well habits foretell a car's days.

    Each of the last 28 days that was seen is compared with what the days before it would have foretold of it, by
    the likeness that the planner uses (weekday, kind of day, age), once seven days have been seen. The day is
    foretold if, over the two days from its midnight, the expected share away and what the trips that began on it really
    took differ by two hours at most in sum. With h of n days foretold, `share` is the lower end of Wilson's interval, one-sided
    95 %, with z = 1.645:

        (h + z²/2 - z √(h (n - h) / n + z²/4)) / (n + z²)

    so it says: at least so many of the days to come. 3 of 3 are 53 %, 28 of 28 are 91 %, and without any day it is 0.
    """

    share: float
    usual: dict[KindOfDay, Usual]

    @property
    def days(self) -> int:
        """How many days were seen in all."""
        return sum(kind.days for kind in self.usual.values())


def confidence(habits: TripHabits) -> Confidence:
    """Return how well the habits foretold the last days; the driver's table is no habit."""
    real = habits.days >= 0
    days, names, seen = habits.days[real], habits.names[real], habits.weights[real]
    away = _away(habits, len(days))
    before = np.concatenate([[0.0], np.cumsum(seen)])[: len(days)]
    judged = (seen >= SEEN) & (before >= LEAST_BEFORE) & (np.arange(len(days)) >= len(days) - LAST_DAYS)
    foretold = np.array(
        [
            bool(judged[row]) and _wrong_hours(row, days, names, seen, away) <= RIGHT_HOURS
            for row in range(len(days))
        ],
        dtype=np.bool_,
    )
    usual = {kind: _usual(habits, _are(names, kind), seen, judged, foretold) for kind in KindOfDay}
    return Confidence(share=lower_end(int(foretold.sum()), int(judged.sum())), usual=usual)


def _are(names: Ints, kind: KindOfDay) -> Bools:
    """Mask of the days of that kind, by their names."""
    match kind:
        case KindOfDay.HOLIDAY:
            return np.asarray(names == HOLIDAY)
        case KindOfDay.WEEKEND:
            return np.asarray((names >= SATURDAY) & (names != HOLIDAY))
        case KindOfDay.WORKDAY:
            return np.asarray(names < SATURDAY)


def lower_end(hits: int, count: int) -> float:
    """Return the lower end of Wilson's interval, one-sided 95 %; nothing is sure of nothing."""
    if not count:
        return 0.0
    root = sqrt(hits * (count - hits) / count + Z * Z / 4.0)
    return max((hits + Z * Z / 2.0 - Z * root) / (count + Z * Z), 0.0)


def _away(habits: TripHabits, count: int) -> Floats:
    """Return the share of each half hour in which the car was on a trip that began on each real day, (D, REACH)."""
    lo = np.arange(REACH) / 2.0
    away = np.zeros((count, REACH))
    for row, leave, back in zip(habits.row, habits.leave, habits.back, strict=True):
        if row < count:
            away[row] += np.clip(np.minimum(lo + 0.5, back) - np.maximum(lo, leave), 0.0, 0.5) * 2.0
    return np.minimum(away, 1.0)


def _wrong_hours(row: int, days: Ints, names: Ints, seen: Floats, away: Floats) -> float:
    """Return for how long the days before it would have been wrong about a day, h."""
    age = days[row] - days[:row]
    weights = seen[:row] * likeness_of(names[:row], int(names[row])) * 0.5 ** (age / HALF_LIFE_DAYS)
    expected = weights @ away[:row] / max(float(weights.sum()), 1e-6)
    return float(np.abs(expected - away[row]).sum()) / 2.0


def _usual(habits: TripHabits, mine: Bools, seen: Floats, judged: Bools, foretold: Bools) -> Usual:
    """Return what the days of one kind have been like."""
    rows = [int(row) for row in np.flatnonzero(mine & (seen >= SEEN))]
    trips = {row: np.flatnonzero(habits.row == row) for row in rows}
    driven = [own for own in trips.values() if len(own)]
    return Usual(
        days=len(rows),
        judged=int((mine & judged).sum()),
        foretold=int((mine & foretold).sum()),
        drives=len(driven),
        leave=_span([float(habits.leave[own].min()) for own in driven]),
        back=_span([float(habits.back[own].max()) for own in driven]),
        kwh=_span([float(habits.kwh[own].sum()) for own in driven]),
    )


def _span(values: list[float]) -> Span | None:
    if not values:
        return None
    low, middle, high = (float(value) for value in np.quantile(values, [0.1, 0.5, 0.9]))
    return Span(low, middle, high)
