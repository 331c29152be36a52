"""A home of more storages than any program ships for: the program of one storage, widened to all of them.

All share one contract, one sun and one load in one model. Its relaxation is solved, then one verb after another made
whole; what time is left goes into a better plan. Nothing is proven to the gap of smaller homes.
"""

from dataclasses import replace
from functools import cache

from ..milp.data import ModelData, Shape, Solution
from ..milp.program import Program
from ..milp.widening import widened
from ..request import PlanRequest

GAP = 0.005  # so near to the bound is near enough: the last tenths take ten times as long
SECONDS = 3.0  # beside what the relaxation takes, and the steps of its rounding


def solve_together(request: PlanRequest, data: ModelData) -> Solution:
    """Return a solution of `data`, which is the request's; NoProgramError where not even one storage can be planned."""
    given = request.limits
    limits = replace(given, gap=max(given.gap, GAP), seconds=min(given.seconds, SECONDS), dive=True)
    return _widened(request.shape).solve(data, limits)


def _widened(shape: Shape) -> Program:
    return _wide(Program.load(Shape(1, 0, shape.slots)), shape)


@cache
def _wide(one: Program, shape: Shape) -> Program:
    return widened(one, shape)
