"""The load of a house that nothing meters, while the meter and the unit are of two different minutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.v2h_planner.core.control.balance import balanced
from custom_components.v2h_planner.core.control.relays import Relay
from custom_components.v2h_planner.core.home import ChargeControl, Home, Storage, StorageKind
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb

NOW = datetime(2026, 9, 4, 13, 10, tzinfo=UTC)
CAR = Storage(
    id="ev", name="Leaf", kind=StorageKind.V2H_EV, capacity_kwh=40, charge_max_kw=6, discharge_max_kw=6
)
HOME = Home(storages=(CAR, replace(CAR, id="other", name="Other")))


def told(verb: Verb, power_kw: float | None = None, *, minutes_ago: float = 1.0) -> dict[str, Relay]:
    command = Command(
        storage_id="ev", verb=verb, power_kw=power_kw, until_soc=None, reason=Reason(ReasonCode.CHARGE_CHEAP)
    )
    return {"ev": Relay(command=command, ordered_at=NOW - timedelta(minutes=minutes_ago))}


def seen(grid_kw: float, power_kw: float | None, pv_kw: float = 0.0) -> Readings:
    """What a home sees whose load nothing meters alone, as its reader gives it."""
    cars = tuple(
        StorageReading(storage_id=s.id, soc=0.5, connected=True, power_kw=0.0) for s in HOME.storages
    )
    storages = (replace(cars[0], power_kw=power_kw), cars[1])
    return Readings(
        at=NOW, storages=storages, pv_kw=pv_kw, grid_kw=grid_kw, drawn_kw=grid_kw + pv_kw, drawn_at=NOW
    )


@pytest.mark.parametrize(
    ("order", "grid_kw", "power_kw", "why"),
    [
        (told(Verb.CHARGE, 6.0), 6.6, 0.0, "the meter is ahead of the unit"),
        (told(Verb.CHARGE, 6.0), 0.6, 0.0, "nothing flows yet"),
        (told(Verb.CHARGE, 6.0), 6.6, 6.0, "both have seen it"),
        (told(Verb.CHARGE, 4.0), 4.6, 6.0, "a set-point fell, and the unit shows the old one"),
        (told(Verb.STANDBY), 0.6, 6.0, "a stop that the unit does not show yet"),
        (told(Verb.CHARGE, 6.0), 6.6, None, "the unit has no power sensor"),
        (told(Verb.CHARGE, 6.0, minutes_ago=60), 0.6, None, "it has none, and the car has stopped by itself"),
        (told(Verb.CHARGE), 6.6, None, "it has none, and one power only"),
        (told(Verb.CHARGE, 6.0, minutes_ago=60), 3.6, 3.0, "the car takes less than it may"),
    ],
)
def test_what_a_unit_takes_is_no_load_of_the_house(
    order: dict[str, Relay], grid_kw: float, power_kw: float | None, why: str
) -> None:
    load = balanced(seen(grid_kw, power_kw), HOME, order, 0.6, NOW).load_kw
    assert load == pytest.approx(0.6), why


def test_a_kettle_is_load_even_just_after_an_order() -> None:
    load = balanced(seen(7.8, 6.0), HOME, told(Verb.CHARGE, 6.0), 0.6, NOW).load_kw
    assert load == pytest.approx(1.8)


@pytest.mark.parametrize("verb", [Verb.DISCHARGE, Verb.SURPLUS])
def test_the_load_is_unknown_behind_a_unit_that_follows_it_and_shows_no_power(verb: Verb) -> None:
    assert balanced(seen(0.0, None), HOME, told(verb), 0.6, NOW).load_kw is None


def test_a_unit_that_nobody_commands_is_taken_as_it_shows() -> None:
    assert balanced(seen(3.6, 3.0), HOME, {}, None, NOW).load_kw == pytest.approx(0.6)
    assert balanced(seen(3.6, None), HOME, {}, None, NOW).load_kw == pytest.approx(3.6)


def test_a_car_that_is_away_takes_nothing_whatever_it_was_told() -> None:
    readings = seen(0.6, None)
    away = replace(readings, storages=tuple(replace(r, connected=False) for r in readings.storages))
    assert balanced(away, HOME, told(Verb.CHARGE, 6.0), 0.6, NOW).load_kw == pytest.approx(0.6)


def test_a_load_that_nobody_can_know_stays_unknown() -> None:
    blind = replace(seen(0.6, 0.0), grid_kw=None, drawn_kw=None)
    assert balanced(blind, HOME, {}, 0.6, NOW) == blind


def test_an_order_is_as_old_as_its_power() -> None:
    one_rate = replace(CAR, charge_control=ChargeControl.SET_POINT)
    relay = told(Verb.CHARGE, 3.0, minutes_ago=30)["ev"]
    assert relay.command is not None
    still = relay.after(relay.command, NOW, soc=0.5, barred=False, tight=False, counts=True)
    assert still.ordered_at == relay.ordered_at
    more = replace(relay.command, power_kw=one_rate.charge_max_kw)
    assert relay.after(more, NOW, soc=0.5, barred=False, tight=False, counts=True).ordered_at == NOW
    assert relay.after(None, NOW, soc=0.5, barred=False, tight=False, counts=True).ordered_at == NOW


# -- without an order of ours --------------------------------------------------------------------------


def set_by_a_person(drawn_kw: float, doing: Verb | None, **shown: Any) -> Readings:
    """The same home, with a unit without a power sensor that a person has set."""
    readings = seen(drawn_kw, None)
    car = replace(readings.storages[0], doing=doing, **shown)
    return replace(readings, storages=(car, readings.storages[1]))


@pytest.mark.parametrize(
    ("doing", "set_kw", "drawn_kw", "load_kw"),
    [
        (Verb.CHARGE, 3.0, 3.6, 0.6),
        (Verb.CHARGE, None, 6.6, 0.6),  # it has one power only
        (Verb.STANDBY, 3.0, 0.6, 0.6),  # the set-point of the next charge
        (Verb.DISCHARGE, 3.0, 0.0, None),  # it follows the load
        (Verb.SURPLUS, None, 0.0, None),
    ],
)
def test_a_unit_that_a_person_has_set_takes_what_it_is_set_to(
    doing: Verb, set_kw: float | None, drawn_kw: float, load_kw: float | None
) -> None:
    readings = set_by_a_person(drawn_kw, doing, set_kw=set_kw)
    assert balanced(readings, HOME, {}, 0.6, NOW).load_kw == pytest.approx(load_kw)


def test_a_unit_that_shows_standby_long_after_its_order_takes_nothing() -> None:
    """It was told to follow the load, and has stopped by itself."""
    readings = set_by_a_person(0.9, Verb.STANDBY)
    assert balanced(readings, HOME, told(Verb.DISCHARGE, minutes_ago=30), 0.6, NOW).load_kw == 0.9
    assert balanced(readings, HOME, told(Verb.DISCHARGE), 0.6, NOW).load_kw is None


@pytest.mark.parametrize("late", ["unit", "meter"])
def test_until_both_were_asked_since_the_order_the_load_of_before_holds(late: str) -> None:
    told_at = NOW - timedelta(seconds=30)
    of_before = told_at - timedelta(seconds=1)
    readings = seen(6.6, 0.0)
    power_at, drawn_at = (of_before, NOW) if late == "unit" else (NOW, of_before)
    car = replace(readings.storages[0], told_at=told_at, power_at=power_at)
    readings = replace(readings, storages=(car, readings.storages[1]), drawn_at=drawn_at)
    assert balanced(readings, HOME, {}, 0.6, NOW).load_kw == 0.6
    assert balanced(readings, HOME, {}, None, NOW).load_kw == 6.6, "nothing is known of before"
    later = NOW + timedelta(minutes=2)
    assert balanced(readings, HOME, {}, 0.6, later).load_kw == 6.6, "they are not waited for any longer"


@pytest.mark.parametrize(
    ("last_kw", "grid_kw", "load_kw", "why"),
    [
        (4.5, 2.0, 0.6, "the oven is off: more than the car could explain"),
        (4.5, 6.6, 5.2, "a kettle is on as well"),
        (4.5, 4.5, 4.5, "the car has stopped: that explains the meter"),
        (2.0, 0.5, 0.5, "the car has stopped and the kettle, too: no house gives power"),
    ],
)
def test_long_after_its_order_a_unit_takes_what_it_was_told_unless_that_explains_nothing(
    last_kw: float, grid_kw: float, load_kw: float, why: str
) -> None:
    order = told(Verb.CHARGE, 1.4, minutes_ago=30)
    assert balanced(seen(grid_kw, None), HOME, order, last_kw, NOW).load_kw == pytest.approx(load_kw), why


def test_what_the_meter_said_at_the_moment_of_the_order_is_of_before() -> None:
    order = told(Verb.CHARGE, 3.5, minutes_ago=0)
    readings = seen(9.7, None)
    cars = (replace(readings.storages[0], told_at=NOW), readings.storages[1])
    assert balanced(replace(readings, storages=cars), HOME, order, 4.5, NOW).load_kw == pytest.approx(4.5)
