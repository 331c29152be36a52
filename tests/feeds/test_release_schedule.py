"""When a source of prices is asked."""

from datetime import datetime, timedelta

import pytest

from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.tariff.import_terms import JST
from custom_components.v2h_planner.feeds.release_schedule import RETRIES, Schedule, Tries

SCHEDULE = Schedule(timedelta(hours=16, minutes=5), JST)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=JST)


def at(clock: str, day: int = 22) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day}T{clock}:00+09:00")


def prices(half_hours: int) -> StepSeries:
    return StepSeries.regular(MIDNIGHT, timedelta(minutes=30), [10.0] * half_hours)


def asked(known: StepSeries, start: datetime, end: datetime) -> list[str]:
    """Every time of day at which a source that never has more is asked."""
    now, tries, times = start, Tries(), []
    while (due := max(SCHEDULE.due(known, tries, now), now)) < end:
        now = due
        if SCHEDULE.needs(known, now):
            tries = SCHEDULE.tried(tries, now)
            times.append(f"{now.astimezone(JST):%d %H:%M}")
        else:
            now += timedelta(seconds=1)
    return times


def test_nobody_asks_while_today_is_known_and_tomorrow_is_not_due() -> None:
    assert not SCHEDULE.needs(prices(48), at("15:59"))
    assert SCHEDULE.due(prices(48), Tries(), at("09:00")) == at("16:05")


def test_tomorrow_is_asked_for_once_when_it_is_due() -> None:
    assert SCHEDULE.due(prices(48), Tries(), at("16:05")) == at("16:05")
    tries = SCHEDULE.tried(Tries(), at("16:05"))
    assert SCHEDULE.due(prices(96), tries, at("16:06")) == at("00:10", 23), (
        "a new day, looked at and left alone"
    )
    assert not SCHEDULE.needs(prices(96), at("00:10", 23))


def test_a_source_without_tomorrow_is_asked_a_few_times_ever_more_rarely() -> None:
    times = asked(prices(48), at("12:00"), at("00:00", 23))
    assert times == ["22 16:05", "22 16:25", "22 17:05", "22 18:35", "22 21:35"]


def test_a_source_that_is_down_for_a_day_is_asked_ten_times() -> None:
    assert len(asked(StepSeries(), at("00:10"), at("00:10", 23))) == 2 * (1 + len(RETRIES))


def test_a_restart_asks_at_once_only_if_something_is_missing() -> None:
    assert SCHEDULE.due(StepSeries(), Tries(), at("11:00")) == at("11:00")
    assert SCHEDULE.due(prices(96), Tries(), at("20:00")) == at("00:10", 23)


@pytest.mark.parametrize("hole", [30, 47, 60])
def test_a_hole_ahead_is_something_missing(hole: int) -> None:
    known = StepSeries(tuple(step for i, step in enumerate(prices(96)) if i != hole))
    assert SCHEDULE.needs(known, at("16:30")) == (hole > 33)
