"""Commands the units of a home by its snapshot, or lets them go; never waits for them for ever."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import HomeAssistant, callback

from ..core.readings import Fault, FaultKind, StorageReading
from ..devices import DeviceControllers
from ..settings.model import Settings
from ..state.snapshot import Snapshot
from .safety import safe_commands

# After so many broken passes in a row the units are let go.
GIVE_UP_AFTER = 3
# How long the units may take over their orders.
LIMIT_S = 90.0


class Commander:
    """Gives the units their orders. `disobeying`: ids of storages whose unit disobeys."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: Settings,
        *,
        read: Callable[[str], StorageReading | None],
        on_hands: Callable[[str], None],
        on_fault: Callable[[], object],
    ) -> None:
        """Have given no orders yet."""
        self._hass = hass
        self._settings = settings
        self._read = read
        self._on_hands = on_hands
        self._on_fault = on_fault
        self._units = self._make_units()
        self._orders_unknown = False
        self._outage = False
        self._silent: tuple[Fault, ...] = ()
        self.disobeying: frozenset[str] = frozenset()

    def _make_units(self) -> DeviceControllers:
        return DeviceControllers(
            self._hass,
            self._settings.storages,
            read=self._read,
            on_hands=self._on_hands,
            on_fault=self._obeys_or_not,
        )

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
        if [item.control for item in settings.storages] != [item.control for item in former.storages]:
            await self.async_release()
        if settings.storages != former.storages:
            self._units.async_stop()
            self._units = self._make_units()

    async def async_command(self, snapshot: Snapshot) -> None:
        """Command the units, where the user allows it. A broken planner commands only what needs no plan."""
        able = snapshot.failures < GIVE_UP_AFTER or snapshot.needs_no_plan
        situation = snapshot.situation
        self._outage = situation.outage
        if snapshot.control and able:
            self._orders_unknown = False
            await self._limited(self._units.async_obey(snapshot.commands, situation))
            return
        if (
            self._orders_unknown and not situation.outage
        ):  # in an outage, a unit that stands by is a dark house
            self._orders_unknown = False
            commands = safe_commands(self._settings.storages, situation.hands_off)
            await self._limited(self._units.async_obey(commands, situation))
        await self.async_release()

    async def async_release(self) -> None:
        """Put every unit that is under our orders into its safe state; in an outage it stays as it is."""
        await self._limited(self._units.async_release(outage=self._outage))

    @callback
    def stop(self) -> None:
        """Stop watching the units; release first."""
        self._units.async_stop()

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
