"""When the car is away, what it drives, and what an unplanned trip may need: learned from its own past.

Every past day is a witness of the trips that began on it, each as long as it lasted, so that a night is never cut in
two at midnight. A future day's trips are the weighted mean of the witnesses that are alike: the same kind of day,
recent, and, for what began today or before, those that had the car now where it is. The weekly departures that the
driver enters count as further witnesses and fade as real days come in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Self

import numpy as np

from ..arrays import Bools, Floats, Ints
from ..home import Departure, Storage, ToldDay
from ..horizon import Horizon
from ..milp.data import RESERVE_LEVELS
from ..public_holidays import is_public_holiday
from ..trips import LATE, UNKNOWN_TRIP_SHARE, WINDOW_DAYS, Absence
from . import TripForecast
from .day_table import EPOCH, HALVES, SATURDAY, Pieces, cut, moments
from .trip_habits import DAY_HOURS, HOLIDAY, TripHabits, learn_trips, name_of_day
from .trip_told import here_before, told_departures

__all__ = ["TripHabits", "forecast_trips", "learn_trips"]

HALF_LIFE_DAYS = 28.0
# How alike two days are: by name (their weekday, or a public holiday), by kind (both of work, or both off), or not.
# There are few public holidays: whoever works on them is soon known.
SAME_NAME = 1.0
SAME_HOLIDAY = 3.0
SAME_KIND = 0.6
OTHER_KIND = 0.05
# So many days of which nobody knows anything, and on which the car stays, are asked as well: the doubt of few witnesses.
DOUBT_DAYS = 0.0
# Before anything is learned: one unplanned trip in 25 days.
UNPLANNED_PER_DAY = 0.04
UNPLANNED_HALVES = range(16, 44)
# With less than this weight of witnesses who had the car where it is now, it is expected to stay so for a while.
FEW_WITNESSES = 0.5
STAYS_HOURS = 3.0
# Nobody is punctual: so near a departure or return the car may be on either side of it.
PUNCTUAL = timedelta(minutes=15)
# A trip under way is alike those that began at most so long before or after it did.
BEGAN_WITHIN_S = 12 * 3600.0
# The prior counts like this many witnessed days.
PRIOR_DAYS = 5.0
# An announced trip without an end.
UNKNOWN_END = timedelta(hours=8)


@dataclass(frozen=True)
class _Day:
    """The trips of all witnesses as if they had begun on `day`.

    `weights`: how alike each witness is, shape (D,). Of each trip, shape (T,): `row` of its witness; `half` hour of
    the day in which it begins; `leave`, `away_from`, `back`: Unix time; `kwh`; `late`: by the witnesses under way, though the car is still here.
    """

    day: int
    weights: Floats
    row: Ints
    half: Ints
    leave: Floats
    away_from: Floats
    back: Floats
    kwh: Floats
    late: Bools

    @property
    def share(self) -> Floats:
        """How far each trip is expected, shape (T,)."""
        return _share(self.weights, DOUBT_DAYS)[self.row]

    def under_way(self, now: float, slack_s: float) -> Bools:
        """Mask of the trips that are under way, give or take the slack, shape (T,)."""
        return np.asarray((self.leave - slack_s <= now) & (now < self.back + slack_s))

    def begun(self, lo: float, hi: float) -> Bools:
        """Mask of the trips that begin in [lo, hi), shape (T,)."""
        return np.asarray((lo <= self.leave) & (self.leave < hi))

    def made(self, absences: Sequence[Absence]) -> Bools:
        """Mask of the trips that one of these absences was, shape (T,)."""
        spans = [
            (datetime.fromtimestamp(leave, UTC), datetime.fromtimestamp(back, UTC))
            for leave, back in zip(self.leave, self.back, strict=True)
        ]
        return np.array([any(a.made(*span) for a in absences) for span in spans], dtype=np.bool_)

    def without(self, trips: Bools) -> Self:
        """Return the day without these trips."""
        kept = {
            name: getattr(self, name)[~trips]
            for name in ("row", "half", "leave", "away_from", "back", "kwh", "late")
        }
        return replace(self, **kept)

    def has(self, trips: Bools) -> Bools:
        """Mask of the witnesses with one of these trips, shape (D,)."""
        mask = np.zeros(len(self.weights), dtype=np.bool_)
        mask[self.row[trips]] = True
        return mask


def _as_if_begun(habits: TripHabits, day: int, weights: Floats, zone: tzinfo) -> _Day:
    """Return a day with the trips of the witnesses at the same times of the clock on the wall."""

    def stamps(hours: Floats) -> Floats:
        return moments(np.round((day - EPOCH) * 86400.0 + hours * 3600.0, 6), zone)

    return _Day(
        day=day,
        weights=weights,
        row=habits.row,
        half=(2.0 * habits.leave).astype(np.int64),
        leave=stamps(habits.leave),
        away_from=stamps(habits.away_from),
        back=stamps(habits.back),
        kwh=habits.kwh,
        late=np.zeros(len(habits.row), dtype=np.bool_),
    )


def _taken_out(day: _Day, habits: TripHabits, departures: Sequence[Departure], zone: tzinfo) -> Bools:
    """Mask of the trips of the table that are not made on that day, shape (T,): a person has said so, or it is a holiday."""
    date_, out = date.fromordinal(day.day), np.zeros(len(day.row), dtype=np.bool_)
    for row in departures:
        if not row.is_usual_on(date_) or row.holds_on(date_):
            continue
        trips = day.made([Absence(*row.span_on(date_, zone), 0.0)])
        if date_ not in row.skipped:
            # an outing of another day off is not this row's trip, at whatever hour it was
            trips &= np.array([_makes(row, int(w)) for w in habits.days], dtype=np.bool_)[day.row]
        out |= trips
    return out


def _makes(row: Departure, witness: int) -> bool:
    """Return whether a row of the table is made on a witness's day."""
    return -1 - witness in row.weekdays if witness < 0 else row.holds_on(date.fromordinal(witness))


def _share(weights: Floats, doubt: float = 0.0) -> Floats:
    total = float(weights.sum()) + doubt
    return np.asarray(weights / total if total > 1e-6 else weights)


def forecast_trips(
    horizon: Horizon,
    zone: tzinfo,
    storage: Storage,
    habits: TripHabits,
    connected: bool | None = None,
    planned: Sequence[Absence] = (),
    away_since: datetime | None = None,
    absences: Sequence[Absence] = (),
    *,
    told_days: Sequence[ToldDay] = (),
    unplugged: bool = False,
    is_holiday: Callable[[date], bool] = is_public_holiday,
) -> TripForecast:
    """Forecast the absences of one storage. `planned`: one-off trips that were announced; `connected`: it is at home now.

    `absences`: those that were observed; a trip that one of them was is not expected again. `told_days`: on them only
    the `planned` trips begin; not on the one on which the car has left against what was told. `unplugged`: it is at home,
    and of no use there until somebody plugs it in.

    While the car is away, its way back is that of the witnesses who were away at this hour, too. Give
    `away_since` when its SOC is known only from before it left: what it has driven is then added.
    """
    n = len(horizon)
    if not storage.kind.is_ev:
        zero = np.zeros(n)
        levels = storage.capacity_kwh * np.linspace(0.2, 0.6, RESERVE_LEVELS)
        return TripForecast(
            storage_id=storage.id,
            away=zero,
            trip_kwh=zero.copy(),
            reserve_kwh=levels,
            reserve_weight=np.zeros((n, RESERVE_LEVELS)),
        )
    levels = _levels(storage, habits)
    since = None if connected is not False or away_since is None else away_since
    announced = [
        _Announced.of(trip, horizon, connected, since)
        for trip in planned
        if not (connected and trip.start + LATE <= horizon.start)
    ]
    # an announced trip says where the car is: no habit has to explain it
    told = connected is False and any(trip.under_way(horizon.start) for trip in announced)
    here = True if told else connected
    against = connected is False and not told
    known = [day for day in told_days if not (against and day.start <= horizon.start < day.end)]
    days, explained = _days(
        habits, horizon, zone, here, since, absences, storage.departures, is_holiday, known
    )
    away, trip_kwh = _expected(days, horizon, explained)
    asked = [trip.start for trip in planned]
    if connected is not False:
        asked += told_departures(storage.departures, horizon, zone)
    away = here_before(away, horizon, asked)
    if connected is not None:
        away[0] = 0.0 if connected else 1.0
        trip_kwh[0] = 0.0 if connected else trip_kwh[0]
    for trip in announced:
        hours = horizon.overlap_hours(trip.start, trip.end)
        away = np.maximum(away, hours / horizon.hours)
        trip_kwh = np.maximum(trip_kwh, trip.kw * hours)
    if since is not None:
        driven = _driven(days, since, horizon.start) if explained and not told else 0.0
        trip_kwh[0] += max([driven, *(trip.driven_kwh(since, horizon.start) for trip in announced)])
    if connected and unplugged:
        away = 1.0 - (1.0 - away) * (1.0 - _stays(horizon))
        away[0] = 1.0
    away = np.clip(away, 0.0, 1.0)
    return TripForecast(
        storage_id=storage.id,
        away=away,
        trip_kwh=trip_kwh,
        reserve_kwh=levels,
        # who is surely away cannot leave
        reserve_weight=np.where(
            away[:, None] > 0.99, 0.0, _reserve_weight(days, cut(horizon, zone), storage, levels)
        ),
    )


@dataclass(frozen=True)
class _Announced:
    """A trip that was announced: from `start` to `end`, at so many kW on the average."""

    start: datetime
    end: datetime
    kw: float

    @classmethod
    def of(cls, trip: Absence, horizon: Horizon, connected: bool | None, since: datetime | None) -> Self:
        """Return the trip; for a car that is late, and still here, all of it lies ahead; one may have left early."""
        end = trip.end or trip.start + UNKNOWN_END
        start = horizon.edges[1] if connected and trip.start <= horizon.start else trip.start
        if since is not None and trip.start - LATE <= since < trip.start:
            start = since
        hours = (end - start).total_seconds() / 3600.0
        return cls(start, end, trip.energy_kwh / hours if hours > 0 else 0.0)

    def under_way(self, now: datetime) -> bool:
        """Whether it is under way, give or take a moment."""
        return self.start - PUNCTUAL <= now < self.end + PUNCTUAL

    def driven_kwh(self, since: datetime, now: datetime) -> float:
        """Return the energy that it has probably taken since the car left."""
        return self.kw * max((min(now, self.end) - max(since, self.start)).total_seconds() / 3600.0, 0.0)


def _days(
    habits: TripHabits,
    horizon: Horizon,
    zone: tzinfo,
    connected: bool | None,
    since: datetime | None,
    absences: Sequence[Absence],
    departures: Sequence[Departure],
    is_holiday: Callable[[date], bool],
    told_days: Sequence[ToldDay],
) -> tuple[list[_Day], bool]:
    """Return all days whose trips may reach into the horizon, and whether a witness explains that the car is away."""
    today, last = (edge.astimezone(zone).date().toordinal() for edge in (horizon.start, horizon.end))
    if since is not None:
        # the days since it left say nothing of when it comes back
        left = since.astimezone(zone).date().toordinal()
        habits = replace(habits, weights=np.where(habits.days >= left, 0.0, habits.weights))
    reach = min(int(habits.back.max(initial=0.0) // DAY_HOURS), WINDOW_DAYS)
    days = [
        _as_if_begun(habits, day, _alike(habits, today, day, is_holiday, departures), zone)
        for day in range(today - reach, last + 1)
    ]
    days = [day.without(_taken_out(day, habits, departures, zone)) for day in days]
    for told in told_days:
        days = [day.without(day.begun(told.start.timestamp(), told.end.timestamp())) for day in days]
    now = horizon.start.timestamp()
    begun, later = days[: reach + 1], days[reach + 1 :]
    if connected:
        return [*(_at_home(day, now, absences) for day in begun), *later], True
    if connected is None:
        return days, True
    begun, explained = _away(begun, now, None if since is None else since.timestamp())
    return [*begun, *later], explained


def _at_home(day: _Day, now: float, absences: Sequence[Absence]) -> _Day:
    """Leave the day to the witnesses who had the car at home by now; without any of them, it is late.

    What has been made already, or should have begun long ago, is not late: it is over.
    """
    gone = day.under_way(now, -PUNCTUAL.total_seconds())
    weights = np.where(day.has(gone), 0.0, day.weights)
    if not weights.sum() < FEW_WITNESSES < day.weights.sum():
        return replace(day, weights=weights)
    over = gone & ((day.leave + LATE.total_seconds() <= now) | day.made(absences))
    return replace(day.without(over), late=gone[~over])


def _away(begun: list[_Day], now: float, since: float | None) -> tuple[list[_Day], bool]:
    """Leave the days to those witnesses of each, and those days of all, that explain why the car is away.

    Without enough of them nothing is changed, and the second value is False.
    """
    out = [day.under_way(now, PUNCTUAL.total_seconds()) for day in begun]
    if since is not None:
        out = [
            mask & (np.abs(day.leave - since) <= BEGAN_WITHIN_S) for day, mask in zip(begun, out, strict=True)
        ]
    theirs = [day.weights * day.has(mask) for day, mask in zip(begun, out, strict=True)]
    if sum(weights.sum() for weights in theirs) < FEW_WITNESSES:
        return begun, False
    chances = _share(
        np.array([w.sum() / max(day.weights.sum(), 1e-6) for day, w in zip(begun, theirs, strict=True)])
    )
    result = []
    for day, weights, chance in zip(begun, theirs, chances, strict=True):
        others = day.weights - weights
        if weights.any() and others.any():
            mixed = chance * _share(weights) + (1.0 - chance) * _share(others)
            day = replace(day, weights=day.weights.sum() * mixed)
        result.append(day)
    return result, True


def _expected(days: Sequence[_Day], horizon: Horizon, explained: bool) -> tuple[Floats, Floats]:
    """Return the share of each slot in which the car is away, and the energy that it drives, both of shape (N,).

    Where nobody explains where the car is, it stays so for a while, and then we do not know; away no longer than
    until the next departure.
    """
    edges = np.array([edge.timestamp() for edge in horizon.edges])
    lo, hi, now = edges[:-1], edges[1:], edges[0]
    stays = _stays(horizon)
    away_s, kwh, left = (np.zeros(len(horizon)) for _ in range(3))
    for day in days:
        share = day.share[:, None]
        leave, away_from, back = (times[:, None] for times in (day.leave, day.away_from, day.back))
        out = np.maximum(np.minimum(hi, back) - np.maximum(lo, away_from), 0.0)
        driving = np.maximum(np.minimum(hi, back) - np.maximum(lo, leave), 0.0)
        away_s += (share * out * np.where(day.late[:, None], 1.0 - stays, 1.0)).sum(axis=0)
        kwh += (share * day.kwh[:, None] * driving / (back - leave)).sum(axis=0)
        left += (share * ((leave > now) & (leave <= lo))).sum(axis=0)
    away = np.minimum(away_s / (hi - lo), 1.0)
    if not explained:
        away = 1.0 - (1.0 - away) * (1.0 - stays * (1.0 - np.minimum(left, 1.0)))
    return away, kwh


def _stays(horizon: Horizon) -> Floats:
    """Return how likely it still is where it is, for no reason that anybody knows, shape (N,)."""
    edges = np.array([edge.timestamp() for edge in horizon.edges])
    ahead_s = (edges[:-1] + edges[1:]) / 2.0 - edges[0]
    return np.asarray(0.5 ** (ahead_s / 3600.0 / STAYS_HOURS))


def _driven(days: Sequence[_Day], since: datetime, now: datetime) -> float:
    """Return the energy that a trip under way has probably taken since it began, kWh."""
    lo, hi = since.timestamp(), now.timestamp()
    total = 0.0
    for day in days:
        out = day.under_way(hi, PUNCTUAL.total_seconds())
        driving = np.maximum(np.minimum(hi, day.back) - np.maximum(lo, day.leave), 0.0)
        total += float((day.share * out * day.kwh * driving / (day.back - day.leave)).sum())
    return total


def _reserve_weight(days: Sequence[_Day], pieces: Pieces, storage: Storage, levels: Floats) -> Floats:
    """Return yen for each kWh short of each level and for each hour, by the departures of each day, shape (N, R)."""
    prior = PRIOR_DAYS * _prior(storage, levels)
    rate = np.zeros((len(pieces.day), RESERVE_LEVELS))
    for day in days:
        rank = np.searchsorted(levels, day.kwh - 1e-9).clip(0, RESERVE_LEVELS - 1)
        gone = np.zeros((HALVES, RESERVE_LEVELS))
        np.add.at(gone, (day.half, rank), day.weights[day.row] * (day.kwh > 0))
        here = pieces.day == day.day
        rate[here] = 2.0 * ((gone + prior) / (day.weights.sum() + PRIOR_DAYS))[pieces.half[here]]
    return np.stack([pieces.mean(column) for column in rate.T], axis=1) * storage.short_yen_per_kwh


def _alike(
    habits: TripHabits,
    today: int,
    day: int,
    is_holiday: Callable[[date], bool],
    departures: Sequence[Departure],
) -> Floats:
    """Return the weight of every witness for a trip that begins on that day, shape (D,).

    A public holiday on which a row of the table holds is a day of work: who has a table has said so.
    """
    told, weekday, name = habits.days < 0, (day - 1) % 7, name_of_day(day, is_holiday)
    works = name == HOLIDAY and any(row.holds_on(date.fromordinal(day)) for row in departures)
    likeness = likeness_of(habits.names, name, works=works)
    likeness = np.where(told, SAME_NAME * (habits.names == weekday), likeness)
    age = np.where(told, 0, np.maximum(today - habits.days, 0))
    return np.asarray(habits.weights * likeness * 0.5 ** (age / HALF_LIFE_DAYS))


def likeness_of(names: Ints, name: int, *, works: bool = False) -> Floats:
    """Return how alike days of these names are to one of that name; a public holiday is a day off, unless one `works` on it."""
    same = SAME_HOLIDAY if name == HOLIDAY else SAME_NAME
    off = name >= SATURDAY and not works
    kind = np.where((names >= SATURDAY) == off, SAME_KIND, OTHER_KIND)
    return np.where(names == name, same, kind)


def _levels(storage: Storage, habits: TripHabits) -> Floats:
    """Return three levels of energy a departure may need: usual, long, the longest so far; at most what fits."""
    trips = habits.kwh[habits.kwh > 0]
    guess = storage.capacity_kwh * UNKNOWN_TRIP_SHARE
    if len(trips) < 5:
        base = max(float(trips.max(initial=0.0)), 0.0)
        levels = np.array([0.5 * guess, guess, 2.0 * guess]) + np.array([0.0, base / 2, base])
    else:
        levels = np.quantile(trips, [0.6, 0.93, 1.0])
        levels[2] = max(levels[2], guess)
    # a little more than the trip: nobody arrives with an empty battery
    levels = np.minimum(levels * 1.1, storage.max_soc * storage.capacity_kwh)
    for r in range(1, RESERVE_LEVELS):
        levels[r] = max(levels[r], levels[r - 1] + 0.01 * storage.capacity_kwh)
    return np.asarray(levels, dtype=np.float64)


def _prior(storage: Storage, levels: Floats) -> Floats:
    """Return unplanned departures a half hour before any are known, by level, shape (48, R)."""
    out = np.zeros((HALVES, RESERVE_LEVELS))
    level = min(int(np.searchsorted(levels, storage.capacity_kwh * UNKNOWN_TRIP_SHARE)), RESERVE_LEVELS - 1)
    out[list(UNPLANNED_HALVES), level] = UNPLANNED_PER_DAY / len(UNPLANNED_HALVES)
    return out
