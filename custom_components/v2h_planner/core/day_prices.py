"""The prices of one day made plain: what is published of it, and its cheapest and dearest hours. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Final

import numpy as np

from .horizon import HALF_HOUR, Horizon
from .series import Step, StepSeries
from .tariff.tariff import Tariff

# Prices that lie nearer to each other cost everybody the same, yen/kWh.
SAME_YEN: Final = 0.05
# Of a market's day, hours so near to its lowest price are its cheapest ones, as a share of how far prices differ.
_NEAR: Final = 0.15
# So many spans of a kind are named: the one with the best price, then the longest.
_MOST_SPANS: Final = 2
# A further span of a market's day is worth a name from this length on.
_WORTH_A_NAME: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSpan:
    """A stretch of hours: its lowest, highest and mean price, yen/kWh."""

    start: datetime
    end: datetime
    least: float
    most: float
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPrices:
    """All-in prices of a local day by its half hours, as far as they are known.

    `halves`: how many the day has, 46 or 50 where clocks change. `fixed`: by a table, which needs no publication.
    `cheapest`, `dearest`: in time order; empty where all hours cost the same.
    """

    day: date
    halves: int
    fixed: bool
    steps: tuple[Step, ...] = ()
    cheapest: tuple[PriceSpan, ...] = ()
    dearest: tuple[PriceSpan, ...] = ()

    @property
    def published(self) -> bool:
        """Whether there are prices to speak of; a zone off the market's knows the first hours a day earlier."""
        return 2 * len(self.steps) > self.halves

    @property
    def missing_hours(self) -> float:
        """Hours without a price."""
        return (self.halves - len(self.steps)) * 0.5

    @property
    def is_flat(self) -> bool:
        """Whether all hours that are known cost the same."""
        return self.published and not self.cheapest

    @property
    def whole(self) -> PriceSpan | None:
        """The day as one span; None without prices."""
        return _span(self.steps) if self.steps else None


def day_prices(tariff: Tariff, published: StepSeries, day: date, zone: tzinfo) -> DayPrices:
    """Return the prices of a local day. `published`: as the price source means them."""
    horizon = _day(day, zone)
    market = published.on(horizon) if tariff.table is None else tariff.table.on(horizon, zone)
    known = np.isfinite(market)
    all_in = tariff.terms.over(horizon, np.where(known, market, 0.0), zone)
    edges = pairwise(horizon.edges)
    steps = tuple(
        Step(start, end, float(yen))
        for (start, end), yen, there in zip(edges, all_in, known, strict=True)
        if there
    )
    fixed = tariff.table is not None
    prices = DayPrices(day=day, halves=len(horizon), fixed=fixed, steps=steps)
    if not prices.published:
        return prices
    yen = [step.value for step in steps]
    apart = max(yen) - min(yen)
    if apart < SAME_YEN:
        return prices
    near = SAME_YEN / 2 if fixed else max(_NEAR * apart, SAME_YEN / 2)
    return DayPrices(
        day=day,
        halves=len(horizon),
        fixed=fixed,
        steps=steps,
        cheapest=_named(_spans(step for step in steps if step.value <= min(yen) + near), least=True),
        dearest=_named(_spans(step for step in steps if step.value >= max(yen) - near), least=False),
    )


def _day(day: date, zone: tzinfo) -> Horizon:
    """Return the half hours of a local day, which has 23 or 25 hours where clocks change."""
    at, end = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + _DAY))
    edges = [at]
    while edges[-1] < end:
        edges.append(min(edges[-1] + HALF_HOUR, end))
    return Horizon(tuple(edges))


def _spans(steps: Iterable[Step]) -> Iterator[PriceSpan]:
    """Yield the stretches without a gap."""
    run: list[Step] = []
    for step in steps:
        if run and run[-1].end != step.start:
            yield _span(run)
            run = []
        run.append(step)
    if run:
        yield _span(run)


def _span(run: list[Step] | tuple[Step, ...]) -> PriceSpan:
    yen = [step.value for step in run]
    hours = [(step.end - step.start).total_seconds() for step in run]
    return PriceSpan(
        start=run[0].start,
        end=run[-1].end,
        least=min(yen),
        most=max(yen),
        mean=sum(y * h for y, h in zip(yen, hours, strict=True)) / sum(hours),
    )


def _named(spans: Iterator[PriceSpan], *, least: bool) -> tuple[PriceSpan, ...]:
    """Return those worth a name, in time order."""

    def rank(span: PriceSpan) -> tuple[float, timedelta]:
        return (span.least if least else -span.most), span.start - span.end

    best, *others = sorted(spans, key=rank)
    longer = sorted(
        (span for span in others if span.end - span.start >= _WORTH_A_NAME), key=lambda s: s.start - s.end
    )
    return tuple(sorted((best, *longer[: _MOST_SPANS - 1]), key=lambda span: span.start))
