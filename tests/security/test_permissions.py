"""Who may look, look; who may control, control; settings are an administrator's. What is asked has its bounds."""

import ast
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.websocket_api.const import DOMAIN as WEBSOCKET
from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr, intent
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockUser

import custom_components.v2h_planner as component
from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.voice.intents import INTENTS
from custom_components.v2h_planner.voice.meaning import Meaning
from tests.ha.conftest import FakeHome

READING = {"compare", "find_window", "get_plan", "get_simulation", "list_trips"}
MONDAYS = "leaf:0:2026-05-18"
NOON, EVENING = "2026-05-17 12:00:00", "2026-05-17 18:00:00"
DATA: dict[str, dict[str, Any]] = {
    "find_window": {"duration": {"hours": 2}, "before": "07:00:00"},
    "compare": {"charge_to": 80, "by": "07:00:00"},
    "get_plan": {},
    "list_trips": {},
    "plan_trip": {"leave": NOON, "back": EVENING},
    "change_trip": {"trip_id": MONDAYS, "soc": 90},
    "skip_trip": {"trip_id": MONDAYS},
    "unskip_trip": {"trip_id": MONDAYS},
    "cancel_trip": {"trip_id": "abc"},
    "answer_evening_question": {"answer": "stays"},
    "ignore_storm": {},
    "heed_storm": {},
    "pause": {},
    "resume": {},
    "cancel_charge_now": {},
    "simulate": {"days": 1},
    "cancel_simulation": {},
    "get_simulation": {},
}
ODD = [
    {"leave": "9999-12-31T23:59:59-12:00", "back": "9999-12-31T23:59:59-12:00"},
    {"leave": "0001-01-01T00:00:00+14:00", "back": EVENING},
    {"leave": 0, "back": 1e300},
    {"leave": None, "back": []},
    {"leave": "tomorrow", "back": "x" * 1_000_000},
    {"leave": NOON, "back": EVENING, "soc": float("nan")},
    {"leave": NOON, "back": EVENING, "soc": "inf"},
    {"leave": NOON, "back": EVENING, "soc": -1},
    {"leave": NOON, "back": EVENING, "soc": "1" * 5_000},
    {"leave": NOON, "back": EVENING, "energy_kwh": "nan"},
    {"leave": NOON, "back": EVENING, "energy_kwh": 1e308},
    {"leave": NOON, "back": EVENING, "energy_kwh": {}},
    {"leave": NOON, "back": EVENING, "device_id": "x" * 65},
    {"leave": NOON, "back": EVENING, "device_id": ["a", "b"]},
    {"leave": NOON, "back": EVENING, "device_id": ""},
    {"leave": NOON, "back": EVENING, "device_id": "nobody"},
    {"leave": NOON, "back": EVENING, "config_entry_id": "nobody"},
    {"leave": NOON, "back": EVENING, "entity_id": "all"},
    {"until": "9999-12-31T23:59:59-12:00"},
    {"until": "9999-12-31 23:59:59"},
    {"until": "0001-01-01T00:00:00+14:00"},
    {"until": float("nan")},
    {"until": NOON, "device_id": "x" * 1_000_000},
    {"trip_id": "x" * 1_000_000},
    {"trip_id": "[win](https://evil.example)\n"},
    {"trip_id": {"a": 1}},
    {"trip_id": None},
    {"trip_id": "leaf:" + "9" * 50 + ":2026-05-18"},
    {"trip_id": "calendar:abc"},
    {"trip_id": MONDAYS, "leave": "9999-12-31T23:59:59-12:00"},
    {"trip_id": MONDAYS, "back": "0001-01-01T00:00:00+14:00"},
    {"trip_id": MONDAYS, "leave": EVENING, "back": NOON},
    {"trip_id": MONDAYS, "distance_km": float("inf")},
    {"trip_id": MONDAYS, "distance_km": "1e400"},
    {"trip_id": MONDAYS, "energy_kwh": 1, "distance_km": 1},
    {"trip_id": MONDAYS, "config_entry_id": ["a"]},
    {"leave": NOON, "back": EVENING, "distance_km": 3000},
    {"leave": NOON, "back": EVENING, "distance_km": "nan"},
    {"days": 0},
    {"days": 1e308},
    {"days": float("nan")},
    {"days": "9" * 5_000},
    {"days": [1]},
    {"scenarios": [{"car_kwh": float("nan")}]},
    {"scenarios": [{"price": "1e400"}]},
    {"scenarios": [{"bands": ["x" * 1_000_000]}]},
    {"scenarios": [{"bands": [{}] * 100_000}]},
    {"scenarios": [{"name": "x" * 1_000_000}]},
    {"scenarios": [{"v2h": False}] * 100_000},
    {"scenarios": {"a": 1}},
    {"drivers": ["planner"] * 100_000},
    {"market_price_entity": "light.lamp"},
    {"days": 60, "config_entry_id": "x" * 1_000_000},
]


async def ask(home: FakeHome, action: str, by: str | None, /, **data: Any) -> Any:
    return await home.hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=action in READING, context=Context(user_id=by)
    )


async def test_every_action_asks_who_is_there(home: FakeHome, hass_read_only_user: MockUser) -> None:
    await home.start()
    assert set(home.hass.services.async_services_for_domain(DOMAIN)) == set(DATA)
    for action in set(DATA) - READING:
        with pytest.raises(Unauthorized):
            await ask(home, action, hass_read_only_user.id, **DATA[action])
    for action in READING:
        await ask(home, action, hass_read_only_user.id, **DATA[action])


async def test_somebody_without_any_right_can_do_nothing(
    home: FakeHome, hass_read_only_user: MockUser
) -> None:
    await home.start()
    hass_read_only_user.mock_policy({})
    for action, data in DATA.items():
        with pytest.raises(Unauthorized):
            await ask(home, action, hass_read_only_user.id, **data)


async def test_a_right_to_one_car_is_none_to_the_home_nor_by_another_device(
    home: FakeHome, hass_read_only_user: MockUser
) -> None:
    await home.start()
    registry = dr.async_get(home.hass)
    devices = dr.async_entries_for_config_entry(registry, home.entry.entry_id)
    ours = {device.name: device.id for device in devices}
    hass_read_only_user.mock_policy(
        {"entities": {"entity_ids": {"button.leaf_charge_now": {POLICY_CONTROL: True}}}}
    )
    by = hass_read_only_user.id
    await ask(home, "pause", by, device_id=ours["Leaf"])
    await ask(home, "resume", by, device_id=ours["Leaf"])
    for data in ({}, {"device_id": ours["V2H Planner"]}, {"device_id": "nobody"}):
        with pytest.raises(Unauthorized):
            await ask(home, "pause", by, **data)


async def test_no_action_and_no_sentence_changes_a_setting(home: FakeHome) -> None:
    await home.start()
    before = home.entry.as_dict()
    for action, data in DATA.items():
        try:
            await ask(home, action, None, **data)
        except ServiceValidationError:
            continue
    await home.settle()
    after = home.entry.as_dict()
    assert {key: before[key] for key in ("data", "options", "subentries", "title")} == {
        key: after[key] for key in ("data", "options", "subentries", "title")
    }


async def test_whatever_is_asked_is_done_or_refused_with_a_reason(home: FakeHome) -> None:
    await home.start()
    for data in ODD:
        for action in DATA:
            try:
                await ask(home, action, None, **data)
            except HomeAssistantError, probatio.Invalid:
                continue
    await home.replan()
    assert home.entry.runtime_data.data.failures == 0
    assert home.entry.runtime_data.data.plan is not None


async def test_a_pause_without_a_sensible_end_does_not_break_the_planner(home: FakeHome) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError):
        await ask(home, "pause", None, until=dt_util.now() - timedelta(minutes=1))
    await ask(home, "pause", None, until="9999-12-31T23:59:59-12:00")
    assert [pause.until for pause in home.entry.runtime_data.data.situation.pauses] == [None]
    await ask(home, "pause", None, until=dt_util.now() + timedelta(days=1))
    await home.replan()
    assert home.entry.runtime_data.data.failures == 0


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", 1e300, -1, 101, "", "[x](y)"])
async def test_a_number_takes_nothing_beyond_its_bounds(home: FakeHome, value: object) -> None:
    await home.start()
    options, car = home.entry.options, home.entry.subentries["leaf"].data
    for entity_id in home.hass.states.async_entity_ids("number"):
        if value == 101 and "carbon" in entity_id:
            continue
        with pytest.raises((HomeAssistantError, ServiceValidationError, probatio.Invalid)):
            await home.act("set_value", entity_id, value=value)
    assert home.entry.options == options
    assert home.entry.subentries["leaf"].data == car


# Where a browser comes in: the card asks by commands, which look at its user's rights, and is a file itself.
DOORS = {
    "websocket_api.py": {"async_register_command"},
    "card_file.py": {"register_view", "async_register_static_paths"},
}


async def test_nobody_comes_in_but_through_the_cards_doors(home: FakeHome) -> None:
    assert await async_setup_component(home.hass, "websocket_api", {})
    await home.start()
    commands = {command for command in home.hass.data[WEBSOCKET] if DOMAIN in command}
    assert commands == {
        f"{DOMAIN}/{name}"
        for name in ("homes", "subscribe", "preview", "compare_modes", "compare_storm", "simulation")
    }
    for path in Path(component.__file__).parent.rglob("*.py"):
        called = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        opened = {
            "async_register_command",
            "register_view",
            "async_register_static_paths",
            "async_register_admin_service",
        }
        assert called & opened == DOORS.get(path.name, set()), path.name


async def test_every_sentence_asks_who_speaks(home: FakeHome, hass_read_only_user: MockUser) -> None:
    assert await async_setup_component(home.hass, "homeassistant", {})
    assert await async_setup_component(home.hass, "conversation", {})
    await home.start()
    ours = {
        handler.intent_type
        for handler in intent.async_get(home.hass)
        if handler.intent_type.startswith("V2H")
    }
    assert ours == set(INTENTS.values())
    slots: dict[str, intent._SlotsType] = {INTENTS[Meaning.MODE]: {"mode": {"value": "resilience"}}}

    async def may(intent_type: str) -> bool:
        context = Context(user_id=hass_read_only_user.id)
        said = await intent.async_handle(
            home.hass, DOMAIN, intent_type, slots.get(intent_type), context=context
        )
        return said.error_code is None

    for meaning, intent_type in INTENTS.items():
        assert await may(intent_type) is not meaning.is_command, meaning
    hass_read_only_user.mock_policy({})
    for meaning, intent_type in INTENTS.items():
        assert not await may(intent_type), meaning
    assert home.shows("select.v2h_planner_mode") == "economy"
    with pytest.raises(intent.InvalidSlotInfo):
        await intent.async_handle(home.hass, DOMAIN, "V2HSetMode", {"mode": {"value": "<b>"}})


async def test_only_the_first_fifty_trips_are_kept(home: FakeHome) -> None:
    await home.start()
    first = dt_util.now().replace(microsecond=0)
    refused = 0
    for hour in range(1, 60):
        leave: datetime = first + timedelta(hours=hour)
        try:
            await ask(home, "plan_trip", None, leave=leave, back=leave + timedelta(minutes=30), energy_kwh=0)
        except ServiceValidationError:
            refused += 1
    assert refused == 9
