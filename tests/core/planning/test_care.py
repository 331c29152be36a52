"""A battery that is spared: its everyday maximum, full only just before a departure, and what each kWh through it costs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import numpy as np
import pytest

from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Departure, GridTerms, Mode, wear_yen_per_kwh
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import Plan, ReasonCode, SocTarget, TargetKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation
from tests.core.homes import NOW, after, request, storage

CHEAP_THEN_DEAR = [20.0] * 16 + [40.0]


def spared(
    hours: float | None, price: Sequence[float] = CHEAP_THEN_DEAR, soc: float = 0.6, **changes: Any
) -> PlanRequest:
    """A car that leaves full at 7:00, 13 hours from now; 80 % is its everyday maximum."""
    leaves = Departure(weekdays=frozenset(range(7)), leave=time(7), back=time(18), soc=1.0, energy_kwh=6.0)
    within = None if hours is None else timedelta(hours=hours)
    car = storage(departures=(leaves,), max_soc=0.8, full_within=within, discharge_max_kw=0.0)
    usual: dict[str, Any] = {"price": price, "soc": soc, "limits": SolverLimits()}
    return request(car, **(usual | changes))


def soc_ends(plan: Plan) -> list[float]:
    return [slot.storages[0].soc_end for slot in plan.slots]


def hours_above(plan: Plan, soc: float = 0.8) -> float:
    """For how long before 7:00 it is above that."""
    return sum(0.5 for end in soc_ends(plan)[:26] if end > soc + 1e-4)


@pytest.mark.parametrize("hours", [2.0, 3.0, 6.0])
def test_it_is_above_its_maximum_only_so_long_before_it_leaves(hours: float) -> None:
    plan = make_plan(spared(hours))
    assert hours_above(plan) <= hours + 0.5
    assert soc_ends(plan)[25] == pytest.approx(1.0, abs=1e-3)
    assert not plan.shortfalls


def test_without_the_wish_it_fills_in_the_night_before() -> None:
    assert hours_above(make_plan(spared(None))) > 4.0


def test_it_says_that_it_waits_for_the_sake_of_the_battery() -> None:
    plan = make_plan(spared(2.0))
    waits = [
        slot.storages[0].reason for slot in plan.slots if slot.storages[0].reason.code is ReasonCode.HOLD_CARE
    ]
    assert waits
    assert waits[0].numbers["soc"] == pytest.approx(0.8, abs=0.01)
    assert waits[0].times["by"] == after(13)
    assert after(10) <= waits[0].times["at"] <= after(11)


def test_a_charger_that_needs_longer_begins_sooner() -> None:
    slow = spared(1.0)
    car = replace(slow.home.storages[0], charge_max_kw=1.5)
    plan = make_plan(replace(slow, home=replace(slow.home, storages=(car,))))
    assert not plan.shortfalls
    assert soc_ends(plan)[25] == pytest.approx(1.0, abs=1e-3)


def test_a_small_contract_begins_sooner_too() -> None:
    plan = make_plan(spared(1.0, terms=GridTerms(contract_kw=3.0), load=1.0))
    assert not plan.shortfalls
    assert soc_ends(plan)[25] == pytest.approx(1.0, abs=1e-3)


def test_a_storm_does_not_wait_for_it() -> None:
    storm = StormTarget(tier=Tier.ACT, by=NOW, until=after(10))
    plan = make_plan(spared(2.0, situation=Situation(mode=Mode.RESILIENCE, storm=storm)))
    assert soc_ends(plan)[5] == pytest.approx(1.0, abs=1e-3)


def test_a_person_does_not_wait_for_it() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=1.0, by=NOW)
    plan = make_plan(spared(2.0, targets=(asked,)))
    assert soc_ends(plan)[5] == pytest.approx(1.0, abs=1e-3)


def test_no_price_fills_it_above_its_maximum_on_a_day_without_a_departure() -> None:
    plan = make_plan(
        request(storage(max_soc=0.8), price=[5.0] * 12 + [90.0], load=1.5, soc=0.5, limits=SolverLimits())
    )
    assert max(soc_ends(plan)) <= 0.8 + 1e-4
    assert np.isclose(max(soc_ends(plan)), 0.8, atol=1e-3)


def test_the_price_of_a_kwh_through_it_is_that_of_the_pack_over_all_it_will_carry() -> None:
    assert wear_yen_per_kwh(1_200_000, 3000, 40.0) == pytest.approx(5.0)
    assert wear_yen_per_kwh(0, 3000, 40.0) == 0.0
