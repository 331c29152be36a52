"""What threatens the home: one report of all sources, and the policy that says which hazards in it count.

Kinds and severities are those of the Japan Meteorological Agency since 2026-05-28. Other sources are read
into the same terms; what does not fit any is UNKNOWN and counts from a warning up.

    sources -> HazardReport -> judge(report, policy, now) -> Threats -> control/storm_state.py -> StormTarget
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from types import MappingProxyType

from .horizon import slot_floor

# Nothing is prepared for what is further away than a plan reaches.
HORIZON = timedelta(hours=60)


class HazardKind(StrEnum):
    """Kind of hazard. Its names are in translations/*.json, `common`, as `hazard_<kind>_<severity>`."""

    WIND = "wind"  # 暴風, 強風
    BLIZZARD = "blizzard"  # 暴風雪, 風雪
    SNOW = "snow"  # 大雪
    RAIN = "rain"  # 大雨
    LANDSLIDE = "landslide"  # 土砂災害
    FLOOD = "flood"  # 氾濫
    SURGE = "surge"  # 高潮
    WAVES = "waves"  # 波浪
    THUNDER = "thunder"  # 雷; this and what follows have advisories only
    SNOWMELT = "snowmelt"  # 融雪
    FOG = "fog"  # 濃霧
    DRY = "dry"  # 乾燥
    AVALANCHE = "avalanche"  # なだれ
    COLD = "cold"  # 低温
    FROST = "frost"  # 霜
    ICING = "icing"  # 着氷
    WET_SNOW = "wet_snow"  # 着雪
    OTHER = "other"  # その他の注意報
    UNKNOWN = "unknown"  # in force, and none of these


class Severity(IntEnum):
    """Severity, numbered as the tens of JMA's significancy and as its warning levels."""

    ADVISORY = 2  # 注意報
    WARNING = 3  # 警報
    DANGER = 4  # 危険警報
    EMERGENCY = 5  # 特別警報

    @property
    def key(self) -> str:
        """Name in states and translations."""
        return {2: "advisory", 3: "warning", 4: "danger_warning", 5: "emergency_warning"}[self.value]


class Certainty(IntEnum):
    """How certain a hazard is."""

    MEDIUM = 1  # 早期注意情報 中, or within a typhoon's 暴風警戒域
    HIGH = 2  # 早期注意情報 高
    EXPECTED = 3  # the danger timeline has it at that hour
    IN_FORCE = 4  # issued


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One hazard that is in force or expected, as one source reports it.

    `source`: the feed ("jma") or an entity id. `start`: since when it is in force, or from when it is
    expected; `end`: until when, None where the source does not say. `name`: what the source calls it, for
    kinds that have no name of ours. `chosen`: a person chose this very state in the settings; it counts whatever the
    policy.
    """

    kind: HazardKind
    severity: Severity
    source: str
    certainty: Certainty = Certainty.IN_FORCE
    start: datetime | None = None
    end: datetime | None = None
    name: str = ""
    chosen: bool = False

    @property
    def id(self) -> str:
        """Identity through upgrades and downgrades; every source has its own."""
        return (
            f"{self.source}:{self.kind}"
            if self.kind is not HazardKind.UNKNOWN
            else f"{self.source}:{self.name}"
        )

    @property
    def in_force(self) -> bool:
        """Whether it is issued; otherwise it is expected."""
        return self.certainty is Certainty.IN_FORCE


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardReport:
    """What all sources report now.

    `silent`: sources that do not answer, or single hazards by id of which nothing new is heard; what they said last
    may still stand in `hazards`, and the mode machine knows how long to believe it. `heard`: what of a silent source
    is fresh all the same: hazards by id that another of its files tells about, and the source itself where its
    forecasts stand in `hazards` until they are over.
    """

    hazards: tuple[Hazard, ...] = ()
    silent: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()

    @property
    def in_force(self) -> tuple[Hazard, ...]:
        """Issued hazards, the worst first."""
        issued = (hazard for hazard in self.hazards if hazard.in_force)
        return tuple(sorted(issued, key=lambda hazard: -hazard.severity))

    @property
    def severity(self) -> Severity | None:
        """Worst severity in force, None where nothing is."""
        return max((hazard.severity for hazard in self.hazards if hazard.in_force), default=None)

    def doubts(self, hazard: Hazard) -> bool:
        """Return whether nothing new is heard of a hazard in force: neither that it goes on nor that it is lifted."""
        return is_doubted(hazard, self.silent, self.heard)


def is_doubted(hazard: Hazard, silent: frozenset[str], heard: frozenset[str]) -> bool:
    """Return whether a hazard, or its source in all but what is `heard` of it, is silent."""
    return hazard.id in silent or (hazard.source in silent and hazard.id not in heard)


# Every 警報 and above of what brings lines down; of what does not, from 危険警報 (level 4) up.
DEFAULT_THRESHOLDS: Mapping[HazardKind, Severity] = MappingProxyType(
    {
        HazardKind.WIND: Severity.WARNING,
        HazardKind.BLIZZARD: Severity.WARNING,
        HazardKind.SNOW: Severity.WARNING,
        HazardKind.SURGE: Severity.WARNING,
        HazardKind.RAIN: Severity.DANGER,
        HazardKind.LANDSLIDE: Severity.DANGER,
        HazardKind.FLOOD: Severity.DANGER,
        HazardKind.UNKNOWN: Severity.WARNING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardPolicy:
    """Which hazards a person wants to be ready for.

    `thresholds`: from which severity each kind counts; a kind that is not in it never does. `watch_from`:
    how certain a forecast must be, None to wait for warnings. `lead`: full at least so long before the onset.
    `keep_full`: no discharge while a lifted warning cools down. `cooldown`: how long to stay full after lifting.
    `lost_after`: how long a source that has fallen silent is believed.
    """

    thresholds: Mapping[HazardKind, Severity] = field(default_factory=lambda: DEFAULT_THRESHOLDS)
    watch_from: Certainty | None = Certainty.MEDIUM
    lead: timedelta = timedelta(hours=1)
    keep_full: bool = True
    cooldown: timedelta = timedelta(hours=3)
    lost_after: timedelta = timedelta(hours=12)

    def counts(self, hazard: Hazard) -> bool:
        """Return whether the hazard is severe enough, or was chosen."""
        threshold = self.thresholds.get(hazard.kind)
        return hazard.chosen or (threshold is not None and hazard.severity >= threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threats:
    """The hazards of a report that count, with what of it is `silent` and `heard`."""

    in_force: tuple[Hazard, ...] = ()
    expected: tuple[Hazard, ...] = ()
    silent: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()

    def doubts(self, hazard: Hazard) -> bool:
        """Return whether nothing new is heard of a hazard in force, as the report's own `doubts`."""
        return is_doubted(hazard, self.silent, self.heard)

    def doubts_forecasts_of(self, source: str) -> bool:
        """Return whether what a source does not expect any more may only be missing."""
        return source in self.silent and source not in self.heard


def judge(report: HazardReport, policy: HazardPolicy, now: datetime) -> Threats:
    """Return the hazards of the report that count now.

    What is doubted is not in force anew. What was expected ends by itself, so a silent source's last word counts.
    """
    counted = [hazard for hazard in report.hazards if policy.counts(hazard)]
    return Threats(
        in_force=tuple(hazard for hazard in counted if hazard.in_force and not report.doubts(hazard)),
        expected=tuple(hazard for hazard in counted if _is_watched(hazard, policy, now)),
        silent=report.silent,
        heard=report.heard,
    )


def _is_watched(hazard: Hazard, policy: HazardPolicy, now: datetime) -> bool:
    """Return whether an expected hazard is certain enough and neither over nor too far away."""
    if hazard.in_force or policy.watch_from is None or hazard.certainty < policy.watch_from:
        return False
    if hazard.start is None or hazard.start > now + HORIZON:
        return False
    return hazard.end is None or hazard.end > now


class Tier(StrEnum):
    """Stage of a storm."""

    NONE = "none"
    WATCH = "watch"  # expected within the horizon: full before its onset, cheaply
    ACT = "act"  # in force: charge now at full power
    HOLD = "hold"  # lifted, cooling down: stay full


@dataclass(frozen=True, slots=True, kw_only=True)
class StormTarget:
    """What a storm asks of the plan: be at `storm_soc` by `by` and stay there until `until`.

    `onset`: when what is expected begins, None where it is here or no source says. `hazards`: why.
    `keep_full`: whether discharge stays off in HOLD.
    """

    tier: Tier
    by: datetime
    until: datetime
    onset: datetime | None = None
    hazards: tuple[Hazard, ...] = ()
    keep_full: bool = True


# How much earlier than its onset to be ready, beside the lead that a person wants: JMA's hours are windows of
# three (timeline) and six to twelve (likelihood) hours, and what is further away moves more.
_SLACK: Mapping[Certainty, timedelta] = MappingProxyType(
    {
        Certainty.MEDIUM: timedelta(hours=2),
        Certainty.HIGH: timedelta(hours=1),
        Certainty.EXPECTED: timedelta(minutes=30),
        Certainty.IN_FORCE: timedelta(),
    }
)
SLACK_PER_HOUR_AHEAD = 0.1
MOST_SLACK = timedelta(hours=6)


def ready_by(hazard: Hazard, policy: HazardPolicy, now: datetime) -> datetime:
    """Return when to be full for an expected hazard: the onset, less the lead, less a margin that grows with doubt.

    A half hour of the clock, and never before now. The margin shrinks as the onset comes near, so that a plan made
    for it stays good.
    """
    if hazard.start is None or hazard.start <= now:
        return now
    margin = _SLACK[hazard.certainty] + SLACK_PER_HOUR_AHEAD * (hazard.start - now)
    return max(now, slot_floor(hazard.start - policy.lead - min(margin, MOST_SLACK)))
