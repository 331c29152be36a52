"""A Home Assistant with a frontend, and a card of a known version."""

from collections.abc import AsyncGenerator
from copy import deepcopy
from pathlib import Path
from typing import Any

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.dashboards import card_file
from tests.ha.entry_forms import OPTIONS

VERSION = "0123456789ab"
URL = f"/v2h_planner/{VERSION}/v2h-planner.js"
# Home Assistant's web server still uses keys that aiohttp warns of.
quiet = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

YAML = {"lovelace": {"resource_mode": "yaml", "resources": []}}


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built card."""
    file = tmp_path / "v2h-planner.js"
    file.write_text(f"/*! v2h-planner-card {VERSION} */\nexport {{}};\n", "utf-8")
    monkeypatch.setattr(card_file, "CARD_FILE", file)
    return file


class House:
    """A home without a storage yet: what it shows in browsers does not wait for one."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.entry = MockConfigEntry(domain=DOMAIN, title="V2H Planner", options=deepcopy(OPTIONS))

    async def furnish(self, config: dict[str, Any] | None = None) -> None:
        """Set up what a browser talks to."""
        assert await async_setup_component(self.hass, "frontend", config or {})
        await self.hass.async_block_till_done()

    async def start(self) -> None:
        """Set the planner up."""
        self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def answer(self, **answers: bool) -> None:
        """A person changes the form about the dashboard."""
        options = {**self.entry.options, "dashboard": {"card": True, "sidebar": False, **answers}}
        self.hass.config_entries.async_update_entry(self.entry, options=options)
        await self.hass.async_block_till_done()

    async def remove(self) -> None:
        """A person deletes the home."""
        await self.hass.config_entries.async_remove(self.entry.entry_id)
        await self.hass.async_block_till_done()

    @property
    def resources(self) -> list[tuple[str, str]]:
        """Addresses and types of all resources."""
        return [(item["url"], item["type"]) for item in self.hass.data[LOVELACE_DATA].resources.async_items()]


@pytest.fixture
async def house(hass: HomeAssistant, enable_custom_integrations: None) -> AsyncGenerator[House]:
    """A home, not set up yet."""
    house = House(hass)
    yield house
    if hass.config_entries.async_get_entry(house.entry.entry_id):
        await hass.config_entries.async_unload(house.entry.entry_id)
    assert DOMAIN in hass.config.components
