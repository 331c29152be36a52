"""Lives runs side by side; each is written down as soon as it ends, so that nothing is lived twice."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from datetime import date
import multiprocessing
from pathlib import Path
import subprocess

from backtest.cli import parser, task_of
from backtest.comparison import compare
from backtest.forecast_errors import error_rows, read_year

from .figures import Figures, ForecastErrors, Measured, Run


def commit() -> str:
    """Return the commit that is measured, with a plus where files differ from it."""
    say = ("git", "describe", "--always", "--exclude", "*", "--dirty=+", "--abbrev=7")
    return subprocess.run(say, capture_output=True, text=True, check=True).stdout.strip()


def arguments(run: Run, data: Path, days: int | None) -> list[str]:
    """Return the whole command line of a run."""
    return ["--data", str(data), *run.arguments, *([] if days is None else ["--days", str(days)])]


def live(run: Run, data: Path, days: int | None) -> Figures:
    """Live one run. ValueError or OSError where its data cannot be read."""
    task, _title = task_of(parser().parse_args(arguments(run, data, days)))
    (result,) = compare(task, [run.policy], 1, lambda _done: None)
    return Figures.of(result)


def errors(data: Path) -> ForecastErrors:
    """Forecast every day of the year again. ValueError or OSError where its data cannot be read."""
    rows = tuple(
        replace(row, ours=round(row.ours, 5), yesterday=round(row.yesterday, 5))
        for row in error_rows(read_year(data))
    )
    return ForecastErrors(rows=rows, day=date.today().isoformat(), commit=commit())


def live_all(
    runs: Iterable[Run], data: Path, days: int | None, jobs: int, say: Callable[[str], None]
) -> Iterator[tuple[str, Measured]]:
    """Live the runs in so many processes; yield each one's name and what was measured as it ends."""
    source, today = commit(), date.today().isoformat()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        waiting = {pool.submit(live, run, data, days): run for run in runs}
        for future in as_completed(waiting):
            run, figures = waiting[future], future.result()
            say(f"{run.name}: {figures.cost_yen:,.0f} yen, {figures.seconds:,.0f} s")
            command = f"script/backtest {' '.join(run.arguments)}"
            yield run.name, Measured(figures=figures, day=today, commit=source, command=command)
