"""The sun: a forecast corrected by the roof, or the clear sky of the place; both with quantiles."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast.clear_sky import Place, clear_sky
from custom_components.v2h_planner.core.forecast.day_table import tabulate
from custom_components.v2h_planner.core.forecast.pv import HIGHEST_RATIO, Published, forecast_sun, learn_bias
from custom_components.v2h_planner.core.horizon import HALF_HOUR, make_horizon
from custom_components.v2h_planner.core.series import StepSeries

TOKYO = ZoneInfo("Asia/Tokyo")
HOME = Place(35.7, 139.7)
FIRST = datetime(2026, 4, 1, tzinfo=TOKYO)
DAY = (
    np.maximum(0.0, np.sin((np.arange(48) - 11.5) / 25 * np.pi)) * (np.arange(48) > 11) * (np.arange(48) < 37)
)


def series(days: np.ndarray | list[np.ndarray], first: datetime = FIRST) -> StepSeries:
    return StepSeries.regular(first, HALF_HOUR, np.ravel(days))


def under_clear_sky(days: int, kw_per_wm2: float, clouds: np.ndarray | None = None) -> StepSeries:
    stamps = FIRST.timestamp() + 900 + 1800 * np.arange(48 * days)
    sky = clear_sky(stamps, HOME).reshape(days, 48) * kw_per_wm2
    return series(sky if clouds is None else sky * clouds[:, None])


def test_the_sun_stands_highest_at_local_noon_and_is_gone_at_night():
    day = datetime(2026, 6, 21, tzinfo=TOKYO)
    light = clear_sky(day.timestamp() + 60.0 * np.arange(1440), HOME)
    noon = datetime.fromtimestamp(day.timestamp() + 60.0 * int(light.argmax()), TOKYO)
    # 139.7 degrees east is 19 minutes before the zone's meridian; the equation of time adds 2
    assert abs(noon - day.replace(hour=11, minute=43)) < timedelta(minutes=4)
    # Haurwitz at a height of 77.7 degrees: 1098 x 0.977 x exp(-0.059 / 0.977)
    assert light.max() == pytest.approx(1010, abs=4)
    sunrise = datetime.fromtimestamp(day.timestamp() + 60.0 * int((light > 0).argmax()), TOKYO)
    assert abs(sunrise - day.replace(hour=4, minute=29)) < timedelta(minutes=8)
    assert light[0] == light[-1] == 0.0


@pytest.mark.parametrize(
    ("latitude", "month", "rises"), [(-35.0, 12, True), (70.0, 12, False), (70.0, 6, True)]
)
def test_other_places_have_their_own_summers(latitude: float, month: int, rises: bool):
    day = datetime(2026, month, 21, tzinfo=TOKYO)
    light = clear_sky(day.timestamp() + 1800.0 * np.arange(48), Place(latitude, 139.7))
    assert bool(light.max() > 100) is rises


def test_a_few_days_tell_the_roof_and_the_season_is_followed():
    """28 days of spring: the next days are a little longer, which means of past days do not know."""
    past = under_clear_sky(28, 0.004)
    now = FIRST + timedelta(days=28, hours=3)
    forecast = forecast_sun(make_horizon(now), TOKYO, past, None, HOME)
    at = forecast.expected[8 : 8 + 36]
    stamps = now.timestamp() + 900 + 1800 * np.arange(8, 44)
    assert at == pytest.approx(clear_sky(stamps, HOME) * 0.004, abs=0.04)
    assert forecast.expected[0] == 0.0


def test_changing_skies_give_wide_quantiles_and_steady_ones_narrow():
    rng = np.random.default_rng(3)
    horizon = make_horizon(FIRST + timedelta(days=28))
    steady = forecast_sun(horizon, TOKYO, under_clear_sky(28, 0.004), None, HOME)
    changing = forecast_sun(horizon, TOKYO, under_clear_sky(28, 0.004, rng.uniform(0.1, 1.0, 28)), None, HOME)
    for forecast in (steady, changing):
        assert (forecast.p10 <= forecast.expected + 1e-9).all()
        assert (forecast.expected <= forecast.p90 + 1e-9).all()
    noon = 23
    assert steady.p90[noon] - steady.p10[noon] < 0.1 * steady.expected[noon]
    assert changing.p90[noon] - changing.p10[noon] > 0.8 * changing.expected[noon]


def test_the_clouds_of_now_lower_the_next_hours():
    past, now = under_clear_sky(28, 0.004), FIRST + timedelta(days=28, hours=11)
    usual = forecast_sun(make_horizon(now), TOKYO, past, None, HOME).expected
    dull = forecast_sun(make_horizon(now), TOKYO, past, None, HOME, 0.5).expected
    assert dull[0] == pytest.approx(0.5, abs=0.05)
    assert dull[8] > 0.5 * usual[8]
    assert dull[48] == pytest.approx(usual[48], rel=0.02)


def test_a_home_whose_location_is_wrong_goes_by_its_own_days():
    past, horizon = under_clear_sky(28, 0.004), make_horizon(FIRST + timedelta(days=28))
    elsewhere = forecast_sun(horizon, TOKYO, past, None, Place(32.9, -117.2))
    assert elsewhere.expected[23] == pytest.approx(forecast_sun(horizon, TOKYO, past).expected[23])
    assert elsewhere.expected[23] > 3.0


def test_without_a_past_there_is_no_sun_to_expect():
    forecast = forecast_sun(make_horizon(FIRST), TOKYO, StepSeries(), None, HOME, 2.0)
    assert forecast.expected == pytest.approx(0.0)
    assert forecast.p90 == pytest.approx(0.0)


def test_a_forecast_of_a_shaded_roof_is_corrected_by_time_of_day():
    """Trees in the afternoon: 60 % of what is forecast from 14:00 on."""
    shade = np.where(np.arange(48) >= 28, 0.6, 1.0)
    past, said = series([DAY * 4 * shade] * 28), series([DAY * 4] * 28)
    tomorrow = series([DAY * 4] * 3, FIRST + timedelta(days=28))
    horizon = make_horizon(FIRST + timedelta(days=28))
    forecast = forecast_sun(horizon, TOKYO, past, Published(expected=tomorrow, seen=said), HOME)
    assert forecast.expected[20] == pytest.approx(4 * DAY[20], rel=0.02)
    assert forecast.expected[31] == pytest.approx(0.65 * 4 * DAY[31], rel=0.05)


def test_snow_and_outages_do_not_teach_a_bias():
    made = np.tile(DAY * 4, (28, 1))
    made[10:16] = 0.0  # snow on the roof
    made[20] = np.nan  # a dead recorder
    made[24, 20:] = 0.0  # an outage at ten
    said = series([DAY * 4] * 28)
    finite = [(FIRST + HALF_HOUR * i, value) for i, value in enumerate(made.ravel()) if np.isfinite(value)]
    metered = StepSeries(
        tuple(step for start, value in finite for step in StepSeries.regular(start, HALF_HOUR, [value]))
    )
    bias = learn_bias(tabulate(metered, TOKYO), tabulate(said, TOKYO))
    assert bias.ratio == pytest.approx(1.0, abs=0.01)


def test_a_forecast_of_another_roof_is_not_followed_without_end():
    bias = learn_bias(tabulate(series([DAY * 12] * 28), TOKYO), tabulate(series([DAY * 2] * 28), TOKYO))
    assert bias.ratio.max() <= HIGHEST_RATIO
    assert bias.ratio[24] > 1.4
    assert bias.ratio[0] == 1.0


def test_the_source_s_own_quantiles_are_taken_and_learned_ones_stand_in():
    tomorrow = series([DAY * 4] * 3, FIRST + timedelta(days=28))
    low, high = (
        series([DAY] * 3, FIRST + timedelta(days=28)),
        series([DAY * 5] * 3, FIRST + timedelta(days=28)),
    )
    horizon = make_horizon(FIRST + timedelta(days=28))
    known = forecast_sun(horizon, TOKYO, StepSeries(), Published(expected=tomorrow, low=low, high=high))
    assert known.p10[24] == pytest.approx(DAY[24])
    assert known.p90[24] == pytest.approx(5 * DAY[24])
    rng = np.random.default_rng(5)
    made = np.array([DAY * 4 * clouds for clouds in rng.uniform(0.5, 1.1, 28)])
    published = Published(expected=tomorrow, seen=series([DAY * 4] * 28))
    learned = forecast_sun(horizon, TOKYO, series(made), published)
    assert 0.5 * 4 < learned.p10[24] / DAY[24] < 0.65 * 4
    assert 1.0 * 4 < learned.p90[24] / DAY[24] < 1.1 * 4


def test_beyond_its_last_hour_a_forecast_is_followed_by_the_clear_sky():
    past = under_clear_sky(28, 0.004)
    today = series([DAY * 0.5], FIRST + timedelta(days=28))
    horizon = make_horizon(FIRST + timedelta(days=28))
    forecast = forecast_sun(horizon, TOKYO, past, Published(expected=today), HOME)
    assert forecast.expected[24] == pytest.approx(0.5 * DAY[24])
    assert forecast.expected[48 + 24] > 3.0
