"""Integrations that tell their prices only in answer to an action, and what to ask them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final


class Asking(StrEnum):
    """How an action wants the days to be named."""

    DATE = "date"  # `date`: one call a day
    RANGE = "range"  # `start` and `end`, local times
    DAY = "day"  # the same within one day: one call a day, for one that is not out spoils the whole answer
    NOTHING = "nothing"  # it answers with all it has


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceAction:
    """One action. `energy` is what its prices are per; the currency is that of the entity.

    `entry_field` names the field for the config entry, None where the action has none.
    """

    domain: str
    action: str
    asking: Asking
    energy: str = "kWh"
    entry_field: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def unit(self, entity_unit: str | None) -> str | None:
        """Return the unit of the answer, for an entity in `SEK/kWh`."""
        if entity_unit is None:
            return None
        return f"{entity_unit.partition('/')[0].strip()}/{self.energy}"

    def calls(self, entry_id: str, day: date, days: int, zone: tzinfo) -> list[dict[str, Any]]:
        """Return the data of each call that asks for `days` local days from `day`."""
        fixed = dict(self.data) | ({} if self.entry_field is None else {self.entry_field: entry_id})
        if self.asking is Asking.DATE:
            return [fixed | {"date": (day + timedelta(days=i)).isoformat()} for i in range(days)]
        if self.asking is Asking.NOTHING:
            return [fixed]
        midnights = [datetime.combine(day + timedelta(days=i), time(), zone) for i in range(days + 1)]
        if self.asking is Asking.RANGE:
            return [fixed | _span(midnights[0], midnights[-1])]
        return [fixed | _span(a, b - timedelta(seconds=1)) for a, b in pairwise(midnights)]


def _span(start: datetime, end: datetime) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


# From the services.py of each integration in Home Assistant 2026.10.
PRICE_ACTIONS: Final = {
    action.domain: action
    for action in (
        PriceAction(
            domain="nordpool",
            action="get_prices_for_date",
            asking=Asking.DATE,
            energy="MWh",
            entry_field="config_entry",
        ),
        PriceAction(domain="tibber", action="get_prices", asking=Asking.RANGE),
        PriceAction(
            domain="energyzero",
            action="get_energy_prices",
            asking=Asking.DAY,
            entry_field="config_entry",
            data={"incl_vat": True},
        ),
        PriceAction(
            domain="easyenergy",
            action="get_energy_usage_prices",
            asking=Asking.RANGE,
            entry_field="config_entry",
            data={"incl_vat": True},
        ),
        PriceAction(domain="omie", action="get_prices_for_date", asking=Asking.DATE),
        PriceAction(
            domain="amberelectric",
            action="get_forecasts",
            asking=Asking.NOTHING,
            entry_field="config_entry_id",
            data={"channel_type": "general"},
        ),
    )
}
