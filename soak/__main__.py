"""`python -m soak`: see `script/soak --help`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
