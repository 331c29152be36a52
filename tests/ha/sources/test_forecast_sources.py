"""Sun and CO2 from any source the home has, remembered so that the roof can correct them."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_platform

from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.diagnostics import async_get_config_entry_diagnostics
from custom_components.v2h_planner.runtime.publications import PublicationLog
from tests.ha import flow_walk
from tests.ha.conftest import NOW, FakeHome, entry
from tests.ha.entry_forms import HOME, LOOOP, OUTAGE, PEOPLE, PRICES, STORM
from tests.ha.flow_walk import home_page, new_home
from tests.ha.sources.test_recorder_history import SOURCES, remember

house, setup_entry = flow_walk.house, flow_walk.setup_entry


def with_home(**changes: Any) -> MockConfigEntry:
    """The planner of a home whose form says something else."""
    options = deepcopy(dict(entry().options))
    more = changes.pop("more", {})
    options["home"] |= changes
    options["home"]["more"] |= more
    return entry(options=options)


def solcast(home: FakeHome, entity_id: str, day: int, kw: float) -> None:
    """A day of Solcast's detailedForecast: the same power from 8 to 16."""
    start = dt_util.start_of_local_day() + timedelta(days=day)
    records = [
        {
            "period_start": (start + timedelta(minutes=30 * i)).isoformat(),
            "pv_estimate": kw if 16 <= i < 32 else 0.0,
            "pv_estimate10": kw / 2 if 16 <= i < 32 else 0.0,
            "pv_estimate90": kw * 1.5 if 16 <= i < 32 else 0.0,
        }
        for i in range(48)
    ]
    home.set(entity_id, 8 * kw, unit_of_measurement="kWh", detailedForecast=records)


async def test_days_of_one_array_follow_each_other_and_arrays_are_added_up(home: FakeHome) -> None:
    roof = MockConfigEntry(domain="solcast_solar", title="Roof")
    roof.add_to_hass(home.hass)
    device = dr.async_get(home.hass).async_get_or_create(
        config_entry_id=roof.entry_id, identifiers={("solcast_solar", "roof")}
    )
    for name in ("today", "tomorrow"):
        er.async_get(home.hass).async_get_or_create(
            "sensor", "solcast_solar", name, config_entry=roof, device_id=device.id, suggested_object_id=name
        )
    solcast(home, "sensor.today", 0, 2.0)
    solcast(home, "sensor.tomorrow", 1, 3.0)
    start = dt_util.start_of_local_day()
    carport = {(start + timedelta(hours=h)).isoformat(): 1000 if 8 <= h % 24 < 16 else 0 for h in range(48)}
    home.set("sensor.carport", 8, unit_of_measurement="kWh", wh_period=carport)
    home.entry = with_home(solar_forecast_entities=["sensor.today", "sensor.tomorrow", "sensor.carport"])
    await home.start()
    inputs = home.entry.runtime_data.data.inputs
    assert inputs.solar.expected.at(start + timedelta(hours=12)) == pytest.approx(3.0)
    assert inputs.solar.expected.at(start + timedelta(days=1, hours=12)) == pytest.approx(4.0)
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    assert [slot["pv_kw"] for slot in slots[3:8]] == pytest.approx([3.0] * 5, abs=0.01)


def integration(home: FakeHome, kw: float) -> MockConfigEntry:
    """An integration that forecasts so much from 8 to 16 for two days."""

    async def forecast(hass: object, entry_id: str) -> dict[str, dict[str, float]]:
        start = dt_util.start_of_local_day()
        hours = {start + timedelta(hours=h): 1000 * kw if 8 <= h % 24 < 16 else 0.0 for h in range(48)}
        return {"wh_hours": {hour.isoformat(): wh for hour, wh in hours.items()}}

    solar = MockConfigEntry(domain="solcast_solar", title="Roof")
    solar.add_to_hass(home.hass)
    solar.mock_state(home.hass, ConfigEntryState.LOADED)
    home.hass.config.components.add("solcast_solar")
    platform = type("Energy", (), {"async_get_solar_forecast": staticmethod(forecast)})
    mock_platform(home.hass, "solcast_solar.energy", platform)
    return solar


@pytest.mark.parametrize("registered", [True, False])
async def test_a_source_chosen_as_integration_and_as_sensors_is_one_sun(
    home: FakeHome, registered: bool
) -> None:
    solar = integration(home, 3.0)
    for day, name in enumerate(("today", "tomorrow")):
        if registered:
            er.async_get(home.hass).async_get_or_create(
                "sensor", "solcast_solar", name, config_entry=solar, suggested_object_id=name
            )
        solcast(home, f"sensor.{name}", day, 3.0)
    home.entry = with_home(
        solar_forecast=[solar.entry_id],
        solar_forecast_entities=["sensor.today", "sensor.tomorrow", "sensor.today"],
    )
    await home.start()
    expected = home.entry.runtime_data.data.inputs.solar.expected
    noon = dt_util.start_of_local_day() + timedelta(hours=12)
    assert expected.at(noon) == pytest.approx(3.0)
    assert expected.at(noon + timedelta(days=1)) == pytest.approx(3.0)


@pytest.mark.usefixtures("setup_entry", "house")
async def test_the_form_refuses_a_sensor_of_an_integration_that_is_chosen_as_well(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    neighbour = FakeHome(hass, freezer, entry())
    solar = integration(neighbour, 3.0)
    er.async_get(hass).async_get_or_create(
        "sensor", "solcast_solar", "today", config_entry=solar, suggested_object_id="today"
    )
    solcast(neighbour, "sensor.today", 0, 3.0)
    hass.config.components.add("energy")
    walk = await new_home(hass)
    await walk.pay(PRICES)
    forms = {**HOME, "solar_forecast": [solar.entry_id], "solar_forecast_entities": ["sensor.today"]}
    await walk.fill("found", home_page(forms, STORM, OUTAGE, PEOPLE))
    assert walk.errors == {"base": "solar_twice"}


async def test_a_forecast_sensor_that_is_gone_is_reported_and_the_others_are_used(home: FakeHome) -> None:
    solcast(home, "sensor.today", 0, 2.0)
    home.entry = with_home(solar_forecast_entities=["sensor.today", "sensor.gone"])
    await home.start()
    inputs = home.entry.runtime_data.data.inputs
    assert inputs.solar.expected.at(dt_util.start_of_local_day() + timedelta(hours=12)) == 2.0
    assert any(fault.source == "sensor.gone" and not fault.fatal for fault in inputs.readings.faults)


def test_what_was_forecast_is_remembered_as_it_was_said_before() -> None:
    now = NOW.replace(minute=0, second=0)
    hour, log = timedelta(hours=1), PublicationLog()

    def said(kw: float) -> StepSeries:
        return StepSeries.regular(now - 2 * hour, hour, [kw] * 6)

    log = log.with_solar(said(1.0), ("roof",), now)
    assert log.solar.at(now - hour) is None  # hindsight is no forecast
    later = log.with_solar(said(5.0), ("roof",), now + 2 * hour)
    assert later.solar.at(now + hour) == 1.0
    assert later.solar.at(now + 3 * hour) == 5.0
    assert later.with_solar(said(5.0), ("another",), now + 2 * hour).solar.at(now + hour) is None


async def test_the_co2_sensor_s_past_and_forecast_reach_the_plan(
    recorder_mock: Recorder, home: FakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SOURCES, "sensor.co2", "g/kWh")
    await remember(home, "sensor.co2", lambda hour: 700.0)
    start = dt_util.start_of_local_day()
    ahead = [
        {"datetime": (start + timedelta(hours=h)).isoformat(), "carbonIntensity": 300} for h in range(10, 14)
    ]
    home.set("sensor.co2", 420, unit_of_measurement="g/kWh", forecast=ahead)
    home.entry = with_home(more={"co2_area": "tokyo"})
    await home.start()
    inputs = home.entry.runtime_data.data.inputs
    assert inputs.history.co2_kg.at(NOW - timedelta(hours=5)) == pytest.approx(0.7)
    slots = {
        dt_util.as_local(dt_util.parse_datetime(slot["start"])): slot["co2"]
        for slot in home.state("sensor.v2h_planner_plan").attributes["slots"]
    }
    assert slots[start + timedelta(hours=13)] == pytest.approx(0.3)
    # a day of 0.7 makes tomorrow dirtier than Tokyo usually is on a May noon
    assert slots[start + timedelta(days=1, hours=12)] > 0.42


async def test_diagnostics_do_not_tell_where_the_home_is(home: FakeHome) -> None:
    home.hass.config.latitude, home.hass.config.longitude = 35.68123, 139.76712
    await home.start()
    told = await async_get_config_entry_diagnostics(home.hass, home.entry)
    assert told["inputs"]["place"] == {"latitude": 36, "longitude": 140}
    assert "35.68" not in str(told)
    assert "139.76" not in str(told)


@pytest.mark.usefixtures("setup_entry", "house")
async def test_a_sensor_without_a_solar_forecast_is_refused(hass: HomeAssistant) -> None:
    walk = await new_home(hass)
    await walk.pay(PRICES)
    forms = {**HOME, "solar_forecast_entities": ["sensor.pv"]}
    await walk.fill("found", home_page(forms, STORM, OUTAGE, PEOPLE))
    assert walk.errors == {"base": "no_solar_forecast"}


@pytest.mark.usefixtures("setup_entry", "house")
@pytest.mark.parametrize(("area", "suggested"), [("03", "tokyo"), ("09", None)])
async def test_who_pays_tokyo_s_prices_is_offered_tokyo_s_co2(
    hass: HomeAssistant, area: str, suggested: str | None
) -> None:
    walk = await new_home(hass)
    await walk.pay({**LOOOP, "looop_area": area})
    assert walk.suggested["more"].get("co2_area") == suggested
