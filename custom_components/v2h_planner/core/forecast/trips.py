"""When the car is away, what it drives, and what an unplanned trip may need: learned from its own past.

Every past day is a witness: it has the car away or at home in each half hour, and every departure with the
energy it took. A future half hour is the weighted mean of the witnesses that are alike: the same kind of
day, recent, and, for the rest of today, those where the car was at this hour what it is now. The weekly
departures that the driver enters count as further witnesses and fade as real days come in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import numpy as np

from ..arrays import Floats, Ints
from ..home import Departure, Storage
from ..horizon import Horizon
from ..milp.data import RESERVE_LEVELS
from ..trips import UNKNOWN_TRIP_SHARE, WINDOW_DAYS, Absence
from . import TripForecast
from .day_table import HALVES, SATURDAY, cut

HALF_LIFE_DAYS = 28.0
SAME_WEEKDAY = 1.0
SAME_KIND = 0.6
OTHER_KIND = 0.05
# The driver's own table counts like this many real days of that weekday.
TOLD_DAYS = 3.0
# A day that begins at 4 in the morning ends late trips in the night with the day they belong to.
DAY_TURNS_HALF = 8
# What being short of a kWh on the road costs: a detour to a fast charger, its price and the wait.
SHORT_YEN_PER_KWH = 300.0
# Before anything is learned: one unplanned trip in 25 days.
UNPLANNED_PER_DAY = 0.04
UNPLANNED_HALVES = range(16, 44)
# With less than this weight of witnesses who had the car where it is now, it is expected to stay so for a while.
FEW_WITNESSES = 0.5
STAYS_HOURS = 3.0
# The prior counts like this many witnessed days.
PRIOR_DAYS = 5.0


@dataclass(frozen=True)
class TripHabits:
    """Witnesses: past days, each with a weight of its own (told days, from the driver's table, are heavier).

    `days`: ordinals, or -1 - weekday for a told one, shape (D,). `away`, `drive_kwh`: shape (D, 48).
    `left_kwh`: energy of the trip that began in the half hour, 0 without one, shape (D, 48).
    """

    days: Ints
    weights: Floats
    away: Floats
    drive_kwh: Floats
    left_kwh: Floats


def learn_trips(
    absences: Sequence[Absence],
    zone: tzinfo,
    since: datetime | None,
    until: datetime,
    departures: Sequence[Departure] = (),
) -> TripHabits:
    """Collect witnesses from `since` (None: nothing observed yet) until the end of the day before `until`."""
    today = until.astimezone(zone).date().toordinal()
    first = today if since is None else max(since.astimezone(zone).date().toordinal(), today - WINDOW_DAYS)
    observed = np.arange(first, today, dtype=np.int64)
    table = _Witnesses(observed, zone)
    for absence in absences:
        table.add(absence.start, absence.end or until, absence.energy_kwh)
    told = _told(departures)
    fade = TOLD_DAYS / (1.0 + len(observed) / 14.0)
    return TripHabits(
        days=np.concatenate([observed, told.days]),
        weights=np.concatenate([np.ones(len(observed)), np.full(len(told.days), fade)]),
        away=np.concatenate([table.away, told.away]),
        drive_kwh=np.concatenate([table.drive_kwh, told.drive_kwh]),
        left_kwh=np.concatenate([table.left_kwh, told.left_kwh]),
    )


class _Witnesses:
    """Rows of consecutive local days, filled from absences."""

    def __init__(self, days: Ints, zone: tzinfo) -> None:
        self.days = days
        self._zone = zone
        self.away = np.zeros((len(days), HALVES))
        self.drive_kwh = np.zeros((len(days), HALVES))
        self.left_kwh = np.zeros((len(days), HALVES))

    def add(self, start: datetime, end: datetime, energy_kwh: float) -> None:
        """Mark one absence; what lies outside the rows is left out."""
        if not len(self.days):
            return
        lo, hi = self._halves(start), max(self._halves(end), self._halves(start) + 0.1)
        cells = np.arange(int(np.floor(lo)), int(np.ceil(hi)))
        share = np.minimum(hi, cells + 1) - np.maximum(lo, cells)
        inside = (cells >= 0) & (cells < self.away.size)
        flat_away, flat_drive, flat_left = (a.reshape(-1) for a in (self.away, self.drive_kwh, self.left_kwh))
        flat_away[cells[inside]] = np.minimum(flat_away[cells[inside]] + share[inside], 1.0)
        flat_drive[cells[inside]] += energy_kwh * share[inside] / (hi - lo)
        if 0 <= cells[0] < self.away.size:
            flat_left[cells[0]] += energy_kwh

    def _halves(self, when: datetime) -> float:
        """Return local half hours since the first row's midnight."""
        wall = when.astimezone(self._zone)
        day = wall.date().toordinal() - int(self.days[0])
        return day * HALVES + (wall.hour * 3600 + wall.minute * 60 + wall.second) / 1800.0


def _told(departures: Sequence[Departure]) -> TripHabits:
    """Return one row for each weekday, from the driver's table; no rows without a table."""
    days = np.arange(7 if departures else 0, dtype=np.int64)
    away, drive, left = (np.zeros((len(days), HALVES)) for _ in range(3))
    for departure in departures:
        lo = (departure.leave.hour * 60 + departure.leave.minute) / 30.0
        hi = (departure.back.hour * 60 + departure.back.minute) / 30.0
        hi += HALVES if hi <= lo else 0
        for weekday in departure.weekdays:
            for cell in range(int(lo), int(np.ceil(hi))):
                row = (weekday + cell // HALVES) % 7
                share = min(hi, cell + 1) - max(lo, cell)
                away[row, cell % HALVES] = min(1.0, away[row, cell % HALVES] + share)
                drive[row, cell % HALVES] += departure.energy_kwh * share / (hi - lo)
            left[weekday, int(lo)] += departure.energy_kwh
    return TripHabits(-1 - days, np.ones(len(days)), away, drive, left)


def forecast_trips(
    horizon: Horizon,
    zone: tzinfo,
    storage: Storage,
    habits: TripHabits,
    connected: bool | None = None,
    planned: Sequence[Absence] = (),
    away_since: datetime | None = None,
) -> TripForecast:
    """Forecast the absences of one storage. `planned`: one-off trips that were announced; `connected`: now.

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
    pieces = cut(horizon, zone)
    levels = _levels(storage, habits)
    first_day, first_half = int(pieces.day[0]), int(pieces.half[0])
    weekdays = (pieces.day - 1) % 7
    # one profile for each weekday of the horizon, and one for the rest of today
    present = np.unique(weekdays)
    profiles = [_profile(habits, _alike(habits, first_day, int(day)), storage, levels) for day in present]
    which = np.searchsorted(present, weekdays)
    doubt = np.zeros(len(pieces.slot))
    already_kwh = 0.0
    if connected is not None:
        was_away = habits.away[:, first_half] >= 0.5
        alike = _alike(habits, first_day, int(weekdays[0])) * (was_away != connected)
        turn = DAY_TURNS_HALF + (HALVES if first_half >= DAY_TURNS_HALF else 0)
        rest_of_day = (pieces.day - first_day) * HALVES + pieces.half < turn
        if alike.sum() >= FEW_WITNESSES:
            now = _profile(habits, alike, storage, levels)
            profiles.append(now)
            which = np.where(rest_of_day, len(profiles) - 1, which)
            if away_since is not None and not connected:
                already_kwh = _driven(now, away_since.astimezone(zone), first_day, first_half)
        else:
            # nobody to ask: it stays as it is for a while, and then we do not know
            doubt = 0.5 ** (pieces.ahead / STAYS_HOURS)
    away = np.stack([p.away for p in profiles])[which, pieces.half]
    away = doubt * (0.0 if connected else 1.0) + (1.0 - doubt) * away
    drive = np.stack([p.drive_kwh for p in profiles])[which, pieces.half]
    rate = np.stack([p.rate for p in profiles])[which, pieces.half]
    share = pieces.mean(away)
    trip = np.bincount(pieces.slot, drive * _half_hours(horizon, pieces.slot)).astype(np.float64)
    weight = np.stack([pieces.mean(column) for column in rate.T], axis=1) * SHORT_YEN_PER_KWH
    if connected is not None:
        share[0] = 0.0 if connected else 1.0
        trip[0] = 0.0 if connected else trip[0] + already_kwh
    for absence in planned:
        end = absence.end or absence.start + timedelta(hours=8)
        hours = horizon.overlap_hours(absence.start, end)
        share = np.maximum(share, hours / horizon.hours)
        whole = (end - absence.start).total_seconds() / 3600.0
        trip = np.maximum(trip, absence.energy_kwh * hours / whole)
    return TripForecast(
        storage_id=storage.id,
        away=np.clip(share, 0.0, 1.0),
        trip_kwh=trip,
        reserve_kwh=levels,
        # who is surely away cannot leave
        reserve_weight=np.where(share[:, None] > 0.99, 0.0, weight),
    )


@dataclass(frozen=True)
class _Profile:
    """A day as its witnesses have it: `away`, `drive_kwh` (48,), departures an hour by level `rate` (48, R)."""

    away: Floats
    drive_kwh: Floats
    rate: Floats


def _profile(habits: TripHabits, weights: Floats, storage: Storage, levels: Floats) -> _Profile:
    """Return the weighted mean of the witnesses."""
    total = float(weights.sum())
    share = weights / total if total > 1e-6 else weights
    rank = np.searchsorted(levels, habits.left_kwh - 1e-9).clip(0, RESERVE_LEVELS - 1)
    left = habits.left_kwh > 0
    prior = _prior(storage, levels)
    gone = np.stack([weights @ (left & (rank == r)) for r in range(RESERVE_LEVELS)], axis=1)
    rate = (gone + PRIOR_DAYS * prior) / (total + PRIOR_DAYS)
    return _Profile(share @ habits.away, share @ habits.drive_kwh, 2.0 * rate)


def _driven(profile: _Profile, since: datetime, first_day: int, first_half: int) -> float:
    """Return the energy that a trip under way has probably taken since it began, kWh."""
    begun = (since.date().toordinal() - first_day) * HALVES + since.hour * 2 + since.minute // 30
    cells = np.arange(max(begun, first_half - HALVES), first_half)
    return float(profile.drive_kwh[cells % HALVES].sum())


def _half_hours(horizon: Horizon, slot: Ints) -> Floats:
    """Return the length of each piece in half hours, shape (M,)."""
    return np.asarray(2.0 * horizon.hours[slot] / np.bincount(slot)[slot])


def _alike(habits: TripHabits, today: int, weekday: int) -> Floats:
    """Return the weight of every witness for a day of that weekday, shape (D,)."""
    told = habits.days < 0
    of = np.where(told, -1 - habits.days, (habits.days - 1) % 7)
    kind = np.where((of >= SATURDAY) == (weekday >= SATURDAY), SAME_KIND, OTHER_KIND)
    likeness = np.where(of == weekday, SAME_WEEKDAY, np.where(told, 0.0, kind))
    age = np.where(told, 0, np.maximum(today - habits.days, 0))
    return np.asarray(habits.weights * likeness * 0.5 ** (age / HALF_LIFE_DAYS))


def _levels(storage: Storage, habits: TripHabits) -> Floats:
    """Return three levels of energy a departure may need: usual, long, the longest so far; at most what fits."""
    trips = habits.left_kwh[habits.left_kwh > 0]
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
