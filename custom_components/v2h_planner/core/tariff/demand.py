"""A measured-demand contract (実量制): the basic charge follows the highest half hour of twelve months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

# A peak that is out of the twelve months so soon is none to hide behind: a new one below it would outlast it.
SOON_OUT = 3
# A month is charged by its own highest half hour and those of the eleven months before.
MONTHS = 12
HALF_HOUR_HOURS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandTerms:
    """What a kW of the highest half hour costs, yen per month with tax.

    `known_kw`: the highest of the last twelve months as the bill has it, None where nobody knows.
    """

    yen_per_kw_month: float
    known_kw: float | None = None

    def __post_init__(self) -> None:
        if self.yen_per_kw_month < 0 or (self.known_kw is not None and self.known_kw < 0):
            raise ValueError("a basic charge and a peak are not below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The contract as a plan meets it.

    `paid_kw`: the peak that is paid for anyway, by month as 2026-11; `months`: in how many of the twelve a higher one would
    be charged; `taken_kwh`: what the running half hour has imported.
    """

    terms: DemandTerms
    paid_kw: Mapping[str, float]
    taken_kwh: float = 0.0
    months: int = MONTHS

    @property
    def new_peak_yen_per_kw(self) -> float:
        """What each kW of a new peak costs until it is out of the twelve months."""
        return self.months * self.terms.yen_per_kw_month


def month_of(day: date) -> str:
    """Return the month in which a peak of that local day counts, as 2026-11."""
    return f"{day:%Y-%m}"


def months_before(month: str, count: int) -> str:
    """Return the month that many months before, below zero after it."""
    year, number = map(int, month.split("-"))
    year, number = divmod(12 * year + number - 1 - count, 12)
    return f"{year:04}-{number + 1:02}"


def charged_kw(peaks: Mapping[str, float], month: str) -> float:
    """Return the contract power of that month, kW: the highest of its peak and of the eleven months before; 0 without any."""
    first = months_before(month, MONTHS - 1)
    return max((kw for when, kw in peaks.items() if first <= when <= month), default=0.0)


def basic_charge_yen(peaks: Mapping[str, float], terms: DemandTerms, month: str) -> float:
    """Return the basic charge of that month. `peaks`: the highest half hour of each month, kW, by month as 2026-11."""
    return terms.yen_per_kw_month * charged_kw(peaks, month)
