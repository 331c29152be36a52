"""The V2H unit's charging power (EPC 0xEB)."""

from typing import override

from homeassistant.components.number import NumberDeviceClass, NumberEntity
from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoConfigEntry
from .house import MIN_CHARGE_KW, RATED_KW
from .hub import DemoEntity, Hub

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the one number."""
    if entry.runtime_data.shape.set_point:
        async_add_entities([ChargingPower(entry.runtime_data)])


class ChargingPower(DemoEntity, NumberEntity):
    """Power that the unit charges with."""

    _attr_device_class = NumberDeviceClass.POWER
    _attr_native_unit_of_measurement = UnitOfPower.WATT
    _attr_native_min_value = MIN_CHARGE_KW * 1000
    _attr_native_max_value = RATED_KW * 1000
    _attr_native_step = 10

    def __init__(self, hub: Hub) -> None:
        """Belong to the V2H unit."""
        super().__init__(hub, "v2h", "charging_power_setting")

    @property
    @override
    def native_value(self) -> float:
        """The set-point in W."""
        return round(self.hub.house.charge_set_kw * 1000)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Order a power; a disobedient unit stays as it is."""
        self.hub.house.order_power(value / 1000)
        self.hub.async_changed()
