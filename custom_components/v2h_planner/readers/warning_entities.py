"""Warning entities of other integrations: each warning that is in force or announced, as a hazard.

Shapes: an entity that is on or off; a sensor whose state is a severity or a name; and lists in attributes:
ha-disasterinformation (`special_warnings`, `warnings`, `advisories`), nws_alerts (`Alerts`), DWD
(`warning_count`, `warning_1_name`, ...), Meteoalarm (one alert, flat).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
import re
from typing import Any, Final

from ..core.hazard import Certainty, Hazard, HazardKind, Severity
from ..core.readings import Fault, FaultKind
from .entity_state import EntityState
from .numbers import parse_number, shorten, state_fault
from .text import narrow, plain
from .warning_vocabulary import kind_of, severity_of_grades, severity_of_name

# States of a sensor that say "nothing": these, `no …`, and what ends like those.
_NOTHING: Final = frozenset({"none", "no", "clear", "ok", "safe", "normal", "green", "off", "0"})
_NO: Final = ("no ", "no_")
_OVER: Final = ("なし", "解除", "cleared", "lifted", "cancelled", "canceled", "expired")
_FAILED: Final = "不明"  # ha-disasterinformation, when it could not ask
_ON_OFF: Final = ("binary_sensor.", "switch.", "input_boolean.")

# One warning within a text such as `警報(暴風警報 波浪警報)`; the bare word is none of its own.
_NAMED: Final = re.compile(r"[^\s()・、,]+(?:警報|注意報)")
_BARE: Final = frozenset({"特別警報", "危険警報"})

_LISTS: Final[Mapping[str, Severity | None]] = {
    "special_warnings": Severity.EMERGENCY,
    "warnings": Severity.WARNING,
    "advisories": Severity.ADVISORY,
    "warning_types": None,
    "hazards": None,
    "names": None,
}
# DWD: 1 minor, 2 moderate, 3 severe, 4 extreme.
_DWD_LEVELS: Final = {
    1: Severity.ADVISORY,
    2: Severity.ADVISORY,
    3: Severity.WARNING,
    4: Severity.EMERGENCY,
}
_DWD_MOST: Final = 20
# CAP: drills and tests, and messages that take one back.
_NOT_REAL: Final = frozenset({"exercise", "test", "system", "draft", "cancel", "ack", "error"})


@dataclass(frozen=True, slots=True)
class WarningRead:
    """`hazards`: what is in force or announced; None where that is not known (then hold)."""

    hazards: tuple[Hazard, ...] | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Alert:
    """One warning as its source tells it. `severity` None: that of the state. `words`: the source's own grades."""

    name: str
    severity: Severity | None = None
    kind: HazardKind = HazardKind.UNKNOWN
    words: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


def read_warning(entity: EntityState, now: datetime, chosen_states: Collection[str] = ()) -> WarningRead:
    """Read what is in force or announced. `chosen_states`: the states, names or severities that alone count.

    What a person chose counts whatever the policy: these, and an entity that is simply on. A state that
    nobody knows is not taken for calm.
    """
    state = _state(entity)
    word = plain(state or "")
    if word != "none" and (fault := state_fault(replace(entity, state=state), now, None)):
        return WarningRead(None, (fault,))
    itself = _Alert(_name(entity))
    listed = tuple(_listed(entity.attributes, now))
    alerts: tuple[_Alert, ...] | None
    on_off = entity.entity_id.startswith(_ON_OFF) and word in {"on", "off"}
    if on_off:
        alerts = (listed or (itself,)) if word == "on" else ()
    else:
        alerts = _alerts_of(state or "", entity.attributes, listed, itself)
    if chosen_states and word != _FAILED:
        alerts = _chosen(alerts or (), word, itself, {plain(choice) for choice in chosen_states})
    if alerts is None:
        return WarningRead(None, (Fault(FaultKind.UNKNOWN, entity.entity_id, shorten(state)),))
    otherwise = severity_of_name(word) or severity_of_grades(word) or Severity.WARNING
    chosen = on_off or bool(chosen_states)
    return WarningRead(_merged(_hazard(alert, entity.entity_id, now, otherwise, chosen) for alert in alerts))


def _state(entity: EntityState) -> str | None:
    """Return the state; of an event entity the type of the event, not its time."""
    if entity.entity_id.startswith("event.") and "event_type" in entity.attributes:
        return str(entity.attributes["event_type"])
    return entity.state


def _name(entity: EntityState) -> str:
    """Return the friendly name, the entity id where there is none."""
    name = entity.attributes.get("friendly_name")
    return name if isinstance(name, str) and name else entity.entity_id


def _alerts_of(
    state: str, attributes: Mapping[str, Any], listed: tuple[_Alert, ...], itself: _Alert
) -> tuple[_Alert, ...] | None:
    """Return the alerts of a sensor by its lists or its state; None where neither is understood."""
    if plain(state) == _FAILED:
        return None
    if {"special_warnings", "warnings"} <= attributes.keys() or isinstance(
        attributes.get("Alerts"), (list, tuple)
    ):
        return listed
    if "warning_count" in attributes and (level := parse_number(state)) is not None:
        if listed or level == 0:
            return listed
        severity = _DWD_LEVELS.get(round(level))
        return None if severity is None else (replace(itself, severity=severity),)
    by_state = _alerts_in(state, itself)
    return listed if by_state and listed else by_state


def _alerts_in(state: str, itself: _Alert) -> tuple[_Alert, ...] | None:
    """Return the alerts in one text. `特別警報から警報` is a warning, `警報から注意報` an advisory, `発表警報・注意報はなし` nothing."""
    word = plain(state)
    if word in _NOTHING or word.startswith(_NO) or word.endswith(_OVER):
        return ()
    if word == "on" or severity_of_grades(word) is not None:
        return (itself,)
    if severity_of_name(word) is None:
        return None
    text = narrow(state).strip()
    names = [] if "から" in text else [name for name in _NAMED.findall(text) if name not in _BARE]
    if len(names) > 1 or (names and names[0] in text.partition("(")[2]):
        return tuple(_Alert(name, severity_of_name(name), kind_of(name)) for name in names)
    kind = kind_of(text)
    # `警報` alone says no more than the entity's own name.
    name = itself.name if kind is HazardKind.UNKNOWN and " " not in text and not names else state
    return (_Alert(name, severity_of_name(word), kind),)


def _chosen(alerts: tuple[_Alert, ...], word: str, itself: _Alert, chosen: set[str]) -> tuple[_Alert, ...]:
    """Return the alerts that a person chose: by their names, by their grades; or all of them, by the state."""
    counted = tuple(
        alert
        for alert in alerts
        if chosen & set(map(plain, alert.words))
        or (alert is not itself and any(choice in plain(alert.name) for choice in chosen))
    )
    if counted or word not in chosen:
        return counted
    return alerts or (itself,)


def _listed(attributes: Mapping[str, Any], now: datetime) -> Iterator[_Alert]:
    """Yield the alerts that the attributes list, in every shape that is known."""
    for key, severity in _LISTS.items():
        names = attributes.get(key)
        for name in names if isinstance(names, (list, tuple)) else ():
            if isinstance(name, str) and name:
                yield _Alert(name, severity_of_name(name) or severity, kind_of(name))
    alerts = attributes.get("Alerts")  # nws_alerts; elsewhere one that is flat
    for alert in alerts if isinstance(alerts, (list, tuple)) else ():
        if isinstance(alert, Mapping):
            fields = {str(key).casefold(): value for key, value in alert.items()}
            yield from _cap(fields, now, Severity.ADVISORY)
    if isinstance(attributes.get("event"), str):
        yield from _cap(attributes, now, Severity.WARNING)
    for i in range(1, _DWD_MOST + 1):
        name = attributes.get(f"warning_{i}_name")
        if isinstance(name, str) and name:
            level = parse_number(attributes.get(f"warning_{i}_level"))
            yield _Alert(
                name,
                Severity.WARNING if level is None else _DWD_LEVELS.get(round(level), Severity.WARNING),
                kind_of(name),
                () if level is None else (f"{level:g}",),
                _instant(attributes.get(f"warning_{i}_start"), now),
                _instant(attributes.get(f"warning_{i}_end"), now),
            )


def _cap(fields: Mapping[str, Any], now: datetime, ungraded: Severity) -> Iterator[_Alert]:
    """Yield the alert with the fields of CAP (NWS, Meteoalarm), unless it is a drill or a cancellation.

    A watch is no more than an advisory. Meteoalarm adds `awareness_level` (`3; orange; Severe`) and
    `awareness_type` (`1; Wind`).
    """
    name = fields.get("event")
    statuses = [fields.get(key) for key in ("status", "type", "msgtype", "messagetype")]
    if not isinstance(name, str) or not name or any(plain(str(one)) in _NOT_REAL for one in statuses):
        return
    level, kind = fields.get("awareness_level"), fields.get("awareness_type")
    words = tuple(
        part.strip()
        for text in (fields.get("severity"), level)
        if isinstance(text, str)
        for part in text.split(";")
    )
    by_name = severity_of_name(name)
    severity = by_name if by_name is Severity.ADVISORY else severity_of_grades(*words) or by_name or ungraded
    yield _Alert(
        name,
        severity,
        kind_of(f"{kind} {name}" if isinstance(kind, str) else name),
        words,
        _instant(fields.get("onset") or fields.get("effective"), now),
        _instant(fields.get("ends") or fields.get("expires"), now),
    )


def _instant(value: object, now: datetime) -> datetime | None:
    """Parse a time with its zone, from a time or ISO 8601."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo is not None else value.replace(tzinfo=now.tzinfo)


def _hazard(alert: _Alert, source: str, now: datetime, otherwise: Severity, chosen: bool) -> Hazard:
    """Make a hazard of an alert. One still listed past its end goes on; one that begins later is expected."""
    ahead = alert.start is not None and alert.start > now
    return Hazard(
        kind=alert.kind,
        severity=alert.severity or otherwise,
        source=source,
        certainty=Certainty.EXPECTED if ahead else Certainty.IN_FORCE,
        start=alert.start,
        end=alert.end if alert.end is not None and alert.end > now else None,
        name=alert.name,
        chosen=chosen,
    )


def _merged(hazards: Iterable[Hazard]) -> tuple[Hazard, ...]:
    """Return the worst first; of those with one id, the worst in force and the worst expected."""
    worst: dict[tuple[str, bool], Hazard] = {}
    for hazard in sorted(hazards, key=lambda hazard: -hazard.severity):
        worst.setdefault((hazard.id, hazard.in_force), hazard)
    return tuple(worst.values())
