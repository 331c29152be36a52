"""The command line of the backtest."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
import os
from pathlib import Path
import sys
from time import perf_counter

from tqdm import tqdm

from custom_components.v2h_planner.core.forecast.clear_sky import Place
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.simulation.world import Record
from custom_components.v2h_planner.core.tariff.import_terms import MarketTerms

from .bound import bound
from .comparison import PolicyName, Task, compare
from .homes import PROFILES, Contract, changed
from .read import AREAS, DataError, generate, read_home, read_jepx
from .report import picture, table

DEFAULT_DATA = Path("../shared/data/home_year")
DEFAULT_DAYS = 365  # of generated data


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    p = argparse.ArgumentParser(
        prog="script/backtest",
        description="Live a home's year again: night timer, plug-and-charge, the planner, and the planner with "
        "perfect forecasts, all under the same physics.",
    )
    data = p.add_mutually_exclusive_group()
    data.add_argument(
        "--data",
        type=Path,
        help="folder or CSV: start, area_price_yen_per_kwh, pv_kw_per_kwp, "
        "co2_kg_per_kwh, load_kw; trips_profileN.csv or trips.csv beside it",
    )
    data.add_argument(
        "--jepx", type=Path, help="JEPX's spot_summary_YYYY.csv; sun, load and trips are generated"
    )
    data.add_argument("--synthetic", action="store_true", help="everything generated")
    p.add_argument("--area", choices=sorted(AREAS), default="tokyo", help="price area of --jepx")
    p.add_argument(
        "--profile",
        type=int,
        choices=sorted(PROFILES),
        default=1,
        help="1: 4.5 kWp, 40 kWh EV, short commute; 2: 6 kWp, 66 kWh EV, long drives",
    )
    p.add_argument(
        "--home",
        nargs="*",
        default=[],
        metavar="NAME=NUMBER",
        help="other numbers of the storage (capacity_kwh, charge_max_kw, overhead_kw, min_soc, ...), "
        "or contract_kw, kwp",
    )
    p.add_argument(
        "--place",
        nargs=2,
        type=int,
        metavar=("LATITUDE", "LONGITUDE"),
        help="of the roof, in whole degrees; default: Tokyo",
    )
    contract = Contract()
    p.add_argument("--loss", type=float, default=contract.market.loss, help="grid loss, share")
    p.add_argument("--tax", type=float, default=contract.market.tax, help="share")
    p.add_argument(
        "--adders", type=float, default=contract.market.adders_yen_per_kwh, help="yen/kWh with tax"
    )
    p.add_argument("--export", type=float, default=contract.export_yen_per_kwh, help="yen/kWh earned")
    p.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.ECONOMY.value)
    p.add_argument(
        "--policies", nargs="+", type=PolicyName, default=list(PolicyName), choices=list(PolicyName)
    )
    p.add_argument("--start", type=date.fromisoformat, help="first day, YYYY-MM-DD")
    p.add_argument("--days", type=int, help="how many")
    p.add_argument("--seed", type=int, default=0, help="of generated data")
    at_home = SolverLimits()
    p.add_argument("--gap", type=float, default=at_home.gap, help="solver's relative gap")
    p.add_argument("--seconds", type=float, default=at_home.seconds, help="solver's time limit")
    p.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes; the period is cut into as many"
    )
    p.add_argument(
        "--no-limits", action="store_true", help="leave out the two linear programs over the period"
    )
    p.add_argument("--out", type=Path, help="folder for table.md and year.png")
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Compare the policies and print the table."""
    args = parser().parse_args(argv)
    try:
        task, title = task_of(args)
    except (DataError, OSError, ValueError) as err:
        print(err, file=sys.stderr)
        return 2
    began = perf_counter()
    tqdm.monitor_interval = 0  # no thread beside the bar: the work forks
    with tqdm(total=task.count * len(args.policies), unit="slot", unit_scale=True, disable=None) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        results = compare(task, args.policies, args.jobs, progress)
    limits = None
    if not args.no_limits and len(task.home.storages) == 1:
        limits = bound(task.record, task.home, task.first, task.count)
    text = f"{title}\n\n{table(results, limits)}\n\n{perf_counter() - began:.0f} s in {args.jobs} processes"
    print(text)
    if args.out is not None:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "table.md").write_text(text + "\n", encoding="utf-8")
        picture(task.record, results, title, args.out / "year.png")
        print(f"\n{args.out / 'table.md'}, {args.out / 'year.png'}")
    return 0


def task_of(args: argparse.Namespace) -> tuple[Task, str]:
    """Return what the arguments ask for, and its title. DataError, OSError or ValueError where that cannot be."""
    profile = PROFILES[args.profile]
    changes = {}
    for item in args.home:
        name, _, number = item.partition("=")
        changes[name] = float(number)
    if "kwp" in changes:
        profile = replace(profile, kwp=changes.pop("kwp"))
    if args.place is not None:
        profile = replace(profile, place=Place(*args.place))
    home = changed(profile.home, changes)
    contract = Contract(
        market=MarketTerms(loss=args.loss, tax=args.tax, adders_yen_per_kwh=args.adders),
        export_yen_per_kwh=args.export,
    )
    data = args.data
    if data is None and args.jepx is None and not args.synthetic and DEFAULT_DATA.is_dir():
        data = DEFAULT_DATA
    if args.jepx is not None:
        record, source = read_jepx(args.jepx, args.area, profile, contract, args.seed), args.jepx.name
    elif data is not None:
        record, source = read_home(data, profile, contract), data.name
    else:
        begin = args.start or date(2025, 4, 1)
        record = generate(begin, args.days or DEFAULT_DAYS, profile, contract, args.seed)
        source = "generated"
    first, count = _period(record, args.start, args.days)
    task = Task(
        record=record,
        home=home,
        mode=Mode(args.mode),
        limits=SolverLimits(gap=args.gap, seconds=args.seconds),
        first=first,
        count=count,
    )
    begin_day = record.time_of(first).astimezone(record.zone).date()
    title = (
        f"Profile {profile.number} ({profile.kwp:g} kWp, {home.storages[0].capacity_kwh:g} kWh), {source}, "
        f"{count / 48:.0f} days from {begin_day}, {args.mode}, export {args.export:g} yen"
    )
    return task, title


def _period(record: Record, start: date | None, days: int | None) -> tuple[int, int]:
    first = 0
    if start is not None:
        first = record.index_of(datetime.combine(start, datetime.min.time(), tzinfo=record.zone))
    if not 0 <= first < len(record):
        raise DataError(
            f"The data begin {record.start:%Y-%m-%d} and have {len(record) / 48:.0f} days: no {start}"
        )
    left = len(record) - first
    return first, left if days is None else min(days * 48, left)
