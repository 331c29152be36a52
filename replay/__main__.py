"""`python -m replay`: see `script/replay --help`."""

from pathlib import Path
import sys
from types import ModuleType

# The core and the demo's weather office without Home Assistant: the integrations' own __init__ are not run.
_ROOT = Path(__file__).parents[1]
for _name, _path in (
    ("custom_components.v2h_planner", _ROOT / "custom_components" / "v2h_planner"),
    ("demo.custom_components.v2h_demo", _ROOT / "demo" / "custom_components" / "v2h_demo"),
):
    _package = ModuleType(_name)
    _package.__path__ = [str(_path)]
    sys.modules.setdefault(_name, _package)

from replay.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
