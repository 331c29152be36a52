"""A file that cannot be read wholly: it is kept, what is lost is told, and the house is safe."""

from typing import Any

from homeassistant.components.repairs import DOMAIN as REPAIRS, repairs_flow_manager
from homeassistant.config_entries import ConfigEntryState
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2h_planner.runtime.packing import unpack
from tests.ha.conftest import UNIT, FakeHome

CONTROL = "switch.v2h_planner_control"


def damage(home: FakeHome) -> dict[str, str] | None:
    """What the repair says, None without one."""
    issue = ir.async_get(home.hass).async_get_issue("v2h_planner", f"{home.entry.entry_id}_state_lost")
    return None if issue is None else issue.translation_placeholders


async def restarted(home: FakeHome, storage: dict[str, Any], path: str, value: Any) -> None:
    """The home was commanding a unit when the power failed, and a part of its file was lost by that."""
    await home.start()
    await home.act("turn_on", CONTROL)
    await home.act("select_option", "select.v2h_planner_mode", option="co2")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.settle()
    node = storage[f"v2h_planner.{home.entry.entry_id}"]
    *parents, last = path.split(".")
    for key in parents:
        node = node[key]
    node[last] = value
    home.set(UNIT, "charge")
    home.chosen.clear()
    await home.start()


async def test_an_unreadable_plan_is_made_anew_and_nothing_else_is_lost(
    home: FakeHome, hass_storage: dict[str, Any]
) -> None:
    await restarted(home, hass_storage, "data.state.plan", {"made_at": "yesterday"})
    assert home.shows(CONTROL) == "on"
    assert home.shows("select.v2h_planner_mode") == "co2"
    assert home.shows("sensor.v2h_planner_plan") != "unknown"
    assert home.shows(UNIT) == "charge"
    told = damage(home)
    assert told is not None
    assert told["lost"] == "plan"


@pytest.mark.parametrize("value", [None, "on", 1])
async def test_an_unreadable_control_switch_is_off_and_the_unit_is_made_safe(
    home: FakeHome, hass_storage: dict[str, Any], value: Any
) -> None:
    await restarted(home, hass_storage, "data.state.control", value)
    assert home.shows(CONTROL) == "off"
    assert home.shows("select.v2h_planner_mode") == "co2"
    assert home.shows(UNIT) == "standby"
    told = damage(home)
    assert told is not None
    assert told["lost"] == "control switch"
    await home.wait(minutes=2)
    home.by_hand("charge")
    for _ in range(3):
        await home.wait(minutes=31)
    assert home.shows(UNIT) == "charge", "made safe once, and left to people after that"


@pytest.mark.parametrize(("path", "value"), [("version", 2), ("data", None), ("data", [])])
async def test_a_file_of_a_later_version_or_of_none_leaves_the_house_safe_and_planned(
    home: FakeHome, hass_storage: dict[str, Any], path: str, value: Any
) -> None:
    await restarted(home, hass_storage, path, value)
    assert home.entry.state is ConfigEntryState.LOADED
    assert home.shows(CONTROL) == "off"
    assert home.shows(UNIT) == "standby"
    told = damage(home)
    assert told is not None
    assert "plan" in told["lost"]


async def test_the_unit_lights_the_house_in_an_outage_whatever_the_file_says(
    home: FakeHome, hass_storage: dict[str, Any]
) -> None:
    home.set("binary_sensor.outage", "on")
    await home.start()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    hass_storage[f"v2h_planner.{home.entry.entry_id}"]["data"]["state"]["control"] = None
    home.set(UNIT, "discharge")
    await home.start()
    await home.wait(minutes=5)
    assert home.shows(UNIT) == "discharge"
    home.set("binary_sensor.outage", "off")
    await home.replan()
    assert home.shows(UNIT) == "standby"


async def test_the_storm_is_asked_for_again(home: FakeHome, hass_storage: dict[str, Any]) -> None:
    home.set("binary_sensor.storm", "on")
    await restarted(home, hass_storage, "data.mode.storm", "?")
    assert home.shows("binary_sensor.v2h_planner_storm") == "on"
    assert home.shows("select.v2h_planner_mode") == "resilience"
    assert home.state("select.v2h_planner_mode").attributes["former_mode"] == "co2"


async def test_the_repair_stays_until_it_is_read_and_goes_with_the_home(
    home: FakeHome, hass_storage: dict[str, Any]
) -> None:
    assert await async_setup_component(home.hass, REPAIRS, {})
    await restarted(home, hass_storage, "data.state.ledger", 5)
    flows = repairs_flow_manager(home.hass)
    assert flows is not None
    form = await flows.async_init("v2h_planner", data={"issue_id": f"{home.entry.entry_id}_state_lost"})
    assert form["step_id"] == "confirm"
    done = await flows.async_configure(form["flow_id"], {})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert damage(home) is None


async def test_a_plan_of_another_home_is_not_followed(home: FakeHome, hass_storage: dict[str, Any]) -> None:
    home.set("binary_sensor.storm", "on")
    await home.start()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    data = hass_storage[f"v2h_planner.{home.entry.entry_id}"]["data"]
    data["state"] = unpack(data["state"])
    for slot in data["state"]["plan"]["slots"]:
        slot["storages"] = []
    await home.start()
    assert home.entry.state is ConfigEntryState.LOADED
    assert home.shows("sensor.leaf_action") == "charge"
