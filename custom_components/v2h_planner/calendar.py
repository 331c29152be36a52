"""The plan as a calendar: one event for each run of charging or discharging, and for each announced trip."""

from collections.abc import Iterator
from datetime import datetime
from typing import override

from homeassistant.components.calendar import DOMAIN, CalendarEntity, CalendarEntityDescription, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import V2HConfigEntry
from .core.home import Storage
from .core.trips import OneOffTrip
from .entity import HomeEntity, async_made
from .presentation.runs import Run
from .trip_calendar import TRIPS, TripsCalendar

PARALLEL_UPDATES = 0

PLAN = CalendarEntityDescription(key="plan", translation_key="plan", entity_registry_enabled_default=False)


async def async_setup_entry(
    hass: HomeAssistant, entry: V2HConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the calendars; a home without a car has no trips."""
    coordinator = entry.runtime_data
    async_add_entities([PlanCalendar(coordinator, PLAN)])
    has_car = any(storage.kind.is_ev for storage in coordinator.settings.home.storages)
    trips = async_made(hass, DOMAIN, entry.entry_id, [(TRIPS, has_car)])
    async_add_entities(TripsCalendar(coordinator, description) for description in trips)


class PlanCalendar(HomeEntity, CalendarEntity):
    """All storages in one calendar; standby and away are no events."""

    @property
    @override
    def event(self) -> CalendarEvent | None:
        """Return the event of now, or the next one."""
        ahead = (event for event in self._events() if event.end > self.snapshot.at)
        return min(ahead, key=lambda event: event.start, default=None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """Return the events that overlap this time."""
        return [event for event in self._events() if event.start < end_date and event.end > start_date]

    def _events(self) -> Iterator[CalendarEvent]:
        for storage, run in self._runs():
            yield self._event(storage.name, run)
        for trip in self.coordinator.announced_trips:
            storages = self.coordinator.settings.home.storages
            name = next((storage.name for storage in storages if storage.id == trip.storage_id), None)
            if name is not None:
                yield self._trip(name, trip)

    def _runs(self) -> Iterator[tuple[Storage, Run]]:
        """Yield the runs that move energy, with their storage."""
        chart = self.snapshot.chart
        if chart is None:
            return
        for storage in self.coordinator.settings.home.storages:
            for run in chart.runs.get(storage.id, ()):
                if run.moves:
                    yield storage, run

    def _trip(self, name: str, trip: OneOffTrip) -> CalendarEvent:
        values = {"energy": f"{trip.energy_kwh:.1f}", "soc": f"{100 * trip.soc:.0f}", "trip_id": trip.id}
        return CalendarEvent(
            start=dt_util.as_local(trip.leave),
            end=dt_util.as_local(trip.back),
            summary=self.wording.text("trip_summary", {"name": name}),
            description=self.wording.text("trip_description", values),
        )

    def _event(self, name: str, run: Run) -> CalendarEvent:
        words, now = self.wording, self.snapshot.at
        action = words.text(f"action_{run.action}")
        energy = words.text(
            "run_energy", {"energy": f"{run.energy_kwh:.1f}", "soc": f"{100 * run.soc_end:.0f}"}
        )
        return CalendarEvent(
            start=dt_util.as_local(run.start),
            end=dt_util.as_local(run.end),
            summary=words.text("run_summary", {"name": name, "action": action}),
            description=f"{words.reason(run.reason, now, later=run.start > now, likely=run.likely)}\n{energy}",
        )
