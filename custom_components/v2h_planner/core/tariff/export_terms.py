"""What one kWh sold to the grid earns: FIT with its steps, a price after FIT, a share of the market."""

from dataclasses import dataclass
from datetime import date, tzinfo

import numpy as np

from ..arrays import Floats
from ..horizon import Horizon

# FIT for a roof below 10 kW certified from October 2025 on (初期投資支援スキーム): METI's calculation committee,
# 102nd meeting, 2025-01-30; https://solarjournal.jp/news/61309 (2025-12-18).
FIT_FIRST_YEN = 24.0
FIT_FIRST_YEARS = 4
FIT_SECOND_YEN = 8.3
FIT_YEARS = 10


@dataclass(frozen=True, slots=True)
class ExportStep:
    """A price that holds from a local day on."""

    first: date
    yen_per_kwh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTerms:
    """Export price, yen/kWh: `yen_per_kwh` until the first step, then each step's until the next.

    `market_share`: that fraction of the market price (the area price, before loss and tax) comes on top; a tariff
    of the market alone has `yen_per_kwh` 0.
    """

    yen_per_kwh: float = 8.5
    steps: tuple[ExportStep, ...] = ()
    market_share: float = 0.0

    def __post_init__(self) -> None:
        days = [step.first for step in self.steps]
        if days != sorted(set(days)):
            raise ValueError("export steps must be in order of their days")

    def fixed(self, day: date) -> float:
        """Return the part that does not depend on the market, on that local day."""
        price = self.yen_per_kwh
        for step in self.steps:
            if step.first <= day:
                price = step.yen_per_kwh
        return price

    def on(self, horizon: Horizon, zone: tzinfo, market: Floats | None = None) -> Floats:
        """Return the price of each slot, shape (N,); `market` is the area price in yen/kWh, shape (N,)."""
        fixed = np.array([self.fixed(start.astimezone(zone).date()) for start in horizon.starts])
        return fixed if market is None else fixed + self.market_share * market


def two_step_fit(
    start: date,
    after_yen_per_kwh: float,
    *,
    first_yen_per_kwh: float = FIT_FIRST_YEN,
    second_yen_per_kwh: float = FIT_SECOND_YEN,
) -> ExportTerms:
    """Return FIT terms that began on `start`: four years at one price, six at another, then what a buyer pays after FIT."""
    return ExportTerms(
        yen_per_kwh=first_yen_per_kwh,
        steps=(
            ExportStep(_years_later(start, FIT_FIRST_YEARS), second_yen_per_kwh),
            ExportStep(_years_later(start, FIT_YEARS), after_yen_per_kwh),
        ),
    )


def _years_later(day: date, years: int) -> date:
    """Return the same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
