"""The controllers of all units of a home."""

from collections.abc import Callable, Iterable
from functools import partial

from homeassistant.core import HomeAssistant, callback

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
    ) -> None:
        """Make a controller for each storage that may be commanded."""
        self._controllers = {
            item.storage.id: DeviceController(
                hass,
                item,
                read=partial(read, item.storage.id),
                on_hands=partial(on_hands, item.storage.id),
                on_fault=partial(on_fault, item.storage.id),
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

    async def async_obey(self, commands: Iterable[Command], situation: Situation) -> None:
        """Give each unit its command; release the others, but leave them as they are in an outage."""
        wanted = {command.storage_id: command for command in commands}
        for storage_id, controller in self._controllers.items():
            if (command := wanted.get(storage_id)) is not None:
                await controller.async_obey(command)
            elif storage_id in situation.hands_off or situation.outage:
                controller.forget()
            else:
                await controller.async_release()

    async def async_release(self, *, outage: bool = False) -> None:
        """Put every unit that is under our orders into its safe state; in an outage that is feeding the house."""
        for controller in self._controllers.values():
            await controller.async_release(outage=outage)

    @callback
    def async_stop(self) -> None:
        """Stop all timers and listeners; release first."""
        for controller in self._controllers.values():
            controller.stop()
