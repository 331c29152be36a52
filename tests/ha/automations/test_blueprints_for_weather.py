"""Blueprints for storms and outages."""

from dataclasses import replace
from datetime import datetime
import re

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.v2h_planner.core.hazard import HazardKind, Severity, Tier
from custom_components.v2h_planner.notifications.notice import NoticeAction, NoticeButton
from custom_components.v2h_planner.notifications.notifier import action_id
from tests.ha.conftest import FakeHome

from .house import LANGUAGES, MODE, Phone, Use, make_script, show, storm, wind

pytestmark = [
    pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning"),
    pytest.mark.usefixtures("blueprints"),
]


@LANGUAGES
async def test_a_phone_hears_of_a_storm_from_the_first_sign_to_the_end(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """With a button against it, which the planner hears."""
    await still.act("turn_on", "switch.v2h_planner_control")
    still.hass.config.language = "ja" if ja else "en"
    await async_load_integrations(still.hass, {"v2h_planner"})
    await use("storm_and_outage_notify", ja, notify_device=phone.device_id)
    onset = datetime(2026, 5, 17, 6, 0, tzinfo=dt_util.get_default_time_zone())
    await storm(still, Tier.WATCH, wind(), onset=onset)
    mode = still.entry.runtime_data.data.mode
    await storm(still, Tier.ACT, wind(), wind(Severity.EMERGENCY, HazardKind.RAIN))
    await storm(still, Tier.HOLD)
    await storm(still, Tier.NONE)
    assert mode.former is None
    assert phone.said == (
        [
            ("警報級の天気が予想されています", "暴風警報（5/17 6:00ごろから）。前もって充電しておきます。"),
            ("警報が出ています", "暴風警報、レベル５大雨特別警報が発表されています。充電します。"),
            ("警報が解除されました", "しばらく残量を保ちます。"),
            (None, "clear_notification"),
        ]
        if ja
        else [
            ("Severe weather is expected", "Storm Warning, from about 5/17 6:00. All is charged by then."),
            (
                "A warning is in force",
                "In force: Storm Warning, Level 5 Heavy Rain Emergency Warning. All is being charged.",
            ),
            ("The warning was lifted", "The charge is kept for a while."),
            (None, "clear_notification"),
        ]
    )
    assert {item["data"]["tag"] for item in phone.shown} == {"v2h-storm"}
    buttons = [[button["action"] for button in item["data"].get("actions", [])] for item in phone.shown]
    ours = action_id(NoticeButton(NoticeAction.IGNORE_STORM, ""))
    assert buttons == [[ours], [ours], [], []]


@LANGUAGES
async def test_a_real_storm_says_which_mode_comes_back(
    home: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """A warning of the home's own sensor, and its lifting."""
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await use("storm_and_outage_notify", ja, notify_device=phone.device_id, phases=["hold"])
    for state in ("on", "off"):
        home.set("binary_sensor.storm", state)
        await home.replan()
    assert [message for _, message in phone.said] == [
        "しばらく残量を保ちます。その後節約モードに戻ります。"
        if ja
        else "The charge is kept for a while. Then back to economy mode."
    ]


@LANGUAGES
async def test_a_phone_hears_of_an_outage(still: FakeHome, phone: Phone, use: Use, ja: bool) -> None:
    """With control on, and of its end."""
    await still.act("turn_on", "switch.v2h_planner_control")
    await use("storm_and_outage_notify", ja, notify_device=phone.device_id)
    situation = still.entry.runtime_data.data.situation
    for outage in (True, False):
        await show(still, situation=replace(situation, outage=outage))
    assert phone.said == (
        [("停電しました", "車や蓄電池から家に給電します。"), ("復電しました", "停電が終わりました。")]
        if ja
        else [
            ("The power has failed", "The car and the battery power the house."),
            ("The power is back", "The outage is over."),
        ]
    )


@LANGUAGES
async def test_nothing_is_promised_while_control_is_off(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """What is only planned is told as that."""
    await use("storm_and_outage_notify", ja, notify_device=phone.device_id)
    for tier in (Tier.WATCH, Tier.ACT, Tier.HOLD):
        await storm(still, tier, wind())
    await show(still, situation=replace(still.entry.runtime_data.data.situation, outage=True))
    assert len(phone.shown) == 4
    said = "".join(f"{title}{message}" for title, message in phone.said)
    promises = ("充電し", "備え", "給電", "残量", "charge", "ready", "power the")
    assert not [word for word in promises if word in said]


async def test_ones_own_words_and_lights_replace_the_usual_ones(
    still: FakeHome, phone: Phone, use: Use
) -> None:
    """And only what was chosen is told."""
    lights = async_mock_service(still.hass, "light", "turn_on")
    await use(
        "storm_and_outage_notify",
        True,
        notify_device=phone.device_id,
        phases=["act"],
        act_text="{{ hazards }}！ 窓を閉めて。",
        more_actions=[
            {"action": "light.turn_on", "data": {"entity_id": "light.hall", "effect": "{{ phase }}"}}
        ],
    )
    await storm(still, Tier.WATCH, wind())
    assert phone.shown == [], "that phase was not chosen"
    await storm(still, Tier.ACT)
    assert [item["message"] for item in phone.shown] == ["警報級の天気！ 窓を閉めて。"]
    assert [call.data["effect"] for call in lights] == ["act"]


@LANGUAGES
async def test_an_outage_turns_off_what_can_wait_and_brings_back_what_was_on(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """The fan was on, the lamp was not."""
    switches = {"input_boolean": {"fan": {"initial": True}, "lamp": {"initial": False}}}
    assert await async_setup_component(still.hass, "input_boolean", switches)
    assert await async_setup_component(still.hass, "homeassistant", {})
    assert await async_setup_component(still.hass, "scene", {})
    both = ["input_boolean.fan", "input_boolean.lamp"]
    await use("thrifty_in_outage", ja, notify_device=phone.device_id, off_entities=both)
    situation = still.entry.runtime_data.data.situation
    await show(still, situation=replace(situation, outage=True), endurance=None)
    assert [still.shows(one) for one in both] == ["off", "off"]
    await show(still, situation=situation)
    assert [still.shows(one) for one in both] == ["on", "off"]
    title, message = phone.said[0]
    assert title == ("停電しました" if ja else "The power has failed")
    assert re.fullmatch(
        r"選んだ機器を切りました。電気はあと\d+時間ほど使えます。"
        if ja
        else r"What you chose is off. The house lasts about \d+ hours.",
        message,
    )
    assert phone.said[1] == (
        ("復電しました", "切った機器を元に戻しました。")
        if ja
        else ("The power is back", "What was turned off is as it was.")
    )


async def power(home: FakeHome, *, outage: bool) -> None:
    """The power fails, or is back."""
    await show(home, situation=replace(home.entry.runtime_data.data.situation, outage=outage), endurance=None)


@pytest.fixture
async def rooms(still: FakeHome) -> FakeHome:
    """A home with a fan that is on, and a lamp that is not."""
    switches = {"input_boolean": {"fan": {"initial": True}, "lamp": {"initial": False}}}
    for domain, config in {"input_boolean": switches, "homeassistant": {}, "scene": {}}.items():
        assert await async_setup_component(still.hass, domain, config)
    return still


async def test_a_lamp_that_was_lit_in_the_outage_stays_lit(rooms: FakeHome, phone: Phone, use: Use) -> None:
    """Only what the blueprint turned off comes back; nothing goes off then."""
    both = ["input_boolean.fan", "input_boolean.lamp"]
    await use("thrifty_in_outage", True, notify_device=phone.device_id, off_entities=both)
    await power(rooms, outage=True)
    await rooms.act("turn_on", "input_boolean.lamp")
    await power(rooms, outage=False)
    assert [rooms.shows(one) for one in both] == ["on", "on"]


@LANGUAGES
async def test_after_a_restart_in_the_outage_a_phone_is_told_what_is_off(
    rooms: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """Scenes do not outlive it; one of a former outage is not taken for it either."""
    both = ["input_boolean.fan", "input_boolean.lamp"]
    await use("thrifty_in_outage", ja, notify_device=phone.device_id, off_entities=both)
    await power(rooms, outage=True)
    await power(rooms, outage=False)
    assert rooms.hass.states.async_all("scene") == []
    await rooms.act("turn_off", "input_boolean.fan")
    await power(rooms, outage=True)
    await power(rooms, outage=False)
    assert [rooms.shows(one) for one in both] == ["off", "off"]
    assert phone.said[-1][1] == (
        "fan、lampは切れています。必要なら入れてください。"
        if ja
        else "Off now: fan, lamp. Turn on what you need."
    )


async def test_two_floors_have_each_their_own_automation(rooms: FakeHome, phone: Phone) -> None:
    """The second does not forget what the first has turned off."""
    await rooms.act("turn_on", "input_boolean.lamp")
    floors = [
        {
            "alias": name,
            "use_blueprint": {
                "path": "thrifty_in_outage_ja.yaml",
                "input": {"notify_device": phone.device_id, "off_entities": [f"input_boolean.{name}"]},
            },
        }
        for name in ("fan", "lamp")
    ]
    assert await async_setup_component(rooms.hass, "automation", {"automation": floors})
    await rooms.hass.async_block_till_done()
    for outage, shown in ((True, "off"), (False, "on")):
        await power(rooms, outage=outage)
        assert [rooms.shows(f"input_boolean.{name}") for name in ("fan", "lamp")] == [shown, shown]
    await rooms.hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


async def test_lights_and_speakers_do_not_wait_for_a_phone_that_cannot_be_reached(
    still: FakeHome, phone: Phone, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an outage the internet is out, too. A text that is a number is a text."""

    async def fail(*args: object) -> None:
        raise HomeAssistantError("no way")

    lights = async_mock_service(still.hass, "light", "turn_on")
    light = {"action": "light.turn_on", "data": {"entity_id": "light.hall", "effect": "{{ message }}"}}
    monkeypatch.setattr(phone, "async_call_action_from_config", fail)
    await use(
        "storm_and_outage_notify",
        True,
        notify_device=phone.device_id,
        outage_text="119",
        more_actions=[light],
    )
    await power(still, outage=True)
    assert [str(call.data["effect"]) for call in lights] == ["119"]


@LANGUAGES
async def test_a_script_gets_ready_for_a_storm_and_stops_that(home: FakeHome, ja: bool) -> None:
    """On a person's own judgement."""
    await home.start()
    await make_script(home.hass, "get_ready", ja, mode_entity=MODE)
    await home.hass.services.async_call("script", "ours", {"ready": True}, blocking=True)
    await home.settle()
    assert home.shows(MODE) == "resilience"
    await home.hass.services.async_call("script", "ours", {"ready": False}, blocking=True)
    await home.settle()
    assert home.shows(MODE) == "economy"
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert home.entry.runtime_data.data.storm
    await home.hass.services.async_call("script", "ours", {"ready": False}, blocking=True)
    await home.settle()
    assert not home.entry.runtime_data.data.storm
