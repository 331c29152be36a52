"""The program of one storage, widened to any number: what a home runs whose own shape does not ship.

All storages' rows and columns are alike, and the house's stand once. So every entry of the small program that names a
storage is repeated for each of them; only what one storage may do beside the others' discharging is not in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Bools, Floats, Indices, Ints
from .data import Shape
from .parameters import dims
from .program import Affine, Program

# Columns and rows that each storage has of its own; all others are the house's.
_VARIABLES = {
    "charge",
    "discharge",
    "charging",
    "discharging",
    "start_up",
    "charge_below_min",
    "discharge_below_min",
    "layer",
    "trip_short",
    "terminal_part",
}
_ROWS = {
    "charge_max",
    "charge_min",
    "charge_surplus",
    "discharge_max",
    "discharge_min",
    "one_verb",
    "start_up",
    "energy",
    "layer_max",
    "trip_max",
    "terminal",
    "terminal_max",
}
# Rows that also hold what all the other storages discharge, with a factor of 1.
_BESIDE = ("charge_surplus", "discharge_min")


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the numbers of a small program stand in the wide one: number i of storage k at base[i] + k * own[i]."""

    starts: dict[str, int]
    base: Ints
    own: Bools

    @classmethod
    def of(cls, starts: dict[str, int], size: int, own: set[str], count: int) -> _Places:
        """Lay out the blocks anew; the numbers of a storage stand side by side, as column-major order has it."""
        wide, base, owns, first = dict[str, int](), list[Ints](), list[Bools](), 0
        ends = [*list(starts.values())[1:], size]
        for (name, start), end in zip(starts.items(), ends, strict=True):
            times = count if name in own else 1
            wide[name] = first
            base.append(first + times * np.arange(end - start))
            owns.append(np.full(end - start, name in own))
            first += times * (end - start)
        return cls(wide, np.concatenate([*base, [first]]), np.concatenate([*owns, [False]]))

    @property
    def size(self) -> int:
        """How many numbers there are, without the constant at the end."""
        return int(self.base[-1])

    def repeated(self, count: int, *others: tuple[_Places, Indices], at: Indices) -> Iterator[list[Ints]]:
        """Yield the places of entries: once those of the house, then those that name a storage, for each."""
        parts = [(self, at), *others]
        named = np.logical_or.reduce([places.own[index] for places, index in parts])
        for k in range(count):
            which = np.flatnonzero(named | (k == 0))
            yield [
                which,
                *(places.base[index[which]] + k * places.own[index[which]] for places, index in parts),
            ]


def widened(one: Program, shape: Shape) -> Program:
    """Return the program of that shape, as CVXPY would compile it, from that of one storage."""
    count = shape.storages
    sizes = {name: int(np.prod(size)) for name, size in dims(one.shape).items()}
    starts, first = dict[str, int](), 0
    for name in one.parameters:
        starts[name], first = first, first + sizes[name]
    own = {
        name
        for name, size in dims(replace(one.shape, evs=2, batteries=0)).items()
        if np.prod(size) > sizes[name]
    }
    parameters = _Places.of(starts, first, own, count)
    columns = _Places.of(_in_order(one.variables), one.cost.size - 1, _VARIABLES, count)
    rows = _Places.of(_in_order(one.constraints), one.right.size, _ROWS, count)

    def affine(places: _Places, old: Affine, size: int) -> Affine:
        found = list(places.repeated(count, (parameters, old.param), at=old.entry))
        which, entry, param = (np.concatenate(part) for part in zip(*found, strict=True))
        return _sorted(size, entry, param, old.factor[which])

    old = one.matrix
    found = list(
        rows.repeated(count, (columns, one.cols[old.entry]), (parameters, old.param), at=one.rows[old.entry])
    )
    which, row, col, param = (np.concatenate(part) for part in zip(*found, strict=True))
    beside_row, beside_col = _beside(rows, columns, count, shape.slots)
    row, col = np.concatenate([row, beside_row]), np.concatenate([col, beside_col])
    param = np.concatenate([param, np.full(len(beside_row), parameters.size)])
    factor = np.concatenate([old.factor[which], np.ones(len(beside_row))])
    places, entry = np.unique(col * rows.size + row, return_inverse=True)
    small = np.int32
    return Program(
        shape=shape,
        parameters=one.parameters,
        variables={name: columns.starts[name] for name in one.variables},
        constraints={name: rows.starts[name] for name in one.constraints},
        cost=affine(columns, one.cost, columns.size + 1),
        matrix=_sorted(len(places), entry, param, factor),
        rows=(places % rows.size).astype(small),
        cols=(places // rows.size).astype(small),
        right=affine(rows, one.right, rows.size),
        equalities=int(rows.base[one.equalities]),
    )


def _in_order(starts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(starts.items(), key=lambda item: item[1]))


def _beside(rows: _Places, columns: _Places, count: int, slots: int) -> tuple[Ints, Ints]:
    """Return row and column of each storage's rows and of the others' discharging in the same slot."""
    mine, other, slot = (part.ravel() for part in np.indices((count, count, slots)))
    mine, other, slot = (part[mine != other] for part in (mine, other, slot))
    at = [rows.starts[name] + mine + count * slot for name in _BESIDE]
    return np.concatenate(at), np.tile(columns.starts["discharge"] + other + count * slot, len(_BESIDE))


def _sorted(size: int, entry: Ints, param: Ints, factor: Floats) -> Affine:
    order = np.lexsort((param, entry))
    return Affine(size, entry[order].astype(np.int32), param[order].astype(np.int32), factor[order])
