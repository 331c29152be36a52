"""The diagnostics of a running home make its plan again elsewhere, to the last slot, and tell nobody whose home it is."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
import json
from typing import Any
from unittest.mock import patch

from homeassistant.helpers.json import ExtendedJSONEncoder
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.core.readings import Fault, FaultKind
from custom_components.v2h_planner.core.weekly_trips import weekly_trips
from custom_components.v2h_planner.diagnostics import async_get_config_entry_diagnostics
from replay.again import Record, differences, made_again, record_of, told

from .conftest import FakeHome, day_of_prices, leaf
from .entry_forms import CHARGER_EV, CHIYODA, HOME, HOME_BATTERY, OPTIONS, TABLE, home_entry, storage

CAR = storage("v2h_ev", leaf(), name="Leaf", subentry_id="leaf")
CELL = storage("home_battery", HOME_BATTERY, name="電池", subentry_id="cell")
KEI = storage("charger_ev", CHARGER_EV, name="Kei", subentry_id="kei")
HOMES: dict[str, Any] = {
    "a car": home_entry(CAR),
    "a car and a battery": home_entry(CAR, CELL),
    "a battery alone": home_entry(CELL),
    "a car on a plain charger": home_entry(KEI),
    "a table of prices": home_entry(CAR, options={**OPTIONS, "prices": {**OPTIONS["prices"], **TABLE}}),
    "one meter for everything": home_entry(
        CAR, options={**OPTIONS, "home": {**HOME, "load_power": None, "load_includes_storages": False}}
    ),
    "no sun": home_entry(
        CAR, options={**OPTIONS, "home": {k: v for k, v in HOME.items() if k != "pv_power"}}
    ),
}

SAME = "same to the last slot"


async def storm(home: FakeHome) -> None:
    home.set("binary_sensor.storm", "on")


async def outage(home: FakeHome) -> None:
    home.set("binary_sensor.outage", "on")


async def cleanest(home: FakeHome) -> None:
    await home.act("select_option", "select.v2h_planner_mode", option="co2")


async def away(home: FakeHome) -> None:
    home.set("sensor.v2h_connection", "unplugged")


async def charging(home: FakeHome) -> None:
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")


async def a_trip(home: FakeHome) -> None:
    now = dt_util.now()
    span = {"leave": now + timedelta(hours=30), "back": now + timedelta(hours=36), "energy_kwh": 12}
    await home.hass.services.async_call("v2h_planner", "plan_trip", span, blocking=True, return_response=True)


async def a_trip_less(home: FakeHome) -> None:
    coordinator = home.entry.runtime_data
    now = dt_util.utcnow()
    (trip, *_) = weekly_trips(
        coordinator.settings.home, now, now + timedelta(days=7), dt_util.get_default_time_zone()
    )
    coordinator.async_skip_trip(trip)


async def blind(home: FakeHome) -> None:
    home.broken |= {"sensor.leaf_soc", "sensor.load"}
    home.set("sensor.leaf_soc", "unavailable")


async def record(home: FakeHome) -> Record:
    """Download as Home Assistant does, and read it."""
    shown = await async_get_config_entry_diagnostics(home.hass, home.entry)
    file = {"home_assistant": {"version": "2026.10.4"}, "data": shown}
    return record_of(json.loads(json.dumps(file, cls=ExtendedJSONEncoder)))


async def replayed(home: FakeHome) -> str:
    """What is said of the plan that the diagnostics make again."""
    now = await record(home)
    again = await home.hass.async_add_executor_job(made_again, now)
    return told(now, differences(now.plan, again))


@pytest.mark.parametrize("name", HOMES)
async def test_each_home_is_replayed_to_the_last_slot(home: FakeHome, name: str) -> None:
    home.entry = HOMES[name]
    for entity_id in ("sensor.battery_soc", "sensor.kei_soc"):
        home.set(entity_id, 40, unit_of_measurement="%", device_class="battery")
    home.hass.states.async_set("switch.charger", "off")
    await home.start()
    assert (await replayed(home)).endswith(SAME)
    await home.wait(minutes=30)  # the second search begins where the first one ended
    assert (await replayed(home)).endswith(SAME)


@pytest.mark.parametrize("what", [storm, outage, cleanest, away, charging, a_trip, a_trip_less, blind])
async def test_whatever_goes_on_the_plan_is_replayed(
    home: FakeHome, what: Callable[[FakeHome], Awaitable[None]]
) -> None:
    await home.start()
    home.publish(day_of_prices(), day_of_prices(31.0))
    await what(home)
    await home.replan()
    await home.wait(minutes=30)
    assert (await replayed(home)).endswith(SAME)


async def test_the_days_off_that_prices_know_of_are_in_it(home: FakeHome) -> None:
    await home.start()
    golden_week = {date(2026, 4, 29), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6)}
    assert set((await record(home)).inputs.days_off) == golden_week


PRIVATE = {
    "titles": "Yamada House",
    "car": "Hanako's Leaf",
    "place": "Kanda Residence",
    "phone": "hanako_phone",
    "token": "Bearer-0123456789abcdef",
    "calendar": "Dentist in Ueno",
}


async def test_no_private_word_is_in_it(home: FakeHome) -> None:
    options: dict[str, Any] = {
        **OPTIONS,
        "people": {**OPTIONS["people"], "notify": [f"notify.{PRIVATE['phone']}"]},
    }
    options["storm"] = {**OPTIONS["storm"], "jma": True, "jma_area": CHIYODA}
    sequence = [
        {"action": "rest.post", "data": {"token": PRIVATE["token"], "url": "http://10.0.0.7/?key=abc"}}
    ]
    car = leaf()
    car["control"] = {
        "kind": "actions",
        "actions": dict.fromkeys(("charge", "discharge", "standby"), sequence),
        "safe": "standby",
        "verify_seconds": 60.0,
    }
    home.entry = home_entry(storage("v2h_ev", car, name=PRIVATE["car"], subentry_id="leaf"), options=options)
    object.__setattr__(home.entry, "title", PRIVATE["titles"])
    home.hass.config.location_name = PRIVATE["place"]
    home.hass.config.latitude, home.hass.config.longitude = 35.69123, 139.77543
    with patch("custom_components.v2h_planner.sources.weather.WeatherSource.use"):
        await home.start()
    inputs = home.entry.runtime_data.data.inputs
    said = f"{PRIVATE['car']} at {PRIVATE['place']}: http://10.0.0.7/?key=abc"
    faults = (Fault(FaultKind.NO_ANSWER, PRIVATE["titles"], said, fatal=False),)
    object.__setattr__(inputs.readings, "faults", faults)
    shown = json.dumps(
        await async_get_config_entry_diagnostics(home.hass, home.entry),
        cls=ExtendedJSONEncoder,
        ensure_ascii=False,
    )
    for word in (*PRIVATE.values(), "Hanako", "35.69", "139.77", "key=abc", CHIYODA["name"], CHIYODA["code"]):
        assert word not in shown, word
    assert json.loads(shown)["inputs"]["place"] == {"latitude": 36, "longitude": 140}


async def test_before_the_first_plan_there_is_nothing_to_replay(home: FakeHome) -> None:
    home.entry.add_to_hass(home.hass)
    shown = await async_get_config_entry_diagnostics(home.hass, home.entry)
    with pytest.raises(ValueError, match="no plan was made"):
        record_of({"data": shown})
