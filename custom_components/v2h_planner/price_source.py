"""Where published prices come from: a list that an entity shows, an integration's action, or the retailer's feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from zlib import crc32

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from .core.readings import Fault, FaultKind
from .core.series import StepSeries
from .feeds.asked import AskedSource
from .feeds.looop import LooopFeed
from .gather import async_look
from .price_action import ActionPrices, price_action
from .readers.prices import PriceRead, read_prices
from .settings import PriceSettings

LOOOP = "Looop"
# Not all homes ask in the same minute.
_SPREAD_S = 600


def source_id(settings: PriceSettings) -> str | None:
    """A name for where the prices come from; None for a table."""
    return settings.entity_id if settings.looop_area is None else f"{LOOOP} {settings.looop_area}"


class PriceSource:
    """Reads the prices that are published now, and calls `on_due` when it is time to read again."""

    def __init__(self, hass: HomeAssistant, entry_id: str, on_due: Callable[[], None]) -> None:
        """Nothing is known yet."""
        self._hass = hass
        self._spread = timedelta(seconds=crc32(entry_id.encode()) % _SPREAD_S)
        self._on_due = on_due
        self._id: str | None = None
        self._asked: AskedSource | None = None
        self._timer: CALLBACK_TYPE | None = None

    @callback
    def stop(self) -> None:
        """No more calls."""
        if self._timer is not None:
            self._timer()
        self._timer = None

    async def async_read(
        self, settings: PriceSettings, remembered: StepSeries, now: datetime, zone: tzinfo
    ) -> PriceRead:
        """What is published, in the source's terms; `remembered` is what it said before a restart."""
        self.stop()
        if source_id(settings) != self._id:
            self._id, self._asked = source_id(settings), None
        read = PriceRead()
        if settings.looop_area is not None:
            if self._asked is None:
                self._asked = self._looop(settings.looop_area, remembered)
        elif settings.entity_id is not None:
            read = read_prices(async_look(self._hass, settings.entity_id), now, zone)
            if read.series:
                self._asked = None  # it shows a list; nobody needs to be asked
                return read
            if self._asked is None:
                self._asked = self._action(settings.entity_id, remembered, zone)
        if self._asked is None:
            return read
        await self._asked.async_refresh()
        self._timer = async_track_point_in_utc_time(self._hass, self._turn, max(self._asked.due, now))
        return self._answered(self._asked, read, now)

    def _answered(self, asked: AskedSource, shown: PriceRead, now: datetime) -> PriceRead:
        """What the source said; what its entity shows beside it is of no interest once there are prices."""
        series, failing = asked.series, asked.failing
        price = series.at(now)
        faults: tuple[Fault, ...] = ()
        if failing is not None:
            fatal = price is None and shown.now is None
            faults = (Fault(FaultKind.NO_PRICES, self._id or "", failing, fatal),)
        return PriceRead(
            series=series,
            now=shown.now if price is None else price,
            currency=shown.currency,
            faults=faults,
        )

    def _looop(self, area: str, remembered: StepSeries) -> AskedSource:
        session = async_get_clientsession(self._hass)
        return LooopFeed(session, area, clock=dt_util.utcnow, known=remembered, spread=self._spread)

    def _action(self, entity_id: str, remembered: StepSeries, zone: tzinfo) -> AskedSource | None:
        if (found := price_action(self._hass, entity_id)) is None:
            return None
        entity, action = found
        return ActionPrices(
            self._hass,
            entity,
            action,
            clock=dt_util.utcnow,
            zone=zone,
            known=remembered,
            spread=self._spread,
        )

    @callback
    def _turn(self, _now: datetime) -> None:
        self._timer = None
        self._on_due()
