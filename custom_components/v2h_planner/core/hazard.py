"""Warnings -> how near a storm is, and what it asks of the plan.

A warning is known by an id (an entity, later one hazard of a feed). It is in force until its source says
that it is lifted; after that it is remembered for the cool-down, so that a flapping source neither lets
the house go nor counts as news. A source that falls silent during a warning is believed for `lost_after`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from .readings import StormOrder, Tier

# How long a warning that is in force is expected to last from now: JMA does not say, most last half a day.
EXPECTED = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardRules:
    """`cooldown`: how long to stay full after lifting. `lost_after`: how long a silent source is believed."""

    cooldown: timedelta = timedelta(hours=3)
    lost_after: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardWarning:
    """One warning that is in force or was until lately.

    `lost`: since when its source is silent. `lifted`: since when it is over. `overridden`: a person has
    chosen another mode against it.
    """

    id: str
    since: datetime
    lost: datetime | None = None
    lifted: datetime | None = None
    overridden: bool = False

    @property
    def tier(self) -> Tier:
        """ACT in force, HOLD while cooling down, NONE against a person's choice."""
        if self.overridden:
            return Tier.NONE
        return Tier.ACT if self.lifted is None else Tier.HOLD

    def changes_at(self, rules: HazardRules) -> datetime | None:
        """When time alone changes it."""
        if self.lifted is not None:
            return self.lifted + rules.cooldown
        return None if self.lost is None else self.lost + rules.lost_after

    def to_dict(self) -> dict[str, Any]:
        """For the store."""
        return {
            "id": self.id,
            "since": self.since.isoformat(),
            "lost": None if self.lost is None else self.lost.isoformat(),
            "lifted": None if self.lifted is None else self.lifted.isoformat(),
            "overridden": self.overridden,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """From the store."""
        return cls(
            id=data["id"],
            since=datetime.fromisoformat(data["since"]),
            lost=None if data["lost"] is None else datetime.fromisoformat(data["lost"]),
            lifted=None if data["lifted"] is None else datetime.fromisoformat(data["lifted"]),
            overridden=data["overridden"],
        )


@dataclass(frozen=True, slots=True)
class Storm:
    """All warnings that matter now, in the order of their coming, one per id."""

    warnings: tuple[HazardWarning, ...] = ()

    @property
    def tier(self) -> Tier:
        """The nearest tier of any warning."""
        tiers = {warning.tier for warning in self.warnings}
        return next((tier for tier in (Tier.ACT, Tier.HOLD) if tier in tiers), Tier.NONE)

    @property
    def in_force(self) -> tuple[HazardWarning, ...]:
        """Warnings that are not lifted, overridden or not."""
        return tuple(warning for warning in self.warnings if warning.lifted is None)

    def raised(self, warning_id: str, at: datetime) -> Storm:
        """That warning is in force: news, or the same one again."""
        known = self._find(warning_id)
        if known is None:
            return Storm((*self.warnings, HazardWarning(id=warning_id, since=at)))
        return self._with(replace(known, lost=None, lifted=None))

    def lifted(self, warning_id: str, at: datetime) -> Storm:
        """That warning is over; one that was not in force does not matter."""
        known = self._find(warning_id)
        if known is None or known.lifted is not None:
            return self
        return self._with(replace(known, lost=None, lifted=at))

    def lost(self, warning_id: str, at: datetime) -> Storm:
        """The source of that warning is silent: nobody knows whether it is over."""
        known = self._find(warning_id)
        if known is None or known.lifted is not None or known.lost is not None:
            return self
        return self._with(replace(known, lost=at))

    def overridden(self) -> Storm:
        """A person has chosen against every warning known now."""
        return Storm(tuple(replace(warning, overridden=True) for warning in self.warnings))

    def accepted(self) -> Storm:
        """A person wants what the warnings in force ask for."""
        return Storm(
            tuple(replace(w, overridden=w.overridden and w.lifted is not None) for w in self.warnings)
        )

    def only(self, watched: frozenset[str], at: datetime) -> Storm:
        """Sources that are no longer watched have no warning in force."""
        storm = self
        for warning in self.warnings:
            if warning.id not in watched:
                storm = storm.lifted(warning.id, at)
        return storm

    def passed(self, now: datetime, rules: HazardRules) -> Storm:
        """Time alone: silent sources are given up, cooled-down warnings are forgotten."""
        kept = []
        for warning in self.warnings:
            given_up = warning
            due = warning.changes_at(rules)
            if warning.lifted is None and due is not None and due <= now:
                given_up = replace(warning, lost=None, lifted=due)
                due = given_up.changes_at(rules)
            if given_up.lifted is None or due is None or due > now:
                kept.append(given_up)
        return Storm(tuple(kept))

    def order(self, now: datetime, rules: HazardRules) -> StormOrder | None:
        """What the storm asks for, None in fair weather."""
        tier = self.tier
        if tier is Tier.NONE:
            return None
        those = [warning for warning in self.warnings if warning.tier is tier]
        if tier is Tier.ACT:
            until = now + EXPECTED
        else:
            until = max(w.lifted + rules.cooldown for w in those if w.lifted is not None)
        return StormOrder(tier=tier, by=now, until=until, cause=", ".join(w.id for w in those))

    def _find(self, warning_id: str) -> HazardWarning | None:
        return next((warning for warning in self.warnings if warning.id == warning_id), None)

    def _with(self, changed: HazardWarning) -> Storm:
        return Storm(tuple(changed if w.id == changed.id else w for w in self.warnings))
