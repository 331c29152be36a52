"""What if: a copy of the home is planned with a trip, a target or a mode that nobody has decided on. Pure and slow.

It starts from what the last pass had, with what is read now. Nothing of it is kept, and nothing is commanded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ..core.accounting.stored_value import stored_worth
from ..core.hazard import Tier
from ..core.home import Home, Mode, SkippedTrip
from ..core.milp.data import SolverLimits
from ..core.outage.backup import backup_hours
from ..core.pipeline import PipelineInput, make_request, plan_home
from ..core.plan import Plan, PlanSlot, SocTarget
from ..core.planning.what_if import Bill, bills
from ..core.readings import Readings
from ..core.situation import Situation
from ..core.trips import OneOffTrip
from ..core.weekly_trips import weekly_trips
from ..presentation.wording import Wording
from ..settings.trip_limits import MOST_DAYS
from ..state.snapshot import Snapshot
from . import contract
from .figures import known, percent
from .plan import plan_of
from .trips import soc_at

# Good enough to look at, and soon there.
LIMITS: Final = SolverLimits(gap=0.005, seconds=4.0)
# Over which time modes are compared, and how often in it the hours without the grid are counted.
AHEAD: Final = timedelta(hours=24)
_LOOKS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is tried. `skips`: a trip that is left out, by its id on the face; a `trip` takes its place, if there is one."""

    trip: OneOffTrip | None = None
    skips: str | None = None
    target: SocTarget | None = None
    mode: Mode | None = None


def inputs_now(snapshot: Snapshot, home: Home) -> PipelineInput | None:
    """Return what a pass would start from now, without asking anybody anew; None before the first one."""
    if snapshot.inputs is None:
        return None
    return replace(
        snapshot.inputs,
        now=snapshot.at,
        home=home.without(snapshot.skipped, ZoneInfo(snapshot.inputs.zone)),
        readings=snapshot.readings,
        situation=snapshot.situation,
        one_off=snapshot.one_off,
        told_days=snapshot.told_days,
        charge_now=snapshot.charge_now,
        previous=snapshot.plan,
        limits=LIMITS,
        holdings=False,
    )


def preview(inputs: PipelineInput, change: Change, socs: Sequence[float], words: Wording) -> contract.Preview:
    """Return the plan with a change, and what that comes to; `socs`: targets of the trip (fractions) that are priced along.

    The plan is a whole one. Yen and CO2 are differences of relaxations: smooth, and the same for every target.
    """
    zone = ZoneInfo(inputs.zone)
    tried = changed(inputs, change)
    plan, _ = plan_home(tried)
    usual, whole, *priced = _bills(inputs, change, socs)
    reached = None
    if change.trip is not None:
        reached = soc_at(plan, change.trip.storage_id, change.trip.leave)
    elif change.target is not None:
        reached = soc_at(plan, change.target.storage_id, change.target.by)
    return {
        "plan": plan_of(plan, tried.home, tried.one_off, words, zone),
        "cost_yen": known(plan.cost_yen, 1) or 0.0,
        "more_yen": known(whole.yen - usual.yen, 1) or 0.0,
        "more_co2_kg": known(whole.co2_kg - usual.co2_kg, 2) or 0.0,
        "reached_soc": percent(reached),
        "curve": [
            {"soc": percent(soc) or 0.0, "more_yen": known(bill.yen - usual.yen, 1) or 0.0}
            for soc, bill in zip(socs, priced, strict=False)
        ],
    }


def _bills(inputs: PipelineInput, change: Change, socs: Sequence[float]) -> list[Bill]:
    """Return the bills without the change, with it, and with each of the targets."""
    whole = make_request(changed(inputs, change))
    # other targets of the same trip are met in the same future
    others = (make_request(changed(inputs, each), whole.forecasts) for each in _with_targets(change, socs))
    return bills(make_request(inputs), [whole, *others])


def _with_targets(change: Change, socs: Sequence[float]) -> list[Change]:
    if change.trip is None:
        return []
    return [replace(change, trip=replace(change.trip, soc=soc)) for soc in socs]


def changed(inputs: PipelineInput, change: Change) -> PipelineInput:
    """Return the inputs with a change."""
    home, trips, targets, situation = inputs.home, inputs.one_off, inputs.charge_now, inputs.situation
    if change.skips is not None:
        home = home.without(_skipped(inputs, change.skips), ZoneInfo(inputs.zone))
        trips = tuple(trip for trip in trips if trip.id != change.skips)
    if change.trip is not None:
        trips = (*trips, change.trip)
    if change.target is not None:
        others = tuple(t for t in targets if t.storage_id != change.target.storage_id)
        targets = (*others, change.target)
    if change.mode is not None:
        situation = _in_mode(situation, change.mode)
    return replace(inputs, home=home, one_off=trips, charge_now=targets, situation=situation)


def _skipped(inputs: PipelineInput, trip_id: str) -> tuple[SkippedTrip, ...]:
    """Return the weekly trip of that id as skipped; nothing for any other."""
    zone, until = ZoneInfo(inputs.zone), inputs.now + timedelta(days=MOST_DAYS)
    trips = weekly_trips(inputs.home, inputs.now, until, zone)
    return tuple(trip.as_skipped for trip in trips if trip.id == trip_id)


def _in_mode(situation: Situation, mode: Mode) -> Situation:
    """Return the situation after a person has picked a mode; a storm in force goes on to decide."""
    storm = situation.storm
    decides = storm is not None and storm.tier in (Tier.ACT, Tier.HOLD)
    return replace(situation, mode=situation.mode if decides else mode, wanted=mode)


def compare_modes(inputs: PipelineInput) -> list[contract.ModeOutlook]:
    """Return what each mode would cost and emit over the next day; energy that is left counts as what refilling costs."""
    end = inputs.now + AHEAD
    plans = {mode: plan_home(changed(inputs, Change(mode=mode)))[0] for mode in Mode}
    usual = plans[Mode.ECONOMY]
    found: list[contract.ModeOutlook] = []
    for mode, plan in plans.items():
        bill = _bill(plan, usual, inputs, end)
        found.append(
            {
                "mode": mode.value,
                "cost_yen": known(bill.yen, 1) or 0.0,
                "co2_kg": known(bill.co2_kg, 2) or 0.0,
                "backup_h": known(_mean_backup(plan, inputs), 1),
            }
        )
    return found


def _bill(plan: Plan, usual: Plan, inputs: PipelineInput, end: datetime) -> Bill:
    """Return what a plan comes to until `end`, less what its batteries have gained by then at the usual plan's prices."""
    until = min(end, plan.horizon.end - timedelta(minutes=1))
    yen = _until(plan, until, lambda slot: slot.cost_yen)
    kg = _until(plan, until, lambda slot: slot.co2_kg)
    for storage in inputs.home.storages:
        before = inputs.readings.storage(storage.id).soc
        after = _soc(plan, storage.id, until)
        if before is None or after is None:
            continue
        worth = stored_worth(storage, (after - before) * storage.capacity_kwh, usual, until)
        if worth is not None:
            yen, kg = yen - worth.yen, kg - worth.co2_kg
    return Bill(yen=yen, co2_kg=kg)


def _until(plan: Plan, end: datetime, value: Callable[[PlanSlot], float]) -> float:
    """Return the sum of a value of the slots until `end`, of the last one its share."""
    return sum(
        value(slot) * min((end - slot.start) / (slot.end - slot.start), 1.0)
        for slot in plan.slots
        if slot.start < end
    )


def _soc(plan: Plan, storage_id: str, when: datetime) -> float | None:
    """Return the SOC at the end of the slot that holds `when`."""
    slot = plan.slot_at(when)
    parts = () if slot is None else slot.storages
    return next((part.soc_end for part in parts if part.storage_id == storage_id), None)


def _mean_backup(plan: Plan, inputs: PipelineInput) -> float | None:
    """Return how long the house would run without grid and sun, the mean over the next day."""
    times = [inputs.now + AHEAD * i / _LOOKS for i in range(_LOOKS)]
    hours = [
        backup_hours(plan, inputs.home, _readings_at(plan, inputs.readings, at), sun=False) for at in times
    ]
    here = [each for each in hours if each is not None]
    return sum(here) / len(times) if here else None


def _readings_at(plan: Plan, readings: Readings, at: datetime) -> Readings:
    """Return the storages as the plan has them at a time."""
    slot = plan.slot_at(at)
    storages = []
    for reading in readings.storages:
        part = (
            None
            if slot is None
            else next((p for p in slot.storages if p.storage_id == reading.storage_id), None)
        )
        if part is not None and reading.soc is not None:
            reading = replace(reading, soc=part.soc_end, connected=not part.away)
        storages.append(reading)
    return replace(readings, at=at, storages=tuple(storages))
