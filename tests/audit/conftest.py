"""Small homes of few slots, whose programs do not ship, are compiled on the spot."""

import pytest

from compiler.program import compile_program
from custom_components.v2h_planner.core.milp import program


@pytest.fixture(autouse=True)
def programs_of_any_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "provide", compile_program)
