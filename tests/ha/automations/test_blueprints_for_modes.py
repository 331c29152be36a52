"""Blueprints that set the mode by a schedule or a calendar."""

import asyncio
from datetime import date, datetime

from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service, setup_test_component_platform

from tests.ha.conftest import FakeHome

from .house import LANGUAGES, MODE, Use, clock

pytestmark = [
    pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning"),
    pytest.mark.usefixtures("blueprints"),
]


@LANGUAGES
async def test_a_schedule_sets_the_mode_but_never_in_a_storm(hass: HomeAssistant, use: Use, ja: bool) -> None:
    """It follows once the storm is over."""
    picks = async_mock_service(hass, "select", "select_option")
    mode, schedule = "select.home_mode", "schedule.typhoon_season"
    hass.states.async_set(mode, "economy", {"former_mode": None})
    hass.states.async_set(schedule, "off")
    await use("mode_by_schedule", ja, mode_entity=mode, schedule_entity=schedule, mode_on="co2")

    async def picked_when(entity_id: str, state: str, former: str | None = None) -> list[str]:
        picks.clear()
        hass.states.async_set(entity_id, state, {"former_mode": former} if entity_id == mode else {})
        for _ in range(50):  # an automation that waits never lets async_block_till_done go
            await asyncio.sleep(0)
        return [call.data["option"] for call in picks]

    assert await picked_when(schedule, "on") == ["co2"]
    assert await picked_when(mode, "co2") == []
    assert await picked_when(schedule, "off") == ["economy"]
    assert await picked_when(schedule, "on") == [], "it is so already"
    assert await picked_when(mode, "resilience", former="co2") == []
    assert await picked_when(schedule, "off") == []
    assert await picked_when(mode, "co2") == ["economy"], "it follows after the storm"


@LANGUAGES
async def test_the_schedule_counts_again_after_a_storm_with_a_restart(
    hass: HomeAssistant, use: Use, ja: bool
) -> None:
    """Nothing waits any more, for the schedule changed before Home Assistant was restarted."""
    picks = async_mock_service(hass, "select", "select_option")
    mode, schedule = "select.home_mode", "schedule.typhoon_season"
    hass.states.async_set(mode, "resilience", {"former_mode": "economy"})
    hass.states.async_set(schedule, "on")
    await use("mode_by_schedule", ja, mode_entity=mode, schedule_entity=schedule, mode_on="co2")
    hass.states.async_set(mode, "unavailable")
    hass.states.async_set(mode, "resilience", {"former_mode": "economy"})
    for _ in range(50):
        await asyncio.sleep(0)
    assert picks == []
    hass.states.async_set(mode, "economy", {"former_mode": None})
    await hass.async_block_till_done()
    assert [call.data["option"] for call in picks] == ["co2"]


class Family(CalendarEntity):
    """A dentist's appointment at eleven, and a holiday from one to three."""

    _attr_name = "Family"
    event = None

    def __init__(self, ja: bool, *more: CalendarEvent) -> None:
        """Both are in the family's language."""
        self.ja = ja

        def on_saturday(hour: int) -> datetime:
            return datetime(2026, 5, 16, hour, tzinfo=dt_util.get_default_time_zone())

        self.events = [
            CalendarEvent(on_saturday(11), on_saturday(12), "歯医者" if ja else "Dentist"),
            CalendarEvent(on_saturday(13), on_saturday(15), "北海道旅行" if ja else "Family holiday"),
            *more,
        ]

    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        """What lies between."""
        return [
            one
            for one in self.events
            if one.start_datetime_local < end_date and one.end_datetime_local > start_date
        ]


async def days_by(
    home: FakeHome, use: Use, family: Family, *times: tuple[int, int, int]
) -> list[tuple[str, str]]:
    """What the mode and the heater are at these times (day, hour, minute) with this calendar."""
    hass = home.hass
    setup_test_component_platform(hass, "calendar", [family])
    assert await async_setup_component(hass, "calendar", {"calendar": {"platform": "test"}})
    await home.start()
    heater = {"input_boolean": {"heater": {"initial": True}}}
    for domain, config in {"input_boolean": heater, "homeassistant": {}, "scene": {}}.items():
        assert await async_setup_component(hass, domain, config)
    await use(
        "away_by_calendar",
        family.ja,
        calendar_entity="calendar.family",
        mode_entity=MODE,
        off_entities=["input_boolean.heater"],
    )
    seen = []
    for day, hour, minute in times:
        while dt_util.now() < dt_util.now().replace(day=day, hour=hour, minute=minute, second=0):
            await home.wait(minutes=15)
        await clock(home, day, hour, minute)
        seen.append((home.shows(MODE), home.shows("input_boolean.heater")))
    return seen


@LANGUAGES
async def test_a_holiday_in_the_calendar_sets_the_mode_and_turns_things_off(
    home: FakeHome, use: Use, ja: bool
) -> None:
    """Both come back with the family; another appointment changes nothing."""
    seen = await days_by(home, use, Family(ja), (16, 11, 1), (16, 12, 1), (16, 13, 1), (16, 15, 1))
    assert seen == [("economy", "on"), ("economy", "on"), ("co2", "off"), ("economy", "on")]


async def test_overlapping_holidays_are_one_absence(home: FakeHome, use: Use) -> None:
    """The grandparents' visit begins in the holiday and ends after it, and a whole day follows at once."""
    zone = dt_util.get_default_time_zone()
    visit = CalendarEvent(
        datetime(2026, 5, 16, 14, tzinfo=zone), datetime(2026, 5, 17, 0, tzinfo=zone), "Holiday with grandma"
    )
    whole = CalendarEvent(date(2026, 5, 17), date(2026, 5, 18), "HOLIDAY")
    seen = await days_by(
        home, use, Family(False, visit, whole), (16, 13, 1), (16, 14, 1), (16, 15, 1), (17, 0, 1), (18, 0, 1)
    )
    assert seen == [("co2", "off")] * 4 + [("economy", "on")]
