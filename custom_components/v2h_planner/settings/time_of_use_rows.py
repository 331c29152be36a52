"""A time-of-use table as people write it: one row a band, `[days] HH:MM price`, without Home Assistant.

`07:00 35.8`, `土日 07:00 29.1円`, `mon-fri 17:00 42`. Rows without days hold on every day
that no row with days speaks of at that time.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import time
import re

from ..core.tariff.import_terms import EVERY_DAY, Band, TimeOfUse
from ..readers.numbers import shorten
from ..readers.text import plain
from .errors import LONGEST_ROW, MOST_ROWS, BandError

# As in the forms: no kWh costs or earns more.
MOST_YEN_PER_KWH = 1000.0

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


def parse_band(row: str) -> Band:
    """Parse one row; BandError when it is not understood. Full-width digits and signs are fine."""
    text = " ".join(plain(row).split())
    if len(row) > LONGEST_ROW or (match := _ROW.fullmatch(text)) is None:
        raise BandError(shorten(row))
    try:
        start = time(int(match["hour"]), int(match["minute"] or 0))
        yen = float(match["price"].replace(",", "."))
        if abs(yen) > MOST_YEN_PER_KWH:
            raise BandError(row)
        return Band(start, yen, parse_days(match["days"].strip()))
    except ValueError as err:
        raise BandError(row) from err


def parse_table(rows: Iterable[str]) -> TimeOfUse:
    """Parse all rows; at the same time of day a row that names its days goes before one that does not.

    BandError for a row that is not understood or contradicts another, and for a weekday without a price.
    """
    written = dict.fromkeys(row for row in rows if row.strip())
    if len(written) > MOST_ROWS:
        raise BandError(f"{len(written)} > {MOST_ROWS}")
    parsed = {row: parse_band(row) for row in written}
    bands: list[Band] = []
    for row, band in sorted(parsed.items(), key=lambda item: len(item[1].weekdays)):
        same_time = [other for other in bands if other.start == band.start]
        days = band.weekdays
        if days == EVERY_DAY:
            days = days.difference(*(other.weekdays for other in same_time))
        if not days or any(days & other.weekdays for other in same_time):
            raise BandError(row)
        bands.append(replace(band, weekdays=days))
    try:
        return TimeOfUse(tuple(bands))
    except ValueError as err:
        raise BandError("; ".join(written)) from err


def band_rows(bands: Iterable[Band]) -> list[str]:
    """Write rows that read back as these bands, which hold on all weekdays."""
    return [f"{band.start:%H:%M} {band.yen_per_kwh:.2f}" for band in bands]


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
