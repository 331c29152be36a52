"""The highest half hour of each month, from metered import; and what the running half hour has taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from ..horizon import HALF_HOUR, slot_floor
from ..tariff.demand import (
    HALF_HOUR_HOURS,
    MONTHS,
    SOON_OUT,
    Demand,
    DemandTerms,
    charged_kw,
    month_of,
    months_before,
)
from .ledger import MeteredSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakLog:
    """The highest half hour of each month, kW, by month as 2026-11, and when it began. `since`: the first month that was measured.

    `running`: the beginning of the half hour that was metered last; `running_kwh`: what it has imported.
    A half hour of which a part was not metered counts with what is known of it.
    """

    since: str | None = None
    kw: dict[str, float] = field(default_factory=dict)
    at: dict[str, datetime] = field(default_factory=dict)
    running: datetime | None = None
    running_kwh: float = 0.0

    def after(self, slots: Iterable[MeteredSlot], zone: tzinfo) -> PeakLog:
        """Return the log after metered slots, of which the last half hour may still be running."""
        parts = list(slots)
        if not parts:
            return self
        running = slot_floor(parts[-1].start.astimezone(zone))
        of_it = [part for part in parts if slot_floor(part.start.astimezone(zone)) == running]
        kwh, hours = sum(part.import_kwh for part in of_it), sum(part.hours for part in of_it)
        # what flowed since the reading before it may reach back over its beginning
        kw = kwh / max(hours, HALF_HOUR_HOURS)
        month = month_of(running.astimezone(zone))
        after = replace(self, since=self.since or month, running=running, running_kwh=kwh)
        if kw <= self.kw.get(month, 0.0):
            return after
        first = months_before(month, MONTHS - 1)
        return replace(
            after,
            kw={when: peak for when, peak in self.kw.items() if when >= first} | {month: kw},
            at={when: begun for when, begun in self.at.items() if when >= first} | {month: running},
        )

    def taken_kwh(self, now: datetime) -> float:
        """Return what the half hour that runs now has imported."""
        runs = self.running is not None and self.running <= now < self.running + HALF_HOUR
        return self.running_kwh if runs else 0.0

    def paid_kw(self, terms: DemandTerms, month: str) -> float:
        """Return the peak that is paid for in that month anyway, kW.

        What the bill says counts until the twelve months before are all measured.
        """
        whole = self.since is not None and self.since <= months_before(month, MONTHS)
        return max(charged_kw(self.kw, month), 0.0 if whole else terms.known_kw or 0.0)

    def demand(self, terms: DemandTerms, now: datetime, until: datetime, zone: tzinfo) -> Demand:
        """Return what a plan from now until then needs of the contract.

        A new peak outlasts the highest of today: it is measured with what is still paid for in three months.
        """
        first, last = (month_of(when.astimezone(zone)) for when in (now, until))
        paid = {month: self.paid_kw(terms, months_before(month, -SOON_OUT)) for month in (first, last)}
        ahead = (self.paid_kw(terms, months_before(first, -later)) for later in range(MONTHS))
        charged = sum(kw <= paid[first] for kw in ahead)
        return Demand(terms=terms, paid_kw=paid, taken_kwh=self.taken_kwh(now), months=charged)
