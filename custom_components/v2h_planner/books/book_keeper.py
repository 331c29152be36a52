"""Keeps the books: closes half hours, reads the past, tells the recorder; all of it beside the loop that plans."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
import logging

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..core.accounting.books import KEEP_DAYS, Books, bounded, close, fill
from ..core.accounting.metering import DayLedger
from ..core.horizon import slot_floor
from ..core.plan import Plan
from ..core.series import StepSeries
from ..presentation.translation import wording
from ..settings.model import Settings
from ..sources.recorded_slots import async_recorded_slots
from ..sources.recorder_history import FINE_DAYS
from .book_store import BookStore
from .statistics import async_tell, async_told_savings, hour_of

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What half hours are closed with: the day's ledger, the settings, the plan, and the prices that are remembered."""

    ledger: DayLedger
    settings: Settings
    plan: Plan | None
    published: StepSeries


class BookKeeper:
    """The books of one home. `stopped`: the home is unloaded."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Have empty books."""
        self._hass = hass
        self._entry_id = entry_id
        self._store = BookStore(hass, entry_id)
        self.books = Books()
        self._gaps_filled_on: date | None = None
        self._busy = False
        self._failed = False
        self.stopped = False

    @property
    def damage(self) -> tuple[bool, str | None]:
        """Whether not all of the file could be read, and the name of what is kept of it."""
        return self._store.damaged, self._store.kept_as

    async def async_load(
        self, now: datetime, ledger: DayLedger | None, settings: Settings, plan: Plan | None
    ) -> None:
        """Read the file, and close what was over when Home Assistant stopped, or is by now."""
        self.books = await self._store.async_load(now)
        if ledger is None:
            return
        zone = dt_util.get_default_time_zone()
        over = slot_floor(now.astimezone(zone))
        try:
            self.books = await self._hass.async_add_executor_job(
                close, self.books, ledger, settings.home, zone, plan, over, settings.baseline
            )
        except Exception:  # as below
            _LOGGER.exception("The books could not be kept")

    async def async_save(self) -> None:
        """Write the file now: the home is unloaded."""
        self.stopped = True
        await self._store.async_save(self.books)

    def is_due(self, ledger: DayLedger | None) -> bool:
        """Return whether a half hour is over that is not closed yet."""
        if ledger is None or self._busy or self.stopped:
            return False
        over, until = self._over(ledger), self.books.until
        return any(
            slot.start < over and (until is None or slot.start >= until)
            for slot in (*ledger.before, *ledger.slots)
        )

    async def async_keep(self, closing: Closing) -> None:
        """Close what is over, read what is missing of the past, and tell the recorder."""
        if not self.is_due(closing.ledger):
            return
        self._busy = True
        try:
            await self._keep(closing)
            self._failed = False
        except Exception:  # the books can wait; the home cannot
            if not self._failed:
                _LOGGER.exception("The books could not be kept")
            self._failed = True
        finally:
            self._busy = False

    async def _keep(self, closing: Closing) -> None:
        zone, settings = dt_util.get_default_time_zone(), closing.settings
        self.books = await self._hass.async_add_executor_job(
            close,
            self.books,
            closing.ledger,
            settings.home,
            zone,
            closing.plan,
            self._over(closing.ledger),
            settings.baseline,
        )
        await self._read_past(closing)
        await self._tell()
        self.books = bounded(self.books, zone)
        if not self.stopped:
            self._store.async_save_soon(self.books)

    def _over(self, ledger: DayLedger) -> datetime:
        """Return before which time nothing more will be metered."""
        return slot_floor(ledger.at.astimezone(dt_util.get_default_time_zone()))

    async def _read_past(self, closing: Closing) -> None:
        """Once, read all the past that the recorder has; once a day, what is missing of the last ones."""
        hass, books, until = self._hass, self.books, self.books.until
        today = closing.ledger.at.astimezone(dt_util.get_default_time_zone()).date()
        if until is None or "recorder" not in hass.config.components:
            return
        if books.past_read and self._gaps_filled_on == today:
            return
        saved: Mapping[datetime, float] = {}
        start = until - (timedelta(days=FINE_DAYS) if books.past_read else KEEP_DAYS)
        slots = await async_recorded_slots(hass, closing.settings, start, until, closing.published)
        if not books.past_read:
            saved = await async_told_savings(hass, self._entry_id, start, until)
        filled = await hass.async_add_executor_job(
            fill, self.books, slots, closing.settings.home, dt_util.get_default_time_zone(), saved
        )
        # nothing yet: a meter may be added, or its statistics begin, later
        self.books = replace(filled, past_read=books.past_read or bool(slots))
        self._gaps_filled_on = today

    async def _tell(self) -> None:
        """Tell the recorder the hours that are over and new, or have changed."""
        books = self.books
        if books.untold is None or books.until is None:
            return
        told_until = hour_of(books.until)
        if told_until <= hour_of(books.untold):
            return  # within an hour
        words = wording(self._hass)
        if await async_tell(self._hass, self._entry_id, books.half_hours, books.untold, told_until, words):
            self.books = replace(self.books, untold=told_until)

    async def async_remove(self) -> None:
        """Remove the file; what the recorder was told stays the person's."""
        await self._store.async_remove()
