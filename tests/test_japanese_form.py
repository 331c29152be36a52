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
# Where else people read Japanese: pages, blueprints, the card, what the demo writes.
PAGES = ("*.ja.md", "docs/*.ja.md")
BESIDE = ("blueprints/**/*.yaml", "card/src/**/*.ts", "demo/**/*.py")
# The demo's weather office writes as the real one does.
OFFICE = ROOT / "demo/custom_components/v2h_demo/office.py"
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
    "「災害」|> 災害(?:」| >)": "災害への備え（気象）",
    "(?<!低)CO2モード": "低CO2モード",
    "満タン|フル充電": "満充電",
    "安全な状態": "自動制御を終えるときの状態",
    "自己消費": "機器自身の消費電力",
    "普通充電": "EV（充電のみ）",
    "連携": "統合",
    "手で操作": "手動操作",
    "従わな|逆らわ|従うまで": "指示との不一致",
    "あり?え(?:ない|ません)|あり得ない(?:値|大きさ)": "正しい範囲の値ではない",
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
    # the term sheet's others
    "充放電装置|V2Hユニット|V2H装置": "V2H機器",
    "定置型": "家庭用蓄電池",
    "ストレージ": "蓄電設備／車・蓄電池",
    "ソーラー(?=充電|発電|パネル|の)": "太陽光",
    "充電状態|[最目][低標]SOC": "残量／放電下限／目標残量",
    "動作モード": "運転モード",
    "ハンズオフ": "手動操作を優先",
    "コントロール": "自動制御",
    "レジリエンス": "防災",
    "ストーム|嵐": "荒天",
    "予備警報": "早期注意情報",
    "タイムライン": "時系列",
    "レベル[0-9]": "レベル４: the agency's names have full-width digits",
    "系統喪失|グリッド": "停電／系統",
    "電力網": "系統／電力会社",
    "購入電力": "買電",
    "エネルギー料金": "電源料金",
    "再生可能税": "再エネ賦課金",
    "送電費": "託送料金",
    "燃調|燃料費調整(?!額)": "燃料費調整額",
    "ダイナミック料金": "市場連動型",
    "セレクト(?=エンティティ|を|で)": "選択",
    "スマホ": "スマートフォン",
    "リペア": "修復",
    # one way to write a word
    "構いま": "かまいま",
    "いっしょ": "一緒",
    "いますぐ": "今すぐ",
    "今(?=の|から|だけ|どの)": "いま",
    "(?<!市場)価格センサー": "単価センサー",
    "[一三四五]つ|ひとつ|ふたつ": "1つ, 2つ",
    "[0-9] ?(?:ヶ|ケ|カ|ヵ|箇)[月所国]": "か月",
    "全て": "すべて",
    "例えば": "たとえば",
    "又は": "または",
    "及び": "および",
    "(?<!変)更に": "さらに",
    "既に": "すでに",
    "下さい": "ください",
    "良い": "よい",
    "出来[るなまて]": "でき",
    "無い": "ない",
    "毎(?=に|の間)": "ごと",
    "取消し?|取り消し?ボタン": "取り消し",
    "切替え?|切りかえ": "切り替え",
    "(?:サーバ|センサ|ブラウザ|ユーザ|カレンダ|コンピュータ|タイマ)(?!ー)": "with ー at its end",
    "[Ａ-Ｚａ-ｚ％]": "half-width letters and %",
    "〜": "～",
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


def written() -> Iterator[tuple[str, str]]:
    """Every line with Japanese outside the translations, without code and addresses."""
    for pattern in (*PAGES, *BESIDE):
        for file in sorted(set(ROOT.glob(pattern)) - {OFFICE}):
            text = file.read_text(encoding="utf-8")
            if pattern in PAGES:
                text = re.sub(r"```.*?```", lambda code: "\n" * code[0].count("\n"), text, flags=re.DOTALL)
                text = re.sub(r"\]\([^)]*\)|<[^>]*>|`[^`\n]*`", "｜", text)
            for number, line in enumerate(text.splitlines(), 1):
                if re.search("[ぁ-ヿ一-鿿]", line):
                    # what begins a line of a list or a table is no space in a sentence
                    yield (
                        f"{file.relative_to(ROOT)}:{number}",
                        re.sub(r"^[ \t]*(?:[-*>] |\d+\. |#+ )|\|", "\n", line),
                    )


def offenders(pattern: str, *, everywhere: bool = False) -> dict[str, str]:
    """Texts of the translations in which a pattern stands; `everywhere`: and in what else people read."""
    found = {path: text for path, text in texts() if not path.endswith(TYPED)}
    if everywhere:
        found |= dict(written())
    return {path: text for path, text in found.items() if re.search(pattern, text)}


def test_there_is_japanese_in_every_kind_of_file() -> None:
    folders = {path.split("/")[0] for path, _ in written()}
    assert folders >= {"blueprints", "card", "demo", "docs"}


def test_no_space_stands_between_japanese_and_latin_letters() -> None:
    assert not offenders(rf"{JAPANESE}[ ]+{LATIN}|{LATIN}[ ]+{JAPANESE}", everywhere=True)


def test_a_percent_follows_its_number_without_a_space_and_a_kilowatt_with_one() -> None:
    assert not offenders(r"[0-9}] +%(?!\})", everywhere=True)
    assert not offenders(r"[0-9}]k(?:W(?!h)|VA)|}kWh")  # 1kWhあたり is a word


def test_brackets_and_colons_are_of_full_width() -> None:
    assert not offenders(r"[()\[\]]|: ")
    assert not offenders(rf"{JAPANESE}:(?!//)|(?<![0-9]):{JAPANESE}", everywhere=True)
    assert not offenders(rf"{JAPANESE}\(|\({JAPANESE}", everywhere=True)


@pytest.mark.parametrize("word", NOT_TO_BE_USED)
def test_a_thing_has_one_name(word: str) -> None:
    assert not offenders(word, everywhere=True), f"say {NOT_TO_BE_USED[word]}"


def test_what_is_spoken_can_be_heard() -> None:
    spoken = {path: text for path, text in texts() if path.startswith("common.voice_")}
    assert spoken
    for path, text in spoken.items():
        assert not re.search("[：（）［］]", text), path
        assert "荒天" not in text, f"{path}: sounds like 好天, fine weather"
        if not path.startswith("common.voice_mode_") or path.startswith("common.voice_mode_set"):
            assert text.endswith(("。", "{reason}")), path
