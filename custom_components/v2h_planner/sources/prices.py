"""Where published prices come from: a list that an entity shows, an integration's action, or the retailer's feed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from zlib import crc32

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from ..core.horizon import HALF_HOUR, slot_floor
from ..core.readings import Fault, FaultKind
from ..core.series import Step, StepSeries
from ..feeds.looop import LooopFeed
from ..feeds.price_feed import PriceFeed
from ..readers.prices import PriceRead, read_prices
from ..readers.units_of_measurement import price_unit
from ..settings.model import PriceSettings
from .entity_reader import async_entity_state
from .price_actions import ActionPrices, price_action

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
        self._asked: PriceFeed | None = None
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
            read = read_prices(async_entity_state(self._hass, settings.entity_id), now, zone)
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

    def _answered(self, asked: PriceFeed, shown: PriceRead, now: datetime) -> PriceRead:
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

    def _looop(self, area: str, remembered: StepSeries) -> PriceFeed:
        session = async_get_clientsession(self._hass)
        return LooopFeed(session, area, clock=dt_util.utcnow, known=remembered, spread=self._spread)

    def _action(self, entity_id: str, remembered: StepSeries, zone: tzinfo) -> PriceFeed | None:
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


# A price that was published stays published; what we remember of it may stand in for a silent source.
_AHEAD = timedelta(days=3)


def standing_in(read: PriceRead, remembered: StepSeries, now: datetime, zone: tzinfo) -> PriceRead:
    """What is published, in the source's terms; what was seen before while the source says nothing."""
    start = read.series.start
    if read.series.at(now) is not None or (start is not None and start > now):
        return read
    known = StepSeries(tuple(step for step in remembered if now < step.end and step.start < now + _AHEAD))
    if known.at(now) is not None:
        return replace(read, series=known, faults=tuple(replace(fault, fatal=False) for fault in read.faults))
    if read.now is not None:
        first = slot_floor(now.astimezone(zone))
        return replace(read, series=StepSeries((Step(first, first + HALF_HOUR, read.now),)))
    return read


@callback
def price_factor(hass: HomeAssistant, entity_id: str | None) -> float:
    """Main currency units per kWh of one of the entity's units, for its recorded past."""
    if entity_id is None:
        return 1.0
    unit = price_unit(async_entity_state(hass, entity_id).unit)
    return 1.0 if unit is None else unit.factor


def past_prices(recorded: StepSeries, factor: float, remembered: StepSeries, now: datetime) -> StepSeries:
    """What prices were: remembered from their publication, before that as recorded."""
    past = StepSeries(tuple(step for step in remembered if step.start < now))
    first = past.start or now
    earlier = (Step(s.start, s.end, s.value * factor) for s in recorded if s.end <= first)
    return StepSeries(tuple(earlier)).then(past)
