"""What if, on the home's own past: scenarios lived side by side, summed up by month and day while they are lived.

No slot is kept: a year of a scenario is twelve months and some 365 days. A life goes on in short stretches, so that who
runs it may stop, or let others go first, at any half hour.

    cost = import - export - what the batteries gained, at what refilling costs + what was charged on the road

counts in each month and day: a battery that is filled tonight for tomorrow makes no day dear.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from time import perf_counter

from ..accounting.ledger import MeteredSlot
from ..home import Home, Mode
from ..tariff.tariff import Tariff
from .past import Past
from .policies import cheap_yen_per_kwh, road_yen_per_kwh
from .scenarios import Case, home_of, market_of, policy_of, record_of
from .world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What was counted; `days` tells how many days of it there are."""

    days: int = 0
    cost_yen: float = 0.0
    import_kwh: float = 0.0
    export_kwh: float = 0.0
    co2_kg: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            days=self.days + other.days,
            cost_yen=self.cost_yen + other.cost_yen,
            import_kwh=self.import_kwh + other.import_kwh,
            export_kwh=self.export_kwh + other.export_kwh,
            co2_kg=self.co2_kg + other.co2_kg,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The highest half hour of import: kW, and what it would have been had nothing been discharged in any."""

    kw: float = 0.0
    at: datetime | None = None
    without_kw: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a case came to. `months`: by their first day; `days`: yen by day; `road_kwh`: charged on the road."""

    case: Case
    months: Mapping[date, Sums]
    days: Mapping[date, float]
    peak: Peak
    road_kwh: float
    plans: int

    @property
    def total(self) -> Sums:
        """All months together."""
        return sum(self.months.values(), Sums())

    @property
    def worst_month(self) -> date | None:
        """The month that cost most."""
        return max(self.months, key=lambda month: self.months[month].cost_yen, default=None)

    @property
    def worst_day(self) -> date | None:
        """The day that cost most."""
        return max(self.days, key=self.days.__getitem__, default=None)


class Life:
    """One case being lived, half hour by half hour. Days in `left_out` are lived, but not counted."""

    def __init__(
        self,
        case: Case,
        past: Past,
        home: Home,
        present: Tariff,
        *,
        left_out: frozenset[date] = frozenset(),
        mode: Mode = Mode.ECONOMY,
    ) -> None:
        self.case = case
        self._past = past
        self._home = home_of(case.scenario, home)
        self._record = record_of(case.scenario, present, past)
        self._policy = policy_of(case, self._record, self._home, mode)
        self._world = World(self._record, self._home)
        self._left_out = left_out
        self._books = _Books(
            refill_yen=cheap_yen_per_kwh(self._record)[0],
            road_yen=road_yen_per_kwh(self._record, self._home),
        )
        self.lived = 0

    def __len__(self) -> int:
        """Return how many half hours there are to live."""
        return len(self._past)

    @property
    def is_over(self) -> bool:
        """Whether all of it is lived."""
        return self.lived >= len(self)

    def go_on(self, seconds: float, stop: Callable[[], bool] = lambda: False) -> None:
        """Live for about so long, or until `stop` says so: that is asked at each half hour."""
        until = perf_counter() + seconds
        while not self.is_over and not stop() and perf_counter() < until:
            self._live_half_hour()

    def _live_half_hour(self) -> None:
        index, before = self.lived, self._world.stored_kwh
        slot = self._world.half_hour(index, self._policy)
        self.lived += 1
        day = self._past.day_of(index)
        if day in self._left_out:
            return
        gained = sum(
            (kwh - before[key]) / self._home.storage(key).charge_efficiency
            for key, kwh in self._world.stored_kwh.items()
        )
        self._books.count(day, slot, gained, self._road_kwh(slot, before))

    def _road_kwh(self, slot: MeteredSlot, before: Mapping[str, float]) -> float:
        """Return what cars drove in the slot with empty batteries."""
        after, kwh = self._world.stored_kwh, 0.0
        for part in slot.storages:
            storage = self._home.storage(part.storage_id)
            left = before[storage.id] + part.stored_kwh(storage) - part.drive_kwh
            kwh += max(after[storage.id] - left, 0.0)
        return kwh if kwh > 1e-6 else 0.0

    def outcome(self) -> Outcome:
        """Return what was counted so far."""
        return self._books.closed(self.case, getattr(self._policy, "plans", 0))


@dataclass(slots=True)
class _Books:
    """Sums that grow while a case is lived. `refill_yen`, `road_yen`: per kWh on the AC side, and of the battery."""

    refill_yen: float
    road_yen: float
    months: dict[date, Sums] = field(default_factory=dict)
    days: dict[date, float] = field(default_factory=dict)
    peak: Peak = Peak()
    road_kwh: float = 0.0

    def count(self, day: date, slot: MeteredSlot, gained_kwh: float, road_kwh: float) -> None:
        yen = slot.cost_yen - gained_kwh * self.refill_yen + road_kwh * self.road_yen
        month = day.replace(day=1)
        self.months[month] = self.months.get(month, Sums()) + Sums(
            days=0 if day in self.days else 1,
            cost_yen=yen,
            import_kwh=slot.import_kwh,
            export_kwh=slot.export_kwh,
            co2_kg=slot.co2_kg,
        )
        self.days[day] = self.days.get(day, 0.0) + yen
        self.road_kwh += road_kwh
        discharged = sum(part.discharge_kwh for part in slot.storages)
        kw, without = (
            slot.import_kwh / slot.hours,
            (slot.import_kwh - slot.export_kwh + discharged) / slot.hours,
        )
        if kw > self.peak.kw:
            self.peak = replace(self.peak, kw=kw, at=slot.start)
        if without > self.peak.without_kw:
            self.peak = replace(self.peak, without_kw=without)

    def closed(self, case: Case, plans: int) -> Outcome:
        return Outcome(
            case=case,
            months=dict(self.months),
            days=dict(self.days),
            peak=self.peak,
            road_kwh=self.road_kwh,
            plans=plans,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dearer:
    """How a case compares with another by month and day: above zero it cost more. The worst of each."""

    total_yen: float
    month: date
    month_yen: float
    day: date
    day_yen: float


def dearer(one: Outcome, other: Outcome) -> Dearer | None:
    """Return how much more `one` cost than `other`; None where nothing was counted."""
    if not one.days or one.days.keys() != other.days.keys():
        return None
    months = {m: sums.cost_yen - other.months[m].cost_yen for m, sums in one.months.items()}
    days = {d: yen - other.days[d] for d, yen in one.days.items()}
    month, day = max(months, key=months.__getitem__), max(days, key=days.__getitem__)
    return Dearer(
        total_yen=sum(months.values()),
        month=month,
        month_yen=months[month],
        day=day,
        day_yen=days[day],
    )


def left_out(cases: Sequence[Case], past: Past, present: Tariff) -> frozenset[date]:
    """Return the days that count for no case: something of them is not known to one of the cases."""
    needed = [market for case in cases if (market := market_of(case.scenario, present, past)) is not None]
    return past.unknown_days(*needed)
