"""When to plan and when to observe: half hours, minutes, and news that cannot wait for them."""

from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
import logging
from math import inf
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.event import (
    async_call_later,
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
# What can wait does so until the last pass began so long ago. What cannot (a person, a plug, the grid, a storm) does not,
# unless such news will not stop.
FLOOR_S = 20.0
URGENT_AT_ONCE = 10
URGENT_WITHIN_S = 120.0
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
        self._request = Debouncer(hass, _LOGGER, cooldown=DEBOUNCE_S, immediate=False, function=self._pass)
        self._settings: Settings | None = None
        self._urgent = frozenset[str]()
        self._ticks: CALLBACK_TYPE | None = None
        self._ticking = False
        self._boundary: CALLBACK_TYPE | None = None
        self._boundary_at: datetime | None = None
        self._change: CALLBACK_TYPE | None = None
        self._entities: CALLBACK_TYPE | None = None
        self._later: CALLBACK_TYPE | None = None
        self._ran_at = -inf
        self._passes = deque[float](maxlen=URGENT_AT_ONCE)

    @callback
    def start(self, settings: Settings) -> None:
        """Begin with the clock and the entities of these settings."""
        self._ticks = async_track_time_interval(self._hass, self._on_tick, TICK, cancel_on_shutdown=True)
        self._wait_for_boundary()
        self.follow(settings)

    @callback
    def stop(self) -> None:
        """Cancel everything."""
        self._request.async_shutdown()
        for cancel in (self._ticks, self._boundary, self._change, self._entities, self._later):
            if cancel is not None:
                cancel()
        self._ticks = self._boundary = self._change = self._entities = self._later = None

    @callback
    def request_pass(self, *, urgent: bool = True) -> None:
        """Run a pass in a few seconds, or soon after the last one where it can wait; requests until then join it."""
        wait_s = self._urgent_wait_s() if urgent else self._left_s(self._ran_at, FLOOR_S)
        if wait_s <= DEBOUNCE_S:
            self._request.async_schedule_call()
        elif self._later is None and self._ticks is not None:
            self._later = async_call_later(self._hass, wait_s - DEBOUNCE_S, self._request_again)

    @callback
    def _request_again(self, _now: datetime) -> None:
        self._later = None
        self._request.async_schedule_call()

    def _urgent_wait_s(self) -> float:
        """Return how long an urgent request has to wait: not at all, unless there were many passes lately."""
        many = len(self._passes) == URGENT_AT_ONCE and self._left_s(self._passes[0], URGENT_WITHIN_S) > 0
        return self._left_s(self._ran_at, FLOOR_S) if many else 0.0

    def _left_s(self, since: float, span_s: float) -> float:
        """Return what is left of a span that began at `since`, by the loop's clock, which nobody sets."""
        gone = self._hass.loop.time() - since
        return span_s - gone if 0 <= gone < span_s else 0.0

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
        urgent = {source.entity_id for source in sources.warnings}
        urgent |= {source.entity_id for source in sources.outages}
        urgent |= {item.connected_entity for item in settings.storages if item.connected_entity is not None}
        self._urgent = frozenset(urgent)
        entities = {settings.prices.entity_id, *urgent}
        entities |= {
            entity for item in settings.storages for entity in (item.soc_entity, item.tracker_entity)
        }
        self._entities = async_track_state_change_event(
            self._hass, [entity for entity in entities if entity is not None], self._on_state
        )

    @callback
    def _pass(self) -> None:
        self._ran_at = self._hass.loop.time()
        self._passes.append(self._ran_at)
        self._run()

    @callback
    def _at_change(self, _now: datetime) -> None:
        self._change = None
        self._pass()

    def _wait_for_boundary(self) -> None:
        """Wait for the next :00 or :30 of local wall time, in zones of any offset."""
        if self._boundary is not None:
            self._boundary()
        self._boundary_at = slot_floor(dt_util.now()) + HALF_HOUR
        self._boundary = async_track_point_in_utc_time(self._hass, self._at_boundary, self._boundary_at)

    @callback
    def _at_boundary(self, _now: datetime) -> None:
        self._boundary = None
        self._wait_for_boundary()
        self._pass()

    async def _on_tick(self, now: datetime) -> None:
        """Observe, unless the last observation has not come to an end; mend the boundary if the clock was set."""
        self._check_boundary()
        if self._ticking:
            return
        self._ticking = True
        try:
            await self._tick(now)
        finally:
            self._ticking = False

    @callback
    def _check_boundary(self) -> None:
        """Run a pass when its half hour was slept through, or the clock was set back before it."""
        now, boundary = dt_util.utcnow(), self._boundary_at
        if self._boundary is not None and boundary is not None and not now < boundary <= now + HALF_HOUR:
            self._wait_for_boundary()
            self._pass()

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        """Request a pass for news of a plug, a warning, the grid or prices; another SOC is only observed."""
        assert self._settings is not None
        entity_id, old, new = event.data["entity_id"], event.data["old_state"], event.data["new_state"]
        urgent = entity_id in self._urgent
        if _is_known(old) != _is_known(new):
            self.request_pass(urgent=urgent)
        elif entity_id == self._settings.prices.entity_id:
            if self._prices_changed():
                self.request_pass(urgent=False)
        elif old is None or new is None or (old.state == new.state and not self._warns_otherwise(old, new)):
            return
        elif any(entity_id == item.soc_entity for item in self._settings.storages):
            self._hass.async_create_task(self._on_tick(new.last_changed), f"{DOMAIN} observation")
        else:
            self.request_pass(urgent=urgent)

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
