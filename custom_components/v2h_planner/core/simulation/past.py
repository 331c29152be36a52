"""The home's own past as a record that can be lived again: half hours from its meters, and where its car was.

What nobody knows stays NaN here, and its day is not counted: `Past.unknown_days`. It is lived all the same, with the
usual half hour in its place, so that the batteries go on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np

from ..accounting.ledger import Known, Mark, MeteredSlot
from ..arrays import Bools, Floats
from ..forecast.clear_sky import Place
from ..home import Home, Storage
from ..horizon import HALF_HOUR
from ..trips import WINDOW_DAYS, Absence, TripLog

# So many days of observed trips make a week that can be repeated; with less, the weekly table says more.
TELLING_DAYS = 14
WEEK = timedelta(days=7)
# Of trips that only the SOC tells of: their length where none was observed, the pause that still belongs to one, and
# the share of the battery below which it was no trip.
USUAL_TRIP = timedelta(hours=4)
PAUSE = timedelta(hours=2)
LEAST_TRIP_SHARE = 0.02


class TripsFrom(StrEnum):
    """Where the trips of a time come from that were not observed."""

    NOBODY = "nobody"  # all were observed, or the home has no car
    SOC = "soc"
    LATER_WEEKS = "later_weeks"
    WEEKLY_TABLE = "weekly_table"


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a home has behind it, by half hours from `start` (a local midnight); arrays of shape (T,), NaN where nobody knows.

    `own_yen`: market prices as the home's tariff takes them; `area_yen`: those of the supply area, before loss and
    tax, as other tariffs take them. `trips_before`: where the trips before `trips_since` come from. `fine_since`: from
    when on half hours were measured, and not hours.
    """

    start: datetime
    zone: ZoneInfo
    load_kw: Floats
    pv_kw: Floats
    co2: Floats
    own_yen: Floats
    area_yen: Floats
    absences: Mapping[str, tuple[Absence, ...]]
    trips_before: TripsFrom = TripsFrom.NOBODY
    trips_since: datetime
    fine_since: datetime
    place: Place | None = None

    def __len__(self) -> int:
        return len(self.load_kw)

    def time_of(self, index: int) -> datetime:
        """Return the start of a half hour, UTC."""
        return self.start.astimezone(UTC) + HALF_HOUR * index

    def day_of(self, index: int) -> date:
        """Return the local day of a half hour."""
        return self.time_of(index).astimezone(self.zone).date()

    def unknown_days(self, *needed: Floats) -> frozenset[date]:
        """Return the days that do not count: load, sun or one of the `needed` series is not known in a part of them."""
        known: Bools = np.isfinite(self.load_kw) & np.isfinite(self.pv_kw)
        for values in needed:
            known &= np.isfinite(values)
        return frozenset(self.day_of(int(i)) for i in np.flatnonzero(~known))


def filled(values: Floats) -> Floats:
    """Return the series with the mean of the same half hour of other days where a value is missing; 0 where all are."""
    days = -(-len(values) // 48)
    padded = np.concatenate([values, np.full(days * 48 - len(values), np.nan)])
    table = padded.reshape(days, 48)
    count = np.isfinite(table).sum(axis=0)
    usual = np.nansum(table, axis=0) / np.maximum(count, 1)
    some = usual[count > 0]
    usual[count == 0] = some.mean() if len(some) else 0.0
    return np.asarray(np.where(np.isfinite(table), table, usual).reshape(-1)[: len(values)])


def past_of(
    slots: Sequence[MeteredSlot],
    home: Home,
    trips: TripLog,
    prices: tuple[Mapping[float, float], Mapping[float, float]],
    zone: ZoneInfo,
    place: Place | None = None,
) -> Past | None:
    """Return the past that these slots tell of, in whole days; None where that is not a single one.

    `prices`: own and of the area, by the time stamp of the half hour's start.
    """
    if not slots:
        return None
    start = _midnight(slots[0].start, zone)
    if start < slots[0].start:
        start = _midnight(slots[0].start + timedelta(days=1), zone)
    end = _midnight(slots[-1].start + timedelta(hours=slots[-1].hours), zone)
    count = round((end - start) / HALF_HOUR)
    if count < 48:
        return None
    load, pv, co2 = (np.full(count, np.nan) for _ in range(3))
    for slot in slots:
        first = round((slot.start - start) / HALF_HOUR)
        at = slice(max(first, 0), max(first + max(round(2 * slot.hours), 1), 0))
        if slot.marks.load is not Mark.MISSING:
            load[at] = max(slot.load_kwh / slot.hours, 0.0)
        if slot.marks.pv is not Mark.MISSING:
            pv[at] = slot.pv_kwh / slot.hours
        if slot.marks.co2 is not Known.MISSING:
            co2[at] = slot.co2_kg_per_kwh
    stamps = [(start.astimezone(UTC) + HALF_HOUR * i).timestamp() for i in range(count)]
    own, area = (np.array([series.get(stamp, np.nan) for stamp in stamps]) for series in prices)
    known, before, since = _trips(home, trips, slots, start, end, zone)
    hourly = [slot.start for slot in slots if slot.hours > 0.5]
    return Past(
        start=start,
        zone=zone,
        load_kw=load,
        pv_kw=pv,
        co2=filled(co2),
        own_yen=own,
        area_yen=area,
        absences=known,
        trips_before=before,
        trips_since=since,
        fine_since=hourly[-1] + timedelta(hours=1) if hourly else start,
        place=place,
    )


def _midnight(when: datetime, zone: ZoneInfo) -> datetime:
    """Return the local midnight at or before a time."""
    return datetime.combine(when.astimezone(zone).date(), time(), tzinfo=zone)


def _trips(
    home: Home, log: TripLog, slots: Sequence[MeteredSlot], start: datetime, end: datetime, zone: ZoneInfo
) -> tuple[dict[str, tuple[Absence, ...]], TripsFrom, datetime]:
    """Return all trips from `start` to `end`, since when they were observed, and where those before come from."""
    cars = [storage for storage in home.storages if storage.kind.is_ev]
    since = min(max(log.since, end - timedelta(days=WINDOW_DAYS), start), end)
    observed = {s.id: [a for a in log.absences.get(s.id, ()) if _between(a, since, end)] for s in cars}
    before: Mapping[str, list[Absence]] = {}
    source = TripsFrom.NOBODY
    if cars and since > start:
        before, source = _before(cars, observed, slots, (start, since, end), zone)
    return {key: _in_order([*before.get(key, ()), *observed[key]]) for key in observed}, source, since


def _between(absence: Absence, start: datetime, end: datetime) -> bool:
    return absence.end is not None and start <= absence.start and absence.end <= end


def _before(
    cars: Sequence[Storage],
    observed: Mapping[str, list[Absence]],
    slots: Sequence[MeteredSlot],
    times: tuple[datetime, datetime, datetime],
    zone: ZoneInfo,
) -> tuple[dict[str, list[Absence]], TripsFrom]:
    """Return the trips before the observed ones, by what tells most of them. `times`: start, since and end."""
    start, since, end = times
    seen = {s.id: _by_soc(s, slots, observed[s.id], since) for s in cars}
    if all(len({a.start.date() for a in found}) * 2 >= (since - start).days for found in seen.values()):
        return seen, TripsFrom.SOC
    weeks = int((end - since) / WEEK)
    if weeks * 7 >= TELLING_DAYS and any(observed.values()):
        return {
            key: _again(found, weeks, times, zone) for key, found in observed.items()
        }, TripsFrom.LATER_WEEKS
    return {s.id: list(_by_table(s, start, since, zone)) for s in cars}, TripsFrom.WEEKLY_TABLE


def _by_soc(
    storage: Storage, slots: Sequence[MeteredSlot], observed: Sequence[Absence], since: datetime
) -> list[Absence]:
    """Return trips by what the SOC lost while no meter showed anything; a sudden loss is a return from a usual trip."""
    lengths = sorted((a.end or a.start) - a.start for a in observed)
    usual = lengths[len(lengths) // 2] if lengths else USUAL_TRIP
    found: list[Absence] = []
    for slot in slots:
        part = next((p for p in slot.storages if p.storage_id == storage.id), None)
        end = slot.start + timedelta(hours=slot.hours)
        if part is None or part.connected or part.drive_kwh <= 0.0 or end > since:
            continue
        last = found[-1] if found else None
        if last is not None and last.end is not None and slot.start - last.end <= PAUSE:
            found[-1] = Absence(last.start, end, last.energy_kwh + part.drive_kwh)
        else:
            found.append(Absence(slot.start, end, part.drive_kwh))
    telling = [a for a in found if a.energy_kwh >= LEAST_TRIP_SHARE * storage.capacity_kwh]
    return [replace(a, start=min(a.start, (a.end or a.start) - usual)) for a in telling]


def _again(
    observed: Sequence[Absence], weeks: int, times: tuple[datetime, datetime, datetime], zone: ZoneInfo
) -> list[Absence]:
    """Return the trips of the observed weeks, over and over again, back to the start."""
    start, since, _end = times
    whole = WEEK * weeks
    copies = int((since - start) / whole) + 1
    moved = [
        _moved(a, whole * (n + 1), zone) for n in range(copies) for a in observed if a.start < since + whole
    ]
    return [a for a in moved if start <= a.start < since]


def _moved(absence: Absence, back: timedelta, zone: ZoneInfo) -> Absence:
    """Return an absence so much earlier, at the same times of the clock."""
    end = absence.end or absence.start

    def moved(when: datetime) -> datetime:
        wall = when.astimezone(zone).replace(tzinfo=None) - back
        return wall.replace(tzinfo=zone).astimezone(UTC)

    return Absence(moved(absence.start), moved(end), absence.energy_kwh)


def _by_table(storage: Storage, start: datetime, end: datetime, zone: ZoneInfo) -> Iterable[Absence]:
    """Yield the trips of a weekly table."""
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        for departure in storage.departures:
            leave, back = departure.span_on(day, zone)
            if departure.holds_on(day) and start <= leave and back <= end:
                yield Absence(leave, back, departure.energy_kwh)
        day += timedelta(days=1)


def _in_order(absences: Iterable[Absence]) -> tuple[Absence, ...]:
    """Return the absences in time order, without those that begin before the last one has ended."""
    kept: list[Absence] = []
    for absence in sorted(absences, key=lambda a: a.start):
        if not kept or absence.start >= (kept[-1].end or kept[-1].start):
            kept.append(absence)
    return tuple(kept)
