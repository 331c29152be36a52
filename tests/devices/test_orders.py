"""What a unit is told for a verb: mode, power, and what decides the power."""

from dataclasses import replace

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.home import Storage, StorageKind
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.devices.orders import Order, Press, Soc, Write, order_for, safe_order
from custom_components.v2h_planner.settings.model import (
    Beside,
    Confirmation,
    Control,
    ControlKind,
    Method,
    Methods,
)

CAR = Storage(
    id="ev", name="Leaf", kind=StorageKind.V2H_EV, capacity_kwh=40, charge_max_kw=6, discharge_max_kw=5.5
)
CHARGING = Methods("select.dc", {Method.MOST: "most", Method.FOLLOWING: "surplus", Method.SET_POINT: "set"})
DISCHARGING = Methods("select.dd", {Method.MOST: "most", Method.FOLLOWING: "load", Method.SET_POINT: "set"})
MODES = {Verb.CHARGE: "charge", Verb.DISCHARGE: "discharge", Verb.STANDBY: "standby"}
UNIT = Control(
    kind=ControlKind.SELECT,
    entity_id="select.da",
    options=MODES,
    charge_number="number.eb",
    discharge_number="number.ec",
    beside=Beside(charging=CHARGING, discharging=DISCHARGING),
)
MODES_ONLY = replace(UNIT, charge_number=None, discharge_number=None)


def told(control: Control, verb: Verb, power_kw: float | None = None, until: float | None = None) -> Order:
    order = order_for(control, CAR, verb, power_kw, until)
    assert order is not None
    return order


def lines(writes: tuple[Write, ...]) -> list[tuple[str, object]]:
    return [(write.entity_id, write.value) for write in writes]


def test_a_set_point_comes_with_the_method_that_heeds_it_before_the_mode() -> None:
    order = told(UNIT, Verb.CHARGE, 4.8)
    assert lines(order.writes) == [("number.eb", 4.8), ("select.dc", "set"), ("select.da", "charge")]
    assert lines(told(UNIT, Verb.DISCHARGE, 2.0).writes) == [
        ("number.ec", 2.0),
        ("select.dd", "set"),
        ("select.da", "discharge"),
    ]


def test_without_a_set_point_it_charges_with_all_it_can_if_it_takes_that_method() -> None:
    order = told(MODES_ONLY, Verb.CHARGE, 4.8)
    assert lines(order.writes) == [("select.da", "charge")]
    assert lines(order.wishes) == [("select.dc", "most")]
    assert not order.has_set_point


def test_surplus_is_left_to_the_unit_that_follows_it() -> None:
    for control in (UNIT, MODES_ONLY):
        order = told(control, Verb.SURPLUS, 1.3)
        assert (order.verb, order.power_kw) == (Verb.SURPLUS, None)
        assert lines(order.writes) == [("select.dc", "surplus"), ("select.da", "charge")]
        assert order.has_set_point  # refused, it would go on with what it was set to
        assert order.same_as(told(control, Verb.SURPLUS, 2.9))


def test_a_mode_of_its_own_for_surplus_goes_before_the_method() -> None:
    control = replace(UNIT, options={**MODES, Verb.SURPLUS: "green"})
    assert lines(told(control, Verb.SURPLUS, 1.3).writes) == [("select.da", "green")]


def test_surplus_without_such_a_method_is_a_set_point() -> None:
    control = replace(UNIT, beside=Beside())
    order = told(control, Verb.SURPLUS, 1.3)
    assert (order.verb, lines(order.writes)) == (
        Verb.CHARGE,
        [("number.eb", 1.3), ("select.da", "charge")],
    )


def test_the_house_is_followed_where_no_power_is_given_and_an_outage_insists_on_no_method() -> None:
    order = told(UNIT, Verb.DISCHARGE)
    assert lines(order.writes) == [("select.da", "discharge")]
    assert lines(order.wishes) == [("select.dd", "load")]


def test_standby_asks_for_no_method() -> None:
    order = told(UNIT, Verb.STANDBY, 3.0)
    assert lines(order.writes) == [("select.da", "standby")]
    assert order.wishes == ()


def test_a_method_that_the_unit_has_no_word_for_is_not_written() -> None:
    poor = replace(UNIT, beside=Beside(charging=Methods("select.dc", {Method.MOST: "most"})))
    assert lines(told(poor, Verb.CHARGE, 2.0).writes) == [("number.eb", 2.0), ("select.da", "charge")]
    assert told(poor, Verb.SURPLUS, 2.0).verb is Verb.CHARGE


def test_a_cars_connection_is_confirmed_and_its_own_limit_does_not_stop_it_early() -> None:
    confirmation = Confirmation("button.cd", "sensor.c7", (0x027E, 0xC7))
    control = replace(UNIT, beside=Beside(confirmation=confirmation, limit="number.limit"))
    assert lines(told(control, Verb.CHARGE, 2.0, 0.8).wishes) == [
        ("button.cd", Press(confirmation, Verb.CHARGE)),
        ("number.limit", Soc(0.8)),
    ]
    assert lines(told(control, Verb.DISCHARGE, 2.0, 0.3).wishes) == [
        ("button.cd", Press(confirmation, Verb.DISCHARGE))
    ]
    assert not told(control, Verb.CHARGE, 2.0, 0.8).same_as(told(control, Verb.CHARGE, 2.0, 0.9))


def test_a_switch_with_a_current_takes_any_power() -> None:
    control = Control(kind=ControlKind.SWITCH, entity_id="switch.charge", charge_number="number.amps")
    assert lines(told(control, Verb.CHARGE, 2.4).writes) == [("number.amps", 2.4), ("switch.charge", True)]
    assert lines(told(control, Verb.SURPLUS, 1.4).writes) == [("number.amps", 1.4), ("switch.charge", True)]
    assert lines(told(control, Verb.STANDBY).writes) == [("switch.charge", False)]


def test_a_unit_that_is_left_to_itself_is_not_judged_by_what_it_then_does() -> None:
    order = safe_order(replace(UNIT, safe_option="automatic"), CAR)
    assert order is not None
    assert (lines(order.writes), order.free) == ([("select.da", "automatic")], True)
    assert not order.same_as(told(UNIT, Verb.STANDBY))
    assert safe_order(replace(UNIT, safe=None), CAR) is None


@pytest.mark.parametrize("verb", Verb)
@given(
    power=st.none() | st.floats(0.1, 6.0),
    charge=st.booleans(),
    discharge=st.booleans(),
    methods=st.sets(st.sampled_from(Method)),
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_unit_has_its_mode_comes_last_and_nothing_is_written_twice(
    verb: Verb, power: float | None, charge: bool, discharge: bool, methods: set[Method]
) -> None:
    control = replace(
        UNIT,
        charge_number="number.eb" if charge else None,
        discharge_number="number.ec" if discharge else None,
        beside=Beside(
            charging=Methods("select.dc", {method: method.value for method in methods}),
            discharging=Methods("select.dd", {method: method.value for method in methods}),
        ),
    )
    order = order_for(control, CAR, verb, power, None)
    assert order is not None
    ids = [write.entity_id for write in (*order.wishes, *order.writes)]
    assert ids[-1] == "select.da"
    assert len(set(ids)) == len(ids)
    # a set-point never goes with a method that would not heed it
    numbers = {"number.eb": "select.dc", "number.ec": "select.dd"}
    for write in order.writes:
        if write.entity_id in numbers and Method.SET_POINT in methods:
            assert Write(numbers[write.entity_id], Method.SET_POINT.value) in order.writes
