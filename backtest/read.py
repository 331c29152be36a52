"""Records from files: a home's year as CSV, JEPX's spot summary, or nothing at all (generated)."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
import csv
from datetime import date, datetime, timedelta
from itertools import pairwise
import math
from pathlib import Path
import unicodedata
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.horizon import HALF_HOUR
from custom_components.v2h_planner.core.simulation.world import Record
from custom_components.v2h_planner.core.tariff.export_terms import ExportTerms
from custom_components.v2h_planner.core.tariff.tariff import Tariff
from custom_components.v2h_planner.core.trips import Absence

from .homes import EV, Contract, Profile
from .synthetic import synthetic_carbon, synthetic_load, synthetic_prices, synthetic_pv, synthetic_trips

ZONE = ZoneInfo("Asia/Tokyo")
HOME_COLUMNS = ("start", "area_price_yen_per_kwh", "pv_kw_per_kwp", "co2_kg_per_kwh", "load_kw")
JEPX_DAY, JEPX_CODE, JEPX_AREA = "受渡日", "時刻コード", "エリアプライス{area}(円/kWh)"
# Some of JEPX's own files say 年月日.
ALIASES = {"年月日": JEPX_DAY}
# As JEPX writes a day, and as spreadsheets make it.
DAY_FORMATS = ("%Y/%m/%d", "%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S")
BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

type Row = tuple[int, dict[str, str]]  # with its line in the file
AREAS = {
    "hokkaido": "北海道",
    "tohoku": "東北",
    "tokyo": "東京",
    "chubu": "中部",
    "hokuriku": "北陸",
    "kansai": "関西",
    "chugoku": "中国",
    "shikoku": "四国",
    "kyushu": "九州",
}


class DataError(ValueError):
    """A file that is not what it should be; the message says what and where."""


def read_home(path: Path, profile: Profile, contract: Contract) -> Record:
    """Read a folder or file in the columns `HOME_COLUMNS`; trips beside it as `trips_profileN.csv` or `trips.csv`."""
    file = path if path.is_file() else _only_csv(path)
    rows = _rows(file, HOME_COLUMNS)
    starts = [_time(row["start"], file, line) for line, row in rows]
    _check_half_hours(starts, [line for line, _ in rows], file)
    column = {name: _column(rows, name, file) for name in HOME_COLUMNS[1:]}
    trips = [file.parent / name for name in (f"trips_profile{profile.number}.csv", "trips.csv")]
    found = next((trip for trip in trips if trip.exists()), None)
    days = sorted({start.astimezone(ZONE).date() for start in starts})
    return _record(
        starts[0],
        column["area_price_yen_per_kwh"],
        column["pv_kw_per_kwp"] * profile.kwp,
        column["load_kw"],
        column["co2_kg_per_kwh"],
        _generated_trips(days, profile) if found is None else read_trips(found),
        profile,
        contract,
    )


def read_trips(file: Path) -> tuple[Absence, ...]:
    """Columns depart, return, energy_kwh; a trip that starts before the last one ended is left out."""
    trips = [
        Absence(
            _time(row["depart"], file, line),
            _time(row["return"], file, line),
            _number(row["energy_kwh"], "energy_kwh", file, line),
        )
        for line, row in _rows(file, ("depart", "return", "energy_kwh"))
    ]
    return without_overlap(trips)


def without_overlap(trips: Iterable[Absence]) -> tuple[Absence, ...]:
    """In time order; a trip that starts before the last one ended is left out."""
    out: list[Absence] = []
    for trip in sorted(trips, key=lambda trip: trip.start):
        if not out or trip.start >= (out[-1].end or out[-1].start):
            out.append(trip)
    return tuple(out)


def read_jepx(file: Path, area: str, profile: Profile, contract: Contract, seed: int = 0) -> Record:
    """JEPX's spot_summary_YYYY.csv (columns by name), also as a spreadsheet saved it; the rest is generated."""
    name = JEPX_AREA.format(area=AREAS[area])
    prices: dict[date, Floats] = {}
    for line, row in _rows(file, (JEPX_DAY, JEPX_CODE, name)):
        day = _day(row[JEPX_DAY], file, line)
        if not row[name]:
            continue
        cells = prices.setdefault(day, np.full(48, np.nan))
        code = _number(row[JEPX_CODE], JEPX_CODE, file, line)
        if code not in range(1, len(cells) + 1):
            raise DataError(f"{file}, line {line}: time code {row[JEPX_CODE]} is not 1 to 48")
        cells[int(code) - 1] = _number(row[name], name, file, line)
    if not prices:
        raise DataError(f"{file}: no prices for {area}")
    days = sorted(prices)
    for day in days:
        if np.isnan(prices[day]).any():
            raise DataError(f"{file}: {day} has no 48 prices for {area}")
    for a, b in pairwise(days):
        if b != a + timedelta(days=1):
            raise DataError(f"{file}: the day after {a} is missing")
    return _generated(days, profile, contract, np.concatenate([prices[day] for day in days]), seed)


def generate(first: date, days: int, profile: Profile, contract: Contract, seed: int = 0) -> Record:
    """Everything generated."""
    dates = [first + timedelta(days=i) for i in range(days)]
    return _generated(
        dates, profile, contract, np.concatenate([synthetic_prices(d, seed) for d in dates]), seed
    )


def _generated(days: Sequence[date], profile: Profile, contract: Contract, area: Floats, seed: int) -> Record:
    return _record(
        datetime.combine(days[0], datetime.min.time(), tzinfo=ZONE),
        area,
        np.concatenate([synthetic_pv(day, profile.kwp, seed) for day in days]),
        np.concatenate([synthetic_load(day, seed=seed) for day in days]),
        np.concatenate([synthetic_carbon(day, seed) for day in days]),
        _generated_trips(days, profile, seed),
        profile,
        contract,
    )


def _generated_trips(days: Sequence[date], profile: Profile, seed: int = 0) -> tuple[Absence, ...]:
    return without_overlap(trip for day in days for trip in synthetic_trips(day, ZONE, profile.family, seed))


def _record(
    start: datetime,
    area: Floats,
    pv_kw: Floats,
    load_kw: Floats,
    co2: Floats,
    trips: tuple[Absence, ...],
    profile: Profile,
    contract: Contract,
) -> Record:
    return Record(
        start=start,
        zone=ZONE,
        load_kw=load_kw,
        pv_kw=pv_kw,
        market_yen=area,
        tariff=Tariff(terms=contract.market, export=ExportTerms(yen_per_kwh=contract.export_yen_per_kwh)),
        place=profile.place,
        co2=co2,
        absences={EV: trips},
    )


def _only_csv(folder: Path) -> Path:
    if not folder.exists():
        raise DataError(f"{folder} does not exist")
    found = sorted(file for file in folder.glob("*.csv") if not file.name.startswith("trips"))
    if len(found) != 1:
        raise DataError(f"{folder}: one CSV beside the trips is expected, there are {len(found)}")
    return found[0]


def _text(file: Path) -> str:
    """Return a file's text: JEPX writes CP932, spreadsheets UTF-8 or UTF-16 with a byte order mark."""
    raw = file.read_bytes()
    encodings = ("utf-16",) if raw.startswith(BYTE_ORDER_MARKS) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    raise DataError(f"{file}: neither CP932 nor UTF-8; save it as a CSV in one of them")


def _rows(file: Path, columns: Sequence[str]) -> list[Row]:
    """Return the rows that have anything in them, by the names in the first one."""
    text = _text(file)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    header: list[str] = []
    rows: list[Row] = []
    for found in _cells(reader, file):
        cells = [cell.strip() for cell in found]
        if not any(cells):
            continue  # spreadsheets leave rows of commas at the end
        if not header:
            header = [_name(cell) for cell in cells]
            if missing := [name for name in columns if name not in header]:
                raise DataError(f"{file}: column {', '.join(missing)} is missing")
            continue
        row = dict(zip(header, cells, strict=False))
        if short := [name for name in columns if name not in row]:
            raise DataError(f"{file}, line {reader.line_num}: no {', '.join(short)}; is the row whole?")
        rows.append((reader.line_num, row))
    if not rows:
        raise DataError(f"{file}: no rows")
    return rows


def _cells(reader: Iterator[list[str]], file: Path) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as err:
        raise DataError(f"{file}: no CSV: {err}") from err


def _name(cell: str) -> str:
    """Return a column's name without the differences of width and spaces."""
    name = "".join(unicodedata.normalize("NFKC", cell).split())
    return ALIASES.get(name, name)


def _column(rows: Sequence[Row], name: str, file: Path) -> Floats:
    return np.array([_number(row[name], name, file, line) for line, row in rows])


def _number(text: str, name: str, file: Path, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{file}, line {line}: column {name}: not every value is a number: {text!r}")
    return value


def _day(text: str, file: Path, line: int) -> date:
    for form in DAY_FORMATS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date()
    raise DataError(f"{file}, line {line}: {text!r} is no day like 2026/04/01")


def _time(text: str, file: Path, line: int) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as err:
        raise DataError(f"{file}, line {line}: {err}") from err
    return when if when.tzinfo is not None else when.replace(tzinfo=ZONE)


def _check_half_hours(starts: Sequence[datetime], lines: Sequence[int], file: Path) -> None:
    for line, (a, b) in zip(lines[1:], pairwise(starts), strict=True):
        if b - a != HALF_HOUR:
            raise DataError(
                f"{file}, line {line}: {b.isoformat()} does not follow {a.isoformat()} by half an hour"
            )
