"""Measurements of the virtual home."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, UnitOfEnergy, UnitOfPower
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoConfigEntry, scenery
from .house import House, UnitMode
from .hub import DemoEntity, Hub
from .shapes import Shape

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class DemoSensorDescription(SensorEntityDescription):
    """A sensor, its device, and where its value comes from."""

    device: str
    value_fn: Callable[[House, Shape], float | str | None]
    attributes_fn: Callable[[House], dict[str, Any]] | None = None
    options_fn: Callable[[Shape], list[str]] | None = None


def _power(key: str, device: str, value_fn: Callable[[House], float]) -> DemoSensorDescription:
    return DemoSensorDescription(
        key=key,
        device=device,
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfPower.WATT,
        suggested_display_precision=0,
        value_fn=lambda house, _: round(value_fn(house) * 1000),
    )


def _energy(key: str, device: str, value_fn: Callable[[House], float]) -> DemoSensorDescription:
    return DemoSensorDescription(
        key=key,
        device=device,
        device_class=SensorDeviceClass.ENERGY,
        state_class=SensorStateClass.TOTAL_INCREASING,
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        suggested_display_precision=1,
        value_fn=lambda house, _: round(value_fn(house), 3),
    )


def _soc(house: House, shape: Shape) -> float:
    return house.soc_percent if house.connected or shape.away_soc is None else shape.away_soc


def _actual_mode(house: House, shape: Shape) -> str | None:
    if house.battery_kw > 0:
        return shape.word(UnitMode.CHARGE)
    return shape.word(UnitMode.DISCHARGE if house.battery_kw < 0 else UnitMode.STANDBY)


def _prices(house: House) -> dict[str, Any]:
    """Return today's and, from 16:00, tomorrow's 48 prices, as the Looop sensor shows them."""
    today = house.now.astimezone(scenery.ZONE).date()
    tomorrow = today + timedelta(days=1)
    return {
        "today_prices": list(scenery.prices_yen(today, house.spike)),
        "tomorrow_prices": list(scenery.prices_yen(tomorrow)) if house.tomorrow_known else [],
    }


SENSORS: tuple[DemoSensorDescription, ...] = (
    DemoSensorDescription(
        key="remaining_stored_electricity_3",
        device="v2h",
        device_class=SensorDeviceClass.BATTERY,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=PERCENTAGE,
        value_fn=_soc,
    ),
    DemoSensorDescription(
        key="vehicle_connection_status",
        device="v2h",
        device_class=SensorDeviceClass.ENUM,
        options_fn=lambda shape: list(shape.plug),
        value_fn=lambda house, shape: shape.plug[house.connected],
    ),
    DemoSensorDescription(
        key="actual_operation_mode",
        device="v2h",
        device_class=SensorDeviceClass.ENUM,
        options_fn=lambda shape: [shape.modes[mode] for mode in UnitMode if mode is not UnitMode.IDLE],
        value_fn=_actual_mode,
    ),
    DemoSensorDescription(
        key="interconnection",
        device="v2h",
        device_class=SensorDeviceClass.ENUM,
        options_fn=lambda shape: list(shape.grid),
        value_fn=lambda house, shape: shape.grid[house.grid_cut],
    ),
    _power("charging_discharging_power", "v2h", lambda house: house.battery_kw),
    _energy("cumulative_charging_energy", "v2h", lambda house: house.charged_kwh),
    _energy("cumulative_discharging_energy", "v2h", lambda house: house.discharged_kwh),
    _power("generated_power", "pv", lambda house: house.pv_kw),
    _energy("generated_energy", "pv", lambda house: house.pv_kwh),
    _power("grid_power", "meter", lambda house: house.grid_kw),
    _power("house_load", "meter", lambda house: house.load_kw),
    _energy("imported_energy", "meter", lambda house: house.import_kwh),
    _energy("exported_energy", "meter", lambda house: house.export_kwh),
    DemoSensorDescription(
        key="price",
        device="market",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement="JPY/kWh",
        suggested_display_precision=2,
        value_fn=lambda house, _: scenery.price_now_yen(house.now, house.spike),
        attributes_fn=_prices,
    ),
    DemoSensorDescription(
        key="co2",
        device="market",
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement="g/kWh",
        suggested_display_precision=0,
        value_fn=lambda house, _: scenery.co2_g_per_kwh(house.now),
    ),
)

# What the "freeze a sensor" button freezes: it goes on showing its last value, without updates.
FREEZES = "remaining_stored_electricity_3"


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add one entity for each description."""
    async_add_entities(DemoSensor(entry.runtime_data, description) for description in SENSORS)


class DemoSensor(DemoEntity, SensorEntity):
    """One measurement."""

    entity_description: DemoSensorDescription
    _unrecorded_attributes = frozenset({"today_prices", "tomorrow_prices"})

    def __init__(self, hub: Hub, description: DemoSensorDescription) -> None:
        """Measure what `description` says."""
        super().__init__(hub, description.device, description.key)
        self.entity_description = description
        if description.options_fn is not None:
            self._attr_options = description.options_fn(hub.shape)
        measured = description.device_class in (SensorDeviceClass.BATTERY, SensorDeviceClass.POWER)
        if description.device == "v2h" and measured and not hub.shape.units:
            self._attr_device_class = self._attr_native_unit_of_measurement = None

    @override
    def _follow(self) -> Callable[[], None]:
        if self.entity_description.key != FREEZES:
            return super()._follow()
        return self._write_unless_frozen

    @callback
    def _write_unless_frozen(self) -> None:
        if not self.hub.house.frozen:
            self.async_write_ha_state()

    @property
    @override
    def native_value(self) -> float | str | None:
        """The measurement."""
        return self.entity_description.value_fn(self.hub.house, self.hub.shape)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """Price lists, where there are any."""
        attributes_fn = self.entity_description.attributes_fn
        return attributes_fn(self.hub.house) if attributes_fn else None
