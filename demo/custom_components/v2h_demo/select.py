"""The V2H unit's operation mode (EPC 0xDA), and the weather."""

from typing import override

from homeassistant.components.select import SelectEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoConfigEntry
from .hub import DemoEntity, Hub
from .weather import Weather

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the unit's mode and the weather."""
    async_add_entities([OperationMode(entry.runtime_data), WeatherChoice(entry.runtime_data)])


class OperationMode(DemoEntity, SelectEntity):
    """Operation mode that the unit is told."""

    def __init__(self, hub: Hub) -> None:
        """Belong to the V2H unit."""
        super().__init__(hub, "v2h", "operation_mode")
        self._attr_options = [*hub.shape.modes.values(), *hub.shape.other_options]

    @property
    @override
    def current_option(self) -> str | None:
        """The mode the unit is in."""
        return self.hub.shape.word(self.hub.house.mode)

    @override
    async def async_select_option(self, option: str) -> None:
        """Order a mode; a disobedient unit stays as it is."""
        if (mode := self.hub.shape.mode(option)) is not None:
            self.hub.house.order(mode)
        self.hub.async_changed()


class WeatherChoice(DemoEntity, SelectEntity):
    """Weather that the office announces."""

    def __init__(self, hub: Hub) -> None:
        """Belong to the home."""
        super().__init__(hub, "stage", "weather")
        self._attr_options = [weather.value for weather in Weather]

    @property
    @override
    def current_option(self) -> str:
        """The weather now."""
        return self.hub.house.weather.value

    @override
    async def async_select_option(self, option: str) -> None:
        """Announce this weather from now on."""
        await self.hub.async_set_weather(Weather(option))
