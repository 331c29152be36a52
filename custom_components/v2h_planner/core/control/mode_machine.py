"""The mode in effect: one state machine of a person's mode, the weather, outages and units handled by a person.

`docs/modes.md` has its table. The person's mode is never overwritten: a storm only replaces it while it lasts, so
the former mode comes back by itself, once, after any sequence of events and any restart.

    state = step(state, WeatherSeen(at=now, threats=judge(report, policy, now)), rules)
    current_situation(state, now, rules)  # -> core.situation.Situation
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ..hazard import HazardPolicy, Threats
from ..home import Mode
from ..situation import Situation
from .storm_state import Storm


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRules:
    """A person's settings for the mode machine. `hands_off`: how long a unit that a person handles is left alone."""

    hazard: HazardPolicy = field(default_factory=HazardPolicy)
    hands_off: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeState:
    """State of the machine; it survives a restart.

    `wanted`: the person's mode. `hands_off_until`: by storage id, until when it is left to a person.
    """

    wanted: Mode = Mode.ECONOMY
    storm: Storm = field(default_factory=Storm)
    outage: bool = False
    hands_off_until: dict[str, datetime] = field(default_factory=dict)

    @property
    def taken_over(self) -> bool:
        """Whether a storm decides instead of the person's mode."""
        return self.storm.decides

    @property
    def mode(self) -> Mode:
        """Mode in effect, which the select shows."""
        return Mode.RESILIENCE if self.taken_over else self.wanted

    @property
    def former(self) -> Mode | None:
        """Mode that comes back when the storm is over, None when none has taken over."""
        return self.wanted if self.taken_over else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Time has passed."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherSeen:
    """All sources of warnings were read. A source that was removed from the settings has nothing in force."""

    at: datetime
    threats: Threats


@dataclass(frozen=True, slots=True, kw_only=True)
class StormIgnored:
    """A person does not want to prepare for the storm; the mode stays."""

    at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StormHeeded:
    """A person wants to prepare for the storm after all."""

    at: datetime


type Event = (
    Tick | WeatherSeen | StormIgnored | StormHeeded | PersonPicked | OutageChanged | HandsOn | HandsBack
)


def step(state: ModeState, event: Event, rules: ModeRules) -> ModeState:
    """Return the state after the event. The time up to it passes first.

    All in UTC: a span added to a local wall clock is an hour longer or shorter over a change of clocks.
    """
    at = event.at.astimezone(UTC)
    state = _passed(state, at, rules)
    storm = state.storm
    match event:
        case WeatherSeen():
            return replace(state, storm=storm.after(event.threats, at))
        case StormIgnored():
            return replace(state, storm=storm.overridden())
        case StormHeeded():
            return replace(state, storm=storm.accepted())
        case PersonPicked():
            return _picked(state, event.mode)
        case OutageChanged():
            return replace(state, outage=event.on)
        case HandsOn():
            until = {**state.hands_off_until, event.storage_id: at + rules.hands_off}
            return replace(state, hands_off_until=until)
        case HandsBack():
            until = {k: v for k, v in state.hands_off_until.items() if k != event.storage_id}
            return replace(state, hands_off_until=until)
    return state


def current_situation(state: ModeState, now: datetime, rules: ModeRules) -> Situation:
    """Return what the planner and the dispatcher need of the state."""
    now = now.astimezone(UTC)
    state = _passed(state, now, rules)
    return Situation(
        mode=state.mode,
        wanted=state.wanted,
        storm=state.storm.target(now, rules.hazard),
        outage=state.outage,
        hands_off=frozenset(state.hands_off_until),
    )


def next_change(state: ModeState, rules: ModeRules) -> datetime | None:
    """Return when time alone changes the state, which needs a `Tick`; None where it does not."""
    times = (*state.storm.next_changes(rules.hazard), *state.hands_off_until.values())
    return min(times, default=None)


def _picked(state: ModeState, mode: Mode) -> ModeState:
    """Return the state after a person picked a mode.

    During a storm, resilience accepts it (the former mode still comes back); another mode overrides it. A storm that
    is only expected stays, whichever mode is picked: StormIgnored is against it.
    """
    if mode is Mode.RESILIENCE and (state.taken_over or state.storm.in_force):
        return replace(state, storm=state.storm.accepted())
    if not state.taken_over:
        return replace(state, wanted=mode)
    return replace(state, wanted=mode, storm=state.storm.overridden())


def _passed(state: ModeState, now: datetime, rules: ModeRules) -> ModeState:
    """Return the state when time has passed until `now`."""
    return replace(
        state,
        storm=state.storm.passed(now, rules.hazard),
        hands_off_until={key: until for key, until in state.hands_off_until.items() if until > now},
    )
