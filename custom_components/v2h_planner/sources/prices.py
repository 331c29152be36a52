"""Where published prices come from: a list that an entity shows, an integration's action, or the retailer's feed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from statistics import median
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
from ..readers.prices import ABSURD, ABSURD_MEDIAN_YEN, PriceRead, read_prices
from ..settings.model import PriceSettings
from .entity_reader import async_entity_state
from .price_actions import ActionPriceFeed, price_action

LOOOP = "Looop"
# Prices so many times higher or lower than those that are published are of another unit.
FAR = 100.0
# Not all homes ask in the same minute.
_SPREAD_S = 600
# Remembered prices stand in for a silent source up to so far ahead.
_AHEAD = timedelta(days=3)


def source_id(settings: PriceSettings) -> str | None:
    """Name the source of the prices; None for a table."""
    return settings.entity_id if settings.looop_area is None else f"{LOOOP} {settings.looop_area}"


class PriceSource:
    """Reads the prices that are published now, and calls `on_due` when it is time to read again."""

    def __init__(self, hass: HomeAssistant, entry_id: str, on_due: Callable[[], None]) -> None:
        """Start without a feed: `async_read` makes the one that the settings need."""
        self._hass = hass
        self._spread = timedelta(seconds=crc32(entry_id.encode()) % _SPREAD_S)
        self._on_due = on_due
        self._id: str | None = None
        self._feed: PriceFeed | None = None
        self._timer: CALLBACK_TYPE | None = None

    async def async_read(
        self, settings: PriceSettings, remembered: StepSeries, now: datetime, zone: tzinfo
    ) -> PriceRead:
        """Read what is published, in the source's terms; `remembered`: its prices from before a restart."""
        self.stop()
        if source_id(settings) != self._id:
            self._id, self._feed = source_id(settings), None
        shown = PriceRead()
        if settings.looop_area is not None:
            if self._feed is None:
                self._feed = self._looop_feed(settings.looop_area, remembered)
        elif settings.entity_id is not None:
            shown = read_prices(
                async_entity_state(self._hass, settings.entity_id), now, zone, known=remembered
            )
            if shown.series:
                self._feed = None  # the entity shows a list: its integration need not be asked
                return shown
            if self._feed is None:
                self._feed = self._action_feed(settings.entity_id, remembered, zone)
        if self._feed is None:
            return shown
        await self._feed.async_refresh()
        self._timer = async_track_point_in_utc_time(self._hass, self._read_again, max(self._feed.due, now))
        return self._read_feed(self._feed, shown, now)

    @callback
    def stop(self) -> None:
        """Cancel the timer."""
        if self._timer is not None:
            self._timer()
        self._timer = None

    @callback
    def _read_again(self, _now: datetime) -> None:
        self._timer = None
        self._on_due()

    def _looop_feed(self, area: str, remembered: StepSeries) -> PriceFeed:
        session = async_get_clientsession(self._hass)
        return LooopFeed(session, area, clock=dt_util.utcnow, known=remembered, spread=self._spread)

    def _action_feed(self, entity_id: str, remembered: StepSeries, zone: tzinfo) -> PriceFeed | None:
        if (registered := price_action(self._hass, entity_id)) is None:
            return None
        entity, action = registered
        return ActionPriceFeed(
            self._hass,
            entity,
            action,
            clock=dt_util.utcnow,
            zone=zone,
            known=remembered,
            spread=self._spread,
        )

    def _read_feed(self, feed: PriceFeed, shown: PriceRead, now: datetime) -> PriceRead:
        """Read the feed's prices; the price that its entity shows (`shown`) counts where it has none for now."""
        price = feed.series.at(now)
        faults: tuple[Fault, ...] = ()
        if feed.failing is not None:
            fatal = price is None and shown.now is None
            faults = (Fault(FaultKind.NO_PRICES, self._id or "", feed.failing, fatal),)
        return PriceRead(
            series=feed.series,
            now=shown.now if price is None else price,
            currency=shown.currency,
            faults=faults,
        )


def standing_in(read: PriceRead, remembered: StepSeries, now: datetime, zone: tzinfo) -> PriceRead:
    """Add what was published earlier for times of which the source says nothing now; all in the source's terms.

    The price now stands for the running slot where no list speaks of it.
    """
    known = StepSeries(tuple(step for step in remembered if now < step.end and step.start < now + _AHEAD))
    series, start = read.series.over(known), read.series.start
    if read.now is not None:
        first = slot_floor(now.astimezone(zone))
        moment = Step(first, first + HALF_HOUR, read.now)
        no_list = not read.series and (known.end is None or known.end <= moment.end)
        if no_list or (series.at(now) is None and (start is None or start <= now)):
            return replace(read, series=StepSeries((moment,)).over(series))
    if read.series.at(now) is None and known.at(now) is not None:
        faults = tuple(replace(fault, fatal=False) for fault in read.faults)
        return replace(read, series=series, faults=faults)
    return replace(read, series=series)


def past_prices(recorded: StepSeries, remembered: StepSeries, now: datetime) -> StepSeries:
    """Return past prices: as remembered from their publication, before that as recorded, if that can be."""
    past = StepSeries(tuple(step for step in remembered if step.start < now))
    first = past.start or now
    return StepSeries(tuple(step for step in _possible(recorded, past) if step.end <= first)).then(past)


def _possible(recorded: StepSeries, known: StepSeries) -> Iterable[Step]:
    """Leave out what is of another unit: a recorder whose unit was corrected by hand keeps the old numbers."""
    sane = [step for step in recorded if abs(step.value) <= ABSURD]
    days: dict[date, list[Step]] = defaultdict(list)
    for step in sane:
        days[step.start.date()].append(step)
    usual = median(abs(step.value) for step in known) if known else 0.0
    most = min(FAR * usual, ABSURD_MEDIAN_YEN) if usual else ABSURD_MEDIAN_YEN
    levels = {day: median(abs(step.value) for step in steps) for day, steps in days.items()}
    if levels and FAR * median(levels.values()) < usual:
        return []
    return [step for day, steps in days.items() if levels[day] <= most for step in steps]
