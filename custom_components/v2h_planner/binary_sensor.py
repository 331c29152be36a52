"""Binary sensors: storm, outage, and problems of the plan and of units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import V2HConfigEntry
from .core.hazard import Hazard, Tier
from .entity import HomeEntity, StorageEntity
from .readers.jma import ATTRIBUTION
from .settings.model import Settings
from .state.snapshot import Snapshot

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class HomeBinaryDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of the home. `weather`: it shows data of sources of warnings.

    `watched_fn`: whether anything could tell; otherwise the state is unknown.
    """

    value_fn: Callable[[Snapshot], bool]
    attributes_fn: Callable[[Snapshot], Mapping[str, Any]] = lambda _: {}
    weather: bool = False
    watched_fn: Callable[[Settings], bool] = lambda _: True


@dataclass(frozen=True, kw_only=True)
class StorageBinaryDescription(BinarySensorEntityDescription):
    """Describes a binary sensor of a storage."""

    value_fn: Callable[[Snapshot, str], bool]
    attributes_fn: Callable[[Snapshot, str], Mapping[str, Any]] = lambda _, __: {}


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
    ),
    HomeBinaryDescription(
        key="storm_watch",
        translation_key="storm_watch",
        device_class=BinarySensorDeviceClass.SAFETY,
        value_fn=lambda snapshot: bool(snapshot.threats.expected),
        attributes_fn=_watch,
        weather=True,
    ),
    HomeBinaryDescription(
        key="outage",
        translation_key="outage",
        device_class=BinarySensorDeviceClass.PROBLEM,
        value_fn=lambda snapshot: snapshot.situation.outage,
        watched_fn=lambda settings: bool(settings.sources.outages),
    ),
    HomeBinaryDescription(
        key="plan_problem",
        translation_key="plan_problem",
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
    """Add the binary sensors of the home and of every storage."""
    coordinator = entry.runtime_data
    async_add_entities(HomeBinarySensor(coordinator, description) for description in HOME)
    for storage in coordinator.settings.home.storages:
        async_add_entities(
            (StorageBinarySensor(coordinator, description, storage.id) for description in STORAGE),
            config_subentry_id=storage.id,
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
    def is_on(self) -> bool | None:
        """Return whether it is on, None where nobody looks."""
        if not self.entity_description.watched_fn(self.coordinator.settings):
            return None
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
