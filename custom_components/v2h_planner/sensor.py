"""Sensors: actions, their reasons, prices, costs and forecasts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    DOMAIN,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfEnergy, UnitOfMass, UnitOfPower, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import V2HConfigEntry
from .core.home import Storage
from .entities import (
    book_values as book,
    plan_values as show,
    price_values as prices,
    storm_values as storm,
    trip_values as trips,
)
from .entities.plan_values import Attributes, View
from .entity import HomeEntity, StorageEntity, async_made
from .feeds.looop import release
from .presentation.figures import as_shown
from .presentation.runs import Action
from .readers.jma import ATTRIBUTION
from .settings.model import Settings
from .state.standing import standing

PARALLEL_UPDATES = 0

PRICE_UNIT = "JPY/kWh"
ELSEWHERE = "other"  # an area that publishes no CO2


@dataclass(frozen=True, kw_only=True)
class SensorDescription(SensorEntityDescription):
    """Describes a sensor. It is off until a person wants it, unless it is one of the dozen that everybody does.

    `available_fn`: whether what it shows can be had now; a value that is not known, or not there, is another matter.
    """

    entity_registry_enabled_default: bool = False
    value_fn: Callable[[View], StateType | datetime]
    attributes_fn: Callable[[View], Attributes] = lambda _: {}
    available_fn: Callable[[View], bool] = lambda _: True
    last_reset_fn: Callable[[View], datetime | None] = lambda _: None

    def value_of(self, view: View) -> StateType | datetime:
        """Return the value; a trifle below zero is no "-0"."""
        value, digits = self.value_fn(view), self.suggested_display_precision
        return as_shown(value, digits) if isinstance(value, float) and digits is not None else value


@dataclass(frozen=True, kw_only=True)
class HomeSensorDescription(SensorDescription):
    """Describes a sensor of the home; one whose `exists_fn` returns False is not made, or None and it is not there yet."""

    exists_fn: Callable[[Settings], bool | None] = lambda _: True


@dataclass(frozen=True, kw_only=True)
class StorageSensorDescription(SensorDescription):
    """Describes a sensor of a storage; one whose `exists_fn` returns False is not made."""

    exists_fn: Callable[[Settings, Storage], bool] = lambda _, __: True


def _has_co2(settings: Settings) -> bool | None:
    """Return whether CO2 is measured or published here; elsewhere the plan goes by a usual day, which no new home sees."""
    return settings.sources.co2 is not None or settings.sources.co2_area not in (None, ELSEWHERE) or None


def _by_demand(settings: Settings) -> bool | None:
    """Return whether the highest half hour is charged for; nobody else needs to know it."""
    return settings.prices.tariff.demand is not None or None


HOME = (
    HomeSensorDescription(
        key="plan",
        translation_key="plan",
        device_class=SensorDeviceClass.TIMESTAMP,
        available_fn=lambda view: view.snapshot.plan is not None,
        value_fn=show.made_at,
        attributes_fn=show.plan_details,
    ),
    HomeSensorDescription(
        key="import_price",
        translation_key="import_price",
        entity_registry_enabled_default=True,
        native_unit_of_measurement=PRICE_UNIT,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=1,
        available_fn=show.has_plan,
        value_fn=show.price_now,
        attributes_fn=show.price_details,
    ),
    HomeSensorDescription(
        key="prices_tomorrow",
        translation_key="prices_tomorrow",
        available_fn=lambda view: view.snapshot.inputs is not None,
        value_fn=prices.prices_tomorrow,
        attributes_fn=prices.prices_tomorrow_details,
    ),
    HomeSensorDescription(
        key="planned_cost",
        translation_key="planned_cost",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=0,
        available_fn=show.has_plan,
        value_fn=show.planned(lambda chart: chart.cost_yen, 1),
        attributes_fn=show.horizon,
    ),
    HomeSensorDescription(
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
    HomeSensorDescription(
        key="savings_today",
        translation_key="savings_today",
        entity_registry_enabled_default=True,
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=0,
        value_fn=show.savings,
        attributes_fn=show.savings_details,
        last_reset_fn=show.day_start,
    ),
    HomeSensorDescription(
        key="savings_yesterday",
        translation_key="savings_yesterday",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=0,
        value_fn=book.saved(book.yesterday),
        attributes_fn=book.details(book.yesterday),
    ),
    HomeSensorDescription(
        key="savings_month",
        translation_key="savings_month",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=0,
        value_fn=book.saved(book.month),
        attributes_fn=book.details(book.month),
        last_reset_fn=book.month_start,
    ),
    HomeSensorDescription(
        key="savings_year",
        translation_key="savings_year",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=0,
        value_fn=book.saved(book.year),
        attributes_fn=book.year_details,
        last_reset_fn=book.year_start,
    ),
    HomeSensorDescription(
        key="savings_total",
        translation_key="savings_total",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=0,
        value_fn=book.saved(book.total),
        attributes_fn=book.details(book.total),
    ),
    HomeSensorDescription(
        key="would_have_saved_month",
        translation_key="would_have_saved_month",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=0,
        value_fn=book.of(book.month, lambda sums: sums.would_yen, 1),
        last_reset_fn=book.month_start,
    ),
    HomeSensorDescription(
        key="self_consumption_month",
        translation_key="self_consumption_month",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        exists_fn=lambda settings: settings.sources.sun,
        value_fn=book.percent(book.month, lambda sums: sums.self_consumption),
    ),
    HomeSensorDescription(
        key="self_sufficiency_month",
        translation_key="self_sufficiency_month",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        exists_fn=lambda settings: settings.sources.sun,
        value_fn=book.percent(book.month, lambda sums: sums.self_sufficiency),
    ),
    HomeSensorDescription(
        key="conversion_losses_month",
        translation_key="conversion_losses_month",
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        device_class=SensorDeviceClass.ENERGY,
        state_class=SensorStateClass.TOTAL,
        suggested_display_precision=1,
        value_fn=book.of(book.month, lambda sums: sums.loss_kwh, 2),
        last_reset_fn=book.month_start,
    ),
    HomeSensorDescription(
        key="backup_kept_month",
        translation_key="backup_kept_month",
        native_unit_of_measurement=UnitOfTime.HOURS,
        device_class=SensorDeviceClass.DURATION,
        suggested_display_precision=1,
        value_fn=book.of(book.month, lambda sums: sums.backup_hours, 1),
    ),
    HomeSensorDescription(
        key="planned_co2",
        translation_key="planned_co2",
        native_unit_of_measurement=UnitOfMass.KILOGRAMS,
        device_class=SensorDeviceClass.WEIGHT,
        suggested_display_precision=1,
        available_fn=show.has_plan,
        exists_fn=_has_co2,
        value_fn=show.planned(lambda chart: chart.co2_kg, 2),
        attributes_fn=show.horizon,
    ),
    HomeSensorDescription(
        key="self_consumption",
        translation_key="self_consumption",
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
        available_fn=show.has_plan,
        exists_fn=lambda settings: settings.sources.sun,
        value_fn=show.planned(show.percent_kept, 1),
        attributes_fn=show.horizon,
    ),
    HomeSensorDescription(
        key="peak_demand",
        translation_key="peak_demand",
        entity_registry_enabled_default=True,
        native_unit_of_measurement=UnitOfPower.KILO_WATT,
        device_class=SensorDeviceClass.POWER,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        exists_fn=_by_demand,
        value_fn=show.peak_of_month,
        attributes_fn=show.peak_details,
    ),
    HomeSensorDescription(
        key="backup_hours",
        translation_key="backup_hours",
        entity_registry_enabled_default=True,
        native_unit_of_measurement=UnitOfTime.HOURS,
        device_class=SensorDeviceClass.DURATION,
        suggested_display_precision=0,
        available_fn=lambda view: show.has_plan(view) or view.snapshot.endurance is not None,
        value_fn=lambda view: show.backup(view, sun=True),
        attributes_fn=lambda view: {"without_sun": show.backup(view, sun=False)},
    ),
    HomeSensorDescription(
        key="storm_cost",
        translation_key="storm_cost",
        native_unit_of_measurement="JPY",
        device_class=SensorDeviceClass.MONETARY,
        suggested_display_precision=0,
        exists_fn=lambda settings: settings.sources.warn,
        value_fn=storm.storm_cost,
        attributes_fn=storm.storm_cost_details,
    ),
    HomeSensorDescription(
        key="load_today",
        translation_key="load_today",
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        device_class=SensorDeviceClass.ENERGY,
        suggested_display_precision=1,
        available_fn=show.has_plan,
        value_fn=show.today(lambda slot: slot.load_kw),
        attributes_fn=show.slots(lambda chart: chart.load_kw),
    ),
    HomeSensorDescription(
        key="pv_today",
        translation_key="pv_today",
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        device_class=SensorDeviceClass.ENERGY,
        suggested_display_precision=1,
        available_fn=show.has_plan,
        exists_fn=lambda settings: settings.sources.sun,
        value_fn=show.today(lambda slot: slot.pv_kw),
        attributes_fn=show.slots(lambda chart: chart.pv_kw),
    ),
    HomeSensorDescription(
        key="outage_hours",
        translation_key="outage_hours",
        native_unit_of_measurement=UnitOfTime.HOURS,
        device_class=SensorDeviceClass.DURATION,
        suggested_display_precision=1,
        value_fn=storm.hours_left,
        attributes_fn=storm.endurance_details,
        exists_fn=lambda settings: bool(settings.sources.outages),
    ),
    HomeSensorDescription(
        key="looop_price",
        translation_key="looop_price",
        native_unit_of_measurement=PRICE_UNIT,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        value_fn=show.published_now,
        attributes_fn=show.published_days,
        exists_fn=lambda settings: settings.prices.looop_area is not None,
    ),
)

WEATHER = HomeSensorDescription(
    key="weather_warning",
    translation_key="weather_warning",
    device_class=SensorDeviceClass.ENUM,
    options=storm.SEVERITIES,
    value_fn=storm.severity,
    attributes_fn=storm.weather_details,
    exists_fn=lambda settings: settings.sources.warn,
)

ACTIONS = [action.value for action in Action]

STORAGE = (
    StorageSensorDescription(
        key="soc",
        translation_key="soc",
        entity_registry_enabled_default=True,
        native_unit_of_measurement=PERCENTAGE,
        device_class=SensorDeviceClass.BATTERY,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=show.soc,
        attributes_fn=show.soc_details,
    ),
    StorageSensorDescription(
        key="action",
        translation_key="action",
        entity_registry_enabled_default=True,
        device_class=SensorDeviceClass.ENUM,
        options=[*ACTIONS, show.LEFT_ALONE],
        available_fn=show.has_say,
        value_fn=show.action,
        attributes_fn=show.action_details,
    ),
    StorageSensorDescription(
        key="reason",
        translation_key="reason",
        entity_registry_enabled_default=True,
        available_fn=show.has_say,
        value_fn=show.reason,
    ),
    StorageSensorDescription(
        key="next_action",
        translation_key="next_action",
        device_class=SensorDeviceClass.ENUM,
        options=[*ACTIONS, show.NOTHING_PLANNED],
        available_fn=show.has_plan,
        value_fn=show.next_action,
        attributes_fn=show.next_action_details,
    ),
    StorageSensorDescription(
        key="next_action_time",
        translation_key="next_action_time",
        device_class=SensorDeviceClass.TIMESTAMP,
        available_fn=show.has_plan,
        value_fn=show.next_action_time,
    ),
    StorageSensorDescription(
        key="stored_value",
        translation_key="stored_value",
        native_unit_of_measurement=PRICE_UNIT,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=1,
        available_fn=show.has_plan,
        value_fn=show.stored_value,
        exists_fn=lambda _, storage: storage.can_discharge,
    ),
    StorageSensorDescription(
        key="trip_confidence",
        translation_key="trip_confidence",
        native_unit_of_measurement=PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=0,
        value_fn=trips.trip_confidence,
        attributes_fn=trips.trip_confidence_details,
        exists_fn=lambda _, storage: storage.kind.is_ev and storage.learns_trips,
    ),
    StorageSensorDescription(
        key="throughput_year",
        translation_key="throughput_year",
        native_unit_of_measurement=UnitOfEnergy.KILO_WATT_HOUR,
        device_class=SensorDeviceClass.ENERGY,
        state_class=SensorStateClass.TOTAL,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=0,
        value_fn=book.throughput,
        attributes_fn=book.battery_details,
        last_reset_fn=book.year_start,
    ),
    StorageSensorDescription(
        key="equivalent_cycles",
        translation_key="equivalent_cycles",
        state_class=SensorStateClass.TOTAL,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=1,
        value_fn=book.cycles,
    ),
    StorageSensorDescription(
        key="house_share_year",
        translation_key="house_share_year",
        native_unit_of_measurement=PERCENTAGE,
        entity_category=EntityCategory.DIAGNOSTIC,
        suggested_display_precision=0,
        value_fn=book.house_share,
        attributes_fn=book.battery_details,
        exists_fn=lambda _, storage: storage.can_discharge,
    ),
    StorageSensorDescription(
        key="storm_readiness",
        translation_key="storm_readiness",
        device_class=SensorDeviceClass.ENUM,
        options=storm.READINESS,
        value_fn=storm.readiness,
        exists_fn=lambda settings, _: settings.sources.warn,
    ),
    # A time has no word for "nothing expected" and is unknown then; the readiness says it.
    StorageSensorDescription(
        key="full_for_storm",
        translation_key="full_for_storm",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=storm.full_at,
        attributes_fn=storm.readiness_details,
        exists_fn=lambda settings, _: settings.sources.warn,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors."""
    coordinator = entry.runtime_data
    settings = coordinator.settings
    home = async_made(
        hass, DOMAIN, entry.entry_id, ((item, item.exists_fn(settings)) for item in (*HOME, WEATHER))
    )
    async_add_entities(
        WeatherSensor(coordinator, item) if item is WEATHER else HomeSensor(coordinator, item)
        for item in home
    )
    for storage in settings.home.storages:
        own = async_made(
            hass, DOMAIN, storage.id, ((item, item.exists_fn(settings, storage)) for item in STORAGE)
        )
        async_add_entities(
            (StorageSensor(coordinator, description, storage.id) for description in own),
            config_subentry_id=storage.id,
        )


class HomeSensor(HomeEntity, SensorEntity):
    """A sensor of the home."""

    _unrecorded_attributes = frozenset({"slots", "today", "tomorrow", "present", "thrifty", "storages"})

    entity_description: SensorDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether what it shows can be had."""
        return self.entity_description.available_fn(self.view)

    @property
    def view(self) -> View:
        """Return what the sensor's functions read from."""
        settings = self.coordinator.settings
        area, listed = settings.sources.jma_area, settings.prices.looop_area
        return View(
            self.snapshot,
            settings.home,
            self.wording,
            area=None if area is None else area.label,
            demand=self.coordinator.settings.prices.tariff.demand,
            prices_come=None if listed is None else release(self.snapshot.at),
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
    def available(self) -> bool:
        """Return whether any source answers, or what one has said last still stands."""
        sources = self.coordinator.settings.sources
        return bool(self.snapshot.report.hazards) or storm.anyone_answers(self.snapshot, sources)

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

    _unrecorded_attributes = frozenset({"reason", "workday", "weekend", "holiday"})

    entity_description: SensorDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether what it shows can be had."""
        return self.entity_description.available_fn(self.view)

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return the value."""
        return self.entity_description.value_of(self.view)

    @property
    @override
    def last_reset(self) -> datetime | None:
        """Return when the value of the year began."""
        return self.entity_description.last_reset_fn(self.view)

    @property
    def view(self) -> View:
        """Return what the sensor's functions read from."""
        settings = self.coordinator.settings
        how = standing(self.snapshot, settings.storage(self.storage_id))
        return View(self.snapshot, settings.home, self.wording, self.storage, standing=how)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """Return the attributes."""
        return self.entity_description.attributes_fn(self.view)
