"""How long the forecasts of a pass take, against an earlier revision: turn by turn on one machine.

    .venv/bin/python -m benchmarks.forecasts [--before REVISION] [--rounds 8]

The inputs of passes of both families' homes after sixty days, without and with a solar forecast, are given to the forecasts of
the revision before and of this one, each in a process of its own, one pass in turn. Of several rounds a pass's shortest
CPU time counts, and what both forecast is compared. Prints a Markdown table; nothing passes or fails by the clock.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
import pickle
import subprocess
import sys
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from .plans import ROOT, export, in_turn

if TYPE_CHECKING:
    from custom_components.v2h_planner.core.pipeline import PipelineInput

BEFORE = "11bc9f1"  # the last one that asked every moment for its wall time
PAST_DAYS = 60
PASSES = 12
HEAD = "| home | before: CPU median ms | now | to before | greatest difference |"


def child(folder: Path, name: str) -> None:
    """Forecast what is asked for by its number, one line in, one line out; every round from nothing kept."""
    from zoneinfo import ZoneInfo

    from custom_components.v2h_planner.core.forecast import day_table
    from custom_components.v2h_planner.core.horizon import make_horizon
    from custom_components.v2h_planner.core.pipeline import forecasts

    for line in sys.stdin:
        inputs = pickle.loads((folder / f"{int(line)}.pickle").read_bytes())
        day_table.cut.cache_clear()
        zone = ZoneInfo(inputs.zone)
        wall, cpu = perf_counter(), process_time()
        found = forecasts(inputs, make_horizon(inputs.now.astimezone(zone)), zone)
        wall, cpu = perf_counter() - wall, process_time() - cpu
        arrays = [found.load_kw, found.pv_kw, found.import_yen_per_kwh, found.co2_kg_per_kwh]
        arrays += [part for trip in found.trips for part in (trip.away, trip.trip_kwh)]
        (folder / f"{int(line)}.{name}").write_bytes(pickle.dumps(arrays))
        print(wall * 1e3, cpu * 1e3, 0.0, flush=True)


def started(folder: Path, root: Path, name: str) -> subprocess.Popen[str]:
    """Start a contender, without the integration's own package around its core."""
    alone = (
        "import sys, types; from pathlib import Path;"
        "p = types.ModuleType('custom_components.v2h_planner');"
        f"p.__path__ = [{str(root / 'custom_components/v2h_planner')!r}]; sys.modules[p.__name__] = p;"
        f"from benchmarks.forecasts import child; child(Path({str(folder)!r}), {name!r})"
    )
    return subprocess.Popen(
        [sys.executable, "-c", alone], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def asked(number: int, *, solar: bool) -> list[PipelineInput]:
    """Return what passes of that family's home start from, some hours apart."""
    from backtest.homes import PROFILES, Contract
    from backtest.read import generate
    from custom_components.v2h_planner.core.forecast.pv import Published
    from custom_components.v2h_planner.core.series import StepSeries
    from custom_components.v2h_planner.core.simulation.policies import Planned
    from custom_components.v2h_planner.core.simulation.world import Observation, simulate

    class Asking(Planned):
        def plan(self, observation: Observation) -> None:
            found.append(self.inputs(observation))

    def with_solar(inputs: PipelineInput) -> PipelineInput:
        past = inputs.history.pv_kw
        again = StepSeries.regular(
            inputs.now.replace(minute=0), timedelta(minutes=30), [step.value for step in past.steps[-144:]]
        )
        return replace(inputs, solar=Published(expected=again, seen=past))

    found: list[PipelineInput] = []
    home = PROFILES[number].home
    record = generate(date(2026, 1, 1), PAST_DAYS + 8, PROFILES[number], Contract())
    for first in range(PASSES):
        simulate(record, home, Asking(home), first=PAST_DAYS * 48 + first * 23, count=1)
    return [with_solar(inputs) if solar else inputs for inputs in found]


def main() -> None:
    """Let both forecast in turn, and print the table."""
    import argparse
    import tempfile

    import numpy as np

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--before", default=BEFORE, help="the revision to compare with")
    parser.add_argument("--rounds", type=int, default=8, help="how often every pass is made")
    arguments = parser.parse_args()
    print(HEAD, "|" + "---|" * (HEAD.count("|") - 1), sep="\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export(arguments.before, folder / "before")
        for number, solar in ((1, False), (2, False), (1, True), (2, True)):
            passes = asked(number, solar=solar)
            for at, inputs in enumerate(passes):
                (folder / f"{at}.pickle").write_bytes(pickle.dumps(inputs))
            contenders = [started(folder, folder / "before", "before"), started(folder, ROOT, "now")]
            told = in_turn(contenders, len(passes), arguments.rounds)
            before, now = np.median(told[..., 1].min(axis=1)[:, 1:], axis=1)  # the first pass of all is cold
            apart = 0.0
            for at in range(len(passes)):
                both = [pickle.loads((folder / f"{at}.{who}").read_bytes()) for who in ("before", "now")]
                apart = max([apart, *(float(np.abs(a - b).max()) for a, b in zip(*both, strict=True))])
            told_by = "with a solar forecast" if solar else "clear sky"
            print(
                f"| profile {number}, {told_by} | {before:.1f} | {now:.1f} | {now / before:.2f} | {apart:.0e} |"
            )


if __name__ == "__main__":
    main()
