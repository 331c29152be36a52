"""What a house near Tokyo sees: sun, load, market prices, grid CO2 and trips, all generated.

Every function is pure and seeded by the date, so that history, the present and tomorrow's prices fit
together and a restart changes nothing. Nothing here is measured data.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
import math
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Tokyo")
LATITUDE = math.radians(35.7)
LONGITUDE = 139.7
PV_KWP = 5.0
TRIP_KWH = 6.5


@dataclass(frozen=True, slots=True)
class Trip:
    """An absence of the car; `energy_kwh` leaves the battery on the way."""

    leave: datetime
    back: datetime
    energy_kwh: float


def _random(kind: str, day: date) -> Random:
    return Random(f"{kind} {day.isoformat()}")


def _sun_height(when: datetime) -> float:
    """Return the sine of the sun's elevation (Cooper's declination, solar time by longitude)."""
    local = when.astimezone(ZONE)
    declination = math.radians(23.45) * math.sin(2 * math.pi * (284 + local.timetuple().tm_yday) / 365)
    solar_hours = local.hour + local.minute / 60 + local.second / 3600 + (LONGITUDE - 135.0) / 15.0
    angle = math.radians(15.0 * (solar_hours - 12.0))
    return math.sin(LATITUDE) * math.sin(declination) + math.cos(LATITUDE) * math.cos(declination) * math.cos(
        angle
    )


@lru_cache(maxsize=64)
def _clearness(day: date) -> float:
    """Return the day's clearness, 0.15 (rain) to 0.95 (blue sky)."""
    draw = _random("sky", day).random()
    return 0.15 + 0.8 * math.pow(draw, 0.6)


def pv_forecast_kw(when: datetime) -> float:
    """Return the expected PV power: clear-sky shape times the day's clearness."""
    height = _sun_height(when)
    return 0.0 if height <= 0 else PV_KWP * 0.85 * height**1.15 * _clearness(when.astimezone(ZONE).date())


def pv_kw(when: datetime) -> float:
    """Return the inverter's power: the forecast with clouds of a few minutes."""
    local = when.astimezone(ZONE)
    ten = Random(f"cloud {local.date()} {local.hour} {local.minute // 10}").random()
    shade = (1.0 - _clearness(local.date())) * 0.8
    return round(pv_forecast_kw(when) * (1.0 + shade * (ten - 0.5)), 3)


# A family of three: kW by hour of day, weekday and weekend.
_WEEKDAY = (
    0.25,
    0.22,
    0.2,
    0.2,
    0.22,
    0.35,
    0.75,
    0.8,
    0.5,
    0.35,
    0.3,
    0.3,
    0.35,
    0.3,
    0.3,
    0.32,
    0.45,
    0.7,
    1.05,
    1.15,
    1.0,
    0.85,
    0.6,
    0.38,
)
_WEEKEND = (
    0.28,
    0.24,
    0.2,
    0.2,
    0.2,
    0.25,
    0.45,
    0.7,
    0.8,
    0.75,
    0.65,
    0.7,
    0.75,
    0.6,
    0.55,
    0.55,
    0.65,
    0.85,
    1.15,
    1.2,
    1.05,
    0.9,
    0.65,
    0.4,
)


def load_kw(when: datetime) -> float:
    """Return the load without the car: the family's day, the season's heat pump, kettles and ovens."""
    local = when.astimezone(ZONE)
    shape = _WEEKEND if local.weekday() >= 5 else _WEEKDAY
    share = local.minute / 60
    base = shape[local.hour] * (1 - share) + shape[(local.hour + 1) % 24] * share
    season = (
        1.0
        + 0.35 * max(0.0, math.cos(2 * math.pi * (local.timetuple().tm_yday - 25) / 365))
        + 0.2 * max(0.0, math.cos(2 * math.pi * (local.timetuple().tm_yday - 220) / 365))
    )
    five = Random(f"load {local.date()} {local.hour} {local.minute // 5}")
    burst = 1.1 if five.random() < 0.06 and 6 <= local.hour <= 22 else 0.0
    return round(base * season * (0.8 + 0.4 * five.random()) + burst, 3)


@lru_cache(maxsize=256)
def prices_yen(day: date, spike: bool = False) -> tuple[float, ...]:
    """Return the 48 all-in half-hour prices of a day, yen/kWh, in the manner of Tokyo's market.

    A duck curve: low at noon (0.01-yen area prices on sunny spring and autumn days), an evening ramp,
    now and then a tight winter or summer evening. Adders of 19 yen make it what a home pays.
    """
    draw = _random("market", day)
    clear = _clearness(day)
    month = day.month
    mild = month in (3, 4, 5, 10, 11)
    level = (
        9.5
        + 2.5 * draw.random()
        + (2.0 if month in (1, 2, 7, 8, 12) else 0.0)
        - (1.5 if day.weekday() >= 5 else 0)
    )
    tight = draw.random() < (0.12 if month in (1, 2, 7, 8, 12) else 0.04)
    prices = []
    for half in range(48):
        hour = half / 2
        noon = math.exp(-(((hour - 12.0) / 2.6) ** 2))
        evening = math.exp(-(((hour - 18.3) / 1.9) ** 2))
        morning = math.exp(-(((hour - 8.0) / 1.3) ** 2))
        area = level + 2.0 * morning + (8.0 + 3.0 * clear) * evening - (13.0 if mild else 7.0) * clear * noon
        if tight:
            area += 28.0 * math.exp(-(((hour - 18.0) / 1.2) ** 2))
        area -= 1.2 * math.exp(-(((hour - 3.0) / 2.0) ** 2))
        area = max(0.01, area + draw.gauss(0, 0.5))
        if spike and 17 <= hour < 20:
            area += 60.0
        prices.append(round(area / (1 - 0.069) * 1.1 + 18.98, 2))
    return tuple(prices)


def price_now_yen(when: datetime, spike: bool = False) -> float:
    """Return the all-in price of the half hour that holds `when`, yen/kWh."""
    local = when.astimezone(ZONE)
    return prices_yen(local.date(), spike)[local.hour * 2 + local.minute // 30]


def co2_g_per_kwh(when: datetime) -> float:
    """Return the grid's CO2 factor: dirty at night, clean at noon."""
    local = when.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    return round(505 - 150 * _clearness(local.date()) * math.exp(-(((hour - 11.5) / 3.2) ** 2)), 1)


def trips(day: date) -> tuple[Trip, ...]:
    """Return the car's trips that start on `day`: a commute on weekdays, an errand at the weekend."""
    draw = _random("trip", day)
    if day.weekday() < 5:
        leave, back, kwh = time(7, 40), time(18, 20), TRIP_KWH * (0.9 + 0.2 * draw.random())
    elif draw.random() < 0.6:
        leave, back, kwh = time(10, 10), time(14, 30), 9.0 * (0.6 + 0.8 * draw.random())
    else:
        return ()
    shift = timedelta(minutes=draw.randint(-12, 12))
    return (
        Trip(
            datetime.combine(day, leave, ZONE) + shift,
            datetime.combine(day, back, ZONE) + timedelta(minutes=draw.randint(-25, 25)),
            round(kwh, 2),
        ),
    )


def away(when: datetime) -> Trip | None:
    """Return the trip that the car is on at `when`, None at home."""
    for trip in trips(when.astimezone(ZONE).date()):
        if trip.leave <= when < trip.back:
            return trip
    return None
