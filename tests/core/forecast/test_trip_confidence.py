"""How well habits foretell is a number that a regular driver earns, an irregular one does not, and nobody in three days."""

from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.core.forecast.trip_confidence import (
    Confidence,
    KindOfDay,
    confidence,
    lower_end,
)
from custom_components.v2h_planner.core.forecast.trip_habits import learn_trips
from custom_components.v2h_planner.core.home import Departure
from custom_components.v2h_planner.core.public_holidays import is_public_holiday
from custom_components.v2h_planner.core.trips import Absence

TOKYO = ZoneInfo("Asia/Tokyo")
FIRST = datetime(2026, 3, 30, tzinfo=TOKYO)  # a Monday; Golden Week is five weeks later


def trip(day: int, leave: float, hours: float, kwh: float = 5.0) -> Absence:
    start = FIRST + timedelta(days=day, hours=leave)
    return Absence(start, start + timedelta(hours=hours), kwh)


def commutes(days: int, jitter_h: float = 0.0, holidays: bool = True) -> list[Absence]:
    """Every working day from about 8:00 to 18:00; with `holidays` at home on those."""
    random, out = Random(1), list[Absence]()
    for day in range(days):
        date = (FIRST + timedelta(days=day)).date()
        if date.weekday() < 5 and not (holidays and is_public_holiday(date)):
            out.append(trip(day, 8 + random.uniform(-jitter_h, jitter_h), 10, 5 + random.uniform(-1, 1)))
    return out


def judged(trips: list[Absence], days: int, departures: tuple[Departure, ...] = ()) -> Confidence:
    return confidence(learn_trips(trips, TOKYO, FIRST, FIRST + timedelta(days=days), departures))


def test_a_commuter_is_foretold_and_holidays_are_no_surprise_to_who_has_seen_one() -> None:
    found = judged(commutes(56, 0.3), 56)
    assert found.share > 0.8
    workday = found.usual[KindOfDay.WORKDAY]
    assert workday.leave is not None and workday.back is not None and workday.kwh is not None
    assert workday.leave.middle == pytest.approx(8.0, abs=0.2)
    assert 0.2 < workday.leave.high - workday.leave.low < 0.6
    assert workday.back.middle == pytest.approx(18.0, abs=0.2)
    assert workday.kwh.middle == pytest.approx(5.0, abs=0.4)
    assert found.usual[KindOfDay.HOLIDAY].days == 4  # Showa, and three of Golden Week from Monday to Friday
    assert found.usual[KindOfDay.HOLIDAY].drives == 0
    assert found.usual[KindOfDay.HOLIDAY].foretold == found.usual[KindOfDay.HOLIDAY].judged
    assert found.days == 56


def test_who_drives_at_any_hour_is_hardly_foretold() -> None:
    random = Random(2)
    found = judged([trip(day, random.uniform(0, 18), 5) for day in range(56)], 56)
    assert found.share < 0.1


def test_who_works_at_home_as_it_comes_is_not_foretold_on_working_days() -> None:
    random = Random(3)
    found = judged([one for one in commutes(42) if random.random() < 0.6], 42)
    workday = found.usual[KindOfDay.WORKDAY]
    assert workday.foretold < workday.judged / 3
    assert found.share < 0.5


def test_a_car_that_always_stays_is_foretold() -> None:
    assert judged([], 40).share > 0.9


@pytest.mark.parametrize("days", [0, 1, 3, 7])
def test_a_week_says_nothing_yet(days: int) -> None:
    assert judged(commutes(days), days).share == 0.0


def test_three_days_that_were_right_are_no_eighty_five_percent() -> None:
    found = judged([trip(day, 8, 10) for day in range(10)], 10)
    assert sum(kind.judged for kind in found.usual.values()) == 3
    assert found.share < 0.6


def test_the_drivers_table_is_no_habit() -> None:
    told = (Departure(weekdays=frozenset(range(5)), leave=time(8), back=time(18), soc=0.6, energy_kwh=5.0),)
    assert judged(commutes(56), 56, told) == judged(commutes(56), 56)


@given(st.integers(0, 400), st.integers(0, 400))
def test_more_days_with_the_same_share_are_surer(hits: int, misses: int) -> None:
    few, many = lower_end(hits, hits + misses), lower_end(2 * hits, 2 * (hits + misses))
    assert 0.0 <= few <= many + 1e-12
    assert few <= hits / max(hits + misses, 1) + 1e-12


def test_three_of_three_are_fifty_three_percent_and_four_weeks_ninety_one() -> None:
    assert (lower_end(3, 3), lower_end(28, 28)) == (
        pytest.approx(0.526, abs=1e-3),
        pytest.approx(0.912, abs=1e-3),
    )


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.floats(0, 23.9), st.floats(0.01, 200), st.floats(0, 60)), max_size=12
    ),
    st.integers(0, 60),
)
def test_no_life_breaks_it(trips: list[tuple[int, float, float, float]], days: int) -> None:
    found = judged([trip(*one) for one in trips], days)
    assert 0.0 <= found.share <= 1.0
