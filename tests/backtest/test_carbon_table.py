"""A grid operator's month of generation becomes kg/kWh, and a year of them a curve."""

from datetime import datetime, timedelta
import json
from pathlib import Path

import numpy as np
import pytest

from backtest import carbon_table
from backtest.carbon_table import FUEL_KG, MixError, as_json, fit, main, read_mix, tabulated

TITLES = "エリア需要,原子力,火力(LNG),火力(石炭),火力(石油),火力(その他),水力,地熱,バイオマス,太陽光発電実績,太陽光出力制御量,風力発電実績,風力出力制御量,揚水,蓄電池,連系線,その他,合計"
# 1 GW of LNG and 1 GW of coal beside 2 GW of sun; pumping and imports do not count
ROW = "4000,0,1000,1000,0,0,0,0,0,2000,0,0,0,-500,0,500,0,4000"
EXPECTED = (FUEL_KG["火力(LNG)"] + FUEL_KG["火力(石炭)"]) / 4


def tokyo(days: int = 1) -> bytes:
    """UTF-8 with BOM, 2025/4/1, the time is the slot's start."""
    lines = ["単位[MW平均],,,供給力", f"DATE,TIME,{TITLES}"]
    lines += [f"2025/4/{d + 1},{h // 2}:{h % 2 * 30:02d},{ROW}" for d in range(days) for h in range(48)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def kyushu() -> bytes:
    """CP932, quoted, full-width letters, 20260501, the time is the slot's end."""
    wide = TITLES.replace("(", "（").replace(")", "）").replace("LNG", "ＬＮＧ")
    rows = [["単位[MW平均]", "", "", "供給力"], ["DATE", "TIME", *wide.split(",")]]
    rows += [["20260501", f"{h // 2}:{h % 2 * 30:02d}", *ROW.split(",")] for h in range(1, 49)]
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode("cp932")


def test_tokyo_s_file_is_read() -> None:
    factors = read_mix(tokyo())
    assert len(factors) == 48
    assert min(factors) == datetime(2025, 4, 1)
    assert list(factors.values()) == pytest.approx([EXPECTED] * 48)


def test_every_fuel_counts_with_its_factor_and_other_flows_do_not() -> None:
    row = "9999,100,200,100,50,50,100,100,100,100,30,100,30,-700,-70,900,400,9999"
    raw = f"単位[MW平均],,,供給力\nDATE,TIME,{TITLES}\n2025/4/1,0:00,{row}\n".encode()
    burnt = 200 * 0.415 + 100 * 0.864 + 50 * 0.695 + 50 * 0.587
    assert read_mix(raw) == {datetime(2025, 4, 1): pytest.approx(burnt / 1000)}


def test_kyushu_s_file_labels_the_ends_of_slots() -> None:
    factors = read_mix(kyushu())
    assert len(factors) == 48
    assert min(factors) == datetime(2026, 5, 1)
    assert max(factors) == datetime(2026, 5, 1, 23, 30)
    assert factors[datetime(2026, 5, 1)] == pytest.approx(EXPECTED)


def test_days_to_come_are_empty_and_left_out() -> None:
    raw = tokyo().decode("utf-8-sig") + "2025/4/2,0:00,,,,,,,,,,,,,,,,,,\n"
    assert max(read_mix(raw.encode())) == datetime(2025, 4, 1, 23, 30)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"<html>404</html>", "no row begins with DATE"),
        ("DATE,TIME,エリア需要\n2025/4/1,0:00,3\n".encode(), "火力"),
        (f"DATE,TIME,{TITLES}\n".encode(), "no half hour"),
    ],
)
def test_another_file_is_refused_with_what_is_missing(raw: bytes, says: str) -> None:
    with pytest.raises(MixError, match=says):
        read_mix(raw)


def year() -> dict[datetime, float]:
    first = datetime(2025, 4, 1)
    out = {}
    for i in range(365 * 48):
        when = first + timedelta(minutes=30 * i)
        noon = np.cos((when.hour + when.minute / 60 - 12) / 24 * 2 * np.pi)
        out[when] = 0.45 - 0.08 * noon + 0.02 * np.cos(when.timetuple().tm_yday / 365.25 * 2 * np.pi)
    return out


def test_a_smooth_year_is_found_again_from_its_curve() -> None:
    table = tabulated(year())
    curve = fit(table)
    days = np.repeat(table.days[:, None], 48, axis=1)
    half = np.broadcast_to(np.arange(48), days.shape)
    assert curve.at(days, half) == pytest.approx(table.values, abs=0.006)
    assert curve.free == pytest.approx(0.0, abs=0.002)


def test_what_ships_is_a_few_rounded_numbers() -> None:
    entry = as_json(fit(tabulated(year())), "somebody")
    assert sum(len(row) for row in entry["year"]) + len(entry["free"]) == 50
    assert all(value == round(value, 4) for row in entry["year"] for value in row)


def test_the_file_that_ships_is_written_area_by_area(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(carbon_table, "CURVES", tmp_path / "curves.json")
    file = tmp_path / "eria_jukyu_202504_03.csv"
    file.write_bytes(tokyo(28))
    assert main([str(file), "--area", "tokyo", "--source", "TEPCO", "--write"]) == 0
    assert main([str(file), "--area", "other", "--source", "TEPCO", "--write"]) == 0
    shipped = json.loads((tmp_path / "curves.json").read_text("utf-8"))
    assert shipped["areas"].keys() == {"tokyo", "other"}
    file.write_text("nothing")
    assert main([str(file), "--area", "x", "--source", "y"]) == 2
    assert "DATE" in capsys.readouterr().err
