from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from backtest.synthetic import synthetic_prices
from custom_components.v2h_planner.core.forecast.day_table import tabulate
from custom_components.v2h_planner.core.forecast.price import SunOutlook, forecast_price, learn_prices
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
