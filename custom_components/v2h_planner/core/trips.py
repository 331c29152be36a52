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
# So much less SOC, or so many km more, is a drive, whatever a tracker says.
DROVE_SOC, DROVE_KM = 0.03, 1.0
# Who pulls the plug at home leaves soon: a tracker that says so only now has been slow, for so long at most.
PULLED_BEFORE = timedelta(hours=1)
# More km in an hour no car drives, give or take a few; there the odometer is another one, or counts in another unit.
MOST_KMH, SLACK_KM = 130.0, 10.0
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

    def is_over(self, absences: Iterable[Absence], is_home: bool | None, now: datetime) -> bool:
        """Return whether it has been made, or will not be: by its time, or by where the car is."""
        if now >= self.back:
            return True
        if not is_home:
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
        energy_kwh = km / reach_km_per_kwh(storage, absences)
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

    `km`: what it has driven, None where no odometer tells; `by_km`: its energy is only what so many km usually take.
    """

    start: datetime
    end: datetime | None
    energy_kwh: float
    km: float | None = None
    by_km: bool = False

    @property
    def drove(self) -> bool:
        """Whether the odometer says so."""
        return self.km is not None and self.km >= DROVE_KM

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
    """A car that is away, or unplugged at home: since when, its SOC and its odometer (km) then."""

    since: datetime
    soc: float | None
    odometer_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A car that came back `at` and has not told yet what it drove.

    It left with `soc` and `odometer_km`, as far as known; `stored_kwh` was charged since. `told`: its SOC has told.
    `unplugged_since`: its tracker says that it never left since then, and nothing contradicts that yet.
    """

    at: datetime
    soc: float | None
    stored_kwh: float = 0.0
    odometer_km: float | None = None
    told: bool = False
    unplugged_since: datetime | None = None

    def km(self, reading: StorageReading, since: datetime, until: datetime) -> float | None:
        """Return what the odometer has counted since the car left; None where it tells nothing, or what cannot be."""
        if self.odometer_km is None or reading.odometer_km is None:
            return None
        km = reading.odometer_km - self.odometer_km
        return km if 0 <= km <= MOST_KMH * ((until - since) / timedelta(hours=1)) + SLACK_KM else None

    def drove(self, reading: StorageReading) -> bool:
        """Return whether a car whose tracker says that it never left has been driven all the same."""
        since = self.unplugged_since or self.at
        if (self.km(reading, since, self.at) or 0.0) >= DROVE_KM:
            return True
        if self.soc is None or reading.soc is None or reading.soc_counted:
            return False
        return self.soc - reading.soc >= DROVE_SOC

    def tells(
        self, trip: Absence, reading: StorageReading, capacity_kwh: float, km_per_kwh: float, *, waits: bool
    ) -> tuple[Absence, Arrival]:
        """Return its trip with what it took as far as this reading tells, and the arrival after it.

        An SOC that is still as it was at the departure tells of a car that was not used, or nothing yet: that is taken,
        and corrected if another one follows soon; with km on the odometer it is one that has not come yet.
        """
        km = self.km(reading, trip.start, trip.end or self.at)
        if km is not None and (trip.km is None or km > trip.km):
            trip = replace(trip, km=km)
        if self.told:
            return trip, self
        by_km = min((trip.km or 0.0) / km_per_kwh, capacity_kwh)
        if self.soc is None or reading.soc is None or reading.soc_counted:
            return (replace(trip, energy_kwh=by_km, by_km=True) if trip.drove else trip), self
        if abs(self.soc - reading.soc) < OTHER_SOC:
            unused = replace(trip, energy_kwh=by_km, by_km=trip.drove)
            return unused, replace(self, told=not waits)
        driven = max((self.soc - reading.soc) * capacity_kwh + self.stored_kwh, 0.0)
        return replace(trip, energy_kwh=driven, by_km=False), replace(self, told=True)

    def is_pending(self, trip: Absence, *, waits: bool) -> bool:
        """Return whether the SOC or the odometer may yet tell more of its trip."""
        soc = self.soc is not None and not self.told
        return soc or (self.odometer_km is not None and not trip.drove and waits)


@dataclass(frozen=True, kw_only=True)
class TripLog:
    """Observed trips by storage id, and the cars that are away now; `since`: when observation began.

    `pulled`: cars that are at home and not plugged in; `arrivals`: those that are back, and have not told all.
    """

    since: datetime
    absences: dict[str, tuple[Absence, ...]] = field(default_factory=dict)
    away: dict[str, Away] = field(default_factory=dict)
    pulled: dict[str, Away] = field(default_factory=dict)
    arrivals: dict[str, Arrival] = field(default_factory=dict)

    def going_on(
        self, trips: Iterable[OneOffTrip], readings: Readings, now: datetime
    ) -> tuple[OneOffTrip, ...]:
        """Return the announced trips that are not over."""
        kept = []
        for trip in trips:
            reading = readings.find(trip.storage_id)
            is_home = None if reading is None else reading.is_home
            if not trip.is_over(self.absences.get(trip.storage_id, ()), is_home, now):
                kept.append(trip)
        return tuple(kept)

    def after(
        self,
        reading: StorageReading,
        capacity_kwh: float,
        now: datetime,
        stored_kwh: float = 0.0,
        known_km_per_kwh: float | None = None,
    ) -> TripLog:
        """Return the log after a reading of one car; `stored_kwh`: what its meter has counted since the last one.

        `known_km_per_kwh`: how far it drives with a kWh, where a person has said so.
        """
        storage_id, away = reading.storage_id, self.away.get(reading.storage_id)
        if reading.is_home is False:
            return self._left(reading, now) if away is None else self
        log, stored = self, stored_kwh
        if reading.is_home and away is not None:
            log, stored = self._back(storage_id, away, capacity_kwh, now), 0.0
        elif reading.connected and storage_id in self.pulled:
            log, stored = self._plugged_in(storage_id, now), 0.0
        log = log.unplugged(reading, now)
        return log.told(reading, capacity_kwh, now, stored, known_km_per_kwh)

    def _left(self, reading: StorageReading, now: datetime) -> TripLog:
        """Return the log with a trip that begins now, or began with the plug that was pulled for it."""
        storage_id = reading.storage_id
        away = self.pulled.get(storage_id, _as_it_is(reading, now))
        if now - away.since > PULLED_BEFORE:
            away = replace(away, since=now)
        return replace(
            self,
            away={**self.away, storage_id: away},
            pulled=_without(self.pulled, storage_id),
            arrivals=_without(self.arrivals, storage_id),
        )

    def unplugged(self, reading: StorageReading, now: datetime) -> TripLog:
        """Return the log with a car that is at home, and whose plug is out."""
        if not reading.is_home or reading.connected is not False or reading.storage_id in self.pulled:
            return self
        return replace(self, pulled={**self.pulled, reading.storage_id: _as_it_is(reading, now)})

    def _plugged_in(self, storage_id: str, now: datetime) -> TripLog:
        """Return the log with a car that is plugged in again; it may have been away, whatever its tracker said."""
        pulled, arrivals = self.pulled[storage_id], self.arrivals
        if storage_id not in arrivals:
            stayed = Arrival(
                at=now, soc=pulled.soc, odometer_km=pulled.odometer_km, unplugged_since=pulled.since
            )
            arrivals = {**arrivals, storage_id: stayed}
        return replace(self, pulled=_without(self.pulled, storage_id), arrivals=arrivals)

    def _back(self, storage_id: str, away: Away, capacity_kwh: float, now: datetime) -> TripLog:
        """Return the log with a trip that ends now; what it took is guessed until the SOC or the odometer tells."""
        log = self.with_trip(storage_id, Absence(away.since, now, UNKNOWN_TRIP_SHARE * capacity_kwh))
        arrivals = _without(self.arrivals, storage_id)
        if away.soc is not None or away.odometer_km is not None:
            arrivals[storage_id] = Arrival(at=now, soc=away.soc, odometer_km=away.odometer_km)
        return replace(log, away=_without(self.away, storage_id), arrivals=arrivals)

    def with_trip(self, storage_id: str, trip: Absence) -> TripLog:
        """Return the log with one more trip, without those that nobody asks any more."""
        end = trip.end or trip.start
        recent = [a for a in self.absences.get(storage_id, ()) if end - a.start < timedelta(days=WINDOW_DAYS)]
        return replace(self, absences={**self.absences, storage_id: (*recent, trip)[-MOST_TRIPS:]})

    def told(
        self,
        reading: StorageReading,
        capacity_kwh: float,
        now: datetime,
        stored_kwh: float = 0.0,
        known_km_per_kwh: float | None = None,
    ) -> TripLog:
        """Return the log with what the last trip took, as far as the SOC tells, and until then the odometer."""
        storage_id = reading.storage_id
        if (arrival := self.arrivals.get(storage_id)) is None:
            return self
        arrival = replace(
            arrival,
            stored_kwh=arrival.stored_kwh + stored_kwh,
            at=now if reading.connected is False else arrival.at,
        )
        log = replace(self, arrivals={**self.arrivals, storage_id: arrival})
        waits = now - arrival.at < SOC_BACK_WITHIN
        if arrival.unplugged_since is not None:
            if not arrival.drove(reading):
                return log if waits else replace(log, arrivals=_without(log.arrivals, storage_id))
            trip = Absence(arrival.unplugged_since, arrival.at, UNKNOWN_TRIP_SHARE * capacity_kwh)
            log, arrival = log.with_trip(storage_id, trip), replace(arrival, unplugged_since=None)
        trips = log.absences.get(storage_id, ())
        if not trips:
            return replace(log, arrivals=_without(log.arrivals, storage_id))
        reach = known_km_per_kwh or km_per_kwh(trips[:-1]) or USUAL_KM_PER_KWH
        trip, arrival = arrival.tells(trips[-1], reading, capacity_kwh, reach, waits=waits)
        arrivals = _without(log.arrivals, storage_id)
        if arrival.is_pending(trip, waits=waits):
            arrivals[storage_id] = arrival
        return replace(log, absences={**log.absences, storage_id: (*trips[:-1], trip)}, arrivals=arrivals)


def reach_km_per_kwh(storage: Storage, absences: Iterable[Absence]) -> float:
    """Return how far the car drives with a kWh: as a person says, else by its trips so far, else as usual."""
    return storage.km_per_kwh or km_per_kwh(absences) or USUAL_KM_PER_KWH


def km_per_kwh(absences: Iterable[Absence]) -> float | None:
    """Return how far the car drives with a kWh by its trips so far, None where they do not tell."""
    told = [
        (trip.km, trip.energy_kwh) for trip in absences if trip.km and trip.energy_kwh > 0 and not trip.by_km
    ]
    km = sum(distance for distance, _ in told)
    if km < TELLING_KM:
        return None
    return min(max(km / sum(kwh for _, kwh in told), LEAST_KM_PER_KWH), MOST_KM_PER_KWH)


def _as_it_is(reading: StorageReading, now: datetime) -> Away:
    return Away(since=now, soc=reading.soc, odometer_km=reading.odometer_km)


def _without[T](items: dict[str, T], key: str) -> dict[str, T]:
    return {name: item for name, item in items.items() if name != key}
