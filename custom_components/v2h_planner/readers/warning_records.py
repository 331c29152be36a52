"""What the attributes of a warning entity list: texts and records, under any plausible key.

Known shapes: ha-disasterinformation (`special_warnings`, `warnings`, `advisories`), jma_weather (`warnings` of code,
name, level, status), nws_alerts and weatheralerts (`Alerts`, `alerts` with the fields of CAP), SMHI (`messages`),
DWD (`warning_count`, `warning_1_name`, ...), Environment Canada (`alert_1`), Meteoalarm (one alert, flat).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
import re
from typing import Any, Final

from ..core.hazard import HazardKind, Severity
from .jma import codes
from .numbers import parse_number
from .text import narrow, plain
from .warning_texts import Alert, alerts_in
from .warning_vocabulary import is_over, is_yes, kind_of, severity_of_level, severity_of_name

_WORDS: Final = re.compile(r"[\W_]+")

# Words of a key that lists warnings; of the second line only what is known as a warning counts.
_LISTING: Final = re.compile(
    r"warnings?|alerts?|advisor(?:y|ies)|watch(?:es)?|hazards?|emergenc(?:y|ies)|.*(?:警報|注意報)"
)
_MAY_LIST: Final = re.compile(
    r"names?|events?|messages?|notices?|items|kinds|list|entries|data|summary|types|phenomena|情報"
)
# Words of a key that lists something else, or what is over.
_NOT_IN_FORCE: Final = re.compile(
    r"raw|track(?:ing)?|stats?|history|previous|past|old|archived?|expired|cancell?ed|lifted|ended|endings?|last|count"
    r"|total|number|time|updated?|filter|options|available|supported|possible|has|max|highest|level|severity|id"
    r"|.*(?:解除|件数|履歴|時刻)"
)
_NOT_LISTS: Final = frozenset({"event_types", "event_type", "event", "friendly_name", "options"})
_SEVERITY_OF_KEY: Final = (
    (re.compile(r"special|emergenc|特別"), Severity.EMERGENCY),
    (re.compile(r"danger|危険警報"), Severity.DANGER),
    (re.compile(r"advisor|watch|statement|注意報$"), Severity.ADVISORY),
    (re.compile(r"warning_types|hazard|names?$|alerts?(?:_\d+)?$|警報[・_]?注意報"), None),
    (re.compile(r"warnings?|警報"), Severity.WARNING),
)

# Fields of a record, in lower case.
_NAME: Final = (
    *("name", "event", "title", "headline", "warning", "kind", "type", "phenomenon", "hazard", "label"),
    *("名称", "種別", "種類", "警報", "現象"),
)
_CODE: Final = ("code", "warning_code", "kind_code", "コード")
_STATUS: Final = ("status", "state", "type", "msgtype", "messagetype", "状態", "発表状況")
_ACTIVE: Final = ("active", "is_active", "in_force", "valid", "is_valid")
LEVEL_KEYS: Final = (
    *(
        "level",
        "max_level",
        "highest_level",
        "warning_level",
        "alert_level",
        "severity_level",
        "awareness_level",
    ),
    *("severity", "max_severity", "highest_severity", "lv", "rank", "grade", "color", "colour", "class"),
    *("レベル", "警戒レベル", "最大レベル", "区分", "色"),
)
_START: Final = ("onset", "start", "start_time", "begin", "begins", "from", "valid_from", "effective", "開始")
_END: Final = ("ends", "end", "end_time", "until", "to", "valid_until", "valid_to", "expires", "終了")
# CAP: drills and tests, and messages that take one back.
_NOT_REAL: Final = frozenset({"exercise", "test", "system", "draft", "cancel", "ack", "error"})
_OVER_STATUS: Final = frozenset(
    {"inactive", "off", "none", "no", "false", "closed", "ended", "over", "past", "無"}
)
_NO_TEXT: Final = frozenset({"", "null", "none", "unknown", "不明"})

# DWD: 1 minor, 2 moderate, 3 severe, 4 extreme.
DWD_LEVELS: Final = {
    1: Severity.ADVISORY,
    2: Severity.ADVISORY,
    3: Severity.WARNING,
    4: Severity.EMERGENCY,
}
_DWD_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed. `is_list`: there is a list at all; `over`: it has entries that ended; `odd`: entries that nobody understands."""

    alerts: tuple[Alert, ...] = ()
    is_list: bool = False
    over: bool = False
    odd: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether what is not understood may be worse than what is."""
        return self.odd and not any((alert.severity or 0) >= Severity.WARNING for alert in self.alerts)


# A record that ended, and one that says nothing that is known.
_OVER: Final = Listed(is_list=True, over=True)
_ODD: Final = Listed(is_list=True, odd=True)
_NOTHING: Final = Listed()


def listed(attributes: Mapping[str, Any], now: datetime) -> Listed:
    """Return what the attributes list, in every shape that is known."""
    if isinstance(event := attributes.get("event"), str) and event:  # one that is flat
        return _record(attributes, now, Severity.WARNING)
    if "warning_count" in attributes and "warning_1_name" in attributes:
        return Listed(tuple(_dwd(attributes, now)), is_list=True)
    texts: dict[str, object] = {}
    lists: dict[str, object] = {}
    for key, value in attributes.items():
        (texts if value is True or isinstance(value, str) else lists)[plain(str(key))] = value
    in_lists = _joined(_attribute(key, value, now) for key, value in lists.items())
    if in_lists.alerts or in_lists.over or in_lists.odd:
        return in_lists  # a text beside it is its summary
    return _joined([in_lists, *(_attribute(key, value, now) for key, value in texts.items())])


def _attribute(key: str, value: object, now: datetime) -> Listed:
    """Read what stands under a key, where that may be warnings."""
    words = [word for word in _WORDS.split(key) if word]
    if key in _NOT_LISTS or any(_NOT_IN_FORCE.fullmatch(word) for word in words):
        return _NOTHING
    strict = any(_LISTING.fullmatch(word) for word in words)
    if not strict and not any(_MAY_LIST.fullmatch(word) for word in words):
        return _NOTHING
    if value is True or isinstance(value, str):
        return _flat(key, value)
    severity = next((severity for pattern, severity in _SEVERITY_OF_KEY if pattern.search(key)), None)
    read = _rows(value, severity, now, strict=strict)
    if strict:
        return read
    known = tuple(alert for alert in read.alerts if alert.severity is not None)
    return Listed(known, is_list=bool(known) or read.over, over=read.over)


def _joined(parts: Iterable[Listed]) -> Listed:
    """Return all parts as one."""
    found = [part for part in parts if part.is_list]
    return Listed(
        tuple(alert for part in found for alert in part.alerts),
        bool(found),
        any(part.over for part in found),
        any(part.odd for part in found),
    )


def _flat(key: str, value: str | bool) -> Listed:
    """Read a text, or the yes of a key that is a warning's name: {"暴風警報": "発表"}."""
    if value is True or is_yes(str(value)):
        severity = codes.severity_of(key)
        known = severity is not None and kind_of(key) is not HazardKind.UNKNOWN
        return Listed((Alert(key, severity, kind_of(key)),), is_list=True) if known else _NOTHING
    found = alerts_in(str(value), Alert(str(value)))
    if found is None:  # a sentence, an address
        return _NOTHING
    alerts = tuple(alert for alert in found if alert.severity is not None)
    return Listed(alerts, is_list=True) if alerts else _OVER


def _rows(value: object, severity: Severity | None, now: datetime, *, strict: bool) -> Listed:
    """Read a record, a list of texts and records, or texts and records by name."""
    if isinstance(value, Mapping):
        lists = [entry for inner in value.values() if isinstance(inner, (list, tuple)) for entry in inner]
        rows = [value] if _is_record(value) else lists or [_row(key, inner) for key, inner in value.items()]
    elif isinstance(value, (list, tuple)):
        rows = list(value)
    else:
        return _NOTHING
    said = (_entry(row, severity, now) for row in rows if row is not None and row is not False)
    return _joined([Listed(is_list=strict), *said])


def _row(key: object, row: object) -> object:
    """Return the record of a name and what stands under it: {"暴風警報": "発表"}, {"05": {...}}."""
    named = {"code" if re.fullmatch(r"\d\d", str(key)) else "name": str(key)}
    if isinstance(row, Mapping):
        return {**named, **row}
    if isinstance(row, str):
        return {**named, "status": row, "level": row}
    return {**named, "active": row} if isinstance(row, bool) else {**named, "level": row}


def _is_record(value: Mapping[Any, Any]) -> bool:
    return any(plain(str(key)) in {*_NAME, *_CODE} for key in value)


def _entry(entry: object, severity: Severity | None, now: datetime) -> Listed:
    """Read one entry of a list: a record, a code of JMA's, a text."""
    if isinstance(entry, Mapping):
        return _record(entry, now, severity)
    if _code({"code": entry}) in codes.WARNINGS:
        return _record({"code": entry}, now, severity)
    return _text(entry, severity) if isinstance(entry, str) else _ODD


def _text(text: str, severity: Severity | None) -> Listed:
    """Read a text. What stands in a list of warnings is one, whatever it is called."""
    if plain(text) in _NO_TEXT:
        return Listed(is_list=True)
    alerts = alerts_in(text, Alert(text))
    if alerts is None:
        alerts = (Alert(text, kind=kind_of(text)),)
    graded = (replace(alert, severity=severity) if alert.severity is None else alert for alert in alerts)
    return Listed(tuple(graded), is_list=True) if alerts else _OVER


def _record(record: Mapping[Any, Any], now: datetime, ungraded: Severity | None) -> Listed:
    """Read a record: its name, JMA's code, level and status, or the fields of CAP.

    A Japanese name says its class, a level or code may raise it; of others a level or colour is more exact than
    `warning`, but a watch is no more than an advisory. Meteoalarm adds `awareness_level` (`3; orange; Severe`) and
    `awareness_type` (`1; Wind`).
    """
    fields = {plain(str(key)): value for key, value in record.items()}
    statuses = [plain(str(fields[key])) for key in _STATUS if isinstance(fields.get(key), str)]
    code, name = _code(fields), _name(fields)
    if any(status in _NOT_REAL | _OVER_STATUS or is_over(status) for status in statuses):
        return _OVER
    if code == codes.LIFTED_CODE or any(fields.get(key) is False for key in _ACTIVE):
        return _OVER
    if (name and is_over(name)) or _level_zero(fields):
        return _OVER
    row = codes.WARNINGS.get(code)
    severity = _severity(fields, name, code, statuses) or ungraded
    if not name and row is None and severity in (None, ungraded):
        return _ODD
    if severity is None and "severity" in fields:  # CAP's Unknown
        severity = Severity.ADVISORY
    about = fields.get("awareness_type")
    kind = kind_of(f"{about} {name}" if isinstance(about, str) else name)
    if kind is HazardKind.UNKNOWN and row is not None and not _is_other(name):
        kind = row[0]
    alert = Alert(
        name or ("" if row else code),
        severity,
        kind,
        tuple(_grades(fields)),
        _instant(_first(fields, _START), now),
        _instant(_first(fields, _END), now),
    )
    return Listed((alert,), is_list=True)


def _level_zero(fields: Mapping[str, Any]) -> bool:
    """Return whether all levels that are told are 0."""
    levels = [number for key in LEVEL_KEYS if (number := parse_number(fields.get(key))) is not None]
    return bool(levels) and not any(levels)


def _is_other(name: str) -> bool:
    """Return whether a name is known to be of no kind of ours."""
    return re.search("津波|tsunami", plain(name)) is not None


def _severity(fields: Mapping[str, Any], name: str, code: str, statuses: list[str]) -> Severity | None:
    """Return how severe a record is, None where it does not say."""
    lowered = next((severity for status in statuses if (severity := codes.became(status))), None)
    if lowered is not None:
        return lowered
    named = (severity for text in (name, *_texts(fields)) if (severity := severity_of_name(text)))
    by_name = next(named, None)
    levels = [severity for key in LEVEL_KEYS if (severity := severity_of_level(fields.get(key)))]
    row = codes.WARNINGS.get(code)
    by_code = row[1] if row is not None else codes.decade_severity(code)
    if codes.severity_of(narrow(name)) is not None:
        return max((one for one in (by_name, by_code, *levels) if one is not None), default=None)
    if by_name is Severity.ADVISORY:
        return by_name
    return max(levels, default=None) or by_name or by_code


def _grades(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the source's own grades, each part of `3; orange; Severe`."""
    for key in LEVEL_KEYS:
        value = fields.get(key)
        number = parse_number(value)
        if isinstance(value, str):
            yield from (part.strip() for part in value.split(";"))
        if number is not None:
            yield f"{number:g}"


def _code(fields: Mapping[str, Any]) -> str:
    """Return JMA's code of two digits, "" without one."""
    value = _first(fields, _CODE)
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return ""
    text = plain(str(value))
    return text.zfill(2) if text.isascii() and text.isdigit() and len(text) <= 2 else ""


def _first(fields: Mapping[str, Any], keys: Iterable[str]) -> object:
    return next((fields[key] for key in keys if fields.get(key) not in (None, "", "null")), None)


def _name(fields: Mapping[str, Any]) -> str:
    """Return what a record calls its warning: of its texts the first that says most of kind and severity."""
    texts = _texts(fields)

    def tells(text: str) -> int:
        return 2 * (kind_of(text) is not HazardKind.UNKNOWN) + (severity_of_name(text) is not None)

    return max(texts, key=tells, default="")


def _texts(fields: Mapping[str, Any]) -> list[str]:
    values = (fields.get(key) for key in _NAME)
    return [value for value in values if isinstance(value, str) and plain(value) not in _NO_TEXT]


def _dwd(attributes: Mapping[str, Any], now: datetime) -> Iterator[Alert]:
    """Yield the numbered warnings of DWD."""
    for i in range(1, _DWD_MOST + 1):
        name = attributes.get(f"warning_{i}_name")
        if isinstance(name, str) and name:
            level = parse_number(attributes.get(f"warning_{i}_level"))
            yield Alert(
                name,
                Severity.WARNING if level is None else DWD_LEVELS.get(round(level), Severity.WARNING),
                kind_of(name),
                () if level is None else (f"{level:g}",),
                _instant(attributes.get(f"warning_{i}_start"), now),
                _instant(attributes.get(f"warning_{i}_end"), now),
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
