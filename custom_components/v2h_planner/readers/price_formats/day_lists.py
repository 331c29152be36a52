"""Lists of numbers from midnight: today's, and tomorrow's once it is out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from ...core.readings import FaultKind
from .quote import (
    Flaw,
    PriceFormat,
    Quote,
    Shape,
    day_length,
    day_named,
    midnight_of,
    names,
    parse_price,
    says_past,
)

# (today, tomorrow), best first. Each with who writes it.
ATTRIBUTES: Final[tuple[tuple[str, str], ...]] = (
    ("today_prices", "tomorrow_prices"),  # Looop Denki
    ("today", "tomorrow"),  # Nord Pool (custom), Energi Data Service
    ("prices_today", "prices_tomorrow"),  # templates
    ("今日", "明日"),  # templates
)
PER_HOUR: Final = (1, 2, 4)


def is_numbers(value: object) -> bool:
    """Return whether a value is a list of numbers, some of which may be holes.

    Three numbers are somebody's limits, not a day.
    """
    if not isinstance(value, (list, tuple)) or len(value) <= 3:
        return False
    if not all(item is None or isinstance(item, (int, float, str)) for item in value):
        return False
    return 2 * sum(parse_price(item) is not None for item in value) >= len(value)


def find(attributes: Mapping[str, Any], reported: datetime, zone: tzinfo) -> Shape | None:
    """Find the lists among the attributes. "Today" is the local day on which the entity was last reported.

    Without a known name, a single list is taken as today's, unless its name says another time. Days that are
    over count only where there is nothing else: they tell that the list is old.
    """
    for pair in ATTRIBUTES:
        if present := [key for key in pair if is_numbers(attributes.get(key))]:
            return _days(attributes, present, reported, zone)
    lists = [key for key, value in attributes.items() if is_numbers(value)]
    others = [key for key in lists if not says_past(key)]
    named = [key for key in others if day_named(key) is not None]
    ahead = [key for key in named if (day_named(key) or 0) >= 0] or named
    if len(others) == 1 or (ahead and len({day_named(key) for key in ahead}) == len(ahead)):
        return _days(attributes, ahead or others, reported, zone)
    if lists:
        flaw = Flaw(FaultKind.UNKNOWN_SHAPE, names(lists), fatal=True)
        return Shape(PriceFormat.DAY_LISTS, tuple(lists), flaws=(flaw,))
    return None


def _days(attributes: Mapping[str, Any], keys: Sequence[str], reported: datetime, zone: tzinfo) -> Shape:
    """Return the quotes of each list from the midnight of its day."""
    quotes: list[Quote] = []
    flaws: list[Flaw] = []
    for day, key in sorted((day_named(key) or 0, key) for key in keys):
        values, midnight = attributes[key], midnight_of(reported, zone, day)
        hours = day_length(midnight, zone) / timedelta(hours=1)  # 24.5 where clocks are set by half an hour
        per_hour = next((n for n in PER_HOUR if len(values) == hours * n), None)
        if per_hour is None:
            # Where a value is missing, all after it stand at the wrong time: none can be used.
            short = len(values) < hours * PER_HOUR[-1]
            kind = FaultKind.TOO_SHORT if short else FaultKind.UNKNOWN_SHAPE
            flaws.append(Flaw(kind, f"{key}: {len(values)} / {hours:g} h", fatal=True))
            continue
        step = timedelta(hours=1) / per_hour
        quotes += [
            Quote(midnight + step * i, midnight + step * (i + 1), parse_price(value))
            for i, value in enumerate(values)
        ]
    return Shape(PriceFormat.DAY_LISTS, tuple(keys), tuple(quotes), tuple(flaws))
