"""The fields of a row that a form gives as a mapping: read strictly.

TypeError or ValueError for what is no such field.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from itertools import islice
from typing import Any, Final

from ..core.tariff.import_terms import EVERY_DAY, EVERY_MONTH
from ..readers.numbers import shorten
from .errors import MOST_ROWS, RowError

# A row as the form has it. Empty fields may be missing.
type Row = dict[str, Any]

# As in the forms: no kWh costs or earns more.
MOST_YEN_PER_KWH = 1000.0

# At their numbers in the core.
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")


def only(row: Mapping[Any, Any], known: Collection[str]) -> None:
    """Refuse a row with a field that is not known: what it says would be lost."""
    if strange := set(row) - set(known):
        raise ValueError(f"unknown fields: {shorten(sorted(map(str, strange)))}")


def written(rows: object, refused: type[RowError]) -> list[object]:
    """Return the rows that are not empty; an error where they are none, or more than any bill has."""
    if not isinstance(rows, (list, tuple)):
        raise refused(told(rows))
    found = [row for row in rows if not (isinstance(row, str) and not row.strip())]
    if len(found) > MOST_ROWS:
        raise refused(f"{len(found)} > {MOST_ROWS}")
    return found


def yen(value: object) -> float:
    """Read a price in yen/kWh."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("no number")
    if not -MOST_YEN_PER_KWH <= value <= MOST_YEN_PER_KWH:
        raise ValueError("no price that a kWh has")
    return float(value)


def clock(value: object) -> time:
    """Read a time of day, as a time selector writes it; 24:00 is midnight."""
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        raise TypeError("no time of day")
    return time.fromisoformat("00:00" if value in ("24:00", "24:00:00") else value).replace(tzinfo=None)


def day(value: object) -> date | None:
    """Read a date, as a date selector writes it; None where it is left empty."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise TypeError("no date")
    return date.fromisoformat(value)


def weekdays(value: object) -> frozenset[int]:
    """Read days by their names; none, and all seven, are every day."""
    found = frozenset(DAYS.index(name) for name in _choices(value))
    return EVERY_DAY if not found or found >= EVERY_DAY else found


def months(value: object) -> frozenset[int]:
    """Read months by their numbers; none are the whole year."""
    found = frozenset(int(name) for name in _choices(value))
    if not found <= EVERY_MONTH:
        raise ValueError("no month")
    return found or EVERY_MONTH


def day_names(days: frozenset[int]) -> list[str]:
    """Write days by their names, none for every day."""
    return [] if days >= EVERY_DAY else [DAYS[number] for number in sorted(days)]


def month_names(numbers: frozenset[int]) -> list[str]:
    """Write months by their numbers, none for the whole year."""
    return [] if numbers == EVERY_MONTH else [str(number) for number in sorted(numbers)]


def told(row: object) -> str:
    """Tell a row in few words, for an error: `07:00 31.8 sat, sun`."""
    if not isinstance(row, Mapping):
        return row if isinstance(row, str) and len(row) <= 100 else shorten(row)
    words = (
        ", ".join(map(_word, value[:12])) if isinstance(value, list) else _word(value)
        for value in islice(row.values(), 12)
        if value is not None
    )
    return shorten(" ".join(word for word in words if word))


def _word(value: object) -> str:
    """Write one field of a row: a time of day without its seconds."""
    word = shorten(value)
    return word.removesuffix(":00") if word.count(":") == 2 else word


def _choices(value: object) -> Iterable[str]:
    """Read what was chosen from a list."""
    if value is None or value == "":
        return ()
    if not isinstance(value, (list, tuple)):
        raise TypeError("no list")
    return [str(item) for item in value]
