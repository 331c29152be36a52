"""The list of tariffs to choose from: those of the home's supply area first."""

import asyncio
from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant

from .. import const as c
from ..core.tariff.presets import ALL_IN, MARKET, MARKET_PRESETS, plans_of
from ..core.tariff.supply_areas import supply_area
from ..core.tariff.table_presets import OWN_TABLE, TABLE_PRESETS
from ..feeds.http_json import UnavailableError
from ..sources.discovery import HomeGuess
from .storm import async_home_area, may_be_in_japan

# The first screen waits no longer for the order of its list.
_PATIENCE_S = 5.0
_ANYWHERE = (MARKET.key, OWN_TABLE.key, ALL_IN.key)


async def async_supply_area(hass: HomeAssistant, options: Mapping[str, Any]) -> str | None:
    """Return the supply area of the home, by its stored municipality or else by its place; None where nobody knows."""
    if (stored := options.get(c.CONF_STORMS, {}).get(c.CONF_JMA_AREA)) is not None:
        return supply_area(stored["code"], stored["class10"])
    if not may_be_in_japan(hass):
        return None
    try:
        async with asyncio.timeout(_PATIENCE_S):
            area = await async_home_area(hass)
    except UnavailableError, TimeoutError:
        return None
    return None if area is None else supply_area(area.code, area.class10)


def likely_plan(hass: HomeAssistant, guess: HomeGuess) -> str | None:
    """Return the plan of a price sensor that was found; abroad nobody pays the adders of Japan on top of it."""
    abroad = guess.price_kind is not None and not may_be_in_japan(hass)
    return ALL_IN.key if abroad else guess.price_kind


def plan_list(area: str | None, first: str | None = None) -> list[str]:
    """Return the keys of all plans: what is stored or found, those of the area, those for everybody, the others."""
    presets = MARKET_PRESETS | TABLE_PRESETS
    here = [key for key in plans_of(presets, area) if area is not None and presets[key].area == area]
    ordered = [*([first] if first in presets else []), *here, *_ANYWHERE, *plans_of(presets, area)]
    return list(dict.fromkeys(ordered))
