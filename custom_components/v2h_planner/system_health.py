"""Planning in numbers, for the system health page."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register the information."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    """Sum up planning over all homes."""
    homes = [
        coordinator.data
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
        if (coordinator := entry.runtime_data) is not None  # a home without a storage has none
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
