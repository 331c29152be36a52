"""The house's load, where it is worked out from a meter that counts the units too."""

from copy import deepcopy
from typing import Any

import pytest

from custom_components.v2h_planner.sources.recorder_history import load_means
from tests.ha.conftest import SET_POINT, UNIT, FakeHome, entry, leaf
from tests.ha.entry_forms import OPTIONS


def by_the_meter(home: FakeHome, *, power: bool = False) -> FakeHome:
    """A home whose only meter of the house is the grid's."""
    options: dict[str, Any] = deepcopy(OPTIONS)
    del options["home"]["load_power"]
    options["home"]["grid_import_positive"] = True
    car = leaf()
    if not power:
        del car["battery"]["power_entity"]
    home.entry = entry(car, options)
    return home


def load(home: FakeHome) -> float | None:
    return home.entry.runtime_data.data.readings.load_kw


async def test_six_kilowatts_of_charging_without_a_meter_are_no_load_of_the_house(home: FakeHome) -> None:
    by_the_meter(home).set("sensor.pv", 0)
    home.set("sensor.grid", 600)
    await home.start()
    assert load(home) == 0.6
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
    home.set("sensor.grid", 600 + float(home.shows(SET_POINT)))
    for _ in range(30):
        await home.wait(minutes=1)
        assert load(home) == pytest.approx(0.6, abs=0.1)
        assert home.shows(UNIT) == "charge"
    assert home.chosen == ["charge"]


async def test_a_unit_that_stands_by_takes_nothing(home: FakeHome) -> None:
    by_the_meter(home).set("sensor.pv", 1000)
    home.set("sensor.grid", -200)
    await home.start()
    assert load(home) == 0.8


async def test_a_meter_and_a_unit_that_are_asked_at_different_times_make_no_jump(home: FakeHome) -> None:
    by_the_meter(home, power=True).set("sensor.pv", 0)
    home.set("sensor.grid", 600)
    await home.start()
    await home.wait(minutes=1)
    home.hass.states.async_set(UNIT, "charge", home.state(UNIT).attributes)
    home.broken |= {"sensor.grid", "sensor.v2h_power"}
    home.freezer.tick(1)
    home.set("sensor.grid", 6500)
    await home.wait(seconds=20)
    assert load(home) == 0.6, "the unit's power is still that of before"
    home.set("sensor.v2h_power", 5900)
    await home.wait(seconds=20)
    assert load(home) == 0.6


async def test_a_load_that_was_never_the_houses_is_not_learned(home: FakeHome) -> None:
    await by_the_meter(home).start()
    settings = home.entry.runtime_data.settings
    assert load_means(settings, {"sensor.grid": {0.0: 6.5}, "sensor.pv": {0.0: 0.0}}) == {}


async def test_a_meter_of_the_house_that_counts_a_unit_without_a_power_sensor_shows_its_load(
    home: FakeHome,
) -> None:
    """The meter is the house's own, and the unit shows its set-point only."""
    options = deepcopy(OPTIONS)
    options["home"]["load_includes_storages"] = True
    car = leaf()
    del car["battery"]["power_entity"]
    home.entry = entry(car, options)
    home.set("sensor.load", 3700)
    home.set(SET_POINT, 3000, unit="W")
    home.hass.states.async_set(UNIT, "charge", home.state(UNIT).attributes)
    await home.start()
    assert load(home) == pytest.approx(0.7)
    home.hass.states.async_set(UNIT, "standby", home.state(UNIT).attributes)
    home.set("sensor.load", 700)
    await home.wait(minutes=3)
    assert load(home) == pytest.approx(0.7)


async def test_what_a_dry_run_would_order_is_no_reason_to_know_no_load(home: FakeHome) -> None:
    """The unit shows no power, and nothing commands it: whatever is planned, it stands by."""
    by_the_meter(home).set("sensor.pv", 0)
    home.set("sensor.grid", 900)
    await home.start()
    for _ in range(6):
        await home.wait(minutes=30)
        await home.replan()
        await home.wait(minutes=1)
        assert load(home) == 0.9
    assert home.chosen == []
