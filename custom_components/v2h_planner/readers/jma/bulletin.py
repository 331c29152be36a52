"""All of JMA's files about one area as one bulletin."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ...core.hazard import Certainty, Hazard, HazardKind, Severity
from .json_shapes import JmaPart, newest
from .typhoon import Typhoon

# How old the whole country's last announcement may be. Somewhere in Japan something is issued every few hours.
COUNTRY_SILENT: Final = timedelta(hours=6)
# The same of one office, where the country's is not known: it may have nothing to say for a day.
OFFICE_SILENT: Final = timedelta(hours=26)
HALF_A_DAY: Final = timedelta(hours=12)
# So long a danger must be running before a missing warning is held against the feed.
AN_HOUR: Final = timedelta(hours=1)
# Both forecasts are made at 5, 11 and 17 o'clock: one that is so much older than the other has missed an issue.
FORECAST_BEHIND: Final = timedelta(hours=13)
# As far as the timeline looks ahead.
FORECAST_OLD: Final = timedelta(hours=36)

# An early notice about wind (風（風雪）) is about both.
_FAMILIES: Final = {HazardKind.BLIZZARD: HazardKind.WIND}


@dataclass(frozen=True, slots=True, kw_only=True)
class JmaBulletin:
    """What JMA says about the home's area, in force first.

    `reported_at`: the newest announcement of the area's office. `unknown`, `odd`: see JmaPart. `stale`: the
    warnings answer, but are no longer updated. `frozen`: the other files of which that is so.
    """

    hazards: tuple[Hazard, ...] = ()
    reported_at: datetime | None = None
    typhoons: tuple[Typhoon, ...] = ()
    unknown: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    stale: bool = False
    frozen: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity | None:
        """Worst severity in force."""
        return max((hazard.severity for hazard in self.hazards if hazard.in_force), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class JmaParts:
    """The files as last read. `alive_at`: the country's last announcement, by `map_time.json`."""

    warnings: JmaPart | None = None
    flood: JmaPart | None = None
    timeline: JmaPart | None = None
    likelihood: JmaPart | None = None
    typhoons: tuple[Typhoon, ...] = ()
    alive_at: datetime | None = None


def carried(old: JmaPart | None, new: JmaPart) -> JmaPart:
    """Return a file's new word, with what the old one had and the new one neither repeats nor says to be over.

    What is in force is over only where the new one speaks of its kind; what is expected, wherever all of it could be
    read, for a forecast says everything anew.
    """
    whole = new.lists_area and not new.broken
    speaks = whole and new.reported_at is not None
    kept = [
        hazard
        for hazard in _hazards(old)
        if hazard.kind not in new.about
        and not (whole and not hazard.in_force)
        and not (speaks and hazard.kind is HazardKind.UNKNOWN)
        and not any(_repeats(one, hazard) for one in new.hazards)
    ]
    ids = {hazard.id for hazard in kept if hazard.in_force}
    return replace(new, hazards=(*kept, *(one for one in new.hazards if one.id not in ids)))


def _repeats(new: Hazard, old: Hazard) -> bool:
    """Return whether a hazard says again what another one said: in force as badly, or expected for the same hours."""
    if old.in_force:
        return new.id == old.id and new.severity >= old.severity
    return new == old


def compile_bulletin(
    parts: JmaParts,
    now: datetime,
    previous: JmaBulletin | None = None,
    *,
    doubted: frozenset[str] = frozenset(),
    given_up: frozenset[str] = frozenset(),
) -> JmaBulletin:
    """Compile one bulletin. A hazard that was already in force in the `previous` one keeps its start.

    `doubted`: ids in force of which nothing new is heard: they hide nothing. `given_up`: those for too long.

    What is issued says that something is there, the timeline and the early notices until when. Expected hazards
    stay beside it where they are worse, and the timeline's where they are still to begin: a warning comes hours
    before the wind. The timeline's three-hour steps replace the early notice's
    windows and a typhoon's area where these meet; what these have after it stays.
    """
    issued = [one for one in _hazards(parts.warnings) + _hazards(parts.flood) if one.id not in given_up]
    expected = [hazard for hazard in _hazards(parts.timeline) if _not_over(hazard, now)]
    vague = [hazard for hazard in _hazards(parts.likelihood) if _not_over(hazard, now)]
    vague += [typhoon.near for typhoon in parts.typhoons if typhoon.near and _not_over(typhoon.near, now)]
    vague = [rest for hazard in vague for rest in _remainder(hazard, expected)]
    in_force = [_with_end(_with_start(hazard, previous), expected, vague) for hazard in issued]
    ahead = [
        hazard
        for hazard in (*expected, *vague)
        if _to_come(hazard, now)
        or not any(
            _family(one) is _family(hazard) and one.severity >= hazard.severity
            for one in in_force
            if one.id not in doubted
        )
    ]
    read = [part for part in (parts.warnings, parts.flood, parts.timeline, parts.likelihood) if part]
    return JmaBulletin(
        hazards=(*sorted(in_force, key=lambda hazard: -hazard.severity), *sorted(ahead, key=_sort_key)),
        reported_at=parts.warnings.reported_at if parts.warnings else None,
        typhoons=parts.typhoons,
        unknown=tuple(dict.fromkeys(word for part in read for word in part.unknown)),
        odd=tuple(dict.fromkeys(word for part in read for word in part.odd)),
        stale=is_stale(parts, now),
        frozen=frozen_files(parts, now),
    )


def is_stale(parts: JmaParts, now: datetime) -> bool:
    """Return whether the warnings answer but are frozen, as the file of before 2026-05-28 does to this day.

    Not by the office's own announcements: in fair weather it makes none for days. The country's last one may be six
    hours old; where that is not known, the office's may be 26. In a storm no office is silent for 26 hours, nor for
    half a day in which the timeline forgets the danger that it warns of. And when the timeline has a warning-class
    danger running that the warnings do not know at all, having said nothing for six hours before it was made, they
    are behind it.
    """
    warnings, timeline = parts.warnings, parts.timeline
    if warnings is None:
        return False
    last = warnings.reported_at
    alive = newest(parts.alive_at, last)
    limit = COUNTRY_SILENT if parts.alive_at else OFFICE_SILENT
    if alive is None or now - alive > limit:
        return True
    warned = {_family(hazard) for hazard in warnings.hazards if hazard.severity >= Severity.WARNING}
    if warned and last is not None and now - last > OFFICE_SILENT:
        return True
    if timeline is None or timeline.reported_at is None:
        return False
    ahead = {_family(hazard) for hazard in timeline.hazards if _not_over(hazard, now)}
    forgotten = (warned & timeline.about) - ahead
    if forgotten and last is not None and timeline.reported_at - last > HALF_A_DAY:
        return True
    if last is not None and timeline.reported_at - last <= COUNTRY_SILENT:
        return False
    known = {_family(hazard) for hazard in warnings.hazards}
    return any(
        hazard.start and hazard.end and hazard.start + AN_HOUR <= now < hazard.end
        for hazard in timeline.hazards
        if hazard.kind is not HazardKind.FLOOD and _family(hazard) not in known
    )


def frozen_files(parts: JmaParts, now: datetime) -> tuple[str, ...]:
    """Return the files beside the warnings that answer but are frozen, by the names that they have in JmaParts.

    A forecast that is older than it looks ahead, or than the other one by more than an issue. A flood from 警報
    up, where nobody has said anything of the home's rivers for 26 hours.
    """
    made = {
        name: part.reported_at
        for name, part in (("timeline", parts.timeline), ("likelihood", parts.likelihood))
        if part is not None and part.reported_at is not None
    }
    last = newest(*made.values())
    frozen = [
        name for name, at in made.items() if now - at > FORECAST_OLD or (last and last - at > FORECAST_BEHIND)
    ]
    flood = parts.flood
    if flood is not None and flood.reported_at is not None and now - flood.reported_at > OFFICE_SILENT:
        if any(river.severity >= Severity.WARNING for river in flood.hazards):
            frozen.append("flood")
    return tuple(frozen)


def _hazards(part: JmaPart | None) -> list[Hazard]:
    return list(part.hazards) if part else []


def _family(hazard: Hazard) -> HazardKind:
    return _FAMILIES.get(hazard.kind, hazard.kind)


def _not_over(hazard: Hazard, now: datetime) -> bool:
    return hazard.end is None or hazard.end > now


def _to_come(hazard: Hazard, now: datetime) -> bool:
    """Return whether the timeline has it still ahead; early notices are too vague to tell an onset."""
    return hazard.certainty is Certainty.EXPECTED and hazard.start is not None and hazard.start > now


def _sort_key(hazard: Hazard) -> tuple[float, int, str]:
    return (hazard.start.timestamp() if hazard.start else 0.0, -hazard.severity, hazard.kind)


def _remainder(hazard: Hazard, expected: list[Hazard]) -> list[Hazard]:
    """Return what is left of a vague hazard where the timeline has the same one."""
    for sharp in expected:
        if _family(sharp) is not _family(hazard) or sharp.severity < hazard.severity:
            continue
        if hazard.start is None or hazard.end is None or sharp.start is None or sharp.end is None:
            continue
        if hazard.start < sharp.end and sharp.start < hazard.end:
            if hazard.end <= sharp.end:
                return []
            hazard = replace(hazard, start=sharp.end)
    return [hazard]


def _with_start(hazard: Hazard, previous: JmaBulletin | None) -> Hazard:
    """Return the hazard with its earliest known start: an upgrade does not begin anew."""
    known = (
        one.start
        for one in (previous.hazards if previous else ())
        if one.in_force and one.id == hazard.id and one.start
    )
    start = min((at for at in (hazard.start, *known) if at), default=None)
    return replace(hazard, start=start)


def _with_end(hazard: Hazard, expected: list[Hazard], vague: list[Hazard]) -> Hazard:
    """Return the hazard with its end: the timeline's last dangerous step of the kind, else that of the early notice."""
    if hazard.severity < Severity.WARNING:
        return hazard
    for several in (expected, vague):
        end = max((one.end for one in several if _family(one) is _family(hazard) and one.end), default=None)
        if end is not None:
            return replace(hazard, end=end)
    return hazard
