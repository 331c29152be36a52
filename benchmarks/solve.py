"""How long a plan takes, and what it needs: the compiled program against the same model through CVXPY.

    .venv/bin/python -m benchmarks.solve [--instances 40] [--through-cvxpy 8]

Every figure comes from a process of its own, with ordinary days of `tests/core/instances.py`. Cold: from the first
import to the first plan. Warm: another home's plan in the same process. Peak: resident memory of the whole process with
Python, numpy and HiGHS, as the kernel counts it (VmHWM). Times are the process's CPU time: one thread works, so an idle
machine's clock shows the same, and a busy one does not disturb. Prints a Markdown table; nothing passes or fails by the clock.
"""

from dataclasses import fields
import json
from pathlib import Path
import pickle
import sys
from time import process_time
from typing import Any

CASES = (
    # EVs, batteries, slots, of them with whole verbs, gap
    (1, 0, 48, 48, 0.001),
    (1, 0, 96, 48, 0.001),
    (2, 0, 96, 48, 0.005),
    (0, 1, 96, 48, 0.001),
    (1, 1, 96, 48, 0.001),
    (2, 1, 96, 48, 0.005),
)
HEAD = (
    "| home | slots | gap | import s | cold s | warm median ms | p95 ms | worst ms | worst gap | peak MB"
    " | CVXPY: cold | warm | peak |"
)


def peak_mb() -> float:
    """Return the most memory that this process has held, MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise OSError("this kernel does not tell")


def run_program(path: Path, instances: list[Path], gap: float) -> dict[str, Any]:
    """In a fresh process: the program alone."""
    began = process_time()
    from custom_components.v2h_planner.core.milp.data import SolverLimits
    from custom_components.v2h_planner.core.milp.program import Program

    imported = process_time() - began
    program, limits = Program.read(path), SolverLimits(gap=gap)
    times: list[float] = []
    gaps: list[float] = []
    cold = 0.0
    for instance in instances:
        data = pickle.loads(instance.read_bytes())
        start = process_time()
        solution = program.solve(data, limits)
        times.append(process_time() - start)
        gaps.append(1.0 if solution.gap is None else solution.gap)
        cold = cold or process_time() - began
    return {"import": imported, "cold": cold, "times": times, "gap": max(gaps), "peak": peak_mb()}


def run_cvxpy(shape: tuple[int, int, int], whole: int, instances: list[Path], gap: float) -> dict[str, Any]:
    """In a fresh process: the same model, stated and solved through CVXPY."""
    began = process_time()
    import cvxpy as cp
    import numpy as np

    from custom_components.v2h_planner.core.milp.data import Shape
    from custom_components.v2h_planner.core.milp.model import formulate
    from custom_components.v2h_planner.core.milp.parameters import Parameters, derive_parameters

    size = Shape(*shape)
    soon = np.arange(size.slots) < whole
    model = formulate(size, soon, np.tile(soon, (size.storages, 1)))
    times: list[float] = []
    cold = 0.0
    for instance in instances:
        data = pickle.loads(instance.read_bytes())
        start = process_time()
        numbers = derive_parameters(data)
        for part in fields(Parameters):
            model.parameters[part.name].value = getattr(numbers, part.name)
        model.problem.solve(  # type: ignore[no-untyped-call]
            solver=cp.HIGHS,
            canon_backend=cp.SCIPY_CANON_BACKEND,
            mip_rel_gap=gap,
            threads=1,
            parallel="off",
            time_limit=30.0,
        )
        times.append(process_time() - start)
        cold = cold or process_time() - began
    return {"cold": cold, "times": times, "peak": peak_mb()}


def child(job: Path) -> None:
    """One measurement, as the parent wrote it down."""
    kind, *arguments = pickle.loads(job.read_bytes())
    print(json.dumps((run_program if kind == "program" else run_cvxpy)(*arguments)))


def measure(folder: Path, *job: object) -> dict[str, Any]:
    """Run one measurement in a fresh process, without the integration's own package around the core."""
    import subprocess

    path = folder / "job.pickle"
    path.write_bytes(pickle.dumps(job))
    alone = (
        "import sys, types; from pathlib import Path;"
        "p = types.ModuleType('custom_components.v2h_planner');"
        "p.__path__ = ['custom_components/v2h_planner']; sys.modules[p.__name__] = p;"
        "from benchmarks.solve import child; child(Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", alone, path], check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main() -> None:
    """Measure every home and print the table."""
    # Here, not above: what a measured process does not need is not in its memory.
    import argparse
    import tempfile

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--instances", type=int, default=40, help="days per home")
    parser.add_argument("--through-cvxpy", type=int, default=8, help="days per home through CVXPY too")
    arguments = parser.parse_args()

    import numpy as np

    from compiler.program import compile_program
    from custom_components.v2h_planner.core.milp.data import Shape
    from tests.core.milp.instances import typical_data

    print(HEAD, "|" + "---|" * (HEAD.count("|") - 1), sep="\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for evs, batteries, slots, whole, gap in CASES:
            shape = Shape(evs, batteries, slots)
            compile_program(shape).save(folder / "program.npz")
            days = [folder / f"{seed}.pickle" for seed in range(arguments.instances)]
            for seed, day in enumerate(days):
                day.write_bytes(pickle.dumps(typical_data(seed, shape, whole)))
            few = days[: arguments.through_cvxpy]
            mine = measure(folder, "program", folder / "program.npz", days, gap)
            theirs = measure(folder, "cvxpy", (evs, batteries, slots), whole, few, gap)
            # the first is cold
            warm, slow = np.array(mine["times"][1:]) * 1e3, np.array(theirs["times"][1:]) * 1e3
            ratio = np.median(slow) / np.median(warm[: len(slow)])
            home = " + ".join([f"{evs} EV"] * (evs > 0) + [f"{batteries} battery"] * (batteries > 0))
            print(
                f"| {home} | {slots} | {gap:.1%} | {mine['import']:.2f} | {mine['cold']:.2f}"
                f" | {np.median(warm):.1f} | {np.percentile(warm, 95):.0f} | {warm.max():.0f}"
                f" | {mine['gap']:.2%} | {mine['peak']:.0f}"
                f" | {theirs['cold'] / mine['cold']:.1f}x | {ratio:.1f}x | {theirs['peak'] / mine['peak']:.1f}x |",
                flush=True,
            )


if __name__ == "__main__":
    main()
