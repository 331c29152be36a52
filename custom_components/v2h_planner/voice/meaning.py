"""What a person may mean, and what was said of it: numbers and times are in the core's units."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ..core.home import Mode


class Meaning(StrEnum):
    """A question or a command."""

    # Modes
    MODE = "mode"
    NORMAL = "normal"  # back to the mode that is usual
    ECO = "eco"  # money or ecology? It is asked back
    WHICH_MODE = "which_mode"
    # Questions
    DOING = "doing"
    WHY_NOT = "why_not"
    LEVEL = "level"
    RANGE = "range"
    FULL = "full"
    PLUGGED = "plugged"
    SAVED = "saved"
    COST = "cost"
    PRICE = "price"
    CHEAPEST = "cheapest"
    PLAN = "plan"
    STORM = "storm"
    BACKUP = "backup"
    COMMANDING = "commanding"
    TO_KNOW = "to_know"  # what the home would ask about tomorrow
    # Commands
    TRIP = "trip"
    CANCEL_TRIP = "cancel_trip"
    AS_USUAL = "as_usual"  # what the car does on the day that is asked about
    STAYS = "stays"
    CHARGE = "charge"
    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"
    HEED = "heed"
    IGNORE = "ignore"

    @property
    def is_command(self) -> bool:
        """Whether it changes something; otherwise it only asks."""
        return self in _COMMANDS


_COMMANDS = frozenset(
    {
        Meaning.MODE,
        Meaning.NORMAL,
        Meaning.TRIP,
        Meaning.CANCEL_TRIP,
        Meaning.AS_USUAL,
        Meaning.STAYS,
        Meaning.CHARGE,
        Meaning.STOP,
        Meaning.PAUSE,
        Meaning.RESUME,
        Meaning.HEED,
        Meaning.IGNORE,
    }
)


class Period(StrEnum):
    """A span of the past that is asked about."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    LAST_MONTH = "last_month"


class Day(StrEnum):
    """A span of the plan that is asked about."""

    TODAY = "today"
    TONIGHT = "tonight"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said; None where nothing was said of it.

    `soc`: a fraction. `when`: the departure, the end of a pause, or by when a load must be done. `on`: the date that is
    asked about. `storage_id`: the car or battery that was named.
    """

    meaning: Meaning
    mode: Mode | None = None
    soc: float | None = None
    km: float | None = None
    hours: float | None = None
    when: datetime | None = None
    on: date | None = None
    day: Day | None = None
    period: Period | None = None
    storage_id: str | None = None
