"""Public holidays of Japan: days on which many a weekly trip is not made.

Source: the package `holidays`, after the law (国民の祝日に関する法律) and the dates that the government announces.
"""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase


def is_public_holiday(day: date) -> bool:
    """Return whether this is a public holiday; substitutes and days between two holidays are."""
    return day in _japan()


@cache
def _japan() -> HolidayBase:
    """Load the package, which brings every country: half as much memory again as a plan, and a second; so when it is asked for.

    A year that is asked for first is only calculated.
    """
    from holidays.countries.japan import Japan

    return Japan()
