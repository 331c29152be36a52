"""Tomorrow's prices are told once an evening."""

from datetime import datetime, time, timedelta

import pytest

from custom_components.v2h_planner.notifications.deduplication import NoticeChanges, SentNotices, changes
from custom_components.v2h_planner.notifications.price_notices import price_notices
from custom_components.v2h_planner.presentation.tomorrow import Tomorrow
from tests.core.homes import TOKYO
from tests.core.test_day_prices import USUAL, table
from tests.presentation.test_tomorrow import tomorrow

from .test_storm_notices import EN

# Tuesday; what is told is of Wednesday.
EIGHT = datetime(2026, 11, 24, 20, 0, tzinfo=TOKYO)
KNOWN, UNKNOWN = tomorrow(), tomorrow([])


class Evening:
    """What a phone hears."""

    def __init__(self, at: time | None = time(20)) -> None:
        self.at = at
        self.sent = SentNotices()

    def look(self, now: datetime, prices: Tomorrow | None = KNOWN, *, quiet: bool = False) -> NoticeChanges:
        current = price_notices(prices, self.at, self.sent, EN, now, TOKYO, quiet=quiet)
        found = changes(self.sent, current, now)
        self.sent = found.sent
        return found


def test_they_are_told_at_the_time_that_was_chosen_and_go_at_midnight() -> None:
    evening = Evening()
    assert not evening.look(EIGHT - timedelta(minutes=1)).messages
    (message,) = evening.look(EIGHT).messages
    assert message.loud
    assert message.notice.title == "Electricity prices tomorrow, Wednesday"
    assert message.notice.message.startswith("Cheapest 11:30-14:00 from 8 yen, ")
    assert message.notice.message.endswith("feeds the house 17:00-20:00.")
    assert not evening.look(EIGHT + timedelta(hours=3)).messages
    late = datetime(2026, 11, 25, 0, 1, tzinfo=TOKYO)
    assert evening.look(late).gone == ("prices",)
    assert not evening.look(late).messages


def test_who_did_not_choose_a_time_hears_nothing() -> None:
    assert not Evening(None).look(EIGHT).messages


def test_they_are_told_as_soon_as_they_are_published() -> None:
    evening = Evening(time(12))
    assert not evening.look(EIGHT.replace(hour=12), UNKNOWN).messages
    assert evening.look(EIGHT.replace(hour=16, minute=10)).messages


def test_a_restart_tells_nobody_twice() -> None:
    evening = Evening()
    evening.look(EIGHT)
    for prices in (None, UNKNOWN, KNOWN):
        found = evening.look(EIGHT + timedelta(minutes=20), prices)
        assert not found.messages
        assert not found.gone


def test_a_home_that_was_off_at_the_time_tells_later_but_not_at_night() -> None:
    assert Evening().look(EIGHT.replace(hour=21, minute=59)).messages
    assert not Evening().look(EIGHT.replace(hour=22)).messages
    assert Evening(time(22, 30)).look(EIGHT.replace(hour=23, minute=15)).messages
    assert not Evening(time(22, 30)).look(EIGHT.replace(hour=23, minute=30)).messages


@pytest.mark.parametrize("prices", [None, UNKNOWN, tomorrow([], [], table((0, 31.0)))])
def test_nothing_is_told_where_there_is_nothing_to_tell(prices: Tomorrow | None) -> None:
    assert not Evening().look(EIGHT, prices).messages


def test_in_a_storm_or_an_outage_people_have_other_worries() -> None:
    evening = Evening()
    assert not evening.look(EIGHT, quiet=True).messages
    assert evening.look(EIGHT + timedelta(minutes=5)).messages
    assert not evening.look(EIGHT + timedelta(minutes=6), quiet=True).gone


def test_a_plan_that_changes_is_shown_in_silence() -> None:
    evening = Evening()
    evening.look(EIGHT)
    (message,) = evening.look(EIGHT + timedelta(minutes=30), tomorrow(USUAL, [])).messages
    assert not message.loud


def test_the_next_evening_is_told_of_its_own_day() -> None:
    evening = Evening()
    evening.look(EIGHT)
    evening.look(EIGHT + timedelta(hours=5))
    assert not evening.look(EIGHT + timedelta(days=1)).messages  # of a day that is over
