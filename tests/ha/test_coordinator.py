"""When the planner plans, and what it does with the plan."""

import threading
import time
from typing import Any
from unittest.mock import patch

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.v2h_planner.core import pipeline
from custom_components.v2h_planner.core.control import supervisor
from custom_components.v2h_planner.core.control.supervisor import Rule
from custom_components.v2h_planner.core.plan import Plan, ReasonCode
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.core.storm.counterfactual import Counterfactual
from custom_components.v2h_planner.core.trail import Trail

from .conftest import UNIT, FakeHome, day_of_prices, entry, leaf

PLAN = "sensor.v2h_planner_plan"
PLAN_HOME = "custom_components.v2h_planner.coordinator.plan_onward"


async def test_the_home_is_planned_anew_at_every_half_hour(home: FakeHome) -> None:
    await home.start()
    await home.wait(minutes=29)
    assert home.shows(PLAN) == "2026-05-16T01:30:05+00:00"
    await home.wait(minutes=1)
    assert home.shows(PLAN) == "2026-05-16T02:00:05+00:00"
    await home.wait(minutes=30)
    assert home.shows(PLAN) == "2026-05-16T02:30:05+00:00"


async def test_half_hours_are_those_of_the_wall_clock_in_nepal(home: FakeHome) -> None:
    await home.hass.config.async_set_time_zone("Asia/Kathmandu")  # 5:45 h ahead of UTC
    await home.start()
    await home.wait(minutes=15)
    assert home.shows(PLAN) == "2026-05-16T01:45:05+00:00"  # 07:30 there


async def test_a_dry_run_plans_but_commands_nothing(home: FakeHome) -> None:
    await home.start()
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert home.shows("switch.v2h_planner_control") == "off"
    action = home.state("sensor.leaf_action")
    assert action.state == "charge"
    assert action.attributes["commanded"] is False
    assert action.attributes["standing"] == "dry_run"
    assert home.shows("sensor.leaf_reason").startswith("Plan only, control is off: ")
    assert home.chosen == []
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    assert home.state("sensor.leaf_action").attributes["standing"] == "commanded"
    assert not home.shows("sensor.leaf_reason").startswith("Plan only")


async def test_what_is_so_whoever_commands_is_no_plan(home: FakeHome) -> None:
    home.set("sensor.v2h_connection", "not_connected")
    await home.start()
    assert home.shows("sensor.leaf_action") == "away"
    assert not home.shows("sensor.leaf_reason").startswith("Plan only")


async def test_charge_now_says_that_nothing_would_be_charged_in_a_dry_run(home: FakeHome) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError) as refused:
        await home.act("press", "button.leaf_charge_now")
    assert refused.value.translation_key == "charge_now_dry_run"
    assert "Control is off" in str(refused.value)
    await home.replan()
    assert home.state("sensor.leaf_action").attributes["reason"] != "charge_person"


async def test_a_unit_that_gets_no_orders_is_only_planned_for(home: FakeHome) -> None:
    car = leaf()
    car["control"] = {"kind": "none"}
    home.entry = entry(car)
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    assert home.state("sensor.leaf_action").attributes["standing"] == "no_orders"
    assert home.shows("sensor.leaf_reason").startswith("Plan only, not commanded: ")
    with pytest.raises(ServiceValidationError):
        await home.act("press", "button.leaf_charge_now")


async def test_charge_now_charges_now_and_says_why(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
    assert home.state("sensor.leaf_action").attributes["reason"] == "charge_person"
    assert "85" in home.shows("sensor.leaf_reason")


@pytest.mark.parametrize(("has_plug_sensor", "shown"), [(True, "standby"), (False, "charge")])
async def test_only_a_plug_sensor_that_is_silent_keeps_the_unit_from_being_commanded(
    home: FakeHome, has_plug_sensor: bool, shown: str
) -> None:
    car = leaf()
    if has_plug_sensor:
        home.set("sensor.v2h_connection", "unavailable")
    else:
        del car["battery"]["connected_entity"]
    home.entry = entry(car)
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == shown


async def test_charge_now_charges_a_car_that_should_have_left_already(home: FakeHome) -> None:
    home.freezer.move_to("2026-05-18T03:30:05+00:00")  # Monday, half past noon; it leaves at 7:30 as a rule
    home.furnish()
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
    assert home.shows("binary_sensor.v2h_planner_plan_problem") == "off"


async def test_switching_resilience_off_in_a_storm_gives_the_former_mode_back(home: FakeHome) -> None:
    await home.start()
    await home.act("select_option", "select.v2h_planner_mode", option="co2")
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "resilience"
    await home.act("turn_off", "switch.v2h_planner_resilience_mode")
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "co2"


async def test_control_switched_off_puts_the_unit_into_its_safe_state(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    await home.act("turn_off", "switch.v2h_planner_control")
    assert home.shows(UNIT) == "standby"


async def test_the_same_order_is_not_written_twice(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    home.set("sensor.v2h_power", 5900)
    written = len(home.chosen)
    for _ in range(5):
        await home.wait(minutes=1)
    assert len(home.chosen) == written


@pytest.mark.parametrize(
    ("entity_id", "state"),
    [
        ("sensor.v2h_connection", "not_connected"),
        ("binary_sensor.storm", "on"),
        ("binary_sensor.outage", "on"),
        ("sensor.leaf_soc", "unavailable"),
    ],
)
async def test_news_that_cannot_wait_make_a_new_plan(home: FakeHome, entity_id: str, state: str) -> None:
    await home.start()
    await home.wait(minutes=2)
    home.set(entity_id, state)
    await home.replan()
    assert home.shows(PLAN) == "2026-05-16T01:32:09+00:00"


async def test_new_prices_make_a_new_plan_and_the_same_ones_do_not(home: FakeHome) -> None:
    await home.start()
    await home.wait(minutes=2)
    home.set("sensor.prices", 13.5)
    await home.replan()
    assert home.shows(PLAN) == "2026-05-16T01:30:05+00:00"
    home.publish(day_of_prices(), day_of_prices(40.0))
    await home.replan()
    assert home.shows(PLAN) == "2026-05-16T01:32:13+00:00"
    assert (
        home.state("sensor.v2h_planner_import_price").attributes["known_until"] == "2026-05-17T15:00:00+00:00"
    )


async def test_a_battery_that_drifts_off_the_plan_is_planned_anew(home: FakeHome) -> None:
    await home.start()
    home.set("sensor.leaf_soc", 41)
    await home.wait(minutes=1)
    await home.replan()
    assert home.shows(PLAN) == "2026-05-16T01:31:09+00:00"


async def test_a_mode_that_is_picked_is_shown_at_once_and_planned_soon(home: FakeHome) -> None:
    await home.start()
    await home.act("select_option", "select.v2h_planner_mode", option="co2")
    assert home.shows("select.v2h_planner_mode") == "co2"
    assert home.shows("switch.v2h_planner_low_co2_mode") == "on"
    assert home.state(PLAN).attributes["mode"] == "economy"
    await home.replan()
    assert home.state(PLAN).attributes["mode"] == "co2"


async def test_two_solvers_never_run_at_once(home: FakeHome) -> None:
    running, most = 0, 0
    lock = threading.Lock()

    def slow(
        inputs: pipeline.PipelineInput, counterfactual: Counterfactual | None
    ) -> tuple[Plan, Counterfactual | None, Trail | None]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return pipeline.plan_onward(inputs, counterfactual)

    with patch(PLAN_HOME, slow):
        await home.start()
        for option in ("co2", "resilience", "economy"):
            await home.act("select_option", "select.v2h_planner_mode", option=option)
            await home.hass.services.async_call(
                "button", "press", {"entity_id": "button.v2h_planner_plan_again"}, blocking=False
            )
        await home.replan()
    assert most == 1


async def test_a_pass_begins_where_the_last_one_ended_and_after_a_restart_from_nothing(
    home: FakeHome,
) -> None:
    await home.start()
    assert home.entry.runtime_data.data.inputs.trail is None
    await home.wait(minutes=30)
    assert home.entry.runtime_data.data.inputs.trail is not None
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    assert home.entry.runtime_data.data.inputs.trail is None


async def test_repeated_failure_lets_the_unit_go_and_recovery_takes_it_again(
    home: FakeHome, caplog: pytest.LogCaptureFixture
) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"

    with patch(PLAN_HOME, side_effect=ZeroDivisionError):
        await home.wait(minutes=30)
        assert home.shows("binary_sensor.v2h_planner_plan_problem") == "on"
        assert home.shows("sensor.leaf_action") == "charge"
        await home.wait(minutes=30)
        await home.wait(minutes=30)
    assert home.shows(UNIT) == "standby"
    assert caplog.text.count("The plan could not be made") == 1
    await home.wait(minutes=30)
    assert home.state("binary_sensor.v2h_planner_plan_problem").attributes["shortfalls"] == []
    assert home.shows("binary_sensor.v2h_planner_plan_problem") == "off"
    assert home.shows(UNIT) == "charge"


async def test_a_broken_planner_still_fills_the_car_for_a_storm_and_lights_the_house_without_the_grid(
    home: FakeHome,
) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    with patch(PLAN_HOME, side_effect=ZeroDivisionError):
        for _ in range(4):
            await home.wait(minutes=30)
        assert home.shows(UNIT) == "standby"
        home.set("binary_sensor.storm", "on")
        await home.replan()
        assert home.shows(UNIT) == "charge"
        home.set("binary_sensor.outage", "on")
        await home.replan()
        assert home.shows(UNIT) == "discharge"
        home.set("binary_sensor.outage", "off")
        home.set("binary_sensor.storm", "off")
        await home.replan()
        assert home.shows(UNIT) == "standby"


async def test_the_planner_steps_back_from_a_person_for_a_time(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    home.by_hand("standby")
    await home.replan()
    assert home.shows("binary_sensor.leaf_hands_off") == "on"
    assert home.shows(UNIT) == "standby"
    assert home.state("sensor.leaf_action").attributes["standing"] == "hands_off"
    assert home.shows("sensor.leaf_reason").startswith("Plan only, handled by hand: ")
    await home.wait(minutes=91)
    await home.replan()
    assert home.shows("binary_sensor.leaf_hands_off") == "off"
    assert home.shows(UNIT) == "charge"


async def test_a_unit_that_disobeys_is_told_three_times_and_then_reported(home: FakeHome) -> None:
    await home.start()
    home.disobey()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    for _ in range(5):
        await home.wait(seconds=91)
    assert home.chosen.count("charge") == 3
    assert home.shows("binary_sensor.leaf_disobeys") == "on"
    assert home.issues == {UNIT: "input_disobeyed"}


async def test_settings_change_without_a_restart(home: FakeHome) -> None:
    await home.start()
    with patch.object(home.hass.config_entries, "async_reload") as reload:
        await home.act("set_value", "number.leaf_floor_soc", value=35)
        await home.act("set_value", "number.v2h_planner_carbon_price", value=12)
        await home.act("set_value", "number.leaf_departure_soc", value=75)
        await home.replan()
    assert reload.call_count == 0
    data: dict[str, Any] = dict(home.entry.subentries["leaf"].data)
    assert data["powers"]["floor_percent"] == 35
    assert data["departures"]["trip_1"]["soc_percent"] == 75
    assert home.shows("number.leaf_floor_soc") == "35"
    inputs = home.entry.runtime_data.data.inputs
    assert inputs.home.storages[0].min_soc == 0.35
    assert inputs.home.carbon_price_yen_per_kg == 12


async def test_what_the_supervisor_changes_is_what_is_shown_counted_and_explained(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows("sensor.leaf_action") == "charge"
    with patch.object(supervisor, "_CHECKS", ((Rule.STARTS, lambda case: case.standby()),)):
        await home.wait(minutes=1)
    assert home.shows(UNIT) == home.shows("sensor.leaf_action") == "standby"
    held = home.entry.runtime_data._held
    assert [command.verb for command in held] == [Verb.STANDBY]
    assert held[0].reason.code is ReasonCode.WAIT_RELAY
