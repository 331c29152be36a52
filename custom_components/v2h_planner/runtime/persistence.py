"""What survives a restart: the mode, the control switch, wishes, trips seen and the last plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import logging
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from ..core.accounting.metering import DayLedger
from ..core.codec import decode, encode
from ..core.control.charge_rate import Delivered
from ..core.control.mode_machine import ModeState
from ..core.outage.endurance import RecentLoad
from ..core.outage.log import OutageLog
from ..core.plan import Need, Plan
from ..core.series import StepSeries
from ..core.storm.counterfactual import Shadow, StormCost
from ..core.trips import OneOffTrip, TripLog
from ..feeds.jma import JmaKept
from ..notifications.deduplication import Told

_LOGGER = logging.getLogger(__name__)

VERSION = 1
SAVE_DELAY_S = 5.0
PRICE_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Everything that is kept.

    `prices`: published prices of the last weeks, as `prices_from` (a price source's id) means them. `shadow`: the home
    without the storm, while there is one; `storm_cost`: of the storm that is, or of the last one. `outage`: the one that
    is, or the last one. `delivered`: by storage id.
    """

    trips: TripLog
    control: bool = False
    charge_now: tuple[Need, ...] = ()
    one_off: tuple[OneOffTrip, ...] = ()
    prices: StepSeries = field(default_factory=StepSeries)
    prices_from: str | None = None
    solar: StepSeries = field(default_factory=StepSeries)
    solar_from: tuple[str, ...] = ()
    plan: Plan | None = None
    ledger: DayLedger | None = None
    delivered: dict[str, Delivered] = field(default_factory=dict)
    shadow: Shadow | None = None
    storm_cost: StormCost | None = None
    outage: OutageLog | None = None
    recent_load: RecentLoad = RecentLoad()
    jma: JmaKept | None = None
    told: Told = Told()

    def priced_by(self, source: str | None) -> Kept:
        """Without prices of another source: they may mean something else."""
        return self if source == self.prices_from else replace(self, prices=StepSeries(), prices_from=source)

    def with_shadow_plan(self, planned: Shadow | None) -> Kept:
        """With the plan that was made for the shadow, if it still is the same storm."""
        shadow = self.shadow
        if shadow is None or planned is None or planned.since != shadow.since:
            return self
        return replace(self, shadow=replace(shadow, plan=planned.plan))

    def with_said(self, asked: Kept) -> Kept:
        """With prices and sun as they were said; what people decided while they were asked for stays."""
        return replace(
            self,
            solar=asked.solar,
            solar_from=asked.solar_from,
            prices=asked.prices,
            prices_from=asked.prices_from,
        )

    def with_solar(self, expected: StepSeries, sources: tuple[str, ...], now: datetime) -> Kept:
        """Remember what a solar forecast said of each step before it began; another source starts afresh."""
        oldest, farthest = now - timedelta(days=PRICE_DAYS), now + timedelta(days=1)
        said = self.solar if sources == self.solar_from else StepSeries()
        past = StepSeries(tuple(s for s in said if oldest <= s.start <= now))
        ahead = StepSeries(tuple(s for s in expected if now < s.start <= farthest))
        return replace(self, solar=past.then(ahead), solar_from=sources)

    def with_prices(self, published: StepSeries, now: datetime) -> Kept:
        """Remember what was published; the newer word holds."""
        if not published or published.start is None:
            return self
        oldest, first = now - timedelta(days=PRICE_DAYS), published.start
        past = StepSeries(tuple(s for s in self.prices if s.start >= oldest and s.end <= first))
        return replace(self, prices=past.then(published))


class Keeper:
    """Loads and saves `Kept` and the mode's state for one config entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Nothing is read yet."""
        self._hass = hass
        self._store: Store[Any] = Store(
            hass, VERSION, f"{DOMAIN}.{entry_id}", private=True, serialize_in_event_loop=False
        )

    async def async_load(self, now: datetime) -> tuple[Kept, ModeState]:
        """What was kept; a fresh start when there is nothing or it cannot be read."""
        fresh = Kept(trips=TripLog(since=now)), ModeState()
        data: Mapping[str, Any] | None = await self._store.async_load()
        if data is None:
            return fresh
        try:
            kept = await self._hass.async_add_executor_job(decode, Kept, data["kept"])
            return kept, decode(ModeState, data["mode"])
        except KeyError, TypeError, ValueError, AttributeError:
            _LOGGER.warning("What was kept over the restart cannot be read; starting afresh", exc_info=True)
            return fresh

    @callback
    def async_save_soon(self, kept: Kept, mode: ModeState) -> None:
        """Write within seconds, off the event loop; at once when Home Assistant stops."""
        self._store.async_delay_save(lambda: _data(kept, mode), SAVE_DELAY_S)

    async def async_save(self, kept: Kept, mode: ModeState) -> None:
        """Write now."""
        await self._store.async_save(await self._hass.async_add_executor_job(_data, kept, mode))

    async def async_remove(self) -> None:
        """Forget everything."""
        await self._store.async_remove()


def _data(kept: Kept, mode: ModeState) -> dict[str, Any]:
    return {"kept": encode(kept), "mode": encode(mode)}
