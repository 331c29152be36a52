"""The card is among the resources of all dashboards: once, in the right version, and nobody else's is touched."""

from pathlib import Path
from typing import Any

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceYAMLCollection
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.repairs import CardFlow, async_create_fix_flow

from .conftest import URL, VERSION, YAML, House, quiet

pytestmark = quiet
OTHERS = ("/hacsfiles/mushroom/mushroom.js?hacstag=1", "/local/v2h_planner/mine.js")
STORE = "lovelace_resources"


def listed(*urls: str) -> dict[str, Any]:
    """What lies on the disk when these are listed."""
    items = [{"id": f"item_{i}", "type": "module", "url": url} for i, url in enumerate(urls)]
    return {"version": 1, "minor_version": 1, "key": STORE, "data": {"items": items}}


async def test_the_card_is_listed_once_however_often_the_home_starts(house: House) -> None:
    await house.furnish()
    await house.start()
    assert house.resources == [(URL, "module")]
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert house.resources == [(URL, "module")]


async def test_what_others_have_registered_is_never_lost(
    house: House, hass_storage: dict[str, Any], hass: HomeAssistant
) -> None:
    hass_storage[STORE] = listed(*OTHERS)
    await house.furnish()
    await house.start()
    assert [url for url, _ in house.resources] == [*OTHERS, URL]
    await house.remove()
    assert [url for url, _ in house.resources] == [*OTHERS]
    await hass.data[LOVELACE_DATA].resources.async_load()
    assert [url for url, _ in house.resources] == [*OTHERS]


async def test_an_update_takes_the_place_of_the_older_card_and_surplus_ones_go(
    house: House, hass_storage: dict[str, Any]
) -> None:
    older = ("/v2h_planner/ffffffffffff/v2h-planner.js", "/v2h_planner/v2h-planner.js?v=0.1.0")
    hass_storage[STORE] = listed(older[0], OTHERS[0], older[1])
    await house.furnish()
    await house.start()
    assert [url for url, _ in house.resources] == [URL, OTHERS[0]]
    assert house.hass.data[LOVELACE_DATA].resources.async_items()[0]["id"] == "item_0"


async def test_a_person_who_declines_the_card_gets_none(house: House) -> None:
    await house.furnish()
    await house.start()
    await house.answer(card=False)
    assert house.resources == []
    await house.hass.config_entries.async_reload(house.entry.entry_id)
    await house.hass.async_block_till_done()
    assert house.resources == []
    await house.answer(card=True)
    assert house.resources == [(URL, "module")]


async def test_a_home_that_starts_before_the_frontend_gets_its_card_all_the_same(house: House) -> None:
    await house.start()
    await house.furnish()
    assert house.resources == [(URL, "module")]


async def test_a_home_without_a_frontend_starts_and_goes(house: House, hass: HomeAssistant) -> None:
    await house.start()
    await house.answer(sidebar=True)
    await house.remove()
    assert LOVELACE_DATA not in hass.data


async def test_a_browser_may_keep_a_version_and_asks_again_for_the_lasting_address(
    house: House, hass_client: ClientSessionGenerator, hass_storage: dict[str, Any]
) -> None:
    await house.furnish()
    await house.start()
    client = await hass_client()
    kept = await client.get(URL)
    asked = await client.get("/v2h_planner/v2h-planner.js")
    assert kept.status == asked.status == 200
    assert "max-age" in kept.headers["Cache-Control"]
    assert asked.headers["Cache-Control"] == "no-cache"
    assert VERSION in await kept.text()
    assert "javascript" in asked.headers["Content-Type"]
    again = {"If-None-Match": asked.headers["ETag"]}
    assert (await client.get("/v2h_planner/v2h-planner.js", headers=again)).status == 304


async def test_in_yaml_mode_a_repair_names_the_lines_and_goes_when_they_are_there(
    house: House, hass: HomeAssistant
) -> None:
    await house.furnish(YAML)
    await house.start()
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "card_not_listed")
    assert issue is not None and issue.is_fixable
    assert house.resources == []
    flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
    assert isinstance(flow, CardFlow)
    flow.hass, flow.handler = hass, DOMAIN
    shown = await flow.async_step_init()
    assert (shown["description_placeholders"] or {})["lines"].split() == [
        *("-", "url:", "/v2h_planner/v2h-planner.js"),
        *("type:", "module"),
    ]
    assert (await flow.async_step_card({}))["errors"] == {"base": "card_not_listed"}
    lines = [{"url": "/v2h_planner/v2h-planner.js", "type": "module"}]
    hass.data[LOVELACE_DATA].resources = ResourceYAMLCollection(lines)
    assert (await flow.async_step_card({}))["type"] == "create_entry"


@pytest.mark.parametrize("way", ["listed", "declined", "removed"])
async def test_in_yaml_mode_the_repair_goes_with_its_cause(
    house: House, hass: HomeAssistant, way: str
) -> None:
    await house.furnish(YAML)
    await house.start()
    if way == "listed":
        lines = [{"url": "/v2h_planner/v2h-planner.js?any=thing", "type": "module"}]
        hass.data[LOVELACE_DATA].resources = ResourceYAMLCollection(lines)
        await hass.config_entries.async_reload(house.entry.entry_id)
        await hass.async_block_till_done()
    elif way == "declined":
        await house.answer(card=False)
    else:
        await house.remove()
    assert ir.async_get(hass).async_get_issue(DOMAIN, "card_not_listed") is None


@pytest.mark.parametrize("content", ["export {};", None])
async def test_a_card_that_was_not_built_stops_no_home(
    house: House, built: Path, caplog: pytest.LogCaptureFixture, content: str | None
) -> None:
    built.unlink() if content is None else built.write_text(content, "utf-8")  # noqa: ASYNC240
    await house.furnish()
    await house.start()
    assert house.resources == []
    assert "The card cannot be served" in caplog.text
