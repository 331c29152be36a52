"""When to look at the home: half hours, minutes, and news that cannot wait for them."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.event import (
    async_call_later,
    async_track_point_in_utc_time,
    async_track_state_change_event,
    async_track_time_interval,
)
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..core.horizon import HALF_HOUR, slot_floor
from ..settings.model import Settings

DEBOUNCE_S = 3.0
# Between passes the orders follow what the home does: a limit reached, clouds, a kettle.
TICK = timedelta(minutes=1)


class Scheduler:
    """Calls `run` for a whole pass and `tick` for a look; all of it stops with `stop`."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        run: Callable[[], None],
        tick: Callable[[datetime], Coroutine[Any, Any, None]],
        prices_are_news: Callable[[], bool],
    ) -> None:
        """Begin with the clock; `listen` adds the entities."""
        self._hass = hass
        self._run = run
        self._tick = tick
        self._prices_are_news = prices_are_news
        self._settings: Settings | None = None
        self._soon: CALLBACK_TYPE | None = None
        self._turn: CALLBACK_TYPE | None = None
        self._sources: CALLBACK_TYPE | None = None
        self._boundary: CALLBACK_TYPE
        self._ticks = async_track_time_interval(hass, tick, TICK, cancel_on_shutdown=True)
        self._wait_for_boundary()

    @callback
    def stop(self) -> None:
        """No more calls."""
        for cancel in (self._soon, self._turn, self._sources, self._boundary, self._ticks):
            if cancel is not None:
                cancel()
        self._soon = self._turn = self._sources = None

    @callback
    def soon(self) -> None:
        """A pass in a few seconds; what happens until then joins it."""
        if self._soon is None:
            self._soon = async_call_later(self._hass, DEBOUNCE_S, self._soon_is_now)

    @callback
    def at(self, turn: datetime | None) -> None:
        """A pass when time alone changes who decides."""
        if self._turn is not None:
            self._turn()
        self._turn = None
        if turn is not None:
            self._turn = async_track_point_in_utc_time(self._hass, self._turned, turn)

    @callback
    def listen(self, settings: Settings) -> None:
        """Follow the entities of these settings."""
        self._settings = settings
        if self._sources is not None:
            self._sources()
        sources = settings.sources
        entities = {settings.prices.entity_id}
        entities |= {source.entity_id for source in sources.warnings}
        entities |= {source.entity_id for source in sources.outages}
        for item in settings.storages:
            entities |= {item.connected_entity, item.soc_entity}
        self._sources = async_track_state_change_event(
            self._hass, [entity for entity in entities if entity is not None], self._changed
        )

    @callback
    def _soon_is_now(self, _now: datetime) -> None:
        self._soon = None
        self._run()

    @callback
    def _turned(self, _now: datetime) -> None:
        self._turn = None
        self._run()

    def _wait_for_boundary(self) -> None:
        """The next :00 or :30 of local wall time, in zones of any offset."""
        turn = slot_floor(dt_util.now()) + HALF_HOUR
        self._boundary = async_track_point_in_utc_time(self._hass, self._at_boundary, turn)

    @callback
    def _at_boundary(self, _now: datetime) -> None:
        self._wait_for_boundary()
        self._run()

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        """News of a plug, a warning, the grid or prices; another SOC is worth a look only."""
        assert self._settings is not None
        entity_id, old, new = event.data["entity_id"], event.data["old_state"], event.data["new_state"]
        if _answers(old) != _answers(new):
            self.soon()
        elif entity_id == self._settings.prices.entity_id:
            if self._prices_are_news():
                self.soon()
        elif old is None or new is None or old.state == new.state:
            return
        elif any(entity_id == item.soc_entity for item in self._settings.storages):
            self._hass.async_create_task(self._tick(new.last_changed), f"{DOMAIN} look")
        else:
            self.soon()


def _answers(state: State | None) -> bool:
    return state is not None and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
