"""The actions: show the plan, announce a trip, take it back; ignore a storm, heed it again."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import Context, ServiceResponse
from homeassistant.exceptions import ServiceValidationError, Unauthorized, UnknownUser
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from .conftest import FakeHome, leaf
from .entry_forms import HOME_BATTERY, home_entry, storage


async def call(
    home: FakeHome, action: str, *, answers: bool = True, by: str | None = None, **data: Any
) -> Any:
    """Call one of our actions; `by`: the user who does, nobody is an automation."""
    response: ServiceResponse = await home.hass.services.async_call(
        "v2h_planner", action, data, blocking=True, return_response=answers, context=Context(user_id=by)
    )
    return response


def trip(leave_hours: float = 3, back_hours: float = 9, **more: Any) -> dict[str, Any]:
    """The data of a trip that leaves and is back so many hours from now."""
    now = dt_util.now()
    return {"leave": now + timedelta(hours=leave_hours), "back": now + timedelta(hours=back_hours), **more}


CHANGING = [
    ("ignore_storm", {}),
    ("heed_storm", {}),
    ("plan_trip", {"leave": "2026-05-17 08:00:00", "back": "2026-05-17 18:00:00"}),
    ("cancel_trip", {"trip_id": "abc"}),
    ("pause", {}),
    ("resume", {}),
    ("cancel_charge_now", {}),
]


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


# --------------------------------------------------------------------------------- who may


@pytest.mark.parametrize(("action", "data"), CHANGING)
async def test_who_may_only_look_changes_nothing(
    home: FakeHome, hass_read_only_user: MockUser, action: str, data: dict[str, Any]
) -> None:
    await home.start()
    home.set("binary_sensor.storm", "on")
    await home.replan()
    with pytest.raises(Unauthorized):
        await call(home, action, answers=False, by=hass_read_only_user.id, **data)
    await home.replan()
    assert home.entry.runtime_data.announced_trips == ()
    assert home.shows("select.v2h_planner_mode") == "resilience"


@pytest.mark.parametrize(("action", "data"), CHANGING[:3])
async def test_a_user_who_may_control_the_home_may_call_its_actions(
    home: FakeHome, hass_read_only_user: MockUser, action: str, data: dict[str, Any]
) -> None:
    await home.start()
    with pytest.raises(Unauthorized):
        await call(home, action, answers=False, by=hass_read_only_user.id, **data)
    mode = {"entity_ids": {"select.v2h_planner_mode": {POLICY_CONTROL: True}}}
    hass_read_only_user.mock_policy({"entities": mode})
    await call(home, action, answers=False, by=hass_read_only_user.id, **data)


async def test_who_may_control_a_car_may_announce_its_trips_and_nothing_else(
    home: FakeHome, hass_read_only_user: MockUser
) -> None:
    await home.start()
    button = {"entity_ids": {"button.leaf_charge_now": True}}
    hass_read_only_user.mock_policy({"entities": button})
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)
    car = next(device for device in devices if device.name == "Leaf")
    planned = await call(home, "plan_trip", by=hass_read_only_user.id, device_id=car.id, **trip())
    assert planned["trip_id"]
    with pytest.raises(Unauthorized):
        await call(home, "ignore_storm", answers=False, by=hass_read_only_user.id)


async def test_who_may_look_sees_the_plan_and_who_may_not_does_not(
    home: FakeHome, hass_read_only_user: MockUser
) -> None:
    await home.start()
    assert (await call(home, "get_plan", by=hass_read_only_user.id))["slots"]
    hass_read_only_user.mock_policy({})
    with pytest.raises(Unauthorized):
        await call(home, "get_plan", by=hass_read_only_user.id)


async def test_an_administrator_may_and_somebody_unknown_may_not(
    home: FakeHome, hass_admin_user: MockUser
) -> None:
    await home.start()
    await call(home, "ignore_storm", answers=False, by=hass_admin_user.id)
    with pytest.raises(UnknownUser):
        await call(home, "ignore_storm", answers=False, by="nobody")


# -------------------------------------------------------------------------------- which trips


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ({"back": "2099-12-31 18:00:00"}, "within 60 days"),
        ({"back": "9999-12-31 23:59:59"}, "within 60 days"),
        ({"back": "9999-12-31T23:59:59-12:00"}, "within 60 days"),
        ({"leave": "0001-01-01T00:00:00+14:00"}, "within 60 days"),
        ({"leave": "0001-01-01 00:00:00"}, "within 60 days"),
        ({"leave": "2026-07-16 08:00:00", "back": "2026-07-16 18:00:00"}, "within 60 days"),
        ({"leave": "2026-05-17 08:00:00", "back": "2026-07-17 08:00:00"}, "within 60 days"),
        ({"leave": "2026-05-15 08:00:00", "back": "2026-05-17 08:00:00"}, "leave in the future"),
        ({"leave": "2026-05-17 08:00:00", "back": "2026-05-17 08:00:00"}, "leave in the future"),
    ],
)
async def test_a_trip_is_neither_past_nor_far_nor_endless(
    home: FakeHome, times: dict[str, Any], message: str
) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError, match=message):
        await call(
            home, "plan_trip", **{"leave": "2026-05-17 08:00:00", "back": "2026-05-17 18:00:00"} | times
        )
    assert home.entry.runtime_data.announced_trips == ()


@pytest.mark.parametrize(
    "numbers",
    [
        {"energy_kwh": -1},
        {"energy_kwh": "nan"},
        {"energy_kwh": "inf"},
        {"energy_kwh": 1e9},
        {"soc": -1},
        {"soc": 101},
        {"soc": "nan"},
        {"soc": float("inf")},
        {"leave": "someday"},
        {"device_id": "x" * 10_000},
    ],
)
async def test_a_trip_of_impossible_numbers_is_refused(home: FakeHome, numbers: dict[str, Any]) -> None:
    await home.start()
    with pytest.raises(probatio.Invalid):
        await call(home, "plan_trip", **trip() | numbers)


async def test_a_trip_takes_no_more_than_the_battery_holds(home: FakeHome) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError, match="needs 41 kWh, but the battery holds 40 kWh"):
        await call(home, "plan_trip", **trip(energy_kwh=41))
    assert (await call(home, "plan_trip", **trip(energy_kwh=40)))["soc"] == 100


async def test_a_car_is_away_once_at_a_time(home: FakeHome) -> None:
    await home.start()
    first = await call(home, "plan_trip", **trip(3, 9))
    for again in (trip(3, 9), trip(8, 12), trip(1, 4), trip(1, 20), trip(4, 5)):
        with pytest.raises(ServiceValidationError, match=f"trip {first['trip_id']}"):
            await call(home, "plan_trip", **again)
    await call(home, "plan_trip", **trip(10, 12))
    assert len(home.entry.runtime_data.announced_trips) == 2


async def test_there_is_an_end_to_announcing(home: FakeHome) -> None:
    await home.start()
    for hour in range(50):
        await call(home, "plan_trip", answers=False, **trip(2 * hour + 1, 2 * hour + 2))
    with pytest.raises(ServiceValidationError, match="50 trips"):
        await call(home, "plan_trip", **trip(200, 201))


async def test_a_home_battery_does_not_travel(home: FakeHome) -> None:
    home.entry = home_entry(
        storage("v2h_ev", leaf(), name="Leaf", subentry_id="leaf"),
        storage("home_battery", HOME_BATTERY, name="Wall", subentry_id="wall"),
    )
    home.set("sensor.battery_soc", 50, unit_of_measurement="%", device_class="battery")
    await home.start()
    devices = dr.async_entries_for_config_entry(dr.async_get(home.hass), home.entry.entry_id)
    battery = next(device for device in devices if device.name == "Wall")
    with pytest.raises(ServiceValidationError, match="Choose which car"):
        await call(home, "plan_trip", device_id=battery.id, **trip())


async def test_an_announced_trip_is_seen_in_the_calendar_and_beside_the_plan(home: FakeHome) -> None:
    await home.start()
    planned = await call(home, "plan_trip", **trip(energy_kwh=12))
    await home.replan()
    response: Any = await home.hass.services.async_call(
        "calendar",
        "get_events",
        {
            "entity_id": "calendar.v2h_planner_plan",
            "start_date_time": dt_util.utcnow(),
            "end_date_time": dt_util.utcnow() + timedelta(hours=36),
        },
        blocking=True,
        return_response=True,
    )
    events = response["calendar.v2h_planner_plan"]["events"]
    (seen,) = [event for event in events if event["summary"] == "Leaf: Trip"]
    assert planned["trip_id"] in seen["description"]
    (told,) = (await call(home, "get_plan"))["announced_trips"]
    assert told["id"] == planned["trip_id"]
