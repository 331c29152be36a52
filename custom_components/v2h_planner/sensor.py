"""Sensors: actions, their reasons, prices, costs and forecasts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfEnergy, UnitOfMass, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import V2HConfigEntry
from .core.home import Storage
from .entities import plan_values as show, storm_values as storm
from .entities.plan_values import Attributes, View
from .entity import HomeEntity, StorageEntity
from .presentation.figures import as_shown
from .presentation.runs import Action
from .readers.jma import ATTRIBUTION

PARALLEL_UPDATES = 0

PRICE_UNIT = "JPY/kWh"


@dataclass(frozen=True, kw_only=True)
class SensorDescription(SensorEntityDescription):
    """Describes a sensor; one whose `exists_fn` returns False is not made."""

    value_fn: Callable[[View], StateType | datetime]
    attributes_fn: Callable[[View], Attributes] = lambda _: {}
    exists_fn: Callable[[Storage], bool] = lambda _: True
    last_reset_fn: Callable[[View], datetime | None] = lambda _: None

    def value_of(self, view: View) -> StateType | datetime:
        """Return the value; a trifle below zero is no "-0"."""
        value, digits = self.value_fn(view), self.suggested_display_precision
        return as_shown(value, digits) if isinstance(value, float) and digits is not None else value


HOME = (
    SensorDescription(
        key="plan",
        translation_key="plan",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=show.made_at,
        attributes_fn=show.plan_details,
    ),
    SensorDescription(
        key="import_price",
        translation_key="import_price",
        native_unit_of_measurement=PRICE_UNIT,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        value_fn=show.price_now,
        attributes_fn=show.price_details,
    ),
    SensorDescription(
        key="planned_cost",
        translation_key="planned_cost",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=0,
        value_fn=show.planned(lambda chart: chart.cost_yen, 1),
        attributes_fn=show.horizon,
    ),
    SensorDescription(
        key="cost_today",
        translation_key="cost_today",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=0,
        value_fn=show.cost_today,
        attributes_fn=show.day,
        last_reset_fn=show.day_start,
    ),
    SensorDescription(
        key="savings_today",
        translation_key="savings_today",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=0,
        value_fn=show.savings,
        attributes_fn=show.savings_details,
        last_reset_fn=show.day_start,
    ),
    SensorDescription(
        key="planned_co2",
        translation_key="planned_co2",
        native_unit_of_measurement=UnitOfMass.KILOGRAMS,
        device_class=SensorDeviceClass.WEIGHT,
        suggested_display_precision=1,
        value_fn=show.planned(lambda chart: chart.co2_kg, 2),
        attributes_fn=show.horizon,
    ),
    SensorDescription(
        key="self_consumption",
        translation_key="self_consumption",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        value_fn=show.planned(show.percent_kept, 1),
        attributes_fn=show.horizon,
    ),
    SensorDescription(
        key="backup_hours",
        translation_key="backup_hours",
        native_unit_of_measurement=UnitOfTime.HOURS,
        device_class=SensorDeviceClass.DURATION,
        suggested_display_precision=0,
        value_fn=lambda view: show.backup(view, sun=True),
        attributes_fn=lambda view: {"without_sun": show.backup(view, sun=False)},
    ),
    SensorDescription(
        key="storm_cost",
        translation_key="storm_cost",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=0,
        value_fn=storm.storm_cost,
        attributes_fn=storm.storm_cost_details,
    ),
    SensorDescription(
        key="load_today",
        translation_key="load_today",
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        device_class=SensorDeviceClass.ENERGY,
        suggested_display_precision=1,
        value_fn=show.today(lambda slot: slot.load_kw),
        attributes_fn=show.slots(lambda chart: chart.load_kw),
    ),
    SensorDescription(
        key="pv_today",
        translation_key="pv_today",
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        device_class=SensorDeviceClass.ENERGY,
        suggested_display_precision=1,
        value_fn=show.today(lambda slot: slot.pv_kw),
        attributes_fn=show.slots(lambda chart: chart.pv_kw),
    ),
)


WEATHER = SensorDescription(
    key="weather_warning",
    translation_key="weather_warning",
    device_class=SensorDeviceClass.ENUM,
    options=storm.SEVERITIES,
    value_fn=storm.severity,
    attributes_fn=storm.weather_details,
)

OUTAGE = SensorDescription(
    key="outage_hours",
    translation_key="outage_hours",
    native_unit_of_measurement=UnitOfTime.HOURS,
    device_class=SensorDeviceClass.DURATION,
    suggested_display_precision=1,
    value_fn=storm.hours_left,
    attributes_fn=storm.endurance_details,
)

LOOOP = SensorDescription(
    key="looop_price",
    translation_key="looop_price",
    native_unit_of_measurement=PRICE_UNIT,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=2,
    value_fn=show.published_now,
    attributes_fn=show.published_days,
)

ACTIONS = [action.value for action in Action]

STORAGE = (
    SensorDescription(
        key="action",
        translation_key="action",
        device_class=SensorDeviceClass.ENUM,
        options=ACTIONS,
        value_fn=show.action,
        attributes_fn=show.action_details,
    ),
    SensorDescription(key="reason", translation_key="reason", value_fn=show.reason),
    SensorDescription(
        key="next_action",
        translation_key="next_action",
        device_class=SensorDeviceClass.ENUM,
        options=ACTIONS,
        value_fn=show.next_action,
        attributes_fn=show.next_action_details,
    ),
    SensorDescription(
        key="next_action_time",
        translation_key="next_action_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=show.next_action_time,
    ),
    SensorDescription(
        key="stored_value",
        translation_key="stored_value",
        native_unit_of_measurement=PRICE_UNIT,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=1,
        value_fn=show.stored_value,
        exists_fn=lambda storage: storage.can_discharge,
    ),
    SensorDescription(
        key="full_for_storm",
        translation_key="full_for_storm",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=storm.full_at,
        attributes_fn=storm.readiness_details,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors."""
    coordinator = entry.runtime_data
    settings = coordinator.settings
    home = HOME if settings.prices.looop_area is None else (*HOME, LOOOP)
    if settings.sources.outages:
        home = (*home, OUTAGE)
    async_add_entities(HomeSensor(coordinator, description) for description in home)
    if settings.sources.warn:
        async_add_entities([WeatherSensor(coordinator, WEATHER)])
    for storage in coordinator.settings.home.storages:
        async_add_entities(
            (
                StorageSensor(coordinator, description, storage.id)
                for description in STORAGE
                if description.exists_fn(storage)
            ),
            config_subentry_id=storage.id,
        )


class HomeSensor(HomeEntity, SensorEntity):
    """A sensor of the home."""

    _unrecorded_attributes = frozenset({"slots", "today", "tomorrow", "present", "thrifty", "storages"})

    entity_description: SensorDescription

    @property
    def view(self) -> View:
        """Return what the sensor's functions read from."""
        area = self.coordinator.settings.sources.jma_area
        return View(
            self.snapshot,
            self.coordinator.settings.home,
            self.wording,
            area=None if area is None else area.label,
        )

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return the value."""
        return self.entity_description.value_of(self.view)

    @property
    @override
    def last_reset(self) -> datetime | None:
        """Return when the value of the day began."""
        return self.entity_description.last_reset_fn(self.view)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """Return the attributes."""
        return self.entity_description.attributes_fn(self.view)


class WeatherSensor(HomeSensor):
    """The worst warning in force; the attributes list everything in force or expected."""

    _unrecorded_attributes = frozenset({"hazards", "typhoons"})

    @property
    @override
    def attribution(self) -> str | None:
        """Return the source of the data, where it is JMA."""
        return None if self.snapshot.jma is None else ATTRIBUTION

    @override
    async def async_update(self) -> None:
        """Ask the weather sources now."""
        await self.coordinator.async_ask_weather()


class StorageSensor(StorageEntity, SensorEntity):
    """A sensor of a storage."""

    _unrecorded_attributes = frozenset({"reason"})

    entity_description: SensorDescription

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return the value."""
        return self.entity_description.value_of(self.view)

    @property
    def view(self) -> View:
        """Return what the sensor's functions read from."""
        return View(self.snapshot, self.coordinator.settings.home, self.wording, self.storage)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """Return the attributes."""
        return self.entity_description.attributes_fn(self.view)
