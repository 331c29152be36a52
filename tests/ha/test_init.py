"""The planner comes, plans and goes."""

from datetime import timedelta
import json
from pathlib import Path
from types import MappingProxyType

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

import custom_components.v2h_planner as component
from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.diagnostics import async_get_config_entry_diagnostics

from .conftest import UNIT, FakeHome, leaf
from .entry_forms import CHARGER_EV, EXPORT, OPTIONS, PRICES, home_entry, storage

TRANSLATIONS = Path(component.__file__).parent / "translations"


async def test_a_plan_is_there_as_soon_as_the_planner_is_set_up(home: FakeHome) -> None:
    await home.start()
    assert home.entry.state is ConfigEntryState.LOADED
    assert home.shows("select.v2h_planner_mode") == "economy"
    assert home.shows("sensor.v2h_planner_plan") == "2026-05-16T01:30:05+00:00"
    assert home.shows("binary_sensor.v2h_planner_plan_problem") == "off"
    assert home.shows("sensor.leaf_action") in {"charge", "surplus", "discharge", "standby"}
    assert home.issues == {}


async def test_a_unit_under_our_orders_is_put_into_its_safe_state_on_unload(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    assert home.shows(UNIT) == "charge"
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.settle()
    assert home.shows(UNIT) == "standby"


async def test_a_unit_that_we_never_commanded_is_left_as_it_is_on_unload(home: FakeHome) -> None:
    await home.start()
    home.by_hand("charge")
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.settle()
    assert home.chosen == []
    assert home.shows(UNIT) == "charge"


async def test_a_home_without_a_storage_waits_for_one(home: FakeHome) -> None:
    home.entry = MockConfigEntry(domain=DOMAIN, title="Home", options=OPTIONS)
    await home.start()
    assert home.entry.state is ConfigEntryState.LOADED
    assert list(home.issues.values()) == ["no_storage"]
    assert list(await async_get_config_entry_diagnostics(home.hass, home.entry)) == ["entry"]
    with pytest.raises(ServiceValidationError):
        await home.hass.services.async_call(DOMAIN, "ignore_storm", {}, blocking=True)
    subentry = ConfigSubentry(
        data=MappingProxyType(leaf()),
        subentry_type="v2h_ev",
        title="Leaf",
        unique_id=None,
        subentry_id="leaf",
    )
    home.hass.config_entries.async_add_subentry(home.entry, subentry)
    await home.settle()
    assert home.issues == {}
    assert home.shows("sensor.leaf_action") != "unavailable"


async def test_settings_that_contradict_each_other_are_refused_with_their_reason(home: FakeHome) -> None:
    home.entry = MockConfigEntry(
        domain=DOMAIN,
        title="Home",
        options=OPTIONS,
        subentries_data=[
            {
                "data": leaf(powers={"floor_percent": 90.0}),
                "subentry_type": "v2h_ev",
                "title": "Leaf",
                "unique_id": None,
            }
        ],
    )
    home.entry.add_to_hass(home.hass)
    assert not await home.hass.config_entries.async_setup(home.entry.entry_id)
    assert home.entry.state is ConfigEntryState.SETUP_ERROR
    assert home.entry.error_reason_translation_key == "bad_storage"
    assert home.entry.error_reason_translation_placeholders == {"found": "Leaf"}
    assert list(await async_get_config_entry_diagnostics(home.hass, home.entry)) == ["entry"]


async def test_what_was_kept_goes_with_the_home(home: FakeHome, hass_storage: dict[str, object]) -> None:
    await home.start()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    key = f"{DOMAIN}.{home.entry.entry_id}"
    assert key in hass_storage
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.settle()
    assert key not in hass_storage


async def test_a_home_with_more_storages_than_can_be_planned_for_says_so_until_one_is_gone(
    home: FakeHome,
) -> None:
    home.entry = home_entry(
        *(storage("v2h_ev", leaf(), name=name, subentry_id=name) for name in ("a", "b", "c"))
    )
    await home.start()
    assert home.entry.state is ConfigEntryState.LOADED
    assert "home_too_large" in home.issues.values()
    home.hass.config_entries.async_remove_subentry(home.entry, "c")
    await home.settle()
    assert "home_too_large" not in home.issues.values()


async def test_a_unit_too_large_for_the_contract_is_a_repair_until_it_is_mended(home: FakeHome) -> None:
    home.entry = charger_of(6.0)
    await home.start()
    issues = ir.async_get(home.hass).issues
    key = (DOMAIN, f"{home.entry.entry_id}_never_charges_kei")
    assert issues[key].translation_placeholders == {"name": "Kei", "needed": "6.14", "contract": "6"}
    subentry = home.entry.subentries["kei"]
    smaller = {**subentry.data, "powers": {**subentry.data["powers"], "charge_max_kw": 3.0}}
    home.hass.config_entries.async_update_subentry(home.entry, subentry, data=smaller)
    await home.settle()
    assert key not in issues


async def test_a_larger_contract_mends_it_too_and_it_goes_with_the_home(home: FakeHome) -> None:
    home.entry = charger_of(6.0)
    await home.start()
    key = (DOMAIN, f"{home.entry.entry_id}_never_charges_kei")
    options = home.entry.options

    def contract(of: str) -> None:
        changed = {**options, "home": {**options["home"], "contract": of}}
        home.hass.config_entries.async_update_entry(home.entry, options=changed)

    contract("none")
    await home.settle()
    assert key not in ir.async_get(home.hass).issues
    contract("40")
    await home.settle()
    assert key in ir.async_get(home.hass).issues
    assert await home.hass.config_entries.async_remove(home.entry.entry_id)
    assert key not in ir.async_get(home.hass).issues


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_step_of_the_feed_in_price_is_told_a_month_before_and_is_over_on_its_day(
    home: FakeHome, freezer: FrozenDateTimeFactory, language: str
) -> None:
    words = json.loads((TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8"))["issues"]
    today = dt_util.now().date()
    began = (today + timedelta(days=20)).replace(year=today.year - 4)
    prices = {**PRICES, "export": {**EXPORT, "export_kind": "fit", "fit_start": began.isoformat()}}
    home.entry = home_entry(options={**OPTIONS, "prices": prices})
    await home.start()
    registry = ir.async_get(home.hass)

    def told() -> list[ir.IssueEntry]:
        return [issue for (_, key), issue in registry.issues.items() if "_price_export_step" in key]

    (issue,) = told()
    said = words[issue.translation_key]["description"].format(**(issue.translation_placeholders or {}))
    assert "24" in said
    assert "8.3" in said
    midnight = dt_util.start_of_local_day(today + timedelta(days=20)) + timedelta(seconds=40)
    freezer.move_to(midnight)
    async_fire_time_changed(home.hass, midnight)
    await home.settle()
    assert told() == []


async def test_an_amount_that_nobody_has_renewed_is_told_and_goes_with_the_home(home: FakeHome) -> None:
    last_month = dt_util.now().date().replace(day=1) - timedelta(days=1)
    row = {"name": "燃料費調整額", "price": -5.0, "last": last_month.isoformat()}
    home.entry = home_entry(options={**OPTIONS, "prices": {**PRICES, "adders": [row]}})
    await home.start()
    issues = ir.async_get(home.hass).issues
    (key,) = (key for key in issues if "_price_amount_over" in key[1])
    said = issues[key].translation_placeholders or {}
    assert (said["name"], said["yen"]) == ("燃料費調整額", "-5")
    assert await home.hass.config_entries.async_remove(home.entry.entry_id)
    assert key not in issues


def charger_of(power_kw: float) -> MockConfigEntry:
    """A home with a charger that a switch turns on and off, on a contract of 60 A."""
    kei = {**CHARGER_EV, "powers": {**CHARGER_EV["powers"], "charge_max_kw": power_kw}}
    return home_entry(storage("charger_ev", kei, name="Kei", subentry_id="kei"))
