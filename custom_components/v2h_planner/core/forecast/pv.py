"""PV power with quantiles: a published forecast corrected by what the roof really made, else the clear sky.

Published: each half hour is multiplied by the median of metered over forecast in the last weeks at that time
of day; days with hardly any power under a forecast sun (snow, outage, a dead meter) say nothing.

Without one: the clear-sky irradiance of the place times what the roof made of it in the last days, by time
of day, which knows the roof's size, its tilt and its shade.
"""

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np

from ..arrays import Floats
from ..horizon import Horizon
from ..series import StepSeries
from .clear_sky import Place, clear_sky
from .day_table import EPOCH, HALVES, DayTable, Pieces, cut, moments, quantiles, tabulate
from .pv_history import forecast_pv

WINDOW_DAYS = 28
HALF_LIFE_DAYS = 7.0
# A forecast below this share of the roof's best half hour has a ratio that says nothing.
TELLING_SHARE = 0.05
# A day that made less than this share of its forecast was no weather: snow, outage, a dead meter.
DEAD_SHARE = 0.08
# What a bias may be: beyond it the forecast is of another roof, and that is for its owner to mend.
LOWEST_RATIO, HIGHEST_RATIO = 0.5, 1.6
# The bias counts as 1 in so many more days.
PRIOR_DAYS = 4.0
# Unlucky and lucky tenth as shares of the expected, before there are days to learn them from.
UNKNOWN_LOW, UNKNOWN_HIGH = 0.4, 1.4
FEW_DAYS = 7
# A roof that made more than this share of its energy after sunset is not at that place.
DARK_SHARE = 0.05
# How long the clouds of now stay as they are, and the sun below which they say nothing of the day.
NOW_HALF_LIFE_HOURS = 3.0
NOW_SHARE = 0.2


@dataclass(frozen=True, kw_only=True)
class SunForecast:
    """PV power, kW, shape (N,) each: expected, and exceeded in 9 and in 1 of 10 cases."""

    expected: Floats
    p10: Floats
    p90: Floats


@dataclass(frozen=True, kw_only=True)
class Published:
    """A solar forecast, kW; `low` and `high` (p10, p90) are empty where the source has none.

    `seen`: what it had forecast of hours that are past.
    """

    expected: StepSeries = StepSeries()
    low: StepSeries = StepSeries()
    high: StepSeries = StepSeries()
    seen: StepSeries = StepSeries()


@dataclass(frozen=True)
class SunBias:
    """Metered over forecast by half hour, and the same at the unlucky and lucky tenth; shape (48,) each."""

    ratio: Floats
    low: Floats
    high: Floats


NO_BIAS = SunBias(np.ones(HALVES), np.full(HALVES, UNKNOWN_LOW), np.full(HALVES, UNKNOWN_HIGH))


def learn_bias(metered: DayTable, forecast: DayTable) -> SunBias:
    """Learn what the roof makes of its forecast, from the days of both; no bias without any."""
    days = np.intersect1d(metered.days, forecast.days)[-WINDOW_DAYS:]
    if not len(days):
        return NO_BIAS
    made = metered.values[np.searchsorted(metered.days, days)]
    expected = forecast.values[np.searchsorted(forecast.days, days)]
    both = np.isfinite(made) & np.isfinite(expected)
    best = float(expected[both].max(initial=0.0))
    total = np.where(both, expected, 0.0).sum(axis=1)
    alive = np.where(both, made, 0.0).sum(axis=1) > DEAD_SHARE * total
    telling = both & (expected > TELLING_SHARE * best) & alive[:, None]
    ratios = np.where(telling, made, np.nan) / np.where(telling, expected, 1.0)
    low, middle, high = _quantiles(ratios)
    count = np.where(np.isfinite(middle), telling.sum(axis=0), 0)
    trust = count / (count + PRIOR_DAYS)
    ratio = 1.0 + trust * (np.clip(np.where(count > 0, middle, 1.0), LOWEST_RATIO, HIGHEST_RATIO) - 1.0)
    known = count >= FEW_DAYS
    return SunBias(
        ratio,
        np.minimum(np.where(known, low, UNKNOWN_LOW * ratio), ratio),
        np.maximum(np.where(known, high, UNKNOWN_HIGH * ratio), ratio),
    )


def _quantiles(ratios: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the first decile, median and ninth decile of each half hour with its neighbours; NaN where unknown."""
    pooled = np.concatenate([np.roll(ratios, shift, axis=1) for shift in (-1, 0, 1)])
    low, middle, high = quantiles(pooled, (0.1, 0.5, 0.9))
    return low, middle, high


def forecast_sun(
    horizon: Horizon,
    zone: tzinfo,
    history: StepSeries | DayTable,
    published: Published | None = None,
    place: Place | None = None,
    now_kw: float | None = None,
) -> SunForecast:
    """Forecast the PV power of every slot, 0 at night. `history`: metered power of the last weeks, kW."""
    pieces = cut(horizon, zone)
    table = history if isinstance(history, DayTable) else tabulate(history, zone)
    learned = _from_sky(horizon, pieces, table, zone, place, now_kw)
    if published is None or not published.expected:
        return learned
    bias = learn_bias(table, tabulate(published.seen, zone))
    expected = published.expected.on(horizon)
    ratio = pieces.mean(bias.ratio[pieces.half])
    # a source's own quantiles know the weather; ours only how far off it usually is
    low, high = published.low.on(horizon) * ratio, published.high.on(horizon) * ratio
    low = np.where(np.isfinite(low), low, expected * pieces.mean(bias.low[pieces.half]))
    high = np.where(np.isfinite(high), high, expected * pieces.mean(bias.high[pieces.half]))
    known = np.isfinite(expected)
    middle = np.where(known, expected * ratio, learned.expected)
    return _ordered(middle, np.where(known, low, learned.p10), np.where(known, high, learned.p90))


def _from_sky(
    horizon: Horizon, pieces: Pieces, table: DayTable, zone: tzinfo, place: Place | None, now_kw: float | None
) -> SunForecast:
    """Forecast from the clear sky times what the roof made of it; without a place, from the last days alone."""
    today = int(pieces.day[0])
    recent = table.before(today + 1, WINDOW_DAYS)
    known = np.isfinite(recent.values)
    made = np.where(known, recent.values, 0.0)
    sky = np.zeros_like(made) if place is None else clear_sky(_stamps(recent, zone), place)
    in_the_dark = float(made[sky <= 0].sum())
    if place is None or not known.any() or in_the_dark > DARK_SHARE * float(made.sum()):
        expected = forecast_pv(horizon, zone, table, now_kw)
        return _ordered(expected, UNKNOWN_LOW * expected, UNKNOWN_HIGH * expected)
    light = np.where(known, sky, 0.0)
    alive = made.sum(axis=1) > 0
    weight = 0.5 ** ((today - recent.days) / HALF_LIFE_DAYS) * alive
    # a half hour with its neighbours, so that a low sun divides by enough light
    usual = _around(weight @ made) / np.maximum(_around(weight @ light), 1e-6)
    telling = known & (sky > TELLING_SHARE * float(sky.max(initial=0.0))) & alive[:, None]
    ratios = np.where(telling, made, np.nan) / np.where(telling, sky, 1.0)
    low, _, high = _quantiles(ratios)
    few = alive.sum() < FEW_DAYS
    low = np.where(np.isfinite(low) & ~few, low, UNKNOWN_LOW * usual)
    high = np.where(np.isfinite(high) & ~few, high, UNKNOWN_HIGH * usual)
    ahead = clear_sky(horizon.start.timestamp() + 3600.0 * pieces.ahead, place)
    values = usual[pieces.half] * ahead
    if now_kw is not None and ahead[0] > NOW_SHARE * float(ahead.max(initial=0.0)) and values[0] > 0:
        # at most half again above the best of the last days: one bright minute is not the day
        best = 1.5 * max(float(high[pieces.half[0]]) * float(ahead[0]), values[0])
        ratio = min(max(now_kw, 0.0), best) / values[0]
        values = values * (1.0 + (ratio - 1.0) * 0.5 ** (pieces.since_first / NOW_HALF_LIFE_HOURS))
        values = np.minimum(values, np.maximum(high[pieces.half] * ahead, values[0]))
    return _ordered(
        pieces.mean(values), pieces.mean(low[pieces.half] * ahead), pieces.mean(high[pieces.half] * ahead)
    )


def _around(values: Floats) -> Floats:
    """Add up each half hour and its neighbours, shape (48,)."""
    return np.asarray(np.roll(values, 1) + values + np.roll(values, -1))


def _stamps(table: DayTable, zone: tzinfo) -> Floats:
    """Return the Unix time of the middle of every cell, shape (D, 48)."""
    midnights = moments(np.asarray((table.days - EPOCH) * 86400.0), zone)
    return np.asarray(midnights[:, None] + 900.0 + 1800.0 * np.arange(HALVES))


def _ordered(expected: Floats, low: Floats, high: Floats) -> SunForecast:
    """Return the forecast, never negative and with the expected between the tenths."""
    expected = np.maximum(expected, 0.0)
    return SunForecast(
        expected=expected,
        p10=np.clip(low, 0.0, expected),
        p90=np.maximum(high, expected),
    )
