"""Whatever an entity shows: a repair that names it, a plan that says so, and no command based on it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from homeassistant.components.repairs import DOMAIN as REPAIRS, repairs_flow_manager
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from tests.ha.conftest import NOW, UNIT, FakeHome, day_of_prices

SOC = "sensor.leaf_soc"
PRICES = "sensor.prices"
PROBLEM = "binary_sensor.v2h_planner_plan_problem"


async def broken_from_the_start(home: FakeHome) -> None:
    """The planner is set up and asked to charge; the faults have lasted."""
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    await home.wait(minutes=6)
    await home.replan()


@pytest.mark.parametrize(
    ("state", "unit", "kind"),
    [
        ("unavailable", "%", FaultKind.UNAVAILABLE),
        ("unknown", "%", FaultKind.UNKNOWN),
        ("nan", "%", FaultKind.NOT_A_NUMBER),
        ("full", "%", FaultKind.NOT_A_NUMBER),
        ("-5", "%", FaultKind.OUT_OF_RANGE),
        ("170", "%", FaultKind.OUT_OF_RANGE),
        ("0.62", "%", FaultKind.LOOKS_LIKE_FRACTION),
        ("24", "kWh", FaultKind.WRONG_UNIT),
    ],
)
async def test_a_car_whose_charge_is_not_known_is_left_alone(
    home: FakeHome, state: str, unit: str, kind: FaultKind
) -> None:
    home.set(SOC, state, unit_of_measurement=unit)
    await broken_from_the_start(home)
    assert home.issues == {SOC: f"input_{kind}"}
    assert home.shows(PROBLEM) == "on"
    assert home.state(PROBLEM).attributes["degraded"] is True
    assert home.chosen == []
    home.set(SOC, 50, unit_of_measurement="%")
    await home.replan()
    assert home.issues == {}
    assert home.shows(PROBLEM) == "off"
    assert home.shows(UNIT) == "charge"


async def test_a_car_without_its_entity_is_left_alone(home: FakeHome) -> None:
    home.hass.states.async_remove(SOC)
    await broken_from_the_start(home)
    assert home.issues == {SOC: "input_missing"}
    assert home.chosen == []


async def test_a_frozen_sensor_is_found_out_and_the_unit_is_made_safe(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
    home.set("sensor.v2h_power", 5900)
    home.broken.add(SOC)
    for _ in range(4):
        await home.wait(minutes=8)
        await home.replan()
    assert home.issues == {SOC: "input_stale"}
    assert home.shows(UNIT) == "standby"
    assert home.state(PROBLEM).attributes["degraded"] is True


async def test_the_last_good_charge_stands_in_for_a_while_and_then_the_unit_is_made_safe(
    home: FakeHome,
) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    home.set(SOC, "unavailable")
    await home.wait(minutes=20)
    await home.replan()
    assert home.shows(UNIT) == "charge"
    assert home.state(PROBLEM).attributes["degraded"] is False
    await home.wait(minutes=15)
    await home.replan()
    assert home.shows(UNIT) == "standby"
    assert home.state(PROBLEM).attributes["degraded"] is True


async def test_a_plug_that_says_nothing_is_not_taken_for_plugged_in(home: FakeHome) -> None:
    home.set("sensor.v2h_connection", "unavailable")
    await broken_from_the_start(home)
    assert home.issues == {"sensor.v2h_connection": "input_unavailable"}
    assert home.chosen == []


@pytest.mark.parametrize("entity_id", ["sensor.pv", "sensor.load", "sensor.co2"])
@pytest.mark.parametrize(
    ("state", "unit", "kind"),
    [("nan", None, FaultKind.NOT_A_NUMBER), ("12", "°C", FaultKind.WRONG_UNIT)],
)
async def test_a_broken_meter_leaves_a_plan_that_says_so(
    home: FakeHome, entity_id: str, state: str, unit: str | None, kind: FaultKind
) -> None:
    home.set(entity_id, state, **({} if unit is None else {"unit_of_measurement": unit}))
    await home.start()
    assert home.issues == {entity_id: f"input_{kind}"}
    assert home.state(PROBLEM).attributes["degraded"] is True
    assert home.shows("sensor.v2h_planner_plan") == "2026-05-16T01:30:05+00:00"


type Break = Callable[[FakeHome], object]

BROKEN_PRICES: dict[str, tuple[Break, FaultKind, bool]] = {
    "missing": (lambda home: home.hass.states.async_remove(PRICES), FaultKind.MISSING, True),
    "no list": (lambda home: home.set(PRICES, 12.0, prices=None), FaultKind.UNKNOWN_SHAPE, True),
    "too short": (lambda home: home.publish(day_of_prices()[:30]), FaultKind.TOO_SHORT, False),
    "duplicated": (
        lambda home: home.set(PRICES, 9.0, prices=twice(home)),
        FaultKind.DUPLICATED,
        False,
    ),
    "out of order": (
        lambda home: home.set(PRICES, 9.0, prices=home.state(PRICES).attributes["prices"][::-1]),
        FaultKind.UNORDERED,
        False,
    ),
    "in an unknown unit": (
        lambda home: home.publish(day_of_prices(), unit="furlong"),
        FaultKind.WRONG_UNIT,
        True,
    ),
}


def twice(home: FakeHome) -> list[dict[str, Any]]:
    """Some times have another price a second time."""
    slots: list[dict[str, Any]] = home.state(PRICES).attributes["prices"]
    return [*slots[:3], {"start": slots[2]["start"], "price": 77.0}, *slots[3:]]


@pytest.mark.parametrize("case", BROKEN_PRICES)
async def test_broken_prices_leave_a_plan_and_a_repair(home: FakeHome, case: str) -> None:
    break_it, kind, degraded = BROKEN_PRICES[case]
    break_it(home)
    await home.start()
    assert home.issues == {PRICES: f"input_{kind}"}
    assert home.shows("sensor.v2h_planner_plan") == "2026-05-16T01:30:05+00:00"
    if degraded:
        assert home.state(PROBLEM).attributes["degraded"] is True


@pytest.mark.parametrize(
    ("factor", "unit"), [(100.0, "sen/kWh"), (1000.0, "JPY/MWh")], ids=["sen", "yen per MWh"]
)
async def test_prices_in_another_unit_are_the_same_prices(home: FakeHome, factor: float, unit: str) -> None:
    await home.start()
    right = home.shows("sensor.v2h_planner_import_price")
    home.publish([factor * price for price in day_of_prices()], unit=unit)
    await home.act("press", "button.v2h_planner_plan_again")
    assert float(home.shows("sensor.v2h_planner_import_price")) == pytest.approx(float(right))


async def test_published_prices_are_remembered_when_their_source_falls_silent(home: FakeHome) -> None:
    await home.start()
    price = home.shows("sensor.v2h_planner_import_price")
    home.set(PRICES, "unavailable")
    await home.replan()
    assert home.shows("sensor.v2h_planner_import_price") == price
    assert home.state(PROBLEM).attributes["degraded"] is False


def known_price(home: FakeHome, day: int, hour: int) -> float | None:
    """The price of an hour with which the plan was made, None where it is not known."""
    at = dt_util.start_of_local_day() + timedelta(days=day, hours=hour)
    known: float | None = home.entry.runtime_data.data.inputs.published.at(at)
    return known


async def test_tomorrows_prices_outlive_a_list_that_shrinks_and_a_reload(home: FakeHome) -> None:
    home.publish(day_of_prices(), day_of_prices(30.0))
    await home.start()
    assert known_price(home, 1, 18) == 30.0
    home.publish(day_of_prices())
    await home.replan()
    assert known_price(home, 1, 18) == 30.0
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    assert known_price(home, 1, 18) == 30.0
    home.publish(day_of_prices(), day_of_prices(40.0))
    await home.replan()
    assert known_price(home, 1, 18) == 40.0


async def test_yesterdays_list_is_not_planned_with(home: FakeHome) -> None:
    home.set(
        PRICES,
        20,
        unit_of_measurement="JPY/kWh",
        prices=None,
        yesterday_prices=day_of_prices(77.0),
        today_prices=[],
        tomorrow_prices=[],
    )
    await home.start()
    assert home.entry.runtime_data.data.inputs.published.at(NOW + timedelta(hours=8)) is None


async def test_a_list_without_the_running_hour_leaves_its_price_known(home: FakeHome) -> None:
    await home.start()
    price = home.shows("sensor.v2h_planner_import_price")
    slots = home.state(PRICES).attributes["prices"]
    soon = NOW + timedelta(minutes=40)
    later = [slot for slot in slots if datetime.fromisoformat(slot["start"]) > soon]
    home.set(PRICES, 99, unit_of_measurement="JPY/kWh", prices=later)
    await home.replan()
    assert home.shows("sensor.v2h_planner_import_price") == price


async def test_a_broken_input_is_logged_once(home: FakeHome, caplog: pytest.LogCaptureFixture) -> None:
    home.set(SOC, "-5")
    await broken_from_the_start(home)
    assert caplog.text.count(f"{SOC}: out of range") == 1


async def test_choosing_another_entity_mends_a_broken_one(home: FakeHome) -> None:
    assert await async_setup_component(home.hass, REPAIRS, {})
    home.hass.states.async_remove(SOC)
    await home.start()
    issue_id = next(key for domain, key in ir.async_get(home.hass).issues if domain == "v2h_planner")
    flows = repairs_flow_manager(home.hass)
    assert flows is not None
    form = await flows.async_init("v2h_planner", data={"issue_id": issue_id})
    assert form["step_id"] == "entity"
    home.set("sensor.leaf_soc_2", 50, unit_of_measurement="%")
    done = await flows.async_configure(form["flow_id"], {"entity": "sensor.leaf_soc_2"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await home.replan()
    assert home.issues == {}
    assert home.entry.subentries["leaf"].data["battery"]["soc_entity"] == "sensor.leaf_soc_2"
