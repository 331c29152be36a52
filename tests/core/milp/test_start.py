"""A search that begins where another one ended finds as good a plan, and nothing but what is handed over is remembered."""

from dataclasses import replace

import numpy as np
import pytest

from custom_components.v2h_planner.core.milp.data import (
    Basis,
    ModelData,
    Shape,
    Solution,
    SolverLimits,
    Start,
    bill,
    relaxed,
)
from custom_components.v2h_planner.core.milp.program import SHIPPED, Program
from tests.core.milp.instances import random_data, typical_data
from tests.core.milp.validator import violations

LIMITS = SolverLimits(gap=0.002, seconds=60.0)


def name(shape: Shape) -> str:
    return f"{shape.evs} EV, {shape.batteries} battery"


def half_an_hour_later(data: ModelData, seed: int) -> ModelData:
    """The same home with other forecasts and a little more or less in store."""
    rng = np.random.default_rng(seed)
    return replace(
        data,
        load=data.load * rng.uniform(0.9, 1.1, data.load.shape),
        pv=data.pv * rng.uniform(0.8, 1.2),
        energy_before=np.minimum(data.energy_before * rng.uniform(0.9, 1.1), data.capacity),
    )


def least(solution: Solution, data: ModelData) -> float:
    """What no plan costs less than, as that solution has proven."""
    assert solution.gap is not None
    return solution.objective - solution.gap * max(abs(solution.objective), bill(data))


def assert_as_good(warm: Solution, cold: Solution, data: ModelData) -> None:
    assert violations(data, warm) == []
    assert warm.gap is not None
    assert warm.gap <= LIMITS.gap + 1e-9
    assert not warm.relaxed
    assert warm.objective >= least(cold, data) - 1e-6
    assert cold.objective >= least(warm, data) - 1e-6


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_a_plan_from_where_the_last_one_ended_is_as_good_as_one_from_nothing(shape: Shape) -> None:
    program = Program.load(shape)
    later = np.minimum(np.arange(shape.slots) + 1, shape.slots - 1)
    for seed in range(6):
        first = typical_data(seed, shape)
        start = program.solve(first, LIMITS).start
        assert start is not None
        data = half_an_hour_later(first, seed)
        cold = program.solve(data, LIMITS)
        assert_as_good(program.solve(data, LIMITS, start), cold, data)
        assert_as_good(program.solve(data, LIMITS, program.moved(start, later)), cold, data)


def test_a_start_that_is_all_wrong_misleads_nobody() -> None:
    shape = SHIPPED[2]
    program, rng = Program.load(shape), np.random.default_rng(0)
    columns, rows = program.size
    for seed in range(4):
        data = typical_data(seed, shape)
        basis = Basis(rng.integers(0, 5, columns).astype(np.int8), rng.integers(0, 5, rows).astype(np.int8))
        start = Start(basis, rng.choice([0.0, 1.0, np.nan], columns))
        assert_as_good(program.solve(data, LIMITS, start), program.solve(data, LIMITS), data)


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_a_relaxation_costs_the_same_wherever_it_begins(shape: Shape) -> None:
    program = Program.load(shape)
    for seed in range(6):
        data = random_data(seed, shape)
        start = program.solve(data, LIMITS).start
        loose = relaxed(data)
        assert program.solve(loose, LIMITS, start).objective == pytest.approx(
            program.solve(loose, LIMITS).objective, rel=1e-7, abs=1e-6
        )


def test_what_was_planned_before_changes_nothing_unless_it_is_handed_over() -> None:
    program = Program.load(SHIPPED[0])
    alone = program.solve(typical_data(1, SHIPPED[0]), LIMITS)
    program.solve(typical_data(2, SHIPPED[0]), LIMITS, alone.start)
    again = program.solve(typical_data(1, SHIPPED[0]), LIMITS)
    assert again.objective == alone.objective
    assert (again.charge == alone.charge).all()
    assert (again.energy_prices == alone.energy_prices).all()


def test_a_start_moves_slot_by_slot_and_the_end_of_the_horizon_stays() -> None:
    shape = SHIPPED[3]
    program = Program.load(shape)
    columns, rows = program.size
    start = Start(Basis(np.zeros(columns, np.int8), np.zeros(rows, np.int8)), np.arange(float(columns)))
    moved = program.moved(start, np.minimum(np.arange(shape.slots) + 1, shape.slots - 1)).whole
    first, end = program.variables["charging"], program.variables["terminal_part"]
    assert moved[first] == first + shape.storages
    assert moved[end] == end
    layer = program.variables["layer"]
    a_slot = (program.variables["trip_short"] - layer) // shape.slots
    assert (moved[layer : layer + a_slot] == layer + a_slot + np.arange(a_slot)).all()
