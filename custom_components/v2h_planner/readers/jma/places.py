"""Places on the earth."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

# Latitude and longitude in degrees.
type Place = tuple[float, float]

_EARTH_KM: Final = 6371.0


def distance_km(one: Place, other: Place) -> float:
    """Along a great circle (haversine)."""
    lat1, lat2 = radians(one[0]), radians(other[0])
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(max(half, 0.0), 1.0)))
