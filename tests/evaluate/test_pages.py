"""The pages say what the figures say."""

from dataclasses import replace

import pytest

from backtest.comparison import PolicyName
from evaluate import tables
from evaluate.cli import FIGURES, PAGES, drawn, runs
from evaluate.figures import Book, Figures, Measured
from evaluate.pages import filled
from evaluate.tables import PROFILES, Variant
from evaluate.variants import TRIED
from evaluate.words import WORDS, Language

FIGURES_OF_A_YEAR = Figures(
    days=100.0,
    cost_yen=100_000.0,
    co2_kg=2105.4,
    self_consumption=0.316,
    backup_hours=29.0,
    starts=90,
    departures=92,
    short_departures=1,
    short_kwh=0.5,
    road_kwh=0.0,
    plan_ms=45.2,
    seconds=12.0,
    months_yen={"2025-04": 40_000.0, "2025-05": 60_000.0},
)
COSTS = {
    PolicyName.TIMER: 100_000.0,
    PolicyName.PLUG: 104_000.0,
    PolicyName.PLANNER: 91_000.0,
    PolicyName.ANNOUNCED: 90_600.0,
    PolicyName.FORESIGHT: 90_000.0,
}


def book() -> Book:
    """A book of round numbers for both homes."""
    made = Book()
    for profile in PROFILES:
        for policy, yen in COSTS.items():
            figures = replace(FIGURES_OF_A_YEAR, cost_yen=yen)
            item = Measured(figures=figures, day="2026-11-28", commit="0123456", command="")
            made = made.with_(tables.lived(profile, policy).name, item)
    return made


@pytest.mark.parametrize("language", Language)
def test_a_share_is_that_of_what_perfect_forecasts_save(language: Language) -> None:
    text = tables.year(book(), language)
    (row,) = [
        line
        for line in text.splitlines()
        if WORDS[language].policies[PolicyName.PLANNER] in line and WORDS[language].homes[1] in line
    ]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[3:6] == ["9.0%", "90.0%", "0.90"]
    assert "2026-11-28 0123456" in text


def test_who_pays_more_than_the_timer_saves_less_than_nothing() -> None:
    (row, _) = [line for line in tables.year(book(), Language.EN).splitlines() if "plug and charge" in line]
    assert "| −4.0% | −40.0% |" in row


def test_what_has_not_been_lived_leaves_no_row_and_no_number() -> None:
    assert "planner" not in tables.year(Book(), Language.EN).split("\n", 2)[2]
    tried = (Variant(words={Language.EN: "other", Language.JA: "別"}, changes=(("overhead_kw", 0.2),)),)
    assert "| other | – |" in tables.variants(book(), tried, Language.EN)


def test_a_page_keeps_all_that_stands_outside_the_marks() -> None:
    page = "before\n<!-- evaluate: year -->\nold\n<!-- evaluate end -->\nafter\n"
    once = filled(page, {"year": "| new |"})
    assert once == "before\n<!-- evaluate: year -->\n\n| new |\n\n<!-- evaluate end -->\nafter\n"
    assert filled(once, {"year": "| new |"}) == once
    with pytest.raises(KeyError):
        filled(page.replace("year", "yaer"), {"year": ""})


def test_every_run_is_lived_once_and_the_quick_ones_last() -> None:
    names = [run.name for run in runs(None)]
    assert len(names) == len(set(names))
    assert {run.name for run in tables.YEARS} <= set(names)
    assert {variant.run(1).name for variant in TRIED} <= set(names)
    assert names[-1].split()[1] in ("timer", "plug")


@pytest.mark.parametrize("language", Language)
def test_the_pages_of_the_repository_stand_as_the_figures_have_them(language: Language) -> None:
    book, marks = Book.read(FIGURES), ""
    for path in PAGES[language]:
        page = path.read_text(encoding="utf-8")
        assert filled(page, drawn(book, language)) == page
        marks += page
    for name in drawn(book, language):
        assert f"<!-- evaluate: {name} -->" in marks
