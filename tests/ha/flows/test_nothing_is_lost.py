"""Whoever opens a form and sends it as it stands has changed nothing, whatever is stored and whatever is gone by now."""

from copy import deepcopy
from itertools import product
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import probatio
import pytest

from custom_components.v2h_planner.feeds.http_json import UnavailableError
from custom_components.v2h_planner.settings.from_entry import price_settings
from tests.ha import flow_walk
from tests.ha.entry_forms import (
    BATTERY,
    CHARGER_EV,
    CHIYODA,
    DEPARTURES,
    EXPORT,
    HOME,
    HOME_BATTERY,
    LOOOP,
    OPTIONS,
    OUTAGE,
    PEOPLE,
    POWERS,
    PRICES,
    SELECT_CONTROL,
    STORM,
    TABLE,
    V2H_EV,
    home_entry,
    storage,
)
from tests.ha.flow_walk import Walk, added, change_storage, options_of, suggestions

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house", "away")

# Rows as an older version stored them, and as they are stored now.
OLD_ADDERS = ["renewable levy 4.18 2026-05-01~", "service 7", "wheeling 8.28", "夜間割引 -2 23:00-07:00 土日"]
OLD_BANDS = ["07:00 31.8", "23:00 22", "土日 07:00 27.5"]
SEASONS = [
    {"start": "07:00:00", "price": 38.0, "months": ["7", "8", "9"]},
    {"start": "07:00:00", "price": 31.0},
    {"start": "23:00:00", "price": 20.0},
    {"start": "08:00:00", "price": 22.0, "days": ["sun", "holiday"]},
]
MONTHS = [
    {"name": "燃料費調整額", "price": -5.0},
    {"name": "燃料費調整額", "price": -3.5, "first": "2026-12-01"},
    {"name": "再エネ賦課金", "price": 4.18, "first": "2026-05-01", "last": "2027-04-30"},
]
FIT = {**EXPORT, "export_kind": "fit", "fit_start": "2026-02-03"}
SHARE = {**EXPORT, "export_kind": "market_share", "market_share_percent": 90.0, "export_price": 1.0}
GONE = "sensor.gone"

FORMS: dict[str, list[dict[str, Any]]] = {
    "prices": [
        PRICES,
        {**PRICES, "adders": OLD_ADDERS},
        {**PRICES, "plan": "looop_kansai", "adders": OLD_ADDERS, "export": SHARE},
        {**PRICES, "price_entity": GONE, "limits": {"floor_price": 5.0, "cap_price": 60.0, "cut": True}},
        {"price_entity": "sensor.prices", "plan": "all_in", "export": FIT},
        LOOOP,
        {**LOOOP, "demand": {"demand_yen": 513.0, "demand_kw": 4.2}},
        {**PRICES, "adders": MONTHS},
        {**LOOOP, "looop_area": "09", "adders": OLD_ADDERS},
        TABLE,
        {**TABLE, "bands": OLD_BANDS, "adders": []},
        {**TABLE, "bands": SEASONS, "adders": OLD_ADDERS, "export": FIT},
        {**TABLE, "plan": "tepco_smart_life", "adders": [*OLD_ADDERS, "fuel adjustment -7.5"]},
    ],
    "home": [
        HOME,
        {
            **HOME,
            "pv_power": GONE,
            "solar_forecast": ["gone"],
            "solar_forecast_entities": [GONE, "sensor.also_gone"],
        },
        {**HOME, "contract": "kva", "contract_kva": 8.0, "load_power": "sensor.gone_too"},
        {
            **HOME,
            "contract": "demand",
            "contract_kva": 5.5,
            "more": {**HOME["more"], "co2": GONE, "co2_area": "other"},
        },
    ],
    "storm": [
        STORM,
        {**STORM, "jma": True, "jma_area": CHIYODA, "warnings": []},
        {**STORM, "jma_area": CHIYODA},
        {
            **STORM,
            "warnings": [GONE, "binary_sensor.storm"],
            "states": {GONE: ["bad"], "binary_sensor.storm": ["on"]},
        },
    ],
    "outage": [
        OUTAGE,
        {**OUTAGE, "outages": [GONE, "binary_sensor.outage"], "states": {GONE: ["island"]}},
        {**OUTAGE, "outages": [], "keep_driving": True},
    ],
    "people": [
        PEOPLE,
        {**PEOPLE, "notify": ["notify.gone"]},
        {**PEOPLE, "evening_time": "20:00:00", "prices_time": "19:30:00"},
    ],
    "dashboard": [{"sidebar": True, "card": False}],
}


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network: neither JMA nor Looop can be reached."""

    async def nothing(*_: object) -> Any:
        raise UnavailableError("timeout")

    monkeypatch.setattr("custom_components.v2h_planner.flows.storm.async_areas", nothing)
    feed = "custom_components.v2h_planner.feeds.looop.LooopFeed"
    monkeypatch.setattr(f"{feed}.async_refresh", AsyncMock())
    monkeypatch.setattr(f"{feed}.failing", "timeout")


def as_it_stands(schema: Any) -> dict[str, Any]:
    """What a browser sends of a form that nobody touches."""
    found, sent = suggestions(schema), {}
    for marker, inner in schema.schema.items():
        name = str(marker)
        if isinstance(inner, section):
            sent[name] = as_it_stands(inner.schema)
        elif name in found:
            sent[name] = found[name]
        elif not isinstance(marker.default, probatio.Undefined):
            sent[name] = marker.default()
    return sent


async def send(walk: Walk) -> None:
    """Send each form as it stands, once more where it asks whether that is meant."""
    for _ in range(8):
        if walk.result["type"] in (FlowResultType.CREATE_ENTRY, FlowResultType.ABORT):
            return
        assert walk.result["type"] is FlowResultType.FORM, walk.result
        await walk.go(as_it_stands(walk.result["data_schema"]))
    raise AssertionError((walk.result["step_id"], walk.errors, walk.result["description_placeholders"]))


def holds(after: Any, before: Any) -> bool:
    """Whether everything that was stored is still there; a form may add what has a default."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(
            key in after and holds(after[key], before[key]) for key in before
        )
    return bool(after == before)


def without_rows(prices: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in prices.items() if key not in ("bands", "adders")}


@pytest.mark.parametrize(
    ("form", "stored"), [(form, stored) for form, variants in FORMS.items() for stored in variants]
)
async def test_a_form_of_the_home_that_is_sent_as_it_stands_changes_nothing(
    hass: HomeAssistant, form: str, stored: dict[str, Any]
) -> None:
    before = deepcopy({**OPTIONS, form: stored})
    entry = added(hass, home_entry(options=before))
    walk = await options_of(hass, entry)
    await walk.choose(form)
    await send(walk)
    after = deepcopy(dict(entry.options))
    if form == "prices":
        then, now = price_settings(before[form]), price_settings(after[form])
        assert then.tariff.table == now.tariff.table
        assert set(then.tariff.terms.adders) == set(now.tariff.terms.adders)
        assert (then.entity_id, then.looop_area) == (now.entity_id, now.looop_area)
        assert all(
            isinstance(row, dict) for row in (*after[form].get("bands", ()), *after[form].get("adders", ()))
        )
        before[form], after[form] = without_rows(before[form]), without_rows(after[form])
    assert holds(after, before), (before[form], after[form])


AUTOMATIC = {**SELECT_CONTROL, "safe": "automatic", "automatic": "Auto"}
CONTROLS: list[dict[str, Any]] = [
    SELECT_CONTROL,
    {**AUTOMATIC, "entity": "select.gone"},
    {**SELECT_CONTROL, "entity": "select.gone", "charge_number": "number.gone"},
    {"kind": "number", "charge_number": "number.gone", "safe": "leave", "verify_seconds": 30.0},
    {"kind": "switch", "entity": "switch.gone", "safe": "standby", "verify_seconds": 30.0},
    {
        "kind": "actions",
        "actions": {"charge": [{"action": "script.charge"}], "standby": [{"action": "script.stop"}]},
        "entity": "sensor.gone",
        "safe": "standby",
        "verify_seconds": 60.0,
    },
    {"kind": "none"},
]
BATTERIES: list[dict[str, Any]] = [
    BATTERY,
    {
        **BATTERY,
        "soc_entity": GONE,
        "connected_entity": "binary_sensor.gone",
        "power_entity": "sensor.gone_power",
    },
]
TRIPS: list[dict[str, Any]] = [
    DEPARTURES,
    {
        "trips_from": "weekly",
        **DEPARTURES,
        "trip_4": {**DEPARTURES["trip_1"], "weekdays": ["sat"]},
        "trips_calendar": "calendar.gone",
        "odometer_entity": "sensor.gone_km",
        "on_the_road": {
            "tracker_entity": "device_tracker.gone",
            "km_per_kwh": 7.5,
            "fast_charger": "own",
            "short_yen_per_kwh": 80.0,
        },
    },
]


@pytest.mark.parametrize(
    ("battery", "departures", "control"),
    [*product(BATTERIES[1:], TRIPS[1:], CONTROLS), *product(BATTERIES[:1], TRIPS[:1], CONTROLS[:1])],
)
async def test_a_form_of_a_storage_that_is_sent_as_it_stands_changes_nothing(
    hass: HomeAssistant, battery: dict[str, Any], departures: dict[str, Any], control: dict[str, Any]
) -> None:
    spared = {"full_within_hours": 3.0, "pack_yen": 900_000.0, "cycles": 2500.0}
    powers = {**V2H_EV["powers"], "more": {**V2H_EV["powers"]["more"], **spared}}
    before = {
        **V2H_EV,
        "battery": battery,
        "powers": powers,
        "departures": departures,
        "control": control,
    }
    entry = added(hass, home_entry(storage("v2h_ev", before, name="Leaf", subentry_id="leaf")))
    entry.add_update_listener(AsyncMock())  # as one that is set up has
    for form in ("battery", "powers", "departures", "control"):
        walk = await change_storage(hass, entry)
        await walk.choose(form)
        await send(walk)
        after = dict(entry.subentries["leaf"].data)
        assert holds(after, before), (form, before[form], after[form])
        assert entry.subentries["leaf"].title == "Leaf"


@pytest.mark.parametrize(("kind", "data"), [("charger_ev", CHARGER_EV), ("home_battery", HOME_BATTERY)])
async def test_nor_does_one_of_another_kind(hass: HomeAssistant, kind: str, data: dict[str, Any]) -> None:
    powers = {**data["powers"], "more": {**data["powers"]["more"], "charge_control": "set_point"}}
    before = {**data, "powers": powers}
    entry = added(hass, home_entry(storage(kind, before, name="Leaf", subentry_id="leaf")))
    entry.add_update_listener(AsyncMock())  # as one that is set up has
    for form in before:
        walk = await change_storage(hass, entry)
        await walk.choose(form)
        await send(walk)
        assert holds(dict(entry.subentries["leaf"].data), before), form
    assert POWERS["more"]["wear"]  # something that a form must not forget
