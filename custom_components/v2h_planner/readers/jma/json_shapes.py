"""Safe access to JSON of any form, and the result type of every JMA reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
import re
from typing import Any, Final

from ...core.hazard import Hazard, HazardKind
from ...core.tariff.import_terms import JST

_DURATION: Final = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?")
# Beyond these no report is meant, and arithmetic on times cannot overflow.
_YEARS: Final = range(2000, 2100)


class JmaShapeError(Exception):
    """JSON of another shape than the reader knows; the text says what was found."""


class JmaAreaError(JmaShapeError):
    """A file that can be read and knows nothing of the home's municipality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JmaPart:
    """What one file says about one area.

    `reported_at`: its newest report. `until`: how far it looks ahead. `about`: kinds of which it says whether they
    threaten; only of these is silence calm. `broken`: keys that could not be read, so that nothing missing is taken
    for over. `lists_area`: whether it mentions the area at all. `unknown`: codes and words that no table has; `odd`:
    entries read by a rule that is rarely needed, or left out. The last two are worth a line in the log, once.
    """

    hazards: tuple[Hazard, ...] = ()
    reported_at: datetime | None = None
    until: datetime | None = None
    about: frozenset[HazardKind] = frozenset()
    broken: tuple[str, ...] = ()
    lists_area: bool = True
    unknown: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


def describe(value: object) -> str:
    """Describe in a few words a value that stands where another was expected."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(str(key) for key in list(value)[:8]) + "}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    return repr(value)[:60]


def mapping(value: object) -> Mapping[str, Any]:
    """Return a JSON object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def objects(value: object) -> list[Mapping[str, Any]]:
    """Return the JSON objects of a list; an object alone is a list of one."""
    if isinstance(value, Mapping):
        return [value]
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


class Broken:
    """Collects the keys that could not be read, each once, under the name of what they belong to."""

    def __init__(self) -> None:
        """Nothing is broken yet."""
        self._found: dict[str, None] = {}

    def add(self, key: str, value: object) -> None:
        """Note that there is no reading what stands at a key."""
        self._found[f"{key}: {describe(value)}"] = None

    def rows(self, row: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        """Return the objects of a list that must be there and hold nothing else."""
        value = row.get(key)
        found = objects(value)
        if not found or (isinstance(value, list) and len(found) != len(value)):
            self.add(key, value)
        return found

    def named(self, row: Mapping[str, Any], key: str) -> str:
        """Return a text that must be there."""
        value = row.get(key)
        found = text(value)
        if not found or not isinstance(value, str):
            self.add(key, value)
        return found

    def time(self, row: Mapping[str, Any], key: str) -> datetime | None:
        """Return a time that must be there."""
        value = row.get(key)
        if (found := instant(value)) is None:
            self.add(key, value)
        return found

    def take(self, owner: str, other: Broken) -> None:
        """Note all that another one has found, under the name of its owner."""
        self._found |= dict.fromkeys(f"{owner} {key}".strip() for key in other.keys)

    def __bool__(self) -> bool:
        """Return whether anything is."""
        return bool(self._found)

    @property
    def keys(self) -> tuple[str, ...]:
        """What could not be read."""
        return tuple(self._found)


def reports_of(value: object, key: str, file: str, broken: Broken) -> list[Mapping[str, Any]]:
    """Return the reports of a file: a list of objects or one object, each with `key`; an empty list has none.

    JmaShapeError when there is something, and none of it is a report; where some of it is none, that is `broken`.
    """
    if not isinstance(value, (list, Mapping)):
        raise JmaShapeError(f"{file}: {describe(value)}")
    entries = value if isinstance(value, list) else [value]
    reports = [report for report in objects(value) if key in report]
    if value != [] and not reports:
        raise JmaShapeError(f"{file}: {describe(value)}")
    for entry in entries:
        if key not in mapping(entry):
            broken.add(key, entry)
    return reports


def text(value: object) -> str:
    """Return a text, or a number as one; of JMA's pairs `{"jp": ..., "en": ...}` the Japanese; else an empty text."""
    if isinstance(value, Mapping):
        value = value.get("jp")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    try:
        return str(value).strip()
    except ValueError:  # a whole number of more digits than Python prints
        return ""


def is_code(value: object, digits: int | None = None) -> bool:
    """Return whether it is a code as JMA writes them: a text of digits."""
    return (
        isinstance(value, str)
        and value.isascii()
        and value.isdigit()
        and (digits is None or len(value) == digits)
    )


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list; a text alone is a list of one."""
    return tuple(filter(None, map(text, value if isinstance(value, list) else [value])))


def instant(value: object) -> datetime | None:
    """Parse an ISO 8601 time, Japanese time where it names no zone."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    if at.year not in _YEARS:
        return None
    return at if at.tzinfo else at.replace(tzinfo=JST)


def duration(value: object) -> timedelta | None:
    """Parse an ISO 8601 duration: `PT3H`, `PT24H`, `P1D`."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes) or None


@dataclass(frozen=True, slots=True)
class Window:
    """A time span of a series, and its place in the lists of values."""

    start: datetime
    end: datetime
    index: int


def windows(series: Mapping[str, Any], broken: Broken) -> list[Window]:
    """Return the time spans of a series: texts, or objects with `dateTime` and `duration`.

    A span without a length ends where the next begins; the last is as long as the one before it.
    """
    key = "timeDefineArray" if series.get("timeDefineArray") else "timeDefines"
    raw = series.get(key)
    starts: list[tuple[int, datetime, timedelta | None]] = []
    if not isinstance(raw, list) or not raw:
        broken.add(key, raw)
    for index, entry in enumerate(raw if isinstance(raw, list) else []):
        one = mapping(entry)
        if at := instant(one.get("dateTime") if one else entry):
            starts.append((index, at, duration(one.get("duration"))))
        else:
            broken.add(key, entry)
    result: list[Window] = []
    length: timedelta | None = None
    for place, (index, at, stated) in enumerate(starts):
        following = starts[place + 1][1] - at if place + 1 < len(starts) else None
        length = stated or (following if following and following > timedelta() else length)
        if length:
            result.append(Window(at, at + length, index))
    if starts and not result:
        broken.add("duration", None)
    return result


def newest(*times: datetime | None) -> datetime | None:
    """Return the last of those times that are known."""
    return max((at for at in times if at is not None), default=None)
