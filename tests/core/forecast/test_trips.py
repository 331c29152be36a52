from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast.trips import TripHabits, forecast_trips, learn_trips
from custom_components.v2h_planner.core.home import Departure, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.trips import Absence

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 6, 1, tzinfo=TOKYO)
CAR = Storage(
    id="ev", name="EV", kind=StorageKind.V2H_EV, capacity_kwh=40.0, charge_max_kw=6.0, discharge_max_kw=6.0
)
BATTERY = Storage(id="b", name="B", kind=StorageKind.HOME_BATTERY, capacity_kwh=10.0, charge_max_kw=3.0)


def commutes(days: int, kwh: float = 4.0) -> list[Absence]:
    """Working days from 8:00 to 18:00."""
    return [
        Absence(MONDAY + timedelta(days=i, hours=8), MONDAY + timedelta(days=i, hours=18), kwh)
        for i in range(days)
        if (MONDAY + timedelta(days=i)).weekday() < 5
    ]


def habits(absences: list[Absence], now: datetime, departures: tuple[Departure, ...] = ()) -> TripHabits:
    return learn_trips(absences, TOKYO, MONDAY, now, departures)


def test_a_commuter_is_away_at_noon_of_a_working_day_and_at_home_on_sunday():
    now = MONDAY + timedelta(days=28 + 4, hours=20)  # Friday evening
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits(commutes(33), now), True)
    assert trips.away[0] == 0.0
    assert trips.away[horizon.index_at(now + timedelta(hours=16))] < 0.2  # Saturday noon
    now = MONDAY + timedelta(days=28 + 1, hours=20)  # Tuesday evening
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits(commutes(30), now), True)
    assert trips.away[horizon.index_at(now + timedelta(hours=16))] > 0.9
    assert trips.trip_kwh[:48].sum() == pytest.approx(4.0, rel=0.1)


def test_a_car_that_stayed_at_home_this_morning_stays_for_the_day():
    now = MONDAY + timedelta(days=28 + 1, hours=11)
    absences = commutes(28)[:-1]  # once, a Friday, it did not go
    horizon = make_horizon(now)
    at_home = forecast_trips(horizon, TOKYO, CAR, habits(absences, now), True)
    away = forecast_trips(horizon, TOKYO, CAR, habits(absences, now), False)
    assert at_home.away[:10].max() < 0.5
    assert away.away[:10].min() > 0.5
    assert at_home.trip_kwh[:10].sum() < 0.5 * away.trip_kwh[:10].sum()


def test_a_car_under_way_comes_back_when_it_always_does():
    now = MONDAY + timedelta(days=29, hours=12)
    horizon = make_horizon(now)
    trips = forecast_trips(horizon, TOKYO, CAR, habits(commutes(29), now), False)
    assert trips.away[0] == 1.0
    assert trips.away[horizon.index_at(now + timedelta(hours=5))] > 0.9
    assert trips.away[horizon.index_at(now + timedelta(hours=7))] < 0.1


def test_what_a_car_under_way_has_driven_counts_when_its_soc_is_from_before():
    now = MONDAY + timedelta(days=29, hours=13)
    known = habits(commutes(29), now)
    left = now - timedelta(hours=5)
    fresh = forecast_trips(make_horizon(now), TOKYO, CAR, known, False)
    stale = forecast_trips(make_horizon(now), TOKYO, CAR, known, False, away_since=left)
    assert stale.trip_kwh.sum() - fresh.trip_kwh.sum() == pytest.approx(2.0, rel=0.1)


def test_a_long_drive_now_and_then_raises_the_reserve():
    now = MONDAY + timedelta(days=42, hours=1)
    usual = forecast_trips(make_horizon(now), TOKYO, CAR, habits(commutes(42), now), True)
    outings = [
        Absence(MONDAY + timedelta(days=d, hours=20), MONDAY + timedelta(days=d, hours=22), 20.0)
        for d in (3, 14, 24, 35)
    ]
    long = forecast_trips(make_horizon(now), TOKYO, CAR, habits(commutes(42) + outings, now), True)
    assert long.reserve_kwh[-1] >= 20.0
    evening = 38

    def short_cost(trips, energy_kwh):
        return float(
            (
                trips.reserve_weight[evening : evening + 4] * np.maximum(trips.reserve_kwh - energy_kwh, 0)
            ).sum()
        )

    assert short_cost(long, 10.0) > 3 * short_cost(usual, 10.0)
    assert short_cost(long, 25.0) == 0.0


def test_the_told_table_is_believed_until_habits_are_known():
    told = (
        Departure(weekdays=frozenset(range(5)), leave=time(7), back=time(17), soc=0.8, energy_kwh=9.0),
        Departure(weekdays=frozenset({5}), leave=time(22), back=time(2), soc=0.8, energy_kwh=5.0),
    )
    horizon = make_horizon(MONDAY)
    trips = forecast_trips(horizon, TOKYO, CAR, learn_trips((), TOKYO, None, MONDAY, told), True)
    assert trips.away[horizon.index_at(MONDAY + timedelta(hours=12))] > 0.5
    assert trips.trip_kwh[:48].sum() == pytest.approx(9.0, rel=0.15)
    later = MONDAY + timedelta(days=50)
    horizon = make_horizon(later)
    trips = forecast_trips(horizon, TOKYO, CAR, habits([], later, told), True)
    assert trips.away[horizon.index_at(later + timedelta(hours=12))] < 0.5


def test_a_trip_over_midnight_belongs_to_both_days():
    told = (Departure(weekdays=frozenset({5}), leave=time(22), back=time(2), soc=0.8, energy_kwh=4.0),)
    saturday = MONDAY + timedelta(days=5, hours=12)
    horizon = make_horizon(saturday)
    trips = forecast_trips(horizon, TOKYO, CAR, learn_trips((), TOKYO, None, saturday, told))
    assert trips.away[horizon.index_at(saturday + timedelta(hours=13))] == pytest.approx(1.0)
    assert trips.away[horizon.index_at(saturday + timedelta(hours=15))] < 0.1
    assert trips.trip_kwh.sum() == pytest.approx(4.0, rel=0.05)


def test_an_announced_trip_is_driven_whatever_the_habit():
    now = MONDAY + timedelta(days=28, hours=20)
    start = now + timedelta(hours=1)
    planned = [Absence(start, start + timedelta(hours=4), 12.0)]
    trips = forecast_trips(make_horizon(now), TOKYO, CAR, habits(commutes(28), now), True, planned)
    assert trips.away[2:10] == pytest.approx(1.0)
    assert trips.trip_kwh[2:10].sum() == pytest.approx(12.0)


def test_nothing_known_at_all_still_gives_a_small_reserve():
    trips = forecast_trips(make_horizon(MONDAY), TOKYO, CAR, learn_trips((), TOKYO, None, MONDAY))
    assert (trips.away == 0).all()
    assert trips.reserve_weight.max() > 0
    assert (np.diff(trips.reserve_kwh) > 0).all()


def test_a_home_battery_does_not_drive():
    trips = forecast_trips(make_horizon(MONDAY), TOKYO, BATTERY, learn_trips((), TOKYO, None, MONDAY))
    assert not trips.away.any()
    assert not trips.trip_kwh.any()
    assert not trips.reserve_weight.any()
