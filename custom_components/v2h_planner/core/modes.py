"""Who decides: one pure state machine of a person's mode, warnings, outage and hands on a unit.

`docs/modes.md` has its table. The person's mode is never overwritten: a storm only takes over what is in
effect, so the former mode comes back by itself, once, after any sequence of events and any restart.

    state = step(state, WarningOn(at=now, warning_id="binary_sensor.storm"), rules)
    situation(state, now, rules)  # -> core.readings.Situation
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from .hazard import HazardRules, HazardWarning, Storm
from .home import Mode
from .readings import Situation, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRules:
    """The times of the machine."""

    hazard: HazardRules = field(default_factory=HazardRules)
    hands_off: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeState:
    """Everything that has to survive a restart.

    `wanted`: the person's mode. `hands_off_until`: by storage id, until when a person handles it.
    """

    wanted: Mode = Mode.ECONOMY
    storm: Storm = field(default_factory=Storm)
    outage: bool = False
    hands_off_until: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def taken_over(self) -> bool:
        """Whether a storm decides instead of the person's mode."""
        return self.storm.tier is not Tier.NONE

    @property
    def mode(self) -> Mode:
        """The mode in effect: what the select shows."""
        return Mode.RESILIENCE if self.taken_over else self.wanted

    @property
    def former(self) -> Mode | None:
        """The mode that comes back when the storm is over, None when none has taken over."""
        return self.wanted if self.taken_over else None

    def to_dict(self) -> dict[str, Any]:
        """For the store: JSON types only."""
        return {
            "wanted": self.wanted.value,
            "warnings": [warning.to_dict() for warning in self.storm.warnings],
            "outage": self.outage,
            "hands_off_until": {key: until.isoformat() for key, until in self.hands_off_until.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From the store."""
        return cls(
            wanted=Mode(data["wanted"]),
            storm=Storm(tuple(HazardWarning.from_dict(item) for item in data["warnings"])),
            outage=data["outage"],
            hands_off_until={
                key: datetime.fromisoformat(until) for key, until in data["hands_off_until"].items()
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningOn:
    """A chosen warning is in force."""

    at: datetime
    warning_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningOff:
    """A warning is not in force."""

    at: datetime
    warning_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningUnavailable:
    """A warning's source does not answer."""

    at: datetime
    warning_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningsWatched:
    """These are all warnings there are; others were removed from the settings."""

    at: datetime
    warning_ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPicked:
    """A person picked a mode."""

    at: datetime
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageChanged:
    """The grid has gone or is back."""

    at: datetime
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsOn:
    """A person has changed a unit by hand."""

    at: datetime
    storage_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsBack:
    """A person gives a unit back to the planner."""

    at: datetime
    storage_id: str


type Event = (
    Tick
    | WarningOn
    | WarningOff
    | WarningUnavailable
    | WarningsWatched
    | PersonPicked
    | OutageChanged
    | HandsOn
    | HandsBack
)


def step(state: ModeState, event: Event, rules: ModeRules) -> ModeState:
    """The state after the event. The time up to it passes first."""
    state = _passed(state, event.at, rules)
    storm = state.storm
    match event:
        case WarningOn():
            return replace(state, storm=storm.raised(event.warning_id, event.at))
        case WarningOff():
            return replace(state, storm=storm.lifted(event.warning_id, event.at))
        case WarningUnavailable():
            return replace(state, storm=storm.lost(event.warning_id, event.at))
        case WarningsWatched():
            return replace(state, storm=storm.only(event.warning_ids, event.at))
        case PersonPicked():
            return _picked(state, event.mode)
        case OutageChanged():
            return replace(state, outage=event.on)
        case HandsOn():
            until = {**state.hands_off_until, event.storage_id: event.at + rules.hands_off}
            return replace(state, hands_off_until=until)
        case HandsBack():
            until = {k: v for k, v in state.hands_off_until.items() if k != event.storage_id}
            return replace(state, hands_off_until=until)
    return state


def situation(state: ModeState, now: datetime, rules: ModeRules) -> Situation:
    """What the planner and the dispatcher need to know."""
    state = _passed(state, now, rules)
    return Situation(
        mode=state.mode,
        storm=state.storm.order(now, rules.hazard),
        outage=state.outage,
        hands_off=frozenset(state.hands_off_until),
    )


def next_change(state: ModeState, rules: ModeRules) -> datetime | None:
    """When time alone changes the state: send a `Tick` then."""
    times = [w.changes_at(rules.hazard) for w in state.storm.warnings]
    return min([time for time in (*times, *state.hands_off_until.values()) if time is not None], default=None)


def _picked(state: ModeState, mode: Mode) -> ModeState:
    """During a storm, resilience accepts it (the former mode still comes back); another mode overrides it."""
    if mode is Mode.RESILIENCE and (state.taken_over or state.storm.in_force):
        return replace(state, storm=state.storm.accepted())
    if mode is Mode.RESILIENCE:
        return replace(state, wanted=mode)
    return replace(state, wanted=mode, storm=state.storm.overridden())


def _passed(state: ModeState, now: datetime, rules: ModeRules) -> ModeState:
    return replace(
        state,
        storm=state.storm.passed(now, rules.hazard),
        hands_off_until={key: until for key, until in state.hands_off_until.items() if until > now},
    )
