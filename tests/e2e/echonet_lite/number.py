"""Set-points."""

from typing import Any

from homeassistant.components.number import NumberEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .recorded import Recorded, recorded


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Add them."""
    add(SetPoint(*made_of) for made_of in recorded(hass, "number"))


class SetPoint(Recorded, NumberEntity):
    """A number that can be set."""

    def __init__(self, item: dict[str, Any], eoj: str, language: str) -> None:
        """Show it."""
        super().__init__(item, eoj, language)
        attributes = item["attributes"]
        self._attr_native_value = float(item["state"])
        self._attr_native_unit_of_measurement = attributes.get("unit_of_measurement")
        self._attr_native_min_value, self._attr_native_max_value = attributes["min"], attributes["max"]

    async def async_set_native_value(self, value: float) -> None:
        """Do as told."""
        self._attr_native_value = value
        self.async_write_ha_state()
