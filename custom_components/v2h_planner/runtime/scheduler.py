"""When to plan and when to observe: half hours, minutes, and news that cannot wait for them."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
import logging
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.event import (
    async_track_point_in_utc_time,
    async_track_state_change_event,
    async_track_time_interval,
)
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..core.horizon import HALF_HOUR, slot_floor
from ..readers.entity_state import EntityState
from ..readers.warning_entities import WarningRead, read_warning
from ..settings.model import Settings

_LOGGER = logging.getLogger(__name__)

DEBOUNCE_S = 3.0
# Between passes the commands follow the home: a limit reached, clouds, a kettle.
TICK = timedelta(minutes=1)


class Scheduler:
    """Calls `run` for a whole pass and `tick` for an observation, from `start` to `stop`."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        run: Callable[[], None],
        tick: Callable[[datetime], Coroutine[Any, Any, None]],
        prices_changed: Callable[[], bool],
    ) -> None:
        """Prepare; nothing is called yet. `prices_changed`: whether the price entity publishes news."""
        self._hass = hass
        self._run = run
        self._tick = tick
        self._prices_changed = prices_changed
        # `run` returns at once, so that news during a pass lead to another one after it.
        self._request = Debouncer(hass, _LOGGER, cooldown=DEBOUNCE_S, immediate=False, function=run)
        self._settings: Settings | None = None
        self._ticks: CALLBACK_TYPE | None = None
        self._boundary: CALLBACK_TYPE | None = None
        self._change: CALLBACK_TYPE | None = None
        self._entities: CALLBACK_TYPE | None = None

    @callback
    def start(self, settings: Settings) -> None:
        """Begin with the clock and the entities of these settings."""
        self._ticks = async_track_time_interval(self._hass, self._tick, TICK, cancel_on_shutdown=True)
        self._wait_for_boundary()
        self.follow(settings)

    @callback
    def stop(self) -> None:
        """Cancel everything."""
        self._request.async_shutdown()
        for cancel in (self._ticks, self._boundary, self._change, self._entities):
            if cancel is not None:
                cancel()
        self._ticks = self._boundary = self._change = self._entities = None

    @callback
    def request_pass(self) -> None:
        """Run a pass in a few seconds; requests until then join it."""
        self._request.async_schedule_call()

    @callback
    def run_at(self, change: datetime | None) -> None:
        """Run a pass when time alone changes the situation, instead of the time set before."""
        if self._change is not None:
            self._change()
        self._change = None
        if change is not None:
            self._change = async_track_point_in_utc_time(self._hass, self._at_change, change)

    @callback
    def follow(self, settings: Settings) -> None:
        """Follow the entities of these settings."""
        self._settings = settings
        if self._entities is not None:
            self._entities()
        sources = settings.sources
        entities = {settings.prices.entity_id}
        entities |= {source.entity_id for source in sources.warnings}
        entities |= {source.entity_id for source in sources.outages}
        for item in settings.storages:
            entities |= {item.connected_entity, item.soc_entity}
        self._entities = async_track_state_change_event(
            self._hass, [entity for entity in entities if entity is not None], self._on_state
        )

    @callback
    def _at_change(self, _now: datetime) -> None:
        self._change = None
        self._run()

    def _wait_for_boundary(self) -> None:
        """Wait for the next :00 or :30 of local wall time, in zones of any offset."""
        boundary = slot_floor(dt_util.now()) + HALF_HOUR
        self._boundary = async_track_point_in_utc_time(self._hass, self._at_boundary, boundary)

    @callback
    def _at_boundary(self, _now: datetime) -> None:
        self._wait_for_boundary()
        self._run()

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        """Request a pass for news of a plug, a warning, the grid or prices; another SOC is only observed."""
        assert self._settings is not None
        entity_id, old, new = event.data["entity_id"], event.data["old_state"], event.data["new_state"]
        if _is_known(old) != _is_known(new):
            self.request_pass()
        elif entity_id == self._settings.prices.entity_id:
            if self._prices_changed():
                self.request_pass()
        elif old is None or new is None or (old.state == new.state and not self._warns_otherwise(old, new)):
            return
        elif any(entity_id == item.soc_entity for item in self._settings.storages):
            self._hass.async_create_task(self._tick(new.last_changed), f"{DOMAIN} observation")
        else:
            self.request_pass()

    def _warns_otherwise(self, old: State, new: State) -> bool:
        """Return whether the attributes of a warning entity tell something else: its count may stay the same."""
        assert self._settings is not None
        chosen = next(
            (w.states for w in self._settings.sources.warnings if w.entity_id == new.entity_id), None
        )
        if chosen is None or old.attributes == new.attributes:
            return False

        def read(state: State) -> WarningRead:
            shown = EntityState(
                entity_id=state.entity_id,
                state=state.state,
                attributes=state.attributes,
                updated=state.last_reported,
            )
            return read_warning(shown, new.last_reported, chosen)

        return read(old).hazards != read(new).hazards


def _is_known(state: State | None) -> bool:
    return state is not None and state.state not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
