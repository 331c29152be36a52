"""A usual year of CO2 per kWh from a grid operator's published generation mix: the coefficients that ship.

Reads the monthly 「エリア需給実績」 CSV (`eria_jukyu_YYYYMM_NN.csv`) that every area's operator publishes in
the same columns. Tokyo's is UTF-8 with a BOM, dates as 2025/4/1, a time that is the slot's start; Kyushu's
is CP932, every cell quoted, full-width letters in 火力（ＬＮＧ）, dates as 20260501, a time that is the slot's
end (0:30 to 24:00). Columns are found by name, so operators that add some are read as well.

The factor of a slot is what the area's own power stations burn over what they and the renewables make,
without interconnectors, pumping and batteries.
"""

import argparse
from collections.abc import Sequence
import csv
from datetime import date, datetime, timedelta
import io
import json
from pathlib import Path
import re
import sys
from typing import Any

import numpy as np

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.forecast.carbon import CarbonCurve, fourier
from custom_components.v2h_planner.core.forecast.day_table import HALVES, DayTable
from custom_components.v2h_planner.readers.text import narrow

# kg CO2 per kWh sent out, direct
FUEL_KG = {"火力(LNG)": 0.415, "火力(石炭)": 0.864, "火力(石油)": 0.695, "火力(その他)": 0.587}
CLEAN = ("原子力", "水力", "地熱", "バイオマス", "太陽光発電実績", "風力発電実績")
YEAR_ORDER, DAY_ORDER, FREE_ORDER = 2, 4, 2
# Keeps terms small that few months speak of.
RIDGE = 5.0
CURVES = Path("custom_components/v2h_planner/core/forecast/carbon_curves.json")


class MixError(ValueError):
    """A file that is not a generation mix; the message says what is wrong."""


def read_mix(raw: bytes, name: str = "file") -> dict[datetime, float]:
    """Return kg/kWh by the local start of each half hour; slots without generation are left out."""
    rows = [[narrow(cell).strip() for cell in row] for row in _cells(raw)]
    head = next((n for n, row in enumerate(rows) if row[:1] in (["DATE"], ["年月日"])), None)
    if head is None:
        raise MixError(f"{name}: no row begins with DATE")
    columns = {title: n for n, title in enumerate(rows[head])}
    missing = [title for title in (*FUEL_KG, *CLEAN) if title not in columns]
    if missing:
        raise MixError(f"{name}: column {', '.join(missing)} is missing")
    found = [(when, row) for row in rows[head + 1 :] if (when := _time(row)) is not None]
    # who never writes 0:00 labels the ends: 0:30 to 24:00
    ends = not any(re.fullmatch(r"0?0:00(:00)?", row[1]) for _, row in found)
    factors = {}
    for when, row in found:
        burnt = {title: _number(row, columns[title]) for title in FUEL_KG}
        made = sum(burnt.values()) + sum(max(_number(row, columns[title]), 0.0) for title in CLEAN)
        if made > 0:
            start = when - timedelta(minutes=30) if ends else when
            factors[start] = sum(FUEL_KG[title] * mw for title, mw in burnt.items()) / made
    if not factors:
        raise MixError(f"{name}: no half hour has any generation")
    return factors


def _cells(raw: bytes) -> list[list[str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp932")
    return list(csv.reader(io.StringIO(text)))


def _time(row: Sequence[str]) -> datetime | None:
    """Read 2025/4/1 or 20250401, and 0:00 to 24:00; None where a row is no slot."""
    day = re.fullmatch(r"(\d{4})/?(\d{1,2})/?(\d{1,2})", row[0]) if row else None
    clock = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", row[1]) if len(row) > 1 else None
    if day is None or clock is None:
        return None
    midnight = datetime(int(day[1]), int(day[2]), int(day[3]))
    return midnight + timedelta(hours=int(clock[1]), minutes=int(clock[2]))


def _number(row: Sequence[str], column: int) -> float:
    """Read MW; nothing where nothing stands (rows of days to come are empty)."""
    try:
        return float(row[column].replace(",", ""))
    except ValueError, IndexError:
        return 0.0


def read_series(file: Path) -> dict[datetime, float]:
    """Read the columns start, co2_kg_per_kwh."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {
            datetime.fromisoformat(row["start"]).replace(tzinfo=None): float(row["co2_kg_per_kwh"])
            for row in csv.DictReader(lines)
        }


def tabulated(factors: dict[datetime, float]) -> DayTable:
    """Arrange values by local day and half hour."""
    days = np.arange(min(factors).toordinal(), max(factors).toordinal() + 1, dtype=np.int64)
    values = np.full((len(days), HALVES), np.nan)
    for when, factor in factors.items():
        values[when.toordinal() - int(days[0]), when.hour * 2 + when.minute // 30] = factor
    return DayTable(days, values)


def fit(table: DayTable) -> CarbonCurve:
    """Fit least squares with a light ridge, on the means of each half hour of a fortnight, by kind of day.

    Means, so that no single slot of the data can be read back.
    """
    fortnight = table.days // 14
    in_year = np.array([date.fromordinal(int(d)).timetuple().tm_yday for d in table.days])
    rows, values, weights = [], [], []
    half = fourier((np.arange(HALVES) + 0.5) / HALVES, DAY_ORDER)
    for block in np.unique(fortnight):
        for free in (False, True):
            of = (fortnight == block) & (table.free == free) & np.isfinite(table.values).all(axis=1)
            if of.any():
                year = fourier((in_year[of] - 1) / 365.25, YEAR_ORDER).mean(axis=0)
                both = np.einsum("y,hd->hyd", year, half).reshape(HALVES, -1)
                extra = half[:, : 1 + 2 * FREE_ORDER] * (1.0 if free else 0.0)
                rows.append(np.concatenate([both, extra], axis=1))
                values.append(table.values[of].mean(axis=0))
                weights.append(np.full(HALVES, float(of.sum())))
    if not rows:
        raise MixError("no whole day")
    a, y, w = np.concatenate(rows), np.concatenate(values), np.concatenate(weights)
    ridge = RIDGE * np.eye(a.shape[1])
    ridge[0, 0] = 0.0
    found = np.linalg.solve((a.T * w) @ a + ridge, (a.T * w) @ y)
    count = (1 + 2 * YEAR_ORDER) * (1 + 2 * DAY_ORDER)
    return CarbonCurve(found[:count].reshape(1 + 2 * YEAR_ORDER, -1), found[count:])


def as_json(curve: CarbonCurve, source: str) -> dict[str, Any]:
    """Return what ships: rounded coefficients and where they come from."""

    def rounded(values: Floats) -> list[float]:
        return [round(float(value), 4) for value in values]

    return {"source": source, "year": [rounded(row) for row in curve.year], "free": rounded(curve.free)}


def main(argv: Sequence[str] | None = None) -> int:
    """Fit and print, or put into the file that ships."""
    p = argparse.ArgumentParser(
        prog="script/carbon-table",
        description="Fit a usual year of CO2 per kWh to an area's monthly generation mix (eria_jukyu CSV); "
        "a whole year of months is best.",
    )
    p.add_argument("files", nargs="+", type=Path)
    p.add_argument("--area", required=True, help="name, as in the settings: tokyo, kyushu, ...")
    p.add_argument("--source", required=True, help="who published it, and the period")
    p.add_argument("--series", action="store_true", help="files have the columns start, co2_kg_per_kwh")
    p.add_argument("--write", action="store_true", help=f"put it into {CURVES}")
    args = p.parse_args(argv)
    factors: dict[datetime, float] = {}
    try:
        for file in args.files:
            factors |= read_series(file) if args.series else read_mix(file.read_bytes(), file.name)
        curve = fit(tabulated(factors))
    except (MixError, OSError, KeyError, ValueError) as err:
        print(err, file=sys.stderr)
        return 2
    entry = as_json(curve, args.source)
    if args.write:
        shipped = json.loads(CURVES.read_text(encoding="utf-8")) if CURVES.exists() else {"areas": {}}
        shipped["areas"][args.area] = entry
        lines = json.dumps(shipped, ensure_ascii=False, indent=1)
        # one row of coefficients a line
        lines = re.sub(r"(?<=[\d\[,])\n\s+(?=[-\d])", " ", lines)
        CURVES.write_text(re.sub(r"(?<=\d)\n\s+\]", "]", lines) + "\n", encoding="utf-8")
    else:
        print(json.dumps({args.area: entry}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
