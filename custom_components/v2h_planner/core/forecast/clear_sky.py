"""Irradiance of a clear sky at a place and time.

Clear sky: B. Haurwitz, Insolation in relation to cloudiness and cloud density, Journal of Meteorology 2
(1945) 154-166, with the constants that pvlib uses (`pvlib.clearsky.haurwitz`). Position of the sun: J. W.
Spencer, Fourier series representation of the position of the sun, Search 2 (1971) 172.
"""

from dataclasses import dataclass
from math import pi, radians

import numpy as np

from ..arrays import Floats

# 1 January 2001 in days of Unix time: the angle of the year drifts by less than a day until 2100.
_NEW_YEAR = 11323.0


@dataclass(frozen=True, slots=True)
class Place:
    """Position of the roof in degrees; north and east are positive."""

    latitude: float
    longitude: float


def clear_sky(stamps: Floats, place: Place) -> Floats:
    """Return the global horizontal irradiance at Unix times, W/m2, in the shape of `stamps`."""
    turn = 2 * pi * ((stamps / 86400.0 - _NEW_YEAR) / 365.2425 % 1.0)
    declination = (
        0.006918
        - 0.399912 * np.cos(turn)
        + 0.070257 * np.sin(turn)
        - 0.006758 * np.cos(2 * turn)
        + 0.000907 * np.sin(2 * turn)
        - 0.002697 * np.cos(3 * turn)
        + 0.00148 * np.sin(3 * turn)
    )
    equation_of_time = (
        0.0000075
        + 0.001868 * np.cos(turn)
        - 0.032077 * np.sin(turn)
        - 0.014615 * np.cos(2 * turn)
        - 0.040849 * np.sin(2 * turn)
    )
    hour_angle = 2 * pi * (stamps / 86400.0 % 1.0) - pi + radians(place.longitude) + equation_of_time
    latitude = radians(place.latitude)
    height = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(
        hour_angle
    )
    up = np.maximum(height, 1e-3)
    return np.where(height > 0, 1098.0 * up * np.exp(-0.059 / up), 0.0)
