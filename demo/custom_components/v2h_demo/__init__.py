"""A virtual Japanese home to try V2H Planner without hardware."""

from __future__ import annotations

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .history import async_load_history
from .hub import Hub

PLATFORMS = [Platform.BINARY_SENSOR, Platform.BUTTON, Platform.NUMBER, Platform.SELECT, Platform.SENSOR]

type DemoConfigEntry = ConfigEntry[Hub]


async def async_setup_entry(hass: HomeAssistant, entry: DemoConfigEntry) -> bool:
    """Build the home and let it live."""
    hub = Hub(hass, entry)
    await hub.async_start()
    entry.runtime_data = hub
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await async_load_history(hass, hub)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: DemoConfigEntry) -> bool:
    """Keep the state and stop."""
    await entry.runtime_data.async_stop()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
