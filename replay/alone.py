"""The core and the demo's weather office without Home Assistant: the integrations' own `__init__` are not run."""

from pathlib import Path
import sys
from types import ModuleType

_ROOT = Path(__file__).parents[1]
_PACKAGES = {
    "custom_components.v2h_planner": _ROOT / "custom_components" / "v2h_planner",
    "demo.custom_components.v2h_demo": _ROOT / "demo" / "custom_components" / "v2h_demo",
}


def without_home_assistant() -> None:
    """Put bare packages in the places of the integrations; call it before anything of them is imported."""
    for name, path in _PACKAGES.items():
        package = ModuleType(name)
        package.__path__ = [str(path)]
        sys.modules.setdefault(name, package)
