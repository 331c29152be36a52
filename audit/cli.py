"""The command line of the audit."""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
import sys

from tqdm import tqdm

from backtest.homes import PROFILES, Contract
from backtest.read import DataError, read_home
from custom_components.v2h_planner.core.home import Mode

from .moments import moments
from .verdict import Verdict, verdicts


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    p = argparse.ArgumentParser(
        prog="script/audit-reasons",
        description="At random moments of a home's year, take away what the running sentence names as the cause, "
        "plan again, and count the sentences whose action stays as it was.",
    )
    p.add_argument("--data", type=Path, required=True, help="folder or CSV, as of script/backtest")
    p.add_argument("--profile", type=int, choices=sorted(PROFILES), default=1)
    p.add_argument("--moments", type=int, default=200, help="how many, at which the car is plugged in")
    p.add_argument("--seed", type=int, default=0, help="of the moments")
    p.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.ECONOMY.value)
    p.add_argument("--export", type=float, default=Contract().export_yen_per_kwh, help="yen/kWh earned")
    p.add_argument("--verbose", action="store_true", help="name every false one")
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Judge the sentences and print the table."""
    args = parser().parse_args(argv)
    profile = PROFILES[args.profile]
    try:
        record = read_home(args.data, profile, Contract(export_yen_per_kwh=args.export))
    except (DataError, OSError, ValueError) as err:
        print(err, file=sys.stderr)
        return 2
    found = list[Verdict]()
    wanted = moments(record, profile.home, args.moments, args.seed, Mode(args.mode))
    for request in tqdm(wanted, total=args.moments, disable=None):
        for verdict in verdicts(request):
            found.append(verdict)
            if args.verbose and not verdict.true:
                print(told(verdict))
    print(table(found))
    return 0


def table(found: Sequence[Verdict]) -> str:
    """Return how many sentences of each code there are and how many are false."""
    codes = Counter(v.claim.reason.code for v in found)
    false = Counter(v.claim.reason.code for v in found if not v.changes)
    later = Counter(v.claim.reason.code for v in found if not v.at_once)
    odd = Counter(v.claim.reason.code for v in found if v.contradicts)
    rows = [
        "| sentence | moments | false | unchanged in the running slot | its numbers contradict the plan |",
        "|---|---|---|---|---|",
    ]
    rows += [
        f"| {code.value} | {n} | {false[code]} | {later[code]} | {odd[code]} |"
        for code, n in codes.most_common()
    ]
    rows.append(f"| all | {len(found)} | {false.total()} | {later.total()} | {odd.total()} |")
    wrong = sum(not v.true for v in found)
    return "\n".join([*rows, "", f"{100 * wrong / max(len(found), 1):.1f} % false"])


def told(verdict: Verdict) -> str:
    """Return one line about a sentence."""
    claim = verdict.claim
    numbers = " ".join(f"{name}={value:.2f}" for name, value in claim.reason.numbers.items())
    times = " ".join(
        f"{name}={when.astimezone(claim.request.zone):%a %H:%M}" for name, when in claim.reason.times.items()
    )
    part = claim.plan.slots[0].storage(claim.storage_id)
    soc = claim.request.readings.storage(claim.storage_id).soc or 0.0
    return (
        f"{claim.plan.made_at.astimezone(claim.request.zone):%Y-%m-%d %a %H:%M} soc {soc:.2f} {part.verb.value} "
        f"{part.charge_kw - part.discharge_kw:.1f} kW x {len(claim.run)}: {claim.reason.code.value} {numbers} {times} "
        f"{'; '.join(verdict.contradicts)}"
    )
