"""The trips that the recorder has of cars that nobody watched yet: read once for each car, before its first plan."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.components.recorder import history
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers.recorder import get_instance

from ..core.readings import Fault
from ..core.recollection import Changes, RecordedCar, recollect
from ..core.trips import WINDOW_DAYS, TripLog
from ..readers.entity_state import EntityState, Read
from ..readers.numbers import read_odometer_km, read_soc
from ..readers.storage import Plug, read_plug
from ..runtime.limits import Patience
from ..settings.model import Settings, StorageSettings
from .entity_reader import async_meaning

# A long past on a slow disk takes seconds; one that takes longer is asked again later.
LIMIT_S, PAUSE_S = 60.0, 600.0
RECORDER = "recorder"
# Of an entity that changes more often than every two minutes, the newest changes are read.
MOST_CHANGES = 40_000


class TripMemory:
    """Asks the recorder for the trips of cars whose past has not been read; `faults`: what was wrong with that."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have asked nothing yet."""
        self._hass = hass
        self._patience = Patience(LIMIT_S, PAUSE_S)
        self.faults: tuple[Fault, ...] = ()

    async def async_recall(
        self, settings: Settings, read_before: Iterable[str], now: datetime
    ) -> Mapping[str, TripLog | None]:
        """Return what it has of the cars that were not read before, by storage id; None of one whose plug it does not know."""
        self.faults, done = (), frozenset(read_before)
        cars = [
            item
            for item in settings.storages
            if item.storage.kind.is_ev and item.connected_entity and item.storage.id not in done
        ]
        if not cars or "recorder" not in self._hass.config.components:
            return {}
        answer = await self._patience.ask(RECORDER, lambda: self._read(cars, now))
        self.faults = tuple(replace(fault, fatal=False) for fault in answer.faults)
        return answer.value or {}

    async def _read(self, cars: list[StorageSettings], now: datetime) -> dict[str, TripLog | None]:
        """Query in the recorder's executor, which has the database's connections."""
        hass, questions = self._hass, [(item, _async_questions(self._hass, item)) for item in cars]

        def read() -> dict[str, TripLog | None]:
            return {item.storage.id: recollect(item.storage, ask(hass, now)) for item, ask in questions}

        return await get_instance(hass).async_add_executor_job(read)


@callback
def _async_questions(
    hass: HomeAssistant, item: StorageSettings
) -> Callable[[HomeAssistant, datetime], RecordedCar]:
    """Return what reads one car's past; what its states mean is found out here, in the event loop."""

    def changes[T](
        entity_id: str | None, reader: Callable[[EntityState, datetime], Read[T]]
    ) -> Callable[[HomeAssistant, datetime], Changes[T]]:
        if entity_id is None:
            return lambda _hass, _now: ()
        of = async_meaning(hass, entity_id)

        def read(hass: HomeAssistant, now: datetime) -> Changes[T]:
            return tuple(
                (state.last_updated, reader(of(state), state.last_updated).value)
                for state in _states(hass, entity_id, now)
            )

        return read

    plug = changes(item.connected_entity, _connected)
    soc, odometer = changes(item.soc_entity, read_soc), changes(item.odometer_entity, read_odometer_km)
    return lambda hass, now: RecordedCar(
        plug=plug(hass, now), soc=soc(hass, now), odometer_km=odometer(hass, now)
    )


def _connected(entity: EntityState, now: datetime) -> Read[bool]:
    plug: Read[Plug] = read_plug(entity, now)
    return Read(None if plug.value is None else plug.value.connected)


def _states(hass: HomeAssistant, entity_id: str, now: datetime) -> list[State]:
    """Return what the recorder has of an entity, oldest first: ten days by default, or as long as it was told to keep."""
    found = history.state_changes_during_period(
        hass,
        now - timedelta(days=WINDOW_DAYS),
        now,
        entity_id,
        descending=True,
        limit=MOST_CHANGES,
        include_start_time_state=False,
    )
    return found.get(entity_id, [])[::-1]
