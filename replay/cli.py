"""The command line of the replays."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
import os
from pathlib import Path
import sys

from backtest.homes import PROFILES

from .comparison import USUAL, live_all
from .report import picture, table, verdict
from .scenarios import SCENARIOS

# What stands between these lines of a page is written anew.
BEGIN, END = "<!-- replays: begin -->", "<!-- replays: end -->"


def main(argv: Sequence[str] | None = None) -> int:
    """Live the chosen storms and print the table."""
    names = [scenario.name for scenario in SCENARIOS]
    p = argparse.ArgumentParser(
        prog="script/replay",
        description="Live storms again in closed loop: the normal plan, ours, and 'charge now to 100 %', under the "
        "same physics and from the weather office's own files.",
    )
    p.add_argument("names", nargs="*", metavar="STORM", help=f"which: {', '.join(names)}; default: all")
    p.add_argument("--table", type=Path, help=f"page to put the table into, between {BEGIN} and {END}")
    p.add_argument("--picture", type=Path, help="PNG to draw")
    p.add_argument("--profile", type=int, choices=PROFILES, default=USUAL.number, help="home and family")
    p.add_argument("--kwp", type=float, help="another roof, 0 for none")
    p.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    args = p.parse_args(argv)
    if unknown := [name for name in args.names if name not in names]:
        print(f"There is no {', '.join(unknown)}: {', '.join(names)}", file=sys.stderr)
        return 2
    chosen = [scenario for scenario in SCENARIOS if not args.names or scenario.name in args.names]
    profile = PROFILES[args.profile]
    if args.kwp is not None:
        profile = replace(profile, kwp=args.kwp)
    outcomes = []
    for outcome in live_all(chosen, args.jobs, profile):
        outcomes.append(outcome)
        print(f"{outcome.scenario.name}: {outcome.extra_yen:+.0f} yen", file=sys.stderr)
    text = f"{table(outcomes)}\n\n{verdict(outcomes)}"
    print(text)
    if args.table is not None:
        page = args.table.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        _, _, after = rest.partition(END)
        args.table.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    if args.picture is not None:
        picture(outcomes, args.picture)
    return 0
