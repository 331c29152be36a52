"""Numbers, times of day and days, as they are said."""

from datetime import datetime, time, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.v2h_planner.voice import times
from custom_components.v2h_planner.voice.listening import understand
from custom_components.v2h_planner.voice.meaning import Meaning
from custom_components.v2h_planner.voice.numbers import in_digits

from .hearing import SAID_AT, TOKYO


def when(text: str, now: datetime = SAID_AT) -> str:
    """The moment that is meant, of today, tomorrow or later."""
    found = times.moment(times.read_clock(in_digits(text), now), now, TOKYO)
    return "" if found is None else f"{(found.date() - now.date()).days} {found:%H:%M}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("七時", "1 07:00"),
        ("しちじ", "1 07:00"),
        ("7時半", "1 07:30"),
        ("午後七時半", "0 19:30"),
        ("夜8時", "0 20:00"),
        ("今夜の9時", "0 21:00"),
        ("夜の12時", "1 00:00"),
        ("深夜1時", "1 01:00"),
        ("明日の正午", "1 12:00"),
        ("昼の1時", "1 13:00"),
        ("日曜の朝六時十五分", "2 06:15"),
        ("あさっての十時", "2 10:00"),
        ("金曜の7時", "7 07:00"),
        ("seven", "1 07:00"),
        ("half past six", "1 06:30"),
        ("quarter to eight tonight", "0 19:45"),
        ("ten past seven in the morning", "1 07:10"),
        ("seven thirty pm", "0 19:30"),
        ("7:30 a.m.", "1 07:30"),
        ("730 am", "1 07:30"),
        ("noon tomorrow", "1 12:00"),
        ("midnight", "1 00:00"),
        ("today at eight", "0 20:00"),
        ("tomorrow evening", "1 18:00"),
        ("8 o'clock on Monday", "3 08:00"),
    ],
)
def test_a_time_of_day_is_the_next_such_time(text: str, meant: str) -> None:
    assert when(text) == meant


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("a hundred and twenty km", "120 km"),
        ("eighty-five percent", "85 percent"),
        ("百二十キロ", "120キロ"),
        ("三十パーセント", "30パーセント"),
        ("８０％", "80%"),
        ("一番安い", "一番安い"),
        ("二〇キロ", "20キロ"),
    ],
)
def test_numbers_become_digits_where_something_is_counted(text: str, digits: str) -> None:
    assert in_digits(text) == digits


@given(
    at=st.times(max_value=time(23, 59)),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    days=st.sampled_from(["", "明日", "日曜の", "今日"]),
)
def test_what_is_meant_lies_ahead_within_a_fortnight(at: time, now: datetime, days: str) -> None:
    local = now.replace(tzinfo=TOKYO)
    clock = times.read_clock(f"{days}{at.hour}時{at.minute}分", local)
    found = times.moment(clock, local, TOKYO)
    assert found is not None
    assert timedelta() < found - local <= timedelta(days=14)
    assert found.minute == at.minute


@given(text=st.text(alphabet="0123456789時半分朝夜明日:. %キロkm twentyhalfpast曜日", max_size=40))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    for meaning in (Meaning.TRIP, Meaning.PAUSE, Meaning.CHEAPEST):
        said = understand(meaning, text, SAID_AT, TOKYO)
        assert said.soc is None or 0 <= said.soc <= 1
        assert said.when is None or said.when > SAID_AT
