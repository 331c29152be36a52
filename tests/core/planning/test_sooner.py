"""Of equal slots the sooner one, and a plan that has time to spare: by what the unit brings, and by a slot."""

from dataclasses import replace
from datetime import datetime, time

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.control.dispatch import decide
from custom_components.v2h_planner.core.home import Departure, Storage
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import Plan
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.request import PlanRequest
from tests.core.homes import after, request, storage, trip

LEAVES = after(13.5)  # 07:30


def car() -> Storage:
    leaving = Departure(
        weekdays=frozenset(range(7)), leave=time(7, 30), back=time(18), soc=0.8, energy_kwh=6.0
    )
    return storage(departures=(leaving,))


def night(delivered: float | None = None, soc: float = 0.4, **more: object) -> PlanRequest:
    """An evening before a departure at half past seven at 80 %; `delivered`: kW that its unit lately brought."""
    made = request(car(), soc=soc, limits=SolverLimits(), holdings=False, **more)
    away = trip(made.horizon, leave=LEAVES, back=after(24), kwh=6.0)
    (reading,) = made.readings.storages
    return replace(
        made,
        forecasts=replace(made.forecasts, trips=(away,)),
        readings=replace(made.readings, storages=(replace(reading, delivered_kw=delivered),)),
    )


def charging(plan: Plan) -> list[datetime]:
    return [slot.start for slot in plan.slots if slot.storage("car").charge_kw > 0 and slot.end <= LEAVES]


def soc_at(plan: Plan, moment: datetime) -> float:
    return next(slot.storage("car").soc_end for slot in plan.slots if slot.end >= moment)


@pytest.mark.parametrize("soc", [0.3, 0.5, 0.65])
def test_at_a_flat_price_it_charges_at_once_and_not_in_the_last_hour(soc: float) -> None:
    plan = make_plan(night(soc=soc, load=[0.5, 1.2, 0.8, 0.3] * 12))
    starts = charging(plan)
    assert starts[0] <= after(0.5)
    assert starts[-1] - starts[0] < (len(starts) + 0.5) * (after(0.5) - after(0))  # in one go
    assert soc_at(plan, LEAVES) == pytest.approx(0.8, abs=1e-3)


def test_a_hundredth_of_a_yen_is_a_reason_to_wait_where_nothing_else_is() -> None:
    plan = make_plan(replace(night(price=[30.0] * 8 + [29.0] * 12 + [30.0]), limits=SolverLimits(gap=1e-6)))
    assert min(charging(plan)) >= after(4)


def test_of_equally_cheap_slots_the_first_are_taken() -> None:
    plan = make_plan(night(soc=0.6, price=[40.0] * 8 + [20.0] * 16 + [40.0]))
    assert charging(plan)[0] == after(4)


def test_a_unit_that_brought_half_of_its_power_is_ready_all_the_same() -> None:
    made = night(3.0, price=[40.0] * 10 + [20.0] * 17 + [40.0])
    plan = make_plan(made)
    assert max(slot.storage("car").charge_kw for slot in plan.slots) <= 3.0 + 1e-6
    assert soc_at(plan, LEAVES) >= 0.8 - 1e-3
    assert not plan.shortfalls


def test_it_is_told_its_whole_power_so_that_a_recovery_is_seen() -> None:
    made = night(3.0, soc=0.3)
    plan = make_plan(made)
    (command,) = decide(plan, made.home, made.readings, made.situation, plan.made_at)
    assert command.power_kw == pytest.approx(6.0)


def test_a_slot_is_spare_before_a_departure_where_that_costs_nearly_nothing() -> None:
    made = night(soc=0.4, price=[40.0] * 13 + [20.05] * 6 + [20.0] * 8 + [40.0])
    assert soc_at(make_plan(made), after(13)) == pytest.approx(0.8, abs=1e-3)


def test_nothing_is_bought_dearer_for_a_spare_slot() -> None:
    made = night(soc=0.7, price=[40.0] * 26 + [20.0] + [40.0])
    plan = make_plan(replace(made, limits=SolverLimits(gap=1e-6)))
    assert after(13) in charging(plan)


@settings(max_examples=20, deadline=None)
@given(
    delivered=st.one_of(st.none(), st.floats(0.0, 8.0)),
    soc=st.floats(0.25, 0.7),
    price=st.lists(st.sampled_from([20.0, 30.0, 40.0]), min_size=6, max_size=27),
)
def test_what_the_unit_can_bring_is_there_when_it_leaves(
    delivered: float | None, soc: float, price: list[float]
) -> None:
    made = night(delivered, soc=soc, price=price)
    power = car().full_charge_kw(delivered)
    possible = min(0.8, soc + 13.5 * power * 0.9 / 40.0)
    assert soc_at(make_plan(made), LEAVES) >= possible - 2e-3
