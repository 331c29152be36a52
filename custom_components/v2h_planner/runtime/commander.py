"""Commands the units of a home by its snapshot, or lets them go; never waits for them for ever."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import logging
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..core.control.supervisor import Rule, Ruling, Starts, supervise
from ..core.plan import Command
from ..core.readings import Fault, FaultKind, StorageReading, Verb
from ..devices import DeviceControllers
from ..settings.model import Settings
from ..state.snapshot import Snapshot
from .safety import explained, safe_commands

_LOGGER = logging.getLogger(__name__)

# After so many broken passes in a row the units are let go.
GIVE_UP_AFTER = 3
# How long the units may take over their orders.
LIMIT_S = 90.0
# The units are commanded every minute. After so many minutes without it nobody watches them: they are let go.
WATCH_EVERY = timedelta(minutes=1)
SILENT_MINUTES = 5


class Commander:
    """Gives the units their orders, each past the supervisor. `disobeying`: ids of storages whose unit disobeys.

    `rulings`: what the supervisor changed at the last commands; `passed`: what it let pass.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        settings: Settings,
        *,
        read: Callable[[str], StorageReading | None],
        grid_is_back: Callable[[], bool],
        on_hands: Callable[[str], None],
        on_fault: Callable[[], object],
    ) -> None:
        """Have given no orders yet. `grid_is_back` asks the entities, for an outage that ends while nobody looks."""
        self._hass = hass
        self._settings = settings
        self._read = read
        self._grid_is_back = grid_is_back
        self._on_hands = on_hands
        self._on_fault = on_fault
        self._units = self._make_units({})
        self._orders_unknown = False
        self._closed = False
        self._silent_minutes = 0
        self._starts = Starts()
        self._logged_rules: frozenset[tuple[str, Rule | None]] = frozenset()
        self.rulings: tuple[Ruling, ...] = ()
        self.passed: tuple[Command, ...] = ()
        self._stop_watch = async_track_time_interval(hass, self._watch, WATCH_EVERY, cancel_on_shutdown=True)
        self._outage = False
        self._silent: tuple[Fault, ...] = ()
        self.disobeying: frozenset[str] = frozenset()

    def _make_units(self, owed: Mapping[str, Verb]) -> DeviceControllers:
        return DeviceControllers(
            self._hass,
            self._settings.storages,
            read=self._read,
            on_hands=self._on_hands,
            on_fault=self._obeys_or_not,
            owed=owed,
        )

    @property
    def orders(self) -> dict[str, Verb]:
        """What each unit was last told, by storage id, until it is safe or a person's."""
        return self._units.owed

    @callback
    def adopt(self, orders: Mapping[str, Verb]) -> None:
        """Take the orders over under which a former run has left the units: they are ours until they are safe."""
        self._units.async_stop()
        self._units = self._make_units(orders)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of units that disobey, or do not answer."""
        return (*self._units.faults, *self._silent)

    @callback
    def forget_orders(self) -> None:
        """Take it that nobody knows what the units were told, and whether they may be commanded."""
        self._orders_unknown = True

    async def async_use(self, settings: Settings) -> None:
        """Go on with changed settings."""
        former, self._settings = self._settings, settings
        if settings.storages == former.storages:
            return
        owed = self.orders
        if [item.control for item in settings.storages] != [item.control for item in former.storages]:
            await self._limited(self._units.async_let_go(outage=self._outage))
            owed = self.orders  # a safe state that was refused stays owed
        self._units.async_stop()
        self._units = self._make_units(owed)

    async def async_command(self, snapshot: Snapshot) -> None:
        """Command the units, where the user allows it. A broken planner commands only what needs no plan."""
        if self._closed:
            return
        self._silent_minutes = 0
        self.rulings, self.passed = (), ()
        able = snapshot.failures < GIVE_UP_AFTER or snapshot.needs_no_plan
        situation = snapshot.situation
        self._outage = situation.outage
        if snapshot.control and able:
            self._orders_unknown = False
            await self._limited(self._units.async_obey(self._supervised(snapshot), situation))
            return
        if (
            self._orders_unknown and not situation.outage
        ):  # in an outage, a unit that stands by is a dark house
            self._orders_unknown = False
            commands = safe_commands(self._settings.storages, situation.hands_off)
            await self._limited(self._units.async_obey(commands, situation))
        await self.async_release()

    @callback
    def foreseen(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot with the commands that will pass: what is shown is what will be ordered."""
        commands, rulings = self._judged(snapshot, snapshot.at)
        return replace(snapshot, commands=commands, rulings=rulings)

    def _judged(self, snapshot: Snapshot, now: datetime) -> tuple[tuple[Command, ...], tuple[Ruling, ...]]:
        """Return the commands that the supervisor lets pass, and the rulings that changed one."""
        home, situation, readings = self._settings.home, snapshot.situation, snapshot.readings
        rulings = supervise(snapshot.commands, home, readings, situation, self._starts, now)
        explanations = (explained(ruling, home, readings) for ruling in rulings)
        commands = tuple(command for command in explanations if command is not None)
        return commands, tuple(ruling for ruling in rulings if ruling.rule is not None)

    @callback
    def _supervised(self, snapshot: Snapshot) -> tuple[Command, ...]:
        """Return the commands that the supervisor lets pass, also when it looks again; what it changes is logged once."""
        now = dt_util.utcnow()
        commands, again = self._judged(snapshot, now)
        self.passed = commands
        self._starts = self._starts.after(commands, now)
        self.rulings = (*snapshot.rulings, *again)
        rules = frozenset((ruling.storage_id, ruling.rule) for ruling in self.rulings)
        for storage_id, rule in sorted(rules - self._logged_rules):
            _LOGGER.warning("The supervisor changed an order to %s, by the rule: %s", storage_id, rule)
        self._logged_rules = rules
        return commands

    async def async_release(self) -> None:
        """Put every unit that is under our orders into its safe state; in an outage it stays as it is."""
        await self._limited(self._units.async_release(outage=self._outage))

    async def async_let_go(self) -> None:
        """Release the units for good: whatever is still under way, no other order is given from now on."""
        self._closed = True
        await self._limited(self._units.async_let_go(outage=self._outage))

    @callback
    def stop(self) -> None:
        """Stop watching the units; let them go first."""
        self._closed = True
        self._stop_watch()
        self._units.async_stop()

    async def _watch(self, _now: datetime) -> None:
        """Release the units where nobody has looked at the home for minutes, whatever the reason."""
        self._silent_minutes += 1
        if self._closed or self._silent_minutes < SILENT_MINUTES or not self.orders:
            return
        if self._silent_minutes == SILENT_MINUTES:
            _LOGGER.warning(
                "Nobody has looked at the home for %d minutes; its units are let go", SILENT_MINUTES
            )
        self._outage = self._outage and not self._grid_is_back()
        await self.async_release()

    async def _limited(self, orders: Coroutine[Any, Any, None]) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                await orders
        except TimeoutError:
            names = ", ".join(item.storage.name for item in self._settings.storages)
            self._silent = (Fault(FaultKind.NO_ANSWER, names, f"{LIMIT_S:.0f} s"),)
        else:
            self._silent = ()

    @callback
    def _obeys_or_not(self, storage_id: str, fault: Fault | None) -> None:
        """Show that a unit disobeys, or obeys again."""
        others = self.disobeying - {storage_id}
        self.disobeying = others if fault is None else others | {storage_id}
        self._on_fault()
