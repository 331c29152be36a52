"""What a weekly table of trips may be: no trip takes more than the battery holds, and no two are made at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from .. import const as c
from .from_entry import Form, weekly_trips
from .trip_limits import TripError

_WEEK = timedelta(weeks=1)


def table_errors(rows: Sequence[Form], capacity_kwh: float) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what is wrong: the key of an error, and its values."""
    away: list[tuple[timedelta, timedelta, str]] = []
    for row in rows:
        leave, back = times(row)
        found = span(row)
        if leave == back:
            yield "leave_is_back", {"found": found}
        if row[c.CONF_ENERGY] > capacity_kwh:
            values = {"energy": f"{row[c.CONF_ENERGY]:g}", "capacity": f"{capacity_kwh:g}"}
            yield "trip_beyond_capacity", {"found": found, **values}
        for day in dict.fromkeys(row[c.CONF_WEEKDAYS]):
            start = timedelta(days=c.WEEKDAYS.index(day), hours=leave.hour, minutes=leave.minute)
            end = timedelta(days=c.WEEKDAYS.index(day), hours=back.hour, minutes=back.minute)
            end += timedelta(days=1) if end <= start else timedelta()
            for other_start, other_end, other in away:
                if _overlap(start, end, other_start, other_end):
                    yield "trips_overlap", {"found": found, "other": other}
            away.append((start, end, found))


def check_row(table: Mapping[str, Any], name: str | None, row: Form, capacity_kwh: float) -> None:
    """Raise TripError where a row, new or in place of the one of that name, does not fit into the table."""
    others = {key: value for key, value in table.items() if key != name}
    rows = weekly_trips({**others, c.CONF_TRIPS_FROM: c.TRIPS_WEEKLY})
    for key, values in table_errors([*rows, row], capacity_kwh):
        raise TripError(f"weekly_{key}", **values)


def times(row: Form) -> tuple[time, time]:
    """Return when a row leaves and is back."""
    return time.fromisoformat(row[c.CONF_LEAVE]), time.fromisoformat(row[c.CONF_BACK])


def span(row: Form) -> str:
    """Return the times by which a person knows the trip."""
    return "{:%H:%M} – {:%H:%M}".format(*times(row))


def _overlap(start: timedelta, end: timedelta, other_start: timedelta, other_end: timedelta) -> bool:
    """Return whether two times of a week overlap; Sunday night runs into Monday."""
    return any(
        start < other_end + shift and other_start + shift < end for shift in (-_WEEK, timedelta(), _WEEK)
    )
