"""An answer as a person types it: km, times or both, in English or Japanese."""

from datetime import time
import re
from typing import Final

from ..readers.text import plain
from .log import Answer, AnswerKind

_KM: Final = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:km|キロ(?:メートル)?|㎞|k\b|kilometers?|kilometres?)")
_MILES: Final = re.compile(r"(\d+(?:\.\d+)?) ?miles?\b")
_KM_PER_MILE: Final = 1.609
# Nobody drives so far in a day: who types more has meant something else.
MOST_KM: Final = 2000.0
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_CLOCK: Final = (
    r"(?:(?P<before{n}>午前|午後|朝|夕方|夜) ?)?(?P<hour{n}>\d{{1,2}})"
    r"(?:[:.](?P<minute{n}>\d{{2}})|時(?:(?P<kanji{n}>\d{{1,2}})分|(?P<half{n}>半))?)?"
    r" ?(?P<after{n}>am|pm|a\.m\.|p\.m\.)?"
)
_SPAN: Final = re.compile(
    _CLOCK.format(n=1) + r" ?(?:-|–|—|~|〜|から|to|till|until|、|,) ?" + _CLOCK.format(n=2)
)
_ONE: Final = re.compile(_CLOCK.format(n=1))
_BACK: Final = re.compile(r"back|return|home (?:at|by)|帰|戻|まで")
_NEXT_DAY: Final = 24
_NOON: Final = 12
_AFTERNOON: Final = frozenset({"午後", "夕方", "夜", "pm", "p.m."})
_MORNING: Final = frozenset({"午前", "朝", "am", "a.m."})
# What says that it is otherwise, but not how.
_DENIES: Final = re.compile(
    r"\b(?:not|isn'?t) (?:as )?(?:usual|the same|at home|home)\b|(?:じゃ|では)な|違|ちが"
)
_SAME: Final = re.compile(
    r"\bno changes?\b|\bnothing (?:new|different)\b|変更(?:は|が)?な|変わり(?:は|が)?な|変わらな"
)
_STAYS: Final = re.compile(
    r"\bstay(?:s|ing)?\b|\bat home\b|^(?:no|nope|home|nowhere)\b"
    r"|\b(?:not|don'?t|won'?t|no) (?:be )?(?:us|driv|leav|need|go|trip)"
    r"|使わな|使いませ|乗らな|乗りませ|出かけな|出かけませ|出ない|出ませ|家に(?:い|置)|なし|休み|いいえ"
)
_USUAL: Final = re.compile(
    r"\b(?:yes|yep|ok|okay|usual|same|y)\b|はい|いつも|通り|どおり|同じ|うん|お願い|そう"
)


def read_reply(text: str) -> Answer | None:
    """Return what a person has typed; None where it says nothing of the kind."""
    text = plain(text)
    km, rest = _km(text)
    leave, back = _times(rest)
    if km is None and leave is None and back is None and (alone := _NUMBER.fullmatch(rest.strip())):
        km = _float(alone[0])  # nothing but a number is how far
    if km is not None and km > MOST_KM:
        return None
    if leave is not None or back is not None:
        return Answer(kind=AnswerKind.OTHER_TIME, km=km, leave=leave, back=back)
    if km is not None:
        return Answer(kind=AnswerKind.LONGER, km=km)
    if _DENIES.search(text):
        return None
    if _SAME.search(text):
        return Answer(kind=AnswerKind.USUAL)
    if _STAYS.search(text):
        return Answer(kind=AnswerKind.STAYS)
    return Answer(kind=AnswerKind.USUAL) if _USUAL.search(text) else None


def _km(text: str) -> tuple[float | None, str]:
    for pattern, factor in ((_KM, 1.0), (_MILES, _KM_PER_MILE)):
        if (found := pattern.search(text)) is not None:
            return _float(found[1]) * factor, pattern.sub(" ", text, count=1)
    return None, text


def _times(text: str) -> tuple[time | None, time | None]:
    """Return when it leaves and when it is back."""
    for found in _SPAN.finditer(text):
        first, second = _clock(found, 1), _clock(found, 2)
        if first is not None and second is not None:
            return first, second
    for found in _ONE.finditer(text):
        # a bare number is no time of day
        if found[0].strip().isdecimal() or (at := _clock(found, 1)) is None:
            continue
        return (None, at) if _BACK.search(text) else (at, None)
    return None, None


def _clock(found: re.Match[str], n: int) -> time | None:
    hour = int(found[f"hour{n}"])
    minute = 30 if found[f"half{n}"] else int(found[f"minute{n}"] or found[f"kanji{n}"] or 0)
    part = found[f"before{n}"] or found[f"after{n}"]
    if part in _AFTERNOON and hour < _NOON:
        hour += _NOON
    if part in _MORNING and hour == _NOON:
        hour = 0
    if hour > _NEXT_DAY or minute > 59:
        return None
    return time(hour % _NEXT_DAY, minute)


def _float(text: str) -> float:
    return float(text.replace(",", "."))
