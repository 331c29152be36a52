"""Adders in rows, without Home Assistant.

A form gives `{"name": "夜間割引", "price": -2.0, "first": "2026-05-01", "last": "2027-04-30", "start": "23:00:00",
"end": "07:00:00", "days": ["sat", "holiday"]}`, from `first` on only where it does not always hold. Older entries have
text, `name price [dates] [times] [weekdays]`: `託送料金 8.28`, `再エネ賦課金 4.18 2026-05-01~`, `夜間割引 -2 23:00-07:00 土日`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
import re
from typing import Any

from ..core.tariff.import_terms import EVERY_DAY, Adder
from ..readers.text import narrow, plain
from .errors import LONGEST_ROW, AdderError
from .row_fields import Row, clock, day, day_names, only, told, weekdays, written, yen
from .time_of_use_rows import parse_days

_FIELDS = frozenset({"name", "price", "first", "last", "start", "end", "days"})

_PRICE = re.compile(r"^([-+]?\d+(?:[.,]\d+)?)(?:円|yen|¥)?(?:/kwh)?$", re.IGNORECASE)
_UNITS = frozenset({"円", "円/kwh", "yen", "yen/kwh", "¥", "¥/kwh"})
_DATE = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_DATES = re.compile(rf"^({_DATE})?~({_DATE})?$")
_TIMES = re.compile(r"^(\d{1,2}):(\d{2})[-~](\d{1,2}):(\d{2})$")


def parse_adder(row: object) -> Adder:
    """Parse one row, as a form gives it or as text; AdderError when it is not understood.

    In a text, full-width digits and signs are fine.
    """
    try:
        return _consistent(_from_fields(row) if isinstance(row, Mapping) else _from_text(row))
    except (TypeError, ValueError) as err:
        raise AdderError(told(row)) from err


def _consistent(adder: Adder) -> Adder:
    if adder.first is not None and adder.last is not None and adder.last < adder.first:
        raise ValueError("it ends before it begins")
    if (adder.start is None) is not (adder.end is None):
        raise ValueError("one end of its hours is missing")
    return adder


def _from_fields(row: Mapping[Any, Any]) -> Adder:
    only(row, _FIELDS)
    name, start, end = row.get("name"), row.get("start"), row.get("end")
    if not isinstance(name, str):
        raise TypeError("no name")
    if len(name) > LONGEST_ROW:
        raise ValueError("too long")
    return Adder(
        name=" ".join(narrow(name).split()),
        yen_per_kwh=yen(row.get("price")),
        first=day(row.get("first")),
        last=day(row.get("last")),
        start=clock(start) if start else None,
        end=clock(end) if end else None,
        weekdays=weekdays(row.get("days")),
    )


def _from_text(row: object) -> Adder:
    if not isinstance(row, str):
        raise TypeError("no row")
    if len(row) > LONGEST_ROW:
        raise ValueError("too long")
    words = narrow(row).replace("〜", "~").replace("−", "-").split()
    at = next((i for i, word in enumerate(words) if i and _PRICE.match(word)), None)
    if at is None or (price := _PRICE.match(words[at])) is None:
        raise ValueError("no price")
    first = last = None
    start = end = None
    on = EVERY_DAY
    for word in words[at + 1 :]:
        if word.lower() in _UNITS:
            continue
        if dates := _DATES.match(word):
            first, last = _date(dates[1]), _date(dates[2])
        elif times := _TIMES.match(word):
            start, end = time(int(times[1]), int(times[2])), time(int(times[3]) % 24, int(times[4]))
        else:
            on = parse_days(word.lower())
    return Adder(
        name=" ".join(words[:at]).rstrip(": "),
        yen_per_kwh=yen(float(price[1].replace(",", "."))),
        first=first,
        last=last,
        start=start,
        end=end,
        weekdays=on,
    )


def parse_adders(rows: object) -> tuple[Adder, ...]:
    """Parse all rows that are not empty; AdderError where there are more than any bill has."""
    return tuple(parse_adder(row) for row in written(rows, AdderError))


def adder_fields(adders: Iterable[Adder]) -> list[Row]:
    """Write rows for a form that read back as these adders."""
    return [
        {
            key: value
            for key, value in {
                "name": adder.name,
                "price": adder.yen_per_kwh,
                "first": adder.first and adder.first.isoformat(),
                "last": adder.last and adder.last.isoformat(),
                "start": adder.start and f"{adder.start:%H:%M:%S}",
                "end": adder.end and f"{adder.end:%H:%M:%S}",
                "days": day_names(adder.weekdays) or None,
            }.items()
            if value is not None
        }
        for adder in adders
    ]


def doubled(adders: Sequence[Adder]) -> Adder | None:
    """Return the first adder that is there twice at the same time, None where each is there once.

    One that begins later takes the place of the one before it.
    """
    for i, adder in enumerate(adders):
        for other in adders[:i]:
            follows = adder.series == other.series and adder.first != other.first
            if plain(adder.name) == plain(other.name) and not follows and _meet(adder, other):
                return adder
    return None


def _meet(one: Adder, other: Adder) -> bool:
    """Return whether two adders hold at the same time on some day; times of day are the same only if they are equal."""
    days = (one.first or date.min) <= (other.last or date.max) and (other.first or date.min) <= (
        one.last or date.max
    )
    times = None in (one.start, other.start) or (one.start, one.end) == (other.start, other.end)
    return days and times and not one.weekdays.isdisjoint(other.weekdays)


def _date(text: str | None) -> date | None:
    return None if not text else date(*(int(part) for part in re.split(r"[-/]", text)))
