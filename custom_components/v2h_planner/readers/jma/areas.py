"""JMA's areas: 1,805 municipalities (class20) and the regions and offices that they belong to.

`common/const/area.json`: `{"offices": {code: {"name", "enName", "parent"}}, "class10s": ..., "class15s": ...,
"class20s": {code: {"name", "enName", "kana", "parent"}}}`. A code may stand in two levels (130040 is a class10 and a
class15), so each level is looked up by itself.
`common/const/class20relm.json`: `{code: {"ne": [lat, lon], "sw": [lat, lon]}}`, each area's box.
`common/const/geojson/class20s/{code}.json`: its outline, GeoJSON with [lon, lat].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import re
from typing import Any, Final
import unicodedata

from ..numbers import parse_number
from .places import Place, distance_km
from .shapes import JmaShapeError, found, mapping, objects, text

# A home on the shore may lie outside of every outline; further off it is not in Japan.
NEAREST_KM: Final = 30.0
# So many outlines are looked at, at most; boxes of more than a few areas never overlap.
MOST_CANDIDATES: Final = 12

# Offices that are not named after their prefecture.
_PREFECTURES: Final = {"01": "北海道", "46": "鹿児島県", "47": "沖縄県"}
# What follows a municipality's own name in the name of an area: 横浜市北部, 日光市今市.
_PART: Final = re.compile(r"(.+?[市区町村])(?:[東西南北中]部|.{0,6})")
_KATAKANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}


@dataclass(frozen=True, slots=True, kw_only=True)
class JmaArea:
    """A municipality, or a part of a large one. `class15` and `class10`: its regions; `office`: who warns."""

    code: str
    name: str
    en_name: str = ""
    kana: str = ""
    office: str = ""
    class10: str = ""
    class15: str = ""
    prefecture: str = ""

    @property
    def label(self) -> str:
        """神奈川県 横浜市北部."""
        return f"{self.prefecture} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas, by code, from north to south."""

    by_code: Mapping[str, JmaArea]

    def __iter__(self) -> Iterator[JmaArea]:
        """In the order of their codes, which is north to south."""
        return iter(self.by_code.values())

    def __len__(self) -> int:
        """How many."""
        return len(self.by_code)

    def get(self, code: str) -> JmaArea | None:
        """The area of a code."""
        return self.by_code.get(code)

    def options(self) -> list[tuple[str, str]]:
        """Code and label of each, for a list to choose from."""
        return [(area.code, area.label) for area in self]

    def search(self, words: str) -> list[JmaArea]:
        """Areas by name: kanji, kana or romaji, with or without the prefecture; the best matches first.

        横浜市 finds both of its parts; so does 横浜市中区, whose wards are not areas of their own.
        """
        wanted = _plain(words)
        if not wanted:
            return []
        ranked = [(rank, area) for area in self if (rank := _rank(area, wanted)) is not None]
        best = sorted(ranked, key=lambda pair: (pair[0], pair[1].code))
        exact = [area for rank, area in best if rank < _CONTAINED]
        return exact or [area for _, area in best]


_EXACT, _BEGINS, _INSIDE, _CONTAINED = 0, 1, 2, 3


def _plain(words: str) -> str:
    """Without width, case, spaces and the difference between the kana."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "".join(plain.split()).translate(_KATAKANA)


def _rank(area: JmaArea, wanted: str) -> int | None:
    """How well a name fits, 0 best; None if it does not."""
    prefecture = _plain(area.prefecture)
    names = [plain for name in (area.name, area.kana, area.en_name) if (plain := _plain(name))]
    own = [*names, *(prefecture + name for name in names)]
    if wanted in own:
        return _EXACT
    if any(name.startswith(wanted) for name in own):
        return _BEGINS
    if any(wanted in name for name in own):
        return _INSIDE
    part = _PART.fullmatch(_plain(area.name))
    stem = part.group(1) if part else _plain(area.name)
    return _CONTAINED if stem and wanted.removeprefix(prefecture).startswith(stem) else None


def read_areas(payload: object) -> Areas:
    """All municipalities whose office is known; JmaShapeError when there is none."""
    levels = {
        key: mapping(mapping(payload).get(key)) for key in ("offices", "class10s", "class15s", "class20s")
    }
    areas = [
        area
        for code in sorted(map(str, levels["class20s"]))
        if (area := _area(code, mapping(levels["class20s"].get(code)), levels))
    ]
    if not areas:
        raise JmaShapeError(f"area: {found(payload)}")
    return Areas({area.code: area for area in areas})


def _area(code: str, row: Mapping[str, Any], levels: Mapping[str, Mapping[str, Any]]) -> JmaArea | None:
    """One municipality with its chain of parents; a few are right under a class10 region."""
    parent = text(row.get("parent"))
    middle = mapping(levels["class15s"].get(parent))
    class15 = parent if middle else ""
    class10 = text(middle.get("parent")) if middle else parent
    office = text(mapping(levels["class10s"].get(class10)).get("parent"))
    name = text(row.get("name"))
    if not (name and office):
        return None
    prefecture = _PREFECTURES.get(code[:2]) or text(mapping(levels["offices"].get(office)).get("name"))
    return JmaArea(
        code=code,
        name=name,
        en_name=text(row.get("enName")),
        kana=text(row.get("kana")),
        office=office,
        class10=class10,
        class15=class15,
        prefecture=prefecture,
    )


@dataclass(frozen=True, slots=True)
class Box:
    """An area's bounds in degrees."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, place: Place) -> bool:
        """Whether the place lies within, the edge included."""
        return self.south <= place[0] <= self.north and self.west <= place[1] <= self.east

    @property
    def centre(self) -> Place:
        """The middle."""
        return ((self.south + self.north) / 2, (self.west + self.east) / 2)


def read_boxes(payload: object) -> Mapping[str, Box]:
    """The box of each area; JmaShapeError when there is none."""
    boxes: dict[str, Box] = {}
    for code, row in mapping(payload).items():
        corners = [_corner(mapping(row).get(key)) for key in ("sw", "ne")]
        if corners[0] and corners[1]:
            boxes[str(code)] = Box(*corners[0], *corners[1])
    if not boxes:
        raise JmaShapeError(f"class20relm: {found(payload)}")
    return boxes


def _corner(value: object) -> Place | None:
    """Latitude and longitude."""
    numbers = [parse_number(one) for one in value] if isinstance(value, list) else []
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    return numbers[0], numbers[1]


def candidates(boxes: Mapping[str, Box], place: Place) -> list[str]:
    """Areas whose box contains the place, the nearest centre first."""
    inside = [code for code, box in boxes.items() if box.contains(place)]
    inside.sort(key=lambda code: distance_km(boxes[code].centre, place))
    return inside[:MOST_CANDIDATES]


def nearest(boxes: Mapping[str, Box], place: Place) -> str | None:
    """The area whose box has the nearest centre, within NEAREST_KM; none for a place that is not in Japan."""
    code = min(boxes, key=lambda code: distance_km(boxes[code].centre, place), default=None)
    return code if code is not None and distance_km(boxes[code].centre, place) <= NEAREST_KM else None


def is_inside(payload: object, place: Place) -> bool:
    """Whether an outline contains the place, by the even-odd rule over all of its rings."""
    odd = False
    for ring in _rings(payload):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > place[0]) != (y2 > place[0]) and place[1] < x1 + (place[0] - y1) / (y2 - y1) * (x2 - x1):
                odd = not odd
    return odd


def _rings(payload: object) -> Iterator[list[tuple[float, float]]]:
    """All rings of a GeoJSON document as (lon, lat)."""
    document = mapping(payload)
    features = objects(document.get("features")) or [document]
    for feature in features:
        shape = mapping(feature.get("geometry")) or feature
        for one in objects(shape.get("geometries")) or [shape]:
            rings = one.get("coordinates")
            polygons = rings if one.get("type") == "MultiPolygon" else [rings]
            for polygon in polygons if isinstance(polygons, list) else []:
                for ring in polygon if isinstance(polygon, list) else []:
                    points = [_point(point) for point in ring] if isinstance(ring, list) else []
                    yield [point for point in points if point]


def _point(value: object) -> tuple[float, float] | None:
    numbers = [parse_number(one) for one in value[:2]] if isinstance(value, list) else []
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    return numbers[0], numbers[1]
