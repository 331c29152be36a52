"""What the home's entities show: one frozen state of everything, and what has changed from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .chart import Chart
from .core.hazard import HazardPicture, Threats, Tier
from .core.ledger import Savings
from .core.modes import ModeState
from .core.outage import Rationing
from .core.outage_log import OutageLog
from .core.plan import Command, Need, Plan, PlanSlot
from .core.readiness import Readiness
from .core.readings import Readings, Situation
from .core.shadow import StormCost
from .metering import DayLedger
from .planning import PassInput
from .readers.jma.picture import JmaPicture
from .store import OneOffTrip

# A plan that is this far off what the battery does is made again.
DRIFT_SOC = 0.03


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The home, what is planned and what was ordered. `plan` None: there is none yet; `chart` is of it.

    `control`: whether we command; otherwise `commands` is what we would. `failures`: passes in a row
    that broke. `picture`: what all sources of warnings say, `threats` what of it counts; `jma`: JMA's part, None where it is not asked. `readiness`: of each storage,
    while a storm is expected or here. `storm_cost`: of it, or of the last one. `rationing`: in an outage; `outage_log`: of
    it, or of the last one. `given`: what the plan was made from, None for one from before a restart. `savings`: of the
    day so far, as of the last pass.
    """

    at: datetime
    mode: ModeState
    situation: Situation
    readings: Readings
    picture: HazardPicture = HazardPicture()
    threats: Threats = Threats()
    jma: JmaPicture | None = None
    readiness: tuple[Readiness, ...] = ()
    storm_cost: StormCost | None = None
    rationing: Rationing | None = None
    outage_log: OutageLog | None = None
    control: bool = False
    plan: Plan | None = None
    chart: Chart | None = None
    given: PassInput | None = None
    commands: tuple[Command, ...] = ()
    disobeying: frozenset[str] = frozenset()
    one_off: tuple[OneOffTrip, ...] = ()
    charge_now: tuple[Need, ...] = ()
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


class DecisionKind(StrEnum):
    """What an automation may want to hear of."""

    ACTION_CHANGED = "action_changed"
    MODE_CHANGED = "mode_changed"
    STORM_STARTED = "storm_started"
    STORM_ENDED = "storm_ended"
    OUTAGE_STARTED = "outage_started"
    OUTAGE_ENDED = "outage_ended"
    STEPPED_BACK = "stepped_back"
    DISOBEYED = "disobeyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One change, with the storage it is about."""

    kind: DecisionKind
    storage_id: str | None = None
    details: dict[str, str] = field(default_factory=dict)


def decisions(before: Snapshot, after: Snapshot) -> tuple[Decision, ...]:
    """What has changed, the weightiest first."""
    made: list[Decision] = []
    if after.situation.outage != before.situation.outage:
        outage = DecisionKind.OUTAGE_STARTED if after.situation.outage else DecisionKind.OUTAGE_ENDED
        made.append(Decision(kind=outage))
    if after.storm != before.storm:
        storm = DecisionKind.STORM_STARTED if after.storm else DecisionKind.STORM_ENDED
        made.append(Decision(kind=storm))
    if after.situation.mode is not before.situation.mode:
        details = {"mode": after.situation.mode.value, "former": before.situation.mode.value}
        made.append(Decision(kind=DecisionKind.MODE_CHANGED, details=details))
    stepped_back = sorted(after.situation.hands_off - before.situation.hands_off)
    disobeyed = sorted(after.disobeying - before.disobeying)
    made += [Decision(kind=DecisionKind.STEPPED_BACK, storage_id=item) for item in stepped_back]
    made += [Decision(kind=DecisionKind.DISOBEYED, storage_id=item) for item in disobeyed]
    for command in after.commands:
        former = before.command(command.storage_id)
        if former is None or former.verb is not command.verb:
            made.append(
                Decision(
                    kind=DecisionKind.ACTION_CHANGED,
                    storage_id=command.storage_id,
                    details={"action": command.verb.value},
                )
            )
    return tuple(made)


def planned_soc(snapshot: Snapshot, storage_id: str) -> float | None:
    """Where the plan has that battery now, as a fraction: between the ends of two slots."""
    plan, given = snapshot.plan, snapshot.given
    if plan is None or given is None:
        return None
    index = plan.grid.index_at(snapshot.at)
    if index is None:
        return None
    slot = plan.slots[index]
    if index:
        begin = plan.slots[index - 1].storage(storage_id).soc_end
    elif (known := given.readings.storage(storage_id).soc) is not None:
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
        if snapshot.given is None or reading.soc is None or reading.connected is False:
            continue
        if snapshot.given.readings.storage(reading.storage_id).soc is None:
            return True
        planned = planned_soc(snapshot, reading.storage_id)
        if planned is not None and abs(reading.soc - planned) > DRIFT_SOC:
            return True
    return False


def is_open(need: Need, readings: Readings) -> bool:
    """Whether a wish to charge now still stands: not reached, and the car has not left."""
    reading = next((r for r in readings.storages if r.storage_id == need.storage_id), None)
    return (
        reading is not None
        and (reading.soc is None or reading.soc < need.soc - 0.005)
        and (reading.connected is not False)
    )
