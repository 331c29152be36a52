"""Lists of records, each with its time: `[{start, price}, ...]`."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from itertools import islice
from typing import Any, Final

from ...core.readings import FaultKind
from ..numbers import shorten
from ..text import letters
from .quote import (
    Flaw,
    PriceFormat,
    Quote,
    Shape,
    day_named,
    is_naive,
    names,
    parse_price,
    parse_time,
    unfold,
)

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

# Names of a record's time and price, without case and underscores. Only those that some integration, API or
# template really uses: `from` and `till` are Frank Energie's, `valid_from` is Octopus's API, `start_timestamp` and
# `marketprice` are aWATTar's.
START: Final = (
    *("start", "starttime", "startsat", "from", "validfrom", "timestart", "starttimestamp", "periodstart"),
    *("time", "hour", "timestamp", "datetime", "開始", "開始時刻", "日時", "時刻"),
)
END: Final = (
    *("end", "endtime", "endsat", "till", "to", "until", "validto", "timeend", "endtimestamp", "periodend"),
    *("終了", "終了時刻"),
)
PRICE: Final = (
    *(
        "price",
        "value",
        "priceperkwh",
        "valueincvat",
        "perkwh",
        "total",
        "marketprice",
        "価格",
        "単価",
        "料金",
    ),
)
UNIT: Final = ("unit", "unitofmeasurement", "単位")
# More fields than any record has.
MOST_FIELDS: Final = 50


def is_records(value: object) -> bool:
    """Return whether a value is a list of which at least half are records with a time and a price."""
    if not isinstance(value, (list, tuple)) or not value:
        return False
    return 2 * sum(_is_record(item) for item in value) >= len(value)


def _is_record(item: object) -> bool:
    if not isinstance(item, Mapping):
        return False
    known = _fields(item)
    return _first(known, START) is not None and any(name in known for name in PRICE)


def _fields(record: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a record's values by their names as they stand in the tables."""
    return {letters(str(key)): value for key, value in islice(record.items(), MOST_FIELDS)}


def _first(fields: Mapping[str, Any], wanted: Sequence[str]) -> Any:
    """Return the value of the first name that the record has, None without one."""
    return next((fields[name] for name in wanted if name in fields), None)


def find(attributes: Mapping[str, Any], zone: tzinfo) -> Shape | None:
    """Find the best list of records among the attributes, None without one."""
    for keys in ATTRIBUTES:
        present = tuple(key for key in keys if is_records(attributes.get(key)))
        if present:
            return read([record for key in present for record in attributes[key]], present, zone)
    others = [key for key, value in attributes.items() if is_records(value)]
    others.sort(key=lambda key: day_named(key) or 0)
    if len(others) == 1 or (others and len({day_named(key) for key in others} - {None}) == len(others)):
        return read([record for key in others for record in attributes[key]], tuple(others), zone)
    if others:
        flaw = Flaw(FaultKind.UNKNOWN_SHAPE, names(others), fatal=True)
        return Shape(PriceFormat.RECORDS, tuple(others), flaws=(flaw,))
    return None


def read(records: Sequence[Any], keys: tuple[str, ...], zone: tzinfo) -> Shape:
    """Read the quotes of one list. Records without a time are counted as a flaw, never guessed."""
    quotes: list[Quote] = []
    units: set[str | None] = set()
    lost = 0
    naive = False
    for record in records:
        if not isinstance(record, Mapping):
            lost += 1
            continue
        fields = _fields(record)
        prices = {name: fields[name] for name in PRICE if name in fields}
        if len({parse_price(price) for price in prices.values()}) > 1:
            found = ", ".join(f"{name}={shorten(price)}" for name, price in prices.items())
            flaw = Flaw(FaultKind.UNKNOWN_SHAPE, found, fatal=True)
            return Shape(PriceFormat.RECORDS, keys, flaws=(flaw,))
        stamp = _first(fields, START)
        start = parse_time(stamp, zone)
        if start is None or not prices:
            lost += 1
            continue
        naive = naive or is_naive(stamp)
        end = parse_time(_first(fields, END), zone)
        quotes.append(Quote(start, end, parse_price(next(iter(prices.values())))))
        unit = _first(fields, UNIT)
        units.add(unit if isinstance(unit, str) and "/" in unit else None)
    flaws: tuple[Flaw, ...] = ()
    if lost:
        found = f"{lost} / {len(records)}"
        flaws = (Flaw(FaultKind.UNKNOWN_SHAPE, found, fatal=not quotes),)
    return Shape(
        PriceFormat.RECORDS,
        keys,
        tuple(unfold(quotes, zone) if naive else quotes),
        flaws,
        units.pop() if len(units) == 1 else None,
    )
