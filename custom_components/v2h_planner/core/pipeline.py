"""One pass: inputs -> forecasts -> request -> plan. The home, the backtest and the replays all run this one.

Pure and slow: Home Assistant runs it in the executor.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np

from .accounting.peaks import PeakLog
from .forecast import Forecasts, TripForecast
from .forecast.carbon import curve_of, forecast_carbon
from .forecast.clear_sky import Place
from .forecast.day_table import tabulate
from .forecast.load import forecast_load
from .forecast.price import SunOutlook, forecast_price
from .forecast.pv import Published, forecast_sun
from .forecast.trips import forecast_trips, learn_trips
from .history import History
from .home import Home, Storage, ToldDay
from .horizon import Horizon, make_horizon
from .milp.data import SolverLimits
from .plan import Plan, SocTarget, TargetKind
from .planning.planner import plan_and_trail
from .planning.targets import late_departure
from .readings import Readings
from .request import PlanRequest
from .series import StepSeries
from .situation import Situation
from .storm.counterfactual import Counterfactual
from .tariff.tariff import Tariff
from .trail import Trail
from .trips import Absence, OneOffTrip, TripLog
from .weekly_trips import weekly_trips

# When neither prices nor their past are known: a Japanese household tariff's middle step.
UNKNOWN_YEN_PER_KWH = 31.0
# A car that is charged on request is expected to stay this much longer than the charge takes at best.
SPARE_HOURS = 1.0
# An absence that began longer ago has no more to say of a trip that may still be under way.
RECENT = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class PipelineInput:
    """Everything one pass starts from; enough to repeat it elsewhere. `limits`, `holdings`, `trail`: as in `PlanRequest`."""

    now: datetime
    zone: str
    home: Home
    tariff: Tariff = Tariff()
    has_pv: bool = True  # PV is metered or forecast
    co2_area: str | None = None  # whose usual day of CO2 holds, as in forecast/carbon_curves.json
    readings: Readings
    situation: Situation
    published: StepSeries = field(default_factory=StepSeries)  # as the price source means them
    past_prices: StepSeries = field(default_factory=StepSeries)
    history: History = field(default_factory=History)
    days_off: tuple[date, ...] = ()  # weekdays on which the country does not work
    solar: Published = Published()
    place: Place | None = None
    co2_kg_per_kwh: float | None = None
    co2_forecast: StepSeries = field(default_factory=StepSeries)
    trips: TripLog
    one_off: tuple[OneOffTrip, ...] = ()
    told_days: tuple[ToldDay, ...] = ()
    charge_now: tuple[SocTarget, ...] = ()
    previous: Plan | None = None
    limits: SolverLimits = SolverLimits()
    holdings: bool = True
    trail: Trail | None = None
    peaks: PeakLog = PeakLog()  # for a tariff by the highest half hour


def forecasts(inputs: PipelineInput, horizon: Horizon, zone: tzinfo) -> Forecasts:
    """Forecast everything that the plan needs on its horizon."""
    n = len(horizon)
    readings, history, tariff = inputs.readings, inputs.history, inputs.tariff
    past_sun = tabulate(history.pv_kw, zone)
    sun = forecast_sun(horizon, zone, past_sun, inputs.solar, inputs.place, readings.pv_kw)
    # only a forecast of the sky says more of prices than their own past does
    outlook = SunOutlook(past_sun, sun.expected) if inputs.solar.expected and len(past_sun) else None
    off = frozenset(day.toordinal() for day in inputs.days_off)
    # Forecast as the source means it, then the terms: adders have their own dates and hours.
    priced = True
    if tariff.table is not None:
        known, market = np.ones(n, dtype=bool), tariff.table.on(horizon, zone)
        cost = tariff.terms.over(horizon, market, zone)
    elif (
        price := forecast_price(horizon, zone, inputs.published, inputs.past_prices, outlook, off)
    ) is not None:
        known, market = price.known, price.values
        cost = tariff.terms.over(horizon, market, zone)
    else:
        priced, known, market = False, np.zeros(n, dtype=bool), None
        cost = np.full(n, UNKNOWN_YEN_PER_KWH)
    return Forecasts(
        load_kw=forecast_load(horizon, zone, history.load_kw, readings.load_kw),
        pv_kw=sun.expected if inputs.has_pv else np.zeros(n),
        pv_low_kw=sun.p10 if inputs.has_pv else None,
        pv_high_kw=sun.p90 if inputs.has_pv else None,
        import_yen_per_kwh=cost,
        export_yen_per_kwh=tariff.export.on(horizon, zone, market),
        co2_kg_per_kwh=forecast_carbon(
            horizon,
            zone,
            inputs.co2_kg_per_kwh,
            inputs.co2_forecast,
            None if inputs.co2_area is None else curve_of(inputs.co2_area),
            history.co2_kg,
        ),
        price_known=known,
        priced=priced,
        trips=tuple(_trips(inputs, horizon, zone)),
    )


def _trips(inputs: PipelineInput, horizon: Horizon, zone: tzinfo) -> list[TripForecast]:
    """Forecast each storage's absences."""
    log, result = inputs.trips, []
    for storage in inputs.home.storages:
        away = log.away.get(storage.id)
        past = log.absences.get(storage.id, ()) if storage.learns_trips else ()
        habits = learn_trips(past, zone, log.since, inputs.now, storage.departures)
        reading = inputs.readings.storage(storage.id)
        forecast = forecast_trips(
            horizon,
            zone,
            storage,
            habits,
            reading.is_home,
            [
                Absence(t.leave, t.back, t.energy_kwh)
                for t in (*going_on(inputs), *_of_told_days(inputs, zone))
                if t.storage_id == storage.id
            ],
            None if away is None else away.since,
            [a for a in log.absences.get(storage.id, ()) if a.start > inputs.now - RECENT],
            told_days=[day for day in inputs.told_days if day.storage_id == storage.id],
            unplugged=reading.connected is False,
        )
        result.append(_stays(forecast, inputs, horizon, storage))
    return result


def _stays(forecast: TripForecast, inputs: PipelineInput, horizon: Horizon, storage: Storage) -> TripForecast:
    """Expect no departure before a plugged-in car has reached the target of "charge now"."""
    reading = inputs.readings.storage(storage.id)
    asked = (t.soc for t in inputs.charge_now if t.storage_id == storage.id and t.until is None)
    target = max(asked, default=0.0)
    if reading.soc is None or reading.connected is not True or target <= reading.soc:
        return forecast
    kwh = (target - reading.soc) * storage.capacity_kwh / storage.charge_efficiency
    until = horizon.start + timedelta(hours=kwh / storage.charge_max_kw + SPARE_HOURS)
    stays = np.array([start < until for start in horizon.starts])
    return replace(
        forecast,
        away=np.where(stays, 0.0, forecast.away),
        trip_kwh=np.where(stays, 0.0, forecast.trip_kwh),
    )


def going_on(inputs: PipelineInput) -> tuple[OneOffTrip, ...]:
    """Return the announced trips that are not over, by their times and by the plug."""
    return inputs.trips.going_on(inputs.one_off, inputs.readings, inputs.now)


def _of_told_days(inputs: PipelineInput, zone: tzinfo) -> tuple[OneOffTrip, ...]:
    """Return the weekly trips of days that a person has told: these are as sure as announced ones."""
    found = []
    for told in inputs.told_days:
        weekly = weekly_trips(inputs.home, told.start, told.end, zone)
        found += [
            OneOffTrip(
                id=trip.id,
                storage_id=trip.storage_id,
                leave=trip.leave,
                back=trip.back,
                soc=trip.soc,
                energy_kwh=trip.energy_kwh,
            )
            for trip in weekly
            if trip.storage_id == told.storage_id and trip.is_made and trip.leave >= told.start
        ]
    return inputs.trips.going_on(found, inputs.readings, inputs.now)


def person_targets(inputs: PipelineInput) -> tuple[SocTarget, ...]:
    """SOC targets that people asked for once: charge now, announced trips."""
    trips = (
        SocTarget(kind=TargetKind.PERSON, storage_id=trip.storage_id, soc=trip.soc, by=trip.leave)
        for trip in going_on(inputs)
        if trip.leave > inputs.now
    )
    return (*_charge_now(inputs), *trips)


def _charge_now(inputs: PipelineInput) -> Iterator[SocTarget]:
    """Yield what is to be charged at once, and what is kept of it for a while; in an outage the house needs that."""
    for target in inputs.charge_now:
        reading = inputs.readings.find(target.storage_id)
        if target.until is None:
            yield target
        elif reading is not None and reading.soc is not None and not inputs.situation.outage:
            yield replace(target, soc=min(target.soc, reading.soc))


def late_trips(inputs: PipelineInput) -> Iterator[SocTarget]:
    """Yield what a car keeps for an announced trip whose time has passed, while it is still plugged in."""
    for trip in going_on(inputs):
        reading = inputs.readings.find(trip.storage_id)
        if reading is not None and reading.connected and not inputs.situation.outage:
            yield from late_departure(trip.storage_id, trip.soc, trip.leave, reading.soc, inputs.now)


def make_request(inputs: PipelineInput, future: Forecasts | None = None) -> PlanRequest:
    """Ask for a plan on the usual horizon. `future`: in place of our own forecasts, where it is known."""
    zone = ZoneInfo(inputs.zone)
    horizon = make_horizon(inputs.now.astimezone(zone))
    return PlanRequest(
        home=inputs.home,
        horizon=horizon,
        readings=inputs.readings,
        forecasts=forecasts(inputs, horizon, zone) if future is None else future,
        situation=inputs.situation,
        zone=zone,
        targets=(*person_targets(inputs), *late_trips(inputs)),
        announced=inputs.previous,
        limits=inputs.limits,
        holdings=inputs.holdings,
        trail=inputs.trail,
        demand=None
        if inputs.tariff.demand is None
        else inputs.peaks.demand(inputs.tariff.demand, inputs.now, horizon.end, zone),
    )


def plan_home(
    inputs: PipelineInput, counterfactual: Counterfactual | None = None, future: Forecasts | None = None
) -> tuple[Plan, Counterfactual | None]:
    """Plan the home, and in a storm its counterfactual, which ignores it. `future`: as in `make_request`."""
    return plan_onward(inputs, counterfactual, future)[:2]


def plan_onward(
    inputs: PipelineInput, counterfactual: Counterfactual | None = None, future: Forecasts | None = None
) -> tuple[Plan, Counterfactual | None, Trail | None]:
    """Plan as above, and return what the next pass may start with, as its `trail`."""
    request = make_request(inputs, future)
    plan, trail = plan_and_trail(request)
    return plan, None if counterfactual is None else counterfactual.with_plan(request), trail
