"""The retailer's list, as it should be and as it may come. The shape is its, the numbers are ours."""

from datetime import UTC, datetime, timedelta
import json
import threading
from typing import Any

import pytest

from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.tariff.import_terms import JST
from custom_components.v2h_planner.feeds import http_json
from custom_components.v2h_planner.feeds.http_json import MOST_BYTES
from custom_components.v2h_planner.feeds.looop import URL, LooopFeed, parse, release
from custom_components.v2h_planner.feeds.price_feed import NoPricesError
from tests.readers.jma.office import Clock, Office

NOW = datetime(2026, 11, 22, 16, 20, tzinfo=JST)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=JST)
PRICES = "prices?select_area=03"


def day(first: float) -> dict[str, Any]:
    """A day of the list whose prices count up from `first` by 0.1 yen."""
    prices = [round(first + 0.1 * i, 2) for i in range(48)]
    return {
        "price_data": prices,
        "level": [0] * 48,
        "text": {str(i + 1): {"price": price, "level": 0} for i, price in enumerate(prices)},
    }


def answer(**days: Any) -> dict[str, Any]:
    """A whole answer; `d0`, `d1`, `d2` replace yesterday, today and tomorrow."""
    whole = {"0": day(10), "1": day(20), "2": day(30), "label": ["0", "0.5"], "timelist": ["0:00~0:29"]}
    return whole | {key[1:]: value for key, value in days.items()}


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
    ("payload", "found"),
    [
        ([], "[]"),
        (None, "None"),
        ({"error": "area"}, "error"),
        (answer(d1={"price_data": [20.0] * 47}), "price_data: 47 / 48"),
        (answer(d1={"price_data": [None] * 48}), "price_data: 48 / 48"),
        (answer(d1={"price_data": {"0": 20.0}}), "0, 1, 2, label, timelist"),
    ],
)
def test_an_answer_without_today_is_refused_and_shown(payload: object, found: str) -> None:
    with pytest.raises(NoPricesError) as err:
        parse(payload, NOW)
    assert str(err.value) == found


def test_yesterdays_page_out_of_a_cache_is_not_taken_for_today() -> None:
    known = parse(answer(), NOW)
    morning = NOW + timedelta(hours=8)
    assert parse(answer(), morning, known) == known, "the same page, a day later: the same prices"
    fresh = parse(answer(d0=day(20), d1=day(30), d2=None), morning, known)
    assert fresh.at(MIDNIGHT + timedelta(days=1)) == 30.0


@pytest.fixture(name="shop")
def shop_fixture() -> Office:
    """The retailer's server, at twenty past four."""
    clock = Clock()
    clock.now = NOW
    return Office(clock, {PRICES: answer()}, base=URL.rpartition("/")[0])


async def test_todays_prices_come_from_the_retailers_server(shop: Office) -> None:
    feed = LooopFeed(shop, "03", clock=shop.clock)
    assert await feed.async_refresh()
    assert shop.asked == [PRICES]
    assert days_of(feed.series) == {21: 48, 22: 48, 23: 48}
    assert feed.failing is None


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "<!DOCTYPE html>\n<html>ただいまメンテナンス中です".encode(),
            "<!DOCTYPE html> <html>ただいまメンテナンス中です",
        ),
        (b"", "∅"),
        (b'{"1": {"price_data": [27.5', '{"1": {"price_data": [27.5'),
        (b"[" * 100_000, "[" * 119 + "…"),
        (b" " * (MOST_BYTES + 1), f"> {MOST_BYTES} bytes"),
    ],
)
async def test_an_answer_that_is_no_list_is_refused_and_shown(shop: Office, body: bytes, found: str) -> None:
    shop.files[PRICES] = body
    feed = LooopFeed(shop, "03", clock=shop.clock)
    assert not await feed.async_refresh()
    assert feed.failing == found


async def test_an_answer_that_is_too_large_leaves_the_known_prices(shop: Office) -> None:
    known = parse(answer(d2=None), NOW)
    shop.files[PRICES] = json.dumps(answer()).encode() + b" " * MOST_BYTES
    feed = LooopFeed(shop, "03", clock=shop.clock, known=known)
    assert not await feed.async_refresh()
    assert feed.series == known


async def test_a_server_that_asks_for_peace_gets_it(shop: Office) -> None:
    shop.files[PRICES], shop.headers = 503, {"Retry-After": "7200"}
    feed = LooopFeed(shop, "03", clock=shop.clock)
    await feed.async_refresh()
    assert feed.due == NOW + timedelta(hours=2), "without its wish it would be twenty minutes"
    shop.clock.forward(minutes=119)
    await feed.async_refresh()
    assert len(shop.asked) == 1
    shop.files[PRICES], shop.headers = answer(), {}
    shop.clock.forward(minutes=1)
    assert await feed.async_refresh()
    assert len(shop.asked) == 2 and feed.failing is None


async def test_a_long_answer_is_decoded_beside_the_event_loop(
    shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    decoded = http_json._decoded

    def watched(body: bytes) -> object:
        threads.append(threading.current_thread())
        return decoded(body)

    monkeypatch.setattr(http_json, "_decoded", watched)
    shop.files[PRICES] = json.dumps(answer(note="x" * 100_000)).encode()
    feed = LooopFeed(shop, "03", clock=shop.clock)
    assert await feed.async_refresh()
    assert threads and threading.main_thread() not in threads


def test_the_next_days_prices_come_in_the_afternoon_of_japans_day() -> None:
    morning = datetime(2026, 11, 28, 9, 0, tzinfo=JST)
    assert release(morning) == release(morning.replace(hour=20)) == datetime(2026, 11, 28, 16, 5, tzinfo=JST)
    assert release(datetime(2026, 11, 28, 15, 30, tzinfo=UTC)) == datetime(2026, 11, 29, 16, 5, tzinfo=JST)
