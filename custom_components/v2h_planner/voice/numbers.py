"""Numbers as people say them, in digits: seven, a hundred and twenty, 七, 八十, しちじ, ８０.

Kanji become digits only before what is counted, for 一番 and 今一 are no numbers.
"""

import re
from typing import Final
import unicodedata

_ONES: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_WORD: Final = "|".join((*_ONES, *_TENS))
_TWO_DIGITS: Final = rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(list(_ONES)[1:10])})|{_WORD})"
_ENGLISH: Final = re.compile(
    rf"\b(?:(?P<hundreds>an?|{_WORD}) hundred(?: (?:and )?(?P<rest>{_TWO_DIGITS}))?|(?P<small>{_TWO_DIGITS}))\b"
)

_KANJI: Final = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PLACES: Final = {"十": 10, "百": 100}
_COUNTED: Final = r"(?=[ ]?(?:時|じ|分|キロ|きろ|㌔|km|パー|ぱー|%|割|度))"
_SPOKEN: Final = {
    "に": "二",
    "さん": "三",
    "よん": "四",
    "ご": "五",
    "ろく": "六",
    "なな": "七",
    "はち": "八",
    "きゅう": "九",
}
_SPOKEN_TENS: Final = re.compile(rf"({'|'.join(_SPOKEN)})?じゅ[うっ]{_COUNTED}")
_JAPANESE: Final = re.compile(rf"[〇零一二三四五六七八九十百]{{1,12}}{_COUNTED}")
# The hours as they are read aloud.
_HOURS: Final = {
    "じゅういちじ": 11, "じゅうにじ": 12, "じゅうじ": 10, "いちじ": 1, "さんじ": 3, "よじ": 4, "ごじ": 5,
    "ろくじ": 6, "しちじ": 7, "ななじ": 7, "はちじ": 8, "くじ": 9, "にじ": 2,
}  # fmt: skip
_SPOKEN_HOUR: Final = re.compile("|".join(_HOURS))


def in_digits(text: str) -> str:
    """Return a sentence in small letters of half width, its numbers in digits."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    text = _ENGLISH.sub(_english, text)
    text = _SPOKEN_TENS.sub(lambda found: f"{_SPOKEN.get(found[1], '')}十", text)
    text = _SPOKEN_HOUR.sub(lambda found: f"{_HOURS[found[0]]}時", text)
    return _JAPANESE.sub(lambda found: str(_kanji(found[0])), text)


def _english(found: re.Match[str]) -> str:
    if found["small"] is not None:
        return str(_two_digits(found["small"]))
    hundreds = 1 if found["hundreds"] in ("a", "an") else _two_digits(found["hundreds"])
    return str(100 * hundreds + (0 if found["rest"] is None else _two_digits(found["rest"])))


def _two_digits(words: str) -> int:
    return sum(_ONES.get(word, 0) + _TENS.get(word, 0) for word in re.split("[ -]", words))


def _kanji(letters: str) -> int:
    """Read 八十, 百二十 and, digit by digit, 三〇."""
    if not any(letter in _PLACES for letter in letters):
        return int("".join(str(_KANJI[letter]) for letter in letters))
    total, digit = 0, None
    for letter in letters:
        if (place := _PLACES.get(letter)) is not None:
            total += place * (1 if digit is None else digit)
            digit = None
        else:
            digit = _KANJI[letter]
    return total + (digit or 0)
