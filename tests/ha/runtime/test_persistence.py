"""A restart, at the worst moment too: what was decided is still decided."""

from datetime import timedelta

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CoreState
from homeassistant.util import dt as dt_util

from tests.ha.conftest import UNIT, FakeHome

MODE = "select.v2h_planner_mode"


async def restart(home: FakeHome, *, minutes: float = 2) -> None:
    """Home Assistant comes back; sources are not there yet, then they are."""
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.freezer.tick(timedelta(minutes=minutes))
    home.hass.set_state(CoreState.starting)
    for entity_id in ("binary_sensor.storm", "sensor.leaf_soc", "sensor.v2h_connection", "sensor.prices"):
        home.hass.states.async_remove(entity_id)
    await home.start()


async def started(home: FakeHome) -> None:
    home.hass.set_state(CoreState.running)
    home.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await home.replan()


async def test_the_last_plan_is_shown_before_anything_else_has_loaded(home: FakeHome) -> None:
    await home.start()
    action = home.shows("sensor.leaf_next_action")
    await restart(home)
    assert home.shows("sensor.v2h_planner_plan") == "2026-05-16T01:30:05+00:00"
    assert home.shows("sensor.leaf_next_action") == action
    assert home.issues == {}


async def test_nothing_is_commanded_before_the_home_has_loaded(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    await restart(home)
    written = len(home.chosen)
    await home.wait(minutes=1)
    assert home.shows("switch.v2h_planner_control") == "on"
    assert len(home.chosen) == written
    home.furnish()
    await started(home)
    assert home.shows(UNIT) == "charge"


async def test_the_mode_and_the_wishes_survive(home: FakeHome) -> None:
    await home.start()
    await home.act("select_option", MODE, option="co2")
    response = await home.hass.services.async_call(
        "v2h_planner",
        "plan_trip",
        {"leave": dt_util.now() + timedelta(hours=30), "back": dt_util.now() + timedelta(hours=36)},
        blocking=True,
        return_response=True,
    )
    assert response is not None
    await restart(home)
    home.furnish()
    await started(home)
    assert home.shows(MODE) == "co2"
    assert [trip.id for trip in home.entry.runtime_data.data.one_off] == [response["trip_id"]]


async def test_a_restart_in_the_middle_of_a_storm_keeps_the_storm_and_the_former_mode(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("select_option", MODE, option="co2")
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert home.shows(MODE) == "resilience"
    assert home.shows(UNIT) == "charge"

    await restart(home)
    assert home.shows(MODE) == "resilience"
    assert home.state(MODE).attributes["former_mode"] == "co2"
    assert home.shows("binary_sensor.v2h_planner_storm") == "on"

    home.furnish()
    home.set("binary_sensor.storm", "on")
    await started(home)
    assert home.shows(UNIT) == "charge"
    assert home.state("sensor.leaf_action").attributes["until_soc"] == 100

    home.set("binary_sensor.storm", "off")
    await home.replan()
    assert home.state("binary_sensor.v2h_planner_storm").attributes["tier"] == "hold"
    assert home.shows(MODE) == "resilience"
    await home.wait(hours=4, minutes=1)
    await home.replan()
    assert home.shows(MODE) == "co2"
    assert home.shows("binary_sensor.v2h_planner_storm") == "off"


async def test_a_storm_that_passed_during_the_restart_ends_by_itself(home: FakeHome) -> None:
    await home.start()
    home.set("binary_sensor.storm", "on")
    await home.replan()
    await restart(home, minutes=30)
    home.furnish()
    await started(home)
    assert home.state("binary_sensor.v2h_planner_storm").attributes["tier"] == "hold"


async def test_what_cannot_be_read_after_the_restart_is_forgotten(
    home: FakeHome, hass_storage: dict[str, object]
) -> None:
    hass_storage[f"v2h_planner.{home.entry.entry_id}"] = {
        "version": 1,
        "minor_version": 1,
        "key": f"v2h_planner.{home.entry.entry_id}",
        "data": {"kept": {"plan": {"made_at": "yesterday"}}, "mode": {}},
    }
    await home.start()
    assert home.shows(MODE) == "economy"
    assert home.shows("sensor.v2h_planner_plan") == "2026-05-16T01:30:05+00:00"


async def test_the_unit_is_made_safe_when_home_assistant_stops(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
    home.hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await home.settle()
    assert home.shows(UNIT) == "standby"
