"""What no policy can beat: one linear program over the whole period, with everything known.

No overhead, no minimum power, no degradation, no verbs; the battery may be emptied. `V1G`: the car only charges.
`V2H`: it may also serve what the house draws. What is left in the battery, and what a trip takes that the battery does
not hold, counts as in the policies' costs (`comparison.py`).
"""

from dataclasses import dataclass

import highspy
import numpy as np

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.home import Home
from custom_components.v2h_planner.core.simulation.policies import cheap_yen_per_kwh, road_yen_per_kwh
from custom_components.v2h_planner.core.simulation.world import Record

START_SOC = 0.5


@dataclass(frozen=True, slots=True)
class Bound:
    """yen over the period, energy gained in the battery taken off at what refilling costs."""

    v1g_yen: float
    v2h_yen: float


def bound(record: Record, home: Home, first: int, count: int) -> Bound:
    """Return the limits for a home with one storage, over the half hours from `first` on."""
    return Bound(_limit(record, home, first, count, False), _limit(record, home, first, count, True))


def _limit(record: Record, home: Home, first: int, count: int, discharging: bool) -> float:
    storage, hours = home.storages[0], 0.5
    at_home, drive = _presence(record, storage.id, first, count)
    period = slice(first, first + count)
    load, pv = record.load_kw[period] * hours, record.pv_kw[period] * hours
    credit = cheap_yen_per_kwh(record)[0] / storage.charge_efficiency
    steps = np.arange(count)
    zero, one = np.zeros(count), np.ones(count)
    # columns: import, export, charge, discharge, energy, what is charged on the road (kWh each), energy at the start
    kept = zero.copy()
    kept[-1] = -credit
    road = one * road_yen_per_kwh(record, home)
    cost = np.concatenate([record.import_yen[period], -record.export_yen[period], zero, zero, kept, road])
    most = storage.discharge_max_kw * hours if discharging else 0.0
    upper = np.concatenate(
        [
            one * np.inf,
            pv,  # never more than the sun brings: no battery feeds the grid
            storage.charge_max_kw * hours * at_home,
            np.minimum(load, most * at_home),
            one * storage.capacity_kwh,
            drive,
        ]
    )
    # a policy begins with the record as it is told to, later with what it has lived to
    start = START_SOC * storage.capacity_kwh
    least, greatest = (start, start) if first == 0 else (0.0, storage.capacity_kwh)
    cost, upper = np.append(cost, credit), np.append(upper, greatest)
    lower = np.append(np.zeros(6 * count), least)
    # rows: import - export - charge + discharge = load - pv; energy = before + charge - discharge - drive + road
    entries = [
        (steps, steps, one),
        (steps, steps + count, -one),
        (steps, steps + 2 * count, -one),
        (steps, steps + 3 * count, one),
        (steps + count, steps + 4 * count, one),
        (steps[1:] + count, steps[:-1] + 4 * count, -one[1:]),
        (steps[:1] + count, steps[:1] + 6 * count, -one[:1]),
        (steps + count, steps + 2 * count, -one * storage.charge_efficiency),
        (steps + count, steps + 3 * count, one / storage.discharge_efficiency),
        (steps + count, steps + 5 * count, -one),
    ]
    rows, cols, values = (np.concatenate(part) for part in zip(*entries, strict=True))
    order = np.lexsort((rows, cols))
    columns = 6 * count + 1
    right = np.concatenate([load - pv, -drive])
    problem = highspy.HighsLp()
    problem.num_col_, problem.num_row_ = columns, 2 * count
    problem.col_cost_, problem.col_lower_, problem.col_upper_ = cost, lower, upper
    problem.row_lower_, problem.row_upper_ = right, right
    problem.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    problem.a_matrix_.start_ = np.searchsorted(cols[order], np.arange(columns + 1)).astype(np.int32)
    problem.a_matrix_.index_, problem.a_matrix_.value_ = rows[order].astype(np.int32), values[order]
    engine = highspy.Highs()
    engine.setOptionValue("output_flag", False)
    engine.passModel(problem)
    engine.run()
    if engine.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError(f"no limit: {engine.modelStatusToString(engine.getModelStatus())}")
    return float(engine.getInfo().objective_function_value)


def _presence(record: Record, storage_id: str, first: int, count: int) -> tuple[Floats, Floats]:
    """Share of each half hour at home, and kWh driven in it."""
    away, drive = np.zeros(count), np.zeros(count)
    start = record.time_of(first)
    for absence in record.absences.get(storage_id, ()):
        if absence.start < start or absence.end is None:
            continue
        lo = (absence.start - start).total_seconds() / 1800.0
        hi = (absence.end - start).total_seconds() / 1800.0
        cells = np.arange(int(lo), min(int(np.ceil(hi)), count))
        share = np.minimum(hi, cells + 1) - np.maximum(lo, cells)
        away[cells] += share
        drive[cells] += absence.energy_kwh * share / (hi - lo)
    return 1.0 - np.minimum(away, 1.0), drive
