"""All files together: what is there, until when, and what is still to come."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from custom_components.v2h_planner.core.hazard import Certainty, Hazard, HazardKind, Severity
from custom_components.v2h_planner.readers.jma.bulletin import JmaBulletin, JmaParts, compile_bulletin
from custom_components.v2h_planner.readers.jma.flood import read_flood
from custom_components.v2h_planner.readers.jma.likelihood import read_likelihood
from custom_components.v2h_planner.readers.jma.timeline import read_timeline
from custom_components.v2h_planner.readers.jma.typhoon import read_typhoon
from custom_components.v2h_planner.readers.jma.warnings import read_warnings
from tests.readers.jma.files import (
    HOME,
    NAGOYA,
    NOW,
    SPECIFICATIONS,
    kind,
    likelihood,
    report,
    river,
    timeline,
)

HOUR = timedelta(hours=1)


def parts(*reports: Any, **files: Any) -> JmaParts:
    """Files as read; `danger` and `likely` from NOW on."""
    return JmaParts(
        warnings=read_warnings(list(reports), NAGOYA),
        flood=read_flood(files.get("flood", []), NAGOYA),
        timeline=read_timeline(timeline(0, **files.get("danger", {})), NAGOYA),
        likelihood=read_likelihood(likelihood(0, **files.get("likely", {})), NAGOYA),
        typhoons=tuple(files.get("typhoons", ())),
        alive_at=NOW,
    )


def hours(at: datetime | None) -> float | None:
    return None if at is None else (at - NOW) / HOUR


def shown(bulletin: JmaBulletin) -> list[tuple[HazardKind, int, int, float | None, float | None]]:
    return [
        (one.kind, one.severity, one.certainty, hours(one.start), hours(one.end)) for one in bulletin.hazards
    ]


def test_a_warning_ends_where_the_timeline_has_no_danger_any_more() -> None:
    bulletin = compile_bulletin(
        parts(report("VPWW58", -1, kind("05", "発表")), danger={"風危険度": ["30", "30", "20"]}), NOW
    )
    assert shown(bulletin) == [(HazardKind.WIND, 3, 4, -1, 6)]
    assert bulletin.severity is Severity.WARNING


def test_without_a_timeline_it_ends_with_the_early_notice_or_nobody_knows() -> None:
    warning = report("VPWW58", -1, kind("05"))
    assert shown(compile_bulletin(parts(warning, likely={"風（風雪）": ["高", "中"]}), NOW)) == [
        (HazardKind.WIND, 3, 4, None, 12)
    ]
    assert shown(compile_bulletin(parts(warning), NOW)) == [(HazardKind.WIND, 3, 4, None, None)]


def test_an_advisory_does_not_hide_the_warning_that_is_to_come() -> None:
    bulletin = compile_bulletin(
        parts(report("VPWW58", -1, kind("15", "発表")), danger={"風危険度": ["20", "20", "30", "30"]}), NOW
    )
    assert shown(bulletin) == [(HazardKind.WIND, 2, 4, -1, None), (HazardKind.WIND, 3, 3, 6, 12)]


def test_a_warning_does_not_hide_the_worse_that_is_to_come() -> None:
    bulletin = compile_bulletin(
        parts(report("VPWW55", -1, kind("03", "発表")), danger={"大雨浸水危険度": ["31", "41", "31"]}), NOW
    )
    assert shown(bulletin) == [(HazardKind.RAIN, 3, 4, -1, 9), (HazardKind.RAIN, 4, 3, 0, 9)]


def test_the_timeline_is_sharper_than_the_early_notice() -> None:
    bulletin = compile_bulletin(
        parts(
            danger={"風危険度": ["20", "20", "20", "30", "30"]}, likely={"風（風雪）": ["", "高", "高", "中"]}
        ),
        NOW,
    )
    assert shown(bulletin) == [
        (HazardKind.WIND, 3, Certainty.EXPECTED, 9, 15),
        (HazardKind.WIND, 3, Certainty.HIGH, 15, 18),
        (HazardKind.WIND, 3, Certainty.MEDIUM, 18, 24),
    ]


def test_a_blizzard_is_the_wind_of_the_early_notice() -> None:
    bulletin = compile_bulletin(
        parts(report("VPWW58", -1, kind("02", "発表")), likely={"風（風雪）": ["高"]}), NOW
    )
    assert shown(bulletin) == [(HazardKind.BLIZZARD, 3, 4, -1, 6)]


def test_a_typhoon_is_watched_until_the_notices_know_better() -> None:
    typhoon = read_typhoon(SPECIFICATIONS, "TC2622", HOME)
    alone = compile_bulletin(parts(typhoons=[typhoon]), NOW)
    assert shown(alone) == [(HazardKind.WIND, 3, Certainty.MEDIUM, 20, 37)]
    assert alone.typhoons == (typhoon,)
    later = compile_bulletin(parts(typhoons=[typhoon], danger={"風危険度": ["01"] * 7 + ["30"] * 5}), NOW)
    assert shown(later)[0] == (HazardKind.WIND, 3, Certainty.EXPECTED, 21, 36)


def test_what_is_over_is_not_expected_any_more() -> None:
    late = NOW + 7 * HOUR
    bulletin = compile_bulletin(parts(danger={"風危険度": ["30", "30"]}, likely={"大雨": ["高"]}), late)
    assert bulletin.hazards == ()
    warned = compile_bulletin(parts(report("VPWW58", -1, kind("05")), danger={"風危険度": ["30"]}), late)
    assert shown(warned) == [(HazardKind.WIND, 3, 4, None, None)], "still in force: the timeline was wrong"


def test_an_upgrade_keeps_the_time_since_when() -> None:
    first = compile_bulletin(parts(report("VPWW58", -2, kind("05", "発表"))), NOW)
    second = compile_bulletin(parts(report("VPWW58", -1, kind("35", "発表"))), NOW, first)
    assert shown(second) == [(HazardKind.WIND, 5, 4, -2, None)]
    third = compile_bulletin(parts(report("VPWW58", -0.5, kind("05", "特別警報から警報"))), NOW, second)
    assert shown(third) == [(HazardKind.WIND, 3, 4, -2, None)]


def test_floods_and_warnings_are_one_bulletin_the_worst_first() -> None:
    bulletin = compile_bulletin(
        parts(report("VPWW58", -1, kind("05")), flood=[river("例川", "51", class20Codes=[NAGOYA.code])]), NOW
    )
    assert [(one.kind, one.severity) for one in bulletin.hazards] == [
        (HazardKind.FLOOD, 5),
        (HazardKind.WIND, 3),
    ]


@pytest.mark.parametrize(
    ("country", "office", "frozen"),
    [(1, 1, False), (5, 200, False), (7, 200, True), (7, 3, False), (None, 25, False), (None, 27, True)],
)
def test_fresh_is_what_the_country_or_the_office_said_lately(
    country: float | None, office: float, frozen: bool
) -> None:
    read = parts(report("VPWW58", -office - 0.1, kind("14")))
    alive = None if country is None else NOW - country * HOUR
    assert compile_bulletin(replace(read, alive_at=alive), NOW).stale is frozen


def test_an_office_that_does_not_know_the_running_storm_is_frozen() -> None:
    old = report("VPWW61", -30, kind("14"))
    later = NOW + 2 * HOUR
    assert compile_bulletin(parts(old, danger={"風危険度": ["30", "30"]}), later).stale
    assert not compile_bulletin(parts(old, danger={"風危険度": ["20", "30"]}), later).stale, "not yet running"
    advised = report("VPWW58", -30, kind("15"))
    assert not compile_bulletin(parts(old, advised, danger={"風危険度": ["30", "30"]}), later).stale, (
        "it knows something"
    )
    recent = report("VPWW61", -3, kind("14"))
    assert not compile_bulletin(parts(recent, danger={"風危険度": ["30", "30"]}), later).stale, "it lives"


def test_nothing_read_is_nothing_shown() -> None:
    assert compile_bulletin(JmaParts(), NOW) == JmaBulletin()
    one = Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="jma")
    assert compile_bulletin(JmaParts(), NOW, JmaBulletin(hazards=(one,))) == JmaBulletin()
