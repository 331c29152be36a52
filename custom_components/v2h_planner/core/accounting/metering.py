"""The local day so far, metered from the readings into the ledger's half hours."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from ..home import Home, Storage
from ..horizon import slot_floor
from ..plan import PlanSlot
from ..readings import LONGEST_GAP, Readings
from .baseline import Savings, savings
from .ledger import MeteredSlot, MeteredStorage

# From this power on, a unit counts as on.
ON_KW = 0.15


@dataclass(frozen=True, kw_only=True)
class DayLedger:
    """The local day so far. `start_kwh`: energy in each storage at its beginning. The last slot is still running."""

    since: datetime
    at: datetime
    start_kwh: dict[str, float] = field(default_factory=dict)
    slots: tuple[MeteredSlot, ...] = ()

    @property
    def cost_yen(self) -> float:
        """Import paid, less export earned."""
        return sum(slot.cost_yen for slot in self.slots)

    @property
    def co2_kg(self) -> float:
        """CO2 of what was imported."""
        return sum(slot.co2_kg for slot in self.slots)

    def saved(self, home: Home, zone: tzinfo, stored_yen_per_kwh: float) -> Savings | None:
        """Return what was saved against a night timer over the same hours; None before anything is metered."""
        if not self.slots:
            return None
        return savings(self.slots, home, self.start_kwh, zone, stored_yen_per_kwh)


def metered(
    ledger: DayLedger | None, readings: Readings, slot: PlanSlot | None, home: Home, zone: tzinfo
) -> DayLedger:
    """Return the ledger after a reading: what flowed since the last one counts at what it shows now."""
    now = readings.at
    today = now.astimezone(zone).date()
    if ledger is None or ledger.since.astimezone(zone).date() != today:
        return DayLedger(since=now, at=now, start_kwh=_energies(readings, home))
    started = replace(ledger, at=now, start_kwh=_energies(readings, home) | ledger.start_kwh)
    gap = now - ledger.at
    grid_kw = _grid_kw(readings)
    if slot is None or grid_kw is None or not timedelta() < gap <= LONGEST_GAP:
        return started
    hours = gap.total_seconds() / 3600.0
    pv_kw = readings.pv_kw or 0.0
    flow = MeteredSlot(
        start=slot_floor(now.astimezone(zone)),
        hours=hours,
        import_kwh=max(grid_kw, 0.0) * hours,
        export_kwh=max(-grid_kw, 0.0) * hours,
        curtailed_kwh=0.0,
        load_kwh=(grid_kw + pv_kw - _charge_kw(readings)) * hours,
        pv_kwh=pv_kw * hours,
        import_yen_per_kwh=slot.import_yen_per_kwh,
        export_yen_per_kwh=slot.export_yen_per_kwh,
        co2_kg_per_kwh=slot.co2_kg_per_kwh,
        storages=tuple(_storage(ledger, readings, storage, hours) for storage in home.storages),
    )
    last = ledger.slots[-1] if ledger.slots else None
    if last is not None and last.start == flow.start:
        return replace(started, slots=(*ledger.slots[:-1], _sum(last, flow)))
    return replace(started, slots=(*ledger.slots, flow))


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


def _storage(ledger: DayLedger, readings: Readings, storage: Storage, hours: float) -> MeteredStorage:
    """Meter one storage since the last reading; what it lost while it was away is what it drove."""
    reading = readings.storage(storage.id)
    power = reading.power_kw or 0.0
    before = next(
        (p for slot in reversed(ledger.slots[-1:]) for p in slot.storages if p.storage_id == storage.id), None
    )
    driven = 0.0
    connected = reading.connected is not False
    if before is not None and connected and before.soc_end is not None and reading.soc is not None:
        was_away = not before.connected
        driven = max(before.soc_end - reading.soc, 0.0) * storage.capacity_kwh if was_away else 0.0
    known = reading.soc if connected else None
    last = None if before is None else before.soc_end
    return MeteredStorage(
        storage_id=storage.id,
        connected=connected,
        charge_kwh=max(power, 0.0) * hours,
        discharge_kwh=max(-power, 0.0) * hours,
        drive_kwh=driven,
        soc_end=last if known is None else known,
        on_hours=hours if abs(power) > ON_KW else 0.0,
    )


def _sum(one: MeteredSlot, more: MeteredSlot) -> MeteredSlot:
    """Add two parts of one slot; prices and connection are those of the later part."""
    parts = {part.storage_id: part for part in one.storages}
    energies = ("hours", "import_kwh", "export_kwh", "load_kwh", "pv_kwh")
    return replace(
        more,
        **{name: getattr(one, name) + getattr(more, name) for name in energies},
        storages=tuple(_add(parts.get(part.storage_id), part) for part in more.storages),
    )


def _add(one: MeteredStorage | None, more: MeteredStorage) -> MeteredStorage:
    if one is None:
        return more
    energies = ("charge_kwh", "discharge_kwh", "drive_kwh", "on_hours")
    return replace(more, **{name: getattr(one, name) + getattr(more, name) for name in energies})
