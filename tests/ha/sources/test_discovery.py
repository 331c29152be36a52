"""Most of a home is found; its people only nod."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock, patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.core.home import StorageKind
from custom_components.v2h_planner.sources.discovery import (
    HomeGuess,
    async_guess_home,
    async_guess_storage,
    async_solar_forecasts,
)
from custom_components.v2h_planner.sources.echonet import echonet_code
from custom_components.v2h_planner.sources.storage_guess import StorageGuess

PERCENT = {"unit_of_measurement": "%"}
WATTS = {"unit_of_measurement": "W", "device_class": "power"}


def device(
    hass: HomeAssistant,
    platform: str,
    entities: Iterable[tuple[str, str, Any, dict[str, Any]]],
    name: str = "unit",
) -> None:
    """A device with entities: entity id, unique id, state, attributes."""
    entry = MockConfigEntry(domain=platform)
    entry.add_to_hass(hass)
    owner = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(platform, name)}
    )
    for entity_id, unique_id, state, attributes in entities:
        domain, object_id = entity_id.split(".")
        er.async_get(hass).async_get_or_create(
            domain,
            platform,
            unique_id,
            suggested_object_id=object_id,
            config_entry=entry,
            device_id=owner.id,
        )
        hass.states.async_set(entity_id, str(state), attributes)


def dashboard(hass: HomeAssistant, *sources: dict[str, Any]) -> Any:
    """An energy dashboard with these sources."""
    hass.config.components.add("energy")
    manager = Mock(data={"energy_sources": list(sources), "device_consumption": []})
    return patch("homeassistant.components.energy.data.async_get_manager", AsyncMock(return_value=manager))


def half_hours(count: int) -> list[dict[str, Any]]:
    midnight = dt_util.start_of_local_day()
    return [
        {"start": (midnight + timedelta(minutes=30 * i)).isoformat(), "price": 10.0 + i % 5}
        for i in range(count)
    ]


async def test_an_empty_house_gives_no_guess_and_no_error(hass: HomeAssistant) -> None:
    assert await async_guess_home(hass) == HomeGuess()
    for kind in StorageKind:
        assert await async_guess_storage(hass, kind) == StorageGuess()
    assert await async_solar_forecasts(hass) == {}


async def test_the_energy_dashboard_knows_sun_grid_and_export_price(hass: HomeAssistant) -> None:
    solar = {
        "type": "solar",
        "stat_energy_from": "sensor.pv_energy",
        "stat_rate": "sensor.pv",
        "config_entry_solar_forecast": ["forecast_1", "forecast_2"],
    }
    east = {"type": "solar", "stat_energy_from": "sensor.east", "config_entry_solar_forecast": None}
    grid = {
        "type": "grid",
        "stat_energy_from": "sensor.bought",
        "stat_rate": "sensor.energy_grid_power_inverted",
        "power_config": {"stat_rate_inverted": "sensor.grid"},
        "number_energy_price_export": 16.0,
    }
    with dashboard(hass, east, solar, grid):
        guess = await async_guess_home(hass)

    assert guess == HomeGuess(
        pv_power="sensor.pv",
        grid_power="sensor.grid",
        grid_import_positive=False,
        solar_forecast=("forecast_1", "forecast_2"),
        export_yen_per_kwh=16.0,
    )


async def test_a_dashboard_that_nobody_filled_in_gives_no_guess(hass: HomeAssistant) -> None:
    hass.config.components.add("energy")
    with patch(
        "homeassistant.components.energy.data.async_get_manager", AsyncMock(return_value=Mock(data=None))
    ):
        assert await async_guess_home(hass) == HomeGuess()


async def test_a_battery_of_the_dashboard_is_known_with_its_capacity(hass: HomeAssistant) -> None:
    blind = {"type": "battery", "stat_energy_from": "sensor.a", "stat_energy_to": "sensor.b"}
    battery = {**blind, "stat_soc": "sensor.bat", "capacity": 9.8, "stat_rate": "sensor.bat_power"}
    with dashboard(hass, blind, battery):
        guess = await async_guess_storage(hass, StorageKind.HOME_BATTERY)
        taken = await async_guess_storage(hass, StorageKind.HOME_BATTERY, frozenset({"sensor.bat"}))

    # The dashboard counts a battery's discharge as positive.
    assert guess == StorageGuess(
        soc_entity="sensor.bat",
        capacity_kwh=9.8,
        power_entity="sensor.bat_power",
        power_charging_positive=False,
    )
    assert taken.soc_entity is None


async def test_every_integration_that_forecasts_the_sun_is_offered(hass: HomeAssistant) -> None:
    hass.config.components.add("energy")
    entry = MockConfigEntry(domain="forecast_solar", title="Roof")
    entry.add_to_hass(hass)
    with patch(
        "homeassistant.components.energy.websocket_api.async_get_energy_platforms",
        AsyncMock(return_value={"forecast_solar": Mock()}),
    ):
        assert await async_solar_forecasts(hass) == {entry.entry_id: "Roof"}


@pytest.mark.parametrize(
    ("unique_id", "code"),
    [
        ("fe00006c000000-027e01-da", (0x027E, 0xDA)),
        ("fe00006c000000-027e01-d3_0", (0x027E, 0xD3)),
        ("fe00006c000000-027e02-e4_0", (0x027E, 0xE4)),
        ("fe00006c000000-027e01-c8_4", None),
        ("fe00006c000000-027e01_81_code", None),
        ("fe00006c000000-028701-simplex_channel_1_instantaneous_power", None),
        ("fe00000b00000000-2-126-1-218", (0x027E, 0xDA)),
        ("fe00000b00000000-2-121-1-224", (0x0279, 0xE0)),
        ("192.168.1.7-2-126-1-2-126-1-218", (0x027E, 0xDA)),
        ("fe00000b00000000-2-136-1-232-r_phase_amperes", None),
        ("fe00000b00000000-2-135-1-183-12", None),
        ("something else", None),
    ],
)
def test_an_echonet_property_is_known_by_its_unique_id(unique_id: str, code: tuple[int, int] | None) -> None:
    assert echonet_code(unique_id) == code


V2H_ENTITIES = [
    ("sensor.v2h_remaining_3", "fe0000-027e01-e4_0", 63, PERCENT),
    ("sensor.v2h_dischargeable", "fe0000-027e01-c0_0", 30800, {"unit_of_measurement": "Wh"}),
    ("sensor.v2h_dischargeable_percent", "fe0000-027e01-c4_0", 51, PERCENT),
    ("sensor.v2h_capacity", "fe0000-027e01-d0_0", 38500, {"unit_of_measurement": "Wh"}),
    ("sensor.v2h_rated_charge", "fe0000-027e01-c5_0", 6000, WATTS),
    ("sensor.v2h_rated_discharge", "fe0000-027e01-c6_0", 5900, WATTS),
    ("sensor.v2h_connection", "fe0000-027e01-c7", "chargeable", {}),
    ("sensor.v2h_power", "fe0000-027e01-d3_0", -500, WATTS),
    ("select.v2h_mode", "fe0000-027e01-da", "standby", {"options": ["charge", "standby"]}),
    ("select.v2h_method", "fe0000-027e01-dc", "others", {"options": ["others"]}),
    ("number.v2h_charge", "fe0000-027e01-eb_0", 3000, WATTS),
    ("number.v2h_energy", "fe0000-027e01-ea_0", 3000, {"unit_of_measurement": "Wh"}),
    ("number.v2h_discharge", "fe0000-027e01-ec_0", 3000, WATTS),
]


async def test_a_v2h_unit_on_echonet_lite_is_found_whole(hass: HomeAssistant) -> None:
    device(hass, "echonet_lite", V2H_ENTITIES)

    assert await async_guess_storage(hass, StorageKind.V2H_EV) == StorageGuess(
        soc_entity="sensor.v2h_remaining_3",
        capacity_kwh=38.5,
        connected_entity="sensor.v2h_connection",
        power_entity="sensor.v2h_power",
        charge_max_kw=6.0,
        discharge_max_kw=5.9,
        select="select.v2h_mode",
        charge_number="number.v2h_charge",
        discharge_number="number.v2h_discharge",
    )


async def test_the_other_echonet_integration_is_understood_too(hass: HomeAssistant) -> None:
    device(
        hass,
        "echonetlite",
        [
            ("sensor.ev_remaining_3", "fe00-2-126-1-228", 63, {}),
            ("select.ev_mode", "fe00-2-126-1-218", "Standby", {"options": ["Charge", "Standby"]}),
        ],
    )
    guess = await async_guess_storage(hass, StorageKind.V2H_EV)

    assert guess == StorageGuess(soc_entity="sensor.ev_remaining_3", select="select.ev_mode")


async def test_a_second_unit_is_offered_when_the_first_is_taken(hass: HomeAssistant) -> None:
    device(hass, "echonet_lite", V2H_ENTITIES)
    device(hass, "echonet_lite", [("sensor.other_soc", "fe0001-027e01-e4_0", 40, PERCENT)], name="other")
    taken = frozenset({"sensor.v2h_remaining_3"})

    assert (await async_guess_storage(hass, StorageKind.V2H_EV, taken)).soc_entity == "sensor.other_soc"


async def test_a_storage_battery_on_echonet_lite_is_not_a_car(hass: HomeAssistant) -> None:
    device(
        hass,
        "echonet_lite",
        [
            ("sensor.tank_remaining", "fe0002-027d01-e4_0", 55, PERCENT),
            ("sensor.tank_rated", "fe0002-027d01-d0_0", 9800, {"unit_of_measurement": "Wh"}),
        ],
    )

    battery = await async_guess_storage(hass, StorageKind.HOME_BATTERY)
    assert battery == StorageGuess(soc_entity="sensor.tank_remaining", capacity_kwh=9.8)
    assert await async_guess_storage(hass, StorageKind.V2H_EV) == StorageGuess()


async def test_roof_and_meter_on_echonet_lite_are_found(hass: HomeAssistant) -> None:
    device(
        hass,
        "echonet_lite",
        [
            ("sensor.roof_power", "fe0003-027901-e0_0", 1200, WATTS),
            ("sensor.meter_power", "fe0004-028801-e7_0", 300, WATTS),
        ],
    )
    guess = await async_guess_home(hass)

    assert (guess.pv_power, guess.grid_power) == ("sensor.roof_power", "sensor.meter_power")
    assert guess.grid_import_positive


async def test_any_other_wallbox_is_guessed_from_what_stands_beside_the_soc(hass: HomeAssistant) -> None:
    device(
        hass,
        "some_wallbox",
        [
            ("sensor.v2h_soc", "1", 63, {**PERCENT, "device_class": "battery"}),
            ("binary_sensor.v2h_plug", "2", "on", {"device_class": "plug"}),
            ("sensor.v2h_power", "3", 0, WATTS),
            ("select.v2h_mode", "4", "standby", {"options": ["charge", "standby"]}),
            ("select.v2h_led", "5", "blue", {"options": ["blue", "red"]}),
            ("number.v2h_charging_power", "6", 0, WATTS),
            ("number.v2h_discharging_power", "7", 0, WATTS),
            ("number.v2h_led_brightness", "8", 0, PERCENT),
        ],
    )

    assert await async_guess_storage(hass, StorageKind.V2H_EV) == StorageGuess(
        soc_entity="sensor.v2h_soc",
        connected_entity="binary_sensor.v2h_plug",
        power_entity="sensor.v2h_power",
        select="select.v2h_mode",
        charge_number="number.v2h_charging_power",
        discharge_number="number.v2h_discharging_power",
    )


async def test_a_connection_told_in_words_is_a_plug_too(hass: HomeAssistant) -> None:
    device(
        hass,
        "some_wallbox",
        [
            ("sensor.ev_soc", "1", 63, PERCENT),
            ("sensor.vehicle_connection", "2", "chargeable_dischargeable", {}),
            ("sensor.wifi_connection", "3", "excellent", {}),
        ],
    )
    guess = await async_guess_storage(hass, StorageKind.V2H_EV)

    assert guess.connected_entity == "sensor.vehicle_connection"


async def test_two_power_sensors_on_a_device_are_left_to_its_owner(hass: HomeAssistant) -> None:
    device(
        hass,
        "some_wallbox",
        [
            ("sensor.ev_soc", "1", 63, PERCENT),
            ("sensor.phase_1", "2", 0, WATTS),
            ("sensor.phase_2", "3", 0, WATTS),
        ],
    )

    assert (await async_guess_storage(hass, StorageKind.V2H_EV)).power_entity is None


async def test_a_telephone_is_not_a_car(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.telephone_battery", "80", {**PERCENT, "device_class": "battery"})
    hass.states.async_set("sensor.home_battery_soc", "80", {**PERCENT, "device_class": "battery"})

    assert await async_guess_storage(hass, StorageKind.V2H_EV) == StorageGuess()
    assert (await async_guess_storage(hass, StorageKind.HOME_BATTERY)).soc_entity == "sensor.home_battery_soc"


async def test_power_sensors_are_known_by_their_names_where_there_is_one_of_each(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.pv_power", "900", WATTS)
    hass.states.async_set("sensor.house_load", "600", WATTS)
    hass.states.async_set("sensor.grid_power", "-300", WATTS)
    hass.states.async_set("sensor.grid_price", "31", {"unit_of_measurement": "円/kWh"})
    guess = await async_guess_home(hass)
    assert (guess.pv_power, guess.load_power, guess.grid_power) == (
        "sensor.pv_power",
        "sensor.house_load",
        "sensor.grid_power",
    )

    hass.states.async_set("sensor.solar_string_2", "450", WATTS)
    assert (await async_guess_home(hass)).pv_power is None


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("エアコン 消費電力", "sensor.plug_1"),
        ("エネファーム 発電電力", "sensor.fc_power"),
        ("売電電力", "sensor.meter_sold"),
        ("Grid export power", "sensor.grid_export_power"),
    ],
)
async def test_one_appliance_is_not_the_house_nor_half_a_meter_the_grid(
    hass: HomeAssistant, name: str, entity: str
) -> None:
    hass.states.async_set(entity, "300", {**WATTS, "friendly_name": name})
    guess = await async_guess_home(hass)
    assert (guess.pv_power, guess.load_power, guess.grid_power) == (None, None, None)


async def test_the_house_is_known_by_its_japanese_name(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.a", "300", {**WATTS, "friendly_name": "家全体の消費電力"})
    hass.states.async_set("sensor.b", "300", {**WATTS, "friendly_name": "太陽光発電"})
    guess = await async_guess_home(hass)
    assert (guess.load_power, guess.pv_power) == ("sensor.a", "sensor.b")


async def test_of_two_cars_none_is_guessed(hass: HomeAssistant) -> None:
    for name in ("leaf_soc", "sakura_soc"):
        hass.states.async_set(f"sensor.{name}", "80", {**PERCENT, "device_class": "battery"})
    assert await async_guess_storage(hass, StorageKind.V2H_EV) == StorageGuess()
    other = frozenset({"sensor.leaf_soc"})
    assert (await async_guess_storage(hass, StorageKind.V2H_EV, other)).soc_entity == "sensor.sakura_soc"


async def test_a_smoke_alarm_warns_of_no_storm(hass: HomeAssistant) -> None:
    alarm = {"device_class": "safety", "friendly_name": "火災警報器"}
    hass.states.async_set("binary_sensor.kitchen", "off", alarm)
    hass.states.async_set("binary_sensor.gas_alert", "off", {"device_class": "safety"})
    assert (await async_guess_home(hass)).warnings == ()


async def test_the_longest_list_of_prices_is_the_tariff(hass: HomeAssistant) -> None:
    yen = {"unit_of_measurement": "円/kWh"}
    hass.states.async_set("sensor.a_short_list", "12", {**yen, "prices": half_hours(48)})
    hass.states.async_set("sensor.b_long_list", "12", {**yen, "prices": half_hours(96)})
    hass.states.async_set("sensor.c_other_list", "12", {"unit_of_measurement": "mm", "rain": [1, 2, 3]})

    guess = await async_guess_home(hass)
    assert (guess.price_entity, guess.price_kind) == ("sensor.b_long_list", "market")


async def test_prices_that_never_fall_below_the_adders_are_all_in(hass: HomeAssistant) -> None:
    prices = [{**slot, "price": slot["price"] + 19.0} for slot in half_hours(48)]
    hass.states.async_set("sensor.tariff", "31", {"unit_of_measurement": "円/kWh", "prices": prices})

    assert (await async_guess_home(hass)).price_kind == "all_in"


async def test_our_own_sensors_are_no_source(hass: HomeAssistant) -> None:
    er.async_get(hass).async_get_or_create("sensor", DOMAIN, "price", suggested_object_id="planner_price")
    hass.states.async_set(
        "sensor.planner_price", "12", {"unit_of_measurement": "円/kWh", "prices": half_hours(96)}
    )

    assert (await async_guess_home(hass)).price_entity is None


async def test_carbon_and_warnings_are_found_by_what_they_show(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.grid_carbon", "420", {"unit_of_measurement": "gCO2eq/kWh"})
    safety = {"device_class": "safety"}
    hass.states.async_set("binary_sensor.tokyo_weather_warning", "off", safety)
    hass.states.async_set("binary_sensor.tokyo_weather_advisory", "off", safety)
    hass.states.async_set("binary_sensor.storm", "off", {**safety, "friendly_name": "暴風警報"})
    hass.states.async_set("binary_sensor.printer_warning", "off")
    guess = await async_guess_home(hass)

    assert guess.co2 == "sensor.grid_carbon"
    assert guess.warnings == ("binary_sensor.storm", "binary_sensor.tokyo_weather_warning")


async def test_what_is_called_an_outage_is_found_and_our_own_is_not(hass: HomeAssistant) -> None:
    hass.states.async_set("binary_sensor.power_outage", "off")
    hass.states.async_set("binary_sensor.b", "off", {"friendly_name": "停電検知"})
    er.async_get(hass).async_get_or_create(
        "binary_sensor", DOMAIN, "outage", suggested_object_id="planner_outage"
    )
    hass.states.async_set("binary_sensor.planner_outage", "off")

    assert (await async_guess_home(hass)).outages == ("binary_sensor.b", "binary_sensor.power_outage")


async def test_a_ups_knows_of_outages(hass: HomeAssistant) -> None:
    device(
        hass,
        "nut",
        [
            ("sensor.ups_status_data", "X_ups.status", "OL CHRG", {}),
            ("sensor.ups_load", "X_ups.load", 12, PERCENT),
        ],
    )

    assert (await async_guess_home(hass)).outages == ("sensor.ups_status_data",)


@pytest.mark.parametrize(
    ("unique_id", "platform"),
    [
        ("000081-00000012345678901234567890-027e01-db", "echonet_lite"),
        ("fe00006-2-126-1-219", "echonetlite"),
        ("000081-00000012345678901234567890-027d01-db", "echonet_lite"),
    ],
)
async def test_a_unit_that_says_whether_it_is_on_the_grid_knows_of_outages(
    hass: HomeAssistant, unique_id: str, platform: str
) -> None:
    device(hass, platform, [("sensor.interconnected", unique_id, "reversePowerFlowAcceptable", {})])

    assert (await async_guess_home(hass)).outages == ("sensor.interconnected",)


async def test_an_outage_sensor_that_cannot_be_read_is_not_proposed(hass: HomeAssistant) -> None:
    hass.states.async_set("binary_sensor.outage", "unavailable")

    assert (await async_guess_home(hass)).outages == ()


@pytest.mark.parametrize("unit", ["MW", "kW", "ｋＷ", "w"])
async def test_a_set_point_is_found_whatever_its_power_is_counted_in(hass: HomeAssistant, unit: str) -> None:
    device(
        hass,
        "big_unit",
        [
            ("sensor.leaf_soc", "soc", 60, {**PERCENT, "device_class": "battery"}),
            ("number.leaf_charge_power", "power", 0.006, {"unit_of_measurement": unit}),
        ],
    )
    guess = await async_guess_storage(hass, StorageKind.V2H_EV)
    assert guess.charge_number == "number.leaf_charge_power"


@pytest.mark.parametrize("odd", [5, ["kW"], {"kW": 1}, b"kW", 1.5, True])
async def test_attributes_of_another_integration_may_be_anything(hass: HomeAssistant, odd: Any) -> None:
    device(
        hass,
        "odd_unit",
        [
            ("sensor.leaf_soc", "soc", 60, {**PERCENT, "device_class": "battery"}),
            ("number.leaf_charge_power", "power", 3, {"unit_of_measurement": odd}),
            ("select.leaf_mode", "mode", "charge", {"options": odd, "friendly_name": odd}),
            ("sensor.leaf_power", "meter", 3, {"unit_of_measurement": odd, "friendly_name": odd}),
        ],
    )
    hass.states.async_set("sensor.odd_power", "3", {"device_class": "power", "friendly_name": odd})
    hass.states.async_set("binary_sensor.odd", "on", {"device_class": "safety", "friendly_name": odd})
    assert (await async_guess_storage(hass, StorageKind.V2H_EV)).charge_number is None
    await async_guess_home(hass)
