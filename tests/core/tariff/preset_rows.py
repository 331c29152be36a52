"""The table of plans in docs/tariffs.md and docs/tariffs.ja.md: `python -m tests.core.tariff.preset_rows` draws it anew."""

from collections.abc import Iterable
import json
from pathlib import Path
import re
from typing import Final, Literal

from custom_components.v2h_planner.core.tariff.import_terms import EVERY_DAY, EVERY_MONTH, HOLIDAY
from custom_components.v2h_planner.core.tariff.presets import MARKET_PRESETS, Preset, PresetBand
from custom_components.v2h_planner.core.tariff.table_presets import TABLE_PRESETS

type Language = Literal["en", "ja"]

ROOT: Final = Path(__file__).parents[3]
DOCS: Final[dict[Language, Path]] = {
    "en": ROOT / "docs" / "tariffs.md",
    "ja": ROOT / "docs" / "tariffs.ja.md",
}
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "head": "| plan | yen/kWh from each time on | asked | page to compare with | as of |",
        "any": "every number",
        "market": "area price",
        "loss": "loss of the area",
        "percent": " %",
        "nothing": "nothing",
        "price": "prices",
        "fuel": "fuel adjustment",
        "service": "service fee",
        "wheeling": "wheeling",
        "own": "none",
        "page": "page",
        "seen": "read in",
    },
    "ja": {
        "head": "| 料金プラン | 各時刻からの単価（円/kWh） | 入力するもの | 見比べるページ | 時点 |",
        "any": "すべての数値",
        "market": "エリアプライス",
        "loss": "エリアの損失率",
        "percent": "%",
        "nothing": "なし",
        "price": "単価",
        "fuel": "燃料費調整額",
        "service": "サービス料",
        "wheeling": "託送料金",
        "own": "なし",
        "page": "ページ",
        "seen": "確認元",
    },
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final[dict[Language, dict[frozenset[int], str]]] = {
    "en": {
        frozenset(range(5)): "Mon–Fri",
        frozenset({5, 6, HOLIDAY}): "Sat, Sun, holidays",
        frozenset(range(6)): "Mon–Sat",
        frozenset({6, HOLIDAY}): "Sun, holidays",
    },
    "ja": {
        frozenset(range(5)): "平日",
        frozenset({5, 6, HOLIDAY}): "土日祝",
        frozenset(range(6)): "月～土",
        frozenset({6, HOLIDAY}): "日祝",
    },
}


def table(language: Language) -> list[str]:
    """Return the lines of the table."""
    words = _WORDS[language]
    presets = [*MARKET_PRESETS.values(), *TABLE_PRESETS.values()]
    return [words["head"], "|---|---|---|---|---|", *(_row(preset, language) for preset in presets)]


def _row(preset: Preset, language: Language) -> str:
    words = _WORDS[language]
    strings = ROOT / "custom_components" / "v2h_planner" / "translations" / f"{language}.json"
    name = json.loads(strings.read_text())["selector"]["plan"]["options"][preset.key]
    asked = [words["price"]] if preset.asks_prices else []
    asked += [words[key] for key in preset.missing]
    if preset.key == "own_table":
        asked = [words["any"]]
    cells = (
        name,
        _prices(preset, language),
        ("、" if language == "ja" else ", ").join(asked) or words["nothing"],
        _sources(preset, words),
        preset.as_of.isoformat(),
    )
    return f"| {' | '.join(cells)} |"


def _prices(preset: Preset, language: Language) -> str:
    if preset.bands:
        return "; ".join(_band(band, language) for band in preset.bands)
    if not preset.tax and not preset.adders:
        return _WORDS[language]["nothing"]
    words = _WORDS[language]
    loss = words["loss"] if preset.loss is None else f"{100 * preset.loss:.1f}{words['percent']}"
    parts = [f"{words['market']} / (1 - {loss}) × 1.1"]
    parts += [f"{adder.yen_per_kwh:.2f}" for adder in preset.adders if adder.name != "levy"]
    return " + ".join(parts)


def _band(band: PresetBand, language: Language) -> str:
    when = []
    if band.weekdays != EVERY_DAY:
        when.append(_DAYS[language][band.weekdays])
    if band.months != EVERY_MONTH:
        when.append(_months(band.months, language))
    price = "?" if band.yen_per_kwh is None else f"{band.yen_per_kwh:.2f}"
    extra = (("、" if language == "ja" else ", ").join(when)) if when else ""
    brackets = "（{}）" if language == "ja" else " ({})"
    return f"{band.start:%H:%M} {price}{brackets.format(extra) if extra else ''}"


def _months(months: Iterable[int], language: Language) -> str:
    """Return runs of months: Dec–Feb, Jul–Sep."""
    left = set(months)
    runs = []
    for first in sorted(month for month in left if (month - 2) % 12 + 1 not in left):
        last = first
        while last % 12 + 1 in left:
            last = last % 12 + 1
        runs.append((first, last))
    if language == "ja":
        return "・".join(f"{a}月" if a == b else f"{a}～{b}月" for a, b in runs)
    return ", ".join(_MONTHS[a - 1] if a == b else f"{_MONTHS[a - 1]}–{_MONTHS[b - 1]}" for a, b in runs)


def _sources(preset: Preset, words: dict[str, str]) -> str:
    links = [f"[{words['page']}]({preset.source})"] if preset.source else []
    seen = [f"[{number}]({url})" for number, url in enumerate(preset.seen_in, start=1)]
    if seen:
        links.append(f"{words['seen']} {' '.join(seen)}")
    return "; ".join(links) or words["own"]


def drawn(text: str, language: Language) -> str:
    """Return a document with its table as it should be."""
    lines = "\n".join(table(language))
    head = re.escape(_WORDS[language]["head"])
    return re.sub(rf"^{head}\n(?:\|.*\n)*", lambda _: f"{lines}\n", text, flags=re.MULTILINE)


def main() -> None:
    """Draw the table in both documents."""
    for language, path in DOCS.items():
        path.write_text(drawn(path.read_text(), language))


if __name__ == "__main__":
    main()
