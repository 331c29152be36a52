"""Figures of a plan that people ask for: what is left of today, self-consumption, backup time."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo

from ..core.home import Home
from ..core.plan import Plan, PlanSlot
from ..core.readings import Readings


def until_midnight(plan: Plan, now: datetime, zone: tzinfo, power_kw: Callable[[PlanSlot], float]) -> float:
    """KWh of a power from now until local midnight."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
    total = 0.0
    for slot in plan.slots:
        hours = (min(slot.end, midnight) - max(slot.start, now)).total_seconds() / 3600.0
        total += max(hours, 0.0) * power_kw(slot)
    return total


def self_consumption(plan: Plan) -> float | None:
    """Share of the PV energy that is planned to stay in the house, None without sun."""
    made = sum(slot.pv_kw * slot.hours for slot in plan.slots)
    lost = sum((slot.export_kw + slot.curtail_kw) * slot.hours for slot in plan.slots)
    return None if made < 0.1 else min(max(1.0 - lost / made, 0.0), 1.0)


def backup_hours(plan: Plan, home: Home, readings: Readings, *, sun: bool) -> float | None:
    """Hours that the house would run without the grid from now on, at most the plan's length.

    Storages that can discharge give what they hold above their floor; with `sun`, PV serves the house and
    its surplus charges them.
    """
    stored = room = 0.0
    overhead_kw = gain = 0.0
    known = False
    for storage in home.storages:
        reading = readings.storage(storage.id)
        if not storage.can_discharge or reading.soc is None or reading.connected is False:
            continue
        known = True
        above = max(reading.soc - storage.min_soc, 0.0) * storage.capacity_kwh
        stored += above * storage.discharge_efficiency
        room += (1.0 - storage.min_soc) * storage.capacity_kwh * storage.discharge_efficiency
        overhead_kw += storage.overhead_kw
        gain = max(gain, storage.charge_efficiency * storage.discharge_efficiency)
    if not known:
        return None
    hours = 0.0
    for slot in _from(plan, readings.at):
        length = (slot.end - max(slot.start, readings.at)).total_seconds() / 3600.0
        drawn_kw = slot.load_kw + overhead_kw - (slot.pv_kw if sun else 0.0)
        if drawn_kw <= 0:
            stored = min(room, stored - drawn_kw * gain * length)
        elif drawn_kw * length > stored:
            return hours + stored / drawn_kw
        else:
            stored -= drawn_kw * length
        hours += length
    return hours


def _from(plan: Plan, now: datetime) -> Iterable[PlanSlot]:
    return (slot for slot in plan.slots if slot.end > now)
