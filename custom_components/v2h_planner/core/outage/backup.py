"""Backup time: how long the house would run through an outage that began now, with the plan's load and sun.

An everyday figure, by the simulation of `endurance.py`. In an outage `endurance.estimate_endurance` answers for the load
that is really drawn.
"""

from ..home import Home
from ..plan import Plan
from ..readings import Readings
from .endurance import lasting_hours


def backup_hours(plan: Plan, home: Home, readings: Readings, *, sun: bool) -> float | None:
    """Return how many hours the house would run without the grid from now on, at most the plan's length.

    Storages that can discharge give what they hold above minimum SOC, less what their units draw; with `sun`, PV serves
    the house and what is left of it charges them. None where no storage is known to give anything.
    """
    pieces = [
        (
            max((slot.start - readings.at).total_seconds() / 3600.0, 0.0),
            (slot.end - readings.at).total_seconds() / 3600.0,
            slot.load_kw - (slot.pv_kw if sun else 0.0),
        )
        for slot in plan.slots
        if slot.end > readings.at
    ]
    return lasting_hours(home, readings, pieces)
