"""What each choice would come to over the next day: a mode, being ready for a storm, a charge. Pure and slow.

A copy of the home is planned for each; nothing of it is kept, and nothing is commanded.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from .accounting.stored_value import stored_worth
from .hazard import StormTarget, Tier
from .home import Mode
from .horizon import slot_floor
from .milp.data import SolverLimits
from .outage.backup import backup_hours
from .pipeline import PipelineInput, make_request, plan_home
from .plan import Plan, PlanSlot, SocTarget
from .planning.planner import make_plan
from .planning.what_if import bills
from .readings import Readings
from .situation import Situation

# Good enough to look at, and soon there.
LIMITS: Final = SolverLimits(gap=0.005, seconds=4.0)
# Over which time choices are compared, and how often in it the hours without the grid are counted.
AHEAD: Final = timedelta(hours=24)
_LOOKS: Final = 12
# In fair weather a storm is supposed that begins in so many hours and lasts as long.
_SUPPOSED: Final = timedelta(hours=12)
_MOMENT: Final = timedelta(minutes=1)


class NoLongerWantedError(Exception):
    """Nobody waits for the comparison any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a plan comes to over the next day; energy that is left at its end counts as what refilling it costs.

    Backup: hours that the house would run without grid and sun, the least and the mean of the day; None where nothing
    feeds the house.
    """

    cost_yen: float
    co2_kg: float
    least_backup_h: float | None = None
    mean_backup_h: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a choice comes to, and how much more than what is compared with it. Below zero: less."""

    outlook: Outlook
    more_yen: float
    more_co2_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeChoices:
    """All modes against the `present` one. `usual`: economy's plan, at whose prices energy that is left counts."""

    present: Mode
    choices: dict[Mode, Choice]
    usual: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class StormChoice:
    """Being ready by `by` against a plan without a storm; `expected`: one is here or coming, otherwise it is supposed."""

    expected: bool
    by: datetime
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeChoice:
    """A charge that a person asks about against the plan as it is; `reached_soc`: what it comes to in time."""

    target: SocTarget
    reached_soc: float | None
    choice: Choice


def compare_modes(inputs: PipelineInput, wanted: Callable[[], bool] = lambda: True) -> ModeChoices:
    """Return what each mode comes to; NoLongerWantedError once `wanted` says so, between one plan and the next."""
    plans: dict[Mode, Plan] = {}
    for mode in Mode:
        if not wanted():
            raise NoLongerWantedError
        plans[mode] = plan_home(replace(inputs, situation=in_mode(inputs.situation, mode)))[0]
    usual = plans[Mode.ECONOMY]
    outlooks = {mode: outlook(plan, usual, inputs) for mode, plan in plans.items()}
    present = inputs.situation.wanted or inputs.situation.mode
    now = outlooks[present]
    choices = {
        mode: Choice(outlook=one, more_yen=one.cost_yen - now.cost_yen, more_co2_kg=one.co2_kg - now.co2_kg)
        for mode, one in outlooks.items()
    }
    return ModeChoices(present=present, choices=choices, usual=usual)


def in_mode(situation: Situation, mode: Mode) -> Situation:
    """Return the situation after a person has picked a mode; a storm in force goes on to decide."""
    storm = situation.storm
    decides = storm is not None and storm.tier in (Tier.ACT, Tier.HOLD)
    return replace(situation, mode=situation.mode if decides else mode, wanted=mode)


def compare_storm(inputs: PipelineInput, usual: Plan) -> StormChoice:
    """Return what being ready for the storm comes to; in fair weather for one that would begin in twelve hours.

    Of a storm that is expected it costs what the plan itself tells of it, over all of the plan.
    """
    storm = inputs.situation.storm
    if storm is not None and storm.tier is not Tier.NONE:
        fair = replace(inputs, situation=inputs.situation.without_storm)
        without, with_it = bills(make_request(fair), [make_request(inputs)])
        choice = Choice(
            outlook=outlook(plan_home(inputs)[0], usual, inputs),
            more_yen=with_it.yen - without.yen,
            more_co2_kg=with_it.co2_kg - without.co2_kg,
        )
        return StormChoice(expected=True, by=max(storm.by, inputs.now), choice=choice)
    supposed = _supposed(inputs.now)
    ready = replace(inputs, situation=replace(inputs.situation, storm=supposed))
    choice = _against(plan_home(inputs)[0], plan_home(ready)[0], usual, inputs)
    return StormChoice(expected=False, by=supposed.by, choice=choice)


def compare_charge(inputs: PipelineInput, target: SocTarget, usual: Plan) -> ChargeChoice:
    """Return what it comes to that a storage has an SOC by a time. It changes nothing of what the car is expected to do."""
    request = make_request(inputs)
    plan = make_plan(replace(request, targets=(*request.targets, target)))
    end = max(inputs.now + AHEAD, target.by)
    return ChargeChoice(
        target=target,
        reached_soc=_soc(plan, target.storage_id, max(target.by - _MOMENT, plan.horizon.start)),
        choice=_against(make_plan(request), plan, usual, inputs, end),
    )


def _supposed(now: datetime) -> StormTarget:
    by = slot_floor(now + _SUPPOSED)
    return StormTarget(tier=Tier.WATCH, by=by, until=by + _SUPPOSED, onset=by)


def _against(
    without: Plan, with_it: Plan, usual: Plan, inputs: PipelineInput, end: datetime | None = None
) -> Choice:
    """Return a choice and how much more it is than the plan without it."""
    before, after = (outlook(plan, usual, inputs, end) for plan in (without, with_it))
    return Choice(
        outlook=after,
        more_yen=after.cost_yen - before.cost_yen,
        more_co2_kg=after.co2_kg - before.co2_kg,
    )


def outlook(plan: Plan, usual: Plan, inputs: PipelineInput, end: datetime | None = None) -> Outlook:
    """Return what a plan comes to until `end`, less what its batteries have gained by then at the usual plan's prices."""
    until = min(end or inputs.now + AHEAD, plan.horizon.end - _MOMENT)
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
    hours = _backup(plan, inputs)
    return Outlook(
        cost_yen=yen,
        co2_kg=kg,
        least_backup_h=None if hours is None else min(hours),
        mean_backup_h=None if hours is None else sum(hours) / len(hours),
    )


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


def _backup(plan: Plan, inputs: PipelineInput) -> list[float] | None:
    """Return how long the house would run without grid and sun, at several times of the next day; away is nothing."""
    times = [inputs.now + AHEAD * i / _LOOKS for i in range(_LOOKS)]
    hours = [
        backup_hours(plan, inputs.home, _readings_at(plan, inputs.readings, at), sun=False) for at in times
    ]
    if all(each is None for each in hours):
        return None
    return [each or 0.0 for each in hours]


def _readings_at(plan: Plan, readings: Readings, at: datetime) -> Readings:
    """Return the storages as the plan has them at a time."""
    slot = plan.slot_at(at)
    parts = {} if slot is None else {part.storage_id: part for part in slot.storages}
    storages = tuple(
        replace(reading, soc=part.soc_end, connected=not part.away)
        if (part := parts.get(reading.storage_id)) is not None and reading.soc is not None
        else reading
        for reading in readings.storages
    )
    return replace(readings, at=at, storages=storages)
