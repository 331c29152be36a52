"""Which entities a home has: a dozen of them on, none where nothing watches, and those of before as they were."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, EntityCategory
from homeassistant.helpers import device_registry as dr, entity_registry as er, intent
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2h_planner.const import DOMAIN

from .conftest import FakeHome, leaf
from .entry_forms import HOME, OPTIONS, STORM, home_entry, storage

ON_BY_DEFAULT = {
    "binary_sensor.v2h_planner_power_outage",
    "binary_sensor.v2h_planner_storm",
    "binary_sensor.v2h_planner_storm_expected",
    "button.leaf_charge_now",
    "select.v2h_planner_mode",
    "sensor.leaf_action",
    "sensor.leaf_reason",
    "sensor.leaf_state_of_charge",
    "sensor.v2h_planner_backup_time",
    "sensor.v2h_planner_import_price",
    "sensor.v2h_planner_savings_today",
    "switch.v2h_planner_control",
}
# What shows only what somebody has told, so that it exists only where somebody can.
OF_STORMS = {
    "binary_sensor.v2h_planner_storm",
    "binary_sensor.v2h_planner_storm_expected",
    "event.v2h_planner_weather_warning",
    "sensor.leaf_full_for_the_storm",
    "sensor.leaf_storm_readiness",
    "sensor.v2h_planner_cost_of_being_ready",
    "sensor.v2h_planner_weather_warning",
}
OF_OUTAGES = {
    "binary_sensor.v2h_planner_power_outage",
    "sensor.v2h_planner_hours_left_without_the_grid",
}
OF_THE_SUN = {
    "sensor.v2h_planner_pv_left_today",
    "sensor.v2h_planner_self_consumption",
    "sensor.v2h_planner_self_consumption_this_month",
    "sensor.v2h_planner_self_sufficiency_this_month",
}
OF_CO2 = {"sensor.v2h_planner_planned_co2"}
OF_ORDERS = {
    "binary_sensor.leaf_disobeys",
    "binary_sensor.leaf_hands_off",
    "button.leaf_give_back_to_the_planner",
}


def registered(home: FakeHome) -> dict[str, er.RegistryEntry]:
    registry = er.async_get(home.hass)
    return {item.entity_id: item for item in er.async_entries_for_config_entry(registry, home.entry.entry_id)}


def without(form: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in form.items() if key not in keys}


def blind() -> dict[str, Any]:
    """Options of a home in which nothing watches: no warnings, no outages, no sun, no CO2."""
    return OPTIONS | {
        "storm": STORM | {"warnings": []},
        "outage": OPTIONS["outage"] | {"outages": []},
        "home": without(HOME, "pv_power") | {"more": without(HOME["more"], "co2")},
    }


async def test_a_dozen_entities_are_on_in_a_new_home(home: FakeHome, as_delivered: None) -> None:
    await home.start()
    found = registered(home)
    assert {key for key, item in found.items() if item.disabled_by is None} == ON_BY_DEFAULT
    assert len(ON_BY_DEFAULT) <= 12
    assert len(found) > 40
    assert {item.disabled_by for item in found.values()} == {None, er.RegistryEntryDisabler.INTEGRATION}


async def test_another_car_adds_four_to_the_dozen(home: FakeHome, as_delivered: None) -> None:
    cars = [storage("v2h_ev", leaf(), name=name, subentry_id=name.lower()) for name in ("Leaf", "Sakura")]
    home.entry = home_entry(*cars, options=OPTIONS)
    await home.start()
    on = [item for item in registered(home).values() if item.disabled_by is None]
    assert len(on) == len(ON_BY_DEFAULT) + 4


async def test_no_entity_that_is_on_is_unknown_in_fair_weather(home: FakeHome, as_delivered: None) -> None:
    await home.start()
    for _ in range(35):
        await home.wait(minutes=1)
    shown = {entity_id: home.shows(entity_id) for entity_id in ON_BY_DEFAULT}
    del shown["button.leaf_charge_now"]  # shows when it was last pressed
    assert not {STATE_UNKNOWN, STATE_UNAVAILABLE} & set(shown.values()), shown


async def test_fair_weather_has_words(home: FakeHome) -> None:
    await home.start()
    assert home.shows("sensor.leaf_storm_readiness") == "none"
    assert home.shows("binary_sensor.v2h_planner_storm_expected") == "off"
    assert home.shows("sensor.v2h_planner_weather_warning") == "none"
    assert float(home.shows("sensor.v2h_planner_cost_of_being_ready")) == 0


async def test_where_nothing_watches_nothing_pretends_to(home: FakeHome) -> None:
    await home.start()
    everything = set(registered(home))
    home.hass.config_entries.async_update_entry(home.entry, options=blind())
    await home.settle()
    assert everything - set(registered(home)) == OF_STORMS | OF_OUTAGES | OF_THE_SUN


async def test_co2_by_a_usual_day_is_shown_where_it_was_before_and_in_no_new_home(home: FakeHome) -> None:
    home.entry = home_entry(storage("v2h_ev", leaf(), name="Leaf", subentry_id="leaf"), options=blind())
    await home.start()
    assert not OF_CO2 & registered(home).keys()
    (of_co2,) = OF_CO2
    er.async_get(home.hass).async_get_or_create(
        "sensor",
        DOMAIN,
        f"{home.entry.entry_id}_planned_co2",
        config_entry=home.entry,
        suggested_object_id="v2h_planner_planned_co2",
    )
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    assert float(home.shows(of_co2)) > 0


async def test_what_is_watched_again_comes_back_as_it_was(home: FakeHome) -> None:
    await home.start()
    registry = er.async_get(home.hass)
    watched = "binary_sensor.v2h_planner_storm_expected"
    registry.async_update_entity(watched, new_entity_id="binary_sensor.taifu", name="台風")
    home.hass.config_entries.async_update_entry(home.entry, options=blind())
    await home.settle()
    assert "binary_sensor.taifu" not in registered(home)
    home.hass.config_entries.async_update_entry(home.entry, options=OPTIONS)
    await home.settle()
    assert registered(home)["binary_sensor.taifu"].name == "台風"
    assert home.shows("binary_sensor.taifu") == "off"


async def test_a_unit_that_is_only_planned_for_has_nothing_to_say_about_orders(home: FakeHome) -> None:
    await home.start()
    everything = set(registered(home))
    subentry = home.entry.subentries["leaf"]
    data = {**subentry.data, "control": {"kind": "none"}}
    home.hass.config_entries.async_update_subentry(home.entry, subentry, data=data)
    await home.settle()
    assert everything - set(registered(home)) == OF_ORDERS


async def test_what_was_on_before_stays_on_and_keeps_its_id(home: FakeHome, as_delivered: None) -> None:
    home.entry.add_to_hass(home.hass)
    registry = er.async_get(home.hass)
    of_before = {
        ("sensor", f"{home.entry.entry_id}_plan"): "v2h_planner_plan",
        ("switch", f"{home.entry.entry_id}_mode_co2"): "v2h_planner_low_co2_mode",
        ("binary_sensor", "leaf_disobeys"): "leaf_disobeys",
        ("number", "leaf_floor_soc"): "my_floor",
    }
    for (platform, unique_id), name in of_before.items():
        registry.async_get_or_create(
            platform, DOMAIN, unique_id, config_entry=home.entry, suggested_object_id=name
        )
    await home.start()
    for (platform, _), name in of_before.items():
        assert registered(home)[f"{platform}.{name}"].disabled_by is None
        assert home.shows(f"{platform}.{name}") not in {STATE_UNAVAILABLE, STATE_UNKNOWN}


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_no_name_says_the_name_of_its_device_again(home: FakeHome, language: str) -> None:
    home.hass.config.language = language
    await home.start()
    devices = dr.async_get(home.hass)
    for item in registered(home).values():
        device = None if item.device_id is None else devices.async_get(item.device_id)
        words = set((device.name if device else "").lower().split())
        name = (item.original_name or "").lower()
        assert name, item.entity_id
        assert not [word for word in words if word in name], item.entity_id


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Economy mode", "Low CO2 mode", "Resilience mode"]),
        ("ja", ["節約モード", "低CO2モード", "防災モード"]),
    ],
)
async def test_a_mode_is_exposed_to_speakers_by_its_name_alone(
    home: FakeHome, language: str, names: list[str]
) -> None:
    home.hass.config.language = language
    await home.start()
    modes = [
        registered(home)[f"switch.v2h_planner_{mode}_mode"] for mode in ("economy", "low_co2", "resilience")
    ]
    spoken = [
        intent.async_get_entity_aliases(home.hass, item, state=home.state(item.entity_id)) for item in modes
    ]
    assert spoken == [[name] for name in names]
    assert [home.state(item.entity_id).name for item in modes] == names


async def test_the_charge_of_the_car_is_what_the_planner_goes_by(home: FakeHome) -> None:
    await home.start()
    charge = home.state("sensor.leaf_state_of_charge")
    assert float(charge.state) == 50
    assert charge.attributes["device_class"] == "battery"
    assert charge.attributes["connected"] is True
    assert registered(home)["sensor.leaf_state_of_charge"].entity_category is not EntityCategory.DIAGNOSTIC
    home.set("sensor.leaf_soc", "unavailable")
    home.set("sensor.v2h_connection", "disconnected")
    for _ in range(40):
        await home.wait(minutes=1)
    assert home.shows("sensor.leaf_state_of_charge") == STATE_UNKNOWN
    assert home.shows("sensor.leaf_action") == "away"


async def test_a_unit_in_a_persons_hands_is_not_unknown(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    home.by_hand("charge")
    await home.replan()
    assert home.shows("sensor.leaf_action") == "hands_off"


async def test_sources_that_are_silent_make_what_watches_them_unavailable(home: FakeHome) -> None:
    await home.start()
    for source in ("binary_sensor.storm", "binary_sensor.outage"):
        home.set(source, "unavailable")
    await home.replan()
    for watcher in ("storm", "storm_expected", "power_outage"):
        assert home.shows(f"binary_sensor.v2h_planner_{watcher}") == STATE_UNAVAILABLE
    assert home.shows("sensor.v2h_planner_weather_warning") == STATE_UNAVAILABLE
    for source in ("binary_sensor.storm", "binary_sensor.outage"):
        home.set(source, "off")
    await home.replan()
    assert home.shows("binary_sensor.v2h_planner_storm") == "off"
    assert home.shows("binary_sensor.v2h_planner_power_outage") == "off"


async def test_without_a_plan_its_figures_are_unavailable_and_controls_are_not(
    home: FakeHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no plan")

    monkeypatch.setattr("custom_components.v2h_planner.coordinator.plan_onward", fail)
    await home.start()
    for figure in ("import_price", "planned_cost", "backup_time", "plan"):
        assert home.shows(f"sensor.v2h_planner_{figure}") == STATE_UNAVAILABLE
    assert home.shows("sensor.leaf_reason") == STATE_UNAVAILABLE
    assert home.shows("select.v2h_planner_mode") == "economy"
    assert home.shows("switch.v2h_planner_control") == "off"
    assert home.shows("binary_sensor.v2h_planner_plan_problem") == "on"


async def test_a_storage_that_is_removed_takes_its_device_along(home: FakeHome) -> None:
    cars: list[ConfigSubentryData] = [
        storage("v2h_ev", leaf(), name=name, subentry_id=name.lower()) for name in ("Leaf", "Sakura")
    ]
    home.entry = home_entry(*cars, options=OPTIONS)
    await home.start()
    devices = dr.async_get(home.hass)
    of_cars = {(DOMAIN, name) for name in ("leaf", "sakura")}

    def left() -> set[tuple[str, str]]:
        found = dr.async_entries_for_config_entry(devices, home.entry.entry_id)
        return of_cars & {identifier for device in found for identifier in device.identifiers}

    assert left() == of_cars
    home.hass.config_entries.async_remove_subentry(home.entry, "sakura")
    await home.settle()
    assert left() == {(DOMAIN, "leaf")}
    assert not [entity_id for entity_id in registered(home) if "sakura" in entity_id]


async def test_the_log_says_once_that_an_input_fails_and_once_that_it_is_back(
    home: FakeHome, caplog: pytest.LogCaptureFixture
) -> None:
    await home.start()
    home.set("sensor.load", "unavailable")
    home.broken.add("sensor.load")
    for _ in range(12):
        await home.wait(minutes=1)
    home.broken.clear()
    home.set("sensor.load", 600)
    for _ in range(12):
        await home.wait(minutes=1)
    told = [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name.endswith("v2h_planner.repairs") and "sensor.load" in record.getMessage()
    ]
    assert [level for level, _ in told] == ["WARNING", "INFO"], told


async def test_to_update_any_entity_of_the_home_is_to_plan_again(home: FakeHome, as_delivered: None) -> None:
    assert await async_setup_component(home.hass, "homeassistant", {})
    await home.start()
    before = home.entry.runtime_data.data.plan.made_at
    await home.wait(minutes=1)
    mode = {"entity_id": "select.v2h_planner_mode"}
    await home.hass.services.async_call("homeassistant", "update_entity", mode, blocking=True)
    await home.settle()
    assert home.entry.runtime_data.data.plan.made_at > before


async def test_to_resume_a_unit_is_to_take_it_out_of_a_persons_hands(
    home: FakeHome, as_delivered: None
) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    home.by_hand("charge")
    await home.replan()
    assert home.shows("sensor.leaf_action") == "hands_off"
    await home.hass.services.async_call(DOMAIN, "resume", {}, blocking=True)
    await home.replan()
    assert home.shows("sensor.leaf_action") != "hands_off"


PEAK = "sensor.v2h_planner_highest_half_hour_this_month"


async def test_the_highest_half_hour_is_there_and_on_where_it_is_charged_for(home: FakeHome) -> None:
    await home.start()
    assert PEAK not in registered(home)
    options = {**OPTIONS, "prices": {**OPTIONS["prices"], "demand": {"demand_yen": 500.0, "demand_kw": 4.0}}}
    home.hass.config_entries.async_update_entry(home.entry, options=options)
    await home.settle()
    assert registered(home)[PEAK].disabled_by is None
    state = home.hass.states.get(PEAK)
    assert state is not None
    assert state.attributes["paid_for"] == 4.0
    assert state.attributes["basic_charge"] == 2000.0
    assert state.attributes["unit_of_measurement"] == "kW"
