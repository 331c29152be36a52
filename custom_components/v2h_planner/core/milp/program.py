"""A compiled program: the model as arrays, run with HiGHS and numpy only.

CVXPY states the model once (`model.py`); here is what it becomes: objective, matrix and right-hand side,
each affine in the parameters and kept as entries (which number, of which parameter, times what). A plan
puts its parameters in, leaves out what its data leave unused, and hands the rest to HiGHS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Bools, Floats, Indices, Ints
from ..horizon import SLOTS
from . import highs
from .data import Basis, ModelData, Shape, Solution, SolverLimits, Start, bill
from .parameters import LAYERS, Parameters, derive_parameters, exclusive
from .presolve import Linear, Reduced, reduce

# Blocks that stand once, not slot by slot.
_ONCE = ("terminal", "terminal_part", "terminal_max", "new_peak")
_EQUAL_YEN = 1e-3  # yen/kWh: what differs by less is worth a look; the cost decides
PROGRAMS = Path(__file__).parent / "programs"
SHIPPED = (
    Shape(1, 0, SLOTS),
    Shape(2, 0, SLOTS),
    Shape(1, 1, SLOTS),
    Shape(2, 1, SLOTS),
    Shape(0, 1, SLOTS),
)


class NoProgramError(LookupError):
    """No program ships for that shape."""


@dataclass(frozen=True, slots=True, eq=False)
class Affine:
    """Numbers affine in the parameters: number[entry] += factor * parameter[param]; the last is 1."""

    size: int
    entry: Indices
    param: Indices
    factor: Floats

    def at(self, parameters: Floats) -> Floats:
        """Return the numbers at these parameters, shape (size,)."""
        weights = self.factor * parameters[self.param]
        return np.bincount(self.entry, weights, minlength=self.size).astype(float, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """One shape, compiled. Rows: first `equalities` hold with =, the others with >=."""

    shape: Shape
    parameters: tuple[str, ...]  # in the order of the parameter vector, each column-major
    variables: dict[str, int]  # name -> first column
    constraints: dict[str, int]  # name -> first row
    cost: Affine  # of each column, then the constant part
    matrix: Affine
    rows: Indices  # of the matrix's entries, ordered by column
    cols: Indices
    right: Affine  # right-hand sides
    equalities: int

    @classmethod
    def load(cls, shape: Shape) -> Program:
        """Return the program of this shape as it ships; any other comes from `provide`."""
        path = program_path(shape)
        return _read(path) if path.exists() else provide(shape)

    @property
    def size(self) -> tuple[int, int]:
        """How many columns and rows it has."""
        return self.cost.size - 1, self.right.size

    def save(self, path: Path) -> None:
        """Write the program. The same program gives the same arrays, and the same bytes."""
        np.savez_compressed(path, allow_pickle=False, **self.arrays())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the program as named arrays."""
        maps = {"cost": self.cost, "matrix": self.matrix, "right": self.right}
        return {
            "shape": np.array([self.shape.evs, self.shape.batteries, self.shape.slots]),
            "parameters": np.array(self.parameters),
            "variables": np.array(list(self.variables)),
            "variable_columns": np.array(list(self.variables.values())),
            "constraints": np.array(list(self.constraints)),
            "constraint_rows": np.array(list(self.constraints.values())),
            "rows": self.rows,
            "cols": self.cols,
            "equalities": np.array(self.equalities),
            **{
                f"{name}_{part.name}": np.array(getattr(map_, part.name))
                for name, map_ in maps.items()
                for part in fields(Affine)
            },
        }

    def differs_from(self, other: Program) -> list[str]:
        """Name the arrays in which two programs differ; factors may differ by rounding."""
        mine, theirs = self.arrays(), other.arrays()

        def same(name: str) -> bool:
            a, b = mine[name], theirs[name]
            return a.shape == b.shape and (
                np.allclose(a, b, rtol=1e-12, atol=0.0) if a.dtype.kind == "f" else bool((a == b).all())
            )

        return [name for name in mine if not same(name)]

    @classmethod
    def read(cls, path: Path) -> Program:
        """Read what `save` wrote."""
        with np.load(path) as file:
            data = dict(file)

        def affine(name: str) -> Affine:
            entry, param, factor = (data[f"{name}_{part}"] for part in ("entry", "param", "factor"))
            return Affine(int(data[f"{name}_size"]), entry, param, factor)

        return cls(
            shape=Shape(*(int(size) for size in data["shape"])),
            parameters=tuple(data["parameters"].tolist()),
            variables=dict(zip(data["variables"].tolist(), data["variable_columns"].tolist(), strict=True)),
            constraints=dict(
                zip(data["constraints"].tolist(), data["constraint_rows"].tolist(), strict=True)
            ),
            cost=affine("cost"),
            matrix=affine("matrix"),
            rows=data["rows"],
            cols=data["cols"],
            right=affine("right"),
            equalities=int(data["equalities"]),
        )

    def linear(self, parameters: Parameters, importing: Bools, verbs: Bools) -> Linear:
        """Return the problem at these parameters, binaries whole where the masks say so."""
        vector = np.concatenate(
            [np.asarray(getattr(parameters, name), dtype=float).ravel(order="F") for name in self.parameters]
            + [[1.0]]
        )
        cost, matrix, right = self.cost.at(vector), self.matrix.at(vector), self.right.at(vector)
        n = len(cost) - 1
        lower, upper = np.zeros(n), np.full(n, np.inf)
        row_lower, row_upper = right.copy(), np.full(len(right), np.inf)
        row_upper[: self.equalities] = right[: self.equalities]

        # A row with one column is a bound.
        single = (np.bincount(self.rows, minlength=len(right)) == 1)[self.rows]
        col, row, factor = self.cols[single], self.rows[single], matrix[single]
        limit = right[row] / factor
        np.maximum.at(lower, col[factor > 0], limit[factor > 0])
        np.minimum.at(upper, col[factor < 0], limit[factor < 0])
        row_lower[row], row_upper[row] = -np.inf, np.inf
        matrix[single] = 0.0

        whole, safe = np.zeros(n, dtype=bool), np.zeros(n)
        safe[self.variables["importing"] :][: self.shape.slots] = 1.0  # doing nothing, on the grid
        for name, mask in (("importing", importing), ("charging", verbs), ("discharging", verbs)):
            start = self.variables[name]
            whole[start : start + mask.size] = mask.ravel(order="F")
            block = slice(start, start + mask.size)
            upper[block] = np.minimum(upper[block], 1.0)
        return Linear(
            cost=cost[:n],
            offset=float(cost[n]),
            lower=lower,
            upper=upper,
            whole=whole,
            safe=safe,
            row_lower=row_lower,
            row_upper=row_upper,
            rows=self.rows,
            cols=self.cols,
            values=matrix,
        )

    def solve(self, data: ModelData, limits: SolverLimits, start: Start | None = None) -> Solution:
        """Find the best plan for these data within the limits. `start`: what a solution of data much like these has left."""
        parameters, scale = derive_parameters(data), bill(data)
        problem = self.linear(parameters, data.whole_import & exclusive(data), data.whole_verbs)
        reduced = reduce(problem)
        begin = None if start is None else reduced.reached(start)
        found = highs.solve(reduced.linear, limits, scale, self._sooner(data, reduced), begin)
        x, dual = reduced.restore(found.x), np.zeros(self.right.size)
        dual[reduced.rows] = found.row_dual
        whole = np.where(problem.whole, np.round(x), np.nan)
        return self._solution(data, found, scale, x, dual, Start(reduced.full(found.basis), whole))

    def moved(self, start: Start, slots: Ints) -> Start:
        """Return a start in which each slot has what the slot of that number had."""
        columns = self._moved(self.variables, len(start.whole), slots)
        rows = self._moved(self.constraints, len(start.basis.rows), slots)
        basis = Basis(start.basis.columns[columns], start.basis.rows[rows])
        return Start(basis, start.whole[columns])

    def _moved(self, firsts: dict[str, int], size: int, slots: Ints) -> Ints:
        """Return from where each column or row comes: a block's numbers stand slot by slot, save those of the whole horizon or its end."""
        places = np.arange(size)
        starts = sorted(firsts.items(), key=lambda item: item[1])
        for (name, first), stop in zip(starts, [*(place for _, place in starts[1:]), size], strict=True):
            if name not in _ONCE:
                places[first:stop] = places[first:stop].reshape(self.shape.slots, -1)[slots].ravel()
        return places

    def _sooner(self, data: ModelData, reduced: Reduced) -> highs.Neighbours:
        """Return what moves each run of charging to the soonest place that is as cheap, one run at a time."""
        K, N = self.shape.storages, self.shape.slots
        charging, discharging = self.variables["charging"], self.variables["discharging"]

        def neighbours(x: Floats) -> Iterator[Floats]:
            full = reduced.restore(x)
            on = full[charging:][: K * N].reshape((K, N), order="F") > 0.5
            feeds = full[discharging:][: K * N].reshape((K, N), order="F") > 0.5
            for k in range(K):
                for first, last in _runs(on[k] & data.whole_verbs[k]):
                    taken = on[k] | feeds[k] | (data.charge_max[k] <= 0.0)
                    taken[first:last] = False
                    place = _as_cheap(data.import_cost, taken, first, last)
                    if place is not None:
                        moved = full.copy()
                        moved[charging + k + K * np.arange(first, last)] = 0.0
                        moved[charging + k + K * np.arange(place, place + last - first)] = 1.0
                        yield moved[reduced.columns]

        return neighbours

    def _solution(
        self, data: ModelData, found: highs.Found, scale: float, x: Floats, dual: Floats, start: Start
    ) -> Solution:
        K, N = self.shape.storages, self.shape.slots

        def slots(name: str) -> Floats:
            return x[self.variables[name] :][:N]

        def storages(name: str) -> Floats:
            return x[self.variables[name] :][: K * N].reshape((K, N), order="F")

        grid_import, grid_export = slots("import_within") + slots("over"), slots("grid_export")
        # Where prices are equal, import and export at once costs as much as neither.
        both = np.where(exclusive(data), 0.0, np.minimum(grid_import, grid_export))
        grid_import, grid_export = grid_import - both, grid_export - both
        mixed = (grid_import > 0) & (grid_export > 0)

        layers = x[self.variables["layer"] :][: K * LAYERS * N].reshape((K, LAYERS, N), order="F")
        row = self.constraints["energy"]
        return Solution(
            objective=found.cost,
            gap=found.gap(scale),
            relaxed=found.relaxed,
            grid_import=grid_import,
            grid_export=grid_export,
            curtail=slots("curtail"),
            unserved=slots("unserved"),
            over=np.maximum(grid_import - data.import_max, 0.0),
            importing=np.where(mixed, slots("importing"), grid_import > 0),
            charge=storages("charge"),
            discharge=storages("discharge"),
            charging=storages("charging"),
            discharging=storages("discharging"),
            start_up=storages("start_up"),
            energy=layers.sum(axis=1),
            trip_short=storages("trip_short"),
            event_discharge=slots("event_discharge"),
            event_import=slots("event_import"),
            event_discharge_short=slots("event_discharge_short"),
            event_import_short=slots("event_import_short"),
            energy_price=dual[row : row + K],
            energy_prices=dual[row : row + K * N].reshape((K, N), order="F"),
            new_peak=float(x[self.variables["new_peak"]]),
            start=start,
        )


def _runs(on: Bools) -> list[tuple[int, int]]:
    """Return where each run begins and ends (exclusive)."""
    steps = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(int)))
    return list(zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True))


def _as_cheap(cost: Floats, taken: Bools, first: int, last: int) -> int | None:
    """Return the soonest slot from which that run would be free and no dearer, None where there is none."""
    length, paid = last - first, float(cost[first:last].sum())
    for place in range(first):
        span = slice(place, place + length)
        if not taken[span].any() and float(cost[span].sum()) <= paid + _EQUAL_YEN * length:
            return place
    return None


def has_program(shape: Shape) -> bool:
    """Return whether there is a program of this shape, shipped or provided."""
    return program_path(shape).exists() or provide is not _none_ships


def program_path(shape: Shape) -> Path:
    """Return the path at which the program of this shape ships."""
    return PROGRAMS / f"{shape.evs}ev_{shape.batteries}battery_{shape.slots}.npz"


@cache
def _read(path: Path) -> Program:
    return Program.read(path)


def _none_ships(shape: Shape) -> Program:
    raise NoProgramError(
        f"no program ships for {shape.evs} EVs, {shape.batteries} batteries and {shape.slots} slots"
    )


# What is asked for a program that does not ship. Nothing else at home; tests and tools let CVXPY compile it.
provide: Callable[[Shape], Program] = _none_ships
