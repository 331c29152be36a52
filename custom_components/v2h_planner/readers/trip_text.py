"""What the words of a calendar entry say of a trip: 「実家 80km」, `Airport 25 kWh, 90 %`, 「出張 １２０キロ」."""

from dataclasses import dataclass
import re
from typing import Final

from .text import MOST_CHARACTERS, narrow

# A trip there and back, as people write it.
_RETURN: Final = re.compile(r"往復|round[ -]?trip|both ways", re.IGNORECASE)
_ONE_WAY: Final = re.compile(r"片道|one[ -]?way", re.IGNORECASE)
_NUMBER: Final = r"(?<![\d.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s*"
_KWH: Final = re.compile(_NUMBER + r"(?:kwh|キロワット時|キロワットアワー)(?![a-z])", re.IGNORECASE)
# km is no kWh and no km/h.
_KM: Final = re.compile(_NUMBER + r"(?:km(?!/h|h)|キロ(?!ワット)(?:メートル)?|㎞)(?![a-z])", re.IGNORECASE)
_MILES: Final = re.compile(_NUMBER + r"(?:mi|miles?)(?![a-z])", re.IGNORECASE)
_PERCENT: Final = re.compile(_NUMBER + r"(?:%|パーセント|percent)", re.IGNORECASE)
_KM_PER_MILE: Final = 1.609344
_WHOLE: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TripText:
    """What is said of a trip; None where it is not. `km`: of the whole trip; `soc`: wanted at departure, a fraction."""

    energy_kwh: float | None = None
    km: float | None = None
    soc: float | None = None

    @property
    def says_something(self) -> bool:
        """Whether it tells of driving at all."""
        return self != TripText()


def read_trip_text(*texts: str | None) -> TripText:
    """Return what title and description say, the title first; a one-way distance counts twice."""
    text = narrow(" \n ".join(part for part in texts if part)[:MOST_CHARACTERS])
    km = _first(_KM, text)
    if km is None and (miles := _first(_MILES, text)) is not None:
        km = miles * _KM_PER_MILE
    if km is not None and _ONE_WAY.search(text) and not _RETURN.search(text):
        km *= 2
    percent = _first(_PERCENT, text)
    soc = None if percent is None or not 0 < percent <= _WHOLE else percent / _WHOLE
    return TripText(energy_kwh=_first(_KWH, text), km=km, soc=soc)


def _first(pattern: re.Pattern[str], text: str) -> float | None:
    found = pattern.search(text)
    if found is None:
        return None
    digits = found[1]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    return float(digits.replace(",", "."))
