"""Mappings from a time to a price: `{"2026-11-22T00:00:00+09:00": 24.1, ...}`."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from ...core.readings import FaultKind
from .quote import Flaw, PriceFormat, Quote, Shape, day_named, names, parse_price, parse_time

MINIMUM = 2  # one time alone is a date in some attribute, not a price list


def is_time_map(value: object, zone: tzinfo) -> bool:
    """Return whether a value is a mapping whose keys are times."""
    return (
        isinstance(value, Mapping)
        and len(value) >= MINIMUM
        and all(isinstance(key, str) and parse_time(key, zone) is not None for key in value)
    )


def find(attributes: Mapping[str, Any], zone: tzinfo) -> Shape | None:
    """Find the mappings among the attributes, or the attributes themselves where times are their names."""
    keys = tuple(key for key, value in attributes.items() if is_time_map(value, zone))
    keys = tuple(sorted(keys, key=lambda key: day_named(key) or 0))
    if len(keys) > 1 and any(day_named(key) is None for key in keys):
        flaw = Flaw(FaultKind.UNKNOWN_SHAPE, names(keys), fatal=True)
        return Shape(PriceFormat.TIME_MAP, keys, flaws=(flaw,))
    if keys:
        pairs = [pair for key in keys for pair in attributes[key].items()]
        return read(pairs, keys, zone)
    loose = {key: value for key, value in attributes.items() if parse_time(key, zone) is not None}
    if len(loose) >= MINIMUM:
        return read(list(loose.items()), (), zone)
    return None


def read(pairs: list[tuple[str, Any]], keys: tuple[str, ...], zone: tzinfo) -> Shape:
    """Read the quotes of the mapping, in the order it stands."""
    quotes = [
        Quote(start, None, parse_price(price))
        for stamp, price in pairs
        if (start := parse_time(stamp, zone)) is not None
    ]
    return Shape(PriceFormat.TIME_MAP, keys, tuple(quotes))
