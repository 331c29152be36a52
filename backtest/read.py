"""Records from files: a home's year as CSV, JEPX's spot summary, or nothing at all (generated)."""

from collections.abc import Iterable, Sequence
import csv
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from backtest.simulate import Record
from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.horizon import HALF_HOUR
from custom_components.v2h_planner.core.tariff.export_terms import ExportTerms
from custom_components.v2h_planner.core.tariff.tariff import Tariff
from custom_components.v2h_planner.core.trips import Absence

from .homes import EV, Contract, Profile
from .synthetic import synthetic_carbon, synthetic_load, synthetic_prices, synthetic_pv, synthetic_trips

ZONE = ZoneInfo("Asia/Tokyo")
HOME_COLUMNS = ("start", "area_price_yen_per_kwh", "pv_kw_per_kwp", "co2_kg_per_kwh", "load_kw")
JEPX_DAY, JEPX_CODE, JEPX_AREA = "受渡日", "時刻コード", "エリアプライス{area}(円/kWh)"
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
    rows = _rows(file, "utf-8-sig", HOME_COLUMNS)
    starts = [_time(row["start"], file, n) for n, row in enumerate(rows, 2)]
    _check_half_hours(starts, file)
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
    rows = _rows(file, "utf-8-sig", ("depart", "return", "energy_kwh"))
    trips = [
        Absence(_time(row["depart"], file, n), _time(row["return"], file, n), float(row["energy_kwh"]))
        for n, row in enumerate(rows, 2)
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
    """JEPX's spot_summary_YYYY.csv (CP932, columns by name) with generated sun, load, CO2 and trips."""
    name = JEPX_AREA.format(area=AREAS[area])
    rows = _rows(file, "cp932", (JEPX_DAY, JEPX_CODE, name))
    prices: dict[date, Floats] = {}
    for n, row in enumerate(rows, 2):
        day = datetime.strptime(row[JEPX_DAY], "%Y/%m/%d").date()
        if not row[name]:
            continue
        cells = prices.setdefault(day, np.full(48, np.nan))
        code = int(row[JEPX_CODE])
        if not 1 <= code <= len(cells):
            raise DataError(f"{file}, line {n}: time code {code} is not 1 to 48")
        cells[code - 1] = float(row[name])
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
    found = sorted(file for file in folder.glob("*.csv") if not file.name.startswith("trips"))
    if len(found) != 1:
        raise DataError(f"{folder}: one CSV beside the trips is expected, there are {len(found)}")
    return found[0]


def _rows(file: Path, encoding: str, columns: Sequence[str]) -> list[dict[str, str]]:
    with file.open(encoding=encoding, newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise DataError(f"{file}: column {', '.join(missing)} is missing")
        rows = list(reader)
    if not rows:
        raise DataError(f"{file}: no rows")
    return rows


def _column(rows: Sequence[dict[str, str]], name: str, file: Path) -> Floats:
    try:
        values = np.array([float(row[name]) for row in rows])
    except ValueError as err:
        raise DataError(f"{file}: column {name}: {err}") from err
    if not np.isfinite(values).all():
        raise DataError(f"{file}: column {name}: not every value is a number")
    return values


def _time(text: str, file: Path, line: int) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError as err:
        raise DataError(f"{file}, line {line}: {err}") from err
    return when if when.tzinfo is not None else when.replace(tzinfo=ZONE)


def _check_half_hours(starts: Sequence[datetime], file: Path) -> None:
    for n, (a, b) in enumerate(pairwise(starts), 3):
        if b - a != HALF_HOUR:
            raise DataError(
                f"{file}, line {n}: {b.isoformat()} does not follow {a.isoformat()} by half an hour"
            )
