"""`warning_timeline/data/{office}.json`: how dangerous it will be, in steps of three hours until tomorrow.

    {"reportDatetime", "timeSeries": [{"timeDefines": [{"dateTime", "duration": "PT3H"}],
      "class20Items": [{"areaCode", "kinds": [{"significancyParts": [
         {"type": "風危険度", "locals": [{"codes": ["01", "30", ...]}]}]}]}]}]}

The tens digit of a code is the danger: 2 注意, 3 警報級, 4 危険, 5 特別警報級. A forecast: it may differ from what
is issued. Made at 5, 11, 17 and 23 o'clock and when needed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from ...core.hazard import Certainty, Hazard, HazardKind, Severity
from . import SOURCE, codes
from .areas import JmaArea
from .json_shapes import Broken, JmaPart, Window, instant, is_code, newest, objects, reports_of, text, windows
from .warnings import counts

# A series of whole days is about totals (snow of 24 hours), not about hours.
_LONGEST: Final = timedelta(hours=12)
_LEVELS: Final = ("class20Items", "class15Items", "class10Items")


def read_timeline(payload: object, area: JmaArea) -> JmaPart:
    """Read expected hazards from warning class up: each kind's stretches of dangerous steps."""
    broken = Broken()
    reports = [report for report in reports_of(payload, "timeSeries", "timeline", broken) if counts(report)]
    steps: dict[HazardKind, dict[datetime, tuple[datetime, int]]] = {}
    unknown: dict[str, None] = {}
    until: datetime | None = None
    for report in sorted(reports, key=_reported_at):
        broken.time(report, "reportDatetime")
        for series in broken.rows(report, "timeSeries"):
            spans = [span for span in windows(series, broken) if span.end - span.start <= _LONGEST]
            parts = _parts(series, area, broken) if spans else []
            for part in parts:
                levels = _levels(part, spans, broken)
                kind = codes.kind_of(broken.named(part, "type"))
                if kind is None and any(level >= Severity.WARNING for _, level in levels):
                    unknown[f"timeline {text(part.get('type'))}".strip()] = None
                    kind = HazardKind.UNKNOWN
                if kind is None:
                    continue
                by_start = steps.setdefault(kind, {})
                for span, level in levels:
                    by_start[span.start] = (span.end, level)
            if parts:
                until = newest(until, *(span.end for span in spans))
    if until is None and not any(_lists_places(report) for report in reports):
        broken.add("class20Items", None)
    return JmaPart(
        hazards=tuple(hazard for kind in sorted(steps) for hazard in _stretches(kind, steps[kind])),
        reported_at=newest(*(instant(report.get("reportDatetime")) for report in reports)),
        until=until,
        about=frozenset() if broken else frozenset(steps),
        broken=broken.keys,
        lists_area=until is not None or bool(broken),
        unknown=tuple(unknown),
    )


def _lists_places(report: Mapping[str, Any]) -> bool:
    """Return whether it lists any municipality or region at all."""
    series = objects(report.get("timeSeries"))
    return any(objects(one.get(level)) for one in series for level in _LEVELS)


def _reported_at(report: Mapping[str, Any]) -> float:
    at = instant(report.get("reportDatetime"))
    return at.timestamp() if at else 0.0


def _parts(series: Mapping[str, Any], area: JmaArea, broken: Broken) -> list[Mapping[str, Any]]:
    """Return the rows about the municipality, of its region where municipalities have none."""
    for level, code in zip(_LEVELS, (area.code, area.class15, area.class10), strict=True):
        items = objects(series.get(level))
        if not items:
            continue
        ours = [item for item in items if text(item.get("areaCode")) == code]
        if not ours and not all(text(item.get("areaCode")) for item in items):
            broken.add("areaCode", None)
        return [part for item in ours for part in _dangers(item, broken)]
    return []


def _dangers(item: Mapping[str, Any], broken: Broken) -> list[Mapping[str, Any]]:
    """Return the rows about dangers among a municipality's kinds; others forecast amounts, or say when it was made."""
    parts: list[Mapping[str, Any]] = []
    for kind in broken.rows(item, "kinds"):
        if "significancyParts" in kind:
            parts += broken.rows(kind, "significancyParts")
        elif "forecastParts" not in kind and not codes.is_over(text(kind.get("status"))):
            broken.add("significancyParts", kind)
    if not parts:
        broken.add("significancyParts", item.get("kinds"))
    return parts


def _levels(part: Mapping[str, Any], spans: list[Window], broken: Broken) -> list[tuple[Window, int]]:
    """Return the danger of each step: the worst of the part's places (land, sea)."""
    rows = [_codes(local, broken) for local in broken.rows(part, "locals")]
    return [
        (span, max((codes.significancy(row[span.index]) for row in rows if span.index < len(row)), default=0))
        for span in spans
    ]


def _codes(local: Mapping[str, Any], broken: Broken) -> list[str]:
    """Return the codes of one place, one for each step; a step without a value has an empty text."""
    row = local.get("codes")
    if not isinstance(row, list) or not row or not all(code == "" or is_code(code, 2) for code in row):
        broken.add("codes", row)
    return [text(code) for code in row] if isinstance(row, list) else []


def _stretches(kind: HazardKind, steps: Mapping[datetime, tuple[datetime, int]]) -> list[Hazard]:
    """Join consecutive steps of warning class, each stretch with its worst."""
    stretches: list[tuple[datetime, datetime, int]] = []
    for start in sorted(steps):
        end, level = steps[start]
        if level < Severity.WARNING:
            continue
        if stretches and start <= stretches[-1][1]:
            first, last, worst = stretches[-1]
            stretches[-1] = (first, max(last, end), max(worst, level))
        else:
            stretches.append((start, end, level))
    return [
        Hazard(
            kind=kind,
            severity=Severity(min(level, Severity.EMERGENCY)),
            source=SOURCE,
            certainty=Certainty.EXPECTED,
            start=start,
            end=end,
            name=f"timeline {kind}" if kind is HazardKind.UNKNOWN else "",
        )
        for start, end, level in stretches
    ]
