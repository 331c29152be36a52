"""The books as JSON values and back: rows of numbers under a list of their names. What cannot be read is lost alone. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

from ..core.accounting.books import Books, Carried, ClosedSlot
from ..core.accounting.sums import NUMBERS, BatterySums, Sums
from ..core.codec import UNREADABLE, decode, encode

# A tenth of a Wh, of a yen and of a gram.
DIGITS = 4


def encode_books(books: Books) -> dict[str, Any]:
    """Return the books as JSON values."""
    return {
        "since": encode(books.since),
        "until": encode(books.until),
        "untold": encode(books.untold),
        "past_read": books.past_read,
        "carried": encode(books.carried),
        "numbers": list(NUMBERS),
        "half_hours": [
            [
                round(closed.start.timestamp()),
                closed.hours,
                closed.marks,
                round(closed.import_yen_per_kwh, DIGITS),
                round(closed.export_yen_per_kwh, DIGITS),
                round(closed.co2_kg_per_kwh, DIGITS),
                *_row(closed.sums),
            ]
            for closed in books.half_hours
        ],
        "days": [[day.isoformat(), *_row(sums)] for day, sums in books.days.items()],
        "months": [[month.isoformat(), *_row(sums)] for month, sums in books.months.items()],
    }


def decode_books(data: Any) -> tuple[Books, bool]:
    """Return what can be read, and whether nothing of it is lost; in books of today's shape."""
    if not isinstance(data, dict):
        return Books(), False
    names = data.get("numbers")
    names = names if isinstance(names, list) else []
    lists = [data.get(key) for key in ("half_hours", "days", "months")]
    half_hours, days, months = ([] if not isinstance(rows, list) else rows for rows in lists)
    closed = [found for row in half_hours if (found := _closed(row, names)) is not None]
    by_day, by_month = dict(_dated(days, names)), dict(_dated(months, names))
    read = [len(closed), len(by_day), len(by_month)]
    whole = read == [len(rows) if isinstance(rows, list) else None for rows in lists]
    books = Books(half_hours=tuple(sorted(closed, key=lambda one: one.start)), days=by_day, months=by_month)
    try:
        return (
            replace(
                books,
                since=_time(data["since"]),
                until=_time(data["until"]),
                untold=_time(data["untold"]),
                past_read=data["past_read"] is True,
                carried=decode(Carried, data["carried"]),
            ),
            whole,
        )
    except UNREADABLE:
        # the baseline begins anew where the home stands; what is closed is not closed again
        last = max((one.end for one in books.half_hours), default=None)
        first = min((one.start for one in books.half_hours), default=None)
        return replace(books, since=first, until=last, past_read=bool(by_month)), False


def _row(sums: Sums) -> list[Any]:
    batteries = {
        key: [
            round(one.charged_kwh, DIGITS),
            round(one.given_kwh, DIGITS),
            round(one.driven_kwh, DIGITS),
        ]
        for key, one in sums.batteries.items()
    }
    return [_short([getattr(sums, name) for name in NUMBERS]), batteries]


def _short(numbers: Sequence[float]) -> list[float]:
    """Return the numbers rounded, whole ones without a decimal point, without the zeros at the end."""
    out = [round(number, DIGITS) for number in numbers]
    while out and out[-1] == 0:
        out.pop()
    return [int(number) if number == int(number) else number for number in out]


def _closed(row: Any, names: Sequence[str]) -> ClosedSlot | None:
    try:
        at, hours, marks, bought, sold, co2, numbers, batteries = row
        return ClosedSlot(
            start=datetime.fromtimestamp(_number(at), UTC),
            hours=_number(hours),
            marks=str(marks),
            import_yen_per_kwh=_number(bought),
            export_yen_per_kwh=_number(sold),
            co2_kg_per_kwh=_number(co2),
            sums=_sums(numbers, batteries, names),
        )
    except UNREADABLE:
        return None


def _dated(rows: Sequence[Any], names: Sequence[str]) -> Iterable[tuple[date, Sums]]:
    for row in rows:
        try:
            day, numbers, batteries = row
            yield date.fromisoformat(day), _sums(numbers, batteries, names)
        except UNREADABLE:
            continue


def _sums(numbers: Sequence[Any], batteries: Mapping[str, Any], names: Sequence[str]) -> Sums:
    values = {name: _number(number) for name, number in zip(names, numbers, strict=False) if name in NUMBERS}
    parts = {
        key: BatterySums(charged_kwh=_number(charged), given_kwh=_number(given), driven_kwh=_number(driven))
        for key, (charged, given, driven) in batteries.items()
    }
    return Sums(**values, batteries=parts)


def _number(value: Any) -> float:
    number = float(value)
    if isinstance(value, (bool, str)) or not isfinite(number):
        raise ValueError("not a number")
    return number


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    when = datetime.fromisoformat(value)
    if when.tzinfo is None:
        raise ValueError("a time without a zone")
    return when.astimezone(UTC)
