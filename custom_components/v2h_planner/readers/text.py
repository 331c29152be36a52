"""Texts in the one form in which they are compared, however a person or a device writes them."""

from typing import Final
import unicodedata

# What devices and people write is short; what is longer is cut, so that no pattern has to search it all.
MOST_CHARACTERS: Final = 4_000
# No name of a warning is longer.
LONGEST_NAME: Final = 255


def narrow(text: str) -> str:
    """Return a text without the difference of width (NFKC), and not too long: `ｋＷ` is `kW`, `CO₂` is `CO2`."""
    return unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])


def plain(text: str) -> str:
    """Return a text without width, case and the spaces around it."""
    return narrow(text).strip().casefold()


def compact(text: str) -> str:
    """Return a text without width and without any spaces; its case stays."""
    return "".join(narrow(text).split())


def letters(text: str) -> str:
    """Return only the letters and digits of a text, without width and case: `ON_LINE` is `online`."""
    return "".join(char for char in narrow(text).casefold() if char.isalnum())


def brief(text: str) -> str:
    """Return a name in its plain form; more of it than any name has is cut."""
    return plain(text[:LONGEST_NAME])
