"""The actions: show the plan, announce a trip, take it back; ignore a storm, heed it again."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from .conftest import FakeHome


async def call(home: FakeHome, action: str, *, answers: bool = True, **data: Any) -> Any:
    """Call one of our actions."""
    response: ServiceResponse = await home.hass.services.async_call(
        "v2h_planner", action, data, blocking=True, return_response=answers
    )
    return response


async def test_the_plan_is_returned_with_a_sentence_for_every_slot(home: FakeHome) -> None:
    await home.start()
    plan = await call(home, "get_plan")
    assert len(plan["slots"]) == len(plan["reasons"]["leaf"]) == 96
    assert plan["storage_names"] == {"leaf": "Leaf"}
    assert all(reason.endswith(".") for reason in plan["reasons"]["leaf"])
    assert "{" not in "".join(plan["reasons"]["leaf"])


async def test_an_announced_trip_is_charged_for_and_can_be_taken_back(home: FakeHome) -> None:
    await home.start()
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)
    car = next(device for device in devices if device.name == "Leaf")
    leave = dt_util.now() + timedelta(hours=20)
    trip = await call(
        home,
        "plan_trip",
        device_id=car.id,
        leave=leave.replace(tzinfo=None).isoformat(),
        back=(leave + timedelta(hours=8)).isoformat(),
        energy_kwh=28,
    )
    assert trip["soc"] == 100
    await home.replan()
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    at_departure = [slot for slot in slots if datetime.fromisoformat(slot["end"]) <= leave][-1]
    assert at_departure["storages"]["leaf"]["soc"] > 90
    back = leave + timedelta(hours=7)
    away = [slot for slot in slots if leave < datetime.fromisoformat(slot["start"]) < back]
    assert {slot["storages"]["leaf"]["action"] for slot in away} == {"away"}

    await call(home, "cancel_trip", answers=False, trip_id=trip["trip_id"])
    await home.replan()
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    assert max(slot["storages"]["leaf"]["soc"] for slot in slots) < 90


async def test_a_trip_without_numbers_takes_a_quarter_of_the_battery(home: FakeHome) -> None:
    await home.start()
    start = dt_util.now()
    trip = await call(home, "plan_trip", leave=start + timedelta(hours=3), back=start + timedelta(hours=9))
    assert trip["energy_kwh"] == 10
    assert trip["soc"] == 55  # floor 20 %, trip 25 %, margin 10 %


async def test_a_trip_that_ends_before_it_begins_is_refused(home: FakeHome) -> None:
    await home.start()
    start = dt_util.now()
    with pytest.raises(ServiceValidationError, match="must leave in the future"):
        await call(home, "plan_trip", leave=start + timedelta(hours=3), back=start + timedelta(hours=2))


async def test_a_trip_that_nobody_announced_cannot_be_taken_back(home: FakeHome) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError, match="no announced trip abc"):
        await call(home, "cancel_trip", answers=False, trip_id="abc")


async def test_a_device_that_is_no_car_is_refused(home: FakeHome) -> None:
    await home.start()
    start = dt_util.now()
    with pytest.raises(ServiceValidationError, match="Choose which car"):
        await call(
            home,
            "plan_trip",
            device_id=home.entry.runtime_data.device_id,
            leave=start + timedelta(hours=3),
            back=start + timedelta(hours=9),
        )


async def test_a_storm_is_ignored_and_heeded_again_without_touching_the_mode(home: FakeHome) -> None:
    await home.start()
    await home.act("select_option", "select.v2h_planner_mode", option="co2")
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "resilience"
    await call(home, "ignore_storm", answers=False)
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "co2"
    await call(home, "heed_storm", answers=False)
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "resilience"
    home.set("binary_sensor.storm", "off")
    await home.replan()
    await home.wait(hours=4)
    assert home.shows("select.v2h_planner_mode") == "co2"


async def test_in_fair_weather_there_is_nothing_to_ignore(home: FakeHome) -> None:
    await home.start()
    for action in ("ignore_storm", "heed_storm"):
        await call(home, action, answers=False)
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "economy"


async def test_without_a_home_the_actions_say_so(home: FakeHome) -> None:
    assert await async_setup_component(home.hass, "v2h_planner", {})
    with pytest.raises(ServiceValidationError):
        await call(home, "get_plan")
