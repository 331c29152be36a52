"""Every kind of unit is found by the entities that its integration really makes, and can what the docs say."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2h_planner.core.home import ChargeControl, DischargeControl, StorageKind
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.readers.storage import guess_options
from custom_components.v2h_planner.settings.capabilities import (
    Capability,
    capabilities,
    charge_control,
    discharge_control,
)
from custom_components.v2h_planner.settings.model import Control, ControlKind, Method, Methods
from custom_components.v2h_planner.sources.beside import async_beside, async_follow_beside
from custom_components.v2h_planner.sources.discovery import async_guess_storage
from custom_components.v2h_planner.sources.entity_reader import async_entity_state
from custom_components.v2h_planner.sources.storage_guess import StorageGuess
from custom_components.v2h_planner.sources.unit_kinds import UNIT_KINDS
from tests.echonet.furnish import show

from .test_discovery import PERCENT, device

DOCS = Path(__file__).parents[3] / "docs" / "hardware.md"
KILOWATTS = {"unit_of_measurement": "kW", "device_class": "power"}
AMPERES = {"unit_of_measurement": "A", "min": 0, "max": 32, "step": 1}
VIN = "LRW3F7EK4NC000001"
WALLBOX = {"min": 6, "max": 32, "step": 1}


def ocpp(hass: HomeAssistant, connector: str = "") -> None:
    """A charger as `ocpp` shows it (switch.py, number.py, sensor.py)."""
    part = f"{connector}." if connector else ""
    device(
        hass,
        "ocpp",
        [
            ("switch.charger_charge_control", f"switch.ocpp.charger.{part}charge_control", "off", {}),
            ("switch.charger_availability", "switch.ocpp.charger.availability", "on", {}),
            ("number.charger_maximum_current", f"number.ocpp.charger.{part}maximum_current", "32", AMPERES),
            (
                "sensor.charger_status_connector",
                f"ocpp.charger.{part}status_connector.sensor",
                "Preparing",
                {},
            ),
            ("sensor.charger_power", f"ocpp.charger.{part}power_active_import.sensor", "0", KILOWATTS),
        ],
    )
    hass.states.async_set("sensor.leaf_soc", "55", {**PERCENT, "device_class": "battery"})


def tesla(hass: HomeAssistant, platform: str = "tesla_fleet") -> None:
    """A car as `tesla_fleet` and `teslemetry` show it."""
    charge = "charge_state"
    device(
        hass,
        platform,
        [
            ("switch.car_charge", f"{VIN}-{charge}_user_charge_enable_request", "off", {}),
            ("switch.car_sentry", f"{VIN}-vehicle_state_sentry_mode", "off", {}),
            ("number.car_current", f"{VIN}-{charge}_charge_current_request", "16", AMPERES),
            (
                "number.car_limit",
                f"{VIN}-{charge}_charge_limit_soc",
                "80",
                {**PERCENT, "min": 50, "max": 100},
            ),
            (
                "sensor.car_level",
                f"{VIN}-{charge}_battery_level",
                "61",
                {**PERCENT, "device_class": "battery"},
            ),
            ("sensor.car_power", f"{VIN}-{charge}_charger_power", "0", KILOWATTS),
            ("binary_sensor.car_cable", f"{VIN}-{charge}_conn_charge_cable", "on", {}),
            ("device_tracker.car_location", f"{VIN}-location", "home", {}),
        ],
    )


def wallbox(hass: HomeAssistant, *, quasar: bool) -> None:
    """A charger as `wallbox` shows it; a Quasar's current goes below zero."""
    limits = {**WALLBOX, "min": -32} if quasar else WALLBOX
    device(
        hass,
        "wallbox",
        [
            ("number.wallbox_current", "max_charging_current-4711", "0" if quasar else "16", limits),
            ("number.wallbox_price", "energy_price-4711", "0.3", {"min": -5, "max": 5, "step": 0.01}),
            ("switch.wallbox_pause", "paused-4711", "off", {}),
            ("sensor.wallbox_power", "charging_power-4711", "0", KILOWATTS),
            ("sensor.wallbox_soc", "state_of_charge-4711", "48", {**PERCENT, "device_class": "battery"}),
        ],
    )


V2H, CHARGER, BATTERY = StorageKind.V2H_EV, StorageKind.CHARGER_EV, StorageKind.HOME_BATTERY
HOMES: dict[str, tuple[StorageKind, Any]] = {
    "V2H unit, `echonet_lite`": (V2H, lambda hass: show(hass, "echonet_lite", "v2h")),
    "V2H unit, `echonetlite`": (V2H, lambda hass: show(hass, "echonetlite", "v2h")),
    "Charger, `echonet_lite`": (CHARGER, lambda hass: show(hass, "echonet_lite", "charger")),
    "Home battery, `echonet_lite`": (BATTERY, lambda hass: show(hass, "echonet_lite", "battery")),
    "Home battery, `echonetlite`": (BATTERY, lambda hass: show(hass, "echonetlite", "battery")),
    "Quasar, `wallbox`": (V2H, partial(wallbox, quasar=True)),
    "Charger, `wallbox`": (CHARGER, partial(wallbox, quasar=False)),
    "Charger, `ocpp`": (CHARGER, ocpp),
    "Car, `tesla_fleet`, `teslemetry`": (CHARGER, tesla),
}
COLUMNS = tuple(Capability)


async def control_of(hass: HomeAssistant, kind: StorageKind) -> tuple[StorageGuess, Control]:
    """What is found, and how it is commanded once its forms are sent as they opened."""
    guess = await async_guess_storage(hass, kind)
    control = Control(charge_number=guess.charge_number, discharge_number=guess.discharge_number)
    if guess.select is not None:
        texts = async_entity_state(hass, guess.select).attributes["options"]
        options = guess_options(texts)
        if kind is CHARGER:
            options.pop(Verb.DISCHARGE, None)
        control = replace(control, kind=ControlKind.SELECT, entity_id=guess.select, options=options)
    elif guess.switch is not None:
        control = replace(control, kind=ControlKind.SWITCH, entity_id=guess.switch)
    else:
        control = replace(control, kind=ControlKind.NUMBER)
    return guess, replace(control, beside=async_beside(hass, control))


@pytest.mark.parametrize("name", HOMES)
async def test_a_kind_can_what_the_docs_say(hass: HomeAssistant, name: str) -> None:
    kind, furnish = HOMES[name]
    furnish(hass)
    _, control = await control_of(hass, kind)
    can = capabilities(control)
    row = " | ".join(("yes" if item in can else "–") for item in COLUMNS)
    assert f"| {name} | {control.kind.value} | {row} |" in DOCS.read_text("utf-8")


def test_the_docs_know_no_kind_that_is_not_tried() -> None:
    text = DOCS.read_text("utf-8").split("<!-- kinds -->")[1]
    names = [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| ")]
    assert names[1:] == list(HOMES)
    assert {unit.key for unit in UNIT_KINDS} == {"echonet", "wallbox", "ocpp", "tesla"}


async def test_ocpp_is_a_switch_with_a_current_and_the_car_tells_its_own_charge(hass: HomeAssistant) -> None:
    ocpp(hass)
    guess, control = await control_of(hass, CHARGER)
    assert guess == StorageGuess(
        soc_entity="sensor.leaf_soc",
        connected_entity="sensor.charger_status_connector",
        power_entity="sensor.charger_power",
        switch="switch.charger_charge_control",
        charge_number="number.charger_maximum_current",
    )
    assert charge_control(control) is ChargeControl.SET_POINT


async def test_one_of_several_ocpp_connectors_has_its_own_entities(hass: HomeAssistant) -> None:
    ocpp(hass, "conn2")
    guess, _ = await control_of(hass, CHARGER)
    assert guess.connected_entity == "sensor.charger_status_connector"
    assert guess.charge_number == "number.charger_maximum_current"


@pytest.mark.parametrize("platform", ["tesla_fleet", "teslemetry"])
async def test_a_car_that_charges_on_the_road_is_not_at_home(hass: HomeAssistant, platform: str) -> None:
    tesla(hass, platform)
    guess, control = await control_of(hass, CHARGER)
    assert (guess.soc_entity, guess.connected_entity) == ("sensor.car_level", "device_tracker.car_location")
    assert control.beside.limit == "number.car_limit"


async def test_a_quasar_is_one_signed_current(hass: HomeAssistant) -> None:
    wallbox(hass, quasar=True)
    guess, control = await control_of(hass, V2H)
    assert guess.charge_number == guess.discharge_number == "number.wallbox_current"
    assert discharge_control(control) is DischargeControl.SET_POINT
    assert (await async_guess_storage(hass, CHARGER)).charge_number is None


@pytest.mark.parametrize("platform", ["echonet_lite", "echonetlite"])
async def test_the_methods_of_both_integrations_are_known(hass: HomeAssistant, platform: str) -> None:
    shown = show(hass, platform, "v2h")
    _, control = await control_of(hass, V2H)
    charging, discharging = control.beside.charging, control.beside.discharging
    assert charging is not None
    assert discharging is not None
    assert (charging.entity_id, discharging.entity_id) == (shown[0x027E, "dc"], shown[0x027E, "dd"])
    assert charging.options.keys() == discharging.options.keys() == set(Method)
    assert discharge_control(control) is DischargeControl.LOAD_FOLLOWING
    confirmation = control.beside.confirmation
    assert (confirmation is not None) is (platform == "echonet_lite")


async def test_a_unit_without_methods_is_what_its_numbers_and_modes_make_it(hass: HomeAssistant) -> None:
    hass.states.async_set("select.mode", "charge")
    control = Control(
        kind=ControlKind.SELECT,
        entity_id="select.mode",
        options={Verb.CHARGE: "charge", Verb.DISCHARGE: "discharge"},
        discharge_number="number.power",
    )
    assert async_beside(hass, control) == control.beside
    assert charge_control(control) is ChargeControl.FIXED_RATE
    assert discharge_control(control) is DischargeControl.SET_POINT


async def test_a_method_that_comes_later_or_is_called_otherwise_is_told_of(hass: HomeAssistant) -> None:
    shown = show(hass, "echonet_lite", "v2h")
    _, control = await control_of(hass, V2H)
    told: list[None] = []
    stop = async_follow_beside(hass, lambda: told.append(None))
    registry = er.async_get(hass)
    registry.async_update_entity(shown[0x027E, "dc"], new_entity_id="select.methode")
    await hass.async_block_till_done()
    assert len(told) == 1
    hass.states.async_set(
        "select.methode", "others", {"options": ["surplus_electric_power", "others", "v2_g"]}
    )
    charging = async_beside(hass, control).charging
    assert charging == Methods("select.methode", {Method.FOLLOWING: "surplus_electric_power"})
    registry.async_update_entity("select.methode", disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    assert len(told) == 2
    assert async_beside(hass, control).charging is None
    stop()


async def test_a_charger_without_smart_charging_is_a_switch_alone(hass: HomeAssistant) -> None:
    ocpp(hass)
    hass.states.async_set("number.charger_maximum_current", "unavailable")
    guess, control = await control_of(hass, CHARGER)
    assert guess.charge_number is None
    assert charge_control(control) is ChargeControl.FIXED_RATE
