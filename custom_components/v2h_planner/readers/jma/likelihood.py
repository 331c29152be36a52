"""`probability/data/probability/r8/{office}.json`: 早期注意情報, how likely a warning is.

[{"reportDatetime", "timeSeries": [{"timeDefines": [7 to 9 times],
   "areas": [{"code": class10, "properties": [
      {"type": "風（風雪）の警報級の可能性", "probabilities": ["中", "高", ""]}]}]}]},
 {the same by day, four days from the day after tomorrow}]

Windows are of 6 h until the end of tomorrow and of 12 h on the day after it: at 5 o'clock 7 and 2, at 11 o'clock 6
and 2, at 17 o'clock 5 and 2. So JMA's own sample of VPFD61 (`90_01_01_241031_VPFD61.xml`, seven of PT6H and two of
PT12H), two public readers' reports of 11:00 (eight times), and a reader that says "6- or 12-hour window".
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from ...core.hazard import Certainty, Hazard, HazardKind, Severity
from . import SOURCE, codes
from .areas import JmaArea
from .json_shapes import Broken, JmaPart, Window, instant, newest, objects, reports_of, text, windows
from .warnings import counts

_CERTAINTIES: Final = {"高": Certainty.HIGH, "中": Certainty.MEDIUM}
_VALUES: Final = frozenset({*_CERTAINTIES, "低", "なし", ""})
# The week's windows are whole days.
_SHORT: Final = timedelta(hours=12)
# Regions that some of JMA's forecasts take together under a code that `area.json` does not have.
_TOGETHER: Final = {
    "020020": "020200",
    "020030": "020200",
    "030020": "030100",
    "030030": "030100",
    "070010": "070100",
    "070020": "070100",
    "130020": "130100",
    "130030": "130100",
}


def read_likelihood(payload: object, area: JmaArea) -> JmaPart:
    """Read likely warnings of the area's region: consecutive windows of equal certainty are one hazard.

    The windows of 6 and 12 hours reach to the end of the day after tomorrow; the week's days are read only where
    there are none.
    """
    broken, empty = Broken(), Broken()
    reports = [report for report in reports_of(payload, "timeSeries", "likelihood", broken) if counts(report)]
    short: list[tuple[Mapping[str, Any], list[Window]]] = []
    week: list[tuple[Mapping[str, Any], list[Window]]] = []
    for report in reports:
        for series in broken.rows(report, "timeSeries"):
            if spans := windows(series, broken):
                fine = all(span.end - span.start <= _SHORT for span in spans)
                (short if fine else week).append((series, spans))
    hazards: list[Hazard] = []
    until: datetime | None = None
    unknown: dict[str, None] = {}
    for series, spans in short or week:
        if region := _region(series, area):
            until = newest(until, spans[-1].end)
            if region.get("properties") == []:
                # Odd, and yet all that it has to say: nothing is likely.
                empty.add("properties", [])
                continue
            for row in broken.rows(region, "properties"):
                hazards += _row(row, spans, unknown, broken)
    reported_at = newest(*(instant(report.get("reportDatetime")) for report in reports))
    if until is None:
        broken.add("areas", [series.get("areas") for series, _ in short or week])
    if reported_at is None:
        broken.add("reportDatetime", None)
    return JmaPart(
        hazards=tuple(sorted(set(hazards), key=_sort_key)),
        reported_at=reported_at,
        until=until,
        about=frozenset() if broken else frozenset(HazardKind),
        broken=broken.keys + empty.keys,
        unknown=tuple(unknown),
    )


def _sort_key(hazard: Hazard) -> tuple[str, float, int]:
    return (hazard.kind, hazard.start.timestamp() if hazard.start else 0.0, -hazard.certainty)


def _region(series: Mapping[str, Any], area: JmaArea) -> Mapping[str, Any] | None:
    """Return the entry of the home's region, of the regions it is taken together with, or of the whole office."""
    entries = {text(entry.get("code")): entry for entry in objects(series.get("areas"))}
    wanted = (area.class10, _TOGETHER.get(area.class10, ""), area.office)
    return next((entries[code] for code in wanted if code in entries), None)


def _row(
    row: Mapping[str, Any], spans: list[Window], unknown: dict[str, None], broken: Broken
) -> list[Hazard]:
    """Return the hazards of one type."""
    raw = row.get("probabilities")
    values = raw if isinstance(raw, list) else []
    if not values or not all(isinstance(value, str) and value in _VALUES for value in values):
        broken.add("probabilities", raw)
    stretches: list[tuple[datetime, datetime, Certainty]] = []
    for span in spans:
        certainty = _CERTAINTIES.get(text(values[span.index])) if span.index < len(values) else None
        if certainty is None:
            continue
        if stretches and stretches[-1][2] is certainty and stretches[-1][1] == span.start:
            stretches[-1] = (stretches[-1][0], span.end, certainty)
        else:
            stretches.append((span.start, span.end, certainty))
    name = broken.named(row, "type")
    kind = codes.kind_of(name) or HazardKind.UNKNOWN
    if stretches and kind is HazardKind.UNKNOWN:
        unknown[f"likelihood {name}".strip()] = None
    return [
        Hazard(
            kind=kind,
            severity=Severity.WARNING,
            source=SOURCE,
            certainty=certainty,
            start=start,
            end=end,
            name=name if kind is HazardKind.UNKNOWN else "",
        )
        for start, end, certainty in stretches
    ]
