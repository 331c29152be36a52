"""What survives a restart: the mode, the control switch, wishes, trips seen and the last plan. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..core.accounting.metering import DayLedger
from ..core.control.charge_rate import ChargeRate
from ..core.outage.endurance import RecentLoad
from ..core.outage.log import OutageLog
from ..core.plan import Plan, SocTarget
from ..core.series import StepSeries
from ..core.storm.counterfactual import Counterfactual, StormCost
from ..core.trips import OneOffTrip, TripLog
from ..feeds.jma import JmaFeedState
from ..notifications.deduplication import SentNotices

# How long published prices and forecasts of the sun are remembered.
PRICE_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class PersistentState:
    """Everything that is kept.

    `prices`: published prices of the last weeks, as `prices_from` (a price source's id) means them. `counterfactual`: the home
    without the storm, while there is one; `storm_cost`: of the storm that is, or of the last one. `outage`: the one that
    is, or the last one. `charge_rates`: by storage id.
    """

    trips: TripLog
    control: bool = False
    charge_now: tuple[SocTarget, ...] = ()
    one_off: tuple[OneOffTrip, ...] = ()
    prices: StepSeries = field(default_factory=StepSeries)
    prices_from: str | None = None
    solar: StepSeries = field(default_factory=StepSeries)
    solar_from: tuple[str, ...] = ()
    plan: Plan | None = None
    ledger: DayLedger | None = None
    charge_rates: dict[str, ChargeRate] = field(default_factory=dict)
    counterfactual: Counterfactual | None = None
    storm_cost: StormCost | None = None
    outage: OutageLog | None = None
    recent_load: RecentLoad = RecentLoad()
    jma: JmaFeedState | None = None
    sent_notices: SentNotices = SentNotices()

    def priced_by(self, source: str | None) -> PersistentState:
        """Without prices of another source: they may mean something else."""
        return self if source == self.prices_from else replace(self, prices=StepSeries(), prices_from=source)

    def with_counterfactual_plan(self, planned: Counterfactual | None) -> PersistentState:
        """With the plan that was made for the shadow, if it still is the same storm."""
        counterfactual = self.counterfactual
        if counterfactual is None or planned is None or planned.since != counterfactual.since:
            return self
        return replace(self, counterfactual=replace(counterfactual, plan=planned.plan))

    def with_said(self, asked: PersistentState) -> PersistentState:
        """With prices and sun as they were said; what people decided while they were asked for stays."""
        return replace(
            self,
            solar=asked.solar,
            solar_from=asked.solar_from,
            prices=asked.prices,
            prices_from=asked.prices_from,
        )

    def with_solar(self, expected: StepSeries, sources: tuple[str, ...], now: datetime) -> PersistentState:
        """Remember what a solar forecast said of each step before it began; another source starts afresh."""
        oldest, farthest = now - timedelta(days=PRICE_DAYS), now + timedelta(days=1)
        said = self.solar if sources == self.solar_from else StepSeries()
        past = StepSeries(tuple(s for s in said if oldest <= s.start <= now))
        ahead = StepSeries(tuple(s for s in expected if now < s.start <= farthest))
        return replace(self, solar=past.then(ahead), solar_from=sources)

    def with_prices(self, published: StepSeries, now: datetime) -> PersistentState:
        """Remember what was published; the newer word holds."""
        if not published or published.start is None:
            return self
        oldest, first = now - timedelta(days=PRICE_DAYS), published.start
        past = StepSeries(tuple(s for s in self.prices if s.start >= oldest and s.end <= first))
        return replace(self, prices=past.then(published))
