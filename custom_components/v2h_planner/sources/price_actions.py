"""The feed of an integration that tells its prices only in answer to an action: called when they are due."""

from asyncio import timeout
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
import logging
import re
from typing import Any, Final, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..core.series import StepSeries
from ..feeds.price_feed import NoPricesError, PriceFeed
from ..feeds.release_schedule import Schedule
from ..readers.numbers import shorten
from ..readers.price_formats.actions import PRICE_ACTIONS, Asking, PriceAction
from ..readers.price_formats.quote import MOST_NAMES
from ..readers.price_formats.responses import DEPTH
from ..readers.prices import read_price_response
from ..readers.secrets import trace
from .entity_reader import async_entity_state

_LOGGER = logging.getLogger(__name__)

# Day-ahead auctions of these markets are out by 13:00; their integrations need a moment more.
READY: Final = timedelta(hours=13, minutes=15)
# The pass waits for the answer; a cloud may take its time, but not for ever.
PATIENCE_S: Final = 30


class ActionPriceFeed(PriceFeed):
    """Prices of one entity, by an action of its integration."""

    def __init__(
        self,
        hass: HomeAssistant,
        entity: er.RegistryEntry,
        action: PriceAction,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        known: StepSeries | None = None,
        spread: timedelta = timedelta(),
    ) -> None:
        """`zone`: of the home. `spread`: how much later than other homes."""
        super().__init__(Schedule(READY + spread, zone), clock, known)
        self._hass = hass
        self._entity = entity
        self._action = action
        self._zone = zone
        self._ready = READY + spread

    @override
    async def _async_fetch(self, now: datetime) -> StepSeries:
        """Call for today, and for tomorrow once it is out; one call may fail while the other has an answer."""
        wall = now.astimezone(self._zone)
        midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
        days = 2 if wall - midnight >= self._ready else 1
        prices, problem = await self._async_days(wall.date(), days, now)
        if not prices and days > 1 and self._action.asking is Asking.RANGE:
            # one call for both days: the one that is not out may have spoilt the other
            prices, _ = await self._async_days(wall.date(), 1, now)
        if not prices:
            raise NoPricesError(problem)
        return prices

    async def _async_days(self, day: date, days: int, now: datetime) -> tuple[StepSeries, str]:
        """Call for `days` days; return all that came, and the first problem."""
        prices, problem = StepSeries(), ""
        for data in self._action.calls(self._entity.config_entry_id or "", day, days, self._zone):
            try:
                prices = (await self._async_call(data, now)).over(prices)
            except NoPricesError as err:
                problem = problem or str(err)
        return prices, problem

    async def _async_call(self, data: dict[str, Any], now: datetime) -> StepSeries:
        action = self._action
        try:
            async with timeout(PATIENCE_S):
                response = await self._hass.services.async_call(
                    action.domain, action.action, data, blocking=True, return_response=True
                )
        except HomeAssistantError as err:
            raise NoPricesError(shorten(err)) from err
        except Exception as err:  # another integration's code must not break the pass
            _LOGGER.debug("%s.%s failed\n%s", action.domain, action.action, trace(err))
            raise NoPricesError(shorten(f"{type(err).__name__}: {err}")) from err
        unit = action.unit(async_entity_state(self._hass, self._entity.entity_id).unit)
        pick = _pick(response, self._names())
        read = read_price_response(
            response, now, self._zone, source=self._entity.entity_id, unit=unit, pick=pick
        )
        if not read.series:
            found = next((fault.found for fault in read.faults), "")
            raise NoPricesError(f"{action.domain}.{action.action}: {found}")
        return read.series

    def _names(self) -> tuple[str, ...]:
        """Return the names that an answer with several areas or homes may have for this entity's."""
        device_id = self._entity.device_id
        device = None if device_id is None else dr.async_get(self._hass).async_get(device_id)
        own = (self._entity.unique_id, None if device is None else device.name)
        return tuple(name for name in own if name)


def price_action(hass: HomeAssistant, entity_id: str) -> tuple[er.RegistryEntry, PriceAction] | None:
    """Return the action that tells this entity's prices, None where its integration has none."""
    entity = er.async_get(hass).async_get(entity_id)
    action = None if entity is None else PRICE_ACTIONS.get(entity.platform)
    if entity is None or action is None or not hass.services.has_service(action.domain, action.action):
        return None
    return entity, action


def _pick(response: object, names: tuple[str, ...]) -> str | None:
    """Pick the key of an answer that is this entity's: `SE3` for `SE3-current_price`; None without a choice."""
    level: object = response
    for _ in range(DEPTH):
        if not isinstance(level, Mapping):
            break
        if len(level) > 1:
            keys = [str(key) for key in islice(level, MOST_NAMES)]
            return next((key for name in names for key in _named(name, keys)), None)
        level = next(iter(level.values()), None)
    return None


def _named(name: str, keys: Sequence[str]) -> Iterator[str]:
    """Yield the keys that are a name, or one of its parts: `es` in `es_spot_price`."""
    parts = set(re.split(r"[-_]", name.casefold()))
    return (key for key in keys if name == key or key.casefold() in parts)
