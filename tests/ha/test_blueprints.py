"""The blueprints load as a person's automations do, and do what they say."""

import asyncio
from collections.abc import Generator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components import automation, notify
from homeassistant.components.blueprint import models
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_TYPE
from homeassistant.core import Context, HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.helpers import config_validation as cv, device_registry as dr, template
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
)

from custom_components.v2h_planner.notifications.notice import NoticeAction
from custom_components.v2h_planner.notifications.notifier import action_id

FOLDER = Path(__file__).parents[2] / "blueprints" / "automation" / "v2h_planner"
BLUEPRINTS = sorted(path.name for path in FOLDER.glob("*.yaml"))
MODE, CALENDAR, SCHEDULE = "select.home_mode", "calendar.home_plan", "schedule.typhoon_season"
STORM, WATCH, OUTAGE = "binary_sensor.storm", "binary_sensor.storm_watch", "binary_sensor.outage"


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
        super().__init__()
        self.device_id = ""
        self.shown: list[dict[str, Any]] = []

    async def async_get_actions(self, hass: HomeAssistant, device_id: str) -> list[dict[str, str]]:
        return []

    async def async_call_action_from_config(
        self, hass: HomeAssistant, config: ConfigType, variables: TemplateVarsType, context: Context | None
    ) -> None:
        assert config["device_id"] == self.device_id
        keys = (notify.ATTR_MESSAGE, notify.ATTR_TITLE, notify.ATTR_DATA)
        self.shown.append(
            {key: template.render_complex(config[key], variables) for key in keys if key in config}
        )


@pytest.fixture
def phone(hass: HomeAssistant) -> Phone:
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
            yaml_util.load_yaml_dict(FOLDER / path),
            expected_domain=self.domain,
            path=path,
            schema=automation.config.AUTOMATION_BLUEPRINT_SCHEMA,
        )

    with patch("homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint", load):
        yield


async def automate(hass: HomeAssistant, name: str, **inputs: Any) -> None:
    config = {"automation": {"use_blueprint": {"path": name, "input": inputs}}}
    assert await async_setup_component(hass, "automation", config)
    await hass.async_block_till_done()
    assert [state.state for state in hass.states.async_all("automation")] == ["on"]


def test_there_are_three() -> None:
    assert BLUEPRINTS == ["mode_by_schedule.yaml", "storm_and_outage_notify.yaml", "tonights_plan.yaml"]


@pytest.mark.parametrize("name", BLUEPRINTS)
def test_each_speaks_both_languages_and_knows_where_it_comes_from(name: str) -> None:
    blueprint: dict[str, Any] = yaml_util.load_yaml_dict(FOLDER / name)["blueprint"]
    japanese, english = blueprint["name"].split(" / ")
    assert not japanese.isascii()
    assert english.isascii()
    assert blueprint["source_url"].endswith(f"/blueprints/automation/v2h_planner/{name}")
    assert all("selector" in value for value in blueprint["input"].values())


async def weather(hass: HomeAssistant, tier: str, *kinds: str, on: bool = False, **more: Any) -> None:
    """The planner's sensors as they show a storm."""
    found = [{"kind": kind, "severity": "warning", "source": "jma"} for kind in kinds]
    watch = tier == "watch"
    hass.states.async_set(WATCH, "on" if watch else "off", {"hazards": found if watch else [], **more})
    attributes = {"tier": tier, "hazards": [] if watch else found, "former_mode": more.get("former_mode")}
    hass.states.async_set(STORM, "on" if on else "off", attributes)
    await hass.async_block_till_done()


async def own_words(hass: HomeAssistant, phone: Phone, **inputs: Any) -> None:
    """The blueprint for one's own words, in a house where all is well."""
    await hass.config.async_set_time_zone("Asia/Tokyo")
    await weather(hass, "none")
    hass.states.async_set(OUTAGE, "off")
    await automate(
        hass,
        "storm_and_outage_notify.yaml",
        storm_entity=STORM,
        watch_entity=WATCH,
        outage_entity=OUTAGE,
        notify_device=phone.device_id,
        **inputs,
    )


async def test_a_phone_hears_of_a_storm_from_the_first_sign_to_the_end(
    hass: HomeAssistant, phone: Phone
) -> None:
    await own_words(hass, phone)
    await weather(hass, "watch", "wind", "rain", onset="2026-09-05T06:00:00+00:00")
    await weather(hass, "act", "wind", on=True, former_mode="co2")
    await weather(hass, "hold", former_mode="co2")
    await weather(hass, "none")
    assert [(item.get("title"), item["message"]) for item in phone.shown] == [
        (
            "警報級の天気に備えます",
            "暴風、大雨の警報が予想されています（9/5 15:00ごろから）。それまでに充電しておきます。",
        ),
        ("警報が出ています", "暴風警報が発表されています。充電します。"),
        ("警報が解除されました", "しばらく残量を保ち、その後低CO2モードに戻ります。"),
        (None, "clear_notification"),
    ]
    assert len({item["data"]["tag"] for item in phone.shown}) == 1
    buttons = [[button["action"] for button in item["data"].get("actions", [])] for item in phone.shown]
    ours = action_id(NoticeAction.IGNORE_STORM)
    assert buttons == [[ours], [ours], [], []]


async def test_a_phone_hears_of_an_outage_in_english(hass: HomeAssistant, phone: Phone) -> None:
    await own_words(hass, phone, language="English")
    for state in ("on", "off"):
        hass.states.async_set(OUTAGE, state)
        await hass.async_block_till_done()
    assert [(item["title"], item["message"]) for item in phone.shown] == [
        ("The power has failed", "The car and the battery power the house."),
        ("The power is back", "The outage is over."),
    ]


async def test_ones_own_words_and_lights_replace_the_usual_ones(hass: HomeAssistant, phone: Phone) -> None:
    lights = async_mock_service(hass, "light", "turn_on")
    await own_words(
        hass,
        phone,
        phases=["act"],
        act_text="{{ hazards }}！ 窓を閉めて。",
        more_actions=[
            {"action": "light.turn_on", "data": {"entity_id": "light.hall", "effect": "{{ phase }}"}}
        ],
    )
    await weather(hass, "watch", "snow", onset="2026-09-05T06:00:00+00:00")
    assert phone.shown == [], "that phase was not chosen"
    await weather(hass, "act", "snow", on=True)
    assert [item["message"] for item in phone.shown] == ["大雪！ 窓を閉めて。"]
    assert [call.data["effect"] for call in lights] == ["act"]


async def test_a_kind_that_has_no_word_is_told_as_severe_weather(hass: HomeAssistant, phone: Phone) -> None:
    await own_words(hass, phone, language="English")
    await weather(hass, "act", "unknown", on=True)
    assert phone.shown[0]["message"] == "In force: severe weather warning. All is being charged."


async def test_the_worst_warning_is_not_told_as_a_mere_one(hass: HomeAssistant, phone: Phone) -> None:
    await own_words(hass, phone)
    severities = {"rain": "emergency_warning", "landslide": "danger_warning", "unknown": "warning"}
    found = [{"kind": kind, "severity": severity} for kind, severity in severities.items()]
    hass.states.async_set(STORM, "on", {"tier": "act", "hazards": found})
    await hass.async_block_till_done()
    assert (
        phone.shown[0]["message"]
        == "大雨特別警報、土砂災害危険警報、気象警報が発表されています。充電します。"
    )


async def test_what_is_not_known_leaves_no_gap_in_a_sentence(hass: HomeAssistant, phone: Phone) -> None:
    await own_words(hass, phone)
    await weather(hass, "watch", "unknown")
    await weather(hass, "act", on=True)
    await weather(hass, "hold")
    assert [item["message"] for item in phone.shown] == [
        "気象警報が予想されています。前もって充電しておきます。",
        "気象警報が発表されています。充電します。",
        "しばらく残量を保ちます。",
    ]


@pytest.mark.parametrize("language", ["日本語", "English"])
async def test_nothing_is_promised_while_control_is_off(
    hass: HomeAssistant, phone: Phone, language: str
) -> None:
    await own_words(hass, phone, language=language)
    for tier in ("watch", "act", "hold"):
        found = [{"kind": "wind", "severity": "warning"}]
        hass.states.async_set(WATCH, "on", {"hazards": found})
        hass.states.async_set(STORM, "on", {"tier": tier, "hazards": found, "control": False})
        await hass.async_block_till_done()
    hass.states.async_set(OUTAGE, "on")
    await hass.async_block_till_done()
    assert len(phone.shown) == 4
    said = "".join(item["title"] + item["message"] for item in phone.shown)
    assert not [
        word for word in ("充電し", "備え", "給電", "残量", "charge", "ready", "power the") if word in said
    ]


async def test_a_restart_in_a_storm_tells_nothing_twice(hass: HomeAssistant, phone: Phone) -> None:
    await own_words(hass, phone)
    for entity_id in (STORM, WATCH, OUTAGE):
        hass.states.async_set(entity_id, "unavailable")
    await weather(hass, "act", "wind", on=True)
    hass.states.async_set(OUTAGE, "on")
    await hass.async_block_till_done()
    assert phone.shown == []


async def test_the_plan_of_the_night_is_told_at_the_chosen_time(
    hass: HomeAssistant, phone: Phone, freezer: Any
) -> None:
    await hass.config.async_set_time_zone("Asia/Tokyo")
    freezer.move_to("2026-09-04T19:59:30+09:00")
    asked: list[dict[str, Any]] = []
    events = [
        {
            "start": "2026-09-05T01:00:00+09:00",
            "end": "2026-09-05T03:30:00+09:00",
            "summary": "リーフ：充電",
            "description": "いちばん安い時間帯です。\n8.2 kWh",
        }
    ]

    async def get_events(call: ServiceCall) -> Any:
        asked.append(dict(call.data))
        return {CALENDAR: {"events": events}}

    hass.services.async_register(
        "calendar", "get_events", get_events, supports_response=SupportsResponse.ONLY
    )
    await automate(
        hass, "tonights_plan.yaml", plan_calendar=CALENDAR, notify_device=phone.device_id, hours=10
    )
    freezer.move_to("2026-09-04T20:00:00+09:00")
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done()
    assert phone.shown == [
        {"title": "今夜の計画", "message": "1:00～3:30 リーフ：充電（いちばん安い時間帯です。）"}
    ]
    assert asked == [{"entity_id": [CALENDAR], "duration": {"hours": 10}}]
    events.clear()
    freezer.move_to("2026-09-05T20:00:00+09:00")
    async_fire_time_changed(hass, dt_util.utcnow())
    await hass.async_block_till_done()
    assert phone.shown[1]["message"] == "充電や放電の予定はありません。"
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


async def test_a_schedule_sets_the_mode_but_never_in_a_storm(hass: HomeAssistant) -> None:
    picks = async_mock_service(hass, "select", "select_option")
    hass.states.async_set(MODE, "economy", {"former_mode": None})
    hass.states.async_set(SCHEDULE, "off")
    await automate(hass, "mode_by_schedule.yaml", mode_entity=MODE, schedule_entity=SCHEDULE, mode_on="co2")

    async def picked_when(entity_id: str, state: str, former: str | None = None) -> list[str]:
        picks.clear()
        hass.states.async_set(entity_id, state, {"former_mode": former} if entity_id == MODE else {})
        for _ in range(50):  # an automation that waits never lets async_block_till_done go
            await asyncio.sleep(0)
        return [call.data["option"] for call in picks]

    assert await picked_when(SCHEDULE, "on") == ["co2"]
    assert await picked_when(MODE, "co2") == []
    assert await picked_when(SCHEDULE, "off") == ["economy"]
    assert await picked_when(SCHEDULE, "on") == [], "it is so already"
    assert await picked_when(MODE, "resilience", former="co2") == []
    assert await picked_when(SCHEDULE, "off") == []
    assert await picked_when(MODE, "co2") == ["economy"], "it follows after the storm"
