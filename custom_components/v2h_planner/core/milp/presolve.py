"""A mixed-integer linear problem as arrays, and the reduction that data allow before it is solved."""

from dataclasses import dataclass

import numpy as np

from ..arrays import Bools, Floats, Indices
from .data import Basis, Start

_REDUCE_PASSES = 3
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """minimise offset + cost' x with row_lower <= A x <= row_upper, lower <= x <= upper, x whole where `whole`.

    A is kept by entry, ordered by column: `values[i]` stands in `rows[i]`, `cols[i]`.
    """

    cost: Floats
    offset: float
    lower: Floats
    upper: Floats
    whole: Bools
    safe: Floats  # with every binary at this, something is feasible
    row_lower: Floats
    row_upper: Floats
    rows: Indices
    cols: Indices
    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduced:
    """A smaller problem with the same best solutions, and the way back."""

    linear: Linear
    columns: Indices  # of the original, kept
    rows: Indices  # of the original, kept
    fixed: Floats  # the original's columns; those left out have their value here
    original_rows: int

    def restore(self, x: Floats) -> Floats:
        """Return the original's columns."""
        full = self.fixed.copy()
        full[self.columns] = x
        return full

    def full(self, basis: Basis) -> Basis:
        """Return the original's basis: columns left out are at their bound, rows left out do not bind."""
        columns = np.zeros(len(self.fixed), dtype=np.int8)
        rows = np.ones(self.original_rows, dtype=np.int8)
        columns[self.columns], rows[self.rows] = basis.columns, basis.rows
        return Basis(columns, rows)

    def reached(self, start: Start) -> Start:
        """Return what there is of an original's start in the smaller problem."""
        basis = Basis(start.basis.columns[self.columns], start.basis.rows[self.rows])
        return Start(basis, start.whole[self.columns])


def reduce(problem: Linear) -> Reduced:
    """Leave out rows that cannot bind and columns that cannot move.

    A plan's data leave much of its shape unused: no departure in this slot, no car, no sun. A row whose
    least activity already satisfies it goes; a column with equal bounds, or in no row, takes its value.
    """
    n, m = len(problem.cost), len(problem.row_lower)
    lower, upper = problem.lower.copy(), np.maximum(problem.upper, problem.lower)
    rows, cols, values = problem.rows, problem.cols, problem.values
    row_lower, row_upper = problem.row_lower, problem.row_upper
    live = values != 0.0
    row_live = np.ones(m, dtype=bool)
    for _ in range(_REDUCE_PASSES):
        i, j, a = rows[live], cols[live], values[live]
        low, high = np.where(a > 0, lower[j], upper[j]), np.where(a > 0, upper[j], lower[j])
        least = np.bincount(i, a * low, minlength=m)
        most = np.bincount(i, a * high, minlength=m)
        void = (least >= row_lower - _TOLERANCE) & (most <= row_upper + _TOLERANCE)
        if not (void & row_live).any():
            break
        row_live &= ~void
        live &= row_live[rows]
        free = np.bincount(cols[live], minlength=n) == 0
        best = np.where(problem.cost >= 0, lower, upper)
        lower = np.where(free, best, lower)
        upper = np.where(free, best, upper)
    keep = lower < upper
    fixed = np.where(keep, 0.0, lower)
    settled = live & ~keep[cols]
    shift = np.bincount(rows[settled], values[settled] * fixed[cols[settled]], minlength=m)
    live &= keep[cols]
    columns, kept_rows = np.flatnonzero(keep), np.flatnonzero(row_live)
    new_col, new_row = np.cumsum(keep) - 1, np.cumsum(row_live) - 1
    return Reduced(
        linear=Linear(
            cost=problem.cost[columns],
            offset=problem.offset + float(problem.cost @ fixed),
            lower=lower[columns],
            upper=upper[columns],
            whole=problem.whole[columns],
            safe=problem.safe[columns],
            row_lower=(row_lower - shift)[kept_rows],
            row_upper=(row_upper - shift)[kept_rows],
            rows=new_row[rows[live]].astype(np.int32),
            cols=new_col[cols[live]].astype(np.int32),
            values=values[live],
        ),
        columns=columns.astype(np.int32),
        rows=kept_rows.astype(np.int32),
        fixed=fixed,
        original_rows=m,
    )
