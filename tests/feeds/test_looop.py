"""The retailer's list, as it should be and as it may come. The shape is its, the numbers are ours."""

from datetime import datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.tariff.import_terms import JST
from custom_components.v2h_planner.feeds.looop import parse
from custom_components.v2h_planner.feeds.price_feed import NoPricesError

NOW = datetime(2026, 11, 22, 16, 20, tzinfo=JST)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=JST)


def day(first: float) -> dict[str, Any]:
    """A day of the list whose prices count up from `first` by 0.1 yen."""
    prices = [round(first + 0.1 * i, 2) for i in range(48)]
    return {
        "price_data": prices,
        "level": [0] * 48,
        "text": {str(i + 1): {"price": price, "level": 0} for i, price in enumerate(prices)},
    }


def answer(**days: Any) -> str:
    """A whole answer; `d0`, `d1`, `d2` replace yesterday, today and tomorrow."""
    whole = {"0": day(10), "1": day(20), "2": day(30), "label": ["0", "0.5"], "timelist": ["0:00~0:29"]}
    return json.dumps(whole | {key[1:]: value for key, value in days.items()})


def days_of(series: StepSeries) -> dict[int, int]:
    """Number of half hours by the day of the month."""
    counts: dict[int, int] = {}
    for step in series:
        counts[step.start.day] = counts.get(step.start.day, 0) + 1
    return counts


def test_three_days_are_read() -> None:
    series = parse(answer(), NOW)
    assert days_of(series) == {21: 48, 22: 48, 23: 48}
    assert series.at(NOW) == 23.2
    assert series.start == MIDNIGHT - timedelta(days=1)
    assert series.end == MIDNIGHT + timedelta(days=2)


def test_the_day_is_japans_wherever_the_clock_is() -> None:
    late = datetime(2026, 11, 21, 15, 30).replace(tzinfo=JST).astimezone() + timedelta(hours=9)
    assert parse(answer(), late).at(MIDNIGHT) == 20.0


@pytest.mark.parametrize("tomorrow", [None, {}, {"price_data": []}, {"price_data": [1.0] * 47}, "soon"])
def test_before_four_tomorrow_is_absent_and_today_is_used(tomorrow: Any) -> None:
    assert days_of(parse(answer(d2=tomorrow), NOW)) == {21: 48, 22: 48}


def test_a_value_that_is_no_number_is_a_hole() -> None:
    today = day(20)
    today["price_data"][5:9] = [float("nan"), None, "-", 9999]
    series = parse(answer(d1=today), NOW)
    assert days_of(series)[22] == 44
    assert series.at(MIDNIGHT + timedelta(minutes=150)) is None


def test_negative_prices_are_prices() -> None:
    today = day(-3)
    assert parse(answer(d1=today), NOW).at(MIDNIGHT) == -3.0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "<!DOCTYPE html>\n<html>ただいまメンテナンス中です",
            "<!DOCTYPE html> <html>ただいまメンテナンス中です",
        ),
        ("", "∅"),
        ('{"1": {"price_data": [27.5', '{"1": {"price_data": [27.5'),
        ("[]", "[]"),
        ("null", "None"),
        ('{"error": "area"}', "error"),
        (answer(d1={"price_data": [20.0] * 47}), "price_data: 47 / 48"),
        (answer(d1={"price_data": [None] * 48}), "price_data: 48 / 48"),
        (answer(d1={"price_data": {"0": 20.0}}), "0, 1, 2, label, timelist"),
    ],
)
def test_an_answer_without_today_is_refused_and_shown(text: str, found: str) -> None:
    with pytest.raises(NoPricesError) as err:
        parse(text, NOW)
    assert str(err.value) == found


def test_yesterdays_page_out_of_a_cache_is_not_taken_for_today() -> None:
    known = parse(answer(), NOW)
    morning = NOW + timedelta(hours=8)
    assert parse(answer(), morning, known) == known, "the same page, a day later: the same prices"
    fresh = parse(answer(d0=day(20), d1=day(30), d2=None), morning, known)
    assert fresh.at(MIDNIGHT + timedelta(days=1)) == 30.0
