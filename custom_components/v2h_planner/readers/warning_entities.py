"""Warning entities of other integrations: each warning that is in force or announced, as a hazard.

An entity that is on or off, perhaps with a level; a sensor whose state is a severity, a name, a level or a number of
warnings; and lists in attributes: see `warning_records`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
import re
from typing import Any, Final

from ..core.hazard import Certainty, Hazard, HazardKind, Severity
from ..core.readings import Fault, FaultKind
from .entity_state import EntityState
from .numbers import UNAVAILABLE, UNKNOWN, parse_number, shorten, state_fault
from .text import narrow, plain
from .warning_records import DWD_LEVELS, LEVEL_KEYS, Listed, listed
from .warning_texts import Alert, alerts_in
from .warning_vocabulary import (
    kind_of,
    severity_of_grades,
    severity_of_level,
    severity_of_name,
    severity_of_phenomenon,
)

_FAILED: Final = "不明"  # ha-disasterinformation, when it could not ask
_ON_OFF: Final = ("binary_sensor.", "switch.", "input_boolean.")
_COUNT: Final = re.compile(r"(\d+) ?(?:件|個|つ|(?:active )?(?:warnings?|alerts?|advisor(?:y|ies)))")
# Units of measurement in which warnings are counted; any other is of a quantity.
_COUNTED: Final = re.compile(r"|件|個|つ|本|alerts?|warnings?|messages?|警報|level|レベル")
_LEVEL_NAMED: Final = re.compile(r"level|stage|stufe|severity|レベル|段階|危険度")
_QUANTITIES: Final = frozenset({"timestamp", "date"})
# What tells more of an entity than on or off.
_FLAGS: Final = (
    ("has_special_warning", Severity.EMERGENCY),
    ("has_warning", Severity.WARNING),
    ("has_advisory", Severity.ADVISORY),
)


@dataclass(frozen=True, slots=True)
class WarningRead:
    """`hazards`: what is in force or announced; None where that is not known (then hold)."""

    hazards: tuple[Hazard, ...] | None
    faults: tuple[Fault, ...] = ()


def read_warning(entity: EntityState, now: datetime, chosen_states: Collection[str] = ()) -> WarningRead:
    """Read what is in force or announced. `chosen_states`: the states, names or severities that alone count.

    What a person chose counts whatever the policy: these, and an entity that is simply on, unless it says itself
    that it is no more than an advisory. A state that nobody knows is not taken for calm.
    """
    state = _state(entity)
    word = plain(state or "")
    if word != "none" and (fault := state_fault(replace(entity, state=state), now, None)):
        return WarningRead(None, (fault,))
    itself, found = _itself(entity), listed(entity.attributes, now)
    alerts: tuple[Alert, ...] | None
    on_off = entity.entity_id.startswith(_ON_OFF) and word in {"on", "off"}
    if on_off:
        alerts = (found.alerts or (itself,)) if word == "on" else ()
    else:
        alerts = _alerts_of(entity, state or "", found, itself)
    if chosen_states and word != _FAILED:
        alerts = _chosen(alerts or (), word, itself, {plain(choice) for choice in chosen_states})
    if alerts is None:
        return WarningRead(None, (Fault(FaultKind.UNKNOWN, entity.entity_id, shorten(state)),))
    otherwise = severity_of_name(word) or severity_of_grades(word) or Severity.WARNING
    return WarningRead(
        _merged(
            _hazard(
                alert,
                entity.entity_id,
                now,
                otherwise,
                bool(chosen_states) or (on_off and alert.severity is not Severity.ADVISORY),
            )
            for alert in alerts
        )
    )


def never_tells(entity: EntityState) -> bool:
    """Return whether an entity measures a quantity or a time, and lists nothing: no state of it will be a warning."""
    if entity.entity_id.startswith((*_ON_OFF, "event.")) or lists_warnings(entity):
        return False
    device_class = str(entity.attributes.get("device_class") or "")
    unit = plain(entity.unit or "")
    if device_class in _QUANTITIES or not _COUNTED.fullmatch(unit):
        return True
    return device_class not in {"", "enum"} and parse_number(narrow(entity.state or "")) is not None


def needs_states(entity: EntityState) -> bool:
    """Return whether it cannot be known what an entity would show in a storm: a mere number, or unknown options."""
    if entity.entity_id.startswith(_ON_OFF) or lists_warnings(entity):
        return False
    state, itself = narrow(entity.state or ""), _itself(entity)
    number = parse_number(state)
    if number is not None and not _has_level(entity) and "warning_count" not in entity.attributes:
        return True
    options = entity.attributes.get("options", entity.attributes.get("event_types"))
    return isinstance(options, (list, tuple)) and any(
        alerts_in(option, itself) is None
        for option in options
        if isinstance(option, str) and plain(option) not in {*UNKNOWN, UNAVAILABLE}
    )


def grades_itself(entity: EntityState) -> bool:
    """Return whether an entity that is on or off tells how severe it is."""
    return any(key in entity.attributes for key in LEVEL_KEYS) or lists_warnings(entity)


def lists_warnings(entity: EntityState) -> bool:
    """Return whether an entity lists warnings in its attributes, though it be none now."""
    return listed(entity.attributes, datetime.max).is_list


def _has_level(entity: EntityState) -> bool:
    """Return whether a number is a level, by its attributes or its name."""
    named = plain(f"{entity.entity_id} {entity.attributes.get('friendly_name', '')}")
    return any(key in entity.attributes for key in LEVEL_KEYS) or bool(_LEVEL_NAMED.search(named))


def _state(entity: EntityState) -> str | None:
    """Return the state; of an event entity the type of the event, not its time."""
    if entity.entity_id.startswith("event.") and "event_type" in entity.attributes:
        return str(entity.attributes["event_type"])
    return entity.state


def _itself(entity: EntityState) -> Alert:
    """Return the entity as a warning, as severe as it says of itself."""
    name = entity.attributes.get("friendly_name")
    shown = name if isinstance(name, str) and name else entity.entity_id
    severity, words = _own_severity(entity.attributes)
    kind = HazardKind.UNKNOWN if severity is None else kind_of(shown)
    return Alert(shown, severity, kind, words)


def _own_severity(attributes: Mapping[str, Any]) -> tuple[Severity | None, tuple[str, ...]]:
    """Return the worst severity that the attributes tell of the entity itself, with their words for it."""
    told = {key: attributes[key] for key in LEVEL_KEYS if severity_of_level(attributes.get(key)) is not None}
    severities = [severity for value in told.values() if (severity := severity_of_level(value)) is not None]
    severities += [severity for key, severity in _FLAGS if attributes.get(key) is True]
    words = tuple(f"{value:g}" if isinstance(value, float) else str(value) for value in told.values())
    return max(severities, default=None), words


def _alerts_of(entity: EntityState, state: str, found: Listed, itself: Alert) -> tuple[Alert, ...] | None:
    """Return the alerts of a sensor by its lists or its state; None where neither is understood."""
    if plain(state) == _FAILED or found.doubtful:
        return None
    if found.alerts:
        return found.alerts
    if {"special_warnings", "warnings"} <= entity.attributes.keys():
        return ()
    text = narrow(state).strip()
    count = _COUNT.fullmatch(plain(state))
    number = parse_number(count[1] if count else text)
    if number is not None:
        return _of_number(entity, number, found, itself)
    if found.is_list and _is_time(text):  # when the list was made
        return ()
    if (severity := severity_of_phenomenon(text)) is not None:
        return (replace(itself, severity=severity, kind=kind_of(text)),)
    return alerts_in(state, itself)


def _of_number(entity: EntityState, number: float, found: Listed, itself: Alert) -> tuple[Alert, ...] | None:
    """Return the alerts of a sensor that shows a number without a list of what is in force: a count or a level."""
    if itself.severity is not None:
        return (itself,)
    if number == 0 or found.over:
        return ()
    if "warning_count" in entity.attributes and (severity := DWD_LEVELS.get(round(number))) is not None:
        return (replace(itself, severity=severity),)
    if not found.is_list and _has_level(entity):
        severity = severity_of_level(number)
        return None if severity is None else (replace(itself, severity=severity),)
    # 1 is the yes of a template; more of what, nobody says
    return (itself,) if number == 1 and not found.is_list and not entity.unit else None


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _chosen(alerts: tuple[Alert, ...], word: str, itself: Alert, chosen: set[str]) -> tuple[Alert, ...]:
    """Return the alerts that a person chose: by their names, by their grades; or all of them, by the state."""
    counted = tuple(alert for alert in alerts if _is_chosen(alert, itself, chosen))
    if counted or word not in chosen:
        return counted
    return alerts or (itself,)


def _is_chosen(alert: Alert, itself: Alert, chosen: set[str]) -> bool:
    """Return whether one of the choices means this alert; of one without a name of its own, a severity and what is worse."""
    if chosen & set(map(plain, alert.words)):
        return True
    if alert.name != itself.name:
        return any(choice in plain(alert.name) for choice in chosen)
    severities = (severity_of_level(choice) for choice in chosen)
    return alert.severity is not None and any(one is not None and one <= alert.severity for one in severities)


def _hazard(alert: Alert, source: str, now: datetime, otherwise: Severity, chosen: bool) -> Hazard:
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
