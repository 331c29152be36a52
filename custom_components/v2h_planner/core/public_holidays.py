"""Public holidays of Japan: days on which many a weekly trip is not made.

Source: the package `holidays`, after the law (国民の祝日に関する法律) and the dates that the government announces.
"""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase


def is_public_holiday(day: date) -> bool:
    """Return whether this is a public holiday; substitutes and days between two holidays are.

    The first call takes a second and reads files; a year that is asked for first is only calculated.
    """
    return day in _japan()


@cache
def _japan() -> HolidayBase:
    """Return the calendar. Its package brings every country's, more memory than a plan takes: only for who asks."""
    from holidays.countries.japan import Japan  # noqa: PLC0415

    return Japan()
