"""What the forms let through, the planner can plan with; what they refuse, they say in both languages."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner import flows
from custom_components.v2h_planner.core.home import StorageKind
from custom_components.v2h_planner.flows.checks import Problems
from custom_components.v2h_planner.flows.storage_checks import check_powers, question_powers
from custom_components.v2h_planner.flows.trip_checks import check_trips, question_trips
from custom_components.v2h_planner.settings.from_entry import storage_from_forms
from custom_components.v2h_planner.settings.model import Control
from tests.ha.entry_forms import BATTERY, POWERS, V2H_EV
from tests.ha.flow_walk import WORDS

percents = st.integers(0, 100).map(float)
powers = st.sampled_from([0.1, 0.5, 3.0, 6.0, 24.0, 30.0, 100.0, 101.0, 6000.0])


def texts(problems: Problems) -> list[str]:
    """All that a person reads of it, in both languages."""
    errors = [words["config_subentries"]["v2h_ev"]["error"] for words in WORDS.values()]
    return [said[key].format(**problems.placeholders) for said in errors for key in problems.errors.values()]


@settings(max_examples=300, deadline=None)
@given(percents, percents, percents, powers, powers, powers)
def test_limits_that_pass_make_a_storage_and_others_are_said_in_words(
    floor: float, ceiling: float, storm: float, charge: float, least: float, discharge: float
) -> None:
    form: dict[str, Any] = deepcopy(POWERS)
    form |= {"floor_percent": floor, "ceiling_percent": ceiling, "storm_percent": storm}
    form |= {"charge_max_kw": charge, "discharge_max_kw": discharge}
    form["more"]["charge_min_kw"] = least
    problems, warned = Problems(), set[tuple[str, ...]]()
    check_powers(form, problems)
    if problems:
        assert all(texts(problems))
        return
    for _ in range(6):
        problems = Problems()
        question_powers(form, problems, warned)
        assert all(texts(problems))
    assert not problems  # whoever sends it again is heard
    storage = storage_from_forms("", "Leaf", StorageKind.V2H_EV, BATTERY, form, {}, Control())
    assert storage.min_soc <= storage.max_soc
    assert storage.charge_min_kw <= storage.charge_max_kw <= 100.0


@settings(max_examples=200, deadline=None)
@given(percents, percents, st.floats(0, 300), st.floats(0.5, 300))
def test_a_trip_that_passes_without_a_word_is_within_the_battery_and_above_the_floor(
    target: float, floor: float, energy: float, capacity: float
) -> None:
    form = {"trip_1": {**V2H_EV["departures"]["trip_1"], "soc_percent": target, "energy_kwh": energy}}
    problems = Problems()
    check_trips(form, capacity, problems, where="base")
    question_trips(form, floor, capacity, problems, set(), where="base")
    assert bool(problems) == (energy > capacity or energy > capacity * target / 100 or target < floor)
    assert all(texts(problems))


def test_an_error_with_other_values_waits_for_its_turn() -> None:
    problems = Problems()
    problems.add("soc_entity", "soc_in_use", entity="sensor.a", found="Leaf")
    problems.add("name", "name_taken", found="Leaf")
    problems.add("power_entity", "wrong_unit", entity="sensor.b", found="%")
    problems.add("capacity_kwh", "looks_like_watt_hours", found="40000", meant="40")
    assert problems.errors == {"soc_entity": "soc_in_use", "name": "name_taken"}
    assert all("sensor.b" not in text and "40000" not in text for text in texts(problems))


def test_a_warning_that_nobody_saw_is_not_over() -> None:
    warned: set[tuple[str, ...]] = set()
    problems = Problems()
    problems.add("soc_entity", "soc_in_use", entity="sensor.a", found="Leaf")
    problems.warn(warned, "storm_percent", "floor_is_ceiling", found="80")
    assert not warned
    problems = Problems()
    problems.warn(warned, "storm_percent", "floor_is_ceiling", found="80")
    assert problems
    assert warned


def told(path: Path) -> Iterator[str]:
    """The keys of errors and warnings in a module's code."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("add", "warn")
        ):
            at = 1 if node.func.attr == "add" else 2
            if len(node.args) > at and isinstance(key := node.args[at], ast.Constant):
                yield str(key.value)


@pytest.mark.parametrize("path", sorted(Path(flows.__path__[0]).glob("*.py")), ids=lambda path: path.stem)
def test_every_error_that_a_form_may_tell_has_words(path: Path) -> None:
    storage = path.stem.startswith(("storage", "trip"))
    for words in WORDS.values():
        homes = [words["config"]["error"], words["options"]["error"]]
        cars = [words["config_subentries"][kind]["error"] for kind in StorageKind]
        for errors in cars if storage else homes:
            assert set(told(path)) <= errors.keys()
