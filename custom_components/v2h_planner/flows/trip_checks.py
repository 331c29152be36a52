"""Checks of the weekly trips of a form."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from .. import const as c
from .checks import Problems

_WEEK = timedelta(weeks=1)


def check_trips(
    form: Mapping[str, Any], min_soc_percent: float, capacity_kwh: float, problems: Problems, *, where: str
) -> None:
    """Check the rows with weekdays: times differ, SOC targets lie above the min SOC, energies fit, no two overlap."""
    away: list[tuple[timedelta, timedelta]] = []
    for row in c.TRIPS:
        trip = form.get(row, {})
        if not trip.get(c.CONF_WEEKDAYS):
            continue
        leave, back = time.fromisoformat(trip[c.CONF_LEAVE]), time.fromisoformat(trip[c.CONF_BACK])
        found = f"{leave:%H:%M} – {back:%H:%M}"
        if leave == back:
            problems.add(where, "leave_is_back", found=found)
        if trip[c.CONF_SOC_PERCENT] < min_soc_percent:
            problems.add(where, "departure_below_floor", found=found)
        if trip[c.CONF_ENERGY] > capacity_kwh:
            problems.add(where, "trip_beyond_capacity", found=found)
        for day in trip[c.CONF_WEEKDAYS]:
            start = timedelta(days=c.WEEKDAYS.index(day), hours=leave.hour, minutes=leave.minute)
            end = timedelta(days=c.WEEKDAYS.index(day), hours=back.hour, minutes=back.minute)
            end += timedelta(days=1) if end <= start else timedelta()
            if any(_overlap(start, end, *other) for other in away):
                problems.add(where, "trips_overlap", found=found)
            away.append((start, end))


def _overlap(start: timedelta, end: timedelta, other_start: timedelta, other_end: timedelta) -> bool:
    """Return whether two times of a week overlap; Sunday night runs into Monday."""
    return any(
        start < other_end + shift and other_start + shift < end for shift in (-_WEEK, timedelta(), _WEEK)
    )
