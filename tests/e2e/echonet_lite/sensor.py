"""Values."""

from contextlib import suppress
from typing import Any

from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .recorded import Recorded, recorded

# The record is of a day; at night a plan would be told of sun.
_SUN = "-027901-e0_0"


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Add them."""
    add(Value(*made_of) for made_of in recorded(hass, "sensor"))


class Value(Recorded, SensorEntity):
    """A number with its unit, or a word."""

    def __init__(self, item: dict[str, Any], eoj: str, language: str) -> None:
        """Show it."""
        super().__init__(item, eoj, language)
        self._attr_native_value = item["state"]
        self._attr_native_unit_of_measurement = item["attributes"].get("unit_of_measurement")
        with suppress(ValueError):
            self._attr_native_value = float(item["state"])
        if item["unique_id"].endswith(_SUN) and not 7 <= dt_util.now().hour < 17:
            self._attr_native_value = 0.0
