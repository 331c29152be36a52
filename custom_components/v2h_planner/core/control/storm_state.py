"""Threats -> the stage of the storm and what it asks of the plan: the mode machine's part for the weather.

A warning is identified by its hazard's id. It is in force until its source reports that it is lifted; after that it
is remembered for the cool-down, so that a flapping source neither ends the preparation nor counts as news. Of what
falls silent during a warning (a source, or one of its files) the last word is believed for `lost_after`. What is only
expected is a watch: it comes and goes with its forecast.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..hazard import Hazard, HazardPolicy, Severity, StormTarget, Threats, Tier, ready_by

# How long a hazard without a known end is expected to last: most warnings last half a day.
USUAL_LENGTH = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardWarning:
    """One warning that is in force or cools down.

    `worst`: the highest severity it has had. `lost`: since when its source is silent. `lifted`: since when
    it is over. `overridden`: a person has chosen another mode in spite of it.
    """

    hazard: Hazard
    since: datetime
    worst: Severity
    lost: datetime | None = None
    lifted: datetime | None = None
    overridden: bool = False

    @property
    def tier(self) -> Tier:
        """ACT while in force, HOLD while cooling down, NONE where a person has overridden it."""
        if self.overridden:
            return Tier.NONE
        return Tier.ACT if self.lifted is None else Tier.HOLD

    def again(self, hazard: Hazard) -> HazardWarning:
        """Return it as its source reports it again; a severity above the worst so far is not overridden yet."""
        worse = hazard.severity > self.worst
        return replace(
            self,
            hazard=hazard,
            worst=max(self.worst, hazard.severity),
            lost=None,
            lifted=None,
            overridden=self.overridden and not worse,
        )

    def changes_at(self, policy: HazardPolicy) -> datetime | None:
        """Return when time alone changes it, None where it does not."""
        if self.lifted is not None:
            return self.lifted + policy.cooldown
        return None if self.lost is None else self.lost + policy.lost_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One expected hazard. `gone`: since when an overridden one is no longer expected; kept for the cool-down."""

    hazard: Hazard
    overridden: bool = False
    gone: datetime | None = None

    @property
    def end(self) -> datetime:
        """Expected end."""
        start = self.hazard.start
        assert start is not None  # judge() lets nothing else in
        return self.hazard.end or start + USUAL_LENGTH

    def over_at(self, policy: HazardPolicy) -> datetime:
        """Return when time alone ends it."""
        return self.end if self.gone is None else min(self.end, self.gone + policy.cooldown)


@dataclass(frozen=True, slots=True)
class Storm:
    """All warnings that matter now, oldest first, one per id; and all watches."""

    warnings: tuple[HazardWarning, ...] = ()
    watches: tuple[Watch, ...] = ()

    @property
    def tier(self) -> Tier:
        """Highest tier of all warnings and watches."""
        tiers = {warning.tier for warning in self.warnings}
        if tiers & {Tier.ACT, Tier.HOLD}:
            return Tier.ACT if Tier.ACT in tiers else Tier.HOLD
        return Tier.WATCH if any(True for _ in self._watched()) else Tier.NONE

    @property
    def decides(self) -> bool:
        """Whether it takes the mode over; a watch only adds an SOC target to the plan."""
        return self.tier in (Tier.ACT, Tier.HOLD)

    @property
    def in_force(self) -> tuple[HazardWarning, ...]:
        """Warnings that are not lifted, overridden or not."""
        return tuple(warning for warning in self.warnings if warning.lifted is None)

    @property
    def overruled(self) -> bool:
        """Whether a person has overridden something that is in force or expected."""
        watches = any(watch.overridden and watch.gone is None for watch in self.watches)
        return watches or any(warning.overridden for warning in self.in_force)

    def after(self, threats: Threats, at: datetime) -> Storm:
        """Return the storm after a report of all sources."""
        issued = {hazard.id: hazard for hazard in threats.in_force}
        warnings = [
            _warning_after(warning, issued.pop(warning.hazard.id, None), threats, at)
            for warning in self.warnings
        ]
        warnings += [
            HazardWarning(hazard=hazard, since=at, worst=hazard.severity) for hazard in issued.values()
        ]
        return Storm(tuple(warnings), tuple(self._watches_after(threats, at)))

    def overridden(self) -> Storm:
        """Return the storm with everything overridden that is known now."""
        return Storm(
            tuple(replace(warning, overridden=True) for warning in self.warnings),
            tuple(replace(watch, overridden=True) for watch in self.watches),
        )

    def accepted(self) -> Storm:
        """Return the storm with nothing overridden that is in force or expected."""
        return Storm(
            tuple(replace(w, overridden=w.overridden and w.lifted is not None) for w in self.warnings),
            tuple(replace(watch, overridden=False) for watch in self.watches if watch.gone is None),
        )

    def passed(self, now: datetime, policy: HazardPolicy) -> Storm:
        """Return the storm at `now`: silent sources given up, cooled-down warnings and past watches forgotten."""
        remaining = []
        for warning in self.warnings:
            given_up = warning
            due = warning.changes_at(policy)
            if warning.lifted is None and due is not None and due <= now:
                given_up = replace(warning, lost=None, lifted=due)
                due = given_up.changes_at(policy)
            if given_up.lifted is None or due is None or due > now:
                remaining.append(given_up)
        return Storm(tuple(remaining), tuple(watch for watch in self.watches if watch.over_at(policy) > now))

    def next_changes(self, policy: HazardPolicy) -> Iterator[datetime]:
        """Yield the times at which time alone changes anything."""
        for warning in self.warnings:
            if (due := warning.changes_at(policy)) is not None:
                yield due
        for watch in self.watches:
            yield watch.over_at(policy)

    def target(self, now: datetime, policy: HazardPolicy) -> StormTarget | None:
        """Return what the storm asks of the plan, None in fair weather."""
        tier = self.tier
        if tier is Tier.NONE:
            return None
        if tier is Tier.WATCH:
            return self._watch_target(now, policy)
        those = [warning for warning in self.warnings if warning.tier is tier]
        if tier is Tier.ACT:
            until = max(_lasts_until(warning.hazard, now) for warning in those)
            until += policy.cooldown if policy.keep_full else timedelta()
        else:
            until = max(w.lifted + policy.cooldown for w in those if w.lifted is not None)
        return StormTarget(
            tier=tier,
            by=now,
            until=until,
            onset=self._next_onset(now) if tier is Tier.ACT else None,
            hazards=tuple(warning.hazard for warning in those),
            keep_full=policy.keep_full,
        )

    def _watch_target(self, now: datetime, policy: HazardPolicy) -> StormTarget:
        """Return the target of the watches: full for the first, and until the last that follows on it is over."""
        watches = sorted(self._watched(), key=lambda watch: watch.hazard.start or now)
        first, until, hazards = watches[0], watches[0].end, []
        for watch in watches:
            assert watch.hazard.start is not None
            if watch.hazard.start <= until + policy.cooldown:
                until = max(until, watch.end)
                hazards.append(watch.hazard)
        return StormTarget(
            tier=Tier.WATCH,
            by=min(ready_by(hazard, policy, now) for hazard in hazards),
            until=until,
            onset=first.hazard.start,
            hazards=tuple(hazards),
            keep_full=policy.keep_full,
        )

    def _next_onset(self, now: datetime) -> datetime | None:
        """Return when it really begins: a warning is issued some hours before."""
        starts = (watch.hazard.start for watch in self._watched() if watch.hazard.start is not None)
        return min((start for start in starts if start > now), default=None)

    def _watched(self) -> Iterator[Watch]:
        return (watch for watch in self.watches if not watch.overridden and watch.gone is None)

    def _watches_after(self, threats: Threats, at: datetime) -> Iterator[Watch]:
        """Yield what is expected now, what a silent source expected last, and what a person has overridden."""
        overridden = {watch.hazard.id: watch for watch in self.watches if watch.overridden}
        expected = set[str]()
        for hazard in threats.expected:
            expected.add(hazard.id)
            former = overridden.get(hazard.id)
            still = former is not None and hazard.severity <= former.hazard.severity
            yield Watch(hazard=hazard, overridden=still)
        for watch in self.watches:
            if watch.hazard.id in expected:
                continue
            if threats.doubts_forecasts_of(watch.hazard.source):
                yield watch
            elif watch.overridden:
                yield replace(watch, gone=watch.gone or at)


def _warning_after(
    warning: HazardWarning, hazard: Hazard | None, threats: Threats, at: datetime
) -> HazardWarning:
    """Return a known warning after a report in which its hazard is in force, or None."""
    if hazard is not None:
        return warning.again(hazard)
    if warning.lifted is not None:
        return warning
    if threats.doubts(warning.hazard):
        return replace(warning, lost=warning.lost or at)
    return replace(warning, lost=None, lifted=at)


def _lasts_until(hazard: Hazard, now: datetime) -> datetime:
    """Return when a warning in force may be over: its lifting is not announced in advance."""
    if hazard.end is None or hazard.end <= now:
        return now + USUAL_LENGTH
    return hazard.end
