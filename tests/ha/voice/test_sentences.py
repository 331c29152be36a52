"""What people say is understood, and nothing of Home Assistant's own is."""

from typing import Any

import pytest

from . import not_ours_en, others_ja
from .hearing import Ear
from .lists import LISTS


@pytest.fixture(scope="module")
def ear() -> Ear:
    """One that has read the phrases."""
    return Ear()


ALL = [pytest.param(*row, id=row[0]) for module in LISTS for row in module.SENTENCES]


@pytest.mark.parametrize(("text", "meaning", "told"), ALL)
def test_a_sentence_is_understood_with_what_it_says(
    ear: Ear, text: str, meaning: str, told: dict[str, Any]
) -> None:
    heard, slots = ear.said(text)
    assert heard == meaning
    assert told.items() <= slots.items()


@pytest.mark.parametrize(
    "text",
    [
        "turn on the light",
        "turn on the car light",
        "turn off the garage",
        "電気をつけて",
        "電気を消して",
        "車庫の電気をつけて",
        "車のライトをつけて",
        "エアコンをつけて",
        "エアコンを節約モードにして",
        "set the bedroom to 50 %",
        "set the AC to economy mode",
        "set the heater to eco",
        "what is the temperature",
        "what's the temperature in the car port",
        "what time is it",
        "今何時",
        "何時ですか",
        "set a timer for 7 minutes",
        "5分のタイマーをセットして",
        "タイマーを止めて",
        "cancel the timer",
        "how much time is left on the timer",
        "add car wax to my shopping list",
        "add charger to my shopping list",
        "買い物リストに電池を追加して",
        "stop",
        "pause",
        "cancel",
        "resume",
        "止めて",
        "一時停止",
        "キャンセル",
        "再開",
        "やめて",
        "stop the music",
        "pause the music",
        "play some music",
        "音楽を止めて",
        "open the garage door",
        "is the storm door open",
        "is the front door open",
        "what's the weather",
        "what's the weather like tomorrow",
        "明日の天気は",
        "今日の天気を教えて",
        "broadcast the car is charging",
        "set the brightness to 80 percent",
        "明るさを80パーセントにして",
        "どうして空は青いの",
        "why is it raining",
        "how are you",
        "おはよう",
        "ただいま",
        "good night",
        "set the fan to economy",
        "エアコンのエコノミーを見せて",
        *not_ours_en.SENTENCES,
        *others_ja.SENTENCES,
    ],
)
def test_what_is_not_ours_is_left_to_home_assistant(ear: Ear, text: str) -> None:
    assert ear.phrase(text) is None
