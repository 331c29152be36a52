"""Value and attributes of the sensor that tells how well a car's habits foretell its trips."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from ..core.forecast.trip_confidence import Confidence, Span, Usual, confidence
from ..core.forecast.trip_habits import learn_trips
from ..core.trips import Absence
from ..presentation.figures import rounded
from .plan_values import Attributes, View


def trip_confidence(view: View) -> float | None:
    """Return at least how many of the days to come are foretold, percent."""
    found = _confidence_of(view)
    return None if found is None else rounded(100.0 * found.share, 1)


def trip_confidence_details(view: View) -> Attributes:
    """Return how many days were seen, and what is usual on each kind of day."""
    found = _confidence_of(view)
    if found is None:
        return {}
    return {"days": found.days, **{kind.value: _usual(usual) for kind, usual in found.usual.items()}}


def _confidence_of(view: View) -> Confidence | None:
    """Return it as of the last pass; None before the first one."""
    inputs = view.snapshot.inputs
    if inputs is None:
        return None
    zone = ZoneInfo(inputs.zone)
    midnight = inputs.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return _confidence(inputs.trips.absences.get(view.id, ()), zone, inputs.trips.since, midnight)


@lru_cache(maxsize=8)
def _confidence(
    absences: tuple[Absence, ...], zone: ZoneInfo, since: datetime, midnight: datetime
) -> Confidence:
    """Return it for the days before; it changes with a trip, or at midnight."""
    return confidence(learn_trips(absences, zone, since, midnight))


def _usual(usual: Usual) -> Mapping[str, Any]:
    return {
        "days": usual.days,
        "judged": usual.judged,
        "foretold": usual.foretold,
        "drives": usual.drives,
        "leaves": _times(usual.leave),
        "back": _times(usual.back),
        "energy_kwh": None
        if usual.kwh is None
        else [rounded(kwh, 1) for kwh in (usual.kwh.low, usual.kwh.middle, usual.kwh.high)],
    }


def _times(span: Span | None) -> list[str] | None:
    """Return times such as `07:30`, of the next day as `29:10`: where four in five lie, with the middle between."""
    if span is None:
        return None
    minutes = [round(hours * 60.0) for hours in (span.low, span.middle, span.high)]
    return [f"{minute // 60:02}:{minute % 60:02}" for minute in minutes]
