"""Tomorrow's prices: the sensor's sentence, its numbers, and the notification of an evening."""

from datetime import UTC, datetime

import pytest

from .conftest import FakeHome, day_of_prices, entry, leaf
from .entry_forms import OPTIONS, PEOPLE
from .test_evening import COMMUTE, Phone

SENSOR = "sensor.v2h_planner_prices_tomorrow"
TAG = "v2h_planner_prices"
# Monday 18 May 2026 at 19:59 in Tokyo.
BEFORE = datetime(2026, 5, 18, 10, 59, tzinfo=UTC)


async def test_the_sensor_tells_tomorrow_in_a_sentence_and_in_numbers(home: FakeHome) -> None:
    home.publish(day_of_prices(), day_of_prices())
    await home.start()
    said = home.shows(SENSOR)
    assert said.startswith("Cheapest 10:00-15:00 at ")
    assert " dearest 17:00-22:00 at " in said
    assert "; the plan " in said
    assert len(said) <= 255
    shown = home.state(SENSOR).attributes
    assert shown["day"] == "2026-05-17"
    assert shown["published"] is True
    assert shown["missing_hours"] == 0
    assert shown["lowest"] < shown["mean"] < shown["highest"]
    assert [(one["start"], one["end"]) for one in shown["cheapest"]] == [
        ("2026-05-17T10:00:00+09:00", "2026-05-17T15:00:00+09:00")
    ]
    assert shown["cheapest"][0]["mean"] == shown["lowest"]
    assert len(shown["slots"]) == 48


async def test_before_tomorrow_is_published_the_sensor_says_so(home: FakeHome) -> None:
    await home.start()
    assert home.shows(SENSOR) == "Tomorrow's prices are not published yet"
    shown = home.state(SENSOR).attributes
    assert shown["published"] is False
    assert shown["cheapest"] == shown["slots"] == []
    assert shown["mean"] is None


async def test_the_language_is_the_homes(home: FakeHome) -> None:
    home.hass.config.language = "ja"
    home.publish(day_of_prices(), day_of_prices())
    await home.start()
    assert home.shows(SENSOR).startswith("安いのは10:00～15:00（")


@pytest.fixture
async def phone(home: FakeHome) -> Phone:
    """A home that asks and tells at eight, a minute before that."""
    home.freezer.move_to(BEFORE)
    home.furnish()
    home.publish(day_of_prices(), day_of_prices())
    people = {
        **PEOPLE,
        "evening_time": "20:00:00",
        "prices_time": "20:00:00",
        "notify": ["notify.mobile_app_pixel"],
    }
    home.entry = entry(leaf(departures=COMMUTE), {**OPTIONS, "people": people})
    phone = Phone(home)
    await home.start()
    return phone


def told(phone: Phone) -> list[str]:
    return [one["message"] for one in phone.heard if one["data"]["tag"] == TAG]


async def test_at_eight_a_phone_is_told_the_prices_and_asked_about_the_car_in_two_messages(
    phone: Phone,
) -> None:
    home = phone.home
    assert phone.heard == []
    await home.wait(minutes=2)
    (message,) = told(phone)
    assert message.startswith("Cheapest 10:00-15:00 at ")
    assert message.endswith(".")
    assert phone.shows is not None
    titles = [one["title"] for one in phone.heard]
    assert titles == ["The car's trips", "Electricity prices tomorrow, Tuesday"]


async def test_a_restart_in_the_evening_tells_nobody_twice(phone: Phone) -> None:
    home = phone.home
    await home.wait(minutes=2)
    before = len(told(phone))
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    await home.settle()
    await home.start()
    await home.wait(minutes=2)
    assert len(told(phone)) == before
    home.freezer.move_to(datetime(2026, 5, 18, 15, 0, 30, tzinfo=UTC))
    await home.wait(seconds=40)
    assert told(phone)[-1] == "clear_notification"
    assert len(told(phone)) == before + 1
