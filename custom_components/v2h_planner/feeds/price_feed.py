"""A source of prices that must be asked: when, and what holds while it does not answer."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta

from ..core.series import StepSeries
from .release_schedule import Schedule, Tries

# So many tries without prices are worth a person's while; fewer are somebody's maintenance.
PATIENCE = 3
KEEP = timedelta(days=1)


class NoPricesError(Exception):
    """An answer without prices, or none; the text says what came instead."""


class PriceFeed(ABC):
    """Asks when prices are due, and keeps what it has when there is no good answer."""

    def __init__(
        self, schedule: Schedule, clock: Callable[[], datetime], known: StepSeries | None = None
    ) -> None:
        """`known`: what it said before a restart."""
        self.series = known or StepSeries()
        self._clock = clock
        self._schedule = schedule
        self._tries = Tries()
        self._problem: str | None = None

    @abstractmethod
    async def _async_ask(self, now: datetime) -> StepSeries:
        """What it says; NoPricesError when that is not a price."""

    @property
    def due(self) -> datetime:
        """When to ask next."""
        return self._schedule.due(self.series, self._tries, self._clock())

    @property
    def failing(self) -> str | None:
        """What is wrong, once it lasts or there is no price for now; None otherwise."""
        lasts = self._tries.count >= PATIENCE or self.series.at(self._clock()) is None
        return self._problem if lasts else None

    async def async_refresh(self) -> bool:
        """Ask if it is due. True when there are other prices than before."""
        now = self._clock()
        if self.due > now:
            return False
        self._tries = self._schedule.tried(self._tries, now)
        try:
            fresh = await self._async_ask(now)
        except NoPricesError as err:
            self._problem = str(err)
            return False
        self._problem = None
        fresh = patched(fresh, self.series, now - KEEP)
        changed = fresh != self.series
        self.series = fresh
        return changed


def patched(fresh: StepSeries, known: StepSeries, since: datetime) -> StepSeries:
    """What is fresh, and around it what was known: a price that was out stays out."""
    free = (s for s in known if s.end > since and not any(s.start < t.end and t.start < s.end for t in fresh))
    return StepSeries(tuple(sorted((*fresh, *free), key=lambda step: step.start)))
