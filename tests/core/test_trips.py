"""A trip is what a car drew while it was away, known once its charge is known again."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.readings import StorageReading
from custom_components.v2h_planner.core.trips import Absence, TripLog

NOW = datetime(2026, 5, 16, 8, 0, tzinfo=UTC)


def seen(log: TripLog, minutes: float, connected: bool | None, soc: float | None) -> TripLog:
    """The log after a look at a car of 40 kWh."""
    reading = StorageReading(storage_id="car", soc=soc, connected=connected)
    return log.after(reading, 40.0, NOW + timedelta(minutes=minutes))


def trips(log: TripLog) -> list[tuple[float, float, object]]:
    """The trips: minutes of leaving and coming, and kWh."""

    def minutes(at: datetime | None) -> float:
        assert at is not None
        return (at - NOW).total_seconds() / 60

    return [
        (minutes(trip.start), minutes(trip.end), pytest.approx(trip.energy_kwh))
        for trip in log.absences.get("car", ())
    ]


def test_a_trip_takes_what_is_missing_on_return() -> None:
    log = seen(seen(TripLog(since=NOW), 0, False, 0.8), 90, True, 0.6)
    assert trips(log) == [(0, 90, 8.0)]
    assert log.away == {}


def test_a_car_that_is_back_but_has_not_told_its_charge_yet_is_waited_for() -> None:
    log = seen(seen(TripLog(since=NOW), 0, False, 0.8), 90, True, None)
    assert trips(log) == []
    log = seen(decode(TripLog, encode(log)), 92, True, 0.6)
    assert trips(log) == [(0, 90, 8.0)]


def test_a_charge_that_is_never_told_leaves_a_trip_of_unknown_energy() -> None:
    log = seen(seen(TripLog(since=NOW), 0, False, 0.8), 90, True, None)
    log = seen(log, 151, True, None)
    assert log.absences["car"] == (Absence(NOW, NOW + timedelta(minutes=90), 0.0),)


def test_a_car_that_leaves_again_at_once_has_made_two_trips() -> None:
    log = seen(seen(TripLog(since=NOW), 0, False, 0.8), 90, True, None)
    log = seen(seen(log, 95, False, 0.8), 200, True, 0.5)
    assert trips(log) == [(0, 90, 0.0), (95, 200, 12.0)]


def test_a_plug_that_says_nothing_is_no_return() -> None:
    log = seen(seen(TripLog(since=NOW), 0, False, 0.8), 90, None, 0.6)
    assert trips(log) == []
    assert trips(seen(log, 100, True, 0.6)) == [(0, 100, 8.0)]
