"""Who decides: the person, the storm, the outage, the hands on the unit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
import json

from hypothesis import given, strategies as st

from custom_components.v2h_planner.core.hazard import HazardRules
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.modes import (
    Event,
    HandsBack,
    HandsOn,
    ModeRules,
    ModeState,
    OutageChanged,
    PersonPicked,
    Tick,
    WarningOff,
    WarningOn,
    WarningsWatched,
    WarningUnavailable,
    next_change,
    situation,
    step,
)
from custom_components.v2h_planner.core.readings import Tier

START = datetime(2026, 9, 4, 4, 0, tzinfo=UTC)
RULES = ModeRules(hazard=HazardRules(cooldown=timedelta(hours=3), lost_after=timedelta(hours=12)))
WIND, RAIN = "binary_sensor.wind_warning", "binary_sensor.rain_warning"


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def on(hours: float, warning_id: str = WIND) -> Event:
    return WarningOn(at=at(hours), warning_id=warning_id)


def off(hours: float, warning_id: str = WIND) -> Event:
    return WarningOff(at=at(hours), warning_id=warning_id)


def picked(hours: float, mode: Mode) -> Event:
    return PersonPicked(at=at(hours), mode=mode)


def after(*events: Event, state: ModeState | None = None) -> ModeState:
    state = state or ModeState(wanted=Mode.CO2)
    for event in events:
        state = step(state, event, RULES)
    return state


def tier(state: ModeState, hours: float) -> Tier:
    storm = situation(state, at(hours), RULES).storm
    return Tier.NONE if storm is None else storm.tier


def mode(state: ModeState, hours: float) -> Mode:
    return situation(state, at(hours), RULES).mode


def test_a_warning_takes_over_and_the_former_mode_comes_back_after_the_cool_down() -> None:
    state = after(on(0))
    assert (state.mode, state.former, tier(state, 0)) == (Mode.RESILIENCE, Mode.CO2, Tier.ACT)
    assert tier(state, 100) is Tier.ACT
    state = after(off(10), state=state)
    assert (mode(state, 12.9), tier(state, 12.9)) == (Mode.RESILIENCE, Tier.HOLD)
    assert next_change(state, RULES) == at(13)
    assert (mode(state, 13), tier(state, 13)) == (Mode.CO2, Tier.NONE)
    assert after(Tick(at=at(13)), state=state) == ModeState(wanted=Mode.CO2)


def test_an_order_says_by_when_until_when_and_because_of_what() -> None:
    order = situation(after(on(0), on(1, RAIN)), at(2), RULES).storm
    assert order is not None
    assert (order.by, order.until) == (at(2), at(14))
    assert order.cause == f"{WIND}, {RAIN}"
    held = situation(after(on(0), off(1)), at(2), RULES).storm
    assert held is not None
    assert held.until == at(4)


def test_no_warning_changes_nothing() -> None:
    assert after(off(0), WarningUnavailable(at=at(1), warning_id=WIND)) == ModeState(wanted=Mode.CO2)


def test_a_person_who_picks_another_mode_in_a_storm_wins_until_a_new_warning() -> None:
    state = after(on(0), picked(1, Mode.ECONOMY))
    assert (mode(state, 1), tier(state, 50)) == (Mode.ECONOMY, Tier.NONE)
    state = after(on(2), state=state)
    assert mode(state, 2) is Mode.ECONOMY, "the same warning again is not news"
    state = after(on(3, RAIN), state=state)
    assert (mode(state, 3), state.former) == (Mode.RESILIENCE, Mode.ECONOMY)
    state = after(off(4, RAIN), state=state)
    assert mode(state, 7) is Mode.ECONOMY, "the old warning stays overridden"


def test_an_overridden_warning_that_flaps_is_not_news_but_one_of_another_day_is() -> None:
    state = after(on(0), picked(1, Mode.ECONOMY), off(2), on(3), off(3.5), on(4))
    assert mode(state, 4) is Mode.ECONOMY
    state = after(off(5), on(8), state=state)
    assert mode(state, 8) is Mode.RESILIENCE


def test_a_person_who_overrides_during_the_cool_down_ends_it() -> None:
    state = after(on(0), off(1), picked(2, Mode.ECONOMY))
    assert (mode(state, 2), tier(state, 2)) == (Mode.ECONOMY, Tier.NONE)


def test_resilience_picked_in_a_storm_accepts_it_and_the_former_mode_still_comes_back() -> None:
    state = after(on(0), picked(1, Mode.RESILIENCE), off(2))
    assert mode(state, 5) is Mode.CO2
    repented = after(on(0), picked(1, Mode.ECONOMY), picked(2, Mode.RESILIENCE))
    assert tier(repented, 2) is Tier.ACT
    assert mode(after(off(3), state=repented), 6) is Mode.ECONOMY


def test_resilience_picked_in_fair_weather_stays() -> None:
    state = after(picked(0, Mode.RESILIENCE), on(1), off(2))
    assert mode(state, 100) is Mode.RESILIENCE
    overridden_and_over = after(on(0), picked(1, Mode.ECONOMY), off(2), picked(3, Mode.RESILIENCE))
    assert mode(overridden_and_over, 100) is Mode.RESILIENCE


def test_two_overlapping_warnings_hold_until_the_last_is_lifted() -> None:
    state = after(on(0), on(1, RAIN), off(2))
    assert tier(state, 9) is Tier.ACT
    state = after(off(10, RAIN), state=state)
    assert (tier(state, 12.9), mode(state, 13)) == (Tier.HOLD, Mode.CO2)


def test_a_flapping_warning_does_not_let_the_house_go() -> None:
    state = after(on(0), off(1), on(2), off(3), on(4), off(5))
    assert tier(state, 7.9) is Tier.HOLD
    assert mode(state, 8) is Mode.CO2


def test_a_source_that_falls_silent_in_a_storm_is_believed_and_then_given_up() -> None:
    state = after(on(0), WarningUnavailable(at=at(1), warning_id=WIND))
    state = after(WarningUnavailable(at=at(6), warning_id=WIND), state=state)
    assert tier(state, 12.9) is Tier.ACT
    assert next_change(state, RULES) == at(13)
    assert tier(state, 13) is Tier.HOLD
    assert mode(state, 16) is Mode.CO2
    assert after(Tick(at=at(13)), Tick(at=at(16)), state=state) == ModeState(wanted=Mode.CO2)


def test_a_source_that_comes_back_with_the_warning_goes_on_as_before() -> None:
    state = after(on(0), WarningUnavailable(at=at(1), warning_id=WIND), on(2))
    assert tier(state, 100) is Tier.ACT
    assert state.storm.warnings[0].since == at(0)


def test_a_source_that_is_removed_from_the_settings_has_no_warning() -> None:
    state = after(on(0), on(0, RAIN), WarningsWatched(at=at(1), warning_ids=frozenset({RAIN})))
    assert [w.id for w in state.storm.in_force] == [RAIN]


def test_an_outage_does_not_touch_the_mode_or_the_storm() -> None:
    state = after(on(0), OutageChanged(at=at(1), on=True))
    now = situation(state, at(1), RULES)
    assert (now.outage, now.mode, tier(state, 1)) == (True, Mode.RESILIENCE, Tier.ACT)
    assert after(OutageChanged(at=at(2), on=False), state=state) == after(on(0))


def test_hands_are_respected_for_a_while_or_until_they_give_back() -> None:
    state = after(HandsOn(at=at(0), storage_id="ev"), HandsOn(at=at(0.5), storage_id="battery"))
    assert situation(state, at(1), RULES).hands_off == {"ev", "battery"}
    assert situation(state, at(2), RULES).hands_off == {"battery"}
    assert next_change(state, RULES) == at(2)
    given_back = after(HandsBack(at=at(1), storage_id="ev"), state=state)
    assert situation(given_back, at(1), RULES).hands_off == {"battery"}
    assert situation(state, at(3), RULES).hands_off == frozenset()


steps = st.floats(0, 5)
warnings = st.sampled_from((WIND, RAIN))
kinds = st.one_of(
    st.tuples(st.just(WarningOn), warnings),
    st.tuples(st.just(WarningOff), warnings),
    st.tuples(st.just(WarningUnavailable), warnings),
    st.tuples(st.just(PersonPicked), st.sampled_from(Mode)),
    st.tuples(st.just(OutageChanged), st.booleans()),
    st.tuples(st.just(HandsOn), st.just("ev")),
    st.tuples(st.just(Tick), st.none()),
)
_ARGUMENT = {
    WarningOn: "warning_id",
    WarningOff: "warning_id",
    WarningUnavailable: "warning_id",
    PersonPicked: "mode",
    OutageChanged: "on",
    HandsOn: "storage_id",
}


def timed(drawn: list[tuple[float, tuple[type, object]]]) -> list[Event]:
    events: list[Event] = []
    hours = 0.0
    for gap, (kind, argument) in drawn:
        hours += gap
        extra = {_ARGUMENT[kind]: argument} if kind in _ARGUMENT else {}
        events.append(kind(at=at(hours), **extra))
    return events


sequences = st.lists(st.tuples(steps, kinds), max_size=25).map(timed)


@given(sequences)
def test_from_any_sequence_the_former_mode_comes_back_exactly_once(events: list[Event]) -> None:
    """Watched from outside: what a storm took is what is given back, once, unless a person chose anew."""
    state = ModeState(wanted=Mode.CO2)
    persons = Mode.CO2  # what the person would see without any storm
    returns = takeovers = 0

    def follow(new: ModeState, *, person: bool) -> None:
        nonlocal state, returns, takeovers
        if new.former is not None and state.former is None:
            takeovers += 1
        if new.former is None and state.former is not None:
            returns += 1
            if not person:
                assert new.mode is persons
        state = new

    for event in events:
        follow(step(state, Tick(at=event.at), RULES), person=False)
        if isinstance(event, PersonPicked):
            accepts = event.mode is Mode.RESILIENCE and (state.former is not None or state.storm.in_force)
            persons = persons if accepts else event.mode
        follow(step(state, event, RULES), person=isinstance(event, PersonPicked))
        assert state.mode is (persons if state.former is None else Mode.RESILIENCE)
        assert 0 <= takeovers - returns <= 1
    end = events[-1].at if events else START
    for warning_id in (WIND, RAIN):
        follow(step(state, WarningOff(at=end, warning_id=warning_id), RULES), person=False)
    follow(step(state, Tick(at=end + RULES.hazard.cooldown), RULES), person=False)
    assert state.mode is persons
    assert takeovers == returns
    assert not state.storm.warnings


@given(sequences, st.integers(0, 25))
def test_a_restart_in_any_state_changes_nothing(events: list[Event], when: int) -> None:
    without = after(*events)
    before = after(*events[:when])
    stored = json.loads(json.dumps(before.to_dict()))
    assert ModeState.from_dict(stored) == before
    assert after(*events[when:], state=ModeState.from_dict(stored)) == without


@given(sequences)
def test_time_that_passes_late_ends_where_time_in_steps_does(events: list[Event]) -> None:
    """A tick that comes late (sleep, restart) gives the same state as ticks that come in time."""
    late = in_time = ModeState(wanted=Mode.CO2)
    for event in events:
        while (due := next_change(in_time, RULES)) is not None and due <= event.at:
            in_time = step(in_time, Tick(at=due), RULES)
        late, in_time = step(late, event, RULES), step(in_time, event, RULES)
        assert late == in_time


@given(sequences)
def test_the_machine_never_waits_for_a_time_that_changes_nothing(events: list[Event]) -> None:
    state = after(*events)
    while (due := next_change(state, RULES)) is not None:
        changed = step(state, Tick(at=due), RULES)
        assert changed != state
        state = changed
