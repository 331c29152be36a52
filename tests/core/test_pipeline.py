"""From everything that is known at home to a request, and to a plan."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Home, Mode
from custom_components.v2h_planner.core.horizon import HALF_HOUR, make_horizon
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.pipeline import (
    UNKNOWN_YEN_PER_KWH,
    PipelineInput,
    forecasts,
    make_request,
    person_targets,
    plan_home,
)
from custom_components.v2h_planner.core.plan import SocTarget, TargetKind
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.storm.counterfactual import Counterfactual
from custom_components.v2h_planner.core.tariff.import_terms import MarketTerms
from custom_components.v2h_planner.core.tariff.tariff import Tariff
from custom_components.v2h_planner.core.trips import Absence, OneOffTrip, TripLog

from .homes import NOW, TOKYO, after, storage

CAR = storage(id="car")
READINGS = Readings(
    at=NOW, load_kw=0.6, pv_kw=0.0, storages=(StorageReading(storage_id="car", soc=0.5, connected=True),)
)
AT_HOME = PipelineInput(
    now=NOW,
    zone="Asia/Tokyo",
    home=Home(storages=(CAR,)),
    readings=READINGS,
    situation=Situation(mode=Mode.ECONOMY),
    trips=TripLog(since=NOW),
)
HORIZON = make_horizon(NOW)


def trip(leave_in: float) -> OneOffTrip:
    """Announced once, for six hours."""
    return OneOffTrip(
        id="trip", storage_id="car", leave=after(leave_in), back=after(leave_in + 6), soc=0.9, energy_kwh=8.0
    )


def test_a_car_that_is_not_to_be_learned_stays_until_a_trip_is_announced() -> None:
    """Every day for two weeks it was away at this hour."""
    days = [after(-24 * day) for day in range(1, 15)]
    past = {"car": tuple(Absence(start=day, end=day + timedelta(hours=6), energy_kwh=6.0) for day in days)}
    log = TripLog(since=after(-24 * 15), absences=past)
    told = replace(CAR, learns_trips=False)
    away = {}
    for car in (CAR, told):
        inputs = replace(AT_HOME, home=Home(storages=(car,)), trips=log)
        away[car.learns_trips] = float(forecasts(inputs, HORIZON, TOKYO).trips[0].away.sum())
    assert away[True] > 1.0
    assert away[False] < 0.1
    announced = replace(AT_HOME, home=Home(storages=(told,)), trips=log, one_off=(trip(3),))
    assert forecasts(announced, HORIZON, TOKYO).trips[0].away.sum() > 10.0


def charge_now(soc: float) -> SocTarget:
    """Asked for by the button."""
    return SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=soc, by=NOW)


def test_prices_are_forecast_as_the_market_means_them_and_cost_what_the_tariff_makes_of_them() -> None:
    terms = MarketTerms(loss=0.07, tax=0.1, adders_yen_per_kwh=19.0)
    told = replace(
        AT_HOME, tariff=Tariff(terms=terms), published=StepSeries.regular(NOW, HALF_HOUR, [10.0] * 12)
    )
    found = forecasts(told, HORIZON, TOKYO)
    assert found.price_known.sum() == 12
    assert np.allclose(found.import_yen_per_kwh, terms.all_in(10.0))


def test_without_any_price_a_usual_one_is_taken_for_an_unknown_one() -> None:
    found = forecasts(AT_HOME, HORIZON, TOKYO)
    assert (found.import_yen_per_kwh == UNKNOWN_YEN_PER_KWH).all()
    assert not found.price_known.any()


def test_a_car_that_is_charged_on_request_does_not_leave_on_its_announced_trip_before() -> None:
    leaving = replace(AT_HOME, one_off=(trip(1.0),))
    assert forecasts(leaving, HORIZON, TOKYO).trips[0].away[2] == 1.0
    waiting = replace(leaving, charge_now=(charge_now(0.9),))
    assert forecasts(waiting, HORIZON, TOKYO).trips[0].away[2] == 0.0


def test_people_ask_for_a_charge_now_and_for_trips_that_have_not_begun() -> None:
    asked = person_targets(replace(AT_HOME, charge_now=(charge_now(0.8),), one_off=(trip(-1.0), trip(9.0))))
    assert [(target.soc, target.by) for target in asked] == [(0.8, NOW), (0.9, after(9.0))]


def test_the_inputs_say_how_hard_the_solver_works() -> None:
    request = make_request(replace(AT_HOME, limits=SolverLimits(gap=0.02, seconds=1.0), holdings=False))
    assert request.limits == SolverLimits(gap=0.02, seconds=1.0)
    assert not request.holdings


def test_a_known_future_is_not_forecast() -> None:
    future = forecasts(replace(AT_HOME, readings=replace(READINGS, load_kw=3.0)), HORIZON, TOKYO)
    assert make_request(AT_HOME, future).forecasts is future


def test_in_a_storm_the_home_that_ignores_it_is_planned_beside() -> None:
    order = StormTarget(tier=Tier.ACT, by=NOW, until=after(12), onset=NOW + timedelta(hours=6))
    stormy = replace(AT_HOME, situation=Situation(mode=Mode.RESILIENCE, wanted=Mode.ECONOMY, storm=order))
    plan, counterfactual = plan_home(stormy, Counterfactual.begin(READINGS, AT_HOME.home))
    assert plan.slots[10].storage("car").soc_end == 1.0
    assert counterfactual is not None
    assert counterfactual.plan is not None
    assert counterfactual.plan.mode is Mode.ECONOMY
    assert counterfactual.plan.slots[10].storage("car").soc_end < 0.6
    _, none = plan_home(AT_HOME)
    assert none is None
