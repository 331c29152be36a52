"""A car's trips: those that were announced, and those that were observed (what forecast/trips.py learns from).

What the plug says wins over what was announced: a car that is back is at home, whatever time was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .home import Storage
from .readings import Readings, StorageReading

# How far a car drives with a kWh before its own trips have told: a usual EV on Japanese roads, WLTC.
USUAL_KM_PER_KWH = 6.0
# So many km must have been driven before they say how far a kWh goes; less is the sensor's rounding.
TELLING_KM = 30.0
# No car drives so little or so far with a kWh: there the odometer, or the SOC, has told something else.
LEAST_KM_PER_KWH, MOST_KM_PER_KWH = 1.5, 15.0
# How long a trip is remembered, and of a car at most how many: a plug with a loose contact makes more.
WINDOW_DAYS = 56
MOST_TRIPS = 400
# A trip of unknown energy takes this share of the battery.
UNKNOWN_TRIP_SHARE = 0.25
# What the ids of trips of people's own calendars begin with: those are changed there.
CALENDAR = "calendar:"
# The SOC target at departure lies this much above the min SOC and the trip's energy.
MARGIN_SOC = 0.1
# A car that came back may show the SOC with which it left for so long.
SOC_BACK_WITHIN = timedelta(hours=1)
# From this change on, an SOC is another one.
OTHER_SOC = 0.005
# A car that is still plugged in after its time keeps what it has for so long: a late start is no reason to empty it.
# Later it does not go any more. One that left at most so long before its time has gone early.
LATE = timedelta(hours=2)
# A weekly trip is back within a day.
LONGEST_TRIP = timedelta(days=1)
# Who comes back sooner than this has forgotten something.
FORGOTTEN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOffTrip:
    """A trip that was announced once: `soc` wanted at `leave`, `energy_kwh` drawn until `back`."""

    id: str
    storage_id: str
    leave: datetime
    back: datetime
    soc: float
    energy_kwh: float

    def is_over(self, absences: Iterable[Absence], connected: bool | None, now: datetime) -> bool:
        """Return whether it has been made, or will not be: by its time, or by what the plug says."""
        if now >= self.back:
            return True
        if not connected:
            return False
        return now >= self.leave + LATE or any(absence.made(self.leave, self.back) for absence in absences)


def told_trip(
    trip_id: str,
    storage: Storage,
    leave: datetime,
    back: datetime,
    absences: Iterable[Absence],
    *,
    energy_kwh: float | None = None,
    km: float | None = None,
    soc: float | None = None,
) -> OneOffTrip:
    """Return a trip as a person tells it; what is left out is filled in.

    Its energy by its way and what the car has used in its `absences`, or a share of the battery. Its SOC: enough for that with a margin.
    """
    if energy_kwh is None and km is not None:
        energy_kwh = km / (km_per_kwh(absences) or USUAL_KM_PER_KWH)
    energy = UNKNOWN_TRIP_SHARE * storage.capacity_kwh if energy_kwh is None else energy_kwh
    enough = storage.min_soc + energy / storage.capacity_kwh + MARGIN_SOC
    return OneOffTrip(
        id=trip_id,
        storage_id=storage.id,
        leave=leave,
        back=back,
        soc=min(enough, 1.0) if soc is None else soc,
        energy_kwh=energy,
    )


@dataclass(frozen=True, slots=True)
class Absence:
    """The car was away in [start, end) and came back with `energy_kwh` less. `end` None: still away.

    `km`: what it has driven, None where no odometer tells.
    """

    start: datetime
    end: datetime | None
    energy_kwh: float
    km: float | None = None

    def made(self, leave: datetime, back: datetime) -> bool:
        """Return whether this was a trip that was expected from `leave` to `back`: sooner or shorter, but it is over."""
        return (
            self.end is not None
            and self.end - self.start >= FORGOTTEN
            and leave - LATE <= self.start < back
            and self.end > leave
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A car that is away: since when, its SOC and its odometer (km) when it left."""

    since: datetime
    soc: float | None
    odometer_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A car that came back `at` and has not told yet what it drove.

    It left with `soc` and `odometer_km`; `stored_kwh` was charged since.
    """

    at: datetime
    soc: float
    stored_kwh: float = 0.0
    odometer_km: float | None = None


@dataclass(frozen=True, kw_only=True)
class TripLog:
    """Observed trips by storage id, and the cars that are away now; `since`: when observation began.

    `arrivals`: cars that are back, and whose SOC is not.
    """

    since: datetime
    absences: dict[str, tuple[Absence, ...]] = field(default_factory=dict)
    away: dict[str, Away] = field(default_factory=dict)
    arrivals: dict[str, Arrival] = field(default_factory=dict)

    def going_on(
        self, trips: Iterable[OneOffTrip], readings: Readings, now: datetime
    ) -> tuple[OneOffTrip, ...]:
        """Return the announced trips that are not over."""
        kept = []
        for trip in trips:
            reading = readings.find(trip.storage_id)
            connected = None if reading is None else reading.connected
            if not trip.is_over(self.absences.get(trip.storage_id, ()), connected, now):
                kept.append(trip)
        return tuple(kept)

    def after(
        self, reading: StorageReading, capacity_kwh: float, now: datetime, stored_kwh: float = 0.0
    ) -> TripLog:
        """Return the log after a reading of one car; `stored_kwh`: what its meter has counted since the last one."""
        storage_id, away = reading.storage_id, self.away.get(reading.storage_id)
        if reading.connected is False and away is None:
            return replace(
                self,
                away={
                    **self.away,
                    storage_id: Away(since=now, soc=reading.soc, odometer_km=reading.odometer_km),
                },
                arrivals=_without(self.arrivals, storage_id),
            )
        if reading.connected and away is not None:
            return self._back(storage_id, away, capacity_kwh, now).told(reading, capacity_kwh, now)
        return self.told(reading, capacity_kwh, now, stored_kwh)

    def _back(self, storage_id: str, away: Away, capacity_kwh: float, now: datetime) -> TripLog:
        """Return the log with a trip that ends now; what it took is guessed until the SOC tells."""
        recent = [a for a in self.absences.get(storage_id, ()) if now - a.start < timedelta(days=WINDOW_DAYS)]
        recent.append(Absence(away.since, now, UNKNOWN_TRIP_SHARE * capacity_kwh))
        arrivals = _without(self.arrivals, storage_id)
        if away.soc is not None:
            arrivals[storage_id] = Arrival(at=now, soc=away.soc, odometer_km=away.odometer_km)
        return replace(
            self,
            absences={**self.absences, storage_id: tuple(recent[-MOST_TRIPS:])},
            away=_without(self.away, storage_id),
            arrivals=arrivals,
        )

    def told(
        self, reading: StorageReading, capacity_kwh: float, now: datetime, stored_kwh: float = 0.0
    ) -> TripLog:
        """Return the log with what the last trip took, as far as the SOC tells.

        One that is still as it was at the departure tells of a car that was not used, or nothing yet: that is taken,
        and corrected if another one follows soon.
        """
        storage_id = reading.storage_id
        arrival, trips = self.arrivals.get(storage_id), self.absences.get(storage_id, ())
        if arrival is None or not trips:
            return self
        arrival = replace(arrival, stored_kwh=arrival.stored_kwh + stored_kwh)
        waiting = replace(self, arrivals={**self.arrivals, storage_id: arrival})
        if reading.soc is None or reading.soc_counted:
            return waiting
        same = abs(arrival.soc - reading.soc) < OTHER_SOC
        driven = 0.0 if same else max((arrival.soc - reading.soc) * capacity_kwh + arrival.stored_kwh, 0.0)
        told = replace(
            waiting,
            absences={
                **self.absences,
                storage_id: (
                    *trips[:-1],
                    replace(trips[-1], energy_kwh=driven, km=_driven_km(arrival, reading)),
                ),
            },
        )
        if same and now - arrival.at < SOC_BACK_WITHIN:
            return told
        return replace(told, arrivals=_without(told.arrivals, storage_id))


def km_per_kwh(absences: Iterable[Absence]) -> float | None:
    """Return how far the car drives with a kWh by its trips so far, None where they do not tell."""
    told = [(trip.km, trip.energy_kwh) for trip in absences if trip.km and trip.energy_kwh > 0]
    km = sum(distance for distance, _ in told)
    if km < TELLING_KM:
        return None
    return min(max(km / sum(kwh for _, kwh in told), LEAST_KM_PER_KWH), MOST_KM_PER_KWH)


def _driven_km(arrival: Arrival, reading: StorageReading) -> float | None:
    """Return what the odometer has counted since the car left; None where it tells nothing, or has gone back."""
    if arrival.odometer_km is None or reading.odometer_km is None:
        return None
    km = reading.odometer_km - arrival.odometer_km
    return km if km >= 0 else None


def _without[T](items: dict[str, T], key: str) -> dict[str, T]:
    return {name: item for name, item in items.items() if name != key}
