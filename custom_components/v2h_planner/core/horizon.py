"""The horizon of a plan: slots of known length, the first one partial, later ones longer."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from .arrays import Floats

HALF_HOUR = timedelta(minutes=30)

# 72 half hours and 24 hours: about 60 h ahead. Shipped programs are compiled for this many slots.
HALF_HOURS = 72
HOURS = 24
SLOTS = HALF_HOURS + HOURS


@dataclass(frozen=True)
class Horizon:
    """N left-closed slots; slot t runs from `edges[t]` to `edges[t + 1]` (aware, UTC)."""

    edges: tuple[datetime, ...]

    def __post_init__(self) -> None:
        if len(self.edges) < 2:
            raise ValueError("a horizon needs at least one slot")
        if any(edge.tzinfo is None for edge in self.edges):
            raise ValueError("slot edges must be aware")
        if any(b <= a for a, b in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError("slot edges must rise")

    def __len__(self) -> int:
        return len(self.edges) - 1

    @property
    def start(self) -> datetime:
        """The beginning of the first slot."""
        return self.edges[0]

    @property
    def end(self) -> datetime:
        """The end of the last slot."""
        return self.edges[-1]

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The beginning of every slot, shape (N,)."""
        return self.edges[:-1]

    @cached_property
    def stamps(self) -> Floats:
        """Unix times of the edges, shape (N + 1,); not to be changed."""
        return np.array([edge.timestamp() for edge in self.edges])

    @cached_property
    def hours(self) -> Floats:
        """Slot lengths in hours, shape (N,)."""
        return np.asarray(np.diff(self.stamps) / 3600.0)

    def index_at(self, when: datetime) -> int | None:
        """Return the slot that holds `when`, None outside the horizon."""
        if not self.start <= when < self.end:
            return None
        return bisect_right(self.edges, when) - 1

    def overlap_hours(self, start: datetime, end: datetime) -> Floats:
        """Return the hours of every slot that lie in [start, end), shape (N,)."""
        lo = np.maximum(self.stamps[:-1], start.timestamp())
        hi = np.minimum(self.stamps[1:], end.timestamp())
        return np.asarray(np.maximum(hi - lo, 0.0) / 3600.0)


def slot_floor(when: datetime) -> datetime:
    """Return the half hour of local wall time that holds `when`, as UTC.

    Prices are published on local half hours; some zones are not a multiple of 30 minutes off UTC.
    """
    offset = when.utcoffset()
    if offset is None:
        raise ValueError("time must be aware")
    wall = when.astimezone(UTC).timestamp() + offset.total_seconds()
    return datetime.fromtimestamp(wall - wall % 1800.0 - offset.total_seconds(), UTC)


def make_horizon(now: datetime, half_hours: int = HALF_HOURS, hours: int = HOURS) -> Horizon:
    """Return slots from `now`: one to the next half hour, half hours after it, then hours.

    The number of slots is always `half_hours + hours`, so that one compiled program fits every minute
    of the day. The first slot is the running half hour's rest (at `hh:00` or `hh:30` a whole one).
    """
    first = slot_floor(now)
    edges = [now.astimezone(UTC)]
    edges += [first + HALF_HOUR * i for i in range(1, half_hours + 1)]
    edges += [edges[-1] + timedelta(hours=i) for i in range(1, hours + 1)]
    return Horizon(tuple(edges))
