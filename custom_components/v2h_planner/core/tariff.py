"""What one kWh costs and earns: a market-linked tariff, a time-of-use table, or a price that is all-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta, tzinfo

import numpy as np

from .forecast import Floats
from .grid import TimeGrid
from .series import Step, StepSeries


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTerms:
    """Import price of a market-linked tariff: area price / (1 - loss) x (1 + tax) + adders.

    `adders_yen_per_kwh` are all-in (with tax). Loss 0, tax 0 and no adders make an all-in price.
    """

    loss: float = 0.0
    tax: float = 0.0
    adders_yen_per_kwh: float = 0.0

    def all_in(self, area_yen_per_kwh: float) -> float:
        """yen/kWh from the wall, all-in, for an area price in yen/kWh."""
        return area_yen_per_kwh / (1.0 - self.loss) * (1.0 + self.tax) + self.adders_yen_per_kwh

    def apply(self, area: StepSeries) -> StepSeries:
        """The whole series, all-in."""
        return StepSeries(tuple(Step(s.start, s.end, self.all_in(s.value)) for s in area))


@dataclass(frozen=True, slots=True)
class Band:
    """A price from `start` (local time of day) until the next band starts, on the given weekdays."""

    start: time
    yen_per_kwh: float
    weekdays: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class TimeOfUse:
    """A fixed table. The band with the latest start not after the time of day holds; before the
    first one, the day's last one does."""

    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        for day in range(7):
            if not any(day in band.weekdays for band in self.bands):
                raise ValueError("every weekday needs a price")

    def price(self, weekday: int, clock: time) -> float:
        """yen/kWh on that weekday (0 = Monday) at that local time."""
        day = sorted((b for b in self.bands if weekday in b.weekdays), key=lambda b: b.start)
        price = day[-1].yen_per_kwh
        for band in day:
            if band.start <= clock:
                price = band.yen_per_kwh
        return price

    def on(self, grid: TimeGrid, zone: tzinfo) -> Floats:
        """Mean price of each slot, shape (N,); looked up every five minutes."""
        out = np.empty(len(grid))
        for i, (start, end) in enumerate(zip(grid.starts, grid.edges[1:], strict=True)):
            pieces = max(1, round((end - start) / timedelta(minutes=5)))
            step = (end - start) / pieces
            wall = [(start + step * (k + 0.5)).astimezone(zone) for k in range(pieces)]
            out[i] = np.mean([self.price(w.weekday(), w.time()) for w in wall])
        return out
