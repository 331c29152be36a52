"""Readings that cannot be, that do not come, or that do not move, in a home that is lived in."""

from typing import Any

import pytest

from custom_components.v2h_planner.core.readings import Verb
from tests.ha.conftest import UNIT, FakeHome, day_of_prices, entry, leaf

SOC = "sensor.leaf_soc"
PLUG = "sensor.v2h_connection"
POWER = "sensor.v2h_power"
OUTAGE = "binary_sensor.outage"
PROBLEM = "binary_sensor.v2h_planner_plan_problem"
HOURS = "sensor.v2h_planner_hours_left_without_the_grid"
ACTION = "sensor.leaf_action"


async def a_dear_evening(home: FakeHome, soc: float = 70) -> None:
    """The car feeds the house at the day's dearest price."""
    home.freezer.move_to("2026-05-16T08:35:05+00:00")  # 17:35 in Tokyo
    home.furnish()
    home.publish(day_of_prices(90.0))
    home.set("sensor.pv", 0)
    home.set("sensor.load", 1500)
    home.set("sensor.grid", -1500)
    home.set(SOC, soc)
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    assert home.shows(UNIT) == "discharge"
    home.set(POWER, -1500)
    home.set("sensor.load", 0)


async def in_an_outage(home: FakeHome) -> None:
    """The grid is gone, and the car carries the house."""
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    home.set(OUTAGE, "on")
    home.set("sensor.pv", 0)
    home.set("sensor.grid", 0)
    await home.replan()
    assert home.shows(UNIT) == "discharge"
    home.set(POWER, -600)
    home.chosen.clear()


# -- one impossible reading ---------------------------------------------------------------------------


@pytest.mark.parametrize("shown", [0, 15, 100])
async def test_one_impossible_reading_does_not_turn_the_unit_round(home: FakeHome, shown: float) -> None:
    await a_dear_evening(home)
    home.chosen.clear()
    home.set(SOC, shown)
    await home.replan()
    home.set(SOC, 70)
    await home.replan()
    await home.wait(minutes=1)
    assert home.chosen == []
    assert home.shows(UNIT) == "discharge"
    assert home.issues == {}


async def test_an_impossible_reading_that_stays_is_told_and_then_believed(home: FakeHome) -> None:
    await a_dear_evening(home)
    home.set(SOC, 25)
    for _ in range(7):
        await home.wait(minutes=1)
    assert home.issues == {SOC: "input_jumped"}
    assert home.entry.runtime_data.data.readings.storages[0].soc > 0.6
    for _ in range(4):
        await home.wait(minutes=1)
    assert home.entry.runtime_data.data.readings.storages[0].soc == pytest.approx(0.25, abs=0.01)
    assert home.issues == {}


@pytest.mark.parametrize(
    ("entity_id", "watts"),
    [
        ("sensor.load", 99000),
        ("sensor.load", -40000),
        (POWER, 25000),
        ("sensor.pv", -4000),
        ("sensor.grid", 70000),
    ],
)
async def test_a_power_that_no_house_has_is_no_reading(home: FakeHome, entity_id: str, watts: float) -> None:
    await home.start()
    before = home.entry.runtime_data.data.readings
    home.set(entity_id, watts)
    await home.wait(minutes=1)
    after = home.entry.runtime_data.data.readings
    assert (after.load_kw, after.pv_kw, after.grid_kw) == (before.load_kw, before.pv_kw, before.grid_kw)
    assert after.storages[0].power_kw == before.storages[0].power_kw
    assert home.issues == {entity_id: "input_out_of_range"}


# -- old readings -------------------------------------------------------------------------------------


async def test_a_parked_car_that_tells_its_charge_only_on_change_is_charged(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    home.broken.add(SOC)
    for _ in range(8):
        await home.wait(minutes=30)
    assert home.entry.runtime_data.data.readings.storages[0].soc == 0.5
    assert home.issues == {}
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"


async def test_a_meter_of_the_house_that_is_silent_is_not_believed_for_long(home: FakeHome) -> None:
    await home.start()
    home.broken |= {"sensor.load"}
    for _ in range(8):
        await home.wait(minutes=1)
    assert home.issues == {"sensor.load": "input_stale"}
    assert home.entry.runtime_data.data.readings.load_kw is None


async def test_the_sun_that_is_silent_at_night_is_still_zero(home: FakeHome) -> None:
    home.set("sensor.pv", "0.00")
    await home.start()
    home.broken.add("sensor.pv")
    for _ in range(4):
        await home.wait(minutes=30)
    assert home.issues == {}
    assert home.entry.runtime_data.data.readings.pv_kw == 0.0


# -- a sensor that does not move ----------------------------------------------------------------------


async def test_a_charge_that_does_not_move_is_told_and_counted(home: FakeHome) -> None:
    await a_dear_evening(home, 80)
    home.set(POWER, -5500)
    home.set("sensor.load", -4000)
    for _ in range(70):
        await home.wait(minutes=1)
    assert home.issues == {SOC: "input_frozen"}
    counted = home.entry.runtime_data.data.readings.storages[0].soc
    assert counted == pytest.approx(0.8 - 5.5 / 0.92 * 70 / 60 / 40, abs=0.01)
    home.set(SOC, 62)
    await home.wait(minutes=1)
    assert home.issues == {}


async def test_a_charge_that_is_lost_near_the_min_soc_does_not_take_the_car_below_it(home: FakeHome) -> None:
    home.entry = entry(leaf(powers={"floor_percent": 63.0}))
    await a_dear_evening(home)
    home.set(POWER, -5500)
    home.set("sensor.load", -4000)
    home.set(SOC, "unavailable")
    minutes = 0
    while home.shows(UNIT) == "discharge" and minutes < 60:
        await home.wait(minutes=1)
        minutes += 1
    assert 0.62 <= 0.70 - 5.5 / 0.92 * minutes / 60 / 40 <= 0.67


# -- an outage ----------------------------------------------------------------------------------------

Loss = dict[str, Any]
LOSSES: dict[str, Loss] = {
    "SOC unavailable": {SOC: "unavailable"},
    "SOC unknown": {SOC: "unknown"},
    "SOC zero": {SOC: 0},
    "SOC a fraction": {SOC: 0.5},
    "plug unavailable": {PLUG: "unavailable"},
    "plug unknown": {PLUG: "unknown"},
    "power unavailable": {POWER: "unavailable"},
    "load unavailable": {"sensor.load": "unavailable"},
    "all at once": {
        SOC: "unavailable",
        PLUG: "unavailable",
        POWER: "unavailable",
        "sensor.load": "unavailable",
        "sensor.pv": "unavailable",
        OUTAGE: "unavailable",
    },
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_in_an_outage_a_loss_of_knowledge_leaves_the_light_on(home: FakeHome, loss: str) -> None:
    await in_an_outage(home)
    for entity_id, shown in LOSSES[loss].items():
        home.set(entity_id, shown)
    await home.replan()
    for _ in range(8):
        await home.wait(minutes=1)
    assert home.shows(UNIT) == "discharge"
    for _ in range(4):
        await home.wait(minutes=30)
        await home.replan()
        assert home.shows(UNIT) == "discharge"
    assert "standby" not in home.chosen


async def test_in_an_outage_a_frozen_charge_leaves_the_light_on(home: FakeHome) -> None:
    await in_an_outage(home)
    home.broken |= {SOC, POWER}
    home.set(POWER, -5500)
    for _ in range(10):
        await home.wait(minutes=15)
    assert home.shows(UNIT) == "discharge"


async def test_in_an_outage_it_says_that_it_is_blind(home: FakeHome) -> None:
    await in_an_outage(home)
    home.set(SOC, "unavailable")
    for _ in range(3):
        await home.wait(minutes=15)
        await home.replan()
    assert home.state(ACTION).attributes["reason"] == "discharge_blind"
    assert home.shows(HOURS) == "unknown"
    assert home.state(HOURS).attributes["blind"] is True
    assert home.entry.runtime_data.data.plan.outage


async def test_a_car_that_is_known_to_be_away_or_empty_is_not_asked_to_carry_the_house(
    home: FakeHome,
) -> None:
    await in_an_outage(home)
    home.set(POWER, 0)
    home.set(PLUG, "not_connected")
    await home.replan()
    assert home.shows(ACTION) == "idle" or home.entry.runtime_data.data.command("leaf") is None
    home.set(SOC, 20)
    home.set(PLUG, "connected")
    await home.replan()
    assert home.shows(UNIT) == "standby"


async def test_after_a_restart_in_an_outage_the_house_is_still_lit(home: FakeHome) -> None:
    await in_an_outage(home)
    home.set(SOC, "unavailable")
    home.set(PLUG, "unavailable")
    await home.replan()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.settle()
    assert home.shows(UNIT) == "discharge", "nothing ends an outage's discharge but knowledge"
    await home.start()
    await home.replan()
    assert home.shows(UNIT) == "discharge"
    assert home.chosen == []


async def test_a_planner_that_ends_in_an_outage_leaves_the_light_on(home: FakeHome) -> None:
    await in_an_outage(home)
    await home.act("turn_off", "switch.v2h_planner_control")
    assert home.shows(UNIT) == "discharge"
    assert home.entry.runtime_data.data.command("leaf").verb is Verb.DISCHARGE
