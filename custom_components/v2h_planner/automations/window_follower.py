"""Follows the best window of one load in one home: when it begins, when it ends."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers.event import async_track_point_in_utc_time
from homeassistant.util import dt as dt_util

from ..coordinator import V2HCoordinator
from ..core.plan import Plan
from ..core.windows import Window, find_window
from .homes import plan_of
from .window_ask import DailyWindow
from .window_book import Begun, WindowBook

type Told = Callable[[dict[str, Any]], None]


class WindowFollower:
    """Takes the window of every new plan until it begins; from then on it stands, whatever later plans say.

    What began before it was there is not told: neither after a restart, nor for an automation that is just made.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        book: WindowBook,
        ask: DailyWindow,
        coordinator: V2HCoordinator,
        *,
        begins: Told | None = None,
        ends: Told | None = None,
        restarted: bool = False,
    ) -> None:
        """Follow from the next plan on; `restarted`: it followed before Home Assistant was off, too."""
        self._hass, self._book, self._ask = hass, book, ask
        self._coordinator = coordinator
        self._begins, self._ends = begins, ends
        self._begun = book.begun(self._entry_id, ask)
        self._new = self._begun is None
        self._planned: tuple[Plan | None, datetime] | None = None
        self._next: tuple[datetime, Window] | None = None
        self._start_timer: CALLBACK_TYPE | None = None
        self._end_timer: CALLBACK_TYPE | None = None
        self._missed = book.missed(self._entry_id, ask) if restarted else None
        if self._begun is not None:
            self._wait_for_end(self._begun)

    @property
    def _entry_id(self) -> str:
        return self._coordinator.config_entry.entry_id

    @callback
    def follow(self, coordinator: V2HCoordinator) -> None:
        """Look at a home's new snapshot; its coordinator is another one after it was reloaded."""
        self._coordinator = coordinator
        if self._hass.state is not CoreState.running:
            return
        missed, self._missed = self._missed, None
        if missed is not None and self._book.begun(self._entry_id, self._ask) == missed:  # else it runs again
            self._end(missed)
        now, zone = dt_util.utcnow(), dt_util.get_default_time_zone()
        plan, deadline = plan_of(coordinator.data), self._ask.deadline(now, zone)
        known = self._book.begun(self._entry_id, self._ask)
        if known is not None and known != self._begun:  # a condition, or another automation, saw it begin
            self._begin(known)
        elif self._next is not None and self._next[1].start <= now:  # its timer is late
            self._start(*self._next)
        if self._planned == (plan, deadline) or (
            self._begun is not None and self._begun.deadline >= deadline
        ):
            return
        self._planned = plan, deadline
        self._stop_start()
        contract_kw = coordinator.settings.home.grid.contract_kw
        window = None if plan is None else find_window(plan, contract_kw, self._ask.request(now, zone))
        if not isinstance(window, Window):
            return
        if window.start > now:
            self._wait_for_start(deadline, window)
        else:
            self._start(deadline, window, told=not self._new)
        self._new = False

    @callback
    def _wait_for_start(self, deadline: datetime, window: Window) -> None:
        self._next = deadline, window

        @callback
        def start(_now: datetime) -> None:
            self._start_timer = None
            if self._coordinator.config_entry.state is ConfigEntryState.LOADED:
                self._start(deadline, window)
            else:  # the plan of a home that is not followed is no plan
                self._planned = self._next = None

        self._start_timer = async_track_point_in_utc_time(self._hass, start, window.start)

    @callback
    def _start(self, deadline: datetime, window: Window, *, told: bool = True) -> None:
        """Begin the window, unless somebody else was first."""
        known = self._book.begun(self._entry_id, self._ask)
        if known is None or known.deadline < deadline:
            known = self._book.begin(self._entry_id, self._ask, deadline, window, told=told)
        self._begin(known)

    @callback
    def _begin(self, begun: Begun) -> None:
        self._begun = begun
        self._stop_start()
        if self._begins is not None and begun.told:
            self._begins(self._variables(begun))
        self._wait_for_end(begun)

    @callback
    def _wait_for_end(self, begun: Begun) -> None:
        """Tell of the end when it comes; one that is over is history."""
        self._stop_end()
        if begun.end <= dt_util.utcnow():
            return

        @callback
        def end(_now: datetime) -> None:
            self._end_timer = None
            self._end(begun)

        self._end_timer = async_track_point_in_utc_time(self._hass, end, begun.end)

    @callback
    def _end(self, begun: Begun) -> None:
        self._book.end(self._entry_id, self._ask, begun)
        if self._ends is not None and begun.told:
            self._ends(self._variables(begun))

    @callback
    def stop(self) -> None:
        """Follow no more."""
        self._stop_start()
        self._stop_end()

    @callback
    def _stop_start(self) -> None:
        self._next = None
        if self._start_timer is not None:
            self._start_timer()
            self._start_timer = None

    @callback
    def _stop_end(self) -> None:
        if self._end_timer is not None:
            self._end_timer()
            self._end_timer = None

    def _variables(self, begun: Begun) -> dict[str, Any]:
        return {
            "config_entry_id": self._entry_id,
            "home": self._coordinator.config_entry.title,
            "start": dt_util.as_local(begun.start).isoformat(),
            "end": dt_util.as_local(begun.end).isoformat(),
            "before": dt_util.as_local(begun.deadline).isoformat(),
        }
