"""Other people's warning entities: in force, not in force, or not known."""

from __future__ import annotations

from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.readers.look import EntityLook
from custom_components.v2h_planner.readers.warnings import WarningRead, read_warning

from .looks import NOW, fixture, look


def shown(name: str, **changes: Any) -> EntityLook:
    """A fixture as a look, with attributes changed; `state` changes the state."""
    data = fixture(name)
    state = changes.pop("state", data["state"])
    return look(state, entity_id=data["entity_id"], **(data["attributes"] | changes))


@pytest.mark.parametrize(("state", "value"), [("on", True), ("off", False)])
def test_a_binary_sensor_says_it(state: str, value: bool) -> None:
    read = read_warning(look(state, entity_id="binary_sensor.storm"), NOW)
    assert read == WarningRead(value)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (None, FaultKind.MISSING),
        ("unavailable", FaultKind.UNAVAILABLE),
        ("unknown", FaultKind.UNKNOWN),
        ("不明", FaultKind.UNKNOWN),
        ("perhaps", FaultKind.UNKNOWN),
        ("7", FaultKind.UNKNOWN),
    ],
)
def test_what_is_not_known_is_not_taken_for_calm(state: str | None, kind: FaultKind) -> None:
    read = read_warning(look(state), NOW)
    assert read.value is None
    assert [fault.kind for fault in read.faults] == [kind]


@pytest.mark.parametrize(
    "state",
    [
        "警報",
        "特別警報(大雨特別警報)",
        "暴風警報",
        "レベル４大雨危険警報",
        "特別警報から警報",
        "warning",
        "Extreme",
    ],
)
def test_a_text_that_is_a_warning(state: str) -> None:
    assert read_warning(look(state), NOW) == WarningRead(True, (state,))


@pytest.mark.parametrize(
    "state",
    [
        "発表なし",
        "なし",
        "発表警報・注意報はなし",
        "警報解除",
        "注意報(雷注意報)",
        "警報から注意報",
        "none",
        "None",
        "clear",
        "0",
    ],
)
def test_a_text_that_is_none(state: str) -> None:
    assert read_warning(look(state), NOW) == WarningRead(False)


def test_disasterinformation_names_what_is_in_force() -> None:
    read = read_warning(shown("warning_disasterinformation"), NOW)
    assert read == WarningRead(True, ("暴風警報", "波浪警報"))


def test_disasterinformation_with_advisories_only_is_calm() -> None:
    calm = shown("warning_disasterinformation", warnings=[], state="注意報(雷注意報)")
    assert read_warning(calm, NOW) == WarningRead(False)


def test_disasterinformation_that_failed_is_not_calm() -> None:
    failed = shown("warning_disasterinformation", warnings=[], state="不明")
    assert read_warning(failed, NOW).value is None
    assert read_warning(failed, NOW, ["暴風"]).value is None


def test_only_the_chosen_warnings_count() -> None:
    both = shown("warning_disasterinformation")
    assert read_warning(both, NOW, ["暴風警報"]) == WarningRead(True, ("暴風警報",))
    assert read_warning(both, NOW, ["大雪警報"]) == WarningRead(False)


def test_meteoalarm_counts_when_on_or_from_the_chosen_colour() -> None:
    alarm = shown("warning_meteoalarm")
    assert read_warning(alarm, NOW) == WarningRead(True, ("Severe wind warning",))
    assert read_warning(alarm, NOW, ["orange", "red"]).value is True
    assert read_warning(alarm, NOW, ["red"]).value is False
    assert read_warning(look("off", entity_id="binary_sensor.meteoalarm"), NOW, ["red"]).value is False


def test_nws_counts_severe_alerts_and_not_the_number_of_alerts() -> None:
    alerts = fixture("warning_nws_alerts")["attributes"]["Alerts"]
    assert read_warning(shown("warning_nws_alerts"), NOW) == WarningRead(
        True, ("High Wind Warning", "Air Quality Alert")
    )
    assert read_warning(shown("warning_nws_alerts", Alerts=alerts[1:], state="1"), NOW).value is False
    assert read_warning(shown("warning_nws_alerts", Alerts=[], state="0"), NOW).value is False
    assert read_warning(shown("warning_nws_alerts"), NOW, ["Air Quality"]).names == ("Air Quality Alert",)


def test_dwd_counts_from_level_three() -> None:
    assert read_warning(shown("warning_dwd"), NOW) == WarningRead(True, ("STURMBÖEN",))
    assert read_warning(shown("warning_dwd", state="2"), NOW).value is False
    assert (
        read_warning(shown("warning_dwd", state="2", warning_1_level=2), NOW, ["2", "3", "4"]).value is True
    )


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
names = st.sampled_from(
    ["warnings", "special_warnings", "Alerts", "warning_count", "warning_1_name", "awareness_level", "event"]
)


@given(
    state=st.none() | st.text(max_size=12),
    attributes=st.dictionaries(names, junk, max_size=5),
    chosen=st.none() | st.lists(st.text(max_size=4), max_size=3),
)
def test_no_attributes_break_the_warning_reader(
    state: str | None, attributes: dict[str, Any], chosen: list[str] | None
) -> None:
    read = read_warning(look(state, **attributes), NOW, chosen)
    assert (read.value is None) == bool(read.faults)
