"""An SOC that wavers about its minimum buys nothing; one that is really below it is charged."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.plan import ShortfallKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from tests.core.homes import request

DEAR = [90.0] * 8 + [20.0]


@pytest.mark.parametrize("soc", [0.18, 0.19, 0.199])
def test_one_or_two_steps_below_the_floor_nothing_is_bought_at_90_yen(soc: float) -> None:
    plan = make_plan(request(price=DEAR, soc=soc))
    assert not any(slot.storage("car").charge_kw for slot in plan.slots[:8])
    assert not any(slot.storage("car").discharge_kw for slot in plan.slots[:8])
    assert not [short for short in plan.shortfalls if short.kind is ShortfallKind.FLOOR]


def test_well_below_the_floor_it_is_charged_at_once() -> None:
    plan = make_plan(request(price=DEAR, soc=0.12))
    assert plan.slots[0].storage("car").charge_kw > 0


@settings(max_examples=10, deadline=None)
@given(st.floats(0.0, 0.17), st.floats(20.0, 120.0))
def test_what_is_really_below_its_floor_never_waits_for_a_better_price(soc: float, price: float) -> None:
    plan = make_plan(request(price=[price] * 8 + [20.0], soc=soc))
    assert plan.slots[0].storage("car").charge_kw > 0
