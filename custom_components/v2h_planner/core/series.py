"""A published series: values that hold from a start to an end."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from .arrays import Floats
from .horizon import Horizon


@dataclass(frozen=True, slots=True)
class Step:
    """One value that holds in [start, end)."""

    start: datetime
    end: datetime
    value: float


@dataclass(frozen=True)
class StepSeries:
    """Steps in time order that do not overlap; gaps are allowed. The unit of measurement is the owner's to state."""

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        for step in self.steps:
            if step.start.tzinfo is None or step.end.tzinfo is None:
                raise ValueError("step times must be aware")
            if step.end <= step.start:
                raise ValueError("a step must end after its start")
        for a, b in zip(self.steps, self.steps[1:], strict=False):
            if b.start < a.end:
                raise ValueError("steps must be in order and not overlap")

    @classmethod
    def regular(cls, start: datetime, step: timedelta, values: Iterable[float]) -> StepSeries:
        """Return values one after another from `start`, each `step` long."""
        first = start.astimezone(UTC)
        return cls(
            tuple(
                Step(first + step * i, first + step * (i + 1), float(value)) for i, value in enumerate(values)
            )
        )

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    @cached_property
    def arrays(self) -> tuple[Floats, Floats, Floats]:
        """Unix times of start and end, and the value of each step; not to be changed."""
        return (
            np.array([step.start.timestamp() for step in self.steps]),
            np.array([step.end.timestamp() for step in self.steps]),
            np.array([step.value for step in self.steps], dtype=np.float64),
        )

    @property
    def start(self) -> datetime | None:
        """Start of the first step, None when empty."""
        return self.steps[0].start if self.steps else None

    @property
    def end(self) -> datetime | None:
        """End of the last step, None when empty."""
        return self.steps[-1].end if self.steps else None

    def at(self, when: datetime) -> float | None:
        """Return the value that holds at `when`, None in a gap."""
        place = bisect_right(self.steps, when, key=lambda step: step.start) - 1
        return self.steps[place].value if place >= 0 and when < self.steps[place].end else None

    def on(self, horizon: Horizon) -> Floats:
        """Return the time-weighted mean over each slot, shape (N,); NaN where less than half of it is covered."""
        edges = horizon.stamps
        start, end, value = self.arrays
        ahead = slice(np.searchsorted(end, edges[0], "right"), np.searchsorted(start, edges[-1]))
        lo = np.maximum(edges[:-1], start[ahead, None])
        hi = np.minimum(edges[1:], end[ahead, None])
        hours = np.maximum(hi - lo, 0.0) / 3600.0
        total = (hours * value[ahead, None]).sum(axis=0)
        covered = hours.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total / covered
        return np.where(covered >= 0.5 * horizon.hours - 1e-9, mean, np.nan)

    def then(self, later: StepSeries) -> StepSeries:
        """Return this series, and `later` where it goes on past this one's end."""
        if not self.steps:
            return later
        end = self.steps[-1].end
        return StepSeries(self.steps + tuple(s for s in later.steps if s.start >= end))

    def over(self, other: StepSeries) -> StepSeries:
        """Return this series, and the parts of `other` about which it says nothing."""
        steps, place = list(self.steps), 0
        for step in other.steps:
            start = step.start
            while start < step.end:
                while place < len(self.steps) and self.steps[place].end <= start:
                    place += 1
                following = self.steps[place] if place < len(self.steps) else None
                end = step.end if following is None else min(step.end, following.start)
                if start < end:
                    steps.append(Step(start, end, step.value))
                start = end if following is None else max(end, following.end)
        return StepSeries(tuple(sorted(steps, key=lambda step: step.start)))
