"""Whether a warning entity of somebody else's says that a warning is in force, and which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
import unicodedata

from ..core.readings import Fault, FaultKind
from .look import EntityLook
from .numbers import look_fault, parse_number, shorten

# States of a sensor that say "nothing", and those that say less than a warning.
_NOTHING: Final = frozenset(
    {"none", "no", "clear", "ok", "safe", "normal", "green", "off", "0", "なし", "発表なし", "解除"}
)
_LESS: Final = frozenset({"advisory", "watch", "minor", "moderate", "yellow", "注意報"})
_WARNING: Final = frozenset(
    {
        "on",
        "warning",
        "danger",
        "danger_warning",
        "emergency",
        "emergency_warning",
        "special_warning",
        "severe",
        "extreme",
        "orange",
        "red",
        "警報",
        "危険警報",
        "特別警報",
    }
)
_SWITCHES: Final = ("binary_sensor.", "switch.", "input_boolean.")

# DWD's levels: 1 minor, 2 moderate, 3 severe, 4 extreme. NWS's severities, the same words.
DWD_SEVERE: Final = 3
_SEVERE: Final = frozenset({"severe", "extreme"})


@dataclass(frozen=True, slots=True)
class WarningRead:
    """`value`: whether a warning that counts is in force; None where that is not known (then hold).

    `names`: what is in force, as the source calls it.
    """

    value: bool | None
    names: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_warning(
    look: EntityLook, now: datetime, chosen_states: Collection[str] | None = None
) -> WarningRead:
    """Whether a warning is in force. `chosen_states` are the states, names or severities that count.

    Without a choice: `on`; every 警報, 危険警報 and 特別警報; every severe or extreme alert. A state
    that nobody knows is not taken for calm.
    """
    state = _plain(look.state or "")
    if state != "none" and (fault := look_fault(look, now, None)):
        return WarningRead(None, faults=(fault,))
    names = _names(look.attributes)
    if chosen_states:
        return _by_choice(look, state, names, {_plain(choice) for choice in chosen_states})
    if look.entity_id.startswith(_SWITCHES) and state in {"on", "off"}:
        return WarningRead(state == "on", names if state == "on" else ())
    verdict = _verdict(state, look.attributes)
    if verdict is None:
        fault = Fault(FaultKind.UNKNOWN, look.entity_id, shorten(look.state))
        return WarningRead(None, names, (fault,))
    return WarningRead(verdict, (names or (look.state or "",)) if verdict else ())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _by_choice(look: EntityLook, state: str, names: tuple[str, ...], chosen: set[str]) -> WarningRead:
    """Whether the state, or anything in force, is one of the chosen texts."""
    counted = tuple(name for name in names if any(choice in _plain(name) for choice in chosen))
    words = {_plain(word) for word in _severities(look.attributes)}
    hit = state in chosen or bool(counted) or bool(words & chosen)
    if not hit and state == "不明":
        return WarningRead(None, names, (Fault(FaultKind.UNKNOWN, look.entity_id, "不明"),))
    if look.entity_id.startswith(_SWITCHES) and state == "off" and "off" not in chosen:
        return WarningRead(False)
    return WarningRead(hit, (counted or names or (look.state or "",)) if hit else ())


def _verdict(state: str, attributes: Mapping[str, Any]) -> bool | None:
    """What a sensor's state and lists say, None where they say nothing that is known."""
    if {"special_warnings", "warnings"} <= attributes.keys() and state != "不明":
        return bool(attributes["special_warnings"]) or bool(attributes["warnings"])
    if "warning_count" in attributes and (level := parse_number(state)) is not None:
        return level >= DWD_SEVERE
    if isinstance(attributes.get("Alerts"), (list, tuple)):
        return any(_plain(word) in _SEVERE for word in _severities(attributes))
    return _of_text(state)


def _of_text(state: str) -> bool | None:
    """One text. `特別警報から警報` is a warning, `警報から注意報` is not, `発表警報・注意報はなし` is none."""
    if state in _NOTHING or state.endswith(("なし", "解除")):
        return False
    state = state.rpartition("から")[2]
    if state in _WARNING:
        return True
    if state in _LESS:
        return False
    if "警報" in state:
        return True
    if "注意報" in state:
        return False
    return None


def _names(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """What is in force, from every shape that is known, once each."""
    names: list[object] = []
    for key in ("special_warnings", "warnings", "warning_types", "hazards", "names"):
        value = attributes.get(key)
        if isinstance(value, (list, tuple)):
            names += value
    for alert in _alerts(attributes):
        names.append(alert.get("Event") or alert.get("event"))
    names += [attributes.get(f"warning_{i}_name") for i in range(1, 21)]
    if isinstance(attributes.get("event"), str):  # Meteoalarm: one alert, flat
        names.append(attributes["event"])
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def _alerts(attributes: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """NWS's list of alerts."""
    alerts = attributes.get("Alerts")
    if not isinstance(alerts, (list, tuple)):
        return []
    return [alert for alert in alerts if isinstance(alert, Mapping)]


def _severities(attributes: Mapping[str, Any]) -> list[str]:
    """Severities and levels, as words. Meteoalarm's level is `3; orange; Severe`."""
    words: list[object] = [alert.get("Severity") or alert.get("severity") for alert in _alerts(attributes)]
    words.append(attributes.get("severity"))
    words += [attributes.get(f"warning_{i}_level") for i in range(1, 21)]
    level = attributes.get("awareness_level")
    if isinstance(level, str):
        words += [part.strip() for part in level.split(";")]
    return [str(word) for word in words if isinstance(word, (str, int)) and not isinstance(word, bool)]
