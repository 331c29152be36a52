"""`python -m audit`: see `script/audit-reasons --help`."""

from pathlib import Path
import sys
from types import ModuleType

# The core without Home Assistant: the integration's own __init__ is not run.
_NAME = "custom_components.v2h_planner"
_package = ModuleType(_NAME)
_package.__path__ = [str(Path(__file__).parents[1] / "custom_components" / "v2h_planner")]
sys.modules.setdefault(_NAME, _package)

from audit.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
