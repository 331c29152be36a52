"""What if: a copy of the home is planned with a trip, a target or a mode that nobody has decided on. Pure and slow.

It starts from what the last pass had, with what is read now. Nothing of it is kept, and nothing is commanded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from homeassistant.util.json import JsonValueType

from ..core.comparison import LIMITS, Choice, ModeChoices, StormChoice, in_mode
from ..core.home import Home, Mode, SkippedTrip
from ..core.pipeline import PipelineInput, make_request, plan_home
from ..core.plan import SocTarget
from ..core.planning.what_if import Bill, bills
from ..core.trips import OneOffTrip
from ..core.weekly_trips import weekly_trips
from ..presentation.wording import Wording
from ..settings.trip_limits import MOST_DAYS
from ..state.snapshot import Snapshot
from . import contract
from .figures import known, percent
from .plan import plan_of
from .trips import soc_at


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
        peaks=snapshot.peaks,
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
        situation = in_mode(situation, change.mode)
    return replace(inputs, home=home, one_off=trips, charge_now=targets, situation=situation)


def _skipped(inputs: PipelineInput, trip_id: str) -> tuple[SkippedTrip, ...]:
    """Return the weekly trip of that id as skipped; nothing for any other."""
    zone, until = ZoneInfo(inputs.zone), inputs.now + timedelta(days=MOST_DAYS)
    trips = weekly_trips(inputs.home, inputs.now, until, zone)
    return tuple(trip.as_skipped for trip in trips if trip.id == trip_id)


def mode_outlooks(modes: ModeChoices) -> list[contract.ModeOutlook]:
    """Return what each mode would cost, emit and keep over the next day."""
    return [
        {
            "mode": mode.value,
            "cost_yen": known(choice.outlook.cost_yen, 1) or 0.0,
            "co2_kg": known(choice.outlook.co2_kg, 2) or 0.0,
            "backup_h": known(choice.outlook.mean_backup_h, 1),
        }
        for mode, choice in modes.choices.items()
    ]


def storm_outlook(storm: StormChoice) -> contract.StormOutlook:
    """Return what being ready for a storm costs."""
    return {
        "expected": storm.expected,
        "by": storm.by.isoformat(),
        "more_yen": known(storm.choice.more_yen, 1) or 0.0,
    }


def choice_shown(choice: Choice) -> dict[str, JsonValueType]:
    """Return a choice as the action answers it and the select has it in its attributes."""
    found = choice.outlook
    return {
        "cost_yen": known(found.cost_yen, 1),
        "co2_kg": known(found.co2_kg, 2),
        "backup_h": known(found.mean_backup_h, 1),
        "least_backup_h": known(found.least_backup_h, 1),
        "more_yen": known(choice.more_yen, 1),
        "more_co2_kg": known(choice.more_co2_kg, 2),
    }
