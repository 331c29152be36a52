"""What people have told of a car wins over its habits: who says when it leaves, says that it is here before."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo

from ..arrays import Floats
from ..home import Departure
from ..horizon import Horizon

# What was asked for by a departure is charged at home within so long before it (`EARLY` of planning/targets.py).
BEFORE = timedelta(hours=12)


def told_departures(departures: Iterable[Departure], horizon: Horizon, zone: tzinfo) -> Iterator[datetime]:
    """Yield when the weekly table leaves within the horizon."""
    first, last = (edge.astimezone(zone).date().toordinal() for edge in (horizon.start, horizon.end))
    rows = tuple(departures)
    for day in range(first, last + 1):
        for row in rows:
            if row.holds_on(date.fromordinal(day)):
                yield row.span_on(date.fromordinal(day), zone)[0]


def here_before(away: Floats, horizon: Horizon, leaves: Iterable[datetime]) -> Floats:
    """Return the share away, where each departure that was told finds the car at home for a slot at least.

    Habits that leave it none would otherwise take back what a person has asked for.
    """
    away = away.copy()
    for leave in leaves:
        full = [
            t for t in range(len(horizon)) if horizon.edges[t + 1] <= leave <= horizon.edges[t + 1] + BEFORE
        ]
        if full and all(away[t] >= 0.5 for t in full):
            away[full[-1]] = 0.0
    return away
