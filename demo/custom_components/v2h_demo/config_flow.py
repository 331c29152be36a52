"""One click makes the virtual home."""

from typing import Any, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult


class DemoConfigFlow(ConfigFlow, domain="v2h_demo"):
    """A flow without questions."""

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the one home there is."""
        await self.async_set_unique_id("home")
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title="Virtual home", data={})
