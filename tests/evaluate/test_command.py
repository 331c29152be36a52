"""`script/evaluate` lives what is missing, goes on where it was stopped, and never mixes a sample into the pages."""

from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from backtest.comparison import PolicyName
from backtest.homes import PROFILES, Contract
from backtest.read import generate
from evaluate import cli
from evaluate.figures import Book, Run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three generated days as a folder of half hours and trips."""
    record = generate(date(2026, 4, 1), 3, PROFILES[1], Contract())
    rows = ["start,area_price_yen_per_kwh,pv_kw_per_kwp,co2_kg_per_kwh,load_kw"]
    for i in range(len(record)):
        start = record.time_of(i).astimezone(record.zone).isoformat()
        rows.append(
            f"{start},{record.market_yen[i]},{record.pv_kw[i] / 4.5},{record.co2[i]},{record.load_kw[i]}"
        )
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "year.csv").write_text("\n".join(rows))
    for profile in (1, 2):
        trips = ["depart,return,energy_kwh", "2026-04-02T07:00+09:00,2026-04-02T18:00+09:00,4.0"]
        (folder / f"trips_profile{profile}.csv").write_text("\n".join(trips))
    return folder


QUICK = [Run(profile=profile, policy=PolicyName.TIMER) for profile in (1, 2)]


def test_it_lives_what_is_missing_and_nothing_twice(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    options = ["--data", str(data), "--days", "2", "--figures", str(figures), "--jobs", "1"]
    with patch.object(cli, "runs", return_value=QUICK[:1]):
        assert cli.main(options) == 0
    assert "1 timer: " in capsys.readouterr().out
    first = Book.read(figures)
    with patch.object(cli, "runs", return_value=QUICK):
        assert cli.main(options) == 0
    said = capsys.readouterr().out
    assert "1 timer" not in said
    assert "2 timer: " in said
    again = Book.read(figures)
    assert set(again.measured) == {"1 timer", "2 timer"}
    assert again.measured["1 timer"] == first.measured["1 timer"]
    assert again.measured["2 timer"].command.startswith("script/backtest --profile 2 --policies timer")


def test_a_sample_does_not_get_into_the_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--days", "2"]) == 2
    assert "--figures" in capsys.readouterr().err


def test_missing_data_are_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with patch.object(cli, "runs", return_value=QUICK):
        options = ["--data", str(tmp_path / "none"), "--figures", str(tmp_path / "f.json"), "--days", "1"]
        assert cli.main(options) == 2
    assert "does not exist" in capsys.readouterr().err
