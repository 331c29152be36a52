"""JMA's announcements for the home's municipality: the feed on a timer, and its state over a restart."""

from collections.abc import Callable
from datetime import datetime, timedelta
import logging
from zlib import crc32

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..core.hazard import HazardReport
from ..core.readings import Fault, FaultKind
from ..feeds.http_json import LONGEST_WAIT
from ..feeds.jma import BASE_URL, JmaFeed, JmaFeedState
from ..readers.jma import SOURCE
from ..readers.jma.areas import JmaArea
from ..readers.jma.bulletin import JmaBulletin

_LOGGER = logging.getLogger(__name__)

NAME = "気象庁 (JMA)"
_FAULTS = {
    FaultKind.STALE: FaultKind.FEED_FROZEN,
    FaultKind.UNKNOWN_SHAPE: FaultKind.FEED_SHAPE,
    FaultKind.AREA_GONE: FaultKind.AREA_GONE,
}
# After a turn that failed, and after any, so that nothing spins.
_AGAIN = timedelta(minutes=5)
_SOONEST = timedelta(seconds=1)
# Not all homes ask in the same minute.
_SPREAD_S = 120
# Somebody else's office may stand in for JMA's: a demo has its own weather.
BASE_URL_KEY: HassKey[str] = HassKey(f"{DOMAIN}_jma_base_url")


class WeatherSource:
    """Asks JMA on its own timer, and calls `on_news` when its bulletin has changed."""

    def __init__(self, hass: HomeAssistant, entry_id: str, on_news: Callable[[], None]) -> None:
        """Start without a feed: see `use`."""
        self._hass = hass
        self._spread = timedelta(seconds=crc32(entry_id.encode()) % _SPREAD_S)
        self._on_news = on_news
        self._area: JmaArea | None = None
        self._feed: JmaFeed | None = None
        self._timer: CALLBACK_TYPE | None = None
        self._logged = False
        self._stopped = False

    @property
    def feed_state(self) -> JmaFeedState | None:
        """State that has to survive a restart."""
        return None if self._feed is None else self._feed.state

    @property
    def report(self) -> HazardReport:
        """Hazards by JMA, and of which of them nothing new is heard."""
        return HazardReport() if self._feed is None else self._feed.report

    @property
    def bulletin(self) -> JmaBulletin | None:
        """Bulletin of JMA, None where it is not asked."""
        return None if self._feed is None else self._feed.bulletin

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of its answers: each kind once, however many files it is about."""
        if self._feed is None:
            return ()
        files: dict[FaultKind, list[str]] = {}
        for fault in self._feed.faults:
            about = f"{fault.source.removeprefix(SOURCE).strip()} {fault.found}".strip()
            files.setdefault(_FAULTS.get(fault.kind, FaultKind.FEED_SILENT), []).append(about)
        return tuple(Fault(kind, NAME, "; ".join(about), fatal=False) for kind, about in files.items())

    @callback
    def use(self, area: JmaArea | None, state: JmaFeedState | None = None) -> None:
        """Ask for this municipality from now on; `state`: from before a restart."""
        if area == self._area:
            return
        self._cancel()
        self._area, self._feed, self._stopped = area, None, False
        if area is None:
            return
        config = self._hass.config
        self._feed = JmaFeed(
            async_get_clientsession(self._hass),
            area,
            (config.latitude, config.longitude),
            clock=dt_util.utcnow,
            spread=self._spread,
            base_url=self._hass.data.get(BASE_URL_KEY, BASE_URL),
            state=state,
        )
        self._schedule()

    @callback
    def hurry(self, stormy: bool) -> None:
        """Ask more often while a storm is expected or here (`stormy`)."""
        if self._feed is not None and self._feed.watching != stormy:
            self._feed.watching = stormy
            self._schedule()

    @callback
    def stop(self) -> None:
        """Ask no more."""
        self._cancel()
        self._stopped = True

    async def async_ask(self, *, force: bool = False) -> None:
        """Ask for what is due, or at a person's request (`force`) for everything.

        Whatever happens meanwhile, it is asked again: a turn that fails is logged once and tried anew.
        """
        if (feed := self._feed) is None:
            return
        failed = True
        try:
            if await feed.async_refresh(force=force) and feed is self._feed:
                self._on_news()
            self._logged = failed = False
        except Exception:
            if not self._logged:
                self._logged = True
                _LOGGER.exception("JMA could not be asked; trying again")
        finally:
            if feed is self._feed:
                self._schedule(_AGAIN if failed else _SOONEST)

    @callback
    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer()
        self._timer = None

    @callback
    def _schedule(self, soonest: timedelta = timedelta()) -> None:
        """Set the timer for when the feed is due. It counts seconds, whatever the clock does."""
        self._cancel()
        if self._feed is None or self._stopped:
            return
        wait = min(max(self._feed.due - dt_util.utcnow(), soonest), LONGEST_WAIT)
        self._timer = async_call_later(self._hass, wait, self._async_ask_in_turn)

    async def _async_ask_in_turn(self, _now: datetime) -> None:
        self._timer = None
        await self.async_ask()
