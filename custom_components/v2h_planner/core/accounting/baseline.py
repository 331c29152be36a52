"""The baseline: what the same car, sun and load would have cost under a night timer, and what the plan saved by it."""

from collections.abc import Iterable, Sequence
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
    """Against the baseline over the same slots; `stored_yen`, `stored_kg`: worth of what the batteries were given more.

    `since`: when the day's metering began.
    """

    actual: Totals
    baseline: Totals
    stored_yen: float
    stored_kg: float
    since: datetime | None = None

    @property
    def yen(self) -> float:
        """Money saved; below zero: lost."""
        return self.baseline.cost_yen - self.actual.cost_yen + self.stored_yen

    @property
    def co2_kg(self) -> float:
        """CO2 saved; below zero: more emitted."""
        return self.baseline.co2_kg - self.actual.co2_kg + self.stored_kg


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The real slots, the night timer's, and what each battery was given more by its meters than under the timer, kWh."""

    actual: Totals
    baseline: Totals
    more_kwh: dict[str, float]


def compare(
    slots: Sequence[MeteredSlot], home: Home, start_kwh: dict[str, float], zone: tzinfo
) -> Comparison:
    """Compare the slots with a night timer. Only what a meter saw counts: an SOC that jumps gives nobody anything."""
    timed, _left = night_timer(slots, home, start_kwh, zone)
    return Comparison(
        actual=settle(slots),
        baseline=settle(timed),
        more_kwh={s.id: stored_kwh(slots, s) - stored_kwh(timed, s) for s in home.storages},
    )


def stored_kwh(slots: Iterable[MeteredSlot], storage: Storage) -> float:
    """Return what charging and discharging have left in a battery, kWh."""
    parts = (part for slot in slots for part in slot.storages if part.storage_id == storage.id)
    return sum(part.stored_kwh(storage) for part in parts)


def savings(
    slots: Sequence[MeteredSlot],
    home: Home,
    start_kwh: dict[str, float],
    zone: tzinfo,
    stored_yen_per_kwh: float,
    stored_kg_per_kwh: float = 0.0,
) -> Savings:
    """Return what the plan saved against the night timer. Energy left counts at the given worth per kWh stored."""
    compared = compare(slots, home, start_kwh, zone)
    more = sum(compared.more_kwh.values())
    return Savings(
        actual=compared.actual,
        baseline=compared.baseline,
        stored_yen=more * stored_yen_per_kwh,
        stored_kg=more * stored_kg_per_kwh,
    )


def night_timer(
    slots: Sequence[MeteredSlot], home: Home, start_kwh: dict[str, float], zone: tzinfo
) -> tuple[tuple[MeteredSlot, ...], dict[str, float]]:
    """Simulate the same load, sun and driving under a night timer: what the meters would have counted, and kWh left.

    `start_kwh`: energy in each storage before the first slot. What the planner did not command (in a dry run, under a
    person's hands, in an outage) is done here too, for the timer would not have ruled it either.
    """
    units = [
        UnitModel(storage=storage, energy_kwh=start_kwh.get(storage.id, 0.5 * storage.capacity_kwh))
        for storage in home.storages
    ]
    timed = tuple(_timed(slot, units, home, zone) for slot in slots)
    return timed, {unit.storage.id: unit.energy_kwh for unit in units}


def _timed(slot: MeteredSlot, units: Sequence[UnitModel], home: Home, zone: tzinfo) -> MeteredSlot:
    """Return one slot under the night timer; the units go on from there."""
    _drive(units, slot)
    parts = {part.storage_id: part for part in slot.storages}
    theirs = [part for part in slot.storages if not part.ours]
    timers = [unit for unit in units if unit.storage.id not in {part.storage_id for part in theirs}]
    load_kwh = slot.load_kwh + sum(part.charge_kwh - part.discharge_kwh for part in theirs)
    meter = Meter()
    steps = max(1, round(slot.hours / BASELINE_STEP_HOURS))
    length = slot.hours / steps
    surplus_kw = (slot.pv_kwh - load_kwh) / slot.hours
    for i in range(steps):
        when = slot.start + timedelta(hours=length * i)
        for unit in timers:
            unit.command = timer_command(unit.storage, unit.soc, when, zone, surplus_kw)
        step(timers, load_kwh / slot.hours, slot.pv_kwh / slot.hours, length, home.grid, meter)
    for unit in units:
        if (part := parts.get(unit.storage.id)) in theirs:
            _follow(unit, part, meter)
    changed = _grid_changed(slot, meter)
    return replace(
        changed,
        curtailed_kwh=meter.curtailed_kwh,
        storages=tuple(_metered(unit, meter, parts.get(unit.storage.id)) for unit in units),
    )


def _follow(unit: UnitModel, part: MeteredStorage, meter: Meter) -> None:
    """Let a unit do what the real one did."""
    storage = unit.storage
    unit.energy_kwh = _bounded(unit, unit.energy_kwh + part.stored_kwh(storage))
    meter.charge_kwh[storage.id], meter.discharge_kwh[storage.id] = part.charge_kwh, part.discharge_kwh
    meter.on_hours[storage.id] = part.on_hours


def _grid_changed(slot: MeteredSlot, meter: Meter) -> MeteredSlot:
    """Return the slot with what the timer imports more or less than was metered.

    A cloudy half hour imports and exports. Under the timer it does so too: the balance of half an hour would hide that.
    """
    more = (meter.import_kwh - meter.export_kwh) - (slot.import_kwh - slot.export_kwh)
    if more >= 0:
        unsold = min(more, slot.export_kwh)
        return replace(slot, import_kwh=slot.import_kwh + more - unsold, export_kwh=slot.export_kwh - unsold)
    unbought = min(-more, slot.import_kwh)
    return replace(slot, import_kwh=slot.import_kwh - unbought, export_kwh=slot.export_kwh - more - unbought)


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
    """Let the cars leave, drive and come back as they did in that slot; an SOC that jumped does so here as well."""
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
        unit.energy_kwh = _bounded(unit, unit.energy_kwh + part.unexplained_kwh)


def _bounded(unit: UnitModel, kwh: float) -> float:
    return min(max(kwh, 0.0), unit.storage.capacity_kwh)


def _metered(unit: UnitModel, meter: Meter, part: MeteredStorage | None) -> MeteredStorage:
    name = unit.storage.id
    return MeteredStorage(
        storage_id=name,
        connected=unit.connected,
        charge_kwh=meter.charge_kwh.get(name, 0.0),
        discharge_kwh=meter.discharge_kwh.get(name, 0.0),
        drive_kwh=0.0 if part is None else part.drive_kwh,
        soc_end=unit.soc,
        on_hours=meter.on_hours.get(name, 0.0),
    )
