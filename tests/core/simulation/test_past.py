"""The home's own past out of its metered slots: half hours, gaps, and where the car was before anybody looked."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.accounting.ledger import Mark, Marks, MeteredSlot, MeteredStorage
from custom_components.v2h_planner.core.home import Departure, Home, Storage, StorageKind
from custom_components.v2h_planner.core.simulation.past import Past, TripsFrom, past_of
from custom_components.v2h_planner.core.trips import Absence, TripLog

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 3, 2, tzinfo=TOKYO)  # a Monday
CAR = Storage(
    id="ev",
    name="EV",
    kind=StorageKind.V2H_EV,
    capacity_kwh=40.0,
    charge_max_kw=6.0,
    departures=(
        Departure(weekdays=frozenset(range(5)), leave=time(8), back=time(18), soc=0.5, energy_kwh=6.0),
    ),
)
HOME = Home(storages=(CAR,))
NEVER = TripLog(since=START + timedelta(days=400))


def slot(hours_on: float, length: float = 1.0, kw: float = 0.8, **more: object) -> MeteredSlot:
    """One slot so many hours after the start."""
    usual: dict[str, object] = {
        "start": START + timedelta(hours=hours_on),
        "hours": length,
        "import_kwh": kw * length,
        "export_kwh": 0.0,
        "curtailed_kwh": 0.0,
        "load_kwh": kw * length,
        "pv_kwh": 0.2 * length,
        "import_yen_per_kwh": 30.0,
        "export_yen_per_kwh": 8.0,
        "co2_kg_per_kwh": 0.4,
    }
    return MeteredSlot(**(usual | more))


def driven(kwh: float) -> MeteredStorage:
    return MeteredStorage(
        storage_id="ev",
        connected=kwh == 0.0,
        charge_kwh=0.0,
        discharge_kwh=0.0,
        drive_kwh=kwh,
        soc_end=0.5,
        on_hours=0.0,
    )


def made(slots: list[MeteredSlot], log: TripLog = NEVER, home: Home = HOME) -> Past:
    found = past_of(slots, home, log, ({}, {}), TOKYO)
    assert found is not None
    return found


def test_an_hour_is_two_half_hours_and_it_is_told_since_when_they_were_measured() -> None:
    slots = [slot(h) for h in range(24)] + [slot(24 + h / 2, 0.5, kw=1.0) for h in range(48)]
    found = made(slots)
    assert len(found) == 96
    assert (found.load_kw[:48] == 0.8).all()
    assert (found.load_kw[48:] == 1.0).all()
    assert found.fine_since == START + timedelta(days=1)


def test_only_whole_days_are_lived() -> None:
    assert len(made([slot(h) for h in range(7, 24 * 3 + 5)])) == 2 * 48
    assert past_of([slot(h) for h in range(20)], HOME, NEVER, ({}, {}), TOKYO) is None
    assert past_of([], HOME, NEVER, ({}, {}), TOKYO) is None


def test_a_gap_and_what_no_meter_saw_are_unknown() -> None:
    unmetered = Marks(load=Mark.MISSING)
    slots = [slot(h, marks=unmetered) if h == 30 else slot(h) for h in range(72) if h != 5]
    found = made(slots)
    assert found.unknown_days() == {date(2026, 3, 2), date(2026, 3, 3)}
    assert np.isnan(found.load_kw[10:12]).all()


def test_prices_are_found_by_the_time_of_their_half_hour() -> None:
    stamp = (START + timedelta(minutes=30)).timestamp()
    found = past_of([slot(h) for h in range(24)], HOME, NEVER, ({stamp: 12.0}, {}), TOKYO)
    assert found is not None
    assert found.own_yen[1] == 12.0
    assert np.isfinite(found.own_yen).sum() == 1
    assert not np.isfinite(found.area_yen).any()


def test_before_anything_was_observed_trips_are_those_of_the_weekly_table() -> None:
    found = made([slot(h) for h in range(24 * 14)])
    assert found.trips_before is TripsFrom.WEEKLY_TABLE
    assert len(found.absences["ev"]) == 10
    assert found.absences["ev"][0] == Absence(START + timedelta(hours=8), START + timedelta(hours=18), 6.0)


def test_observed_weeks_are_repeated_before_them_at_the_same_times_of_the_week() -> None:
    since = START + timedelta(days=56)
    trips = tuple(
        Absence(since + timedelta(days=d, hours=9), since + timedelta(days=d, hours=11), 5.0)
        for d in range(0, 21, 7)
    )
    log = TripLog(since=since, absences={"ev": trips})
    found = made([slot(h) for h in range(24 * 77)], log)
    assert found.trips_before is TripsFrom.LATER_WEEKS
    assert found.trips_since == since
    times = {
        (a.start.astimezone(TOKYO).weekday(), a.start.astimezone(TOKYO).hour) for a in found.absences["ev"]
    }
    assert times == {(0, 9)}
    assert len(found.absences["ev"]) == 11


def test_where_all_was_observed_nothing_is_made_up() -> None:
    trip = Absence(START + timedelta(hours=9), START + timedelta(hours=11), 5.0)
    found = made([slot(h) for h in range(72)], TripLog(since=START, absences={"ev": (trip,)}))
    assert found.trips_before is TripsFrom.NOBODY
    assert found.absences["ev"] == (trip,)


def test_what_the_soc_lost_without_a_meter_is_a_trip_that_ends_then() -> None:
    """Every day at 17:00 the car is back with 6 kWh less; nobody saw it leave."""
    slots = [slot(h, storages=(driven(6.0 if h % 24 == 17 else 0.0),)) for h in range(24 * 10)]
    found = made(slots)
    assert found.trips_before is TripsFrom.SOC
    assert len(found.absences["ev"]) == 10
    first = found.absences["ev"][0]
    assert (first.end, first.energy_kwh) == (START + timedelta(hours=18), 6.0)
    assert first.start == START + timedelta(hours=14)


def test_a_home_without_a_car_has_no_trips() -> None:
    battery = replace(CAR, id="b", kind=StorageKind.HOME_BATTERY, departures=())
    found = made([slot(h) for h in range(48)], home=Home(storages=(battery,)))
    assert found.absences == {}
    assert found.trips_before is TripsFrom.NOBODY


@pytest.mark.parametrize("energy", [0.2, 0.7])
def test_what_a_sensor_flickers_is_no_trip(energy: float) -> None:
    slots = [slot(h, storages=(driven(energy if h % 24 == 17 else 0.0),)) for h in range(24 * 10)]
    assert made(slots).trips_before is TripsFrom.WEEKLY_TABLE
