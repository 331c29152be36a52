"""`python -m evaluate`: see `script/evaluate --help`."""

import sys

import backtest.__main__  # noqa: F401  the core without Home Assistant
from evaluate.cli import main

if __name__ == "__main__":
    sys.exit(main())
