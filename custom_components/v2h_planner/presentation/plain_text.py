"""Words of others in our sentences: they are read, and never become markup.

Home Assistant shows repairs, forms and its own notifications as Markdown, phones read HTML, and the picture is SVG. What
marks something up in any of them is shown as its look-alike, so one text is right in all of them; innocent words stay.
"""

from collections.abc import Mapping
import re
from typing import Final
import unicodedata

# Nobody's name and no state that tells something is longer.
MOST_LETTERS: Final = 300

_LOOK_ALIKES: Final = str.maketrans("<[]`*~|\\", "＜［］｀＊～｜＼")
# Emphasis, but not the underscore within `sensor.roof_power`.
_EDGES: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY: Final = re.compile(r"&(?=#?\w+;)")
# What would be made a link without being asked to.
_LINKS: Final = (
    (re.compile(r"://"), "：／／"),
    (re.compile(r"\bwww\.", re.IGNORECASE), "www．"),
    (re.compile(r"(?<=\S)@(?=\S)"), "＠"),
)
# A heading, a quotation, a list, a rule: at the start of a line only, and ours may start with such a word.
_START: Final = re.compile(r"^(?:[#>]+|[-+=]+(?=[\s\-+=]|$)|\d+[.)](?=\s|$))")
_WIDE: Final = str.maketrans("#>-+=.)", "＃＞－＋＝．）")
# They join letters and emoji; all other characters without a shape are for machines, or turn a text around.
_JOINERS: Final = "\u200c\u200d"


def unmarked(text: str) -> str:
    """Return a text that looks like what it is, on one line, in Markdown, HTML and XML."""
    text = " ".join(printable(text[:MOST_LETTERS]).split()).translate(_LOOK_ALIKES)
    text = _EDGES.sub("＿", text)
    text = _ENTITY.sub("＆", text)
    for link, instead in _LINKS:
        text = link.sub(instead, text)
    return _START.sub(lambda found: found[0].translate(_WIDE), text)


def printable(text: str) -> str:
    """Return a text without characters that XML forbids or that nobody sees; lines and tabs become spaces."""
    return "".join(
        letter
        if letter in _JOINERS
        else " "
        if kind in {"Cc", "Zl", "Zp"}
        else ""
        if kind in {"Cf", "Cs", "Cn"}
        else letter
        for letter in text
        for kind in (unicodedata.category(letter),)
    )


def unmarked_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a text's placeholders, each plain."""
    return {key: unmarked(value) for key, value in values.items()}
