"""Lists of records, each with its time: `[{start, price}, ...]`."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final

from ...core.readings import FaultKind
from ..numbers import parse_number, shorten
from .quote import Flaw, PriceFormat, Quote, Shape, is_naive, names, parse_time, unfold

# Attributes that hold such lists, best first; a pair is today and tomorrow. Each with who writes it.
ATTRIBUTES: Final[tuple[tuple[str, ...], ...]] = (
    ("raw_today", "raw_tomorrow"),  # Nord Pool (custom), Energi Data Service
    ("today_interval_prices", "tomorrow_interval_prices"),  # GE-Spot
    ("prices",),  # ENTSO-e, many templates
    ("prices_today", "prices_tomorrow"),  # ENTSO-e
    ("data",),  # EPEX Spot
    ("rates",),  # Octopus Energy, events of the day
    ("forecasts",),  # Amber
    ("today", "tomorrow"),  # Tibber by template
)

# Names of a record's time and price. Only spellings that some integration or template really uses.
START: Final = ("start", "start_time", "startsAt", "time", "hour", "timestamp", "datetime")
END: Final = ("end", "end_time")
PRICE: Final = ("price", "value", "price_per_kwh", "value_inc_vat", "per_kwh", "total")


def is_records(value: object) -> bool:
    """Return whether a value is a list of which at least half are records with a time and a price."""
    if not isinstance(value, (list, tuple)) or not value:
        return False
    return 2 * sum(_is_record(item) for item in value) >= len(value)


def _is_record(item: object) -> bool:
    return isinstance(item, Mapping) and any(k in item for k in START) and any(k in item for k in PRICE)


def find(attributes: Mapping[str, Any], zone: tzinfo) -> Shape | None:
    """Find the best list of records among the attributes, None without one."""
    for keys in ATTRIBUTES:
        present = tuple(key for key in keys if is_records(attributes.get(key)))
        if present:
            return read([record for key in present for record in attributes[key]], present, zone)
    others = [key for key, value in attributes.items() if is_records(value)]
    if len(others) == 1:
        return read(attributes[others[0]], (others[0],), zone)
    if others:
        flaw = Flaw(FaultKind.UNKNOWN_SHAPE, names(others), fatal=True)
        return Shape(PriceFormat.RECORDS, tuple(others), flaws=(flaw,))
    return None


def read(records: Sequence[Any], keys: tuple[str, ...], zone: tzinfo) -> Shape:
    """Read the quotes of one list. Records without a time are counted as a flaw, never guessed."""
    quotes: list[Quote] = []
    lost = 0
    naive = False
    for record in records:
        if not isinstance(record, Mapping):
            lost += 1
            continue
        prices = {name: record[name] for name in PRICE if name in record}
        if len({parse_number(price) for price in prices.values()}) > 1:
            found = ", ".join(f"{name}={shorten(price)}" for name, price in prices.items())
            flaw = Flaw(FaultKind.UNKNOWN_SHAPE, found, fatal=True)
            return Shape(PriceFormat.RECORDS, keys, flaws=(flaw,))
        stamp = next((record[name] for name in START if name in record), None)
        start = parse_time(stamp, zone)
        if start is None or not prices:
            lost += 1
            continue
        naive = naive or is_naive(stamp)
        end = parse_time(next((record[name] for name in END if name in record), None), zone)
        quotes.append(Quote(start, end, parse_number(next(iter(prices.values())))))
    flaws: tuple[Flaw, ...] = ()
    if lost:
        found = f"{lost} / {len(records)}"
        flaws = (Flaw(FaultKind.UNKNOWN_SHAPE, found, fatal=not quotes),)
    return Shape(PriceFormat.RECORDS, keys, tuple(unfold(quotes, zone) if naive else quotes), flaws)
