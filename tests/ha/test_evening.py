"""The evening question in a home that runs: on phones, in the list, for automations, over a restart."""

from datetime import UTC, datetime
from typing import Any

from homeassistant.core import Context, ServiceCall
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.v2h_planner.const import DOMAIN

from .conftest import FakeHome, entry, leaf
from .entry_forms import DEPARTURES, NO_TRIP, OPTIONS, PEOPLE

COMMUTE = {"trips_from": "weekly", **DEPARTURES, "trip_3": NO_TRIP}
TAG = "v2h_planner_evening_leaf"
# Monday 18 May 2026 at 19:59 in Tokyo.
BEFORE = datetime(2026, 5, 18, 10, 59, tzinfo=UTC)
USUAL = "V2H_PLANNER_EVENING_USUAL_leaf_2026-05-19"
STAYS = "V2H_PLANNER_EVENING_STAYS_leaf_2026-05-19"
OTHER = "V2H_PLANNER_EVENING_OTHER_leaf_2026-05-19"
UNDO = "V2H_PLANNER_EVENING_UNDO_leaf_2026-05-19"


class Phone:
    """A phone with Home Assistant's app."""

    def __init__(self, home: FakeHome) -> None:
        self.home = home
        self.heard: list[dict[str, Any]] = []

        async def say(call: ServiceCall) -> None:
            self.heard.append(dict(call.data))

        home.hass.services.async_register("notify", "mobile_app_pixel", say)

    @property
    def shows(self) -> str | None:
        """What of the evening question is on the screen."""
        mine = [one for one in self.heard if one["data"]["tag"] == TAG]
        last = mine[-1]["message"] if mine else "clear_notification"
        return None if last == "clear_notification" else str(last)

    @property
    def buttons(self) -> list[dict[str, str]]:
        actions: list[dict[str, str]] = self.heard[-1]["data"]["actions"]
        return actions

    async def press(self, action: str, text: str | None = None, context: Context | None = None) -> None:
        data = {"action": action} | ({} if text is None else {"reply_text": text})
        self.home.hass.bus.async_fire("mobile_app_notification_action", data, context=context)
        await self.home.settle()


@pytest.fixture
async def phone(home: FakeHome) -> Phone:
    """A commuter's home that asks at eight, a minute before that."""
    home.freezer.move_to(BEFORE)
    home.furnish()
    people = {**PEOPLE, "evening_time": "20:00:00", "notify": ["notify.mobile_app_pixel"]}
    home.entry = entry(leaf(departures=COMMUTE), {**OPTIONS, "people": people})
    phone = Phone(home)
    await home.start()
    return phone


async def answer(home: FakeHome, **data: Any) -> dict[str, Any]:
    found = await home.hass.services.async_call(
        DOMAIN, "answer_evening_question", data, blocking=True, return_response=True
    )
    await home.settle()
    return dict(found or {})


def listed(home: FakeHome) -> str | None:
    """What Home Assistant's own list shows of it."""
    shown = home.hass.data.get("persistent_notification", {}).get(TAG)
    return None if shown is None else str(shown["message"])


def away(home: FakeHome, when: str) -> bool:
    at = datetime.fromisoformat(when).astimezone(UTC)
    plan = home.entry.runtime_data.data.plan
    assert plan is not None
    slot = next(slot for slot in plan.slots if slot.start <= at < slot.end)
    return slot.storage("leaf").presence < 0.1


QUESTION = "Tomorrow, Tuesday: away 7:30 to 18:30, about 36 km, as usual?"


async def test_a_phone_is_asked_at_eight_and_stays_is_planned_with_and_taken_back(phone: Phone) -> None:
    home = phone.home
    assert phone.shows is None
    await home.wait(minutes=2)
    assert phone.shows == listed(home) == QUESTION
    assert [button["action"] for button in phone.buttons] == [USUAL, STAYS, OTHER]
    assert [button.get("behavior") for button in phone.buttons] == [None, None, "textInput"]
    await phone.press(STAYS)
    assert phone.shows == "Noted: the car stays at home tomorrow, Tuesday."
    await home.replan()
    assert not away(home, "2026-05-19T12:00:00+09:00")
    await phone.press(UNDO)
    assert phone.shows == QUESTION
    await phone.press(USUAL)
    assert phone.shows == "Noted for tomorrow, Tuesday: away 7:30 to 18:30, about 36 km."
    await home.replan()
    assert away(home, "2026-05-19T12:00:00+09:00")
    await home.wait(minutes=20)
    assert phone.shows is None
    assert listed(home) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("80", "away 7:30 to 18:30, about 80 km"),
        ("８０キロ", "away 7:30 to 18:30, about 80 km"),
        ("9:00", "away 9:00 to 18:30, about 36 km"),
        ("9-17 80km", "away 9:00 to 17:00, about 80 km"),
        ("yes", "away 7:30 to 18:30, about 36 km"),
    ],
)
async def test_a_phone_answers_with_a_text(phone: Phone, text: str, said: str) -> None:
    await phone.home.wait(minutes=2)
    await phone.press(OTHER, text)
    assert phone.shows == f"Noted for tomorrow, Tuesday: {said}."


async def test_what_cannot_be_read_or_comes_too_late_is_said(phone: Phone) -> None:
    home = phone.home
    await home.wait(minutes=2)
    for text in ("", "perhaps", None):
        await phone.press(OTHER, text)
        assert phone.heard[-1]["message"].startswith("That was not understood")
        await home.wait(minutes=16)
        assert phone.shows == QUESTION
    home.freezer.move_to(datetime(2026, 5, 18, 22, 31, tzinfo=UTC))  # Tuesday, 7:31
    await home.wait(minutes=1)
    assert phone.shows is None
    await phone.press(USUAL)
    assert "about a day that has begun" in phone.heard[-1]["message"]
    await phone.press("V2H_PLANNER_EVENING_USUAL_nobody_2026-05-19")
    await phone.press("V2H_PLANNER_EVENING_USUAL_leaf_soon")
    await phone.press("V2H_PLANNER_EVENING_USUAL_")


async def test_an_answer_elsewhere_clears_the_phone(phone: Phone) -> None:
    home = phone.home
    await home.wait(minutes=2)
    found = await answer(home, answer="longer", distance_km=80)
    assert found["said"] == "Noted for tomorrow, Tuesday: away 7:30 to 18:30, about 80 km."
    assert found["day"] == "2026-05-19"
    assert found["trips"][0]["from"] == "announced"
    assert phone.shows is None
    assert listed(home) is None
    found = await answer(home, answer="undo")
    assert found["said"] == QUESTION
    assert phone.shows == QUESTION


async def test_an_answer_that_cannot_be_is_an_error_that_says_why(phone: Phone) -> None:
    home = phone.home
    with pytest.raises(ServiceValidationError) as refused:
        await answer(home, answer="stays", day="2026-06-30")
    assert refused.value.translation_key == "evening_other_day"
    with pytest.raises(ServiceValidationError) as refused:
        await answer(home, answer="longer", distance_km=3000)
    assert refused.value.translation_key == "trip_beyond_battery"


async def test_who_may_not_control_the_home_answers_nothing(
    phone: Phone, hass_read_only_user: MockUser
) -> None:
    home, guest = phone.home, Context(user_id=hass_read_only_user.id)
    await home.wait(minutes=2)
    await phone.press(STAYS, context=guest)
    assert phone.shows == QUESTION
    with pytest.raises(Unauthorized):
        await home.hass.services.async_call(
            DOMAIN, "answer_evening_question", {"answer": "stays"}, blocking=True, context=guest
        )


async def test_two_persons_who_answer_at_once_are_both_heard_and_the_later_one_counts(phone: Phone) -> None:
    home = phone.home
    await home.wait(minutes=2)
    for action in (USUAL, STAYS):
        home.hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    await home.settle()
    assert phone.shows == "Noted: the car stays at home tomorrow, Tuesday."


async def test_a_restart_asks_nobody_again_and_forgets_no_answer(phone: Phone) -> None:
    home = phone.home
    await home.wait(minutes=2)
    asked = len(phone.heard)
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    await home.wait(minutes=2)
    assert len(phone.heard) == asked
    assert listed(home) == QUESTION
    await phone.press(STAYS)
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    await home.replan()
    assert not away(home, "2026-05-19T12:00:00+09:00")
    assert home.entry.runtime_data.data.told_days


async def test_in_a_storm_the_question_is_taken_back(phone: Phone) -> None:
    home = phone.home
    await home.wait(minutes=2)
    home.set("binary_sensor.storm", "on")
    await home.wait(minutes=2)
    assert phone.shows is None


async def test_a_dry_run_asks_as_well(phone: Phone) -> None:
    home = phone.home
    assert home.entry.runtime_data.data.control is False
    await home.wait(minutes=2)
    assert phone.shows == QUESTION


async def test_a_home_that_did_not_choose_it_is_never_asked(home: FakeHome) -> None:
    home.freezer.move_to(BEFORE)
    home.furnish()
    home.entry = entry(leaf(departures=COMMUTE))
    await home.start()
    await home.wait(minutes=3)
    assert home.entry.runtime_data.data.evening == ()
