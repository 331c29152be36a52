"""Figures that people are shown: rounded, of what is left of today, and self-consumption."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from ..core.plan import Plan, PlanSlot


def rounded(value: float, digits: int) -> float:
    """Return a number with so many digits; nothing is 0, never -0."""
    return round(value, digits) + 0.0


def as_shown(value: float, digits: int) -> float:
    """Return a number that will be shown with so many digits: 0 where they would show a zero with a minus."""
    return 0.0 if value <= 0.0 and rounded(value, digits) == 0.0 else value


def until_midnight(plan: Plan, now: datetime, zone: tzinfo, power_kw: Callable[[PlanSlot], float]) -> float:
    """Return the energy of a power from now until local midnight, kWh."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
    total = 0.0
    for slot in plan.slots:
        hours = (min(slot.end, midnight) - max(slot.start, now)).total_seconds() / 3600.0
        total += max(hours, 0.0) * power_kw(slot)
    return total


def self_consumption(plan: Plan) -> float | None:
    """Return the share of the PV energy that is planned to stay in the house, None without sun."""
    made = sum(slot.pv_kw * slot.hours for slot in plan.slots)
    lost = sum((slot.export_kw + slot.curtail_kw) * slot.hours for slot in plan.slots)
    return None if made < 0.1 else min(max(1.0 - lost / made, 0.0), 1.0)
