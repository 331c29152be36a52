"""One observation of the home, what the last pass made, and the snapshot that shows both. Pure."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from ..core.accounting.baseline import Savings
from ..core.accounting.books import Accounts
from ..core.control.dispatch import dispatch
from ..core.control.mode_machine import ModeState
from ..core.hazard import HazardReport, Threats
from ..core.home import Home
from ..core.outage.endurance import Endurance
from ..core.pipeline import PipelineInput
from ..core.readings import Fault, Readings
from ..core.situation import Situation
from ..core.storm.readiness import readiness
from ..core.trips import OneOffTrip
from ..evening.wording import Asked
from ..presentation.plan_view import PlanView
from ..readers.jma.bulletin import JmaBulletin
from ..state.snapshot import Snapshot
from .persistent_state import PersistentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The home at `readings.at`, and the state and the mode after it.

    `report`: what all sources of warnings say, `threats`: what of it counts; `jma`: JMA's part, None where it
    is not asked. `endurance`: in an outage. `next_change`: when time alone changes the mode. `calendar_trips`: those
    of people's calendars that are not over.
    """

    state: PersistentState
    mode: ModeState
    situation: Situation
    readings: Readings
    report: HazardReport
    threats: Threats
    jma: JmaBulletin | None
    endurance: Endurance | None
    faults: tuple[Fault, ...]
    next_change: datetime | None
    calendar_trips: tuple[OneOffTrip, ...] = ()
    evening: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassResult:
    """What the last pass made beside the plan; None before the first one.

    `chart`: of the plan. `savings`: of the day so far; `accounts`: what else the books show. `faults`: of the inputs that were collected.
    `failures`: passes in a row that broke.
    """

    inputs: PipelineInput | None = None
    chart: PlanView | None = None
    savings: Savings | None = None
    accounts: Accounts | None = None
    faults: tuple[Fault, ...] = ()
    failures: int = 0


def build_snapshot(
    observation: Observation, last_pass: PassResult, home: Home, disobeying: AbstractSet[str]
) -> Snapshot:
    """Return what the entities show. `disobeying`: ids of storages whose unit disobeys."""
    state, situation, readings = observation.state, observation.situation, observation.readings
    now, plan = readings.at, state.plan
    commands, relays = dispatch(
        plan, home, readings, situation, now, state.relays, state.peaks.taken_kwh(now)
    )
    return Snapshot(
        at=now,
        mode=observation.mode,
        situation=situation,
        readings=readings,
        report=observation.report,
        threats=observation.threats,
        jma=observation.jma,
        readiness=() if plan is None else readiness(plan, situation.storm, home, readings, now),
        storm_cost=state.storm_cost,
        endurance=observation.endurance,
        outage_log=state.outage,
        control=state.control,
        plan=plan,
        chart=last_pass.chart,
        inputs=last_pass.inputs,
        commands=commands,
        relays=relays,
        disobeying=frozenset(disobeying),
        one_off=(*state.one_off, *observation.calendar_trips),
        skipped=state.skipped,
        told_days=state.evening.told_days,
        evening=observation.evening,
        evening_refused=state.evening.refused,
        charge_now=state.charge_now,
        ledger=state.ledger,
        peaks=state.peaks,
        savings=last_pass.savings,
        accounts=last_pass.accounts,
        failures=last_pass.failures,
        prices_came=state.publications.prices_came,
    )
