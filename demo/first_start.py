"""Answers to the wizard and the forms, given once before the demo's first start.

Kept apart from `prepare.py` because Home Assistant takes seconds to import, and later starts can do without.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.auth import auth_manager_from_config
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.auth.providers.homeassistant import HassAuthProvider
from homeassistant.config_entries import SOURCE_USER, ConfigEntries, ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.json import json_bytes
from homeassistant.runner import create_event_loop
from homeassistant.util.json import json_loads

from custom_components.v2h_planner import const as c
from custom_components.v2h_planner.config_flow import V2HPlannerConfigFlow
from custom_components.v2h_planner.core.home import StorageKind
from custom_components.v2h_planner.flows.outage import OUTAGE_SCHEMA
from custom_components.v2h_planner.flows.storm import policy_schema

from .client import PASSWORD, USER
from .custom_components.v2h_demo.office import HOME
from .custom_components.v2h_demo.shapes import SHAPES, USUAL
from .storage import write

DEMO_ENTRY_ID = "01DEM0DEM0DEM0DEM0DEM0DEM0"
PLANNER_ENTRY_ID = "01DEM0P1ANNERDEM0P1ANNERDE"
EV_ID = "01DEM0EVDEM0EVDEM0EVDEM0EV"

# What a new home has off and the demo shows: platform, unique id, and what its entity id is made of.
SWITCHED_ON = (
    ("button", f"{PLANNER_ENTRY_ID}_replan", "v2h_planner_plan_again"),
    ("calendar", f"{PLANNER_ENTRY_ID}_plan", "v2h_planner_plan"),
    ("calendar", f"{PLANNER_ENTRY_ID}_trips", "v2h_planner_trips"),
    ("sensor", f"{PLANNER_ENTRY_ID}_plan", "v2h_planner_plan"),
    ("sensor", f"{PLANNER_ENTRY_ID}_weather_warning", "v2h_planner_weather_warning"),
    ("binary_sensor", f"{EV_ID}_disobeys", "ev_disobeys"),
    ("button", f"{EV_ID}_cancel_charge_now", "ev_cancel_charge_now"),
    ("button", f"{EV_ID}_take_back", "ev_give_back_to_the_planner"),
    ("switch", f"{EV_ID}_pause", "ev_pause"),
)

# No default_config: it brings cloud, Bluetooth and streaming, none of which a demo needs.
CONFIGURATION = """\
# Written by script/demo.
frontend:
config:
api:
websocket_api:
history:
logbook:
recorder:
energy:
sun:
automation: !include automations.yaml
script: {}
conversation:
calendar:
logger:
  default: warning
  logs:
    homeassistant.components.camera: critical  # a missing JPEG library is no matter here
"""


def _home_entry(language: str, shape: str, *, quick: bool, ask: bool) -> ConfigEntry[Any]:
    """Return the answers that a person with this home would give in the config flow."""
    options = {
        c.CONF_PRICES: {
            c.CONF_PRICE_ENTITY: "sensor.demo_market_price",
            c.CONF_PLAN: c.PRICE_ALL_IN,
            c.CONF_EXPORT: {c.CONF_EXPORT_KIND: c.EXPORT_FIXED, c.CONF_EXPORT_PRICE: 8.5},
        },
        c.CONF_HOME: {
            c.CONF_PV_POWER: "sensor.demo_pv_generated_power",
            c.CONF_LOAD_POWER: "sensor.demo_meter_house_load",
            c.CONF_GRID_POWER: "sensor.demo_meter_grid_power",
            c.CONF_GRID_IMPORT_POSITIVE: True,
            c.CONF_LOAD_INCLUDES_STORAGES: False,
            c.CONF_SOLAR_FORECAST: [DEMO_ENTRY_ID],
            c.CONF_CONTRACT: "60",
            c.CONF_MORE: {
                c.CONF_MAY_EXPORT: True,
                c.CONF_PUSH_UP: False,
                c.CONF_V2G: False,
                c.CONF_CO2: "sensor.demo_market_co2",
                c.CONF_CARBON_PRICE: 0.0,
            },
        },
        c.CONF_STORMS: {
            c.CONF_JMA: True,
            c.CONF_JMA_AREA: {
                "code": HOME.code,
                "name": HOME.name,
                "en_name": HOME.en_name,
                "kana": HOME.kana,
                "office": HOME.office[0],
                "class10": HOME.class10[0],
                "class15": HOME.class15[0],
                "prefecture": HOME.office[1],
            },
            c.CONF_WARNINGS: [],
            # A minute, so that a visitor sees the former mode come back.
            c.CONF_POLICY: policy_schema()({c.CONF_COOLDOWN_HOURS: (10 if quick else 60) / 3600}),
        },
        c.CONF_OUTAGE: OUTAGE_SCHEMA({c.CONF_OUTAGES: ["binary_sensor.demo_meter_outage"]}),
        c.CONF_PEOPLE: {c.CONF_HANDS_OFF_HOURS: 2.0, c.CONF_STALE_MINUTES: 5} | (_asking() if ask else {}),
        c.CONF_DASHBOARD: {c.CONF_SIDEBAR: True, c.CONF_CARD: True},
    }
    car: dict[str, Any] = {
        c.CONF_BATTERY: {
            c.CONF_SOC_ENTITY: "sensor.demo_v2h_remaining_stored_electricity_3",
            c.CONF_CAPACITY: 40.0,
            c.CONF_CONNECTED_ENTITY: "sensor.demo_v2h_vehicle_connection_status",
            c.CONF_POWER_ENTITY: "sensor.demo_v2h_charging_discharging_power",
            c.CONF_CHARGING_POSITIVE: True,
        },
        c.CONF_POWERS: {
            c.CONF_CHARGE_MAX: 6.0,
            c.CONF_DISCHARGE_MAX: 6.0,
            c.CONF_MIN_SOC: 20,
            c.CONF_MAX_SOC: 90,
            c.CONF_STORM: 100,
            c.CONF_MORE: {
                c.CONF_CHARGE_MIN: 0.3,
                c.CONF_DISCHARGE_MIN: 0.1,
                c.CONF_CHARGE_EFFICIENCY: 92,
                c.CONF_DISCHARGE_EFFICIENCY: 91,
                c.CONF_OVERHEAD: 120,
                c.CONF_CHARGE_CONTROL: "set_point",
                c.CONF_DISCHARGE_CONTROL: "load_following",
                c.CONF_DEGRADATION: 0.0,
                c.CONF_START_UP: 2.0,
            },
        },
        c.CONF_DEPARTURES: {
            "trip_1": {
                c.CONF_WEEKDAYS: list(c.WEEKDAYS[:5]),
                c.CONF_LEAVE: "07:40:00",
                c.CONF_BACK: "18:20:00",
                c.CONF_SOC_PERCENT: 60,
                c.CONF_ENERGY: 6.5,
            },
        },
        c.CONF_CONTROL: {
            c.CONF_KIND: "select",
            c.CONF_ENTITY: "select.demo_v2h_operation_mode",
            c.CONF_OPTIONS: {"charge": "charge", "discharge": "discharge", "standby": "standby"},
            c.CONF_CHARGE_NUMBER: "number.demo_v2h_charging_power_setting",
            c.CONF_SAFE: "standby",
            # Longer in three rounds than the tick of the meters.
            c.CONF_VERIFY_SECONDS: 5 if quick else 30,
        },
    }
    if not SHAPES[shape].set_point:
        car[c.CONF_CONTROL] |= {
            c.CONF_OPTIONS: {"charge": "Charge", "discharge": "Discharge", "standby": "Standby"},
        }
        del car[c.CONF_CONTROL][c.CONF_CHARGE_NUMBER]
        car[c.CONF_POWERS][c.CONF_MORE][c.CONF_CHARGE_CONTROL] = c.AUTO
    if not SHAPES[shape].units:
        del car[c.CONF_BATTERY][c.CONF_POWER_ENTITY]
    return _entry(
        c.DOMAIN,
        PLANNER_ENTRY_ID,
        {"ja": "V2Hプランナー", "en": "V2H Planner"}[language],
        version=(V2HPlannerConfigFlow.VERSION, V2HPlannerConfigFlow.MINOR_VERSION),
        options=options,
        subentry=ConfigSubentry(
            data=MappingProxyType(car),
            subentry_id=EV_ID,
            subentry_type=StorageKind.V2H_EV.value,
            # Short and the same in both languages: entity ids are made from it.
            title="EV",
            unique_id=None,
        ),
    )


def _entry(
    domain: str,
    entry_id: str,
    title: str,
    *,
    data: dict[str, Any] | None = None,
    version: tuple[int, int] = (1, 1),
    options: dict[str, Any] | None = None,
    subentry: ConfigSubentry | None = None,
) -> ConfigEntry[Any]:
    return ConfigEntry(
        version=version[0],
        minor_version=version[1],
        domain=domain,
        entry_id=entry_id,
        title=title,
        data=data or {},
        options=options or {},
        source=SOURCE_USER,
        unique_id=domain if domain == c.DOMAIN else "home",
        discovery_keys=MappingProxyType({}),
        subentries_data=[subentry.as_dict()] if subentry else [],
    )


def _asking() -> dict[str, str]:
    """Return the evening question's time: now, whatever the hour."""
    return {c.CONF_EVENING: f"{datetime.now(ZoneInfo('Asia/Tokyo')):%H:%M}:00"}


def prepare_once(
    config: Path, language: str, shape: str = USUAL, *, quick: bool = False, ask: bool = False
) -> None:
    """Answer everything that the wizard and the forms would have asked. `quick`, `ask`: see `demo.launch`."""
    config.mkdir(parents=True, exist_ok=True)
    (config / "configuration.yaml").write_text(CONFIGURATION)
    (config / "automations.yaml").write_text("[]\n")
    write(
        config,
        "onboarding",
        {"done": ["user", "core_config", "analytics", "integration"]},
        version=4,
    )
    write(
        config,
        "core.config",
        {
            "latitude": 35.68,
            "longitude": 139.76,
            "elevation": 10,
            "radius": 100,
            "unit_system_v2": "metric",
            "location_name": {"ja": "わが家", "en": "Home"}[language],
            "time_zone": "Asia/Tokyo",
            "external_url": None,
            "internal_url": None,
            "currency": "JPY",
            "country": "JP",
            "language": language,
        },
        minor_version=4,
    )
    entries = [
        _entry("v2h_demo", DEMO_ENTRY_ID, "Virtual home", data={"shape": shape, "stays": quick}),
        _entry("sun", "01DEM0SUNDEM0SUNDEM0SUNDEM", "Sun"),
        _home_entry(language, shape, quick=quick, ask=ask),
    ]
    write(config, "core.config_entries", {"entries": [entry.as_dict() for entry in entries]}, minor_version=5)
    write(
        config,
        "energy",
        {
            "energy_sources": [
                {
                    "type": "grid",
                    "stat_energy_from": "sensor.demo_meter_imported_energy",
                    "stat_energy_to": "sensor.demo_meter_exported_energy",
                    "stat_cost": None,
                    "entity_energy_price": "sensor.demo_market_price",
                    "number_energy_price": None,
                    "stat_compensation": None,
                    "entity_energy_price_export": None,
                    "number_energy_price_export": 8.5,
                    "cost_adjustment_day": 0.0,
                },
                {
                    "type": "solar",
                    "stat_energy_from": "sensor.demo_pv_generated_energy",
                    "config_entry_solar_forecast": [DEMO_ENTRY_ID],
                },
                {
                    "type": "battery",
                    "stat_energy_from": "sensor.demo_v2h_cumulative_discharging_energy",
                    "stat_energy_to": "sensor.demo_v2h_cumulative_charging_energy",
                },
            ],
            "device_consumption": [],
            "device_consumption_water": [],
        },
        minor_version=3,
    )
    write(config, "frontend.system_data", {"core": {"default_panel": "lovelace"}})
    asyncio.run(_move_in(config), loop_factory=create_event_loop)


async def _move_in(config: Path) -> None:
    """Switch on what the demo shows; make the person who would have filled in the wizard's first page."""
    hass = HomeAssistant(str(config))
    hass.config_entries = ConfigEntries(hass, {})
    await hass.config_entries.async_initialize()
    dr.async_setup(hass)
    await asyncio.gather(dr.async_load(hass), er.async_load(hass))
    _switch_on(hass, config)
    hass.auth = await auth_manager_from_config(hass, [{"type": "homeassistant"}], [])
    provider = hass.auth.auth_providers[0]
    assert isinstance(provider, HassAuthProvider)
    await provider.async_initialize()
    await provider.async_add_auth(USER, PASSWORD)
    user = await hass.auth.async_create_user(USER, group_ids=[GROUP_ID_ADMIN])
    credentials = await provider.async_get_or_create_credentials({"username": USER})
    await hass.auth.async_link_user(user, credentials)
    await hass.async_stop()


def _switch_on(hass: HomeAssistant, config: Path) -> None:
    """Do what a person does on the device's page: an entity that is known as one that is on comes up on."""
    entry = hass.config_entries.async_get_entry(PLANNER_ENTRY_ID)
    known = [
        er.async_get(hass).async_get_or_create(
            platform,
            c.DOMAIN,
            unique_id,
            config_entry=entry,
            suggested_object_id=name,
        )
        for platform, unique_id, name in SWITCHED_ON
    ]
    write(
        config,
        "core.entity_registry",
        {
            "entities": [json_loads(json_bytes(item.as_storage_fragment)) for item in known],
            "deleted_entities": [],
            "settings": {"entity_id_parts": None},
        },
        version=er.STORAGE_VERSION_MAJOR,
        minor_version=er.STORAGE_VERSION_MINOR,
    )
