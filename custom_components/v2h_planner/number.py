"""Numbers that people change often; they are written back into the entry and its subentries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, override

from homeassistant.components.number import DOMAIN, NumberEntity, NumberEntityDescription, NumberMode
from homeassistant.const import PERCENTAGE, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import const as c
from .coordinator import V2HConfigEntry
from .core.home import Storage
from .entity import HomeEntity, StorageEntity, async_made
from .settings.model import Settings

PARALLEL_UPDATES = 0

YEN_PER_KG = "JPY/kg"
YEN_PER_KWH = "JPY/kWh"

type Form = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class HomeNumberDescription(NumberEntityDescription):
    """Describes a number of the home; `path` is where the entry's options keep it."""

    entity_registry_enabled_default: bool = False
    value_fn: Callable[[Settings], float]
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StorageNumberDescription(NumberEntityDescription):
    """Describes a number of a storage; `paths_fn` is where its subentry's data keep it."""

    entity_registry_enabled_default: bool = False
    value_fn: Callable[[Storage], float]
    paths_fn: Callable[[Form], list[tuple[str, ...]]]
    exists_fn: Callable[[Storage], bool] = lambda _: True
    instead_of: tuple[tuple[str, ...], ...] = ()  # answers that would rule over the number


def _percent(
    key: str,
    value_fn: Callable[[Storage], float],
    paths_fn: Callable[[Form], list[tuple[str, ...]]],
    exists_fn: Callable[[Storage], bool] = lambda _: True,
) -> StorageNumberDescription:
    return StorageNumberDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=PERCENTAGE,
        native_min_value=0,
        native_max_value=100,
        native_step=1,
        mode=NumberMode.SLIDER,
        value_fn=lambda storage: round(100 * value_fn(storage)),
        paths_fn=paths_fn,
        exists_fn=exists_fn,
    )


def _departures(data: Form) -> list[tuple[str, ...]]:
    """Return the paths of all weekly trips that are set."""
    trips = data.get(c.CONF_DEPARTURES, {})
    return [
        (c.CONF_DEPARTURES, row, c.CONF_SOC_PERCENT)
        for row in c.TRIPS
        if trips.get(row, {}).get(c.CONF_WEEKDAYS)
    ]


CARBON_PRICE = HomeNumberDescription(
    key="carbon_price",
    translation_key="carbon_price",
    entity_category=EntityCategory.CONFIG,
    native_unit_of_measurement=YEN_PER_KG,
    native_min_value=0,
    native_max_value=1000,
    native_step=0.5,
    mode=NumberMode.BOX,
    value_fn=lambda settings: settings.home.carbon_price_yen_per_kg,
    path=(c.CONF_HOME, c.CONF_MORE, c.CONF_CARBON_PRICE),
)

STORAGE = (
    _percent("floor_soc", lambda s: s.min_soc, lambda _: [(c.CONF_POWERS, c.CONF_MIN_SOC)]),
    _percent("storm_soc", lambda s: s.storm_soc, lambda _: [(c.CONF_POWERS, c.CONF_STORM)]),
    _percent(
        "departure_soc",
        lambda s: max(departure.soc for departure in s.departures),
        _departures,
        lambda s: bool(s.departures),
    ),
    StorageNumberDescription(
        key="wear",
        translation_key="wear",
        entity_category=EntityCategory.CONFIG,
        native_unit_of_measurement=YEN_PER_KWH,
        native_min_value=0,
        native_max_value=100,
        native_step=0.1,
        mode=NumberMode.BOX,
        value_fn=lambda s: s.degradation_yen_per_kwh,
        paths_fn=lambda _: [(c.CONF_POWERS, c.CONF_MORE, c.CONF_DEGRADATION)],
        instead_of=(
            (c.CONF_POWERS, c.CONF_MORE, c.CONF_PACK_YEN),
            (c.CONF_POWERS, c.CONF_MORE, c.CONF_CYCLES),
        ),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the numbers."""
    coordinator = entry.runtime_data
    async_add_entities([HomeNumber(coordinator, CARBON_PRICE)])
    for storage in coordinator.settings.home.storages:
        own = async_made(hass, DOMAIN, storage.id, ((item, item.exists_fn(storage)) for item in STORAGE))
        async_add_entities(
            (StorageNumber(coordinator, description, storage.id) for description in own),
            config_subentry_id=storage.id,
        )


class HomeNumber(HomeEntity, NumberEntity):
    """A number of the home."""

    entity_description: HomeNumberDescription

    @property
    @override
    def native_value(self) -> float:
        """Return the value as it is set."""
        return self.entity_description.value_fn(self.coordinator.settings)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Write the value into the options; the entry's update listener plans with it."""
        _refuse_odd(value)
        entry = self.coordinator.config_entry
        options = with_value(entry.options, self.entity_description.path, value)
        self.hass.config_entries.async_update_entry(entry, options=options)


class StorageNumber(StorageEntity, NumberEntity):
    """A number of a storage."""

    entity_description: StorageNumberDescription

    @property
    @override
    def native_value(self) -> float:
        """Return the value as it is set."""
        return self.entity_description.value_fn(self.storage)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Write the value into the subentry; the entry's update listener plans with it."""
        _refuse_odd(value)
        _refuse_disorder(self.storage, self.entity_description.key, value)
        entry = self.coordinator.config_entry
        subentry = entry.subentries[self.storage_id]
        data: Form = subentry.data
        for path in self.entity_description.paths_fn(data):
            data = with_value(data, path, value)
        for path in self.entity_description.instead_of:
            data = _without(data, path)
        self.hass.config_entries.async_update_subentry(entry, subentry, data=data)


def _refuse_odd(value: float) -> None:
    """Refuse what is no finite number; Home Assistant lets `nan` pass, which is within no bounds."""
    if not isfinite(value):
        raise ServiceValidationError(translation_domain=c.DOMAIN, translation_key="not_finite")


def _refuse_disorder(storage: Storage, key: str, value: float) -> None:
    """Refuse what is out of order with the storage's other SOCs; what is only odd is asked about in the form."""
    floor, ceiling, storm = (
        round(100 * soc) for soc in (storage.min_soc, storage.max_soc, storage.storm_soc)
    )
    wrong = {
        "floor_soc": {"floor_above_ceiling": value > ceiling, "floor_above_storm": value > storm},
        "storm_soc": {"storm_below_floor": value < floor, "storm_below_ceiling": value < min(ceiling, storm)},
    }
    for problem, found in wrong.get(key, {}).items():
        if found:
            raise ServiceValidationError(
                translation_domain=c.DOMAIN,
                translation_key=problem,
                translation_placeholders={"floor": f"{floor}", "ceiling": f"{ceiling}", "storm": f"{storm}"},
            )


def with_value(form: Form, path: tuple[str, ...], value: float) -> dict[str, Any]:
    """Return the same nested form with one value replaced."""
    key, *rest = path
    return {**form, key: with_value(form.get(key, {}), tuple(rest), value) if rest else value}


def _without(form: Form, path: tuple[str, ...]) -> dict[str, Any]:
    """Return the same nested form without one value."""
    key, *rest = path
    if rest:
        return {**form, key: _without(form.get(key, {}), tuple(rest))}
    return {name: value for name, value in form.items() if name != key}
