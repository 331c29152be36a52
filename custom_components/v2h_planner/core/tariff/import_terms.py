"""What one kWh from the grid costs: a market-linked tariff, a time-of-use table, or a price that is all-in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cache, lru_cache
from math import trunc
import re

import numpy as np

from ..arrays import Floats
from ..horizon import Horizon
from ..public_holidays import is_public_holiday

EVERY_DAY = frozenset(range(7))
# Beside the weekdays, 0 = Monday.
HOLIDAY = 7
EVERY_MONTH = frozenset(range(1, 13))
JST = timezone(timedelta(hours=9), "JST")

# Adders and bands change on five minutes of the clock at the finest.
_PIECE = timedelta(minutes=5)


# Parts of a bill whose amount is set anew, by what retailers call them.
_FUEL = re.compile(r"燃料|調達調整|市場価格調整|fuel|adjust", re.IGNORECASE)
_LEVY = re.compile(r"賦課金|levy", re.IGNORECASE)


class Renewal(StrEnum):
    """When an amount of the bill is set anew."""

    MONTHLY = "monthly"  # fuel adjustment
    MAY = "may"  # the renewable levy


@dataclass(frozen=True, slots=True, kw_only=True)
class Adder:
    """A surcharge in yen/kWh with tax, on top of the energy price, under a name.

    `first`, `last`: the local days in which it holds, both inclusive, None for no limit. `start`, `end`: the
    time of day from which and until which it holds, over midnight when `end` is not later; None for all day.
    The weekday (0 = Monday, HOLIDAY: any public holiday) is that of the start.
    """

    name: str
    yen_per_kwh: float
    first: date | None = None
    last: date | None = None
    start: time | None = None
    end: time | None = None
    weekdays: frozenset[int] = EVERY_DAY

    @property
    def always(self) -> bool:
        """Whether it holds at any time."""
        return self.first is None and self.last is None and not self.by_clock

    @property
    def by_clock(self) -> bool:
        """Whether it comes and goes within a week."""
        return self.start is not None or self.weekdays != EVERY_DAY

    @property
    def series(self) -> tuple[str, time | None, time | None, frozenset[int]]:
        """What it shares with the amounts of other months: its name and its hours."""
        return self.name.casefold(), self.start, self.end, self.weekdays

    @property
    def renewal(self) -> Renewal | None:
        """When its amount is set anew, by its name; None for one that just ends."""
        if _LEVY.search(self.name):
            return Renewal.MAY
        return Renewal.MONTHLY if _FUEL.search(self.name) else None

    def holds(self, wall: datetime) -> bool:
        """Return whether it holds at that local time."""
        return not self.begins_after(wall.date()) and not self.ended_by(wall.date()) and self.in_hours(wall)

    def begins_after(self, day: date) -> bool:
        """Return whether it begins only after that local day."""
        return self.first is not None and day < self.first

    def ended_by(self, day: date) -> bool:
        """Return whether it is over on that local day."""
        return self.last is not None and day > self.last

    def in_hours(self, wall: datetime) -> bool:
        """Return whether that local time is within its hours and weekdays."""
        day, clock = wall.date(), wall.time()
        if self.start is None or self.end is None:
            return self._holds_on(day)
        if self.start < self.end:
            return self.start <= clock < self.end and self._holds_on(day)
        if clock >= self.start:
            return self._holds_on(day)
        return clock < self.end and self._holds_on(day - timedelta(days=1))

    def _holds_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays or (HOLIDAY in self.weekdays and is_public_holiday(day))


@lru_cache(maxsize=16)
def in_series(adders: tuple[Adder, ...]) -> tuple[tuple[Adder, ...], ...]:
    """Return the adders by what they are: the amounts of one, month after month, stand together."""
    found: dict[object, list[Adder]] = {}
    for adder in adders:
        found.setdefault(adder.series, []).append(adder)
    return tuple(tuple(series) for series in found.values())


def of_day(series: Sequence[Adder], day: date) -> list[Adder]:
    """Return which of a series' amounts holds on a local day: the one that began last.

    What is set anew again and again stays at its last amount until somebody knows the next one.
    """
    begun = [adder for adder in series if not adder.begins_after(day)]
    held = [adder for adder in begun if not adder.ended_by(day)]
    if not held and any(adder.renewal for adder in begun):
        latest = max(adder.last or date.max for adder in begun)
        held = [adder for adder in begun if adder.last == latest]
    newest = max((adder.first or date.min for adder in held), default=date.min)
    return [adder for adder in held if (adder.first or date.min) == newest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One price by its parts, yen/kWh.

    `market`: what the source publishes. `energy`: with loss and tax, within floor and cap, truncated. `adders`: those
    that hold, by name.
    """

    market: float
    energy: float
    adders: tuple[tuple[str, float], ...] = ()

    @property
    def all_in(self) -> float:
        """Price of one kWh with everything in it."""
        return self.energy + sum(yen for _, yen in self.adders)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTerms:
    """Import price of a tariff: energy price + adders, with energy = price / (1 - loss) x (1 + tax).

    `floor`, `cap`: limits of the energy price in yen/kWh. `decimals`: digits to which the retailer truncates the
    energy price (Looop: two, "third decimal cut off"), None: not at all. `adders_yen_per_kwh`: one sum of
    everything else, all-in (with tax); `adders`: the same by name, with dates and times of day. Of several of one name the
    one that began last holds.
    Loss 0, tax 0 and no adders make an all-in price.
    """

    loss: float = 0.0
    tax: float = 0.0
    adders_yen_per_kwh: float = 0.0
    adders: tuple[Adder, ...] = ()
    floor: float | None = None
    cap: float | None = None
    decimals: int | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.loss < 1.0:
            raise ValueError("a loss is at least 0 and below 1")
        if self.floor is not None and self.cap is not None and self.floor > self.cap:
            raise ValueError("the floor is above the cap")

    def energy(self, market_yen_per_kwh: float) -> float:
        """Return the energy price: with loss, tax, limits and truncation."""
        price = market_yen_per_kwh / (1.0 - self.loss) * (1.0 + self.tax)
        if self.floor is not None:
            price = max(price, self.floor)
        if self.cap is not None:
            price = min(price, self.cap)
        if self.decimals is None:
            return price
        scale = 10.0**self.decimals
        # What is 16.54 on paper may be 16.5399999 in binary: a millionth more cannot reach the next hundredth.
        return trunc(price * scale + (1e-6 if price >= 0 else -1e-6)) / scale

    def price(self, market_yen_per_kwh: float, wall: datetime) -> Price:
        """Return the price and its parts at a local time."""
        held = [(adder.name, adder.yen_per_kwh) for adder in self._held(wall)]
        if self.adders_yen_per_kwh:
            held.append(("", self.adders_yen_per_kwh))
        return Price(market=market_yen_per_kwh, energy=self.energy(market_yen_per_kwh), adders=tuple(held))

    def all_in(self, market_yen_per_kwh: float, wall: datetime | None = None) -> float:
        """Return the all-in price, yen/kWh. The local time is needed only where adders have dates or hours."""
        if wall is None:
            if not all(adder.always for adder in self.adders):
                raise ValueError("the adders of these terms depend on the time")
            return self.energy(market_yen_per_kwh) + self._always()
        return self.price(market_yen_per_kwh, wall).all_in

    def over(self, horizon: Horizon, market: Floats, zone: tzinfo = JST) -> Floats:
        """Return the price of each slot, all-in, shape (N,), for market prices of shape (N,)."""
        spans = zip(horizon.starts, horizon.edges[1:], market, strict=True)
        return np.array([self.energy(float(price)) + self._added(a, b, zone) for a, b, price in spans])

    def _held(self, wall: datetime) -> Iterator[Adder]:
        """Yield the adders that hold at a local time."""
        for series in in_series(self.adders):
            yield from (adder for adder in of_day(series, wall.date()) if adder.in_hours(wall))

    def _always(self) -> float:
        fixed = (series for series in in_series(self.adders) if all(adder.always for adder in series))
        return self.adders_yen_per_kwh + sum(adder.yen_per_kwh for series in fixed for adder in series)

    def _added(self, start: datetime, end: datetime, zone: tzinfo) -> float:
        """Return the mean of all adders from `start` to `end`."""
        passing = [series for series in in_series(self.adders) if not all(adder.always for adder in series)]
        if not passing:
            return self._always()
        # Dates change at midnight, which no price step crosses; only the clock may cut one in two.
        clocked = any(adder.by_clock for series in passing for adder in series)
        walls = _walls(start, end, zone) if clocked else [start.astimezone(zone)]
        held = sum(
            adder.yen_per_kwh
            for wall in walls
            for series in passing
            for adder in of_day(series, wall.date())
            if adder.in_hours(wall)
        )
        return self._always() + held / len(walls)


@dataclass(frozen=True, slots=True)
class Band:
    """A price from `start` (local time of day) until the next band starts, on the given days of the given months.

    `weekdays`: 0 = Monday; HOLIDAY: public holidays, whatever their weekday.
    """

    start: time
    yen_per_kwh: float
    weekdays: frozenset[int] = EVERY_DAY
    months: frozenset[int] = EVERY_MONTH


@dataclass(frozen=True, slots=True)
class TimeOfUse:
    """A fixed table: the band with the latest start not after the time of day holds.

    Before the first one, the day's last one does. In a month with bands for public holidays, those alone hold on
    one; otherwise it is a day like its weekday.
    """

    bands: tuple[Band, ...]

    def __post_init__(self) -> None:
        for month in EVERY_MONTH:
            season = [band.weekdays for band in self.bands if month in band.months]
            if not frozenset[int]().union(*season) >= EVERY_DAY:
                raise ValueError("every weekday of every month needs a price")

    def price(self, wall: datetime) -> float:
        """Return the price at a local time, yen/kWh."""
        return _price_at(self._of_day(wall.date()), wall.time())

    def on(self, horizon: Horizon, zone: tzinfo) -> Floats:
        """Return the mean price of each slot, shape (N,)."""
        out = np.empty(len(horizon))
        of_day = cache(self._of_day)
        for i, (start, end) in enumerate(zip(horizon.starts, horizon.edges[1:], strict=True)):
            walls = _walls(start, end, zone)
            out[i] = np.mean([_price_at(of_day(wall.date()), wall.time()) for wall in walls])
        return out

    def _of_day(self, day: date) -> list[Band]:
        """Return the bands that hold on a day, in their order."""
        season = [band for band in self.bands if day.month in band.months]
        special = any(HOLIDAY in band.weekdays for band in season) and is_public_holiday(day)
        kind = HOLIDAY if special else day.weekday()
        return sorted((band for band in season if kind in band.weekdays), key=lambda band: band.start)


def _price_at(bands: list[Band], clock: time) -> float:
    """Return the price at a time of day, among the bands of one day."""
    price = bands[-1].yen_per_kwh
    for band in bands:
        if band.start <= clock:
            price = band.yen_per_kwh
    return price


def _walls(start: datetime, end: datetime, zone: tzinfo) -> list[datetime]:
    """Return the middles of a span's five-minute pieces, as local times."""
    pieces = max(1, round((end - start) / _PIECE))
    step = (end - start) / pieces
    return [(start + step * (k + 0.5)).astimezone(zone) for k in range(pieces)]
