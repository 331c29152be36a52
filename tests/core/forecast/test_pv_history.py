from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast.pv_history import forecast_pv
from custom_components.v2h_planner.core.horizon import HALF_HOUR, make_horizon
from custom_components.v2h_planner.core.series import StepSeries

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST = datetime(2026, 6, 1, tzinfo=TOKYO)


def sun(brightness: list[float]) -> StepSeries:
    """4 kW at noon of a bright day, dark from 18 to 6 h."""
    hour = (np.arange(48) + 0.5) / 2
    day = 4.0 * np.maximum(np.cos((hour - 12) / 12 * np.pi), 0.0)
    return StepSeries.regular(FIRST, HALF_HOUR, np.concatenate([share * day for share in brightness]))


def test_nights_are_dark():
    now = FIRST + timedelta(days=10, hours=20)
    horizon = make_horizon(now)
    pv = forecast_pv(horizon, TOKYO, sun([1.0] * 10))
    assert pv[:18] == pytest.approx(0.0)
    assert pv[horizon.index_at(FIRST + timedelta(days=11, hours=12))] == pytest.approx(4.0, rel=0.02)


def test_after_rainy_days_less_sun_is_expected():
    now = FIRST + timedelta(days=14, hours=6)
    rainy = forecast_pv(make_horizon(now), TOKYO, sun([1.0] * 8 + [0.2] * 6))
    sunny = forecast_pv(make_horizon(now), TOKYO, sun([1.0] * 14))
    assert rainy.sum() < 0.6 * sunny.sum()


def test_a_dark_morning_darkens_the_forenoon_more_than_tomorrow():
    now = FIRST + timedelta(days=10, hours=9)
    horizon = make_horizon(now)
    usual = forecast_pv(horizon, TOKYO, sun([1.0] * 10))
    dark = forecast_pv(horizon, TOKYO, sun([1.0] * 10), now_kw=0.3)
    soon, tomorrow = 2, horizon.index_at(now + timedelta(hours=24.25))
    assert dark[0] == pytest.approx(0.3, rel=0.05)
    assert dark[soon] < 0.5 * usual[soon]
    assert dark[tomorrow] > 0.9 * usual[tomorrow]


def test_one_bright_minute_does_not_promise_more_than_a_clear_sky():
    now = FIRST + timedelta(days=10, hours=8)
    pv = forecast_pv(make_horizon(now), TOKYO, sun([0.3, 1.0] * 5), now_kw=9.0)
    assert pv.max() <= 4.5


def test_without_anything_no_sun_is_counted_on():
    assert forecast_pv(make_horizon(FIRST), TOKYO, StepSeries(), 2.0) == pytest.approx(0.0)
