"""Windows that have begun: a plan that moves the best hours cannot make a load run twice, nor can a restart."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..core.plan import Plan
from ..core.windows import Window, find_window
from .window_ask import DailyWindow

STORAGE_VERSION: Final = 1
SAVE_DELAY_S: Final = 5
# What has not begun for so long is no automation of this home any more.
FORGOTTEN: Final = timedelta(days=14)

_BOOK: Final = HassKey["WindowBook"](f"{DOMAIN}_windows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The window of one deadline, as it stood when it began.

    `told`: to automations, which had been there before. `ended`: that it was over was seen, so it is no news any more.
    """

    deadline: datetime
    start: datetime
    end: datetime
    told: bool = True
    ended: bool = field(default=False, compare=False)

    @classmethod
    def from_dict(cls, data: Any) -> Self | None:
        """Return what was saved, None where that cannot be read."""
        if not isinstance(data, dict):
            return None
        times = {key: dt_util.parse_datetime(str(data.get(key))) for key in ("deadline", "start", "end")}
        found = {key: when for key, when in times.items() if when is not None and when.tzinfo is not None}
        if len(found) < len(times):
            return None
        return cls(**found, told=bool(data.get("told", True)), ended=bool(data.get("ended", True)))

    def as_dict(self) -> dict[str, Any]:
        """Return what is saved."""
        return {
            "deadline": self.deadline.isoformat(),
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "told": self.told,
            "ended": self.ended,
        }


class WindowBook:
    """Remembers, for each home and load, the last window that has begun."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Remember nothing yet."""
        self._store = Store[dict[str, Any]](hass, STORAGE_VERSION, f"{DOMAIN}.windows")
        self._begun: dict[str, Begun] = {}
        self._missed: dict[str, Begun] = {}

    async def async_load(self) -> None:
        """Read what had begun before a restart."""
        saved = await self._store.async_load() or {}
        found = {key: Begun.from_dict(value) for key, value in saved.items()}
        self._begun = {key: begun for key, begun in found.items() if begun is not None}
        now = dt_util.utcnow()
        self._missed = {
            key: begun for key, begun in self._begun.items() if not begun.ended and begun.end <= now
        }

    @callback
    def begun(self, entry_id: str, ask: DailyWindow) -> Begun | None:
        """Return the last window that has begun."""
        return self._begun.get(f"{entry_id} {ask.key}")

    @callback
    def begin(
        self, entry_id: str, ask: DailyWindow, deadline: datetime, window: Window, *, told: bool = True
    ) -> Begun:
        """Remember that a window begins."""
        begun = Begun(deadline=deadline, start=window.start, end=window.end, told=told)
        kept = {key: one for key, one in self._begun.items() if one.end > window.start - FORGOTTEN}
        self._begun = kept | {f"{entry_id} {ask.key}": begun}
        self._store.async_delay_save(self._data, SAVE_DELAY_S)
        return begun

    @callback
    def end(self, entry_id: str, ask: DailyWindow, begun: Begun) -> None:
        """Remember that a window is over, if it is still the last one."""
        key = f"{entry_id} {ask.key}"
        if self._begun.get(key) == begun:
            self._begun = self._begun | {key: replace(begun, ended=True)}
            self._store.async_delay_save(self._data, SAVE_DELAY_S)

    @callback
    def missed(self, entry_id: str, ask: DailyWindow) -> Begun | None:
        """Return its window that ended while Home Assistant was off."""
        return self._missed.get(f"{entry_id} {ask.key}")

    @callback
    def under_way(
        self, entry_id: str, ask: DailyWindow, plan: Plan | None, contract_kw: float | None, zone: tzinfo
    ) -> bool:
        """Return whether its window is under way; one whose best time is now begins by that."""
        now = dt_util.utcnow()
        deadline = ask.deadline(now, zone)
        begun = self.begun(entry_id, ask)
        if begun is None or begun.deadline < deadline:
            window = None if plan is None else find_window(plan, contract_kw, ask.request(now, zone))
            if not isinstance(window, Window) or window.start > now:
                return False
            begun = self.begin(entry_id, ask, deadline, window)
        return begun.start <= now < begun.end

    async def async_forget(self, entry_id: str) -> None:
        """Forget a home."""
        self._begun = {key: one for key, one in self._begun.items() if key.partition(" ")[0] != entry_id}
        if self._begun:
            await self._store.async_save(self._data())
        else:
            await self._store.async_remove()

    @callback
    def _data(self) -> dict[str, Any]:
        return {key: begun.as_dict() for key, begun in self._begun.items()}


@singleton(_BOOK, async_=True)
async def async_window_book(hass: HomeAssistant) -> WindowBook:
    """Return the book of this Home Assistant."""
    book = WindowBook(hass)
    await book.async_load()
    return book
