"""Nobody is told twice, and nobody is woken for a minute."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.notifications.deduplication import (
    QUIET_EVERY,
    NoticeChanges,
    Place,
    SentNotices,
    changes,
    same_to_a_person,
)
from custom_components.v2h_planner.notifications.notice import Notice, NoticeKind
from tests.core.homes import NOW

ACT = Notice(
    kind=NoticeKind.STORM,
    phase="act",
    title="A warning is in force",
    message="64% now",
    causes=frozenset({"jma:wind"}),
    rank=3,
)


def hear(*notices: Notice, told: SentNotices | None = None, minutes: float = 0) -> NoticeChanges:
    """What people hear so many minutes later."""
    return changes(told or SentNotices(), notices, NOW + timedelta(minutes=minutes))


def loud(now: NoticeChanges) -> list[bool]:
    return [message.loud for message in now.messages]


def test_what_is_new_is_told_with_a_sound() -> None:
    assert loud(hear(ACT)) == [True]


def test_what_was_told_is_not_told_again() -> None:
    assert hear(ACT, told=hear(ACT).sent, minutes=60).messages == ()


def test_a_restart_does_not_tell_everything_again() -> None:
    told = decode(SentNotices, encode(hear(ACT).sent))
    assert told == hear(ACT).sent
    assert hear(ACT, told=told, minutes=5).messages == ()


def test_what_changed_for_a_person_is_told_without_a_sound_and_not_every_minute() -> None:
    told = hear(ACT).sent
    now = replace(ACT, message="80% now")
    early = hear(now, told=told, minutes=1)
    assert early.messages == ()
    later = hear(now, told=early.sent, minutes=QUIET_EVERY / timedelta(minutes=1))
    assert loud(later) == [False]
    assert hear(now, told=later.sent, minutes=60).messages == ()


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("64% now", "65% now", True),
        ("64% now", "70% now", False),
        ("at 100% by 22:00", "at 100% by 22:10", True),
        ("at 100% by 22:00", "at 100% by 21:00", False),
        ("at 100% by 23:50", "at 100% by 0:10", True),
        ("at 100% by 5:00", "at 100% by tomorrow at 5:00", False),
        ("costs 80 yen", "costs 84 yen", True),
        ("costs 1,080 yen", "costs 84 yen", False),
        ("costs 0 yen", "costs 0 yen", True),
        ("12時間使えます", "11時間使えます", True),
        ("12時間使えます", "12時間以上使えます", False),
        ("6.0 kW", "50%", False),
        ("Leaf will be at 90%.", "Leaf is not plugged in.", False),
    ],
)
def test_who_reads_it_would_do_the_same(before: str, after: str, same: bool) -> None:
    assert same_to_a_person(before, after) is same


@given(
    st.text(alphabet="0123456789:%,. 時間A", max_size=30),
    st.text(alphabet="0123456789:%,. 時間A", max_size=30),
)
@settings(max_examples=200, deadline=None)
def test_any_two_texts_can_be_compared_and_each_reads_like_itself(one: str, other: str) -> None:
    assert same_to_a_person(one, one)
    assert same_to_a_person(one, other) == same_to_a_person(other, one)


def test_a_storm_of_a_day_is_a_handful_of_updates() -> None:
    told, updates = hear(ACT).sent, 0
    for minute in range(24 * 60):
        soc, eta = min(20 + minute // 9, 100), 22 * 60 + minute % 21
        text = f"{soc}% now, full by {eta // 60}:{eta % 60:02}, costs {80 + minute % 13} yen"
        now = hear(replace(ACT, message=text), told=told, minutes=minute)
        told, updates = now.sent, updates + len(now.messages)
    assert 5 <= updates <= 20


def test_what_was_put_away_on_a_phone_stays_away_until_there_is_news() -> None:
    told = hear(ACT).sent.with_put_away("storm", Place.PHONE)
    assert hear(replace(ACT, message="80% now"), told=told, minutes=60).messages == ()
    told = decode(SentNotices, encode(told))
    assert told.tags_up(Place.PHONE) == frozenset()
    worse = hear(replace(ACT, rank=5), told=told, minutes=90)
    assert loud(worse) == [True]
    assert worse.sent.tags_up(Place.PHONE) == {"storm"}, "it is back, and is updated again"


def test_what_was_kept_by_an_earlier_version_was_put_away_nowhere() -> None:
    kept: Any = encode(hear(ACT).sent)
    for notice in kept["notices"]:
        del notice["put_away"]
    assert decode(SentNotices, kept) == hear(ACT).sent


def test_a_new_phase_makes_a_sound_and_an_old_one_does_not_do_so_again() -> None:
    full = replace(ACT, phase="full", message="100%")
    at_full = hear(full, told=hear(ACT).sent, minutes=1)
    assert loud(at_full) == [True]
    back = hear(ACT, told=at_full.sent, minutes=30)
    assert loud(back) == [False]


def test_a_worse_warning_makes_a_sound_and_a_milder_one_none() -> None:
    emergency = replace(ACT, rank=5, message="emergency")
    worse = hear(emergency, told=hear(ACT).sent, minutes=1)
    assert loud(worse) == [True]
    milder = hear(ACT, told=worse.sent, minutes=30)
    assert loud(milder) == [False]
    assert loud(hear(emergency, told=milder.sent, minutes=60)) == [True]


def test_a_second_warning_makes_a_sound() -> None:
    snow = replace(ACT, causes=ACT.causes | {"jma:snow"})
    assert loud(hear(snow, told=hear(ACT).sent, minutes=1)) == [True]


def test_a_threshold_that_was_armed_again_makes_a_sound_again() -> None:
    def left(rank: int) -> Notice:
        return replace(ACT, kind=NoticeKind.OUTAGE, rank=rank)

    told = hear(left(2)).sent
    told = hear(left(1), told=told, minutes=1).sent
    assert loud(hear(left(2), told=told, minutes=2)) == [True]


def test_what_is_over_is_taken_back_and_is_news_the_next_time() -> None:
    over = hear(told=hear(ACT).sent, minutes=1)
    assert (over.messages, over.gone) == ((), ("storm",))
    assert over.sent == SentNotices()
    assert loud(hear(ACT, told=over.sent, minutes=2)) == [True]


def test_two_cars_have_a_notice_each() -> None:
    cars = [replace(ACT, kind=NoticeKind.AWAY, storage_id=car) for car in ("leaf", "sakura")]
    now = hear(*cars)
    assert [message.notice.tag for message in now.messages] == ["away_leaf", "away_sakura"]
    assert hear(cars[1], told=now.sent, minutes=1).gone == ("away_leaf",)
