"""A trip's energy is learnt whenever the SOC tells it: with the plug, after it, or only once the old value has gone."""

from datetime import timedelta

import pytest

from custom_components.v2h_planner.core.readings import StorageReading
from custom_components.v2h_planner.core.trips import (
    SOC_BACK_WITHIN,
    UNKNOWN_TRIP_SHARE,
    Absence,
    TripLog,
    km_per_kwh,
)
from tests.core.homes import NOW

KWH = 40.0


def look(soc: float | None, connected: bool | None, counted: bool = False) -> StorageReading:
    return StorageReading(storage_id="car", soc=soc, connected=connected, soc_counted=counted)


HOME, AWAY = look(0.8, True), look(None, False)


def driven(*looks: tuple[float, StorageReading], stored_kwh: float = 0.0) -> list[float]:
    """Return the kWh of the trips that are learnt from looks, each so many minutes after the beginning."""
    log = TripLog(since=NOW)
    for minute, reading in looks:
        log = log.after(reading, KWH, NOW + timedelta(minutes=minute), stored_kwh)
    return [absence.energy_kwh for absence in log.absences.get("car", ())]


LEFT = ((0, HOME), (1, look(0.8, False)), (60, AWAY))


@pytest.mark.parametrize("wait", [0.1, 5.0, 59.0, 300.0])
def test_an_soc_that_is_unknown_at_the_plug_is_waited_for(wait: float) -> None:
    before = (*LEFT, (100, look(None, True)))
    assert driven(*before) == [KWH * UNKNOWN_TRIP_SHARE]
    assert driven(*before, (100 + wait, look(0.5, True))) == [pytest.approx(12.0)]


def test_an_old_soc_that_stands_for_some_minutes_is_not_the_trips() -> None:
    frozen = [(100 + minute, look(0.8, True)) for minute in range(40)]
    assert driven(*LEFT, *frozen, (140, look(0.5, True))) == [pytest.approx(12.0)]


def test_one_that_is_only_counted_is_not_either() -> None:
    assert driven(*LEFT, (100, look(0.8, True, counted=True)), (110, look(0.5, True))) == [
        pytest.approx(12.0)
    ]


def test_the_soc_may_come_before_the_plug() -> None:
    assert driven(*LEFT, (99, look(0.5, False)), (100, look(0.5, True))) == [pytest.approx(12.0)]
    assert driven(*LEFT, (99, look(0.5, None)), (100, look(0.5, True))) == [pytest.approx(12.0)]


def test_what_is_charged_before_the_soc_comes_belongs_to_the_trip() -> None:
    looks = (*LEFT, (100, look(None, True)), (101, look(None, True)), (102, look(0.55, True)))
    assert driven(*looks, stored_kwh=1.0) == [pytest.approx(12.0)]


def test_what_the_house_takes_later_is_no_trip() -> None:
    back = (*LEFT, (100, look(0.5, True)))
    assert driven(*back, (110, look(0.4, True))) == [pytest.approx(12.0)]
    unused = (*LEFT, (100, HOME))
    hours = SOC_BACK_WITHIN.total_seconds() / 60 + 1
    assert driven(*unused, (100 + hours, HOME), (101 + hours, look(0.6, True))) == [0.0]


def test_a_car_that_leaves_again_before_it_told_anything_has_two_trips() -> None:
    again = (*LEFT, (100, look(None, True)), (105, AWAY), (200, look(0.5, True)))
    assert driven(*again) == [KWH * UNKNOWN_TRIP_SHARE, KWH * UNKNOWN_TRIP_SHARE]


# How far a kWh goes


def driving(*trips: tuple[float, float]) -> tuple[Absence, ...]:
    """Trips of so many km and kWh, one a day."""
    return tuple(
        Absence(NOW + timedelta(days=n), NOW + timedelta(days=n, hours=2), kwh, km)
        for n, (km, kwh) in enumerate(trips)
    )


def test_a_car_that_drove_two_hundred_km_with_thirty_kwh_goes_six_and_two_thirds_a_kwh() -> None:
    assert km_per_kwh(driving((140.0, 20.0), (60.0, 10.0))) == pytest.approx(200 / 30)


def test_a_few_km_and_trips_without_an_odometer_tell_nothing() -> None:
    assert km_per_kwh(driving((5.0, 1.0), (8.0, 1.0))) is None
    assert km_per_kwh([Absence(NOW, NOW + timedelta(hours=1), 9.0)]) is None


def test_an_odometer_that_cannot_be_does_not_make_a_car_drive_for_nothing() -> None:
    assert km_per_kwh(driving((90_000.0, 5.0))) == 15.0
    assert km_per_kwh(driving((40.0, 400.0))) == 1.5


@pytest.mark.parametrize(
    ("left_at", "back_at", "km"),
    [(10_000.0, 10_085.5, 85.5), (None, 10_085.5, None), (10_000.0, 9_999.0, None)],
)
def test_the_odometer_at_home_says_how_far_the_trip_was(
    left_at: float | None, back_at: float, km: float | None
) -> None:
    log = TripLog(since=NOW)
    out = StorageReading(storage_id="car", soc=0.8, connected=False, odometer_km=left_at)
    home = StorageReading(storage_id="car", soc=0.5, connected=True, odometer_km=back_at)
    log = log.after(out, 40.0, NOW).after(home, 40.0, NOW + timedelta(hours=3))
    (trip,) = log.absences["car"]
    assert (trip.energy_kwh, trip.km) == (pytest.approx(12.0), km)


# A tracker tells where the car is, whether it is plugged in or not


def seen(
    soc: float | None, connected: bool | None, at_home: bool | None, km: float | None = None
) -> StorageReading:
    return StorageReading(storage_id="car", soc=soc, connected=connected, at_home=at_home, odometer_km=km)


def logged(*looks: tuple[float, StorageReading]) -> TripLog:
    log = TripLog(since=NOW)
    for minute, reading in looks:
        log = log.after(reading, KWH, NOW + timedelta(minutes=minute))
    return log


def hours(log: TripLog) -> list[tuple[float, float]]:
    """Return when its trips began and ended, in hours since the beginning."""
    hour = timedelta(hours=1)
    return [((a.start - NOW) / hour, ((a.end or NOW) - NOW) / hour) for a in log.absences.get("car", ())]


def test_a_car_that_stands_at_home_without_its_plug_is_on_no_trip() -> None:
    log = logged((0, seen(0.8, True, True)), (60, seen(0.8, False, True)), (600, seen(0.8, False, True)))
    assert not log.away and not log.absences
    log = log.after(seen(0.8, True, True), KWH, NOW + timedelta(minutes=700))
    log = log.after(seen(0.8, True, True), KWH, NOW + timedelta(minutes=800))
    assert not log.absences and not log.arrivals and not log.pulled


def test_nobody_needs_a_plug_to_be_learned_from() -> None:
    log = logged(
        (0, seen(0.8, None, True)),
        (60, seen(0.8, None, False)),
        (360, seen(0.5, None, True)),
    )
    assert hours(log) == [(1.0, 6.0)]
    assert log.absences["car"][0].energy_kwh == pytest.approx(12.0)


def test_a_slow_tracker_does_not_make_a_car_leave_late() -> None:
    log = logged(
        (0, seen(0.8, True, True)),
        (60, seen(0.8, False, True)),
        (90, seen(None, False, False)),
        (360, seen(0.5, True, True)),
    )
    assert hours(log) == [(1.0, 6.0)]
    assert log.absences["car"][0].energy_kwh == pytest.approx(12.0)


def test_a_car_that_was_unplugged_for_long_leaves_when_its_tracker_says_so() -> None:
    log = logged(
        (0, seen(0.8, True, True)),
        (60, seen(0.8, False, True)),
        (180, seen(None, False, False)),
        (360, seen(0.5, True, True)),
    )
    assert hours(log) == [(3.0, 6.0)]


def test_a_car_that_comes_home_is_back_before_anybody_plugs_it_in() -> None:
    log = logged(
        (0, seen(0.8, True, True)),
        (60, seen(0.8, False, False)),
        (360, seen(0.8, False, True)),  # the unit shows what it saw last
        (500, seen(0.8, False, True)),
        (600, seen(0.5, True, True)),
    )
    assert hours(log) == [(1.0, 6.0)]
    assert log.absences["car"][0].energy_kwh == pytest.approx(12.0)


@pytest.mark.parametrize(
    ("back", "made"),
    [
        (seen(0.5, True, True), True),
        (seen(0.79, True, True), False),
        (seen(0.8, True, True, 10_040.0), True),
        (seen(None, True, True), False),
    ],
)
def test_a_tracker_that_stands_still_does_not_hide_a_drive(back: StorageReading, made: bool) -> None:
    log = logged((0, seen(0.8, True, True, 10_000.0)), (60, seen(0.8, False, True, 10_000.0)), (360, back))
    log = log.after(back, KWH, NOW + timedelta(hours=8))
    assert hours(log) == ([(1.0, 6.0)] if made else [])


def test_the_plug_wins_over_a_tracker_that_says_away() -> None:
    log = logged((0, seen(0.8, True, False)), (300, seen(0.8, True, False)))
    assert not log.away and not log.absences


# An odometer tells where the SOC does not


@pytest.mark.parametrize("known", [None, 5.0])
def test_without_an_soc_the_odometer_tells_the_energy(known: float | None) -> None:
    log = TripLog(since=NOW)
    for minute, reading in ((0, seen(None, True, None, 1e4)), (60, seen(None, False, None, 1e4))):
        log = log.after(reading, KWH, NOW + timedelta(minutes=minute))
    log = log.after(seen(None, True, None, 1e4 + 60), KWH, NOW + timedelta(minutes=200), 0.0, known)
    (trip,) = log.absences["car"]
    assert trip.energy_kwh == pytest.approx(60 / (known or 6.0)) and trip.by_km


def test_what_only_kilometres_say_does_not_tell_how_far_a_kwh_goes() -> None:
    trips = [Absence(NOW, NOW + timedelta(hours=2), 20.0, 120.0, by_km=True)]
    assert km_per_kwh(trips) is None


def test_an_soc_that_comes_late_replaces_what_the_odometer_said() -> None:
    looks = (
        (0, seen(0.8, True, None, 1e4)),
        (60, seen(0.8, False, None, 1e4)),
        (200, seen(0.8, True, None, 1e4 + 60)),
    )
    (trip,) = logged(*looks).absences["car"]
    assert trip.energy_kwh == pytest.approx(10.0) and trip.by_km
    (trip,) = logged(*looks, (230, seen(0.5, True, None, 1e4 + 60))).absences["car"]
    assert trip.energy_kwh == pytest.approx(12.0) and not trip.by_km


def test_an_odometer_that_comes_late_is_waited_for_but_not_for_ever() -> None:
    looks = (
        (0, seen(0.8, True, None, 1e4)),
        (60, seen(0.8, False, None, 1e4)),
        (200, seen(0.5, True, None, 1e4)),
    )
    (trip,) = logged(*looks, (230, seen(0.5, True, None, 1e4 + 60))).absences["car"]
    assert (trip.km, trip.energy_kwh) == (60.0, pytest.approx(12.0))
    late = logged(*looks, (300, seen(0.5, True, None, 1e4)), (330, seen(0.5, True, None, 1e4 + 60)))
    assert late.absences["car"][0].km == 0.0 and not late.arrivals


@pytest.mark.parametrize("reading_km", [None, 0.0, 9_999.0, 6_213.7, 16_093.4, 3e6])
def test_an_odometer_that_resets_or_jumps_tells_nothing(reading_km: float | None) -> None:
    log = logged(
        (0, seen(0.8, True, None, 1e4)),
        (60, seen(0.8, False, None, 1e4)),
        (200, seen(None, True, None, reading_km)),
    )
    (trip,) = log.absences["car"]
    assert trip.km is None and trip.energy_kwh == KWH * UNKNOWN_TRIP_SHARE
