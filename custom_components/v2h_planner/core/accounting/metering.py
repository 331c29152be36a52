"""The local day so far, metered from the readings into the ledger's half hours."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from ..home import Home, Storage
from ..horizon import slot_floor
from ..plan import PlanSlot
from ..readings import LONGEST_GAP, Readings, StorageReading
from ..trips import OTHER_SOC, SOC_BACK_WITHIN
from .ledger import Known, Mark, Marks, MeteredSlot, MeteredStorage

# What people are shown of the past, also over midnight.
SHOWN_BEFORE = timedelta(hours=7)
# From this power on, a unit counts as on.
ON_KW = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Meters:
    """What a home has to be metered. `sun`: it has PV, metered or not; `co2`: that of a kWh is measured."""

    sun: bool = False
    co2: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeen:
    """A battery when its SOC was last known at home, kWh (None before that), and what its meter has counted since.

    `away`: the car is; `back_at`: when it came back, while its SOC has not told yet what it drove.
    """

    kwh: float | None = None
    metered_kwh: float = 0.0
    away: bool = False
    back_at: datetime | None = None

    def looked(self, reading: StorageReading, now: datetime) -> LastSeen:
        """Return it with whether the car is there; it left with what its SOC said."""
        if reading.connected is False:
            return replace(self, away=True, back_at=None, metered_kwh=0.0)
        return replace(self, away=False, back_at=now) if self.away else self

    def settled(
        self, reading: StorageReading, storage: Storage, metered_kwh: float, now: datetime
    ) -> tuple[LastSeen, float]:
        """Return it after the battery was metered, and what its SOC has changed beyond that, kWh.

        An SOC that stands still has not told anything: a sensor has its steps, and a car its pauses.
        """
        flowed = self.metered_kwh + metered_kwh
        if self.away or reading.soc is None or reading.soc_counted:
            return replace(self, metered_kwh=flowed), 0.0
        kwh = reading.soc * storage.capacity_kwh
        if self.kwh is None:
            return LastSeen(kwh=kwh), 0.0
        if abs(kwh - self.kwh) < OTHER_SOC * storage.capacity_kwh:
            waits = self.back_at is not None and now - self.back_at < SOC_BACK_WITHIN
            return replace(self, metered_kwh=flowed, back_at=self.back_at if waits else None), 0.0
        return LastSeen(kwh=kwh), kwh - self.kwh - flowed


@dataclass(frozen=True, kw_only=True)
class DayLedger:
    """The local day so far. `start_kwh`: energy in each storage at its beginning. The last slot is still running.

    `seen`: each storage as it was last seen, by id. `before`: the last hours of the day before; they count for nothing here.
    """

    since: datetime
    at: datetime
    start_kwh: dict[str, float] = field(default_factory=dict)
    slots: tuple[MeteredSlot, ...] = ()
    seen: dict[str, LastSeen] = field(default_factory=dict)
    before: tuple[MeteredSlot, ...] = ()

    @property
    def cost_yen(self) -> float:
        """Import paid, less export earned."""
        return sum(slot.cost_yen for slot in self.slots)

    @property
    def co2_kg(self) -> float:
        """CO2 of what was imported."""
        return sum(slot.co2_kg for slot in self.slots)


def metered(
    ledger: DayLedger | None,
    readings: Readings,
    slot: PlanSlot | None,
    home: Home,
    zone: tzinfo,
    ours: Container[str] | None = None,
    meters: Meters = Meters(),
    *,
    priced: bool = True,
    outage: bool = False,
) -> DayLedger:
    """Return the ledger after a reading: what flowed since the last one counts at what it shows now.

    `slot`: of the plan, in which it flowed (`flowed_at`). `ours`: ids of the storages that the planner commanded until
    now; None: all. `priced`: somebody knows the slot's prices.
    """
    if ledger is None:
        return _new_day(None, readings, home)
    after = _flowed(ledger, readings, home, zone, ours, _Terms.of(slot, meters, priced=priced, outage=outage))
    day = readings.at.astimezone(zone).date()
    if ledger.since.astimezone(zone).date() == day:
        return after
    begun = tuple(slot for slot in after.slots if slot.start.astimezone(zone).date() == day)
    return _new_day(replace(after, slots=after.slots[: len(after.slots) - len(begun)]), readings, home, begun)


def flowed_at(ledger: DayLedger | None, now: datetime) -> datetime:
    """Return the middle of the time since the last reading: in whose half hour the flow counts."""
    if ledger is None or not timedelta() < now - ledger.at <= LONGEST_GAP:
        return now
    return ledger.at + (now - ledger.at) / 2


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds for a flow beside the meters."""

    meters: Meters
    price: Known
    co2: Known
    outage: bool
    import_yen_per_kwh: float = 0.0
    export_yen_per_kwh: float = 0.0
    co2_kg_per_kwh: float = 0.0

    @classmethod
    def of(cls, slot: PlanSlot | None, meters: Meters, *, priced: bool, outage: bool) -> _Terms:
        if slot is None:
            return cls(meters, Known.MISSING, Known.MISSING, outage)
        known = Known.KNOWN if slot.price_known else Known.FORECAST
        return cls(
            meters,
            known if priced else Known.MISSING,
            Known.KNOWN if meters.co2 else Known.FORECAST,
            outage,
            slot.import_yen_per_kwh,
            slot.export_yen_per_kwh,
            slot.co2_kg_per_kwh,
        )


def _flowed(
    ledger: DayLedger,
    readings: Readings,
    home: Home,
    zone: tzinfo,
    ours: Container[str] | None,
    terms: _Terms,
) -> DayLedger:
    """Return the ledger with what flowed since its last reading; nothing where that is too long ago."""
    now = readings.at
    seen = {
        storage.id: ledger.seen.get(storage.id, LastSeen()).looked(readings.storage(storage.id), now)
        for storage in home.storages
    }
    looked = replace(ledger, at=now, seen=seen)
    gap = now - ledger.at
    readings, storages = _with_powers(readings)
    grid_kw = _grid_kw(readings)
    if grid_kw is None or not timedelta() < gap <= LONGEST_GAP:
        return _started(looked, readings, home)
    hours = gap.total_seconds() / 3600.0
    pv_kw = readings.pv_kw or 0.0
    parts = list[MeteredStorage]()
    for storage in home.storages:
        # what nobody metered is nobody's merit, nor what nobody can price
        commanded = (ours is None or storage.id in ours) and storages is not Mark.MISSING
        commanded = commanded and terms.price is not Known.MISSING and not terms.outage
        part, seen[storage.id] = _storage(looked, readings, storage, hours, ours=commanded)
        before = ledger.seen.get(storage.id, LastSeen())
        if seen[storage.id].away and not before.away and before.kwh is not None:
            # it left with what its SOC said, whatever has flowed since that last moved
            part = replace(part, unexplained_kwh=part.unexplained_kwh - before.metered_kwh)
        parts.append(part)
    pv = Mark.MISSING if readings.pv_kw is None and terms.meters.sun else Mark.MEASURED
    flow = MeteredSlot(
        start=slot_floor(flowed_at(ledger, now).astimezone(zone)),
        hours=hours,
        import_kwh=max(grid_kw, 0.0) * hours,
        export_kwh=max(-grid_kw, 0.0) * hours,
        curtailed_kwh=0.0,
        load_kwh=(grid_kw + pv_kw - _charge_kw(readings)) * hours,
        pv_kwh=pv_kw * hours,
        import_yen_per_kwh=terms.import_yen_per_kwh,
        export_yen_per_kwh=terms.export_yen_per_kwh,
        co2_kg_per_kwh=terms.co2_kg_per_kwh,
        storages=tuple(parts),
        marks=Marks(
            grid=Mark.DERIVED if readings.grid_kw is None else Mark.MEASURED,
            pv=pv,
            storages=storages,
            load=Mark.MISSING if Mark.MISSING in (pv, storages) else Mark.DERIVED,
            price=terms.price,
            co2=terms.co2,
        ),
        outage=terms.outage,
    )
    started = _started(looked, readings, home)
    return replace(started, seen=seen, slots=_appended(ledger.slots, flow, ledger.at.astimezone(zone)))


def _with_powers(readings: Readings) -> tuple[Readings, Mark]:
    """Return the readings with the power of the only storage that nothing meters, as the other meters show it."""
    blind = [s for s in readings.storages if s.power_kw is None and s.connected is not False]
    if not blind:
        return readings, Mark.MEASURED
    net_kw = readings.net_load_kw
    if len(blind) > 1 or readings.grid_kw is None or net_kw is None:
        return readings, Mark.MISSING
    power = readings.grid_kw - net_kw - _charge_kw(readings)
    storages = tuple(replace(s, power_kw=power) if s is blind[0] else s for s in readings.storages)
    return replace(readings, storages=storages), Mark.DERIVED


def _new_day(
    former: DayLedger | None, readings: Readings, home: Home, begun: tuple[MeteredSlot, ...] = ()
) -> DayLedger:
    """Return a ledger of what has begun of the day; a car that is away took what it was last seen with."""
    known = _energies(readings, home)
    last = {} if former is None else former.seen
    seen = dict[str, LastSeen]()
    start = dict(known)
    for storage in home.storages:
        looked = last.get(storage.id, LastSeen()).looked(readings.storage(storage.id), readings.at)
        if looked.kwh is None:
            looked = replace(looked, kwh=known.get(storage.id))
        elif looked.away or looked.back_at is not None or storage.id not in known:
            start[storage.id] = looked.kwh + looked.metered_kwh
        seen[storage.id] = looked
    lately = () if former is None else former.slots
    shown = tuple(slot for slot in lately if slot.start > readings.at - SHOWN_BEFORE)
    return DayLedger(since=readings.at, at=readings.at, start_kwh=start, slots=begun, seen=seen, before=shown)


def _started(ledger: DayLedger, readings: Readings, home: Home) -> DayLedger:
    """Return the ledger with what was in a storage at the beginning, where that is known only now."""
    late = {
        key: kwh - ledger.seen.get(key, LastSeen()).metered_kwh
        for key, kwh in _energies(readings, home).items()
        if key not in ledger.start_kwh
    }
    return replace(ledger, start_kwh=late | ledger.start_kwh) if late else ledger


def _appended(slots: tuple[MeteredSlot, ...], flow: MeteredSlot, since: datetime) -> tuple[MeteredSlot, ...]:
    """Return the slots with what flowed; a half hour is cut in two where others take a unit over, or prices come."""
    if not slots or slot_floor(slots[-1].start) != flow.start:
        return (*slots, flow)
    last = slots[-1]
    if _circumstances(last) == _circumstances(flow):
        return (*slots[:-1], replace(_sum(last, flow), start=last.start))
    return (*slots, replace(flow, start=max(since, flow.start)))


def _circumstances(slot: MeteredSlot) -> tuple[object, ...]:
    return (slot.priced, slot.outage, *(part.ours for part in slot.storages))


def _grid_kw(readings: Readings) -> float | None:
    """Return import less export: metered, or what load and charging need beyond PV."""
    if readings.grid_kw is not None or readings.net_load_kw is None:
        return readings.grid_kw
    return readings.net_load_kw + _charge_kw(readings)


def _charge_kw(readings: Readings) -> float:
    return sum(storage.power_kw or 0.0 for storage in readings.storages)


def _energies(readings: Readings, home: Home) -> dict[str, float]:
    """Return what is stored now, kWh by storage id, where it is known."""
    return {
        reading.storage_id: reading.soc * home.storage(reading.storage_id).capacity_kwh
        for reading in readings.storages
        if reading.soc is not None
    }


def _storage(
    ledger: DayLedger, readings: Readings, storage: Storage, hours: float, *, ours: bool
) -> tuple[MeteredStorage, LastSeen]:
    """Meter one storage since the last reading; what it lost while it was away is what it drove."""
    reading, seen = readings.storage(storage.id), ledger.seen[storage.id]
    power = reading.power_kw or 0.0
    connected = reading.connected is not False
    before = next(
        (p for slot in reversed(ledger.slots[-1:]) for p in slot.storages if p.storage_id == storage.id), None
    )
    known = reading.soc if connected else None
    last = None if before is None else before.soc_end
    part = MeteredStorage(
        storage_id=storage.id,
        connected=connected,
        charge_kwh=max(power, 0.0) * hours,
        discharge_kwh=max(-power, 0.0) * hours,
        drive_kwh=0.0,
        soc_end=last if known is None else known,
        on_hours=hours if abs(power) > ON_KW else 0.0,
        ours=ours,
    )
    after, unexplained = seen.settled(reading, storage, part.stored_kwh(storage), readings.at)
    if seen.back_at is not None and unexplained < 0:
        return replace(part, drive_kwh=-unexplained), after
    return replace(part, unexplained_kwh=unexplained), after


def _sum(one: MeteredSlot, more: MeteredSlot) -> MeteredSlot:
    """Add two parts of one slot; prices and connection are those of the later part."""
    parts = {part.storage_id: part for part in one.storages}
    energies = ("hours", "import_kwh", "export_kwh", "load_kwh", "pv_kwh")
    return replace(
        more,
        **{name: getattr(one, name) + getattr(more, name) for name in energies},
        storages=tuple(_add(parts.get(part.storage_id), part) for part in more.storages),
        marks=one.marks.worse(more.marks),
    )


def _add(one: MeteredStorage | None, more: MeteredStorage) -> MeteredStorage:
    if one is None:
        return more
    energies = ("charge_kwh", "discharge_kwh", "drive_kwh", "on_hours", "unexplained_kwh")
    return replace(more, **{name: getattr(one, name) + getattr(more, name) for name in energies})
