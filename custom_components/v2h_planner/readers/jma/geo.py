"""Places on the earth: distances, boxes and outlines of areas."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Final

from ..numbers import parse_number
from .json_shapes import JmaShapeError, describe, mapping, objects

# Latitude and longitude in degrees.
type Place = tuple[float, float]

_EARTH_KM: Final = 6371.0


def distance_km(one: Place, other: Place) -> float:
    """Return the distance along a great circle (haversine)."""
    lat1, lat2 = radians(one[0]), radians(other[0])
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(max(half, 0.0), 1.0)))


# A home on the shore may lie outside of every outline; further off it is not in Japan.
NEAREST_KM: Final = 30.0
# So many outlines are looked at, at most; boxes of more than a few areas never overlap.
MOST_CANDIDATES: Final = 12


@dataclass(frozen=True, slots=True)
class Box:
    """An area's bounds in degrees."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, place: Place) -> bool:
        """Return whether the place lies within, the edge included."""
        return self.south <= place[0] <= self.north and self.west <= place[1] <= self.east

    @property
    def centre(self) -> Place:
        """Middle of the box."""
        return ((self.south + self.north) / 2, (self.west + self.east) / 2)


def read_boxes(payload: object) -> Mapping[str, Box]:
    """Read the box of each area; JmaShapeError when there is none."""
    boxes: dict[str, Box] = {}
    for code, row in mapping(payload).items():
        corners = [pair(mapping(row).get(key)) for key in ("sw", "ne")]
        if corners[0] and corners[1]:
            boxes[str(code)] = Box(*corners[0], *corners[1])
    if not boxes:
        raise JmaShapeError(f"class20relm: {describe(payload)}")
    return boxes


def pair(value: object) -> tuple[float, float] | None:
    """Return the two numbers of a list: latitude and longitude, or the other way round as in GeoJSON."""
    numbers = [parse_number(one) for one in value] if isinstance(value, list) else []
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        return None
    return numbers[0], numbers[1]


def candidates(boxes: Mapping[str, Box], place: Place) -> list[str]:
    """Return the areas whose box contains the place, the nearest centre first."""
    inside = [code for code, box in boxes.items() if box.contains(place)]
    inside.sort(key=lambda code: distance_km(boxes[code].centre, place))
    return inside[:MOST_CANDIDATES]


def nearest(boxes: Mapping[str, Box], place: Place) -> str | None:
    """Return the area whose box has the nearest centre, within NEAREST_KM; None for a place that is not in Japan."""
    code = min(boxes, key=lambda code: distance_km(boxes[code].centre, place), default=None)
    return code if code is not None and distance_km(boxes[code].centre, place) <= NEAREST_KM else None


def is_inside(payload: object, place: Place) -> bool:
    """Return whether an outline contains the place, by the even-odd rule over all of its rings."""
    odd = False
    for ring in _rings(payload):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > place[0]) != (y2 > place[0]) and place[1] < x1 + (place[0] - y1) / (y2 - y1) * (x2 - x1):
                odd = not odd
    return odd


def _rings(payload: object) -> Iterator[list[tuple[float, float]]]:
    """Yield all rings of a GeoJSON document as (lon, lat)."""
    document = mapping(payload)
    features = objects(document.get("features")) or [document]
    for feature in features:
        shape = mapping(feature.get("geometry")) or feature
        for one in objects(shape.get("geometries")) or [shape]:
            rings = one.get("coordinates")
            polygons = rings if one.get("type") == "MultiPolygon" else [rings]
            for polygon in polygons if isinstance(polygons, list) else []:
                for ring in polygon if isinstance(polygon, list) else []:
                    # A point may have an altitude.
                    points = ring if isinstance(ring, list) else []
                    yield [xy for point in points if isinstance(point, list) and (xy := pair(point[:2]))]
