"""Loads and saves what survives a restart."""

from collections.abc import Mapping
from datetime import datetime
import logging
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from ..core.codec import decode, encode
from ..core.control.mode_machine import ModeState
from ..core.trips import TripLog
from .persistent_state import PersistentState

_LOGGER = logging.getLogger(__name__)

VERSION = 1
SAVE_DELAY_S = 5.0


class StateStore:
    """Loads and saves `PersistentState` and the mode's state for one config entry."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Nothing is read yet."""
        self._hass = hass
        self._store: Store[Any] = Store(
            hass, VERSION, f"{DOMAIN}.{entry_id}", private=True, serialize_in_event_loop=False
        )

    async def async_load(self, now: datetime) -> tuple[PersistentState, ModeState]:
        """What was kept; a fresh start when there is nothing or it cannot be read."""
        fresh = PersistentState(trips=TripLog(since=now)), ModeState()
        data: Mapping[str, Any] | None = await self._store.async_load()
        if data is None:
            return fresh
        try:
            kept = await self._hass.async_add_executor_job(decode, PersistentState, data["kept"])
            return kept, decode(ModeState, data["mode"])
        except KeyError, TypeError, ValueError, AttributeError:
            _LOGGER.warning("What was kept over the restart cannot be read; starting afresh", exc_info=True)
            return fresh

    @callback
    def async_save_soon(self, kept: PersistentState, mode: ModeState) -> None:
        """Write within seconds, off the event loop; at once when Home Assistant stops."""
        self._store.async_delay_save(lambda: _data(kept, mode), SAVE_DELAY_S)

    async def async_save(self, kept: PersistentState, mode: ModeState) -> None:
        """Write now."""
        await self._store.async_save(await self._hass.async_add_executor_job(_data, kept, mode))

    async def async_remove(self) -> None:
        """Forget everything."""
        await self._store.async_remove()


def _data(kept: PersistentState, mode: ModeState) -> dict[str, Any]:
    return {"kept": encode(kept), "mode": encode(mode)}
