"""Wait for a process as long as it gets on, and say what for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
import time

import psutil  # type: ignore[import-untyped]

# Work of so many seconds of a processor is progress; a process that only waits does less in all its patience.
WORK_SECONDS = 2.0
SAY_EVERY_SECONDS = 15.0
LOOK_EVERY_SECONDS = 0.25


class StalledError(Exception):
    """Nothing has happened for as long as anybody would wait."""


@dataclass
class Progress:
    """What a process has brought about so far: it writes, it works, more of it is there."""

    process_id: int
    writes: tuple[Path, ...] = ()
    there: Callable[[], int] = lambda: 0
    _worked: float = field(default=0.0, init=False)

    def __call__(self) -> object:
        """Return something that differs from the last time if the process has got on."""
        if (worked := self._work_seconds()) - self._worked >= WORK_SECONDS:
            self._worked = worked
        written = tuple(path.stat().st_size if path.exists() else 0 for path in self.writes)
        return self._worked, written, self.there()

    def _work_seconds(self) -> float:
        try:
            times = psutil.Process(self.process_id).cpu_times()
        except psutil.Error:
            return self._worked
        return float(times.user + times.system)


def wait_until(
    done: Callable[[], bool],
    *,
    what: Callable[[], str],
    progress: Callable[[], object],
    patience: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
    say: Callable[[str], object] = partial(print, flush=True),
) -> None:
    """Wait until done; StalledError after `patience` seconds without progress, with what was awaited."""
    began = moved = said = clock()
    last = progress()
    while not done():
        now = clock()
        if (latest := progress()) != last:
            last, moved = latest, now
        if now - moved > patience:
            raise StalledError(f"nothing has happened for {patience:g} s while waiting for {what()}")
        if now - said >= SAY_EVERY_SECONDS:
            said = now
            say(f"  {now - began:.0f} s, waiting for {what()}")
        sleep(LOOK_EVERY_SECONDS)
