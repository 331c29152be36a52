"""The trips of the next days, with their true times."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from custom_components.v2h_planner.core.home import Home, SkippedTrip, StorageKind
from custom_components.v2h_planner.core.trips import OneOffTrip
from custom_components.v2h_planner.face.contract import Trip
from custom_components.v2h_planner.face.trips import trips_of
from tests.core.homes import TOKYO, after

from .house import CAR, plan, settings, snapshot

TRIP = OneOffTrip(id="abc", storage_id="car", leave=after(40.25), back=after(44), soc=0.9, energy_kwh=4.0)


def trips(home: Home | None = None, **changes: Any) -> list[Trip]:
    given = settings() if home is None else settings(home)
    return trips_of(snapshot(changes.pop("made", plan()), **changes), given, TOKYO)


def test_a_weekly_trip_is_there_once_a_week_with_what_the_plan_has_for_it() -> None:
    (commute,) = trips()
    assert commute == {
        "id": "car:0:2026-11-25",
        "storage_id": "car",
        "kind": "weekly",
        "leave": "2026-11-24T22:30:00Z",
        "back": "2026-11-25T09:00:00Z",
        "soc": 80.0,
        "energy_kwh": 8.0,
        "planned_soc": 77.0,
        "enough": False,
        "skipped": False,
        "changed": False,
    }


def test_an_announced_trip_keeps_its_minutes_beyond_36_hours() -> None:
    _, trip = trips(one_off=(TRIP,))
    assert (trip["id"], trip["kind"], trip["leave"]) == ("abc", "announced", "2026-11-26T01:15:00Z")
    assert (trip["planned_soc"], trip["enough"]) == (57.0, False)


def test_beyond_the_plan_nobody_knows_whether_it_is_enough() -> None:
    late = replace(TRIP, leave=after(70), back=after(72))
    assert [(trip["planned_soc"], trip["enough"]) for trip in trips(one_off=(late,))][1] == (None, None)
    assert [trip["planned_soc"] for trip in trips(made=None)] == [None]


def test_a_trip_that_is_over_is_gone_and_one_under_way_is_not() -> None:
    over = replace(TRIP, leave=after(-3), back=after(-1))
    under_way = replace(TRIP, id="now", leave=after(-3), back=after(1))
    found = trips(one_off=(over, under_way))
    assert [trip["id"] for trip in found] == ["now", "car:0:2026-11-25"]
    assert found[0]["enough"] is None


def test_the_weekly_trip_that_the_car_is_on_is_shown_only_while_it_is_away() -> None:
    midday = after(18)
    for connected, expected in ((False, "2026-11-24T22:30:00Z"), (True, "2026-12-01T22:30:00Z")):
        first = trips(at=midday, connected=connected)[0]
        assert first["leave"] == expected


def test_a_skipped_commute_is_marked_and_nothing_is_said_of_its_charge() -> None:
    out = SkippedTrip(storage_id="car", leave=datetime(2026, 11, 25, 7, 30, tzinfo=TOKYO))
    (commute,) = trips(skipped=(out,))
    assert (commute["id"], commute["skipped"]) == ("car:0:2026-11-25", True)
    assert (commute["planned_soc"], commute["enough"]) == (None, None)


def test_a_changed_commute_is_there_once_with_its_new_time() -> None:
    out = SkippedTrip(storage_id="car", leave=datetime(2026, 11, 25, 7, 30, tzinfo=TOKYO))
    later = replace(TRIP, id="car:0:2026-11-25", leave=after(16), back=after(24))
    (commute,) = trips(skipped=(out,), one_off=(later,))
    assert (commute["kind"], commute["changed"], commute["skipped"]) == ("weekly", True, False)
    assert commute["leave"] == "2026-11-25T01:00:00Z"


def test_a_trip_of_a_persons_own_calendar_says_that_it_is_changed_there() -> None:
    (_, trip) = trips(one_off=(replace(TRIP, id="calendar:0a1b2c"),))
    assert trip["kind"] == "calendar"


def test_a_trip_over_midnight_is_back_on_the_next_day() -> None:
    row = replace(CAR.departures[0], leave=time(22), back=time(6))
    (trip,) = trips(Home(storages=(replace(CAR, departures=(row,)),)), made=None)
    assert (trip["leave"], trip["back"]) == ("2026-11-25T13:00:00Z", "2026-11-25T21:00:00Z")


def test_what_was_learned_and_is_nearly_sure_is_a_trip() -> None:
    untold = Home(storages=(replace(CAR, departures=()),))
    (learned,) = trips(untold)
    assert (learned["kind"], learned["leave"]) == ("learned", "2026-11-24T22:30:00Z")
    assert learned["energy_kwh"] == 8.0
    assert (learned["soc"], learned["enough"]) == (None, None)
    assert trips(Home(storages=(replace(CAR, departures=(), learns_trips=False),))) == []


def test_a_home_battery_makes_no_trips() -> None:
    kind = StorageKind.HOME_BATTERY
    assert trips(Home(storages=(replace(CAR, kind=kind),))) == []
