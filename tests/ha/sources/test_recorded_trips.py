"""A planner that begins beside an old recorder, or has lost its file, knows the trips that the recorder has."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder import Recorder, history
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.core.trips import TripLog
from custom_components.v2h_planner.sources.recorded_trips import LIMIT_S, TripMemory
from tests.ha.conftest import NOW, FakeHome
from tests.ha.runtime.test_limits import pass_time

DAYS = 8


def trips_of(home: FakeHome) -> TripLog:
    log: TripLog = home.entry.runtime_data._state.trips
    return log


def on(day: int, hour: float) -> datetime:
    return datetime(2026, 5, 8, tzinfo=UTC) + timedelta(days=day, hours=hour)


async def drive_before_anybody_watched(home: FakeHome) -> None:
    """Leave at eight in the morning of Tokyo and come back nine hours later with six kWh less, day by day."""
    for day in range(DAYS):
        for hour, plug, soc in (
            (-2, "connected", 70),
            (-1, "unplugged", 70),
            (8, "connected", 70),
            (8.1, "connected", 55),
            (14, "connected", 70),
        ):
            home.freezer.move_to(on(day, hour))
            home.set("sensor.v2h_connection", plug)
            home.set("sensor.leaf_soc", soc)
    await async_wait_recording_done(home.hass)
    home.freezer.move_to(NOW)
    home.furnish()


async def test_a_new_planner_beside_an_old_recorder_knows_how_the_car_is_driven(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    await drive_before_anybody_watched(home)
    await home.start()
    log = trips_of(home)
    assert [(trip.start, trip.end) for trip in log.absences["leaf"]] == [
        (on(day, -1), on(day, 8)) for day in range(DAYS)
    ]
    assert {round(trip.energy_kwh, 6) for trip in log.absences["leaf"]} == {6.0}
    assert log.since == on(0, -1)
    assert home.entry.runtime_data._state.recalled == {"leaf": NOW}
    # the plan of the same pass expects the car to leave on Monday
    inputs = home.entry.runtime_data.data.inputs
    assert inputs.trips == log
    assert home.issues == {}


async def test_the_recorder_is_asked_once(recorder_mock: Recorder, home: FakeHome) -> None:
    with patch.object(
        history, "state_changes_during_period", wraps=history.state_changes_during_period
    ) as asked:
        await home.start()
        first = asked.call_count
        await home.wait(minutes=30)
        await home.hass.config_entries.async_unload(home.entry.entry_id)
        await home.start()
    assert first == asked.call_count == 2  # plug and SOC; this car has no odometer


async def test_a_lost_log_is_read_again(
    recorder_mock: Recorder, home: FakeHome, hass_storage: dict[str, Any]
) -> None:
    await drive_before_anybody_watched(home)
    await home.start()
    known = trips_of(home)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    kept = hass_storage[f"v2h_planner.{home.entry.entry_id}"]["data"]["state"]
    kept["trips"]["absences"] = "rubbish"
    await home.start()
    assert trips_of(home) == known


async def test_a_recorder_that_hangs_keeps_nobody_from_planning_and_is_asked_again(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    async def never(*_: Any) -> Any:
        await asyncio.Event().wait()

    with patch.object(TripMemory, "_read", never):
        starting = asyncio.ensure_future(home.start())
        await pass_time(home, 1)
        await pass_time(home, LIMIT_S + 1)
        await starting
    coordinator = home.entry.runtime_data
    assert coordinator.data.plan is not None
    assert coordinator._state.recalled == {}
    assert [(fault.kind, fault.source, fault.fatal) for fault in coordinator._memory.faults] == [
        (FaultKind.NO_ANSWER, "recorder", False)
    ]
    await home.wait(minutes=30)
    assert set(coordinator._state.recalled) == {"leaf"}
    assert coordinator._memory.faults == ()


async def test_without_a_recorder_nothing_is_asked_and_nothing_is_missing(home: FakeHome) -> None:
    await home.start()
    assert home.entry.runtime_data._state.recalled == {}
    assert home.issues == {}
