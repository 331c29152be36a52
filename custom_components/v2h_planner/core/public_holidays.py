"""Public holidays of Japan: days on which many a weekly trip is not made.

Source: the package `holidays`, after the law (国民の祝日に関する法律) and the dates that the government announces.
"""

from datetime import date

from holidays.countries.japan import Japan

# Made when this is imported, which reads files; a year that is asked for first is only calculated.
_JAPAN = Japan()


def is_public_holiday(day: date) -> bool:
    """Return whether this is a public holiday; substitutes and days between two holidays are."""
    return day in _JAPAN
