"""A weekly trip that is skipped, or falls on a public holiday, is not expected; the week before and after is as ever."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.home import Departure, Home, Mode, SkippedTrip, Storage
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.outage.driving_reserve import driving_reserves
from custom_components.v2h_planner.core.pipeline import PipelineInput, make_request
from custom_components.v2h_planner.core.planning.targets import derive_targets
from custom_components.v2h_planner.core.public_holidays import days_off, is_public_holiday
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import Absence, TripLog
from custom_components.v2h_planner.core.weekly_trips import weekly_trips

from .homes import TOKYO, storage

WORKDAYS = Departure(weekdays=frozenset(range(5)), leave=time(7, 30), back=time(19), soc=0.6, energy_kwh=6.0)
# Tuesday, eight in the evening; Wednesday 13 May 2026 is a day like any other.
EVENING = datetime(2026, 5, 12, 20, tzinfo=TOKYO)
COMMUTER = Home(storages=(storage(departures=(WORKDAYS,)),))
TOMORROW = SkippedTrip(storage_id="car", leave=datetime(2026, 5, 13, 7, 30, tzinfo=TOKYO))


def evening(home: Home, now: datetime = EVENING, *, worked: int = 0) -> PipelineInput:
    """A plugged in car at half charge; it has made its commute so many workdays before."""
    days = (now.date() - timedelta(days=n) for n in range(1, 57))
    commutes = [WORKDAYS.span_on(day, TOKYO) for day in days if WORKDAYS.holds_on(day)][:worked]
    return PipelineInput(
        now=now,
        zone="Asia/Tokyo",
        home=home,
        readings=Readings(
            at=now, load_kw=0.5, storages=(StorageReading(storage_id="car", soc=0.5, connected=True),)
        ),
        situation=Situation(mode=Mode.ECONOMY),
        trips=TripLog(
            since=now - timedelta(days=56 if worked else 0),
            absences={"car": tuple(Absence(leave, back, 6.0) for leave, back in sorted(commutes))},
        ),
    )


def away_at(inputs: PipelineInput, when: datetime) -> float:
    """How surely the car is away at that time."""
    request = make_request(inputs)
    index = request.horizon.index_at(when)
    assert index is not None
    return float(request.forecasts.trips[0].away[index])


def departures(inputs: PipelineInput) -> list[datetime]:
    """The departures for which the car is made ready."""
    return [target.by.astimezone(TOKYO) for target in derive_targets(make_request(inputs))]


@pytest.mark.parametrize("worked", [0, 40], ids=["by the table alone", "learned in eight weeks too"])
def test_tomorrows_commute_is_skipped_and_the_next_one_is_not(worked: int) -> None:
    usual = evening(COMMUTER, worked=worked)
    skipping = evening(COMMUTER.without([TOMORROW], TOKYO), worked=worked)
    noon, next_noon = (datetime(2026, 5, day, 12, tzinfo=TOKYO) for day in (13, 14))
    assert away_at(usual, noon) > 0.9
    assert away_at(skipping, noon) < 0.05
    assert away_at(skipping, next_noon) > 0.9
    assert [when.day for when in departures(usual)] == [13, 14, 15]
    assert [when.day for when in departures(skipping)] == [14, 15]


def test_in_an_outage_the_house_may_have_what_a_skipped_trip_would_have_needed() -> None:
    (usual,) = driving_reserves(COMMUTER, EVENING, TOKYO)
    (skipping,) = driving_reserves(COMMUTER.without([TOMORROW], TOKYO), EVENING, TOKYO)
    assert (usual.leave.astimezone(TOKYO).day, skipping.leave.astimezone(TOKYO).day) == (13, 14)


def test_another_trip_of_that_day_and_another_cars_are_still_made() -> None:
    errand = Departure(weekdays=frozenset({2}), leave=time(20), back=time(21), soc=0.5, energy_kwh=2.0)
    home = Home(
        storages=(storage(departures=(WORKDAYS, errand)), storage(id="kei", departures=(WORKDAYS,)))
    ).without([TOMORROW], TOKYO)
    day = date(2026, 5, 13)
    commute, still, kei = (row for car in home.storages for row in car.departures)
    assert [row.holds_on(day) for row in (commute, still, kei)] == [False, True, True]


def test_a_commute_that_is_not_made_on_holidays_stays_at_home_on_greenery_day() -> None:
    row = replace(WORKDAYS, except_holidays=True)
    home = Home(storages=(storage(departures=(row,)),))
    before = datetime(2026, 5, 3, 20, tzinfo=TOKYO)  # Sunday of Golden Week; Monday to Wednesday are holidays
    assert departures(evening(home, before)) == []
    assert departures(evening(COMMUTER, before)) != []
    assert away_at(evening(home, before), datetime(2026, 5, 4, 12, tzinfo=TOKYO)) < 0.05


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 9, 22), True),  # a day between two holidays (国民の休日)
        (date(2026, 5, 6), True),  # substitute of Constitution Day
        (date(2027, 3, 22), True),  # substitute of the equinox
        (date(2026, 12, 31), False),  # no holiday by law, whatever offices do
        (date(2026, 8, 13), False),  # nor is Obon
    ],
)
def test_public_holidays_are_those_of_the_law(day: date, holiday: bool) -> None:
    assert is_public_holiday(day) is holiday


def test_a_trip_in_the_hour_that_a_clock_change_skips_can_be_taken_out() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # at 2:00 on 28 March 2027 it is 3:00
    row = Departure(weekdays=frozenset({6}), leave=time(2, 30), back=time(9), soc=0.5, energy_kwh=4.0)
    home = Home(storages=(storage(departures=(row,)),))
    saturday = datetime(2027, 3, 27, 12, tzinfo=berlin)
    (trip,) = weekly_trips(home, saturday, saturday + timedelta(days=1), berlin)
    (car,) = home.without([trip.as_skipped], berlin).storages
    assert not car.departures[0].holds_on(date(2027, 3, 28))


def test_the_week_ahead_is_listed_with_what_is_skipped_and_why_one_is_not_made() -> None:
    row = replace(WORKDAYS, except_holidays=True)
    home = Home(storages=(storage(departures=(row,)),))
    monday = datetime(2026, 4, 27, 6, tzinfo=TOKYO)  # Wednesday 29 April is Showa Day
    out = SkippedTrip(storage_id="car", leave=datetime(2026, 4, 30, 7, 30, tzinfo=TOKYO))
    week = weekly_trips(home, monday, monday + timedelta(days=5), TOKYO, [out])
    assert [trip.leave.astimezone(TOKYO).day for trip in week] == [27, 28, 29, 30, 1]
    assert [trip.skipped for trip in week] == [False, False, False, True, False]
    assert [trip.on_holiday for trip in week] == [False, False, True, False, False]
    assert week[0].id == "car:0:2026-04-27"


def test_one_that_left_yesterday_is_still_under_way() -> None:
    night = Departure(weekdays=frozenset({6}), leave=time(22), back=time(5), soc=0.8, energy_kwh=12.0)
    home = Home(storages=(storage(departures=(night,)),))
    midnight = datetime(2026, 5, 11, 0, 10, tzinfo=TOKYO)
    (trip,) = weekly_trips(home, midnight, midnight + timedelta(days=1), TOKYO)
    assert trip.leave < midnight < trip.back


@settings(max_examples=60, deadline=None)
@given(
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    leave=st.times(),
    back=st.times(),
    days=st.integers(0, 400),
    zone=st.sampled_from([TOKYO, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]),
)
def test_skipping_takes_out_the_trips_that_are_named_and_no_other(
    weekdays: frozenset[int], leave: time, back: time, days: int, zone: ZoneInfo
) -> None:
    row = Departure(weekdays=weekdays, leave=leave.replace(microsecond=0), back=back, soc=0.5, energy_kwh=1.0)
    home = Home(storages=(storage(departures=(row,)),))
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)
    fortnight = now + timedelta(days=14)
    trips = weekly_trips(home, now, fortnight, zone)
    chosen = trips[len(trips) // 2]
    after = weekly_trips(home, now, fortnight, zone, [chosen.as_skipped])
    assert [trip.id for trip in after if trip.skipped] == [chosen.id]
    assert [trip.id for trip in after] == [trip.id for trip in trips]
    expected = make_horizon(now)
    car: Storage = home.without([chosen.as_skipped], zone).storages[0]
    local = chosen.leave.astimezone(zone).date()
    assert expected.start <= now
    assert not any(departure.holds_on(local) for departure in car.departures)


def test_the_country_does_not_work_on_holidays_at_the_turn_of_the_year_and_on_obon() -> None:
    golden_week = days_off(date(2026, 4, 29), date(2026, 5, 10))
    assert golden_week == (date(2026, 4, 29), date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 6))
    assert days_off(date(2026, 8, 10), date(2026, 8, 17)) == (
        date(2026, 8, 11),
        date(2026, 8, 13),
        date(2026, 8, 14),
    )
    turn = days_off(date(2026, 12, 28), date(2027, 1, 5))
    assert turn == (date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1))
