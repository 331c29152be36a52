"""Adders as people write them: one row each, `name price [days] [times] [weekdays]`, without Home Assistant.

`託送料金 8.28`, `再エネ賦課金 3.98 ~2026-04-30`, `再エネ賦課金 4.18 2026-05-01~`, `夜間割引 -2 23:00-07:00 土日`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, time
import re

from ..core.tariff.import_terms import EVERY_DAY, Adder
from ..readers.numbers import shorten
from ..readers.text import narrow, plain
from .errors import LONGEST_ROW, MOST_ROWS, AdderError
from .time_of_use_rows import MOST_YEN_PER_KWH, parse_days

_PRICE = re.compile(r"^([-+]?\d+(?:[.,]\d+)?)(?:円|yen|¥)?(?:/kwh)?$", re.IGNORECASE)
_UNITS = frozenset({"円", "円/kwh", "yen", "yen/kwh", "¥", "¥/kwh"})
_DATE = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_DATES = re.compile(rf"^({_DATE})?~({_DATE})?$")
_TIMES = re.compile(r"^(\d{1,2}):(\d{2})[-~](\d{1,2}):(\d{2})$")


def parse_adder(row: str) -> Adder:
    """Parse one row; AdderError when it is not understood. Full-width digits and signs are fine."""
    if len(row) > LONGEST_ROW:
        raise AdderError(shorten(row))
    words = narrow(row).replace("〜", "~").replace("−", "-").split()
    at = next((i for i, word in enumerate(words) if i and _PRICE.match(word)), None)
    if at is None or (price := _PRICE.match(words[at])) is None:
        raise AdderError(row)
    first = last = None
    start = end = None
    weekdays = EVERY_DAY
    try:
        for word in words[at + 1 :]:
            if word.lower() in _UNITS:
                continue
            if dates := _DATES.match(word):
                first, last = _date(dates[1]), _date(dates[2])
            elif times := _TIMES.match(word):
                start, end = time(int(times[1]), int(times[2])), time(int(times[3]) % 24, int(times[4]))
            else:
                weekdays = parse_days(word.lower())
    except ValueError as err:
        raise AdderError(row) from err
    if first is not None and last is not None and last < first:
        raise AdderError(row)
    yen = float(price[1].replace(",", "."))
    if abs(yen) > MOST_YEN_PER_KWH:
        raise AdderError(row)
    return Adder(
        name=" ".join(words[:at]).rstrip(":"),
        yen_per_kwh=yen,
        first=first,
        last=last,
        start=start,
        end=end,
        weekdays=weekdays,
    )


def parse_adders(rows: Iterable[str]) -> tuple[Adder, ...]:
    """Parse all rows that are not empty; AdderError where there are more than any bill has."""
    written = [row for row in rows if row.strip()]
    if len(written) > MOST_ROWS:
        raise AdderError(f"{len(written)} > {MOST_ROWS}")
    return tuple(parse_adder(row) for row in written)


def doubled(adders: Sequence[Adder]) -> Adder | None:
    """Return the first adder that is there twice at the same time, None where each is there once."""
    for i, adder in enumerate(adders):
        for other in adders[:i]:
            if plain(adder.name) == plain(other.name) and _meet(adder, other):
                return adder
    return None


def _meet(one: Adder, other: Adder) -> bool:
    """Return whether two adders hold at the same time on some day; times of day are the same only if they are equal."""
    days = (one.first or date.min) <= (other.last or date.max) and (other.first or date.min) <= (
        one.last or date.max
    )
    times = None in (one.start, other.start) or (one.start, one.end) == (other.start, other.end)
    return days and times and not one.weekdays.isdisjoint(other.weekdays)


def adder_row(adder: Adder, name: str) -> str:
    """Write a row that reads back as this adder, which holds on all weekdays, under a name for people."""
    words = [name, f"{adder.yen_per_kwh:.2f}"]
    if adder.first is not None or adder.last is not None:
        words.append(f"{adder.first or ''}~{adder.last or ''}")
    if adder.start is not None and adder.end is not None:
        words.append(f"{adder.start:%H:%M}-{adder.end:%H:%M}")
    return " ".join(words)


def _date(text: str | None) -> date | None:
    return None if not text else date(*(int(part) for part in re.split(r"[-/]", text)))
