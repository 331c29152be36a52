"""The weather office writes what the planner's own readers read, in every situation of a storm."""

from datetime import datetime, timedelta
import json
from typing import Any

import pytest

from custom_components.v2h_demo.office import (
    HOME,
    JST,
    TOWNS,
    Announced,
    Centre,
    Event,
    Expected,
    Kind,
    LikelihoodMade,
    Renamed,
    RiverSaid,
    StoodStill,
    TimelineMade,
    TyphoonSeen,
    WeatherOffice,
    WentDown,
    announced,
)
from custom_components.v2h_demo.weather import Weather, script
from custom_components.v2h_planner.core.hazard import Certainty, HazardKind, Severity
from custom_components.v2h_planner.readers.jma.areas import read_areas
from custom_components.v2h_planner.readers.jma.flood import read_flood
from custom_components.v2h_planner.readers.jma.likelihood import read_likelihood
from custom_components.v2h_planner.readers.jma.timeline import read_timeline
from custom_components.v2h_planner.readers.jma.typhoon import read_targets, read_typhoon
from custom_components.v2h_planner.readers.jma.warnings import read_warnings

NOON = datetime(2026, 9, 18, 12, 30, tzinfo=JST)
WARNINGS = f"warning/data/r8/{HOME.office[0]}.json"


def payload(path: str, at: datetime, *script: Event) -> Any:
    """What a file has at a moment."""
    answer = WeatherOffice(script).answer(path, at)
    assert answer.status == 200
    return json.loads(answer.body)


AREAS = read_areas(payload("common/const/area.json", NOON))
AREA = next(area for area in AREAS if area.code == HOME.code)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def in_force(at: datetime, *script: Event) -> dict[HazardKind, Severity]:
    """What is in force at a moment."""
    return {
        hazard.kind: hazard.severity for hazard in read_warnings(payload(WARNINGS, at, *script), AREA).hazards
    }


STORM = (
    announced(NOON, Kind(code="05")),
    announced(NOON + hours(2), Kind(code="35")),
    announced(NOON + hours(8), Kind(code="05", status="特別警報から警報")),
    announced(NOON + hours(12), Kind(code="15", status="警報から注意報")),
    announced(NOON + hours(16), Kind(code="15", status="解除")),
)


def test_the_area_tree_has_a_city_in_two_parts() -> None:
    assert len(AREAS) == len(TOWNS)
    assert AREA.class10 == HOME.class10[0]
    assert {area.code for area in AREAS.search("横浜市")} == {"1410011", "1410012"}


@pytest.mark.parametrize(
    ("later", "severity"),
    [(-1, None), (1, 3), (3, 5), (9, 3), (13, 2), (17, None)],
    ids=["before", "warning", "emergency", "downgraded", "advisory", "lifted"],
)
def test_a_storm_rises_and_falls(later: float, severity: int | None) -> None:
    assert in_force(NOON + hours(later), *STORM).get(HazardKind.WIND) == severity


def test_an_ongoing_warning_stands_only_in_its_old_announcement() -> None:
    reports = payload(WARNINGS, NOON + hours(30), STORM[0])
    wind = [report for report in reports if report["dataTypeCode"] == "VPWW58"]
    assert [report["reportDatetime"] for report in wind] == [NOON.isoformat()]
    assert any(report["reportDatetime"] > NOON.isoformat() for report in reports)
    assert in_force(NOON + hours(30), STORM[0]) == {HazardKind.WIND: Severity.WARNING}


def test_announcements_are_not_in_the_order_of_time() -> None:
    times = [report["reportDatetime"] for report in payload(WARNINGS, NOON + hours(30), *STORM)]
    assert times not in (sorted(times), sorted(times, reverse=True))


def test_a_drill_is_no_warning() -> None:
    drill = Announced(at=NOON, telegram="VPWW58", kinds=(Kind(code="35"),), info_type="訓練")
    assert in_force(NOON + hours(1), drill) == {}


def test_a_river_without_municipalities_falls_back_to_the_office() -> None:
    river = RiverSaid(at=NOON, river="善福寺川", code="40", named=False)
    entries = payload("flood/data/r8/flood_xml.json", NOON, river)
    assert "class20Codes" not in entries[0]
    (hazard,) = read_flood(entries, AREA).hazards
    assert (hazard.kind, hazard.severity) == (HazardKind.FLOOD, Severity.DANGER)
    over = RiverSaid(at=NOON + hours(1), river="善福寺川", code="10", named=False)
    assert payload("flood/data/r8/flood_xml.json", NOON + hours(2), river, over) == []


def test_the_timeline_has_twelve_steps_and_says_when() -> None:
    row = Expected(type="風危険度", start=NOON + hours(8.5), end=NOON + hours(17.5), code="30")
    said = payload(f"warning_timeline/data/{HOME.office[0]}.json", NOON, TimelineMade(at=NOON, rows=(row,)))
    assert len(said[0]["timeSeries"][0]["timeDefines"]) == 12
    (hazard,) = read_timeline(said, AREA).hazards
    assert (hazard.certainty, hazard.start, hazard.end) == (Certainty.EXPECTED, row.start, row.end)


def test_what_is_likely_in_five_days_stands_in_the_week_only() -> None:
    row = Expected(
        type="風（風雪）の警報級の可能性", start=NOON + hours(95.5), end=NOON + hours(107.5), code="中"
    )
    path = f"probability/data/probability/r8/{HOME.office[0]}.json"
    said = payload(path, NOON, LikelihoodMade(at=NOON, rows=(row,)))
    assert read_likelihood(said, AREA).hazards == ()
    (hazard,) = read_likelihood(said[1:], AREA).hazards
    assert (hazard.kind, hazard.certainty) == (HazardKind.WIND, Certainty.MEDIUM)
    near = payload(path, NOON + hours(66), LikelihoodMade(at=NOON, rows=(row,)))
    (hazard,) = read_likelihood(near, AREA).hazards
    assert (hazard.start, hazard.end) == (row.start, row.end)


def test_a_typhoon_on_its_way_is_near_when_its_storm_area_is() -> None:
    track = tuple(
        Centre(at=NOON + hours(later), latitude=lat, longitude=139.7, storm_km=200)
        for later, lat in ((0, 27.0), (24, 33.0), (48, 39.0))
    )
    script = (TyphoonSeen(at=NOON, track=track), TyphoonSeen(at=NOON + hours(50)))
    assert read_targets(payload("typhoon/data/targetTc.json", NOON, *script)) == ("TC2619",)
    said = payload("typhoon/data/TC2619/specifications.json", NOON, *script)
    typhoon = read_typhoon(said, "TC2619", (35.68, 139.76))
    assert typhoon is not None
    assert typhoon.near is not None
    assert typhoon.near.start is not None
    assert NOON + hours(24) < typhoon.near.start < NOON + hours(36)
    assert payload("typhoon/data/targetTc.json", NOON + hours(51), *script) == []


def test_whoever_has_it_already_is_told_so() -> None:
    office = WeatherOffice(STORM)
    first = office.answer(WARNINGS, NOON + hours(1))
    again = office.answer(WARNINGS, NOON + hours(1.2), first.etag)
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert office.answer(WARNINGS, NOON + hours(3), first.etag).status == 200


def test_a_feed_that_stands_still_answers_the_same_for_ever() -> None:
    office = WeatherOffice((*STORM, StoodStill(at=NOON + hours(1), until=NOON + hours(40))))
    for path in (WARNINGS, "warning/data/r8/map_time.json"):
        before = office.answer(path, NOON + hours(1))
        assert office.answer(path, NOON + hours(39)).body == before.body
        assert office.answer(path, NOON + hours(41)).body != before.body


def test_a_renamed_folder_is_not_found_under_its_old_name() -> None:
    office = WeatherOffice((*STORM, Renamed(at=NOON + hours(1))))
    assert office.answer(WARNINGS, NOON).status == 200
    assert office.answer(WARNINGS, NOON + hours(1)).status == 404
    assert office.answer(WARNINGS.replace("r8", "r9"), NOON + hours(1)).status == 200


def test_a_server_that_is_down_says_so() -> None:
    office = WeatherOffice((WentDown(at=NOON, until=NOON + hours(1)),))
    assert office.answer(WARNINGS, NOON).status == 503
    assert office.answer(WARNINGS, NOON + hours(1)).status == 200


@pytest.mark.parametrize("after", [weather for weather in Weather if "warning" not in weather])
def test_the_warning_of_the_weather_before_is_lifted_by_whatever_a_visitor_picks_next(after: Weather) -> None:
    """At JMA nothing goes without a word: a warning that was only missing would go on, as a fault of the feed."""
    read = read_warnings(payload(WARNINGS, NOON + hours(1), *script(after, NOON)), AREA)
    assert HazardKind.WIND in read.about
    assert all(hazard.severity is Severity.ADVISORY for hazard in read.hazards)
