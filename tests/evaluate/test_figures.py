"""Figures are kept, found again and never mixed up."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backtest.comparison import PolicyName, Task, compare
from backtest.homes import PROFILES, Contract
from backtest.read import generate
from evaluate.figures import WEEK, Book, Figures, Measured, Run

PROFILE = PROFILES[1]
RECORD = generate(date(2026, 4, 1), 9, PROFILE, Contract())


def lived() -> Figures:
    """Nine generated days under the night timer."""
    (result,) = compare(
        Task(record=RECORD, home=PROFILE.home, count=len(RECORD)), [PolicyName.TIMER], 1, lambda _: None
    )
    return Figures.of(result)


def measured(figures: Figures) -> Measured:
    return Measured(figures=figures, day="2026-11-28", commit="0123456", command="script/backtest")


def test_what_was_measured_is_read_again_as_it_was_written(tmp_path: Path) -> None:
    run = Run(profile=1, policy=PolicyName.TIMER)
    book = Book().with_(run.name, measured(lived()))
    book.write(tmp_path / "figures.json")
    again = Book.read(tmp_path / "figures.json")
    assert again == book
    assert again.of(run) == lived()


def test_months_add_up_to_what_the_meters_counted() -> None:
    (result,) = compare(
        Task(record=RECORD, home=PROFILE.home, count=len(RECORD)), [PolicyName.TIMER], 1, lambda _: None
    )
    figures = Figures.of(result)
    assert sum(figures.months_yen.values()) == pytest.approx(result.totals.cost_yen, abs=0.1)
    assert figures.days == 9
    assert list(figures.months_yen) == ["2026-04"]


def test_the_week_in_detail_is_the_one_with_the_dearest_half_hour() -> None:
    week = lived().week
    assert week is not None
    assert len(week.price_yen) == len(week.soc) == len(week.away) == WEEK
    assert max(week.price_yen) == pytest.approx(float(RECORD.import_yen.max()), abs=0.01)
    assert any(week.away)


def test_a_home_with_other_numbers_is_another_run() -> None:
    plain = Run(profile=1, policy=PolicyName.PLANNER)
    other = replace(plain, changes={"overhead_kw": 0.2})
    assert plain.name != other.name
    assert Book().with_(plain.name, measured(lived())).of(other) is None
    assert other.arguments[-2:] == ["--home", "overhead_kw=0.2"]


@pytest.mark.parametrize("text", ['{"runs": {"1 timer": {}}}', '{"runs": {}}', "[]", "{", "null"])
def test_another_file_is_refused_by_its_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "figures.json"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"figures\.json|Expecting"):
        Book.read(file)


def test_no_file_is_an_empty_book(tmp_path: Path) -> None:
    assert Book.read(tmp_path / "none.json") == Book()
