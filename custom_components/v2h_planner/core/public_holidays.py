"""Public holidays of Japan: days on which many a weekly trip is not made.

Source: the package `holidays`, after the law (国民の祝日に関する法律) and the dates that the government announces.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.holiday_base import HolidayBase

# The time zone in which they hold.
JAPAN = "Asia/Tokyo"


def is_public_holiday(day: date) -> bool:
    """Return whether this is a public holiday; substitutes and days between two holidays are.

    The first call takes a second and reads files; a year that is asked for first is only calculated.
    """
    return day in _japan()


# The turn of the year and Obon are no holidays by the law; offices and works are closed all the same.
CLOSED = frozenset({(12, 29), (12, 30), (12, 31), (1, 2), (1, 3), (8, 13), (8, 14), (8, 15)})


def days_off(first: date, last: date) -> tuple[date, ...]:
    """Return the days from the first to the last on which the country does not work, weekends left out.

    Slow the first time, as above.
    """
    return tuple(day for day in _days(first, last) if day.weekday() < 5 and _is_off(day))


def _is_off(day: date) -> bool:
    return (day.month, day.day) in CLOSED or is_public_holiday(day)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


@cache
def _japan() -> HolidayBase:
    """Return the calendar. Its package brings every country's, more memory than a plan takes: only for who asks."""
    from holidays.countries.japan import Japan  # noqa: PLC0415

    return Japan()
