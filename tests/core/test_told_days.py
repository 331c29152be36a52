"""A day of which a person has told all: its habits say nothing any more, its table and what was announced do."""

from dataclasses import replace
from datetime import datetime, timedelta

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.home import Home, SkippedTrip, ToldDay
from custom_components.v2h_planner.core.pipeline import PipelineInput, make_request
from custom_components.v2h_planner.core.trips import OneOffTrip

from .homes import TOKYO, storage
from .test_weekly_trips import COMMUTER, EVENING, TOMORROW, away_at, evening

WEDNESDAY = datetime(2026, 5, 13, tzinfo=TOKYO)
TOLD = ToldDay(storage_id="car", start=WEDNESDAY, end=WEDNESDAY + timedelta(days=1))
NO_TABLE = Home(storages=(storage(),))


def told(inputs: PipelineInput, *days: ToldDay) -> PipelineInput:
    return replace(inputs, told_days=days)


def test_a_car_that_stays_is_there_all_day_whatever_its_habits_and_its_table_say() -> None:
    habits = evening(NO_TABLE, worked=30)
    assert away_at(habits, WEDNESDAY.replace(hour=12)) > 0.5
    assert away_at(told(habits, TOLD), WEDNESDAY.replace(hour=12)) == 0.0
    assert away_at(told(habits, TOLD), WEDNESDAY.replace(day=14, hour=12)) > 0.5, "the next day is as ever"
    table = evening(COMMUTER.without([TOMORROW], TOKYO), worked=30)
    assert away_at(told(table, TOLD), WEDNESDAY.replace(hour=12)) == 0.0


def test_yes_makes_the_table_sure() -> None:
    rarely = evening(COMMUTER, worked=15)
    noon = WEDNESDAY.replace(hour=12)
    assert away_at(rarely, noon) < 0.95
    assert away_at(told(rarely, TOLD), noon) == 1.0
    assert away_at(told(rarely, TOLD), WEDNESDAY.replace(hour=7)) == 0.0
    assert away_at(told(rarely, TOLD), WEDNESDAY.replace(hour=20)) == 0.0


def test_what_is_announced_for_a_told_day_is_all_that_is_driven() -> None:
    trip = OneOffTrip(
        id="a",
        storage_id="car",
        leave=WEDNESDAY.replace(hour=10),
        back=WEDNESDAY.replace(hour=12),
        soc=0.5,
        energy_kwh=8.0,
    )
    inputs = replace(told(evening(NO_TABLE, worked=30), TOLD), one_off=(trip,))
    forecast = make_request(inputs).forecasts.trips[0]
    ahead = [
        kwh
        for start, kwh in zip(make_request(inputs).horizon.starts, forecast.trip_kwh, strict=True)
        if TOLD.start <= start < TOLD.end
    ]
    assert sum(ahead) == 8.0
    assert away_at(inputs, WEDNESDAY.replace(hour=9)) == 0.0


def test_a_car_that_left_against_what_was_told_is_away_as_its_habits_know() -> None:
    inputs = evening(NO_TABLE, WEDNESDAY.replace(hour=8), worked=30)
    gone = replace(
        inputs,
        readings=replace(
            inputs.readings,
            storages=tuple(replace(one, connected=False) for one in inputs.readings.storages),
        ),
    )
    noon = WEDNESDAY.replace(hour=12)
    assert away_at(told(gone, TOLD), noon) == away_at(gone, noon) > 0.9


def test_the_other_cars_day_is_as_ever() -> None:
    habits = evening(NO_TABLE, worked=30)
    other = replace(TOLD, storage_id="another")
    noon = WEDNESDAY.replace(hour=12)
    assert away_at(told(habits, other), noon) == away_at(habits, noon)


def test_it_can_be_replayed() -> None:
    inputs = told(evening(COMMUTER), TOLD)
    again = decode(PipelineInput, encode(inputs))
    assert again.told_days == inputs.told_days
    assert TOLD.start > EVENING
    assert isinstance(TOMORROW, SkippedTrip)
