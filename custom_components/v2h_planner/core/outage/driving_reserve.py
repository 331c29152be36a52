"""What the house leaves in each car in an outage, so that it can still make its next trip."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, tzinfo

from ..hazard import HORIZON
from ..home import Home, Storage
from ..situation import DrivingReserve
from ..trips import UNKNOWN_TRIP_SHARE, OneOffTrip


def driving_reserves(
    home: Home, now: datetime, zone: tzinfo, announced: Iterable[OneOffTrip] = ()
) -> tuple[DrivingReserve, ...]:
    """Return what each car keeps for its next known trip, weekly or announced: the trip's energy above minimum SOC.

    Only for a car that could give it to the house, and only for a trip within the reach of a plan.
    """
    announced = tuple(announced)
    reserves = []
    for storage in home.storages:
        if not storage.kind.is_ev or not storage.can_discharge:
            continue
        trips = [
            _reserve(storage, trip.leave, trip.back, trip.energy_kwh)
            for trip in announced
            if trip.storage_id == storage.id
        ]
        ahead = (r for r in (*trips, *_weekly(storage, now, zone)) if now < r.leave <= now + HORIZON)
        if (first := min(ahead, key=lambda r: (r.leave, -r.soc), default=None)) is not None:
            reserves.append(first)
    return tuple(reserves)


def _weekly(storage: Storage, now: datetime, zone: tzinfo) -> Iterator[DrivingReserve]:
    """Yield reserves for the weekly trips of the next days, which are in local wall time."""
    today = now.astimezone(zone).date()
    for ahead in range(HORIZON.days + 2):
        day = today + timedelta(days=ahead)
        for departure in storage.departures:
            if departure.holds_on(day):
                yield _reserve(storage, *departure.span_on(day, zone), departure.energy_kwh)


def _reserve(storage: Storage, leave: datetime, back: datetime, energy_kwh: float) -> DrivingReserve:
    kwh = energy_kwh if energy_kwh > 0 else UNKNOWN_TRIP_SHARE * storage.capacity_kwh
    return DrivingReserve(
        storage_id=storage.id,
        soc=min(storage.min_soc + kwh / storage.capacity_kwh, 1.0),
        leave=leave,
        back=back,
        energy_kwh=kwh,
    )
