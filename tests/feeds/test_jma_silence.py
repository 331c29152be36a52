"""Each of JMA's files by itself: a broken one lifts nothing, hides nothing of the others, and holds nobody for ever."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
import json
from typing import Any

from aiohttp import ClientConnectionError
import pytest

from custom_components.v2h_planner.core.codec import decode, encode
from custom_components.v2h_planner.core.control.storm_state import Storm
from custom_components.v2h_planner.core.hazard import HazardKind, HazardPolicy, Severity, Tier, judge
from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.feeds import jma
from custom_components.v2h_planner.feeds.jma import JmaFeed, JmaFeedState
from tests.readers.jma.files import AREA, HOME, NAGOYA, NOW, QUIET, kind, likelihood, report, river, timeline
from tests.readers.jma.office import BASE, FLOOD, LIKELIHOOD, MAP_TIME, R8, TIMELINE, Clock, calm_office

GALE = [report("VPWW58", -0.1, kind("05", "発表"))]
TORRENT = [river("例川", "41", class20Codes=[NAGOYA.code])]
HOUR = timedelta(hours=1)
AREAS = "common/const/area.json"
POLICY = HazardPolicy()


class House:
    """A feed, and the storm that its house lives."""

    def __init__(self, **files: Any) -> None:
        """Of a calm office, but for these files."""
        self.clock = Clock()
        self.office = calm_office(self.clock)
        self.office.files |= {FILES[name]: payload for name, payload in files.items()}
        self.feed = self.fresh()
        self.storm = Storm()

    def fresh(self, state: JmaFeedState | None = None) -> JmaFeed:
        """A feed after a restart."""
        return JmaFeed(self.office, NAGOYA, HOME, clock=self.clock, base_url=BASE, state=state)

    def says(self, **files: Any) -> None:
        """What these files say from now on."""
        self.office.files |= {FILES[name]: payload for name, payload in files.items()}

    async def live(self, hours: float) -> None:
        """Let time pass, asking whenever it is due."""
        until = self.clock.now + hours * HOUR
        while self.feed.due <= until:
            self.clock.now = max(self.feed.due, self.clock.now)
            await self.feed.async_refresh()
            self._look()
        self.clock.now = until
        self._look()

    def _look(self) -> None:
        threats = judge(self.feed.report, POLICY, self.clock.now)
        self.storm = self.storm.after(threats, self.clock.now).passed(self.clock.now, POLICY)

    @property
    def tier(self) -> Tier:
        """Of the storm."""
        return self.storm.tier

    @property
    def faults(self) -> set[tuple[FaultKind, str]]:
        """What is reported."""
        return {(fault.kind, fault.source) for fault in self.feed.faults}


FILES = {
    "warnings": R8,
    "flood": FLOOD,
    "timeline": TIMELINE,
    "likelihood": LIKELIHOOD,
    "map_time": MAP_TIME,
    "areas": AREAS,
}
BROKEN: dict[str, dict[str, Any]] = {
    "warnings of another shape": {"warnings": {"reports": []}},
    "warnings renamed inside": {"warnings": [{"reportDatetime": "x", "alert": {}}]},
    "warnings not found": {"warnings": 404},
    "warnings forbidden": {"warnings": 403},
    "warnings cut off": {"warnings": b'[{"warning": '},
    "warnings unreachable": {"warnings": ClientConnectionError("no route")},
    "clock not found": {"map_time": 404},
    "clock of another shape": {"map_time": {"latest": 1}},
    "clock frozen": {"map_time": {"latestControlDatetime": NOW.isoformat()}},
}


@pytest.mark.parametrize("broken", BROKEN)
async def test_one_broken_file_does_not_hide_what_the_others_say(broken: str) -> None:
    house = House(timeline=timeline(0, 風危険度=["01"] * 6 + ["30"] * 2 + ["01"] * 4), **BROKEN[broken])
    await house.live(8)
    assert house.tier is Tier.WATCH, "wind in ten hours"
    house.says(timeline=timeline(8, made=8, 風危険度=["01"] * 12))
    house.says(likelihood=likelihood(24, **{"風（風雪）": ["高"]}))
    await house.live(1)
    assert house.tier is Tier.WATCH, "the early notice"
    house.says(flood=[river("例川", "41", 9, class20Codes=[NAGOYA.code])])
    await house.live(1)
    assert house.tier is Tier.ACT
    assert {warning.hazard.kind for warning in house.storm.warnings} == {HazardKind.FLOOD}
    house.says(
        flood=[river("例川", "10", 10, class20Codes=[NAGOYA.code])], likelihood=likelihood(24, 大雨=[])
    )
    await house.live(1)
    assert house.tier is Tier.HOLD, "lifted by its own file"
    await house.live(4)
    assert house.tier is Tier.NONE
    assert house.faults


@pytest.mark.parametrize("broken", [404, 500, {"rivers": []}, b"<html>", [{"item2": {}}]])
async def test_a_flood_whose_file_fails_is_believed_for_half_a_day_and_let_go(broken: Any) -> None:
    house = House(flood=TORRENT)
    await house.live(1)
    assert house.tier is Tier.ACT
    house.says(flood=broken)
    await house.live(12)
    assert house.tier is Tier.ACT, "nobody has lifted it"
    assert ("jma flood") in {source for _, source in house.faults}
    await house.live(1)
    assert house.tier is Tier.HOLD
    assert house.feed.bulletin.hazards == (), "it is not shown for ever either"
    await house.live(3)
    assert house.tier is Tier.NONE
    assert not house.feed.silent, "warnings are heard all the time"
    house.says(flood=TORRENT)
    await house.live(1)
    assert house.tier is Tier.ACT and not house.faults


async def test_wind_is_lifted_by_the_warnings_although_the_flood_file_is_broken() -> None:
    house = House(warnings=GALE, flood=500)
    await house.live(2)
    house.says(warnings=[report("VPWW58", 2, kind("05", "解除"))])
    await house.live(1)
    assert house.tier is Tier.HOLD


async def test_an_office_that_is_frozen_at_a_warning_under_a_living_country_is_let_go() -> None:
    house = House(warnings=GALE)
    await house.live(25)
    assert house.tier is Tier.ACT and house.faults == set(), "an office may be silent for a day"
    await house.live(2)
    assert (FaultKind.STALE, "jma") in house.faults
    await house.live(10)
    assert house.tier is Tier.ACT
    await house.live(6)
    assert house.tier is Tier.NONE and (FaultKind.STALE, "jma") in house.faults
    await house.live(6 * 24)
    assert house.tier is Tier.NONE and house.feed.bulletin.severity is None, "nor does it come back"
    assert not house.feed.stormy, "and nobody is asked every two minutes for it"


async def test_the_timeline_contradicts_a_frozen_office_sooner() -> None:
    house = House(warnings=GALE)
    await house.live(6)
    house.says(timeline=timeline(6, made=6, 風危険度=["01"] * 12))
    await house.live(6)
    assert house.faults == set()
    house.says(timeline=timeline(12, made=12.5, 風危険度=["01"] * 12))
    await house.live(1)
    assert (FaultKind.STALE, "jma") in house.faults and house.tier is Tier.ACT
    await house.live(16)
    assert house.tier is Tier.NONE


async def test_a_timeline_that_still_has_the_danger_contradicts_nobody() -> None:
    house = House(warnings=GALE)
    for hours in (6, 12, 18):
        await house.live(6)
        house.says(timeline=timeline(hours, made=hours, 風危険度=["30"] * 12))
    await house.live(2)
    assert house.tier is Tier.ACT
    assert (FaultKind.STALE, "jma") not in house.faults


async def test_an_empty_list_lifts_nothing() -> None:
    house = House(warnings=GALE)
    await house.live(1)
    house.says(warnings=[])
    await house.live(1)
    assert house.tier is Tier.ACT
    assert (FaultKind.UNKNOWN_SHAPE, "jma warnings") in house.faults
    house.says(warnings=[report("VPWW58", 2, kind("05", "解除"))])
    await house.live(1)
    assert house.tier is Tier.HOLD and house.faults == set()


async def test_a_telegram_that_vanishes_lifts_nothing_and_news_of_others_still_count() -> None:
    house = House(warnings=GALE)
    await house.live(1)
    house.says(warnings=[report("VPWW60", 1, kind("06", "発表")), report("VPWW61", 1, QUIET)])
    await house.live(1)
    assert {one.kind for one in house.feed.bulletin.hazards} == {HazardKind.WIND, HazardKind.SNOW}
    assert house.faults == {(FaultKind.UNKNOWN_SHAPE, "jma warnings")}
    await house.live(13)
    assert {warning.hazard.kind for warning in house.storm.in_force} == {HazardKind.SNOW}


async def test_the_hours_of_doubt_go_on_over_a_restart() -> None:
    house = House(flood=TORRENT)
    await house.live(1)
    house.says(flood=500)
    await house.live(8)
    house.feed = house.fresh(decode(JmaFeedState, json.loads(json.dumps(encode(house.feed.state)))))
    await house.live(3)
    assert house.tier is Tier.ACT
    await house.live(2)
    assert house.tier is Tier.HOLD and house.feed.bulletin.hazards == ()


async def test_a_river_of_which_nobody_says_anything_for_days_is_let_go() -> None:
    house = House(flood=TORRENT)
    await house.live(25)
    assert house.tier is Tier.ACT and house.faults == set()
    await house.live(2)
    assert house.faults == {(FaultKind.STALE, "jma flood")}
    await house.live(15)
    assert house.tier is Tier.NONE


@pytest.mark.parametrize("frozen", ["timeline", "likelihood"])
async def test_a_forecast_that_is_made_no_more_is_said(frozen: str) -> None:
    house = House()
    for hours in range(0, 18, 3):
        fresh = {
            "timeline": timeline(hours, made=hours, 風危険度=["01"] * 12),
            "likelihood": [
                one | {"reportDatetime": (NOW + hours * HOUR).isoformat()} for one in likelihood(hours, 波=[])
            ],
        }
        house.says(**{name: payload for name, payload in fresh.items() if name != frozen})
        await house.live(3)
    assert house.faults == {(FaultKind.STALE, f"jma {frozen}")}


async def test_a_municipality_that_is_not_mentioned_any_more_is_to_be_chosen_again() -> None:
    house = House(warnings=GALE)
    await house.live(1)
    elsewhere = report("VPWW58", 1, kind("05", "解除"), area="2320200")
    house.says(warnings=[elsewhere, *GALE])
    await house.live(1)
    assert house.faults == {(FaultKind.AREA_GONE, "jma warnings")}
    assert house.feed.faults[0].found == NAGOYA.label
    assert house.tier is Tier.ACT, "of the old one nobody says anything"
    await house.live(18)
    assert house.tier is Tier.NONE


async def test_a_house_by_a_flat_lake_is_not_missed_in_telegrams_of_waves_and_slopes() -> None:
    inland = [report(telegram, -0.5, QUIET, area="2320200") for telegram in ("VPWW56", "VPWW57", "VPWW59")]
    house = House(warnings=[*inland, report("VPWW58", -1, QUIET)])
    await house.live(1)
    assert house.faults == set()


@pytest.mark.parametrize(
    "change",
    [
        lambda areas: areas["class20s"].pop(NAGOYA.code),
        lambda areas: areas["class20s"][NAGOYA.code].update(parent="140011"),
    ],
)
async def test_the_list_of_municipalities_is_looked_at_once_a_week(change: Callable[[Any], object]) -> None:
    house = House(areas=AREA)
    await house.live(6 * 24)
    assert AREAS not in house.office.asked
    await house.live(3 * 24)
    assert house.office.asked.count(AREAS) == 1
    assert FaultKind.AREA_GONE not in {kind for kind, _ in house.faults}
    areas = json.loads(json.dumps(AREA))
    change(areas)
    house.says(areas=areas)
    await house.live(7 * 24)
    assert (FaultKind.AREA_GONE, "jma") in house.faults
    house.feed = house.fresh(house.feed.state)
    assert (FaultKind.AREA_GONE, "jma") in house.faults, "over a restart"
    house.says(areas=AREA)
    await house.live(7 * 24)
    assert FaultKind.AREA_GONE not in {kind for kind, _ in house.faults}


@pytest.mark.parametrize("answer", [404, 500, {}, {"class20s": {}}, b"<html>"])
async def test_a_list_of_municipalities_that_cannot_be_read_proves_nothing(answer: Any) -> None:
    house = House(areas=answer)
    await house.live(8 * 24)
    assert FaultKind.AREA_GONE not in {kind for kind, _ in house.faults}


async def test_in_a_storm_no_server_gets_more_than_half_an_hour_of_peace() -> None:
    house = House(warnings=GALE)
    await house.live(0.1)
    house.says(flood=503)
    house.office.headers = {"Retry-After": "14400"}
    await house.live(0.2)
    house.office.headers = {}
    asked = len(house.office.asked)
    await house.live(0.3)
    assert len(house.office.asked) == asked
    await house.live(0.3)
    assert len(house.office.asked) > asked


async def test_a_storm_that_begins_while_a_server_has_its_peace_ends_it() -> None:
    house = House(flood=503)
    house.office.headers = {"Retry-After": "14400"}
    await house.live(1)
    assert house.feed.due == NOW + 4 * HOUR
    house.feed.watching = True
    assert house.feed.due <= house.clock.now


@pytest.mark.parametrize("ahead", [timedelta(hours=7), timedelta(days=400)])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_clock_that_was_ahead_does_not_make_it_deaf(ahead: timedelta, restarted: bool) -> None:
    house = House()
    house.clock.now += ahead
    await house.live(1)
    house.clock.now = NOW
    if restarted:
        house.feed = house.fresh(house.feed.state)
    assert house.feed.due <= NOW
    house.says(warnings=GALE)
    await house.feed.async_refresh()
    assert house.feed.bulletin.severity is Severity.WARNING
    house.says(warnings=500)
    await house.live(1)
    assert house.feed.silent


async def test_peace_that_was_asked_for_in_the_future_is_over() -> None:
    house = House(flood=503)
    house.office.headers = {"Retry-After": "14400"}
    house.clock.now += timedelta(days=3)
    await house.feed.async_refresh()
    house.clock.now = NOW
    assert house.feed.due <= NOW


async def test_a_mistake_of_ours_in_one_file_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setitem(jma._READERS, "warnings", fails)
    house = House(flood=TORRENT)
    await house.live(3)
    assert house.tier is Tier.ACT
    assert house.faults == {(FaultKind.UNKNOWN_SHAPE, "jma warnings")}
    assert len([one for one in caplog.records if one.exc_info]) == 1, "told once"


async def test_a_request_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jma, "PATIENCE_S", 0.01)
    house = House(flood=TORRENT)
    asked = house.office.get

    class Stuck:
        async def __aenter__(self) -> None:
            await asyncio.Event().wait()

        async def __aexit__(self, *_: object) -> None:
            return None

    def get(url: str, **more: Any) -> Any:
        return Stuck() if url.endswith(R8) else asked(url, **more)

    monkeypatch.setattr(house.office, "get", get)
    await house.feed.async_refresh()
    assert house.feed.bulletin.severity is Severity.DANGER
