"""Tomorrow is asked about and answered aloud, in both languages, in a home that runs."""

from datetime import UTC, datetime

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from tests.ha.conftest import FakeHome, entry, leaf
from tests.ha.entry_forms import DEPARTURES, NO_TRIP, OPTIONS, PEOPLE

from .conftest import hear

COMMUTE = {"trips_from": "weekly", **DEPARTURES, "trip_3": NO_TRIP}


@pytest.fixture
async def asked(home: FakeHome, hass: HomeAssistant) -> FakeHome:
    """Monday, 18 May 2026, five past eight in the evening: the question stands."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    home.freezer.move_to(datetime(2026, 5, 18, 11, 5, tzinfo=UTC))
    home.furnish()
    people = {**PEOPLE, "evening_time": "20:00:00"}
    home.entry = entry(leaf(departures=COMMUTE), {**OPTIONS, "people": people})
    await home.start()
    await home.wait(minutes=1)
    return home


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "what do you need to know?", "Tomorrow, Tuesday: away 7:30 to 18:30, about 36 km, as usual?"),
        ("en", "tomorrow as usual", "Noted for tomorrow, Tuesday: away 7:30 to 18:30, about 36 km."),
        ("en", "the car stays at home tomorrow", "Noted: the car stays at home tomorrow, Tuesday."),
        ("en", "I won't use the car tomorrow", "Noted: the car stays at home tomorrow, Tuesday."),
        ("en", "tomorrow I drive 80 km", "Noted for tomorrow, Tuesday: away 7:30 to 18:30, about 80 km."),
        ("en", "I leave at nine tomorrow", "Noted for tomorrow, Tuesday: away 9:00 to 18:30, about 36 km."),
        (
            "ja",
            "明日の予定を聞いて",
            "明日（火曜日）は7時30分から18時30分までの外出、約36 kmです。いつもどおりですか？",
        ),
        (
            "ja",
            "明日もいつもどおり",
            "明日（火曜日）は7時30分から18時30分までの外出、約36 kmとして計画します。",
        ),
        ("ja", "明日は車を使わない", "明日（火曜日）は、車を使わないものとして計画します。"),
        ("ja", "明日は車は家に置いておく", "明日（火曜日）は、車を使わないものとして計画します。"),
        (
            "ja",
            "明日は80キロ走る",
            "明日（火曜日）は7時30分から18時30分までの外出、約80 kmとして計画します。",
        ),
        ("ja", "明日は9時に出る", "明日（火曜日）は9時から18時30分までの外出、約36 kmとして計画します。"),
    ],
)
async def test_the_question_is_answered_aloud(
    asked: FakeHome, hass: HomeAssistant, language: str, text: str, answer: str
) -> None:
    said = await hear(hass, text, language)
    assert said.startswith(answer)
    standing = [one for one in asked.entry.runtime_data.data.evening if one.answered is None]
    assert bool(standing) is answer.endswith(("?", "？"))


async def test_nobody_has_to_be_asked_first(home: FakeHome, hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    home.entry = entry(leaf(departures=COMMUTE))
    await home.start()
    assert "nothing to answer" in await hear(hass, "what do you need to know?", "en")
    assert "Sunday" in await hear(hass, "the car stays at home tomorrow", "en")
    assert home.entry.runtime_data.data.told_days


async def test_what_is_over_is_said_so(asked: FakeHome, hass: HomeAssistant) -> None:
    assert "day that has begun" in await hear(hass, "the car stays at home today", "en")
