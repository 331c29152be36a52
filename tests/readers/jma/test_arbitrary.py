"""Whatever comes over the network, a reader reads it or says that it cannot."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.hazard import Hazard
from custom_components.v2h_planner.readers.jma.areas import read_areas
from custom_components.v2h_planner.readers.jma.bulletin import JmaParts, compile_bulletin
from custom_components.v2h_planner.readers.jma.flood import read_flood
from custom_components.v2h_planner.readers.jma.geo import is_inside, read_boxes
from custom_components.v2h_planner.readers.jma.json_shapes import JmaPart, JmaShapeError
from custom_components.v2h_planner.readers.jma.likelihood import read_likelihood
from custom_components.v2h_planner.readers.jma.timeline import read_timeline
from custom_components.v2h_planner.readers.jma.typhoon import read_targets, read_typhoon
from custom_components.v2h_planner.readers.jma.warnings import read_warnings
from tests.readers.jma.files import (
    AREA,
    BOXES,
    HOME,
    NAGOYA,
    NOW,
    OUTLINES,
    SPECIFICATIONS,
    TARGETS,
    kind,
    likelihood,
    report,
    river,
    timeline,
)

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(
        ["警報", "30", "発表", "2026-09-20T18:00", "0001-01-01T00:00:00+14:00", "PT0H", "PT9999H", "9" * 400]
    )
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
GOOD: dict[str, tuple[Callable[[Any], object], Any]] = {
    "warnings": (
        lambda payload: read_warnings(payload, NAGOYA),
        [
            report("VPWW58", -1, kind("05", "発表", "30"), region=[kind("05", "特別警報から警報")]),
            report("VPWW56", -2, kind("29", "継続", "41")),
        ],
    ),
    "flood": (lambda payload: read_flood(payload, NAGOYA), [river("例川", "41", class20Codes=[NAGOYA.code])]),
    "timeline": (lambda payload: read_timeline(payload, NAGOYA), timeline(0, 風危険度=["30", "20", "30"])),
    "likelihood": (lambda payload: read_likelihood(payload, NAGOYA), likelihood(0, 大雨=["高", "中"])),
    "targets": (read_targets, TARGETS),
    "typhoon": (lambda payload: read_typhoon(payload, "TC2622", HOME), SPECIFICATIONS),
    "areas": (read_areas, AREA),
    "boxes": (read_boxes, BOXES),
    "outline": (lambda payload: is_inside(payload, HOME), OUTLINES["2310000"]),
}


def places(payload: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = (
        payload.items()
        if isinstance(payload, dict)
        else enumerate(payload)
        if isinstance(payload, list)
        else ()
    )
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def with_(payload: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A document with something else at one place."""
    if not path:
        return value
    copy = payload.copy()
    copy[path[0]] = with_(payload[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize("name", GOOD)
def test_the_good_file_is_understood(name: str) -> None:
    read, payload = GOOD[name]
    assert read(payload)


def outcome(name: str, payload: Any) -> str:
    """What a reader made of it, or that it refused it in the one way it may."""
    try:
        return type(GOOD[name][0](payload)).__name__
    except JmaShapeError:
        return "refused"


@pytest.mark.parametrize("name", GOOD)
@given(payload=JSON)
def test_anything_is_read_or_refused(name: str, payload: Any) -> None:
    understood = outcome(name, GOOD[name][1])
    assert understood != "refused"
    assert outcome(name, payload) in {understood, "NoneType", "refused"}


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
def test_anything_in_the_place_of_something_is_read_or_refused(name: str, data: st.DataObject) -> None:
    read, payload = GOOD[name]
    path = data.draw(st.sampled_from(places(payload)))
    with suppress(JmaShapeError):
        result = read(with_(payload, path, data.draw(JSON)))
        if isinstance(result, JmaPart):
            assert all(isinstance(hazard, Hazard) for hazard in result.hazards)
            compile_bulletin(
                JmaParts(**{name: result}), NOW + timedelta(hours=data.draw(st.integers(-99, 99)))
            )


def test_deep_and_long_documents_are_no_trouble() -> None:
    deep = json.loads("[" * 500 + "]" * 500)
    for name in GOOD:
        for payload in (deep, [None] * 100_000):
            assert outcome(name, payload) in {outcome(name, GOOD[name][1]), "NoneType", "refused"}
