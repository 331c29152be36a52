"""The warnings that one text tells: a word for yes, a name, a level, several names in a row."""

from dataclasses import dataclass, replace
from datetime import datetime
import re
from typing import Final

from ..core.hazard import HazardKind, Severity
from .text import LONGEST_NAME, narrow
from .warning_vocabulary import (
    is_calm,
    is_failure,
    is_of_all_classes,
    is_over,
    is_yes,
    kind_of,
    labelled,
    severity_of_counts,
    severity_of_grades,
    severity_of_name,
)

# One warning within a text such as `警報(暴風警報 波浪警報)`; the bare word is none of its own.
_NAMED: Final = re.compile(r"[^\s()・、,/]+(?:警報|注意報)")
_BARE: Final = frozenset({"特別警報", "危険警報"})
_CLAUSES: Final = re.compile(r"[、,;。\n|]+")
# Calm in brackets, or before them; `警報(暴風警報 波浪警報)` is neither.
_BRACKETED: Final = re.compile(r"(?P<before>[^()]*)\((?P<within>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Alert:
    """One warning as its source tells it. `severity` None: that of the state. `words`: the source's own grades."""

    name: str
    severity: Severity | None = None
    kind: HazardKind = HazardKind.UNKNOWN
    words: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


def alerts_in(state: str, itself: Alert) -> tuple[Alert, ...] | None:
    """Return the alerts in one text, None where it is not understood.

    `特別警報から警報` is a warning, `警報から注意報` an advisory, `発表警報・注意報はなし` nothing.
    """
    text = narrow(state).strip().strip("'\"")
    if is_failure(text):
        return None
    if len(text) > LONGEST_NAME:
        return _in_long_text(text, itself)
    if (severities := severity_of_counts(text)) is not None:
        return tuple(replace(itself, severity=severity) for severity in severities)
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed is not None and any(map(is_calm, bracketed.groups())):
        return _in_brackets(bracketed["before"], bracketed["within"], itself)
    clauses = [clause for clause in _CLAUSES.split(text.strip("[]")) if clause.strip()]
    if len(clauses) > 1 and not is_of_all_classes(text):
        parts = [alerts_in(clause, itself) for clause in clauses]
        if found := tuple(dict.fromkeys(alert for part in parts for alert in part or ())):
            return found
        return () if all(part is not None for part in parts) or is_calm(text) else None
    bare = text if is_calm(text) else text.strip("[]'\" ")
    return _in_clause(bare, itself, state if bare == narrow(state) else bare)


def _in_long_text(text: str, itself: Alert) -> tuple[Alert, ...] | None:
    """Return the alerts that its short clauses tell; a text without any tells nothing that is understood."""
    clauses = dict.fromkeys(clause.strip() for clause in _CLAUSES.split(text) if clause.strip())
    parts = [alerts_in(clause, itself) if len(clause) <= LONGEST_NAME else None for clause in clauses]
    found = tuple(dict.fromkeys(alert for part in parts for alert in part or ()))
    return found if found or all(part is not None for part in parts) else None


def _in_brackets(before: str, within: str, itself: Alert) -> tuple[Alert, ...] | None:
    """Return the alerts of `警報(なし)`, `なし(平常)`, `解除(暴風警報)`: of texts whose one part is calm."""
    if is_over(before) or is_calm(within):
        return ()
    return alerts_in(within, itself) or (() if is_calm(before) else None)


def _in_clause(text: str, itself: Alert, shown: str) -> tuple[Alert, ...] | None:
    """Return the alerts of a text without commas."""
    names = [] if "から" in text else [name for name in _NAMED.findall(text) if name not in _BARE]
    if is_calm(text):
        # of two warnings, one may be in force
        return () if len(names) < 2 or is_of_all_classes(text) else None
    if is_yes(text):
        return (itself,)
    if (severity := severity_of_grades(text)) is not None:
        return (replace(itself, severity=severity),)
    if (pair := labelled(text)) is not None and len(names) < 2:
        label, value = pair
        return (alerts_in(label, itself) or (replace(itself, kind=kind_of(label)),)) if is_yes(value) else ()
    return _named(text, names, itself, shown)


def _named(text: str, names: list[str], itself: Alert, shown: str) -> tuple[Alert, ...] | None:
    """Return the alerts of a text that is neither a word for yes nor for calm."""
    severity = severity_of_name(text)
    if severity is None:
        return None
    if len(names) > 1 or (names and names[0] in text.partition("(")[2]):
        return tuple(Alert(name, severity_of_name(name), kind_of(name)) for name in names)
    kind = kind_of(text)
    # `警報` alone says no more than the entity's own name.
    name = itself.name if kind is HazardKind.UNKNOWN and " " not in text and not names else shown
    return (Alert(name, severity, kind),)
