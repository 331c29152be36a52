from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from backtest.synthetic import synthetic_prices
from custom_components.v2h_planner.core.forecast.day_table import DayTable, recency, shape, tabulate
from custom_components.v2h_planner.core.forecast.price import (
    ERROR_DAYS,
    HALF_LIFE_DAYS,
    OTHER_KIND,
    PERSISTENCE,
    SUN_DAYS,
    SUN_RIDGE,
    UNKNOWN_SPREAD,
    WINDOW_DAYS,
    PricePattern,
    SunEffect,
    SunOutlook,
    forecast_price,
    learn_prices,
)
from custom_components.v2h_planner.core.horizon import HALF_HOUR, make_horizon
from custom_components.v2h_planner.core.series import StepSeries

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST = date(2026, 2, 2)  # a Monday
DAYS = 120
PRICES = np.array([synthetic_prices(FIRST + timedelta(days=i)) for i in range(DAYS)])


def midnight(day: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), tzinfo=TOKYO)


def series(first: int, stop: int) -> StepSeries:
    return StepSeries.regular(midnight(first), HALF_HOUR, PRICES[first:stop].ravel())


def test_published_prices_are_taken_as_they_are():
    now = midnight(40) + timedelta(hours=17)
    forecast = forecast_price(make_horizon(now), TOKYO, series(40, 42), series(10, 40))
    assert forecast.known[: 14 + 48].all()
    assert not forecast.known[14 + 48 :].any()
    assert forecast.values[0] == PRICES[40, 34]
    assert (forecast.p10[forecast.known] == forecast.values[forecast.known]).all()


def test_it_is_nearer_than_yesterday_and_than_last_week():
    ours, yesterday, week = [], [], []
    for day in range(36, DAYS - 1):
        # tomorrow, forecast before its prices are out
        horizon = make_horizon(midnight(day), 96, 0)
        forecast = forecast_price(horizon, TOKYO, series(day, day + 1), series(day - 35, day))
        truth = PRICES[day + 1]
        ours.append(np.abs(forecast.values[48:] - truth).mean())
        yesterday.append(np.abs(PRICES[day] - truth).mean())
        week.append(np.abs(PRICES[day - 6] - truth).mean())
    assert np.mean(ours) < 0.95 * np.mean(yesterday)
    assert np.mean(ours) < 0.95 * np.mean(week)


def test_eight_in_ten_prices_lie_between_the_quantiles():
    inside = []
    for day in range(50, DAYS - 1):
        horizon = make_horizon(midnight(day), 96, 0)
        forecast = forecast_price(horizon, TOKYO, series(day, day + 1), series(day - 49, day))
        inside.append(
            ((PRICES[day + 1] >= forecast.p10[48:]) & (PRICES[day + 1] <= forecast.p90[48:])).mean()
        )
    assert 0.68 < np.mean(inside) < 0.92


def test_a_sunday_is_expected_to_be_like_sundays():
    work = np.full(48, 20.0)
    free = np.full(48, 10.0)
    days = np.array([free if (FIRST + timedelta(days=i)).weekday() >= 5 else work for i in range(26)])
    past = StepSeries.regular(midnight(0), HALF_HOUR, days.ravel())
    horizon = make_horizon(midnight(25), 96, 0)  # Friday; its prices are known
    forecast = forecast_price(horizon, TOKYO, StepSeries(past.steps[-48:]), past)
    assert forecast.values[:48] == pytest.approx(20.0)
    assert forecast.values[48:].mean() < 13.0


def test_prices_of_one_day_are_enough_to_go_on():
    now = midnight(3) + timedelta(hours=20)
    forecast = forecast_price(make_horizon(now), TOKYO, series(3, 4))
    assert np.isfinite(forecast.values).all()
    assert (forecast.p10 <= forecast.values).all()
    assert (forecast.p90 >= forecast.values).all()


def test_a_few_hours_of_prices_go_on_at_their_mean():
    start = midnight(3)
    forecast = forecast_price(make_horizon(start), TOKYO, StepSeries.regular(start, HALF_HOUR, [10.0, 20.0]))
    assert forecast.values[5] == pytest.approx(15.0)
    assert forecast.p90[5] > 15.0


def test_without_prices_there_is_no_forecast():
    assert forecast_price(make_horizon(midnight(0)), TOKYO, StepSeries()) is None
    assert learn_prices(tabulate(StepSeries(), TOKYO)) is None


def test_a_sunny_forecast_makes_noon_cheaper_and_leaves_the_night():
    """In this market every kW of sun takes 4 yen off noon prices."""
    rng = np.random.default_rng(11)
    bell = np.exp(-0.5 * ((np.arange(48) - 24) / 5.0) ** 2)
    clouds = rng.uniform(0.2, 1.0, 30)
    sun = clouds[:, None] * bell * 3.0
    prices = 20.0 - 4.0 * sun / 3.0 * 3.0 + 0.1 * rng.normal(size=(30, 48))
    past = StepSeries.regular(midnight(0), HALF_HOUR, prices[:29].ravel())
    today = StepSeries.regular(midnight(29), HALF_HOUR, prices[29])
    horizon = make_horizon(midnight(29), 96, 0)
    metered = tabulate(StepSeries.regular(midnight(0), HALF_HOUR, sun[:29].ravel()), TOKYO)

    def forecast(tomorrow: float):
        ahead = np.concatenate([sun[29], tomorrow * bell * 3.0])
        found = forecast_price(horizon, TOKYO, today, past, SunOutlook(metered, ahead))
        assert found is not None
        return found.values[48:]

    bright, dull = forecast(1.0), forecast(0.2)
    assert bright[24] < dull[24] - 4.0
    assert bright[4] == pytest.approx(dull[4], abs=0.3)
    assert bright.min() >= prices.min()


def test_a_day_whose_sun_is_not_forecast_is_a_usual_day():
    horizon = make_horizon(midnight(40), 96, 0)
    metered = tabulate(
        StepSeries.regular(midnight(10), HALF_HOUR, np.tile(np.r_[[0.0] * 16, [2.0] * 16, [0.0] * 16], 30)),
        TOKYO,
    )
    usual = np.tile(np.r_[[0.0] * 16, [2.0] * 16, [0.0] * 16], 2)
    plain = forecast_price(horizon, TOKYO, series(40, 41), series(10, 40))
    with_sun = forecast_price(horizon, TOKYO, series(40, 41), series(10, 40), SunOutlook(metered, usual))
    assert plain is not None and with_sun is not None
    assert with_sun.values == pytest.approx(plain.values)


def test_no_forecast_goes_below_the_floor_of_the_market():
    floor = np.full((30, 48), 0.01)
    floor[:, 36:] = 15.0
    floor[-1, :36] = 8.0
    past = StepSeries.regular(midnight(0), HALF_HOUR, floor[:29].ravel())
    found = forecast_price(
        make_horizon(midnight(29), 96, 0), TOKYO, StepSeries.regular(midnight(29), HALF_HOUR, floor[29]), past
    )
    assert found is not None
    assert found.p10.min() >= 0.01


def day_by_day(table: DayTable, pv: DayTable) -> PricePattern:
    """Learn what `learn_prices` learns, one day after the other."""

    def means(past: DayTable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        day = int(past.days[-1]) + 1
        work, free = (
            shape(past, recency(past, day, HALF_LIFE_DAYS, OTHER_KIND, kind), 0.0) for kind in (False, True)
        )
        off = past.values[-1] - (free if past.free[-1] else work)
        return work, free, np.where(np.isfinite(off), off, 0.0)

    def excess(day: int, usual: np.ndarray) -> float | None:
        row = pv.values[pv.days == day]
        return float(row.sum() / usual.sum() - 1) if len(row) and np.isfinite(row).all() else None

    def effect(past: DayTable, work: np.ndarray, free: np.ndarray) -> SunEffect | None:
        last = int(past.days[-1])
        sunny = pv.before(last + 1, WINDOW_DAYS)
        known = np.isfinite(sunny.values)
        if known.all(axis=1).sum() < SUN_DAYS:
            return None
        weight = 0.5 ** ((last - sunny.days) / HALF_LIFE_DAYS)[:, None] * known
        usual = (weight * np.where(known, sunny.values, 0.0)).sum(axis=0) / np.maximum(
            weight.sum(axis=0), 1e-9
        )
        found = [(day, excess(int(day), usual), row) for day, row in zip(past.days, past.values, strict=True)]
        found = [(day, x, row) for day, x, row in found if x is not None and np.isfinite(row).all()]
        if usual.sum() <= 0 or len(found) < SUN_DAYS:
            return None
        up, down = np.zeros(48), SUN_RIDGE
        for day, x, row in found:
            w = 0.5 ** ((last - day) / (2 * HALF_LIFE_DAYS))
            up = up + w * x * (row - (free if (day - 1) % 7 >= 5 else work))
            down += w * x * x
        around = sum(k * np.roll(up / down, s) for s, k in zip(range(-2, 3), (1, 2, 3, 2, 1), strict=True))
        return SunEffect(usual, np.minimum(around / 9.0, 0.0), excess(last, usual))

    whole = np.flatnonzero(np.isfinite(table.values).sum(axis=1) >= 46)
    errors = []
    for index in whole[-ERROR_DAYS:]:
        day, past = int(table.days[index]), table.before(int(table.days[index]), WINDOW_DAYS)
        if len(past) < 7:
            continue
        work, free, off = means(past)
        if (sun := effect(past, work, free)) is not None:
            off = off - sun.slope * (sun.last_excess or 0.0)
            off = off + sun.slope * (excess(day, sun.usual_kw) or 0.0) / PERSISTENCE
        errors.append(table.values[index] - (free if table.free[index] else work) - PERSISTENCE * off)
    recent = table.before(int(table.days[whole[-1]]) + 1, WINDOW_DAYS)
    work, free, off = means(recent)
    if len(errors) >= 7:
        pooled = np.concatenate([np.roll(errors, shift, axis=1) for shift in (-1, 0, 1)])
        low, high = np.nanquantile(pooled, [0.1, 0.9], axis=0)
    else:
        high = UNKNOWN_SPREAD * np.abs(work)
        low = -high
    return PricePattern(
        int(recent.days[-1]),
        work,
        free,
        off,
        np.minimum(low, 0.0),
        np.maximum(high, 0.0),
        float(np.nanmin(table.values)),
        effect(recent, work, free),
    )


@pytest.mark.parametrize("days", [1, 6, 8, 13, 20, 30, 45])
@pytest.mark.parametrize("holes", [0.0, 0.002, 0.03])
@pytest.mark.parametrize("late", [-3, 0, 9])
def test_all_days_at_once_teach_what_each_of_them_teaches(days, holes, late):
    rng = np.random.default_rng(days)
    prices, sun = (
        PRICES[:days].copy(),
        rng.uniform(0, 1, (days, 1)) * np.clip(np.sin(np.arange(48) / 8), 0, None),
    )
    prices -= 4.0 * sun
    prices[rng.random(prices.shape) < holes] = np.nan
    sun[rng.random(sun.shape) < holes / 10] = np.nan
    first = FIRST.toordinal()
    table, pv = (DayTable(first + at + np.arange(days), of) for at, of in ((0, prices), (late, sun)))
    ours, theirs = learn_prices(table, pv), day_by_day(table, pv)
    assert (ours.last_day, ours.lowest) == (theirs.last_day, theirs.lowest)
    for name in ("work", "free", "deviation", "low", "high"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), abs=1e-9), name
    assert (ours.sun is None) == (theirs.sun is None)
    if ours.sun is not None and theirs.sun is not None:
        assert ours.sun.usual_kw == pytest.approx(theirs.sun.usual_kw)
        assert ours.sun.slope == pytest.approx(theirs.sun.slope)
        assert ours.sun.last_excess == pytest.approx(theirs.sun.last_excess)


def test_a_holiday_in_the_week_is_as_cheap_as_a_weekend_and_says_nothing_of_working_days():
    wednesday = next(day for day in range(43, 50) if midnight(day).weekday() == 2)
    saturday, before = wednesday + 3, wednesday - 7
    prices = PRICES.copy()
    for day in (before, wednesday):  # two holidays, a week apart
        prices[day] = PRICES[saturday]

    def forecast(now: int, off: frozenset[int]) -> np.ndarray:
        past = StepSeries.regular(midnight(10), HALF_HOUR, prices[10:now].ravel())
        today = StepSeries.regular(midnight(now), HALF_HOUR, prices[now])
        return forecast_price(make_horizon(midnight(now), 96, 0), TOKYO, today, past, None, off).values[48:]

    off = frozenset(FIRST.toordinal() + day for day in (before, wednesday))
    for now in (wednesday - 1, wednesday):  # of the holiday itself, and of the day after
        known, unknown = (np.abs(forecast(now, days) - prices[now + 1]).mean() for days in (off, frozenset()))
        assert known < unknown
    assert forecast(wednesday - 1, off).mean() < forecast(wednesday - 1, frozenset()).mean()
