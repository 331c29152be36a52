"""All units of a home."""

from collections.abc import Callable, Iterable
from functools import partial

from homeassistant.core import HomeAssistant, callback

from ..core.plan import Command
from ..core.readings import Fault, StorageReading, Verb
from ..core.situation import Situation
from ..settings.model import ControlKind, StorageSettings
from .controller import DeviceController


class DeviceControllers:
    """Gives each storage's command to its unit; a storage without a command is let go."""

    def __init__(
        self,
        hass: HomeAssistant,
        storages: Iterable[StorageSettings],
        *,
        look: Callable[[str], StorageReading | None],
        on_hands: Callable[[str], None],
        on_fault: Callable[[str, Fault | None], None],
    ) -> None:
        """One unit for each storage that may be commanded."""
        self._units = {
            item.storage.id: DeviceController(
                hass,
                item,
                look=partial(look, item.storage.id),
                on_hands=partial(on_hands, item.storage.id),
                on_fault=partial(on_fault, item.storage.id),
            )
            for item in storages
            if item.control.kind is not ControlKind.NONE
        }

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Units that disobey."""
        return tuple(unit.fault for unit in self._units.values() if unit.fault is not None)

    def ordered(self, storage_id: str) -> Verb | None:
        """What that unit is under orders to do, None when it is let go."""
        unit = self._units.get(storage_id)
        return None if unit is None else unit.ordered

    async def async_obey(self, commands: Iterable[Command], situation: Situation) -> None:
        """Give each unit its command; let go of the others."""
        wanted = {command.storage_id: command for command in commands}
        for storage_id, unit in self._units.items():
            if (command := wanted.get(storage_id)) is not None:
                await unit.async_obey(command)
            elif storage_id in situation.hands_off:
                unit.forget()
            else:
                await unit.async_release()

    async def async_release(self) -> None:
        """Put every unit that is under our orders into its safe state."""
        for unit in self._units.values():
            await unit.async_release()

    @callback
    def async_stop(self) -> None:
        """Stop all timers and listeners; release first."""
        for unit in self._units.values():
            unit.stop()
