"""The snapshot: everything that the home's entities show."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..core.accounting.baseline import Savings
from ..core.accounting.books import Accounts
from ..core.accounting.metering import DayLedger
from ..core.accounting.peaks import PeakLog
from ..core.control.mode_machine import ModeState
from ..core.control.relays import Relay
from ..core.control.supervisor import Ruling
from ..core.hazard import HazardReport, Threats, Tier
from ..core.home import SkippedTrip, ToldDay
from ..core.outage.endurance import Endurance
from ..core.outage.log import OutageLog
from ..core.pipeline import PipelineInput
from ..core.plan import Command, Plan, PlanSlot, SocTarget
from ..core.readings import Readings
from ..core.situation import Situation
from ..core.storm.counterfactual import StormCost
from ..core.storm.readiness import Readiness
from ..core.trips import OneOffTrip
from ..evening.log import Refused
from ..evening.wording import Asked
from ..presentation.plan_view import PlanView
from ..readers.jma.bulletin import JmaBulletin

# One re-plan was missed and the next one is late; a little of a plan's life may lie ahead, where a clock was set.
PLAN_OLD = timedelta(minutes=45)
# A battery this far off the plan leads to a new one.
DRIFT_SOC = 0.03


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The home, its plan and its commands.

    `plan`: None before the first one; `chart`: of it. `inputs`: what it was made from, None where it is from
    before a restart. `control`: whether units are commanded; otherwise `commands` is what they would be told. `rulings`: what
    the supervisor has changed in them. `relays`: by storage id, once that is obeyed.
    `failures`: passes in a row that broke. `report`: what all sources of warnings say; `threats`: what of it
    counts; `jma`: JMA's part, None where it is not asked. `readiness`: of each storage, while a storm is
    expected or here; `storm_cost`: of this storm, or of the last one. `endurance`: in an outage; `outage_log`:
    of this outage, or of the last one. `savings`, `accounts`: of the day so far
    and what else the books show, as of the last pass. `evening`: the questions that
    stand or were answered, until their day begins. `peaks`: the highest half hour of each month.
    `prices_came`: when a new day of prices was seen last.
    """

    at: datetime
    mode: ModeState
    situation: Situation
    readings: Readings
    report: HazardReport = HazardReport()
    threats: Threats = Threats()
    jma: JmaBulletin | None = None
    readiness: tuple[Readiness, ...] = ()
    storm_cost: StormCost | None = None
    endurance: Endurance | None = None
    outage_log: OutageLog | None = None
    control: bool = False
    plan: Plan | None = None
    chart: PlanView | None = None
    inputs: PipelineInput | None = None
    commands: tuple[Command, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    relays: dict[str, Relay] = field(default_factory=dict)
    disobeying: frozenset[str] = frozenset()
    one_off: tuple[OneOffTrip, ...] = ()
    skipped: tuple[SkippedTrip, ...] = ()
    told_days: tuple[ToldDay, ...] = ()
    evening: tuple[Asked, ...] = ()
    evening_refused: Refused | None = None
    charge_now: tuple[SocTarget, ...] = ()
    ledger: DayLedger | None = None
    peaks: PeakLog = PeakLog()
    savings: Savings | None = None
    accounts: Accounts | None = None
    failures: int = 0
    prices_came: datetime | None = None

    @property
    def slot(self) -> PlanSlot | None:
        """Return the current slot of the plan."""
        return None if self.plan is None else self.plan.slot_at(self.at)

    @property
    def plan_is_old(self) -> bool:
        """Return whether the plan should have been made again long ago, for whatever reason it was not."""
        return self.plan is not None and abs(self.at - self.plan.made_at) > PLAN_OLD

    @property
    def storm(self) -> bool:
        """Return whether a storm decides: a warning is in force or cools down, and nobody overrides it."""
        storm = self.situation.storm
        return storm is not None and storm.tier in (Tier.ACT, Tier.HOLD)

    @property
    def needs_no_plan(self) -> bool:
        """Return whether the commands need no plan: in an outage, or for a storm in force."""
        storm = self.situation.storm
        return self.situation.outage or (storm is not None and storm.tier is Tier.ACT)

    @property
    def saved_today(self) -> Savings | None:
        """Return the savings of the day that is metered; those of the day before would count twice in statistics."""
        return (
            None
            if self.savings is None or self.ledger is None or self.savings.since != self.ledger.since
            else self.savings
        )

    def asked(self, storage_id: str) -> Asked | None:
        """Return the evening question of that car, None where there is none."""
        return next((one for one in self.evening if one.storage_id == storage_id), None)

    def command(self, storage_id: str) -> Command | None:
        """Return what that storage is (or would be) told to do, None when it is left alone."""
        return next((c for c in self.commands if c.storage_id == storage_id), None)


def planned_soc(snapshot: Snapshot, storage_id: str) -> float | None:
    """Return the SOC that the plan has for now, interpolated within the slot."""
    plan, inputs = snapshot.plan, snapshot.inputs
    if plan is None or inputs is None:
        return None
    index = plan.horizon.index_at(snapshot.at)
    if index is None:
        return None
    slot = plan.slots[index]
    if index:
        begin = plan.slots[index - 1].storage(storage_id).soc_end
    elif (soc := inputs.readings.storage(storage_id).soc) is not None:
        begin = soc
    else:
        return None
    share = (snapshot.at - slot.start) / (slot.end - slot.start)
    return begin + share * (slot.storage(storage_id).soc_end - begin)


def drifts(snapshot: Snapshot) -> bool:
    """Return whether the SOC of a battery differs from the plan; a car on the road has none to compare."""
    if snapshot.plan is None:
        return True
    for reading in snapshot.readings.storages:
        if snapshot.inputs is None or reading.soc is None or reading.connected is False:
            continue
        if snapshot.inputs.readings.storage(reading.storage_id).soc is None:
            return True
        planned = planned_soc(snapshot, reading.storage_id)
        if planned is not None and abs(reading.soc - planned) > DRIFT_SOC:
            return True
    return False


def is_open(target: SocTarget, readings: Readings) -> bool:
    """Return whether a request to charge now still holds: not reached, and the car has not left."""
    reading = next((r for r in readings.storages if r.storage_id == target.storage_id), None)
    return (
        reading is not None
        and (reading.soc is None or reading.soc < target.soc - 0.005)
        and (reading.connected is not False)
    )
