"""Times of day and days as people say them; pure. What is past rolls to the next such time.

A time without morning or evening is meant as on a clock of 24 hours: the answer says which one was taken.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
import re
from typing import Final

NOON: Final = 12


class Part(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    SMALL_HOURS = "small_hours"


# The time that is meant where only the part of the day is said.
_USUAL: Final = {
    Part.MORNING: time(7), Part.NOON: time(12), Part.AFTERNOON: time(13), Part.EVENING: time(18),
    Part.NIGHT: time(21), Part.SMALL_HOURS: time(3),
}  # fmt: skip
_PARTS: Final = (
    (Part.SMALL_HOURS, r"深夜|未明|明け方|夜中|真夜中|small hours|middle of the night"),
    (Part.MORNING, r"午前|朝|\bmornings?\b|\ba\.? ?m\b|(?<=\d)am\b|breakfast"),
    (Part.NOON, r"正午|お?昼|\bnoon\b|\bmidday\b|lunch"),
    (Part.AFTERNOON, r"午後|\bafternoon\b|\bp\.? ?m\b|(?<=\d)pm\b"),
    (Part.EVENING, r"夕方|夕|\bevening\b"),
    (Part.NIGHT, r"夜|晩|\btonight\b|\bnight\b"),
)
_CLOCKS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<half>half) (?:past )?(?P<hour>\d{1,2})\b",
        r"(?P<quarter>quarter) (?P<side>past|after|to|before|till?) (?P<hour>\d{1,2})\b",
        r"\b(?P<minute>\d{1,2})(?: minutes?)? (?P<side>past|after|to|till?) (?P<hour>\d{1,2})\b",
        r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})",
        r"(?P<hour>\d{1,2})時(?!間)(?:(?P<minute>\d{1,2})分|(?P<half>半))?",
        r"\b(?P<hour>\d{1,2}) (?P<minute>[0-5]\d)\b",
        r"\b(?P<hour>\d{1,2})(?P<minute>[0-5]\d)\b(?! ?(?:%|p(?:er)? ?c|k))",
        r"\b(?P<hour>\d{1,2})(?=(?: o'?clock| ?[ap]\.? ?m\b|\b))",
    )
)
_WEEKDAYS: Final = (
    r"月曜|\bmonday", r"火曜|\btuesday", r"水曜|\bwednesday", r"木曜|\bthursday", r"金曜|\bfriday", r"土曜|\bsaturday",
    r"日曜|\bsunday",
)  # fmt: skip
_DAYS: Final = (
    (2, r"明後日|あさって|day after tomorrow"),
    (1, r"明日|あした|あす(?!か)|翌日|翌朝|明朝|明晩|\btomorrow|\btmrw\b|\btomorow\b"),
    (0, r"今日|きょう|本日|今夜|今晩|今朝|\btoday\b|\btonight\b|this (?:morning|afternoon|evening)"),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as it was said; None where no hour was."""

    at: time | None
    part: Part | None
    days: int | None  # from today
    weekday: bool = False  # the day was named by its weekday


def read_clock(text: str, now: datetime) -> Clock:
    """Read a sentence in digits; `now` is local."""
    part = next((part for part, pattern in _PARTS if re.search(pattern, text)), None)
    named = any(re.search(pattern, text) for pattern in _WEEKDAYS)
    return Clock(_time(text), part, _days(text, now.date()), weekday=named)


def moment(clock: Clock, now: datetime, zone: tzinfo) -> datetime | None:
    """Return the next such time after `now`; None where nothing of the day was said."""
    local = now.astimezone(zone)
    if clock.at is None and clock.part is None:
        return None
    at, late = _of_day(clock)
    days = clock.days if clock.days is not None else 0
    when = _at(local.date() + timedelta(days=days + late), at, zone)
    if when > now:
        return when
    if clock.days == 0 and clock.part is None and at.hour < NOON:
        later = _at(local.date(), at.replace(hour=at.hour + NOON), zone)
        if later > now:  # "today at eight", said in the evening
            return later
    return _at(when.astimezone(zone).date() + timedelta(days=7 if clock.weekday else 1), at, zone)


def day(text: str, now: datetime, zone: tzinfo) -> date | None:
    """Return the date that a sentence names."""
    local = now.astimezone(zone).date()
    days = _days(text, local)
    return None if days is None else local + timedelta(days=days)


def _at(on: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(on, at, zone)


def _days(text: str, today: date) -> int | None:
    for days, pattern in _DAYS:
        if re.search(pattern, text):
            return days
    for weekday, pattern in enumerate(_WEEKDAYS):
        if re.search(pattern, text):
            return (weekday - today.weekday()) % 7
    return None


def _time(text: str) -> time | None:
    if "正午" in text or re.search(r"\b(?:noon|midday)\b", text):
        return time(NOON)
    if re.search(r"\bmidnight\b|真夜中", text):
        return time(0)
    for pattern in _CLOCKS:
        for found in pattern.finditer(text):
            if (at := _found(found.groupdict())) is not None:
                return at
    return None


def _found(parts: dict[str, str | None]) -> time | None:
    """Return the time of one way to say it; 24 o'clock is 0, and there is no 25."""
    minute = 30 if parts.get("half") else 15 if parts.get("quarter") else int(parts.get("minute") or 0)
    total = 60 * int(parts["hour"] or 0)
    total += -minute if parts.get("side") in ("to", "before", "til", "till") else minute
    if minute > 59 or not 0 <= total <= 24 * 60 + 59:
        return None
    return time(total // 60 % 24, total % 60)


def _of_day(clock: Clock) -> tuple[time, int]:
    """Return the time on a clock of 24 hours, and how many days later than the day that was said."""
    part = clock.part
    if clock.at is None:
        assert part is not None
        return _USUAL[part], 0
    at, hour = clock.at, clock.at.hour
    if part in (Part.AFTERNOON, Part.EVENING) and hour < NOON:
        return at.replace(hour=hour + NOON), 0
    if part is Part.NOON and hour < 5:
        return at.replace(hour=hour + NOON), 0
    if part is Part.NIGHT:
        if 5 <= hour < NOON:
            return at.replace(hour=hour + NOON), 0
        if hour < 5:
            return at, 1
        return (at.replace(hour=0), 1) if hour == NOON else (at, 0)
    if part in (Part.MORNING, Part.SMALL_HOURS) and hour == NOON:
        return at.replace(hour=0), 0
    return at, 0
