"""Who decides: the person, the storm, the outage, the hands on the unit."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.control.mode_machine import (
    Event,
    HandsBack,
    HandsOn,
    ModeRules,
    ModeState,
    OutageChanged,
    PersonPicked,
    StormHeeded,
    StormIgnored,
    Tick,
    WeatherSeen,
    current_situation,
    next_change,
    step,
)
from custom_components.v2h_planner.core.control.storm_state import Storm
from custom_components.v2h_planner.core.hazard import (
    Certainty,
    Hazard,
    HazardKind,
    HazardPolicy,
    Severity,
    Threats,
    Tier,
)
from custom_components.v2h_planner.core.home import Mode

START = datetime(2026, 9, 4, 4, 0, tzinfo=UTC)
RULES = ModeRules(hazard=HazardPolicy(cooldown=timedelta(hours=3), lost_after=timedelta(hours=12)))
WIND, RAIN = HazardKind.WIND, HazardKind.RAIN


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def issued(kind: HazardKind, severity: Severity = Severity.WARNING) -> Hazard:
    return Hazard(kind=kind, severity=severity, source=f"sensor.{kind}")


def expected(
    kind: HazardKind,
    start: float,
    end: float | None = None,
    certainty: Certainty = Certainty.EXPECTED,
    severity: Severity = Severity.WARNING,
) -> Hazard:
    return Hazard(
        kind=kind,
        severity=severity,
        source=f"sensor.{kind}",
        certainty=certainty,
        start=at(start),
        end=None if end is None else at(end),
    )


def seen(hours: float, *hazards: HazardKind | Hazard, silent: tuple[HazardKind, ...] = ()) -> Event:
    """A look at all sources: what is said, and who says nothing."""
    those = [issued(hazard) if isinstance(hazard, HazardKind) else hazard for hazard in hazards]
    return WeatherSeen(
        at=at(hours),
        threats=Threats(
            in_force=tuple(hazard for hazard in those if hazard.in_force),
            expected=tuple(hazard for hazard in those if not hazard.in_force),
            silent=frozenset(f"sensor.{kind}" for kind in silent),
        ),
    )


def picked(hours: float, mode: Mode) -> Event:
    return PersonPicked(at=at(hours), mode=mode)


def after(*events: Event, state: ModeState | None = None) -> ModeState:
    state = state or ModeState(wanted=Mode.CO2)
    for event in events:
        state = step(state, event, RULES)
    return state


def tier(state: ModeState, hours: float) -> Tier:
    storm = current_situation(state, at(hours), RULES).storm
    return Tier.NONE if storm is None else storm.tier


def mode(state: ModeState, hours: float) -> Mode:
    return current_situation(state, at(hours), RULES).mode


def test_a_warning_takes_over_and_the_former_mode_comes_back_after_the_cool_down() -> None:
    state = after(seen(0, WIND))
    assert (state.mode, state.former, tier(state, 0)) == (Mode.RESILIENCE, Mode.CO2, Tier.ACT)
    assert tier(state, 100) is Tier.ACT
    state = after(seen(10), state=state)
    assert (mode(state, 12.9), tier(state, 12.9)) == (Mode.RESILIENCE, Tier.HOLD)
    assert next_change(state, RULES) == at(13)
    assert (mode(state, 13), tier(state, 13)) == (Mode.CO2, Tier.NONE)
    assert after(Tick(at=at(13)), state=state) == ModeState(wanted=Mode.CO2)


def test_costs_go_on_as_in_the_mode_before() -> None:
    now = current_situation(after(seen(0, WIND)), at(0), RULES)
    assert (now.mode, now.wanted) == (Mode.RESILIENCE, Mode.CO2)


def test_an_order_says_by_when_until_when_and_because_of_what() -> None:
    order = current_situation(after(seen(0, WIND), seen(1, WIND, RAIN)), at(2), RULES).storm
    assert order is not None
    assert (order.by, order.until) == (at(2), at(2 + 12 + 3)), "half a day and the cool-down"
    assert [hazard.kind for hazard in order.hazards] == [WIND, RAIN]
    held = current_situation(after(seen(0, WIND), seen(1)), at(2), RULES).storm
    assert held is not None
    assert held.until == at(4)


def test_a_warning_whose_end_is_known_is_held_for_that_long() -> None:
    until_evening = Hazard(kind=WIND, severity=Severity.WARNING, source="jma", end=at(20))
    order = current_situation(after(seen(0, until_evening)), at(1), RULES).storm
    assert order is not None
    assert order.until == at(20 + 3)


def test_a_warning_that_comes_before_the_wind_says_when_the_wind_comes() -> None:
    order = current_situation(after(seen(0, WIND, expected(WIND, 5, 11))), at(1), RULES).storm
    assert order is not None
    assert (order.tier, order.by, order.onset) == (Tier.ACT, at(1), at(5))


def test_no_warning_changes_nothing() -> None:
    assert after(seen(0), seen(1, silent=(WIND,))) == ModeState(wanted=Mode.CO2)


def test_a_person_who_picks_another_mode_in_a_storm_wins_until_a_new_warning() -> None:
    state = after(seen(0, WIND), picked(1, Mode.ECONOMY))
    assert (mode(state, 1), tier(state, 50)) == (Mode.ECONOMY, Tier.NONE)
    state = after(seen(2, WIND), state=state)
    assert mode(state, 2) is Mode.ECONOMY, "the same warning again is not news"
    state = after(seen(3, WIND, RAIN), state=state)
    assert (mode(state, 3), state.former) == (Mode.RESILIENCE, Mode.ECONOMY)
    state = after(seen(4, WIND), state=state)
    assert mode(state, 7) is Mode.ECONOMY, "the old warning stays overridden"


def test_an_upgrade_is_news_and_a_downgrade_is_not() -> None:
    state = after(seen(0, WIND), picked(1, Mode.ECONOMY))
    state = after(seen(2, issued(WIND, Severity.EMERGENCY)), state=state)
    assert mode(state, 2) is Mode.RESILIENCE
    state = after(picked(3, Mode.ECONOMY), seen(4, WIND), state=state)
    assert mode(state, 4) is Mode.ECONOMY
    state = after(seen(5, issued(WIND, Severity.EMERGENCY)), state=state)
    assert mode(state, 5) is Mode.ECONOMY, "as bad as it was when the person decided"


def test_an_overridden_warning_that_flaps_is_not_news_but_one_of_another_day_is() -> None:
    state = after(seen(0, WIND), picked(1, Mode.ECONOMY), seen(2), seen(3, WIND), seen(3.5), seen(4, WIND))
    assert mode(state, 4) is Mode.ECONOMY
    state = after(seen(5), seen(8, WIND), state=state)
    assert mode(state, 8) is Mode.RESILIENCE


def test_a_person_who_overrides_during_the_cool_down_ends_it() -> None:
    state = after(seen(0, WIND), seen(1), picked(2, Mode.ECONOMY))
    assert (mode(state, 2), tier(state, 2)) == (Mode.ECONOMY, Tier.NONE)


def test_resilience_picked_in_a_storm_accepts_it_and_the_former_mode_still_comes_back() -> None:
    state = after(seen(0, WIND), picked(1, Mode.RESILIENCE), seen(2))
    assert mode(state, 5) is Mode.CO2
    repented = after(seen(0, WIND), picked(1, Mode.ECONOMY), picked(2, Mode.RESILIENCE))
    assert tier(repented, 2) is Tier.ACT
    assert mode(after(seen(3), state=repented), 6) is Mode.ECONOMY


def test_resilience_picked_in_fair_weather_stays() -> None:
    state = after(picked(0, Mode.RESILIENCE), seen(1, WIND), seen(2))
    assert mode(state, 100) is Mode.RESILIENCE
    overridden_and_over = after(seen(0, WIND), picked(1, Mode.ECONOMY), seen(2), picked(3, Mode.RESILIENCE))
    assert mode(overridden_and_over, 100) is Mode.RESILIENCE


def test_two_overlapping_warnings_hold_until_the_last_is_lifted() -> None:
    state = after(seen(0, WIND), seen(1, WIND, RAIN), seen(2, RAIN))
    assert tier(state, 9) is Tier.ACT
    state = after(seen(10), state=state)
    assert (tier(state, 12.9), mode(state, 13)) == (Tier.HOLD, Mode.CO2)


def test_a_flapping_warning_does_not_let_the_house_go() -> None:
    state = after(seen(0, WIND), seen(1), seen(2, WIND), seen(3), seen(4, WIND), seen(5))
    assert tier(state, 7.9) is Tier.HOLD
    assert mode(state, 8) is Mode.CO2


def test_a_source_that_falls_silent_in_a_storm_is_believed_and_then_given_up() -> None:
    state = after(seen(0, WIND), seen(1, silent=(WIND,)), seen(6, silent=(WIND,)))
    assert tier(state, 12.9) is Tier.ACT
    assert next_change(state, RULES) == at(13)
    assert tier(state, 13) is Tier.HOLD
    assert mode(state, 16) is Mode.CO2
    assert after(Tick(at=at(13)), Tick(at=at(16)), state=state) == ModeState(wanted=Mode.CO2)


def test_a_source_that_comes_back_with_the_warning_goes_on_as_before() -> None:
    state = after(seen(0, WIND), seen(1, silent=(WIND,)), seen(2, WIND))
    assert tier(state, 100) is Tier.ACT
    assert state.storm.warnings[0].since == at(0)


def test_a_source_that_is_removed_from_the_settings_has_no_warning() -> None:
    state = after(seen(0, WIND, RAIN), seen(1, RAIN))
    assert [warning.hazard.kind for warning in state.storm.in_force] == [RAIN]


def test_a_watch_asks_for_a_full_battery_and_leaves_the_mode_alone() -> None:
    state = after(seen(0, expected(WIND, 20, 26)))
    assert (mode(state, 0), tier(state, 0), state.former) == (Mode.CO2, Tier.WATCH, None)
    order = current_situation(state, at(0), RULES).storm
    assert order is not None
    assert (order.onset, order.until) == (at(20), at(26))
    assert order.by < at(20) - RULES.hazard.lead
    assert next_change(state, RULES) == at(26)
    assert tier(state, 26) is Tier.NONE


def test_the_less_sure_and_the_further_away_the_earlier_the_battery_is_full() -> None:
    def by(hazard: Hazard, hours: float = 0) -> datetime:
        order = current_situation(after(seen(hours, hazard)), at(hours), RULES).storm
        assert order is not None
        return order.by

    sure, likely, possible = (
        by(expected(WIND, 20, certainty=certainty))
        for certainty in (Certainty.EXPECTED, Certainty.HIGH, Certainty.MEDIUM)
    )
    assert possible < likely < sure
    assert by(expected(WIND, 20), hours=15) > sure
    assert by(expected(WIND, 20), hours=19.9) == at(19.9), "no time left: now"


def test_a_watch_for_two_storms_is_full_for_the_first_and_until_the_last() -> None:
    far = expected(HazardKind.SNOW, 50, 56)
    order = current_situation(
        after(seen(0, expected(WIND, 20, 26), expected(RAIN, 24, 30), far)), at(0), RULES
    ).storm
    assert order is not None
    assert (order.onset, order.until) == (at(20), at(30))
    assert [hazard.kind for hazard in order.hazards] == [WIND, RAIN]


def test_a_watch_goes_with_its_forecast_and_stays_with_a_silent_one() -> None:
    state = after(seen(0, expected(WIND, 20, 26)))
    assert tier(after(seen(1), state=state), 1) is Tier.NONE
    assert tier(after(seen(1, silent=(WIND,)), state=state), 25.9) is Tier.WATCH
    assert tier(after(seen(1, silent=(WIND,)), state=state), 26) is Tier.NONE


def test_an_ignored_watch_stays_ignored_until_a_warning_comes() -> None:
    state = after(seen(0, expected(WIND, 20, 26)), StormIgnored(at=at(1)), seen(2, expected(WIND, 18, 26)))
    assert tier(state, 2) is Tier.NONE
    assert state.storm.overruled
    flapped = after(seen(3), seen(4, expected(WIND, 18, 26)), state=state)
    assert tier(flapped, 4) is Tier.NONE
    assert tier(after(seen(5, WIND), state=flapped), 5) is Tier.ACT
    worse = after(seen(3, expected(WIND, 18, 26, severity=Severity.EMERGENCY)), state=state)
    assert tier(worse, 3) is Tier.WATCH


def test_another_mode_picked_while_a_storm_is_only_expected_keeps_the_watch() -> None:
    state = after(seen(0, expected(WIND, 20, 26)), picked(1, Mode.ECONOMY))
    assert (mode(state, 1), tier(state, 1)) == (Mode.ECONOMY, Tier.WATCH)


def test_an_ignored_storm_leaves_the_persons_mode() -> None:
    state = after(seen(0, WIND, expected(RAIN, 10, 12)), StormIgnored(at=at(1)))
    assert (mode(state, 1), tier(state, 1)) == (Mode.CO2, Tier.NONE)


def test_an_outage_does_not_touch_the_mode_or_the_storm() -> None:
    state = after(seen(0, WIND), OutageChanged(at=at(1), on=True))
    now = current_situation(state, at(1), RULES)
    assert (now.outage, now.mode, tier(state, 1)) == (True, Mode.RESILIENCE, Tier.ACT)
    assert after(OutageChanged(at=at(2), on=False), state=state) == after(seen(0, WIND))


def test_a_clock_change_in_the_middle_of_a_storm_changes_nothing() -> None:
    """Wall clocks of one night with 25 hours: the cool-down lasts three of them."""
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)  # clocks go back at 01:00 UTC
    states = []
    for zone in (UTC, berlin):
        state = ModeState(wanted=Mode.CO2)
        for hours, hazards in ((0, (issued(WIND),)), (1.5, ())):
            when = (night + timedelta(hours=hours)).astimezone(zone)
            state = step(state, WeatherSeen(at=when, threats=Threats(in_force=hazards)), RULES)
        just_before, then = ((night + timedelta(hours=hours)).astimezone(zone) for hours in (4.49, 4.5))
        assert current_situation(state, just_before, RULES).mode is Mode.RESILIENCE
        assert current_situation(state, then, RULES).mode is Mode.CO2
        states.append(state)
    assert states[0] == states[1]


def test_hands_are_respected_for_a_while_or_until_they_give_back() -> None:
    state = after(HandsOn(at=at(0), storage_id="ev"), HandsOn(at=at(0.5), storage_id="battery"))
    assert current_situation(state, at(1), RULES).hands_off == {"ev", "battery"}
    assert current_situation(state, at(2), RULES).hands_off == {"battery"}
    assert next_change(state, RULES) == at(2)
    given_back = after(HandsBack(at=at(1), storage_id="ev"), state=state)
    assert current_situation(given_back, at(1), RULES).hands_off == {"battery"}
    assert current_situation(state, at(3), RULES).hands_off == frozenset()


steps = st.floats(0, 5)
kinds = st.sampled_from((WIND, RAIN))
severities = st.sampled_from((Severity.WARNING, Severity.EMERGENCY))
looks = st.tuples(
    st.dictionaries(kinds, severities),
    st.dictionaries(kinds, st.tuples(st.floats(0, 40), st.floats(0.5, 12))),
    st.frozensets(kinds),
)
happenings = st.one_of(
    st.tuples(st.just(WeatherSeen), looks),
    st.tuples(st.just(PersonPicked), st.sampled_from(Mode)),
    st.tuples(st.just(StormIgnored), st.none()),
    st.tuples(st.just(StormHeeded), st.none()),
    st.tuples(st.just(OutageChanged), st.booleans()),
    st.tuples(st.just(HandsOn), st.just("ev")),
    st.tuples(st.just(Tick), st.none()),
)
_ARGUMENT = {PersonPicked: "mode", OutageChanged: "on", HandsOn: "storage_id"}


def timed(drawn: list[tuple[float, tuple[type, Any]]]) -> list[Event]:
    events: list[Event] = []
    hours = 0.0
    for gap, (kind, argument) in drawn:
        hours += gap
        if kind is WeatherSeen:
            severities, ahead, silent = argument
            events.append(
                seen(
                    hours,
                    *(issued(k, severity) for k, severity in severities.items() if k not in silent),
                    *(
                        expected(k, hours + start, hours + start + length)
                        for k, (start, length) in ahead.items()
                        if k not in silent
                    ),
                    silent=tuple(silent),
                )
            )
        else:
            extra = {_ARGUMENT[kind]: argument} if kind in _ARGUMENT else {}
            events.append(kind(at=at(hours), **extra))
    return events


sequences = st.lists(st.tuples(steps, happenings), max_size=25).map(timed)


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
        follow(step(state, event, RULES), person=isinstance(event, PersonPicked | StormIgnored | StormHeeded))
        assert state.mode is (persons if state.former is None else Mode.RESILIENCE)
        assert 0 <= takeovers - returns <= 1
    end = events[-1].at if events else START
    follow(step(state, WeatherSeen(at=end, threats=Threats()), RULES), person=False)
    follow(step(state, Tick(at=end + RULES.hazard.cooldown), RULES), person=False)
    assert state.mode is persons
    assert takeovers == returns
    assert state.storm == Storm()


@given(sequences, st.integers(0, 25))
def test_a_restart_in_any_state_changes_nothing(events: list[Event], when: int) -> None:
    without = after(*events)
    before = after(*events[:when])
    restored = decode(ModeState, json.loads(json.dumps(encode(before))))
    assert restored == before
    assert after(*events[when:], state=restored) == without


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
