"""A person in front of the forms: a furnished house, a walk through a flow, and a look at every word of it."""

from collections.abc import AsyncGenerator
from copy import deepcopy
from datetime import timedelta
import json
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.json import json_bytes
from homeassistant.helpers.selector import NumberSelector, SelectSelector
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.core.tariff.presets import LOOOP_AREAS
from tests.ha.entry_forms import OPTIONS

type Result = Any

TRANSLATIONS = Path(__file__).parents[2] / "custom_components" / DOMAIN / "translations"
WORDS: dict[str, Any] = {
    language: json.loads((TRANSLATIONS / f"{language}.json").read_text("utf-8")) for language in ("en", "ja")
}


@pytest.fixture
async def setup_entry(hass: HomeAssistant, enable_custom_integrations: None) -> AsyncGenerator[AsyncMock]:
    """Entries are set up by somebody else; what we depend on runs."""
    hass.config.components.update({"recorder", "conversation"})
    with patch("custom_components.v2h_planner.async_setup_entry", return_value=True) as setup:
        yield setup
        # a reload that a form has asked for is somebody else's, too
        await hass.async_block_till_done()


@pytest.fixture
def house(hass: HomeAssistant) -> None:
    """A house with all that the forms speak of."""
    midnight = dt_util.start_of_local_day()
    prices = [
        {"start": (midnight + timedelta(minutes=30 * i)).isoformat(), "price": 10.0 + i % 7}
        for i in range(96)
    ]
    percent = {"unit_of_measurement": "%", "device_class": "battery"}
    watts = {"unit_of_measurement": "W", "device_class": "power"}
    hass.states.async_set("sensor.prices", "12.5", {"unit_of_measurement": "円/kWh", "prices": prices})
    hass.states.async_set("sensor.pv", "1500", watts)
    hass.states.async_set("sensor.load", "0.6", {"unit_of_measurement": "kW"})
    hass.states.async_set("sensor.grid", "-900", watts)
    hass.states.async_set("sensor.co2", "420", {"unit_of_measurement": "gCO2eq/kWh"})
    hass.states.async_set("sensor.leaf_soc", "63", percent)
    hass.states.async_set("sensor.kei_soc", "40", percent)
    hass.states.async_set("sensor.battery_soc", "55", percent)
    hass.states.async_set("sensor.v2h_connection", "chargeable_dischargeable")
    hass.states.async_set("sensor.v2h_power", "0", watts)
    options = ["charge", "discharge", "standby", "automatic"]
    hass.states.async_set("select.v2h_mode", "standby", {"options": options})
    hass.states.async_set("number.v2h_charge_power", "3000", {"unit_of_measurement": "W"})
    hass.states.async_set("number.amperes", "16", {"unit_of_measurement": "A"})
    hass.states.async_set("switch.charger", "off")
    hass.states.async_set("binary_sensor.storm", "off")
    hass.states.async_set("binary_sensor.outage", "off")


def check_words(result: Result, *path: str) -> None:
    """Every field, menu option, choice and error of a step has words in both languages."""
    for language, words in WORDS.items():
        branch = words
        for key in path:
            branch = branch[key]
        step = branch["step"][result["step_id"]]
        assert step["title"], language
        if result["type"] is FlowResultType.MENU:
            assert step["menu_options"].keys() >= set(result["menu_options"]), language
            continue
        for error in result["errors"].values():
            branch["error"][error].format(**result["description_placeholders"])
        check_fields(result["data_schema"], step, words["selector"])
        # What the browser gets.
        assert json_bytes(
            probatio.to_field_list(result["data_schema"], custom_serializer=cv.custom_serializer)
        )


def check_fields(schema: Any, step: dict[str, Any], selectors: dict[str, Any]) -> None:
    """Every field has a label and a help text, every choice a word."""
    for key, field in schema.schema.items():
        if isinstance(field, section):
            assert step["sections"][key]["name"]
            check_fields(field.schema, step["sections"][key], selectors)
            continue
        known = not isinstance(key.default, probatio.Undefined) or "suggested_value" in (
            key.description or {}
        )
        if isinstance(key, probatio.Required) and not known:
            # a browser would fill in the lowest number or the first choice, which nobody has given
            assert not isinstance(field, (NumberSelector, SelectSelector)), key
        assert step["data"][key]
        assert step["data_description"][key], key
        config = getattr(field, "config", {})
        if "fields" in config:
            rows = selectors[config["translation_key"]]["fields"]
            assert all(rows[name]["name"] and rows[name]["description"] for name in config["fields"])
        elif "translation_key" in config:
            words = selectors[config["translation_key"]]["options"]
            assert not set(map(str, config["options"])) - words.keys()


class Walk:
    """A person in front of the forms of one flow."""

    def __init__(self, manager: Any, path: tuple[str, ...], result: Result) -> None:
        self.manager, self.path = manager, path
        self.see(result)

    async def choose(self, option: str) -> Result:
        """Take one option of a menu."""
        assert option in self.result["menu_options"]
        return await self.go({"next_step_id": option})

    async def fill(self, step: str, answer: dict[str, Any]) -> Result:
        """Answer a form."""
        assert self.result["step_id"] == step, self.result
        return await self.go(deepcopy(answer))

    async def pay(self, prices: dict[str, Any]) -> Result:
        """Say how electricity is paid for, and keep the terms with the kWh worked out by them."""
        await self.at_terms(prices)
        return await self.keep(prices)

    async def at_terms(self, prices: dict[str, Any]) -> None:
        """Choose a plan as it is stored, and its sensor."""
        sensor = {key: prices[key] for key in ("price_entity",) if key in prices}
        plan = {"plan": prices.get("plan") or f"looop_{LOOOP_AREAS[prices['looop_area']]}"}
        seen = "price_entity" in self.result["data_schema"].schema
        await self.fill(self.result["step_id"], plan | (sensor if seen else {}))
        if self.result["step_id"] == "price_sensor":
            await self.fill("price_sensor", sensor)

    async def keep(self, prices: dict[str, Any]) -> Result:
        """Send terms as they are stored; where they are not yet those of the example, once more."""
        await self.fill("price_terms", terms(prices))
        again = self.result.get("step_id") == "price_terms" and not self.errors
        return await self.fill("price_terms", terms(prices)) if again else self.result

    async def go(self, answer: dict[str, Any]) -> Result:
        return self.see(await self.manager.async_configure(self.result["flow_id"], answer))

    def see(self, result: Result) -> Result:
        """Look at what is shown next."""
        self.result = result
        if result["type"] in (FlowResultType.FORM, FlowResultType.MENU):
            check_words(result, *self.path)
        return result

    @property
    def suggested(self) -> dict[str, Any]:
        """What stands in the form already."""
        return suggestions(self.result["data_schema"])

    @property
    def errors(self) -> dict[str, str]:
        assert self.result["type"] is FlowResultType.FORM, self.result
        return self.result["errors"]


def terms(prices: dict[str, Any]) -> dict[str, Any]:
    """Terms as they are stored, in the sections of their page."""
    page = {
        key: value
        for key, value in prices.items()
        if key not in ("price_entity", "looop_area", "plan", "adders")
    }
    export = page["export"]
    page["export"] = {"export_price": export["export_price"]}
    page["selling"] = {key: value for key, value in export.items() if key not in page["export"]}
    other = {"adders": prices["adders"]} if "adders" in prices else {}
    return {"demand": {}} | page | {"other": other}


def home_page(
    home: dict[str, Any], storm: dict[str, Any], outage: dict[str, Any], people: dict[str, Any]
) -> dict[str, Any]:
    """The answers of a home as they are stored, on their one page."""
    meters = ("load_includes_storages", "grid_import_positive", "solar_forecast_entities", "contract_kva")
    outage, people = dict(outage), dict(people)
    seen = {
        where: part.pop(where) for part, where in ((outage, "outages"), (people, "notify")) if where in part
    }
    return {
        **{key: value for key, value in home.items() if key not in meters},
        "meters": {key: home[key] for key in meters if key in home},
        **({"jma_area": storm["jma_area"]} if "jma_area" in storm else {}),
        **seen,
        "storm": {"warnings": storm.get("warnings", [])},
        "outage": outage,
        "people": people,
    }


def storage_page(
    name: str, battery: dict[str, Any], powers: dict[str, Any], trips_from: str | None = "learn"
) -> dict[str, Any]:
    """The answers of a storage as they are stored, on their one page."""
    told = {key: value for key, value in powers.items() if key in ("charge_max_kw", "discharge_max_kw")}
    sign = {"power_charging_positive": battery["power_charging_positive"]}
    return {
        "name": name,
        **{key: value for key, value in battery.items() if key not in sign},
        **({} if trips_from is None else {"trips_from": trips_from}),
        "powers": told,
        "limits": {key: value for key, value in powers.items() if key not in told and key != "more"},
        "more": sign | powers["more"],
    }


def suggestions(schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, field in schema.schema.items():
        if isinstance(field, section):
            found[str(key)] = suggestions(field.schema)
        elif key.description and key.description.get("suggested_value", "") != "":  # a blank says nothing
            found[str(key)] = key.description["suggested_value"]
    return found


async def new_home(hass: HomeAssistant) -> Walk:
    manager = hass.config_entries.flow
    return Walk(manager, ("config",), await manager.async_init(DOMAIN, context={"source": SOURCE_USER}))


async def options_of(hass: HomeAssistant, entry: MockConfigEntry) -> Walk:
    manager = hass.config_entries.options
    return Walk(manager, ("options",), await manager.async_init(entry.entry_id))


async def new_storage(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> Walk:
    manager = hass.config_entries.subentries
    result = await manager.async_init((entry.entry_id, kind), context={"source": SOURCE_USER})
    return Walk(manager, ("config_subentries", kind), result)


async def change_storage(hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str = "leaf") -> Walk:
    result = await entry.start_subentry_reconfigure_flow(hass, subentry_id)
    path = ("config_subentries", entry.subentries[subentry_id].subentry_type)
    return Walk(hass.config_entries.subentries, path, result)


def added(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    entry.add_to_hass(hass)
    return entry


def bare_entry(hass: HomeAssistant) -> MockConfigEntry:
    """A home without storages."""
    entry = MockConfigEntry(domain=DOMAIN, title="Home", options=deepcopy(OPTIONS))
    entry.add_to_hass(hass)
    return entry


def only_storage(entry: MockConfigEntry) -> ConfigSubentry:
    (subentry,) = entry.subentries.values()
    return subentry
