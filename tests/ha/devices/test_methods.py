"""What stands beside a unit's mode is set with it: methods, a confirmation, currents, a mode of its own when let go."""

import asyncio
from dataclasses import replace
from typing import Any

from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2h_planner.core.readings import FaultKind, StorageReading, Verb
from custom_components.v2h_planner.settings.model import Beside, Confirmation, Method, Methods

from . import test_controller
from .test_controller import (
    BY_SELECT,
    BY_SELECT_AND_POWER,
    BY_SWITCH,
    CHARGE_W,
    MODE,
    POWER,
    SWITCH,
    Wall,
    later,
)

wall = test_controller.wall
DC, DD, CD, PLUG, LIMIT = "select.dc", "select.dd", "button.cd", "sensor.c7", "number.limit"
CHARGING = Methods(DC, {Method.MOST: "most", Method.FOLLOWING: "surplus", Method.SET_POINT: "designated"})
DISCHARGING = Methods(DD, {Method.MOST: "most", Method.FOLLOWING: "load", Method.SET_POINT: "designated"})
METHODS = Beside(charging=CHARGING, discharging=DISCHARGING)


@pytest.fixture
def unit(wall: Wall) -> Wall:
    """A unit that shows its methods, and a button."""
    wall.set(DC, "most")
    wall.set(DD, "most")
    wall.set(CD, "unknown")
    wall.set(PLUG, "connected")
    wall.set(LIMIT, "80", unit_of_measurement="%", min=50, max=100, step=1)

    async def press(call: ServiceCall) -> None:
        wall.calls.append((call.data["entity_id"], "press"))

    wall.hass.services.async_register("button", "press", press)
    return wall


def refuse(hass: HomeAssistant, wall: Wall, *entities: str) -> None:
    """From now on these selects take nothing: they show a property that cannot be set."""

    async def select(call: ServiceCall) -> None:
        entity_id = call.data["entity_id"]
        wall.calls.append((entity_id, call.data["option"]))
        if entity_id in entities:
            raise HomeAssistantError("EPC is not writable")
        wall.set(entity_id, call.data["option"], context=call.context)

    hass.services.async_register("select", "select_option", select)


async def test_4_8_kw_are_4_8_kw_on_a_unit_that_stood_at_its_maximum(unit: Wall) -> None:
    unit.command(replace(BY_SELECT_AND_POWER, beside=METHODS))
    await unit.tell(Verb.CHARGE, 4.8)
    assert unit.take_calls() == [(CHARGE_W, 4800), (DC, "designated"), (MODE, "charge")]
    await unit.tell(Verb.CHARGE, 3.0)
    assert unit.take_calls() == [(CHARGE_W, 3000)]


async def test_a_unit_that_takes_no_method_does_not_charge_with_more_than_it_was_told(
    unit: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    refuse(hass, unit, DC)
    unit.command(replace(BY_SELECT_AND_POWER, beside=METHODS))
    await unit.tell(Verb.CHARGE, 4.8)
    assert unit.take_calls() == [(CHARGE_W, 4800), (DC, "designated")]
    for _ in range(3):
        await later(hass, freezer, 91)
    assert [fault.source for fault in unit.faults if fault] == [DC]
    assert hass.states.get(MODE).state == "standby"


async def test_a_unit_that_only_shows_its_method_charges_all_the_same_without_a_set_point(
    unit: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    unit.set(DC, "designated")
    refuse(hass, unit, DC, DD)
    unit.command(replace(BY_SELECT, beside=METHODS))
    await unit.tell(Verb.CHARGE)
    assert unit.take_calls() == [(DC, "most"), (MODE, "charge")]
    await unit.tell(Verb.DISCHARGE)
    assert unit.take_calls() == [(DD, "load"), (MODE, "discharge")]
    for _ in range(3):
        await later(hass, freezer, 91)
    assert [fault for fault in unit.faults if fault] == []


async def test_a_wish_that_never_ends_does_not_keep_the_order(
    unit: Wall, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.v2h_planner.devices.service_calls.WISH_LIMIT_S", 0.01)

    async def press(_call: ServiceCall) -> None:
        await asyncio.sleep(10)

    hass.services.async_register("button", "press", press)
    confirmation = Confirmation(CD, PLUG, (0x027E, 0xC7))
    unit.command(replace(BY_SELECT, beside=Beside(confirmation=confirmation)))
    await unit.tell(Verb.CHARGE)
    assert unit.take_calls() == [(MODE, "charge")]


@pytest.mark.parametrize(
    ("plug", "verb", "pressed"),
    [
        ("connected", Verb.CHARGE, True),
        ("connected", Verb.DISCHARGE, True),
        ("dischargeable", Verb.CHARGE, True),
        ("dischargeable", Verb.DISCHARGE, False),
        ("chargeable_dischargeable", Verb.CHARGE, False),
        ("not_connected", Verb.CHARGE, False),
        ("unavailable", Verb.CHARGE, False),
        ("connected", Verb.STANDBY, False),
    ],
)
async def test_a_connection_is_confirmed_before_an_order_that_the_car_does_not_permit_yet(
    unit: Wall, plug: str, verb: Verb, pressed: bool
) -> None:
    unit.set(PLUG, plug)
    unit.set(MODE, "automatic")
    confirmation = Confirmation(CD, PLUG, (0x027E, 0xC7))
    unit.command(replace(BY_SELECT, beside=Beside(confirmation=confirmation)))
    await unit.tell(verb)
    assert unit.take_calls() == [*([(CD, "press")] if pressed else []), (MODE, verb.value)]


async def test_a_persons_method_is_a_persons_hand(unit: Wall, hass: HomeAssistant, freezer: Any) -> None:
    unit.command(replace(BY_SELECT_AND_POWER, beside=METHODS))
    await unit.tell(Verb.CHARGE, 4.8)
    await later(hass, freezer, 91)
    unit.set(DC, "most", context=Context(user_id="somebody"))
    await hass.async_block_till_done()
    assert unit.hands == ["ev"]


async def test_a_current_is_a_power_at_200_v_and_never_more_than_was_meant(unit: Wall) -> None:
    unit.set(CHARGE_W, "0", unit_of_measurement="A", min=0, max=32, step=1)
    unit.command(replace(BY_SWITCH, charge_number=CHARGE_W))
    await unit.tell(Verb.CHARGE, 3.5)
    assert unit.take_calls() == [(CHARGE_W, 17), (SWITCH, "on")]
    await unit.tell(Verb.STANDBY)
    assert unit.take_calls() == [(SWITCH, "off")]


async def test_a_wallboxs_number_without_a_unit_is_a_current(unit: Wall, hass: HomeAssistant) -> None:
    entry = er.async_get(hass).async_get_or_create(
        "number", "wallbox", "max_charging_current-1", suggested_object_id="quasar"
    )
    hass.states.async_set(entry.entity_id, "0", {"min": -32, "max": 32, "step": 1})
    unit.command(
        replace(
            test_controller.BY_SIGNED_NUMBER,
            charge_number=entry.entity_id,
            discharge_number=entry.entity_id,
        )
    )
    await unit.tell(Verb.DISCHARGE, 2.1)
    await unit.tell(Verb.CHARGE, 2.1)
    assert unit.take_calls() == [(entry.entity_id, -10), (entry.entity_id, 10)]


async def test_a_cars_own_limit_is_raised_to_the_target_and_does_not_stop_it_early(unit: Wall) -> None:
    unit.command(replace(BY_SWITCH, beside=Beside(limit=LIMIT)))
    await unit.tell(Verb.CHARGE, until_soc=0.9)
    assert unit.take_calls() == [(LIMIT, 90), (SWITCH, "on")]
    await unit.tell(Verb.CHARGE, until_soc=0.95)
    assert (LIMIT, 95) in unit.take_calls()


async def test_a_unit_that_is_let_go_into_its_automatic_mode_may_do_what_it_likes(
    unit: Wall, hass: HomeAssistant, freezer: Any
) -> None:
    unit.reading = StorageReading(storage_id="ev", soc=0.5, connected=True, power_kw=0.0)
    units = unit.command(replace(BY_SELECT, safe_option="automatic"), power_entity=POWER)
    await unit.tell(Verb.STANDBY)
    await later(hass, freezer, 91)
    await units.async_release()
    await hass.async_block_till_done()
    unit.reading = replace(unit.reading, power_kw=3.2)
    unit.set(POWER, "3200")
    for _ in range(3):
        await later(hass, freezer, 91)
    assert unit.take_calls() == [(MODE, "automatic")]
    assert units.owed == {}
    assert [fault for fault in unit.faults if fault and fault.kind is FaultKind.DISOBEYED] == []
