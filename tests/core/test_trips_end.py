"""What the plug says wins: a car that is back is at home, whatever was announced or is usual."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given, settings, strategies as st
import numpy as np

from custom_components.v2h_planner.core.home import Departure, Home, Mode, Storage
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.pipeline import PipelineInput, forecasts, late_trips, make_request
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.trips import LATE, Absence, Away, OneOffTrip, TripLog

from .homes import TOKYO, storage

CAR = storage(departures=())
COMMUTER = storage(
    departures=(
        Departure(weekdays=frozenset(range(7)), leave=time(7, 30), back=time(19), soc=0.6, energy_kwh=6.0),
    )
)


def clock(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 13, hour, minute, tzinfo=TOKYO)


OUTING = OneOffTrip(id="a", storage_id="car", leave=clock(10), back=clock(19), soc=0.6, energy_kwh=8.0)


def noon(
    now: datetime,
    *,
    connected: bool | None = True,
    been: Iterable[tuple[datetime, datetime]] = (),
    left: datetime | None = None,
    car: Storage = CAR,
    announced: tuple[OneOffTrip, ...] = (OUTING,),
) -> PipelineInput:
    """A sunny day with an outing from 10:00 to 19:00; `been`: absences that are over, `left`: of the present one."""
    return PipelineInput(
        now=now,
        zone="Asia/Tokyo",
        home=Home(storages=(car,)),
        readings=Readings(
            at=now,
            load_kw=0.5,
            pv_kw=4.0,
            storages=(StorageReading(storage_id="car", soc=0.4, connected=connected, doing=Verb.STANDBY),),
        ),
        situation=Situation(mode=Mode.ECONOMY),
        trips=TripLog(
            since=now if car is COMMUTER else now - timedelta(days=30),
            absences={"car": tuple(Absence(start, end, 3.0) for start, end in been)},
            away={} if left is None else {"car": Away(since=left, soc=0.6)},
        ),
        one_off=announced,
        limits=SolverLimits(gap=0.001),
        holdings=False,
    )


def away(inputs: PipelineInput, hours: float) -> float:
    """How surely the car is away so many hours from now."""
    horizon = make_horizon(inputs.now)
    index = horizon.index_at(inputs.now + timedelta(hours=hours))
    assert index is not None
    return float(forecasts(inputs, horizon, TOKYO).trips[0].away[index])


def test_a_car_that_is_back_at_half_past_twelve_is_at_home_though_seven_was_announced() -> None:
    back = noon(clock(12, 30), been=[(clock(10), clock(12, 30))])
    assert [away(back, hours) for hours in (0, 1, 3, 6)] == [0.0] * 4


def test_the_sun_of_the_afternoon_goes_into_a_car_that_is_back_early() -> None:
    back = noon(clock(12, 30), been=[(clock(10), clock(12, 30))])
    horizon = make_horizon(back.now)
    future = forecasts(back, horizon, TOKYO)
    sunny = np.where(horizon.overlap_hours(clock(12, 30), clock(16)) > 0, 4.0, 0.0)
    plan = make_plan(make_request(back, replace(future, pv_kw=sunny)))
    assert sum(slot.storage("car").charge_kw * slot.hours for slot in plan.slots[:7]) > 8.0


def test_a_car_that_never_left_is_awaited_for_two_hours_and_then_stays() -> None:
    assert away(noon(clock(10, 30)), 1) == 1.0
    assert list(late_trips(noon(clock(11, 30))))
    for now in (clock(12), clock(14, 10)):
        assert [away(noon(now), hours) for hours in (0, 1, 4)] == [0.0] * 3
        assert not list(late_trips(noon(now)))


def test_a_car_that_has_forgotten_something_is_about_to_leave() -> None:
    assert away(noon(clock(10, 10), been=[(clock(10), clock(10, 8))]), 1) == 1.0


def test_an_errand_before_the_trip_is_not_the_trip() -> None:
    errand = noon(clock(9, 50), been=[(clock(8, 30), clock(9, 45))])
    assert away(errand, 2) == 1.0
    assert make_request(errand).targets


def test_a_car_that_leaves_early_is_away_until_it_was_to_be_back() -> None:
    early = noon(clock(8, 40), connected=False, left=clock(8, 30))
    assert [away(early, hours) for hours in (0, 0.5, 1, 5)] == [1.0] * 4
    assert away(early, 10.5) < 0.5


def test_a_car_that_left_early_and_came_back_early_has_made_its_trip() -> None:
    back = noon(clock(11), been=[(clock(9, 15), clock(11))])
    assert [away(back, hours) for hours in (0, 1, 5)] == [0.0] * 3


def test_a_car_without_a_plug_sensor_is_away_as_announced() -> None:
    assert away(noon(clock(12, 30), connected=None), 1) == 1.0


def test_a_usual_trip_that_has_been_made_is_not_expected_again_today() -> None:
    back = noon(clock(12, 30), been=[(clock(7, 35), clock(12, 30))], car=COMMUTER, announced=())
    assert [away(back, hours) for hours in (0, 1, 3, 6)] == [0.0] * 4
    assert away(back, 24) > 0.5  # tomorrow it is


def test_a_usual_trip_that_has_not_begun_after_two_hours_is_not_made_today() -> None:
    assert away(noon(clock(8, 30), car=COMMUTER, announced=()), 3) > 0.3
    assert away(noon(clock(9, 30), car=COMMUTER, announced=()), 3) == 0.0


@settings(max_examples=200, deadline=None)
@given(start=st.integers(-300, 900), length=st.integers(1, 900), later=st.integers(0, 600))
def test_a_plugged_car_is_never_away_by_a_trip_that_it_has_made(start: int, length: int, later: int) -> None:
    begun = OUTING.leave + timedelta(minutes=start)
    absence = Absence(begun, begun + timedelta(minutes=length), 3.0)
    assert absence.end is not None
    now = absence.end + timedelta(minutes=later)
    over = OUTING.is_over([absence], is_home=True, now=now)
    if now >= OUTING.leave + LATE:
        assert over
    if now < OUTING.leave:
        assert not over
    assert not OUTING.is_over([absence], is_home=False, now=now) or now >= OUTING.back
