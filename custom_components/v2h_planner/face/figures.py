"""Numbers and times as a card gets them: finite or None, rounded to what can be seen."""

from datetime import UTC, datetime
from math import isfinite

from ..presentation.figures import rounded


def known(value: float | None, digits: int) -> float | None:
    """Return a number with so many digits, None where it is not known."""
    return None if value is None or not isfinite(value) else rounded(value, digits)


def percent(soc: float | None) -> float | None:
    """Return an SOC (a fraction) in percent."""
    return None if soc is None else known(100.0 * soc, 1)


def iso(when: datetime) -> str:
    """Return a time as text, in UTC."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def iso_or_none(when: datetime | None) -> str | None:
    """Return a time as text, None without one."""
    return None if when is None else iso(when)
