"""A target holds at the last moment at which the car is there: in the half hour of its departure, before its table."""

from dataclasses import replace
from datetime import datetime, time

import pytest

from custom_components.v2h_planner.core.home import Departure
from custom_components.v2h_planner.core.plan import Plan, ReasonCode, ShortfallKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.core.request import PlanRequest
from tests.core.homes import TOKYO, request, storage, trip

EVERY_DAY = frozenset(range(7))


def clock(hour: int, minute: int, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def leaving(at: time, soc: float) -> Departure:
    return Departure(weekdays=EVERY_DAY, leave=at, back=time(18), soc=soc, energy_kwh=5.0)


def morning(
    now: datetime,
    leave: time,
    soc: float,
    *,
    wanted: float = 0.8,
    goes: datetime | None = None,
    **more: object,
) -> PlanRequest:
    """A house in the morning: 40 kWh at 6 kW, which leaves by its table or, if said, at another time."""
    car = storage(departures=(leaving(leave, wanted),))
    made = request(car, now=now, soc=soc, **{"load": 1.0, "price": [34.0], **more})
    goes = goes or now.replace(hour=leave.hour, minute=leave.minute)
    away = trip(made.horizon, leave=goes, back=goes.replace(hour=18, minute=0), kwh=5.0)
    return replace(made, forecasts=replace(made.forecasts, trips=(away,)), holdings=False)


def left_with(plan: Plan, wanted: PlanRequest, leave: datetime) -> float:
    """The SOC with which the plan lets the car go: what is stored at the end of that slot and what it drove in it."""
    t = max(i for i, slot in enumerate(plan.slots) if slot.start < leave)
    (away,) = wanted.forecasts.trips
    return plan.slots[t].storage("car").soc_end + float(away.trip_kwh[t]) / 40.0


def test_what_is_charged_by_seven_is_there_at_25_past() -> None:
    wanted = morning(clock(6, 30), time(7, 25), soc=0.75, price=[34.0, 60.0, 34.0])
    plan = make_plan(wanted)
    assert left_with(plan, wanted, clock(7, 25)) >= 0.8 - 1e-3
    assert not plan.shortfalls


def test_a_car_that_cannot_make_it_is_told_until_it_leaves() -> None:
    for now in (clock(6, 0), clock(6, 30), clock(7, 0), clock(7, 10)):
        wanted = morning(now, time(7, 25), soc=0.4, price=60.0)
        plan = make_plan(wanted)
        (short,) = plan.shortfalls
        assert short.kind is ShortfallKind.DEPARTURE
        assert short.at == clock(7, 25)
        assert short.reached_soc == pytest.approx(left_with(plan, wanted, clock(7, 25)), abs=1e-3)
        assert plan.slots[0].storage("car").verb is Verb.CHARGE


def test_a_dear_half_hour_does_not_empty_a_car_that_leaves_at_its_end() -> None:
    wanted = morning(clock(7, 30), time(7, 59), soc=0.8, price=[90.0, 20.0])
    plan = make_plan(wanted)
    assert left_with(plan, wanted, clock(7, 59)) >= 0.8 - 1e-3
    assert plan.slots[0].storage("car").reason.code is ReasonCode.HOLD_DEPARTURE


def test_a_family_that_leaves_before_its_table_finds_its_car_charged() -> None:
    """Its table says 07:30; for three weeks it has left at 07:10, and the forecast knows."""
    now, goes = clock(22, 0), clock(7, 10, 25)
    wanted = morning(now, time(7, 30), soc=0.35, goes=goes, price=[25.0] * 10 + [40.0])
    plan = make_plan(wanted)
    assert left_with(plan, wanted, clock(7, 0, 25)) >= 0.8 - 1e-3
    assert not plan.shortfalls
