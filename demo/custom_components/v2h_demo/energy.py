"""The virtual home's solar forecast, for HA's energy dashboard and whoever else asks for it."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from . import scenery


async def async_get_solar_forecast(
    hass: HomeAssistant, config_entry_id: str
) -> dict[str, dict[str, float | int]] | None:
    """Return the Wh of each hour of today and the two days after it."""
    midnight = dt_util.start_of_local_day()
    hours: dict[str, float | int] = {}
    for hour in range(72):
        start = midnight + timedelta(hours=hour)
        kwh = sum(scenery.pv_forecast_kw(start + timedelta(minutes=m)) for m in (10, 30, 50)) / 3
        hours[start.isoformat()] = round(kwh * 1000)
    return {"wh_hours": hours}
