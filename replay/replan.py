"""`python -m replay.replan`: see `script/replan --help`."""

import argparse
from collections.abc import Sequence
from pathlib import Path
import sys

from .alone import without_home_assistant


def main(argv: Sequence[str] | None = None) -> int:
    """Read, plan again, compare: 0 where it is the same, 1 where it differs, 2 where there is nothing to plan from."""
    from .again import NotReplayableError, differences, made_again, read_record, told

    p = argparse.ArgumentParser(
        prog="script/replan",
        description="Make the plan of a diagnostics download again, offline, and say whether it is the same to the last slot.",
    )
    p.add_argument("file", type=Path, metavar="DIAGNOSTICS.json", help="as Home Assistant saves it")
    args = p.parse_args(argv)
    try:
        record = read_record(args.file)
    except NotReplayableError as err:
        print(err, file=sys.stderr)
        return 2
    found = differences(record.plan, made_again(record))
    print(told(record, found))
    return 1 if found else 0


if __name__ == "__main__":
    without_home_assistant()
    sys.exit(main())
