"""What an announced trip may be: near, no longer than a long holiday, within the battery, and the car's only one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from ..core.home import Storage
from ..core.trips import OneOffTrip

# How far ahead a trip may begin, and how long it may last.
MOST_DAYS: Final = 60
MOST_TRIPS: Final = 50


class TripError(ValueError):
    """An announced trip that cannot be. `key`: of its text under `exceptions`, with `placeholders`."""

    def __init__(self, key: str, **placeholders: str) -> None:
        super().__init__(key, *placeholders.values())
        self.key = key
        self.placeholders = placeholders


def check_times(leave: datetime, back: datetime, now: datetime) -> None:
    """Raise TripError unless a trip leaves from now on, returns after that, and is neither far nor long.

    Every time that a calendar has can be asked: the years are compared first, for 1 and 9999 have no other time zones.
    """
    if any(abs(when.year - now.year) > 1 for when in (leave, back)):
        raise TripError("trip_too_far", days=str(MOST_DAYS))
    if leave <= now or back <= leave:
        raise TripError("trip_times")
    if leave - now > timedelta(days=MOST_DAYS) or back - leave > timedelta(days=MOST_DAYS):
        raise TripError("trip_too_far", days=str(MOST_DAYS))


def check_trip(trip: OneOffTrip, storage: Storage, announced: Collection[OneOffTrip]) -> None:
    """Raise TripError where the battery does not hold the trip's energy, or the car is announced away already."""
    if not 0 <= trip.energy_kwh <= storage.capacity_kwh:
        raise TripError(
            "trip_beyond_battery", energy=f"{trip.energy_kwh:g}", capacity=f"{storage.capacity_kwh:g}"
        )
    if len(announced) >= MOST_TRIPS:
        raise TripError("too_many_trips", most=str(MOST_TRIPS))
    for other in announced:
        if other.storage_id == trip.storage_id and trip.leave < other.back and other.leave < trip.back:
            raise TripError("trip_overlaps", trip_id=other.id)
