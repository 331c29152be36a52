"""A virtual Japanese home to try V2H Planner without hardware."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .history import async_load_history
from .http_office import async_open
from .hub import DOMAIN, Hub

PLATFORMS = [Platform.BINARY_SENSOR, Platform.BUTTON, Platform.NUMBER, Platform.SELECT, Platform.SENSOR]

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

type DemoConfigEntry = ConfigEntry[Hub]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Open the weather office before the planner asks it."""
    hass.data[DOMAIN] = async_open(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: DemoConfigEntry) -> bool:
    """Build the home and start its clock."""
    hub = Hub(hass, entry)
    await hub.async_start()
    entry.runtime_data = hub
    hass.data[DOMAIN].hub = hub
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    await async_load_history(hass, hub)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: DemoConfigEntry) -> bool:
    """Save the state and stop the clock."""
    await entry.runtime_data.async_stop()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
