"""What the model promises whatever the numbers: it is parametrised, documented, and always has a plan."""

from dataclasses import replace
from pathlib import Path
import re

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.milp.data import ModelData, Shape, SolverLimits
from custom_components.v2h_planner.core.milp.model import formulate
from custom_components.v2h_planner.core.milp.program import SHIPPED, Program
from tests.core.milp.instances import random_data
from tests.core.milp.validator import violations

DOCUMENT = Path(__file__).parents[3] / "docs" / "modelling.md"
SHAPE = Shape(1, 1, 8)
LIMITS = SolverLimits(gap=0.01)


def planned(data: ModelData) -> list[str]:
    """What is wrong with the plan for these data."""
    return violations(data, Program.load(SHAPE).solve(data, LIMITS), 1e-5)


@pytest.mark.parametrize("shape", SHIPPED)
def test_one_compiled_program_serves_every_home_of_its_shape(shape: Shape) -> None:
    assert formulate(shape).problem.is_dpp()


def test_every_parameter_variable_and_row_stands_in_the_document() -> None:
    model = formulate(Shape(1, 1, 3))
    named = set(re.findall(r"`(\w+)`", DOCUMENT.read_text()))
    assert set(model.parameters) - named == set()
    assert set(model.variables) - named == set()
    assert set(model.rows) - named == set()


def test_a_blackout_in_which_the_battery_is_empty_leaves_the_house_dark_and_says_so() -> None:
    data = random_data(1, SHAPE)
    dark = np.zeros(SHAPE.slots)
    data = replace(
        data, pv=dark, import_max=dark, over_max=dark, unserved_max=data.load, energy_before=np.zeros(2)
    )
    solution = Program.load(SHAPE).solve(data, LIMITS)
    assert violations(data, solution) == []
    assert solution.unserved == pytest.approx(data.load)


def test_a_load_above_every_limit_is_named_and_not_infeasible() -> None:
    data = random_data(2, SHAPE)
    data = replace(
        data,
        load=np.full(SHAPE.slots, 12.0),
        pv=np.zeros(SHAPE.slots),
        discharge_max=np.zeros((2, SHAPE.slots)),
        import_max=np.full(SHAPE.slots, 3.0),
        over_max=np.ones(SHAPE.slots),
        unserved_max=np.zeros(SHAPE.slots),
    )
    solution = Program.load(SHAPE).solve(data, LIMITS)
    assert violations(data, solution) == []
    assert solution.over == pytest.approx(np.ones(SHAPE.slots))
    assert solution.unserved == pytest.approx(np.full(SHAPE.slots, 8.0))


def test_a_trip_longer_than_the_battery_is_named_and_not_infeasible() -> None:
    data = random_data(3, SHAPE)
    data = replace(data, trip=np.full((2, SHAPE.slots), 30.0))
    assert planned(data) == []


size = st.floats(0.0, 50.0)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    load=size,
    pv=size,
    import_max=size,
    over_max=size,
    export_max=size,
    total=size,
    charge_max=size,
    charge_min=size,
    discharge_max=size,
    discharge_min=size,
    energy=st.floats(-10.0, 200.0),
    capacity=st.floats(0.0, 100.0),
    trip=size,
    wanted=st.floats(0.0, 200.0),
    max_energy=st.floats(0.0, 200.0),
    price=st.floats(-50.0, 300.0),
    earned=st.floats(-50.0, 300.0),
)
def test_a_plan_exists_whatever_the_home(
    seed: int,
    load: float,
    pv: float,
    import_max: float,
    over_max: float,
    export_max: float,
    total: float,
    charge_max: float,
    charge_min: float,
    discharge_max: float,
    discharge_min: float,
    energy: float,
    capacity: float,
    trip: float,
    wanted: float,
    max_energy: float,
    price: float,
    earned: float,
) -> None:
    slot, storage, both = np.ones(SHAPE.slots), np.ones(2), np.ones((2, SHAPE.slots))
    # a quarter of the slots differ from the rest
    some = 1.0 - 0.5 * (np.random.default_rng(seed).random(SHAPE.slots) < 0.25)
    data = replace(
        random_data(seed, SHAPE),
        load=load * some,
        pv=pv * some[::-1],
        import_max=import_max * slot,
        over_max=over_max * slot,
        export_max=export_max * slot,
        unserved_max=0.0 * slot,
        discharge_total_max=total * some,
        charge_max=charge_max * both * some,
        charge_min=charge_min * both,
        discharge_max=discharge_max * both * some,
        discharge_min=discharge_min * both,
        energy_before=energy * storage,
        capacity=capacity * storage,
        trip=trip * both * (1.0 - some),
        min_energy=0.5 * wanted * both,
        max_energy=max_energy * both,
        departure=wanted * both * (1.0 - some),
        departure_cost=100.0 * both,
        reserve=wanted * np.array([[0.9, 0.3, 0.3], [0.1, 0.5, 2.0]]),
        import_cost=price * some,
        export_value=earned * slot,
    )
    assert planned(data) == []
