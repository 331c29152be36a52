"""The books: closed half hours with their baseline, days and months; each kept as long as it is of use.

A half hour is closed once, when it is over. The baseline is one simulation that goes on from half hour to half hour, over
midnight and restarts. What the real batteries hold more than the baseline's is worth what refilling it costs; the change
of that worth belongs to the half hour:

    saved = baseline's cost - cost + worth after - worth before
    worth = sum over the storages of the worth of (real kWh - baseline's kWh)

so that savings of half hours, days and months add up, and stored energy counts at both ends of any of them. Where the
baseline's battery cannot follow (it is empty on the road, or full when the real one is charged elsewhere), the difference
that ends there is settled at its worth: only what a meter saw counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from ..home import Home, Storage
from ..horizon import HALF_HOUR, slot_floor
from ..plan import Plan
from .baseline import BaselineKind, Savings, UnitState, baseline_orders, relived
from .ledger import MeteredSlot, MeteredStorage
from .metering import DayLedger
from .stored_value import stored_worth
from .sums import NOTHING, Sums, sums_of, total
from .would import Would

KEEP_HALF_HOURS = timedelta(days=40)
KEEP_DAYS = timedelta(days=750)
# Less energy than this is a rounding error.
NOTHING_KWH = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedSlot:
    """A closed half hour, or an hour out of the recorder: its prices and marks, and what it adds to the sums."""

    start: datetime
    hours: float
    marks: str
    import_yen_per_kwh: float
    export_yen_per_kwh: float
    co2_kg_per_kwh: float
    sums: Sums

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.start + timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a kWh of the difference between a real battery and the baseline's was worth at the last look."""

    yen_per_kwh: float = 0.0
    kg_per_kwh: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What goes on from half hour to half hour, by storage id: the baseline's units, the real energy, what kWh are worth.

    `would`: the plan that is followed in a dry run, beside the home.
    """

    kind: BaselineKind = BaselineKind.NIGHT_TIMER
    units: dict[str, UnitState] = field(default_factory=dict)
    real_kwh: dict[str, float] = field(default_factory=dict)
    rates: dict[str, Rate] = field(default_factory=dict)
    would: Would | None = None

    @property
    def worth(self) -> tuple[float, float]:
        """Worth of all differences to the baseline at the last look, yen and kg."""
        rates = {key: self.rates.get(key, Rate()) for key in self.units}
        yen = sum(self.more_kwh(key) * rate.yen_per_kwh for key, rate in rates.items())
        return yen, sum(self.more_kwh(key) * rate.kg_per_kwh for key, rate in rates.items())

    def more_kwh(self, storage_id: str) -> float:
        """Return what a real battery holds more than the baseline's."""
        unit = self.units.get(storage_id)
        return 0.0 if unit is None else self.real_kwh[storage_id] - unit.kwh


@dataclass(frozen=True, kw_only=True)
class Books:
    """The closed half hours of the last weeks in their order, days of two years, months for ever (by their first day).

    `since`: when our own metering began; before it are hours of the recorder. `until`: all before this is closed.
    `untold`: from when on statistics have not been told yet. `past_read`: the recorder's past is in the books.
    """

    since: datetime | None = None
    until: datetime | None = None
    carried: Carried = Carried()
    half_hours: tuple[ClosedSlot, ...] = ()
    days: Mapping[date, Sums] = field(default_factory=dict)
    months: Mapping[date, Sums] = field(default_factory=dict)
    untold: datetime | None = None
    past_read: bool = False

    def month(self, day: date) -> Sums:
        """Return the sums of a day's month."""
        return self.months.get(day.replace(day=1), NOTHING)

    def year(self, day: date) -> Sums:
        """Return the sums of a day's year."""
        return total([sums for month, sums in self.months.items() if month.year == day.year])

    @property
    def total(self) -> Sums:
        """The sums of all months."""
        return total(list(self.months.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """What the books show at a time, the running half hour with them: sums of the day, month and year, of all time.

    `day`: the local day that is today.
    """

    day: date
    since: datetime | None
    kind: BaselineKind
    today: Sums = NOTHING
    yesterday: Sums = NOTHING
    month: Sums = NOTHING
    year: Sums = NOTHING
    total: Sums = NOTHING

    def savings(self, since: datetime) -> Savings:
        """Return the savings of today; `since`: when its metering began."""
        return Savings(
            actual=self.today.totals(),
            baseline=self.today.base_totals(),
            stored_yen=self.today.stored_yen,
            stored_kg=self.today.stored_kg,
            since=since,
        )


def close(
    books: Books,
    ledger: DayLedger,
    home: Home,
    zone: tzinfo,
    plan: Plan | None,
    upto: datetime,
    kind: BaselineKind | None = None,
) -> Books:
    """Return the books with the ledger's half hours that begin before `upto`; what is closed already stays as it is.

    They grow until they are `bounded`, after the recorder was told. `plan`: for what stored energy is worth, and for what a
    dry run would do next. `kind`: the baseline that is chosen now.
    """
    if kind is not None and kind is not books.carried.kind:
        # another baseline begins where the home stands; what was saved against the old one stays
        books = replace(books, carried=Carried(kind=kind))
    start_kwh = ledger.start_kwh if books.since is None else {}
    slots = (*ledger.before, *ledger.slots)
    new = [slot for slot in slots if books.until is None or slot.start >= books.until]
    for start, pieces in groupby(new, key=lambda slot: slot_floor(slot.start.astimezone(zone))):
        if start < upto:
            books = _closed(books, start, list(pieces), home, zone, plan, start_kwh)
            start_kwh = {}
    return books


def _closed(
    books: Books,
    start: datetime,
    pieces: list[MeteredSlot],
    home: Home,
    zone: tzinfo,
    plan: Plan | None,
    start_kwh: Mapping[str, float],
) -> Books:
    end = start + HALF_HOUR
    carried = _fitting(books.carried, home, start_kwh)
    yen_before, kg_before = carried.worth
    sums, ended_kwh = NOTHING, dict.fromkeys(carried.units, 0.0)
    for piece in pieces:
        base, after = _relived(carried, piece, home, zone)
        sums = sums.plus(sums_of(piece, base, home))
        for storage in home.storages:
            if storage.id in carried.units:
                ended_kwh[storage.id] = ended_kwh.get(storage.id, 0.0) + _ended_kwh(
                    carried, after, storage, piece, base
                )
        carried = after
    carried = _valued(carried, home, plan, end)
    rates = {key: carried.rates.get(key, Rate()) for key in ended_kwh}
    would = carried.would
    if would is not None:
        would, would_yen = would.lived(pieces, home, zone, carried.real_kwh, plan, end)
        sums = replace(sums, would_yen=would_yen)
    carried = replace(carried, would=Would.after(would, pieces[-1], home, carried.real_kwh, plan, end, zone))
    sums = replace(
        sums,
        stored_yen=carried.worth[0]
        - yen_before
        + sum(ended_kwh[key] * rate.yen_per_kwh for key, rate in rates.items()),
        stored_kg=carried.worth[1]
        - kg_before
        + sum(ended_kwh[key] * rate.kg_per_kwh for key, rate in rates.items()),
    )
    booked = replace(
        books,
        since=books.since or start,
        until=end,
        carried=carried,
        untold=books.untold or start,
    )
    return _entered(booked, [_entry(start, pieces, sums)], zone)


def _entry(start: datetime, pieces: Sequence[MeteredSlot], sums: Sums) -> ClosedSlot:
    last, marks = pieces[-1], pieces[0].marks
    for piece in pieces[1:]:
        marks = marks.worse(piece.marks)
    letters = (marks.grid, marks.pv, marks.storages, marks.load, marks.price, marks.co2)
    return ClosedSlot(
        start=start,
        hours=last.hours if len(pieces) == 1 and last.hours > 0.75 else 0.5,
        marks="".join(letters),
        import_yen_per_kwh=last.import_yen_per_kwh,
        export_yen_per_kwh=last.export_yen_per_kwh,
        co2_kg_per_kwh=last.co2_kg_per_kwh,
        sums=sums,
    )


def _fitting(carried: Carried, home: Home, start_kwh: Mapping[str, float]) -> Carried:
    """Return it for the storages that the home has now; those of `start_kwh` begin with that."""
    ids = {storage.id for storage in home.storages}
    units = {key: unit for key, unit in carried.units.items() if key in ids}
    real = {key: kwh for key, kwh in carried.real_kwh.items() if key in ids}
    for key, kwh in start_kwh.items():
        if key in ids and key not in units:
            units[key], real[key] = UnitState(kwh=kwh), kwh
    return replace(
        carried,
        units=units,
        real_kwh=real,
        rates={key: rate for key, rate in carried.rates.items() if key in ids},
    )


def _relived(carried: Carried, slot: MeteredSlot, home: Home, zone: tzinfo) -> tuple[MeteredSlot, Carried]:
    """Return a slot under the baseline, and what is carried on from it.

    A storage whose SOC is known for the first time begins at the end of the slot.
    """
    known = [storage for storage in home.storages if storage.id in carried.units]
    units = [carried.units[storage.id].unit(storage) for storage in known]
    base = relived(slot, units, home, baseline_orders(carried.kind, zone), carried.kind)
    states, real = dict[str, UnitState](), dict[str, float]()
    for unit in units:
        states[unit.storage.id] = UnitState.of(unit)
        part = _part(slot, unit.storage.id)
        moved = 0.0 if part is None else part.stored_kwh(unit.storage) + part.unexplained_kwh - part.drive_kwh
        real[unit.storage.id] = carried.real_kwh[unit.storage.id] + moved
    for storage in home.storages:
        part = _part(slot, storage.id)
        if storage.id not in states and part is not None and part.soc_end is not None:
            kwh = part.soc_end * storage.capacity_kwh
            states[storage.id] = UnitState(kwh=kwh, connected=part.connected)
            real[storage.id] = kwh
    return base, replace(carried, units=states, real_kwh=real)


def _part(slot: MeteredSlot, storage_id: str) -> MeteredStorage | None:
    return next((part for part in slot.storages if part.storage_id == storage_id), None)


def _ended_kwh(
    before: Carried, after: Carried, storage: Storage, slot: MeteredSlot, base: MeteredSlot
) -> float:
    """Return what of a difference to the baseline ended without a meter having seen it, kWh."""
    real, simulated = _part(slot, storage.id), _part(base, storage.id)
    metered = 0.0
    if real is not None and simulated is not None:
        metered = real.stored_kwh(storage) - simulated.stored_kwh(storage)
    return metered - (after.more_kwh(storage.id) - before.more_kwh(storage.id))


def _valued(carried: Carried, home: Home, plan: Plan | None, now: datetime) -> Carried:
    """Return it with what the differences are worth at the plan's prices; where nobody knows any, at the last ones."""
    rates = dict(carried.rates)
    for storage in home.storages:
        if plan is None or storage.id not in carried.units:
            continue
        more = carried.more_kwh(storage.id)
        measure = more if abs(more) >= NOTHING_KWH else 1.0
        if (worth := stored_worth(storage, measure, plan, now)) is not None:
            rates[storage.id] = Rate(yen_per_kwh=worth.yen / measure, kg_per_kwh=worth.co2_kg / measure)
    return replace(carried, rates=rates)


def fill(
    books: Books,
    slots: Iterable[MeteredSlot],
    home: Home,
    zone: tzinfo,
    saved_yen: Mapping[datetime, float] | None = None,
) -> Books:
    """Return the books with derived slots where they have a gap or have not begun; nobody's merit, and no baseline.

    `saved_yen`: what is known to have been saved, by the beginning of its hour, where books were lost.

    Filling twice with the same slots changes nothing. A slot of a time that is already metered in part stays out. The
    books are as long as what was filled in until they are `bounded`.
    """
    taken = {closed.start for closed in books.half_hours}
    taken |= {closed.start + HALF_HOUR for closed in books.half_hours if closed.hours > 0.5}
    known_from = books.half_hours[0].start if books.half_hours else None
    new, saved = [], dict(saved_yen or {})
    for slot in slots:
        covers = {slot.start, slot.start + HALF_HOUR} if slot.hours > 0.5 else {slot.start}
        late = books.until is not None and slot.start + timedelta(hours=slot.hours) > books.until
        old = books.past_read and known_from is not None and slot.start < known_from
        if not (covers & taken or late or old):
            sums = sums_of(slot, slot, home)
            yen = saved.pop(slot.start.replace(minute=0), 0.0)
            new.append(_entry(slot.start, [slot], replace(sums, base_paid_yen=sums.paid_yen + yen)))
    if not new:
        return books
    first = min(closed.start for closed in new)
    filled = replace(books, untold=first if books.untold is None else min(books.untold, first))
    return _entered(filled, new, zone)


def _entered(books: Books, entries: Sequence[ClosedSlot], zone: tzinfo) -> Books:
    """Return the books with these, in their order, in half hours, days and months."""
    days, months = dict(books.days), dict(books.months)
    for closed in entries:
        day = closed.start.astimezone(zone).date()
        days[day] = days.get(day, NOTHING).plus(closed.sums)
        month = day.replace(day=1)
        months[month] = months.get(month, NOTHING).plus(closed.sums)
    half_hours = (*books.half_hours, *entries)
    if len(entries) > 1 or (books.half_hours and entries[0].start < books.half_hours[-1].start):
        half_hours = tuple(sorted(half_hours, key=lambda closed: closed.start))
    return replace(books, half_hours=half_hours, days=days, months=months)


def bounded(books: Books, zone: tzinfo) -> Books:
    """Return the books without what is too old for its kind."""
    if not books.half_hours:
        return books
    until = books.until or books.half_hours[-1].end
    first_day = (until - KEEP_DAYS).astimezone(zone).date()
    oldest = until - KEEP_HALF_HOURS
    if books.half_hours[0].start >= oldest and all(day >= first_day for day in books.days):
        return books
    return replace(
        books,
        half_hours=tuple(closed for closed in books.half_hours if closed.start >= oldest),
        days={day: sums for day, sums in books.days.items() if day >= first_day},
    )


def accounts(
    books: Books,
    ledger: DayLedger | None,
    home: Home,
    zone: tzinfo,
    plan: Plan | None,
    now: datetime,
    kind: BaselineKind | None = None,
) -> Accounts:
    """Return what is shown now: the books with the half hours that are not closed yet."""
    shown = books if ledger is None else close(books, ledger, home, zone, plan, now + HALF_HOUR, kind)
    day = now.astimezone(zone).date()
    return Accounts(
        day=day,
        since=shown.since,
        kind=shown.carried.kind,
        today=shown.days.get(day, NOTHING),
        yesterday=shown.days.get(day - timedelta(days=1), NOTHING),
        month=shown.month(day),
        year=shown.year(day),
        total=shown.total,
    )
