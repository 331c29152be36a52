"""The program for a home: its own shape's, or that of one storage, widened to any number.

Where a home has more storages than any program ships for, all share one contract, one sun and one load in one model. It
is solved to a wider gap, and stopped sooner: a plan of twenty cars takes hundreds of times as long as one of one.
"""

from dataclasses import replace
from functools import cache

from ..milp.data import Shape, SolverLimits
from ..milp.program import Program, has_program
from ..milp.widening import widened

GAP = 0.005  # so near to the bound is near enough: the last tenths take ten times as long
SECONDS = 3.0


def program_for(shape: Shape) -> Program:
    """Return the program of that shape; NoProgramError where not even one storage can be planned over so many slots."""
    if has_program(shape):
        return Program.load(shape)
    return _wide(Program.load(Shape(1, 0, shape.slots)), shape)


def limits_for(shape: Shape, given: SolverLimits) -> SolverLimits:
    """Return the limits to solve that shape within: for many storages a plan that is whole comes first."""
    if has_program(shape):
        return given
    return replace(given, gap=max(given.gap, GAP), seconds=min(given.seconds, SECONDS), dive=True)


@cache
def _wide(one: Program, shape: Shape) -> Program:
    return widened(one, shape)
