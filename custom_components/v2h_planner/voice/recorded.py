"""What the recorder remembers of the savings of days that are over."""

from datetime import datetime, time, timedelta
from typing import Final

from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import V2HCoordinator
from .meaning import Period

_SAVINGS: Final = "savings_today"


async def async_saved_yen(
    hass: HomeAssistant, planner: V2HCoordinator, period: Period | None
) -> float | None:
    """Return what was saved in a period, up to the last full hour; None where nobody has recorded that."""
    if period is None or "recorder" not in hass.config.components:
        return None
    unique_id = f"{planner.config_entry.entry_id}_{_SAVINGS}"
    entity_id = er.async_get(hass).async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id)
    if entity_id is None:
        return None
    start, end = _span(period, dt_util.now())

    def changes() -> list[float]:
        rows = statistics_during_period(hass, start, end, {entity_id}, "day", None, {"change"})
        found = (row.get("change") for row in rows.get(entity_id, ()))
        return [change for change in found if change is not None]

    recorded = await get_instance(hass).async_add_executor_job(changes)
    return sum(recorded) if recorded else None


def _span(period: Period, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when a period lasts, in local days."""
    today = now.date()
    match period:
        case Period.YESTERDAY:
            first, last = today - timedelta(days=1), today
        case Period.WEEK:
            first, last = today - timedelta(days=today.weekday()), today + timedelta(days=1)
        case Period.LAST_MONTH:
            last = today.replace(day=1)
            first = (last - timedelta(days=1)).replace(day=1)
        case Period.MONTH:
            first, last = today.replace(day=1), today + timedelta(days=1)
        case Period.TODAY:
            first, last = today, today + timedelta(days=1)
    zone = now.tzinfo
    return datetime.combine(first, time(), zone), datetime.combine(last, time(), zone)
