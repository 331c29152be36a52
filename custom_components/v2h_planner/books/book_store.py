"""Loads and saves the books of one config entry. A file that cannot be read wholly is kept beside before it is saved over."""

from datetime import datetime
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from ..core.accounting.books import Books
from ..runtime.persistence import keep_beside, remove_kept
from .encoding import decode_books, encode_books

_LOGGER = logging.getLogger(__name__)

VERSION: Final = 1
MINOR_VERSION: Final = 1
SAVE_DELAY_S: Final = 20.0


class BookStore:
    """The file. `kept_as`: the name of what was put aside; `damaged`: not all of the file could be read."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare the file's name; nothing is read yet."""
        self._hass = hass
        self._store = Store[dict[str, Any]](
            hass,
            VERSION,
            f"{DOMAIN}.{entry_id}.books",
            private=True,
            minor_version=MINOR_VERSION,
            serialize_in_event_loop=False,
        )
        self.damaged = False
        self.kept_as: str | None = None

    async def async_load(self, now: datetime) -> Books:
        """Return what was saved; empty books where there is nothing, or nothing that can be read."""
        in_executor, path = self._hass.async_add_executor_job, Path(self._store.path)
        found = await in_executor(path.exists)
        try:
            data: Any = await self._store.async_load()
        except Exception as err:  # noqa: BLE001 - a later version, a disk that does not read: whatever it is, the home is planned
            _LOGGER.warning("The books cannot be read: %s", err)
            data = None
        if data is None and not found:
            return Books()
        books, whole = await in_executor(decode_books, data)
        if not whole:
            self.damaged = True
            try:
                self.kept_as = await in_executor(keep_beside, path, now)
            except OSError as err:
                _LOGGER.error("The old books cannot be kept, so nothing is saved over them: %s", err)
                self._store.make_read_only()
                self.kept_as = path.name
        return books

    @callback
    def async_save_soon(self, books: Books) -> None:
        """Write within seconds, off the event loop; at once when Home Assistant stops."""
        self._store.async_delay_save(lambda: encode_books(books), SAVE_DELAY_S)

    async def async_save(self, books: Books) -> None:
        """Write now."""
        await self._store.async_save(await self._hass.async_add_executor_job(encode_books, books))

    async def async_remove(self) -> None:
        """Remove the file, and what was kept beside it."""
        await self._store.async_remove()
        await self._hass.async_add_executor_job(remove_kept, Path(self._store.path))
