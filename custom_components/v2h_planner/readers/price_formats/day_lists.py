"""Lists of numbers from midnight: today's, and tomorrow's once it is out."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from ...core.readings import FaultKind
from ..numbers import parse_number
from .quote import Flaw, PriceFormat, Quote, Shape, day_length, midnight_of, names, next_midnight

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
    return 2 * sum(parse_number(item) is not None for item in value) >= len(value)


def find(attributes: Mapping[str, Any], reported: datetime, zone: tzinfo) -> Shape | None:
    """Find the lists among the attributes. "Today" is the local day on which the entity was last reported.

    Without a known name, a single list is taken as today's.
    """
    today = midnight_of(reported, zone)
    tomorrow = next_midnight(reported, zone)
    for first, second in ATTRIBUTES:
        if is_numbers(attributes.get(first)) or is_numbers(attributes.get(second)):
            days = [(first, today), (second, tomorrow)]
            return _days([(k, attributes[k], d) for k, d in days if is_numbers(attributes.get(k))], zone)
    others = [key for key, value in attributes.items() if is_numbers(value)]
    named = [key for key in others if ("today" in key) != ("tomorrow" in key)]
    if len(others) == 1 and not named:
        return _days([(others[0], attributes[others[0]], today)], zone)
    if 0 < len(named) <= 2 and len({"today" in key for key in named}) == len(named):
        named.sort(key=lambda key: "tomorrow" in key)
        return _days([(k, attributes[k], today if "today" in k else tomorrow) for k in named], zone)
    if others:
        flaw = Flaw(FaultKind.UNKNOWN_SHAPE, names(others), fatal=True)
        return Shape(PriceFormat.DAY_LISTS, tuple(others), flaws=(flaw,))
    return None


def _days(lists: list[tuple[str, Sequence[Any], datetime]], zone: tzinfo) -> Shape:
    """Return the quotes of each list from its midnight."""
    quotes: list[Quote] = []
    flaws: list[Flaw] = []
    for key, values, midnight in lists:
        length = day_length(midnight, zone)
        hours = round(length / timedelta(hours=1))
        if len(values) not in {hours * n for n in PER_HOUR}:
            # Where a value is missing, all after it stand at the wrong time: none can be used.
            short = len(values) < hours * PER_HOUR[-1]
            kind = FaultKind.TOO_SHORT if short else FaultKind.UNKNOWN_SHAPE
            flaws.append(Flaw(kind, f"{key}: {len(values)} / {hours} h", fatal=True))
            continue
        step = length / len(values)
        quotes += [
            Quote(midnight + step * i, midnight + step * (i + 1), parse_number(value))
            for i, value in enumerate(values)
        ]
    return Shape(PriceFormat.DAY_LISTS, tuple(key for key, _, _ in lists), tuple(quotes), tuple(flaws))
