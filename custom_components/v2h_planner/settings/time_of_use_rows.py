"""A time-of-use table in rows, one a band, without Home Assistant.

A form gives `{"start": "07:00:00", "price": 35.8, "days": ["sat", "holiday"], "months": ["7", "8", "9"]}`, days and
months only where they are named. Older entries have text: `07:00 35.8`, `土日 07:00 29.1円`, `mon-fri 17:00 42`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import time
import re
from typing import Any

from ..core.tariff.import_terms import EVERY_DAY, EVERY_MONTH, HOLIDAY, Band, TimeOfUse
from ..core.tariff.presets import PresetBand
from ..readers.numbers import shorten
from ..readers.text import plain
from .errors import LONGEST_ROW, BandError
from .row_fields import Row, clock, day_names, month_names, months, only, told, weekdays, written, yen

# A month and a day: a weekday, or HOLIDAY.
type Cell = tuple[int, int]

_FIELDS = frozenset({"start", "price", "days", "months"})

# Of a row with single spaces.
_ROW = re.compile(
    r"(?P<days>\D{0,200})(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|時)[~〜]? "
    r"(?P<price>-?\d+(?:[.,]\d+)?) ?(?:円|yen|¥)?(?:/kwh)?"
)
_DAYS = {name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))} | {
    name: day for day, name in enumerate("月火水木金土日")
}
_GROUPS = {
    "": EVERY_DAY,
    "毎日": EVERY_DAY,
    "平日": frozenset(range(5)),
    "weekdays": frozenset(range(5)),
    "土日": frozenset({5, 6}),
    "週末": frozenset({5, 6}),
    "weekend": frozenset({5, 6}),
}


def parse_band(row: object) -> Band:
    """Parse one row, as a form gives it or as text; BandError when it is not understood.

    In a text, full-width digits and signs are fine.
    """
    try:
        return _from_fields(row) if isinstance(row, Mapping) else _from_text(row)
    except (TypeError, ValueError) as err:
        raise BandError(told(row)) from err


def _from_fields(row: Mapping[Any, Any]) -> Band:
    only(row, _FIELDS)
    return Band(
        clock(row.get("start")), yen(row.get("price")), weekdays(row.get("days")), months(row.get("months"))
    )


def _from_text(row: object) -> Band:
    if not isinstance(row, str):
        raise TypeError("no row")
    if len(row) > LONGEST_ROW:
        raise ValueError("too long")
    if (match := _ROW.fullmatch(" ".join(plain(row).split()))) is None:
        raise ValueError("no time and price")
    return Band(
        time(int(match["hour"]), int(match["minute"] or 0)),
        yen(float(match["price"].replace(",", "."))),
        parse_days(match["days"].strip()),
    )


def parse_bands(rows: object) -> dict[Band, str]:
    """Parse all rows that are not empty; each band with its row in plain words."""
    return {parse_band(row): told(row) for row in written(rows, BandError)}


def parse_table(rows: object) -> TimeOfUse:
    """Parse all rows; at the same time of day a row that names its days or months goes before one that does not.

    A row for every day holds on public holidays too, in a month in which another row names them.
    BandError for a row that is not understood or contradicts another, and for a weekday without a price.
    """
    parsed = parse_bands(rows)
    special = frozenset(month for band in parsed if HOLIDAY in band.weekdays for month in band.months)
    bands: list[Band] = []
    by_start: dict[time, dict[Cell, int]] = {}
    for band, row in sorted(parsed.items(), key=lambda item: (-_named(item[0]), len(item[0].weekdays))):
        taken = by_start.setdefault(band.start, {})
        cells = _cells(band, special)
        if any(taken.get(cell) == _named(band) for cell in cells) or not (left := cells - taken.keys()):
            raise BandError(row)
        taken.update(dict.fromkeys(left, _named(band)))
        bands += _as_bands(band, left)
    try:
        return TimeOfUse(tuple(bands))
    except ValueError as err:
        raise BandError(shorten("; ".join(parsed.values()))) from err


def _named(band: Band) -> int:
    """Return how much of the year a row names: days, months, both or none."""
    return (band.weekdays != EVERY_DAY) + (band.months != EVERY_MONTH)


def _cells(band: Band, special: frozenset[int]) -> set[Cell]:
    """Return the days that a row speaks of. `special`: the months in which public holidays have rows."""
    cells = {(month, day) for month in band.months for day in band.weekdays}
    if band.weekdays == EVERY_DAY:
        cells |= {(month, HOLIDAY) for month in band.months & special}
    return cells


def _as_bands(band: Band, cells: set[Cell]) -> Iterator[Band]:
    """Yield the bands that hold on these days: one, unless the days differ by month."""
    seasons: dict[frozenset[int], set[int]] = {}
    for month in sorted(band.months):
        if days := frozenset(day for own, day in cells if own == month):
            seasons.setdefault(days, set()).add(month)
    for days, season in seasons.items():
        yield replace(band, weekdays=days, months=frozenset(season))


def band_fields(bands: Iterable[Band | PresetBand]) -> list[Row]:
    """Write rows for a form that read back as these bands; a price that is not known is left for the person."""
    return [
        {"start": f"{band.start:%H:%M:%S}"}
        | ({} if band.yen_per_kwh is None else {"price": band.yen_per_kwh})
        | ({"days": days} if (days := day_names(band.weekdays)) else {})
        | ({"months": names} if (names := month_names(band.months)) else {})
        for band in bands
    ]


def parse_days(text: str) -> frozenset[int]:
    """Parse weekdays: `mon-fri`, `sat,sun`, `月-金`, `土日`, `平日`; ValueError when they are not understood."""
    if text in _GROUPS:
        return _GROUPS[text]
    days: set[int] = set()
    for part in re.split(r"[,、・\s]+", text):
        first, dash, last = re.sub("[~〜]", "-", part).partition("-")
        if dash and first in _DAYS and last in _DAYS:
            days.update((_DAYS[first] + step) % 7 for step in range((_DAYS[last] - _DAYS[first]) % 7 + 1))
        elif part in _DAYS:
            days.add(_DAYS[part])
        elif part and all(letter in _DAYS for letter in part):
            days.update(_DAYS[letter] for letter in part)
        else:
            raise ValueError(text)
    return frozenset(days)
