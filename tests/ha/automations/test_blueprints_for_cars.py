"""Blueprints for tonight's plan, departures and the car in the yard."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
import re
from typing import Any

from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.v2h_planner.core.hazard import Tier
from custom_components.v2h_planner.core.plan import Shortfall, ShortfallKind
from custom_components.v2h_planner.core.readings import Verb
from tests.ha.conftest import FakeHome

from .house import LANGUAGES, Phone, Use, clock, flat, make_script, show, storm, wind, with_verbs

pytestmark = [
    pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning"),
    pytest.mark.usefixtures("blueprints"),
]


@LANGUAGES
async def test_the_plan_of_the_night_is_told_at_the_chosen_time(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """What, when and why; and where nothing is planned, that."""
    plan = flat(still.entry.runtime_data.data.plan)
    busy = {21: Verb.DISCHARGE, 2: Verb.CHARGE, 3: Verb.CHARGE, 12: Verb.CHARGE}
    await show(still, plan=with_verbs(plan, busy))
    await use("tonights_plan", ja, notify_device=phone.device_id, hours=10)
    await clock(still, 16, 20)
    ((title, message),) = phone.said
    assert title == ("今夜の計画" if ja else "Tonight's plan")
    evening, night = message.split("\n")
    if ja:
        assert re.fullmatch(r"21:00～22:00 Leaf：家に給電（.+）", evening)
        assert re.fullmatch(r"2:00～4:00 Leaf：充電（.+）", night)
    else:
        assert re.fullmatch(r"21:00–22:00 Leaf powers the house \(.+\)", evening)
        assert re.fullmatch(r"2:00–4:00 Leaf charges \(.+\)", night)
    await show(still, plan=with_verbs(plan, {}))
    await clock(still, 17, 20)
    assert phone.said[1][1] == (
        "充電や放電の予定はありません。" if ja else "No charging or discharging is planned."
    )


@LANGUAGES
async def test_a_departure_that_cannot_be_met_is_told(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """With what is needed, what there will be, and that the car is not plugged in."""
    lamp = async_mock_service(still.hass, "light", "turn_on")
    more = [{"action": "light.turn_on", "data": {"entity_id": "light.hall"}}]
    await use("departure_unmet_notify", ja, notify_device=phone.device_id, more_actions=more)
    data = still.entry.runtime_data.data
    leaf = replace(data.readings.storage("leaf"), connected=False)
    missed = Shortfall(
        kind=ShortfallKind.DEPARTURE,
        at=datetime(2026, 5, 17, 7, 0, tzinfo=dt_util.get_default_time_zone()),
        amount=4.0,
        storage_id="leaf",
        wanted_soc=0.9,
        reached_soc=0.6,
    )
    await show(
        still,
        plan=replace(data.plan, shortfalls=(missed,)),
        readings=replace(data.readings, storages=(leaf,)),
    )
    assert phone.said == [
        (
            "Leafは出発に間に合いません",
            "5/17 7:00の出発に90%必要ですが、60%までの見込みです。車をつないでください。",
        )
        if ja
        else (
            "Leaf will not be ready",
            "It needs 90% by 5/17 7:00, and will have 60%. Please plug it in.",
        )
    ]
    assert len(lamp) == 1


@pytest.fixture
async def bedtime(still: FakeHome, phone: Phone, use: Use) -> Callable[[bool], Awaitable[list[Any]]]:
    """What the phone shows at bedtime."""

    quiet = with_verbs(still.entry.runtime_data.data.plan, {})
    await show(still, plan=quiet)

    async def go_to_bed(ja: bool) -> list[Any]:
        await use(
            "is_it_plugged_in",
            ja,
            notify_device=phone.device_id,
            action_entity="sensor.leaf_action",
            soc_entity="sensor.leaf_soc",
        )
        await clock(still, 16, 21, 30)
        return phone.said

    return go_to_bed


async def unplug(home: FakeHome) -> None:
    """The car stands in the yard."""
    readings = home.entry.runtime_data.data.readings
    leaf = replace(readings.storage("leaf"), connected=False)
    await show(home, readings=replace(readings, storages=(leaf,)))


async def plan_trip(home: FakeHome, soc: float) -> None:
    """Somebody leaves at seven tomorrow."""
    data = {"leave": "2026-05-17 07:00:00", "back": "2026-05-17 19:00:00", "soc": soc}
    await home.hass.services.async_call("v2h_planner", "plan_trip", data, blocking=True)
    await home.settle()


@LANGUAGES
async def test_a_car_that_has_to_be_plugged_in_tonight_is_told_at_bedtime(
    still: FakeHome, bedtime: Callable[[bool], Awaitable[list[Any]]], ja: bool
) -> None:
    """It has 50 % and needs 80."""
    await plan_trip(still, 80)
    await unplug(still)
    assert await bedtime(ja) == [
        ("Leafがつながっていません", "7:00の出発までに80%必要です。今夜のうちにつないでください。")
        if ja
        else ("Leaf is not plugged in", "It needs 80% by 7:00. Please plug it in tonight.")
    ]


async def test_a_trip_is_a_reason_even_without_a_plan(
    still: FakeHome, bedtime: Callable[[bool], Awaitable[list[Any]]]
) -> None:
    """The planner has none yet, but the trip is known."""
    await plan_trip(still, 80)
    await unplug(still)
    await show(still, plan=None)
    assert len(await bedtime(True)) == 1


@LANGUAGES
async def test_a_storm_is_a_reason_to_plug_it_in(
    still: FakeHome, bedtime: Callable[[bool], Awaitable[list[Any]]], ja: bool
) -> None:
    """Whatever the trips say."""
    await unplug(still)
    await storm(still, Tier.WATCH, wind())
    assert await bedtime(ja) == [
        ("Leafがつながっていません", "警報級の天気に備えます。今夜のうちにつないでください。")
        if ja
        else ("Leaf is not plugged in", "Severe weather is coming. Please plug it in tonight.")
    ]


@LANGUAGES
async def test_a_plan_that_charges_it_is_a_reason_too(
    still: FakeHome, bedtime: Callable[[bool], Awaitable[list[Any]]], ja: bool
) -> None:
    """Nobody has told a trip, but it drives every morning."""
    plan = still.entry.runtime_data.data.plan
    await show(still, plan=with_verbs(plan, {2: Verb.CHARGE, 15: Verb.CHARGE}))
    await unplug(still)
    assert await bedtime(ja) == [
        ("Leafがつながっていません", "計画では2:00から充電します。つないでください。")
        if ja
        else ("Leaf is not plugged in", "The plan is to charge from 2:00. Please plug it in.")
    ]


@pytest.mark.parametrize("case", ["plugged in", "no trip", "enough", "sun"])
async def test_a_car_that_needs_nothing_lets_people_sleep(
    still: FakeHome, bedtime: Callable[[bool], Awaitable[list[Any]]], case: str
) -> None:
    """It is plugged in, goes nowhere, has enough, or is to charge tomorrow from the sun."""
    if case in ("plugged in", "enough"):
        await plan_trip(still, 80 if case == "plugged in" else 45)
    if case != "plugged in":
        await unplug(still)
    verbs = {10: Verb.CHARGE} if case == "sun" else {}
    await show(still, plan=with_verbs(still.entry.runtime_data.data.plan, verbs))
    assert await bedtime(True) == []


@LANGUAGES
async def test_a_script_charges_to_what_a_person_wants_and_no_further(home: FakeHome, ja: bool) -> None:
    """Then the plan goes on."""
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    button, soc = "button.leaf_charge_now", "sensor.leaf_soc"
    await make_script(home.hass, "charge_until", ja, charge_button=button, soc_entity=soc)
    await home.hass.services.async_call(
        "script", "turn_on", {"entity_id": "script.ours", "variables": {"target": 70}}
    )
    for _ in range(50):
        await asyncio.sleep(0)
    asked = home.entry.runtime_data.data.charge_now
    assert [target.storage_id for target in asked] == ["leaf"]
    home.set(soc, 71)
    await home.settle()
    assert home.entry.runtime_data.data.charge_now == ()
    assert home.shows("script.ours") == "off"


async def test_a_script_that_has_nothing_to_charge_does_nothing(home: FakeHome) -> None:
    """The car has more than that."""
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await make_script(
        home.hass, "charge_until", True, charge_button="button.leaf_charge_now", soc_entity="sensor.leaf_soc"
    )
    await home.hass.services.async_call("script", "ours", {"target": 40}, blocking=True)
    await home.settle()
    assert home.entry.runtime_data.data.charge_now == ()
