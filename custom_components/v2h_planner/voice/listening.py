"""What is said beside the meaning: numbers with their units, times, days, the name of a car. Pure.

The whole sentence is read, whatever phrase has understood it, so a number may stand where people put it.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
import re
from typing import Final

from ..core.home import Mode
from . import times
from .meaning import Day, Meaning, Period, Said
from .numbers import in_digits

_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|per ?cent|percent|pct|パーセント|パー(?!ク)|ぱー)")
_TENTHS: Final = re.compile(r"(\d) ?割")
# "Charge it to eighty": nothing else is charged to a number.
_TO_PERCENT: Final = re.compile(r"\b(?:to|until) (\d{2,3})(?=$| please| now| for\b)")
_KM: Final = re.compile(
    r"(\d+(?:\.\d+)?) ?(?:km|kms|kilometers?|kilometres?|k m\b|klicks?|kay\b|k\b|キロ(?:メートル)?|きろ|㌔)"
)
_MILES: Final = re.compile(r"(\d+(?:\.\d+)?) ?miles?\b")
_KM_PER_MILE: Final = 1.609
_HOURS: Final = (
    (re.compile(r"(?:\ban? |\b1 )?hour and a half|\b1\.5 hours"), 1.5),
    (re.compile(r"half an hour|a half hour|半時間"), 0.5),
    (re.compile(r"a couple(?: of)? hours"), 2.0),
    (re.compile(r"a few hours|数時間"), 3.0),
    (re.compile(r"\ban hour\b"), 1.0),
)
_HOURS_COUNTED: Final = re.compile(
    r"(\d{1,4}(?:\.\d{1,3})?)[ -]?(?:hours?\b|hrs?\b|h\b|時間)(半| and a half)?"
)
_MINUTES: Final = re.compile(r"(?<![時\d])(\d+)[ -]?(?:minutes?\b|mins?\b|分(?!の))")
_PERIODS: Final = (
    (Period.LAST_MONTH, r"last month|先月"),
    (Period.MONTH, r"month|今月|ひと月|一か月|1か月|1ヶ月"),
    (Period.WEEK, r"week|今週|一週間|1週間"),
    (Period.YESTERDAY, r"yesterday|昨日|きのう"),
)
# By which words of a sentence a mode is known; a storm's is the rest.
_MODES: Final = (
    (
        Mode.CO2,
        (
            r"co ?2|co₂|c ?o (?:2|two)|carbon|emission|green|clean|climate|environment|シーオ|しーおー|二酸化|炭素|環境|地球"
            r"|グリーン|クリーン|カーボン"
        ),
    ),
    (
        Mode.ECONOMY,
        r"econom|saving|saver|save|cheap|budget|thrift|low cost|節|得|トク|とく|エコノミー|経済|コスト|料金|格安|安く|電気代",
    ),
    (
        Mode.RESILIENCE,
        (
            r"resilien|storm|typhoon|disaster|emergenc|back ?up|hurricane|weather|outage|blackout|power cut|safety|prepared"
            r"|防災|災害|非常|緊急|備え|停電|台風|嵐|暴風|満充電|安心|レジリエンス|バックアップ"
        ),
    ),
)
_TONIGHT: Final = r"\btonight\b|\bovernight\b|this evening|今夜|今晩|夜中|夜の間"
# What is meant by a pause of tonight: until the morning.
_UNTIL_TONIGHT_ENDS: Final = times.Clock(None, times.Part.MORNING, None)


def understand(
    meaning: Meaning, text: str, now: datetime, zone: tzinfo, names: Mapping[str, str] | None = None
) -> Said:
    """Return what was said of a meaning. `names`: storages by id, as they are called."""
    named, text = _named(text, names or {})
    text = _TENTHS.sub(r"\g<1>0%", in_digits(text))
    percent, text = _take(_PERCENT, text)
    if meaning is Meaning.CHARGE and percent is None:
        percent, text = _take(_TO_PERCENT, text)
    km, text = _take(_KM, text)
    miles, text = _take(_MILES, text)
    hours, text = _hours(text)
    clock = times.read_clock(text, now.astimezone(zone))
    when = times.moment(clock, now, zone)
    return Said(
        meaning=meaning,
        mode=_mode(text) if meaning is Meaning.MODE else None,
        soc=None if percent is None else min(percent, 100.0) / 100,
        km=km if miles is None else miles * _KM_PER_MILE,
        hours=hours,
        when=_when(meaning, text, clock, when, now, zone),
        on=times.day(text, now, zone),
        day=_day(text),
        period=next((period for period, words in _PERIODS if re.search(words, text)), Period.TODAY),
        storage_id=named,
    )


def _when(
    meaning: Meaning, text: str, clock: times.Clock, when: datetime | None, now: datetime, zone: tzinfo
) -> datetime | None:
    """Return the time that counts for that meaning; a part of a day alone is no time by which something must be done."""
    if meaning is Meaning.PAUSE and clock.at is None:
        if re.search(_TONIGHT, text) or (clock.days == 1 and clock.part is None):
            return times.moment(_UNTIL_TONIGHT_ENDS, now, zone)
        return when
    if meaning in (Meaning.CHEAPEST, Meaning.PLAN) and clock.at is None:
        return None
    return when


def _mode(text: str) -> Mode | None:
    """Return the mode that is named last: 台風が来るから節約モード is no storm's."""
    found = [(match.start(), mode) for mode, words in _MODES for match in re.finditer(words, text)]
    return max(found)[1] if found else None


def _named(text: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    """Return the storage that is named, and the rest: a name may have a number in it."""
    for storage_id, name in sorted(names.items(), key=lambda item: -len(item[1])):
        at = text.lower().find(name.lower())
        if name and at >= 0:
            return storage_id, f"{text[:at]} {text[at + len(name) :]}"
    return None, text


def _take(pattern: re.Pattern[str], text: str) -> tuple[float | None, str]:
    """Return the first number of that unit, and the text without it."""
    found = pattern.search(text)
    return (None, text) if found is None else (float(found[1]), pattern.sub(" ", text, count=1))


def _hours(text: str) -> tuple[float | None, str]:
    for pattern, hours in _HOURS:
        if pattern.search(text):
            return hours, pattern.sub(" ", text, count=1)
    if (found := _HOURS_COUNTED.search(text)) is not None:
        return float(found[1]) + (0.5 if found[2] else 0.0), _HOURS_COUNTED.sub(" ", text, count=1)
    minutes, rest = _take(_MINUTES, text)
    return (None, text) if minutes is None else (minutes / 60, rest)


def _day(text: str) -> Day | None:
    if re.search(_TONIGHT, text):
        return Day.TONIGHT
    if re.search(r"tomorrow|明日|あした|あす", text):
        return Day.TOMORROW
    return Day.TODAY if re.search(r"today|今日|きょう|本日", text) else None
