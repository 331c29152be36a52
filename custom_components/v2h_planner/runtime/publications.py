"""Prices and solar forecasts as they were published. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..core.series import StepSeries

# How long they are remembered.
DAYS = 28
# No list reaches farther; what one said of a later day was a mistake of its date.
AHEAD = timedelta(days=15)
# A list that reaches farther by this much has a new day in it.
NEW_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationLog:
    """What was published in the last weeks.

    `prices`: as `prices_from` (a price source's id) means them; `prices_came`: when a new day of them was seen last. `solar`: kW, each step as it was forecast
    before it began, by `solar_from` (config entries and entities).
    """

    prices: StepSeries = field(default_factory=StepSeries)
    prices_from: str | None = None
    prices_came: datetime | None = None
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
        if source == self.prices_from:
            return self
        return replace(self, prices=StepSeries(), prices_from=source, prices_came=None)

    def with_prices(self, published: StepSeries, now: datetime) -> PublicationLog:
        """Add prices: each holds until another one is published for its time, however short later lists are."""
        oldest, farthest = now - timedelta(days=DAYS), now + AHEAD
        known = published.over(self.prices)
        prices = StepSeries(tuple(s for s in known if s.start >= oldest and s.start < farthest))
        before, after = self.prices.end, prices.end
        # what nobody has watched for a while may have come at any time
        watched = before is not None and before > now
        grew = watched and before is not None and after is not None and after - before >= NEW_DAY
        return replace(self, prices=prices, prices_came=now if grew else self.prices_came)

    def with_solar(self, expected: StepSeries, sources: tuple[str, ...], now: datetime) -> PublicationLog:
        """Replace the forecast of every step that has not begun; other sources start afresh."""
        oldest, farthest = now - timedelta(days=DAYS), now + timedelta(days=1)
        former = self.solar if sources == self.solar_from else StepSeries()
        past = StepSeries(tuple(s for s in former if oldest <= s.start <= now))
        ahead = StepSeries(tuple(s for s in expected if now < s.start <= farthest))
        return replace(self, solar=past.then(ahead), solar_from=sources)
