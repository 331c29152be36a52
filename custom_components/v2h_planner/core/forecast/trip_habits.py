"""What a car's past and its driver's table say of its trips: every past day is a witness of those that began on it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from math import ceil

import numpy as np

from ..arrays import Floats, Ints
from ..home import Departure
from ..public_holidays import is_public_holiday
from ..trips import WINDOW_DAYS, Absence
from .day_table import SATURDAY

# The driver's own table counts like this many real days of that weekday.
TOLD_DAYS = 3.0
# With a table, real days are asked only once so many have been seen: before that the table rules alone.
TABLE_RULES_DAYS = 7.0
# What a public holiday from Monday to Friday is called, beside the weekdays from 0 to 6.
HOLIDAY = 7
DAY_HOURS = 24.0
WEEK_HOURS = 7 * DAY_HOURS


@dataclass(frozen=True)
class TripHabits:
    """Witnesses: past days, and told ones from the driver's table, which weigh more; and the trips that began on them.

    `days`: ordinals, or -1 - weekday for a told one; `names`: weekday or `HOLIDAY`; `weights`: how much of a day it
    was seen at home or leaving. All of shape (D,). Of each trip, shape (T,): `row` of its day; `leave` and `back` in
    hours of local time since that day's midnight; `away_from`: later than `leave` where another trip of the table is
    still under way; `kwh`.
    """

    days: Ints
    names: Ints
    weights: Floats
    row: Ints
    leave: Floats
    away_from: Floats
    back: Floats
    kwh: Floats


def learn_trips(
    absences: Sequence[Absence],
    zone: tzinfo,
    since: datetime | None,
    until: datetime,
    departures: Sequence[Departure] = (),
    is_holiday: Callable[[date], bool] = is_public_holiday,
) -> TripHabits:
    """Collect witnesses from `since` (None: nothing observed yet) until the end of the day before `until`.

    A trip that is not over is no witness of how long it takes, so the days since it began are left out.
    """
    last = until.astimezone(zone).date().toordinal()
    first = last if since is None else max(since.astimezone(zone).date().toordinal(), last - WINDOW_DAYS)
    last = min([last, *(_wall(absence.start, zone)[0] for absence in absences if absence.end is None)])
    days = np.arange(first, max(first, last), dtype=np.int64)
    trips, seen = [], np.ones(len(days))
    if since is not None:
        began, hour = _wall(since, zone)
        _unsee(seen, 0, (began - first) * DAY_HOURS + hour)
    for absence in absences:
        if absence.end is None:
            continue
        (day, leave), (home, hour) = _wall(absence.start, zone), _wall(absence.end, zone)
        back = max((home - day) * DAY_HOURS + hour, leave + 0.05)
        row = day - first
        _unsee(seen, row + 1, back - DAY_HOURS)
        if 0 <= row < len(days):
            trips.append((row, leave, leave, back, absence.energy_kwh))
    fade = TOLD_DAYS / (1.0 + float(seen.sum()) / 14.0)
    told = [(len(days) + weekday, *times) for weekday, *times in _told(departures)]
    table = np.array([*trips, *told], dtype=np.float64).reshape(-1, 5).T
    weekdays = np.arange(7 if departures else 0, dtype=np.int64)
    if departures and seen.sum() < TABLE_RULES_DAYS:
        seen[:] = 0.0
    names = np.array([name_of_day(int(day), is_holiday) for day in days], dtype=np.int64)
    return TripHabits(
        np.concatenate([days, -1 - weekdays]),
        np.concatenate([names, weekdays]),
        np.concatenate([seen, np.full(len(weekdays), fade)]),
        table[0].astype(np.int64),
        *table[1:],
    )


def name_of_day(day: int, is_holiday: Callable[[date], bool] = is_public_holiday) -> int:
    """Return the weekday of an ordinal, or `HOLIDAY`; a holiday at the weekend is a day off in any case."""
    weekday = (day - 1) % 7
    return HOLIDAY if weekday < SATURDAY and is_holiday(date.fromordinal(day)) else weekday


def _wall(when: datetime, zone: tzinfo) -> tuple[int, float]:
    """Return the local day and the hours since its midnight by the clock on the wall."""
    wall = when.astimezone(zone)
    return wall.date().toordinal(), _hours(wall.time())


def _hours(at: time) -> float:
    return at.hour + at.minute / 60.0 + at.second / 3600.0


def _unsee(seen: Floats, row: int, hours: float) -> None:
    """Let the first hours from the midnight of `row` on not count: on the road a car begins no trip."""
    for at in range(max(row, 0), min(row + ceil(hours / DAY_HOURS), len(seen))):
        seen[at] = max(seen[at] - min(hours / DAY_HOURS - (at - row), 1.0), 0.0)


def _told(departures: Sequence[Departure]) -> Iterator[tuple[int, float, float, float, float]]:
    """Yield the trips of the driver's table: weekday, `leave`, `away_from`, `back`, `kwh`.

    A trip that comes back at the hour at which it left takes a day.
    """
    week = []
    for departure in departures:
        leave, back = _hours(departure.leave), _hours(departure.back)
        length = back - leave + (DAY_HOURS if back <= leave else 0.0)
        week += [
            (weekday * DAY_HOURS + leave, length, departure.energy_kwh) for weekday in departure.weekdays
        ]
    # the car that is out from Sunday into Monday leaves once
    out_until = max((begin + length for begin, length, _ in week), default=0.0) - WEEK_HOURS
    for begin, length, kwh in sorted(week):
        weekday, leave = divmod(begin, DAY_HOURS)
        back = leave + length
        yield int(weekday), leave, min(max(leave, out_until - weekday * DAY_HOURS), back), back, kwh
        out_until = max(out_until, begin + length)
