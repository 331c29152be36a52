"""A car or a battery is described form by form, and commanded in any way that a unit can be."""

from copy import deepcopy
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.core.home import ChargeControl
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from custom_components.v2h_planner.settings.model import ControlKind
from custom_components.v2h_planner.sources.storage_guess import StorageGuess
from tests.ha import flow_walk
from tests.ha.entry_forms import (
    BATTERY,
    CHARGER_EV,
    CHARGER_POWERS,
    DEPARTURES,
    HOME,
    HOME_BATTERY,
    LEARNED,
    NO_TRIP,
    OPTIONS,
    POWERS,
    SELECT_CONTROL,
    V2H_EV,
    home_entry,
    storage,
)
from tests.ha.flow_walk import (
    WORDS,
    Walk,
    added,
    bare_entry,
    change_storage,
    new_storage,
    only_storage,
    options_of,
    storage_page,
)

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house")


LAST = {"safe": "standby", "verify_seconds": 90.0}
MAPPING = {**SELECT_CONTROL["options"], **LAST}


async def changing(hass: HomeAssistant, form: str, **data: Any) -> Walk:
    """One form of a car that is there, and whose trips are learned."""
    car = {**V2H_EV, "departures": LEARNED, **data}
    for old in hass.config_entries.async_entries("v2h_planner"):
        await hass.config_entries.async_remove(old.entry_id)
    entry = added(hass, home_entry(storage("v2h_ev", car, name="Leaf", subentry_id="leaf")))
    walk = await change_storage(hass, entry)
    await walk.choose(form)
    return walk


async def sent(hass: HomeAssistant, **battery: Any) -> Walk:
    """The page of a new car, sent."""
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("found", storage_page("Leaf", {**BATTERY, **battery}, POWERS))
    return walk


async def test_a_v2h_car_by_a_select_from_the_first_form_to_the_last(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "v2h_ev")
    await walk.fill("found", storage_page(" Leaf ", BATTERY, POWERS))
    await walk.fill("control", {"kind": "select"})
    await walk.fill(
        "control_select", {"entity": "select.v2h_mode", "charge_number": "number.v2h_charge_power"}
    )
    assert walk.suggested == SELECT_CONTROL["options"]
    result = await walk.fill("control_options", MAPPING)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    subentry = only_storage(entry)
    assert subentry.title == "Leaf"
    assert subentry.data == {**V2H_EV, "departures": LEARNED}
    item = settings_from_entry(entry).storage(subentry.subentry_id)
    assert item.control.options[Verb.DISCHARGE] == "discharge"


NUMBER = "number.v2h_charge_power"


def find(hass: HomeAssistant, guess: StorageGuess) -> Any:
    """The home shows this of a storage."""
    return patch(
        "custom_components.v2h_planner.flows.storage.async_guess_storage", AsyncMock(return_value=guess)
    )


async def test_what_was_found_stands_on_the_page_and_a_capacity_is_never_invented(
    hass: HomeAssistant,
) -> None:
    guess = StorageGuess(soc_entity="sensor.leaf_soc", discharge_max_kw=5.9)
    with find(hass, guess):
        walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    assert walk.suggested == {
        "name": "EV",
        "soc_entity": "sensor.leaf_soc",
        "trips_from": "none",
        "powers": {"charge_max_kw": 6.0, "discharge_max_kw": 5.9},
        "limits": {},
        "more": {"power_charging_positive": True},
    }
    assert not section_of(walk, "powers").options["collapsed"]


async def test_a_capacity_that_nobody_told_is_asked_for(hass: HomeAssistant) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    page = storage_page("Leaf", BATTERY, POWERS)
    del page["capacity_kwh"]
    await walk.fill("found", page)
    assert walk.errors == {"capacity_kwh": "capacity_missing"}
    assert (await walk.fill("found", {**page, "capacity_kwh": 40.0}))["step_id"] == "control"


async def test_powers_that_the_unit_tells_need_no_look(hass: HomeAssistant) -> None:
    guess = StorageGuess(soc_entity="sensor.leaf_soc", capacity_kwh=62.0, charge_max_kw=5.9)
    with find(hass, guess):
        walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    assert walk.suggested["capacity_kwh"] == 62.0
    assert section_of(walk, "powers").options["collapsed"]


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (
            {"select": "select.v2h_mode", "charge_number": NUMBER},
            {
                "kind": "select",
                "entity": "select.v2h_mode",
                "charge": "charge",
                "discharge": "discharge",
                "standby": "standby",
                "more": {"charge_number": NUMBER},
            },
        ),
        (
            {"charge_number": NUMBER, "discharge_number": NUMBER},
            {"kind": "number", "charge_number": NUMBER, "discharge_number": NUMBER, "more": {}},
        ),
        (
            {"switch": "switch.charger", "charge_number": "number.amperes"},
            {"kind": "switch", "entity": "switch.charger", "more": {"charge_number": "number.amperes"}},
        ),
        ({}, {"kind": "none"}),
    ],
)
async def test_how_it_is_commanded_is_one_page_to_confirm(
    hass: HomeAssistant, found: dict[str, str], shown: dict[str, Any]
) -> None:
    entry = bare_entry(hass)
    with find(hass, StorageGuess(soc_entity="sensor.leaf_soc", **found)):
        walk = await new_storage(hass, entry, "v2h_ev")
    result = await walk.fill("found", storage_page("Leaf", BATTERY, POWERS))
    assert result["step_id"] == ("control_found" if found else "control")
    assert walk.suggested == shown
    await walk.go(walk.suggested)
    control = dict(only_storage(entry).data["control"])
    assert control["kind"] == shown["kind"]
    numbers = {key: control.get(key) for key in ("charge_number", "discharge_number")}
    assert numbers == {key: found.get(key) for key in numbers}
    if "select" in found:
        assert control["options"] == SELECT_CONTROL["options"]


async def at_found_control(hass: HomeAssistant) -> tuple[MockConfigEntry, Walk]:
    entry = bare_entry(hass)
    with find(hass, StorageGuess(soc_entity="sensor.leaf_soc", select="select.v2h_mode")):
        walk = await new_storage(hass, entry, "v2h_ev")
    await walk.fill("found", storage_page("Leaf", BATTERY, POWERS))
    return entry, walk


async def test_whoever_commands_it_otherwise_gets_the_forms_of_that_way(hass: HomeAssistant) -> None:
    entry, walk = await at_found_control(hass)
    await walk.fill("control_found", {**walk.suggested, "kind": "switch"})
    await walk.fill("control_switch", {"entity": "switch.charger", **LAST})
    assert only_storage(entry).data["control"]["kind"] == "switch"


async def test_another_select_brings_its_own_options(hass: HomeAssistant) -> None:
    hass.states.async_set("select.other", "Charging", {"options": ["Charging", "Standby"]})
    _, walk = await at_found_control(hass)
    result = await walk.fill("control_found", {**walk.suggested, "entity": "select.other"})
    assert result["step_id"] == "control_options"
    assert walk.suggested["charge"] == "Charging"


async def test_a_mapping_that_cannot_be_is_refused_on_the_one_page_too(hass: HomeAssistant) -> None:
    _, walk = await at_found_control(hass)
    await walk.fill("control_found", {**walk.suggested, "surplus": "charge"})
    assert walk.errors == {"charge": "same_option", "surplus": "same_option"}
    hass.states.async_set("number.volts", "200", {"unit_of_measurement": "V"})
    await walk.fill(
        "control_found", {**walk.suggested, "surplus": "standby", "more": {"charge_number": "number.volts"}}
    )
    assert walk.errors["base"] == "wrong_unit"


async def test_a_select_that_is_not_understood_is_asked_about_form_by_form(hass: HomeAssistant) -> None:
    hass.states.async_set("select.v2h_mode", "a", {"options": ["a", "b"]})
    _, walk = await at_found_control(hass)
    assert walk.result["step_id"] == "control"


def section_of(walk: Walk, name: str) -> Any:
    return walk.result["data_schema"].schema[name]


async def test_a_device_lends_its_name_and_a_second_car_gets_another(hass: HomeAssistant) -> None:
    shown = hass.states.get("sensor.leaf_soc")
    hass.states.async_remove("sensor.leaf_soc")
    hass.states.async_remove("sensor.kei_soc")
    owner = MockConfigEntry(domain="leaf")
    owner.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=owner.entry_id, identifiers={("leaf", "1")}, name="Our [Leaf](https://x)\n<b>"
    )
    er.async_get(hass).async_get_or_create(
        "sensor", "leaf", "soc", suggested_object_id="leaf_soc", device_id=device.id, config_entry=owner
    )
    hass.states.async_set("sensor.leaf_soc", shown.state, shown.attributes)
    of_unit = StorageGuess(soc_entity="sensor.leaf_soc", select="select.v2h_mode")
    with find(hass, of_unit):  # then the device is the unit, and the car has another name
        assert (await new_storage(hass, bare_entry(hass), "v2h_ev")).suggested["name"] == "EV"
    (old,) = hass.config_entries.async_entries("v2h_planner")
    await hass.config_entries.async_remove(old.entry_id)
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    assert walk.suggested["name"] == "Our [Leaf](https://x) <b>"
    result = await walk.fill("found", storage_page(walk.suggested["name"], BATTERY, POWERS))
    assert "[" not in result["description_placeholders"]["name"]


async def test_a_second_battery_is_not_called_as_the_first(hass: HomeAssistant) -> None:
    hass.config.language = "ja"
    entry = added(hass, home_entry(storage("home_battery", HOME_BATTERY, name="蓄電池", subentry_id="b")))
    walk = await new_storage(hass, entry, "home_battery")
    assert walk.suggested["name"] == "蓄電池 2"


async def test_a_one_way_car_by_a_switch(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "charger_ev")
    await walk.fill("found", storage_page("Sakura", CHARGER_EV["battery"], CHARGER_POWERS, "none"))
    await walk.fill("control", {"kind": "switch"})
    result = await walk.fill(
        "control_switch", {"entity": "switch.charger", "safe": "leave", "verify_seconds": 30.0}
    )

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_storage(entry).data == {
        **CHARGER_EV,
        "departures": {**LEARNED, "trips_from": "none"},
    }


async def test_a_home_battery_that_is_only_watched_has_no_trips(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "home_battery")
    await walk.fill("found", storage_page("Battery", HOME_BATTERY["battery"], POWERS, None))
    result = await walk.fill("control", {"kind": "none"})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert only_storage(entry).data == HOME_BATTERY


async def at_control(hass: HomeAssistant, kind: str = "v2h_ev") -> tuple[MockConfigEntry, Walk]:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, kind)
    await walk.fill("found", storage_page("Leaf", BATTERY, POWERS))
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


async def test_set_points_may_be_currents_but_nothing_that_is_no_power(hass: HomeAssistant) -> None:
    entry, walk = await at_control(hass)
    hass.states.async_set("number.volts", "200", {"unit_of_measurement": "V"})
    await walk.fill("control", {"kind": "number"})
    await walk.fill("control_number", {"charge_number": "number.volts", **LAST})
    assert walk.errors == {"charge_number": "wrong_unit"}
    result = await walk.fill("control_number", {"charge_number": "number.amperes", **LAST})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    car = settings_from_entry(entry).storages[0]
    assert car.storage.charge_control is ChargeControl.SET_POINT


async def test_automatic_is_a_safe_state_where_the_unit_has_such_a_mode(hass: HomeAssistant) -> None:
    entry, walk = await at_control(hass)
    await walk.fill("control", {"kind": "select"})
    await walk.fill("control_select", {"entity": "select.v2h_mode"})
    await walk.fill("control_options", {**MAPPING, "safe": "automatic"})
    control = settings_from_entry(entry).storages[0].control
    assert (control.safe, control.safe_option) == (Verb.STANDBY, "automatic")


async def test_automatic_is_not_offered_by_a_unit_without_it(hass: HomeAssistant) -> None:
    hass.states.async_set("select.v2h_mode", "Standby", {"options": ["Charge", "Discharge", "Standby"]})
    _, walk = await at_control(hass)
    await walk.fill("control", {"kind": "select"})
    await walk.fill("control_select", {"entity": "select.v2h_mode"})
    with pytest.raises(InvalidData):
        await walk.fill("control_options", {"charge": "Charge", **LAST, "safe": "automatic"})


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
    await walk.fill("found", {**storage_page("Leaf", BATTERY, POWERS), **change})
    assert walk.errors == errors

    walk = await changing(hass, "battery")
    await walk.fill("battery", {"name": "Leaf", **BATTERY, **change})
    assert walk.errors == errors


async def test_a_car_that_is_away_may_be_unknown(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.leaf_soc", "unknown")
    hass.states.async_set("sensor.v2h_connection", "unavailable")
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    result = await walk.fill("found", storage_page("Leaf", BATTERY, POWERS))

    assert result["step_id"] == "control"


async def test_nothing_is_planned_twice(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await new_storage(hass, entry, "v2h_ev")
    battery = {
        key: value for key, value in BATTERY.items() if key not in ("power_entity", "connected_entity")
    }
    await walk.fill("found", storage_page("leaf", battery, POWERS, "none"))
    assert walk.errors == {"name": "name_taken", "soc_entity": "soc_in_use"}

    sakura = {**battery, "soc_entity": "sensor.kei_soc", "capacity_kwh": 20.0}
    await walk.fill("found", storage_page("Sakura", sakura, POWERS, "none"))
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
    walk = await changing(hass, "powers")
    await walk.fill("powers", {**POWERS, **change})
    assert walk.errors == errors

    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    await walk.fill("found", storage_page("Leaf", BATTERY, {**POWERS, **change}))
    assert walk.errors == {"base": next(iter(errors.values()))}


PACK = {"pack_yen": 1_200_000, "cycles": 3000}


def with_details(**more: Any) -> dict[str, Any]:
    return {**POWERS, "more": {**POWERS["more"], **more}}


async def test_what_a_new_battery_costs_is_worked_out_and_shown_once(hass: HomeAssistant) -> None:
    walk = await changing(hass, "powers")
    await walk.fill("powers", with_details(**PACK))
    assert walk.errors == {"base": "wear_worked_out"}
    yen = 1_200_000 / (2 * 3000 * BATTERY["capacity_kwh"])
    assert walk.result["description_placeholders"]["found"] == f"{yen:.2f}"
    assert (await walk.fill("powers", with_details(**PACK)))["type"] is FlowResultType.ABORT
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    stored = settings_from_entry(entry).storages[0].storage
    assert stored.degradation_yen_per_kwh == pytest.approx(yen)


@pytest.mark.parametrize("one", list(PACK))
async def test_a_price_without_cycles_says_nothing_and_the_other_way_round(
    hass: HomeAssistant, one: str
) -> None:
    walk = await changing(hass, "powers")
    await walk.fill("powers", with_details(**{one: PACK[one]}))
    assert walk.errors == {"base": "wear_incomplete"}


async def test_a_car_may_be_filled_just_before_a_departure_only(hass: HomeAssistant) -> None:
    walk = await changing(hass, "powers")
    assert (await walk.fill("powers", with_details(full_within_hours=3)))["type"] is FlowResultType.ABORT
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    stored = settings_from_entry(entry).storages[0].storage
    assert stored.full_within == timedelta(hours=3)


@pytest.mark.parametrize("change", [{"charge_max_kw": -1}, {"floor_percent": 101}])
async def test_a_number_that_cannot_be_does_not_pass_the_form(
    hass: HomeAssistant, change: dict[str, Any]
) -> None:
    walk = await changing(hass, "powers")
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
    walk = await changing(hass, "departures")
    await walk.fill("departures", {**DEPARTURES, **trips})

    assert walk.errors == {"base": error}


async def test_trips_one_after_the_other_and_days_without_any_are_fine(hass: HomeAssistant) -> None:
    walk = await changing(hass, "departures")
    evening = {**TRIP, "leave": "18:30:00", "back": "20:00:00"}
    result = await walk.fill("departures", {"trip_1": TRIP, "trip_2": evening, "trip_3": NO_TRIP})

    assert result["reason"] == "reconfigure_successful"


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
    assert {key: item for key, item in walk.suggested.items() if item != {}} == V2H_EV[form]
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
    walk = await changing(hass, "powers")
    with pytest.raises(InvalidData):
        await walk.fill("powers", {**POWERS, "charge_max_kw": number})


# ------------------------------------------------------------------------------- no invented trips


@pytest.mark.parametrize(
    ("battery", "powers"),
    [
        ({}, {"floor_percent": 61.0}),
        ({}, {"floor_percent": 85.0, "ceiling_percent": 90.0}),
        ({"capacity_kwh": 5.0}, {}),
    ],
)
async def test_no_trip_that_nobody_told_forbids_a_floor_or_a_small_battery(
    hass: HomeAssistant, battery: dict[str, Any], powers: dict[str, Any]
) -> None:
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    result = await walk.fill("found", storage_page("Leaf", {**BATTERY, **battery}, {**POWERS, **powers}))
    assert result["step_id"] == "control"


NO_TRIPS = {"trip_1": NO_TRIP, "trip_2": NO_TRIP, "trip_3": NO_TRIP}


@pytest.mark.parametrize(("choice", "learns"), [("learn", True), ("none", False)])
async def test_trips_are_none_or_learned(hass: HomeAssistant, choice: str, learns: bool) -> None:
    entry = bare_entry(hass)
    walk = await new_storage(hass, entry, "v2h_ev")
    await walk.fill("found", storage_page("Leaf", BATTERY, POWERS, choice))
    await walk.fill("control", {"kind": "none"})

    car = settings_from_entry(entry).storages[0].storage
    assert car.learns_trips is learns
    assert car.departures == ()


async def test_weekly_trips_are_told_later(hass: HomeAssistant) -> None:
    walk = await changing(hass, "departures")
    await walk.fill("departures", {"trips_from": "weekly", **DEPARTURES})
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    car = settings_from_entry(entry).storages[0].storage
    assert car.learns_trips
    assert len(car.departures) == 2


async def test_weekly_trips_without_a_weekday_are_none(hass: HomeAssistant) -> None:
    walk = await changing(hass, "departures")
    await walk.fill("departures", {"trips_from": "weekly", **NO_TRIPS})
    assert walk.errors == {"trips_from": "no_weekly_trips"}


async def test_trips_that_would_not_count_are_asked_about_and_kept(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("departures")
    assert walk.suggested["trip_1"] == DEPARTURES["trip_1"]
    learn = {"trips_from": "learn", **DEPARTURES}
    await walk.fill("departures", learn)
    assert walk.errors == {"trips_from": "weekly_trips_unused"}
    result = await walk.fill("departures", learn)
    assert result["reason"] == "reconfigure_successful"
    assert only_storage(entry).data["departures"] == learn
    assert settings_from_entry(entry).storages[0].storage.departures == ()


async def test_a_home_of_before_keeps_the_commute_that_it_was_given(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    assert len(settings_from_entry(entry).storages[0].storage.departures) == 2
    walk = await change_storage(hass, entry)
    await walk.choose("departures")
    result = await walk.fill("departures", DEPARTURES)
    assert result["reason"] == "reconfigure_successful"
    assert only_storage(entry).data == V2H_EV


async def test_a_new_row_opens_with_what_the_battery_allows(hass: HomeAssistant) -> None:
    powers = {**POWERS, "floor_percent": 70.0}
    walk = await changing(hass, "departures", battery={**BATTERY, "capacity_kwh": 5.0}, powers=powers)
    row = {"weekdays": ["sat"]}
    result = await walk.fill(
        "departures", {"trips_from": "weekly", "trip_1": row, "trip_2": {}, "trip_3": {}}
    )
    assert result["reason"] == "reconfigure_successful"


# ------------------------------------------------------------------------------- hardly meant so


def said(walk: Walk, error: str) -> dict[str, str]:
    """What a person reads."""
    texts = {}
    for language, words in WORDS.items():
        for key in walk.path:
            words = words[key]
        texts[language] = words["error"][error].format(**walk.result["description_placeholders"])
    return texts


@pytest.mark.parametrize(
    ("change", "errors", "names"),
    [
        ({"storm_percent": 70.0}, {"storm_percent": "storm_below_ceiling"}, ("70", "85")),
        ({"floor_percent": 85.0}, {"floor_percent": "floor_is_ceiling"}, ("85",)),
        (
            {"discharge_max_kw": 0.0, "more": {**POWERS["more"], "discharge_min_kw": 0.0}},
            {"discharge_max_kw": "never_discharges"},
            (),
        ),
        ({"charge_max_kw": 40.0}, {"charge_max_kw": "power_large"}, ("40", "kWh")),
        ({"more": {**POWERS["more"], "overhead_w": 0.15}}, {"base": "overhead_in_kw"}, ("0.15",)),
    ],
)
async def test_powers_that_are_hardly_meant_are_asked_about_once(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str], names: tuple[str, ...]
) -> None:
    walk = await changing(hass, "powers")
    await walk.fill("powers", {**POWERS, **change})
    assert walk.errors == errors
    for text in said(walk, *errors.values()).values():
        assert all(name in text for name in names)
    assert (await walk.fill("powers", {**POWERS, **change}))["reason"] == "reconfigure_successful"


async def test_another_number_that_is_hardly_meant_is_asked_about_again(hass: HomeAssistant) -> None:
    walk = await changing(hass, "powers")
    await walk.fill("powers", {**POWERS, "storm_percent": 70.0})
    await walk.fill("powers", {**POWERS, "storm_percent": 50.0})
    assert walk.errors == {"storm_percent": "storm_below_ceiling"}


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"charge_max_kw": 6000.0}, {"charge_max_kw": "looks_like_watts"}),
        ({"discharge_max_kw": 5900.0}, {"discharge_max_kw": "looks_like_watts"}),
        ({"more": {**POWERS["more"], "charge_min_kw": 300.0}}, {"base": "looks_like_watts"}),
    ],
)
async def test_watts_in_place_of_kilowatts_are_refused_with_what_was_meant(
    hass: HomeAssistant, change: dict[str, Any], errors: dict[str, str]
) -> None:
    walk = await changing(hass, "powers")
    for _ in range(2):
        await walk.fill("powers", {**POWERS, **change})
        assert {key: walk.errors[key] for key in errors} == errors


async def test_watt_hours_in_place_of_kilowatt_hours_are_refused(hass: HomeAssistant) -> None:
    walk = await sent(hass, capacity_kwh=40_000.0)
    assert walk.errors == {"capacity_kwh": "looks_like_watt_hours"}
    assert "40 kWh" in said(walk, "looks_like_watt_hours")["ja"]


@pytest.mark.parametrize(("takes", "leaves_with"), [(25.0, 60.0), (9.0, 20.0)])
async def test_a_trip_that_takes_more_than_it_leaves_with_is_asked_about(
    hass: HomeAssistant, takes: float, leaves_with: float
) -> None:
    walk = await changing(hass, "departures")
    trips = {**NO_TRIPS, "trip_1": {**TRIP, "energy_kwh": takes, "soc_percent": leaves_with}}
    await walk.fill("departures", trips)
    assert walk.errors == {"base": "trip_takes_too_much"}
    for text in said(walk, "trip_takes_too_much").values():
        assert f"{takes:g} kWh" in text
        assert f"{leaves_with:g}" in text
    assert (await walk.fill("departures", trips))["reason"] == "reconfigure_successful"


async def test_the_planners_own_calendar_is_no_source_of_trips(hass: HomeAssistant) -> None:
    own = er.async_get(hass).async_get_or_create("calendar", "v2h_planner", "home_trips")
    walk = await changing(hass, "departures")
    await walk.fill("departures", {**NO_TRIPS, "trips_calendar": own.entity_id})
    assert walk.errors == {"trips_calendar": "own_calendar"}
    hass.states.async_set("calendar.family", "off")
    result = await walk.fill("departures", {**NO_TRIPS, "trips_calendar": "calendar.family"})
    assert result["reason"] == "reconfigure_successful"


async def test_an_odometer_that_counts_hours_is_refused(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.driven", "812", {"unit_of_measurement": "h"})
    hass.states.async_set("sensor.odometer", "81200", {"unit_of_measurement": "mi"})
    walk = await changing(hass, "departures")
    await walk.fill("departures", {**NO_TRIPS, "odometer_entity": "sensor.driven"})
    assert walk.errors == {"odometer_entity": "wrong_unit"}
    result = await walk.fill("departures", {**NO_TRIPS, "odometer_entity": "sensor.odometer"})
    assert result["reason"] == "reconfigure_successful"


@pytest.mark.parametrize(
    ("entity_id", "state", "fits"),
    [
        ("device_tracker.leaf", "not_home", True),
        ("person.hanako", "Office", True),
        ("binary_sensor.garage", "on", True),
        ("sensor.leaf_place", "在宅", True),
        ("sensor.leaf_place", "unavailable", True),
        ("sensor.leaf_place", "35.6, 139.7", False),
    ],
)
async def test_a_tracker_says_whether_the_car_is_at_home(
    hass: HomeAssistant, entity_id: str, state: str, fits: bool
) -> None:
    hass.states.async_set(entity_id, state)
    walk = await changing(hass, "departures")
    result = await walk.fill("departures", {**NO_TRIPS, "on_the_road": {"tracker_entity": entity_id}})
    if fits:
        assert result["reason"] == "reconfigure_successful"
    else:
        assert walk.errors == {"base": "tracker_unknown"}


async def test_a_car_without_a_plug_sensor_can_be_learned_from_by_its_tracker(hass: HomeAssistant) -> None:
    hass.states.async_set("device_tracker.leaf", "home")
    battery = {key: item for key, item in BATTERY.items() if key != "connected_entity"}
    walk = await changing(hass, "departures", battery=battery)
    await walk.fill("departures", {**NO_TRIPS, **LEARNED})
    assert walk.errors == {"trips_from": "no_plug_to_learn"}
    tracked = {"on_the_road": {"tracker_entity": "device_tracker.leaf"}}
    walk = await changing(hass, "departures", battery=battery)
    result = await walk.fill("departures", {**NO_TRIPS, **LEARNED, **tracked})
    assert result["reason"] == "reconfigure_successful"


@pytest.mark.parametrize(
    ("answers", "yen"),
    [
        ({}, 300.0),
        ({"fast_charger": "yes"}, 100.0),
        ({"fast_charger": "no"}, 1000.0),
        ({"fast_charger": "own", "short_yen_per_kwh": 55.0}, 55.0),
        ({"fast_charger": "own", "short_yen_per_kwh": 0.0}, 0.0),
        ({"short_yen_per_kwh": 55.0}, 300.0),
    ],
)
async def test_a_fast_charger_nearby_makes_a_drive_cheap_for_which_the_battery_does_not_suffice(
    hass: HomeAssistant, answers: dict[str, Any], yen: float
) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("departures")
    await walk.fill("departures", {**DEPARTURES, "on_the_road": answers})
    assert settings_from_entry(entry).home.storages[0].short_yen_per_kwh == yen


async def test_a_price_of_ones_own_is_asked_for(hass: HomeAssistant) -> None:
    walk = await changing(hass, "departures")
    result = await walk.fill("departures", {**NO_TRIPS, "on_the_road": {"fast_charger": "own"}})
    assert walk.errors == {"base": "short_yen_missing"}
    result = await walk.fill(
        "departures", {**NO_TRIPS, "on_the_road": {"fast_charger": "own", "short_yen_per_kwh": 120.0}}
    )
    assert result["reason"] == "reconfigure_successful"


async def test_trips_beyond_the_forms_three_stay_when_it_is_sent(hass: HomeAssistant) -> None:
    more = {**DEPARTURES, "trip_4": {**TRIP, "weekdays": ["sat"], "leave": "10:00:00", "back": "12:00:00"}}
    entry = added(
        hass,
        home_entry(
            storage(
                "v2h_ev",
                {**V2H_EV, "departures": {"trips_from": "weekly", **more}},
                name="Leaf",
                subentry_id="leaf",
            )
        ),
    )
    walk = await change_storage(hass, entry)
    await walk.choose("departures")
    await walk.fill("departures", {"trips_from": "weekly", **DEPARTURES})
    assert only_storage(entry).data["departures"] == {"trips_from": "weekly", **more}


async def test_a_battery_that_shrinks_below_a_trip_is_noticed_and_can_be_kept(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("battery")
    small = {"name": "Leaf", **BATTERY, "capacity_kwh": 9.0}
    await walk.fill("battery", small)
    assert walk.errors == {"base": "trip_takes_too_much"}
    await walk.fill("battery", small)  # the other trip
    result = walk.result if walk.result["type"] is FlowResultType.ABORT else await walk.fill("battery", small)
    assert result["reason"] == "reconfigure_successful"
    assert only_storage(entry).data["departures"] == DEPARTURES


@pytest.mark.parametrize("where", ["sensor.pv", "sensor.load", "sensor.grid"])
async def test_a_power_of_the_home_is_no_power_of_a_car(hass: HomeAssistant, where: str) -> None:
    walk = await sent(hass, power_entity=where)
    assert walk.errors == {"power_entity": "sensor_in_use"}
    assert (
        WORDS["en"]["config"]["step"]["home"]["data"][f"{where.split('.')[1]}_power"]
        in said(walk, "sensor_in_use")["en"]
    )


async def test_two_storages_have_two_powers_and_hardly_one_plug(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    walk = await new_storage(hass, entry, "v2h_ev")
    kei = storage_page("Kei", {**BATTERY, "soc_entity": "sensor.kei_soc"}, POWERS)
    await walk.fill("found", kei)
    assert walk.errors == {"power_entity": "sensor_in_use"}
    del kei["power_entity"]
    await walk.fill("found", kei)
    assert walk.errors == {"connected_entity": "plug_in_use"}
    assert (await walk.fill("found", kei))["step_id"] == "control"


async def test_a_car_is_not_commanded_by_what_tells_whether_it_is_there(hass: HomeAssistant) -> None:
    hass.states.async_set("switch.charger", "on")
    walk = await sent(hass, connected_entity="switch.charger")
    await walk.fill("control", {"kind": "switch"})
    await walk.fill("control_switch", {"entity": "switch.charger", **LAST})
    assert walk.errors == {"entity": "control_is_plug"}


async def test_a_select_with_odd_options_is_asked_about_with_the_others(hass: HomeAssistant) -> None:
    _, walk = await at_control(hass)
    hass.states.async_set("select.v2h_mode", "charge", {"options": ["charge", None, 3, "standby"]})
    await walk.fill("control", {"kind": "select"})
    result = await walk.fill("control_select", {"entity": "select.v2h_mode"})
    assert result["step_id"] == "control_options"


# ------------------------------------------------------------------------------- the device's own word


@pytest.fixture
def leaf_device(hass: HomeAssistant) -> str:
    """A car whose device knows its capacity, or what is stored in it; returns the config entry of the device."""
    owner = MockConfigEntry(domain="leaf")
    owner.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=owner.entry_id, identifiers={("leaf", "1")}
    )
    for key in ("leaf_soc", "leaf_capacity", "leaf_stored"):
        er.async_get(hass).async_get_or_create(
            "sensor", "leaf", key, suggested_object_id=key, device_id=device.id, config_entry=owner
        )
    hass.states.async_set("sensor.leaf_soc", "50", {"unit_of_measurement": "%"})
    return owner.entry_id


@pytest.mark.usefixtures("leaf_device")
@pytest.mark.parametrize(
    ("sensor", "value", "unit"),
    [
        ("sensor.leaf_capacity", "40", "kWh"),
        ("sensor.leaf_capacity", "39500", "Wh"),
        ("sensor.leaf_stored", "20", "kWh"),
    ],
)
async def test_twice_the_capacity_that_the_device_knows_is_asked_about(
    hass: HomeAssistant, sensor: str, value: str, unit: str
) -> None:
    hass.states.async_set(sensor, value, {"unit_of_measurement": unit, "device_class": "energy_storage"})
    walk = await sent(hass, capacity_kwh=80.0)
    assert walk.errors == {"capacity_kwh": "capacity_differs"}
    for text in said(walk, "capacity_differs").values():
        assert "80 kWh" in text
        assert sensor in text
    result = await walk.fill("found", storage_page("Leaf", {**BATTERY, "capacity_kwh": 36.0}, POWERS))
    assert result["step_id"] == "control"


@pytest.mark.usefixtures("leaf_device")
async def test_an_almost_empty_battery_tells_no_capacity(hass: HomeAssistant) -> None:
    hass.states.async_set("sensor.leaf_soc", "2", {"unit_of_measurement": "%"})
    hass.states.async_set("sensor.leaf_stored", "3", {"unit_of_measurement": "kWh"})
    walk = await sent(hass)
    assert walk.result["step_id"] == "control"


@pytest.mark.parametrize(("written", "kilowatts"), [("６", 6.0), ("5,9", 5.9), ("５．９", 5.9), (" 6 ", 6.0)])
async def test_a_number_may_be_written_in_full_width_and_with_a_comma(
    hass: HomeAssistant, written: str, kilowatts: float
) -> None:
    entry = added(hass, home_entry())
    walk = await change_storage(hass, entry)
    await walk.choose("powers")
    await walk.fill("powers", {**POWERS, "charge_max_kw": written})
    assert only_storage(entry).data["powers"]["charge_max_kw"] == kilowatts


async def test_without_a_plug_there_is_nothing_to_learn_from(hass: HomeAssistant) -> None:
    walk = await new_storage(hass, bare_entry(hass), "charger_ev")
    learn = storage_page("Sakura", CHARGER_EV["battery"], CHARGER_POWERS, "learn")
    await walk.fill("found", learn)
    assert walk.errors == {"trips_from": "no_plug_to_learn"}
    assert (await walk.fill("found", learn))["step_id"] == "control"


async def test_where_the_load_is_worked_out_from_the_grid_the_power_is_asked_for(hass: HomeAssistant) -> None:
    options = deepcopy(OPTIONS)
    del options["home"]["load_power"]
    entry = added(hass, home_entry(options=options))
    walk = await new_storage(hass, entry, "home_battery")
    battery = storage_page("Battery", HOME_BATTERY["battery"], POWERS, None)
    await walk.fill("found", battery)
    assert walk.errors == {"power_entity": "power_for_load"}
    assert (await walk.fill("found", battery))["step_id"] == "control"
