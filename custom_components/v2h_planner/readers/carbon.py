"""A CO2 sensor's forecast, where it has one: a list of records or a mapping by time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Final

from ..core.series import Step, StepSeries
from .entity_state import EntityState
from .numbers import parse_number
from .price_formats.quote import MOST_STEPS, parse_time, size, within_reason
from .units_of_measurement import carbon_factor

# Electricity Maps says datetime and carbonIntensity; carbonintensity.org.uk from and intensity.forecast.
_TIME: Final = ("datetime", "from", "start", "start_time", "time", "timestamp")
_VALUE: Final = ("carbonIntensity", "carbon_intensity", "intensity", "co2", "value", "forecast")
_NAMES: Final = ("forecast", "co2", "carbon", "intensity")
# {"data": {"forecast": [...]}} is the deepest known.
_DEPTH: Final = 3
HIGHEST_KG: Final = 2.0
LONGEST: Final = timedelta(hours=1)


def read_co2_forecast(entity: EntityState, zone: tzinfo) -> StepSeries:
    """Read kg/kWh by time, from the attribute that lists the most of them; empty where there is none.

    A value holds until the next one, an hour at most. What cannot be a factor is left out.
    """
    factor = carbon_factor(entity.unit)
    if factor is None:
        return StepSeries()
    best: dict[datetime, float] = {}
    attributes, _ = within_reason(entity.attributes)
    for name, value in attributes.items():
        if not any(word in name.casefold() for word in _NAMES):
            continue
        points = {
            when: number * factor
            for stamp, shown in _points(value)
            if (when := parse_time(stamp, zone)) is not None
            and (number := parse_number(shown)) is not None
            and 0.0 <= number * factor <= HIGHEST_KG
        }
        if len(points) > len(best):
            best = points
    starts = sorted(best)
    if len(starts) < 2:
        return StepSeries()
    usual = min(LONGEST, *(b - a for a, b in pairwise(starts)))
    ends = [min(b, a + LONGEST) for a, b in pairwise(starts)] + [starts[-1] + usual]
    return StepSeries(tuple(Step(a, b, best[a]) for a, b in zip(starts, ends, strict=True)))


def _points(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield times and their values, from a mapping, a list of records, or a mapping around such a list."""
    for _ in range(_DEPTH):
        inner = (value.get("forecast") or value.get("data")) if isinstance(value, Mapping) else None
        if not isinstance(inner, (list, tuple, Mapping)):
            break
        value = inner
    if size(value) > MOST_STEPS:
        return
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, (list, tuple)):
        for record in value:
            if isinstance(record, Mapping):
                stamp = next((record[key] for key in _TIME if key in record), None)
                shown = next((record[key] for key in _VALUE if key in record), None)
                yield stamp, shown.get("forecast") if isinstance(shown, Mapping) else shown
