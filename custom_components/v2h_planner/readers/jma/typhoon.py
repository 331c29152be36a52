"""`typhoon/data/targetTc.json` and `typhoon/data/{id}/specifications.json`: typhoons, and when one is near the home.

    [{"tropicalCyclone": "TC2601", "typhoonNumber": "2601", "category": "TS"}]           ([] when there is none)
    [{"part": "title", "typhoonNumber", "name": {"jp", "en"}, "category": {"jp", "en"}, "issue": {"JST"}},
     {"part": {"jp": "実況"}, "advancedHours": 0, "position": {"deg": [lat, lon]}, "validtime": {"JST"},
      "stormWarning": [{"area": {"jp": "全域"}, "range": {"km": 110, "nm": 60}}]},
     {"part": {"jp": "予報 24時間後"}, "advancedHours": 24, ...}]           (numbers may be texts)

`stormWarning` of a forecast is JMA's 暴風警戒域: all places that may come into winds of 25 m/s if the centre goes
anywhere in its probability circle. It is JMA's area; between JMA's times (12 to 24 hours apart) centre and radius
are taken as linear, and nothing is forecast here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
import re
from typing import Any, Final

from ...core.hazard import Certainty, Hazard, HazardKind, Severity
from ..numbers import parse_number
from . import SOURCE
from .geo import Place, distance_km, pair
from .json_shapes import Broken, JmaShapeError, describe, instant, mapping, objects, text

_ID: Final = re.compile(r"TC\d{4}")
# No typhoon: 熱帯低気圧 (not yet, or no longer) and 温帯低気圧.
_WEAK: Final = frozenset({"TD", "LOW", "熱帯低気圧", "温帯低気圧"})
_KM_PER_NM: Final = 1.852
# Beyond these an entry is not a place or a storm.
_WIDEST_KM: Final = 3000.0
_FURTHEST: Final = timedelta(days=10)
_STEP: Final = timedelta(hours=1)
# A typhoon of this wind (強い, 33 m/s) has a storm area: winds of 25 m/s somewhere.
_STRONG: Final = 33.0
_MPS_PER_KT: Final = 0.5144


@dataclass(frozen=True, slots=True, kw_only=True)
class Typhoon:
    """One typhoon as JMA has it. `number`: "2607", the seventh of 2026. `near`: when its 暴風警戒域 is over the home.

    `broken`: keys that could not be read, so that it may be near although `near` does not say so.
    """

    id: str
    number: str
    name: str = ""
    name_en: str = ""
    category: str = ""
    issued_at: datetime | None = None
    near: Hazard | None = None
    broken: tuple[str, ...] = ()

    def near_as(self, before: Typhoon | None) -> Typhoon:
        """Return it with the hours of both readings: of this one, not all could be read."""
        hours = [one for one in (self.near, before.near if before else None) if one is not None]
        if not hours:
            return self
        start = min((one.start for one in hours if one.start), default=None)
        end = max((one.end for one in hours if one.end), default=None)
        return replace(self, near=replace(hours[0], start=start, end=end))


def read_targets(payload: object) -> tuple[str, ...]:
    """Read the ids of all present typhoons; JmaShapeError when it is no list of storms, or one has no id."""
    if not isinstance(payload, list):
        raise JmaShapeError(f"targetTc: {describe(payload)}")
    rows = [mapping(row) for row in payload]
    ids = [(text(row.get("tropicalCyclone")), text(row.get("category"))) for row in rows]
    for row, (storm, _) in zip(rows, ids, strict=True):
        if not _ID.fullmatch(storm):
            raise JmaShapeError(f"targetTc tropicalCyclone: {describe(row)}")
    return tuple(
        dict.fromkeys(storm for storm, category in ids if _ID.fullmatch(storm) and category not in _WEAK)
    )


@dataclass(frozen=True, slots=True)
class _Fix:
    """Centre and radius of the storm warning area at a time."""

    at: datetime
    centre: Place
    radius_km: float

    def towards(self, other: _Fix, share: float) -> _Fix:
        """Return the fix at this share of the straight way to another."""
        lat = self.centre[0] + (other.centre[0] - self.centre[0]) * share
        lon = self.centre[1] + (other.centre[1] - self.centre[1]) * share
        radius = self.radius_km + (other.radius_km - self.radius_km) * share
        return _Fix(self.at + (other.at - self.at) * share, (lat, lon), radius)


def read_typhoon(payload: object, storm: str, home: Place | None) -> Typhoon | None:
    """Read one typhoon; None once it has weakened. JmaShapeError when there is no analysis and no forecast."""
    if not isinstance(payload, list):
        raise JmaShapeError(f"typhoon: {describe(payload)}")
    parts = objects(payload)
    title = next((part for part in parts if part.get("part") == "title"), {})
    points = [part for part in parts if "position" in part or "advancedHours" in part]
    if not points:
        raise JmaShapeError(f"typhoon: {describe(payload)}")
    now = next((part for part in points if parse_number(part.get("advancedHours")) == 0), {})
    if _categories(title) & _WEAK or _categories(now) & _WEAK:
        return None
    broken = Broken()
    for part in parts:
        if part is not title and part not in points:
            broken.add("position", part)
    if len(parts) != len(payload):
        broken.add("part", payload)
    name, category = mapping(title.get("name")), mapping(title.get("category"))
    typhoon = Typhoon(
        id=storm,
        number=text(title.get("typhoonNumber")),
        name=text(name.get("jp")),
        name_en=text(name.get("en")),
        category=text(category.get("en")) or text(category),
        issued_at=_time(title.get("issue")),
    )
    span = _over(home, _track(points, _time(now.get("validtime")), broken)) if home else None
    typhoon = replace(typhoon, broken=broken.keys)
    if span is None:
        return typhoon
    near = Hazard(
        kind=HazardKind.WIND,
        severity=Severity.WARNING,
        source=SOURCE,
        certainty=Certainty.MEDIUM,
        start=span[0],
        end=span[1],
        name=typhoon.number or typhoon.name or storm,
    )
    return replace(typhoon, near=near)


def _categories(part: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of its category."""
    category = part.get("category")
    languages = mapping(category)
    return frozenset(
        {text(languages.get("jp")), text(languages.get("en")), "" if languages else text(category)}
    )


def _time(value: object) -> datetime | None:
    zones = mapping(value)
    return instant(zones.get("JST")) or instant(zones.get("UTC")) or instant(value)


def _track(points: list[Mapping[str, Any]], analysed: datetime | None, broken: Broken) -> list[_Fix]:
    """Return JMA's points in the order of time. With the analysis alone there is no track."""
    track: list[_Fix] = []
    for part in points:
        hours = parse_number(part.get("advancedHours"))
        at = _time(part.get("validtime"))
        if at is None and analysed and hours is not None and 0 <= hours <= _FURTHEST / _STEP:
            at = analysed + hours * _STEP
        centre = pair(mapping(part.get("position")).get("deg"))
        if not at:
            broken.add("validtime", part.get("validtime"))
        elif not (centre and abs(centre[0]) <= 90 and abs(centre[1]) <= 360):
            broken.add("position", part.get("position"))
        else:
            track.append(_Fix(at, centre, _radius_km(part, broken)))
    track.sort(key=lambda fix: fix.at)
    return [fix for fix in track if fix.at - track[0].at <= _FURTHEST]


def _radius_km(part: Mapping[str, Any], broken: Broken) -> float:
    """Return the widest of the half circles, 0 without any; `broken` where a strong typhoon has none."""
    areas = part.get("stormWarning")
    widest = 0.0
    for area in objects(areas):
        span = mapping(area.get("range"))
        km, miles = parse_number(span.get("km")), parse_number(span.get("nm"))
        radius = km if km is not None else (miles or 0.0) * _KM_PER_NM
        if 0.0 < radius <= _WIDEST_KM:
            widest = max(widest, radius)
        else:
            broken.add("stormWarning", area)
    if not widest and _wind(part) >= _STRONG:
        broken.add("stormWarning", areas)
    return widest


def _wind(part: Mapping[str, Any]) -> float:
    """Return the maximum wind in m/s, 0 where it does not say."""
    sustained = mapping(mapping(part.get("maximumWind")).get("sustained"))
    knots = parse_number(sustained.get("kt"))
    return parse_number(sustained.get("m/s")) or (knots or 0.0) * _MPS_PER_KT


def _over(home: Place, track: list[_Fix]) -> tuple[datetime, datetime] | None:
    """Return from when until when the area is over the home, to the hour."""
    hours: list[datetime] = []
    for one, other in pairwise(track):
        steps = max(1, round((other.at - one.at) / _STEP))
        fixes = (one.towards(other, step / steps) for step in range(steps + 1))
        hours += [fix.at for fix in fixes if fix.radius_km and distance_km(fix.centre, home) <= fix.radius_km]
    return (min(hours), max(hours) + _STEP) if hours else None
