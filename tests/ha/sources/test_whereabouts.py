"""Where the car is and what it has driven, by entities beside its plug, in a home that is lived in."""

from datetime import timedelta
from typing import Any

from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.core.readings import StorageReading
from tests.ha.conftest import FakeHome, entry, leaf

TRACKER, ODOMETER, PLUG = "device_tracker.leaf", "sensor.odometer", "sensor.v2h_connection"


async def tracked(home: FakeHome) -> None:
    """A home whose car has a tracker and an odometer."""
    home.set(TRACKER, "home")
    home.set(ODOMETER, 10_000, unit_of_measurement="mi")
    trips: dict[str, Any] = {
        "trips_from": "learn",
        "odometer_entity": ODOMETER,
        "on_the_road": {"tracker_entity": TRACKER},
    }
    home.entry = entry(leaf(departures=trips))
    await home.start()


def reading(home: FakeHome) -> StorageReading:
    coordinator = home.entry.runtime_data
    found: StorageReading = coordinator.data.readings.storages[0]
    return found


async def test_a_car_that_is_unplugged_at_home_is_on_no_trip(home: FakeHome) -> None:
    await tracked(home)
    home.set(PLUG, "not_connected")
    await home.wait(minutes=30)
    await home.replan()
    assert (reading(home).connected, reading(home).at_home, reading(home).is_home) == (False, True, True)
    log = home.entry.runtime_data.trip_log
    assert not log.away and log.pulled


@pytest.mark.parametrize("place", ["not_home", "Office"])
async def test_a_tracker_that_says_away_counts_once_it_has_said_so_for_a_while(
    home: FakeHome, place: str
) -> None:
    await tracked(home)
    home.set(PLUG, "unavailable")
    await home.wait(minutes=40)
    home.set(TRACKER, place)
    await home.wait(minutes=2)
    assert reading(home).is_home is True
    await home.wait(minutes=6)
    assert reading(home).connected is False
    assert home.entry.runtime_data.trip_log.away


async def test_where_power_flows_the_car_is_here_whatever_its_tracker_follows(home: FakeHome) -> None:
    await tracked(home)
    home.set(PLUG, "unavailable")
    home.set(TRACKER, "not_home")
    for _ in range(50):
        home.set("sensor.v2h_power", 3000)
        await home.wait(minutes=1)
    assert (reading(home).connected, reading(home).is_home) == (None, None)
    assert not home.entry.runtime_data.trip_log.away


async def test_the_plug_wins_over_a_tracker(home: FakeHome) -> None:
    await tracked(home)
    home.set(TRACKER, "not_home")
    await home.wait(minutes=20)
    assert reading(home).is_home is True


@pytest.mark.parametrize("state", ["unavailable", "unknown", "asleep", "-5"])
async def test_a_car_that_sleeps_has_driven_nothing_since(home: FakeHome, state: str) -> None:
    await tracked(home)
    assert reading(home).odometer_km == pytest.approx(16_093.44)
    home.set(ODOMETER, state, unit_of_measurement="mi")
    await home.wait(minutes=10)
    assert reading(home).odometer_km == pytest.approx(16_093.44)
    assert all(not fault.fatal for fault in home.entry.runtime_data.data.readings.faults)
    assert dt_util.utcnow() - home.entry.runtime_data.data.at < timedelta(minutes=5)
