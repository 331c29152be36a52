"""The end of the set-up: what happens from now on, and where to look at it."""

from typing import Any

from homeassistant.config_entries import SubentryFlowResult

from .. import const as c
from ..dashboards import async_has_dashboards
from ..dashboards.panel import URL_PATH
from ..presentation.plain_text import unmarked_values
from .storage_base import StorageForm

# In a window of its own: the one with the forms has read the list of cards before ours was on it.
_PLACES = {"open": f'<a href="/{URL_PATH}" target="_blank" rel="noopener">', "close": "</a>"}


class ReadyForms(StorageForm):
    """The steps after the last form of a new storage."""

    async def _async_ready(self) -> SubentryFlowResult:
        """Create the storage; with a home's first one, ask once whether the side bar may show the dashboard."""
        if (
            not self._other_storages()
            and c.CONF_DASHBOARD not in self._get_entry().options
            and async_has_dashboards(self.hass)
        ):
            return await self.async_step_ready()
        return self.async_create_entry(title=self._name, data=self._answers)

    async def async_step_ready(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Tell of the dry run, and ask about the side bar."""
        return self.async_show_menu(
            step_id="ready",
            menu_options=["ready_sidebar", "ready_plain"],
            description_placeholders=unmarked_values({"name": self._name}),
        )

    async def async_step_ready_sidebar(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show the dashboard in the side bar."""
        return self._finish(in_sidebar=True)

    async def async_step_ready_plain(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Leave the side bar alone; nobody asks again."""
        return self._finish(in_sidebar=False)

    def _finish(self, *, in_sidebar: bool) -> SubentryFlowResult:
        entry = self._get_entry()
        answer = {c.CONF_SIDEBAR: in_sidebar, c.CONF_CARD: True}
        self.hass.config_entries.async_update_entry(
            entry, options={**entry.options, c.CONF_DASHBOARD: answer}
        )
        return self.async_create_entry(
            title=self._name, data=self._answers, description="first", description_placeholders=_PLACES
        )
