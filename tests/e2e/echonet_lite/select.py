"""Operation modes."""

from typing import Any

from homeassistant.components.select import SelectEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .recorded import Recorded, recorded


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry, add: AddConfigEntryEntitiesCallback
) -> None:
    """Add them."""
    add(Choice(*made_of) for made_of in recorded(hass, "select"))


class Choice(Recorded, SelectEntity):
    """A property with words to choose from."""

    def __init__(self, item: dict[str, Any], eoj: str, language: str) -> None:
        """Show it."""
        super().__init__(item, eoj, language)
        self._attr_options = item["attributes"]["options"]
        self._attr_current_option = item["state"]

    async def async_select_option(self, option: str) -> None:
        """Do as told."""
        self._attr_current_option = option
        self.async_write_ha_state()
