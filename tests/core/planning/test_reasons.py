"""Every reason is the true one: the plan is made so that one cause rules, and the reason has its numbers."""

from dataclasses import replace
from datetime import time
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.v2h_planner import core
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Departure, DischargeControl, GridTerms, Mode, StorageKind
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.plan import (
    GridEvent,
    GridEventKind,
    Plan,
    Reason,
    ReasonCode,
    SocTarget,
    TargetKind,
)
from custom_components.v2h_planner.core.planning import reasons as reasons_module
from custom_components.v2h_planner.core.planning.evidence import Evidence
from custom_components.v2h_planner.core.planning.fallback import fallback_solution
from custom_components.v2h_planner.core.planning.model_data import build_model_data
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.planning.reasons import reason_of
from custom_components.v2h_planner.core.planning.targets import derive_targets
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation
from tests.core.homes import NOW, SLOTS, after, request, series, storage, trip

GRID = make_horizon(NOW, SLOTS, 0)
CHARGER: dict[str, Any] = {"kind": StorageKind.CHARGER_EV, "discharge_max_kw": 0.0}
EVERY_DAY = frozenset(range(7))


def made(wanted: PlanRequest) -> Plan:
    return make_plan(replace(wanted, holdings=False))


def reasons(plan: Plan, code: ReasonCode, storage_id: str = "car") -> list[Reason]:
    found = [slot.storage(storage_id).reason for slot in plan.slots]
    return [reason for reason in found if reason.code is code]


def first(plan: Plan, storage_id: str = "car") -> Reason:
    return plan.slots[0].storage(storage_id).reason


def morning(soc: float = 0.7) -> Departure:
    return Departure(weekdays=EVERY_DAY, leave=time(8), back=time(18), soc=soc, energy_kwh=0.0)


def test_away() -> None:
    plan = made(request(trips=[trip(GRID, leave=NOW, back=after(3))]))
    assert first(plan) == Reason(ReasonCode.AWAY)


def test_the_soc_is_not_known() -> None:
    assert first(made(request(soc=None))) == Reason(ReasonCode.SOC_UNKNOWN)


def test_cheap_now_and_dear_when_the_house_needs_it() -> None:
    plan = made(request(price=[15] * 6 + [45] * 6 + [30], load=1.0, soc=0.3))
    reason = first(plan)
    assert reason.code is ReasonCode.CHARGE_CHEAP
    assert (reason.numbers["price"], reason.numbers["later_price"]) == (15, 45)
    assert reason.times["later_at"] == after(3)


def test_a_stored_kwh_is_worth_more_than_it_costs() -> None:
    """Cheap until the end of the horizon: nothing later is dearer, only what comes after it."""
    plan = made(request(price=[50] * 47 + [20], load=1.0, soc=0.2))
    reason = plan.slots[-1].storage("car").reason
    assert reason.code is ReasonCode.CHARGE_WORTH
    assert reason.numbers["value"] > reason.numbers["price"] == 20


def test_clean_now_and_dirty_later() -> None:
    plan = made(request(co2=[0.3] * 6 + [0.6] * 20 + [0.45], load=1.0, soc=0.3, mode=Mode.CO2))
    reason = first(plan)
    assert reason.code is ReasonCode.CHARGE_CLEAN
    assert (reason.numbers["co2"], reason.numbers["later_co2"]) == (0.3, 0.6)
    assert reason.times["later_at"] == after(3)


def test_the_sun_leaves_power_over() -> None:
    plan = made(request(pv=[4.0] * 4 + [0.0], load=0.5, soc=0.3))
    (reason, *_) = reasons(plan, ReasonCode.CHARGE_SURPLUS)
    assert reason.numbers["power"] == pytest.approx(3.4, abs=0.01)
    assert reason.numbers["export_price"] == 8.5


def test_the_price_is_below_zero() -> None:
    plan = made(request(price=[-3.0, -3.0, 30.0]))
    assert first(plan) == Reason(ReasonCode.CHARGE_NEGATIVE_PRICE, {"price": -3.0})


def test_a_departure_needs_it() -> None:
    plan = made(
        request(storage(**CHARGER, departures=(morning(),)), price=[34] * 12 + [25] * 8 + [34], soc=0.4)
    )
    reason = reasons(plan, ReasonCode.CHARGE_DEPARTURE)[0]
    assert reason.numbers == {"soc": 0.7}
    assert reason.times == {"by": after(14)}


def test_a_learned_trip_needs_it_though_nobody_named_a_target() -> None:
    away = trip(GRID, leave=after(3), back=after(13), kwh=12.0)
    plan = made(request(storage(**CHARGER), price=[40] * 6 + [20], soc=0.3, trips=[away]))
    reason = reasons(plan, ReasonCode.CHARGE_DEPARTURE)[0]
    assert reason.times["by"] == after(3)
    assert reason.numbers["soc"] == pytest.approx(
        0.5, abs=0.01
    )  # 12 of 40 kWh, and the min SOC at the return


def storm(tier: Tier, by: float, until: float) -> Situation:
    order = StormTarget(tier=tier, by=after(by), until=after(until))
    return Situation(mode=Mode.RESILIENCE if tier is Tier.ACT else Mode.ECONOMY, storm=order)


def test_a_storm_comes() -> None:
    plan = made(request(price=[40] * 8 + [25] * 8 + [40], situation=storm(Tier.WATCH, 10, 20), soc=0.8))
    reason = reasons(plan, ReasonCode.CHARGE_STORM)[0]
    assert reason == Reason(ReasonCode.CHARGE_STORM, {"soc": 1.0}, {"by": after(10)})


def test_a_storm_is_here() -> None:
    plan = made(request(price=[100, 20], situation=storm(Tier.ACT, 0, 10), soc=0.8))
    assert first(plan) == Reason(ReasonCode.CHARGE_STORM_NOW, {"soc": 1.0})
    held = reasons(plan, ReasonCode.HOLD_STORM)[0]
    assert held == Reason(ReasonCode.HOLD_STORM, {"soc": 1.0}, {"until": after(10)})


def test_a_person_picked_resilience_without_a_storm() -> None:
    plan = made(request(price=[100, 20], situation=Situation(mode=Mode.RESILIENCE), soc=0.8))
    assert first(plan) == Reason(ReasonCode.CHARGE_RESILIENCE, {"soc": 1.0})
    assert reasons(plan, ReasonCode.HOLD_RESILIENCE)[0] == Reason(ReasonCode.HOLD_RESILIENCE, {"soc": 1.0})


def test_a_person_wants_it() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.9, by=NOW)
    plan = made(request(price=[100, 20], targets=(asked,)))
    assert first(plan) == Reason(ReasonCode.CHARGE_PERSON, {"soc": 0.9}, {"by": NOW})


def test_it_is_below_its_min_soc() -> None:
    plan = made(request(price=[60, 60, 60, 20], soc=0.1))
    assert first(plan) == Reason(ReasonCode.CHARGE_FLOOR, {"soc": 0.2})


def test_an_unplanned_trip_may_come() -> None:
    reserve = trip(GRID, reserve=[(16.0, 3.0)])
    plan = made(request(storage(**CHARGER), price=[30] * 12 + [24] * 8 + [30], soc=0.25, trips=[reserve]))
    assert first(plan) == Reason(ReasonCode.CHARGE_RESERVE, {"soc": 0.4})


def test_the_reserve_is_kept_though_the_hour_is_dear() -> None:
    reserve = trip(GRID, reserve=[(16.0, 3.0)])
    plan = made(request(price=[38] * 8 + [25] * 8 + [36], soc=0.4, load=1.0, trips=[reserve]))
    held = reasons(plan, ReasonCode.HOLD_RESERVE) + reasons(plan, ReasonCode.WAIT_CHEAPER)
    assert not any(slot.storage("car").discharge_kw for slot in plan.slots[:4])
    assert held


def event(kind: GridEventKind, reward: float) -> GridEvent:
    return GridEvent(id="e", kind=kind, start=NOW, end=after(1), reward_yen_per_kwh=reward, cap_kw=6.0)


def test_a_programme_pays_for_import() -> None:
    plan = made(request(price=35, grid_events=(event(GridEventKind.IMPORT, 30),)))
    assert first(plan) == Reason(ReasonCode.CHARGE_GRID_EVENT, {"reward": 30.0})


def test_a_programme_pays_for_discharge() -> None:
    plan = made(request(load=2.0, grid_events=(event(GridEventKind.DISCHARGE, 25),)))
    assert first(plan) == Reason(ReasonCode.DISCHARGE_GRID_EVENT, {"reward": 25.0})


def test_dear_now_and_cheap_to_put_back() -> None:
    plan = made(request(price=[50] * 6 + [20] * 12 + [30], load=1.0))
    reason = first(plan)
    assert reason.code is ReasonCode.DISCHARGE_DEAR
    assert reason.numbers["price"] == 50
    # bought back at 20: 20 / 0.9 / 0.9, the unit's 0.1 kW while charging 6 and while serving 1 kW
    assert reason.numbers["value"] == pytest.approx(20 * (1 + 0.1 / 6) / 0.81 / 0.9, abs=0.5)


def test_dirty_now() -> None:
    plan = made(request(co2=[0.6] * 4 + [0.3] * 20 + [0.45], load=1.0, mode=Mode.CO2))
    reason = first(plan)
    assert reason.code is ReasonCode.DISCHARGE_DIRTY
    assert reason.numbers["value"] < reason.numbers["co2"] == 0.6


def test_no_grid() -> None:
    plan = made(request(situation=Situation(mode=Mode.ECONOMY, outage=True)))
    assert first(plan) == Reason(ReasonCode.DISCHARGE_OUTAGE)


def test_the_sun_of_an_outage_is_stored_and_nobody_speaks_of_selling_it() -> None:
    plan = made(
        request(pv=[0.0] * 20 + [3.0] * 8 + [0.0], situation=Situation(mode=Mode.ECONOMY, outage=True))
    )
    (reason, *_) = reasons(plan, ReasonCode.CHARGE_OUTAGE)
    assert reason.numbers["power"] > 0
    assert not reasons(plan, ReasonCode.CHARGE_SURPLUS)


def test_in_an_outage_no_price_is_a_reason_to_stand_by() -> None:
    dark = Situation(mode=Mode.ECONOMY, outage=True)
    battery = storage(id="battery", kind=StorageKind.HOME_BATTERY)
    plan = made(request(storage(), battery, price=[20] * 10 + [60], load=0.5, situation=dark))
    codes = {part.reason.code for slot in plan.slots for part in slot.storages}
    assert not codes & {ReasonCode.HOLD_DEARER, ReasonCode.WAIT_NOT_WORTH, ReasonCode.WAIT_CHEAPER}


def test_the_breaker_would_trip() -> None:
    unit = storage(discharge_control=DischargeControl.SET_POINT)
    plan = made(request(unit, price=20, load=[5.0, 0.6], terms=GridTerms(contract_kw=4.0)))
    assert first(plan) == Reason(ReasonCode.DISCHARGE_LIMIT, {"limit": 4.0})


def test_kept_for_the_departure_though_the_hour_is_dear() -> None:
    """No cheaper hour comes before it: what is in store is what will be driven with."""
    plan = made(request(storage(departures=(morning(0.5),)), price=[35] * 28 + [20] * 10 + [35], load=1.0))
    assert first(plan) == Reason(ReasonCode.HOLD_DEPARTURE, {"soc": 0.5}, {"by": after(14)})


def test_at_the_min_soc_nothing_is_given() -> None:
    plan = made(request(price=40, soc=0.2, load=1.0))
    assert first(plan) == Reason(ReasonCode.HOLD_FLOOR, {"soc": 0.2})


def test_full() -> None:
    plan = made(request(pv=3.0, load=0.5, soc=0.9))
    assert first(plan).code is ReasonCode.HOLD_FULL
    assert first(plan).numbers == {"soc": pytest.approx(0.9)}


def test_kept_for_a_dearer_hour() -> None:
    plan = made(request(price=[45] * 4 + [60] * 6 + [30], soc=0.3, load=1.1))
    reason = first(plan)
    assert reason.code is ReasonCode.HOLD_DEARER
    assert (reason.numbers["later_price"], reason.times["later_at"]) == (60, after(2))


def test_kept_for_a_dirtier_hour() -> None:
    plan = made(request(co2=[0.6] * 4 + [0.8] * 6 + [0.4], soc=0.3, load=1.1, mode=Mode.CO2))
    reason = first(plan)
    assert reason.code is ReasonCode.HOLD_DIRTIER
    assert (reason.numbers["later_co2"], reason.times["later_at"]) == (0.8, after(2))


def test_a_cheaper_hour_comes() -> None:
    plan = made(
        request(storage(**CHARGER, departures=(morning(),)), price=[34] * 12 + [25] * 8 + [34], soc=0.4)
    )
    reason = first(plan)
    assert reason.code is ReasonCode.WAIT_CHEAPER
    assert (reason.numbers["price"], reason.numbers["later_price"]) == (34, 25)
    assert reason.times["later_at"] == after(6)


def test_a_cleaner_hour_comes() -> None:
    car = storage(**CHARGER, departures=(morning(),))
    plan = made(request(car, co2=[0.5] * 12 + [0.3] * 8 + [0.5], soc=0.4, mode=Mode.CO2))
    reason = first(plan)
    assert reason.code is ReasonCode.WAIT_CLEANER
    assert (reason.numbers["co2"], reason.numbers["later_co2"]) == (0.5, 0.3)


def test_not_worth_the_losses() -> None:
    plan = made(request(price=30, load=0.8, soc=0.6))
    reason = first(plan)
    assert reason.code is ReasonCode.WAIT_NOT_WORTH
    assert reason.numbers["value"] > reason.numbers["price"] == 30


def test_nothing_to_do() -> None:
    plan = made(request(storage(**CHARGER), soc=0.6, trips=[trip(GRID)]))
    assert first(plan) == Reason(ReasonCode.WAIT_NOTHING)


def test_a_rule_made_plan_is_explained_too() -> None:
    wanted = request(storage(departures=(morning(0.9),)), price=[34] * 12 + [25] * 8 + [34])
    targets = derive_targets(wanted)
    data = build_model_data(wanted, targets)
    reason = reason_of(Evidence(wanted, data, fallback_solution(data), targets), 0, 12)
    assert reason == Reason(ReasonCode.CHARGE_DEPARTURE, {"soc": 0.9}, {"by": after(14)})


# -- causes that hold --------------------------------------------------------------------------------


def test_a_small_load_is_the_cause_not_a_price_divided_by_it() -> None:
    reason = first(made(request(price=40, load=0.12, soc=0.6)))
    assert reason.code is ReasonCode.WAIT_SMALL_LOAD
    assert reason.numbers["load"] == pytest.approx(0.12)


def test_a_discharge_compares_means_over_its_run_and_the_grid_is_the_dearer() -> None:
    """One start, on already, a dip in the middle: no slot stands alone."""
    price = [50, 50, 34, 50, 50, 50] + [20] * 12 + [30]
    plan = made(request(price=price, load=1.0, soc=0.6))
    for slot in plan.slots:
        reason = slot.storage("car").reason
        if reason.code is ReasonCode.DISCHARGE_DEAR:
            assert reason.numbers["value"] < reason.numbers["price"]
    assert first(plan).code is ReasonCode.DISCHARGE_DEAR


def test_energy_sold_to_the_grid_is_told_as_sold() -> None:
    terms = GridTerms(v2g=True, push_up=True)
    unit = storage(discharge_control=DischargeControl.SET_POINT)
    plan = made(request(unit, price=[30] * 4 + [20], export=[60] * 4 + [5], soc=0.8, terms=terms))
    reason = first(plan)
    assert reason.code is ReasonCode.DISCHARGE_SELL
    assert reason.numbers["export_price"] == 60 > reason.numbers["value"]


def test_sun_that_is_sold_is_not_nothing_to_do() -> None:
    plan = made(request(price=20, export=[25] * 8 + [8], pv=[4.0] * 8 + [0.0], load=0.4, soc=0.6))
    reason = first(plan)
    assert reason.code is ReasonCode.WAIT_SELL
    assert reason.numbers["value"] < reason.numbers["export_price"] == 25


def test_sun_below_the_least_power_is_named() -> None:
    plan = made(request(storage(charge_min_kw=1.0), pv=[0.55] * 4 + [0.0], load=0.4, soc=0.6))
    assert first(plan).code is ReasonCode.WAIT_SMALL_SUN
    assert first(plan).numbers["power"] == pytest.approx(0.15)


def test_a_person_is_named_before_the_reserve() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=1.0, by=after(12))
    reserve = trip(GRID, reserve=[(18.0, 3.0)])
    plan = made(
        request(soc=0.45, load=1.0, price=[38] * 12 + [34] * 12 + [28], targets=(asked,), trips=[reserve])
    )
    charging = [s.storage("car").reason.code for s in plan.slots[:24] if s.storage("car").charge_kw > 1]
    assert charging
    assert set(charging) == {ReasonCode.CHARGE_PERSON}


def test_what_is_kept_for_a_storm_is_what_there_is() -> None:
    plan = made(request(price=30, situation=storm(Tier.ACT, 0, 10), soc=0.8, connected=True))
    for slot in plan.slots:
        part = slot.storage("car")
        if part.reason.code is ReasonCode.HOLD_STORM:
            assert part.reason.numbers["soc"] <= part.soc_end + 0.005


def test_no_deadline_is_past() -> None:
    for wanted in (
        request(storage(departures=(morning(),)), price=[34] * 12 + [25] * 8 + [34], soc=0.4),
        request(storage(departures=(morning(0.5),)), price=[35] * 28 + [20] * 10 + [35], load=1.0),
    ):
        for slot in made(wanted).slots:
            assert all(when >= slot.start for when in slot.storage("car").reason.times.values())


def test_two_cars_under_one_limit_and_one_waits_for_the_other() -> None:
    cars = [storage(id=name, **CHARGER, charge_min_kw=4.0, departures=(morning(0.9),)) for name in ("a", "b")]
    plan = made(request(*cars, price=[40] * 8 + [20] * 14 + [40], soc=0.5, terms=GridTerms(contract_kw=7.0)))
    codes = {part.reason.code for slot in plan.slots[8:22] for part in slot.storages if not part.charge_kw}
    assert ReasonCode.HOLD_OTHER in codes


def test_a_carbon_price_counts_on_both_sides() -> None:
    wanted = request(price=[50] * 6 + [20] * 12 + [30], load=1.0, co2=0.5)
    wanted = replace(wanted, home=replace(wanted.home, carbon_price_yen_per_kg=20.0))
    reason = first(made(wanted))
    assert reason.numbers["price"] == 60
    assert reason.numbers["value"] == pytest.approx(30 * (1 + 0.1 / 6) / 0.81 / 0.9, abs=1.5)


# -- the words ----------------------------------------------------------------------------------------

TRANSLATIONS = Path(core.__file__).parents[1] / "translations"


def documented() -> dict[str, set[str]]:
    """The table in the module's docstring: placeholders by code."""
    table: dict[str, set[str]] = {}
    for line in (reasons_module.__doc__ or "").splitlines():
        if line.startswith("| ") and not line.startswith("| code"):
            codes, placeholders = line.strip("| ").split(" | ")
            for code in codes.split(", "):
                table[code] = set(re.findall(r"{(\w+)}", placeholders))
    return table


@pytest.mark.parametrize("code", list(ReasonCode))
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_reason_has_its_sentence(code: ReasonCode, language: str) -> None:
    words = json.loads((TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8"))["common"]
    sentence = words[f"reason_{code.value}"]
    assert set(re.findall(r"{(\w+)}", sentence)) <= documented()[code.value]
    assert sentence == sentence.strip()
    assert "<" not in sentence


def test_the_table_tells_the_numbers_that_reasons_really_have() -> None:
    """Checked on homes that show most codes."""
    table = documented()
    assert set(table) == {code.value for code in ReasonCode}
    plans = [
        made(request(price=[15] * 6 + [45] * 6 + [30], load=1.0, soc=0.3, pv=[0] * 24 + [3] * 10 + [0])),
        made(request(storage(departures=(morning(),)), price=[34] * 12 + [25] * 8 + [34], soc=0.4)),
        made(request(situation=storm(Tier.ACT, 0, 10), soc=0.8)),
        made(request(co2=series([0.3] * 6 + [0.6] * 20 + [0.45]), soc=0.3, mode=Mode.CO2)),
    ]
    for plan in plans:
        for slot in plan.slots:
            reason = slot.storages[0].reason
            assert set(reason.numbers) | set(reason.times) == table[reason.code.value]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_sentence_has_a_future_and_can_be_read_aloud(language: str) -> None:
    words = json.loads((TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8"))["common"]
    for code in ReasonCode:
        for key in (f"reason_{code.value}", f"reason_{code.value}_later"):
            assert words[key].endswith("。" if language == "ja" else "."), key
            assert ":" not in words[key], key
            assert "：" not in words[key], key
            assert not re.search(r"\b(now|いま)\b", words[key]), key
