"""Set up by one click."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult


class EchonetLiteConfigFlow(ConfigFlow, domain="echonet_lite"):
    """Ask nothing."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry."""
        return self.async_create_entry(title="ECHONET Lite", data={})
