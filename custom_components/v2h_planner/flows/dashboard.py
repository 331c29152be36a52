"""The form about the dashboard: whether browsers get the card, and whether ours is in the side bar."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
import probatio

from .. import const as c
from .base import HomeForm
from .checks import Problems
from .fields import toggle

DASHBOARD_SCHEMA = probatio.Schema(
    {
        probatio.Required(c.CONF_SIDEBAR, default=False): toggle,
        probatio.Required(c.CONF_CARD, default=True): toggle,
    }
)


class DashboardForms(HomeForm):
    """The form."""

    async def async_step_dashboard(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the plan is to be seen."""
        if user_input is not None:
            return await self.async_answer(c.CONF_DASHBOARD, user_input)
        stored: Mapping[str, Any] = self.answered().get(c.CONF_DASHBOARD, {})
        return self._show("dashboard", DASHBOARD_SCHEMA, stored, Problems())
