"""Whether JMA's storm warning area comes over the home, and when."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.v2h_planner.core.hazard import Certainty, HazardKind, Severity
from custom_components.v2h_planner.readers.jma.json_shapes import JmaShapeError
from custom_components.v2h_planner.readers.jma.typhoon import Typhoon, read_targets, read_typhoon
from tests.readers.jma.files import HOME, NOW, SPECIFICATIONS, TARGETS, TITLE, fix

HOUR = timedelta(hours=1)


def read(payload: object, home: tuple[float, float] | None = HOME) -> Typhoon | None:
    return read_typhoon(payload, "TC2622", home)


def test_the_area_comes_over_the_home() -> None:
    typhoon = read(SPECIFICATIONS)
    assert (typhoon.number, typhoon.name, typhoon.name_en, typhoon.category) == (
        "2618",
        "ミホン",
        "Mihon",
        "TY",
    )
    near = typhoon.near
    assert near.start and near.end
    assert (near.kind, near.severity, near.certainty) == (HazardKind.WIND, Severity.WARNING, Certainty.MEDIUM)
    # After 20 h the centre is 228 km south of the home and the radius 247 km, an hour before 249 and 243 km.
    # After 36 h it is 223 km north of it and the radius 226 km; the hour that begins then counts.
    assert (near.start - NOW) / HOUR == 20
    assert (near.end - NOW) / HOUR == 37


def test_a_home_far_from_the_track_has_a_typhoon_but_no_hazard() -> None:
    assert read(SPECIFICATIONS, (43.06, 141.35)).near is None
    assert read(SPECIFICATIONS, None).near is None


def test_the_wider_half_of_an_area_counts_in_kilometres_or_miles() -> None:
    halves = [{"area": "北東", "range": {"nm": "60"}}, {"area": "南西", "range": {"nm": "150"}}]
    track = [TITLE, fix(0, 33.0, 136.9, stormWarning=halves), fix(12, 33.0, 136.9, stormWarning=halves)]
    assert read(track).near is not None, "240 km away, within 150 nautical miles"
    halves[1] = {"area": "南西", "range": {"nm": "100"}}
    assert read(track).near is None


def test_a_point_without_its_time_is_so_many_hours_after_the_analysis() -> None:
    without = [
        {key: value for key, value in part.items() if key != "validtime"} for part in SPECIFICATIONS[2:]
    ]
    assert read([*SPECIFICATIONS[:2], *without]) == read(SPECIFICATIONS)


@pytest.mark.parametrize(
    "category", [{"jp": "温帯低気圧", "en": "LOW"}, {"jp": "熱帯低気圧", "en": "TD"}, "TD"]
)
def test_a_typhoon_that_has_weakened_is_none(category: Any) -> None:
    assert read([TITLE, fix(0, 35.0, 137.0, 100, category=category)]) is None
    assert read([TITLE | {"category": category}, *SPECIFICATIONS[1:]]) is None


def test_with_the_analysis_alone_there_is_no_track() -> None:
    assert read(SPECIFICATIONS[:2]).near is None
    assert read([TITLE, fix(0, 35.0, 137.0, 300)]).near is None


def test_the_list_of_typhoons() -> None:
    depression = {"tropicalCyclone": "TC2623", "typhoonNumber": "a", "category": "TD"}
    assert read_targets([*TARGETS, depression]) == ("TC2622",)
    assert read_targets([]) == ()
    others: tuple[Any, ...] = ({}, [{"id": 1}], [{"tropicalCyclone": "../../x", "category": "TY"}], None)
    for payload in others:
        with pytest.raises(JmaShapeError):
            read_targets(payload)


@pytest.mark.parametrize("payload", [{}, [], None, [TITLE], "x"])
def test_another_form_is_said(payload: Any) -> None:
    with pytest.raises(JmaShapeError):
        read(payload)
