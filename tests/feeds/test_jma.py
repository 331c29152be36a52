"""Asking JMA: politely, through failures and restarts, and without falling for a feed that has stopped."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
import json

from aiohttp import ClientConnectionError
import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.hazard import Certainty, HazardKind, Severity
from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.feeds.http_json import MOST_BYTES, UnavailableError
from custom_components.v2h_planner.feeds.jma import JmaFeed, JmaFeedState, async_areas, async_find
from custom_components.v2h_planner.readers.jma.areas import JmaArea
from tests.readers.jma import files
from tests.readers.jma.files import (
    AREA,
    BOXES,
    HOME,
    NAGOYA,
    NOW,
    OUTLINES,
    kind,
    likelihood,
    report,
    timeline,
)
from tests.readers.jma.office import (
    BASE,
    FLOOD,
    LIKELIHOOD,
    MAP_TIME,
    R8,
    R9,
    SPECIFICATIONS,
    TARGETS,
    TIMELINE,
    Clock,
    Office,
    calm_office,
)

GALE = [report("VPWW58", -0.1, kind("05", "発表"))]


@pytest.fixture(name="clock")
def clock_fixture() -> Clock:
    return Clock()


@pytest.fixture(name="office")
def office_fixture(clock: Clock) -> Office:
    return calm_office(clock)


def feed_of(office: Office, **more: object) -> JmaFeed:
    return JmaFeed(office, NAGOYA, HOME, clock=office.clock, base_url=BASE, **more)


async def run(feed: JmaFeed, clock: Clock, **span: float) -> list[datetime]:
    """Live for some time, asking whenever it is due; when that was."""
    until = clock.now + timedelta(**span)
    times = []
    while feed.due <= until:
        clock.now = max(feed.due, clock.now)
        times.append(clock.now)
        await feed.async_refresh()
    clock.now = until
    return times


async def test_a_warning_comes_and_goes(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    assert feed.due <= clock.now
    await feed.async_refresh()
    assert feed.bulletin.hazards == () and not feed.stormy and not feed.silent and feed.faults == ()
    office.files[R8] = GALE
    clock.forward(minutes=5)
    assert await feed.async_refresh()
    assert feed.bulletin.severity is Severity.WARNING and feed.stormy
    clock.forward(minutes=2)
    assert not await feed.async_refresh(), "nothing new"
    office.files[R8] = [report("VPWW58", 0.5, kind("05", "解除"))]
    clock.forward(minutes=2)
    assert await feed.async_refresh()
    assert feed.bulletin.hazards == () and not feed.stormy


async def test_an_unchanged_file_is_not_sent_again(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    office.files[R8] = GALE
    await feed.async_refresh()
    assert set(office.answered) == {200}
    clock.forward(hours=1)
    await feed.async_refresh()
    again = dict(zip(office.asked[6:], office.answered[6:], strict=True))
    assert again.pop(MAP_TIME) == 200, "the country goes on"
    assert set(again.values()) == {304} and len(again) == 5
    assert feed.bulletin.severity is Severity.WARNING, "the last answer still holds"


async def test_homes_ask_at_their_own_times(clock: Clock) -> None:
    asked = []
    for minutes in (0, 1.5):
        clock.now = NOW
        feed = feed_of(calm_office(clock), spread=timedelta(minutes=minutes))
        asked.append((await run(feed, clock, minutes=21))[1:])
    assert [at.minute for at in asked[0]] == [5, 10, 15, 20]
    assert [at - NOW for at in asked[1]] == [timedelta(minutes=m) for m in (6.5, 11.5, 16.5)]


async def test_a_watch_hurries(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    await feed.async_refresh()
    assert feed.due == NOW + timedelta(minutes=5)
    feed.watching = True
    assert feed.due == NOW + timedelta(minutes=2)


async def test_failures_wait_longer_and_longer_and_the_bulletin_stays(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    office.files[R8] = GALE
    await feed.async_refresh()
    known = dict(office.files)
    office.offline()
    gaps = await run(feed, clock, hours=2)
    assert max(b - a for a, b in pairwise(gaps)) <= timedelta(minutes=30)
    asked = len(office.asked)
    assert asked < 6 + 40
    assert feed.bulletin.severity is Severity.WARNING and feed.silent
    assert {fault.kind for fault in feed.faults} == {FaultKind.UNAVAILABLE}, "not called frozen while offline"
    assert "jma warnings" in {fault.source for fault in feed.faults}
    office.files = known
    clock.now = feed.due
    await feed.async_refresh()
    assert feed.faults == () and not feed.silent, "when the server is back, everything is asked at once"


async def test_half_an_hour_without_an_answer_is_silence(office: Office, clock: Clock) -> None:
    office.offline()
    feed = feed_of(office)
    await run(feed, clock, minutes=30)
    assert not feed.silent
    clock.forward(minutes=1)
    assert feed.silent


async def test_one_slip_is_nobodys_trouble(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    office.files[FLOOD] = 503
    await feed.async_refresh()
    assert not feed.faults
    await run(feed, clock, hours=2)
    assert [(fault.kind, fault.source, fault.found) for fault in feed.faults] == [
        (FaultKind.UNAVAILABLE, "jma flood", "HTTP 503")
    ]


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("1200", 20),
        (format_datetime(datetime(2026, 9, 20, 9, 20, tzinfo=UTC), usegmt=True), 20),
        ("999999", 360),
    ],
)
async def test_a_server_that_asks_for_peace_gets_it(
    office: Office, clock: Clock, header: str, minutes: int
) -> None:
    office.files[R8] = 503
    office.headers = {
        "Retry-After": header,
        "Date": format_datetime(datetime(2026, 9, 20, 9, 0, tzinfo=UTC), usegmt=True),
    }
    feed = feed_of(office)
    await feed.async_refresh()
    assert office.asked == [R8], "the other files wait too"
    assert feed.due == NOW + timedelta(minutes=minutes)
    clock.forward(minutes=minutes - 1)
    assert not await feed.async_refresh(force=True)
    assert len(office.asked) == 1


@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html>", b"", b"[" * 100_000, b'[{"warning": ', b'"\xff"', b" " * (MOST_BYTES + 1)]
)
async def test_rubbish_is_not_taken_for_calm(office: Office, clock: Clock, body: bytes) -> None:
    feed = feed_of(office)
    office.files[R8] = GALE
    await feed.async_refresh()
    office.files[R8] = body
    await run(feed, clock, hours=1)
    assert feed.bulletin.severity is Severity.WARNING and feed.silent
    assert [fault.source for fault in feed.faults] == ["jma warnings"]


async def test_a_file_of_another_form_is_said_and_the_others_hold(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    office.files |= {R8: GALE, TIMELINE: timeline(0, 風危険度=["30", "30"])}
    await feed.async_refresh()
    office.files |= {R8: {"warnings2": []}, TIMELINE: timeline(0, 風危険度=["30", "30", "50"])}
    clock.forward(minutes=10)
    await feed.async_refresh()
    assert [(fault.kind, fault.source) for fault in feed.faults] == [
        (FaultKind.UNKNOWN_SHAPE, "jma warnings")
    ]
    assert [(one.kind, one.severity) for one in feed.bulletin.hazards] == [
        (HazardKind.WIND, 3),
        (HazardKind.WIND, 5),
    ]
    office.files[R8] = GALE
    clock.forward(minutes=30)
    await feed.async_refresh()
    assert feed.faults == ()


async def test_what_nobody_knows_is_logged_once(
    office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    feed = feed_of(office)
    office.files[R8] = [report("VPWW62", -1, kind("45", "発表"))]
    await run(feed, clock, hours=1)
    assert [record.getMessage() for record in caplog.records] == ["JMA: VPWW62 45 発表"]
    assert feed.bulletin.severity is Severity.DANGER


async def test_r8_becomes_r9(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    await feed.async_refresh()
    office.files[R9] = GALE
    for name in (R8, MAP_TIME, FLOOD, LIKELIHOOD):
        office.files[name.replace("r8", "r9")] = office.files[name] if name != R8 else GALE
        del office.files[name]
    clock.forward(minutes=30)
    office.asked.clear()
    await feed.async_refresh()
    assert feed.bulletin.severity is Severity.WARNING and feed.faults == ()
    assert office.asked[:2] == [R8, R9]
    clock.forward(minutes=2)
    office.asked.clear()
    await feed.async_refresh()
    assert office.asked == [R9], "it is remembered"
    again = feed_of(office, state=feed.state)
    office.asked.clear()
    await again.async_refresh()
    assert R8 not in office.asked, "over a restart too"


async def test_a_file_that_is_nowhere_is_missed(office: Office, clock: Clock) -> None:
    del office.files[R8]
    feed = feed_of(office)
    await run(feed, clock, hours=1)
    assert [(fault.kind, fault.source, fault.found) for fault in feed.faults] == [
        (FaultKind.MISSING, "jma warnings", "HTTP 404")
    ]
    assert feed.silent


async def test_a_frozen_feed_is_noticed_though_it_answers(office: Office, clock: Clock) -> None:
    last = clock.now.isoformat()
    office.files |= {R8: GALE, MAP_TIME: {"latestControlDatetime": last}}
    feed = feed_of(office)
    await run(feed, clock, hours=6)
    assert not feed.bulletin.stale and not feed.silent
    await run(feed, clock, hours=1)
    assert feed.bulletin.stale and feed.silent
    assert [(fault.kind, fault.source) for fault in feed.faults] == [(FaultKind.STALE, "jma")]
    assert feed.bulletin.severity is Severity.WARNING, "how long it is believed is the policy's matter"


async def test_a_frozen_feed_is_looked_for_under_its_next_name(office: Office, clock: Clock) -> None:
    office.files |= {R8: GALE, MAP_TIME: {"latestControlDatetime": clock.now.isoformat()}}
    feed = feed_of(office)
    await run(feed, clock, hours=8)
    assert feed.bulletin.stale
    office.files[R9] = [report("VPWW58", 9, kind("05", "解除"))]
    office.files[MAP_TIME.replace("r8", "r9")] = calm_office(clock).files[MAP_TIME]
    await run(feed, clock, hours=6)
    assert not feed.bulletin.stale and feed.faults == () and feed.bulletin.hazards == ()
    assert office.asked.count(R9) > 2
    office.asked.clear()
    await run(feed, clock, hours=1)
    assert R8 not in office.asked and MAP_TIME not in office.asked


async def test_a_vanished_clock_of_the_country_does_not_hide_a_frozen_office(
    office: Office, clock: Clock
) -> None:
    office.files |= {R8: [report("VPWW61", -20, kind("14"))], MAP_TIME: 404}
    feed = feed_of(office)
    await run(feed, clock, hours=5)
    assert not feed.bulletin.stale, "its last announcement is of today"
    await run(feed, clock, hours=3)
    assert feed.bulletin.stale
    office.files[R8] = [report("VPWW61", 8, kind("14", "解除"))]
    await run(feed, clock, hours=1)
    assert not feed.bulletin.stale


async def test_fair_weather_for_days_is_not_frozen(office: Office, clock: Clock) -> None:
    office.files[R8] = [report("VPWW61", -200, kind("14", "解除"))]
    feed = feed_of(office)
    await run(feed, clock, hours=30)
    assert not feed.bulletin.stale and feed.faults == ()


async def test_a_night_offline_is_no_frozen_feed(office: Office, clock: Clock) -> None:
    office.files[R8] = [report("VPWW61", -200, kind("14"))]
    feed = feed_of(office)
    await run(feed, clock, hours=1)
    known = dict(office.files)
    office.offline()
    await run(feed, clock, hours=9)
    assert not feed.bulletin.stale and feed.silent
    office.files = known
    changes = []
    while feed.silent:
        clock.now = feed.due
        await feed.async_refresh()
        changes.append(feed.bulletin.stale)
    assert changes[-1] is False and True not in changes


async def test_a_restart_in_a_storm_without_a_network_loses_nothing(office: Office, clock: Clock) -> None:
    office.files |= {
        R8: GALE,
        TIMELINE: timeline(0, 風危険度=["30"] * 4 + ["20"]),
        LIKELIHOOD: likelihood(0, 大雨=["", "", "高"]),
        TARGETS: files.TARGETS,
        SPECIFICATIONS: files.SPECIFICATIONS,
    }
    feed = feed_of(office)
    await feed.async_refresh()
    stored = json.loads(json.dumps(encode(feed.state)))
    office.offline()
    clock.forward(minutes=10)
    again = feed_of(office, state=decode(JmaFeedState, stored))
    assert again.bulletin == feed.bulletin and again.stormy
    await again.async_refresh()
    assert again.bulletin == feed.bulletin
    clock.forward(minutes=25)
    assert again.silent, "counted from the last good answer, not from the restart"
    moved = JmaFeed(
        office, JmaArea(code="2320100", name="豊橋市", office="230000"), HOME, clock=clock, state=feed.state
    )
    assert moved.bulletin.hazards == (), "another area's warnings are not its own"


async def test_a_typhoon_is_followed_while_there_is_one(office: Office, clock: Clock) -> None:
    feed = feed_of(office)
    await feed.async_refresh()
    assert SPECIFICATIONS not in office.asked
    office.files |= {TARGETS: files.TARGETS, SPECIFICATIONS: files.SPECIFICATIONS}
    clock.forward(hours=1)
    assert await feed.async_refresh()
    assert office.asked[-1] == SPECIFICATIONS, "in the same turn"
    assert [one.certainty for one in feed.bulletin.hazards] == [Certainty.MEDIUM]
    office.files |= {TARGETS: [], SPECIFICATIONS: 404}
    clock.forward(hours=1)
    await feed.async_refresh()
    assert feed.bulletin.hazards == () and feed.bulletin.typhoons == ()
    office.asked.clear()
    await run(feed, clock, hours=3)
    assert SPECIFICATIONS not in office.asked and feed.faults == ()


async def test_another_offices_forecast_is_used_where_there_is_none(office: Office, clock: Clock) -> None:
    tokachi = JmaArea(code="0163200", name="士幌町", office="014030", class10="014030", class15="014031")
    office.files |= {
        "warning/data/r8/014030.json": [],
        "warning_timeline/data/014100.json": timeline(0, area=tokachi.code, 風危険度=["30"]),
        "probability/data/probability/r8/014100.json": likelihood(6, region="014030", 雪=["高"]),
    }
    feed = JmaFeed(office, tokachi, None, clock=clock, base_url=BASE)
    await feed.async_refresh()
    assert [one.kind for one in feed.bulletin.hazards] == [HazardKind.WIND, HazardKind.SNOW]
    assert feed.faults == ()


async def test_no_connection_is_an_error_of_its_own(office: Office) -> None:
    office.files["common/const/area.json"] = ClientConnectionError("no route")
    with pytest.raises(UnavailableError, match="no route"):
        await async_areas(office, BASE)
    office.files["common/const/area.json"] = {"nothing": 1}
    with pytest.raises(UnavailableError, match="nothing"):
        await async_areas(office, BASE)


async def test_the_home_is_found_and_its_place_stays_at_home(office: Office) -> None:
    office.files |= {"common/const/area.json": AREA, "common/const/class20relm.json": BOXES}
    office.files |= {f"common/const/geojson/class20s/{code}.json": shape for code, shape in OUTLINES.items()}

    async def name(lat: float, lon: float) -> str | None:
        area = await async_find(office, lat, lon, BASE)
        return area and area.name

    assert await name(35.53, 139.45) == "横浜市北部"
    assert await name(35.42, 139.6) == "横浜市南部"
    assert await name(35.0, 136.85) == "名古屋市", "just off the shore"
    assert await name(37.57, 126.98) is None, "Seoul"
    assert not any("35." in path or "139." in path for path in office.asked)
    office.files["common/const/geojson/class20s/2310000.json"] = 500
    assert await name(*HOME) == "名古屋市", "without outlines the nearest box"
