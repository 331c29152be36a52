"""What a person starts can be taken back; a pause holds over a restart, and never against an outage or a storm."""

from datetime import timedelta
from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest

from .conftest import UNIT, FakeHome
from .runtime.test_persistence import restart, started

PAUSE = "switch.leaf_pause"
REASON = "sensor.leaf_action"


async def call(home: FakeHome, action: str, **data: Any) -> None:
    await home.hass.services.async_call("v2h_planner", action, data, blocking=True)
    await home.settle()


async def charging(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"


@pytest.mark.parametrize("by_action", [True, False])
async def test_charge_now_can_be_taken_back(home: FakeHome, by_action: bool) -> None:
    await charging(home)
    if by_action:
        await call(home, "cancel_charge_now")
    else:
        await home.act("press", "button.leaf_cancel_charge_now")
    await home.replan()
    assert home.state(REASON).attributes["reason"] != "charge_person"
    assert home.entry.runtime_data.data.charge_now == ()


async def test_what_was_charged_now_is_kept_for_two_hours_or_until_it_is_taken_back(home: FakeHome) -> None:
    await charging(home)
    await home.charged(86.0)
    (kept,) = home.entry.runtime_data.data.charge_now
    assert kept.until is not None
    await home.wait(minutes=60)
    assert home.entry.runtime_data.data.charge_now
    await home.act("press", "button.leaf_cancel_charge_now")
    assert home.entry.runtime_data.data.charge_now == ()


async def test_what_was_charged_now_is_kept_no_longer_than_until_the_car_leaves(home: FakeHome) -> None:
    await charging(home)
    await home.charged(86.0)
    home.set("sensor.v2h_connection", "not_connected")
    await home.replan()
    assert home.entry.runtime_data.data.charge_now == ()


async def test_a_pause_stands_by_until_it_is_resumed(home: FakeHome) -> None:
    await charging(home)
    await home.act("turn_on", PAUSE)
    assert home.shows(UNIT) == "standby"
    assert home.state(REASON).attributes["reason"] == "hold_paused"
    assert home.shows("sensor.leaf_reason") == "Standing by, as it is paused."
    await home.wait(minutes=40)
    assert home.shows(UNIT) == "standby"
    await home.act("turn_off", PAUSE)
    await home.replan()
    assert home.shows(UNIT) == "charge"


async def test_a_pause_with_a_time_ends_by_itself_and_holds_over_a_restart(home: FakeHome) -> None:
    await charging(home)
    await call(home, "pause", until=dt_util.now() + timedelta(minutes=45))
    assert home.shows(PAUSE) == "on"
    await restart(home)
    home.furnish()
    await started(home)
    assert home.shows(PAUSE) == "on"
    assert home.shows(UNIT) == "standby"
    await home.wait(minutes=46)
    assert home.shows(PAUSE) == "off"
    await home.replan()
    assert home.shows(UNIT) == "charge"


async def test_charge_now_ends_a_pause(home: FakeHome) -> None:
    await charging(home)
    await call(home, "pause")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert (home.shows(PAUSE), home.shows(UNIT)) == ("off", "charge")


@pytest.mark.parametrize(
    ("trouble", "key"), [("binary_sensor.outage", "pause_outage"), ("binary_sensor.storm", "pause_storm")]
)
async def test_an_outage_or_a_storm_in_force_ends_a_pause_and_refuses_another(
    home: FakeHome, trouble: str, key: str
) -> None:
    await charging(home)
    await home.act("turn_on", PAUSE)
    home.set(trouble, "on")
    await home.replan()
    assert home.shows(PAUSE) == "off"
    assert home.shows(UNIT) != "standby"
    with pytest.raises(ServiceValidationError) as refused:
        await call(home, "pause")
    assert refused.value.translation_key == key


async def test_a_pause_that_would_be_over_is_refused(home: FakeHome) -> None:
    await home.start()
    with pytest.raises(ServiceValidationError):
        await call(home, "pause", until=dt_util.now() - timedelta(minutes=1))


async def test_an_announced_trip_ends_when_the_car_is_back(home: FakeHome) -> None:
    await home.start()
    await call(
        home,
        "plan_trip",
        leave=dt_util.now() + timedelta(minutes=10),
        back=dt_util.now() + timedelta(hours=9),
    )
    assert len(home.entry.runtime_data.announced_trips) == 1
    await home.wait(minutes=12)
    home.set("sensor.v2h_connection", "not_connected")
    await home.replan()
    await home.wait(minutes=70)
    assert len(home.entry.runtime_data.announced_trips) == 1
    home.set("sensor.v2h_connection", "connected")
    await home.wait(minutes=1)
    assert home.entry.runtime_data.announced_trips == ()
