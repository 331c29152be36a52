"""Dashboards: how the card gets to the browser, and the dashboard that comes with the integration."""

from asyncio import Lock

from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.setup import async_when_setup
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_CARD, CONF_DASHBOARD, CONF_SIDEBAR, DOMAIN
from .card_file import async_serve
from .panel import async_remove_panel, async_show_panel
from .resource import async_keep_resource

# Two at once would each find the card missing and list it twice.
_LOCK: HassKey[Lock] = HassKey(f"{DOMAIN}_dashboards")


@callback
def async_setup_dashboards(hass: HomeAssistant) -> None:
    """Bring card and dashboard to homes that were set up before the frontend was."""
    hass.data[_LOCK] = Lock()

    async def bring(hass: HomeAssistant, _component: str) -> None:
        for entry in hass.config_entries.async_loaded_entries(DOMAIN):
            await async_update_dashboards(hass, entry)

    async_when_setup(hass, "frontend", bring)


@callback
def async_has_dashboards(hass: HomeAssistant) -> bool:
    """Return whether there is a frontend: Home Assistant runs without one too."""
    return "frontend" in hass.config.components and LOVELACE_DATA in hass.data


async def async_update_dashboards(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Do as a home's answers say: the card for all dashboards unless declined, ours in the side bar if asked for."""
    if not async_has_dashboards(hass):
        return
    answers = entry.options.get(CONF_DASHBOARD, {})
    async with hass.data[_LOCK]:
        if not (url := await async_serve(hass)):
            return
        await async_keep_resource(hass, url if answers.get(CONF_CARD, True) else None)
        async_show_panel(hass, entry.title, in_sidebar=answers.get(CONF_SIDEBAR, False))


async def async_remove_dashboards(hass: HomeAssistant) -> None:
    """Leave nothing behind when the last home goes."""
    if not async_has_dashboards(hass) or hass.config_entries.async_entries(DOMAIN):
        return
    async with hass.data[_LOCK]:
        await async_keep_resource(hass, None)
        await async_remove_panel(hass)
