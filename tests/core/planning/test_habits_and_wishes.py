"""Nothing that is learned of a car ever lowers what a person has asked for, whatever its habits are."""

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import given, settings, strategies as st
import numpy as np

from custom_components.v2h_planner.core.forecast.trips import forecast_trips, learn_trips
from custom_components.v2h_planner.core.home import Departure
from custom_components.v2h_planner.core.plan import SocTarget, TargetKind
from custom_components.v2h_planner.core.planning.targets import Window, derive_targets, windows_of
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.trips import Absence
from tests.core.homes import NOW, TOKYO, request, storage

DAYS = 21
ABSENCES = st.lists(
    st.tuples(st.integers(1, DAYS), st.floats(0, 23.9), st.floats(0.1, 60), st.floats(0, 30)), max_size=30
)


def asked(wanted: PlanRequest) -> list[Window]:
    """What the plan has to hold when the car leaves as people have told it."""
    every = np.full((1, len(wanted.horizon)), 40.0)
    targets = [target for target in derive_targets(wanted) if target.until is None]
    return sorted(windows_of(wanted, targets, every), key=lambda window: window.target.by)


@given(
    absences=ABSENCES,
    regular=st.booleans(),
    leave_in=st.floats(0.6, 22.0),
    soc=st.floats(0.2, 1.0),
    table=st.times(),
    except_holidays=st.booleans(),
    plug=st.sampled_from([True, None]),
    hour=st.integers(0, 23),
)
@settings(max_examples=200, deadline=None)
def test_a_plan_asks_for_no_less_with_habits_than_without(
    absences: list[tuple[int, float, float, float]],
    regular: bool,
    leave_in: float,
    soc: float,
    table: time,
    except_holidays: bool,
    plug: bool | None,
    hour: int,
) -> None:
    now = NOW.replace(hour=hour)
    midnight = now.replace(hour=0)
    row = Departure(
        weekdays=frozenset(range(7)),
        leave=table.replace(second=0, microsecond=0, tzinfo=None),
        back=time((table.hour + 3) % 24, table.minute),
        soc=soc,
        energy_kwh=4.0,
        except_holidays=except_holidays,
    )
    car = storage(departures=(row,))
    wish = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=soc, by=now + timedelta(hours=leave_in))
    outing = Absence(wish.by, wish.by + timedelta(hours=4), 5.0)
    days = range(1, DAYS + 1) if regular else (0,)
    past = [
        Absence(leave, leave + timedelta(hours=length), kwh)
        for day, clock_h, length, kwh in absences
        for n in days
        if (leave := midnight - timedelta(days=n if regular else day) + timedelta(hours=clock_h))
        + timedelta(hours=length)
        < now
    ]
    habits = learn_trips(past, TOKYO, midnight - timedelta(days=DAYS), now, car.departures)
    base = request(car, now=now, soc=0.5, connected=plug, targets=(wish,))
    given_, none = (
        forecast_trips(base.horizon, TOKYO, car, known, plug, (outing,))
        for known in (habits, learn_trips((), TOKYO, None, now))
    )
    with_habits = replace(base, forecasts=replace(base.forecasts, trips=(given_,)))
    without = replace(base, forecasts=replace(base.forecasts, trips=(none,)))
    more, usual = asked(with_habits), asked(without)
    held = {(window.target.kind, window.target.by): window for window in more}
    for window in usual:
        if plug is None and window.target.by <= base.horizon.edges[1]:
            continue  # nobody knows whether it is there, and nothing can be charged before it leaves
        found = held[window.target.kind, window.target.by]
        assert found.target.soc >= window.target.soc
        assert found.slots.stop == window.slots.stop  # until it leaves, however much sooner it must be there
