"""A program widened from that of one storage is the one that CVXPY would compile."""

import pytest

from compiler.program import compile_program
from custom_components.v2h_planner.core.milp.data import Shape
from custom_components.v2h_planner.core.milp.widening import widened


@pytest.mark.parametrize("shape", [Shape(2, 0, 12), Shape(2, 1, 12), Shape(5, 2, 6), Shape(0, 4, 12)])
def test_a_program_of_many_storages_is_that_of_one_widened(shape: Shape) -> None:
    wide = widened(compile_program(Shape(1, 0, shape.slots)), shape)
    assert wide.shape == shape
    assert not wide.differs_from(compile_program(shape))
