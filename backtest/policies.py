"""Ways to run a home, for the simulator: the planner, the planner that knows the future, and what people do without.

`NightTimer` charges from 01:00. `PlugAndCharge` charges whenever the car is there. `Planned` is this
project: forecasts, plan, dispatch, exactly the pass that runs in Home Assistant. `Foresight` is the same
planner and dispatch with the record's own future in place of forecasts, over the same 60 h: it shows what
forecasts cost, and is neither a bound nor an optimum over the year.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from backtest.simulate import Observation, Record
from custom_components.v2h_planner.core.accounting.baseline import simple_command, timer_command
from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.control.dispatch import decide
from custom_components.v2h_planner.core.forecast import Forecasts, TripForecast
from custom_components.v2h_planner.core.forecast.carbon import forecast_carbon
from custom_components.v2h_planner.core.forecast.load import WINDOW_DAYS as LOAD_DAYS, forecast_load
from custom_components.v2h_planner.core.forecast.price import (
    ERROR_DAYS,
    WINDOW_DAYS as PRICE_DAYS,
    PricePattern,
    forecast_price,
    learn_prices,
)
from custom_components.v2h_planner.core.forecast.pv_history import WINDOW_DAYS as PV_DAYS, forecast_pv
from custom_components.v2h_planner.core.forecast.trips import TripHabits, forecast_trips, learn_trips
from custom_components.v2h_planner.core.home import Home, Mode, Storage
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.milp.data import RESERVE_LEVELS, SolverLimits
from custom_components.v2h_planner.core.plan import Command, Plan
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation


class NightTimer:
    """Charge from 01:00 to the everyday ceiling; never discharge."""

    def __init__(self, home: Home, record: Record) -> None:
        self._home = home
        self._zone = record.zone

    def plan(self, look: Observation) -> None:
        """A timer does not look."""

    def command(self, readings: Readings) -> tuple[Command, ...]:
        """By the clock."""
        surplus = (readings.pv_kw or 0.0) - (readings.load_kw or 0.0)
        return tuple(
            timer_command(s, readings.storage(s.id).soc or 0.0, readings.at, self._zone, surplus)
            for s in self._home.storages
        )


class PlugAndCharge:
    """Charge to the everyday ceiling whenever the car is there."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def plan(self, look: Observation) -> None:
        """Nothing to think about."""

    def command(self, readings: Readings) -> tuple[Command, ...]:
        """Always the same; a full car does not start again for a drop."""
        return tuple(
            simple_command(
                storage,
                Verb.CHARGE
                if (readings.storage(storage.id).soc or 0.0) < storage.max_soc - 1e-6
                else Verb.STANDBY,
            )
            for storage in self._home.storages
        )


class Planned:
    """Forecast, plan, dispatch: with what is known at the time."""

    def __init__(self, home: Home, mode: Mode = Mode.ECONOMY, limits: SolverLimits | None = None) -> None:
        self._home = home
        self._situation = Situation(mode=mode)
        self._limits = limits or SolverLimits()
        self._plan: Plan | None = None
        self._prices: tuple[int, PricePattern | None] = (0, None)
        self._habits: dict[str, tuple[int, TripHabits]] = {}
        self.seconds: list[float] = []

    def plan(self, look: Observation) -> None:
        """The whole pass."""
        record = look.record
        horizon = make_horizon(look.now)
        request = PlanRequest(
            home=self._home,
            horizon=horizon,
            readings=look.readings,
            forecasts=self.forecasts(look, horizon),
            situation=self._situation,
            zone=record.zone,
            announced=self._plan,
            limits=self._limits,
            holdings=False,
        )
        self._plan = make_plan(request)
        self.seconds.append(self._plan.seconds)

    def command(self, readings: Readings) -> tuple[Command, ...]:
        """Dispatch the plan."""
        return decide(self._plan, self._home, readings, self._situation, readings.at)

    def forecasts(self, look: Observation, horizon: Horizon) -> Forecasts:
        """What a home can know."""
        record, zone, now = look.record, look.record.zone, look.now
        index = record.index_of(now)
        prices = forecast_price(horizon, zone, record.published(now), self._pattern(record, now))
        if prices is None:
            raise ValueError("the record has no prices")
        return Forecasts(
            load_kw=forecast_load(horizon, zone, record.known("load", now, LOAD_DAYS), look.readings.load_kw),
            pv_kw=forecast_pv(horizon, zone, record.known("pv", now, PV_DAYS), look.readings.pv_kw),
            import_yen_per_kwh=prices.values,
            # export terms are a contract: known
            export_yen_per_kwh=record.mean(record.export_yen, horizon),
            co2_kg_per_kwh=forecast_carbon(horizon, zone, float(record.co2[max(index - 1, 0)])),
            price_known=prices.known,
            trips=tuple(self._trips(look, horizon, storage) for storage in self._home.storages),
        )

    def _pattern(self, record: Record, now: datetime) -> PricePattern | None:
        """Learned once for every publication."""
        last = record.last_priced_day(now)
        if self._prices[0] != last:
            table = record.tables["price"].before(last + 1, PRICE_DAYS + ERROR_DAYS)
            self._prices = (last, learn_prices(table))
        return self._prices[1]

    def _trips(self, look: Observation, horizon: Horizon, storage: Storage) -> TripForecast:
        """Habits are learned once a day."""
        record, now = look.record, look.now
        day = now.astimezone(record.zone).date().toordinal()
        known = self._habits.get(storage.id)
        if known is None or known[0] != day:
            past = [a for a in record.absences.get(storage.id, ()) if a.end is not None and a.end <= now]
            known = (day, learn_trips(past, record.zone, record.start, now, storage.departures))
            self._habits[storage.id] = known
        return forecast_trips(
            horizon,
            record.zone,
            storage,
            known[1],
            look.readings.storage(storage.id).connected,
            away_since=look.away_since.get(storage.id),
        )


class Foresight(Planned):
    """The same with the future in its hands."""

    def forecasts(self, look: Observation, horizon: Horizon) -> Forecasts:
        """What will be."""
        record = look.record
        return Forecasts(
            load_kw=record.mean(record.load_kw, horizon),
            pv_kw=record.mean(record.pv_kw, horizon),
            import_yen_per_kwh=record.mean(record.import_yen, horizon),
            export_yen_per_kwh=record.mean(record.export_yen, horizon),
            co2_kg_per_kwh=record.mean(record.co2, horizon),
            price_known=np.ones(len(horizon), dtype=np.bool_),
            trips=tuple(self._actual(look, horizon, storage) for storage in self._home.storages),
        )

    def _actual(self, look: Observation, horizon: Horizon, storage: Storage) -> TripForecast:
        """The absences that will be; the driving of one under way is counted whole (its SOC is old)."""
        away, trip = np.zeros(len(horizon)), np.zeros(len(horizon))
        since = look.away_since.get(storage.id)
        for absence in look.record.absences.get(storage.id, ()):
            end = absence.end or absence.start
            if end <= horizon.start or absence.start >= horizon.end:
                continue
            if absence.start < look.now and since is None:
                continue  # it began before the record's first half hour and was left out
            hours: Floats = horizon.overlap_hours(absence.start, end)
            away += hours / horizon.hours
            length = (end - absence.start).total_seconds() / 3600.0
            trip += absence.energy_kwh * hours / length
            if absence.start < look.now:
                trip[0] += absence.energy_kwh * (1.0 - min(hours.sum() / length, 1.0))
        return TripForecast(
            storage_id=storage.id,
            away=np.minimum(away, 1.0),
            trip_kwh=trip,
            reserve_kwh=storage.capacity_kwh * np.linspace(0.1, 0.3, RESERVE_LEVELS),
            reserve_weight=np.zeros((len(horizon), RESERVE_LEVELS)),
        )


def cheap_yen_per_kwh(record: Record, hours: Sequence[int] = (1, 2, 3, 4)) -> tuple[float, float]:
    """Mean price and CO2 factor of the night hours: what refilling one kWh costs, AC side."""
    night = [i for i in range(len(record)) if record.time_of(i).astimezone(record.zone).hour in hours]
    return float(record.import_yen[night].mean()), float(record.co2[night].mean())
