"""How long a plan of many cars takes: the program of one storage, widened, against one car's plan.

    .venv/bin/python -m benchmarks.many [--instances 5]

Ordinary days of `tests/core/milp/instances.py`, within the limits that a home runs with. CPU time of this process, the median
of the days. Prints a Markdown table; nothing passes or fails by the clock.
"""

import argparse
from time import process_time

import numpy as np

from custom_components.v2h_planner.core.horizon import SLOTS
from custom_components.v2h_planner.core.milp.data import Shape, SolverLimits
from custom_components.v2h_planner.core.planning.many_storages import limits_for, program_for
from tests.core.milp.instances import typical_data

EVS = (1, 3, 5, 10, 20)
WHOLE_SLOTS = 48


def main() -> None:
    """Measure every number of cars and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--instances", type=int, default=5, help="days per home")
    arguments = parser.parse_args()
    print("| EVs | median s | worst s | to one EV's | worst gap |", "|---|--:|--:|--:|--:|", sep="\n")
    one = 0.0
    for evs in EVS:
        shape = Shape(evs, 0, SLOTS)
        program, limits = program_for(shape), limits_for(shape, SolverLimits())
        times, gaps = list[float](), list[float]()
        for seed in range(arguments.instances):
            data = typical_data(seed, shape, WHOLE_SLOTS)
            began = process_time()
            gaps.append(program.solve(data, limits).gap or 0.0)
            times.append(process_time() - began)
        median = float(np.median(times))
        one = one or median
        print(
            f"| {evs} | {median:.2f} | {max(times):.2f} | {median / one:.0f}x | {max(gaps):.1%} |", flush=True
        )


if __name__ == "__main__":
    main()
