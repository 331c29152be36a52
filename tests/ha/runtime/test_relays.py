"""Restless readings do not reach the unit: counted where the orders arrive."""

import pytest

from tests.ha.conftest import UNIT, FakeHome


async def test_an_soc_that_flickers_at_the_floor_orders_nothing(home: FakeHome) -> None:
    await home.start()
    home.set("sensor.pv", 0)
    home.set("sensor.grid", 600)
    await home.act("turn_on", "switch.v2h_planner_control")
    floor = int(float(home.shows("number.leaf_floor_soc")))
    await home.charged(floor)
    home.chosen.clear()
    for minute in range(60):
        home.set("sensor.leaf_soc", floor - minute % 2)
        await home.wait(minutes=1)
    assert len(home.chosen) <= 2


async def test_what_the_relays_were_told_survives_a_restart(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
    before = home.entry.runtime_data.data.relays["leaf"]
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    after = home.entry.runtime_data.data.relays["leaf"]
    assert (after.since, after.starts) == (before.since, before.starts)


@pytest.mark.parametrize("quiet_first", [True, False])
async def test_a_person_who_decides_is_followed_at_once(home: FakeHome, quiet_first: bool) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    if quiet_first:
        await home.wait(minutes=10)
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
