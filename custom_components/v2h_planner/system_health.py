"""A few lines for the system health page."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register the lines."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    """Return how planning goes, over all homes."""
    homes = [
        entry.runtime_data.data
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
        if entry.runtime_data is not None
    ]
    plans = [home.plan for home in homes if home.plan is not None]
    return {
        "homes": len(homes),
        "plans": len(plans),
        "degraded": sum(plan.degraded for plan in plans),
        "slowest_solve": f"{max((plan.seconds for plan in plans), default=0.0):.2f} s",
        "failures": sum(home.failures for home in homes),
        "weather": "; ".join(sorted({source for home in homes for source in home.report.silent})) or "ok",
    }
