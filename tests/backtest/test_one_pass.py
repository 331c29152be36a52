"""The home, the backtest and the replays run one pass: the same inputs make the same request."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from homeassistant.components.recorder.statistics import StatisticsRow
import numpy as np
import pytest

from backtest.homes import EV, PROFILES, Contract
from backtest.read import generate
from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.forecast import Forecasts, TripForecast
from custom_components.v2h_planner.core.history import History
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.horizon import HALF_HOUR
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.pipeline import PipelineInput, make_request
from custom_components.v2h_planner.core.plan import Plan
from custom_components.v2h_planner.core.planning.planner import make_plan, plan_and_trail
from custom_components.v2h_planner.core.public_holidays import days_off
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.simulation.policies import Foresight, Planned
from custom_components.v2h_planner.core.simulation.world import (
    COARSE_DAYS,
    FINE_DAYS,
    PRICE_DAYS,
    Observation,
    Policy,
    Record,
    simulate,
)
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trail import Trail
from custom_components.v2h_planner.core.trips import Away, TripLog
from custom_components.v2h_planner.runtime import publications
from custom_components.v2h_planner.sources import recorder_history
from demo.custom_components.v2h_demo.office import WeatherOffice
from replay.comparison import record_of
from replay.policy import StormReady, WeatherWatch
from replay.scenarios import SCENARIOS, Scenario

ROOT = Path(__file__).parents[2]
PROFILE = PROFILES[1]
RECORD = generate(date(2026, 4, 1), 45, PROFILE, Contract())
# Tuesday morning: the car is at work, tomorrow's prices are not published
NOON = RECORD.index_of(datetime(2026, 5, 12, 12, 0, tzinfo=RECORD.zone))


@contextmanager
def asked() -> Iterator[list[PlanRequest]]:
    """What the planner is asked meanwhile, counterfactuals included."""
    requests: list[PlanRequest] = []

    def plan(request: PlanRequest) -> Plan:
        requests.append(request)
        return make_plan(request)

    def onward(request: PlanRequest) -> tuple[Plan, Trail | None]:
        requests.append(request)
        return plan_and_trail(request)

    with (
        patch("custom_components.v2h_planner.core.pipeline.plan_and_trail", onward),
        patch("custom_components.v2h_planner.core.storm.counterfactual.make_plan", plan),
    ):
        yield requests


class Watched:
    """A policy, and what it observed."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.observations: list[Observation] = []
        self.command = policy.command

    def plan(self, observation: Observation) -> None:
        self.observations.append(observation)
        self._policy.plan(observation)


def numbers(part: object) -> list[float]:
    """Every number in a forecast, in order."""
    if isinstance(part, np.ndarray | tuple):
        return [number for item in part for number in numbers(item)]
    if isinstance(part, Forecasts | TripForecast):
        return [number for field in fields(part) for number in numbers(getattr(part, field.name))]
    return [] if part is None or isinstance(part, str) else [float(part)]


def same(one: PlanRequest, other: PlanRequest) -> bool:
    """Whether two requests are equal, but for the rounding of a mean."""
    return (
        numbers(one.forecasts) == pytest.approx(numbers(other.forecasts), rel=1e-12, abs=1e-12)
        and replace(one, forecasts=other.forecasts) == other
    )


def recorded(values: Floats, now: datetime) -> StepSeries:
    """A series as `sources/recorder_history.py` makes it of hourly and of five-minute statistics."""

    def rows(length: timedelta, days: int) -> list[StatisticsRow]:
        at, found = now - timedelta(days=days), []
        while at < now:
            first, last = RECORD.index_of(at), RECORD.index_of(at + length - timedelta(minutes=5))
            found.append(
                StatisticsRow(start=at.timestamp(), end=0.0, mean=float(values[[first, last]].mean()))
            )
            at += length
        return found

    hours, fine = rows(timedelta(hours=1), COARSE_DAYS), rows(timedelta(minutes=5), FINE_DAYS)
    return recorder_history.series(recorder_history.half_hours(hours, fine))


def test_the_backtest_asks_what_a_home_with_that_past_asks() -> None:
    policy = Watched(Planned(PROFILE.home))
    with asked() as requests:
        simulate(RECORD, PROFILE.home, policy, first=NOON - 10, count=11)
    observation, now = policy.observations[-1], RECORD.time_of(NOON)
    market = RECORD.market_yen
    tonight = int((now.astimezone(RECORD.zone).replace(hour=23, minute=30) - now) / HALF_HOUR) + 1
    (away,) = observation.away_since.values()
    home = PipelineInput(
        now=now,
        zone="Asia/Tokyo",
        home=PROFILE.home,
        tariff=RECORD.tariff,
        readings=observation.readings,
        situation=Situation(mode=Mode.ECONOMY, wanted=Mode.ECONOMY),
        published=StepSeries.regular(now, HALF_HOUR, market[NOON : NOON + tonight]),
        days_off=days_off(date(2026, 4, 12), date(2026, 5, 16)),
        past_prices=StepSeries.regular(
            now - timedelta(days=PRICE_DAYS), HALF_HOUR, market[NOON - 48 * PRICE_DAYS : NOON]
        ),
        history=History(
            load_kw=recorded(RECORD.load_kw, now),
            pv_kw=recorded(RECORD.pv_kw, now),
            co2_kg=recorded(RECORD.co2, now),
        ),
        place=PROFILE.place,
        co2_kg_per_kwh=float(RECORD.co2[NOON - 1]),
        trips=TripLog(
            since=RECORD.start,
            absences={EV: tuple(a for a in RECORD.absences[EV] if a.end is not None and a.end <= now)},
            away={EV: Away(since=away, soc=observation.readings.storage(EV).soc)},
        ),
        previous=requests[-1].announced,
        holdings=False,
        trail=requests[-1].trail,
    )
    assert requests[-1].trail is not None
    assert requests[-1].announced is not None
    assert same(requests[-1], make_request(home))


def test_the_backtest_stops_solving_where_a_home_does() -> None:
    with asked() as requests:
        simulate(RECORD, PROFILE.home, Planned(PROFILE.home), first=NOON, count=1)
    assert requests[0].limits == SolverLimits()


def test_the_record_remembers_as_long_as_home_assistant_does() -> None:
    assert (FINE_DAYS, COARSE_DAYS) == (recorder_history.FINE_DAYS, recorder_history.COARSE_DAYS)
    assert PRICE_DAYS == publications.DAYS


def test_foresight_differs_in_its_forecasts_only() -> None:
    with asked() as requests:
        for policy in (Planned(PROFILE.home), Foresight(PROFILE.home)):
            simulate(RECORD, PROFILE.home, policy, first=NOON, count=1)
    ours, known = requests
    assert replace(ours, forecasts=known.forecasts) == known
    assert numbers(ours.forecasts) != numbers(known.forecasts)
    assert known.forecasts.price_known.all()
    assert known.forecasts.load_kw[:72] == pytest.approx(RECORD.load_kw[NOON : NOON + 72])


def storm(name: str) -> tuple[Scenario, Record, StormReady]:
    one = next(scenario for scenario in SCENARIOS if scenario.name == name)
    watch = WeatherWatch(WeatherOffice(one.events), one.at(*one.start))
    return one, record_of(one), StormReady(PROFILE.home, watch)


def test_a_replay_in_fair_weather_asks_what_the_backtest_asks() -> None:
    one, record, ready = storm("thunder")
    first = record.index_of(one.at(*one.start))
    with asked() as requests:
        for policy in (ready, Planned(PROFILE.home)):
            simulate(record, PROFILE.home, policy, first=first, count=2)
    assert len(requests) == 4
    assert same(requests[1], replace(requests[3], announced=requests[1].announced))


def test_a_replay_plans_the_counterfactual_of_a_storm_as_the_home_does() -> None:
    one, record, ready = storm("sudden")
    assert one.onset_at is not None
    watched = Watched(ready)
    with asked() as requests:
        simulate(record, PROFILE.home, watched, first=record.index_of(one.onset_at) - 1, count=1)
    ours, fair = requests[-2:]
    home = replace(
        Planned(PROFILE.home).inputs(watched.observations[-1]),
        readings=ours.readings,
        situation=ours.situation,
        previous=ours.announced,
    )
    assert same(ours, make_request(home))
    assert ours.situation.storm is not None
    assert fair.situation == ours.situation.without_storm
    assert fair.forecasts is ours.forecasts
    assert ready.storm_cost is not None


def test_nothing_but_the_pass_forecasts() -> None:
    measured = ROOT / "backtest" / "forecast_errors.py"
    for file in (*ROOT.glob("backtest/*.py"), *ROOT.glob("replay/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if file != measured and isinstance(node, ast.ImportFrom):
                names = [alias.name for alias in node.names]
                assert not any(name.startswith(("forecast_", "learn_", "tabulate")) for name in names), (
                    file.name
                )
