"""From a request to the model's data, and from a solution to the plan."""

from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    Departure,
    DischargeControl,
    GridTerms,
    Mode,
    StorageKind,
)
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.milp.data import TERMINAL_SEGMENTS, HouseData, ModelData, Shape
from custom_components.v2h_planner.core.milp.program import Program
from custom_components.v2h_planner.core.plan import Method, ReasonCode, ShortfallKind, SocTarget, TargetKind
from custom_components.v2h_planner.core.planning import penalties
from custom_components.v2h_planner.core.planning.fallback import fallback_solution
from custom_components.v2h_planner.core.planning.model_data import build_model_data
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.planning.targets import (
    deadline_slot,
    derive_targets,
    weekly_departures,
)
from custom_components.v2h_planner.core.planning.terminal_value import Uses, terminal_curve
from custom_components.v2h_planner.core.readings import FaultKind, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import DrivingReserve, Situation
from tests.core.homes import NOW, SLOTS, TOKYO, after, request, storage, trip

GRID = make_horizon(NOW, SLOTS, 0)
EVERY_DAY = frozenset(range(7))


def leaving(at: time, soc: float) -> Departure:
    return Departure(weekdays=EVERY_DAY, leave=at, back=time(18), soc=soc, energy_kwh=0.0)


def targets_of(wanted: PlanRequest) -> tuple[SocTarget, ...]:
    return derive_targets(wanted)


def data_of(wanted: PlanRequest) -> ModelData:
    return build_model_data(wanted, targets_of(wanted))


# -- targets --------------------------------------------------------------------------------------------


def test_only_the_chosen_weekdays_have_a_departure() -> None:
    car = storage(
        departures=(Departure(weekdays=frozenset({2}), leave=time(8), back=time(18), soc=0.8, energy_kwh=5),)
    )
    (wednesday,) = weekly_departures(car, make_horizon(NOW), TOKYO)
    assert wednesday.by == datetime(2026, 11, 25, 8, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2027, 3, 28), 6), (datetime(2027, 3, 29), 7), (datetime(2026, 10, 25), 8)]
)
def test_a_departure_is_local_time_whatever_clocks_do(day: datetime, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    midnight = day.replace(tzinfo=berlin)
    horizon = make_horizon(midnight, 47, 0)
    departures = list(weekly_departures(storage(departures=(leaving(time(7), 0.8),)), horizon, berlin))
    assert departures[0].by - midnight.astimezone(UTC) == timedelta(hours=hours)


def test_a_target_stands_at_the_end_of_the_last_slot_fully_before_the_departure() -> None:
    assert deadline_slot(GRID, after(1)) == 1
    assert deadline_slot(GRID, after(1.25)) == 1
    assert deadline_slot(GRID, after(0.25)) is None
    assert deadline_slot(GRID, GRID.end) == SLOTS - 1


@given(st.integers(1, 60 * 60 * 24))
def test_a_deadline_is_never_late_and_never_a_slot_too_early(seconds: int) -> None:
    by = NOW + timedelta(seconds=seconds)
    slot = deadline_slot(GRID, by)
    end = GRID.start if slot is None else GRID.edges[slot + 1]
    assert end <= by + timedelta(seconds=1)
    assert by - end < timedelta(minutes=30)


def test_resilience_wants_every_storage_full_from_now_on() -> None:
    battery = storage(id="battery", kind=StorageKind.HOME_BATTERY, storm_soc=0.95)
    wanted = request(storage(), battery, mode=Mode.RESILIENCE)
    found = targets_of(wanted)
    assert [(n.kind, n.storage_id, n.soc, n.by, n.until) for n in found] == [
        (TargetKind.STORM, "battery", 0.95, GRID.start, GRID.end),
        (TargetKind.STORM, "car", 1.0, GRID.start, GRID.end),
    ]


def test_a_storm_that_has_passed_asks_to_stay_not_to_charge() -> None:
    order = StormTarget(tier=Tier.HOLD, by=NOW, until=after(3))
    (target,) = targets_of(request(soc=0.7, situation=Situation(mode=Mode.RESILIENCE, storm=order)))
    assert target.soc == 0.7
    assert target.until == after(3)


def test_in_an_outage_the_storm_is_here_and_its_energy_is_for_use() -> None:
    assert not targets_of(request(situation=Situation(mode=Mode.RESILIENCE, outage=True)))


# -- model data -------------------------------------------------------------------------------------------


def test_all_data_have_their_shapes_and_are_finite() -> None:
    car = storage(departures=(leaving(time(7), 0.8),))
    wanted = request(
        car, storage(id="b", kind=StorageKind.HOME_BATTERY), trips=[trip(GRID, reserve=[(9, 1.0)])]
    )
    data = data_of(wanted)
    assert wanted.shape == Shape(1, 1, SLOTS)
    for part in fields(data):
        numbers = getattr(data, part.name)
        assert np.isfinite(numbers).all(), part.name
        assert numbers.shape in {
            (),
            (SLOTS,),
            (2,),
            (2, SLOTS),
            (2, 3),
            (2, 3, SLOTS),
            (2, TERMINAL_SEGMENTS),
        }, part.name


def test_evs_come_before_batteries() -> None:
    battery = storage(id="b", kind=StorageKind.HOME_BATTERY)
    assert [s.id for s in request(battery, storage()).storages] == ["car", "b"]


def test_a_load_follower_gives_what_the_load_leaves_and_no_less() -> None:
    data = data_of(request(load=2.0, pv=[0.0] * 10 + [1.5] * 10 + [3.0]))
    assert list(data.discharge_min[0, [0, 10, 20]]) == [2.0, 0.5, 0.0]
    assert list(data.discharge_total_max[[0, 10, 20]]) == [2.0, 0.5, 0.0]
    assert list(data.export_max[[0, 10, 20]]) == [0.0, 0.0, 1.0]


def test_push_up_and_v2g_open_what_is_closed_in_japan() -> None:
    pushed = data_of(request(load=1.0, pv=3.0, terms=GridTerms(push_up=True)))
    assert (pushed.discharge_total_max[0], pushed.export_max[0]) == (1.0, 3.0)
    fed = data_of(request(load=1.0, terms=GridTerms(v2g=True, export_limit_kw=5.0)))
    assert (fed.discharge_total_max[0], fed.export_max[0]) == (7.0, 5.0)


def test_units_that_only_know_full_power_are_stated_so() -> None:
    fixed = data_of(request(storage(charge_control=ChargeControl.FIXED_RATE)))
    assert (fixed.charge_min == fixed.charge_max).all()
    surplus = data_of(
        request(storage(charge_control=ChargeControl.FIXED_OR_SURPLUS), pv=[3.0, 0.0], load=1.0)
    )
    assert list(surplus.charge_min[0, :2]) == [2.0, 0.0]


def test_a_fixed_rate_that_breaks_the_contract_is_not_offered() -> None:
    car = storage(charge_control=ChargeControl.FIXED_RATE)
    data = data_of(request(car, load=[3.0, 0.5], terms=GridTerms(contract_kw=7.0)))
    assert list(data.charge_max[0, :2]) == [0.0, 6.0]


def test_charging_may_never_break_the_contract_only_the_house_may() -> None:
    data = data_of(request(load=[5.0, 0.5], terms=GridTerms(contract_kw=4.0)))
    assert list(data.over_max[:2]) == [1.0, 0.0]


def test_an_unreachable_target_is_lowered_to_what_can_be_reached() -> None:
    data = data_of(request(storage(departures=(leaving(time(20), 1.0),)), soc=0.5))
    assert data.departure[0, 3] == pytest.approx(20 + 4 * 0.5 * 6 * 0.9)


def test_charge_now_is_full_power_from_the_first_slot() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.7, by=NOW)
    data = data_of(request(targets=(asked,)))
    assert list(data.person[0, :4]) == pytest.approx([22.7, 25.4, 28.0, 28.0])
    assert data.person[0, 7] == 0.0  # two hours later


def test_the_everyday_max_soc_is_raised_only_where_a_target_asks_for_more() -> None:
    data = data_of(request(storage(departures=(leaving(time(17), 1.0),))))
    assert data.max_energy[0, 0] == 36.0
    assert data.max_energy[0, 45] == 40.0
    assert data_of(request()).max_energy.max() == 36.0


def test_a_car_above_its_max_soc_is_not_emptied_for_it() -> None:
    away = trip(GRID, leave=after(10), back=after(12), kwh=8.0)
    data = data_of(request(soc=1.0, trips=[away]))
    assert data.max_energy[0, 0] == 40.0
    assert data.max_energy[0, -1] == 36.0


def test_whole_numbers_only_in_the_first_day_and_where_something_can_be_done() -> None:
    wanted = request(trips=[trip(GRID, leave=after(2), back=after(4))])
    wanted = replace(
        wanted, horizon=Horizon(tuple(GRID.start + timedelta(hours=i) for i in range(SLOTS + 1)))
    )
    whole = data_of(wanted).whole_verbs[0]
    assert not whole[24:].any()
    assert not whole[4:8].any()
    assert whole[:4].all()
    simple = storage(overhead_kw=0.0, start_up_yen=0.0, discharge_control=DischargeControl.SET_POINT)
    assert not data_of(request(simple)).whole_verbs.any()


def test_what_is_announced_costs_nothing_and_the_rest_a_little() -> None:
    first = make_plan(request(price=[50] * 4 + [20], load=1.0, holdings=False))
    assert first.slots[0].storages[0].verb is Verb.DISCHARGE
    data = data_of(request(announced=first))
    assert data.discharge_verb_cost[0, 0] < 0.1
    assert data.charge_verb_cost[0, 0] == penalties.ANNOUNCED
    other = data_of(request(announced=first, mode=Mode.CO2))
    assert other.charge_verb_cost[0, 0] == 0.0


def a_house(import_cost: float, peak_cost: float = 0.0) -> HouseData:
    """One slot, as far as prices of breach look at it."""
    one = np.ones(1)
    return HouseData(
        hours=one,
        load=one,
        pv=one,
        import_cost=import_cost * one,
        export_value=8.5 * one,
        peak_share=one,
        peak_free=one,
        peak_cost=np.array(peak_cost),
    )


def test_no_price_of_breach_is_below_what_energy_can_earn() -> None:
    held = penalties.held_hours(np.array([0.01, 0.5, 1.0]))
    assert penalties.TRIP > penalties.MIN_ENERGY > penalties.UNSERVED == penalties.OVER_CONTRACT
    assert (
        penalties.OVER_CONTRACT > penalties.PERSON > penalties.STORM > penalties.DEPARTURE > penalties.DEAREST
    )
    assert (held * min(penalties.MIN_ENERGY, penalties.STORM, penalties.MAX_ENERGY) > penalties.DEAREST).all()
    assert penalties.scale(a_house(import_cost=600.0)) == 2.0
    assert penalties.scale(a_house(import_cost=30.0, peak_cost=6000.0)) == pytest.approx(12_030 / 300)


def test_the_min_soc_is_not_sold_for_any_spike() -> None:
    plan = make_plan(request(price=[290.0] * 4 + [20.0], load=3.0, soc=0.22))
    assert min(slot.storages[0].soc_end for slot in plan.slots) >= 0.2 - 1e-6


# -- terminal value -----------------------------------------------------------------------------------


def uses(**changes: object) -> Uses:
    usual = {
        "hours": np.full(48, 0.5),
        "import_cost": np.array([30.0] * 16 + [20.0] * 8 + [30.0] * 24),
        "export_value": np.full(48, 8.5),
        "surplus_kw": np.zeros(48),
        "net_load_kw": np.full(48, 1.0),
        "charge_kw": np.full(48, 6.0),
        "discharge_kw": np.full(48, 6.0),
        "trip_kwh": np.zeros(48),
        "charge_eff": 0.9,
        "discharge_eff": 0.9,
        "overhead_kw": 0.0,
        "degradation_yen_per_kwh": 0.0,
    }
    return Uses(**(usual | changes))


def test_a_kwh_left_over_is_worth_the_lower_of_its_use_and_its_refill() -> None:
    widths, worth = terminal_curve(uses(), 8.0, 40.0)
    assert widths.sum() == pytest.approx(40.0)
    assert (np.diff(worth) <= 1e-9).all()
    # before the cheap hours it saves 30 x 0.9; after them it can be put in again at 20 / 0.9
    assert worth[0] == pytest.approx(27.0)
    assert (np.abs(worth - 20 / 0.9) < 0.5).any()


def test_driving_makes_a_kwh_worth_its_refill_though_it_cannot_feed_the_house() -> None:
    driven = np.zeros(48)
    driven[28:40] = 1.0
    _, worth = terminal_curve(uses(discharge_kw=np.zeros(48), trip_kwh=driven), 8.0, 40.0)
    assert worth[1] == pytest.approx(20 / 0.9)
    assert worth[-1] > 0


@given(
    price=st.lists(st.floats(-5, 200), min_size=4, max_size=30),
    need=st.floats(0, 5),
    surplus=st.floats(0, 5),
    charge=st.sampled_from([0.0, 3.0, 6.0]),
)
@settings(max_examples=60, deadline=None)
def test_the_curve_is_concave_and_covers_the_battery(
    price: list[float], need: float, surplus: float, charge: float
) -> None:
    n = len(price)
    parts = {name: np.full(n, value) for name, value in (("net_load_kw", need), ("surplus_kw", surplus))}
    parts |= {"charge_kw": np.full(n, charge), "discharge_kw": np.full(n, 6.0), "trip_kwh": np.full(n, 0.1)}
    parts |= {"hours": np.full(n, 0.5), "import_cost": np.array(price), "export_value": np.full(n, 8.5)}
    widths, worth = terminal_curve(uses(**parts), 8.0, 40.0)
    assert widths.sum() == pytest.approx(40.0)
    assert (worth >= 0).all() and (np.diff(worth) <= 1e-9).all()


# -- plans --------------------------------------------------------------------------------------------


def test_a_storage_whose_soc_is_unknown_is_left_alone_and_said_so() -> None:
    plan = make_plan(request(storage(), soc=None))
    assert {slot.storages[0].verb for slot in plan.slots} == {Verb.STANDBY}
    assert all(slot.storages[0].away for slot in plan.slots)
    assert plan.faults[0].kind is FaultKind.UNKNOWN
    assert plan.degraded
    assert not plan.stored_yen_per_kwh


def test_numbers_that_are_none_are_mended_and_said_so() -> None:
    wanted = request(load=[0.5, float("nan"), 0.7])
    plan = make_plan(wanted)
    assert plan.method is Method.OPTIMAL
    assert [fault.source for fault in plan.faults] == ["forecast.load_kw"]
    assert 0.5 < plan.slots[1].load_kw < 0.8


def test_without_a_program_a_rule_makes_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("no program")

    monkeypatch.setattr(Program, "load", broken)
    car = storage(departures=(leaving(time(8), 0.9),))
    plan = make_plan(request(car, price=[40] * 12 + [20] * 8 + [30], soc=0.5))
    assert plan.method is Method.RULE
    assert plan.degraded
    assert not plan.shortfalls
    bought = {s.import_yen_per_kwh for s in plan.slots if s.storages[0].charge_kw > 0}
    assert bought == {20.0}
    assert plan.slots[27].storages[0].soc_end == pytest.approx(0.9, abs=0.001)
    assert plan.slots[0].storages[0].verb is Verb.STANDBY


def test_the_rule_uses_the_sun_and_keeps_the_contract() -> None:
    wanted = request(
        storage(departures=(leaving(time(8), 1.0),)), pv=[3.0] * 4 + [0.0], terms=GridTerms(contract_kw=3.0)
    )
    data = data_of(wanted)
    solution = fallback_solution(data)
    assert (solution.grid_import <= 3.0 + 1e-9).all()
    assert solution.charge[0, 0] > 0
    balance = data.pv - solution.curtail + solution.grid_import - data.load - solution.grid_export
    balance -= (solution.charge + data.overhead[:, None] * (solution.charging + solution.discharging)).sum(
        axis=0
    )
    assert np.abs(balance + solution.discharge.sum(axis=0) + solution.unserved).max() < 1e-9


def test_the_rule_feeds_a_dark_house_down_to_the_min_soc() -> None:
    data = data_of(request(load=2.0, situation=Situation(mode=Mode.ECONOMY, outage=True)))
    solution = fallback_solution(data)
    assert solution.discharge[0, 0] == pytest.approx(2.0)
    assert solution.energy.min() >= 8.0 - 1e-6
    assert solution.unserved[-1] > 0


def test_three_cars_are_planned_by_the_rule_where_nothing_can_compile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def not_shipped(shape: Shape) -> None:
        raise LookupError(shape)

    monkeypatch.setattr(Program, "load", not_shipped)
    cars = [storage(id=name, departures=(leaving(time(8), 0.8),)) for name in "abc"]
    plan = make_plan(request(*cars))
    assert plan.method is Method.RULE
    assert all(part.soc_end >= 0.8 - 1e-6 for part in plan.slots[27].storages)


def test_a_storm_that_cannot_be_met_says_what_can() -> None:
    order = StormTarget(tier=Tier.WATCH, by=after(2), until=after(10))
    plan = make_plan(request(situation=Situation(mode=Mode.ECONOMY, storm=order), soc=0.5))
    (short,) = plan.shortfalls
    assert short.kind is ShortfallKind.STORM
    assert short.at == after(2)
    assert short.wanted_soc == 1.0
    assert short.reached_soc == pytest.approx(0.77, abs=0.001)
    assert short.unit == "kWh"


def test_a_trip_that_needs_more_than_there_is_is_named() -> None:
    plan = make_plan(request(soc=0.3, trips=[trip(GRID, leave=after(0.5), back=after(3), kwh=20.0)]))
    kinds = {short.kind: short for short in plan.shortfalls}
    assert kinds[ShortfallKind.TRIP].amount == pytest.approx(20 - 12 - 2.7, abs=0.05)


def test_a_house_that_draws_more_than_the_contract_is_named() -> None:
    plan = make_plan(request(soc=0.2, load=[7.0, 0.5], terms=GridTerms(contract_kw=4)))
    (short,) = [s for s in plan.shortfalls if s.kind is ShortfallKind.CONTRACT]
    assert short.amount == pytest.approx(3.0)
    assert short.unit == "kW"


def test_holding_a_target_has_its_price() -> None:
    order = StormTarget(tier=Tier.ACT, by=NOW, until=after(12))
    plan = make_plan(
        request(price=[60] * 8 + [20] * 12 + [30], situation=Situation(mode=Mode.RESILIENCE, storm=order))
    )
    (held,) = plan.holdings
    assert held.kind is TargetKind.STORM
    assert held.until == after(12)
    # 22 kWh at 60 instead of 20 yen, and an evening that is not served
    assert 900 < held.cost_yen < 1600
    assert not make_plan(request(holdings=False)).holdings


def test_one_more_kwh_in_store_is_worth_what_it_saves() -> None:
    plan = make_plan(request(price=[50] * 6 + [20] * 12 + [30], load=1.0, soc=0.4))
    # put back at 20 yen at night
    assert plan.stored_yen_per_kwh["car"] == pytest.approx(20 * (1 + 0.1 / 6) / 0.9, rel=0.03)


def test_an_unplugged_car_gets_no_command_now() -> None:
    plan = make_plan(request(connected=False, price=[-5.0, 30.0]))
    assert plan.slots[0].storages[0].verb is Verb.STANDBY
    assert plan.slots[0].storages[0].reason.code is ReasonCode.AWAY


@given(
    soc=st.one_of(st.none(), st.floats(-0.2, 1.4), st.just(float("nan"))),
    price=st.lists(st.floats(-30, 400), min_size=1, max_size=SLOTS),
    load=st.floats(0, 12),
    pv=st.floats(0, 8),
    outage=st.booleans(),
    mode=st.sampled_from(list(Mode)),
    contract=st.sampled_from([None, 3.0, 6.0]),
    leave=st.sampled_from([None, time(18, 10), time(7), time(17, 59)]),
)
@settings(max_examples=25, deadline=None)
def test_a_plan_always_exists(
    soc: float | None,
    price: list[float],
    load: float,
    pv: float,
    outage: bool,
    mode: Mode,
    contract: float | None,
    leave: time | None,
) -> None:
    car = storage(departures=() if leave is None else (leaving(leave, 1.0),))
    plan = make_plan(
        request(
            car,
            soc=soc,
            price=price,
            load=load,
            pv=pv,
            situation=Situation(mode=mode, outage=outage),
            terms=GridTerms(contract_kw=contract),
            connected=None,
            doing=None,
        )
    )
    assert len(plan.slots) == SLOTS
    assert plan.method is not Method.RULE
    assert all(0 <= part.soc_end <= 1 for slot in plan.slots for part in slot.storages)
    for slot in plan.slots:
        limit = 0.0 if outage else max(contract or 1e9, slot.load_kw - slot.pv_kw)
        assert slot.import_kw <= limit + 0.011


# -- an outage ----------------------------------------------------------------------------------------

DARK = Situation(mode=Mode.ECONOMY, outage=True)
KEPT = DrivingReserve(storage_id="car", soc=0.5, leave=after(13), back=after(23), energy_kwh=8.0)
COMMUTE = trip(GRID, leave=after(13), back=after(23), kwh=8.0)


def test_the_prices_of_a_dark_house_a_trip_and_the_min_soc_stand_in_their_order() -> None:
    assert (
        penalties.TRIP > penalties.MIN_ENERGY > penalties.DRIVING > penalties.UNSERVED > penalties.DEPARTURE
    )
    assert 0.5 * penalties.DRIVING > 0.9 * penalties.UNSERVED  # within the shortest time that is charged


def test_of_a_car_that_carries_the_house_blind_no_dark_hour_is_told() -> None:
    plan = make_plan(request(soc=None, load=1.0, situation=DARK))
    assert plan.slots[0].storage("car").reason.code is ReasonCode.DISCHARGE_BLIND
    assert not [short for short in plan.shortfalls if short.kind is ShortfallKind.OUTAGE]
    away = make_plan(request(soc=None, connected=False, load=1.0, situation=DARK))
    assert away.slots[0].storage("car").reason.code is ReasonCode.SOC_UNKNOWN
    assert [short for short in away.shortfalls if short.kind is ShortfallKind.OUTAGE]


def test_the_trip_that_is_asked_for_stays_in_the_car_and_the_dark_hours_are_told() -> None:
    plan = make_plan(request(soc=0.6, load=1.0, trips=[COMMUTE], situation=replace(DARK, reserves=(KEPT,))))
    before = [slot.storage("car") for slot in plan.slots if slot.end <= KEPT.leave]
    assert min(part.soc_end for part in before) == pytest.approx(0.5, abs=0.005)
    assert before[-1].reason.code is ReasonCode.HOLD_DEPARTURE
    assert before[-1].reason.numbers == {"soc": 0.5}
    (dark,) = [short for short in plan.shortfalls if short.kind is ShortfallKind.OUTAGE]
    assert dark.hours is not None and 18 < dark.hours < 24
    assert not [short for short in plan.shortfalls if short.kind is ShortfallKind.TRIP]


def test_where_nobody_asks_the_house_comes_before_the_trip() -> None:
    plan = make_plan(request(soc=0.6, load=1.0, trips=[COMMUTE], situation=DARK))
    leaves = [slot for slot in plan.slots if slot.end <= KEPT.leave][-1].storage("car")
    assert leaves.soc_end == pytest.approx(0.2, abs=0.005)
    dark = [short.at for short in plan.shortfalls if short.kind is ShortfallKind.OUTAGE]
    assert dark == [KEPT.leave]
    assert not any(slot.storage("car").away for slot in plan.slots)  # it carries the house, and stays


def test_a_car_below_its_reserve_gives_nothing_and_takes_the_sun() -> None:
    pv = [0.0] * 28 + [3.0] * 12 + [0.0]
    reserve = replace(KEPT, leave=after(22), back=after(24))
    plan = make_plan(request(soc=0.4, load=0.5, pv=pv, situation=replace(DARK, reserves=(reserve,))))
    assert not any(slot.storage("car").discharge_kw for slot in plan.slots if slot.end <= after(14))
    assert any(slot.storage("car").verb is Verb.SURPLUS for slot in plan.slots)


def test_when_power_is_back_nothing_is_kept_for_driving_any_more() -> None:
    normal = data_of(request(soc=0.6, trips=[COMMUTE]))
    back = data_of(
        request(soc=0.6, trips=[COMMUTE], situation=Situation(mode=Mode.ECONOMY, reserves=(KEPT,)))
    )
    for field in fields(ModelData):
        np.testing.assert_array_equal(getattr(back, field.name), getattr(normal, field.name))


def test_the_rule_keeps_the_trip_as_well() -> None:
    data = data_of(request(soc=0.6, load=1.0, situation=replace(DARK, reserves=(KEPT,))))
    solution = fallback_solution(data)
    assert solution.energy[0, :26].min() == pytest.approx(20.0, abs=0.01)


def test_the_plan_carries_the_suns_tenths_where_they_are_known() -> None:
    wanted = request(pv=1.0)
    assert make_plan(wanted).slots[3].pv_low_kw is None
    known = replace(wanted.forecasts, pv_low_kw=np.full(SLOTS, 0.4), pv_high_kw=np.full(SLOTS, 1.6))
    slot = make_plan(replace(wanted, forecasts=known)).slots[3]
    assert (slot.pv_low_kw, slot.pv_kw, slot.pv_high_kw) == (0.4, 1.0, 1.6)


def test_no_dim_light_is_spared_for_a_departure_while_the_grid_is_down() -> None:
    """Of a small load at night nearly as much again goes into the unit's own draw; the house comes first still."""
    morning = Departure(
        weekdays=frozenset(range(7)), leave=time(7, 30), back=time(18, 0), soc=0.6, energy_kwh=0
    )
    car = storage(departures=(morning,), discharge_min_kw=0.5)
    plan = make_plan(request(car, load=0.2, soc=0.6, situation=Situation(mode=Mode.ECONOMY, outage=True)))
    assert not [short for short in plan.shortfalls if short.kind is ShortfallKind.OUTAGE]
    assert all(slot.storage("car").discharge_kw >= 0.19 for slot in plan.slots)


def test_what_a_car_does_that_may_be_away_is_only_likely() -> None:
    horizon = make_horizon(NOW, SLOTS, 0)
    maybe = trip(horizon, leave=NOW, back=after(12), kwh=4.0)
    maybe = replace(maybe, away=maybe.away * 0.4)
    plan = make_plan(
        replace(request(price=[20] * 24 + [40], soc=0.3, connected=None, trips=[maybe]), holdings=False)
    )
    moved = [part for slot in plan.slots[:24] if (part := slot.storage("car")).charge_kw > 0]
    assert moved
    assert all(part.likely and part.presence < 0.8 for part in moved)
