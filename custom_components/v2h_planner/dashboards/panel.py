"""The dashboard that comes with the integration: nothing of it is stored before a person edits it."""

from typing import Any, Final, override

from homeassistant.components.frontend import (
    async_panel_exists,
    async_register_built_in_panel,
    async_remove_panel as async_remove_frontend_panel,
)
from homeassistant.components.lovelace.const import (
    CONF_URL_PATH,
    DOMAIN as LOVELACE,
    LOVELACE_DATA,
    MODE_STORAGE,
    ConfigNotFound,
)
from homeassistant.components.lovelace.dashboard import LovelaceStorage
from homeassistant.const import CONF_ID, CONF_MODE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import cached_json_fragment, json_fragment

from ..const import DOMAIN

URL_PATH: Final = "v2h-planner"
ICON: Final = "mdi:home-lightning-bolt"
# The card's module builds the rest in the browser; see card/src/strategy.ts.
STRATEGY: Final[dict[str, Any]] = {"strategy": {"type": "custom:v2h-planner"}}


class PlannerDashboard(LovelaceStorage):
    """What the strategy makes, until a person takes control of it: then what they have saved."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Keep what a person saves apart from all other dashboards."""
        super().__init__(hass, {CONF_ID: DOMAIN, CONF_URL_PATH: URL_PATH})
        # Home Assistant lists dashboards that have one, with buttons that work for those which it has stored.
        self.config = None

    @property
    @override
    def url_path(self) -> str:
        """Return where it is shown."""
        return URL_PATH

    @override
    async def async_load(self, force: bool) -> dict[str, Any]:
        """Return what was saved, or else the strategy."""
        try:
            return await super().async_load(force)
        except ConfigNotFound:
            return STRATEGY

    @override
    async def async_json(self, force: bool) -> json_fragment:
        """Return the same as JSON."""
        try:
            return await super().async_json(force)
        except ConfigNotFound:
            return cached_json_fragment(STRATEGY)


@callback
def async_show_panel(hass: HomeAssistant, title: str, *, in_sidebar: bool) -> None:
    """Show the dashboard at its address, in the side bar if asked; a dashboard that a person made there stays."""
    dashboards = hass.data[LOVELACE_DATA].dashboards
    is_ours = isinstance(dashboards.get(URL_PATH), PlannerDashboard)
    if not is_ours and async_panel_exists(hass, URL_PATH):
        return
    if not is_ours:
        dashboards[URL_PATH] = PlannerDashboard(hass)
    async_register_built_in_panel(
        hass,
        LOVELACE,
        sidebar_title=title,
        sidebar_icon=ICON,
        frontend_url_path=URL_PATH,
        config={CONF_MODE: MODE_STORAGE},
        show_in_sidebar=in_sidebar,
        update=is_ours,
    )


async def async_remove_panel(hass: HomeAssistant) -> None:
    """Take the dashboard away, with what a person has saved of it."""
    dashboards = hass.data[LOVELACE_DATA].dashboards
    dashboard = dashboards.get(URL_PATH)
    if isinstance(dashboard, PlannerDashboard):
        async_remove_frontend_panel(hass, URL_PATH)
        del dashboards[URL_PATH]
        await dashboard.async_delete()
