"""A unit of one power under a contract that leaves it no room: never planned at a power it does not know, and said so."""

from datetime import time
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.control.dispatch import decide
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    Departure,
    GridTerms,
    Storage,
    StorageKind,
    least_contract_kw,
    never_charges,
)
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import Reason, ReasonCode, ShortfallKind, SocTarget, TargetKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Verb
from tests.core.homes import NOW, after, request, storage, trip

SIXTY_AMPERES = GridTerms(contract_kw=6.0)
MORNING = Departure(weekdays=frozenset(range(7)), leave=time(8), back=time(18), soc=0.6, energy_kwh=0.0)
LIMIT = Reason(ReasonCode.HOLD_LIMIT, {"limit": 6.0})


def on_off(**changes: Any) -> Storage:
    """An EV on a charger that knows 6 kW or nothing."""
    usual: dict[str, Any] = {
        "kind": StorageKind.CHARGER_EV,
        "discharge_max_kw": 0.0,
        "charge_control": ChargeControl.FIXED_RATE,
        "departures": (MORNING,),
    }
    return storage(**(usual | changes))


def test_six_kilowatts_never_fit_sixty_amperes() -> None:
    assert never_charges(on_off(), SIXTY_AMPERES)
    assert least_contract_kw(on_off()) == pytest.approx(6.2)
    assert not never_charges(on_off(), GridTerms())
    assert not never_charges(on_off(charge_max_kw=5.5), SIXTY_AMPERES)
    assert not never_charges(storage(), SIXTY_AMPERES)
    assert never_charges(storage(charge_min_kw=6.0), SIXTY_AMPERES)


def test_a_unit_that_never_charges_says_the_limit_in_every_slot_and_the_target_is_short() -> None:
    plan = make_plan(request(on_off(), soc=0.25, load=0.6, terms=SIXTY_AMPERES))
    assert {slot.storage("car").reason.code for slot in plan.slots} == {ReasonCode.HOLD_LIMIT}
    assert plan.slots[0].storage("car").reason == LIMIT
    (short,) = plan.shortfalls
    assert (short.kind, short.at, short.reason) == (ShortfallKind.DEPARTURE, after(14), LIMIT)
    assert short.amount == pytest.approx(14.0)


def test_charge_now_of_such_a_unit_is_short_and_says_why() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=0.9, by=NOW)
    plan = make_plan(
        request(on_off(departures=()), soc=0.25, load=0.6, terms=SIXTY_AMPERES, targets=(asked,))
    )
    (short,) = plan.shortfalls
    assert (short.kind, short.reason) == (ShortfallKind.PERSON, LIMIT)
    assert plan.slots[0].storage("car").reason == LIMIT


def test_a_quiet_hour_and_the_sun_give_it_room() -> None:
    fits = make_plan(
        request(on_off(charge_max_kw=5.5), soc=0.25, load=[0.9] * 10 + [0.4], terms=SIXTY_AMPERES)
    )
    assert not fits.shortfalls
    charged = [slot.start for slot in fits.slots if slot.storage("car").verb is Verb.CHARGE]
    assert charged and min(charged) >= after(5)
    sunny = make_plan(
        request(
            on_off(departures=()), soc=0.1, load=0.5, pv=[0.0] * 30 + [2.0] * 8 + [0.0], terms=SIXTY_AMPERES
        )
    )
    assert {slot.start for slot in sunny.slots if slot.storage("car").charge_kw > 0} <= {
        slot.start for slot in sunny.slots if slot.pv_kw > 0
    }
    assert any(slot.storage("car").charge_kw == pytest.approx(6.0) for slot in sunny.slots)


def test_what_the_plan_lets_charge_the_unit_may_start() -> None:
    """5.5 of 6 kW beside a house that draws 0.4: the margin for starting must not stand in its own way."""
    wanted = request(on_off(charge_max_kw=5.5), soc=0.25, load=0.4, terms=SIXTY_AMPERES)
    plan = make_plan(wanted)
    slot = next(slot for slot in plan.slots if slot.storage("car").verb is Verb.CHARGE)
    reading = wanted.readings
    (command,) = decide(
        plan,
        wanted.home,
        type(reading)(at=slot.start, storages=reading.storages, load_kw=0.4),
        wanted.situation,
        NOW,
    )
    assert slot.start == NOW and command.verb is Verb.CHARGE


def test_a_unit_of_full_power_or_surplus_takes_the_sun_only_where_full_power_does_not_fit() -> None:
    """Not named in the issue: it was planned with what the contract leaves, which it does not know."""
    car = on_off(charge_control=ChargeControl.FIXED_OR_SURPLUS, charge_max_kw=7.0)
    plan = make_plan(request(car, soc=0.25, load=0.6, pv=[0.0] * 4 + [1.0] * 4 + [0.0], terms=SIXTY_AMPERES))
    for slot in plan.slots:
        assert slot.storage("car").charge_kw <= max(slot.pv_kw - slot.load_kw, 0.0) + 1e-3
    assert any(slot.storage("car").verb is Verb.SURPLUS for slot in plan.slots)
    (short,) = [one for one in plan.shortfalls if one.kind is ShortfallKind.DEPARTURE]
    assert short.reason == LIMIT


def test_the_least_power_of_a_set_point_is_not_broken_either() -> None:
    car = storage(charge_min_kw=3.0, departures=(MORNING,))
    plan = make_plan(request(car, soc=0.25, load=[3.4] * 28 + [0.5], terms=SIXTY_AMPERES))
    assert not any(slot.storage("car").charge_kw for slot in plan.slots[:28])
    assert plan.shortfalls[0].reason == LIMIT


def test_a_short_stay_is_not_a_power() -> None:
    """It is there for a fifth of a half hour: 6 kW do not fit, so no mean of 1.2 kW does."""
    away = trip(request().horizon, leave=after(2.1), back=after(10), kwh=2.0)
    plan = make_plan(
        request(on_off(departures=()), soc=0.25, load=0.6, price=[-20.0], terms=SIXTY_AMPERES, trips=[away])
    )
    assert not any(slot.storage("car").charge_kw for slot in plan.slots)


@given(
    rate=st.floats(2.0, 6.5),
    contract=st.sampled_from([3.0, 4.0, 6.0, 10.0]),
    load=st.lists(st.floats(0.1, 4.0), min_size=4, max_size=48),
    pv=st.floats(0, 6),
    control=st.sampled_from([ChargeControl.FIXED_RATE, ChargeControl.FIXED_OR_SURPLUS]),
    soc=st.floats(0.1, 0.9),
)
@settings(max_examples=100, deadline=None)
def test_a_plan_holds_no_power_that_a_unit_does_not_know(
    rate: float, contract: float, load: list[float], pv: float, control: ChargeControl, soc: float
) -> None:
    car = on_off(charge_max_kw=rate, charge_control=control)
    plan = make_plan(
        request(
            car,
            soc=soc,
            load=load,
            pv=pv,
            terms=GridTerms(contract_kw=contract),
            holdings=False,
            limits=SolverLimits(gap=0.02, seconds=2.0),
        )
    )
    for slot in plan.slots:
        part = slot.storage("car")
        sun = max(slot.pv_kw - slot.load_kw, 0.0) if control is ChargeControl.FIXED_OR_SURPLUS else 0.0
        if part.charge_kw > sun + 0.03:
            assert rate + car.overhead_kw <= contract + slot.pv_kw - slot.load_kw + 1e-3
        assert not part.away or part.charge_kw == 0.0
