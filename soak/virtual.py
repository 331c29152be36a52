"""Virtual time: an event loop whose clock jumps to the next timer, and a wall clock that may be set."""

import asyncio
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
import selectors
from typing import Any, override

from homeassistant.util import dt as dt_util


class _Jump(selectors.SelectSelector):
    """Waits for nobody: nothing but timers ever happens in here."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let the time pass in which nothing happens."""
        if timeout is None:
            raise RuntimeError("everything waits, and nothing will ever happen")
        self.seconds += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in which an hour takes as long as what happens in it."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._jump = _Jump()
        super().__init__(self._jump)

    @override
    def time(self) -> float:
        """Return the seconds since the beginning."""
        return self._jump.seconds


class Clock:
    """The house's clock. `set_by`: how far somebody has set it off the true time."""

    def __init__(self, start: datetime, loop: asyncio.AbstractEventLoop) -> None:
        """Show `start` when the loop begins."""
        self._start = start
        self._loop = loop
        self.set_by = timedelta()

    @property
    def true(self) -> datetime:
        """The true time."""
        return self._start + timedelta(seconds=self._loop.time())

    def now(self) -> datetime:
        """Return what the clock shows, UTC."""
        return (self.true + self.set_by).astimezone(UTC)

    @contextmanager
    def rules(self) -> Iterator[None]:
        """Let it be the clock of Home Assistant's helpers."""
        former = dt_util.utcnow
        dt_util.utcnow = self.now  # type: ignore[assignment]
        try:
            yield
        finally:
            dt_util.utcnow = former


def live[T](main: Coroutine[Any, Any, T], loop: VirtualLoop, raised: list[BaseException]) -> T:
    """Run a life to its end. `raised`: takes what a task or a timer raised that nobody waited for."""

    def note(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        if isinstance(error := context.get("exception"), BaseException):
            raised.append(error)

    loop.set_exception_handler(note)
    try:
        return loop.run_until_complete(main)
    finally:
        for task in (left := asyncio.all_tasks(loop)):
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()
