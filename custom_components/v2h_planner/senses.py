"""Everything around the units that a pass reads: prices, warnings, outage, and what changed in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from homeassistant.core import HomeAssistant, callback

from .core.grid import HALF_HOUR, slot_floor
from .core.modes import (
    Event,
    ModeRules,
    ModeState,
    OutageChanged,
    Tick,
    WarningOff,
    WarningOn,
    WarningsWatched,
    WarningUnavailable,
    step,
)
from .core.readings import Fault
from .core.series import Step, StepSeries
from .gather import Gatherer, async_look
from .readers.prices import PriceRead
from .readers.units import price_unit
from .readers.warnings import read_warning

# A price that was published stays published; what we remember of it may stand in for a silent source.
_AHEAD = timedelta(days=3)


@callback
def sense_mode(
    hass: HomeAssistant, gatherer: Gatherer, state: ModeState, rules: ModeRules, now: datetime
) -> tuple[ModeState, tuple[Fault, ...]]:
    """The mode's state after a look at the warnings and at the grid."""
    sources = gatherer.settings.sources
    events: list[Event] = [Tick(at=now), WarningsWatched(at=now, warning_ids=frozenset(sources.warnings))]
    faults: list[Fault] = []
    for entity_id in sources.warnings:
        read = read_warning(async_look(hass, entity_id), now)
        faults += read.faults
        if read.value is None:
            events.append(WarningUnavailable(at=now, warning_id=entity_id))
        elif read.value:
            events.append(WarningOn(at=now, warning_id=entity_id))
        else:
            events.append(WarningOff(at=now, warning_id=entity_id))
    outage = gatherer.outage(now)
    faults += outage.faults
    if outage.value is not None:
        events.append(OutageChanged(at=now, on=outage.value))
    for event in events:
        state = step(state, event, rules)
    return state, tuple(faults)


def standing_in(read: PriceRead, remembered: StepSeries, now: datetime, zone: tzinfo) -> PriceRead:
    """What is published, in the source's terms; what was seen before while the source says nothing."""
    start = read.series.start
    if read.series.at(now) is not None or (start is not None and start > now):
        return read
    known = StepSeries(tuple(step for step in remembered if now < step.end and step.start < now + _AHEAD))
    if known.at(now) is not None:
        return replace(read, series=known, faults=tuple(replace(fault, fatal=False) for fault in read.faults))
    if read.now is not None:
        first = slot_floor(now.astimezone(zone))
        return replace(read, series=StepSeries((Step(first, first + HALF_HOUR, read.now),)))
    return read


@callback
def price_factor(hass: HomeAssistant, entity_id: str | None) -> float:
    """Main currency units per kWh of one of the entity's units, for its recorded past."""
    if entity_id is None:
        return 1.0
    unit = price_unit(async_look(hass, entity_id).unit)
    return 1.0 if unit is None else unit.factor


def past_prices(recorded: StepSeries, factor: float, remembered: StepSeries, now: datetime) -> StepSeries:
    """What prices were: remembered from their publication, before that as recorded."""
    past = StepSeries(tuple(step for step in remembered if step.start < now))
    first = past.start or now
    earlier = (Step(s.start, s.end, s.value * factor) for s in recorded if s.end <= first)
    return StepSeries(tuple(earlier)).then(past)
