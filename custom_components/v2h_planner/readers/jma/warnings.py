"""`warning/data/r8/{office}.json`: the warnings in force in one municipality.

    [{"reportDatetime", "infoType", "dataTypeCode", "warning": {
        "class10Items": [{"areaCode", "kinds": [{"code": "05", "status": "発表"}]}],
        "class20Items": [{"areaCode", "kinds": [{"code", "status", "properties": [
            {"type", "significancyPart": {"locals": [{"code": "21"}]}}]}]}]}}]

One announcement an entry, in no order. A hazard's state is what the newest announcement that is about it says; so
a warning that goes on may stand only in an old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ...core.hazard import Hazard, HazardKind, Severity
from . import SOURCE, codes
from .areas import JmaArea
from .json_shapes import JmaPart, instant, mapping, newest, objects, reports_of, text, texts

_IGNORED: Final = frozenset({"訓練", "取消", "試験"})
_NORMAL: Final = frozenset({"", "通常"})


def counts(report: Mapping[str, Any]) -> bool:
    """Return whether a report counts: no drill, no test, not withdrawn."""
    return text(report.get("infoType")) not in _IGNORED and text(report.get("status")) in _NORMAL


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of an item. `severity` None: not in force."""

    kind: HazardKind
    severity: Severity | None
    issued: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Report:
    """One announcement, as far as it is about the area. `made`: sorts by report, then by control, then by place."""

    made: tuple[datetime, datetime, int]
    telegram: str
    kinds: tuple[_Kind, ...]

    @property
    def decides(self) -> frozenset[HazardKind]:
        """Kinds of hazards whose state it decides."""
        return frozenset(one.kind for one in self.kinds) | codes.TELEGRAMS.get(self.telegram, frozenset())


def read_warnings(payload: object, area: JmaArea) -> JmaPart:
    """Read the hazards in force in an area; JmaShapeError when no announcement can be read."""
    unknown: dict[str, None] = {}
    odd: dict[str, None] = {}
    announcements = reports_of(payload, "warning", "warnings")
    reports: list[_Report] = []
    for index, announcement in enumerate(announcements):
        at = instant(announcement.get("reportDatetime"))
        if at is None:
            odd["reportDatetime"] = None
        elif counts(announcement) and (report := _report(announcement, area, at, index, unknown, odd)):
            reports.append(report)
    hazards = [hazard for report in _valid(reports) for hazard in _hazards(report, reports)]
    return JmaPart(
        hazards=tuple(sorted(hazards, key=lambda hazard: (-hazard.severity, hazard.kind))),
        reported_at=newest(*(_latest(announcement) for announcement in announcements)),
        unknown=tuple(unknown),
        odd=tuple(odd),
    )


def _latest(announcement: Mapping[str, Any]) -> datetime | None:
    """Return when it was made or sent."""
    return newest(instant(announcement.get("reportDatetime")), instant(announcement.get("controlDatetime")))


def _valid(reports: list[_Report]) -> list[_Report]:
    """Return the newest report of each telegram type. One without a type stands for itself."""
    last: dict[object, _Report] = {}
    for report in sorted(reports, key=lambda report: report.made):
        last[report.telegram or report.made] = report
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


def _report(
    announcement: Mapping[str, Any],
    area: JmaArea,
    at: datetime,
    index: int,
    unknown: dict[str, None],
    odd: dict[str, None],
) -> _Report | None:
    """Read an announcement about the area; None when it does not mention it.

    A municipality's own entry counts; its region's only where the announcement has none for municipalities at
    all, because a region is warned when any part of it is.
    """
    warning = mapping(announcement.get("warning"))
    regions = [
        item
        for level, code in (("class15Items", area.class15), ("class10Items", area.class10))
        for item in objects(warning.get(level))
        if text(item.get("areaCode")) == code
    ]
    places = objects(warning.get("class20Items"))
    items = [item for item in places if text(item.get("areaCode")) == area.code] if places else regions[:1]
    if not items:
        return None
    lowered = _lowered(regions)
    telegram = text(announcement.get("dataTypeCode"))
    read = [
        one
        for item in items
        for kind in objects(item.get("kinds"))
        if (one := _kind(kind, telegram, lowered, unknown, odd))
    ]
    sent = instant(announcement.get("controlDatetime")) or at
    return _Report((at, sent, index), telegram, tuple(read))


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
    unknown: dict[str, None],
    odd: dict[str, None],
) -> _Kind | None:
    """Read one kind of an item; None where it says nothing about a kind (no code, `発表警報・注意報はなし`)."""
    code, status, name = text(kind.get("code")), text(kind.get("status")), text(kind.get("name"))
    code = code and code.zfill(2)
    levels = _significancies(kind)
    row = codes.WARNINGS.get(code)
    if codes.is_over(status) or code == codes.LIFTED_CODE:
        return _Kind(row[0], None, issued=False) if row else None
    if not (code or name or status):
        return None
    if row is None:
        severity = _unknown_severity(code, name, status, levels)
        label = name or f"{code} {status}".strip()
        unknown[f"{telegram} {label}".strip()] = None
        return _Kind(HazardKind.UNKNOWN, severity, status == codes.ISSUED, label)
    if not codes.is_active(status):
        unknown[f"{telegram} {code} {status}".strip()] = None
    what, severity = row[0], codes.became(status) or row[1]
    tens = codes.landslide_significancy if code == codes.LANDSLIDE_BY_SIGNIFICANCY else codes.significancy
    shown = codes.as_severity(max((tens(level) for level in levels), default=0))
    if shown and shown != severity:
        odd[f"{telegram} {code} {status}: {'/'.join(levels)}"] = None
    if code == codes.LANDSLIDE_BY_SIGNIFICANCY and shown:
        severity = max(severity, shown)
    if status == codes.CONTINUED and what in lowered and lowered[what] < severity:
        # The region was lowered, and its part "goes on": at the lower level, unless its own significancy says more.
        odd[f"{telegram} {code} {status} < {lowered[what].key}"] = None
        severity = min(severity, max(lowered[what], shown or lowered[what]))
    return _Kind(what, severity, status == codes.ISSUED)


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
