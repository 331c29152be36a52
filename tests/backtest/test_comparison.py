from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from backtest.bound import bound
from backtest.cli import main
from backtest.comparison import PolicyName, Task, compare
from backtest.homes import EV, PROFILES, Contract, changed
from backtest.read import ZONE, DataError, generate, read_home, read_jepx
from backtest.report import table
from backtest.synthetic import synthetic_load, synthetic_prices, synthetic_pv, synthetic_trips

CONTRACT = Contract()
SPRING = date(2026, 4, 6)


def write(file: Path, text: str, encoding: str = "utf-8") -> Path:
    file.write_text(text, encoding=encoding)
    return file


def home_csv(folder: Path, rows: int = 96) -> Path:
    lines = ["start,area_price_yen_per_kwh,pv_kw_per_kwp,co2_kg_per_kwh,load_kw"]
    start = generate(SPRING, 2, PROFILES[1], CONTRACT).start
    for i in range(rows):
        when = start + timedelta(minutes=30 * i)
        lines.append(f"{when.isoformat(timespec='minutes')},10.0,{0.5 if 20 <= i % 48 < 28 else 0},0.45,0.4")
    write(
        folder / "trips_profile1.csv",
        "depart,return,energy_kwh\n2026-04-06T08:00+09:00,2026-04-06T18:00+09:00,3.0\n"
        "2026-04-06T12:00+09:00,2026-04-06T13:00+09:00,1.0\n",
    )
    return write(folder / "year.csv", "\n".join(lines) + "\n")


def test_generated_years_look_like_tokyo():
    days = [date(2025, 4, 1) + timedelta(days=i) for i in range(365)]
    prices = np.array([synthetic_prices(day) for day in days])
    assert 10 < prices.mean() < 15
    assert prices.min() == 0.01
    assert 30 < prices.max() < 120
    assert prices[:, 22].mean() < prices[:, 4].mean() < prices[:, 36].mean()  # noon, night, evening
    assert 950 < sum(synthetic_pv(day, 1.0).sum() / 2 for day in days) < 1350
    assert 4200 < sum(synthetic_load(day).sum() / 2 for day in days) < 5000
    driven = [trip for day in days for trip in synthetic_trips(day, ZONE)]
    assert 800 < sum(trip.energy_kwh for trip in driven) < 1400


def test_the_same_day_is_always_generated_the_same():
    assert (synthetic_prices(SPRING) == synthetic_prices(SPRING)).all()
    assert (synthetic_prices(SPRING) != synthetic_prices(SPRING, seed=1)).any()
    assert synthetic_trips(SPRING, ZONE) == synthetic_trips(SPRING, ZONE)


def test_a_homes_year_is_read_and_overlapping_trips_are_left_out(tmp_path: Path):
    record = read_home(home_csv(tmp_path).parent, PROFILES[1], CONTRACT)
    assert len(record) == 96
    assert record.pv_kw.max() == pytest.approx(0.5 * 4.5)
    assert record.import_yen[0] == pytest.approx(10 / 0.931 * 1.1 + 19.09)
    assert len(record.absences[EV]) == 1


def test_a_missing_column_a_gap_and_a_word_are_named(tmp_path: Path):
    file = home_csv(tmp_path)
    text = file.read_text()
    for broken, message in (
        (text.replace("load_kw", "load"), "load_kw"),
        (text.replace("2026-04-06T05:00", "2026-04-06T05:10"), "line 12"),
        (text.replace(",0.45,0.4\n", ",0.45,much\n", 1), "load_kw"),
        (text.splitlines()[0], "no rows"),
    ):
        write(file, broken)
        with pytest.raises(DataError, match=message):
            read_home(file, PROFILES[1], CONTRACT)


def jepx_csv(folder: Path, skip: int = -1) -> Path:
    lines = [
        "受渡日,時刻コード,システムプライス(円/kWh),エリアプライス九州(円/kWh),エリアプライス東京(円/kWh)"
    ]
    lines += [
        f"2026/04/{day:02d},{code},9.0,{code / 10:.2f},{10 + code / 10:.2f}"
        for day in (6, 7)
        for code in range(1, 49)
        if code != skip
    ]
    return write(folder / "spot_summary_2026.csv", "\r\n".join(lines) + "\r\n", "cp932")


def test_jepx_prices_are_found_by_the_areas_name(tmp_path: Path):
    file = jepx_csv(tmp_path)
    free = Contract(market=replace_terms())
    tokyo, kyushu = (read_jepx(file, area, PROFILES[1], free) for area in ("tokyo", "kyushu"))
    assert tokyo.import_yen[:3] == pytest.approx([10.1, 10.2, 10.3])
    assert kyushu.import_yen[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert len(tokyo) == 96
    with pytest.raises(DataError, match="エリアプライス北海道"):
        read_jepx(file, "hokkaido", PROFILES[1], free)
    with pytest.raises(DataError, match="48 prices"):
        read_jepx(jepx_csv(tmp_path, skip=7), "tokyo", PROFILES[1], free)


def jepx_text() -> str:
    """Two days of JEPX's file as text."""
    lines = ["受渡日,時刻コード,システムプライス(円/kWh),エリアプライス東京(円/kWh)"]
    lines += [f"2026/04/{day:02d},{code},9.0,{code / 10:.2f}" for day in (6, 7) for code in range(1, 49)]
    return "\r\n".join(lines) + "\r\n"


def quoted(text: str) -> str:
    return "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines())


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + ",,,\r\n" * 300,
        lambda text: text.replace("\r\n", ",,\r\n") + ",,,,,\r\n\r\n",
        lambda text: "\r\n\r\n" + text,
        lambda text: text.replace("\r\n", "\n"),
        lambda text: text.replace("\r\n", "\r"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace(",", ";"),
        quoted,
        lambda text: text.replace("2026/04/0", "2026/4/"),
        lambda text: text.replace("2026/04/0", "2026-04-0"),
        lambda text: text.replace("(円/kWh)", "（円/kWh）").replace("受渡日", " 年月日 "),
    ],
    ids=range(11),
)
@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_jepx_prices_are_read_as_a_spreadsheet_saved_them(tmp_path: Path, edit, encoding: str):
    file = tmp_path / "spot_summary_2026.csv"
    file.write_bytes(edit(jepx_text()).encode(encoding))
    record = read_jepx(file, "tokyo", PROFILES[1], Contract(market=replace_terms()))
    assert record.import_yen[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert len(record) == 96


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("2026/04/06,3,9.0,0.30", "April 6,3,9.0,0.30", "line 4: 'April 6'"),
        ("2026/04/06,3,9.0,0.30", "2026/04/06,third,9.0,0.30", "line 4: column 時刻コード"),
        ("2026/04/06,3,9.0,0.30", "2026/04/06,49,9.0,0.30", "line 4: time code 49"),
        ("2026/04/06,3,9.0,0.30", "2026/04/06,3,9.0,cheap", "line 4: column エリアプライス東京"),
        ("2026/04/06,3,9.0,0.30", "2026/04/06,3", "line 4: no エリアプライス東京"),
        ("2026/04/06,3,9.0,0.30", "2026/04/06,3,9.0,nan", "line 4"),
    ],
)
def test_what_is_wrong_in_jepxs_file_is_said_with_file_and_line(
    tmp_path: Path, old: str, new: str, message: str
):
    file = write(tmp_path / "spot.csv", jepx_text().replace(old, new), "cp932")
    with pytest.raises(DataError, match=f"spot.csv, {message}"):
        read_jepx(file, "tokyo", PROFILES[1], Contract())


@pytest.mark.parametrize("raw", [b"\xff\x00\x81", b"", b",,,\r\n", b"PK\x03\x04\x00\xfd\xff\x80"])
def test_a_file_that_is_no_csv_of_jepx_is_named(tmp_path: Path, raw: bytes):
    file = tmp_path / "spot.csv"
    file.write_bytes(raw)
    with pytest.raises(DataError, match="spot.csv"):
        read_jepx(file, "tokyo", PROFILES[1], Contract())


def test_a_homes_file_may_come_from_a_spreadsheet_too(tmp_path: Path):
    file = home_csv(tmp_path)
    file.write_bytes((file.read_text() + ",,,,\n" * 20).encode("utf-8-sig"))
    assert len(read_home(file, PROFILES[1], CONTRACT)) == 96


def replace_terms():
    from custom_components.v2h_planner.core.tariff.import_terms import MarketTerms

    return MarketTerms()


def test_a_homes_numbers_can_be_changed_by_name():
    home = changed(PROFILES[1].home, {"capacity_kwh": 62.0, "contract_kw": 6.0})
    assert home.storages[0].capacity_kwh == 62.0
    assert home.grid.contract_kw == 6.0
    with pytest.raises(ValueError, match="capacity_kw"):
        changed(PROFILES[1].home, {"capacity_kw": 62.0})


def test_no_policy_beats_the_limits():
    profile = PROFILES[1]
    record = generate(SPRING, 6, profile, CONTRACT)
    home = changed(profile.home, {"overhead_kw": 0.0})
    limits = bound(record, home, 0, len(record))
    task = Task(record=record, home=home, count=len(record))
    results = compare(task, [PolicyName.TIMER, PolicyName.PLUG], 1, lambda _done: None)
    assert limits.v2h_yen <= limits.v1g_yen
    for result in results:
        assert result.cost_yen > limits.v1g_yen
        assert result.days == pytest.approx(6.0)


def test_stretches_side_by_side_cost_what_one_long_life_costs():
    record = generate(SPRING, 28, PROFILES[1], CONTRACT)
    task = Task(record=record, home=PROFILES[1].home, count=len(record))
    (whole,) = compare(task, [PolicyName.TIMER], 1, lambda _done: None)
    seen: list[int] = []
    (cut,) = compare(task, [PolicyName.TIMER], 2, seen.append)
    assert len(cut.slots) == len(whole.slots)
    assert cut.cost_yen == pytest.approx(whole.cost_yen, rel=0.02)
    assert cut.departures == whole.departures
    assert seen[-1] == len(record)


def test_the_command_prints_a_table_and_draws_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    options = [
        "--synthetic",
        "--start",
        "2026-04-06",
        "--days",
        "7",
        "--policies",
        "timer",
        "plug",
        "--jobs",
        "1",
    ]
    assert main([*options, "--home", "capacity_kwh=50", "--out", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "| night timer (01:00) |" in out
    assert "limit: all known, V2H" in out
    assert (
        (tmp_path / "table.md")
        .read_text(encoding="utf-8")
        .startswith("Profile 1 (4.5 kWp, 50 kWh), generated")
    )
    assert (tmp_path / "year.png").stat().st_size > 20_000


def test_a_file_that_is_not_there_is_said_plainly(capsys: pytest.CaptureFixture[str]):
    assert main(["--data", "/nowhere/year.csv"]) == 2
    assert "/nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("export_yen", [0.0, 8.5])
@pytest.mark.parametrize(("first_day", "days"), [(0, 1), (0, 2), (3, 1)])
def test_no_policy_beats_the_limits_of_a_short_period(first_day: int, days: int, export_yen: float):
    """A policy may end with an emptier battery than it began with; so may the limit, at the same price."""
    record = generate(SPRING, 6, PROFILES[1], Contract(export_yen_per_kwh=export_yen))
    home = changed(PROFILES[1].home, {"overhead_kw": 0.0})
    first, count = 48 * first_day, 48 * days
    limits = bound(record, home, first, count)
    task = Task(record=record, home=home, first=first, count=count)
    everybody = [PolicyName.TIMER, PolicyName.PLUG, PolicyName.PLANNER, PolicyName.FORESIGHT]
    for result in compare(task, everybody, 1, lambda _done: None):
        assert result.cost_yen >= limits.v2h_yen - 1e-6, result.policy


def test_a_car_that_runs_short_pays_on_the_road_and_the_limit_does_too():
    record = generate(SPRING, 2, PROFILES[1], CONTRACT)
    home = changed(PROFILES[1].home, {"capacity_kwh": 4.0})
    far = replace(record, absences={EV: tuple(replace(t, energy_kwh=9.0) for t in record.absences[EV])})
    task = Task(record=far, home=home, count=len(far))
    (timer,) = compare(task, [PolicyName.TIMER], 1, lambda _done: None)
    assert timer.road_kwh > 4.0
    assert timer.cost_yen >= bound(far, home, 0, len(far)).v1g_yen


def test_the_table_keeps_what_is_paid_apart_from_what_is_earned():
    record = generate(SPRING, 2, PROFILES[1], CONTRACT)
    results = compare(
        Task(record=record, home=PROFILES[1].home, count=96), [PolicyName.TIMER], 1, lambda _: None
    )
    head, _line, row = (line.strip("| ").split(" | ") for line in table(results, None).splitlines())
    figures = dict(zip(head, row, strict=True))
    yen = {name: float(figures[name].replace(",", "")) for name in ("import yen", "export yen")}
    assert yen["import yen"] > 0
    assert yen["export yen"] > 0
    assert yen["import yen"] - yen["export yen"] == pytest.approx(results[0].totals.cost_yen, abs=1.0)
