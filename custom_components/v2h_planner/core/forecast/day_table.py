"""Past days by local half hour, and the horizon's slots in the same terms: what every forecast learns from."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..horizon import Horizon
from ..series import StepSeries

HALVES = 48
SATURDAY = 5
_NEW_YEAR = datetime(1970, 1, 1)
EPOCH = _NEW_YEAR.toordinal()
_DAY_S = 86400.0


def free_days(days: Ints, off: frozenset[int] = frozenset()) -> Bools:
    """Mask of Saturdays, Sundays and days `off` among days (ordinals), in the shape of `days`."""
    return np.asarray(((days - 1) % 7 >= SATURDAY) | np.isin(days, np.array(sorted(off), dtype=np.int64)))


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
    def free(self) -> Bools:
        """Mask of Saturdays and Sundays, shape (D,)."""
        return free_days(self.days)

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
    since, until, value = series.arrays
    start = since + offsets(since, zone)
    end = start + (until - since)
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
    days = np.arange(length, dtype=np.int64) + origin + EPOCH
    return DayTable(days, mean.reshape(length, HALVES))


def offsets(stamps: Floats, zone: tzinfo) -> Floats:
    """Return by how many seconds local wall time is ahead of UTC at Unix times, in the shape of `stamps`."""
    day = np.floor(stamps / _DAY_S).astype(np.int64)
    days, of = np.unique(day, return_inverse=True)
    begin = np.array([_offset(float(d) * _DAY_S, zone) for d in days])
    end = np.array([_offset(float(d + 1) * _DAY_S, zone) for d in days])
    ahead = begin[of]
    # one by one only on a day in which the clock changes
    for index in np.flatnonzero((begin != end)[of]):
        ahead[index] = _offset(float(stamps[index]), zone)
    return ahead


def moments(walls: Floats, zone: tzinfo) -> Floats:
    """Return the Unix times of local wall times (seconds since 1970), in the shape of `walls`.

    One that comes twice is meant the first time, one that is left out by the clock from before.
    """
    days, of = np.unique(np.floor(walls / _DAY_S).astype(np.int64), return_inverse=True)
    before, after = (np.array([_offset(float(d + by) * _DAY_S, zone) for d in days]) for by in (-1, 2))
    stamps = walls - before[of]
    for index in np.flatnonzero((before != after)[of]):
        wall = _NEW_YEAR + timedelta(seconds=float(walls[index]))
        stamps[index] = wall.replace(tzinfo=zone).timestamp()
    return np.asarray(stamps)


@lru_cache(maxsize=256)
def _offset(stamp: float, zone: tzinfo) -> float:
    return (datetime.fromtimestamp(stamp, zone).utcoffset() or timedelta()).total_seconds()


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
    def free(self) -> Bools:
        """Mask of pieces on a Saturday or Sunday, shape (M,)."""
        return free_days(self.day)


@lru_cache(maxsize=4)
def cut(horizon: Horizon, zone: tzinfo) -> Pieces:
    """Cut the horizon's slots into local half hours, each piece placed by its middle.

    Cached for the next forecast of the same pass: not to be changed.
    """
    stamps = horizon.stamps
    lengths = np.diff(stamps)
    count = np.maximum(np.ceil(lengths / 1800.0 - 1e-9), 1).astype(np.int64)
    slot = np.repeat(np.arange(len(lengths)), count)
    rank = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    middle = stamps[slot] + (rank + 0.5) * lengths[slot] / count[slot]
    # of each piece, not of its slot: an hour may hold the moment at which the clock changes
    cell = np.floor((middle + offsets(middle, zone)) / 1800.0).astype(np.int64)
    return Pieces(slot, cell // HALVES + EPOCH, cell % HALVES, (middle - stamps[0]) / 3600.0)


def recency(table: DayTable, day: int, half_life_days: float, other_kind: float, free: bool) -> Floats:
    """Return the weight of each past day for a day of the given kind, shape (D,): recent and alike count more."""
    weight = 0.5 ** (np.maximum(day - table.days, 0) / half_life_days)
    return np.asarray(weight * np.where(table.free == free, 1.0, other_kind))


def shape(table: DayTable, weights: Floats, fallback: float, prior: float = 0.0) -> Floats:
    """Return the weighted mean by half hour, shape (48,); unknown ones take the day's mean, else `fallback`.

    `prior`: with how many half hours of that value the day's mean begins.
    """
    return np.asarray(shapes(table, weights[None], fallback, prior)[0])


def shapes(table: DayTable, weights: Floats, fallback: float = 0.0, prior: float = 0.0) -> Floats:
    """Return the same for each of several weights, shape (T, D); shape (T, 48)."""
    known = np.isfinite(table.values)
    weight = weights @ known
    total = weights @ np.where(known, table.values, 0.0)
    seen = weight > 1e-9
    known_weight = np.where(seen, weight, 0.0).sum(axis=1) + prior
    level = np.where(seen, total, 0.0).sum(axis=1) + prior * fallback
    some = known_weight > 0.0
    level = np.where(some, level / np.where(some, known_weight, 1.0), fallback)
    return np.where(seen, total / np.where(seen, weight, 1.0), level[:, None])


def quantiles(values: Floats, shares: tuple[float, ...]) -> Floats:
    """Return quantiles of what is known in each column, shape (len(shares), columns); NaN where nothing is.

    As `numpy.nanquantile`, which asks for each column by itself.
    """
    rising = np.sort(values, axis=0)  # unknown ones go last
    last = np.isfinite(rising).sum(axis=0) - 1
    column = np.arange(values.shape[1])
    out = np.full((len(shares), values.shape[1]), np.nan)
    for row, share in zip(out, shares, strict=True):
        place = last * share
        below = np.floor(place).astype(np.int64)
        low = rising[np.maximum(below, 0), column]
        high = rising[np.clip(below + 1, 0, np.maximum(last, 0)), column]
        part = place - below
        row[:] = np.where(part < 0.5, low + (high - low) * part, high - (high - low) * (1.0 - part))
    return out
