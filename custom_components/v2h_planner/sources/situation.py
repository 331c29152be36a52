"""The situation of the home, from its warnings and its grid: what is read, and the mode after it."""

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
from ..core.home import SkippedTrip
from ..core.outage.driving_reserve import driving_reserves
from ..core.readings import Fault
from ..core.situation import Situation
from ..core.trips import OneOffTrip
from .entity_reader import EntityReader


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationRead:
    """The warnings of all sources, what of them counts, and the mode and the situation that follow."""

    report: HazardReport
    threats: Threats
    mode: ModeState
    situation: Situation
    faults: tuple[Fault, ...]


@callback
def async_read_situation(
    reader: EntityReader,
    jma: HazardReport,
    mode: ModeState,
    rules: ModeRules,
    one_off: Iterable[OneOffTrip],
    now: datetime,
    skipped: Iterable[SkippedTrip] = (),
) -> SituationRead:
    """Read warnings and the grid, and return the mode after them. `jma`: warnings beside the entities'."""
    settings = reader.settings
    entities, faults = reader.warnings(now)
    report = HazardReport(
        hazards=jma.hazards + entities.hazards, silent=jma.silent | entities.silent, heard=jma.heard
    )
    threats, outage = judge(report, rules.hazard, now), reader.outage(now)
    mode = step(mode, WeatherSeen(at=now, threats=threats), rules)
    if outage.value is not None:
        mode = step(mode, OutageChanged(at=now, on=outage.value), rules)
    situation = current_situation(mode, now, rules)
    if situation.outage and settings.outage.keep_driving:
        zone = dt_util.get_default_time_zone()
        home = settings.home.without(skipped, zone)
        situation = replace(situation, reserves=driving_reserves(home, now, zone, one_off))
    return SituationRead(
        report=report, threats=threats, mode=mode, situation=situation, faults=faults + outage.faults
    )
