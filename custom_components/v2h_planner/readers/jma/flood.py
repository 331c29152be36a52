"""`flood/data/r8/flood_xml.json`: floods of the named rivers, in the whole country.

[{"status": "通常", "infoType": "発表", "reportDatetime", "riverName", "riverCode",
  "class20Codes": ["2310000"], "officeCodes": [...], "item": {"name": "レベル２氾濫注意報", "code": "20"}}]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...core.hazard import Hazard, HazardKind, Severity
from . import SOURCE, codes
from .areas import JmaArea
from .json_shapes import Broken, JmaPart, is_code, mapping, newest, reports_of, text
from .warnings import counts


@dataclass(frozen=True, slots=True)
class _River:
    """What is said last of one river. `severity` None: over."""

    at: datetime | None
    severity: Severity | None
    name: str


def read_flood(payload: object, area: JmaArea) -> JmaPart:
    """Read one hazard at most: the worst river, `name` being all rivers of that severity.

    An entry that names no municipality counts for the smallest region that it names: better all of a prefecture
    than none; one that names nothing is `broken`.
    """
    broken = Broken()
    entries = [entry for entry in reports_of(payload, "item", "flood", broken) if counts(entry)]
    unknown: dict[str, None] = {}
    rivers: dict[object, _River] = {}
    for place, entry in enumerate(entries):
        if not _concerns(entry, area, broken):
            continue
        river = _River(
            broken.time(entry, "reportDatetime"),
            _severity(entry, unknown, broken),
            text(entry.get("riverName")),
        )
        key = text(entry.get("riverCode")) or river.name or place
        before = rivers.get(key)
        if before is None or before.at is None or (river.at is not None and river.at >= before.at):
            rivers[key] = river
    severity = max((river.severity for river in rivers.values() if river.severity), default=None)
    hazards: tuple[Hazard, ...] = ()
    if severity:
        worst = [river for river in rivers.values() if river.severity is severity]
        hazards = (
            Hazard(
                kind=HazardKind.FLOOD,
                severity=severity,
                source=SOURCE,
                start=min((river.at for river in worst if river.at), default=None),
                name="・".join(sorted({river.name for river in worst if river.name})),
            ),
        )
    return JmaPart(
        hazards=hazards,
        reported_at=newest(*(river.at for river in rivers.values())),
        about=frozenset() if broken else frozenset({HazardKind.FLOOD}),
        broken=broken.keys,
        unknown=tuple(unknown),
    )


def _severity(entry: Mapping[str, Any], unknown: dict[str, None], broken: Broken) -> Severity | None:
    """Return how bad it is, a warning where nothing says; None when it is over."""
    item = mapping(entry.get("item"))
    code, name = text(item.get("code")), text(item.get("name"))
    severity = codes.flood_severity(code, name)
    if severity is None and not is_code(item.get("code"), 2) and not codes.is_over(name):
        unknown[f"flood {code} {name}".strip()] = None
        broken.add("item", entry.get("item"))
        return Severity.WARNING
    return severity


def _concerns(entry: Mapping[str, Any], area: JmaArea, broken: Broken) -> bool:
    """Return whether an entry is about the area, by the finest list of codes that it has."""
    for key, code in (
        ("class20Codes", area.code),
        ("class15Codes", area.class15),
        ("class10Codes", area.class10),
        ("officeCodes", area.office),
    ):
        listed = entry.get(key)
        if listed == [] or key not in entry:
            continue
        if isinstance(listed, list) and all(map(is_code, listed)):
            return code in listed
        broken.add(key, listed)
    broken.add("officeCodes", entry.get("officeCodes"))
    return False
