"""Time limits: nothing that a pass waits for may keep it from going on."""

import asyncio
from collections.abc import Callable, Coroutine
import logging
from typing import Any

from homeassistant.core import HomeAssistant

from ..core.readings import Fault, FaultKind
from ..readers.entity_state import Read
from ..readers.numbers import shorten
from ..readers.secrets import trace

_LOGGER = logging.getLogger(__name__)


class Patience:
    """Waits for sources, for each at most `limit_s`; one that did not answer is left alone for `pause_s`."""

    def __init__(self, limit_s: float, pause_s: float) -> None:
        """Have asked nobody yet."""
        self._limit_s = limit_s
        self._pause_s = pause_s
        self._silent_since: dict[str, float] = {}
        self._asked: dict[str, asyncio.Task[Any]] = {}

    async def ask[T](
        self, source: str, question: Callable[[], Coroutine[Any, Any, T]], *, key: str | None = None
    ) -> Read[T]:
        """Return the answer; None with a fault when there is none in time, or when asking failed.

        `key`: what tells sources of one name apart.
        """
        key = source if key is None else key
        if not self._may_ask(key):
            return self._no_answer(source, f"{self._limit_s:.0f} s")
        task = self._asked[key] = asyncio.create_task(question(), name=f"v2h_planner: {source}")
        try:
            done, _ = await asyncio.wait({task}, timeout=self._limit_s)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not done:
            task.cancel()  # and not waited for: it may not let itself be cancelled
            self._silent_since[key] = asyncio.get_running_loop().time()
            return self._no_answer(source, f"{self._limit_s:.0f} s")
        self._silent_since.pop(key, None)
        if (error := task.exception()) is not None:  # somebody else's code must not break the pass
            _LOGGER.debug("%s failed\n%s", source, trace(error))
            return self._no_answer(source, shorten(f"{type(error).__name__}: {error}"))
        return Read(task.result())

    def _may_ask(self, key: str) -> bool:
        """Return whether its pause is over and its last question is not under way any more."""
        task, since = self._asked.get(key), self._silent_since.get(key)
        if task is not None and not task.done():
            return False
        return since is None or not 0 <= asyncio.get_running_loop().time() - since < self._pause_s

    @staticmethod
    def _no_answer(source: str, found: str) -> Read[Any]:
        return Read(None, (Fault(FaultKind.NO_ANSWER, source, found),))


class OneJob:
    """A job in the executor that is waited for at most `limit_s`, and not begun again while it still runs.

    A thread cannot be ended: one that hangs must stay the only one.
    """

    def __init__(self, hass: HomeAssistant, limit_s: float) -> None:
        """Have nothing running."""
        self._hass = hass
        self._limit_s = limit_s
        self._running = False

    async def async_run[T](self, job: Callable[[], T]) -> T:
        """Return the job's result; TimeoutError when there is none in time, or an earlier one still runs."""
        if self._running:
            raise TimeoutError("the last one has not come to an end yet")

        def run() -> T:
            self._running = True
            try:
                return job()
            finally:
                self._running = False

        async with asyncio.timeout(self._limit_s):
            return await self._hass.async_add_executor_job(run)


class OneAtATime:
    """Lets one run and one wait; whoever comes while one waits is served by that one."""

    def __init__(self) -> None:
        """Have nobody running."""
        self._lock = asyncio.Lock()
        self._waits = False

    @property
    def busy(self) -> bool:
        """Whether somebody runs or waits."""
        return self._waits or self._lock.locked()

    async def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do the work once nobody else does; return at once where somebody waits for that already."""
        if self._waits:
            return
        self._waits = True
        try:
            await self._lock.acquire()
        finally:
            self._waits = False
        try:
            await work()
        finally:
            self._lock.release()
