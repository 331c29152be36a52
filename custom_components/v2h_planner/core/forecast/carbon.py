"""Carbon intensity: what is published, else a usual day of the area adjusted to the readings.

A `CarbonCurve` is a usual year in some fifty numbers, fitted by `script/carbon-table` to an area's published
generation mix. Areas without one have a generic Japanese day of our own: nights on gas and coal, a dip
under the midday sun that is deep in spring and shallow in winter, dirtier evenings. That is no measurement
of any area, and need not be: what the last weeks' readings lay off it by half hour and kind of day is added, so that
after a few days any area's day is the usual one. What the last day lay off that is still there tomorrow, in part.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cache
import json
from math import pi
from pathlib import Path

import numpy as np

from ..arrays import Floats, Ints
from ..horizon import Horizon
from ..series import StepSeries
from .day_table import HALVES, DayTable, Pieces, cut, free_days, recency, tabulate

# kg/kWh of a night without sun, and how much of it midday sun takes away in the year's mean.
NIGHT_KG = 0.50
MEAN_DIP = 0.30
# Spring has sun and little demand, winter the reverse: the dip swings around its mean, deepest in early May.
DIP_SWING = 0.12
DEEPEST_DAY = 125
NOON_HALF = 23.5
DIP_WIDTH_HALVES = 5.5
EVENING_KG = 0.015
EVENING_HALF = 37.0
# Tuned on Tokyo's year, docs/forecasts.md. The present reading's deviation from the usual day is half gone
# after so long; where the last day is known, what the present adds to it goes sooner.
NOW_HALF_LIFE_HOURS = 12.0
NOW_BESIDE_DAY_HALF_LIFE_HOURS = 3.0
# Share of the last day's deviation that is still there a day later.
PERSISTENCE = 0.6
# How the last weeks count, chosen on every other week of Tokyo's year: with the generic day, with no shape and with one upside down.
WINDOW_DAYS = 28
HALF_LIFE_DAYS = 7.0
OTHER_KIND = 0.4
# In so many more days each half hour lay as far off the curve as the whole of the last weeks did.
PRIOR_DAYS = 0.05
# A reading above so many times the usual value is taken for that: no grid is that dirty.
HIGHEST_RATIO = 4.0

_CURVES = Path(__file__).with_name("carbon_curves.json")


@dataclass(frozen=True)
class CarbonCurve:
    """A usual year, kg/kWh.

    `year`, shape (1 + 2 Y, 1 + 2 D): coefficients of Fourier terms of the year (rows) times those of the day
    (columns), each as 1, cos x, sin x, cos 2x, ...; `free`, shape (1 + 2 F,): of the day, added on Saturdays
    and Sundays.
    """

    year: Floats
    free: Floats

    def at(self, day: Ints, half: Ints) -> Floats:
        """Return the usual factor of local days (ordinals) and half hours, in the shape of both."""
        days, of = np.unique(day, return_inverse=True)
        in_year = np.array([date.fromordinal(int(d)).timetuple().tm_yday for d in days])[of].reshape(
            day.shape
        )
        of_year = fourier((in_year - 1) / 365.25, (self.year.shape[0] - 1) // 2)
        of_day = fourier((half + 0.5) / HALVES, (self.year.shape[1] - 1) // 2)
        usual = np.einsum("...y,yd,...d->...", of_year, self.year, of_day)
        added = of_day[..., : len(self.free)] @ self.free
        return np.asarray(np.maximum(usual + np.where((day - 1) % 7 >= 5, added, 0.0), 0.0))


def fourier(turns: Floats, order: int) -> Floats:
    """Return 1, cos, sin, cos of twice, ... of turns (1 = a whole round), shape (..., 1 + 2 order)."""
    terms = [np.ones_like(turns)]
    for n in range(1, order + 1):
        terms += [np.cos(2 * pi * n * turns), np.sin(2 * pi * n * turns)]
    return np.stack(terms, axis=-1)


@cache
def curve_of(area: str) -> CarbonCurve | None:
    """Return the shipped curve of an area, None without one. Reads a file: not for the event loop."""
    curves = json.loads(_CURVES.read_text(encoding="utf-8"))["areas"]
    if area not in curves:
        return None
    return CarbonCurve(np.array(curves[area]["year"]), np.array(curves[area]["free"]))


def forecast_carbon(
    horizon: Horizon,
    zone: tzinfo,
    current: float | None = None,
    published: StepSeries | None = None,
    curve: CarbonCurve | None = None,
    history: StepSeries | DayTable | None = None,
) -> Floats:
    """Forecast CO2 per imported kWh, kg, shape (N,).

    `current`: the present factor; `published`: its forecast; `history`: what it was in the last days.
    """
    pieces = cut(horizon, zone)
    usual_at = _generic if curve is None else curve.at
    values = usual = usual_at(pieces.day, pieces.half)
    half_life = NOW_HALF_LIFE_HOURS
    if history:
        table = history if isinstance(history, DayTable) else tabulate(history, zone)
        recent = table.before(int(pieces.day[0]) + 1, WINDOW_DAYS + 1)
        if np.isfinite(recent.values).any():
            values = usual + _lately(recent, pieces, usual_at)
            half_life = NOW_BESIDE_DAY_HALF_LIFE_HOURS
    if current is not None:
        reading = min(max(current, 0.0), HIGHEST_RATIO * float(usual[0]))
        values = values + (reading - values[0]) * 0.5 ** (pieces.since_first / half_life)
    by_slot = pieces.mean(values)
    if published:
        known = published.on(horizon)
        by_slot = np.where(np.isfinite(known), known, by_slot)
    return np.maximum(by_slot, 0.0)


def _lately(recent: DayTable, pieces: Pieces, usual_at: Callable[[Ints, Ints], Floats]) -> Floats:
    """Return how far the factor will lie off the usual one by what the last weeks and the last 24 hours did, shape (M,)."""
    day, half = np.meshgrid(recent.days, np.arange(HALVES, dtype=np.int64), indexing="ij")
    off = DayTable(recent.days, recent.values - usual_at(day, half))
    today, now = int(pieces.day[0]), int(pieces.half[0])
    work, free = (
        _mean_day(off, recency(off, today, HALF_LIFE_DAYS, OTHER_KIND, kind)) for kind in (False, True)
    )
    ahead = np.where(pieces.free, free[pieces.half], work[pieces.half])
    # the last 24 hours: today up to now, yesterday from now on
    last = np.where(half[0] < now, today, today - 1)
    row = np.clip(last - recent.days[0], 0, len(recent) - 1)
    there = (recent.days[row] == last) & np.isfinite(off.values[row, half[0]])
    news = np.where(there, off.values[row, half[0]] - np.where(free_days(last), free, work), 0.0)
    if 0 < there.sum() < HALVES:
        news = np.where(there, news, news[there].mean() * min(1.0, there.sum() / (HALVES // 2)))
    return np.asarray(ahead + PERSISTENCE ** (1.0 + np.floor(pieces.ahead / 24.0)) * news[pieces.half])


def _mean_day(off: DayTable, weights: Floats) -> Floats:
    """Return the weighted mean by half hour, shape (48,), drawn to that of all of them where few days speak."""
    known = np.isfinite(off.values)
    seen = np.where(known, off.values, 0.0)
    level = float((weights @ seen).sum() / max(float((weights @ known).sum()), 1e-9))
    return np.asarray((weights @ seen + PRIOR_DAYS * level) / (weights @ known + PRIOR_DAYS))


def _generic(day: Ints, half: Ints) -> Floats:
    """Return the generic day's factor of local days (ordinals) and half hours, kg/kWh, in the shape of both."""
    first = date.fromordinal(int(day.flat[0]))
    day_of_year = day - date(first.year, 1, 1).toordinal() + 1
    dip = MEAN_DIP + DIP_SWING * np.cos(2 * pi * (day_of_year - DEEPEST_DAY) / 365.25)
    sun = np.exp(-0.5 * ((half - NOON_HALF) / DIP_WIDTH_HALVES) ** 2)
    evening = np.exp(-0.5 * ((half - EVENING_HALF) / 3.0) ** 2)
    return np.asarray(NIGHT_KG * (1.0 - dip * sun) + EVENING_KG * evening)
