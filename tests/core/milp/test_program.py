"""The compiled program and CVXPY say the same, and what they say is a plan."""

from dataclasses import fields, replace
from pathlib import Path
import subprocess
import sys
import textwrap

import cvxpy as cp
import numpy as np
import pytest

from compiler.program import compile_program
from custom_components.v2h_planner.core.milp import highs
from custom_components.v2h_planner.core.milp.data import (
    ModelData,
    Shape,
    Solution,
    SolverLimits,
    bill,
    relaxed,
)
from custom_components.v2h_planner.core.milp.model import Model, formulate
from custom_components.v2h_planner.core.milp.parameters import Parameters, derive_parameters, exclusive
from custom_components.v2h_planner.core.milp.presolve import reduce
from custom_components.v2h_planner.core.milp.program import SHIPPED, Program, program_path
from tests.core.milp.instances import measured, random_data, typical_data
from tests.core.milp.validator import cost, violations

SHORT, WHOLE = 8, 6  # slots, and how many of them with whole verbs
MIXED, RELAXED = 170, 30
TIGHT = SolverLimits(gap=1e-6, seconds=60.0)
NEAR = SolverLimits(gap=1e-4, seconds=60.0)


def through_cvxpy(model: Model, data: ModelData) -> float:
    """The best cost as CVXPY finds it."""
    numbers = derive_parameters(data)
    for part in fields(Parameters):
        model.parameters[part.name].value = getattr(numbers, part.name)
    model.problem.solve(
        solver=cp.HIGHS, canon_backend=cp.SCIPY_CANON_BACKEND, mip_rel_gap=1e-7, mip_abs_gap=1e-6
    )
    return float(model.problem.value)


def within(data: ModelData, **limits: float) -> Solution:
    """The solution of the shipped program with one EV."""
    return Program.load(SHIPPED[0]).solve(data, SolverLimits(**limits))


def name(shape: Shape) -> str:
    return f"{shape.evs} EV, {shape.batteries} battery"


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_program_and_cvxpy_find_plans_that_cost_the_same(shape: Shape) -> None:
    program, model = Program.load(shape), formulate(shape)
    for seed in range(RELAXED):
        data = relaxed(random_data(seed, shape))
        solution = program.solve(data, TIGHT)
        assert violations(data, solution) == [], seed
        assert solution.objective == pytest.approx(cost(data, solution), rel=1e-6, abs=1e-4), seed
        assert solution.objective == pytest.approx(through_cvxpy(model, data), rel=1e-6, abs=1e-5), seed


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_program_and_cvxpy_find_whole_plans_that_cost_the_same(shape: Shape) -> None:
    short = Shape(shape.evs, shape.batteries, SHORT)
    whole = np.arange(SHORT) < WHOLE
    program, model = Program.load(short), formulate(short, whole, np.tile(whole, (short.storages, 1)))
    for seed in range(MIXED):
        data = random_data(seed, short, whole_slots=WHOLE)
        solution = program.solve(data, NEAR)
        assert violations(data, solution) == [], seed
        assert solution.objective == pytest.approx(cost(data, solution), rel=1e-6, abs=1e-4), seed
        allowed = 1.1 * NEAR.gap * max(abs(solution.objective), bill(data))
        assert solution.objective == pytest.approx(through_cvxpy(model, data), abs=allowed), seed


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_program_and_cvxpy_find_the_same_cost_of_a_new_peak(shape: Shape) -> None:
    short = Shape(shape.evs, shape.batteries, SHORT)
    whole = np.arange(SHORT) < WHOLE
    program, model = Program.load(short), formulate(short, whole, np.tile(whole, (short.storages, 1)))
    for seed in range(MIXED // 2):
        data = measured(random_data(seed, short, whole_slots=WHOLE), seed)
        solution = program.solve(data, NEAR)
        assert violations(data, solution) == [], seed
        assert solution.objective == pytest.approx(cost(data, solution), rel=1e-6, abs=1e-4), seed
        allowed = 1.1 * NEAR.gap * max(abs(solution.objective), bill(data))
        assert solution.objective == pytest.approx(through_cvxpy(model, data), abs=allowed), seed


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_a_home_without_that_contract_has_nothing_of_it_in_what_is_solved(shape: Shape) -> None:
    program = Program.load(shape)
    peak, rows = program.variables["new_peak"], program.constraints["peak"]
    for seed in range(3):
        for data, priced in (
            (random_data(seed, shape), False),
            (measured(typical_data(seed, shape), 1), True),
        ):
            numbers = derive_parameters(data)
            left = reduce(program.linear(numbers, data.whole_import & exclusive(data), data.whole_verbs))
            assert (peak in left.columns) is priced
            assert bool(np.isin(left.rows, range(rows, rows + shape.slots)).any()) is priced


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_shipped_programs_are_what_the_model_says(shape: Shape) -> None:
    assert Program.read(program_path(shape)).differs_from(compile_program(shape)) == []


def test_a_saved_program_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    compile_program(Shape(1, 1, 4)).save(first)
    compile_program(Shape(1, 1, 4)).save(second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("shape", SHIPPED, ids=name)
def test_an_ordinary_day_is_planned_within_the_gap_that_was_asked_for(shape: Shape) -> None:
    for seed in range(3):
        data = typical_data(seed, shape)
        solution = Program.load(shape).solve(data, SolverLimits(gap=0.005, seconds=60.0))
        assert violations(data, solution) == []
        assert solution.gap is not None
        assert solution.gap <= 0.005
        assert not solution.relaxed


def test_the_gap_is_true() -> None:
    for seed in range(4):
        data = typical_data(seed, SHIPPED[0])
        coarse, fine = within(data, gap=0.02), within(data, gap=1e-5, seconds=60.0)
        assert coarse.gap is not None
        least = coarse.objective - coarse.gap * max(abs(coarse.objective), bill(data))
        assert least <= fine.objective + 1e-6
        assert fine.objective <= coarse.objective + 1e-6


def test_energy_price_is_what_one_more_kwh_saves() -> None:
    for seed in range(6):
        data = relaxed(typical_data(seed, SHIPPED[0]))
        little = 1e-3
        less = within(replace(data, energy_before=data.energy_before - little))
        more = within(replace(data, energy_before=data.energy_before + little))
        slope = (less.objective - more.objective) / (2 * little)
        assert within(data).energy_price[0] == pytest.approx(slope, rel=1e-3)


def test_out_of_time_there_is_still_a_plan_and_it_says_so() -> None:
    data = random_data(4, SHIPPED[3])
    solution = Program.load(SHIPPED[3]).solve(data, SolverLimits(seconds=0.0))
    assert violations(data, solution) == []
    assert solution.relaxed
    assert solution.gap is not None


def test_an_option_that_the_solver_does_not_know_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(highs._OPTIONS, "mip_pool_hard_limit", 1)
    with pytest.raises(highs.SolverError, match="mip_pool_hard_limit"):
        within(typical_data(0, SHIPPED[0]))


BARE = """
import sys, types
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("cvxpy", "scipy", "homeassistant"):
            raise ImportError(name)

sys.meta_path.insert(0, Absent())
package = types.ModuleType("custom_components.v2h_planner")
package.__path__ = ["custom_components/v2h_planner"]
sys.modules[package.__name__] = package

from custom_components.v2h_planner.core.milp.program import SHIPPED, NoProgramError, Program
from custom_components.v2h_planner.core.milp.data import Shape, SolverLimits
from tests.core.milp.instances import typical_data

for shape in SHIPPED:
    solution = Program.load(shape).solve(typical_data(0, shape), SolverLimits(gap=0.01))
    assert solution.gap <= 0.01, shape
try:
    Program.load(Shape(3, 0, 96))
except NoProgramError as err:
    print(err)
"""


def test_a_home_needs_neither_cvxpy_nor_scipy_nor_home_assistant() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(BARE)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "3 EVs" in ran.stdout
