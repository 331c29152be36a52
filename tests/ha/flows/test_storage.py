"""A car or a battery is described form by form, and commanded in any way that a unit can be."""

from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from custom_components.v2h_planner.settings.model import ControlKind
from custom_components.v2h_planner.sources.discovery import StorageGuess
from tests.ha import flow_walk
from tests.ha.entry_forms import (
    BATTERY,
    CHARGER_EV,
    CHARGER_POWERS,
    DEPARTURES,
    HOME,
    HOME_BATTERY,
    NO_TRIP,
    POWERS,
    SELECT_CONTROL,
    V2H_EV,
    home_entry,
    storage,
)
from tests.ha.flow_walk import Walk, added, bare_entry, change_storage, new_storage, only_storage, options_of

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house")


LAST = {"safe": "standby", "verify_seconds": 90.0}
MAPPING = {**SELECT_CONTROL["options"], **LAST}


async def test_a_v2h_car_by_a_select_from_the_first_form_to_the_last(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "v2h_ev")
    await walk.fill("battery", {"name": " Leaf ", **BATTERY})
    await walk.fill("powers", POWERS)
    assert walk.suggested["trip_1"]["weekdays"] == ["mon", "tue", "wed", "thu", "fri"]
    await walk.fill("departures", DEPARTURES)
    await walk.fill("control", {"kind": "select"})
    await walk.fill(
        "control_select", {"entity": "select.v2h_mode", "charge_number": "number.v2h_charge_power"}
    )
    assert walk.suggested == SELECT_CONTROL["options"]
    result = await walk.fill("control_options", MAPPING)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    subentry = only_storage(entry)
    assert subentry.title == "Leaf"
    assert subentry.data == V2H_EV
    item = settings_from_entry(entry).storage(subentry.subentry_id)
    assert item.control.options[Verb.DISCHARGE] == "discharge"


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (StorageGuess(select="select.v2h_mode"), "select"),
        (StorageGuess(charge_number="number.v2h_charge_power"), "number"),
        (StorageGuess(), "none"),
    ],
)
async def test_what_was_found_stands_in_the_forms(
    hass: HomeAssistant, found: StorageGuess, kind: str
) -> None:
    guess = replace(found, soc_entity="sensor.leaf_soc", capacity_kwh=62.0, discharge_max_kw=5.9)
    with patch(
        "custom_components.v2h_planner.flows.storage.async_guess_storage", AsyncMock(return_value=guess)
    ):
        walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    assert walk.suggested == {
        "soc_entity": "sensor.leaf_soc",
        "capacity_kwh": 62.0,
        "power_charging_positive": True,
    }
    await walk.fill("battery", {"name": "Leaf", **BATTERY})
    assert walk.suggested == {"charge_max_kw": 6.0, "discharge_max_kw": 5.9, "more": {}}
    await walk.fill("powers", POWERS)
    await walk.fill("departures", DEPARTURES)
    assert walk.suggested == {"kind": kind}


async def test_a_one_way_car_by_a_switch(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "charger_ev")
    await walk.fill("battery", {"name": "Sakura", **CHARGER_EV["battery"]})
    await walk.fill("powers", CHARGER_POWERS)
    await walk.fill("departures", DEPARTURES)
    await walk.fill("control", {"kind": "switch"})
    result = await walk.fill(
        "control_switch", {"entity": "switch.charger", "safe": "leave", "verify_seconds": 30.0}
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_storage(entry).data == CHARGER_EV


async def test_a_home_battery_that_is_only_watched_has_no_trips(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "home_battery")
    await walk.fill("battery", {"name": "Battery", **HOME_BATTERY["battery"]})
    await walk.fill("powers", POWERS)
    result = await walk.fill("control", {"kind": "none"})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_storage(entry).data == HOME_BATTERY


async def at_control(hass: HomeAssistant, kind: str = "v2h_ev") -> tuple[MockConfigEntry, Walk]:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, kind)
    await walk.fill("battery", {"name": "Leaf", **BATTERY})
    await walk.fill("powers", POWERS)
    await walk.fill("departures", DEPARTURES)
    return entry, walk


async def test_a_car_by_signed_set_points(hass: HomeAssistant) -> None:
    entry, walk = await at_control(hass)
    await walk.fill("control", {"kind": "number"})
    number = "number.v2h_charge_power"
    await walk.fill("control_number", {"charge_number": number, "discharge_number": number, **LAST})

    control = settings_from_entry(entry).storages[0].control
    assert control.kind is ControlKind.NUMBER
    assert control.charge_number == control.discharge_number == number
    assert control.safe is Verb.STANDBY


async def test_a_car_by_any_actions(hass: HomeAssistant) -> None:
    entry, walk = await at_control(hass)
    await walk.fill("control", {"kind": "actions"})
    charge = [{"action": "script.charge", "data": {"watts": "{{ power_w }}"}}]
    stop = [{"action": "script.stop"}]
    await walk.fill(
        "control_actions", {"charge": charge, "standby": stop, "entity": "select.v2h_mode", **LAST}
    )

    control = settings_from_entry(entry).storages[0].control
    assert control.actions == {Verb.CHARGE: charge, Verb.STANDBY: stop}
    assert control.entity_id == "select.v2h_mode"


async def test_set_points_in_amperes_are_refused(hass: HomeAssistant) -> None:
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "number"})
    await walk.fill("control_number", {"charge_number": "number.amperes", **LAST})

    assert walk.errors == {"charge_number": "wrong_unit"}


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({"standby": "standby"}, {"charge": "no_verb"}),
        ({"charge": "charge"}, {"safe": "safe_without_order"}),
        (
            {"charge": "charge", "surplus": "charge", "standby": "standby"},
            {"charge": "same_option", "surplus": "same_option"},
        ),
    ],
)
async def test_orders_must_be_possible_and_clear(
    hass: HomeAssistant, answer: dict[str, str], errors: dict[str, str]
) -> None:
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "select"})
    await walk.fill("control_select", {"entity": "select.v2h_mode"})
    await walk.fill("control_options", {**answer, **LAST})

    assert walk.errors == errors


async def test_actions_without_a_charging_one_are_refused(hass: HomeAssistant) -> None:
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "actions"})
    await walk.fill("control_actions", {"standby": [{"action": "script.stop"}], **LAST})

    assert walk.errors == {"charge": "no_verb"}


async def test_a_select_without_options_is_refused(hass: HomeAssistant) -> None:
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "select"})
    hass.states.async_set("select.v2h_mode", "unavailable")
    await walk.fill("control_select", {"entity": "select.v2h_mode"})
    assert walk.errors == {"entity": "no_options"}
    await walk.fill("control_select", {"entity": "select.nowhere"})
    assert walk.errors == {"entity": "missing"}


async def test_an_unavailable_switch_is_no_reason_to_stop(hass: HomeAssistant) -> None:
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "switch"})
    hass.states.async_set("switch.charger", "unavailable")
    result = await walk.fill("control_switch", {"entity": "switch.charger", **LAST})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"soc_entity": "sensor.pv"}, {"soc_entity": "wrong_unit"}),
        ({"soc_entity": "sensor.v2h_connection"}, {"soc_entity": "not_a_number"}),
        ({"soc_entity": "sensor.share"}, {"soc_entity": "looks_like_fraction"}),
        ({"soc_entity": "sensor.too_full"}, {"soc_entity": "out_of_range"}),
        ({"connected_entity": "sensor.leaf_soc"}, {"connected_entity": "unknown"}),
        ({"power_entity": "sensor.leaf_soc"}, {"power_entity": "wrong_unit"}),
        ({"name": " "}, {"name": "name_missing"}),
    ],
)
async def test_a_battery_is_read_before_it_is_believed(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str]
) -> None:
    hass.states.async_set("sensor.share", "0.63")
    hass.states.async_set("sensor.too_full", "130", {"unit_of_measurement": "%"})
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("battery", {"name": "Leaf", **BATTERY, **change})

    assert walk.errors == errors


async def test_a_car_that_is_away_may_be_unknown(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.leaf_soc", "unknown")
    hass.states.async_set("sensor.v2h_connection", "unavailable")
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    result = await walk.fill("battery", {"name": "Leaf", **BATTERY})

    assert result["step_id"] == "powers"


async def test_nothing_is_planned_twice(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await new_storage(hass, entry, "v2h_ev")
    await walk.fill("battery", {"name": "leaf", **BATTERY})
    assert walk.errors == {"name": "name_taken", "soc_entity": "soc_in_use"}

    await walk.fill("battery", {"name": "Sakura", **BATTERY, "soc_entity": "sensor.kei_soc"})
    await walk.fill("powers", POWERS)
    await walk.fill("departures", DEPARTURES)
    await walk.fill("control", {"kind": "select"})
    await walk.fill("control_select", {"entity": "select.v2h_mode"})
    assert walk.errors == {"entity": "control_in_use"}
    assert walk.result["description_placeholders"]["found"] == "Leaf"


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"floor_percent": 90.0}, {"floor_percent": "floor_above_ceiling"}),
        ({"storm_percent": 10.0}, {"storm_percent": "storm_below_floor"}),
        ({"charge_max_kw": 0.4}, {"charge_max_kw": "min_above_max"}),
        ({"discharge_max_kw": 0.1}, {"discharge_max_kw": "min_above_max"}),
    ],
)
async def test_limits_must_be_in_order(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str]
) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("battery", {"name": "Leaf", **BATTERY})
    await walk.fill("powers", {**POWERS, **change})

    assert walk.errors == errors


@pytest.mark.parametrize("change", [{"charge_max_kw": -1}, {"floor_percent": 101}])
async def test_a_number_that_cannot_be_does_not_pass_the_form(
    hass: HomeAssistant, change: dict[str, Any]
) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("battery", {"name": "Leaf", **BATTERY})
    with pytest.raises(InvalidData):
        await walk.fill("powers", {**POWERS, **change})


TRIP = DEPARTURES["trip_1"]


@pytest.mark.parametrize(
    ("trips", "error"),
    [
        ({"trip_1": {**TRIP, "back": "07:30:00"}}, "leave_is_back"),
        ({"trip_1": {**TRIP, "soc_percent": 10.0}}, "departure_below_floor"),
        ({"trip_1": {**TRIP, "energy_kwh": 41.0}}, "trip_beyond_capacity"),
        ({"trip_2": {**TRIP, "leave": "18:00:00", "back": "20:00:00"}}, "trips_overlap"),
        # Sunday night's trip comes back on Monday at 05:00.
        ({"trip_1": {**TRIP, "leave": "04:30:00"}}, "trips_overlap"),
    ],
)
async def test_trips_must_be_drivable(hass: HomeAssistant, trips: dict[str, Any], error: str) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("battery", {"name": "Leaf", **BATTERY})
    await walk.fill("powers", POWERS)
    await walk.fill("departures", {**DEPARTURES, **trips})

    assert walk.errors == {"base": error}


async def test_trips_one_after_the_other_and_days_without_any_are_fine(hass: HomeAssistant) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("battery", {"name": "Leaf", **BATTERY})
    await walk.fill("powers", POWERS)
    evening = {**TRIP, "leave": "18:30:00", "back": "20:00:00"}
    result = await walk.fill("departures", {"trip_1": TRIP, "trip_2": evening, "trip_3": NO_TRIP})

    assert result["step_id"] == "control"


@pytest.mark.parametrize(
    ("form", "change"),
    [
        ("powers", {"ceiling_percent": 95.0}),
        ("departures", {"trip_2": {**NO_TRIP, "weekdays": ["sat"]}}),
    ],
)
async def test_changing_one_form_of_a_storage_keeps_the_others(
    hass: HomeAssistant, form: str, change: dict[str, Any]
) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose(form)
    assert walk.suggested == V2H_EV[form]
    result = await walk.fill(form, {**V2H_EV[form], **change})

    assert result["reason"] == "reconfigure_successful"
    assert only_storage(entry).data == {**V2H_EV, form: {**V2H_EV[form], **change}}
    assert only_storage(entry).title == "Leaf"


async def test_a_storage_can_be_renamed(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("battery")
    assert walk.suggested == {"name": "Leaf", **BATTERY}
    await walk.fill("battery", {"name": "Ariya", **BATTERY})

    assert only_storage(entry).title == "Ariya"
    assert only_storage(entry).data == V2H_EV
    assert only_storage(entry).subentry_id == "leaf"


async def test_a_floor_raised_above_a_departure_is_noticed(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("powers")
    await walk.fill("powers", {**POWERS, "floor_percent": 70.0})

    assert walk.errors == {"base": "departure_below_floor"}


async def test_the_mapping_is_kept_when_only_the_check_time_changes(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("control")
    assert walk.suggested == {"kind": "select"}
    await walk.fill("control", {"kind": "select"})
    points = {"entity": "select.v2h_mode", "charge_number": "number.v2h_charge_power"}
    assert walk.suggested == points
    await walk.fill("control_select", points)
    assert walk.suggested == MAPPING
    await walk.fill("control_options", {**MAPPING, "verify_seconds": 120.0})

    assert only_storage(entry).data["control"] == {**SELECT_CONTROL, "verify_seconds": 120.0}


async def test_another_way_of_commanding_forgets_the_old_one(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("control")
    await walk.fill("control", {"kind": "none"})

    assert only_storage(entry).data["control"] == {"kind": "none"}


async def test_a_battery_has_no_trips_to_change(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry(storage("home_battery", HOME_BATTERY, name="B", subentry_id="b")))
    walk = await change_storage(hass, entry, "b")

    assert walk.result["menu_options"] == ["battery", "powers", "control"]


async def test_an_entry_that_failed_is_tried_again_with_the_new_answers(
    hass: HomeAssistant, setup_entry: AsyncMock
) -> None:
    entry = added(hass, home_entry())
    setup_entry.return_value = False
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    setup_entry.return_value = True
    walk = await change_storage(hass, entry)
    await walk.choose("powers")
    await walk.fill("powers", {**POWERS, "ceiling_percent": 95.0})
    await hass.async_block_till_done()

    assert entry.state is ConfigEntryState.LOADED


def full_house() -> MockConfigEntry:
    """Two cars and a battery: no program ships for more."""
    return home_entry(
        storage("v2h_ev", V2H_EV, name="Leaf", subentry_id="leaf"),
        storage("charger_ev", CHARGER_EV, name="Sakura", subentry_id="kei"),
        storage("home_battery", HOME_BATTERY, name="Battery", subentry_id="b"),
    )


@pytest.mark.parametrize("kind", ["v2h_ev", "charger_ev", "home_battery"])
async def test_one_storage_more_than_is_planned_together_is_accepted(hass: HomeAssistant, kind: str) -> None:
    walk = await new_storage(hass, added(hass, full_house()), kind)

    assert walk.result["type"] is FlowResultType.FORM


async def test_a_storage_of_a_full_house_can_still_be_changed(hass: HomeAssistant) -> None:
    entry = added(hass, full_house())
    walk = await change_storage(hass, entry)
    await walk.choose("powers")
    result = await walk.fill("powers", {**POWERS, "ceiling_percent": 95.0})

    assert result["reason"] == "reconfigure_successful"


# ------------------------------------------------------------------------------- the contract

LARGE = {**CHARGER_POWERS, "charge_max_kw": 6.0}


async def test_a_switched_charger_that_is_too_large_for_the_contract_is_told_in_its_form(
    hass: HomeAssistant,
) -> None:
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "switch"})
    assert walk.result["description_placeholders"]["warning"] == (
        "**Leaf can never charge from this contract.** It takes 6.25 kW at full power, its only one, "
        "and the contract is 6 kW."
    )


async def test_a_charger_that_takes_a_set_point_is_told_nothing(hass: HomeAssistant) -> None:
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "select"})
    await walk.fill(
        "control_select", {"entity": "select.v2h_mode", "charge_number": "number.v2h_charge_power"}
    )
    assert walk.result["description_placeholders"]["warning"] == ""


async def test_a_charger_that_becomes_too_large_for_the_contract_is_asked_about_once(
    hass: HomeAssistant,
) -> None:
    entry = added(hass, home_entry(storage("charger_ev", CHARGER_EV, name="Kei", subentry_id="leaf")))
    walk = await change_storage(hass, entry)
    await walk.choose("powers")
    await walk.fill("powers", LARGE)
    assert walk.errors == {"base": "never_charges"}
    assert walk.result["description_placeholders"]["found"] == "6.14 kW > 6 kW"
    result = await walk.fill("powers", LARGE)
    assert result["reason"] == "reconfigure_successful"


async def test_a_contract_that_becomes_too_small_is_asked_about_once(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry(storage("charger_ev", CHARGER_EV, name="Kei", subentry_id="kei")))
    walk = await options_of(hass, entry)
    await walk.choose("home")
    small = {**HOME, "contract": "20"}
    await walk.fill("home", small)
    assert walk.errors == {"contract": "never_charges"}
    assert walk.result["description_placeholders"]["entity"] == "Kei"
    result = await walk.fill("home", small)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), -1, 1e9, "nan", "six"])
async def test_a_power_is_a_number_within_bounds(hass: HomeAssistant, number: Any) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("battery", {"name": "Leaf", **BATTERY})
    with pytest.raises(InvalidData):
        await walk.fill("powers", {**POWERS, "charge_max_kw": number})
