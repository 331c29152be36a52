"""The driver's weekly table holds at every half hour, whatever the night, the week or the clock does."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.forecast import TripForecast
from custom_components.v2h_planner.core.forecast.trips import forecast_trips, learn_trips
from custom_components.v2h_planner.core.home import Departure, Home, Mode, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.pipeline import PipelineInput, plan_home
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import TripLog

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 6, 1, tzinfo=TOKYO)
CAR = Storage(
    id="ev", name="EV", kind=StorageKind.V2H_EV, capacity_kwh=40.0, charge_max_kw=6.0, discharge_max_kw=6.0
)


def told(weekdays: int | set[int], leave: time, back: time, kwh: float = 6.0) -> Departure:
    days = frozenset({weekdays} if isinstance(weekdays, int) else weekdays)
    return Departure(weekdays=days, leave=leave, back=back, soc=0.8, energy_kwh=kwh)


def absences(
    departures: list[Departure], around: datetime, zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """The table's own absences of the days around."""
    found = []
    for ahead in range(-2, 5):
        day = around.astimezone(zone).date() + timedelta(days=ahead)
        for departure in departures:
            if day.weekday() in departure.weekdays:
                home = day if departure.back > departure.leave else day + timedelta(days=1)
                at = [(day, departure.leave), (home, departure.back)]
                leave, back = (datetime.combine(*when, tzinfo=zone).astimezone(UTC) for when in at)
                found.append((leave, back))
    return found


def slot_at(horizon: Horizon, when: datetime) -> int:
    found = horizon.index_at(when)
    assert found is not None
    return found


def merged(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    out: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def share_of(departures: list[Departure], horizon: Horizon, zone: ZoneInfo) -> np.ndarray:
    hours = sum(
        (horizon.overlap_hours(*span) for span in merged(absences(departures, horizon.start, zone))),
        np.zeros(len(horizon)),
    )
    return hours / horizon.hours


def forecast(
    departures: list[Departure], now: datetime, connected: bool | None = None, zone: ZoneInfo = TOKYO
) -> tuple[Horizon, TripForecast]:
    habits = learn_trips((), zone, None, now, departures)
    horizon = make_horizon(now)
    return horizon, forecast_trips(horizon, zone, CAR, habits, connected)


SUNDAY_NIGHT = told(6, time(22), time(5))


@pytest.mark.parametrize("connected", [True, None])
@pytest.mark.parametrize("hour", [6, 12, 21])
def test_a_car_that_leaves_on_sunday_evening_is_away_until_five_in_the_morning(hour, connected):
    now = MONDAY + timedelta(days=6, hours=hour)
    horizon, trips = forecast([SUNDAY_NIGHT], now, connected)
    leave = slot_at(horizon, MONDAY + timedelta(days=6, hours=22))
    assert trips.away[leave : leave + 14] == pytest.approx(1.0)
    assert not trips.away[:leave].any()
    assert not trips.away[leave + 14 :].any()
    assert trips.trip_kwh.sum() == pytest.approx(6.0)


@pytest.mark.parametrize("minutes", range(22 * 60, 29 * 60, 25))
def test_a_car_that_is_out_since_sunday_evening_comes_back_at_five_whenever_one_asks(minutes):
    now = MONDAY + timedelta(days=6, minutes=minutes)
    horizon, trips = forecast([SUNDAY_NIGHT], now, connected=False)
    assert trips.away == pytest.approx(share_of([SUNDAY_NIGHT], horizon, TOKYO))


def test_a_trip_at_half_past_two_is_in_the_night_of_its_own_day():
    early = told(0, time(2, 30), time(9))
    for hours in (-20, -5, -1, 1, 2):
        horizon, trips = forecast([early], MONDAY + timedelta(days=7, hours=hours), connected=True)
        assert trips.away == pytest.approx(share_of([early], horizon, TOKYO))


def test_a_trip_that_is_back_at_the_hour_at_which_it_left_takes_a_day():
    shift = told(4, time(19), time(19))
    horizon, trips = forecast([shift], MONDAY + timedelta(days=4, hours=12), connected=True)
    assert trips.away.sum() == pytest.approx(48.0)
    assert trips.away == pytest.approx(share_of([shift], horizon, TOKYO))


def test_a_car_that_did_not_go_this_night_goes_to_work_in_the_morning_all_the_same():
    table = [SUNDAY_NIGHT, told({0, 1, 2, 3, 4}, time(8), time(18))]
    now = MONDAY + timedelta(days=7, hours=1)
    horizon, trips = forecast(table, now, connected=True)
    assert trips.away[0] == 0.0
    assert trips.away[1] < 0.2
    morning = slot_at(horizon, MONDAY + timedelta(days=7, hours=8))
    assert trips.away[morning : morning + 20] == pytest.approx(1.0)
    assert trips.away[morning - 6 : morning] == pytest.approx(0.0)


def test_a_car_that_is_away_without_a_word_is_back_for_its_next_departure_at_the_latest():
    table = [told({0, 1, 2, 3, 4}, time(8), time(18))]
    horizon, trips = forecast(table, MONDAY + timedelta(hours=5), connected=False)
    assert trips.away[1] > 0.8
    evening = slot_at(horizon, MONDAY + timedelta(hours=18))
    assert trips.away[evening] == pytest.approx(0.0)


def test_two_trips_that_overlap_in_the_night_are_one_absence_with_the_energy_of_both():
    table = [SUNDAY_NIGHT, told(0, time(2, 50), time(7, 10), kwh=4.0)]
    horizon, trips = forecast(table, MONDAY + timedelta(days=6, hours=12))
    assert trips.away == pytest.approx(share_of(table, horizon, TOKYO))
    assert trips.trip_kwh.sum() == pytest.approx(10.0)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_where_the_clock_changes_in_the_night_the_trip_ends_by_the_clock_on_the_wall(day):
    table = [told(5, time(22), time(5)), told(6, time(1, 30), time(2, 30), kwh=1.0)]
    horizon, trips = forecast(table, datetime.combine(day, time(12), BERLIN), True, BERLIN)
    assert trips.away == pytest.approx(share_of(table, horizon, BERLIN))
    hours = {3: 6.0, 10: 8.0}[day.month]
    assert (trips.away * horizon.hours).sum() == pytest.approx(hours)


def test_an_hour_of_the_horizon_in_which_the_clock_changes_has_both_sides_of_it():
    now = datetime(2026, 10, 23, 2, 30, tzinfo=BERLIN)
    horizon, trips = forecast([told(6, time(3), time(4))], now, True, BERLIN)
    assert trips.away == pytest.approx(share_of([told(6, time(3), time(4))], horizon, BERLIN))


clock = st.builds(time, st.integers(0, 23), st.sampled_from([0, 0, 30, 5, 10, 47]))
trip = st.builds(told, st.sets(st.integers(0, 6), min_size=1), clock, clock)
moment = st.integers(0, 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@settings(max_examples=500, deadline=None)
@given(st.lists(trip, max_size=4), moment)
def test_without_a_past_the_forecast_is_the_table(table, now):
    horizon, trips = forecast(table, now)
    assert trips.away == pytest.approx(share_of(table, horizon, TOKYO), abs=1e-6)


@settings(max_examples=500, deadline=None)
@given(st.lists(trip, min_size=1, max_size=4), moment, st.booleans())
def test_where_the_car_is_as_the_table_has_it_the_table_holds_and_else_the_next_change_sets_it_right(
    table, now, connected
):
    horizon, trips = forecast(table, now, connected)
    own = share_of(table, horizon, TOKYO)
    spans = merged(absences(table, now, TOKYO))
    under_way = next((span for span in spans if span[0] <= now < span[1]), None)
    assert trips.away[0] == (0.0 if connected else 1.0)
    if connected != (under_way is not None):
        assert trips.away[1:] == pytest.approx(own[1:], abs=1e-6)
    elif under_way is not None:
        # it has not left, or is back early: from the return in the table on the table holds again
        after = [start >= under_way[1] for start in horizon.starts]
        assert trips.away[after] == pytest.approx(own[after], abs=1e-6)
    else:
        # it is late: at the latest it is back for the table's next departure
        leave = min((start for start, _ in spans if start > now), default=horizon.end)
        after = [start >= leave for start in horizon.starts]
        assert trips.away[after] == pytest.approx(own[after], abs=1e-6)
    assert (trips.away >= 0).all()
    assert (trips.away <= 1).all()


def test_nothing_is_charged_while_the_car_is_out_at_night_and_what_its_trip_lacks_is_named():
    now = MONDAY + timedelta(days=6, hours=21)
    home = PipelineInput(
        now=now,
        zone="Asia/Tokyo",
        home=Home(storages=(replace(CAR, departures=(SUNDAY_NIGHT, told(0, time(7), time(18), 20.0))),)),
        readings=Readings(
            at=now,
            load_kw=0.5,
            pv_kw=0.0,
            storages=(StorageReading(storage_id="ev", soc=0.4, connected=True),),
        ),
        situation=Situation(mode=Mode.ECONOMY),
        trips=TripLog(since=now),
    )
    plan, _ = plan_home(home)
    night = [
        slot.storages[0]
        for slot in plan.slots
        if MONDAY + timedelta(days=6, hours=22) <= slot.start < MONDAY + timedelta(days=7, hours=5)
    ]
    assert len(night) == 14
    assert all(slot.away and not slot.charge_kw and not slot.discharge_kw for slot in night)
    assert [s.at for s in plan.shortfalls[:2]] == [
        now.replace(hour=22),
        now.replace(hour=7) + timedelta(days=1),
    ]
