"""Generated sun, load, prices, CO2 and trips: nothing here is measured, everything is seeded by the day.

Prices are in the manner of Tokyo's day-ahead market: a night level, a dip under the midday sun that may
reach 0.01 yen on bright spring days off work, an evening peak, and now and then a cold snap with spikes. Sun is a clear sky
of 35.7 degrees north under clouds that last for hours. All functions give 48 half hours of one local day.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from math import pi, radians

import numpy as np

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.trips import Absence

HALVES = np.arange(48)
LATITUDE = radians(35.7)
PERFORMANCE = 0.82  # inverter, heat and dirt: AC kW per kWp in full sun
LEAST_YEN = 0.01
SATURDAY = 5


def _draw(kind: int, day: date, seed: int) -> np.random.Generator:
    return np.random.default_rng((seed, kind, day.toordinal()))


def clearness(day: date, seed: int = 0) -> float:
    """Return how clear the day is, 0.1 (rain) to 1 (blue)."""
    wet = 0.12 * np.sin(2 * pi * (day.timetuple().tm_yday - 90) / 365.25)  # rainy summers, dry winters
    return float(np.clip(_draw(1, day, seed).beta(2.2, 1.1) - wet, 0.1, 1.0))


def synthetic_pv(day: date, kwp: float = 4.5, seed: int = 0) -> Floats:
    """Generate PV power, kW, shape (48,)."""
    turn = 2 * pi * (284 + day.timetuple().tm_yday) / 365
    declination = radians(23.45) * np.sin(turn)
    hour_angle = radians(15.0) * ((HALVES + 0.5) / 2 - 11.7)  # Tokyo lies east of its zone's meridian
    height = np.sin(LATITUDE) * np.sin(declination) + np.cos(LATITUDE) * np.cos(declination) * np.cos(
        hour_angle
    )
    # a roof tilted to the south sees more of a low sun
    clear = np.where(height > 0, np.maximum(height, 0.0) ** 0.9, 0.0) * (
        1.08 - 0.22 * np.sin(declination) / 0.4
    )
    draw = _draw(2, day, seed)
    clouds = np.convolve(draw.standard_normal(48 + 6), np.ones(7) / np.sqrt(7), mode="valid")
    mean = clearness(day, seed)
    # a blue day has no clouds, a grey one no holes: clouds come and go in between
    sky = np.clip(mean + 0.35 * mean * (1.0 - mean) * 2 * clouds, 0.05, 1.0)
    return np.asarray(kwp * PERFORMANCE * clear * sky)


def synthetic_load(day: date, yearly_kwh: float = 4600.0, seed: int = 0) -> Floats:
    """Generate house load without storages, kW, shape (48,)."""
    hours = (HALVES + 0.5) / 2
    free = day.weekday() >= SATURDAY
    shape = (
        0.45
        + 0.55 * np.exp(-0.5 * ((hours - 7.2) / 0.9) ** 2)
        + 1.5 * np.exp(-0.5 * ((hours - 19.8) / 2.0) ** 2)
    )
    shape += (0.45 if free else 0.15) * np.exp(-0.5 * ((hours - 12.8) / 2.2) ** 2)
    turn = 2 * pi * (day.timetuple().tm_yday - 25) / 365.25
    season = 1.0 + 0.28 * np.cos(turn) + 0.18 * np.cos(2 * turn)  # heating, and some cooling in August
    draw = _draw(3, day, seed)
    noise = draw.gamma(4.0, 0.25, 48) * draw.normal(1.0, 0.08)
    return np.asarray(np.maximum(yearly_kwh / 8760 * shape / 0.94 * season * noise, 0.05))


def synthetic_prices(day: date, seed: int = 0) -> Floats:
    """Generate the area price, yen/kWh without tax, shape (48,)."""
    hours = (HALVES + 0.5) / 2
    free = day.weekday() >= SATURDAY
    year_day = day.timetuple().tm_yday
    draw = _draw(4, day, seed)
    week = _draw(5, date.fromordinal(day.toordinal() // 7 * 7), seed)  # fuel and reactors change by the week
    level = week.normal(11.5, 1.3) + 1.6 * np.cos(2 * pi * (year_day - 20) / 365.25)
    summer = max(0.0, np.cos(2 * pi * (year_day - 210) / 365.25))
    spring = max(0.0, np.cos(2 * pi * (year_day - 115) / 365.25))
    sun = clearness(day, seed)
    evening = np.exp(-0.5 * ((hours - 18.2) / 1.7) ** 2)
    morning = np.exp(-0.5 * ((hours - 8.2) / 1.3) ** 2)
    dip = np.exp(-0.5 * ((hours - 11.6) / 2.4) ** 2)
    depth = sun * (4.0 + 6.5 * spring + (3.5 if free else 0.0))
    price = level + (5.0 + 3.5 * summer) * evening + 2.0 * morning - depth * dip
    if not free and draw.random() < 0.03 + 0.04 * summer:
        price = price + draw.gamma(2.0, 7.0) * (evening + 0.4 * morning)  # a tight day
    price = price + draw.normal(0.0, 0.5, 48) + draw.normal(0.0, 0.6)
    return np.asarray(np.round(np.maximum(price, LEAST_YEN), 2))


def synthetic_carbon(day: date, seed: int = 0) -> Floats:
    """Generate CO2 of the grid's mix, kg/kWh: gas and coal at night, sun at noon."""
    hours = (HALVES + 0.5) / 2
    dip = np.exp(-0.5 * ((hours - 11.7) / 2.7) ** 2) * clearness(day, seed)
    week = _draw(6, date.fromordinal(day.toordinal() // 7 * 7), seed)
    return np.asarray(week.normal(0.49, 0.02) * (1.0 - 0.38 * dip))


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """How a family drives: kWh from the battery. `errand_share`: of free days with a short trip."""

    commute_kwh: float = 2.9
    errand_kwh: float = 2.2
    outing_kwh: float = 12.0
    errand_share: float = 0.55
    outing_share: float = 0.1
    evening_share: float = 0.04


def synthetic_trips(
    day: date, zone: tzinfo, family: Family | None = None, seed: int = 0
) -> tuple[Absence, ...]:
    """Generate the day's absences, in time order, not overlapping."""
    situation = family or Family()
    draw = _draw(7, day, seed)
    out: list[Absence] = []

    def trip(hour: float, spread: float, hours: float, kwh: float) -> None:
        minutes = int(np.clip(60 * (hour + spread * draw.standard_normal()), 0, 23 * 60 + 30))
        start = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=zone)
        length = timedelta(minutes=int(60 * max(hours * draw.normal(1.0, 0.08), 0.5)))
        if not out or (out[-1].end or start) <= start:
            out.append(
                Absence(start, start + length, round(float(kwh * max(draw.normal(1.0, 0.12), 0.3)), 2))
            )

    if day.weekday() < SATURDAY:
        trip(7.8, 0.25, 10.7, situation.commute_kwh)
    elif draw.random() < situation.outing_share:
        trip(10.5, 0.8, 7.0, situation.outing_kwh)
    elif draw.random() < situation.errand_share:
        trip(11.0, 1.2, 2.5, situation.errand_kwh)
    if draw.random() < situation.evening_share:
        trip(20.3, 0.5, 1.3, situation.errand_kwh)
    return tuple(out)
