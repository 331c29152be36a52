"""Loads and saves what survives a restart. A file that cannot be read wholly is kept beside before it is saved over."""

from asyncio import timeout
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
import logging
from pathlib import Path
import shutil
from typing import Any, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store, UnsupportedStorageVersionError
from homeassistant.util.json import load_json

from ..const import DOMAIN
from ..core.codec import encode
from ..core.control.mode_machine import ModeState
from .migration import MINOR_VERSION, VERSION, migrate
from .packing import pack
from .persistent_state import PersistentState
from .restoring import EVERYTHING, Part, Restored, fresh, restore

_LOGGER = logging.getLogger(__name__)

SAVE_DELAY_S = 5.0
# A disk that takes longer has failed: the unload goes on without the last seconds.
SAVE_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What of a file could not be read, and the name of the file that is kept; None where there is none."""

    lost: frozenset[Part]
    kept_as: str | None


class _MigratingStore(Store[Any]):
    """A store that reads files of earlier versions too; `before_migration` sees what will be saved over the file."""

    before_migration: Callable[[Any], Awaitable[None]]
    minor_version_read = MINOR_VERSION
    found = False

    @override
    async def _async_load_data(self) -> Any:
        pending = self._data is not None
        self.found = pending or await self.hass.async_add_executor_job(Path(self.path).exists)
        return await super()._async_load_data()  # type: ignore[no-untyped-call]

    @override
    async def _async_migrate_func(self, old_major_version: int, old_minor_version: int, old_data: Any) -> Any:
        self.minor_version_read = old_minor_version if isinstance(old_minor_version, int) else 1
        data = migrate(old_data, self.minor_version_read)
        await self.before_migration(data)
        return data


class StateStore:
    """Loads and saves `PersistentState` and the mode's state for one config entry.

    `damage`: what `async_load` could not read, None after a good file or none.
    """

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
        self.damage: Damage | None = None
        self._kept_as: str | None = None

    async def async_load(self, now: datetime) -> tuple[PersistentState, ModeState]:
        """Return what was saved; a fresh start for each part that cannot be read, or when there is nothing."""
        restored = await self._async_restore(now)
        if restored.lost:
            await self._async_keep(now)
            self.damage = Damage(lost=restored.lost, kept_as=self._kept_as)
            _LOGGER.warning(
                "Not all that was saved can be read; lost: %s. The old file: %s",
                ", ".join(sorted(restored.lost)),
                self._kept_as or "there is none",
            )
        return restored.state, restored.mode

    async def _async_restore(self, now: datetime) -> Restored:
        in_executor = self._hass.async_add_executor_job
        store, path = self._store, Path(self._store.path)

        async def check(data: Any) -> None:
            if (await in_executor(restore, data, now, store.minor_version_read)).lost:
                await self._async_keep(now)

        store.before_migration = check
        try:
            data = await store.async_load()
        except UnsupportedStorageVersionError as err:
            _LOGGER.warning("What was saved is of a later version: %s", err)
            return fresh(now, EVERYTHING)
        except Exception:  # whatever is in the file, the home is planned
            _LOGGER.debug("The file is not as Home Assistant writes it", exc_info=True)
            return await in_executor(_restore_bare, path, now)
        if data is None:  # Home Assistant puts a file aside that is no JSON
            return fresh(now, EVERYTHING if store.found else frozenset())
        return await in_executor(restore, data, now, store.minor_version_read)

    async def _async_keep(self, now: datetime) -> None:
        """Keep the file beside the one that will be written; where that fails, nothing is written over it."""
        if self._kept_as is not None:
            return
        path = Path(self._store.path)
        try:
            self._kept_as = await self._hass.async_add_executor_job(keep_beside, path, now)
        except OSError as err:
            _LOGGER.error("The old file cannot be kept, so nothing is saved over it: %s", err)
            self._store.make_read_only()
            self._kept_as = path.name

    @callback
    def async_save_soon(self, state: PersistentState, mode: ModeState) -> None:
        """Write within seconds, off the event loop; at once when Home Assistant stops."""
        self._store.async_delay_save(lambda: _data(state, mode), SAVE_DELAY_S)

    async def async_save(self, state: PersistentState, mode: ModeState) -> None:
        """Write now."""
        try:
            async with timeout(SAVE_LIMIT_S):
                await self._store.async_save(await self._hass.async_add_executor_job(_data, state, mode))
        except TimeoutError:
            _LOGGER.error("The state could not be saved within %d s", SAVE_LIMIT_S)

    async def async_remove(self) -> None:
        """Remove the file, and what was kept beside it."""
        await self._store.async_remove()
        await self._hass.async_add_executor_job(remove_kept, Path(self._store.path))


def _data(state: PersistentState, mode: ModeState) -> dict[str, Any]:
    encoded = encode(state)
    assert isinstance(encoded, dict)
    return {"state": pack(encoded), "mode": encode(mode)}


def _restore_bare(path: Path, now: datetime) -> Restored:
    """Return what can be read of a file whose frame (version, key) is broken."""
    try:
        file = load_json(path)
        return (
            restore(migrate(file.get("data"), 1), now) if isinstance(file, dict) else fresh(now, EVERYTHING)
        )
    except Exception:  # a disk that does not read, a migration that breaks
        _LOGGER.debug("Nothing of %s can be read", path.name, exc_info=True)
        return fresh(now, EVERYTHING)


def keep_beside(path: Path, now: datetime) -> str | None:
    """Copy the file to `….unreadable-<date>`, the only such copy, or name the one that was put aside already."""
    if not path.exists():
        aside = sorted(path.parent.glob(f"{path.name}.corrupt.*"))
        return aside[-1].name if aside else None
    copy = path.with_name(f"{path.name}.unreadable-{now:%Y-%m-%d}")
    try:
        shutil.copy2(path, copy)
    except OSError:  # it cannot even be read: it is put aside as it is
        path.replace(copy)
    remove_kept(path, but=copy)
    return copy.name


def remove_kept(path: Path, but: Path | None = None) -> None:
    """Delete the copies of a file."""
    for copy in path.parent.glob(f"{path.name}.unreadable-*"):
        if copy != but:
            copy.unlink(missing_ok=True)
