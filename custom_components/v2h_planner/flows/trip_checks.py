"""Checks of the weekly trips of a form: what cannot be driven is an error, what may be meant so is asked about once."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from .. import const as c
from ..settings.from_entry import weekly_trips
from .checks import Problems, Warned

_WEEK = timedelta(weeks=1)


def check_trips(form: Mapping[str, Any], capacity_kwh: float, problems: Problems, *, where: str) -> None:
    """Check the trips that count: times differ, no two overlap, none takes more than the battery holds."""
    away: list[tuple[timedelta, timedelta, str]] = []
    for trip in weekly_trips(form):
        leave, back = _times(trip)
        found = _span(trip)
        if leave == back:
            problems.add(where, "leave_is_back", found=found)
        if trip[c.CONF_ENERGY] > capacity_kwh:
            values = {"energy": f"{trip[c.CONF_ENERGY]:g}", "capacity": f"{capacity_kwh:g}"}
            problems.add(where, "trip_beyond_capacity", found=found, **values)
        for day in dict.fromkeys(trip[c.CONF_WEEKDAYS]):
            start = timedelta(days=c.WEEKDAYS.index(day), hours=leave.hour, minutes=leave.minute)
            end = timedelta(days=c.WEEKDAYS.index(day), hours=back.hour, minutes=back.minute)
            end += timedelta(days=1) if end <= start else timedelta()
            for other_start, other_end, other in away:
                if _overlap(start, end, other_start, other_end):
                    problems.add(where, "trips_overlap", found=found, other=other)
            away.append((start, end, found))


def question_trips(
    form: Mapping[str, Any],
    min_soc_percent: float,
    capacity_kwh: float,
    problems: Problems,
    warned: Warned,
    *,
    where: str,
) -> None:
    """Warn of trips that leave below the min SOC, and of those that take more than they leave with."""
    for trip in weekly_trips(form):
        soc, energy = trip[c.CONF_SOC_PERCENT], trip[c.CONF_ENERGY]
        stored = capacity_kwh * soc / 100
        found, target = _span(trip), f"{soc:g}"
        if soc < min_soc_percent:
            floor = f"{min_soc_percent:g}"
            problems.warn(warned, where, "departure_below_floor", found=found, target=target, floor=floor)
        if energy > stored:
            values = {"energy": f"{energy:g}", "target": target, "stored": f"{stored:.3g}"}
            problems.warn(warned, where, "trip_takes_too_much", found=found, **values)


def _times(trip: Mapping[str, Any]) -> tuple[time, time]:
    return time.fromisoformat(trip[c.CONF_LEAVE]), time.fromisoformat(trip[c.CONF_BACK])


def _span(trip: Mapping[str, Any]) -> str:
    """Return the times by which a person knows the trip."""
    return "{:%H:%M} – {:%H:%M}".format(*_times(trip))


def _overlap(start: timedelta, end: timedelta, other_start: timedelta, other_end: timedelta) -> bool:
    """Return whether two times of a week overlap; Sunday night runs into Monday."""
    return any(
        start < other_end + shift and other_start + shift < end for shift in (-_WEEK, timedelta(), _WEEK)
    )
