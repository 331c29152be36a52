"""A tracker tells whether a car is at home; what flaps must hold for a while."""

from datetime import timedelta
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.readers.whereabouts import SETTLES, Whereabouts, read_at_home
from tests.readers.entity_states import NOW, entity_state


@pytest.mark.parametrize(
    ("entity_id", "state", "attributes", "at_home"),
    [
        ("device_tracker.leaf", "home", {}, True),
        ("device_tracker.leaf", "not_home", {}, False),
        ("device_tracker.leaf", "Office", {}, False),
        ("device_tracker.leaf", "職場", {"in_zones": ["zone.work"]}, False),
        ("device_tracker.leaf", "Garage", {"in_zones": ["zone.garage", "zone.home"]}, True),
        ("device_tracker.leaf", "not_home", {"in_zones": None}, False),
        ("person.hanako", "Home", {}, True),
        ("binary_sensor.garage", "on", {"device_class": "occupancy"}, True),
        ("binary_sensor.garage", "off", {}, False),
        ("input_boolean.car_is_here", "off", {}, False),
        ("sensor.place", "在宅", {}, True),
        ("sensor.place", "外出中", {}, False),
        ("sensor.place", "Not home", {}, False),
    ],
)
def test_home_is_home_and_every_other_zone_is_away(
    entity_id: str, state: str, attributes: dict[str, Any], at_home: bool
) -> None:
    read = read_at_home(entity_state(state, entity_id=entity_id, **attributes), NOW)
    assert read.value is at_home and not read.faults


@pytest.mark.parametrize(
    ("entity_id", "state", "attributes", "kind"),
    [
        ("device_tracker.leaf", None, {}, FaultKind.MISSING),
        ("device_tracker.leaf", "unavailable", {}, FaultKind.UNAVAILABLE),
        ("person.hanako", "unknown", {}, FaultKind.UNKNOWN),
        ("binary_sensor.engine", "on", {"device_class": "moving"}, FaultKind.UNKNOWN),
        ("binary_sensor.gate", "on", {"device_class": "garage_door"}, FaultKind.UNKNOWN),
        ("sensor.place", "35.68, 139.76", {}, FaultKind.UNKNOWN),
        ("sensor.place", "x" * 100_000, {}, FaultKind.UNKNOWN),
        ("sensor.persons", "2", {}, FaultKind.UNKNOWN),
    ],
)
def test_what_says_nothing_of_home_is_a_fault(
    entity_id: str, state: str | None, attributes: dict[str, Any], kind: FaultKind
) -> None:
    read = read_at_home(entity_state(state, entity_id=entity_id, **attributes), NOW)
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [kind]


def after(*said: bool | None, every: timedelta = timedelta(minutes=1)) -> Whereabouts:
    place = Whereabouts()
    for n, word in enumerate(said):
        place = place.after(word, NOW + n * every)
    return place


def test_the_first_word_counts_at_once_and_another_after_five_minutes() -> None:
    assert after(True).at_home is True
    assert after(True, *[False] * 5).at_home is True
    assert after(True, *[False] * 6).at_home is False


def test_a_tracker_that_falls_silent_says_nothing() -> None:
    assert after(True, None).at_home is None
    assert after(True, None, False).at_home is False


@given(st.lists(st.booleans(), max_size=60))
def test_a_tracker_that_flaps_moves_no_car(words: list[bool]) -> None:
    place, changes = Whereabouts(), list[int]()
    for n, word in enumerate(words):
        before, place = place, place.after(word, NOW + timedelta(minutes=n))
        if before.at_home not in (None, place.at_home):
            changes.append(n)
            held = int(SETTLES / timedelta(minutes=1))
            assert words[n - held : n + 1] == [place.at_home] * (held + 1)
