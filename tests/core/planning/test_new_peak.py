"""Where the basic charge follows the highest half hour (実量制): a new peak is a price in the plan, never a missed target."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
import pytest

from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import ChargeControl, Departure, Mode, Storage
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import Plan, ReasonCode, SocTarget, TargetKind
from custom_components.v2h_planner.core.planning.planner import make_plan, plan_and_trail
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.tariff.demand import Demand, DemandTerms
from tests.core.homes import NOW, after, request, storage

NIGHT = [31.0] * 10 + [20.0] * 14 + [33.0]
EVENING = [1.2] * 8 + [0.5]


def ready_at_seven(soc: float = 0.9, **changes: Any) -> Storage:
    """A car that leaves at 7:00, 13 hours from now."""
    leaves = Departure(weekdays=frozenset(range(7)), leave=time(7), back=time(18), soc=soc, energy_kwh=6.0)
    return storage(departures=(leaves,), **changes)


def by_demand(
    asked: PlanRequest, paid_kw: float, *, yen: float = 500.0, taken_kwh: float = 0.0, **months: float
) -> PlanRequest:
    """The same home by measured demand: a peak that is paid for."""
    terms = DemandTerms(yen_per_kw_month=yen)
    paid = {"2026-11": paid_kw, "2026-12": paid_kw} | {
        key.replace("_", "-")[1:]: kw for key, kw in months.items()
    }
    return replace(asked, demand=Demand(terms=terms, paid_kw=paid, taken_kwh=taken_kwh))


def a_night(*cars: Storage, **changes: Any) -> PlanRequest:
    """A cheap night before a departure."""
    usual: dict[str, Any] = {"price": NIGHT, "load": EVENING, "soc": 0.4, "limits": SolverLimits()}
    return request(*(cars or (ready_at_seven(),)), **(usual | changes))


def highest_kw(plan: Plan) -> float:
    """The highest mean import of a half hour."""
    return max(slot.import_kw * min(slot.hours / 0.5, 1.0) for slot in plan.slots)


def codes(plan: Plan, part: int = 0) -> list[ReasonCode]:
    return [slot.storages[part].reason.code for slot in plan.slots]


def test_a_cheap_night_is_charged_within_the_peak_that_is_paid_for() -> None:
    free, plan = make_plan(a_night()), make_plan(by_demand(a_night(), 4.0))
    assert free.peak_kw is None
    assert highest_kw(free) == pytest.approx(6.6, abs=0.1)
    assert plan.peak_kw == pytest.approx(4.0)
    assert highest_kw(plan) <= 4.0 + 1e-6
    assert not plan.shortfalls
    assert plan.cost_yen - free.cost_yen < 40.0


def test_a_price_of_nothing_changes_nothing() -> None:
    free, plan = make_plan(a_night()), make_plan(by_demand(a_night(), 4.0, yen=0.0))
    assert plan.cost_yen == pytest.approx(free.cost_yen, abs=2.0)


def test_a_new_peak_is_set_where_it_is_cheaper_than_what_it_spares() -> None:
    plan = make_plan(by_demand(a_night(), 4.0, yen=0.5))
    assert highest_kw(plan) > 4.5
    assert plan.peak_kw == pytest.approx(highest_kw(plan), abs=1e-4)


def test_who_charges_slowly_is_told_what_full_power_would_cost() -> None:
    plan = make_plan(by_demand(a_night(), 4.0))
    slow = [slot.storages[0] for slot in plan.slots if slot.storages[0].reason.code is ReasonCode.CHARGE_PEAK]
    assert slow
    for part in slow:
        assert part.reason.numbers["peak"] == pytest.approx(4.0)
        assert part.reason.numbers["yen"] == pytest.approx(12 * 500.0 * (6.0 - part.charge_kw), rel=1e-3)


@pytest.mark.parametrize("yen", [500.0, 3000.0])
@pytest.mark.parametrize("paid", [0.0, 2.0])
def test_no_departure_is_missed_for_a_peak(yen: float, paid: float) -> None:
    soon = Departure(weekdays=frozenset(range(7)), leave=time(19), back=time(22), soc=0.5, energy_kwh=1.0)
    plan = make_plan(by_demand(a_night(storage(departures=(soon,))), paid, yen=yen))
    assert not plan.shortfalls
    assert plan.slots[1].storages[0].soc_end >= 0.5 - 1e-4


def test_what_a_person_asked_for_is_charged_at_full_power() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.8, by=NOW)
    plan = make_plan(by_demand(a_night(storage(), targets=(asked,)), 3.0))
    assert [slot.storages[0].charge_kw for slot in plan.slots[:4]] == pytest.approx([6.0] * 4, abs=1e-4)
    assert plan.slots[0].storages[0].reason.code is ReasonCode.CHARGE_PERSON


def test_a_storm_is_charged_for_at_full_power() -> None:
    storm = StormTarget(tier=Tier.ACT, by=NOW, until=after(10))
    plan = make_plan(
        by_demand(a_night(storage(), situation=Situation(mode=Mode.RESILIENCE, storm=storm)), 3.0)
    )
    assert [slot.storages[0].charge_kw for slot in plan.slots[:4]] == pytest.approx([6.0] * 4, abs=1e-4)


def test_what_is_below_its_min_soc_comes_back_without_a_new_peak_and_is_not_given_away() -> None:
    plan = make_plan(by_demand(a_night(storage(), soc=0.12), 2.5))
    assert highest_kw(plan) <= 2.5 + 1e-6
    assert all(slot.storages[0].verb is not Verb.DISCHARGE for slot in plan.slots[:4])
    assert plan.slots[6].storages[0].soc_end >= 0.2 - 1e-4


def test_the_min_soc_is_not_sold_for_a_peak() -> None:
    plan = make_plan(by_demand(a_night(storage(), soc=0.21, load=3.0), 1.0))
    assert min(slot.storages[0].soc_end for slot in plan.slots) >= 0.2 - 1e-6


def test_the_running_half_hour_counts_with_what_it_has_taken() -> None:
    late = NOW + timedelta(minutes=20)
    asked = request(storage(), now=late, price=[10.0, 60.0], load=0.5, soc=0.3, limits=SolverLimits())
    plan = make_plan(by_demand(asked, 4.0, taken_kwh=1.5))
    assert plan.slots[0].import_kw * plan.slots[0].hours + 1.5 <= 2.0 + 1e-6
    calm = make_plan(by_demand(asked, 4.0))
    assert (
        calm.slots[0].import_kw > plan.slots[0].import_kw + 1.0
    )  # nothing taken: more than the mean for the rest
    assert calm.slots[0].import_kw > 4.0


def test_a_month_in_which_an_old_peak_is_out_has_its_own() -> None:
    begin = datetime(2026, 11, 30, 18, tzinfo=NOW.tzinfo)
    asked = request(ready_at_seven(), now=begin, price=NIGHT, load=EVENING, soc=0.4, limits=SolverLimits())
    plan = make_plan(by_demand(asked, 7.0, _2026_12=3.5))
    december = [slot for slot in plan.slots if slot.start.astimezone(NOW.tzinfo).month == 12]
    assert max(slot.import_kw for slot in december) <= 3.5 + 1e-6
    assert max(slot.import_kw for slot in plan.slots) > 5.0
    assert not plan.shortfalls


def test_the_house_is_fed_to_spare_a_peak_and_the_sentence_says_so() -> None:
    worn = storage(degradation_yen_per_kwh=20.0)  # no price would pay for feeding the house
    asked = request(worn, price=25.0, load=[0.5] * 4 + [5.0] * 2 + [0.5], soc=0.5, limits=SolverLimits())
    plan = make_plan(by_demand(asked, 3.0))
    assert highest_kw(plan) <= 3.0 + 1e-6
    assert codes(plan)[4:6] == [ReasonCode.DISCHARGE_PEAK] * 2
    assert plan.slots[4].storages[0].reason.numbers == {"peak": pytest.approx(3.0)}
    assert ReasonCode.DISCHARGE_PEAK not in codes(make_plan(asked))


def test_who_waits_because_both_at_once_would_set_a_peak_says_so() -> None:
    least = {"charge_min_kw": 3.0}
    cars = (ready_at_seven(soc=0.6, **least), ready_at_seven(soc=0.6, id="other", **least))
    plan = make_plan(by_demand(a_night(*cars), 4.0))
    assert ReasonCode.HOLD_PEAK in {*codes(plan, 0), *codes(plan, 1)}
    assert not plan.shortfalls


def test_a_unit_of_one_power_waits_where_it_would_set_a_peak() -> None:
    unit = ready_at_seven(soc=0.6, charge_control=ChargeControl.SET_POINT, charge_min_kw=3.0)
    asked = a_night(unit, load=[0.5] * 12 + [1.6] * 3 + [0.5], price=[20.0] * 26 + [33.0])
    plan = make_plan(by_demand(asked, 4.0))
    assert highest_kw(plan) <= 4.0 + 1e-6
    assert not plan.shortfalls


def test_two_cars_share_the_peak_too() -> None:
    cars = (ready_at_seven(soc=0.7), ready_at_seven(soc=0.7, id="other"))
    plan = make_plan(by_demand(a_night(*cars), 4.5))
    assert highest_kw(plan) <= 4.5 + 1e-6
    assert not plan.shortfalls


def test_many_cars_share_the_peak_too() -> None:
    cars = [ready_at_seven(soc=0.5, id=f"car{i}") for i in range(4)]
    plan = make_plan(by_demand(a_night(*cars), 4.5))
    assert plan.peak_kw is not None
    assert highest_kw(plan) <= plan.peak_kw + 1e-4
    assert not plan.shortfalls


def test_without_the_grid_there_is_no_peak() -> None:
    plan = make_plan(by_demand(a_night(situation=Situation(mode=Mode.ECONOMY, outage=True)), 2.0))
    assert plan.peak_kw is None


@pytest.mark.parametrize("paid", [float("nan"), float("inf"), -1.0])
def test_a_peak_that_cannot_be_counts_as_no_such_contract(paid: float) -> None:
    plan = make_plan(by_demand(a_night(), paid))
    assert plan.peak_kw is None
    assert [fault.found.split()[0] for fault in plan.faults] == ["demand"]
    assert highest_kw(plan) > 6.0


def test_in_co2_mode_it_counts_as_every_yen_there_does() -> None:
    plan = make_plan(by_demand(a_night(mode=Mode.CO2), 4.0))
    assert highest_kw(plan) <= 4.0 + 1e-6


def test_a_plan_from_where_the_last_one_ended_is_the_same() -> None:
    asked = by_demand(a_night(), 4.0)
    first, trail = plan_and_trail(asked)
    again = make_plan(replace(asked, trail=trail))
    assert again.cost_yen == pytest.approx(first.cost_yen, rel=0.002)
    assert highest_kw(again) <= 4.0 + 1e-6


def test_a_target_that_sets_a_peak_has_it_in_its_price_tag() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.8, by=NOW)
    tags = [
        holding.cost_yen
        for home in (
            a_night(storage(), targets=(asked,)),
            by_demand(a_night(storage(), targets=(asked,)), 3.0),
        )
        for holding in make_plan(home).holdings
        if holding.kind is TargetKind.PERSON
    ]
    assert tags[1] - tags[0] > 12 * 500.0 * 3.0


@pytest.mark.parametrize("loads", [[0.5], EVENING, [3.0, 0.2, 4.5, 1.0]])
def test_any_plan_stays_within_the_peak_it_names(loads: Sequence[float]) -> None:
    for paid in (0.0, 3.0):
        plan = make_plan(by_demand(a_night(load=list(np.resize(loads, 48))), paid))
        assert plan.peak_kw is not None
        assert highest_kw(plan) <= plan.peak_kw + 1e-4
