from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast.day_table import cut, tabulate
from custom_components.v2h_planner.core.forecast.load import UNKNOWN_KW, forecast_load
from custom_components.v2h_planner.core.horizon import HALF_HOUR, make_horizon
from custom_components.v2h_planner.core.series import Step, StepSeries

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 6, 1, tzinfo=TOKYO)


def household(days: int) -> StepSeries:
    """0.3 kW, 1.5 kW from 19 to 21 h, and on Saturdays and Sundays 1 kW at noon."""
    values = []
    for i in range(days * 48):
        when = MONDAY + HALF_HOUR * i
        kw = 1.5 if 19 <= when.hour < 21 else 0.3
        values.append(1.0 if when.weekday() >= 5 and when.hour == 12 else kw)
    return StepSeries.regular(MONDAY, HALF_HOUR, values)


def test_the_evening_is_expected_to_be_like_the_last_evenings():
    now = MONDAY + timedelta(days=21, hours=10)
    load = forecast_load(make_horizon(now), TOKYO, household(21))
    at = make_horizon(now).index_at(now + timedelta(hours=9, minutes=15))
    assert load[at] == pytest.approx(1.5)
    assert load[0] == pytest.approx(0.3)


def test_a_saturday_is_expected_to_be_like_saturdays():
    friday, saturday = MONDAY + timedelta(days=25), MONDAY + timedelta(days=26)
    horizon = make_horizon(friday)
    load = forecast_load(horizon, TOKYO, household(25))
    assert load[horizon.index_at(friday + timedelta(hours=12))] < 0.45
    assert load[horizon.index_at(saturday + timedelta(hours=12))] > 0.75


def test_an_oven_that_is_on_now_is_off_again_in_a_few_hours():
    now = MONDAY + timedelta(days=21, hours=10)
    load = forecast_load(make_horizon(now), TOKYO, household(21), 3.3)
    assert load[0] == pytest.approx(3.3)
    assert load[1] < load[0]
    assert load[8] == pytest.approx(0.3, abs=0.1)


def test_without_any_history_the_present_reading_goes_on():
    horizon = make_horizon(MONDAY)
    assert forecast_load(horizon, TOKYO, StepSeries(), 0.8) == pytest.approx(0.8)
    assert forecast_load(horizon, TOKYO, StepSeries()) == pytest.approx(UNKNOWN_KW)


@pytest.mark.parametrize("reading", [0.0, 0.02, 6.0, 49.0, 99.0, 1e6, -3.0, float("nan")])
def test_a_reading_that_no_house_has_all_day_is_over_in_a_few_hours(reading):
    load = forecast_load(make_horizon(MONDAY), TOKYO, StepSeries(), reading)
    assert np.isfinite(load).all()
    assert load[24:] == pytest.approx(UNKNOWN_KW, abs=0.01)
    assert load.max() <= 50.0


@pytest.mark.parametrize("first", [0.05, 9.0])
def test_the_first_half_hour_of_a_history_does_not_stand_for_the_whole_plan(first):
    begun = StepSeries((Step(MONDAY, MONDAY + HALF_HOUR, first),))
    load = forecast_load(make_horizon(MONDAY + HALF_HOUR), TOKYO, begun)
    assert 0.4 < np.median(load) < 0.9


def test_hourly_statistics_are_as_good_as_half_hours():
    hourly = StepSeries.regular(MONDAY, timedelta(hours=1), [1.0] * 24 * 14)
    load = forecast_load(make_horizon(MONDAY + timedelta(days=14)), TOKYO, hourly)
    assert load == pytest.approx(1.0)


def test_a_gap_in_the_recorder_leaves_no_hole_in_the_forecast():
    first = MONDAY
    gappy = StepSeries(
        (Step(first, first + HALF_HOUR, 0.4), Step(first + HALF_HOUR * 3, first + HALF_HOUR * 4, 0.6))
    )
    load = forecast_load(make_horizon(MONDAY + timedelta(days=1)), TOKYO, gappy)
    assert np.isfinite(load).all()
    assert (load >= 0.4 - 1e-9).all()


@pytest.mark.parametrize(("zone", "hours"), [("Europe/Berlin", (25, 23)), ("Asia/Kathmandu", (24, 24))])
def test_days_of_23_and_25_hours_and_odd_zones_have_48_cells(zone, hours):
    tz = ZoneInfo(zone)
    for day, length in zip(
        (datetime(2026, 10, 25, tzinfo=tz), datetime(2026, 3, 29, tzinfo=tz)), hours, strict=True
    ):
        start = day.astimezone(UTC)
        table = tabulate(StepSeries.regular(start, HALF_HOUR, [1.0] * 2 * length), tz)
        assert table.values.shape == (1, 48)
        assert np.nanmean(table.values) == pytest.approx(1.0)
        pieces = cut(make_horizon(day), tz)
        assert pieces.half[0] == 0
        assert set(np.diff(pieces.slot)) <= {0, 1}
