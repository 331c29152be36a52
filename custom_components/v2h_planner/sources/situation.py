"""What is around the units and is read with every pass: warnings, prices, and what was said of them before."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..core.control.mode_machine import (
    ModeRules,
    ModeState,
    OutageChanged,
    WeatherSeen,
    current_situation,
    step,
)
from ..core.hazard import HazardReport, Threats, judge
from ..core.outage.driving_reserve import driving_reserves
from ..core.readings import Fault
from ..core.situation import Situation
from ..core.trips import OneOffTrip
from .entity_reader import EntityReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensed:
    """What is around the home, and who decides after a look at it."""

    report: HazardReport
    threats: Threats
    mode: ModeState
    situation: Situation
    faults: tuple[Fault, ...]


@callback
def sense(
    gatherer: EntityReader,
    weather: HazardReport,
    mode: ModeState,
    rules: ModeRules,
    one_off: Iterable[OneOffTrip],
    now: datetime,
) -> Sensed:
    """Look at the sky and at the grid. `weather`: what JMA says, beside the entities that warn."""
    settings = gatherer.settings
    entities, faults = gatherer.warnings(now)
    report = HazardReport(hazards=weather.hazards + entities.hazards, silent=weather.silent | entities.silent)
    threats, outage = judge(report, rules.hazard, now), gatherer.outage(now)
    mode = step(mode, WeatherSeen(at=now, threats=threats), rules)
    if outage.value is not None:
        mode = step(mode, OutageChanged(at=now, on=outage.value), rules)
    situation = current_situation(mode, now, rules)
    if situation.outage and settings.outage.keep_driving:
        zone = dt_util.get_default_time_zone()
        situation = replace(situation, reserves=driving_reserves(settings.home, now, zone, one_off))
    return Sensed(
        report=report, threats=threats, mode=mode, situation=situation, faults=faults + outage.faults
    )
