"""What the home's entities show: one frozen state of everything, and what has changed from one to the next."""

from dataclasses import dataclass
from datetime import datetime

from ..core.accounting.baseline import Savings
from ..core.accounting.metering import DayLedger
from ..core.control.mode_machine import ModeState
from ..core.hazard import HazardReport, Threats, Tier
from ..core.outage.endurance import Endurance
from ..core.outage.log import OutageLog
from ..core.pipeline import PipelineInput
from ..core.plan import Command, Plan, PlanSlot, SocTarget
from ..core.readings import Readings
from ..core.situation import Situation
from ..core.storm.counterfactual import StormCost
from ..core.storm.readiness import Readiness
from ..core.trips import OneOffTrip
from ..presentation.plan_view import PlanView
from ..readers.jma.bulletin import JmaBulletin

# A plan that is this far off what the battery does is made again.
DRIFT_SOC = 0.03


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The home, what is planned and what was ordered. `plan` None: there is none yet; `chart` is of it.

    `control`: whether we command; otherwise `commands` is what we would. `failures`: passes in a row
    that broke. `report`: what all sources of warnings say, `threats` what of it counts; `jma`: JMA's part, None where it is not asked. `readiness`: of each storage,
    while a storm is expected or here. `storm_cost`: of it, or of the last one. `endurance`: in an outage; `outage_log`: of
    it, or of the last one. `inputs`: what the plan was made from, None for one from before a restart. `savings`: of the
    day so far, as of the last pass.
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
    disobeying: frozenset[str] = frozenset()
    one_off: tuple[OneOffTrip, ...] = ()
    charge_now: tuple[SocTarget, ...] = ()
    ledger: DayLedger | None = None
    savings: Savings | None = None
    failures: int = 0

    @property
    def slot(self) -> PlanSlot | None:
        """The slot that holds now."""
        return None if self.plan is None else self.plan.slot_at(self.at)

    @property
    def storm(self) -> bool:
        """Whether a storm decides: a warning is in force or cools down, and nobody has chosen against it."""
        order = self.situation.storm
        return order is not None and order.tier in (Tier.ACT, Tier.HOLD)

    @property
    def needs_no_plan(self) -> bool:
        """Whether what is to be done now does not depend on a plan: fill up for a storm, carry the house."""
        order = self.situation.storm
        return self.situation.outage or (order is not None and order.tier is Tier.ACT)

    def command(self, storage_id: str) -> Command | None:
        """What that storage is (or would be) told to do, None when it is left alone."""
        return next((c for c in self.commands if c.storage_id == storage_id), None)


def planned_soc(snapshot: Snapshot, storage_id: str) -> float | None:
    """Where the plan has that battery now, as a fraction: between the ends of two slots."""
    plan, inputs = snapshot.plan, snapshot.inputs
    if plan is None or inputs is None:
        return None
    index = plan.horizon.index_at(snapshot.at)
    if index is None:
        return None
    slot = plan.slots[index]
    if index:
        begin = plan.slots[index - 1].storage(storage_id).soc_end
    elif (known := inputs.readings.storage(storage_id).soc) is not None:
        begin = known
    else:
        return None
    share = (snapshot.at - slot.start) / (slot.end - slot.start)
    return begin + share * (slot.storage(storage_id).soc_end - begin)


def drifts(snapshot: Snapshot) -> bool:
    """Whether a battery is not where the plan has it by now; a car on the road may be anywhere."""
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


def is_open(need: SocTarget, readings: Readings) -> bool:
    """Whether a wish to charge now still stands: not reached, and the car has not left."""
    reading = next((r for r in readings.storages if r.storage_id == need.storage_id), None)
    return (
        reading is not None
        and (reading.soc is None or reading.soc < need.soc - 0.005)
        and (reading.connected is not False)
    )
