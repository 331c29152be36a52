"""Whatever a browser asks, writes into the calendar or gets back: it is answered or refused, and never breaks the planner."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
import json
import logging
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.components.calendar import CalendarEntity, CalendarEvent
from homeassistant.components.calendar.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import CLIENT_ID, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.diagnostics import async_get_config_entry_diagnostics
from tests.ha.conftest import FakeHome, entry, leaf
from tests.ha.entry_forms import HOME_BATTERY, home_entry, storage

from .test_markup import PAYLOADS
from .test_permissions import DATA, ask

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")
TRIPS = "calendar.v2h_planner_trips"
COMMANDS = ("subscribe", "preview", "compare_modes", "compare_storm", "simulation")
NOON, EVENING = "2026-05-17T12:00:00+09:00", "2026-05-17T18:00:00+09:00"
TRIP = {"leave": NOON, "back": EVENING, "soc": 80, "energy_kwh": 5}
HUGE = "x" * 1_000_000
ODD_VALUES: list[Any] = [None, "", HUGE, 0, -1, 1e308, True, [], {}, [[]], "\u202e<img src=x>", "9" * 5_000]
ODD_TIMES: list[Any] = [*ODD_VALUES, "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "noon"]
# Home Assistant itself knows no other time zones in years 1 and 9999.
BEYOND_TIME = "unknown_error"
REFUSED = {"invalid_format", "not_found", "home_assistant_error", "service_validation_error"}


def odd_questions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Commands with one thing in each that nobody would ask."""
    for value in ODD_VALUES:
        for command in COMMANDS:
            yield command, {"entry_id": value}
            yield command, {"language": value}
            yield command, {"unheard_of": value}
        yield "homes", {"entry_id": value}
        for key in ("storage_id", "trip_id", "trip", "target", "socs", "mode"):
            yield "preview", {"storage_id": "leaf", key: value}
        for key in ("soc", "energy_kwh", "unheard_of"):
            yield "preview", {"storage_id": "leaf", "trip": {**TRIP, key: value}}
        yield "preview", {"storage_id": "leaf", "target": {"soc": value}}
        yield "preview", {"storage_id": "leaf", "trip": TRIP, "socs": [value]}
    for when in ODD_TIMES:
        for key in ("leave", "back"):
            yield "preview", {"storage_id": "leaf", "trip": {**TRIP, key: when}}
        yield "preview", {"storage_id": "leaf", "target": {"soc": 80, "by": when}}
    yield "preview", {"storage_id": "leaf", "trip": TRIP, "socs": [50] * 100_000}


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """The access log asks the clock for its zone, which a frozen one does not know."""
    caplog.set_level(logging.ERROR)
    caplog.set_level(logging.ERROR, "aiohttp.access")


async def answer(client: MockHAClientWebSocket, what: str, **data: Any) -> dict[str, Any]:
    """Ask, and return the answer; what comes of subscriptions is left."""
    await client.send_json_auto_id({"type": what, **data})
    while (message := await client.receive_json())["type"] != "result":
        pass
    return dict(message)


async def test_whatever_a_browser_asks_is_answered_or_refused_with_a_reason(
    home: FakeHome, hass_ws_client: WebSocketGenerator, caplog: pytest.LogCaptureFixture
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    for command, data in odd_questions():
        told = await answer(client, f"v2h_planner/{command}", **data)
        if not told["success"]:
            assert told["error"]["code"] in REFUSED, (command, str(data)[:200], str(told)[:300])
    assert not [record for record in caplog.records if "v2h_planner" in (record.exc_text or "")]
    await home.replan()
    assert home.entry.runtime_data.data.failures == 0
    assert home.entry.runtime_data.announced_trips == ()


async def test_a_person_of_another_home_neither_sees_nor_changes_this_one(
    home: FakeHome, hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    cell = home_entry(storage("home_battery", HOME_BATTERY, name="電池", subentry_id="cell"))
    cell.add_to_hass(hass)
    await home.start()  # sets both up
    registered = er.async_entries_for_config_entry(er.async_get(hass), cell.entry_id)
    theirs = [one.entity_id for one in registered]
    assert len(theirs) > 10
    ours = er.async_get(hass).async_get_entity_id("calendar", DOMAIN, f"{home.entry.entry_id}_trips")
    neighbour = MockUser(name="neighbour").add_to_hass(hass)
    rights = {entity_id: {POLICY_READ: True, POLICY_CONTROL: True} for entity_id in theirs}
    neighbour.mock_policy({"entities": {"entity_ids": rights}})
    token = hass.auth.async_create_access_token(
        await hass.auth.async_create_refresh_token(neighbour, CLIENT_ID)
    )
    client = await hass_ws_client(hass, token)
    for command in COMMANDS:
        told = await answer(client, f"v2h_planner/{command}", entry_id=home.entry.entry_id)
        assert told["error"]["code"] == "unauthorized"
    told = await answer(client, "v2h_planner/preview", entry_id=cell.entry_id, storage_id="leaf", trip=TRIP)
    assert told["error"]["code"] == "not_found"
    assert [one["entry_id"] for one in (await answer(client, "v2h_planner/homes"))["result"]] == [
        cell.entry_id
    ]
    for action, data in DATA.items():
        with pytest.raises(HomeAssistantError, match="(?i)unauthorized"):
            await ask(home, action, neighbour.id, config_entry_id=home.entry.entry_id, **data)
    event = {"dtstart": NOON, "dtend": EVENING, "summary": "5 kWh"}
    for do, more in (
        ("create", {"event": event}),
        ("update", {"uid": "a", "event": event}),
        ("delete", {"uid": "a"}),
    ):
        told = await answer(client, f"calendar/event/{do}", entity_id=ours, **more)
        assert told["error"]["code"] == "unauthorized"
    assert home.entry.runtime_data.announced_trips == ()


async def test_a_read_only_user_writes_nothing_into_the_calendar_of_trips(
    home: FakeHome, hass_ws_client: WebSocketGenerator, hass_read_only_access_token: str
) -> None:
    await home.start()
    before = home.entry.as_dict()
    client = await hass_ws_client(home.hass, hass_read_only_access_token)
    weekly = {"uid": "weekly:leaf:0", "event": {"dtstart": NOON, "dtend": EVENING, "summary": "5 kWh"}}
    for do, more in (
        ("create", {"event": weekly["event"]}),
        ("update", weekly),
        ("delete", {"uid": "weekly:leaf:0"}),
    ):
        told = await answer(client, f"calendar/event/{do}", entity_id=TRIPS, **more)
        assert told["error"]["code"] == "unauthorized"
    assert home.entry.as_dict() == before


ODD_WORDS = [
    *PAYLOADS,
    HUGE,
    "1" * 400 + " kWh",
    "9" * 400 + " km",
    "-5 kWh",
    "nan kWh",
    "1e400 km",
    "\ud7ff\u0000",
]
ODD_RULES = [
    "FREQ=WEEKLY;BYDAY=" + "MO," * 50_000 + "MO",
    "FREQ=WEEKLY;BYDAY=+1MO",
    "FREQ=WEEKLY;INTERVAL=999999999",
]
ODD_SPANS = [
    ("9999-12-31T10:00:00-12:00", "9999-12-31T23:59:59-12:00"),
    ("0001-01-01T00:00:00+14:00", "0001-01-01T01:00:00+14:00"),
    ("9999-12-30", "9999-12-31"),
    ("0001-01-01", "0001-01-02"),
    ("2026-05-17T12:00:00+09:00", "2029-05-17T12:00:00+09:00"),
]


async def test_whatever_is_written_into_the_calendar_of_trips_is_a_trip_or_refused(
    home: FakeHome, hass_ws_client: WebSocketGenerator, caplog: pytest.LogCaptureFixture
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    day = {"dtstart": "2026-05-17T12:00:00+09:00", "dtend": "2026-05-17T18:00:00+09:00"}
    events = [{**day, "summary": words, "description": words} for words in ODD_WORDS]
    events += [{**day, "summary": "Leaf", "rrule": rule} for rule in ODD_RULES]
    odd_spans = [{"dtstart": start, "dtend": end, "summary": "Leaf"} for start, end in ODD_SPANS]
    events += odd_spans
    events += [{**event, "rrule": "FREQ=WEEKLY"} for event in odd_spans]
    for event in events:
        for do, more in (("create", {}), ("update", {"uid": "weekly:leaf:0"}), ("update", {"uid": HUGE})):
            told = await answer(client, f"calendar/event/{do}", entity_id=TRIPS, event=event, **more)
            if not told["success"]:
                assert told["error"]["code"] in {*REFUSED, "failed", BEYOND_TIME}, (
                    str(event)[:200],
                    str(told)[:300],
                )
                assert len(told["error"]["message"]) < 1_000
        for trip in home.entry.runtime_data.announced_trips:
            home.entry.runtime_data.async_cancel_trip(trip.id)
    for uid in (HUGE, "weekly:leaf:99", "weekly::", "weekly:leaf:²", "calendar:abc", "<b>", ""):
        for which in (None, HUGE, "2026-99-99", "0001-01-01"):
            more = {} if which is None else {"recurrence_id": which}
            told = await answer(client, "calendar/event/delete", entity_id=TRIPS, uid=uid, **more)
            assert not told["success"]
            assert told["error"]["code"] in {*REFUSED, "failed"}, (uid[:50], str(told)[:300])
            assert len(told["error"]["message"]) < 1_000
    assert not [record.exc_text for record in caplog.records if "v2h_planner" in (record.exc_text or "")]
    await home.replan()
    assert home.entry.runtime_data.data.failures == 0


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)),
        (datetime(9999, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
async def test_a_calendar_that_is_asked_for_the_end_of_time_answers(
    home: FakeHome, start: datetime, end: datetime
) -> None:
    await home.start()
    for entity_id in (TRIPS, "calendar.v2h_planner_plan"):
        calendar = home.hass.data[DATA_COMPONENT].get_entity(entity_id)
        assert calendar is not None
        assert len(await calendar.async_get_events(home.hass, start, end)) < 1_000


class OddCalendar(CalendarEntity):
    """Somebody's calendar, in which there are the strangest entries."""

    entity_id = "calendar.odd"

    def __init__(self) -> None:
        self.entries: list[CalendarEvent] = []

    @property
    def event(self) -> CalendarEvent | None:
        return None

    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        return self.entries


async def test_no_entry_of_somebodys_calendar_stops_the_planner_or_becomes_markup(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(home.hass, "calendar", {})
    odd = OddCalendar()
    await home.hass.data[DATA_COMPONENT].async_add_entities([odd])
    soon = dt_util.now() + timedelta(hours=3)
    zone = dt_util.get_default_time_zone()
    spans: list[tuple[Any, Any]] = [
        (date(1, 1, 1), date(9999, 12, 31)),
        (datetime(1, 1, 1, tzinfo=zone), soon),
        (soon, datetime(9999, 12, 31, 14, tzinfo=UTC)),
        *((soon + timedelta(hours=2 * i), soon + timedelta(hours=2 * i + 1)) for i in range(len(ODD_WORDS))),
    ]
    words = ["80 km", "80 km", "80 km", *ODD_WORDS]
    odd.entries = [
        CalendarEvent(summary=text, start=start, end=end, uid=text)
        for text, (start, end) in zip(words, spans, strict=True)
    ]
    home.entry = entry(leaf(departures={"trips_from": "none", "trips_calendar": "calendar.odd"}))
    await home.start()
    assert home.entry.runtime_data.data.failures == 0
    assert home.entry.runtime_data.data.plan is not None
    trips = await ask(home, "list_trips", None)
    client = await hass_ws_client(home.hass)
    await client.send_json_auto_id({"type": "v2h_planner/subscribe"})
    await client.receive_json()
    face = json.dumps(await client.receive_json())
    told = json.dumps(await async_get_config_entry_diagnostics(home.hass, home.entry))
    for text in (face, json.dumps(trips), told):
        assert "evil" not in text  # what an entry is called is nobody's business
        assert "<" not in text
