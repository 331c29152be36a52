"""The built card: which version it is, and the addresses under which browsers get it."""

import logging
from pathlib import Path
import re
from typing import Final

from aiohttp import web
from homeassistant.components.http import HomeAssistantView, StaticPathConfig
from homeassistant.core import HomeAssistant
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

CARD_FILE: Final = Path(__file__).parent.parent / "frontend" / "v2h-planner.js"
# What lies under this address is ours: nobody else's resource does.
OURS: Final = f"/{DOMAIN}/"
# For a person's configuration.yaml: stays the same with every update, so browsers have to ask each time.
LASTING_URL: Final = f"{OURS}v2h-planner.js"

_VERSION: HassKey[str] = HassKey(f"{DOMAIN}_card_version")
_URL: HassKey[str] = HassKey(f"{DOMAIN}_card_url")
_BANNER = re.compile(r"/\*! v2h-planner-card ([0-9a-f]{12}) \*/")


@singleton(_VERSION, async_=True)
async def async_card_version(hass: HomeAssistant) -> str:
    """Return the version of the card that belongs to this backend; empty where nobody has built it."""
    return await hass.async_add_executor_job(_read_version)


def _read_version() -> str:
    try:
        built = CARD_FILE.read_text("utf-8")
    except OSError as err:
        _LOGGER.error("The card cannot be served: %s", err)
        return ""
    if (found := _BANNER.search(built)) is None:
        _LOGGER.error("The card cannot be served: %s was not built by card/", CARD_FILE.name)
        return ""
    return found[1]


@singleton(_URL, async_=True)
async def async_serve(hass: HomeAssistant) -> str:
    """Serve the card and return its address, which changes with the file: a browser may keep what it has."""
    if not (version := await async_card_version(hass)):
        return ""
    url = f"{OURS}{version}/{CARD_FILE.name}"
    await hass.http.async_register_static_paths([StaticPathConfig(url, str(CARD_FILE), cache_headers=True)])
    hass.http.register_view(LastingView)
    return url


class LastingView(HomeAssistantView):
    """The card under an address without a version."""

    url = LASTING_URL
    name = f"{DOMAIN}:card"
    requires_auth = False  # like every resource of a dashboard: a browser asks without a token
    cors_allowed = True  # Cast looks at dashboards from another origin

    async def get(self, request: web.Request) -> web.FileResponse:
        """Return the file; a browser that has it already is told so."""
        return web.FileResponse(CARD_FILE, headers={"Cache-Control": "no-cache"})
