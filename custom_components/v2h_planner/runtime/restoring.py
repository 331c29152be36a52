"""Reads a saved state part by part: what cannot be read is lost alone, named, and stands on the safe side. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from ..core.codec import Salvage
from ..core.control.mode_machine import ModeState
from ..core.control.storm_state import Storm
from ..core.outage.endurance import RecentLoad
from ..core.plan import Plan, SocTarget
from ..core.series import StepSeries
from ..core.storm.counterfactual import Counterfactual
from ..core.trips import OneOffTrip, TripLog
from ..notifications.deduplication import SentNotices
from .migration import MINOR_VERSION, added_since
from .packing import unpack
from .persistent_state import PersistentState
from .publications import PublicationLog


class Part(StrEnum):
    """A part of the saved state as a person knows it; its words are in translations/*.json, `common`."""

    CONTROL = "control"
    MODE = "mode"
    STORM = "storm"
    OUTAGE = "outage"
    HANDS_OFF = "hands_off"
    PLAN = "plan"
    REQUESTS = "requests"
    TRIPS = "trips"
    PRICES = "prices"
    SAVINGS = "savings"
    CHARGE_RATES = "charge_rates"
    STORM_COST = "storm_cost"
    WARNINGS = "warnings"
    NOTICES = "notices"
    BOOKS = "books"  # a file of its own: books/book_store.py
    OTHER = "other"


STATE_PARTS: Final[Mapping[str, Part]] = {
    "control": Part.CONTROL,
    "orders": Part.CONTROL,
    "plan": Part.PLAN,
    "charge_now": Part.REQUESTS,
    "one_off": Part.REQUESTS,
    "pauses": Part.REQUESTS,
    "skipped": Part.REQUESTS,
    "evening": Part.REQUESTS,
    "trips": Part.TRIPS,
    "recalled": Part.TRIPS,
    "publications": Part.PRICES,
    "ledger": Part.SAVINGS,
    "peaks": Part.SAVINGS,
    "charge_rates": Part.CHARGE_RATES,
    "soc_estimates": Part.CHARGE_RATES,
    "relays": Part.CHARGE_RATES,
    "counterfactual": Part.STORM_COST,
    "storm_cost": Part.STORM_COST,
    "outage": Part.OUTAGE,
    "recent_load": Part.OUTAGE,
    "jma": Part.WARNINGS,
    "sent_notices": Part.NOTICES,
}
MODE_PARTS: Final[Mapping[str, Part]] = {
    "wanted": Part.MODE,
    "storm": Part.STORM,
    "outage": Part.OUTAGE,
    "hands_off_until": Part.HANDS_OFF,
}

EVERYTHING: Final = frozenset(Part) - {Part.OTHER, Part.BOOKS}

# Half of one of these is worth having; half a plan or half a day's account is not.
PARTED: Final = frozenset(
    {PersistentState, ModeState, TripLog, PublicationLog, StepSeries, Storm, RecentLoad, SentNotices}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A saved state, and what of it is lost. What is lost is as in a home that begins: control off, economy."""

    state: PersistentState
    mode: ModeState
    lost: frozenset[Part] = frozenset()


def fresh(now: datetime, lost: frozenset[Part] = frozenset()) -> Restored:
    """Return the state of a home that begins; `lost`: of one that does not begin."""
    return Restored(state=PersistentState(trips=TripLog(since=now)), mode=ModeState(), lost=lost)


def restore(data: Any, now: datetime, minor_version: int = MINOR_VERSION) -> Restored:
    """Return what can be read of a file's data in today's shape, written by the code of that minor version."""
    begun, known = fresh(now), data if isinstance(data, dict) else {}
    salvage = Salvage(parted=PARTED, new=added_since(minor_version))
    state, lost_of_state = salvage.fields(PersistentState, unpack(known.get("state")), begun.state)
    mode, lost_of_mode = salvage.fields(ModeState, known.get("mode"), begun.mode)
    lost = {STATE_PARTS.get(name, Part.OTHER) for name in lost_of_state}
    lost |= {MODE_PARTS.get(name, Part.OTHER) for name in lost_of_mode}
    sound, sound_mode = _sound(state), replace(mode, storm=_sound_storm(mode.storm))
    lost |= {part for name, part in STATE_PARTS.items() if getattr(sound, name) != getattr(state, name)}
    lost |= {part for name, part in MODE_PARTS.items() if getattr(sound_mode, name) != getattr(mode, name)}
    if Part.TRIPS in lost:  # the recorder may still have them
        sound = replace(sound, recalled={})
    return Restored(state=sound, mode=sound_mode, lost=frozenset(lost))


# What can be read may still contradict itself, and would break every look at the home.


def _sound(state: PersistentState) -> PersistentState:
    return replace(
        state,
        plan=_sound_plan(state.plan),
        counterfactual=_sound_counterfactual(state.counterfactual),
        charge_now=_those(_is_target, state.charge_now),
        one_off=_those(_is_trip, state.one_off),
    )


def _sound_plan(plan: Plan | None) -> Plan | None:
    """Return a plan that has a slot for each time, and each storage in each slot."""
    if plan is None or len(plan.slots) != len(plan.horizon):
        return None
    ids = {tuple(part.storage_id for part in slot.storages) for slot in plan.slots}
    times = all(slot.start < slot.end for slot in plan.slots)
    return plan if len(ids) == 1 and times else None


def _sound_counterfactual(home: Counterfactual | None) -> Counterfactual | None:
    return home if home is None or home.plan is None else replace(home, plan=_sound_plan(home.plan))


def _sound_storm(storm: Storm) -> Storm:
    """Return the storm without watches of hazards that begin at no time."""
    return replace(storm, watches=_those(lambda watch: watch.hazard.start is not None, storm.watches))


def _is_target(target: SocTarget) -> bool:
    return 0.0 <= target.soc <= 1.0


def _is_trip(trip: OneOffTrip) -> bool:
    return 0.0 <= trip.soc <= 1.0 and trip.energy_kwh >= 0.0 and trip.leave < trip.back


def _those[T](is_sound: Callable[[T], bool], items: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(item for item in items if is_sound(item))
