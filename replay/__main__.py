"""`python -m replay`: see `script/replay --help`."""

import sys

from .alone import without_home_assistant

without_home_assistant()

from replay.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
