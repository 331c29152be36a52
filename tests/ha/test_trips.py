"""Trips as people keep them: a weekly table that is skipped and changed, a calendar to write into, and their own one."""

from datetime import date, datetime, timedelta
from typing import Any

from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.components.calendar.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.v2h_planner.const import DOMAIN

from .conftest import FakeHome, entry, leaf
from .entry_forms import DEPARTURES, NO_TRIP

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")
TRIPS = "calendar.v2h_planner_trips"
COMMUTE = {"trips_from": "weekly", **DEPARTURES, "trip_3": NO_TRIP}


@pytest.fixture
async def commuter(home: FakeHome) -> FakeHome:
    """A home whose car leaves on weekdays at 7:30."""
    home.entry = entry(leaf(departures=COMMUTE))
    await home.start()
    return home


async def call(home: FakeHome, action: str, answers: bool = True, **data: Any) -> dict[str, Any]:
    response = await home.hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=answers
    )
    return dict(response or {})


async def listed(home: FakeHome, days: int = 7) -> list[dict[str, Any]]:
    trips: list[dict[str, Any]] = (await call(home, "list_trips", days=days))["trips"]
    return trips


def at(day: int, clock: str) -> str:
    return (
        datetime.fromisoformat(f"2026-05-{day:02} {clock}")
        .replace(tzinfo=dt_util.get_default_time_zone())
        .isoformat()
    )


# The weekly table: 16 May 2026 is a Saturday, so the commute is on the 18th to the 22nd


async def test_the_week_is_listed_and_mondays_commute_is_skipped_and_made_after_all(
    commuter: FakeHome,
) -> None:
    home = commuter
    trips = await listed(home)
    assert [trip["leave"][8:10] for trip in trips] == ["18", "19", "20", "21", "22"]
    assert {trip["kind"] for trip in trips} == {"weekly"}
    monday = trips[0]["trip_id"]
    await call(home, "skip_trip", answers=False, trip_id=monday)
    assert [trip["made"] for trip in await listed(home)] == [False, True, True, True, True]
    await home.replan()
    assert not away(home, "2026-05-18T12:00:00+09:00")
    await call(home, "unskip_trip", answers=False, trip_id=monday)
    await home.replan()
    assert away(home, "2026-05-18T12:00:00+09:00")


async def test_monday_leaves_later_this_once_and_tuesday_as_ever(commuter: FakeHome) -> None:
    home = commuter
    monday = (await listed(home))[0]["trip_id"]
    changed = await call(home, "change_trip", trip_id=monday, leave=at(18, "10:00"), distance_km=60)
    assert changed["trip_id"] == monday
    assert changed["energy_kwh"] == 10.0  # a car that has told nothing drives 6 km with a kWh
    trips = await listed(home)
    assert [trip["leave"][8:16] for trip in trips[:2]] == ["18T10:00", "19T07:30"]
    assert [trip["changed"] for trip in trips[:2]] == [True, False]
    await call(home, "cancel_trip", answers=False, trip_id=monday)  # it is not made at all
    assert [trip["made"] for trip in await listed(home)][:2] == [False, True]
    await call(home, "unskip_trip", answers=False, trip_id=monday)
    assert (await listed(home))[0]["leave"][8:16] == "18T07:30"


async def test_a_skipped_trip_stays_skipped_after_a_restart(commuter: FakeHome) -> None:
    home = commuter
    await call(home, "skip_trip", answers=False, trip_id=(await listed(home))[0]["trip_id"])
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    assert [trip["made"] for trip in await listed(home)][:2] == [False, True]


async def test_an_announced_trip_keeps_its_id_when_it_is_changed(home: FakeHome) -> None:
    await home.start()
    trip = await call(home, "plan_trip", leave=at(17, "09:00"), back=at(17, "18:00"), distance_km=120)
    changed = await call(home, "change_trip", trip_id=trip["trip_id"], soc=95)
    assert changed == {**trip, "soc": 95}
    (found,) = [trip for trip in await listed(home) if trip["kind"] != "weekly"]
    assert (found["kind"], found["soc"], found["energy_kwh"]) == ("announced", 95, 20.0)


@pytest.mark.parametrize(
    ("action", "data", "message"),
    [
        ("skip_trip", {"trip_id": "leaf:0:2026-05-17"}, "no weekly trip"),  # a Sunday
        ("unskip_trip", {"trip_id": "abc"}, "no weekly trip"),
        ("change_trip", {"trip_id": "abc", "soc": 50}, "no announced trip"),
        (
            "change_trip",
            {"trip_id": "leaf:0:2026-05-18", "back": "2026-05-18 06:00:00"},
            "must leave in the future",
        ),
        ("change_trip", {"trip_id": "leaf:0:2026-05-18", "energy_kwh": 90}, "needs 90 kWh"),
        ("cancel_trip", {"trip_id": "leaf:7:2026-05-18"}, "no announced trip"),
    ],
)
async def test_what_cannot_be_is_refused_with_words(
    commuter: FakeHome, action: str, data: dict[str, Any], message: str
) -> None:
    with pytest.raises(ServiceValidationError, match=message):
        await call(commuter, action, answers=False, **data)


async def test_energy_and_distance_at_once_are_refused(home: FakeHome) -> None:
    await home.start()
    with pytest.raises(probatio.Invalid):
        await call(
            home, "plan_trip", leave=at(17, "09:00"), back=at(17, "18:00"), distance_km=1, energy_kwh=1
        )


def away(home: FakeHome, when: str) -> bool:
    """Whether the plan has the car away at that time."""
    moment = datetime.fromisoformat(when)
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    (action,) = (
        slot["storages"]["leaf"]["action"]
        for slot in slots
        if datetime.fromisoformat(slot["start"]) <= moment < datetime.fromisoformat(slot["end"])
    )
    return bool(action == "away")


# The calendar to write into


class Page:
    """Home Assistant's calendar page, as a person uses it."""

    def __init__(self, home: FakeHome, client: Any) -> None:
        self.home, self._client = home, client

    async def send(self, do: str, **message: Any) -> str:
        """Send it; returns what was wrong, nothing when all is well."""
        await self._client.send_json_auto_id({"type": f"calendar/event/{do}", "entity_id": TRIPS, **message})
        answer = await self._client.receive_json()
        await self.home.settle()
        return "" if answer["success"] else str(answer["error"]["message"])

    async def shown(self, start: int = 16, end: int = 24) -> list[dict[str, Any]]:
        """The entries of those days of May, as the page gets them."""
        answer = await self.home.hass.services.async_call(
            "calendar",
            "get_events",
            {"entity_id": TRIPS, "start_date_time": at(start, "00:00"), "end_date_time": at(end, "00:00")},
            blocking=True,
            return_response=True,
        )
        events: list[dict[str, Any]] = answer[TRIPS]["events"]  # type: ignore[index, assignment, call-overload]
        return events


@pytest.fixture
async def page(commuter: FakeHome, hass_ws_client: WebSocketGenerator) -> Page:
    return Page(commuter, await hass_ws_client(commuter.hass))


def event(day: int, leave: str, back: str, title: str, **more: Any) -> dict[str, Any]:
    return {"dtstart": at(day, leave), "dtend": at(day, back), "summary": title, **more}


async def test_a_trip_written_into_the_calendar_is_planned_for(page: Page) -> None:
    assert await page.send("create", event=event(17, "09:00", "17:00", "実家 90km 95%")) == ""
    (trip,) = [trip for trip in await listed(page.home) if trip["kind"] == "announced"]
    assert (trip["energy_kwh"], trip["soc"]) == (15.0, 95)
    (shown, *_) = await page.shown()
    assert shown["summary"] == "Leaf 15.0 kWh, 95 %"
    assert await page.send("delete", uid=trip["trip_id"]) == ""
    assert all(trip["kind"] == "weekly" for trip in await listed(page.home))


async def test_one_of_the_series_is_moved_one_skipped_and_then_all_taken_out(page: Page) -> None:
    row = "weekly:leaf:0"
    moved = event(18, "09:15", "18:30", "Leaf 6.0 kWh, 60 %")
    assert await page.send("update", uid=row, recurrence_id="2026-05-18", event=moved) == ""
    assert await page.send("delete", uid=row, recurrence_id="2026-05-19") == ""
    starts = [shown["start"][8:16] for shown in await page.shown()]
    assert starts == ["18T09:15", "20T07:30", "21T07:30", "22T07:30"]
    gone = {"recurrence_id": "2026-05-20", "recurrence_range": "THISANDFUTURE"}
    assert await page.send("delete", uid=row, **gone) == ""
    assert [trip["kind"] for trip in await listed(page.home)] == ["announced"]


async def test_a_weekly_entry_becomes_a_row_of_the_table_and_is_edited_as_one(page: Page) -> None:
    for n in range(4):  # more than the form has
        title = f"ジム {2 + n} kWh"
        entry_ = event(16, f"{20 + n // 2}:{30 * (n % 2):02}", f"{20 + n // 2}:{30 * (n % 2) + 20:02}", title)
        assert await page.send("create", event=entry_ | {"rrule": "FREQ=WEEKLY;BYDAY=SA,SU"}) == ""
    table = page.home.entry.subentries["leaf"].data["departures"]
    assert [row for row in table if table[row] and row.startswith("trip_")][-1] == "trip_5"
    (car,) = page.home.entry.runtime_data.settings.home.storages
    assert [row.energy_kwh for row in car.departures] == [6.0, 2.0, 3.0, 4.0, 5.0]
    later = event(17, "22:30", "22:50", "Leaf") | {"rrule": "FREQ=WEEKLY;BYDAY=SU"}
    assert await page.send("update", uid="weekly:leaf:4", event=later) == ""
    (car,) = page.home.entry.runtime_data.settings.home.storages
    assert (car.departures[4].weekdays, car.departures[4].energy_kwh) == (frozenset({6}), 5.0)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("FREQ=MONTHLY", "every week"),
        ("FREQ=WEEKLY;INTERVAL=2", "every week"),
        ("FREQ=WEEKLY;COUNT=3", "every week"),
        ("FREQ=WEEKLY;BYDAY=MO", "overlap"),
    ],
)
async def test_what_a_weekly_table_cannot_hold_is_refused(page: Page, rule: str, message: str) -> None:
    refused = await page.send("create", event=event(18, "08:00", "09:00", "Leaf 2 kWh") | {"rrule": rule})
    assert message in refused
    (car,) = page.home.entry.runtime_data.settings.home.storages
    assert len(car.departures) == 1


async def test_an_entry_that_is_gone_is_refused(page: Page) -> None:
    assert "no announced trip" in await page.send("delete", uid="weekly:leaf:9")
    assert "no announced trip" in await page.send("delete", uid="weekly:tesla:0")
    assert "no weekly trip" in await page.send("delete", uid="weekly:leaf:0", recurrence_id="2026-05-17")


async def test_a_whole_day_is_a_trip_from_midnight_to_midnight(page: Page) -> None:
    day = {"dtstart": "2026-05-17", "dtend": "2026-05-18", "summary": "海 100km"}
    assert await page.send("create", event=day) == ""
    (trip,) = [trip for trip in await listed(page.home) if trip["kind"] == "announced"]
    assert (trip["leave"][8:16], trip["back"][8:16]) == ("17T00:00", "18T00:00")


# A person's own calendar


class FamilyCalendar(CalendarEntity):
    """A calendar of somebody else, with what is written into it."""

    entity_id = "calendar.family"

    def __init__(self) -> None:
        self.entries: list[CalendarEvent] = []
        self.broken = False

    @property
    def event(self) -> CalendarEvent | None:
        return None

    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        if self.broken:
            raise HomeAssistantError("the server is away")
        return [
            event
            for event in self.entries
            if event.start_datetime_local < end_date and event.end_datetime_local > start_date
        ]

    def note(self, title: str, start: date, end: date) -> None:
        self.entries.append(CalendarEvent(summary=title, start=start, end=end))


@pytest.fixture
async def calendar(home: FakeHome, hass: HomeAssistant) -> FamilyCalendar:
    """The family's calendar, which the car follows."""
    assert await async_setup_component(hass, "calendar", {})
    family = FamilyCalendar()
    await hass.data[DATA_COMPONENT].async_add_entities([family])
    home.entry = entry(leaf(departures={"trips_from": "none", "trips_calendar": "calendar.family"}))
    return family


async def test_the_familys_calendar_takes_the_car_away(home: FakeHome, calendar: FamilyCalendar) -> None:
    start = dt_util.now() + timedelta(hours=20)
    calendar.note("おばあちゃん ８０km", start, start + timedelta(hours=6))
    calendar.note("Dentist", start + timedelta(hours=1), start + timedelta(hours=2))  # it is away already
    calendar.note(
        "Golden wedding", date(2026, 5, 18), date(2026, 5, 19)
    )  # a day that says nothing of driving
    await home.start()
    (trip,) = await listed(home)
    assert trip["kind"] == "calendar"
    assert trip["energy_kwh"] == pytest.approx(80 / 6, abs=0.01)
    assert away(home, (start + timedelta(hours=3)).isoformat())
    with pytest.raises(ServiceValidationError, match="your own calendar"):
        await call(home, "cancel_trip", answers=False, trip_id=trip["trip_id"])


async def test_a_calendar_that_does_not_answer_keeps_what_it_said(
    home: FakeHome, calendar: FamilyCalendar
) -> None:
    start = dt_util.now() + timedelta(hours=20)
    calendar.note("海 120km", start, start + timedelta(hours=6))
    await home.start()
    calendar.broken = True
    await home.wait(minutes=31)
    assert [trip["energy_kwh"] for trip in await listed(home)] == [20.0]
    calendar.broken = False
    calendar.entries.clear()
    await home.wait(minutes=31)
    assert await listed(home) == []


async def test_a_way_that_is_longer_than_the_battery_lasts_leaves_with_all_it_can(
    home: FakeHome, calendar: FamilyCalendar
) -> None:
    start = dt_util.now() + timedelta(hours=20)
    calendar.note("北海道 900km", start, start + timedelta(days=3))
    await home.start()
    (trip,) = await listed(home)
    assert (trip["energy_kwh"], trip["soc"]) == (40.0, 100)


async def test_a_calendar_that_is_not_there_is_named_and_everything_else_goes_on(home: FakeHome) -> None:
    home.entry = entry(leaf(departures={"trips_from": "none", "trips_calendar": "calendar.gone"}))
    await home.start()
    await home.wait(minutes=6)
    assert home.issues["calendar.gone"] == "input_missing"
    assert home.shows("sensor.v2h_planner_plan") != "unknown"
