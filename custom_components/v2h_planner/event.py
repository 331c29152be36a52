"""Decisions and warnings, for automations."""

from typing import override

from homeassistant.components.event import DOMAIN, EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import V2HConfigEntry, V2HCoordinator
from .core.storm.changes import Announced, WeatherChange
from .entities.storm_values import hazard_details
from .entity import HomeEntity, async_made
from .evening.wording import asked_sentence, taken_sentence
from .readers.jma import ATTRIBUTION
from .state.decisions import DecisionKind, decisions
from .state.standing import sentence, standing

PARALLEL_UPDATES = 0

WEATHER = EventEntityDescription(
    key="weather_warning",
    translation_key="weather_warning",
    entity_registry_enabled_default=False,
    event_types=[change.value for change in WeatherChange],
)
DECISION = EventEntityDescription(
    key="decision",
    translation_key="decision",
    entity_registry_enabled_default=False,
    event_types=[kind.value for kind in DecisionKind],
)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the events."""
    coordinator = entry.runtime_data
    async_add_entities([DecisionEvent(coordinator, DECISION)])
    watched = async_made(hass, DOMAIN, entry.entry_id, [(WEATHER, coordinator.settings.sources.warn)])
    async_add_entities(WeatherEvent(coordinator, description) for description in watched)


class DecisionEvent(HomeEntity, EventEntity):
    """A decision that a person may want to hear of."""

    def __init__(self, coordinator: V2HCoordinator, description: EventEntityDescription) -> None:
        """Take the present snapshot as known."""
        super().__init__(coordinator, description)
        self._seen = coordinator.data

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Fire an event for every change since the last update."""
        after = self.snapshot
        for decision in decisions(self._seen, after):
            attributes = dict(decision.details)
            if decision.storage_id is not None:
                item = self.coordinator.settings.storage(decision.storage_id)
                attributes["storage"] = item.storage.name
                if (asked := after.asked(decision.storage_id)) is not None and decision.is_of_evening:
                    said = asked_sentence if asked.answered is None else taken_sentence
                    zone = dt_util.get_default_time_zone()
                    attributes["said"] = said(asked, self.wording, zone, after.at)
                elif (command := after.command(decision.storage_id)) is not None:
                    how = standing(after, item)
                    attributes["reason"] = sentence(command.reason, how, self.wording, after.at)
            self._trigger_event(decision.kind.value, attributes)
            self.async_write_ha_state()
        self._seen = after


class WeatherEvent(HomeEntity, EventEntity):
    """A warning was issued, upgraded, downgraded or lifted."""

    def __init__(self, coordinator: V2HCoordinator, description: EventEntityDescription) -> None:
        """Take the present warnings as known."""
        super().__init__(coordinator, description)
        self._announced, _ = Announced().after(coordinator.data.report)

    @property
    @override
    def attribution(self) -> str | None:
        """Return whose data it is, where it is JMA's."""
        return None if self.snapshot.jma is None else ATTRIBUTION

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Fire an event for every change since the last update."""
        self._announced, news = self._announced.after(self.snapshot.report)
        policy = self.coordinator.settings.hazards
        for item in news:
            details = hazard_details(item.hazard, self.wording)
            details["before"] = None if item.before is None else item.before.key
            details["counts"] = policy.counts(item.hazard)
            self._trigger_event(item.change.value, details)
            self.async_write_ha_state()
