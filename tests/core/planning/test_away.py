"""A car that is away for long, or whose unit cannot charge for long, is planned as it is; nothing stops."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast import TripForecast
from custom_components.v2h_planner.core.home import ChargeControl, GridTerms, Mode
from custom_components.v2h_planner.core.plan import Plan, ShortfallKind, SocTarget, TargetKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Verb
from tests.core.homes import NOW, SLOTS, TOKYO, after, request, storage, trip


def short_of(plan: Plan, kind: ShortfallKind) -> list[float]:
    return [round(short.amount, 1) for short in plan.shortfalls if short.kind is kind]


def test_resilience_while_the_car_is_on_a_trip_from_saturday_to_sunday() -> None:
    """Picked on Friday night, the car full; unplugged on Saturday at 11:00 until Sunday at 17:00."""
    friday = datetime(2026, 11, 27, 22, 0, tzinfo=TOKYO)
    for now in (friday, friday + timedelta(hours=13, minutes=10)):
        wanted = request(now=now, mode=Mode.RESILIENCE, soc=0.9, connected=now == friday)
        saturday = datetime(2026, 11, 28, 11, 0, tzinfo=TOKYO)
        away = trip(wanted.horizon, leave=saturday, back=saturday + timedelta(hours=30), kwh=12.0)
        plan = make_plan(replace(wanted, forecasts=replace(wanted.forecasts, trips=(away,))))
        assert len(plan.slots) == SLOTS


def test_resilience_with_a_big_car_on_a_slow_unit_that_is_at_work() -> None:
    big = storage(capacity_kwh=60.0, charge_max_kw=3.0, discharge_max_kw=3.0)
    wanted = request(big, mode=Mode.RESILIENCE, soc=0.2, connected=False)
    away = trip(wanted.horizon, leave=NOW, back=after(20), kwh=10.0)
    plan = make_plan(request(big, mode=Mode.RESILIENCE, soc=0.3, connected=False, trips=[away]))
    (short,) = [one for one in plan.shortfalls if one.kind is ShortfallKind.STORM]
    assert short.reached_soc == pytest.approx((0.3 * 60 - 10 + 4 * 3 * 0.9) / 60, abs=0.01)
    assert short.at == after(24)


def test_charge_now_on_a_unit_of_one_power_that_gets_room_only_later() -> None:
    car = storage(charge_control=ChargeControl.FIXED_RATE)
    now = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.9, by=NOW)
    plan = make_plan(
        request(car, targets=(now,), load=[3.0] * 20 + [0.4], terms=GridTerms(contract_kw=7.0), soc=0.3)
    )
    charged = [slot.start for slot in plan.slots if slot.storage("car").verb is Verb.CHARGE]
    assert charged[0] == after(10)
    assert not short_of(plan, ShortfallKind.PERSON)


def test_charge_now_while_the_car_is_away_for_23_hours() -> None:
    now = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.9, by=NOW)
    away = trip(request().horizon, leave=NOW, back=after(23), kwh=2.0)
    plan = make_plan(request(targets=(now,), connected=False, trips=[away], soc=0.5))
    assert short_of(plan, ShortfallKind.PERSON) == [pytest.approx(0.9 * 40 - (18 + 5.4), abs=0.1)]


def test_charge_now_of_a_car_that_does_not_come_home_is_short_of_all() -> None:
    """Not named in the issue: there is no slot at all in which it is there."""
    now = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.9, by=NOW)
    away = TripForecast(
        storage_id="car",
        away=np.ones(SLOTS),
        trip_kwh=np.zeros(SLOTS),
        reserve_kwh=np.zeros(0),
        reserve_weight=np.zeros((SLOTS, 0)),
    )
    plan = make_plan(request(targets=(now,), connected=False, trips=[away], soc=0.5))
    assert short_of(plan, ShortfallKind.PERSON) == [16.0]
