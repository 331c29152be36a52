"""Each blueprint, in each language, loads as a person's automation does, and does what it says."""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
import re
from typing import Any
from unittest.mock import patch

from homeassistant.components import automation, notify
from homeassistant.components.blueprint import BLUEPRINT_SCHEMA, models
from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_TYPE
from homeassistant.core import Context, HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.helpers import config_validation as cv, device_registry as dr, template
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.helpers.typing import ConfigType, TemplateVarsType
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util, yaml as yaml_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    async_fire_time_changed,
    async_mock_service,
    mock_integration,
    mock_platform,
    setup_test_component_platform,
)

from custom_components.v2h_planner.core.hazard import Hazard, HazardKind, Severity, StormTarget, Tier
from custom_components.v2h_planner.core.plan import Plan, Shortfall, ShortfallKind
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.notifications.notice import NoticeAction
from custom_components.v2h_planner.notifications.notifier import action_id

from .automations.conftest import cheap, flat, show
from .conftest import FakeHome

ROOT = Path(__file__).parents[2] / "blueprints"
FILES = sorted(ROOT.glob("*/v2h_planner/*.yaml"))
ENGLISH = [path for path in FILES if not path.stem.endswith("_ja")]
SCHEMAS = {
    "automation": automation.config.AUTOMATION_BLUEPRINT_SCHEMA,
    "script": BLUEPRINT_SCHEMA,
}
LANGUAGES = pytest.mark.parametrize("ja", [True, False], ids=["ja", "en"])
MODE = "select.v2h_planner_mode"
JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿。、（）「」～：]")

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

type Use = Callable[..., Awaitable[None]]


class Phone(MockPlatform):
    """The companion app, as far as its device action goes: the same schema, the same rendering."""

    ACTION_SCHEMA = cv.DEVICE_ACTION_BASE_SCHEMA.extend(
        {
            probatio.Required(CONF_TYPE): "notify",
            probatio.Required(notify.ATTR_MESSAGE): cv.template,
            probatio.Optional(notify.ATTR_TITLE): cv.template,
            probatio.Optional(notify.ATTR_DATA): cv.template_complex,
        }
    )

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.device_id = ""
        self.shown: list[dict[str, Any]] = []

    async def async_get_actions(self, hass: HomeAssistant, device_id: str) -> list[dict[str, str]]:
        """There are none to offer in a form."""
        return []

    async def async_call_action_from_config(
        self, hass: HomeAssistant, config: ConfigType, variables: TemplateVarsType, context: Context | None
    ) -> None:
        """Show what is sent."""
        assert config["device_id"] == self.device_id
        keys = (notify.ATTR_MESSAGE, notify.ATTR_TITLE, notify.ATTR_DATA)
        self.shown.append(
            {key: template.render_complex(config[key], variables) for key in keys if key in config}
        )

    @property
    def said(self) -> list[tuple[str | None, str]]:
        """Titles and messages."""
        return [(item.get("title"), item["message"]) for item in self.shown]


@pytest.fixture
def phone(hass: HomeAssistant) -> Phone:
    """A phone with the companion app."""
    phone = Phone()
    mock_integration(hass, MockModule("mobile_app"))
    mock_platform(hass, "mobile_app.device_action", phone)
    entry = MockConfigEntry(domain="mobile_app", state=ConfigEntryState.LOADED)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("mobile_app", "phone")}
    )
    phone.device_id = device.id
    return phone


@pytest.fixture(autouse=True)
def blueprints() -> Generator[None]:
    """The project's folder instead of the user's."""

    def load(self: models.DomainBlueprints, path: str) -> models.Blueprint:
        return models.Blueprint(
            yaml_util.load_yaml_dict(ROOT / self.domain / "v2h_planner" / path),
            expected_domain=self.domain,
            path=path,
            schema=SCHEMAS[self.domain],
        )

    with patch("homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint", load):
        yield


@pytest.fixture
async def still(home: FakeHome) -> FakeHome:
    """A home whose planner makes no plans but those of the test."""
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    await show(home, plan=flat(home.entry.runtime_data.data.plan))
    return home


def name_of(name: str, ja: bool) -> str:
    """The file in that language."""
    return f"{name}{'_ja' if ja else ''}.yaml"


@pytest.fixture
async def use(hass: HomeAssistant) -> Any:
    """Make an automation of a blueprint, as the editor does; it is off at the end."""

    async def make(name: str, ja: bool, **inputs: Any) -> None:
        config = {"automation": {"use_blueprint": {"path": name_of(name, ja), "input": inputs}}}
        assert await async_setup_component(hass, "automation", config)
        await hass.async_block_till_done()
        assert [state.state for state in hass.states.async_all("automation")] == ["on"]

    yield make
    if hass.services.has_service("automation", "turn_off"):
        await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


async def clock(home: FakeHome, day: int, hour: int, minute: int = 0) -> None:
    """It is that time of May at home."""
    home.freezer.move_to(datetime(2026, 5, day, hour, minute, 1, tzinfo=dt_util.get_default_time_zone()))
    async_fire_time_changed(home.hass, dt_util.utcnow())
    for _ in range(20):
        await asyncio.sleep(0)
    await home.hass.async_block_till_done()


async def storm(home: FakeHome, tier: Tier, *hazards: Hazard, **changes: Any) -> None:
    """The weather at this stage."""
    now, data = dt_util.utcnow(), home.entry.runtime_data.data
    target = None
    if tier is not Tier.NONE:
        target = StormTarget(tier=tier, by=now, until=now, hazards=hazards, **changes)
    await show(home, situation=replace(data.situation, storm=target))


def wind(severity: Severity = Severity.WARNING, kind: HazardKind = HazardKind.WIND) -> Hazard:
    """A warning of JMA."""
    return Hazard(kind=kind, severity=severity, source="jma")


# ---------------------------------------------------------------------------------- all of them


def test_there_are_twelve_in_two_languages() -> None:
    """Ten automations and two scripts, each with a file for each language."""
    assert len(ENGLISH) == 12
    assert len(FILES) == 24
    assert {path.with_stem(f"{path.stem}_ja") for path in ENGLISH} | set(ENGLISH) == set(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_speaks_one_language_and_knows_where_it_comes_from(path: Path) -> None:
    """English has no Japanese letter; the Japanese has no English sentence."""
    whole: dict[str, Any] = yaml_util.load_yaml_dict(path)
    models.Blueprint(
        whole,
        path=path.name,
        expected_domain=path.parent.parent.name,
        schema=SCHEMAS[path.parent.parent.name],
    )
    blueprint, domain = whole["blueprint"], path.parent.parent.name
    assert blueprint["source_url"].endswith(f"/blueprints/{domain}/v2h_planner/{path.name}")
    assert all("selector" in value for value in blueprint["input"].values())
    text = path.read_text(encoding="utf-8")
    if not path.stem.endswith("_ja"):
        assert not JAPANESE.search(text)
        return
    read = [blueprint["name"], blueprint["description"]]
    read += [
        value[key] for value in blueprint["input"].values() for key in ("name", "description") if key in value
    ]
    assert all(JAPANESE.search(words) for words in read)
    spaced = "[ぁ-ゖァ-ヺ一-鿿] +[A-Za-z0-9]|[A-Za-z0-9] +[ぁ-ゖァ-ヺ一-鿿]"
    assert [words for words in read if re.search(spaced, words)] == []


def shape(value: Any) -> Any:
    """What two languages have in common: all but the words."""
    if isinstance(value, dict):
        return {
            key: shape(item)
            for key, item in value.items()
            if key not in ("name", "description", "source_url")
        }
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__ if isinstance(value, str) else value


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_both_languages_do_the_same(path: Path) -> None:
    """Word for word the same, but for the words."""

    def words(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [word for item in value.values() for word in words(item)]
        if isinstance(value, list):
            return [word for item in value for word in words(item)]
        return [value] if isinstance(value, str) else []

    english = yaml_util.load_yaml_dict(path)
    japanese = yaml_util.load_yaml_dict(path.with_stem(f"{path.stem}_ja"))
    assert shape(english) == shape(japanese)
    differ = [
        (a, b) for a, b in zip(words(english), words(japanese), strict=False) if a != b and "://" not in a
    ]
    assert [a for a, b in differ if not JAPANESE.search(b)] == []


# ------------------------------------------------------------------------------------- storms


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
    ours = action_id(NoticeAction.IGNORE_STORM)
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


# ----------------------------------------------------------------------------------- prices


@LANGUAGES
async def test_cheap_hours_of_tomorrow_are_told_in_the_evening(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """Today's cheaper ones are not meant, and a dear day is not told."""
    plan = flat(still.entry.runtime_data.data.plan)
    await show(still, plan=cheap(cheap(plan, "02:00", yen=11.6), "20:00", yen=1.0))
    await use("low_prices_tomorrow", ja, notify_device=phone.device_id)
    await clock(still, 16, 18)
    assert phone.said == [
        ("明日の安い時間", "2:00～4:00がいちばん安く、1kWhあたり11.6円です。")
        if ja
        else ("Tomorrow's cheap hours", "Power is cheapest from 2:00 to 4:00: 11.6 yen a kWh.")
    ]
    await show(still, plan=plan)
    await clock(still, 17, 18)
    assert len(phone.shown) == 1


@LANGUAGES
async def test_a_price_that_is_only_forecast_is_told_as_that(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """Nobody has published it yet."""
    plan = flat(still.entry.runtime_data.data.plan, price_known=False)
    await show(still, plan=cheap(plan, "02:00"))
    await use("low_prices_tomorrow", ja, notify_device=phone.device_id)
    await clock(still, 16, 18)
    assert ("円です（予想）。" if ja else "yen a kWh (forecast).") in phone.said[0][1]


@pytest.mark.parametrize("kind", ["switch", "input_boolean", "button", "input_button", "script"])
async def test_the_water_heater_runs_in_the_cheapest_hours(still: FakeHome, use: Use, kind: str) -> None:
    """A switch goes on and off; a button or a script is pressed once."""
    pressed = async_mock_service(still.hass, kind, "press") if "button" in kind else []
    on = async_mock_service(still.hass, "homeassistant", "turn_on")
    off = async_mock_service(still.hass, "homeassistant", "turn_off")
    await show(still, plan=cheap(flat(still.entry.runtime_data.data.plan), "02:00"))
    await use("water_heater", True, heater=f"{kind}.heater")
    await clock(still, 17, 1, 59)
    assert not [*pressed, *on, *off]
    await clock(still, 17, 2)
    await clock(still, 17, 4)
    if "button" in kind:
        assert ([call.data["entity_id"] for call in pressed], on, off) == (
            [["button.heater".replace("button", kind)]],
            [],
            [],
        )
    else:
        assert (len(on), len(off)) == (1, 0 if kind == "script" else 1)


async def test_the_water_heater_runs_while_sun_is_left_over(still: FakeHome, use: Use) -> None:
    """It follows bonus hours where a person wants that, and not the window too."""
    on = async_mock_service(still.hass, "homeassistant", "turn_on")
    off = async_mock_service(still.hass, "homeassistant", "turn_off")
    plan = flat(still.entry.runtime_data.data.plan)
    await use("water_heater", False, heater="switch.heater", when="bonus", before="13:00:00")
    await show(still, plan=flat(plan, import_kw=0.0, export_kw=3.0))
    assert (len(on), len(off)) == (1, 0)
    await clock(still, 16, 11, 30)
    await show(still, plan=plan)
    assert (len(on), len(off)) == (1, 1)


async def test_the_water_heater_stays_off_in_an_outage(still: FakeHome, use: Use) -> None:
    """The cheapest hours of a plan from before the outage do not count."""
    on = async_mock_service(still.hass, "homeassistant", "turn_on")
    await show(still, plan=cheap(flat(still.entry.runtime_data.data.plan), "12:00"))
    await use("water_heater", True, heater="switch.heater")
    await show(still, situation=replace(still.entry.runtime_data.data.situation, outage=True))
    await clock(still, 16, 12)
    assert on == []


# ----------------------------------------------------------------------------------- outages


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


# ------------------------------------------------------------------------------ plans and trips


def with_verbs(plan: Plan, verbs: dict[int, Verb]) -> Plan:
    """The plan in which the car does this in the hours of a day, and stands by otherwise."""
    zone = dt_util.get_default_time_zone()
    return replace(
        plan,
        slots=tuple(
            replace(
                slot,
                storages=tuple(
                    replace(part, verb=verbs.get(slot.start.astimezone(zone).hour, Verb.STANDBY), away=False)
                    for part in slot.storages
                ),
            )
            for slot in plan.slots
        ),
    )


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


@pytest.mark.parametrize("case", ["plugged in", "no trip", "enough"])
async def test_a_car_that_needs_nothing_lets_people_sleep(
    still: FakeHome, bedtime: Callable[[bool], Awaitable[list[Any]]], case: str
) -> None:
    """It is plugged in, goes nowhere, or has enough."""
    if case != "no trip":
        await plan_trip(still, 80 if case == "plugged in" else 45)
    if case != "plugged in":
        await unplug(still)
    await show(still, plan=with_verbs(still.entry.runtime_data.data.plan, {}))
    assert await bedtime(True) == []


# ------------------------------------------------------------------------------------ reports


@LANGUAGES
async def test_the_savings_of_the_week_are_told_on_the_chosen_day(
    still: FakeHome, phone: Phone, use: Use, ja: bool
) -> None:
    """The sum, and the best day; without any record, that."""
    asked: list[dict[str, Any]] = []
    entity_id = "sensor.v2h_planner_savings_today"
    start = dt_util.start_of_local_day() - timedelta(days=6)
    days = [
        {"start": (start + timedelta(days=i)).isoformat(), "change": yen}
        for i, yen in enumerate([80.0, 120.4, -10.0, 310.2, 0.0, 499.4, 200.0])
    ]

    async def statistics(call: ServiceCall) -> Any:
        asked.append(dict(call.data))
        return {"statistics": {entity_id: days} if days else {}}

    still.hass.services.async_register(
        "recorder", "get_statistics", statistics, supports_response=SupportsResponse.ONLY
    )
    await use(
        "weekly_report",
        ja,
        notify_device=phone.device_id,
        savings_entity=entity_id,
        weekday="sun",
        at="20:00:00",
    )
    await clock(still, 16, 20)
    assert phone.shown == [], "it is Saturday"
    await clock(still, 17, 20)
    assert phone.said == [
        ("今週の節約", "この7日間で1,200円節約しました。いちばんの日は5/15の499円です。")
        if ja
        else ("Savings of the week", "1,200 yen saved in seven days. Best day: 5/15 with 499 yen.")
    ]
    assert asked[0]["statistic_ids"] == [entity_id]
    assert str(asked[0]["start_time"]).startswith("2026-05-11 00:00:00+09:00")
    days.clear()
    await clock(still, 24, 20)
    assert phone.said[1][1] == ("まだ記録がありません。" if ja else "Nothing is recorded yet.")


# -------------------------------------------------------------------------------------- modes


@LANGUAGES
async def test_a_schedule_sets_the_mode_but_never_in_a_storm(hass: HomeAssistant, use: Use, ja: bool) -> None:
    """It follows once the storm is over."""
    picks = async_mock_service(hass, "select", "select_option")
    mode, schedule = "select.home_mode", "schedule.typhoon_season"
    hass.states.async_set(mode, "economy", {"former_mode": None})
    hass.states.async_set(schedule, "off")
    await use("mode_by_schedule", ja, mode_entity=mode, schedule_entity=schedule, mode_on="co2")

    async def picked_when(entity_id: str, state: str, former: str | None = None) -> list[str]:
        picks.clear()
        hass.states.async_set(entity_id, state, {"former_mode": former} if entity_id == mode else {})
        for _ in range(50):  # an automation that waits never lets async_block_till_done go
            await asyncio.sleep(0)
        return [call.data["option"] for call in picks]

    assert await picked_when(schedule, "on") == ["co2"]
    assert await picked_when(mode, "co2") == []
    assert await picked_when(schedule, "off") == ["economy"]
    assert await picked_when(schedule, "on") == [], "it is so already"
    assert await picked_when(mode, "resilience", former="co2") == []
    assert await picked_when(schedule, "off") == []
    assert await picked_when(mode, "co2") == ["economy"], "it follows after the storm"


class Family(CalendarEntity):
    """A dentist's appointment at eleven, and a holiday from one to three."""

    _attr_name = "Family"
    event = None

    def __init__(self, ja: bool) -> None:
        """Both are in the family's language."""

        def on_saturday(hour: int) -> datetime:
            return datetime(2026, 5, 16, hour, tzinfo=dt_util.get_default_time_zone())

        self.events = [
            CalendarEvent(on_saturday(11), on_saturday(12), "歯医者" if ja else "Dentist"),
            CalendarEvent(on_saturday(13), on_saturday(15), "北海道旅行" if ja else "Family holiday"),
        ]

    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """What lies between."""
        return [one for one in self.events if one.start < end_date and one.end > start_date]


@LANGUAGES
async def test_a_holiday_in_the_calendar_sets_the_mode_and_turns_things_off(
    home: FakeHome, use: Use, ja: bool
) -> None:
    """Both come back with the family; another appointment changes nothing."""
    hass, family = home.hass, Family(ja)
    setup_test_component_platform(hass, "calendar", [family])
    assert await async_setup_component(hass, "calendar", {"calendar": {"platform": "test"}})
    await home.start()
    heater = {"input_boolean": {"heater": {"initial": True}}}
    assert await async_setup_component(hass, "input_boolean", heater)
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "scene", {})
    await use(
        "away_by_calendar",
        ja,
        calendar_entity="calendar.family",
        mode_entity=MODE,
        off_entities=["input_boolean.heater"],
    )
    seen = []
    for hour, minute in ((11, 1), (12, 1), (13, 1), (15, 1)):
        while dt_util.now() < dt_util.now().replace(hour=hour, minute=minute, second=0):
            await home.wait(minutes=15)
        await clock(home, 16, hour, minute)
        seen.append((home.shows(MODE), home.shows("input_boolean.heater")))
    assert seen == [("economy", "on"), ("economy", "on"), ("co2", "off"), ("economy", "on")]


# ------------------------------------------------------------------------------------ scripts


async def make_script(hass: HomeAssistant, name: str, ja: bool, **inputs: Any) -> None:
    """A script of a blueprint."""
    config = {"script": {"ours": {"use_blueprint": {"path": name_of(name, ja), "input": inputs}}}}
    assert await async_setup_component(hass, "script", config)
    await hass.async_block_till_done()
    assert hass.states.is_state("script.ours", "off")


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
