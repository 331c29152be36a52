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
from .json_shapes import JmaPart, Window, instant, newest, objects, reports_of, text, windows
from .warnings import counts

# A series of whole days is about totals (snow of 24 hours), not about hours.
_LONGEST: Final = timedelta(hours=12)


def read_timeline(payload: object, area: JmaArea) -> JmaPart:
    """Read expected hazards from warning class up: each kind's stretches of dangerous steps."""
    reports = [report for report in reports_of(payload, "timeSeries", "timeline") if counts(report)]
    steps: dict[HazardKind, dict[datetime, tuple[datetime, int]]] = {}
    unknown: dict[str, None] = {}
    until: datetime | None = None
    for report in sorted(reports, key=_reported_at):
        for series in objects(report.get("timeSeries")):
            spans = [span for span in windows(series) if span.end - span.start <= _LONGEST]
            parts = _parts(series, area) if spans else []
            for part in parts:
                levels = _levels(part, spans)
                kind = codes.kind_of(text(part.get("type")))
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
    return JmaPart(
        hazards=tuple(hazard for kind in sorted(steps) for hazard in _stretches(kind, steps[kind])),
        reported_at=newest(*(instant(report.get("reportDatetime")) for report in reports)),
        until=until,
        unknown=tuple(unknown),
    )


def _reported_at(report: Mapping[str, Any]) -> float:
    at = instant(report.get("reportDatetime"))
    return at.timestamp() if at else 0.0


def _parts(series: Mapping[str, Any], area: JmaArea) -> list[Mapping[str, Any]]:
    """Return the rows about the municipality, of its region where municipalities have none."""
    for level, code in (
        ("class20Items", area.code),
        ("class15Items", area.class15),
        ("class10Items", area.class10),
    ):
        items = objects(series.get(level))
        if items:
            return [
                part
                for item in items
                if text(item.get("areaCode")) == code
                for kind in objects(item.get("kinds"))
                for part in objects(kind.get("significancyParts"))
            ]
    return []


def _levels(part: Mapping[str, Any], spans: list[Window]) -> list[tuple[Window, int]]:
    """Return the danger of each step: the worst of the part's places (land, sea)."""
    rows = [local["codes"] for local in objects(part.get("locals")) if isinstance(local.get("codes"), list)]
    return [
        (
            span,
            max(
                (codes.significancy(text(row[span.index])) for row in rows if span.index < len(row)),
                default=0,
            ),
        )
        for span in spans
    ]


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
