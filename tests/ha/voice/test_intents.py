"""People talk to Home Assistant's own agent; the planner understands them and answers in their language."""

from dataclasses import replace
from datetime import timedelta
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_FRIENDLY_NAME
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components import v2h_planner
from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.control.storm_state import Storm
from custom_components.v2h_planner.core.hazard import Hazard, HazardKind, Severity, StormTarget, Threats, Tier
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.plan import Reason, ReasonCode
from custom_components.v2h_planner.core.readings import StorageReading
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.voice import intents
from custom_components.v2h_planner.voice.meaning import Said
from tests.core.homes import NOW, after
from tests.ha.conftest import FakeHome

from . import held_out_en, held_out_ja, sentences_en, sentences_ja
from .conftest import FakePlanner, hear, say
from .hearing import SAID_AT, slots

WIND = Storm().after(
    Threats(in_force=(Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="jma"),)), NOW
)


@pytest.mark.parametrize(
    ("language", "module"),
    [("en", sentences_en), ("en", held_out_en), ("ja", sentences_ja), ("ja", held_out_ja)],
)
async def test_all_sentences_reach_their_intents_through_home_assistants_agent(
    hass: HomeAssistant,
    planner: FakePlanner,
    freezer: FrozenDateTimeFactory,
    language: str,
    module: Any,
) -> None:
    heard: list[Said] = []

    async def respond(_hass: HomeAssistant, _planner: FakePlanner, said: Said, *_more: object) -> str:
        heard.append(said)
        return "heard"

    freezer.move_to(SAID_AT)
    with patch.object(intents, "async_respond", respond):
        for text, meaning, told in module.SENTENCES:
            assert await hear(hass, text.replace("Leaf", "リーフ"), language) == "heard", text
            said = heard.pop()
            assert said.meaning == meaning, text
            assert told.items() <= slots(said).items(), text


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("災害モードにして", Mode.RESILIENCE),
        ("防災モードに切り替えて。", Mode.RESILIENCE),
        ("V2Hを災害モードにしてください", Mode.RESILIENCE),
        ("節約モードにして", Mode.ECONOMY),
        ("エコノミーモード", Mode.ECONOMY),
        ("プランナーを経済モードに変更して", Mode.ECONOMY),
        ("CO2モードにして", Mode.CO2),
        ("低CO2モードにして", Mode.CO2),
        ("低シーオーツーモードにして", Mode.CO2),
        ("ＣＯ２モードに切り替え", Mode.CO2),
        ("環境モードに変えてください", Mode.CO2),
        ("災害モードに", Mode.RESILIENCE),
        ("台風モードにしといて", Mode.RESILIENCE),
        ("満充電モードに切り替えてください", Mode.RESILIENCE),
        ("ブイツーエッチを防災に変えて", Mode.RESILIENCE),
        ("お得モードでお願い", Mode.ECONOMY),
        ("V2Hを節約にして", Mode.ECONOMY),
        ("ヴィーツーエッチを節約モードへ変更", Mode.ECONOMY),
        ("シーオーツーモードでお願いします", Mode.CO2),
    ],
)
async def test_a_mode_is_set_in_japanese(
    hass: HomeAssistant, planner: FakePlanner, text: str, mode: Mode
) -> None:
    names = {Mode.RESILIENCE: "防災モード", Mode.ECONOMY: "節約モード", Mode.CO2: "低CO2モード"}
    assert await hear(hass, text, "ja") == f"{names[mode]}にしました。"
    assert planner.picked == [mode]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("set V2H to resilience mode", Mode.RESILIENCE),
        ("Switch the V2H planner to storm mode, please", Mode.RESILIENCE),
        ("switch to disaster mode", Mode.RESILIENCE),
        ("set the V2H to economy", Mode.ECONOMY),
        ("put the energy planner in CO2 mode", Mode.CO2),
        ("go to low carbon mode.", Mode.CO2),
        ("switch to low CO2 mode", Mode.CO2),
    ],
)
async def test_a_mode_is_set_in_english(
    hass: HomeAssistant, planner: FakePlanner, text: str, mode: Mode
) -> None:
    names = {Mode.RESILIENCE: "resilience mode", Mode.ECONOMY: "economy mode", Mode.CO2: "CO2 mode"}
    assert await hear(hass, text, "en") == f"OK, {names[mode]}."
    assert planner.picked == [mode]


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_mode_is_understood_by_every_name_that_the_screen_has_for_it(
    hass: HomeAssistant, planner: FakePlanner, language: str
) -> None:
    texts = json.loads((Path(v2h_planner.__file__).parent / "translations" / f"{language}.json").read_text())
    for mode in Mode:
        names = {
            texts["entity"]["switch"][f"mode_{mode}"]["name"],
            texts["common"][f"voice_mode_{mode}"],
            texts["entity"]["select"]["mode"]["state"][mode] + ("モード" if language == "ja" else " mode"),
        }
        for name in names:
            await hear(hass, f"{name}にして" if language == "ja" else f"switch to {name}", language)
            assert planner.picked.pop() is mode, name


async def test_who_may_only_look_sets_no_mode_by_voice_but_may_ask(
    hass: HomeAssistant, planner: FakePlanner, hass_read_only_user: MockUser
) -> None:
    by = hass_read_only_user.id
    said = (await say(hass, "節約モードにして", "ja", by)).response
    assert said.speech["plain"]["speech"] == "この家を操作する権限がありません。"
    assert planner.picked == []
    asked = (await say(hass, "V2Hの状況を教えて", "ja", by)).response
    assert "リーフ" in asked.speech["plain"]["speech"]


async def test_an_administrator_sets_the_mode_by_voice(
    hass: HomeAssistant, planner: FakePlanner, hass_admin_user: MockUser
) -> None:
    await say(hass, "節約モードにして", "ja", hass_admin_user.id)
    assert planner.picked == [Mode.ECONOMY]


async def test_a_person_who_overrides_a_storm_hears_for_how_long(
    hass: HomeAssistant, planner: FakePlanner
) -> None:
    planner.data = replace(planner.data, mode=ModeState(storm=WIND))
    assert (
        await hear(hass, "節約モードにして", "ja") == "節約モードにしました。新しい警報が出るまで続けます。"
    )
    assert await hear(hass, "switch to economy mode", "en") == (
        "OK, economy mode, until a new warning is issued."
    )
    assert await hear(hass, "災害モードにして", "ja") == "防災モードにしました。"


@pytest.mark.parametrize(
    "text",
    [
        "V2Hは今何してる",
        "V2Hは今何をしていますか？",
        "なぜ充電してるの",
        "どうして車を充電しているんですか？",
        "なんで今充電してるの？",
        "車はなんで充電してるの",
        "なぜ充電しないの",
        "V2Hの状態を教えて",
        "プランナーの様子は",
        "今V2Hは何してる",
        "今ブイツーエッチは何をしていますか",
        "V2Hはどうなってる",
        "V2Hってどうなっているの",
        "車の様子は",
        "何で充電してるの",
        "何故いま充電しているの",
        "充電しないのはなぜ",
        "車が充電していないのは何故ですか",
        "なぜ充電中なの",
        "どうして車は充電中なんですか",
        "車は何で放電中なの",
        "なぜ充電しません",
    ],
)
async def test_it_says_in_japanese_what_it_does_and_why(
    hass: HomeAssistant, planner: FakePlanner, text: str
) -> None:
    planner.charges_because(Reason(ReasonCode.CHARGE_STORM_NOW, {"soc": 1.0}))
    assert await hear(hass, text, "ja") == (
        "リーフは、警報が出ているため、最大出力で100%まで充電しています。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "what is the V2H planner doing",
        "What's the V2H doing right now?",
        "why is the car charging",
        "Why is my EV not charging?",
        "why isn't the car charging",
        "why are you charging the car?",
        "what is the energy planner status",
    ],
)
async def test_it_says_in_english_what_it_does_and_why(
    hass: HomeAssistant, planner: FakePlanner, text: str
) -> None:
    planner.charges_because(Reason(ReasonCode.CHARGE_STORM_NOW, {"soc": 1.0}))
    assert await hear(hass, text, "en") == (
        "リーフ: Charging to 100% at full power, because a warning is in force."
    )


async def test_it_says_so_when_a_storm_an_outage_or_nobody_decides(
    hass: HomeAssistant, planner: FakePlanner
) -> None:
    storm = StormTarget(tier=Tier.ACT, by=NOW, until=NOW)
    calm = planner.data
    planner.data = replace(calm, situation=Situation(mode=Mode.RESILIENCE, storm=storm))
    assert (await hear(hass, "V2Hは今何してる", "ja")).startswith("警報のため防災モードになっています。")
    coming = StormTarget(tier=Tier.WATCH, by=NOW, until=NOW, onset=after(20))
    planner.data = replace(calm, situation=Situation(mode=Mode.ECONOMY, storm=coming))
    assert (await hear(hass, "V2Hは今何してる", "ja")).startswith("明日14時ごろから天気が荒れる見込みです。")
    planner.data = replace(calm, situation=Situation(mode=Mode.ECONOMY, storm=storm, outage=True))
    assert (await hear(hass, "V2Hは今何してる", "ja")).startswith("停電中です。")
    planner.data = replace(calm, control=False)
    assert (await hear(hass, "V2Hは今何してる", "ja")).startswith("自動制御はオフなので")


async def test_nothing_is_promised_before_a_storm_while_control_is_off(
    hass: HomeAssistant, planner: FakePlanner
) -> None:
    coming = StormTarget(tier=Tier.WATCH, by=NOW, until=NOW, onset=after(20))
    situation = Situation(mode=Mode.ECONOMY, storm=coming)
    planner.data = replace(planner.data, situation=situation, control=False)
    said = await hear(hass, "V2Hは今何してる", "ja")
    assert said.startswith("明日14時ごろから天気が荒れる見込みです。自動制御はオフなので、計画だけを")
    assert "充電しておきます" not in said
    assert "will be charged" not in await hear(hass, "V2H status", "en")


async def test_it_says_so_when_a_car_is_left_alone(hass: HomeAssistant, planner: FakePlanner) -> None:
    calm = planner.data = replace(planner.data, commands=())
    assert await hear(hass, "V2H status", "en") == ("The state of リーフ is not known, so it is left alone.")
    away = (StorageReading(storage_id="car", soc=0.5, connected=False),)
    planner.data = replace(calm, readings=replace(calm.readings, storages=away))
    assert await hear(hass, "V2H status", "en") == "リーフ is not connected."
    planner.data = replace(calm, situation=Situation(mode=Mode.ECONOMY, hands_off=frozenset({"car"})))
    assert await hear(hass, "V2H status", "en") == "リーフ was changed by hand, so it is left alone."


async def test_another_language_is_answered_in_english(hass: HomeAssistant, planner: FakePlanner) -> None:
    planner.data = replace(planner.data, commands=())
    assert await hear(hass, "V2H status", "de") == "The state of リーフ is not known, so it is left alone."


@pytest.mark.parametrize(
    ("text", "language", "service"),
    [
        ("turn on the fan", "en", "turn_on"),
        ("turn off the fan", "en", "turn_off"),
        ("扇風機を点けて", "ja", "turn_on"),
        ("扇風機を消して", "ja", "turn_off"),
    ],
)
async def test_home_assistants_own_sentences_still_work(
    hass: HomeAssistant, planner: FakePlanner, text: str, language: str, service: str
) -> None:
    name = "fan" if language == "en" else "扇風機"
    hass.states.async_set("switch.fan", "off", {ATTR_FRIENDLY_NAME: name})
    heard: list[ServiceCall] = []

    async def listen(call: ServiceCall) -> None:
        heard.append(call)

    hass.services.async_register("switch", "turn_on", listen)
    hass.services.async_register("switch", "turn_off", listen)
    async_expose_entity(hass, conversation.DOMAIN, "switch.fan", True)
    assert (await say(hass, text, language)).response.error_code is None
    assert [call.service for call in heard] == [service]
    assert planner.picked == []


@pytest.mark.parametrize(
    "text", ["set the fan to economy", "エアコンのエコノミーを見せて", "why is it raining"]
)
async def test_it_does_not_answer_for_others(hass: HomeAssistant, planner: FakePlanner, text: str) -> None:
    result = await say(hass, text, "en")
    assert result.response.error_code is not None
    assert planner.picked == []


async def test_the_conversation_action_works_too(hass: HomeAssistant, planner: FakePlanner) -> None:
    answer: Any = await hass.services.async_call(
        "conversation",
        "process",
        {"text": "災害モードにして", "language": "ja"},
        blocking=True,
        return_response=True,
    )
    assert answer["response"]["speech"]["plain"]["speech"] == "防災モードにしました。"


async def test_after_unloading_nobody_answers(hass: HomeAssistant, planner: FakePlanner) -> None:
    other = FakePlanner(settings=planner.settings, data=planner.data)
    stop = intents.async_listen(hass, other)
    stop()
    result = await say(hass, "エアコンを節約にして", "ja")
    assert result.response.error_code is not None
    assert other.picked == []


async def test_a_home_that_can_hear_is_set_up_with_its_voice(home: FakeHome) -> None:
    assert await async_setup_component(home.hass, "homeassistant", {})
    assert await async_setup_component(home.hass, "conversation", {})
    await home.start()
    assert home.entry.state is ConfigEntryState.LOADED
    await say(home.hass, "set V2H to resilience mode", "en")
    await home.settle()
    assert home.entry.runtime_data.data.situation.mode is Mode.RESILIENCE


@pytest.mark.parametrize("text", ["turn on economy mode", "economy mode on"])
async def test_another_things_mode_of_the_same_name_is_home_assistants(
    hass: HomeAssistant, planner: FakePlanner, text: str
) -> None:
    heard: list[ServiceCall] = []

    async def listen(call: ServiceCall) -> None:
        heard.append(call)

    hass.services.async_register("switch", "turn_on", listen)
    hass.states.async_set("switch.ac_economy", "off", {ATTR_FRIENDLY_NAME: "economy mode"})
    async_expose_entity(hass, conversation.DOMAIN, "switch.ac_economy", True)
    await say(hass, text, "en")
    assert (planner.picked == []) == bool(heard)
    assert heard or text == "economy mode on"


async def test_what_is_said_of_the_car_is_done(hass: HomeAssistant, planner: FakePlanner) -> None:
    await hear(hass, "charge the car to 80 percent", "en")
    assert planner.told.pop() == ("charge", ("car", 0.8))
    await hear(hass, "車を充電して", "ja")
    assert planner.told.pop() == ("charge", ("car", None))
    await hear(hass, "V2Hを2時間止めて", "ja")
    name, until = planner.told.pop()
    assert name == "pause" and until == NOW + timedelta(hours=2)
    await hear(hass, "明日の7時に車を使うから80キロ分お願い", "ja")
    name, trip = planner.told.pop()
    assert name == "trip" and trip.leave == after(13)
    assert trip.energy_kwh == pytest.approx(80 / 6)


async def test_a_sentence_is_answered_by_what_it_means_and_costs(
    hass: HomeAssistant, planner: FakePlanner
) -> None:
    said = await hear(hass, "charge the car now", "en")
    assert said.startswith("OK, リーフ is charged to 90% at full power.")
    assert "from 22:00 it would be about" in said  # 30 yen now, 18 yen at night
    said = await hear(hass, "stop charging", "en")
    assert "until tomorrow at 7:00" in said


async def test_in_a_dry_run_no_car_is_said_to_be_charged(hass: HomeAssistant, planner: FakePlanner) -> None:
    planner.data = replace(planner.data, control=False)
    assert await hear(hass, "車を充電して", "ja") == "自動制御がオフなので、リーフを充電できません。"
    assert planner.told == []
    assert (await hear(hass, "when will the car be full", "en")).startswith("Control is off")
    assert "計画だけです" in await hear(hass, "節約モードにして", "ja")


async def test_a_trip_without_a_time_is_asked_for_it(hass: HomeAssistant, planner: FakePlanner) -> None:
    assert "何時ですか" in await hear(hass, "明日車を使う", "ja")
    assert planner.told == []


async def test_a_pause_says_what_it_may_leave_uncharged(hass: HomeAssistant, planner: FakePlanner) -> None:
    said = await hear(hass, "don't charge the car tonight", "en")
    assert "Mind the trip tomorrow at 7:30" in said
