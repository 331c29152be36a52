"""What was gathered -> forecasts -> plan. Pure and slow: it runs in the executor, one at a time."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np

from ..settings.model import Settings
from .accounting.baseline import Savings
from .accounting.metering import DayLedger
from .forecast import Forecasts, TripForecast
from .forecast.carbon import curve_of, forecast_carbon
from .forecast.clear_sky import Place
from .forecast.day_table import tabulate
from .forecast.load import forecast_load
from .forecast.price import SunOutlook, forecast_price
from .forecast.pv import Published, forecast_sun
from .forecast.trips import Absence, forecast_trips, learn_trips
from .history import History
from .home import Storage
from .horizon import TimeGrid, make_grid
from .plan import Need, NeedKind, Plan
from .planning.planner import make_plan
from .readings import Readings
from .request import PlanRequest
from .series import StepSeries
from .situation import Situation
from .storm.counterfactual import Shadow, planned
from .trips import OneOffTrip, TripLog

# When neither prices nor their past are known: a Japanese household tariff's middle step.
UNKNOWN_YEN_PER_KWH = 31.0
# A car that is charged on request is thought to stay this much longer than the charge takes at best.
SPARE_HOURS = 1.0


@dataclass(frozen=True, kw_only=True)
class PassInput:
    """Everything one pass starts from; enough to repeat it elsewhere."""

    now: datetime
    zone: str
    settings: Settings
    readings: Readings
    situation: Situation
    published: StepSeries = field(default_factory=StepSeries)  # as the price source means them
    past_prices: StepSeries = field(default_factory=StepSeries)
    history: History = field(default_factory=History)
    solar: Published = Published()
    place: Place | None = None
    co2_kg_per_kwh: float | None = None
    co2_forecast: StepSeries = field(default_factory=StepSeries)
    trips: TripLog
    one_off: tuple[OneOffTrip, ...] = ()
    charge_now: tuple[Need, ...] = ()
    previous: Plan | None = None


def forecasts(given: PassInput, grid: TimeGrid, zone: tzinfo) -> Forecasts:
    """Everything the plan needs of the future, on its grid."""
    n = len(grid)
    readings, history, sources = given.readings, given.history, given.settings.sources
    past_sun = tabulate(history.pv_kw, zone)
    sun = forecast_sun(grid, zone, past_sun, given.solar, given.place, readings.pv_kw)
    # only a forecast of the sky says more of prices than their own past does
    outlook = SunOutlook(past_sun, sun.expected) if given.solar.expected and len(past_sun) else None
    prices = given.settings.prices
    # Forecast as the source means it, then the terms: adders have their own dates and hours.
    if prices.table is not None:
        known, market = np.ones(n, dtype=bool), prices.table.on(grid, zone)
        cost = prices.terms.over(grid, market, zone)
    elif (price := forecast_price(grid, zone, given.published, given.past_prices, outlook)) is not None:
        known, market = price.known, price.values
        cost = prices.terms.over(grid, market, zone)
    else:
        known, market, cost = np.zeros(n, dtype=bool), None, np.full(n, UNKNOWN_YEN_PER_KWH)
    has_sun = bool(sources.pv_power or given.solar.expected)
    return Forecasts(
        load_kw=forecast_load(grid, zone, history.load_kw, readings.load_kw),
        pv_kw=sun.expected if has_sun else np.zeros(n),
        pv_low_kw=sun.p10 if has_sun else None,
        pv_high_kw=sun.p90 if has_sun else None,
        import_yen_per_kwh=cost,
        export_yen_per_kwh=prices.export.on(grid, zone, market),
        co2_kg_per_kwh=forecast_carbon(
            grid,
            zone,
            given.co2_kg_per_kwh,
            given.co2_forecast,
            None if sources.co2_area is None else curve_of(sources.co2_area),
            history.co2_kg,
        ),
        price_known=known,
        trips=tuple(_trips(given, grid, zone)),
    )


def _trips(given: PassInput, grid: TimeGrid, zone: tzinfo) -> list[TripForecast]:
    """Each storage's absences."""
    log, result = given.trips, []
    for storage in given.settings.home.storages:
        away = log.away.get(storage.id)
        habits = learn_trips(log.absences.get(storage.id, ()), zone, log.since, given.now, storage.departures)
        forecast = forecast_trips(
            grid,
            zone,
            storage,
            habits,
            given.readings.storage(storage.id).connected,
            [Absence(t.leave, t.back, t.energy_kwh) for t in given.one_off if t.storage_id == storage.id],
            None if away is None else away.since,
        )
        result.append(_stays(forecast, given, grid, storage))
    return result


def _stays(forecast: TripForecast, given: PassInput, grid: TimeGrid, storage: Storage) -> TripForecast:
    """Who asks for a plugged-in car to be charged now does not mean to leave before it is."""
    reading = given.readings.storage(storage.id)
    wished = max((n.soc for n in given.charge_now if n.storage_id == storage.id), default=0.0)
    if reading.soc is None or reading.connected is not True or wished <= reading.soc:
        return forecast
    kwh = (wished - reading.soc) * storage.capacity_kwh / storage.charge_efficiency
    until = grid.start + timedelta(hours=kwh / storage.charge_max_kw + SPARE_HOURS)
    stays = np.array([start < until for start in grid.starts])
    return replace(
        forecast,
        away=np.where(stays, 0.0, forecast.away),
        trip_kwh=np.where(stays, 0.0, forecast.trip_kwh),
    )


def wishes(given: PassInput) -> tuple[Need, ...]:
    """What people asked for once: charge now, announced trips."""
    trips = (
        Need(kind=NeedKind.PERSON, storage_id=trip.storage_id, soc=trip.soc, by=trip.leave)
        for trip in given.one_off
        if trip.leave > given.now
    )
    return (*given.charge_now, *trips)


def make_request(given: PassInput) -> PlanRequest:
    """What the planner is asked."""
    zone = ZoneInfo(given.zone)
    grid = make_grid(given.now.astimezone(zone))
    return PlanRequest(
        home=given.settings.home,
        grid=grid,
        readings=given.readings,
        forecasts=forecasts(given, grid, zone),
        situation=given.situation,
        zone=zone,
        needs=wishes(given),
        announced=given.previous,
    )


def run(given: PassInput, shadow: Shadow | None = None) -> tuple[Plan, Shadow | None]:
    """The whole slow part of a pass: the plan, and in a storm the plan of the home that ignores it."""
    request = make_request(given)
    return make_plan(request), None if shadow is None else planned(shadow, request)


def saved_today(ledger: DayLedger | None, given: PassInput, plan: Plan) -> Savings | None:
    """The day so far against a night timer; what is left in the batteries counts at its marginal value."""
    if ledger is None:
        return None
    worth = list(plan.stored_yen_per_kwh.values())
    mean = sum(worth) / len(worth) if worth else 0.0
    return ledger.saved(given.settings.home, ZoneInfo(given.zone), mean)
