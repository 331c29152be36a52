"""Responses of price actions: records somewhere below an area, a home or a plain key."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from itertools import islice

from ...core.readings import FaultKind
from ..numbers import shorten
from . import records
from .quote import MOST_NAMES, MOST_STEPS, Flaw, PriceFormat, Shape, names, size, too_long

DEPTH = 3  # {"prices": {"home": [...]}} is the deepest known


def find(payload: object, zone: tzinfo, pick: str | None = None) -> Shape:
    """Find the records of a response: the only list in it, or the one under `pick`."""
    lists = _lists(payload, (), DEPTH)
    if pick is not None:
        lists = {path: found for path, found in lists.items() if pick in path}
    if len(lists) > 1:
        return _flawed(names(path[-1] for path in lists))
    if not lists:
        return _flawed(names(payload) if isinstance(payload, Mapping) else shorten(payload))
    path, found_list = next(iter(lists.items()))
    if size(found_list) > MOST_STEPS:
        return _flawed(too_long(path[-1] if path else "", found_list))
    if not found_list:  # asked for a day that is not published yet
        flaw = Flaw(FaultKind.TOO_SHORT, "0", fatal=True)
        return Shape(PriceFormat.RESPONSE, path, flaws=(flaw,))
    return replace(records.read(found_list, path, zone), format=PriceFormat.RESPONSE)


def _lists(value: object, path: tuple[str, ...], depth: int) -> dict[tuple[str, ...], list[object]]:
    """Return every list of records, or empty list, in a nested payload, by its path."""
    if isinstance(value, list) and (not value or size(value) > MOST_STEPS or records.is_records(value)):
        return {path: value}
    if not isinstance(value, Mapping) or depth == 0:
        return {}
    out: dict[tuple[str, ...], list[object]] = {}
    for key, inner in islice(value.items(), MOST_NAMES):
        out |= _lists(inner, (*path, str(key)), depth - 1)
    return out


def _flawed(found: str) -> Shape:
    return Shape(PriceFormat.RESPONSE, (), flaws=(Flaw(FaultKind.UNKNOWN_SHAPE, found, fatal=True),))
