"""The dashboard at /v2h-planner: there with the integration, in the side bar if asked, and as a person leaves it."""

from typing import Any
from unittest.mock import patch

from homeassistant.components.frontend import DATA_PANELS, async_register_built_in_panel
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.ha.entry_forms import HOME_BATTERY, POWERS
from tests.ha.flow_walk import new_storage, storage_page

from .conftest import House, quiet

pytestmark = quiet
STRATEGY = {"strategy": {"type": "custom:v2h-planner"}}
PATH = "v2h-planner"


async def ask(client: Any, kind: str, **more: Any) -> Any:
    """What a browser is told."""
    await client.send_json_auto_id({"type": kind, **more})
    answer = await client.receive_json()
    assert answer["success"], answer
    return answer["result"]


async def test_it_can_be_opened_and_stays_out_of_the_side_bar_until_asked_in(
    house: House, hass_ws_client: WebSocketGenerator
) -> None:
    await house.furnish()
    await house.start()
    browser = await hass_ws_client()
    panel = (await ask(browser, "get_panels"))[PATH]
    assert (panel["component_name"], panel["show_in_sidebar"]) == ("lovelace", False)
    assert await ask(browser, "lovelace/config", url_path=PATH) == STRATEGY
    await house.answer(sidebar=True)
    panel = (await ask(browser, "get_panels"))[PATH]
    assert (panel["title"], panel["show_in_sidebar"]) == ("V2H Planner", True)
    # nothing of it is among the dashboards that people make: those can be deleted there
    assert await ask(browser, "lovelace/dashboards/list") == []


async def test_what_a_person_makes_of_it_is_kept_until_they_want_ours_back(
    house: House, hass_ws_client: WebSocketGenerator, hass: HomeAssistant
) -> None:
    await house.furnish()
    await house.start()
    browser = await hass_ws_client()
    mine = {"views": [{"title": "Mine"}]}
    await ask(browser, "lovelace/config/save", url_path=PATH, config=mine)
    await hass.config_entries.async_reload(house.entry.entry_id)
    await hass.async_block_till_done()
    assert await ask(browser, "lovelace/config", url_path=PATH) == mine
    await ask(browser, "lovelace/config/delete", url_path=PATH)
    assert await ask(browser, "lovelace/config", url_path=PATH) == STRATEGY


async def test_it_goes_with_the_last_home_and_comes_with_the_next(house: House, hass: HomeAssistant) -> None:
    await house.furnish()
    await house.start()
    await house.remove()
    assert PATH not in hass.data[DATA_PANELS]
    assert PATH not in hass.data[LOVELACE_DATA].dashboards
    another = House(hass)
    await another.start()
    assert PATH in hass.data[DATA_PANELS]


async def test_a_dashboard_that_a_person_made_at_its_address_stays(house: House, hass: HomeAssistant) -> None:
    await house.furnish()
    async_register_built_in_panel(hass, "lovelace", "Mine", frontend_url_path=PATH)
    await house.start()
    await house.answer(sidebar=True)
    assert hass.data[DATA_PANELS][PATH].sidebar_title == "Mine"
    await house.remove()
    assert hass.data[DATA_PANELS][PATH].sidebar_title == "Mine"


async def test_one_click_at_the_end_of_the_set_up_puts_it_into_the_side_bar(
    house: House, hass: HomeAssistant
) -> None:
    hass.config.components.update({"recorder", "conversation"})
    hass.states.async_set("sensor.battery_soc", "55", {"unit_of_measurement": "%", "device_class": "battery"})
    await house.furnish()
    await house.start()
    walk = await new_storage(hass, house.entry, "home_battery")
    await walk.fill("found", storage_page("Battery", HOME_BATTERY["battery"], POWERS, None))
    await walk.fill("control", {"kind": "none"})
    assert not hass.data[DATA_PANELS][PATH].show_in_sidebar
    with patch("custom_components.v2h_planner.async_setup_entry", return_value=True):
        await walk.choose("ready_sidebar")
        await hass.async_block_till_done()
    assert hass.data[DATA_PANELS][PATH].show_in_sidebar
