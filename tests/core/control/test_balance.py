"""The load of a house that nothing meters, while the meter and the unit are of two different minutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
    """What a home sees that derives its load, as its reader gives it."""
    cars = tuple(
        StorageReading(storage_id=s.id, soc=0.5, connected=True, power_kw=0.0) for s in HOME.storages
    )
    storages = (replace(cars[0], power_kw=power_kw), cars[1])
    load_kw = max(grid_kw + pv_kw - (power_kw or 0.0), 0.0)
    return Readings(at=NOW, storages=storages, pv_kw=pv_kw, grid_kw=grid_kw, load_kw=load_kw)


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
    blind = replace(seen(0.6, 0.0), grid_kw=None, load_kw=None)
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
