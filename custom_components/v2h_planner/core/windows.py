"""When a further load costs least, or is cleanest: the best window for a dishwasher, a water heater or a guest's car.

The plan is taken as it stands. What it would curtail is free, what it would export costs what that earns, and the rest
is imported, as far as the contract has room beside what the plan itself imports.

    find_window(plan, home.grid.contract_kw, WindowRequest(length=timedelta(hours=2), after=now, before=seven))
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from .plan import Plan, PlanSlot

# Less than a thousandth of a yen or gram is a tie: the earlier window wins.
_TIE = 1e-6
# A load may touch the contract's limit.
_ROUNDING_KW = 1e-6


class Objective(StrEnum):
    """What makes a window the best."""

    CHEAPEST = "cheapest"
    CLEANEST = "cleanest"


class NoWindow(StrEnum):
    """Why there is no window."""

    TOO_SHORT = "too_short"  # less time between `after` and `before` than the load takes
    HORIZON = "horizon"  # the plan does not reach that far
    NO_PRICES = "no_prices"  # nobody knows prices, nor forecasts them
    CONTRACT = "contract"  # the plan's own import leaves no room under the contract for so long
    OUTAGE = "outage"  # the plan has no grid to take more from


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRequest:
    """A load of `load_kw` that runs for `length` without a break, from `after` on and done by `before`."""

    length: timedelta
    after: datetime
    before: datetime
    load_kw: float = 1.0
    objective: Objective = Objective.CHEAPEST

    def __post_init__(self) -> None:
        if self.after.tzinfo is None or self.before.tzinfo is None:
            raise ValueError("times must be aware")
        if self.length <= timedelta(0) or self.load_kw <= 0:
            raise ValueError("a load takes time and power")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The best window, in UTC, and what the load costs and emits in it beyond the plan.

    `yen`: None where nobody knows prices. `published`: all its prices are published, none is forecast.
    `priced_until`: until when prices are published without a gap, None where none is. `complete`: the plan reaches
    `before`; otherwise something better may come after its end.
    """

    start: datetime
    end: datetime
    kwh: float
    yen: float | None
    co2_kg: float
    published: bool
    priced_until: datetime | None
    complete: bool

    @property
    def yen_per_kwh(self) -> float | None:
        """What one kWh of the load costs on average."""
        return None if self.yen is None else self.yen / self.kwh

    @property
    def co2_kg_per_kwh(self) -> float:
        """CO2 of one kWh of the load on average."""
        return self.co2_kg / self.kwh

    def holds(self, when: datetime) -> bool:
        """Whether it is under way at that time."""
        return self.start <= when < self.end


@dataclass(frozen=True, slots=True)
class Rate:
    """What a further load costs (yen) and emits (kg) in an hour of one slot.

    `bought_kw`: what of it is imported; the rest is the sun's. `fits`: the contract has room for it.
    """

    start: datetime
    end: datetime
    load_kw: float
    bought_kw: float
    yen: float
    co2_kg: float
    fits: bool
    published: bool

    @classmethod
    def of(cls, slot: PlanSlot, load_kw: float, contract_kw: float | None) -> Rate:
        """Take first what would be curtailed, then what would be exported; import the rest."""
        unsold = min(load_kw, slot.curtail_kw)
        exported = min(load_kw - unsold, slot.export_kw)
        bought = load_kw - unsold - exported
        over = contract_kw is not None and slot.import_kw + bought > contract_kw + _ROUNDING_KW
        return cls(
            start=slot.start,
            end=slot.end,
            load_kw=load_kw,
            bought_kw=bought,
            yen=bought * slot.import_yen_per_kwh + exported * slot.export_yen_per_kwh,
            co2_kg=bought * slot.co2_kg_per_kwh,
            fits=bought <= _ROUNDING_KW or not over,
            published=slot.price_known,
        )

    @property
    def yen_per_kwh(self) -> float:
        """What one more kWh costs."""
        return self.yen / self.load_kw

    @property
    def sunny(self) -> bool:
        """Whether the sun alone serves it."""
        return self.bought_kw <= _ROUNDING_KW


def find_window(plan: Plan, contract_kw: float | None, request: WindowRequest) -> Window | NoWindow:
    """Return the best window for the load, the earliest of equals, or why there is none.

    Costs are constant within a slot, so no other start is better than one at which the window begins or ends with a
    slot, or at once, or as late as may be.
    """
    # Sums on a local wall clock are an hour off where clocks change.
    after, before = request.after.astimezone(UTC), request.before.astimezone(UTC)
    if before - after < request.length:
        return NoWindow.TOO_SHORT
    first, last = max(after, plan.horizon.start), min(before, plan.horizon.end) - request.length
    if first > last:
        return NoWindow.HORIZON
    if plan.outage:
        return NoWindow.OUTAGE
    if request.objective is Objective.CHEAPEST and not plan.priced:
        return NoWindow.NO_PRICES
    rates = [Rate.of(slot, request.load_kw, contract_kw) for slot in plan.slots]
    best: Window | None = None
    for start in _starts(plan.horizon.edges, first, last, request.length):
        found = _window(plan, rates, start, request)
        if found is not None and (best is None or _worth(found, request) < _worth(best, request) - _TIE):
            best = found
    return best or NoWindow.CONTRACT


def _starts(
    edges: tuple[datetime, ...], first: datetime, last: datetime, length: timedelta
) -> list[datetime]:
    """Return the starts among which the best one is, in order."""
    starts = {first, last, *edges, *(edge - length for edge in edges)}
    return sorted(start for start in starts if first <= start <= last)


def _window(plan: Plan, rates: list[Rate], start: datetime, request: WindowRequest) -> Window | None:
    """Return the window that starts then, None where the contract has no room for it."""
    end = start + request.length
    parts = [rate for rate in rates if rate.start < end and rate.end > start]
    if not all(rate.fits for rate in parts):
        return None
    hours = [(min(rate.end, end) - max(rate.start, start)) / timedelta(hours=1) for rate in parts]
    yen = sum(rate.yen * h for rate, h in zip(parts, hours, strict=True))
    return Window(
        start=start,
        end=end,
        kwh=request.load_kw * (request.length / timedelta(hours=1)),
        yen=yen if plan.priced else None,
        co2_kg=sum(rate.co2_kg * h for rate, h in zip(parts, hours, strict=True)),
        published=all(rate.published for rate in parts),
        priced_until=max(_published(rates), default=None),
        complete=plan.horizon.end >= request.before,
    )


def _published(rates: list[Rate]) -> Iterator[datetime]:
    """Yield the ends of the slots whose prices are published, from now on without a gap."""
    return (rate.end for rate in takewhile(lambda rate: rate.published, rates))


def _worth(window: Window, request: WindowRequest) -> float:
    """Return what is to be least."""
    return window.co2_kg if request.objective is Objective.CLEANEST else window.yen or 0.0
