"""`warning/data/r8/{office}.json`: the warnings in force in one municipality.

    [{"reportDatetime", "infoType", "dataTypeCode", "warning": {
        "class10Items": [{"areaCode", "kinds": [{"code": "05", "status": "発表"}]}],
        "class20Items": [{"areaCode", "kinds": [{"code", "status", "properties": [
            {"type", "significancyPart": {"locals": [{"code": "21"}]}}]}]}]}}]

One announcement an entry, in no order. A hazard's state is what the newest announcement that is about it says; so
a warning that goes on may stand only in an old one. Each lists every municipality of its office, those of waves and
surges every one on the coast. What cannot be read in one says nothing: neither that a warning is there nor that it
is over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from ...core.hazard import Hazard, HazardKind, Severity
from . import SOURCE, codes
from .areas import JmaArea
from .json_shapes import (
    Broken,
    JmaPart,
    JmaShapeError,
    instant,
    is_code,
    mapping,
    newest,
    objects,
    reports_of,
    text,
    texts,
)

_DRILLS: Final = frozenset({"訓練", "取消", "試験"})

# When an announcement was made: sorts by report, then by control, then by place.
type _Made = tuple[datetime, datetime, int]


def counts(report: Mapping[str, Any]) -> bool:
    """Return whether a report counts: no drill, no test, not withdrawn."""
    return not {text(report.get("infoType")), text(report.get("status"))} & _DRILLS


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of an item. `severity` None: not in force. `sure`: all of it could be read."""

    kind: HazardKind
    severity: Severity | None
    issued: bool
    name: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Report:
    """One announcement, as far as it is about the area. `whole`: all of that could be read."""

    made: _Made
    telegram: str
    kinds: tuple[_Kind, ...]
    whole: bool = True

    @property
    def decides(self) -> frozenset[HazardKind]:
        """Kinds of hazards whose state it decides."""
        told = frozenset(one.kind for one in self.kinds if one.sure)
        return told | codes.TELEGRAMS.get(self.telegram, frozenset()) if self.whole else told


@dataclass(slots=True)
class _Notes:
    """What is noted while a file is read. `listed`: whether an announcement mentions the area, by when it was made."""

    broken: Broken = field(default_factory=Broken)
    unknown: dict[str, None] = field(default_factory=dict)
    odd: dict[str, None] = field(default_factory=dict)
    listed: dict[_Made, bool] = field(default_factory=dict)


def read_warnings(payload: object, area: JmaArea) -> JmaPart:
    """Read the hazards in force in an area; JmaShapeError when no announcement can be read."""
    notes = _Notes()
    reports_of(payload, "warning", "warnings", notes.broken)
    announcements = objects(payload)
    reports = [
        report
        for index, announcement in enumerate(announcements)
        if counts(announcement) and (report := _report(announcement, area, index, notes))
    ]
    hazards = [hazard for report in _valid(reports) for hazard in _hazards(report, reports)]
    if notes.broken and not hazards and not any(report.decides for report in reports):
        raise JmaShapeError("; ".join(notes.broken.keys))
    return JmaPart(
        hazards=tuple(sorted(hazards, key=lambda hazard: (-hazard.severity, hazard.kind))),
        reported_at=newest(*(_latest(announcement) for announcement in announcements)),
        about=_about(reports),
        broken=notes.broken.keys,
        lists_area=not notes.listed or notes.listed[max(notes.listed)],
        unknown=tuple(notes.unknown),
        odd=tuple(notes.odd),
    )


def _latest(announcement: Mapping[str, Any]) -> datetime | None:
    """Return when it was made or sent."""
    return newest(instant(announcement.get("reportDatetime")), instant(announcement.get("controlDatetime")))


def _about(reports: Iterable[_Report]) -> frozenset[HazardKind]:
    """Return the kinds whose state is known: the newest announcement that decides any of it could be read."""
    known: set[HazardKind] = set()
    for report in sorted(reports, key=lambda report: report.made):
        known -= codes.TELEGRAMS.get(report.telegram, frozenset())
        known |= report.decides
    return frozenset(known)


def _valid(reports: list[_Report]) -> list[_Report]:
    """Return the newest report of each telegram type. One without a type, or not read whole, stands for itself."""
    last: dict[object, _Report] = {}
    for report in sorted(reports, key=lambda report: report.made):
        last[report.telegram if report.telegram and report.whole else report.made] = report
    return list(last.values())


def _hazards(report: _Report, reports: list[_Report]) -> list[Hazard]:
    """Return the hazards in force by this report that no newer one decides; the worst of each kind."""
    worst: dict[tuple[HazardKind, str], Hazard] = {}
    for one in report.kinds:
        if one.severity is None:
            continue
        newer = (other for other in reports if other.made > report.made)
        if one.kind is not HazardKind.UNKNOWN and any(one.kind in other.decides for other in newer):
            continue
        hazard = Hazard(
            kind=one.kind,
            severity=one.severity,
            source=SOURCE,
            start=report.made[0] if one.issued else None,
            name=one.name,
        )
        known = worst.get((one.kind, one.name))
        if known is None or hazard.severity > known.severity:
            worst[one.kind, one.name] = hazard
    return list(worst.values())


def _report(announcement: Mapping[str, Any], area: JmaArea, index: int, notes: _Notes) -> _Report | None:
    """Read an announcement about the area; None when it does not mention it, or cannot be placed at all.

    A municipality's own entry counts; its region's only where the announcement has none for municipalities at
    all, because a region is warned when any part of it is.
    """
    broken = Broken()
    telegram = text(announcement.get("dataTypeCode"))
    at = broken.time(announcement, "reportDatetime")
    if at is None:
        notes.odd["reportDatetime"] = None
    # One that does not say when it was made may be the newest.
    made = (
        at or datetime.max.replace(tzinfo=UTC),
        instant(announcement.get("controlDatetime")) or _NEVER,
        index,
    )
    warning = mapping(announcement.get("warning"))
    regions = [
        item
        for level, code in (("class15Items", area.class15), ("class10Items", area.class10))
        for item in objects(warning.get(level))
        if text(item.get("areaCode")) == code
    ]
    items = _items(warning, area, regions, broken)
    if items is None:
        if telegram not in codes.PARTIAL:
            notes.listed[made] = False
        return None
    if items:
        notes.listed[made] = True
    lowered = _lowered(regions)
    read: list[_Kind] = []
    for item in items if at is not None else ():
        kinds = broken.rows(item, "kinds")
        read += [one for kind in kinds if (one := _kind(kind, telegram, lowered, notes, broken))]
    notes.broken.take(telegram, broken)
    return _Report(made, telegram, tuple(read), whole=not broken)


_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def _items(
    warning: Mapping[str, Any], area: JmaArea, regions: list[Mapping[str, Any]], broken: Broken
) -> list[Mapping[str, Any]] | None:
    """Return the entries about the area: the municipality's, or its region's; None where it is not listed."""
    listed = warning.get("class20Items")
    places = objects(listed)
    if items := [item for item in places if text(item.get("areaCode")) == area.code]:
        return items
    if places:
        if listed == places and all(is_code(item.get("areaCode")) for item in places):
            return None
        broken.add("areaCode", None)
        return []
    if listed != []:
        broken.add("class20Items", listed)
    elif not regions and objects(warning.get("class10Items")):
        return None
    if not regions:
        broken.add("class10Items", warning.get("class10Items"))
    return regions[:1]


def _lowered(regions: list[Mapping[str, Any]]) -> dict[HazardKind, Severity]:
    """Return the severities to which the region's warnings were lowered just now."""
    result: dict[HazardKind, Severity] = {}
    for region in regions:
        for kind in objects(region.get("kinds")):
            row = codes.WARNINGS.get(text(kind.get("code")))
            severity = codes.became(text(kind.get("status")))
            if row and severity:
                result[row[0]] = severity
    return result


def _kind(
    kind: Mapping[str, Any],
    telegram: str,
    lowered: Mapping[HazardKind, Severity],
    notes: _Notes,
    broken: Broken,
) -> _Kind | None:
    """Read one kind of an item; None where it says nothing about a kind (no code, `発表警報・注意報はなし`)."""
    unknown, odd = notes.unknown, notes.odd
    code, status, name = text(kind.get("code")), text(kind.get("status")), text(kind.get("name"))
    code = code and code.zfill(2)
    levels = _significancies(kind)
    row = codes.WARNINGS.get(code)
    if codes.is_over(status) or code == codes.LIFTED_CODE:
        return _Kind(row[0], None, issued=False) if row else None
    if not (sure := bool(code) and isinstance(kind.get("code"), str)):
        broken.add("code", kind.get("code"))
    if not (code or name or status):
        return None
    if row is None:
        severity = _unknown_severity(code, name, status, levels)
        label = name or f"{code} {status}".strip()
        unknown[f"{telegram} {label}".strip()] = None
        return _Kind(HazardKind.UNKNOWN, severity, status == codes.ISSUED, label, sure)
    if not codes.is_active(status):
        unknown[f"{telegram} {code} {status}".strip()] = None
    what, severity = row[0], codes.became(status) or row[1]
    tens = codes.landslide_significancy if code == codes.LANDSLIDE_BY_SIGNIFICANCY else codes.significancy
    shown = codes.as_severity(max((tens(level) for level in levels), default=0))
    if shown and shown != severity:
        odd[f"{telegram} {code} {status}: {'/'.join(levels)}"] = None
    if code == codes.LANDSLIDE_BY_SIGNIFICANCY:
        severity = max(severity, shown or severity)
        if not (sure := sure and bool(levels) and all(is_code(level, 2) for level in levels)):
            broken.add("properties", kind.get("properties"))
    if status == codes.CONTINUED and what in lowered and lowered[what] < severity:
        # The region was lowered, and its part "goes on": at the lower level, unless its own significancy says more.
        odd[f"{telegram} {code} {status} < {lowered[what].key}"] = None
        severity = min(severity, max(lowered[what], shown or lowered[what]))
    return _Kind(what, severity, status == codes.ISSUED, sure=sure)


def _unknown_severity(code: str, name: str, status: str, levels: tuple[str, ...]) -> Severity:
    """Return the severity of a kind that no table has: the worst of all hints, a warning if there are none."""
    hints = (
        codes.severity_of(name),
        codes.became(status) or codes.severity_of(status),
        codes.as_severity(max(map(codes.significancy, levels), default=0)),
        codes.decade_severity(code),
    )
    return max((severity for severity in hints if severity), default=Severity.WARNING)


def _significancies(kind: Mapping[str, Any]) -> tuple[str, ...]:
    """Return all significancy codes of a kind."""
    parts = [
        part
        for entry in objects(kind.get("properties"))
        for key in ("significancyPart", "significancyParts")
        for part in objects(entry.get(key))
    ]
    local = [entry for part in parts for entry in objects(part.get("locals"))]
    return tuple(
        dict.fromkeys(code for entry in local for key in ("code", "codes") for code in texts(entry.get(key)))
    )
