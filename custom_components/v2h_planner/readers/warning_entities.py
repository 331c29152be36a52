"""What a warning entity of somebody else's says: each thing that is in force or announced, as a hazard.

Shapes: an entity that is on or off; a sensor whose state is a severity or a name; and lists in attributes:
ha-disasterinformation (`special_warnings`, `warnings`, `advisories`), nws_alerts (`Alerts`), DWD
(`warning_count`, `warning_1_name`, ...), Meteoalarm (one alert, flat).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
import re
from typing import Any, Final
import unicodedata

from ..core.hazard import Certainty, Hazard, HazardKind, Severity
from ..core.readings import Fault, FaultKind
from .entity_state import EntityState
from .numbers import look_fault, parse_number, shorten
from .warning_vocabulary import called, graded, kind_of, plain

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
_NOT_MEANT: Final = frozenset({"exercise", "test", "system", "draft", "cancel", "ack", "error"})


@dataclass(frozen=True, slots=True)
class WarningRead:
    """`hazards`: what is in force or announced; None where that is not known (then hold)."""

    hazards: tuple[Hazard, ...] | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class _Alert:
    """One warning as its source tells it. `severity` None: as bad as the state. `words`: how bad, its way."""

    name: str
    severity: Severity | None = None
    kind: HazardKind = HazardKind.UNKNOWN
    words: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


def read_warning(look: EntityState, now: datetime, chosen_states: Collection[str] = ()) -> WarningRead:
    """What is in force or announced. `chosen_states`: the states, names or severities that alone count.

    What a person chose counts whatever the policy: these, and an entity that is simply on. A state that
    nobody knows is not taken for calm.
    """
    state = _state(look)
    word = plain(state or "")
    if word != "none" and (fault := look_fault(replace(look, state=state), now, None)):
        return WarningRead(None, (fault,))
    itself = _Alert(_name(look))
    listed = tuple(_alerts(look.attributes, now))
    said: tuple[_Alert, ...] | None
    on_off = look.entity_id.startswith(_ON_OFF) and word in {"on", "off"}
    if on_off:
        said = (listed or (itself,)) if word == "on" else ()
    else:
        said = _said(state or "", look.attributes, listed, itself)
    if chosen_states and word != _FAILED:
        said = _chosen(said or (), word, itself, {plain(choice) for choice in chosen_states})
    if said is None:
        return WarningRead(None, (Fault(FaultKind.UNKNOWN, look.entity_id, shorten(state)),))
    else_as = called(word) or graded(word) or Severity.WARNING
    chosen = on_off or bool(chosen_states)
    return WarningRead(_merged(_hazard(alert, look.entity_id, now, else_as, chosen) for alert in said))


def _state(look: EntityState) -> str | None:
    """The state; of an event what it was, not when."""
    if look.entity_id.startswith("event.") and "event_type" in look.attributes:
        return str(look.attributes["event_type"])
    return look.state


def _name(look: EntityState) -> str:
    """What the entity is called."""
    name = look.attributes.get("friendly_name")
    return name if isinstance(name, str) and name else look.entity_id


def _said(
    state: str, attributes: Mapping[str, Any], listed: tuple[_Alert, ...], itself: _Alert
) -> tuple[_Alert, ...] | None:
    """What a sensor says by its lists or its state; None where that is nothing known."""
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
    told = _told(state, itself)
    return listed if told and listed else told


def _told(state: str, itself: _Alert) -> tuple[_Alert, ...] | None:
    """One text. `特別警報から警報` is a warning, `警報から注意報` an advisory, `発表警報・注意報はなし` nothing."""
    word = plain(state)
    if word in _NOTHING or word.startswith(_NO) or word.endswith(_OVER):
        return ()
    if word == "on" or graded(word) is not None:
        return (itself,)
    if called(word) is None:
        return None
    text = unicodedata.normalize("NFKC", state).strip()
    names = [] if "から" in text else [name for name in _NAMED.findall(text) if name not in _BARE]
    if len(names) > 1 or (names and names[0] in text.partition("(")[2]):
        return tuple(_Alert(name, called(name), kind_of(name)) for name in names)
    kind = kind_of(text)
    # `警報` alone says no more than the entity's own name.
    name = itself.name if kind is HazardKind.UNKNOWN and " " not in text and not names else state
    return (_Alert(name, called(word), kind),)


def _chosen(said: tuple[_Alert, ...], word: str, itself: _Alert, chosen: set[str]) -> tuple[_Alert, ...]:
    """What of it a person chose: by its name, by how bad it is; or all of it, by the state."""
    counted = tuple(
        alert
        for alert in said
        if chosen & set(map(plain, alert.words))
        or (alert is not itself and any(choice in plain(alert.name) for choice in chosen))
    )
    if counted or word not in chosen:
        return counted
    return said or (itself,)


def _alerts(attributes: Mapping[str, Any], now: datetime) -> Iterator[_Alert]:
    """What is listed, in every shape that is known."""
    for key, severity in _LISTS.items():
        names = attributes.get(key)
        for name in names if isinstance(names, (list, tuple)) else ():
            if isinstance(name, str) and name:
                yield _Alert(name, called(name) or severity, kind_of(name))
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
    """One alert with the fields of CAP (NWS, Meteoalarm), if it is meant. A watch is no more than an advisory.

    Meteoalarm adds `awareness_level` (`3; orange; Severe`) and `awareness_type` (`1; Wind`).
    """
    name = fields.get("event")
    told = [fields.get(key) for key in ("status", "type", "msgtype", "messagetype")]
    if not isinstance(name, str) or not name or any(plain(str(one)) in _NOT_MEANT for one in told):
        return
    level, kind = fields.get("awareness_level"), fields.get("awareness_type")
    words = tuple(
        part.strip()
        for text in (fields.get("severity"), level)
        if isinstance(text, str)
        for part in text.split(";")
    )
    by_name = called(name)
    severity = by_name if by_name is Severity.ADVISORY else graded(*words) or by_name or ungraded
    yield _Alert(
        name,
        severity,
        kind_of(f"{kind} {name}" if isinstance(kind, str) else name),
        words,
        _instant(fields.get("onset") or fields.get("effective"), now),
        _instant(fields.get("ends") or fields.get("expires"), now),
    )


def _instant(value: object, now: datetime) -> datetime | None:
    """A time with its zone, from a time or ISO 8601."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo is not None else value.replace(tzinfo=now.tzinfo)


def _hazard(alert: _Alert, source: str, now: datetime, else_as: Severity, chosen: bool) -> Hazard:
    """What is still listed past its end goes on; what begins later is expected."""
    ahead = alert.start is not None and alert.start > now
    return Hazard(
        kind=alert.kind,
        severity=alert.severity or else_as,
        source=source,
        certainty=Certainty.EXPECTED if ahead else Certainty.IN_FORCE,
        start=alert.start,
        end=alert.end if alert.end is not None and alert.end > now else None,
        name=alert.name,
        chosen=chosen,
    )


def _merged(hazards: Iterable[Hazard]) -> tuple[Hazard, ...]:
    """The worst first; of what has one id, the worst that is in force and the worst that is expected."""
    kept: dict[tuple[str, bool], Hazard] = {}
    for hazard in sorted(hazards, key=lambda hazard: -hazard.severity):
        kept.setdefault((hazard.id, hazard.in_force), hazard)
    return tuple(kept.values())
