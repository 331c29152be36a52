"""Backup time: how long the house would run through an outage that began now, with the plan's load and sun.

An everyday figure. In an outage `endurance.estimate_endurance` answers for the load that is really drawn, unit by
unit; here all storages count as one.
"""

from ..home import Home
from ..plan import Plan
from ..readings import Readings
from .endurance import usable_kwh


def backup_hours(plan: Plan, home: Home, readings: Readings, *, sun: bool) -> float | None:
    """Return how many hours the house would run without the grid from now on, at most the plan's length.

    Storages that can discharge give what they hold above minimum SOC; with `sun`, PV serves the house and its
    surplus charges them. None where no storage is known to give anything.
    """
    stored = room = 0.0
    overhead_kw = gain = 0.0
    known = False
    for storage in home.storages:
        reading = readings.storage(storage.id)
        if not storage.can_discharge or reading.soc is None or reading.connected is False:
            continue
        known = True
        stored += usable_kwh(storage, reading.soc, storage.min_soc)
        room += usable_kwh(storage, 1.0, storage.min_soc)
        overhead_kw += storage.overhead_kw
        gain = max(gain, storage.charge_efficiency * storage.discharge_efficiency)
    if not known:
        return None
    hours = 0.0
    for slot in plan.slots:
        if slot.end <= readings.at:
            continue
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
