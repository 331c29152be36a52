"""A plan leaves the next one a trail: it is followed where it fits, kept in a record as it is, and otherwise forgotten."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.home import StorageKind
from custom_components.v2h_planner.core.milp.data import Shape, SolverLimits
from custom_components.v2h_planner.core.milp.program import Program
from custom_components.v2h_planner.core.planning.planner import make_plan, plan_and_trail
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.trail import Trail
from tests.core.homes import SLOTS, after, request, storage, trip

PRICES = [32.0, 38.0, 41.0, 35.0, 30.0, 27.0, 25.0, 24.0] * 15
GAP = 0.001


def asked(hours: float = 0.0, **more: Any) -> PlanRequest:
    """A car that leaves in the morning and a battery, so many hours from now."""
    now = after(hours)
    usual = request(
        storage(),
        storage(id="battery", name="Battery", kind=StorageKind.HOME_BATTERY, capacity_kwh=10.0),
        now=now,
        price=PRICES[int(2 * hours) :],
        load=[0.4, 0.9, 1.6, 0.7] * 12,
        pv=[0.0] * 26 + [2.5] * 12 + [0.0] * 10,
        limits=SolverLimits(gap=GAP),
        **more,
    )
    driven = trip(usual.horizon, leave=after(14), back=after(22), kwh=6.0, reserve=[(12.0, 0.5)])
    return replace(usual, forecasts=replace(usual.forecasts, trips=(driven,)))


def but_for_the_clock(plan: Any) -> Any:
    encoded: Any = encode(plan)
    return {**encoded, "seconds": None}


def test_the_next_plan_is_as_good_with_the_trail_of_the_last_one() -> None:
    _, trail = plan_and_trail(asked())
    for step in range(1, 5):
        cold = make_plan(asked(step / 2))
        warm, trail = plan_and_trail(replace(asked(step / 2), trail=trail))
        assert warm.gap is not None
        assert warm.gap <= GAP
        assert warm.method == cold.method
        worth = sum(abs(slot.load_kw * slot.import_yen_per_kwh) / 2 for slot in cold.slots)
        assert warm.cost_yen == pytest.approx(cold.cost_yen, abs=0.02 * worth)
        for mine, theirs in zip(warm.holdings, cold.holdings, strict=True):
            assert mine.cost_yen == pytest.approx(theirs.cost_yen, abs=0.01)


def test_a_record_with_its_trail_makes_the_same_plan_again() -> None:
    _, trail = plan_and_trail(asked())
    assert trail is not None
    kept = decode(Trail, encode(trail))
    assert kept == trail
    first, second = (make_plan(replace(asked(0.5), trail=each)) for each in (trail, kept))
    assert but_for_the_clock(first) == but_for_the_clock(second)


def test_nothing_is_remembered_that_was_not_handed_over() -> None:
    alone = make_plan(asked(0.5))
    make_plan(asked())
    make_plan(asked(0.5, soc=0.8))
    assert but_for_the_clock(make_plan(asked(0.5))) == but_for_the_clock(alone)


def test_a_trail_that_does_not_fit_is_not_followed() -> None:
    _, trail = plan_and_trail(asked())
    assert trail is not None
    horizon, ids = asked().horizon, trail.storage_ids
    program = Program.load(Shape(1, 1, SLOTS))
    assert trail.towards(horizon, ids, program) is not None
    assert trail.towards(horizon, ("car",), program) is None
    assert trail.towards(asked(30.0).horizon, ids, program) is None
    assert trail.towards(horizon, ids, Program.load(Shape(1, 0, SLOTS))) is None
    assert replace(trail, whole="").towards(horizon, ids, program) is None


def test_each_slot_begins_where_the_one_that_held_its_middle_ended() -> None:
    _, trail = plan_and_trail(asked())
    assert trail is not None
    program = Program.load(Shape(1, 1, SLOTS))
    here = trail.towards(asked().horizon, trail.storage_ids, program)
    soon = trail.towards(asked(0.25).horizon, trail.storage_ids, program)
    later = trail.towards(asked(1.0).horizon, trail.storage_ids, program)
    assert here is not None
    assert soon is not None
    assert later is not None
    first = program.variables["charging"]
    before, then = (each.whole[first:][: 2 * SLOTS].reshape(SLOTS, 2) for each in (here, later))
    np.testing.assert_array_equal(before, soon.whole[first:][: 2 * SLOTS].reshape(SLOTS, 2))
    np.testing.assert_array_equal(before[2:], then[:-2])


def test_a_plan_that_nobody_searched_for_leaves_no_trail() -> None:
    dark = asked()
    dark = replace(dark, situation=replace(dark.situation, outage=True))
    assert plan_and_trail(dark)[1] is None
