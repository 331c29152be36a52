"""Full before it comes: what a storm asks of the plan, what it costs, and what is said of it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from custom_components.v2h_planner.core.control.charge_rate import ChargeRate
from custom_components.v2h_planner.core.forecast import TripForecast
from custom_components.v2h_planner.core.hazard import (
    Certainty,
    Hazard,
    HazardKind,
    HazardPolicy,
    HazardReport,
    Severity,
    StormTarget,
    Tier,
    judge,
    ready_by,
)
from custom_components.v2h_planner.core.home import Home, Mode
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode, ShortfallKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.storm.counterfactual import Counterfactual
from custom_components.v2h_planner.core.storm.readiness import Readiness, readiness
from tests.core.homes import NOW, SLOTS, after, request, storage, trip

POLICY = HazardPolicy()
DEAR_THEN_CHEAP = [45.0] * 12 + [22.0] * 8 + [40.0]


def watch(by: float, until: float, onset: float | None = None) -> Situation:
    order = StormTarget(
        tier=Tier.WATCH, by=after(by), until=after(until), onset=after(by if onset is None else onset)
    )
    return Situation(mode=Mode.ECONOMY, wanted=Mode.ECONOMY, storm=order)


def act() -> Situation:
    order = StormTarget(tier=Tier.ACT, by=NOW, until=after(12))
    return Situation(mode=Mode.RESILIENCE, wanted=Mode.ECONOMY, storm=order)


def away(leave: float, back: float, kwh: float = 0.0) -> TripForecast:
    return trip(make_horizon(NOW, SLOTS, 0), leave=after(leave), back=after(back), kwh=kwh)


def delivering(asked: PlanRequest, kw: float) -> PlanRequest:
    """The same home whose charger has brought only so much lately."""
    slow = tuple(replace(reading, delivered_kw=kw) for reading in asked.readings.storages)
    return replace(asked, readings=replace(asked.readings, storages=slow))


def ready(asked: PlanRequest) -> Readiness:
    assert asked.situation.storm is not None
    (one,) = readiness(make_plan(asked), asked.situation.storm, asked.home, asked.readings, NOW)
    return one


# What counts


@pytest.mark.parametrize(
    ("kind", "severity", "counts"),
    [
        (HazardKind.WIND, Severity.WARNING, True),
        (HazardKind.WIND, Severity.ADVISORY, False),
        (HazardKind.SNOW, Severity.WARNING, True),
        (HazardKind.RAIN, Severity.WARNING, False),
        (HazardKind.RAIN, Severity.DANGER, True),
        (HazardKind.FLOOD, Severity.EMERGENCY, True),
        (HazardKind.WAVES, Severity.EMERGENCY, False),
        (HazardKind.THUNDER, Severity.ADVISORY, False),
        (HazardKind.UNKNOWN, Severity.WARNING, True),
    ],
)
def test_by_default_what_brings_lines_down_counts(kind: HazardKind, severity: Severity, counts: bool) -> None:
    report = HazardReport(hazards=(Hazard(kind=kind, severity=severity, source="jma"),))
    assert bool(judge(report, POLICY, NOW).in_force) is counts


def test_a_state_that_a_person_chose_counts_whatever_the_policy() -> None:
    fog = Hazard(kind=HazardKind.FOG, severity=Severity.ADVISORY, source="sensor.fog", chosen=True)
    assert judge(HazardReport(hazards=(fog,)), POLICY, NOW).in_force == (fog,)


def test_a_forecast_is_watched_when_it_is_sure_enough_and_near_enough() -> None:
    def hazard(start: float, end: float, certainty: Certainty) -> Hazard:
        return Hazard(
            kind=HazardKind.WIND,
            severity=Severity.WARNING,
            source="jma",
            certainty=certainty,
            start=after(start),
            end=after(end),
        )

    likely, possible = hazard(20, 26, Certainty.HIGH), hazard(30, 36, Certainty.MEDIUM)
    over, far = hazard(-8, -2, Certainty.EXPECTED), hazard(70, 76, Certainty.HIGH)
    report = HazardReport(hazards=(likely, possible, over, far))
    assert judge(report, POLICY, NOW).expected == (likely, possible)
    careful = replace(POLICY, watch_from=Certainty.HIGH)
    assert judge(report, careful, NOW).expected == (likely,)
    assert judge(report, replace(POLICY, watch_from=None), NOW).expected == ()


def test_what_a_silent_source_said_last_is_shown_but_decides_nothing_new() -> None:
    wind = Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="jma")
    report = HazardReport(hazards=(wind,), silent=frozenset({"jma"}))
    assert report.severity is Severity.WARNING
    assert judge(report, POLICY, NOW).in_force == ()


def test_the_margin_never_asks_for_the_past_and_never_grows_over_its_limit() -> None:
    soon = Hazard(
        kind=HazardKind.WIND,
        severity=Severity.WARNING,
        source="jma",
        certainty=Certainty.MEDIUM,
        start=after(1),
    )
    assert ready_by(soon, POLICY, NOW) == NOW
    assert ready_by(soon, POLICY, after(2)) == after(2)
    assert ready_by(replace(soon, start=after(59)), POLICY, NOW) == after(59 - 6 - 1)


# The plan


def test_it_is_full_by_the_onset_in_the_cheapest_slots_that_make_it() -> None:
    plan = make_plan(request(price=DEAR_THEN_CHEAP, situation=watch(10, 20), soc=0.5))
    (at_onset,) = [slot for slot in plan.slots if slot.end == after(10)]
    assert at_onset.storage("car").soc_end > 0.99
    charged = [slot for slot in plan.slots if slot.storage("car").charge_kw > 0 and slot.end <= after(10)]
    assert {slot.import_yen_per_kwh for slot in charged} == {22.0}


def test_a_charger_that_brought_little_lately_begins_earlier() -> None:
    asked = request(price=DEAR_THEN_CHEAP, situation=watch(10, 20), soc=0.5)
    prompt, slow = make_plan(asked), make_plan(delivering(asked, 3.0))

    def full_at(plan: object) -> datetime:
        return next(s.end for s in plan.slots if s.storage("car").soc_end > 0.99)  # type: ignore[attr-defined]

    def charging_by(plan: object, hours: float) -> int:
        return sum(s.storage("car").charge_kw > 0 for s in plan.slots if s.end <= after(hours))  # type: ignore[attr-defined]

    assert full_at(prompt) <= after(10)
    assert full_at(slow) <= after(10)
    assert charging_by(slow, 10) >= 2 * charging_by(prompt, 10) - 1
    assert not slow.shortfalls


def test_a_car_that_is_on_the_road_at_the_onset_is_as_full_as_can_be_when_it_comes_home() -> None:
    plan = make_plan(request(situation=watch(4, 20), soc=0.5, trips=[away(3, 8, 4.0)]))
    last_before = next(slot for slot in plan.slots if slot.end == after(3))
    at_end = next(slot for slot in plan.slots if slot.end == after(14))
    assert last_before.storage("car").soc_end > 0.85, "it leaves with all it could take in three hours"
    assert at_end.storage("car").soc_end > 0.99
    (short,) = plan.shortfalls
    assert (short.kind, short.at) == (ShortfallKind.STORM, after(8.5)), "said for when it is home again"


def test_a_departure_during_the_storm_is_respected() -> None:
    asked = request(storage(storm_soc=0.6), situation=act(), soc=0.58, trips=[away(6, 9, 20.0)])
    plan = make_plan(asked)
    assert not [short for short in plan.shortfalls if short.kind.value == "trip"]


def test_discharge_comes_back_in_the_cool_down_where_a_person_wants_it() -> None:
    def dear_evening(keep_full: bool) -> float:
        order = StormTarget(tier=Tier.HOLD, by=NOW, until=after(3), keep_full=keep_full)
        situation = Situation(mode=Mode.RESILIENCE, wanted=Mode.ECONOMY, storm=order)
        plan = make_plan(request(price=[60.0] * 6 + [20.0], situation=situation, soc=0.9))
        return sum(slot.storage("car").discharge_kw for slot in plan.slots[:6])

    assert dear_evening(keep_full=True) == 0.0
    assert dear_evening(keep_full=False) > 1.0


def test_in_a_storm_costs_count_as_in_the_mode_before() -> None:
    clean_first = [0.2] * 8 + [0.6]
    order = StormTarget(tier=Tier.WATCH, by=after(10), until=after(11), onset=after(10))

    def clean_kwh(wanted: Mode) -> float:
        situation = Situation(mode=Mode.RESILIENCE, wanted=wanted, storm=order)
        plan = make_plan(request(price=DEAR_THEN_CHEAP, co2=clean_first, situation=situation, soc=0.6))
        return sum(slot.storage("car").charge_kw for slot in plan.slots[:8])

    assert clean_kwh(Mode.CO2) > 5 * max(clean_kwh(Mode.ECONOMY), 0.1)


# What it costs


def test_being_ready_costs_more_the_less_time_there_is() -> None:
    calm = make_plan(request(price=DEAR_THEN_CHEAP, soc=0.5))
    easy = make_plan(request(price=DEAR_THEN_CHEAP, situation=watch(10, 20), soc=0.5))
    hurry = make_plan(request(price=DEAR_THEN_CHEAP, situation=watch(4, 20), soc=0.5))
    assert calm.storm_yen is None
    assert easy.storm_yen is not None
    assert hurry.storm_yen is not None
    assert -1.0 < easy.storm_yen < hurry.storm_yen
    assert hurry.storm_yen > 100.0


def test_the_home_without_the_storm_shows_what_being_ready_really_cost() -> None:
    """Both homes live the same evening; the real one charges at 60 yen, the counterfactual one waits for 20."""
    price = [60.0] * 8 + [20.0]
    asked = request(price=price, situation=act(), soc=0.5, load=0.5)
    counterfactual = Counterfactual.begin(asked.readings, asked.home).with_plan(asked)
    plan = make_plan(asked)
    assert counterfactual.plan is not None
    assert sum(slot.storage("car").charge_kw for slot in counterfactual.plan.slots[:8]) == 0.0
    soc = 0.5
    for minute in range(1, 121):
        soc += 6.0 * 0.9 / 60 / 40
        car = StorageReading(storage_id="car", soc=soc, connected=True, power_kw=6.0, doing=Verb.CHARGE)
        readings = Readings(at=NOW + timedelta(minutes=minute), storages=(car,), pv_kw=0.0, load_kw=0.5)
        counterfactual = counterfactual.after(readings, plan, asked.home)
    assert counterfactual.real_cost_yen - counterfactual.cost_yen >= 2 * 6.0 * 60
    stored_more = soc * 40 - counterfactual.energy_kwh["car"]
    assert stored_more >= 2 * 6.0 * 0.9 - 0.01
    extra = counterfactual.extra_yen(readings, asked.home, {"car": 24.0})
    assert extra is not None
    assert extra == pytest.approx(counterfactual.real_cost_yen - counterfactual.cost_yen - 24.0 * stored_more)


def test_what_is_stored_for_the_storm_spares_little_where_the_sun_comes_back() -> None:
    """Both cars are at home; one has 12 kWh more than it would have had. Tomorrow's sun fills either of them."""

    def spared_yen(pv: list[float]) -> float:
        asked = request(price=30.0, situation=act(), soc=0.8, load=0.6, pv=pv)
        counterfactual = Counterfactual(since=NOW, at=NOW, energy_kwh={"car": 20.0}).with_plan(asked)
        assert counterfactual.valued_kwh == {"car": pytest.approx(12.0)}
        unchanged = counterfactual.extra_yen(asked.readings, asked.home, {"car": 30.0})
        assert unchanged == pytest.approx(-counterfactual.valued_yen), "nothing was stored since that plan"
        return counterfactual.valued_yen

    dark, sunny = spared_yen([0.0]), spared_yen([0.0] * 26 + [5.0] * 16 + [0.0])
    assert 0.0 < sunny < 12 * 20.0 < dark < 12 * 30.0


@pytest.mark.parametrize("blind", [True, False])
def test_what_it_really_cost_is_not_told_where_no_meter_saw_the_charging(blind: bool) -> None:
    """Else a free battery would be full: SOC rises, and nobody sees it paid for."""
    asked = request(price=40.0, situation=act(), soc=0.5, load=0.5)
    counterfactual, plan = Counterfactual.begin(asked.readings, asked.home).with_plan(asked), make_plan(asked)
    for minute in range(1, 61):
        soc = 0.5 + minute * 6.0 * 0.9 / 60 / 40
        car = StorageReading(storage_id="car", soc=soc, connected=True, power_kw=None if blind else 6.0)
        away = timedelta(hours=2) if not blind and minute > 30 else timedelta()  # nobody looked for a while
        readings = Readings(at=NOW + timedelta(minutes=minute) + away, storages=(car,), load_kw=0.5)
        counterfactual = counterfactual.after(readings, plan, asked.home)
    assert counterfactual.extra_yen(readings, asked.home, {"car": 24.0}) is None
    metered = replace(readings, grid_kw=6.5)
    assert counterfactual.after(metered, plan, asked.home).extra_yen(metered, asked.home, {}) is None


def test_the_counterfactual_car_drives_as_far_as_the_real_one() -> None:
    asked = request(situation=act(), soc=0.8)
    counterfactual = Counterfactual.begin(asked.readings, asked.home).with_plan(asked)

    def look(minute: int, soc: float, connected: bool) -> Readings:
        car = StorageReading(storage_id="car", soc=soc, connected=connected, power_kw=0.0)
        return Readings(at=NOW + timedelta(minutes=minute), storages=(car,), load_kw=0.0)

    home = Home(storages=(storage(),))
    for readings in (look(1, 0.8, False), look(2, 0.8, False), look(3, 0.6, True)):
        counterfactual = counterfactual.after(readings, None, home)
    assert counterfactual.energy_kwh["car"] == pytest.approx(0.6 * 40)


# What people are told


def test_a_car_at_home_will_be_full_in_time() -> None:
    one = ready(request(price=DEAR_THEN_CHEAP, situation=watch(10, 20), soc=0.5))
    assert one.reached
    assert one.full_at is not None
    assert one.full_at <= after(10)


def test_a_car_that_may_or_may_not_leave_is_full_when_the_plan_has_it_full() -> None:
    """At home with two chances in five: what is full by the onset is not called full in the evening."""
    maybe = away(0.5, 9)
    asked = request(situation=watch(8, 20, onset=8), soc=0.8, trips=[replace(maybe, away=0.6 * maybe.away)])
    one = ready(asked)
    assert one.reached
    assert one.full_at is not None
    assert one.full_at <= after(8)


def test_a_car_that_is_away_must_be_home_in_time_to_be_full() -> None:
    situation = watch(6, 20, onset=8)
    one = ready(request(situation=situation, soc=0.5, connected=False, trips=[away(0, 12, 4.0)]))
    assert one.away
    assert not one.reached
    back_with = 0.5 - 4.0 / 40
    assert one.soc == pytest.approx(0.5 - 4.0 / 40 * 8 / 12, abs=0.02), "what it has out there"
    hours = storage().charge_hours(back_with, 1.0)
    assert one.home_by is not None
    assert abs(one.home_by - after(8 - hours)) < timedelta(minutes=15)


def test_a_car_that_is_away_and_cannot_be_full_any_more_has_no_time_to_be_home_by() -> None:
    one = ready(request(situation=watch(1, 20, onset=2), soc=0.3, connected=False, trips=[away(0, 12)]))
    assert one.home_by is None


def test_a_car_that_is_thought_to_leave_before_it_is_full_says_so_and_what_staying_would_change() -> None:
    one = ready(request(situation=watch(7, 20, onset=8), soc=0.5, trips=[away(1, 10, 4.0)]))
    assert not one.reached
    assert one.leaves == after(1)
    hours = storage().charge_hours(0.5, 1.0)
    assert one.full_if_it_stays == after(hours)
    late = ready(request(situation=watch(2, 20, onset=3), soc=0.3, trips=[away(1, 10, 4.0)]))
    assert (late.leaves, late.full_if_it_stays) == (after(1), None)
    home = ready(request(situation=watch(7, 20, onset=8), soc=0.5))
    assert (home.leaves, home.full_if_it_stays) == (None, None)


def test_a_warning_that_is_here_says_when_it_will_be_full() -> None:
    one = ready(request(situation=act(), soc=0.7))
    assert one.full_at is not None
    hours = storage().charge_hours(0.7, 1.0)
    assert after(hours) <= one.full_at <= after(hours + 0.6)
    assert ready(request(situation=act(), soc=1.0)).full_at == NOW


# What the charger really brings

FULL_POWER = Command(
    storage_id="car",
    verb=Verb.CHARGE,
    power_kw=None,
    until_soc=1.0,
    reason=Reason(ReasonCode.CHARGE_STORM_NOW, {"soc": 1.0}),
)


def charged(
    minutes: int,
    power_kw: float | None,
    command: Command | None = FULL_POWER,
    soc: float = 0.4,
    kw: float = 3.0,
) -> ChargeRate:
    delivered = ChargeRate()
    for minute in range(minutes):
        now = soc + kw * 0.9 * minute / 60 / 40
        reading = StorageReading(storage_id="car", soc=round(now, 2), connected=True, power_kw=power_kw)
        delivered = delivered.after(command, reading, storage(), NOW + timedelta(minutes=minute))
    return delivered


def test_what_the_charger_brings_is_learned_from_its_power() -> None:
    assert charged(60, 3.1).lately_kw == pytest.approx(3.1)
    assert charged(10, 3.1).lately_kw is None, "not before it was seen for a while"


def test_without_a_power_meter_it_is_learned_from_what_was_stored() -> None:
    assert charged(180, None).lately_kw == pytest.approx(3.0, rel=0.15)


def test_charging_less_on_purpose_or_near_the_top_says_nothing_of_the_charger() -> None:
    part = replace(FULL_POWER, power_kw=2.0)
    assert charged(60, 2.0, part).lately_kw is None
    assert charged(60, 1.0, soc=0.92).lately_kw is None
    assert charged(60, 0.0, None).lately_kw is None


def test_an_evening_of_full_power_replaces_what_was_known_of_a_weak_one() -> None:
    weak = charged(60, 3.0)
    for minute in range(120):
        reading = StorageReading(storage_id="car", soc=0.5, connected=True, power_kw=6.0)
        weak = weak.after(FULL_POWER, reading, storage(), after(10) + timedelta(minutes=minute))
    assert weak.lately_kw == pytest.approx(6.0, abs=0.2)
