"""A state that an earlier version saved is read wholly."""

from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.v2h_planner.core.codec import Json, decode, encode
from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.runtime.migration import MINOR_VERSION, migrate, move
from custom_components.v2h_planner.runtime.persistence import StateStore
from custom_components.v2h_planner.runtime.persistent_state import PersistentState
from tests.ha.conftest import FakeHome

# As the code of that version wrote it, with a value in every field.
FILES = {n: Path(__file__).parent / "fixtures" / f"state_1_{n}.json" for n in range(1, MINOR_VERSION)}


def stored(minor_version: int) -> dict[str, Any]:
    file: dict[str, Any] = json.loads(FILES[minor_version].read_text(encoding="utf-8"))
    return file


def lost(before: Json, after: Json, path: str = "") -> list[str]:
    """What `before` has and `after` has not; a field that is new in `after` is none of it."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            found
            for key, value in before.items()
            for found in (
                lost(value, after[key], f"{path}.{key}") if key in after else [f"{path}.{key} is gone"]
            )
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [found for i, (old, new) in pairs for found in lost(old, new, f"{path}[{i}]")]
    return [] if before == after else [f"{path}: {before} is {after} now"]


@pytest.mark.parametrize("minor_version", FILES)
def test_nothing_of_an_old_file_is_lost(minor_version: int) -> None:
    data = migrate(stored(minor_version)["data"], minor_version)
    state, mode = decode(PersistentState, data["state"]), decode(ModeState, data["mode"])
    assert lost(data, {"state": encode(state), "mode": encode(mode)}) == []


def test_every_earlier_version_is_tried() -> None:
    assert set(FILES) == set(range(1, MINOR_VERSION))


@pytest.mark.parametrize("data", [{}, {"kept": None}, {"kept": {"plan": [], "jma": "?"}, "mode": {}}])
def test_a_file_of_an_unknown_shape_is_left_to_the_reader(data: dict[str, Any]) -> None:
    assert "kept" not in migrate(data, 1)


def test_a_field_of_every_item_is_moved() -> None:
    data = {"plan": {"slots": [{"a": 1}, {"b": 2}], "by_id": {"leaf": {"a": 3}}}}
    move(data, ["plan", "slots", "*", "a"], ["plan", "slots", "*", "c"])
    move(data, ["plan", "by_id", "*", "a"], ["plan", "by_id", "*", "c", "d"])
    assert data == {"plan": {"slots": [{"c": 1}, {"b": 2}], "by_id": {"leaf": {"c": {"d": 3}}}}}


async def test_the_store_reads_the_old_file_and_writes_a_new_one(
    home: FakeHome, hass_storage: dict[str, dict[str, Any]]
) -> None:
    hass_storage["v2h_planner.home"] = stored(1)
    state, mode = await StateStore(home.hass, "home").async_load(datetime(2026, 5, 16, tzinfo=UTC))
    assert state.control
    assert state.plan is not None
    assert state.counterfactual is not None
    assert state.publications.prices_from == "prices_from"
    assert mode.wanted is Mode.CO2
    assert hass_storage["v2h_planner.home"]["minor_version"] == MINOR_VERSION
    assert "state" in hass_storage["v2h_planner.home"]["data"]


async def test_a_home_goes_on_after_an_update(
    home: FakeHome, hass_storage: dict[str, dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    key = f"v2h_planner.{home.entry.entry_id}"
    hass_storage[key] = stored(1) | {"key": key}
    await home.start()
    assert home.shows("switch.v2h_planner_control") == "on"
    assert home.shows("select.v2h_planner_mode") == "co2"
    assert [trip.id for trip in home.entry.runtime_data.data.one_off] == ["a1b2c3d4"]
    assert "cannot be read" not in caplog.text
