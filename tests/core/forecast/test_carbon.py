from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast.carbon import curve_of, forecast_carbon
from custom_components.v2h_planner.core.horizon import HALF_HOUR, make_horizon
from custom_components.v2h_planner.core.series import StepSeries

TOKYO = ZoneInfo("Asia/Tokyo")
MIDNIGHT = datetime(2026, 5, 5, tzinfo=TOKYO)


def test_noon_is_cleaner_than_night_and_spring_noons_are_the_cleanest():
    spring = forecast_carbon(make_horizon(MIDNIGHT), TOKYO)
    winter = forecast_carbon(make_horizon(MIDNIGHT.replace(month=12)), TOKYO)
    assert spring[24] < 0.7 * spring[4]
    assert winter[24] < winter[4]
    assert spring[24] < winter[24]


def test_the_present_reading_lifts_the_next_hours():
    usual = forecast_carbon(make_horizon(MIDNIGHT), TOKYO)
    dirty = forecast_carbon(make_horizon(MIDNIGHT), TOKYO, 0.6)
    assert dirty[0] == pytest.approx(0.6, rel=0.01)
    assert (dirty > usual).all()
    assert dirty[-1] - usual[-1] < 0.3 * (dirty[0] - usual[0])


def test_a_published_forecast_is_taken_as_it_is():
    published = StepSeries.regular(MIDNIGHT, HALF_HOUR, np.full(20, 0.123))
    values = forecast_carbon(make_horizon(MIDNIGHT + timedelta(minutes=7)), TOKYO, None, published)
    assert values[:19] == pytest.approx(0.123)
    assert values[30] > 0.2


@pytest.mark.parametrize("reading", [0.0, 5.0])
def test_an_odd_reading_gives_no_odd_number(reading):
    values = forecast_carbon(make_horizon(MIDNIGHT), TOKYO, reading)
    assert np.isfinite(values).all()
    assert values.min() >= 0.0
    assert values.max() <= 2.5


def test_tokyo_has_a_curve_and_other_areas_have_none():
    tokyo = curve_of("tokyo")
    assert tokyo is not None
    assert curve_of("other") is None
    days = np.arange(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    usual = np.array([tokyo.at(np.full(48, day), np.arange(48)) for day in days])
    assert 0.40 < usual.mean() < 0.50
    assert usual.min() > 0.15
    assert usual.max() < 0.62
    assert usual[:, 24].mean() < 0.85 * usual[:, 6].mean()


def test_a_curve_knows_weekends_from_working_days():
    tokyo = curve_of("tokyo")
    friday, saturday = date(2026, 5, 15).toordinal(), date(2026, 5, 16).toordinal()
    noon = np.array([24])
    gap = tokyo.at(np.array([friday]), noon) - tokyo.at(np.array([saturday]), noon)
    assert gap == pytest.approx(
        tokyo.at(np.array([friday + 7]), noon) - tokyo.at(np.array([saturday + 7]), noon), abs=0.01
    )
    assert abs(gap) > 0.005


def test_a_dirty_day_behind_us_makes_tomorrow_dirtier_at_the_same_hours():
    """A still day: no wind, no sun; the noon dip is gone today and half gone tomorrow."""
    usual = forecast_carbon(make_horizon(MIDNIGHT), TOKYO)
    past = StepSeries.regular(MIDNIGHT - timedelta(days=1), HALF_HOUR, np.full(48, 0.5))
    values = forecast_carbon(make_horizon(MIDNIGHT), TOKYO, 0.5, None, None, past)
    assert usual[24] + 0.6 * (0.5 - usual[24]) < values[24] < 0.5
    assert usual[48 + 24] < values[48 + 24] < values[24]


def test_what_is_older_than_some_weeks_says_nothing_of_today():
    past = StepSeries.regular(MIDNIGHT - timedelta(days=40), HALF_HOUR, np.full(48, 0.9))
    assert forecast_carbon(make_horizon(MIDNIGHT), TOKYO, None, None, None, past) == pytest.approx(
        forecast_carbon(make_horizon(MIDNIGHT), TOKYO)
    )


def test_last_week_says_how_dirty_an_area_is_where_the_sensor_is_silent_since():
    past = StepSeries.regular(MIDNIGHT - timedelta(days=8), HALF_HOUR, np.full(48, 0.9))
    values = forecast_carbon(make_horizon(MIDNIGHT), TOKYO, None, None, None, past)
    assert 0.75 < values.mean() < 1.0


AREAS = {
    # level, dip at noon, evening, how far apart days are
    "much sun": (0.35, 0.25, 0.05, 0.03),
    "coal": (0.65, 0.05, 0.0, 0.02),
    "water and nuclear": (0.15, 0.02, 0.02, 0.01),
    "wind": (0.45, 0.0, 0.05, 0.08),
    "dirty at noon": (0.4, -0.15, -0.05, 0.03),
}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("curve", [None, "tokyo"])
@pytest.mark.parametrize("days", [2, 9, 29])
def test_in_any_area_it_is_nearer_than_yesterday_whatever_curve_is_taken(area, curve, days):
    level, dip, evening, apart = AREAS[area]
    rng, half, count = np.random.default_rng(len(area)), np.arange(48), 80
    shape = level - dip * np.exp(-(((half - 23) / 6.0) ** 2)) + evening * np.exp(-(((half - 38) / 4.0) ** 2))
    drift, noise = np.zeros(count), rng.normal(size=count)
    for day in range(1, count):
        drift[day] = 0.6 * drift[day - 1] + apart * noise[day]
    truth = np.maximum(shape + drift[:, None] + rng.normal(scale=0.2 * apart, size=(count, 48)), 0.0)
    ours, yesterday = [], []
    for day in range(30, count - 2):
        for now in (14, 38):
            start, i = MIDNIGHT + timedelta(days=day, minutes=30 * now), day * 48 + now
            past = StepSeries.regular(
                start - timedelta(days=days), HALF_HOUR, truth.ravel()[i - 48 * days : i]
            )
            known = curve and curve_of(curve)
            forecast = forecast_carbon(
                make_horizon(start, 96, 0), TOKYO, float(truth.ravel()[i - 1]), None, known, past
            )
            ours.append(np.abs(forecast - truth.ravel()[i : i + 96]).mean())
            yesterday.append(np.abs(np.tile(truth.ravel()[i - 48 : i], 2) - truth.ravel()[i : i + 96]).mean())
    assert np.mean(ours) < np.mean(yesterday)
