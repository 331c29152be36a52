"""How long a whole plan takes, reasons and all, against an earlier revision: turn by turn on one machine.

    .venv/bin/python -m benchmarks.plans [--before REVISION] [--days 2] [--rounds 3]

A generated home is lived half hour by half hour, and what it asks of the planner is kept. Then each contender answers
all of it in a process of its own, one plan in turn, so that whatever else the machine does disturbs all alike: the revision
before, the planner from nothing, and the planner with what its last plan has left. Of several rounds a plan's shortest time
counts. Peak: resident memory of the process with Python, numpy and HiGHS, as the kernel counts it (VmHWM). Prints a
Markdown table; nothing passes or fails by the clock.
"""

from dataclasses import dataclass, fields, replace
from pathlib import Path
import pickle
import sys
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from subprocess import Popen

    from custom_components.v2h_planner.core.request import PlanRequest

ROOT = Path(__file__).parent.parent
BEFORE = "aab3b1f"  # the last one without a trail
CONTENDERS = ("before", "from nothing", "onward")
FIRST_DAY = 14  # of the record: before it there is too little to forecast from
HEAD = "| home | slots | planner | median ms | p95 | worst | CPU median ms | to before | peak MB |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A home to live in, and over how many slots it is planned."""

    name: str
    slots: int
    trips: bool = False
    battery: bool = False
    plain: bool = False  # no overhead, no starts, any power: what other planners' linear programs know of
    gap: float = 0.001


CASES = (
    Case(name="plain battery, exact", slots=48, plain=True, gap=1e-6),
    Case(name="EV at home", slots=48),
    Case(name="EV with trips", slots=96, trips=True),
    Case(name="EV with trips + battery", slots=96, trips=True, battery=True),
)


def child(folder: Path, onward: bool) -> None:
    """Plan what is asked for by its number, one line in, one line out."""
    from custom_components.v2h_planner.core.milp import program
    from custom_components.v2h_planner.core.planning import planner

    compiled = program.Program.read(folder / "program.npz")
    program.provide = lambda _shape: compiled
    trail = None
    for line in sys.stdin:
        request = pickle.loads((folder / f"{int(line)}.pickle").read_bytes())
        wall, cpu = perf_counter(), process_time()
        if onward:
            trail = planner.plan_and_trail(replace(request, trail=trail))[1]
        else:
            planner.make_plan(request)
        wall, cpu = perf_counter() - wall, process_time() - cpu
        status = Path("/proc/self/status").read_text()
        print(wall * 1e3, cpu * 1e3, int(status.split("VmHWM:")[1].split()[0]) / 1024, flush=True)


def lived(case: Case, days: int) -> list[PlanRequest]:
    """Return what the home asks of the planner as it lives, one request after another."""
    from datetime import date

    from backtest.homes import PROFILES, Contract
    from backtest.read import generate
    from custom_components.v2h_planner.core.home import DischargeControl, Storage, StorageKind
    from custom_components.v2h_planner.core.milp.data import SolverLimits
    from custom_components.v2h_planner.core.pipeline import make_request
    from custom_components.v2h_planner.core.planning.planner import make_plan
    from custom_components.v2h_planner.core.simulation.policies import Planned
    from custom_components.v2h_planner.core.simulation.world import Observation, simulate

    asked: list[PlanRequest] = []

    class Asking(Planned):
        def plan(self, observation: Observation) -> None:
            inputs = replace(self.inputs(observation), holdings=True)
            asked.append(_shortened(make_request(inputs), case.slots))
            self._plan = make_plan(asked[-1])

    battery = Storage(
        id="battery",
        name="Battery",
        kind=StorageKind.HOME_BATTERY,
        capacity_kwh=9.8,
        charge_max_kw=3.0,
        discharge_max_kw=3.0,
        overhead_kw=0.03,
        start_up_yen=0.0,
        degradation_yen_per_kwh=1.0,
    )
    car = PROFILES[1].home.storages[0]
    if not case.trips:
        car = replace(car, departures=(), learns_trips=False)
    storages: tuple[Storage, ...] = (car, battery) if case.battery else (car,)
    if case.plain:
        storages = (replace(battery, overhead_kw=0.0, discharge_control=DischargeControl.SET_POINT),)
    home = replace(PROFILES[1].home, storages=storages)
    record = generate(date(2026, 4, 1), FIRST_DAY + days, PROFILES[1], Contract())
    if not case.trips:
        record = replace(record, absences={})
    policy = Asking(home, limits=SolverLimits(gap=case.gap))
    simulate(record, home, policy, first=FIRST_DAY * 48, count=days * 48)
    return asked


def _shortened(request: PlanRequest, slots: int) -> PlanRequest:
    """Return the request over its first slots only."""
    from custom_components.v2h_planner.core.horizon import Horizon

    def short[T](part: T) -> T:
        arrays = {field.name: getattr(part, field.name) for field in fields(part)}  # type: ignore[arg-type]
        cut = {name: a[:slots] for name, a in arrays.items() if getattr(a, "shape", ())[:1] == (count,)}
        return replace(part, **cut)  # type: ignore[type-var]

    count = len(request.horizon)
    forecasts = short(request.forecasts)
    return replace(
        request,
        horizon=Horizon(request.horizon.edges[: slots + 1]),
        forecasts=replace(forecasts, trips=tuple(short(trip) for trip in forecasts.trips)),
    )


def started(folder: Path, root: Path, onward: bool) -> Popen[str]:
    """Start a contender, without the integration's own package around its core."""
    import subprocess

    alone = (
        "import sys, types; from pathlib import Path;"
        "p = types.ModuleType('custom_components.v2h_planner');"
        f"p.__path__ = [{str(root / 'custom_components/v2h_planner')!r}]; sys.modules[p.__name__] = p;"
        f"from benchmarks.plans import child; child(Path({str(folder)!r}), {onward})"
    )
    command = [sys.executable, "-c", alone]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def export(revision: str, folder: Path) -> None:
    """Write the integration as it was."""
    import io
    import subprocess
    import tarfile

    command = ["git", "archive", revision, "custom_components"]
    archive = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as file:
        file.extractall(folder, filter="data")


def in_turn(contenders: list[Popen[str]], plans: int, rounds: int) -> Any:
    """Let each contender make one plan after another, turn by turn; return (contender, round, plan, number)."""
    import numpy as np

    told = np.zeros((len(contenders), rounds, plans, 3))
    for at in np.ndindex(rounds, plans):
        for who, process in enumerate(contenders):
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{at[1]}\n")
            process.stdin.flush()
            told[who, *at] = [float(part) for part in process.stdout.readline().split()]
    for process in contenders:
        process.communicate()
    return told


def main() -> None:
    """Live in every home, let the contenders plan in turn, and print the table."""
    # Here, not above: what a measured process does not need is not in its memory.
    import argparse
    import tempfile

    import numpy as np

    from compiler.program import compile_program
    from custom_components.v2h_planner.core.milp import program

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--before", default=BEFORE, help="the revision to compare with")
    parser.add_argument("--days", type=int, default=2, help="days to live in each home")
    parser.add_argument("--rounds", type=int, default=3, help="how often every plan is made")
    arguments = parser.parse_args()
    program.provide = compile_program

    print(HEAD, "|" + "---|" * (HEAD.count("|") - 1), sep="\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export(arguments.before, folder / "before")
        for case in CASES:
            asked = lived(case, arguments.days)
            compile_program(asked[0].shape).save(folder / "program.npz")
            for number, request in enumerate(asked):
                (folder / f"{number}.pickle").write_bytes(pickle.dumps(request))
            contenders = [
                started(folder, folder / "before" if who == "before" else ROOT, who == "onward")
                for who in CONTENDERS
            ]
            told = in_turn(contenders, len(asked), arguments.rounds)
            best = told[..., :2].min(axis=1)[:, 1:]  # the first plan of all is cold
            for who, times, peak in zip(CONTENDERS, best, told[..., 2].max(axis=(1, 2)), strict=True):
                wall, cpu = times.T
                print(
                    f"| {case.name} | {case.slots} | {who} | {np.median(wall):.1f} | {np.percentile(wall, 95):.0f}"
                    f" | {wall.max():.0f} | {np.median(cpu):.1f} | {np.median(cpu) / np.median(best[0, :, 1]):.2f}"
                    f" | {peak:.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
