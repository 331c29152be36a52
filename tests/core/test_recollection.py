"""A car's recorded states tell of its trips what a planner would have seen that had been there."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.v2h_planner.core.home import Storage, StorageKind
from custom_components.v2h_planner.core.recollection import RecordedCar, joined, recollect
from custom_components.v2h_planner.core.trips import UNKNOWN_TRIP_SHARE, Absence, Away, TripLog

CAR = Storage(
    id="leaf",
    name="Leaf",
    kind=StorageKind.V2H_EV,
    capacity_kwh=40.0,
    charge_max_kw=6.0,
    discharge_max_kw=6.0,
)
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)


def at(day: int, hour: float) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def test_a_commuter_is_recalled_as_it_drove() -> None:
    plug, soc, odometer = [(at(0, 0), True)], [(at(0, 0), 0.8)], [(at(0, 0), 10_000.0)]
    for day in range(10):
        plug += [(at(day, 7.5), False), (at(day, 18), True)]
        soc += [(at(day, 18.1), 0.65), (at(day, 23), 0.8)]
        odometer.append((at(day, 18.05), 10_000.0 + 40.0 * (day + 1)))
    log = recollect(CAR, RecordedCar(plug=tuple(plug), soc=tuple(soc), odometer_km=tuple(odometer)))
    assert log is not None
    assert log.since == at(0, 0)
    assert log.absences["leaf"] == tuple(
        Absence(at(day, 7.5), at(day, 18), pytest.approx(6.0), 40.0) for day in range(10)
    )
    assert not log.away
    assert not log.arrivals


def test_a_plug_that_is_not_known_for_a_while_is_no_departure() -> None:
    plug = (
        (at(0, 0), True),
        (at(0, 5), None),
        (at(0, 9), True),
        (at(1, 8), False),
        (at(1, 8.5), None),
        (at(1, 9), True),
    )
    log = recollect(CAR, RecordedCar(plug=plug, soc=((at(0, 0), 0.5), (at(1, 9.2), 0.45), (at(1, 11), 0.45))))
    assert log is not None
    (trip,) = log.absences["leaf"]
    assert (trip.start, trip.end, trip.energy_kwh) == (at(1, 8), at(1, 9), pytest.approx(2.0))


def test_a_car_that_never_tells_its_charge_took_what_unknown_trips_take() -> None:
    log = recollect(CAR, RecordedCar(plug=((at(0, 0), True), (at(0, 8), False), (at(0, 18), True))))
    assert log is not None
    assert log.absences["leaf"][0].energy_kwh == UNKNOWN_TRIP_SHARE * 40.0


def test_a_charge_that_is_still_as_it_was_tells_of_a_car_that_was_not_used() -> None:
    car = RecordedCar(
        plug=((at(0, 0), True), (at(0, 8), False), (at(0, 18), True)), soc=((at(0, 0), 0.5), (at(0, 22), 0.6))
    )
    log = recollect(CAR, car)
    assert log is not None
    assert log.absences["leaf"][0].energy_kwh == 0.0


def test_nothing_is_recalled_of_a_plug_that_never_told_anything() -> None:
    assert recollect(CAR, RecordedCar()) is None
    assert recollect(CAR, RecordedCar(plug=((at(0, 0), None),), soc=((at(0, 0), 0.5),))) is None


def past(*trips: Absence, since: datetime, away: Away | None = None) -> TripLog:
    return TripLog(since=since, absences={"leaf": trips}, away={} if away is None else {"leaf": away})


def test_what_was_watched_stands_and_what_was_before_joins_it() -> None:
    before, seen_late = Absence(at(0, 8), at(0, 18), 5.0), Absence(at(1, 8.1), at(1, 18), 6.0)
    watched = past(seen_late, since=at(1, 8.1))
    recalled = past(before, Absence(at(1, 8), at(1, 18), 5.5), since=at(-3, 0))
    log = joined(watched, [recalled], at(2, 0))
    assert log.absences["leaf"] == (before, seen_late)
    assert log.since == at(-3, 0)
    assert joined(log, [recalled], at(2, 1)) == log


def test_a_car_on_the_road_left_when_the_recorder_says() -> None:
    gone = Away(since=at(2, 8), soc=0.8)
    fresh = past(since=at(2, 12), away=Away(since=at(2, 12), soc=0.7))
    log = joined(fresh, [past(Absence(at(1, 8), at(1, 9), 1.0), since=at(0, 0), away=gone)], at(2, 12))
    assert log.away == {"leaf": gone}
    assert [trip.start for trip in log.absences["leaf"]] == [at(1, 8)]


def test_a_home_counts_as_watched_since_the_last_of_its_cars_is() -> None:
    other = TripLog(since=at(5, 0))
    assert joined(TripLog(since=at(9, 0)), [past(since=at(0, 0)), other], at(9, 0)).since == at(5, 0)
    assert joined(TripLog(since=at(3, 0)), [past(since=at(0, 0)), other], at(9, 0)).since == at(3, 0)


def test_what_is_older_than_the_memory_of_a_log_is_left_out() -> None:
    old = past(Absence(at(-90, 8), at(-90, 9), 1.0), since=at(-100, 0))
    log = joined(TripLog(since=at(0, 0)), [old], at(0, 0))
    assert log.absences["leaf"] == ()
    assert log.since == at(-56, 0)
