"""A compiled program: the model as arrays, run with HiGHS and numpy only.

CVXPY states the model once (`model.py`); here is what it becomes: objective, matrix and right-hand side,
each affine in the parameters and kept as entries (which number, of which parameter, times what). A plan
puts its parameters in, leaves out what its data leave unused, and hands the rest to HiGHS.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import highs
from .coefficients import LAYERS, Coefficients, coefficients, exclusive
from .forecast import Bools, Floats
from .grid import SLOTS
from .linear import Ints, Linear, reduce
from .values import ModelValues, Shape, Solution, SolverLimits, bill

PROGRAMS = Path(__file__).parent / "programs"
SHIPPED = (
    Shape(1, 0, SLOTS),
    Shape(2, 0, SLOTS),
    Shape(1, 1, SLOTS),
    Shape(2, 1, SLOTS),
    Shape(0, 1, SLOTS),
)


class NoProgramError(LookupError):
    """No program ships for that shape, and CVXPY is not here to compile one."""


@dataclass(frozen=True, slots=True, eq=False)
class Affine:
    """Numbers affine in the parameters: number[entry] += factor * parameter[param]; the last is 1."""

    size: int
    entry: Ints
    param: Ints
    factor: Floats

    def at(self, parameters: Floats) -> Floats:
        """The numbers."""
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
    rows: Ints  # of the matrix's entries, ordered by column
    cols: Ints
    right: Affine  # right-hand sides
    equalities: int

    @classmethod
    def load(cls, shape: Shape) -> Program:
        """The shipped program of this shape; where CVXPY can be imported, any other is compiled."""
        return _load(shape)

    def save(self, path: Path) -> None:
        """Write it. The same program gives the same arrays, and the same bytes."""
        np.savez_compressed(path, allow_pickle=False, **self.arrays())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The program as named arrays."""
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
        """The arrays in which two programs differ; factors may differ by rounding."""
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

    def linear(self, c: Coefficients, importing: Bools, verbs: Bools) -> Linear:
        """The problem at these parameters, binaries whole where the masks say so."""
        vector = np.concatenate(
            [np.asarray(getattr(c, name), dtype=float).ravel(order="F") for name in self.parameters] + [[1.0]]
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

    def solve(self, values: ModelValues, limits: SolverLimits) -> Solution:
        """The best plan for these data within the limits."""
        began = perf_counter()
        c = coefficients(values)
        problem = self.linear(c, values.whole_import & exclusive(values), values.whole_verbs)
        reduced = reduce(problem)
        scale = max(bill(values), 1.0)  # a yen at least: a home may have nothing to pay
        found = highs.solve(reduced.linear, limits, scale)
        x = reduced.restore(found.x)
        dual = np.zeros(self.right.size)
        dual[reduced.rows] = found.row_dual
        cost = found.cost
        gap = (cost - found.bound) / max(abs(cost), scale) if np.isfinite(found.bound) else None
        return self._solution(x, dual, values, cost, gap, found, perf_counter() - began)

    def _solution(
        self,
        x: Floats,
        dual: Floats,
        values: ModelValues,
        cost: float,
        gap: float | None,
        found: highs.Found,
        seconds: float,
    ) -> Solution:
        K, N = self.shape.storages, self.shape.slots

        def slots(name: str) -> Floats:
            return x[self.variables[name] :][:N]

        def storages(name: str) -> Floats:
            return x[self.variables[name] :][: K * N].reshape((K, N), order="F")

        grid_import, grid_export = slots("import_within") + slots("over"), slots("grid_export")
        # Where prices are equal, import and export at once costs as much as neither.
        both = np.where(exclusive(values), 0.0, np.minimum(grid_import, grid_export))
        grid_import, grid_export = grid_import - both, grid_export - both
        mixed = (grid_import > 0) & (grid_export > 0)

        def short(wanted: Floats) -> Floats:
            return np.maximum(wanted - energy, 0.0)

        layers = x[self.variables["layer"] :][: K * LAYERS * N].reshape((K, LAYERS, N), order="F")
        energy: Floats = layers.sum(axis=1)
        row = self.constraints["energy"]
        return Solution(
            objective=cost,
            gap=gap,
            seconds=seconds,
            in_time=found.in_time,
            relaxed=found.relaxed,
            grid_import=grid_import,
            grid_export=grid_export,
            curtail=slots("curtail"),
            unserved=slots("unserved"),
            over=np.maximum(grid_import - values.import_max, 0.0),
            importing=np.where(mixed, slots("importing"), grid_import > 0),
            charge=storages("charge"),
            discharge=storages("discharge"),
            energy=energy,
            charging=storages("charging"),
            discharging=storages("discharging"),
            start=storages("start"),
            trip_short=storages("trip_short"),
            floor_short=short(values.floor),
            ceiling_over=np.maximum(energy - values.ceiling, 0.0),
            departure_short=short(values.departure),
            storm_short=short(values.storm),
            person_short=short(values.person),
            reserve_short=np.maximum(values.reserve[:, :, None] - energy[:, None, :], 0.0),
            event_discharge=slots("event_discharge"),
            event_import=slots("event_import"),
            event_discharge_short=slots("event_discharge_short"),
            event_import_short=slots("event_import_short"),
            energy_price=dual[row : row + K],
        )


def program_path(shape: Shape) -> Path:
    """Where the program of this shape ships."""
    return PROGRAMS / f"{shape.evs}ev_{shape.batteries}battery_{shape.slots}.npz"


@cache
def _load(shape: Shape) -> Program:
    path = program_path(shape)
    if path.exists():
        return Program.read(path)
    try:
        import cvxpy  # noqa: F401, PLC0415
    except ImportError as err:
        raise NoProgramError(
            f"no program ships for {shape.evs} EVs, {shape.batteries} batteries and {shape.slots} slots"
        ) from err
    return compile_program(shape)


def compile_program(shape: Shape) -> Program:
    """State the model through CVXPY and keep its arrays. Needs CVXPY."""
    import cvxpy as cp  # noqa: PLC0415

    from .model import formulate  # noqa: PLC0415

    model = formulate(shape)
    for parameter in model.parameters.values():
        parameter.value = np.zeros(parameter.shape)
    data = model.problem.get_problem_data(cp.HIGHS, canon_backend=cp.SCIPY_CANON_BACKEND)[0]
    cone: Any = data["param_prob"]
    m, n = cone.constr_size, cone.x.size

    def entries(tensor: Any) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        coo = tensor.tocoo()
        order = np.lexsort((coo.col, coo.row))
        keep = order[coo.data[order] != 0]
        return coo.row[keep], coo.col[keep], coo.data[keep]

    # CVXPY numbers the entries of [A b] by column; its rows say A x + b = 0, then A x + b >= 0.
    row, param, factor = entries(cone.A)
    right = row >= n * m
    places, entry = np.unique(row[~right], return_inverse=True)
    cost_row, cost_param, cost_factor = entries(cone.q)
    column_of = {cone.param_id_to_col[p.id]: name for name, p in model.parameters.items()}
    first_row, constraints = 0, {}
    names = {row.id: name for name, row in model.rows.items()}
    for constraint in cone.constraints:
        constraints[names[constraint.id]] = first_row
        first_row += constraint.size
    small = np.int32
    return Program(
        shape=shape,
        parameters=tuple(column_of[column] for column in sorted(column_of)),
        variables={name: int(cone.var_id_to_col[v.id]) for name, v in model.variables.items()},
        constraints=constraints,
        cost=Affine(n + 1, cost_row.astype(small), cost_param.astype(small), cost_factor),
        matrix=Affine(len(places), entry.astype(small), param[~right].astype(small), factor[~right]),
        rows=(places % m).astype(small),
        cols=(places // m).astype(small),
        right=Affine(m, (row[right] - n * m).astype(small), param[right].astype(small), -factor[right]),
        equalities=int(cone.cone_dims.zero),
    )


__all__ = ["SHIPPED", "NoProgramError", "Program", "compile_program", "program_path"]
