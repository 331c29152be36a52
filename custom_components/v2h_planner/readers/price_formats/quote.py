"""A quoted price, before it is checked; and how the sources write times."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby, islice, pairwise
import json
import re
from typing import Any, Final

from ...core.readings import FaultKind
from ..numbers import MOST_DIGITS, parse_number
from ..text import narrow

# The longest list that is known, a fortnight of quarter hours, has 1344.
MOST_STEPS: Final = 4_000
# With fewer times a day does not say how far they are apart.
FEWEST_OF_A_DAY: Final = 6
# Attributes of an entity, or names of an answer, that are looked at; and those that a message lists.
MOST_NAMES: Final = 2_000
_FEW: Final = 8
# Characters of a list as text: of the longest that is known, with room for its names.
_MOST_JSON: Final = 400_000


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
    unit: str | None = None  # where the records say it themselves


# Times outside of these years are none of ours, and arithmetic with them may overflow.
YEARS = (2000, 2100)
# Unix time in seconds between 2001 and 2096, or in milliseconds.
_EPOCH = (1e9, 4e9)
# 2026/4/6 0:30, 2026年4月6日 0時30分
_JAPANESE: Final = re.compile(
    r"(\d{4})[/年](\d{1,2})[/月](\d{1,2})日?[ T]{0,3}(\d{1,2})[:時](\d{2})?分?(?::(\d{2}))?", re.ASCII
)


# Words of a list's name, and the day that they mean. A word that stands within another comes after it.
_DAYS: Final[tuple[tuple[int, tuple[str, ...]], ...]] = (
    (-2, ("day_before_yesterday", "一昨日")),
    (2, ("day_after_tomorrow", "明後日", "翌々日", "übermorgen", "overmorgen")),
    (-1, ("yesterday", "previous_day", "last_day", "昨日", "前日", "gestern", "gisteren", "igår")),
    (1, ("tomorrow", "next_day", "明日", "翌日", "imorgon", "morgen")),
    (0, ("today", "今日", "本日", "当日", "heute", "vandaag", "idag")),
)
_PAST: Final = ("history", "previous", "past", "last_", "履歴", "実績", "過去")


def parse_price(value: object) -> float | None:
    """Return the finite number of a price, else None; a text may have a comma for its decimals (`24,1`), and be in yen."""
    if not isinstance(value, str) or len(value) > MOST_DIGITS:
        return parse_number(value)
    text = narrow(value).strip().removeprefix("¥").removesuffix("円").strip()
    return parse_number(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)


def parse_time(value: object, zone: tzinfo) -> datetime | None:
    """Parse a time, aware and in UTC, to the nearest minute; None where it is none. Naive times are the home's.

    Of the seconds: Amber's intervals start one second late, others end one second early.
    """
    try:
        when = _moment(value)
        if when is None or not YEARS[0] <= when.year < YEARS[1]:
            return None
        if when.tzinfo is None:
            when = when.replace(tzinfo=zone)
        return (when.astimezone(UTC) + timedelta(seconds=30)).replace(second=0, microsecond=0)
    except ValueError, OverflowError, OSError:
        return None


def _moment(value: object) -> datetime | None:
    """Return a time as it is written: an object, ISO or Japanese text, or Unix time as a number or text."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and not 10 <= len(value) <= MOST_DIGITS:
        return None
    number = parse_number(value)
    if number is not None and _EPOCH[0] * 1000 <= number < _EPOCH[1] * 1000:
        number /= 1000
    if number is not None and _EPOCH[0] <= number < _EPOCH[1]:
        return datetime.fromtimestamp(number, UTC)
    if not isinstance(value, str):
        return None
    text = narrow(value).strip()
    if (parts := _JAPANESE.fullmatch(text)) is not None:
        year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups())
        return datetime(year, month, day, hour, minute, second)
    return datetime.fromisoformat(text)


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
        when = _moment(value)
    except ValueError, OverflowError, OSError:
        return False
    return when is not None and when.tzinfo is None


def day_length(midnight: datetime, zone: tzinfo) -> timedelta:
    """Return how long the local day is that begins at `midnight`: 23, 24 or 25 h."""
    return next_midnight(midnight, zone) - midnight


def day_named(key: str) -> int | None:
    """Return which day a list's name says, counted from today; None where it says none, or several."""
    name, found = key.casefold(), set[int]()
    for day, words in _DAYS:
        for word in words:
            if word in name:
                found.add(day)
                name = name.replace(word, "")
    return found.pop() if len(found) == 1 else None


def says_past(key: str) -> bool:
    """Return whether a list's name says that it is of some past time, but not of which day."""
    name = key.casefold()
    return day_named(key) is None and any(word in name for word in _PAST)


def midnight_of(when: datetime, zone: tzinfo, days: int = 0) -> datetime:
    """Return the local midnight before `when`, so many days later, in UTC."""
    day = when.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def next_midnight(when: datetime, zone: tzinfo) -> datetime:
    """Return the local midnight after `when`, in UTC."""
    return midnight_of(when, zone, 1)


def usual_step(starts: Sequence[datetime]) -> timedelta | None:
    """Return the commonest distance between two starts, None with fewer than two."""
    gaps = Counter(b - a for a, b in pairwise(starts))
    return min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else None


def usual_steps(starts: Sequence[datetime], zone: tzinfo) -> Callable[[datetime], timedelta | None]:
    """Return how long what begins at a time lasts where its end is not said: the commonest distance of its day.

    A source may go from hours to half hours at midnight. A day with few times says nothing of its own.
    """
    overall = usual_step(starts)
    days = {day: list(some) for day, some in groupby(starts, key=lambda start: start.astimezone(zone).date())}
    by_day = {day: usual_step(some) for day, some in days.items() if len(some) >= FEWEST_OF_A_DAY}
    return lambda start: by_day.get(start.astimezone(zone).date(), overall)


def size(value: object) -> int:
    """Return the length of a list or a mapping, 0 for anything else."""
    return len(value) if isinstance(value, (list, tuple, Mapping)) else 0


def within_reason(attributes: Mapping[Any, Any]) -> tuple[dict[str, Any], tuple[Flaw, ...]]:
    """Return the attributes without what is longer than any list of prices, and that as a flaw."""
    first = {str(key): _decoded(value) for key, value in islice(attributes.items(), MOST_NAMES)}
    long = [too_long(key, value) for key, value in first.items() if size(value) > MOST_STEPS]
    kept = {key: value for key, value in first.items() if size(value) <= MOST_STEPS}
    return kept, (Flaw(FaultKind.UNKNOWN_SHAPE, names(long), fatal=False),) if long else ()


def _decoded(value: Any) -> Any:
    """Return the list or mapping that a text is in JSON, as templates and REST sensors make them; else the value."""
    if not isinstance(value, str) or len(value) > _MOST_JSON or value.strip()[:1] not in {"[", "{"}:
        return value
    try:
        found = json.loads(value)
    except ValueError, RecursionError:
        return value
    return found if size(found) else value


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
