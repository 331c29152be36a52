"""Automations of a fake home: what they hear, homes that show what a test wants them to, a phone and blueprints."""

from collections.abc import AsyncGenerator, Generator
from typing import Any
from unittest.mock import patch

from homeassistant.components.blueprint import models
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import yaml as yaml_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
    mock_platform,
)

from tests.ha.conftest import FakeHome

from .house import ROOT, SCHEMAS, Automate, Options, Phone, flat, name_of, show


@pytest.fixture
async def automate(hass: HomeAssistant) -> AsyncGenerator[Automate]:
    """Set an automation up, and return the list of what its trigger has told it so far."""

    async def make(trigger: str, options: Options | None = None, **more: Any) -> list[dict[str, Any]]:
        heard: list[dict[str, Any]] = []

        async def hear(call: ServiceCall) -> None:
            heard.append(call.data["told"])

        hass.services.async_register("test", "hear", hear)
        config = {
            "id": "one",
            "alias": "One",
            "mode": "queued",
            "triggers": [{"trigger": f"v2h_planner.{trigger}", "options": options or {}}],
            "actions": [{"action": "test.hear", "data": {"told": "{{ trigger }}"}}],
        }
        assert await async_setup_component(hass, "automation", {"automation": [config | more]})
        await hass.async_block_till_done()
        assert hass.states.is_state("automation.one", "on")
        return heard

    yield make
    if hass.services.has_service("automation", "turn_off"):
        await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


@pytest.fixture
def phone(hass: HomeAssistant) -> Phone:
    """A phone with the companion app."""
    phone = Phone()
    mock_integration(hass, MockModule("mobile_app"))
    mock_platform(hass, "mobile_app.device_action", phone)
    entry = MockConfigEntry(domain="mobile_app", state=ConfigEntryState.LOADED)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("mobile_app", "phone")}
    )
    phone.device_id = device.id
    return phone


@pytest.fixture
def blueprints() -> Generator[None]:
    """The project's folder instead of the user's."""

    def load(self: models.DomainBlueprints, path: str) -> models.Blueprint:
        return models.Blueprint(
            yaml_util.load_yaml_dict(ROOT / self.domain / "v2h_planner" / path),
            expected_domain=self.domain,
            path=path,
            schema=SCHEMAS[self.domain],
        )

    with patch("homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint", load):
        yield


@pytest.fixture
async def still(home: FakeHome) -> FakeHome:
    """A home whose planner makes no plans but those of the test."""
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    await show(home, plan=flat(home.entry.runtime_data.data.plan))
    return home


@pytest.fixture
async def use(hass: HomeAssistant) -> Any:
    """Make an automation of a blueprint, as the editor does; it is off at the end."""

    async def make(name: str, ja: bool, **inputs: Any) -> None:
        config = {"automation": {"use_blueprint": {"path": name_of(name, ja), "input": inputs}}}
        assert await async_setup_component(hass, "automation", config)
        await hass.async_block_till_done()
        assert [state.state for state in hass.states.async_all("automation")] == ["on"]

    yield make
    if hass.services.has_service("automation", "turn_off"):
        await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)
