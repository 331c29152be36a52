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
from .day_table import HALVES, DayTable, Pieces, cut, is_free, recency, shape, tabulate

WINDOW_DAYS = 28
# Tuned on a year of Tokyo's day-ahead prices; the error is flat around these values.
HALF_LIFE_DAYS = 10.0
OTHER_KIND = 0.1
# Share of the last known day's deviation that is still there one day later.
PERSISTENCE = 0.62
ERROR_DAYS = 21
# Spread before there are errors to learn from, as a share of the price.
UNKNOWN_SPREAD = 0.25
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


def learn_prices(table: DayTable, pv: DayTable | None = None) -> PricePattern | None:
    """Learn the pattern of all days in the table; None without a whole known day. `pv`: PV of the same days."""
    whole = np.flatnonzero(np.isfinite(table.values).sum(axis=1) >= HALVES - 2)
    if not len(whole):
        return None
    errors = []
    for index in whole[-ERROR_DAYS:]:
        day = int(table.days[index])
        earlier = table.before(day, WINDOW_DAYS)
        if len(earlier) >= 7:
            work, free, deviation = _means(earlier)
            effect = None if pv is None else _sun_effect(earlier, work, free, pv)
            sunny: float | Floats = 0.0
            if effect is not None and pv is not None:
                deviation = deviation - effect.slope * (effect.last_excess or 0.0)
                sunny = effect.slope * (_excess(pv, day, effect.usual_kw) or 0.0)
            centre = (free if is_free(day) else work) + PERSISTENCE * deviation + sunny
            errors.append(table.values[index] - centre)
    last = int(table.days[whole[-1]])
    recent = table.before(last + 1, WINDOW_DAYS)
    work, free, deviation = _means(recent)
    if len(errors) >= 7:
        # neighbouring half hours together: 3 x 21 errors for each
        stack = np.array(errors)
        pooled = np.concatenate([np.roll(stack, shift, axis=1) for shift in (-1, 0, 1)])
        low, high = np.nanquantile(pooled, 0.1, axis=0), np.nanquantile(pooled, 0.9, axis=0)
    else:
        high = UNKNOWN_SPREAD * np.abs(work)
        low = -high
    return PricePattern(
        last_day=last,
        work=work,
        free=free,
        deviation=deviation,
        low=np.minimum(low, 0.0),
        high=np.maximum(high, 0.0),
        lowest=float(np.nanmin(table.values)),
        sun=None if pv is None else _sun_effect(recent, work, free, pv),
    )


def _means(table: DayTable) -> tuple[Floats, Floats, Floats]:
    """Return means of working and free days after the table's end, and the last day's deviation from its own."""
    last = int(table.days[-1])
    work, free = (
        shape(table, recency(table, last + 1, HALF_LIFE_DAYS, OTHER_KIND, kind), 0.0)
        for kind in (False, True)
    )
    deviation = table.values[-1] - (free if is_free(last) else work)
    return work, free, np.where(np.isfinite(deviation), deviation, 0.0)


def _sun_effect(table: DayTable, work: Floats, free: Floats, pv: DayTable) -> SunEffect | None:
    """Regress prices on the day's sun (ridge), by half hour; None without enough sun and days."""
    last = int(table.days[-1])
    sunny = pv.before(last + 1, WINDOW_DAYS)
    known = np.isfinite(sunny.values)
    if known.all(axis=1).sum() < SUN_DAYS:
        return None
    age = 0.5 ** ((last - sunny.days) / HALF_LIFE_DAYS)
    weight = age[:, None] * known
    usual = (weight * np.where(known, sunny.values, 0.0)).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-9)
    if usual.sum() <= 0:
        return None
    excess = [_excess(pv, int(day), usual) for day in table.days]
    both = np.array([e is not None for e in excess]) & np.isfinite(table.values).all(axis=1)
    if both.sum() < SUN_DAYS:
        return None
    x = np.array([e or 0.0 for e in excess])[both]
    y = (table.values - np.where(table.free[:, None], free, work))[both]
    w = 0.5 ** ((last - table.days[both]) / (2 * HALF_LIFE_DAYS))
    slope = (w * x) @ y / (float(w @ (x * x)) + SUN_RIDGE)
    # neighbouring half hours together, and sun never makes power dearer
    around = sum(k * np.roll(slope, shift) for shift, k in zip(range(-2, 3), (1, 2, 3, 2, 1), strict=True))
    return SunEffect(usual, np.minimum(np.asarray(around) / 9.0, 0.0), excess[-1])


def _excess(pv: DayTable, day: int, usual_kw: Floats) -> float | None:
    """Return a past day's sun over the usual one, as a share of it; None where it is not known."""
    row = pv.values[pv.days == day]
    if not len(row) or not np.isfinite(row[0]).all():
        return None
    return float(row[0].sum() / usual_kw.sum() - 1.0)


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
) -> PriceForecast | None:
    """Forecast the price of every slot; None where there are neither published prices nor history.

    `history`: past prices in the same unit (what is published is learned from as well), or a pattern
    that was learned from both.
    """
    by_slot = published.on(horizon)
    known = np.isfinite(by_slot)
    if isinstance(history, PricePattern):
        pattern: PricePattern | None = history
    else:
        past = published if history is None else history.then(published)
        pattern = learn_prices(tabulate(past, zone), None if sun is None else sun.past)
    if pattern is None:
        if not known.any():
            return None
        level = float(by_slot[known].mean())
        values = np.where(known, by_slot, level)
        spread = np.where(known, 0.0, UNKNOWN_SPREAD * abs(level))
        return PriceForecast(values=values, p10=values - spread, p90=values + spread, known=known)
    pieces = cut(horizon, zone)
    lag = np.maximum(pieces.day - pattern.last_day, 1)
    centre = np.where(pieces.free, pattern.free[pieces.half], pattern.work[pieces.half])
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
