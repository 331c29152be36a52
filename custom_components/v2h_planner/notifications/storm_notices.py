"""The notices that hold now: facts -> notices, in one language.

Watch, act, full and lifted are phases of one notice of the home, and so are an outage and its end
(`outage_notices.py`); a notice about one storage stands alone.

    notices(snapshot, home, wording(hass)) -> deduplication.changes(...) -> notifier.py
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ..core.control.mode_machine import ModeState
from ..core.hazard import Hazard, HazardReport, StormTarget, Tier
from ..core.home import Home, Mode, Storage
from ..core.outage.endurance import Endurance
from ..core.outage.log import OutageLog
from ..core.readings import Readings, StorageReading
from ..core.situation import Situation
from ..core.storm.counterfactual import StormCost
from ..core.storm.readiness import FULL_ENOUGH, Readiness
from ..evening.log import Refused
from ..evening.wording import Asked
from ..presentation.wording import Wording
from ..readers.jma import SOURCE as JMA
from .notice import Notice, NoticeAction, NoticeButton, NoticeKind, percent
from .outage_notices import outage_notices

# Less than this counts as no cost.
_NO_MONEY_YEN = 0.5
# A car that the plan has back and full in time gets a notice only when the time to come home is near.
_SOON = timedelta(hours=3)
# Texts with a variant that says by when, for a known onset.
_WITH_ONSET = frozenset({"notice_short", "notice_away_reach"})
# Phases that say what is going to be charged, with their titles while nothing is.
_PROMISES = {"watch": "notice_watch_dry_run_title", "act": "notice_act_title"}
# So little below its target nobody would do anything about: it is not worth a warning of its own.
_NEARLY = 0.05


class Facts(Protocol):
    """What the notices are made of: the part of `state.Snapshot` that they need.

    A protocol, for `state` and `notifications` are peers that do not import each other.
    """

    @property
    def at(self) -> datetime:
        """Time of the readings."""

    @property
    def control(self) -> bool:
        """Whether the units are commanded."""

    @property
    def mode(self) -> ModeState:
        """State of the mode machine."""

    @property
    def situation(self) -> Situation:
        """Mode in effect and what overrides the plan."""

    @property
    def report(self) -> HazardReport:
        """Report of all sources of warnings."""

    @property
    def readings(self) -> Readings:
        """Readings of the home."""

    @property
    def readiness(self) -> tuple[Readiness, ...]:
        """Readiness of each storage for the storm."""

    @property
    def storm_cost(self) -> StormCost | None:
        """Cost of being ready, None without a storm so far."""

    @property
    def outage_log(self) -> OutageLog | None:
        """Present or last outage, None without one so far."""

    @property
    def endurance(self) -> Endurance | None:
        """How long the energy lasts, None without an outage."""

    @property
    def evening(self) -> tuple[Asked, ...]:
        """The evening questions that stand or were answered."""

    @property
    def evening_refused(self) -> Refused | None:
        """An answer from a phone that came to nothing."""


def notices(
    facts: Facts, home: Home, words: Wording, plan_only: frozenset[str] = frozenset()
) -> tuple[Notice, ...]:
    """Return all notices that hold now, the most important first. `plan_only`: storages that get no orders."""
    current: list[Notice] = []
    if facts.outage_log is not None:
        outage = facts.outage_log, facts.endurance, home, words, facts.at
        current += outage_notices(*outage, control=facts.control)
    storm = facts.situation.storm
    if storm is not None and storm.tier is not Tier.NONE:
        current += _StormNotices(facts, storm, home, words, plan_only).notices()
    return tuple(current)


@dataclass(frozen=True)
class _StormNotices:
    """Makes the notices of one storm in one language."""

    facts: Facts
    storm: StormTarget
    home: Home
    words: Wording
    plan_only: frozenset[str]

    def notices(self) -> Iterator[Notice]:
        match self.storm.tier:
            case Tier.WATCH:
                yield self._watch()
            case Tier.ACT:
                keeps = self._is_ready() and not self._outage and self.facts.control
                yield self._full() if keeps else self._act()
            case _:
                yield self._lifted()
                return
        if not self._outage:
            for storage in self.home.storages:
                if self._is_away(storage):
                    yield from self._away(storage)
                else:
                    yield from self._short(storage)

    # The phases of the storm

    def _watch(self) -> Notice:
        lines = [self._expected(hazard) for hazard in self.storm.hazards]
        return self._of_storm("watch", [*lines, *self._charging(), *self._planned_cost()])

    def _act(self) -> Notice:
        lines = [*self._issued(), *self._charging(), *self._planned_cost(), *self._back_to()]
        return self._of_storm("act", lines)

    def _full(self) -> Notice:
        holding = self.words.text("notice_holding")
        return self._of_storm("full", [*self._issued(), *self._charging(), holding, *self._back_to()])

    def _lifted(self) -> Notice:
        """Say that it is over: its source says so, or has been silent for too long."""
        lost = len(self._silent()) == len(self.storm.hazards)
        phase = "lost" if lost else "lifted"
        until = self._moment(self.storm.until)
        lines = [self.words.text(f"notice_{phase}", {"hazards": self.words.hazards(self._worst_first())})]
        if self.storm.keep_full and self.facts.control:
            lines.append(self.words.text("notice_cooldown", {"until": until}))
        if (former := self._former()) is not None:
            lines.append(self.words.text("notice_cooldown_back_to", {"until": until, "mode": former}))
        cost = self.facts.storm_cost
        if cost is not None and cost.so_far_yen is not None:
            lines.append(self._money(cost.so_far_yen, "notice_actual_cost", "notice_no_actual_cost"))
        return self._of_storm(phase, lines, button="notice_back_now")

    def _of_storm(self, phase: str, lines: list[str], button: str = "notice_ignore") -> Notice:
        title = f"notice_{phase}_title"
        if not self.facts.control and phase in _PROMISES:
            lines = [self.words.text("notice_dry_run"), *lines]
            title = _PROMISES[phase]
        return Notice(
            kind=NoticeKind.STORM,
            phase=phase,
            title=self.words.text(title),
            message="\n".join([*lines, *self._attribution()]),
            causes=frozenset(hazard.id for hazard in self._in_force()),
            rank=max((hazard.severity for hazard in self._in_force()), default=0),
            buttons=(NoticeButton(NoticeAction.IGNORE_STORM, self.words.text(button)),),
        )

    # One storage

    def _short(self, storage: Storage) -> Iterator[Notice]:
        """Say that a storage that is plugged in will not be full in time."""
        reading, ready = self.facts.readings.storage(storage.id), self._readiness(storage)
        if ready is None or ready.soc is None or _nearly(ready) or reading.soc is None:
            return
        if _is_full(storage, reading) or storage.id in self.facts.situation.hands_off | self.plan_only:
            return
        values = {"soc": percent(ready.soc), "now": percent(reading.soc)}
        lines = [self._line("notice_short", storage, values)]
        if ready.leaves is not None:
            lines.append(self.words.text("notice_short_leaves", {"leaves": self._moment(ready.leaves)}))
        if ready.full_if_it_stays is not None:
            stays = {"full_at": self._moment(ready.full_if_it_stays)}
            lines.append(self._line("notice_short_stays", storage, stays))
        yield self._of_storage(storage, NoticeKind.SHORT, "short", lines)

    def _away(self, storage: Storage) -> Iterator[Notice]:
        """Say when a car that is not plugged in must be, and the SOC it will have as planned."""
        ready, now = self._readiness(storage), self.facts.at
        if ready is None:
            return
        home_by = ready.home_by
        if self.storm.tier is Tier.WATCH and _nearly(ready) and (home_by is None or home_by - now > _SOON):
            return
        if self._onset is None:
            phase, lines = "now", [self.words.text("notice_away_now")]
        elif home_by is not None:
            phase = "come_home"
            lines = [self._line("notice_come_home_by", storage, {"home_by": self._moment(home_by)})]
        else:
            phase, lines = "late", [self._line("notice_away_late", storage)]
        if ready.full_at is not None and ready.reached:
            full_at = {"full_at": self._moment(ready.full_at)}
            lines.append(self._line("notice_away_full_at", storage, full_at))
        elif ready.soc is not None:
            lines.append(self._line("notice_away_reach", storage, {"soc": percent(ready.soc)}))
        yield self._of_storage(storage, NoticeKind.AWAY, phase, lines)

    def _of_storage(self, storage: Storage, kind: NoticeKind, phase: str, lines: list[str]) -> Notice:
        if not self.facts.control:
            lines = [self.words.text("notice_dry_run"), *lines]
        return Notice(
            kind=kind,
            phase=phase,
            title=self._line(f"notice_{kind}_title", storage),
            message="\n".join([*lines, *(self._attribution() if self._onset else ())]),
            storage_id=storage.id,
        )

    # Lines

    def _expected(self, hazard: Hazard) -> str:
        values = {"hazard": self.words.hazard(hazard)}
        if hazard.start is None or hazard.start <= self.facts.at:
            return self.words.text("notice_expected_now", values)
        return self.words.text("notice_expected", values | {"start": self._moment(hazard.start)})

    def _issued(self) -> list[str]:
        lines = [self.words.text("notice_in_force", {"hazards": self.words.hazards(self._worst_first())})]
        if silent := self._silent():
            lines.append(self.words.text("notice_silent", {"hazards": self.words.hazards(silent)}))
        return lines

    def _charging(self) -> list[str]:
        """Say how each storage gets ready."""
        if self._outage:
            return [self.words.text("notice_in_outage")]
        return [line for storage in self.home.storages if (line := self._storage(storage))]

    def _storage(self, storage: Storage) -> str | None:
        reading, ready = self.facts.readings.storage(storage.id), self._readiness(storage)
        if self._is_away(storage):
            if ready is not None and ready.home_by is not None:
                return self._line("notice_away_home_by", storage, {"home_by": self._moment(ready.home_by)})
            return self._line("notice_is_away", storage)
        if reading.soc is None:
            return self._line("notice_soc_unknown", storage)
        now = {"now": percent(reading.soc)}
        if _is_full(storage, reading):
            return self._line("notice_is_full", storage, now)
        until = self.facts.mode.hands_off_until.get(storage.id)
        if until is not None and storage.id in self.facts.situation.hands_off:
            return self._line("notice_hands_off", storage, {"until": self._moment(until)})
        if storage.id in self.plan_only:
            return self._line("notice_no_orders", storage, now)
        if ready is None or ready.soc is None:
            return None
        if ready.reached and ready.full_at is not None:
            return self._line("notice_will_be_full", storage, now | {"full_at": self._moment(ready.full_at)})
        key = "notice_will_be_nearly" if _nearly(ready) else "notice_will_be_short"
        return self._line(key, storage, now | {"soc": percent(ready.soc)})

    def _planned_cost(self) -> list[str]:
        cost = self.facts.storm_cost
        if cost is None or cost.planned_yen is None or self._outage:
            return []
        return [self._money(cost.planned_yen, "notice_planned_cost", "notice_no_cost")]

    def _money(self, yen: float, key: str, nothing: str) -> str:
        return self.words.text(nothing if yen < _NO_MONEY_YEN else key, {"yen": f"{yen:z,.0f}"})

    def _back_to(self) -> list[str]:
        former = self._former()
        return [] if former is None else [self.words.text("notice_back_to", {"mode": former})]

    def _former(self) -> str | None:
        """Return the name of the mode that comes back, if it is another one."""
        former = self.facts.mode.former
        return None if former in (None, Mode.RESILIENCE) else self.words.text(f"voice_mode_{former}")

    def _attribution(self) -> list[str]:
        """Name the source: JMA's data are shown with its name."""
        sources = {hazard.source for hazard in self.storm.hazards}
        return [self.words.text("notice_jma")] if JMA in sources else []

    def _line(self, key: str, storage: Storage, values: Mapping[str, str] | None = None) -> str:
        usual = {"name": storage.name, "target": percent(storage.storm_soc)}
        if self._onset is not None:
            key = f"{key}_at_onset" if key in _WITH_ONSET else key
            usual["onset"] = self._moment(self._onset)
        return self.words.text(key, {**usual, **(values or {})})

    # What the facts come to

    @property
    def _outage(self) -> bool:
        """Whether there is no grid to charge from."""
        return self.facts.situation.outage

    @property
    def _onset(self) -> datetime | None:
        """Time of the onset, None where the storm is here."""
        onset = self.storm.onset
        return onset if onset is not None and onset > self.facts.at else None

    def _in_force(self) -> list[Hazard]:
        return [hazard for hazard in self.storm.hazards if hazard.in_force]

    def _silent(self) -> list[Hazard]:
        """Return the hazards of which nothing new is heard."""
        report = self.facts.report
        return [hazard for hazard in self.storm.hazards if hazard.in_force and report.doubts(hazard)]

    def _worst_first(self) -> list[Hazard]:
        return sorted(self.storm.hazards, key=lambda hazard: -hazard.severity)

    def _readiness(self, storage: Storage) -> Readiness | None:
        return next((ready for ready in self.facts.readiness if ready.storage_id == storage.id), None)

    def _is_away(self, storage: Storage) -> bool:
        return self.facts.readings.storage(storage.id).connected is False

    def _is_ready(self) -> bool:
        """Return whether every storage that is there is full."""
        there = [storage for storage in self.home.storages if not self._is_away(storage)]
        return bool(there) and all(_is_full(s, self.facts.readings.storage(s.id)) for s in there)

    def _moment(self, when: datetime) -> str:
        return self.words.moment(when, self.facts.at)


def _nearly(ready: Readiness) -> bool:
    """Return whether it will be full in time, or nearly so."""
    return ready.reached or (ready.soc is not None and ready.soc >= ready.target_soc - _NEARLY)


def _is_full(storage: Storage, reading: StorageReading) -> bool:
    return reading.soc is not None and reading.soc >= storage.storm_soc - FULL_ENOUGH
