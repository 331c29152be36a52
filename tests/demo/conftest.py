"""The virtual home lies outside custom_components, so that it is never shipped; tests find it there."""

from pathlib import Path

import custom_components

DEMO = str(Path(__file__).parents[2] / "demo" / "custom_components")
if DEMO not in custom_components.__path__:
    custom_components.__path__.append(DEMO)
