"""What is around the units and is read with every pass: warnings, prices, and what was said of them before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .core.grid import HALF_HOUR, slot_floor
from .core.hazard import HazardPicture, Threats, judge
from .core.modes import ModeRules, ModeState, OutageChanged, WeatherSeen, situation, step
from .core.outage import driving_reserves
from .core.readings import Fault, Situation
from .core.series import Step, StepSeries
from .gather import Gatherer, async_look
from .readers.prices import PriceRead
from .readers.units import price_unit
from .store import OneOffTrip

# A price that was published stays published; what we remember of it may stand in for a silent source.
_AHEAD = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensed:
    """What is around the home, and who decides after a look at it."""

    picture: HazardPicture
    threats: Threats
    mode: ModeState
    situation: Situation
    faults: tuple[Fault, ...]


@callback
def sense(
    gatherer: Gatherer,
    weather: HazardPicture,
    mode: ModeState,
    rules: ModeRules,
    one_off: Iterable[OneOffTrip],
    now: datetime,
) -> Sensed:
    """Look at the sky and at the grid. `weather`: what JMA says, beside the entities that warn."""
    settings = gatherer.settings
    entities, faults = gatherer.warnings(now)
    picture = HazardPicture(
        hazards=weather.hazards + entities.hazards, silent=weather.silent | entities.silent
    )
    threats, outage = judge(picture, rules.hazard, now), gatherer.outage(now)
    mode = step(mode, WeatherSeen(at=now, threats=threats), rules)
    if outage.value is not None:
        mode = step(mode, OutageChanged(at=now, on=outage.value), rules)
    who = situation(mode, now, rules)
    if who.outage and settings.outage.keep_driving:
        zone = dt_util.get_default_time_zone()
        who = replace(who, reserves=driving_reserves(settings.home, now, zone, one_off))
    return Sensed(picture=picture, threats=threats, mode=mode, situation=who, faults=faults + outage.faults)


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
