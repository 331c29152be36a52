"""A quoted price, before it is checked; and how the sources write times."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import islice, pairwise
from typing import Any, Final

from ...core.readings import FaultKind
from ..numbers import MOST_DIGITS, parse_number

# The longest list that is known, a fortnight of quarter hours, has 1344.
MOST_STEPS: Final = 4_000
# Attributes of an entity, or names of an answer, that are looked at; and those that a message lists.
MOST_NAMES: Final = 2_000
_FEW: Final = 8


class PriceFormat(StrEnum):
    """Format of a price list."""

    RECORDS = "records"  # a list of {start, price}
    TIME_MAP = "time_map"  # ISO time -> price
    DAY_LISTS = "day_lists"  # numbers from midnight
    RESPONSE = "response"  # what an action answered
    NOW_ONLY = "now_only"  # a price now and no list


@dataclass(frozen=True, slots=True)
class Quote:
    """One price as published: unit untouched, `end` None where it is not said, `value` None for a hole."""

    start: datetime
    end: datetime | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with a shape; becomes a Fault once the entity is known.

    `found` has no words of any language: the sentence around it is translated.
    """

    kind: FaultKind
    found: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A price list as it stands: the keys that it is under, its quotes in their order, and its flaws."""

    format: PriceFormat
    keys: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    flaws: tuple[Flaw, ...] = ()


# Times outside of these years are none of ours, and arithmetic with them may overflow.
YEARS = (2000, 2100)
# Unix time in seconds between 2001 and 2096, or in milliseconds.
_EPOCH = (1e9, 4e9)


def parse_time(value: object, zone: tzinfo) -> datetime | None:
    """Parse a time, aware and in UTC, to the minute; None where it is none. Naive times are the home's.

    Seconds are dropped: Amber's intervals start one second late.
    """
    try:
        if isinstance(value, datetime):
            when = value
        elif isinstance(value, str) and 10 <= len(value) <= MOST_DIGITS:
            when = datetime.fromisoformat(value.strip())
        elif (number := parse_number(value)) is not None and not isinstance(value, str):
            if _EPOCH[0] * 1000 <= number < _EPOCH[1] * 1000:
                number /= 1000
            if not _EPOCH[0] <= number < _EPOCH[1]:
                return None
            when = datetime.fromtimestamp(number, UTC)
        else:
            return None
        if not YEARS[0] <= when.year < YEARS[1]:
            return None
        if when.tzinfo is None:
            when = when.replace(tzinfo=zone)
        return when.astimezone(UTC).replace(second=0, microsecond=0)
    except ValueError, OverflowError, OSError:
        return None


def unfold(quotes: list[Quote], zone: tzinfo) -> list[Quote]:
    """Resolve naive local times that stand twice because a clock went back: the second set is the later hour."""
    seen: set[datetime] = set()
    out: list[Quote] = []
    for quote in quotes:
        start = quote.start
        if start in seen:
            later = start.astimezone(zone).replace(fold=1).astimezone(UTC)
            if later != start and later not in seen:
                quote = Quote(later, None, quote.value)
        seen.add(quote.start)
        out.append(quote)
    return out


def is_naive(value: object) -> bool:
    """Return whether a time says no zone."""
    try:
        when = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    except ValueError, OverflowError:
        return False
    return when.tzinfo is None


def day_length(midnight: datetime, zone: tzinfo) -> timedelta:
    """Return how long the local day is that begins at `midnight`: 23, 24 or 25 h."""
    return next_midnight(midnight, zone) - midnight


def midnight_of(when: datetime, zone: tzinfo) -> datetime:
    """Return the local midnight before `when`, in UTC."""
    local = when.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return local.astimezone(UTC)


def next_midnight(when: datetime, zone: tzinfo) -> datetime:
    """Return the local midnight after `when`, in UTC."""
    local = when.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return (local.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone).astimezone(UTC)


def usual_step(starts: Sequence[datetime]) -> timedelta | None:
    """Return the commonest distance between two starts, None with fewer than two."""
    gaps = Counter(b - a for a, b in pairwise(starts))
    return min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else None


def size(value: object) -> int:
    """Return the length of a list or a mapping, 0 for anything else."""
    return len(value) if isinstance(value, (list, tuple, Mapping)) else 0


def within_reason(attributes: Mapping[Any, Any]) -> tuple[dict[str, Any], tuple[Flaw, ...]]:
    """Return the attributes without what is longer than any list of prices, and that as a flaw."""
    first = {str(key): value for key, value in islice(attributes.items(), MOST_NAMES)}
    long = [too_long(key, value) for key, value in first.items() if size(value) > MOST_STEPS]
    kept = {key: value for key, value in first.items() if size(value) <= MOST_STEPS}
    return kept, (Flaw(FaultKind.UNKNOWN_SHAPE, names(long), fatal=False),) if long else ()


def too_long(key: object, value: object) -> str:
    """Say how long a list is, and how long it may be."""
    return f"{key}: {size(value)} > {MOST_STEPS}"


def describe(attributes: Mapping[Any, object]) -> str:
    """List an entity's lists `[length]` and mappings `{size}`, for the message that none was understood.

    What is too long to be read goes first, with how long it may be.
    """
    lists = [
        (key, value)
        for key, value in islice(attributes.items(), MOST_NAMES)
        if isinstance(value, (list, tuple, Mapping))
    ]
    parts = [too_long(key, value) for key, value in lists if size(value) > MOST_STEPS]
    for key, value in lists:
        if size(value) <= MOST_STEPS:
            parts.append(f"{key}{{{len(value)}}}" if isinstance(value, Mapping) else f"{key}[{len(value)}]")
    return names(parts)


def names(found: Iterable[object]) -> str:
    """Return the first few names of what was found, for a message."""
    return ", ".join(str(name) for name in islice(found, _FEW))
