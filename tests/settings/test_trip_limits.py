"""An announced trip is near, short enough, within the battery, and the car's only one at that time."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.home import Storage, StorageKind
from custom_components.v2h_planner.core.trips import OneOffTrip
from custom_components.v2h_planner.settings.trip_limits import MOST_DAYS, TripError, check_times, check_trip

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
CAR = Storage(id="car", name="Car", kind=StorageKind.V2H_EV, capacity_kwh=40, charge_max_kw=6)


def trip(leave: float, back: float, storage_id: str = "car", energy_kwh: float = 5.0) -> OneOffTrip:
    hours = (NOW + timedelta(hours=leave), NOW + timedelta(hours=back))
    return OneOffTrip(
        id=f"{leave}", storage_id=storage_id, leave=hours[0], back=hours[1], soc=0.5, energy_kwh=energy_kwh
    )


times = st.datetimes(timezones=st.timezones() | st.just(UTC))


@settings(max_examples=500, deadline=None)
@given(leave=times, back=times)
def test_whatever_time_is_asked_what_is_let_through_is_near(leave: datetime, back: datetime) -> None:
    with suppress(TripError):
        check_times(leave, back, NOW)
        assert NOW < leave < back <= NOW + timedelta(days=2 * MOST_DAYS)


def test_another_car_may_be_away_at_the_same_time_and_one_trip_may_follow_another() -> None:
    check_trip(trip(3, 9), CAR, [trip(3, 9, "other"), trip(9, 10), trip(1, 3)])
    with pytest.raises(TripError, match="trip_overlaps"):
        check_trip(trip(3, 9), CAR, [trip(8.9, 10)])


@pytest.mark.parametrize("energy", [-0.1, 40.1, float("nan"), float("inf")])
def test_a_trip_takes_what_a_battery_holds(energy: float) -> None:
    with pytest.raises(TripError, match="trip_beyond_battery"):
        check_trip(trip(3, 9, energy_kwh=energy), CAR, [])
