"""What is news in a home: one watch for each trigger, from one snapshot to the next. Pure.

The first snapshot is no news: so it was before Home Assistant, the home or the automation was loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from ..core.hazard import Hazard, Tier
from ..core.home import Mode
from ..core.horizon import slot_floor
from ..core.plan import Shortfall, ShortfallKind
from ..core.windows import Rate
from ..state.snapshot import Snapshot

# A shortfall of less, kWh, nobody would notice.
TRIFLE_KWH = 0.1
# The backup time must rise so far above what was asked for, hours, before its fall is news again.
BACKUP_MARGIN_H = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A snapshot and what a watch needs beside it. `backup_hours`: None where nobody knows."""

    snapshot: Snapshot
    contract_kw: float | None = None
    backup_hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news: the variables of its trigger.

    `storage_id`: whose it is, None for the home's. `hazards`: of a storm, None where it is about something else.
    """

    variables: Mapping[str, Any] = field(default_factory=dict)
    storage_id: str | None = None
    hazards: tuple[Hazard, ...] | None = None


class Watch(Protocol):
    """Remembers what it has seen."""

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield what is news against what was seen before."""
        ...


class ModeWatch:
    """The mode in effect changes to one of these."""

    def __init__(self, first: Facts, modes: frozenset[Mode]) -> None:
        """Take the present mode as known."""
        self._modes, self._seen = modes, first.snapshot.situation.mode

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield a change."""
        before, self._seen = self._seen, facts.snapshot.situation.mode
        if self._seen is not before and self._seen in self._modes:
            storm = facts.snapshot.mode.taken_over
            yield News(variables={"mode": self._seen.value, "former_mode": before.value, "by_storm": storm})


class StormWatch:
    """The tier of a storm becomes one of these."""

    def __init__(self, first: Facts, tiers: frozenset[Tier]) -> None:
        """Take the present tier as known."""
        self._tiers, self._seen = tiers, tier_of(first.snapshot)

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield a change."""
        before, self._seen = self._seen, tier_of(facts.snapshot)
        if self._seen is before or self._seen not in self._tiers:
            return
        snapshot = facts.snapshot
        storm, former = snapshot.situation.storm, snapshot.mode.former
        onset = None if storm is None or storm.onset is None else storm.onset.isoformat()
        yield News(
            variables={
                "tier": self._seen.value,
                "former_tier": before.value,
                "onset": onset,
                "mode_after": None if former is None else former.value,
                "control": snapshot.control,
            },
            hazards=() if storm is None else storm.hazards,
        )


class OutageWatch:
    """The grid goes, or comes back."""

    def __init__(self, first: Facts, *, begins: bool) -> None:
        """Take the grid as it is."""
        self._begins, self._seen = begins, first.snapshot.situation.outage

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield a change."""
        before, self._seen = self._seen, facts.snapshot.situation.outage
        if self._seen is not before and self._seen is self._begins:
            control = facts.snapshot.control
            yield News(variables={"backup_hours": rounded(facts.backup_hours), "control": control})


class UnitWatch:
    """A unit does not do as it is told, or does so again."""

    def __init__(self, first: Facts, *, disobeys: bool) -> None:
        """Take disobedience as it is."""
        self._disobeys, self._seen = disobeys, first.snapshot.disobeying

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield a change of each unit."""
        before, self._seen = self._seen, facts.snapshot.disobeying
        changed = self._seen - before if self._disobeys else before - self._seen
        for storage_id in sorted(changed):
            yield News(storage_id=storage_id)


class DepartureWatch:
    """A departure cannot be met, as far as the plan can tell; each is told once."""

    def __init__(self, first: Facts) -> None:
        """Take what the present plan, or else the first one, cannot meet as known."""
        self._planned = first.snapshot.plan is not None
        self._told = {(one.storage_id, one.at) for one in unmet(first.snapshot)}

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield what was not told yet."""
        snapshot = facts.snapshot
        self._told = {(storage_id, at) for storage_id, at in self._told if at > snapshot.at}
        for one in unmet(snapshot):
            if (one.storage_id, one.at) in self._told:
                continue
            self._told.add((one.storage_id, one.at))
            if not self._planned:
                continue
            reading = None if one.storage_id is None else snapshot.readings.find(one.storage_id)
            yield News(
                storage_id=one.storage_id,
                variables={
                    "leave": one.at.isoformat(),
                    "wanted_soc": percent(one.wanted_soc),
                    "reached_soc": percent(one.reached_soc),
                    "missing_kwh": rounded(one.amount),
                    "plugged_in": None if reading is None else reading.connected,
                    "contract": one.reason is not None,
                },
            )
        self._planned = self._planned or snapshot.plan is not None


class BackupWatch:
    """The backup time falls below so many hours; again only after it has been well above."""

    def __init__(self, first: Facts, hours: float) -> None:
        """Take the present backup time as known, or else the first that is."""
        self._hours = hours
        self._armed = None if first.backup_hours is None else first.backup_hours >= hours

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield a fall."""
        hours = facts.backup_hours
        if hours is None:
            return
        if self._armed is None:
            self._armed = hours >= self._hours
        elif hours >= self._hours + BACKUP_MARGIN_H:
            self._armed = True
        elif hours < self._hours and self._armed:
            self._armed = False
            yield News(variables={"backup_hours": rounded(hours), "outage": facts.snapshot.situation.outage})


class Bonus(StrEnum):
    """Why a further kWh costs so little."""

    SUN = "sun"  # it would be sold, or not even that
    NEGATIVE = "negative"  # who draws it is paid
    PRICE = "price"


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusTerms:
    """What a bonus is: a further load of `load_kw` costs at most `most_yen_per_kwh`."""

    most_yen_per_kwh: float
    load_kw: float

    def holds(self, snapshot: Snapshot, contract_kw: float | None) -> Rate | None:
        """Return what the load costs now, None where that is no bonus or nobody knows."""
        plan, slot = snapshot.plan, snapshot.slot
        if plan is None or slot is None or not plan.priced or plan.outage or snapshot.situation.outage:
            return None
        rate = Rate.of(slot, self.load_kw, contract_kw)
        known = rate.published or rate.sunny
        return rate if known and rate.fits and rate.yen_per_kwh <= self.most_yen_per_kwh else None


class BonusWatch:
    """Bonus hours begin or end, once in a half hour at most: clouds do not switch a boiler to and fro."""

    def __init__(self, first: Facts, terms: BonusTerms, *, begins: bool) -> None:
        """Take the present half hour as known, or else the first that is."""
        self._terms, self._begins = terms, begins
        self._seen: bool | None = None
        if first.snapshot.slot is not None:
            self._seen = terms.holds(first.snapshot, first.contract_kw) is not None
        self._changed: datetime | None = None

    def after(self, facts: Facts) -> Iterator[News]:
        """Yield a change."""
        if facts.snapshot.slot is None:
            return
        rate = self._terms.holds(facts.snapshot, facts.contract_kw)
        before, now, half_hour = self._seen, rate is not None, slot_floor(facts.snapshot.at)
        if now is before or self._changed == half_hour:
            return
        self._seen = now
        if before is None:
            return
        self._changed = half_hour
        if now is self._begins:
            yield News(variables={} if rate is None else bonus_variables(rate))


def bonus_variables(rate: Rate) -> dict[str, Any]:
    """Return what a bonus is and costs."""
    kind = Bonus.SUN if rate.sunny else Bonus.NEGATIVE if rate.yen < 0 else Bonus.PRICE
    return {"kind": kind.value, "yen_per_kwh": rounded(rate.yen_per_kwh)}


def tier_of(snapshot: Snapshot) -> Tier:
    """Return the tier of the storm, NONE in fair weather and where a person ignores it."""
    return Tier.NONE if snapshot.situation.storm is None else snapshot.situation.storm.tier


def unmet(snapshot: Snapshot) -> Iterator[Shortfall]:
    """Yield the departures that the plan does not meet: weekly ones, and trips that people have announced."""
    trips = {(trip.storage_id, trip.leave) for trip in snapshot.one_off}
    for one in () if snapshot.plan is None else snapshot.plan.shortfalls:
        announced = one.kind is ShortfallKind.PERSON and (one.storage_id, one.at) in trips
        if one.amount > TRIFLE_KWH and (one.kind is ShortfallKind.DEPARTURE or announced):
            yield one


def rounded(value: float | None) -> float | None:
    """Return a number as a person would say it."""
    return None if value is None else round(value, 1)


def percent(soc: float | None) -> int | None:
    """Return a state of charge in percent."""
    return None if soc is None else round(100 * soc)
