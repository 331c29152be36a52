"""`flood/data/r8/flood_xml.json`: floods of the named rivers, in the whole country.

[{"status": "通常", "infoType": "発表", "reportDatetime", "riverName", "riverCode",
  "class20Codes": ["2310000"], "officeCodes": [...], "item": {"name": "レベル２氾濫注意報", "code": "20"}}]
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...core.hazard import Hazard, HazardKind, Severity
from . import SOURCE, codes
from .areas import JmaArea
from .json_shapes import JmaPart, instant, mapping, newest, reports_of, text, texts
from .warnings import counts


def read_flood(payload: object, area: JmaArea) -> JmaPart:
    """Read one hazard at most: the worst river, `name` being all rivers of that severity.

    An entry that names no municipality counts for the smallest region that it names: better all of a prefecture
    than none.
    """
    entries = [entry for entry in reports_of(payload, "item", "flood") if counts(entry)]
    unknown: dict[str, None] = {}
    rivers: dict[str, tuple[datetime | None, Severity | None, str]] = {}
    for entry in entries:
        if not _concerns(entry, area):
            continue
        item = mapping(entry.get("item"))
        code, name = text(item.get("code")), text(item.get("name"))
        severity = codes.flood_severity(code, name)
        if severity is None and not code.isdigit() and not codes.is_over(name):
            unknown[f"flood {code} {name}".strip()] = None
            severity = Severity.WARNING
        at = instant(entry.get("reportDatetime"))
        river = text(entry.get("riverName"))
        key = text(entry.get("riverCode")) or river
        before = rivers.get(key)
        if before is None or before[0] is None or (at is not None and at >= before[0]):
            rivers[key] = (at, severity, river)
    severity = max((row[1] for row in rivers.values() if row[1]), default=None)
    hazards: tuple[Hazard, ...] = ()
    if severity:
        worst = [row for row in rivers.values() if row[1] is severity]
        hazards = (
            Hazard(
                kind=HazardKind.FLOOD,
                severity=severity,
                source=SOURCE,
                start=min((row[0] for row in worst if row[0]), default=None),
                name="・".join(sorted({row[2] for row in worst if row[2]})),
            ),
        )
    reported = (instant(entry.get("reportDatetime")) for entry in entries)
    return JmaPart(hazards=hazards, reported_at=newest(*reported), unknown=tuple(unknown))


def _concerns(entry: Mapping[str, Any], area: JmaArea) -> bool:
    """Return whether an entry is about the area, by the finest list of codes that it has."""
    for key, code in (
        ("class20Codes", area.code),
        ("class15Codes", area.class15),
        ("class10Codes", area.class10),
        ("officeCodes", area.office),
    ):
        if listed := texts(entry.get(key)):
            return code in listed
    return False
