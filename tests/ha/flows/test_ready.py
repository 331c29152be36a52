"""The end of the set-up: a person is told of the dry run, led to the plan, and asked once about the side bar."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.ha import flow_walk
from tests.ha.entry_forms import HOME_BATTERY, POWERS
from tests.ha.flow_walk import (
    WORDS,
    Result,
    Walk,
    bare_entry,
    change_storage,
    new_storage,
    only_storage,
    storage_page,
)

house, setup_entry = flow_walk.house, flow_walk.setup_entry


@pytest.fixture
def frontend() -> Iterator[None]:
    """Somebody looks through a browser."""
    with patch("custom_components.v2h_planner.flows.storage_ready.async_has_dashboards", return_value=True):
        yield


pytestmark = pytest.mark.usefixtures("setup_entry", "house", "frontend")


async def battery(hass: HomeAssistant, entry: MockConfigEntry, name: str, soc: str) -> Walk:
    """Answer all forms of a home battery that nobody commands."""
    walk = await new_storage(hass, entry, "home_battery")
    battery = {**HOME_BATTERY["battery"], "soc_entity": soc}
    await walk.fill("found", storage_page(name, battery, POWERS, None))
    await walk.fill("control", {"kind": "none"})
    return walk


def told(result: Result) -> dict[str, str]:
    """The last screen in both languages."""
    assert result["type"] is FlowResultType.CREATE_ENTRY, result
    return {
        language: words["config_subentries"]["home_battery"]["create_entry"][result["description"]].format(
            **result["description_placeholders"]
        )
        for language, words in WORDS.items()
    }


@pytest.mark.parametrize(("choice", "in_sidebar"), [("ready_sidebar", True), ("ready_plain", False)])
async def test_the_first_storage_ends_with_one_question_and_leads_to_the_plan(
    hass: HomeAssistant, choice: str, in_sidebar: bool
) -> None:
    entry = bare_entry(hass)
    walk = await battery(hass, entry, "Battery", "sensor.battery_soc")
    assert walk.result["step_id"] == "ready"
    assert "dashboard" not in entry.options
    last = told(await walk.choose(choice))
    assert entry.options["dashboard"] == {"sidebar": in_sidebar, "card": True}
    assert only_storage(entry).data == HOME_BATTERY
    for words, dry_run in (("en", "dry run"), ("ja", "試運転")):
        assert dry_run in last[words]
        assert 'href="/v2h-planner"' in last[words]


async def test_nobody_asks_twice(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    await (await battery(hass, entry, "Battery", "sensor.battery_soc")).choose("ready_plain")
    second = await battery(hass, entry, "Another", "sensor.leaf_soc")
    assert second.result["type"] is FlowResultType.CREATE_ENTRY
    walk = await change_storage(hass, entry, only_storage_named(entry, "Another"))
    await walk.choose("powers")
    assert (await walk.fill("powers", POWERS))["type"] is FlowResultType.ABORT
    assert entry.options["dashboard"]["sidebar"] is False


async def test_whoever_took_the_first_storage_away_is_not_asked_again(hass: HomeAssistant) -> None:
    entry = bare_entry(hass)
    await (await battery(hass, entry, "Battery", "sensor.battery_soc")).choose("ready_sidebar")
    hass.config_entries.async_remove_subentry(entry, only_storage(entry).subentry_id)
    again = await battery(hass, entry, "Battery", "sensor.battery_soc")
    assert again.result["type"] is FlowResultType.CREATE_ENTRY


def only_storage_named(entry: MockConfigEntry, name: str) -> str:
    """The id of a storage."""
    (found,) = (key for key, subentry in entry.subentries.items() if subentry.title == name)
    return found
