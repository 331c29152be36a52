"""A feed of prices: when its source is asked, and which prices hold while it does not answer."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta

from ..core.series import StepSeries
from .release_schedule import Schedule, Tries

# Fewer tries without prices are somebody's maintenance, and not reported.
PATIENCE = 3
KEEP = timedelta(days=1)


class NoPricesError(Exception):
    """An answer without prices, or none; the text says what came instead."""

    def __init__(self, message: str, *, wait: timedelta | None = None) -> None:
        """`wait`: how long the server asks to be left alone."""
        super().__init__(message)
        self.wait = wait


class PriceFeed(ABC):
    """Prices of a source that is asked when they are due. Without a good answer the known prices hold."""

    def __init__(
        self, schedule: Schedule, clock: Callable[[], datetime], known: StepSeries | None = None
    ) -> None:
        """`known`: its prices from before a restart."""
        self.series = known or StepSeries()
        self._clock = clock
        self._schedule = schedule
        self._tries = Tries()
        self._problem: str | None = None
        self._wait_until: datetime | None = None

    @abstractmethod
    async def _async_fetch(self, now: datetime) -> StepSeries:
        """Fetch the published prices; NoPricesError when there are none."""

    @property
    def due(self) -> datetime:
        """When to ask next; now or earlier means at once."""
        due = self._schedule.due(self.series, self._tries, self._clock())
        return due if self._wait_until is None else max(due, self._wait_until)

    @property
    def failing(self) -> str | None:
        """Reason why there are no prices, once that lasts or there is none for now; None otherwise."""
        lasts = self._tries.count >= PATIENCE or self.series.at(self._clock()) is None
        return self._problem if lasts else None

    async def async_refresh(self) -> bool:
        """Ask if it is due. Return whether the prices have changed."""
        now = self._clock()
        if self.due > now:
            return False
        self._tries = self._schedule.tried(self._tries, now)
        try:
            fresh = await self._async_fetch(now)
        except NoPricesError as err:
            self._problem = str(err)
            self._wait_until = None if err.wait is None else now + err.wait
            return False
        self._problem = self._wait_until = None
        fresh = patched(fresh, self.series, now - KEEP)
        changed = fresh != self.series
        self.series = fresh
        return changed


def patched(fresh: StepSeries, known: StepSeries, since: datetime) -> StepSeries:
    """Return the fresh prices, and the known ones around them: a published price stays published."""
    return fresh.over(StepSeries(tuple(step for step in known if step.end > since)))
