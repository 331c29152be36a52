"""The baseline: what the same car, sun and load would have cost without the planner, half hour by half hour.

It goes on from day to day with an SOC of its own; `books.py` carries it. What the planner did not command (in a dry run,
under a person's hands, in an outage, without a meter) is done here too: nothing is claimed for it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from ..home import Home, Storage, StorageKind
from ..plan import Command, Reason, ReasonCode
from ..readings import Verb
from .ledger import MeteredSlot, MeteredStorage, Totals
from .physics import Meter, UnitModel, step

TIMER_START = time(1, 0)
# The end of the timer's window: a car that comes home after it waits for the next night.
TIMER_END = time(9, 0)
# Means of half hours know nothing of minutes; finer steps would only pretend.
BASELINE_STEP_HOURS = 0.1


class BaselineKind(StrEnum):
    """What savings are measured against. A home battery does what its maker sets in each of them.

    NIGHT_TIMER: charges from 01:00 to the everyday maximum SOC. PLUG_AND_CHARGE: does so whenever it is plugged in.
    NO_V2H: charges as the real one does, at its times and its power, up to that SOC or the real one's where that is
    higher. None of them gives the house anything.
    """

    NIGHT_TIMER = "night_timer"
    PLUG_AND_CHARGE = "plug_and_charge"
    NO_V2H = "no_v2h"


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
class UnitState:
    """A simulated storage between two half hours, kWh of the battery."""

    kwh: float
    connected: bool = True
    on: bool = False
    idle_hours: float = 0.0

    def unit(self, storage: Storage) -> UnitModel:
        """Return the unit that goes on from here."""
        unit = UnitModel(storage=storage, energy_kwh=self.kwh, connected=self.connected, on=self.on)
        unit.idle_hours = self.idle_hours
        return unit

    @classmethod
    def of(cls, unit: UnitModel) -> UnitState:
        """Return where a unit stands."""
        return cls(kwh=unit.energy_kwh, connected=unit.connected, on=unit.on, idle_hours=unit.idle_hours)


# Returns what a unit is told at a time with a surplus of PV, kW.
type Orders = Callable[[UnitModel, datetime, float], Command]


def stored_kwh(slots: Iterable[MeteredSlot], storage: Storage) -> float:
    """Return what charging and discharging have left in a battery, kWh."""
    parts = (part for slot in slots for part in slot.storages if part.storage_id == storage.id)
    return sum(part.stored_kwh(storage) for part in parts)


def baseline_orders(kind: BaselineKind, zone: tzinfo) -> Orders:
    """Return what a baseline tells its units."""

    def orders(unit: UnitModel, when: datetime, surplus_kw: float) -> Command:
        if kind is BaselineKind.PLUG_AND_CHARGE and unit.storage.kind.is_ev:
            full = unit.soc >= unit.storage.max_soc
            return simple_command(unit.storage, Verb.STANDBY if full else Verb.CHARGE)
        return timer_command(unit.storage, unit.soc, when, zone, surplus_kw)

    return orders


def relived(
    slot: MeteredSlot,
    units: Sequence[UnitModel],
    home: Home,
    orders: Orders,
    kind: BaselineKind | None = None,
) -> MeteredSlot:
    """Return a metered slot as it would have been under other orders; the units go on from there.

    `kind`: of a baseline; None: whatever `orders` say. What others did with a unit is done here as well, and so is what
    a storage did that is not among the units.
    """
    _drive(units, slot)
    parts = {part.storage_id: part for part in slot.storages}
    followed = {unit.storage.id: part for unit in units if (part := _followed(unit, parts, kind)) is not None}
    told = [unit for unit in units if unit.storage.id in parts and unit.storage.id not in followed]
    load_kwh = slot.load_kwh
    for part in slot.storages:
        if all(unit.storage.id != part.storage_id for unit in units):
            load_kwh += part.charge_kwh - part.discharge_kwh
    for unit in units:
        if (real := parts.get(unit.storage.id)) is not None:
            load_kwh -= unit.storage.overhead_kw * real.on_hours
        if (part := followed.get(unit.storage.id)) is not None:
            overhead = unit.storage.overhead_kw * part.on_hours
            load_kwh += part.charge_kwh - part.discharge_kwh + overhead
    meter = Meter()
    steps = max(1, round(slot.hours / BASELINE_STEP_HOURS))
    length = slot.hours / steps
    surplus_kw = (slot.pv_kwh - load_kwh) / slot.hours
    for i in range(steps):
        when = slot.start + timedelta(hours=length * i)
        for unit in told:
            unit.command = orders(unit, when, surplus_kw)
        step(told, load_kwh / slot.hours, slot.pv_kwh / slot.hours, length, home.grid, meter)
    for unit in units:
        if (part := followed.get(unit.storage.id)) is not None:
            _follow(unit, part, meter)
    return replace(
        _grid_changed(slot, meter),
        curtailed_kwh=meter.curtailed_kwh,
        storages=tuple(_metered(unit, meter, parts.get(unit.storage.id)) for unit in units),
    )


def _followed(
    unit: UnitModel, parts: Mapping[str, MeteredStorage], kind: BaselineKind | None
) -> MeteredStorage | None:
    """Return what a unit does after the real one; None where it has orders of its own."""
    part = parts.get(unit.storage.id)
    if part is None or not part.ours:
        return part
    if kind is not BaselineKind.NO_V2H or not unit.storage.kind.is_ev:
        return None
    storage = unit.storage
    until = max(storage.max_soc, part.soc_end or 0.0) * storage.capacity_kwh
    room = max(until - unit.energy_kwh, 0.0) / storage.charge_efficiency if unit.connected else 0.0
    charge = min(part.charge_kwh, room)
    flowed = part.charge_kwh + part.discharge_kwh
    on_hours = part.on_hours * charge / flowed if flowed > 0 else 0.0
    return replace(part, charge_kwh=charge, discharge_kwh=0.0, on_hours=on_hours)


def _follow(unit: UnitModel, part: MeteredStorage, meter: Meter) -> None:
    """Let a unit do what the real one did."""
    storage = unit.storage
    unit.energy_kwh = _bounded(unit, unit.energy_kwh + part.stored_kwh(storage))
    meter.charge_kwh[storage.id], meter.discharge_kwh[storage.id] = part.charge_kwh, part.discharge_kwh
    meter.on_hours[storage.id] = part.on_hours


def _grid_changed(slot: MeteredSlot, meter: Meter) -> MeteredSlot:
    """Return the slot with what is imported more or less than was metered.

    A cloudy half hour imports and exports. Under the baseline it does so too: the balance of half an hour would hide that.
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
        unit.energy_kwh = _bounded(unit, unit.energy_kwh + part.unexplained_kwh - part.drive_kwh)


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
