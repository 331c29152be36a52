"""Whatever a saved file has suffered: what was not hurt is as it was, what was lost is named."""

from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.codec import encode
from custom_components.v2h_planner.core.control.mode_machine import (
    ModeRules,
    ModeState,
    current_situation,
    next_change,
)
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.presentation.plan_view import PlanView
from custom_components.v2h_planner.runtime.migration import MINOR_VERSION, added_since, migrate
from custom_components.v2h_planner.runtime.persistent_state import PersistentState
from custom_components.v2h_planner.runtime.restoring import (
    EVERYTHING,
    MODE_PARTS,
    PARTED,
    STATE_PARTS,
    Part,
    restore,
)

from .test_migration import lost

NOW = datetime(2026, 5, 16, 1, 30, 5, tzinfo=UTC)
FILE = Path(__file__).parent / "fixtures" / "state_1_1.json"
OLD = restore(migrate(json.loads(FILE.read_text(encoding="utf-8"))["data"], 1), NOW, 1)
GOOD: dict[str, Any] = json.loads(json.dumps({"state": encode(OLD.state), "mode": encode(OLD.mode)}))
WHOLE = restore(deepcopy(GOOD), NOW)

type Path_ = tuple[str | int, ...]


def places(node: Any, path: Path_ = ()) -> list[Path_]:
    """Every place in a file's data, the whole of it too."""
    children: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        children = list(node.items())
    elif isinstance(node, list):
        children = list(enumerate(node))
    return [path, *(place for key, child in children for place in places(child, (*path, key)))]


PLACES = places(GOOD)
GONE = object()
WRONG: list[Any] = [None, {}, [], "", "later_version", "2026-05-16T01:00:00", True, 0, -7, 2.5, 1e300, GONE]


def hurt(path: Path_, value: Any, data: Any = GOOD) -> Any:
    """The file's data with another value at that place, or without it."""
    if not path:
        return None if value is GONE else value
    data = deepcopy(data)
    node = data
    for key in path[:-1]:
        node = node[key]
    if value is GONE:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return data


def truncated(path: Path_) -> Any:
    """What is left of a text or a list of which the end is missing."""
    node: Any = GOOD
    for key in path:
        node = node[key]
    if isinstance(node, str | list):
        return node[: len(node) // 2]
    return dict(list(node.items())[: len(node) // 2]) if isinstance(node, dict) else GONE


def test_a_good_file_is_read_wholly() -> None:
    assert OLD.lost == WHOLE.lost == frozenset()
    assert lost(GOOD, {"state": encode(WHOLE.state), "mode": encode(WHOLE.mode)}) == []


@settings(max_examples=1000, deadline=None)
@given(path=st.sampled_from(PLACES), value=st.sampled_from([*WRONG, truncated]))
def test_any_damage_leaves_the_rest_as_it_was_and_is_named(path: Path_, value: Any) -> None:
    data = hurt(path, truncated(path) if value is truncated else value)
    restored = restore(deepcopy(data), NOW)
    for room, names, found, whole in (
        ("state", STATE_PARTS, restored.state, WHOLE.state),
        ("mode", MODE_PARTS, restored.mode, WHOLE.mode),
    ):
        for name, part in names.items():
            if path[:2] != (room, name)[: len(path)]:
                assert getattr(found, name) == getattr(whole, name), f"{room}.{name} was not hurt"
                continue
            said = data.get(room) if isinstance(data, dict) else None
            said = said.get(name, GONE) if isinstance(said, dict) else GONE
            read = said is not GONE and lost(said, encode(getattr(found, name))) == []
            assert read or part in restored.lost, f"{room}.{name} is lost and not named"


@settings(max_examples=500, deadline=None)
@given(path=st.sampled_from(PLACES), value=st.sampled_from([*WRONG, truncated]))
def test_what_was_read_can_be_shown_and_lived_with(path: Path_, value: Any) -> None:
    restored = restore(hurt(path, truncated(path) if value is truncated else value), NOW)
    rules = ModeRules()
    current_situation(restored.mode, NOW, rules)
    next_change(restored.mode, rules)
    if restored.state.plan is not None:
        PlanView.of(restored.state.plan)


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        (("state", "plan", "slots", 0, "storages", 0, "reason", "code"), "charge_by_magic", Part.PLAN),
        (("state", "plan", "slots", 0, "storages", 0, "verb"), "swap", Part.PLAN),
        (("state", "plan", "mode"), "party", Part.PLAN),
        (("state", "plan", "slots"), [], Part.PLAN),
        (("state", "ledger", "slots"), None, Part.SAVINGS),
        (("state", "control"), "true", Part.CONTROL),
        (("mode", "wanted"), "party", Part.MODE),
        (("mode", "outage"), "no", Part.OUTAGE),
    ],
)
def test_one_word_of_a_later_version_loses_one_part(path: Path_, value: Any, part: Part) -> None:
    assert restore(hurt(path, value), NOW).lost == {part}


def test_one_trip_that_cannot_be_read_does_not_take_the_others_with_it() -> None:
    trips = GOOD["state"]["one_off"]
    restored = restore(hurt(("state", "one_off"), [trips[0] | {"leave": "tomorrow"}, *trips]), NOW)
    assert restored.state.one_off == WHOLE.state.one_off
    assert restored.lost == {Part.REQUESTS}


def test_one_price_that_cannot_be_read_leaves_the_solar_forecast_and_the_other_prices() -> None:
    steps = GOOD["state"]["publications"]["prices"]["steps"]
    damaged = [{"start": None}, *steps]
    restored = restore(hurt(("state", "publications", "prices", "steps"), damaged), NOW)
    assert restored.state.publications == WHOLE.state.publications
    assert restored.lost == {Part.PRICES}


def test_the_beginning_of_the_observation_is_lost_without_the_trips() -> None:
    restored = restore(hurt(("state", "trips", "since"), 5), NOW)
    assert restored.state.trips.absences == WHOLE.state.trips.absences
    assert restored.state.trips.since == NOW


def test_control_that_cannot_be_read_is_off_and_a_mode_economy() -> None:
    for value in ("on", 1, None, GONE):
        assert restore(hurt(("state", "control"), value), NOW).state.control is False
    assert restore(hurt(("mode", "wanted"), None), NOW).mode.wanted is Mode.ECONOMY


def test_a_target_beyond_a_full_battery_is_not_believed() -> None:
    assert restore(hurt(("state", "charge_now", 0, "soc"), 85), NOW).state.charge_now == ()


@pytest.mark.parametrize("data", [None, [], "?", 7, {}, {"state": []}, [{"state": {}}]])
def test_of_a_file_of_another_shape_everything_is_lost(data: Any) -> None:
    assert restore(data, NOW).lost == EVERYTHING


def test_every_field_belongs_to_a_part_with_words() -> None:
    assert {field.name for field in fields(PersistentState)} == STATE_PARTS.keys()
    assert {field.name for field in fields(ModeState)} == MODE_PARTS.keys()
    for language in ("en", "ja"):
        words = json.loads(
            (Path("custom_components/v2h_planner/translations") / f"{language}.json").read_text()
        )["common"]
        assert all(f"part_{part}" in words for part in Part)


def test_a_field_that_no_earlier_file_has_is_said_to_be_new() -> None:
    """A field of these classes that is missing counts as lost; a new one takes a line in `migration._ADDED`."""
    assert WHOLE.lost == frozenset()
    known = added_since(MINOR_VERSION - 1)
    assert all(name.partition(".")[0] in {cls.__name__ for cls in PARTED} for name in known)
