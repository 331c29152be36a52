"""Binary sensors: storm, outage, and problems of the plan and of units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    DOMAIN,
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import V2HConfigEntry
from .core.hazard import Hazard, Tier
from .entities.storm_values import anyone_answers
from .entity import HomeEntity, StorageEntity, async_made
from .readers.jma import ATTRIBUTION
from .settings.model import Settings
from .state.snapshot import Snapshot

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class HomeBinaryDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of the home. `weather`: it shows data of sources of warnings.

    `exists_fn`: whether anything is there that could tell; `available_fn`: whether it does.
    """

    value_fn: Callable[[Snapshot], bool]
    attributes_fn: Callable[[Snapshot], Mapping[str, Any]] = lambda _: {}
    weather: bool = False
    exists_fn: Callable[[Settings], bool] = lambda _: True
    available_fn: Callable[[HomeAssistant, Settings, Snapshot], bool] = lambda _, __, ___: True


@dataclass(frozen=True, kw_only=True)
class StorageBinaryDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of a storage."""

    entity_registry_enabled_default: bool = False
    value_fn: Callable[[Snapshot, str], bool]
    attributes_fn: Callable[[Snapshot, str], Mapping[str, Any]] = lambda _, __: {}


def _weather_is_heard(_hass: HomeAssistant, settings: Settings, snapshot: Snapshot) -> bool:
    """Return whether a source answers; what one has said before it fell silent is believed for its time."""
    believed = snapshot.mode.storm.in_force or snapshot.threats.expected
    return bool(believed) or anyone_answers(snapshot, settings.sources)


def _grid_is_watched(hass: HomeAssistant, settings: Settings, snapshot: Snapshot) -> bool:
    """Return whether one of the sources tells; one that fell silent in an outage has told of it."""
    sources = (hass.states.get(source.entity_id) for source in settings.sources.outages)
    silent = (STATE_UNAVAILABLE, STATE_UNKNOWN)
    return snapshot.situation.outage or any(
        source is not None and source.state not in silent for source in sources
    )


def _hazards(hazards: Iterable[Hazard]) -> list[dict[str, Any]]:
    return [{"kind": h.kind.value, "severity": h.severity.key, "source": h.source} for h in hazards]


def _watch(snapshot: Snapshot) -> dict[str, Any]:
    storm = snapshot.situation.storm
    if storm is not None and storm.tier is not Tier.WATCH:
        storm = None
    return {
        "onset": storm.onset.isoformat() if storm and storm.onset else None,
        "full_by": storm.by.isoformat() if storm else None,
        "until": storm.until.isoformat() if storm else None,
        "overruled": snapshot.mode.storm.overruled,
        "hazards": _hazards(snapshot.threats.expected),
    }


def _storm(snapshot: Snapshot) -> dict[str, Any]:
    storm = snapshot.situation.storm
    former = snapshot.mode.former
    return {
        "tier": Tier.NONE.value if storm is None else storm.tier.value,
        "until": None if storm is None else storm.until.isoformat(),
        "former_mode": None if former is None else former.value,
        "overruled": snapshot.mode.storm.overruled,
        "control": snapshot.control,
        "hazards": _hazards(warning.hazard for warning in snapshot.mode.storm.in_force),
    }


def _has_problem(snapshot: Snapshot) -> bool:
    plan = snapshot.plan
    if plan is None or snapshot.plan_is_old or snapshot.failures > 0:
        return True
    return plan.degraded or bool(plan.shortfalls)


def _problem(snapshot: Snapshot) -> dict[str, Any]:
    plan = snapshot.plan
    if plan is None:
        return {}
    return {
        "degraded": plan.degraded,
        "method": plan.method.value,
        "faults": [f"{fault.source}: {fault.kind}" for fault in plan.faults],
        "shortfalls": [
            {"kind": s.kind.value, "at": s.at.isoformat(), "amount": round(s.amount, 2), "unit": s.unit}
            for s in plan.shortfalls
        ],
    }


def _hands_off(snapshot: Snapshot, storage_id: str) -> dict[str, Any]:
    until = snapshot.mode.hands_off_until.get(storage_id)
    return {"until": None if until is None else until.isoformat()}


HOME = (
    HomeBinaryDescription(
        key="storm",
        translation_key="storm",
        device_class=BinarySensorDeviceClass.SAFETY,
        value_fn=lambda snapshot: bool(snapshot.mode.storm.in_force),
        attributes_fn=_storm,
        weather=True,
        exists_fn=lambda settings: settings.sources.warn,
        available_fn=_weather_is_heard,
    ),
    HomeBinaryDescription(
        key="storm_watch",
        translation_key="storm_watch",
        device_class=BinarySensorDeviceClass.SAFETY,
        value_fn=lambda snapshot: bool(snapshot.threats.expected),
        attributes_fn=_watch,
        weather=True,
        exists_fn=lambda settings: settings.sources.warn,
        available_fn=_weather_is_heard,
    ),
    HomeBinaryDescription(
        key="outage",
        translation_key="outage",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda snapshot: snapshot.situation.outage,
        exists_fn=lambda settings: bool(settings.sources.outages),
        available_fn=_grid_is_watched,
    ),
    HomeBinaryDescription(
        key="plan_problem",
        translation_key="plan_problem",
        entity_registry_enabled_default=False,
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=_has_problem,
        attributes_fn=_problem,
    ),
)

STORAGE = (
    StorageBinaryDescription(
        key="disobeys",
        translation_key="disobeys",
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda snapshot, storage_id: storage_id in snapshot.disobeying,
    ),
    StorageBinaryDescription(
        key="hands_off",
        translation_key="hands_off",
        value_fn=lambda snapshot, storage_id: storage_id in snapshot.situation.hands_off,
        attributes_fn=_hands_off,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the binary sensors of the home and of every storage that is commanded."""
    coordinator = entry.runtime_data
    settings = coordinator.settings
    home = async_made(hass, DOMAIN, entry.entry_id, ((item, item.exists_fn(settings)) for item in HOME))
    async_add_entities(HomeBinarySensor(coordinator, description) for description in home)
    for item in settings.storages:
        storage_id, commanded = item.storage.id, item.control.commands
        own = async_made(hass, DOMAIN, storage_id, ((description, commanded) for description in STORAGE))
        async_add_entities(
            (StorageBinarySensor(coordinator, description, storage_id) for description in own),
            config_subentry_id=storage_id,
        )


class HomeBinarySensor(HomeEntity, BinarySensorEntity):
    """A binary sensor of the home."""

    _unrecorded_attributes = frozenset({"faults", "shortfalls", "hazards"})

    entity_description: HomeBinaryDescription

    @property
    @override
    def attribution(self) -> str | None:
        """Return the source of the data, where it is JMA."""
        shown = self.entity_description.weather and self.snapshot.jma is not None
        return ATTRIBUTION if shown else None

    @property
    @override
    def available(self) -> bool:
        """Return whether what it watches can be seen."""
        return self.entity_description.available_fn(self.hass, self.coordinator.settings, self.snapshot)

    @property
    @override
    def is_on(self) -> bool:
        """Return whether it is on."""
        return self.entity_description.value_fn(self.snapshot)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return the attributes."""
        return self.entity_description.attributes_fn(self.snapshot)


class StorageBinarySensor(StorageEntity, BinarySensorEntity):
    """A binary sensor of a storage."""

    entity_description: StorageBinaryDescription

    @property
    @override
    def is_on(self) -> bool:
        """Return whether it is on."""
        return self.entity_description.value_fn(self.snapshot, self.storage_id)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return the attributes."""
        return self.entity_description.attributes_fn(self.snapshot, self.storage_id)
