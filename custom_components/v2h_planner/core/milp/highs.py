"""HiGHS: a mixed-integer linear problem in, a solution and the proof of its gap out.

Most plans are nearly whole in their relaxation, so branching by hand on the hot relaxation is several
times faster than a mixed-integer solve from nothing: solve the relaxation, set the most fractional verb to
1, solve again from the same basis, and so on, leaving what cannot beat the best plan by more than the gap.
Where the best plan is near and only the proof is missing, both sides of a few binaries are tried, and the one that raises
the bound most is split. What is still open goes to HiGHS's own branch and cut, with that plan to start from. A problem too
large for that is rounded first, so that there is a plan before the search for a better one begins.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter

import highspy
import numpy as np

from ..arrays import Codes, Floats, Indices
from .data import Basis, SolverLimits, Start
from .presolve import Linear

_NODES = 60
_NEAR = 2.5  # gaps: no further is the best plan from the bound where the bound is what is missing
_TRIES = 24  # relaxations for the proof
_CANDIDATES = 3  # binaries that are tried
_WHOLE = 1e-6  # how near to whole counts as whole
_DIVES = 60
_MORE_SECONDS = 5.0  # after the deadline, for making whole what there is
_LAST_SECONDS = 60.0  # after the deadline, for the relaxation: without one there is no plan but a rule
_LEAST_SECONDS = 10.0  # for any solve, however late: a plan that is found is not lost to a busy machine
_TIE = 1e-6  # yen: costs that differ by less are equal
_STATUSES = tuple(highspy.HighsBasisStatus(code) for code in range(5))
_OPTIONS: dict[str, str | float | int | bool] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "presolve": "off",  # the data's own reduction is done (presolve.py); HiGHS's would throw the basis away
    "solver": "simplex",
    "simplex_scale_strategy": 0,  # kW, kWh and yen are of one size already
}


class SolverError(RuntimeError):
    """HiGHS refused the problem or an option, or found no solution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A point, its duals with the binaries held, its cost, and a proven bound that none is below.

    `basis`: of the relaxation, from which the next problem may start.
    """

    x: Floats
    row_dual: Floats
    cost: float
    bound: float
    relaxed: bool  # verbs were rounded: no whole point was found in time
    basis: Basis

    def gap(self, scale: float) -> float | None:
        """Return the proven gap, a share of the cost or of `scale` where that is more."""
        return (self.cost - self.bound) / max(abs(self.cost), scale) if np.isfinite(self.bound) else None


# From a point, others whose binaries are worth a look: what is equal within the gap may still be better by a little.
type Neighbours = Callable[[Floats], Iterable[Floats]]


def solve(
    problem: Linear,
    limits: SolverLimits,
    scale: float,
    neighbours: Neighbours = lambda _x: (),
    start: Start | None = None,
) -> Found:
    """Find the best point within the limits, and its continuous part once more with the binaries held.

    The gap is a share of the cost, or of `scale` where that is more. A start changes the way there, not what is proven.
    """
    engine = _Engine(problem, perf_counter() + limits.seconds)
    if start is not None:
        engine.begin(start.basis)
    relaxation = engine.run()
    if relaxation is None and start is not None:  # no start may cost the plan
        engine.highs.setBasis()
        relaxation = engine.run()
    if relaxation is None:
        raise SolverError(f"HiGHS: {engine.status()}")
    basis = engine.basis()
    if not len(engine.columns):  # nothing is whole: that is all
        return _found(engine, relaxation[0], relaxation[0], basis, relaxed=False)
    search = _Search(engine, limits.gap, scale)
    if start is not None:
        search.try_first(start.whole[engine.columns], relaxation[1])
    steps = [search.branch] if limits.dive else [search.prove, search.branch, search.prove]
    if limits.dive:
        search.round(relaxation[1])
    for step in steps:
        if not search.proven:
            step(*relaxation)
    if not search.proven:
        search.hand_over(problem)
    cost = None if search.best is None else engine.hold(np.round(search.best))
    rounded = cost is None or (search.rounded and not search.proven)
    if cost is None:
        cost = _rounded(engine, relaxation[1])
    if cost is None:
        cost = engine.hold(engine.safe)
    if cost is None:
        raise SolverError(f"HiGHS: {engine.status()}")
    cost = _improved(engine, cost, neighbours)
    return _found(engine, cost, search.bound, basis, relaxed=rounded)


def _found(engine: _Engine, cost: float, bound: float, basis: Basis, *, relaxed: bool) -> Found:
    """Return where the engine stands."""
    return Found(
        x=engine.x(),
        row_dual=np.array(engine.highs.getSolution().row_dual),
        cost=cost,
        bound=min(bound, cost),
        relaxed=relaxed,
        basis=basis,
    )


def _rounded(engine: _Engine, binaries: Floats) -> float | None:
    """Round a relaxation step by step, each with what the last one settled; the cost, None where that fails.

    The greatest becomes whole; what comes out fractional goes on. Where time is up, all of it becomes whole at once: a
    verb at which little flows is worse than none only by its start, and a car that is not charged does not drive.
    """
    lower, upper = engine.first_lower.copy(), engine.first_upper.copy()
    for _ in range(_DIVES):
        open_still = np.abs(binaries - np.round(binaries)) > _WHOLE
        if not open_still.any() or engine.late:
            break
        up = open_still & (binaries >= float(binaries[open_still].max()) - _WHOLE)
        lower = np.where(up, 1.0, lower)
        engine.bounds(lower, upper)
        solved = engine.run()
        if solved is None:
            break
        binaries = solved[1]
    every = np.ceil(binaries - _WHOLE)
    nearest = np.where(engine.safe > 0, every, np.round(binaries))
    cost = engine.hold(every) if (every != nearest).any() else None
    return engine.hold(nearest) if cost is None else cost


def _improved(engine: _Engine, cost: float, neighbours: Neighbours) -> float:
    """Move on to every neighbour that costs less, and hold the best; return its cost."""
    best, tried = engine.lower.copy(), False
    for neighbour in neighbours(engine.x()):
        if engine.late:
            break
        tried, binaries = True, np.round(neighbour[engine.columns])
        found = engine.hold(binaries)
        if found is not None and found < cost - _TIE:
            best, cost = binaries, found
    if tried:
        engine.hold(best)
    return cost


def check(highs: highspy.Highs, status: highspy.HighsStatus, what: str) -> None:
    """Raise where HiGHS did not accept something."""
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"HiGHS does not accept {what}")


def _load(problem: Linear, **options: str | float | bool) -> highspy.Highs:
    highs = highspy.Highs()
    for name, value in {**_OPTIONS, **options}.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverError(f"HiGHS does not know the option {name} = {value}")
    columns, rows = len(problem.cost), len(problem.row_lower)
    starts = np.searchsorted(problem.cols, np.arange(columns + 1)).astype(np.int32)
    passed = highs.passModel(
        columns,
        rows,
        len(problem.values),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        problem.offset,
        problem.cost,
        problem.lower,
        problem.upper,
        problem.row_lower,
        problem.row_upper,
        starts,
        problem.rows,
        problem.values,
        np.zeros(columns, dtype=np.int32),  # all continuous
    )
    check(highs, passed, "the problem")
    return highs


def _codes(statuses: list[highspy.HighsBasisStatus]) -> Codes:
    return np.fromiter(map(int, statuses), dtype=np.int8, count=len(statuses))


class _Engine:
    """The relaxation, kept hot: bounds of the binaries change, the basis stays."""

    def __init__(self, problem: Linear, deadline: float) -> None:
        self.highs = _load(problem)
        self.deadline = deadline
        self.columns: Indices = np.flatnonzero(problem.whole).astype(np.int32)
        self.lower, self.upper = problem.lower[self.columns], problem.upper[self.columns]
        self.first_lower, self.first_upper = self.lower, self.upper
        self.safe = problem.safe[self.columns]

    @property
    def late(self) -> bool:
        """Return whether what is whole so far has to do."""
        return perf_counter() > self.deadline + _MORE_SECONDS

    def status(self) -> str:
        """Return HiGHS's own word for how the last run ended."""
        return str(self.highs.modelStatusToString(self.highs.getModelStatus()))

    def begin(self, basis: Basis) -> None:
        """Begin at the basis of another problem. HiGHS mends what does not fit, or begins from nothing."""
        given = highspy.HighsBasis()
        given.col_status = [_STATUSES[code] for code in basis.columns.tolist()]
        given.row_status = [_STATUSES[code] for code in basis.rows.tolist()]
        given.valid = given.alien = True
        self.highs.setBasis(given)

    def basis(self) -> Basis:
        """Return the basis of the last solution."""
        found = self.highs.getBasis()
        return Basis(_codes(found.col_status), _codes(found.row_status))

    def x(self) -> Floats:
        """Return every column of the last solution."""
        return np.array(self.highs.getSolution().col_value)

    def run(self) -> tuple[float, Floats] | None:
        """Solve the relaxation: its cost and binaries, None where nothing is feasible, or not in time."""
        seconds = max(self.deadline + _LAST_SECONDS - perf_counter(), _LEAST_SECONDS)
        self.highs.setOptionValue("time_limit", seconds)
        check(self.highs, self.highs.run(), "the relaxation")
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return self.highs.getInfo().objective_function_value, self.x()[self.columns]

    def bounds(self, lower: Floats, upper: Floats) -> None:
        """Set the binaries' bounds."""
        moved = np.flatnonzero((lower != self.lower) | (upper != self.upper))
        if len(moved):
            changed = self.highs.changeColsBounds(len(moved), self.columns[moved], lower[moved], upper[moved])
            check(self.highs, changed, "bounds")
        self.lower, self.upper = lower, upper

    def hold(self, whole: Floats) -> float | None:
        """Solve with the binaries held there; the cost, None where that is infeasible."""
        self.bounds(whole, whole)
        solved = self.run()
        return None if solved is None else solved[0]


@dataclass(frozen=True, slots=True)
class _Node:
    """A relaxation with some binaries held: its cost and its binaries, and their bounds."""

    cost: float
    binaries: Floats
    lower: Floats
    upper: Floats

    @property
    def away(self) -> Floats:
        """How far each binary is from whole."""
        return np.abs(self.binaries - np.round(self.binaries))


class _Search:
    """The best whole point so far, the bound, and what proves it."""

    def __init__(self, engine: _Engine, gap: float, scale: float) -> None:
        self.engine, self.gap, self.scale = engine, gap, scale
        self.best: Floats | None = None
        self.cost = np.inf
        self.bound = -np.inf
        self.rounded = False  # the best is but a relaxation rounded
        self.tried = 0  # relaxations solved for the proof

    @property
    def tolerance(self) -> float:
        """Return how much better a plan that is not found may be, yen."""
        return self.gap * max(self.scale, abs(self.cost) if self.best is not None else 0.0)

    @property
    def good_enough(self) -> float:
        """Return the cost of a relaxation under which no better plan is worth finding, yen."""
        return self.cost - self.tolerance if self.best is not None else np.inf

    @property
    def proven(self) -> bool:
        """Return whether nothing is better by more than the gap."""
        return self.best is not None and self.bound >= self.good_enough

    def branch(self, cost: float, binaries: Floats) -> None:
        """Branch depth first from the relaxation, the most fractional binary first, 1 before 0.

        1 first: a verb that is partly wanted is mostly wanted, and its flow stays free to be less.
        """
        engine = self.engine
        lower, upper = engine.first_lower.copy(), engine.first_upper.copy()
        left = [(cost, lower, upper)]  # still to be solved: what is known to be the least they cost
        closed = np.inf  # the least cost of what was left out
        solved: tuple[float, Floats] | None = (cost, binaries)
        for _ in range(_NODES):
            known, lower, upper = left.pop()
            if known >= self.good_enough:
                closed, solved = min(closed, known), None
            elif solved is None:
                engine.bounds(lower, upper)
                solved = engine.run()
            if solved is not None:
                cost, binaries = solved
                away = np.abs(binaries - np.round(binaries))
                if cost >= self.good_enough:
                    closed = min(closed, cost)
                elif away.max(initial=0.0) <= _WHOLE:
                    self.best, self.cost, closed = binaries, cost, min(closed, cost)
                    self.rounded = False
                else:
                    pick = int(np.argmax(away))
                    one, zero = lower.copy(), upper.copy()
                    one[pick], zero[pick] = 1.0, 0.0
                    left += [(cost, lower, zero), (cost, one, upper)]
            solved = None
            if not left or perf_counter() > engine.deadline:
                break
        self.bound = max(self.bound, min([closed, *(known for known, _, _ in left)]))

    def prove(self, cost: float, binaries: Floats) -> None:
        """Raise the bound, where the best plan is near: from the node that costs the least, split where either side costs the most."""
        if self.cost - cost > _NEAR * self.tolerance:
            return  # a better plan is to be found first
        engine = self.engine
        left = [_Node(cost, binaries, engine.first_lower, engine.first_upper)]
        closed, rises = np.inf, dict[int, Floats]()
        self.tried = 0
        while left and self.tried < _TRIES and perf_counter() <= engine.deadline:
            node = left.pop(min(range(len(left)), key=lambda i: left[i].cost))
            if node.cost >= self.good_enough:
                closed = min(closed, node.cost)
            elif node.away.max() <= _WHOLE:
                self.best, self.cost, self.rounded = node.binaries, node.cost, False
                closed = min(closed, node.cost)
            else:
                left += self._split(node, rises)
        self.bound = max(self.bound, min([closed, *(node.cost for node in left)]))

    def _split(self, node: _Node, rises: dict[int, Floats]) -> list[_Node]:
        """Return both sides of a binary. What a side costs is tried once; later it is as much in proportion to the way moved."""
        best, chosen, sides = -1.0, 0, list[_Node]()
        for pick in np.argsort(-node.away, kind="stable")[:_CANDIDATES].tolist():
            way = np.array([node.binaries[pick], 1.0 - node.binaries[pick]])
            if way.min() <= _WHOLE:
                break
            tried = list[_Node]()
            if pick not in rises:
                tried = self._sides(node, pick)
                rises[pick] = np.array([side.cost - node.cost for side in tried]) / way
            score = float(np.maximum(rises[pick] * way, _TIE).prod())
            if score > best:
                best, chosen, sides = score, pick, tried
        return [side for side in sides or self._sides(node, chosen) if np.isfinite(side.cost)]

    def _sides(self, node: _Node, pick: int) -> list[_Node]:
        """Solve with one binary more at 0, and at 1; infeasible is infinitely dear."""
        sides = []
        for value in (0.0, 1.0):
            lower, upper = node.lower.copy(), node.upper.copy()
            lower[pick] = upper[pick] = value
            self.engine.bounds(lower, upper)
            cost, binaries = self.engine.run() or (np.inf, node.binaries)
            sides.append(_Node(cost, binaries, lower, upper))
            self.tried += 1
        return sides

    def try_first(self, known: Floats, relaxation: Floats) -> None:
        """Take what another problem had whole as the first plan; where that says nothing, the relaxation, rounded."""
        engine = self.engine
        whole = np.where(np.isnan(known), np.round(relaxation), known)
        cost = engine.hold(np.clip(whole, engine.first_lower, engine.first_upper))
        if cost is not None:
            self.best, self.cost = engine.lower, cost

    def round(self, binaries: Floats) -> None:
        """Take the relaxation, rounded, where that is the best plan so far."""
        cost = _rounded(self.engine, binaries)
        if cost is not None and cost < self.cost:
            self.best, self.cost, self.rounded = self.engine.lower, cost, True

    def hand_over(self, problem: Linear) -> None:
        """Let HiGHS's branch and cut finish what is open."""
        seconds = self.engine.deadline - perf_counter()
        if seconds <= 0:
            return
        options: dict[str, str | float | int | bool] = {
            "presolve": "on",
            "solver": "choose",
            "time_limit": seconds,
        }
        options |= {"mip_rel_gap": 0.0, "mip_abs_gap": self.tolerance}  # HiGHS knows no bill
        options["mip_heuristic_run_feasibility_jump"] = self.best is None  # it betters no plan that there is
        highs = _load(problem, **options)
        columns = self.engine.columns
        kind = np.full(len(columns), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        check(highs, highs.changeColsIntegrality(len(columns), columns, kind), "binaries")
        if self.best is not None:
            check(highs, highs.setSolution(len(columns), columns, np.round(self.best)), "a first plan")
        check(highs, highs.run(), "the problem")
        info = highs.getInfo()
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            cost = info.objective_function_value
            if cost < self.cost:
                self.best, self.cost = np.array(highs.getSolution().col_value)[columns], cost
                self.rounded = False
        if np.isfinite(info.mip_dual_bound):
            self.bound = max(self.bound, info.mip_dual_bound)
