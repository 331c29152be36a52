"""The table of sentences and answers in docs/voice.md and docs/voice.ja.md, from a home that is spoken to.

`.venv/bin/python -m tests.ha.voice.table` writes it; a test keeps it in step.
"""

from collections.abc import Coroutine, Iterator
from dataclasses import replace
import json
from pathlib import Path
import re
from typing import Any, Final, cast
from unittest.mock import Mock, patch

from homeassistant.util import dt as dt_util

from custom_components.v2h_planner.coordinator import V2HCoordinator
from custom_components.v2h_planner.core.accounting.baseline import Savings
from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.control.storm_state import Storm
from custom_components.v2h_planner.core.hazard import (
    Hazard,
    HazardKind,
    HazardReport,
    Severity,
    StormTarget,
    Threats,
    Tier,
)
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.settings.model import Sources, WarningSource
from custom_components.v2h_planner.state.snapshot import Snapshot
from custom_components.v2h_planner.voice.answers import View, answer
from custom_components.v2h_planner.voice.commands import Commands
from custom_components.v2h_planner.voice.listening import understand
from custom_components.v2h_planner.voice.meaning import Said
from custom_components.v2h_planner.voice.spoken import SpokenWording
from tests.core.homes import NOW, TOKYO, after
from tests.face import house

from .conftest import FakePlanner
from .hearing import Ear

DOCS: Final = Path(__file__).parents[3] / "docs"
FILES: Final = {"en": DOCS / "voice.md", "ja": DOCS / "voice.ja.md"}
_BETWEEN: Final = {"en": " ", "ja": ""}
_NAMES: Final = {"en": "Leaf", "ja": "リーフ"}
_TABLE: Final = re.compile(r"(<!-- answers -->\n).*?(<!-- end of answers -->)", re.DOTALL)

# What is said in each state of the home.
SAID: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "calm": {
        "en": (
            "What is the car doing?",
            "Why isn't the car charging?",
            "How full is the car?",
            "How far can I drive?",
            "When will the car be full?",
            "When will the car be at 70 percent?",
            "Is the car plugged in?",
            "What mode are you in?",
            "What does power cost now?",
            "When is power cheapest?",
            "When's the cheapest time for two hours before 7 am?",
            "What's the plan for tonight?",
            "What's the plan for tomorrow?",
            "When will you charge the car?",
            "How much did electricity cost today?",
            "How much did we save today?",
            "How much did we save this month?",
            "Is a storm coming?",
            "How long would we last in a blackout?",
            "Are you really controlling the car?",
            "Turn on low CO2 mode",
            "Turn on storm mode",
            "Back to normal",
            "Eco mode please",
            "Charge the car now",
            "Charge the car to 80 percent",
            "Stop charging",
            "Pause the V2H for two hours",
            "Don't charge the car tonight",
            "Resume charging",
            "I need the car at seven on Thursday for 80 km",
            "I need the car on Thursday",
            "Cancel that trip",
        ),
        "ja": (
            "車は何してる？",
            "なんで充電しないの？",
            "車の充電どれくらい？",
            "あと何キロ走れる？",
            "車はいつ満充電になる？",
            "70パーセントになるのはいつ？",
            "車つながってる？",
            "今何モード？",
            "今電気代いくら？",
            "電気が一番安いのはいつ？",
            "朝7時までに2時間使うならいつが安い？",
            "今夜の充電の予定は？",
            "明日の充電計画は？",
            "いつ充電するの？",
            "今日の電気代は？",
            "今日いくら節約した？",
            "今月いくら節約できた？",
            "台風来る？",
            "停電したらどれくらいもつ？",
            "ちゃんと制御してる？",
            "低CO2モードにして",
            "台風モードにして",
            "元に戻して",
            "エコモードにして",
            "車を充電して",
            "車を80%まで充電して",
            "充電を止めて",
            "V2Hを2時間止めて",
            "今夜は充電しないで",
            "充電を再開して",
            "木曜の7時に車を使うから80キロ分お願い",
            "木曜に車を使う",
            "車の予定を取り消して",
        ),
    },
    "dry_run": {
        "en": ("When will the car be full?", "Charge the car now", "Are you in charge of the car?"),
        "ja": ("いつ満充電になる？", "車を充電して", "自動制御してる？"),
    },
    "away": {
        "en": ("How full is the car?", "When will the car be full?", "Charge the car now"),
        "ja": ("車の残量は？", "車はいつ満充電になる？", "今すぐ充電して"),
    },
    "watch": {
        "en": ("Is a storm coming?", "Pause charging until tomorrow morning", "Ignore the storm"),
        "ja": ("台風来る？", "充電を明日の朝まで止めて", "台風は気にしないで"),
    },
    "storm": {
        "en": ("Any warnings?", "What is the car doing?", "Economy mode please"),
        "ja": ("警報出てる？", "車は今何してる？", "節約モードにして"),
    },
    "unsure": {
        "en": ("How full is the car?", "When will the car be full?", "What's the price of electricity?"),
        "ja": ("車の残量は？", "何時に満充電になる？", "電気の値段は？"),
    },
}
TITLES: Final = {
    "calm": {"en": "An ordinary evening, at six", "ja": "ふだんの夕方6時"},
    "dry_run": {"en": "Control is off", "ja": "自動制御がオフのとき"},
    "away": {"en": "The car is away", "ja": "車が出かけているとき"},
    "watch": {"en": "A storm is expected", "ja": "荒れた天気が予想されるとき"},
    "storm": {"en": "A warning is in force", "ja": "警報が出ているとき"},
    "unsure": {"en": "Nobody knows the charge, and there is no plan", "ja": "残量も計画も分からないとき"},
}

_WIND: Final = Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="jma")


def state(name: str, home: Any) -> Snapshot:
    """The home in a state of the table."""
    plan = house.plan(home)
    day: Any = Mock(since=NOW, cost_yen=412.0)
    calm = replace(
        house.snapshot(plan, home=home), ledger=day, savings=cast("Savings", Mock(since=NOW, yen=131.0))
    )
    match name:
        case "dry_run":
            return replace(calm, control=False)
        case "away":
            return house.snapshot(plan, home=home, soc=0.4, connected=False)
        case "watch":
            coming = StormTarget(tier=Tier.WATCH, by=after(10), until=after(30), onset=after(14))
            return replace(calm, situation=Situation(mode=Mode.ECONOMY, storm=coming))
        case "storm":
            here = StormTarget(tier=Tier.ACT, by=NOW, until=after(12), hazards=(_WIND,))
            return replace(
                calm,
                report=HazardReport(hazards=(_WIND,)),
                mode=ModeState(storm=Storm().after(Threats(in_force=(_WIND,)), NOW)),
                situation=Situation(mode=Mode.RESILIENCE, wanted=Mode.ECONOMY, storm=here),
            )
        case "unsure":
            return house.snapshot(None, home=home, soc=None)
    return calm


def words(language: str) -> SpokenWording:
    """The words of a language, from its file."""
    file = DOCS.parent / "custom_components" / "v2h_planner" / "translations" / f"{language}.json"
    texts = json.loads(file.read_text(encoding="utf-8"))["common"]
    known = {f"component.v2h_planner.common.{key}": text for key, text in texts.items()}
    return SpokenWording(known, TOKYO, _BETWEEN[language])


def table(language: str) -> str:
    """The sentences of a language with their answers, state by state."""
    return "\n\n".join(_part(name, language) for name in SAID)


def _part(name: str, language: str) -> str:
    said, told = ("You say", "It answers") if language == "en" else ("話しかける言葉", "答え")
    rows = "\n".join(f"| {text} | {reply} |" for text, reply in answers(name, language))
    return f"### {TITLES[name][language]}\n\n| {said} | {told} |\n|---|---|\n{rows}"


def answers(name: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield what is said in a state, and the answers."""
    ear, spoken = Ear(), words(language)
    home = replace(house.HOME, storages=(replace(house.CAR, name=_NAMES[language]),))
    planner = FakePlanner(
        settings=house.settings(
            home, sources=Sources(warnings=(WarningSource(entity_id="binary_sensor.storm"),))
        ),
        data=state(name, home),
    )
    for text in SAID[name][language]:
        phrase = ear.phrase(text)
        assert phrase is not None, text
        said = understand(phrase.meaning, text, NOW, TOKYO, {"car": _NAMES[language]})
        yield text, _answer(planner, said, spoken)


def _answer(planner: FakePlanner, said: Said, spoken: SpokenWording) -> str:
    if not said.meaning.is_command:
        return answer(said, View(planner.settings, planner.data, saved_yen=2350.0), spoken)
    commands = Commands(cast("V2HCoordinator", planner), spoken)
    before = dt_util.get_default_time_zone()
    dt_util.set_default_time_zone(TOKYO)
    try:
        with patch("homeassistant.util.dt.utcnow", return_value=NOW):
            return _at_once(commands.async_do(said))
    finally:
        dt_util.set_default_time_zone(before)


def _at_once(doing: Coroutine[Any, Any, str]) -> str:
    """Return the result of a coroutine that waits for nothing; no loop is needed for it."""
    try:
        doing.send(None)
    except StopIteration as done:
        return str(done.value)
    raise AssertionError("it waits")


def written(language: str) -> str:
    """The document with its table as it should be."""
    text = FILES[language].read_text(encoding="utf-8")
    return _TABLE.sub(lambda found: f"{found[1]}\n{table(language)}\n\n{found[2]}", text)


if __name__ == "__main__":
    for language, file in FILES.items():
        file.write_text(written(language), encoding="utf-8")
