"""Loads and saves what survives a restart."""

from datetime import datetime
import logging
from typing import Any, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from ..core.codec import decode, encode
from ..core.control.mode_machine import ModeState
from ..core.trips import TripLog
from .migration import MINOR_VERSION, VERSION, migrate
from .persistent_state import PersistentState

_LOGGER = logging.getLogger(__name__)

SAVE_DELAY_S = 5.0


class _MigratingStore(Store[dict[str, Any]]):
    """A store that reads files of earlier versions too."""

    @override
    async def _async_migrate_func(
        self, old_major_version: int, old_minor_version: int, old_data: dict[str, Any]
    ) -> dict[str, Any]:
        return migrate(old_data, old_minor_version)


class StateStore:
    """Loads and saves `PersistentState` and the mode's state for one config entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the file's name; nothing is read yet."""
        self._hass = hass
        self._store = _MigratingStore(
            hass,
            VERSION,
            f"{DOMAIN}.{entry_id}",
            private=True,
            minor_version=MINOR_VERSION,
            serialize_in_event_loop=False,
        )

    async def async_load(self, now: datetime) -> tuple[PersistentState, ModeState]:
        """Return what was saved; a fresh start when there is nothing or it cannot be read."""
        fresh = PersistentState(trips=TripLog(since=now)), ModeState()
        data = await self._store.async_load()
        if data is None:
            return fresh
        try:
            state = await self._hass.async_add_executor_job(decode, PersistentState, data["state"])
            return state, decode(ModeState, data["mode"])
        except KeyError, TypeError, ValueError, AttributeError:
            _LOGGER.warning(
                "The state saved before the restart cannot be read; starting afresh", exc_info=True
            )
            return fresh

    @callback
    def async_save_soon(self, state: PersistentState, mode: ModeState) -> None:
        """Write within seconds, off the event loop; at once when Home Assistant stops."""
        self._store.async_delay_save(lambda: _data(state, mode), SAVE_DELAY_S)

    async def async_save(self, state: PersistentState, mode: ModeState) -> None:
        """Write now."""
        await self._store.async_save(await self._hass.async_add_executor_job(_data, state, mode))

    async def async_remove(self) -> None:
        """Remove the file."""
        await self._store.async_remove()


def _data(state: PersistentState, mode: ModeState) -> dict[str, Any]:
    return {"state": encode(state), "mode": encode(mode)}
