"""Price lists of any known format as one series in yen/kWh, and what was wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from statistics import median
from typing import Any, Final

from ..core.readings import Fault, FaultKind
from ..core.series import Step, StepSeries
from .entity_state import EntityState
from .numbers import shorten, state_fault
from .price_formats import day_lists, records, responses, time_map
from .price_formats.quote import (
    Flaw,
    PriceFormat,
    Quote,
    Shape,
    describe,
    midnight_of,
    names,
    next_midnight,
    parse_price,
    usual_steps,
    within_reason,
)
from .units_of_measurement import PriceUnit, price_unit

__all__ = ["PriceFormat", "PriceRead", "read_price_response", "read_prices"]

# JEPX's highest was 251 yen/kWh (January 2021); no feed means more than this.
ABSURD: Final = 1000.0
# A day whose middle price is above this is in sen or in yen/MWh. The dearest day ever had 154 on average.
ABSURD_MEDIAN_YEN: Final = 250.0

# A tariff by the clock has fewer prices in a day.
MANY_PRICES: Final = 9

SHORTEST: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(days=1)
INCLUSIVE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRead:
    """Published prices in the currency's main unit per kWh (yen/kWh in Japan), as the source means them.

    `now` is the price that holds now, from the list or else from the state. `keys` are the attributes
    they were found in, `currency` is an ISO code where the unit says one.
    """

    series: StepSeries = field(default_factory=StepSeries)
    now: float | None = None
    format: PriceFormat | None = None
    keys: tuple[str, ...] = ()
    currency: str | None = None
    faults: tuple[Fault, ...] = ()


def read_prices(
    entity: EntityState, now: datetime, zone: tzinfo, *, known: StepSeries | None = None
) -> PriceRead:
    """Read the prices of an entity, whatever its format. `zone` is the home's; naive times are in it.

    `known`: what the entity published earlier, which tells a list of yesterday that is still shown as today's.
    """
    if (fault := state_fault(entity, now, None)) and fault.kind in {FaultKind.MISSING, FaultKind.UNAVAILABLE}:
        return PriceRead(faults=(fault,))
    unit = price_unit(entity.unit)
    if unit is None:
        return PriceRead(faults=(Fault(FaultKind.WRONG_UNIT, entity.entity_id, shorten(entity.unit)),))
    attributes, long = within_reason(entity.attributes)
    reported = entity.updated or now
    state = parse_price(entity.state)
    price = None if state is None or abs(state * unit.factor) > ABSURD else state * unit.factor

    def read(shape: Shape) -> PriceRead:
        whole = replace(shape, flaws=(*shape.flaws, *long))
        return _read(whole, unit, entity.entity_id, now, zone, price)

    shape = _find(attributes, reported, zone)
    if shape is None:
        found = ", ".join(part for part in (entity.state, describe(entity.attributes)) if part)
        fault = Fault(FaultKind.UNKNOWN_SHAPE, entity.entity_id, shorten(found))
        kind = None if price is None else PriceFormat.NOW_ONLY
        return PriceRead(now=price, format=kind, currency=unit.currency, faults=(fault,))
    if shape.format is PriceFormat.DAY_LISTS and known:
        former = _find(attributes, midnight_of(reported, zone, -1), zone)
        if former is not None and _repeats(read(former).series, read(shape).series, known, reported, zone):
            shape = former
    return read(shape)


def _find(attributes: Mapping[str, Any], reported: datetime, zone: tzinfo) -> Shape | None:
    """Find the prices among the attributes, or within the only one of them that is a mapping with prices."""
    if (shape := _find_among(attributes, reported, zone)) is not None:
        return shape
    within = [
        replace(shape, keys=(key, *shape.keys))
        for key, value in attributes.items()
        if isinstance(value, Mapping)
        and (shape := _find_among(within_reason(value)[0], reported, zone)) is not None
    ]
    return within[0] if len(within) == 1 else None


def _find_among(attributes: Mapping[str, Any], reported: datetime, zone: tzinfo) -> Shape | None:
    return (
        records.find(attributes, zone)
        or time_map.find(attributes, zone)
        or day_lists.find(attributes, reported, zone)
    )


def _repeats(
    former: StepSeries, today: StepSeries, known: StepSeries, reported: datetime, zone: tzinfo
) -> bool:
    """Return whether a list from midnight is yesterday's: exactly what was published for yesterday, not for today.

    A tariff by the clock may well repeat itself; a market's day never does.
    """
    midnight, end = midnight_of(reported, zone), next_midnight(reported, zone)
    published = frozenset(known)
    yesterday = {step for step in former if step.end <= midnight}
    if len({step.value for step in yesterday}) < MANY_PRICES or not yesterday <= published:
        return False
    own = {step for step in today if midnight <= step.start < end}
    return not own or not own <= published


def read_price_response(
    payload: object,
    now: datetime,
    zone: tzinfo,
    *,
    source: str,
    unit: str | None,
    pick: str | None = None,
) -> PriceRead:
    """Read the prices of an action's response. `pick` names the area or home where there are several."""
    stated = price_unit(unit)
    if stated is None:
        return PriceRead(faults=(Fault(FaultKind.WRONG_UNIT, source, shorten(unit)),))
    return _read(responses.find(payload, zone, pick), stated, source, now, zone, None)


def _read(
    shape: Shape, unit: PriceUnit, source: str, now: datetime, zone: tzinfo, state: float | None
) -> PriceRead:
    """Check a shape and make a series of it. `state`: the price now by the entity's state, if it says one."""
    unit = price_unit(shape.unit) or unit if shape.unit else unit
    steps, flaws = _steps(shape.quotes, zone)
    steps, more = _scaled(steps, unit, zone)
    flaws = [*shape.flaws, *flaws, *more]
    series = StepSeries(steps)
    if not series:
        if not flaws:
            flaws.append(Flaw(FaultKind.TOO_SHORT, "0", fatal=True))
    elif series.steps[-1].end <= now:
        flaws.append(Flaw(FaultKind.STALE, f"→ {_wall(series.steps[-1].end, zone)}", fatal=True))
    elif series.steps[-1].end < next_midnight(now, zone) and series.steps[-1].end - now < LONGEST / 2:
        flaws.append(Flaw(FaultKind.TOO_SHORT, f"→ {_wall(series.steps[-1].end, zone)}", fatal=False))
    price = series.at(now)
    if price is None:
        price = state
    faults = tuple(Fault(flaw.kind, source, shorten(flaw.found), flaw.fatal) for flaw in flaws)
    return PriceRead(
        series=series,
        now=price,
        format=shape.format,
        keys=shape.keys,
        currency=unit.currency,
        faults=faults,
    )


def _steps(quotes: tuple[Quote, ...], zone: tzinfo) -> tuple[tuple[Step, ...], list[Flaw]]:
    """Return the quotes in order, once each, with their ends; holes stay holes. Values keep the source's unit."""
    flaws: list[Flaw] = []
    starts = [quote.start for quote in quotes]
    if back := next(((a, b) for a, b in pairwise(starts) if b < a), None):
        found = ", ".join(_wall(when, zone) for when in back)
        flaws.append(Flaw(FaultKind.UNORDERED, found, fatal=False))

    by_start: dict[datetime, list[Quote]] = {}
    for quote in sorted(quotes, key=lambda quote: quote.start):
        by_start.setdefault(quote.start, []).append(quote)
    clashing = {s for s, same in by_start.items() if len({quote.value for quote in same} - {None}) > 1}
    if clashing:
        first = min(clashing)
        values = names(quote.value for quote in by_start[first])
        flaws.append(Flaw(FaultKind.DUPLICATED, f"{_wall(first, zone)}: {values}", fatal=False))

    unique = [max(same, key=lambda quote: quote.value is not None) for same in by_start.values()]
    holes = sum(quote.value is None for quote in unique)
    if holes:
        flaws.append(Flaw(FaultKind.NOT_A_NUMBER, f"{holes} / {len(unique)}", fatal=holes == len(unique)))

    usual = usual_steps([quote.start for quote in unique], zone)
    steps: list[Step] = []
    for i, quote in enumerate(unique):
        step = usual(quote.start)
        end = quote.end or (quote.start + step if step else None)
        if end is None or not SHORTEST <= end - quote.start <= LONGEST:
            found = f"{_wall(quote.start, zone)} → {'?' if end is None else _wall(end, zone)}"
            return (), [*flaws, Flaw(FaultKind.UNKNOWN_SHAPE, found, fatal=True)]
        if i + 1 < len(unique):
            after = unique[i + 1].start
            end = (
                after if after - end <= INCLUSIVE else end
            )  # it may be said as the last minute that belongs to it
        if quote.value is not None and quote.start not in clashing:
            steps.append(Step(quote.start, end, quote.value))
    return tuple(steps), flaws


def _wall(when: datetime, zone: tzinfo) -> str:
    """Format a time as people of the home read it."""
    return when.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _scaled(steps: tuple[Step, ...], unit: PriceUnit, zone: tzinfo) -> tuple[tuple[Step, ...], list[Flaw]]:
    """Return the steps in the main currency unit per kWh; none where they cannot be in the unit that is stated."""
    if not steps:
        return (), []
    scaled = [Step(step.start, step.end, step.value * unit.factor) for step in steps]
    middle = median(step.value for step in scaled)
    limit = ABSURD_MEDIAN_YEN if unit.currency in {None, "JPY"} else ABSURD
    if abs(middle) > limit:
        return (), [Flaw(FaultKind.WRONG_UNIT, f"{middle:g} / kWh", fatal=True)]
    sane = tuple(step for step in scaled if abs(step.value) <= ABSURD)
    if len(sane) == len(scaled):
        return sane, []
    worst = max(scaled, key=lambda step: abs(step.value))
    found = f"{_wall(worst.start, zone)}: {worst.value:g}"
    return sane, [Flaw(FaultKind.OUT_OF_RANGE, found, fatal=False)]
