"""Prices and solar forecasts as they were published. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..core.series import StepSeries

# How long they are remembered.
DAYS = 28
# No list reaches farther; what one said of a later day was a mistake of its date.
AHEAD = timedelta(days=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationLog:
    """What was published in the last weeks.

    `prices`: as `prices_from` (a price source's id) means them. `solar`: kW, each step as it was forecast
    before it began, by `solar_from` (config entries and entities).
    """

    prices: StepSeries = field(default_factory=StepSeries)
    prices_from: str | None = None
    solar: StepSeries = field(default_factory=StepSeries)
    solar_from: tuple[str, ...] = ()

    def renamed(self, old: str, new: str) -> PublicationLog:
        """Return the log after an entity got a new id: what it said is not forgotten."""
        return replace(
            self,
            prices_from=new if self.prices_from == old else self.prices_from,
            solar_from=tuple(new if source == old else source for source in self.solar_from),
        )

    def priced_by(self, source: str | None) -> PublicationLog:
        """Return the log without prices of another source: they may mean something else."""
        return self if source == self.prices_from else replace(self, prices=StepSeries(), prices_from=source)

    def with_prices(self, published: StepSeries, now: datetime) -> PublicationLog:
        """Add prices: each holds until another one is published for its time, however short later lists are."""
        oldest, farthest = now - timedelta(days=DAYS), now + AHEAD
        known = published.over(self.prices)
        return replace(
            self, prices=StepSeries(tuple(s for s in known if s.start >= oldest and s.start < farthest))
        )

    def with_solar(self, expected: StepSeries, sources: tuple[str, ...], now: datetime) -> PublicationLog:
        """Replace the forecast of every step that has not begun; other sources start afresh."""
        oldest, farthest = now - timedelta(days=DAYS), now + timedelta(days=1)
        former = self.solar if sources == self.solar_from else StepSeries()
        past = StepSeries(tuple(s for s in former if oldest <= s.start <= now))
        ahead = StepSeries(tuple(s for s in expected if now < s.start <= farthest))
        return replace(self, solar=past.then(ahead), solar_from=sources)
