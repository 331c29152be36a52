"""A home as its forms store it: what the tests of the flow expect, and what other tests start from."""

from copy import deepcopy
from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.const import DOMAIN

EXPORT: dict[str, Any] = {
    "export_kind": "fixed",
    "export_price": 16.0,
    "fit_first": 24.0,
    "fit_second": 8.3,
    "market_share_percent": 100.0,
}
PRICES: dict[str, Any] = {
    "price_entity": "sensor.prices",
    "plan": "market",
    "loss_percent": 6.9,
    "tax_percent": 10.0,
    "adders": [{"name": "all of them", "price": 19.09}],
    "export": EXPORT,
    "limits": {"cut": False},
}
LOOOP: dict[str, Any] = {
    "looop_area": "03",
    "adders": [
        {"name": "service", "price": 7.0},
        {"name": "wheeling", "price": 8.28},
        {"name": "levy", "price": 4.18},
    ],
    "export": EXPORT,
}
TABLE: dict[str, Any] = {
    "plan": "own_table",
    "bands": [
        {"start": "07:00:00", "price": 31.8},
        {"start": "23:00:00", "price": 22.0},
        {"start": "07:00:00", "price": 27.5, "days": ["sat", "sun"]},
    ],
    "adders": [],
    "export": {**EXPORT, "export_price": 8.5},
}
HOME: dict[str, Any] = {
    "pv_power": "sensor.pv",
    "load_power": "sensor.load",
    "load_includes_storages": True,
    "grid_power": "sensor.grid",
    "grid_import_positive": False,
    "contract": "60",
    "more": {
        "may_export": True,
        "export_limit_kw": 4.5,
        "push_up": False,
        "v2g": False,
        "co2": "sensor.co2",
        "carbon_price": 3.0,
        "baseline": "night_timer",
    },
}
POLICY: dict[str, Any] = {
    "wind": "warning",
    "blizzard": "warning",
    "snow": "warning",
    "surge": "warning",
    "rain": "danger_warning",
    "landslide": "danger_warning",
    "flood": "danger_warning",
    "waves": "never",
    "thunder": "never",
    "unknown": "warning",
    "watch_from": "medium",
    "lead_hours": 1.0,
    "keep_full": True,
    "cooldown_hours": 4.0,
}
# No JMA: no test of the planner asks a network.
STORM: dict[str, Any] = {"jma": False, "warnings": ["binary_sensor.storm"], "policy": POLICY}
OUTAGE: dict[str, Any] = {
    "outages": ["binary_sensor.outage"],
    "thrifty_kw": 0.25,
    "keep_driving": False,
    "notice_hours": ["24", "12", "6", "3"],
}
PEOPLE: dict[str, Any] = {"hands_off_hours": 1.5, "stale_minutes": 30.0}
OPTIONS: dict[str, Any] = {
    "prices": PRICES,
    "home": HOME,
    "storm": STORM,
    "outage": OUTAGE,
    "people": PEOPLE,
}
CHIYODA: dict[str, str] = {
    "code": "1310100",
    "name": "千代田区",
    "en_name": "Chiyoda City",
    "kana": "ちよだく",
    "office": "130000",
    "class10": "130010",
    "class15": "130011",
    "prefecture": "東京都",
}

BATTERY: dict[str, Any] = {
    "soc_entity": "sensor.leaf_soc",
    "capacity_kwh": 40.0,
    "connected_entity": "sensor.v2h_connection",
    "power_entity": "sensor.v2h_power",
    "power_charging_positive": True,
}
POWERS: dict[str, Any] = {
    "charge_max_kw": 6.0,
    "discharge_max_kw": 5.5,
    "floor_percent": 20.0,
    "ceiling_percent": 85.0,
    "storm_percent": 100.0,
    "more": {
        "charge_control": "auto",
        "charge_min_kw": 0.5,
        "charge_efficiency_percent": 91.0,
        "discharge_control": "auto",
        "discharge_min_kw": 0.3,
        "discharge_efficiency_percent": 92.0,
        "overhead_w": 150.0,
        "wear": 1.5,
        "switch_on": 2.0,
    },
}
CHARGER_POWERS: dict[str, Any] = {
    "charge_max_kw": 3.0,
    "floor_percent": 30.0,
    "ceiling_percent": 80.0,
    "storm_percent": 100.0,
    "more": {
        "charge_control": "auto",
        "charge_min_kw": 1.2,
        "charge_efficiency_percent": 88.0,
        "overhead_w": 40.0,
        "wear": 0.0,
        "switch_on": 1.0,
    },
}
NO_TRIP: dict[str, Any] = {
    "weekdays": [],
    "leave": "09:00:00",
    "back": "18:00:00",
    "soc_percent": 60.0,
    "energy_kwh": 6.0,
    "except_holidays": False,
}
DEPARTURES: dict[str, Any] = {
    "trip_1": {
        "weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "leave": "07:30:00",
        "back": "18:30:00",
        "soc_percent": 60.0,
        "energy_kwh": 6.0,
        "except_holidays": False,
    },
    "trip_2": NO_TRIP,
    "trip_3": {
        "weekdays": ["sun"],
        "leave": "22:00:00",
        "back": "05:00:00",
        "soc_percent": 80.0,
        "energy_kwh": 12.0,
        "except_holidays": False,
    },
}
LEARNED: dict[str, Any] = {
    "trips_from": "learn",
    **{row: {**NO_TRIP, "energy_kwh": 6.0} for row in ("trip_1", "trip_2", "trip_3")},
}
SELECT_CONTROL: dict[str, Any] = {
    "kind": "select",
    "entity": "select.v2h_mode",
    "charge_number": "number.v2h_charge_power",
    "options": {"charge": "charge", "discharge": "discharge", "standby": "standby"},
    "safe": "standby",
    "verify_seconds": 90.0,
}

V2H_EV: dict[str, Any] = {
    "battery": BATTERY,
    "powers": POWERS,
    "departures": DEPARTURES,
    "control": SELECT_CONTROL,
}
CHARGER_EV: dict[str, Any] = {
    "battery": {"soc_entity": "sensor.kei_soc", "capacity_kwh": 20.0, "power_charging_positive": True},
    "powers": CHARGER_POWERS,
    "departures": DEPARTURES,
    "control": {
        "kind": "switch",
        "entity": "switch.charger",
        "safe": "leave",
        "verify_seconds": 30.0,
    },
}
HOME_BATTERY: dict[str, Any] = {
    "battery": {"soc_entity": "sensor.battery_soc", "capacity_kwh": 9.8, "power_charging_positive": False},
    "powers": POWERS,
    "control": {"kind": "none"},
}


def storage(kind: str, data: dict[str, Any], *, name: str, subentry_id: str) -> ConfigSubentryData:
    """One storage of an entry."""
    return ConfigSubentryData(
        data=deepcopy(data), subentry_type=kind, title=name, unique_id=None, subentry_id=subentry_id
    )


def home_entry(*storages: ConfigSubentryData, options: dict[str, Any] | None = None) -> MockConfigEntry:
    """The entry of a home; with nothing said, one Leaf on a V2H unit."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="Home",
        options=deepcopy(OPTIONS if options is None else options),
        subentries_data=storages or (storage("v2h_ev", V2H_EV, name="Leaf", subentry_id="leaf"),),
    )
