"""The baseline: what the same car, sun and load would have cost under a night timer, and what the plan saved by it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from ..home import Home, Storage, StorageKind
from ..plan import Command, Reason, ReasonCode
from ..readings import Verb
from .ledger import MeteredSlot, MeteredStorage, Totals, settle
from .physics import Meter, UnitModel, step

TIMER_START = time(1, 0)
# The end of the timer's window: a car that comes home after it waits for the next night.
TIMER_END = time(9, 0)
# Means of half hours know nothing of minutes; finer steps would only pretend.
BASELINE_STEP_HOURS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Savings:
    """Against the baseline over the same slots; `stored_yen`, `stored_kg`: worth of what the batteries hold more."""

    actual: Totals
    baseline: Totals
    stored_yen: float
    stored_kg: float

    @property
    def yen(self) -> float:
        """Money saved; below zero: lost."""
        return self.baseline.cost_yen - self.actual.cost_yen + self.stored_yen

    @property
    def co2_kg(self) -> float:
        """CO2 saved; below zero: more emitted."""
        return self.baseline.co2_kg - self.actual.co2_kg + self.stored_kg


def savings(
    slots: Sequence[MeteredSlot],
    home: Home,
    start_kwh: dict[str, float],
    zone: tzinfo,
    stored_yen_per_kwh: float,
    stored_kg_per_kwh: float = 0.0,
) -> Savings:
    """Return what the plan saved against the night timer. Energy left counts at the given worth per kWh stored."""
    baseline, left = night_timer(slots, home, start_kwh, zone)
    actual_left = {part.storage_id: part.soc_end for part in slots[-1].storages} if slots else {}
    more = 0.0
    for storage in home.storages:
        soc = actual_left.get(storage.id)
        if soc is not None:
            more += soc * storage.capacity_kwh - left[storage.id]
    return Savings(
        actual=settle(slots),
        baseline=settle(baseline),
        stored_yen=more * stored_yen_per_kwh,
        stored_kg=more * stored_kg_per_kwh,
    )


def night_timer(
    slots: Sequence[MeteredSlot], home: Home, start_kwh: dict[str, float], zone: tzinfo
) -> tuple[tuple[MeteredSlot, ...], dict[str, float]]:
    """Simulate the same load, sun and driving under a night timer: what the meters would have counted, and kWh left.

    `start_kwh`: energy in each storage before the first slot.
    """
    units = [
        UnitModel(storage=storage, energy_kwh=start_kwh.get(storage.id, 0.5 * storage.capacity_kwh))
        for storage in home.storages
    ]
    timed = []
    for slot in slots:
        driven_kwh = {part.storage_id: part.drive_kwh for part in slot.storages}
        _drive(units, slot)
        meter = Meter()
        load_kw, pv_kw = slot.load_kwh / slot.hours, slot.pv_kwh / slot.hours
        steps = max(1, round(slot.hours / BASELINE_STEP_HOURS))
        length = slot.hours / steps
        for i in range(steps):
            when = slot.start + timedelta(hours=length * i)
            for unit in units:
                surplus_kw = (slot.pv_kwh - slot.load_kwh) / slot.hours
                unit.command = timer_command(unit.storage, unit.soc, when, zone, surplus_kw)
            step(units, load_kw, pv_kw, length, home.grid, meter)
        timed.append(
            replace(
                slot,
                import_kwh=meter.import_kwh,
                export_kwh=meter.export_kwh,
                curtailed_kwh=meter.curtailed_kwh,
                storages=tuple(_metered(unit, meter, driven_kwh.get(unit.storage.id, 0.0)) for unit in units),
            )
        )
    return tuple(timed), {unit.storage.id: unit.energy_kwh for unit in units}


def timer_command(
    storage: Storage, soc: float, when: datetime, zone: tzinfo, surplus_kw: float = 0.0
) -> Command:
    """Return what a storage does without a planner: the EV charges from 01:00 to its everyday maximum SOC.

    A home battery does what its maker sets: it takes the surplus of PV (kW, load taken off) and else
    serves the house.
    """
    if storage.kind is StorageKind.HOME_BATTERY:
        return simple_command(storage, Verb.SURPLUS if surplus_kw > 0 else Verb.DISCHARGE)
    clock = when.astimezone(zone).time()
    inside = TIMER_START <= clock < TIMER_END and soc < storage.max_soc
    return simple_command(storage, Verb.CHARGE if inside else Verb.STANDBY)


def simple_command(storage: Storage, verb: Verb) -> Command:
    """Return the command for a verb at full power, charging up to the everyday maximum SOC."""
    charging = verb is Verb.CHARGE
    return Command(
        storage_id=storage.id,
        verb=verb,
        power_kw=None,
        until_soc=storage.max_soc if charging else None,
        reason=Reason(ReasonCode.CHARGE_CHEAP if charging else ReasonCode.WAIT_NOTHING),
    )


def _drive(units: Sequence[UnitModel], slot: MeteredSlot) -> None:
    """Let the cars leave, drive and come back as they did in that slot."""
    parts = {part.storage_id: part for part in slot.storages}
    for unit in units:
        part = parts.get(unit.storage.id)
        if part is None:
            continue
        if part.connected and not unit.connected:
            unit.plug_in()
        elif unit.connected and not part.connected:
            unit.drive_off(0.0)
        unit.drive(part.drive_kwh)


def _metered(unit: UnitModel, meter: Meter, drive_kwh: float) -> MeteredStorage:
    return MeteredStorage(
        storage_id=unit.storage.id,
        connected=unit.connected,
        charge_kwh=meter.charge_kwh.get(unit.storage.id, 0.0),
        discharge_kwh=meter.discharge_kwh.get(unit.storage.id, 0.0),
        drive_kwh=drive_kwh,
        soc_end=unit.soc,
        on_hours=meter.on_hours.get(unit.storage.id, 0.0),
    )
