"""Solar forecasts of any source in kW: expected, and the 10th and 90th percentile where there are such."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Any, Final

from ..core.readings import Fault, FaultKind
from ..core.series import Step, StepSeries
from .entity_state import EntityState, Read
from .numbers import parse_number, shorten, state_fault
from .price_formats.quote import (
    MOST_STEPS,
    describe,
    parse_time,
    size,
    usual_step,
    usual_steps,
    within_reason,
)

HOUR: Final = timedelta(hours=1)
HIGHEST_KW: Final = 1000.0
# Two forecasts that differ by less than this share of their energy are one: it takes two roofs to differ by more.
ALIKE: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class SolarForecast:
    """Mean power in kW. `low` and `high` are exceeded in 9 and in 1 of 10 cases; empty if not published."""

    expected: StepSeries = field(default_factory=StepSeries)
    low: StepSeries = field(default_factory=StepSeries)
    high: StepSeries = field(default_factory=StepSeries)


def read_wh_hours(payload: object, zone: tzinfo, source: str) -> Read[SolarForecast]:
    """Read HA's energy platform: `{"wh_hours": {ISO time: Wh}}`, any integration that implements it."""
    if not isinstance(payload, Mapping) or not isinstance(payload.get("wh_hours"), Mapping):
        found = describe(payload) if isinstance(payload, Mapping) else type(payload).__name__
        return Read(None, (Fault(FaultKind.UNKNOWN_SHAPE, source, shorten(found)),))
    if size(payload["wh_hours"]) > MOST_STEPS:
        return Read(None, (Fault(FaultKind.UNKNOWN_SHAPE, source, describe(payload)),))
    return _checked(SolarForecast(expected=_energies(payload["wh_hours"], zone)), source)


def read_solar(entity: EntityState, now: datetime, zone: tzinfo) -> Read[SolarForecast]:
    """Read a forecast entity's attributes: Solcast's, or Open-Meteo Solar Forecast's.

    One entity often holds one day only: read all of them and `join` them.
    """
    if (fault := state_fault(entity, now, None)) and fault.kind in {FaultKind.MISSING, FaultKind.UNAVAILABLE}:
        return Read(None, (fault,))
    attributes, _ = within_reason(entity.attributes)
    for name in ("detailedForecast", "detailedHourly"):
        if isinstance(attributes.get(name), (list, tuple)):
            return _checked(_solcast(attributes[name], zone), entity.entity_id)
    for name in ("wh_period_15m", "wh_period"):
        if isinstance(attributes.get(name), Mapping) and attributes[name]:
            return _checked(SolarForecast(expected=_energies(attributes[name], zone)), entity.entity_id)
    if isinstance(attributes.get("watts"), Mapping):
        points = _points(attributes["watts"], zone)
        series = _stepped([(when, watts / 1000.0) for when, watts in points], zone)
        return _checked(SolarForecast(expected=series), entity.entity_id)
    found = shorten(describe(entity.attributes))
    return Read(None, (Fault(FaultKind.UNKNOWN_SHAPE, entity.entity_id, found),))


def join(forecasts: Sequence[SolarForecast]) -> SolarForecast:
    """Join one array's days, one after another."""

    def chain(parts: Sequence[StepSeries]) -> StepSeries:
        steps: list[Step] = []
        for part in sorted((part for part in parts if part), key=lambda part: part.steps[0].start):
            end = steps[-1].end if steps else part.steps[0].start
            steps += (step for step in part if step.start >= end)
        return _filled(steps)

    return SolarForecast(
        expected=chain([f.expected for f in forecasts]),
        low=chain([f.low for f in forecasts]),
        high=chain([f.high for f in forecasts]),
    )


def overlap(one: SolarForecast, other: SolarForecast) -> bool:
    """Return whether two forecasts speak of a same time, and so are not two days of one array."""
    a, b = one.expected, other.expected
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return a.start < b.end and b.start < a.end


def add(forecasts: Sequence[SolarForecast]) -> SolarForecast:
    """Add several arrays, as far as all of them reach.

    Quantiles add up only roughly (arrays under one sky are nearly perfectly correlated), and only
    where every array has them.
    """
    return SolarForecast(
        expected=_sum([f.expected for f in forecasts]),
        low=_sum([f.low for f in forecasts]),
        high=_sum([f.high for f in forecasts]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SolarArray:
    """What sensors forecast of one array. `entry_id`: of the integration that they belong to, where one is known."""

    forecast: SolarForecast
    entry_id: str | None = None


def counted_once(
    integrations: Mapping[str, SolarForecast], arrays: Sequence[SolarArray]
) -> list[SolarForecast]:
    """Return forecasts to be added up, so that no sun is in two of them.

    An integration (by the id of its entry) and its own sensors say the same, however both were chosen; so do a
    copy of them that says nothing of where it is from, and the total of all others.
    """
    rest, parts = list(arrays), list[SolarForecast]()
    for entry_id, whole in integrations.items():
        own = [array for array in rest if array.entry_id == entry_id]
        others = [array for array in rest if array.entry_id != entry_id]
        copies = [array for array in others if _is_same(array.forecast, whole)]
        if not copies and _is_same(add([array.forecast for array in others]), whole):
            copies = others
        rest = [array for array in others if not any(array is copy for copy in copies)]
        parts.append(_fuller(whole, [array.forecast for array in own or copies]))
    parts += [array.forecast for array in rest]
    total = max(parts, key=lambda part: sum(_by_hour(part.expected).values()), default=None)
    others_of_total = [part for part in parts if part is not total]
    if total is not None and len(others_of_total) > 1 and _is_same(add(others_of_total), total):
        return [_fuller(total, others_of_total)]
    return parts


def _fuller(whole: SolarForecast, parts: Sequence[SolarForecast]) -> SolarForecast:
    """Return the parts' sum if it says all that the whole says and how sure it is as well, else the whole."""
    joined, reach = add(parts), whole.expected.end
    farther = joined.expected.end is not None and reach is not None and joined.expected.end >= reach
    return joined if joined.low and farther and _is_same(joined, whole) else whole


def _is_same(one: SolarForecast, other: SolarForecast) -> bool:
    """Return whether two forecasts say the same wherever both say something, but for rounding and the hour's parts."""
    a, b = _by_hour(one.expected), _by_hour(other.expected)
    both = a.keys() & b.keys()
    energy = sum(a[hour] for hour in both)
    return energy > 0.0 and sum(abs(a[hour] - b[hour]) for hour in both) <= ALIKE * energy


def _by_hour(series: StepSeries) -> dict[int, float]:
    """Return kWh by the hour since 1970."""
    hours: dict[int, float] = {}
    for step in series:
        start, end = step.start.timestamp(), step.end.timestamp()
        while start < end:
            hour = int(start // 3600)
            until = min(end, (hour + 1) * 3600.0)
            hours[hour] = hours.get(hour, 0.0) + step.value * (until - start) / 3600.0
            start = until
    return hours


def _sum(parts: Sequence[StepSeries]) -> StepSeries:
    if not parts or not all(parts):
        return StepSeries()
    end = min(part.steps[-1].end for part in parts)
    # Not one look-up for each edge: each array's steps pass over the edges once.
    edges = sorted({edge for part in parts for step in part for edge in (step.start, step.end)} | {end})
    kw = [0.0] * len(edges)
    place = {edge: i for i, edge in enumerate(edges)}
    for part in parts:
        for step in part:
            for i in range(place[step.start], place[step.end]):
                kw[i] += step.value
    return StepSeries(
        tuple(Step(a, b, value) for (a, b), value in zip(pairwise(edges), kw, strict=False) if b <= end)
    )


def _points(values: Mapping[Any, Any], zone: tzinfo) -> list[tuple[datetime, float]]:
    """Return the times and numbers of a mapping, in order; what is neither is left out."""
    points = {
        when: number
        for key, value in values.items()
        if (when := parse_time(key, zone)) is not None and (number := parse_number(value)) is not None
    }
    return sorted(points.items())


def _usual_steps(starts: Sequence[datetime], zone: tzinfo) -> Callable[[datetime], timedelta]:
    """Return the commonest distance between two times of a day, at most an hour."""
    usual = usual_steps(starts, zone)
    return lambda start: min(usual(start) or HOUR, HOUR)


def _energies(values: Mapping[Any, Any], zone: tzinfo) -> StepSeries:
    """Return Wh by time as mean kW. A time is the start of its period, as HA's energy dashboard shows it.

    Forecast.Solar's API labels the end: its day begins with 0 Wh at the minute of sunrise and ends
    with some Wh at the minute of sunset. Such a day is read so.
    """
    points = _points(values, zone)
    if not points:
        return StepSeries()
    starts = [when for when, _ in points]
    if _labels_ends(points, min(usual_step(starts) or HOUR, HOUR)):
        return _filled(
            StepSeries(
                tuple(
                    Step(a, b, wh / 1000.0 / ((b - a) / HOUR))
                    for (a, _), (b, wh) in pairwise(points)
                    if b - a <= HOUR
                )
            )
        )
    step = _usual_steps(starts, zone)
    return _stepped([(when, wh / 1000.0 / (step(when) / HOUR)) for when, wh in points], zone)


def _labels_ends(points: Sequence[tuple[datetime, float]], step: timedelta) -> bool:
    """Return whether every day starts off the step's grid with nothing and ends off it with something."""
    days: dict[object, list[tuple[datetime, float]]] = {}
    last: datetime | None = None
    for when, wh in points:
        if last is None or when - last > 3 * HOUR:
            first = when
        days.setdefault(first, []).append((when, wh))
        last = when
    step_s = step.total_seconds()

    def off_grid(when: datetime) -> bool:
        return when.timestamp() % step_s != 0

    whole = [day for day in days.values() if len(day) > 3 and off_grid(day[0][0]) and off_grid(day[-1][0])]
    return bool(whole) and all(day[0][1] == 0 and day[-1][1] > 0 for day in whole)


def _stepped(points: Sequence[tuple[datetime, float]], zone: tzinfo) -> StepSeries:
    """Return values that each hold until the next one, but not longer than the usual step."""
    if not points:
        return StepSeries()
    step, last = _usual_steps([when for when, _ in points], zone), points[-1][0]
    ends = [when for when, _ in points[1:]] + [last + step(last)]
    return _filled(
        StepSeries(
            tuple(
                Step(when, min(end, when + step(when)), kw)
                for (when, kw), end in zip(points, ends, strict=True)
            )
        )
    )


def _filled(known: Iterable[Step]) -> StepSeries:
    """Return the steps with 0 kW in their gaps: most sources publish no nights."""
    steps: list[Step] = []
    for step in known:
        if steps and step.start > steps[-1].end:
            steps.append(Step(steps[-1].end, step.start, 0.0))
        steps.append(step)
    return StepSeries(tuple(steps))


def _solcast(records: Sequence[Any], zone: tzinfo) -> SolarForecast:
    """Read Solcast's `[{period_start, pv_estimate, pv_estimate10, pv_estimate90}]`, in kW."""
    columns: dict[str, dict[datetime, float]] = {"": {}, "10": {}, "90": {}}
    for record in records:
        if not isinstance(record, Mapping):
            continue
        when = parse_time(record.get("period_start"), zone)
        for suffix, column in columns.items():
            number = parse_number(record.get(f"pv_estimate{suffix}"))
            if when is not None and number is not None:
                column[when] = number
    return SolarForecast(
        expected=_stepped(sorted(columns[""].items()), zone),
        low=_stepped(sorted(columns["10"].items()), zone),
        high=_stepped(sorted(columns["90"].items()), zone),
    )


def _checked(forecast: SolarForecast, source: str) -> Read[SolarForecast]:
    """Return the forecast, or what is wrong with it."""
    if not forecast.expected:
        return Read(None, (Fault(FaultKind.TOO_SHORT, source, "0"),))
    worst = max(forecast.expected, key=lambda step: max(-step.value, step.value - HIGHEST_KW))
    if not 0.0 <= worst.value <= HIGHEST_KW:
        when = worst.start.astimezone(UTC).isoformat(timespec="minutes")
        return Read(None, (Fault(FaultKind.OUT_OF_RANGE, source, f"{worst.value:g} kW at {when}"),))
    return Read(forecast)
