from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast.carbon import forecast_carbon
from custom_components.v2h_planner.core.grid import HALF_HOUR, make_grid
from custom_components.v2h_planner.core.series import StepSeries

TOKYO = ZoneInfo("Asia/Tokyo")
MIDNIGHT = datetime(2026, 5, 5, tzinfo=TOKYO)


def test_noon_is_cleaner_than_night_and_spring_noons_are_the_cleanest():
    spring = forecast_carbon(make_grid(MIDNIGHT), TOKYO)
    winter = forecast_carbon(make_grid(MIDNIGHT.replace(month=12)), TOKYO)
    assert spring[24] < 0.7 * spring[4]
    assert winter[24] < winter[4]
    assert spring[24] < winter[24]


def test_the_present_reading_lifts_the_next_hours():
    usual = forecast_carbon(make_grid(MIDNIGHT), TOKYO)
    dirty = forecast_carbon(make_grid(MIDNIGHT), TOKYO, 0.6)
    assert dirty[0] == pytest.approx(0.6, rel=0.01)
    assert (dirty > usual).all()
    assert dirty[-1] - usual[-1] < 0.3 * (dirty[0] - usual[0])


def test_a_published_forecast_is_taken_as_it_is():
    published = StepSeries.regular(MIDNIGHT, HALF_HOUR, np.full(20, 0.123))
    values = forecast_carbon(make_grid(MIDNIGHT + timedelta(minutes=7)), TOKYO, None, published)
    assert values[:19] == pytest.approx(0.123)
    assert values[30] > 0.2


@pytest.mark.parametrize("reading", [0.0, 5.0])
def test_an_odd_reading_gives_no_odd_number(reading):
    values = forecast_carbon(make_grid(MIDNIGHT), TOKYO, reading)
    assert np.isfinite(values).all()
    assert values.min() >= 0.0
    assert values.max() <= 2.5
