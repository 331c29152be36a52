"""Past days by local half hour, and the horizon's slots in the same terms: what every forecast learns from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..arrays import Floats, Ints
from ..horizon import Horizon
from ..series import StepSeries

HALVES = 48
SATURDAY = 5
_EPOCH = date(1970, 1, 1).toordinal()


def is_free(day: int) -> bool:
    """Return whether the day (its ordinal) is a Saturday or Sunday."""
    return (day - 1) % 7 >= SATURDAY


@dataclass(frozen=True)
class DayTable:
    """Means by local day and half hour.

    `days`: ordinals of consecutive dates, shape (D,). `values`: shape (D, 48), NaN where nothing is known.
    """

    days: Ints
    values: Floats

    def __len__(self) -> int:
        return len(self.days)

    @property
    def free(self) -> NDArray[np.bool_]:
        """Mask of Saturdays and Sundays, shape (D,)."""
        return (self.days - 1) % 7 >= SATURDAY

    def before(self, day: int, count: int) -> DayTable:
        """Return at most the last `count` of the days before `day`."""
        keep = (self.days < day) & (self.days >= day - count)
        return DayTable(self.days[keep], self.values[keep])


NO_DAYS = DayTable(np.zeros(0, dtype=np.int64), np.zeros((0, HALVES)))


def tabulate(series: StepSeries, zone: tzinfo) -> DayTable:
    """Return the series by local day and half hour; a cell is known when half of it is covered.

    An hour that the clock repeats is averaged with its twin, one that it leaves out stays unknown.
    """
    if not series:
        return NO_DAYS
    start = np.array([_wall(step.start, zone) for step in series])
    end = start + np.array([(step.end - step.start).total_seconds() for step in series])
    value = np.array([step.value for step in series])
    first = np.floor(start / 1800.0).astype(np.int64)
    count = np.ceil(end / 1800.0).astype(np.int64) - first
    step = np.repeat(np.arange(len(value)), count)
    cell = np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    hours = (np.minimum(end[step], (cell + 1) * 1800.0) - np.maximum(start[step], cell * 1800.0)) / 3600.0
    known = np.isfinite(value[step])
    step, cell, hours = step[known], cell[known], hours[known]
    if not len(cell):
        return NO_DAYS
    origin = int(cell.min()) // HALVES
    length = int(cell.max()) // HALVES - origin + 1
    total = np.bincount(cell - origin * HALVES, hours * value[step], length * HALVES)
    covered = np.bincount(cell - origin * HALVES, hours, length * HALVES)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(covered >= 0.25 - 1e-9, total / covered, np.nan)
    days = np.arange(length, dtype=np.int64) + origin + _EPOCH
    return DayTable(days, mean.reshape(length, HALVES))


def _wall(when: datetime, zone: tzinfo) -> float:
    """Return local wall time as seconds since 1970."""
    offset = when.astimezone(zone).utcoffset() or timedelta()
    return when.timestamp() + offset.total_seconds()


@dataclass(frozen=True)
class Pieces:
    """A horizon's slots cut into pieces of at most half an hour, each with its local day and half hour.

    All of shape (M,): `slot`: which slot it belongs to; `day`: ordinal; `half`: 0 to 47;
    `ahead`: hours from the horizon's start to the piece's middle.
    """

    slot: Ints
    day: Ints
    half: Ints
    ahead: Floats

    def mean(self, values: Floats) -> Floats:
        """Return the mean of each slot's pieces, shape (N,)."""
        return np.asarray(np.bincount(self.slot, values) / np.bincount(self.slot))

    @property
    def since_first(self) -> Floats:
        """Hours since the first piece, for which a present reading stands, shape (M,)."""
        return np.asarray(self.ahead - self.ahead[0])

    @property
    def free(self) -> NDArray[np.bool_]:
        """Mask of pieces on a Saturday or Sunday, shape (M,)."""
        return (self.day - 1) % 7 >= SATURDAY


@lru_cache(maxsize=4)
def cut(horizon: Horizon, zone: tzinfo) -> Pieces:
    """Cut the horizon's slots into local half hours, each piece placed by its middle.

    Cached for the next forecast of the same pass: not to be changed.
    """
    stamps = np.array([edge.timestamp() for edge in horizon.edges])
    lengths = np.diff(stamps)
    count = np.maximum(np.ceil(lengths / 1800.0 - 1e-9), 1).astype(np.int64)
    slot = np.repeat(np.arange(len(lengths)), count)
    rank = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    middle = stamps[slot] + (rank + 0.5) * lengths[slot] / count[slot]
    # of each piece, not of its slot: an hour may hold the moment at which the clock changes
    offset = np.array([datetime.fromtimestamp(at, zone).utcoffset() or timedelta() for at in middle])
    cell = np.floor((middle + offset / timedelta(seconds=1)) / 1800.0).astype(np.int64)
    return Pieces(slot, cell // HALVES + _EPOCH, cell % HALVES, (middle - stamps[0]) / 3600.0)


def recency(table: DayTable, day: int, half_life_days: float, other_kind: float, free: bool) -> Floats:
    """Return the weight of each past day for a day of the given kind, shape (D,): recent and alike count more."""
    weight = 0.5 ** (np.maximum(day - table.days, 0) / half_life_days)
    return np.asarray(weight * np.where(table.free == free, 1.0, other_kind))


def shape(table: DayTable, weights: Floats, fallback: float, prior: float = 0.0) -> Floats:
    """Return the weighted mean by half hour, shape (48,); unknown ones take the day's mean, else `fallback`.

    `prior`: with how many half hours of that value the day's mean begins.
    """
    known = np.isfinite(table.values)
    weight = (weights[:, None] * known).sum(axis=0)
    total = (weights[:, None] * np.where(known, table.values, 0.0)).sum(axis=0)
    seen = weight > 1e-9
    known_weight = float(weight[seen].sum()) + prior
    level = (float(total[seen].sum()) + prior * fallback) / known_weight if known_weight > 0.0 else fallback
    return np.where(seen, total / np.where(seen, weight, 1.0), level)
