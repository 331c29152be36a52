"""Prices beyond what is published: the last weeks by kind of day and half hour, with the recent level.

A day is forecast as the weighted mean of alike days plus a damped share of how far the last known day
lies off its own mean. Where the sun of the next days is forecast, a sunny day is cheaper by what sunny days
were cheaper lately. The errors that this rule made in the last weeks give the quantiles.
"""

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..horizon import Horizon
from ..series import StepSeries
from .day_table import HALVES, DayTable, Pieces, cut, free_days, quantiles, shapes, tabulate

WINDOW_DAYS = 28
# Tuned on a year of Tokyo's day-ahead prices; the error is flat around these values.
HALF_LIFE_DAYS = 10.0
OTHER_KIND = 0.1
# Share of the last known day's deviation that is still there one day later.
PERSISTENCE = 0.62
ERROR_DAYS = 21
# Spread before there are errors to learn from, as a share of the price.
UNKNOWN_SPREAD = 0.25
# Fewer days before a day say nothing of what the rule would have made of it, and fewer errors nothing of its spread.
LEAST_DAYS = 7
# So many days with prices and sun are needed to learn what sun does; the ridge counts like as many days
# that were sunny or dull by the whole of the usual sun and made no difference.
SUN_DAYS = 10
SUN_RIDGE = 2.0
# A day is judged by its forecast sun when so much of its usual sun is still to come.
SUN_COVERED = 0.6


@dataclass(frozen=True, kw_only=True)
class PriceForecast:
    """yen/kWh, shape (N,) each, in the unit (area or all-in) of what was given.

    `values` (p50) is the published price where `known`, the central forecast elsewhere; `p10` and `p90`
    equal it where it is known.
    """

    values: Floats
    p10: Floats
    p90: Floats
    known: Bools


@dataclass(frozen=True)
class SunOutlook:
    """PV of the past days and what is expected of it by slot, shape (N,); kW of any one roof."""

    past: DayTable
    expected_kw: Floats


@dataclass(frozen=True)
class SunEffect:
    """Effect of sun on prices. `usual_kw`: PV of a usual day; `slope`: yen/kWh by twice its sun; shape (48,).

    `last_excess`: sun of the last known day over the usual one, as a share of it; None where it is unknown.
    """

    usual_kw: Floats
    slope: Floats
    last_excess: float | None


@dataclass(frozen=True)
class PricePattern:
    """What the last known days show: the last of them, its deviation, means and error quantiles.

    `work`, `free`, `deviation`, `low`, `high`: shape (48,). `lowest`: of all prices so far, which no
    forecast goes below: spot markets have a floor.
    """

    last_day: int
    work: Floats
    free: Floats
    deviation: Floats
    low: Floats
    high: Floats
    lowest: float = -np.inf
    sun: SunEffect | None = None


def learn_prices(
    table: DayTable, pv: DayTable | None = None, days_off: frozenset[int] = frozenset()
) -> PricePattern | None:
    """Learn the pattern of all days in the table; None without a whole known day. `pv`: PV of the same days.

    `days_off` (ordinals): weekdays that are like weekends.
    """
    whole = np.flatnonzero(np.isfinite(table.values).sum(axis=1) >= HALVES - 2)
    if not len(whole):
        return None
    judged = whole[-ERROR_DAYS:]
    judged = judged[np.minimum(judged, WINDOW_DAYS) >= LEAST_DAYS]
    last = int(table.days[whole[-1]])
    # what the rule knew before each of the days that it is judged by, and what it knows now
    known = _known_before(table, np.append(table.days[judged], last + 1), days_off)
    sun = None if pv is None else _sun_before(table, known, pv)
    work, rest, deviation = known.work[-1], known.free[-1], known.deviation[-1]
    if len(judged) >= LEAST_DAYS:
        low, high = _errors(table.values[judged], known, sun)
    else:
        high = UNKNOWN_SPREAD * np.abs(work)
        low = -high
    return PricePattern(
        last_day=last,
        work=work,
        free=rest,
        deviation=deviation,
        low=np.minimum(low, 0.0),
        high=np.maximum(high, 0.0),
        lowest=float(np.nanmin(table.values)),
        sun=None if sun is None else sun.last(),
    )


def _errors(truth: Floats, known: _Known, sun: _KnownSun | None) -> tuple[Floats, Floats]:
    """Return the tenths of the errors that the rule made on all days but the last, shape (48,) each."""
    deviation = known.deviation if sun is None else known.deviation - sun.slope * sun.before[:, None]
    centre = np.where(known.is_free[:, None], known.free, known.work) + PERSISTENCE * deviation
    if sun is not None:
        centre = centre + sun.slope * sun.on[:, None]
    stack = truth - centre[:-1]
    # neighbouring half hours together: 3 x 21 errors for each
    pooled = np.concatenate([np.roll(stack, shift, axis=1) for shift in (-1, 0, 1)])
    low, high = quantiles(pooled, (0.1, 0.9))
    return low, high


@dataclass(frozen=True)
class _Known:
    """What was known before each of T days: means of both kinds of day, and how far the day before lay off its own.

    `days`, `is_free`: shape (T,); `window`: mask of the table's days that were known, shape (T, D); `was_free`: of those
    that were days off, shape (D,); the others: shape (T, 48).
    """

    days: Ints
    is_free: Bools
    was_free: Bools
    window: Bools
    work: Floats
    free: Floats
    deviation: Floats


def _known_before(table: DayTable, days: Ints, days_off: frozenset[int]) -> _Known:
    """Look back from each of the days; the day before each is in the table."""
    age = days[:, None] - table.days
    window = (age > 0) & (age <= WINDOW_DAYS)
    weight = np.where(window, 0.5 ** (np.maximum(age, 0) / HALF_LIFE_DAYS), 0.0)
    was_free = free_days(table.days, days_off)
    work, free = (
        shapes(table, weight * np.where(was_free == kind, 1.0, OTHER_KIND)) for kind in (False, True)
    )
    before = days - 1
    deviation = table.values[before - table.days[0]] - np.where(
        free_days(before, days_off)[:, None], free, work
    )
    return _Known(
        days,
        free_days(days, days_off),
        was_free,
        window,
        work,
        free,
        np.where(np.isfinite(deviation), deviation, 0.0),
    )


@dataclass(frozen=True)
class _KnownSun:
    """What was known of sun and prices before each of T days; zeros where there was too little.

    `enough`, `before`, `on`: shape (T,), the latter the excess of sun on the day before and on the day itself;
    `has_before`: whether that is known; `usual_kw`, `slope`: shape (T, 48).
    """

    enough: Bools
    usual_kw: Floats
    slope: Floats
    before: Floats
    has_before: Bools
    on: Floats

    def last(self) -> SunEffect | None:
        """Return the effect as it is known now."""
        if not self.enough[-1]:
            return None
        return SunEffect(
            self.usual_kw[-1], self.slope[-1], float(self.before[-1]) if self.has_before[-1] else None
        )


def _sun_before(table: DayTable, known: _Known, pv: DayTable) -> _KnownSun | None:
    """Regress prices on the day's sun (ridge), by half hour; None without any sun."""
    if not len(pv):
        return None
    finite = np.isfinite(pv.values)
    age = known.days[:, None] - 1 - pv.days
    window = (age >= 0) & (age < WINDOW_DAYS)
    weight = np.where(window, 0.5 ** (np.maximum(age, 0) / HALF_LIFE_DAYS), 0.0)
    usual = weight @ np.where(finite, pv.values, 0.0) / np.maximum(weight @ finite, 1e-9)
    sunny = usual.sum(axis=1)
    enough = (window @ finite.all(axis=1).astype(np.int64) >= SUN_DAYS) & (sunny > 0)
    total = np.where(finite.all(axis=1), pv.values.sum(axis=1), np.nan)

    def excess(days: Ints) -> Floats:
        """Return the sun of the days over each usual one, as a share of it; NaN where it is not known."""
        row = days - pv.days[0]
        there = (row >= 0) & (row < len(pv))
        made = np.where(there, total[np.clip(row, 0, len(pv) - 1)], np.nan)
        return np.asarray(made / np.where(sunny > 0, sunny, np.nan)[:, None] - 1.0)

    of_table = excess(table.days)
    both = known.window & np.isfinite(of_table) & np.isfinite(table.values).all(axis=1)
    enough &= both.sum(axis=1) >= SUN_DAYS
    x = np.where(both, of_table, 0.0)
    mean = np.where(known.was_free[:, None], known.free[:, None], known.work[:, None])
    y = np.where(both[..., None], table.values - mean, 0.0)
    w = 0.5 ** (np.maximum(known.days[:, None] - 1 - table.days, 0) / (2 * HALF_LIFE_DAYS))
    slope = np.einsum("td,tdh->th", w * x, y) / ((w * x * x).sum(axis=1) + SUN_RIDGE)[:, None]
    # neighbouring half hours together, and sun never makes power dearer
    shifts = zip(range(-2, 3), (1, 2, 3, 2, 1), strict=True)
    around = sum(k * np.roll(slope, shift, axis=1) for shift, k in shifts)
    slope = np.where(enough[:, None], np.minimum(np.asarray(around) / 9.0, 0.0), 0.0)
    before, on = (np.diagonal(excess(days)) for days in (known.days - 1, known.days))
    return _KnownSun(enough, usual, slope, np.nan_to_num(before), np.isfinite(before), np.nan_to_num(on))


def _sun_shift(pattern: PricePattern, pieces: Pieces, outlook: SunOutlook, lag: Ints) -> Floats:
    """Return by how much the sun of the next days makes prices differ from the pattern, shape (M,)."""
    effect = pattern.sun
    if effect is None:
        return np.zeros(len(pieces.slot))
    usual = effect.usual_kw[pieces.half]
    surplus = outlook.expected_kw[pieces.slot] - usual
    excess: dict[int, float] = {}
    for day in np.unique(pieces.day):
        of = pieces.day == day
        ahead = float(usual[of].sum())
        enough = ahead >= SUN_COVERED * float(effect.usual_kw.sum())
        excess[int(day)] = float(surplus[of].sum()) / ahead if enough else 0.0
    last = effect.last_excess
    if last is None:
        last = excess.get(pattern.last_day, 0.0)
    own = np.array([excess[int(day)] for day in pieces.day])
    return np.asarray(effect.slope[pieces.half] * (own - PERSISTENCE**lag * last))


def forecast_price(
    horizon: Horizon,
    zone: tzinfo,
    published: StepSeries,
    history: StepSeries | PricePattern | None = None,
    sun: SunOutlook | None = None,
    days_off: frozenset[int] = frozenset(),
) -> PriceForecast | None:
    """Forecast the price of every slot; None where there are neither published prices nor history.

    `history`: past prices in the same unit (what is published is learned from as well), or a pattern
    that was learned from both. `days_off` (ordinals): weekdays that are like weekends.
    """
    by_slot = published.on(horizon)
    known = np.isfinite(by_slot)
    if isinstance(history, PricePattern):
        pattern: PricePattern | None = history
    else:
        past = published if history is None else history.then(published)
        pattern = learn_prices(tabulate(past, zone), None if sun is None else sun.past, days_off)
    if pattern is None:
        if not known.any():
            return None
        level = float(by_slot[known].mean())
        values = np.where(known, by_slot, level)
        spread = np.where(known, 0.0, UNKNOWN_SPREAD * abs(level))
        return PriceForecast(values=values, p10=values - spread, p90=values + spread, known=known)
    pieces = cut(horizon, zone)
    lag = np.maximum(pieces.day - pattern.last_day, 1)
    centre = np.where(free_days(pieces.day, days_off), pattern.free[pieces.half], pattern.work[pieces.half])
    centre = centre + PERSISTENCE**lag * pattern.deviation[pieces.half]
    if sun is not None:
        centre = centre + _sun_shift(pattern, pieces, sun, lag)
    # errors of independent days add up like their squares; the rule forgets, so they level off
    widen = np.sqrt((1.0 - PERSISTENCE ** (2 * lag)) / (1.0 - PERSISTENCE**2))
    values = np.where(known, by_slot, np.maximum(pieces.mean(centre), pattern.lowest))
    low = np.where(known, 0.0, pieces.mean(widen * pattern.low[pieces.half]))
    high = np.where(known, 0.0, pieces.mean(widen * pattern.high[pieces.half]))
    p10 = np.where(known, values, np.maximum(values + low, pattern.lowest))
    return PriceForecast(values=values, p10=p10, p90=values + high, known=known)
