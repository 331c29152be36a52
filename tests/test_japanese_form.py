"""The form of the Japanese texts: spaces, brackets, the trade's words; and what is spoken can be spoken."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
FILES = (
    ROOT / "custom_components/v2h_planner/translations/ja.json",
    ROOT / "demo/custom_components/v2h_demo/translations/ja.json",
)
JAPANESE = "[ぁ-ゖァ-ヺー一-鿿々「」（）［］、。：〜～]"
LATIN = r"[A-Za-z0-9{}%]"
# Rows of the small language in which prices are typed: their spaces count.
TYPED = ("data_description.bands", "data_description.adders")

# What was written once, and what it is called now.
NOT_TO_BE_USED = {
    "充電残量": "残量",
    "充電率": "残量",
    "外出中": "未接続／つながっていません",
    "災害モード": "防災モード",
    "(?<!低)CO2モード": "低CO2モード",
    "満タン|フル充電": "満充電",
    "安全な状態": "自動制御を終えるときの状態",
    "自己消費": "機器自身の消費電力",
    "普通充電": "EV（充電のみ）",
    "連携": "統合",
    "手で操作": "手動操作",
    "従わな|逆らわ|従うまで": "指示との不一致",
    "あり?え(?:ない|ません)": "正しい範囲の値ではない",
    "発令": "発表",
    "市町村": "市区町村",
    "スタンバイ|アイドル": "待機",
    "わか(?=[らりるっ])": "分か",
    "あいだ": "間",
    "普段": "ふだん",
    "二つ": "2つ",
    "週間予定|週間の外出": "毎週の外出予定",
    "炭素価格": "CO2価格",
    "電気自動車(?!充放電器)": "EV",
    "[JP][PY]Y|¥": "円",
}


def leaves(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def texts() -> Iterator[tuple[str, str]]:
    for file in FILES:
        yield from leaves(json.loads(file.read_text(encoding="utf-8")))


def offenders(pattern: str) -> dict[str, str]:
    return {path: text for path, text in texts() if re.search(pattern, text) and not path.endswith(TYPED)}


def test_no_space_stands_between_japanese_and_latin_letters() -> None:
    assert not offenders(rf"{JAPANESE} +{LATIN}|{LATIN} +{JAPANESE}")


def test_a_percent_follows_its_number_without_a_space_and_a_kilowatt_with_one() -> None:
    assert not offenders(r"[0-9}] +%")
    assert not offenders(r"[0-9}]k(?:W(?!h)|VA)|}kWh")  # 1kWhあたり is a word


def test_brackets_and_colons_are_of_full_width() -> None:
    assert not offenders(r"[()\[\]]|: ")
    assert not offenders(rf"{JAPANESE}:|:{JAPANESE}")


@pytest.mark.parametrize("word", NOT_TO_BE_USED)
def test_a_thing_has_one_name(word: str) -> None:
    assert not offenders(word), f"say {NOT_TO_BE_USED[word]}"


def test_what_is_spoken_can_be_heard() -> None:
    spoken = {path: text for path, text in texts() if path.startswith("common.voice_")}
    assert spoken
    for path, text in spoken.items():
        assert not re.search("[：（）［］]", text), path
        assert "荒天" not in text, f"{path}: sounds like 好天, fine weather"
        if not path.startswith("common.voice_mode_") or path.startswith("common.voice_mode_set"):
            assert text.endswith(("。", "{reason}")), path
