"""Homes that lack something: no power sensor at the unit, one meter for everything, two units of which one is deaf."""

from collections.abc import AsyncGenerator
from typing import Any
from unittest.mock import patch

from homeassistant.core import ServiceCall
from homeassistant.setup import async_setup_component
import pytest

from .conftest import SET_POINT, UNIT, FakeHome, leaf
from .entry_forms import HOME, HOME_BATTERY, OPTIONS, home_entry, storage
from .test_faults_on_purpose import CONTROL, DISOBEYS, SOLVE
from .virtual_home import VirtualHome, plain_solution

METER_ONLY = {**OPTIONS, "home": {**HOME, "load_power": None, "load_includes_storages": False}}


def blind_leaf() -> dict[str, Any]:
    """A car on a unit that shows no power."""
    car = leaf()
    del car["battery"]["power_entity"]
    return car


@pytest.fixture
async def house(home: FakeHome) -> AsyncGenerator[VirtualHome]:
    """The grid meter is all that there is: neither the house nor the unit is measured."""
    virtual = VirtualHome(home.hass, home.freezer, home.entry, home.chosen)
    virtual.entry = home_entry(
        storage("v2h_ev", blind_leaf(), name="Leaf", subentry_id="leaf"), options=METER_ONLY
    )
    virtual.broken |= {"sensor.load", "sensor.v2h_power"}
    with virtual.virtual_time(), patch(SOLVE, plain_solution):
        yield virtual
        home.entry = virtual.entry


def turns(home: VirtualHome) -> list[str]:
    """What the unit was told, and when it was the same again, once."""
    return [mode for mode, before in zip(home.chosen, ["", *home.chosen], strict=False) if mode != before]


async def charging(home: VirtualHome) -> None:
    await home.start()
    await home.act("turn_on", CONTROL)
    await home.act("press", "button.leaf_charge_now")
    await home.wait(minutes=3)
    assert home.shows(UNIT) == "charge"


def load_kw(home: VirtualHome) -> float | None:
    found: float | None = home.entry.runtime_data.data.readings.load_kw
    return found


async def test_behind_one_meter_the_relay_rests_and_the_house_is_not_the_car(house: VirtualHome) -> None:
    await charging(house)
    house.chosen.clear()
    for load_w in (600, 2600, 600, 4500, 600):
        house.load_w = load_w
        await house.wait(minutes=8)
        assert load_kw(house) == pytest.approx(load_w / 1000, abs=0.2)
        assert house.load_w + 1000 * house.power_kw - house.pv_w <= 6000
    assert turns(house) in ([], ["charge"])


async def test_a_restart_in_the_middle_is_no_new_load(house: VirtualHome) -> None:
    await charging(house)
    house.chosen.clear()
    await house.meanwhile(house.hass.config_entries.async_unload(house.entry.entry_id))
    assert house.shows(UNIT) == "standby"
    await house.wait(minutes=1)
    await house.start()
    await house.wait(minutes=15)
    assert load_kw(house) == pytest.approx(0.6, abs=0.2)
    assert turns(house) == ["standby", "charge"]


async def test_an_outage_behind_one_meter_ends_as_it_began(house: VirtualHome) -> None:
    await charging(house)
    house.chosen.clear()
    house.outage = True
    house.set("binary_sensor.outage", "on")
    await house.wait(minutes=20)
    assert house.shows(UNIT) == "discharge"
    house.outage = False
    house.set("binary_sensor.outage", "off")
    await house.wait(minutes=20)
    assert turns(house) in (["discharge", "charge"], ["discharge", "standby", "charge"])
    assert load_kw(house) == pytest.approx(0.6, abs=0.2)


async def test_a_deaf_unit_behind_one_meter_is_told_apart_from_the_house(house: VirtualHome) -> None:
    await house.start()
    await house.act("turn_on", CONTROL)
    await house.wait(minutes=3)
    told: list[Any] = []

    async def ignore(call: ServiceCall) -> None:
        told.append(call.data)

    house.hass.services.async_register("input_select", "select_option", ignore)
    await house.act("press", "button.leaf_charge_now")
    await house.wait(minutes=12)
    assert house.shows(DISOBEYS) == "on"
    assert load_kw(house) == pytest.approx(0.6, abs=0.2)
    assert len(told) <= 4


async def test_of_two_units_the_one_that_hears_goes_on(house: VirtualHome) -> None:
    assert await async_setup_component(
        house.hass,
        "select",
        {},
    )
    modes = {"options": ["standby", "charge", "discharge"]}
    house.hass.states.async_set("select.battery_mode", "standby", modes)
    house.set("sensor.battery_soc", 60, unit_of_measurement="%", device_class="battery")
    heard: list[str] = []

    async def deaf(call: ServiceCall) -> None:
        heard.append(call.data["option"])

    house.hass.services.async_register("select", "select_option", deaf)
    cell = {**HOME_BATTERY, "control": {**leaf()["control"], "entity": "select.battery_mode"}}
    cell["control"].pop("charge_number")
    cell["powers"] = {**cell["powers"], "charge_max_kw": 3.0}
    cell["battery"] = {key: value for key, value in HOME_BATTERY["battery"].items() if key != "power_entity"}
    house.entry = home_entry(
        storage("v2h_ev", blind_leaf(), name="Leaf", subentry_id="leaf"),
        storage("home_battery", cell, name="Cell", subentry_id="cell"),
        options=METER_ONLY,
    )
    await house.start()
    await house.act("turn_on", CONTROL)
    await house.act("press", "button.cell_charge_now")
    await house.wait(minutes=15)

    assert heard
    assert house.shows("binary_sensor.cell_disobeys") == "on"
    assert house.shows(DISOBEYS) == "off"
    assert load_kw(house) in (None, pytest.approx(0.6, abs=0.2))
    await house.act("press", "button.leaf_charge_now")
    await house.wait(minutes=15)
    assert house.shows(UNIT) == "charge"
    assert float(house.shows(SET_POINT)) > 0
    assert load_kw(house) in (None, pytest.approx(0.6, abs=0.2))
    assert len(heard) <= 8
