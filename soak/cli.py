"""The command line of the soak."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
import os
import sys
from time import perf_counter

from .episode import draw
from .promises import Promise
from .run import run
from .shrink import shrink
from .story import tell

EPISODES = 10_000
CHUNK = 20


@dataclass(frozen=True, slots=True)
class Result:
    """What is left of an episode once it is over: all that goes from one process to another."""

    seed: int
    checks: dict[Promise, int]
    broken: tuple[tuple[Promise, str], ...]


def main(argv: Sequence[str] | None = None) -> int:
    """Live the episodes and say which promises held."""
    p = argparse.ArgumentParser(
        prog="script/soak",
        description="Live random episodes of a house in which things go wrong, in virtual time, and hold the planner's "
        "hands to what the docs promise. An episode is its seed.",
    )
    p.add_argument("--episodes", type=int, default=EPISODES, help="how many; default: %(default)s")
    p.add_argument("--first", type=int, default=1, help="the first seed")
    p.add_argument("--seed", type=int, help="one episode only: its whole story")
    p.add_argument("--shrink", action="store_true", help="with --seed: the smallest story that fails alike")
    p.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    args = p.parse_args(argv)
    if args.seed is not None:
        return _one(args.seed, small=args.shrink)
    return _many(range(args.first, args.first + args.episodes), args.jobs)


def _one(seed: int, *, small: bool) -> int:
    outcome = run(draw(seed))
    if small and outcome.violations:
        outcome = shrink(outcome.episode, outcome.violations[0].promise)
    print(tell(outcome.episode, outcome.journal, outcome.violations, whole=not small))
    return 1 if outcome.violations else 0


def _many(seeds: range, jobs: int) -> int:
    began, checks = perf_counter(), Counter[Promise]()
    failed: dict[Promise, list[int]] = {promise: [] for promise in Promise}
    for count, result in enumerate(_results(seeds, jobs), 1):
        checks.update(result.checks)
        for promise, what in result.broken:
            failed[promise].append(result.seed)
            print(f"seed {result.seed}: {promise}: {what}", flush=True)
        if count % 500 == 0:
            print(
                f"{count} of {len(seeds)} after {perf_counter() - began:.0f} s", file=sys.stderr, flush=True
            )
    print(table(len(seeds), checks, failed))
    print(f"{len(seeds)} episodes in {perf_counter() - began:.0f} s")
    for promise, broken in failed.items():
        if broken:
            small = shrink(draw(broken[0]), promise)
            print(f"\nThe smallest story of seed {broken[0]}:")
            print(tell(small.episode, small.journal, small.violations))
    return 1 if any(failed.values()) else 0


def _results(seeds: range, jobs: int) -> Iterator[Result]:
    if jobs == 1:
        yield from map(_live, seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_live, seeds, chunksize=CHUNK)


def _live(seed: int) -> Result:
    outcome = run(draw(seed))
    return Result(seed, outcome.checks, tuple((v.promise, v.what) for v in outcome.violations))


def table(episodes: int, checks: Counter[Promise], failed: dict[Promise, list[int]]) -> str:
    """Return the promises, how often each was put to the test, and in how many episodes it was broken."""
    lines = ["| promise | episodes | checks | broken in |", "|---|---|---|---|"]
    lines += [f"| {p} | {episodes} | {checks[p]} | {len(failed[p])} |" for p in Promise]
    return "\n".join(lines)
