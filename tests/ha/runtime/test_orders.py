"""A unit that was told something is ours until it is safe: over a crash, a pass that is under way, and the end."""

import asyncio
from typing import Any
from unittest.mock import patch

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import ServiceCall
import pytest

from custom_components.v2h_planner.coordinator import V2HCoordinator
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.runtime.commander import Commander
from tests.ha.conftest import UNIT, FakeHome

from .test_limits import pass_time
from .test_persistence import restart


async def charging(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"


async def crash(home: FakeHome, storage: dict[str, Any]) -> None:
    """Home Assistant is gone from one moment to the next: nothing is let go, what was saved last is there."""
    key = f"v2h_planner.{home.entry.entry_id}"
    await home.wait(seconds=10)
    saved = storage[key]
    with patch.object(V2HCoordinator, "async_let_go"):
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    storage[key] = saved
    assert home.shows(UNIT) != "standby"


async def test_after_a_crash_a_unit_of_unknown_charge_does_not_go_on(
    home: FakeHome, hass_storage: dict[str, Any]
) -> None:
    await charging(home)
    home.set("sensor.v2h_power", 5000)
    await crash(home, hass_storage)
    home.broken.add("sensor.leaf_soc")
    home.set("sensor.leaf_soc", "unknown")
    await home.wait(hours=3)
    await home.start()
    for _ in range(35):
        await home.wait(minutes=1)
    assert home.shows(UNIT) == "standby"


async def test_after_a_crash_switching_control_off_makes_the_unit_safe(
    home: FakeHome, hass_storage: dict[str, Any]
) -> None:
    await charging(home)
    await crash(home, hass_storage)
    home.broken.add("sensor.leaf_soc")
    with patch.object(Commander, "async_command"):
        await home.start()
    await home.act("turn_off", "switch.v2h_planner_control")
    assert home.shows(UNIT) == "standby"


async def test_orders_are_forgotten_once_the_unit_is_safe(
    home: FakeHome, hass_storage: dict[str, Any]
) -> None:
    await charging(home)
    await home.wait(seconds=10)
    orders = hass_storage[f"v2h_planner.{home.entry.entry_id}"]["data"]["state"]["orders"]
    assert orders == {"leaf": Verb.CHARGE.value}
    await home.act("turn_off", "switch.v2h_planner_control")
    for _ in range(3):
        await home.wait(minutes=1)
    await home.wait(seconds=10)
    assert hass_storage[f"v2h_planner.{home.entry.entry_id}"]["data"]["state"]["orders"] == {}


@pytest.mark.parametrize("end", ["unload", "stop"])
async def test_nothing_is_commanded_after_the_safe_state(home: FakeHome, end: str) -> None:
    await charging(home)
    planning, go_on = asyncio.Event(), asyncio.Event()

    async def slow(self: V2HCoordinator, _snapshot: object) -> None:
        planning.set()
        await go_on.wait()

    with patch.object(V2HCoordinator, "_plan", slow):
        await home.hass.services.async_call(
            "button", "press", {"entity_id": "button.v2h_planner_plan_again"}, blocking=False
        )
        await pass_time(home, 4)
        await planning.wait()
        if end == "unload":
            assert await home.hass.config_entries.async_unload(home.entry.entry_id)
        else:
            home.hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await pass_time(home, 1)
        assert home.shows(UNIT) == "standby"
        go_on.set()
        await home.settle()
    told = len(home.chosen)
    for _ in range(5):
        await home.wait(minutes=1)
    assert home.shows(UNIT) == "standby"
    assert len(home.chosen) == told


async def test_a_safe_state_that_was_refused_at_the_end_is_owed_at_the_next_start(
    home: FakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.v2h_planner.devices.controller.LET_GO_APART_S", 0.0)
    await charging(home)
    deaf = True

    async def refuse(call: ServiceCall) -> None:
        if deaf:
            raise ConnectionResetError
        home.set(UNIT, call.data["option"])

    home.hass.services.async_register("input_select", "select_option", refuse)
    await home.act("turn_off", "switch.v2h_planner_control")
    await restart(home)
    assert home.shows(UNIT) == "charge"
    deaf = False
    for _ in range(15):
        await home.wait(minutes=1)
    assert home.shows(UNIT) == "standby"


async def test_a_planner_that_is_silent_lets_its_units_go(home: FakeHome) -> None:
    await charging(home)
    with patch.object(Commander, "async_command"):
        for _ in range(4):
            await home.wait(minutes=1)
        assert home.shows(UNIT) == "charge"
        for _ in range(3):
            await home.wait(minutes=1)
        assert home.shows(UNIT) == "standby"


async def test_a_planner_that_is_silent_lets_go_of_the_house_once_the_grid_is_back(home: FakeHome) -> None:
    await charging(home)
    home.set("binary_sensor.outage", "on")
    for _ in range(2):
        await home.wait(minutes=1)
    assert home.shows(UNIT) == "discharge"
    with patch.object(Commander, "async_command"):
        for _ in range(8):
            await home.wait(minutes=1)
        assert home.shows(UNIT) == "discharge"
        home.set("binary_sensor.outage", "off")
        for _ in range(2):
            await home.wait(minutes=1)
        assert home.shows(UNIT) == "standby"


async def test_control_that_is_switched_off_in_an_outage_makes_the_unit_safe_once_the_grid_is_back(
    home: FakeHome,
) -> None:
    await charging(home)
    home.set("binary_sensor.outage", "on")
    for _ in range(2):
        await home.wait(minutes=1)
    await home.act("turn_off", "switch.v2h_planner_control")
    await home.wait(minutes=2)
    assert home.shows(UNIT) == "discharge"
    home.set("binary_sensor.outage", "off")
    for _ in range(2):
        await home.wait(minutes=1)
    assert home.shows(UNIT) == "standby"
