"""The books as JSON: all of it comes back, half of it is small, and a damaged row is lost alone."""

from datetime import timedelta
import json
from typing import Any

import pytest

from custom_components.v2h_planner.books.encoding import decode_books, encode_books
from custom_components.v2h_planner.core.accounting.books import Books, bounded, fill
from tests.core.accounting.test_books import HOME, MIDNIGHT, House, looks, past
from tests.core.homes import TOKYO


def full() -> Books:
    """Books of three years, of which a morning was metered."""
    house = House()
    house.ours = frozenset()
    house.live(MIDNIGHT, MIDNIGHT + timedelta(hours=6), looks)
    slots = past(MIDNIGHT - timedelta(days=45), 45 * 48) + [
        slot for day in range(46, 1000) for slot in past(MIDNIGHT - timedelta(days=day), 1)
    ]
    return bounded(fill(house.books, slots, HOME, TOKYO), TOKYO)


def test_the_books_come_back_as_they_were() -> None:
    books = full()
    again, whole = decode_books(json.loads(json.dumps(encode_books(books))))
    assert whole
    assert again.carried == books.carried
    assert again.until == books.until
    assert again.days.keys() == books.days.keys()
    assert len(again.half_hours) == len(books.half_hours)
    assert again.total.paid_yen == pytest.approx(books.total.paid_yen, abs=0.01)
    assert again.total.battery("car").throughput_kwh == pytest.approx(
        books.total.battery("car").throughput_kwh
    )
    assert encode_books(again) == encode_books(books)


def test_their_size_is_bounded() -> None:
    assert len(json.dumps(encode_books(full()))) < 600_000


def damaged(data: dict[str, Any], what: str) -> dict[str, Any]:
    match what:
        case "a half hour":
            data["half_hours"][7] = ["nonsense"]
        case "a number":
            data["days"][3][1][0] = "NaN"
        case "the baseline":
            data["carried"] = {"kind": "never heard of"}
        case "a list":
            data["months"] = 5
        case "a time":
            data["until"] = "yesterday"
    return data


@pytest.mark.parametrize("what", ["a half hour", "a number", "the baseline", "a list", "a time"])
def test_what_is_damaged_is_lost_alone_and_said(what: str) -> None:
    books = full()
    read, whole = decode_books(damaged(json.loads(json.dumps(encode_books(books))), what))
    assert not whole
    assert read.until == books.until
    assert len(read.half_hours) >= len(books.half_hours) - 1


@pytest.mark.parametrize("data", [None, 5, [], {}])
def test_what_are_no_books_is_none(data: Any) -> None:
    books, whole = decode_books(data)
    assert books.total.hours == 0.0
    assert not whole


def test_a_later_version_may_count_more_and_an_earlier_one_less() -> None:
    data = encode_books(full())
    data["numbers"] = [*data["numbers"][:4], "never_heard_of", *data["numbers"][5:]]
    read, whole = decode_books(data)
    assert whole
    assert read.total.export_kwh == 0.0
    assert read.total.hours > 0
