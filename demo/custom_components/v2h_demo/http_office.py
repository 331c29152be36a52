"""The weather office as web pages of this Home Assistant, where the planner asks instead of at JMA's."""

from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from aiohttp import web
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util import dt as dt_util

from .office import WeatherOffice
from .weather import script

if TYPE_CHECKING:
    from .hub import Hub

URL: Final = "/api/v2h_demo/jma"
# Where the planner looks for an office that is not JMA's.
BASE_URL_KEY: Final = "v2h_planner_jma_base_url"


class OfficePages(HomeAssistantView):
    """The office's files, open to everybody, as JMA's are."""

    url = URL + "/{path:.+}"
    name = "api:v2h_demo:jma"
    requires_auth = False

    def __init__(self) -> None:
        """Begin without a house, with calm weather."""
        self.hub: Hub | None = None

    async def get(self, request: web.Request, path: str) -> web.Response:
        """Answer with one file as it is now."""
        now = dt_util.utcnow()
        house = None if self.hub is None else self.hub.house
        picked = None if house is None else house.weather_at  # nobody has picked any yet: a calm beginning
        events = () if house is None or picked is None else script(house.weather, picked)
        answer = WeatherOffice(events).answer(path, now, request.headers.get("If-None-Match"))
        headers = {}
        if answer.status != HTTPStatus.NOT_FOUND and answer.modified is not None:
            modified = format_datetime(answer.modified.astimezone(UTC), usegmt=True)
            headers = {"ETag": answer.etag, "Last-Modified": modified}
        kind = None if not answer.body else "application/json"
        return web.Response(status=answer.status, body=answer.body, headers=headers, content_type=kind)


def async_open(hass: HomeAssistant) -> OfficePages:
    """Serve the office's files and tell the planner where they are."""
    pages = OfficePages()
    hass.http.register_view(pages)
    assert hass.config.api is not None  # the web server is a dependency
    hass.data[BASE_URL_KEY] = f"http://127.0.0.1:{hass.config.api.port}{URL}"
    return pages
