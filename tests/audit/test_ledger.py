"""An outsider recomputes a month of the demo's books from raw statistics, and comes to the same."""

from contextlib import closing
import json
from pathlib import Path
import sqlite3
from typing import Any

import pytest

from audit.ledger import main
from tests.audit.demo_month import CAR, ENTRY, SELL_YEN, Month

ARGS = f"""
    --month 2026-11 --entry {ENTRY} --grid sensor.grid --pv sensor.pv --unit sensor.unit --soc sensor.soc
    --import-energy sensor.imported --export-energy sensor.exported --charge-energy sensor.charged
    --discharge-energy sensor.discharged --price sensor.price --co2 sensor.co2 --sell {SELL_YEN}
    --capacity {CAR.capacity_kwh} --max-soc {CAR.max_soc} --charge-efficiency {CAR.charge_efficiency}
    --discharge-efficiency {CAR.discharge_efficiency} --overhead-kw {CAR.overhead_kw}
""".split()


@pytest.fixture(scope="module")
def statistics() -> dict[str, Any]:
    """November, as the recorder has it."""
    return Month(2026, 11).live().statistics()


def differences(table: str) -> dict[str, float]:
    """Percent by row of the table."""
    cells = [line.split("|") for line in table.splitlines() if line.endswith("% |")]
    return {row[1].strip(): float(row[4].replace("%", "")) for row in cells}


def database(path: Path, statistics: dict[str, Any]) -> Path:
    """Write a database with the columns of the recorder's that count."""
    with closing(sqlite3.connect(path)) as found, found:
        found.execute(
            "CREATE TABLE statistics_meta (id INTEGER, statistic_id TEXT, unit_of_measurement TEXT)"
        )
        found.execute("CREATE TABLE statistics (metadata_id INTEGER, start_ts REAL, mean REAL, sum REAL)")
        for number, (name, each) in enumerate(statistics.items()):
            found.execute("INSERT INTO statistics_meta VALUES (?, ?, ?)", (number, name, each["unit"]))
            rows = [(number, *row) for row in each["rows"]]
            found.executemany("INSERT INTO statistics VALUES (?, ?, ?, ?)", rows)
    return path


def test_a_month_of_the_demo_agrees_within_one_percent(
    statistics: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "month.json"
    path.write_text(json.dumps(statistics))
    assert main(["--statistics", str(path), *ARGS]) == 0
    shown = capsys.readouterr().out
    apart = differences(shown)
    assert apart.keys() == {
        "import, kWh",
        "export, kWh",
        "PV, kWh",
        "charged, kWh",
        "discharged, kWh",
        "paid, yen",
        "earned, yen",
        "CO2, kg",
        "saved, yen",
    }
    assert max(abs(percent) for percent in apart.values()) < 1.0, shown
    assert "720 hours, 0 of them without a price" in shown


def test_a_database_says_the_same_as_a_file(
    statistics: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "month.json"
    path.write_text(json.dumps(statistics))
    main(["--statistics", str(path), *ARGS])
    from_file = capsys.readouterr().out
    assert main(["--db", str(database(tmp_path / "home-assistant_v2.db", statistics)), *ARGS]) == 0
    assert capsys.readouterr().out == from_file


def test_a_month_of_which_nothing_is_recorded_says_so(
    statistics: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = database(tmp_path / "home-assistant_v2.db", statistics)
    args = [*ARGS]
    args[args.index("2026-11")] = "2025-03"
    assert main(["--db", str(path), *args]) == 2
    assert "nothing is recorded" in capsys.readouterr().err
