"""An entity gets a new id, and the planner goes on reading it."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from custom_components.v2h_planner.settings.model import WarningSource
from custom_components.v2h_planner.sources.entity_renames import async_follow_renames
from tests.ha import flow_walk
from tests.ha.entry_forms import OPTIONS, STORM, V2H_EV, home_entry, storage
from tests.ha.flow_walk import added, only_storage

house, setup_entry = flow_walk.house, flow_walk.setup_entry
pytestmark = pytest.mark.usefixtures("setup_entry", "house")


LAST = {"safe": "standby", "verify_seconds": 90.0}


async def test_a_renamed_entity_is_followed_everywhere(hass: HomeAssistant) -> None:
    action = [{"action": "switch.turn_on", "target": {"entity_id": ["switch.old", "switch.other"]}}]
    data = {**V2H_EV, "control": {"kind": "actions", "actions": {"charge": action}, **LAST}}
    storm = {**STORM, "states": {"binary_sensor.storm": ["red"]}}
    entry = added(
        hass,
        home_entry(
            storage("v2h_ev", data, name="Leaf", subentry_id="leaf"), options={**OPTIONS, "storm": storm}
        ),
    )
    registry = er.async_get(hass)
    for entity_id in ("sensor.leaf_soc", "sensor.pv", "switch.old", "binary_sensor.storm"):
        domain, name = entity_id.split(".")
        hass.states.async_remove(entity_id)
        registry.async_get_or_create(domain, "test", name, suggested_object_id=name)
    stop = async_follow_renames(hass, entry)

    registry.async_update_entity("sensor.leaf_soc", new_entity_id="sensor.car")
    registry.async_update_entity("sensor.pv", new_entity_id="sensor.sun")
    registry.async_update_entity("switch.old", new_entity_id="switch.new")
    registry.async_update_entity("binary_sensor.storm", new_entity_id="binary_sensor.typhoon")
    await hass.async_block_till_done()

    settings = settings_from_entry(entry)
    assert settings.storages[0].soc_entity == "sensor.car"
    assert settings.storages[0].connected_entity == "sensor.v2h_connection"
    assert settings.sources.pv_power == "sensor.sun"
    assert settings.sources.warnings == (WarningSource("binary_sensor.typhoon", ("red",)),)
    assert settings.storages[0].control.actions[Verb.CHARGE] == [
        {"action": "switch.turn_on", "target": {"entity_id": ["switch.new", "switch.other"]}}
    ]

    stop()
    registry.async_update_entity("sensor.car", new_entity_id="sensor.vehicle")
    await hass.async_block_till_done()
    assert settings_from_entry(entry).storages[0].soc_entity == "sensor.car"


async def test_a_name_that_changes_without_its_id_changes_nothing(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    before = (dict(entry.options), dict(only_storage(entry).data), entry.modified_at)
    registry = er.async_get(hass)
    hass.states.async_remove("sensor.pv")
    registry.async_get_or_create("sensor", "test", "pv", suggested_object_id="pv")
    async_follow_renames(hass, entry)

    registry.async_update_entity("sensor.pv", name="Roof")
    await hass.async_block_till_done()

    assert (dict(entry.options), dict(only_storage(entry).data), entry.modified_at) == before


async def test_who_keeps_what_was_published_hears_of_it_first(hass: HomeAssistant) -> None:
    entry = added(hass, home_entry())
    registry = er.async_get(hass)
    hass.states.async_remove("sensor.pv")
    registry.async_get_or_create("sensor", "test", "pv", suggested_object_id="pv")
    told = []
    async_follow_renames(
        hass, entry, lambda old, new: told.append((old, new, settings_from_entry(entry).sources.pv_power))
    )

    registry.async_update_entity("sensor.pv", new_entity_id="sensor.sun")
    await hass.async_block_till_done()

    assert told == [("sensor.pv", "sensor.sun", "sensor.pv")]
