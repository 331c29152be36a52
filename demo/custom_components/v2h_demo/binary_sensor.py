"""The plug, the grid, and whether mischief is on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoConfigEntry
from .house import House
from .hub import DemoEntity, Hub

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class DemoBinaryDescription(BinarySensorEntityDescription):
    """A yes or no of the house and where it comes from."""

    device: str
    value_fn: Callable[[House], bool]


BINARY_SENSORS: tuple[DemoBinaryDescription, ...] = (
    DemoBinaryDescription(
        key="outage",
        device="meter",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda house: house.grid_cut,
    ),
    DemoBinaryDescription(
        key="plug",
        device="v2h",
        device_class=BinarySensorDeviceClass.PLUG,
        value_fn=lambda house: house.connected,
    ),
    DemoBinaryDescription(key="price_spike", device="stage", value_fn=lambda house: house.spike),
    DemoBinaryDescription(key="frozen_sensor", device="stage", value_fn=lambda house: house.frozen),
    DemoBinaryDescription(key="disobedience", device="stage", value_fn=lambda house: house.disobeys),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one entity for each description."""
    async_add_entities(DemoBinarySensor(entry.runtime_data, description) for description in BINARY_SENSORS)


class DemoBinarySensor(DemoEntity, BinarySensorEntity):
    """One yes or no."""

    entity_description: DemoBinaryDescription

    def __init__(self, hub: Hub, description: DemoBinaryDescription) -> None:
        """Show what `description` reads from the house."""
        super().__init__(hub, description.device, description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool:
        """Whether it is so now."""
        return self.entity_description.value_fn(self.hub.house)
