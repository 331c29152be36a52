"""The virtual home in Home Assistant: its entities follow the house, its buttons make mischief."""

from collections.abc import AsyncGenerator
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.v2h_demo import history
from custom_components.v2h_demo.http_office import URL
from custom_components.v2h_planner.core.hazard import HazardPolicy, HazardReport, Severity, judge
from custom_components.v2h_planner.feeds.jma import JmaFeed, async_find

LOAD = "sensor.demo_meter_house_load"


@pytest.fixture
async def home(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    enable_custom_integrations: None,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> AsyncGenerator[HomeAssistant]:
    """The virtual home on a Sunday evening in Tokyo, at its first start, with a short past; of a shape, if one is asked."""
    monkeypatch.setattr(history, "DAYS", 2)
    monkeypatch.setattr(history, "SHORT_TERM_DAYS", 1)
    monkeypatch.setattr(history, "SENSORS", tuple(s for s in history.SENSORS if s.entity_id == LOAD))
    await hass.config.async_set_time_zone("Asia/Tokyo")
    freezer.move_to("2026-11-22T11:00:00+00:00")
    data = {"shape": request.param} if hasattr(request, "param") else {}
    entry = MockConfigEntry(domain="v2h_demo", unique_id="home", title="Virtual home", data=data)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield hass
    assert await hass.config_entries.async_unload(entry.entry_id)


async def press(hass: HomeAssistant, key: str) -> None:
    """Press a button on the stage."""
    await hass.services.async_call(
        "button", "press", {"entity_id": f"button.demo_stage_{key}"}, blocking=True
    )
    await hass.async_block_till_done()


def shown(hass: HomeAssistant, entity_id: str) -> str:
    """What an entity shows."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


async def test_it_looks_like_an_echonet_home(home: HomeAssistant) -> None:
    assert shown(home, "select.demo_v2h_operation_mode") == "standby"
    assert shown(home, "sensor.demo_v2h_vehicle_connection_status") == "chargeable_dischargeable"
    price = home.states.get("sensor.demo_market_price")
    assert price is not None
    assert len(price.attributes["today_prices"]) == 48
    assert len(price.attributes["tomorrow_prices"]) == 48  # it is 20:00


@pytest.mark.parametrize("home", ["echonetlite"], indirect=True)
async def test_its_unit_can_have_the_other_integrations_words(home: HomeAssistant) -> None:
    mode = home.states.get("select.demo_v2h_operation_mode")
    assert mode is not None
    assert mode.state == "Standby"
    assert set(mode.attributes["options"]) == {
        "Other", "Rapid charge", "Charge", "Discharge", "Standby", "Test",
    }  # fmt: skip
    assert shown(home, "sensor.demo_v2h_vehicle_connection_status") == "Chargeable and Dischargeable"
    power = home.states.get("sensor.demo_v2h_charging_discharging_power")
    assert power is not None
    assert "unit_of_measurement" not in power.attributes
    assert home.states.get("number.demo_v2h_charging_power_setting") is None
    await press(home, "unplug")
    assert shown(home, "sensor.demo_v2h_vehicle_connection_status") == "Not Connected"
    assert shown(home, "sensor.demo_v2h_remaining_stored_electricity_3") == "255"


async def test_the_unit_does_as_it_is_told(home: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    await home.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.demo_v2h_operation_mode", "option": "charge"},
        blocking=True,
    )
    freezer.tick(timedelta(seconds=70))
    async_fire_time_changed(home, dt_util.utcnow())
    await home.async_block_till_done()
    assert int(shown(home, "sensor.demo_v2h_charging_discharging_power")) == 6000
    assert shown(home, "sensor.demo_v2h_actual_operation_mode") == "charge"


@pytest.mark.parametrize(
    ("button", "entity_id", "before", "after"),
    [
        ("cut_grid", "binary_sensor.demo_meter_outage", "off", "on"),
        ("unplug", "sensor.demo_v2h_vehicle_connection_status", "chargeable_dischargeable", "not_connected"),
        ("price_spike", "binary_sensor.demo_stage_price_spike", "off", "on"),
        ("freeze_sensor", "binary_sensor.demo_stage_frozen_sensor", "off", "on"),
        ("disobey", "binary_sensor.demo_stage_disobedience", "off", "on"),
    ],
)
async def test_each_button_makes_its_mischief_and_all_well_ends_it(
    home: HomeAssistant, button: str, entity_id: str, before: str, after: str
) -> None:
    assert shown(home, entity_id) == before
    await press(home, button)
    assert shown(home, entity_id) == after
    await press(home, "all_well")
    assert shown(home, entity_id) == before


async def pick(hass: HomeAssistant, weather: str) -> None:
    """Pick the weather."""
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.demo_stage_weather", "option": weather},
        blocking=True,
    )


@pytest.mark.filterwarnings("ignore:It is recommended to use web.RequestKey")  # Home Assistant's own
@pytest.mark.parametrize(
    ("weather", "severity", "expected"),
    [
        ("calm", None, False),
        ("likely_tomorrow", None, True),
        ("expected_tonight", Severity.ADVISORY, True),
        ("storm_warning", Severity.WARNING, True),
        ("emergency_warning", Severity.EMERGENCY, True),
        ("lifted", None, False),
    ],
)
async def test_the_planners_feed_reads_the_weather_that_was_picked(
    home: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    weather: str,
    severity: Severity | None,
    expected: bool,
) -> None:
    await pick(home, weather)
    client = await hass_client_no_auth()
    area = await async_find(client, 35.68, 139.76, base_url=URL)
    assert area is not None
    assert area.name == "千代田区"
    feed = JmaFeed(client, area, (35.68, 139.76), clock=dt_util.utcnow, base_url=URL)
    await feed.async_refresh()
    assert feed.faults == ()
    assert feed.bulletin.severity == severity
    policy = HazardPolicy()
    threats = judge(HazardReport(hazards=feed.bulletin.hazards), policy, dt_util.utcnow())
    assert bool(threats.in_force or threats.expected) is expected


async def test_all_well_calms_the_weather(home: HomeAssistant) -> None:
    await pick(home, "storm_warning")
    await press(home, "all_well")
    assert shown(home, "select.demo_stage_weather") == "calm"


async def test_the_past_is_there_from_the_first_minute(home: HomeAssistant) -> None:
    await async_wait_recording_done(home)
    now = dt_util.utcnow()
    hours = await get_instance(home).async_add_executor_job(
        statistics_during_period, home, now - timedelta(days=30), now, {LOAD}, "hour", None, {"mean"}
    )
    assert len(hours[LOAD]) == 2 * 24
    fives = await get_instance(home).async_add_executor_job(
        statistics_during_period, home, now - timedelta(days=30), now, {LOAD}, "5minute", None, {"mean"}
    )
    assert len(fives[LOAD]) == 288
