"""A person sees what each verb writes and tries one; nothing is tried where it could do harm."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import Mock, patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.readings import Readings
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.devices import trial as trials
from custom_components.v2h_planner.state.snapshot import Snapshot
from tests.ha import flow_walk
from tests.ha.entry_forms import (
    BATTERY,
    CHARGER_EV,
    CHARGER_POWERS,
    HOME,
    HOME_BATTERY,
    LEARNED,
    OPTIONS,
    POWERS,
    SELECT_CONTROL,
    V2H_EV,
    home_entry,
    storage,
)
from tests.ha.flow_walk import (
    Walk,
    added,
    bare_entry,
    change_storage,
    new_storage,
    only_storage,
    storage_page,
)

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house")
MODE, WATTS = "select.v2h_mode", "number.v2h_charge_power"


@pytest.fixture
def calls(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """The unit obeys at once, and nobody waits."""
    monkeypatch.setattr(trials, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(trials, "SHOWN_FOR_S", 0.01)
    made: list[tuple[str, Any]] = []

    def serve(domain: str, service: str, key: str) -> None:
        async def handle(call: ServiceCall) -> None:
            entity_id = call.data["entity_id"]
            made.append((entity_id, call.data[key]))
            before = hass.states.get(entity_id)
            hass.states.async_set(entity_id, str(call.data[key]), before.attributes)

        hass.services.async_register(domain, service, handle)

    serve("select", "select_option", "option")
    serve("number", "set_value", "value")
    return made


async def at_trial(hass: HomeAssistant, **control: Any) -> Walk:
    data = {**V2H_EV, "control": {**V2H_EV["control"], "verify_seconds": 5.0, **control}}
    data["battery"] = {key: value for key, value in V2H_EV["battery"].items() if key != "power_entity"}
    entry = added(hass, home_entry(storage("v2h_ev", data, name="Leaf", subentry_id="leaf")))
    await hass.config_entries.async_setup(entry.entry_id)
    walk = await change_storage(hass, entry)
    await walk.choose("try_it")
    return walk


async def wait(hass: HomeAssistant, walk: Walk) -> Any:
    """Wait for the trial's end."""
    if walk.result["type"] is FlowResultType.MENU:  # it is over already
        return walk.result
    assert walk.result["type"] is FlowResultType.SHOW_PROGRESS
    await hass.async_block_till_done()
    return await walk.go({})


async def test_each_verb_is_shown_with_what_it_writes(hass: HomeAssistant) -> None:
    walk = await at_trial(hass)
    shown = walk.result["description_placeholders"]["orders"]
    assert shown.splitlines() == [
        f"- Charge = {WATTS} → 500 W, {MODE} → charge",
        f"- Discharge to the house = {MODE} → discharge",
        f"- Standby = {MODE} → standby",
    ]


async def test_a_verb_is_tried_and_the_unit_stands_as_before(
    hass: HomeAssistant, calls: list[tuple[str, Any]]
) -> None:
    walk = await at_trial(hass)
    await walk.fill("try_it", {"verb": "charge"})
    result = await wait(hass, walk)
    assert result["step_id"] == "try_done"
    told = result["description_placeholders"]["outcome"]
    assert told == "It obeys. It showed “charge”. It is as it was before."
    assert calls == [(WATTS, 500.0), (MODE, "charge"), (MODE, "standby"), (WATTS, "3000")]
    result = await walk.choose("try_end")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "tried")


async def test_what_flows_is_told_and_the_unit_may_have_to_be_looked_at(
    hass: HomeAssistant, calls: list[tuple[str, Any]]
) -> None:
    car = {**V2H_EV, "control": {**V2H_EV["control"], "verify_seconds": 0.02}}
    entry = added(hass, home_entry(storage("v2h_ev", car, name="Leaf", subentry_id="leaf")))
    walk = await change_storage(hass, entry)
    await walk.choose("try_it")
    hass.states.async_set("sensor.v2h_power", "700", hass.states.get("sensor.v2h_power").attributes)
    await walk.fill("try_it", {"verb": "discharge"})
    told = (await wait(hass, walk))["description_placeholders"]["outcome"]
    assert told.startswith("It was told, but did not do it.")
    assert "0.7 kW flowed into the battery" in told
    assert calls


async def test_own_actions_are_not_read_out(hass: HomeAssistant) -> None:
    actions = {"charge": [{"action": "script.charge"}], "standby": [{"action": "script.stop"}]}
    walk = await at_trial(hass, kind="actions", actions=actions)
    shown = walk.result["description_placeholders"]["orders"]
    assert shown.splitlines() == ["- Charge = your actions", "- Standby = your actions"]


async def test_a_number_that_has_become_no_power_is_shown_as_it_is(hass: HomeAssistant) -> None:
    hass.states.async_set(WATTS, "3000", {"unit_of_measurement": "Wh"})
    walk = await at_trial(hass)
    shown = walk.result["description_placeholders"]["orders"]
    assert f"{WATTS} → 0.5 Wh, {MODE} → charge" in shown


def when_it_charges(hass: HomeAssistant, happens: Callable[[], Any]) -> None:
    """Let something happen in the middle of a trial."""

    async def happen(event: Event[EventStateChangedData]) -> None:
        if event.data["new_state"].state == "charge" and (result := happens()) is not None:
            await result

    async_track_state_change_event(hass, MODE, happen)


async def test_a_plug_that_is_pulled_ends_the_trial(
    hass: HomeAssistant, calls: list[tuple[str, Any]]
) -> None:
    walk = await at_trial(hass)
    when_it_charges(hass, lambda: hass.states.async_set("sensor.v2h_connection", "not_connected"))
    await walk.fill("try_it", {"verb": "charge"})
    told = (await wait(hass, walk))["description_placeholders"]["outcome"]
    assert told.startswith("It was ended early")
    assert told.endswith("It is as it was before.")


async def test_a_home_that_is_removed_in_the_middle_of_a_trial_leaves_no_unit_charging(
    hass: HomeAssistant, calls: list[tuple[str, Any]]
) -> None:
    walk = await at_trial(hass)
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    when_it_charges(hass, lambda: hass.config_entries.async_remove(entry.entry_id))
    await walk.fill("try_it", {"verb": "charge"})
    await wait(hass, walk)
    assert not hass.config_entries.async_entries("v2h_planner")
    assert hass.states.get(MODE).state == "standby"
    assert hass.states.get(WATTS).state == "3000"
    assert (await walk.choose("try_it"))["reason"] == "home_removed"


async def test_a_unit_that_can_no_longer_be_told_so_is_not_tried(
    hass: HomeAssistant, calls: list[tuple[str, Any]]
) -> None:
    walk = await at_trial(hass)
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    leaf = entry.subentries["leaf"]
    options = {"charge": "charge", "standby": "standby"}
    data = {**leaf.data, "control": {**leaf.data["control"], "options": options}}
    hass.config_entries.async_update_subentry(entry, leaf, data=data)
    await walk.fill("try_it", {"verb": "discharge"})
    assert walk.result["step_id"] == "try_it"
    assert "Discharge" not in walk.result["description_placeholders"]["orders"]
    assert calls == []


async def test_a_storage_that_was_removed_is_not_tried(hass: HomeAssistant) -> None:
    entry = added(
        hass,
        home_entry(
            storage("v2h_ev", V2H_EV, name="Leaf", subentry_id="leaf"),
            storage("charger_ev", CHARGER_EV, name="Sakura", subentry_id="sakura"),
        ),
    )
    walk = await change_storage(hass, entry)
    await walk.choose("try_it")
    hass.config_entries.async_remove_subentry(entry, "leaf")
    result = await walk.fill("try_it", {"verb": "charge"})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "storage_removed")


async def test_a_window_that_is_closed_leaves_nothing_behind(
    hass: HomeAssistant, calls: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "SHOWN_FOR_S", 5.0)
    walk = await at_trial(hass)
    await walk.fill("try_it", {"verb": "charge"})
    hass.config_entries.subentries.async_abort(walk.result["flow_id"])
    await hass.async_block_till_done()
    assert hass.states.get(MODE).state == "standby"
    assert hass.states.get(WATTS).state == "3000"


def home(**more: Any) -> Snapshot:
    """The home as the planner sees it."""
    now = dt_util.utcnow()
    return Snapshot(
        **{
            "at": now,
            "mode": ModeState(),
            "situation": Situation(mode=Mode.ECONOMY),
            "readings": Readings(at=now, storages=()),
            **more,
        }
    )


STORM = StormTarget(tier=Tier.ACT, by=dt_util.utcnow(), until=dt_util.utcnow() + timedelta(hours=5))


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"control": True}, "trial_commanded"),
        ({"situation": Situation(mode=Mode.RESILIENCE, outage=True)}, "trial_outage"),
        ({"situation": Situation(mode=Mode.RESILIENCE, storm=STORM)}, "trial_storm"),
        ({"readings": Readings(at=dt_util.utcnow(), storages=(), load_kw=5.8)}, "trial_no_room"),
    ],
)
async def test_nothing_is_tried_while_others_need_the_unit(
    hass: HomeAssistant, calls: list[tuple[str, Any]], more: dict[str, Any], error: str
) -> None:
    walk = await at_trial(hass)
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    entry.runtime_data = Mock(data=home(**more))
    assert entry.state is ConfigEntryState.LOADED
    await walk.fill("try_it", {"verb": "charge"})
    assert walk.errors == {"base": error}
    entry.runtime_data = None
    assert calls == []


@pytest.mark.parametrize("plug", ["not_connected", "unavailable"])
async def test_nothing_is_tried_without_a_car(
    hass: HomeAssistant, calls: list[tuple[str, Any]], plug: str
) -> None:
    walk = await at_trial(hass)
    hass.states.async_set("sensor.v2h_connection", plug)
    await walk.fill("try_it", {"verb": "discharge"})
    assert walk.errors == {"base": "trial_not_connected"}
    assert calls == []


async def test_a_refusal_is_told_in_its_own_words(hass: HomeAssistant, calls: list[tuple[str, Any]]) -> None:
    walk = await at_trial(hass)
    with patch.object(trials, "async_write", side_effect=ConnectionResetError("gone")):
        await walk.fill("try_it", {"verb": "discharge"})
        result = await wait(hass, walk)
    assert "It could not be told: gone." in result["description_placeholders"]["outcome"]


# -- before anything is saved -------------------------------------------------------------------------

LAST = {"safe": "standby", "verify_seconds": 90.0}


async def at_last_form(hass: HomeAssistant) -> Walk:
    """A new car whose power nobody measures, before its last form."""
    walk = await new_storage(hass, bare_entry(hass), "v2h_ev")
    battery = {key: value for key, value in BATTERY.items() if key != "power_entity"}
    await walk.fill("found", storage_page("Leaf", battery, POWERS))
    await walk.fill("control", {"kind": "select"})
    await walk.fill("control_select", {"entity": MODE, "charge_number": WATTS})
    return walk


async def at_first_trial(hass: HomeAssistant) -> Walk:
    walk = await at_last_form(hass)
    await walk.fill("control_options", {**SELECT_CONTROL["options"], **LAST, "try_first": True})
    assert walk.result["step_id"] == "try_it"
    return walk


async def test_nobody_has_to_try_a_new_unit(hass: HomeAssistant, calls: list[tuple[str, Any]]) -> None:
    walk = await at_last_form(hass)
    assert walk.result["data_schema"]({**SELECT_CONTROL["options"], **LAST})["try_first"] is False
    result = await walk.fill("control_options", {**SELECT_CONTROL["options"], **LAST})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert calls == []


async def test_a_new_unit_is_tried_before_it_is_saved_and_saved_afterwards(
    hass: HomeAssistant, calls: list[tuple[str, Any]]
) -> None:
    walk = await at_first_trial(hass)
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    assert f"- Charge = {WATTS} → 500 W, {MODE} → charge" in walk.result["description_placeholders"]["orders"]
    await walk.fill("try_it", {"verb": "charge"})
    result = await wait(hass, walk)
    assert result["description_placeholders"]["outcome"].startswith("It obeys.")
    assert calls == [(WATTS, 500.0), (MODE, "charge"), (MODE, "standby"), (WATTS, "3000")]
    assert not entry.subentries
    await walk.choose("try_it")
    await walk.fill("try_it", {"verb": "discharge"})
    await wait(hass, walk)
    result = await walk.choose("try_end")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    saved = {key: value for key, value in V2H_EV["battery"].items() if key != "power_entity"}
    assert only_storage(entry).data == {**V2H_EV, "battery": saved, "departures": LEARNED}


@pytest.mark.parametrize("away", [True, False])
async def test_the_trial_of_a_new_unit_can_be_left(
    hass: HomeAssistant, calls: list[tuple[str, Any]], *, away: bool
) -> None:
    walk = await at_first_trial(hass)
    if away:
        hass.states.async_set("sensor.v2h_connection", "not_connected")
        await walk.fill("try_it", {"verb": "charge"})
        assert walk.errors == {"base": "trial_not_connected"}
    result = await walk.fill("try_it", {"verb": "leave"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert calls == []


@pytest.mark.parametrize(
    ("entity_id", "state", "error"),
    [("binary_sensor.outage", "on", "trial_outage"), ("sensor.load", "5.8", "trial_no_room")],
)
async def test_a_first_unit_is_not_tried_where_the_home_says_no_before_there_is_a_plan(
    hass: HomeAssistant, calls: list[tuple[str, Any]], entity_id: str, state: str, error: str
) -> None:
    walk = await at_first_trial(hass)
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    options = {**OPTIONS, "home": {**HOME, "load_power": "sensor.load", "pv_power": None}}
    options["outage"] = {**OPTIONS["outage"], "outages": ["binary_sensor.outage"]}
    hass.config_entries.async_update_entry(entry, options=options)
    shown = hass.states.get(entity_id)
    hass.states.async_set(entity_id, state, shown.attributes)
    await walk.fill("try_it", {"verb": "charge"})
    assert walk.errors == {"base": error}
    assert calls == []


async def test_a_second_unit_is_tried_while_the_planner_commands_the_first(
    hass: HomeAssistant, calls: list[tuple[str, Any]]
) -> None:
    entry = added(hass, home_entry(storage("v2h_ev", V2H_EV, name="Leaf", subentry_id="leaf")))
    await hass.config_entries.async_setup(entry.entry_id)
    hass.states.async_set("select.battery_mode", "standby", {"options": ["charge", "discharge", "standby"]})
    walk = await new_storage(hass, entry, "home_battery")
    await walk.fill("found", storage_page("Battery", HOME_BATTERY["battery"], HOME_BATTERY["powers"], None))
    await walk.fill("control", {"kind": "select"})
    await walk.fill("control_select", {"entity": "select.battery_mode"})
    options = {"charge": "charge", "discharge": "discharge", "standby": "standby"}
    await walk.fill("control_options", {**options, **LAST, "try_first": True})
    entry.runtime_data = Mock(data=home(control=True))
    await walk.fill("try_it", {"verb": "discharge"})
    result = await wait(hass, walk)
    assert "It is as it was before." in result["description_placeholders"]["outcome"]
    entry.runtime_data = None
    assert (await walk.choose("try_end"))["type"] is FlowResultType.CREATE_ENTRY


async def test_a_switch_is_tried_first_too(hass: HomeAssistant) -> None:
    walk = await new_storage(hass, bare_entry(hass), "charger_ev")
    await walk.fill("found", storage_page("Sakura", CHARGER_EV["battery"], CHARGER_POWERS, "none"))
    await walk.fill("control", {"kind": "switch"})
    last = {"entity": "switch.charger", "safe": "leave", "verify_seconds": 30.0, "try_first": True}
    await walk.fill("control_switch", last)
    assert walk.result["step_id"] == "try_it"
    result = await walk.fill("try_it", {"verb": "leave"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    assert only_storage(entry).data == {**CHARGER_EV, "departures": {**LEARNED, "trips_from": "none"}}


async def test_a_new_unit_is_saved_though_the_homes_own_forms_cannot_be_used(hass: HomeAssistant) -> None:
    walk = await at_last_form(hass)
    (entry,) = hass.config_entries.async_entries("v2h_planner")
    prices = {**OPTIONS["prices"], "adders": ["nonsense"]}
    hass.config_entries.async_update_entry(entry, options={**OPTIONS, "prices": prices})
    last = {**SELECT_CONTROL["options"], **LAST, "try_first": True}
    result = await walk.fill("control_options", last)
    assert result["type"] is FlowResultType.CREATE_ENTRY
