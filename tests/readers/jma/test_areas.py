"""Municipalities by name and by place."""

import pytest

from custom_components.v2h_planner.readers.jma.areas import Areas, read_areas
from custom_components.v2h_planner.readers.jma.geo import candidates, is_inside, nearest, read_boxes
from custom_components.v2h_planner.readers.jma.json_shapes import JmaShapeError
from tests.readers.jma.files import AREA, BOXES, NAGOYA, OUTLINES


@pytest.fixture(name="areas")
def areas_fixture() -> Areas:
    return read_areas(AREA)


def test_a_municipality_knows_its_parents(areas: Areas) -> None:
    assert areas.get("2310000") == NAGOYA
    assert areas.get("9999900") is None, "without an office nobody warns it"
    ogasawara = areas.get("1342100")
    assert (ogasawara.class15, ogasawara.class10) == ("130040", "130040"), "one code on two levels"
    naha = areas.get("4720100")
    assert (naha.class15, naha.class10, naha.office) == ("", "471010", "471000"), "right under its region"


def test_the_list_names_the_prefecture(areas: Areas) -> None:
    labels = dict(areas.options())
    assert labels["1410011"] == "神奈川県 横浜市北部"
    assert labels["0163200"] == "北海道 士幌町"
    assert labels["4720100"] == "沖縄県 那覇市"
    assert len(areas) == len(labels) == 7


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("名古屋市", ["2310000"]),
        ("名古屋", ["2310000"]),
        ("なごや", ["2310000"]),
        ("ナゴヤ", ["2310000"]),
        ("nagoya", ["2310000"]),
        ("Ｎａｇｏｙａ City", ["2310000"]),
        ("愛知県名古屋市", ["2310000"]),
        ("横浜市", ["1410011", "1410012"]),
        ("神奈川県 横浜市", ["1410011", "1410012"]),
        ("yokohama", ["1410011", "1410012"]),
        ("横浜市中区", ["1410011", "1410012"]),
        ("名古屋市中区", ["2310000"]),
        ("横浜市南部", ["1410012"]),
        ("東京都", ["1310100", "1342100"]),
        ("大阪市", []),
        ("", []),
    ],
)
def test_a_name_in_any_script_finds_its_areas(areas: Areas, words: str, codes: list[str]) -> None:
    assert [area.code for area in areas.search(words)] == codes


def test_a_box_proposes_and_an_outline_decides() -> None:
    boxes = read_boxes(BOXES)
    north, south = (35.53, 139.45), (35.42, 139.6)
    for place in (north, south):
        assert set(candidates(boxes, place)) == {"1410011", "1410012"}
    assert is_inside(OUTLINES["1410011"], north) and not is_inside(OUTLINES["1410012"], north)
    assert is_inside(OUTLINES["1410012"], south) and not is_inside(OUTLINES["1410011"], south)


def test_a_hole_in_an_outline_is_outside() -> None:
    square = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    hole = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]
    for shape in (
        {"type": "Polygon", "coordinates": [square, hole]},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [square, hole]}},
        {
            "geometry": {
                "type": "GeometryCollection",
                "geometries": [{"type": "Polygon", "coordinates": [square, hole]}],
            }
        },
    ):
        assert is_inside(shape, (2, 2)) and not is_inside(shape, (5, 5)) and not is_inside(shape, (12, 5))


def test_off_the_shore_the_nearest_area_counts_and_abroad_there_is_none() -> None:
    boxes = read_boxes(BOXES)
    assert nearest(boxes, (35.0, 136.85)) == "2310000"
    assert nearest(boxes, (37.57, 126.98)) is None, "Seoul"
    assert candidates(boxes, (37.57, 126.98)) == []


@pytest.mark.parametrize("payload", [None, {}, [], {"class20s": {"1": {"name": "x"}}}])
def test_another_form_is_said(payload: object) -> None:
    with pytest.raises(JmaShapeError):
        read_areas(payload)
    with pytest.raises(JmaShapeError):
        read_boxes(payload)
