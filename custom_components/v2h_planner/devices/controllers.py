"""The controllers of all units of a home."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import partial

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.async_ import create_eager_task

from ..core.plan import Command
from ..core.readings import Fault, StorageReading, Verb
from ..core.situation import Situation
from ..settings.model import ControlKind, StorageSettings
from .controller import DeviceController


class DeviceControllers:
    """Gives each storage's command to its unit; a unit without a command is released."""

    def __init__(
        self,
        hass: HomeAssistant,
        storages: Iterable[StorageSettings],
        *,
        read: Callable[[str], StorageReading | None],
        on_hands: Callable[[str], None],
        on_fault: Callable[[str, Fault | None], None],
        owed: Mapping[str, Verb] | None = None,
    ) -> None:
        """Make a controller for each storage that may be commanded. `owed`: as from `owed` of a former run."""
        self._controllers = {
            item.storage.id: DeviceController(
                hass,
                item,
                read=partial(read, item.storage.id),
                on_hands=partial(on_hands, item.storage.id),
                on_fault=partial(on_fault, item.storage.id),
                owed=(owed or {}).get(item.storage.id),
            )
            for item in storages
            if item.control.kind is not ControlKind.NONE
        }

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Faults of the units that disobey."""
        return tuple(item.fault for item in self._controllers.values() if item.fault is not None)

    def ordered(self, storage_id: str) -> Verb | None:
        """Return what that unit is under orders to do, None when it is released."""
        controller = self._controllers.get(storage_id)
        return None if controller is None else controller.ordered

    @property
    def owed(self) -> dict[str, Verb]:
        """What each unit was last told, by storage id, until it is safe or a person's."""
        return {key: verb for key, item in self._controllers.items() if (verb := item.owed) is not None}

    async def async_obey(self, commands: Iterable[Command], situation: Situation) -> None:
        """Give each unit its command; release the others, but leave them as they are in an outage."""
        wanted = {command.storage_id: command for command in commands}
        told = []
        for storage_id, controller in self._controllers.items():
            if (command := wanted.get(storage_id)) is not None:
                told.append(controller.async_obey(command))
            elif storage_id in situation.hands_off or situation.outage:
                controller.forget()
            else:
                told.append(controller.async_release())
        await _all(told)

    async def async_release(self, *, outage: bool = False) -> None:
        """Put every unit that is under our orders into its safe state; in an outage that is feeding the house."""
        await _all(item.async_release(outage=outage) for item in self._controllers.values())

    async def async_let_go(self, *, outage: bool = False) -> None:
        """Release every unit for good; no order but that one is taken from now on."""
        for controller in self._controllers.values():
            controller.close()
        await self.async_release(outage=outage)
        await _all(controller.async_insist() for controller in self._controllers.values())

    @callback
    def async_stop(self) -> None:
        """Stop all timers and listeners; release first."""
        for controller in self._controllers.values():
            controller.stop()


async def _all(orders: Iterable[Coroutine[object, object, None]]) -> None:
    """Let the units take their orders side by side: one that does not answer keeps no other waiting."""
    tasks = [create_eager_task(order) for order in orders]
    if any(not task.done() for task in tasks):
        await asyncio.gather(*tasks)
