"""A target holds at the last moment at which the car is there: in the half hour of its departure, before its table."""

from dataclasses import fields, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.control.dispatch import decide
from custom_components.v2h_planner.core.forecast.trips import forecast_trips, learn_trips
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Departure, Home, Mode
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.pipeline import PipelineInput, late_trips
from custom_components.v2h_planner.core.plan import Plan, Reason, ReasonCode, ShortfallKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import Absence, OneOffTrip, TripLog
from tests.core.homes import TOKYO, request, storage, trip

EVERY_DAY = frozenset(range(7))
UNCUT = {"trips", "priced", "pv_low_kw", "pv_high_kw"}


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
    **more: Any,
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


def test_a_late_family_keeps_its_car_for_two_hours_and_no_longer() -> None:
    """Its table says 07:25; the forecast knows nothing of it and would sell the dear morning."""
    wanted = replace(morning(clock(7, 31), time(7, 25), soc=0.75, price=[90.0] * 8 + [20.0]), holdings=False)
    stays = replace(wanted, forecasts=replace(wanted.forecasts, trips=()))
    plan = make_plan(stays)
    before = [slot.storage("car") for slot in plan.slots if slot.end <= clock(9, 0)]
    assert {part.soc_end for part in before} == {0.75}
    assert before[0].reason == Reason(ReasonCode.HOLD_DEPARTURE, {"soc": 0.75}, {"by": clock(9, 25)})
    assert any(slot.storage("car").discharge_kw for slot in plan.slots if slot.start >= clock(9, 30))
    assert not plan.shortfalls
    dark = make_plan(replace(stays, situation=replace(stays.situation, outage=True)))
    assert dark.slots[0].storage("car").discharge_kw > 0


def test_an_announced_trip_that_is_late_keeps_its_car_as_well() -> None:
    car, now = storage(), clock(7, 31)
    announced = OneOffTrip(
        id="trip", storage_id="car", leave=clock(7, 25), back=clock(18, 0), soc=0.8, energy_kwh=5
    )
    here = Readings(at=now, storages=(StorageReading(storage_id="car", soc=0.75, connected=True),))
    inputs = PipelineInput(
        now=now,
        zone="Asia/Tokyo",
        home=Home(storages=(car,)),
        readings=here,
        situation=Situation(mode=Mode.ECONOMY),
        trips=TripLog(since=now),
        one_off=(announced,),
    )
    (kept,) = late_trips(inputs)
    assert (kept.soc, kept.by, kept.until) == (0.75, clock(7, 25), clock(9, 25))
    left = replace(here, storages=(replace(here.storages[0], connected=False),))
    assert not list(late_trips(replace(inputs, readings=left)))


def test_a_departure_within_an_hour_of_the_far_end_holds_until_it_leaves() -> None:
    """36 hours ahead slots are hours: 07:40 lies within the one from 07:00."""
    now = clock(18, 0)
    horizon = make_horizon(now, 20, 28)
    car = storage(departures=(leaving(time(7, 40), 0.8),))
    price = np.where(np.array([at.astimezone(TOKYO).hour == 7 for at in horizon.starts]), 95.0, 25.0)
    at_home, made = trip(horizon), request(car, now=now, soc=0.8)
    wide = {
        part.name: np.resize(getattr(made.forecasts, part.name), 48)
        for part in fields(made.forecasts)
        if part.name not in UNCUT
    }
    forecasts = replace(made.forecasts, **(wide | {"import_yen_per_kwh": price, "trips": (at_home,)}))
    plan = make_plan(replace(made, horizon=horizon, forecasts=forecasts, holdings=False))
    mornings = [slot for slot in plan.slots if slot.start.astimezone(TOKYO).hour == 7]
    assert mornings[0].hours == 1.0
    assert mornings[0].storage("car").soc_end >= 0.8 - 1e-3


def test_a_departure_in_the_hour_that_clocks_repeat_holds_the_first_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 10, 24, 23, 30, tzinfo=berlin)
    car = storage(departures=(leaving(time(2, 40), 0.8),))
    plan = make_plan(replace(request(car, now=now, soc=0.3, price=30.0), zone=berlin, holdings=False))
    (short,) = plan.shortfalls
    assert short.at == datetime(2026, 10, 25, 0, 40, tzinfo=UTC)
    assert short.reached_soc == pytest.approx(0.3 + (3 + 10 / 60) * 6 * 0.9 / 40, abs=1e-3)


def test_a_storm_that_passes_within_a_half_hour_is_held_through_it() -> None:
    storm = StormTarget(tier=Tier.HOLD, by=clock(17, 0), until=clock(18, 20))
    plan = make_plan(
        request(
            soc=0.9, price=[95.0] * 4 + [25.0], load=2.0, situation=Situation(mode=Mode.ECONOMY, storm=storm)
        )
    )
    assert plan.slots[0].storage("car").soc_end == pytest.approx(0.9)
    assert plan.slots[1].storage("car").discharge_kw > 0


def test_the_unit_does_not_discharge_what_the_plan_keeps_and_charges_its_share_at_full_power() -> None:
    wanted = morning(clock(7, 31), time(7, 40), soc=0.5, price=30.0)
    plan = make_plan(wanted)
    (command,) = decide(plan, wanted.home, wanted.readings, wanted.situation, clock(7, 31))
    assert (command.verb, command.power_kw) == (Verb.CHARGE, pytest.approx(6.0))
    part = plan.slots[0].storage("car")
    assert part.charge_kw == pytest.approx(6.0 * 9 / 29)
    feeding = replace(part, verb=Verb.DISCHARGE, charge_kw=0.0, discharge_kw=2.0)
    sold = replace(plan, slots=(replace(plan.slots[0], storages=(feeding,)), *plan.slots[1:]))
    (command,) = decide(sold, wanted.home, wanted.readings, wanted.situation, clock(7, 31))
    assert command.verb is Verb.STANDBY
    assert command.reason.times == {"by": clock(7, 40)}


def test_a_plan_from_before_the_departure_does_not_empty_a_late_car() -> None:
    """Nobody could plan since 07:00; the table's time has passed, and the car is still there."""
    wanted = morning(clock(7, 0), time(7, 25), soc=0.8, price=[90.0] * 4 + [25.0])
    plan = make_plan(replace(wanted, forecasts=replace(wanted.forecasts, trips=())))
    assert plan.slots[1].storage("car").verb is Verb.DISCHARGE
    for now, verb in ((clock(7, 35), Verb.STANDBY), (clock(8, 20), Verb.STANDBY)):
        (command,) = decide(plan, wanted.home, wanted.readings, wanted.situation, now)
        assert command.verb is verb
    dark = replace(wanted.situation, outage=True)
    (command,) = decide(plan, wanted.home, wanted.readings, dark, clock(7, 35))
    assert command.verb is Verb.DISCHARGE


# -- habits, tables and minutes -------------------------------------------------------------------------


def until_slot(wanted: PlanRequest, count: int) -> PlanRequest:
    """The same house on a shorter horizon."""
    given = wanted.forecasts
    cut = {part.name: getattr(given, part.name)[:count] for part in fields(given) if part.name not in UNCUT}
    return replace(
        wanted, horizon=Horizon(wanted.horizon.edges[: count + 1]), forecasts=replace(given, **cut)
    )


def learned(wanted: PlanRequest, days: int, goes: time) -> PlanRequest:
    """The same house until ten in the morning, whose car has left at `goes` on each of the last days, with 5 kWh."""
    wanted = until_slot(wanted, 28)
    car, now = wanted.home.storages[0], wanted.readings.at
    first = [now.replace(hour=goes.hour, minute=goes.minute) - timedelta(days=d) for d in range(1, days + 1)]
    absences = [Absence(leave, leave + timedelta(hours=10), 5.0) for leave in first]
    habits = learn_trips(absences, TOKYO, now - timedelta(days=days), now, car.departures)
    trips = forecast_trips(wanted.horizon, TOKYO, car, habits, connected=True)
    return replace(wanted, forecasts=replace(wanted.forecasts, trips=(trips,)), holdings=False)


def lived(plan: Plan, soc: float, leave: datetime) -> float:
    """The SOC with which a car leaves that does in each slot what the plan says, for as long as it is there."""
    for slot in plan.slots:
        part = slot.storage("car")
        hours = (min(slot.end, leave) - slot.start) / timedelta(hours=1)
        if hours <= 0:
            break
        power = min(part.charge_kw / max(part.share, 0.01), 6.0) * 0.9
        drawn = part.discharge_kw / max(part.share, 0.01) / 0.9
        lowest = 0.0 if part.keeps is None else min(part.keeps.soc, soc)
        until = max(soc, part.soc_end + part.driven_soc) if part.charge_kw else soc
        soc = max(min(soc + hours * power / 40.0, until) - hours * drawn / 40.0, lowest)
    return soc


@given(
    table=st.times(time(6, 0), time(9, 0)),
    early=st.integers(-30, 90),
    days=st.integers(8, 40),  # with fewer the table rules
    hour=st.integers(20, 23),
    soc=st.floats(0.2, 1.0),
    wanted_soc=st.floats(0.3, 0.9),
    price=st.lists(st.floats(5, 90), min_size=10, max_size=30),
    load=st.floats(0.2, 3.0),
)
@settings(max_examples=500, deadline=None)
def test_no_target_that_can_be_reached_is_short_when_the_car_leaves(
    table: time,
    early: int,
    days: int,
    hour: int,
    soc: float,
    wanted_soc: float,
    price: list[float],
    load: float,
) -> None:
    now = clock(hour, 0)
    by = clock(table.hour, table.minute, 25)
    goes = by - timedelta(minutes=early)
    car = storage(departures=(leaving(table.replace(second=0, microsecond=0), wanted_soc),))
    wanted = learned(request(car, now=now, soc=soc, price=price, load=load), days, goes.timetz())
    plan = make_plan(replace(wanted, limits=SolverLimits(gap=5e-3)))
    leave = min(by, goes)
    most = soc + (leave - now) / timedelta(hours=1) * 6.0 * 0.9 / 40.0
    if most >= wanted_soc + 0.02:
        assert lived(plan, soc, leave) >= wanted_soc - 0.005
        assert not [short for short in plan.shortfalls if short.kind is ShortfallKind.DEPARTURE]
