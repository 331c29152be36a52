"""Floods, the timeline of danger and the early notices."""

from datetime import timedelta

import pytest

from custom_components.v2h_planner.core.hazard import Certainty, Hazard, HazardKind, Severity
from custom_components.v2h_planner.readers.jma.areas import JmaArea
from custom_components.v2h_planner.readers.jma.flood import read_flood
from custom_components.v2h_planner.readers.jma.json_shapes import JmaShapeError
from custom_components.v2h_planner.readers.jma.likelihood import read_likelihood
from custom_components.v2h_planner.readers.jma.timeline import read_timeline
from tests.readers.jma.files import NAGOYA, NOW, at, likelihood, river, timeline

HERE = {"class20Codes": [NAGOYA.code]}


def span(hazard: Hazard) -> tuple[float, float]:
    """From and until, in hours from NOW."""
    hour = timedelta(hours=1)
    assert hazard.start and hazard.end
    return (hazard.start - NOW) / hour, (hazard.end - NOW) / hour


def test_the_worst_river_is_the_flood() -> None:
    part = read_flood(
        [river("見本川", "20", **HERE), river("例川", "41", **HERE), river("仮川", "40", **HERE)], NAGOYA
    )
    (flood,) = part.hazards
    assert (flood.kind, flood.severity, flood.name) == (HazardKind.FLOOD, Severity.DANGER, "仮川・例川")
    assert flood.start == NOW - timedelta(hours=1) and flood.in_force


@pytest.mark.parametrize(
    ("code", "severity"),
    [("20", 2), ("22", 2), ("29", 2), ("30", 3), ("31", 3), ("41", 4), ("51", 5), ("53", 5)],
)
def test_a_floods_level_is_in_its_code(code: str, severity: int) -> None:
    assert read_flood([river("見本川", code, **HERE)], NAGOYA).hazards[0].severity == severity


def test_a_lifted_flood_is_over_and_a_rivers_newest_entry_counts() -> None:
    assert read_flood([river("見本川", "10", **HERE)], NAGOYA).hazards == ()
    both = [river("見本川", "10", -1, **HERE), river("見本川", "41", -2, **HERE)]
    assert read_flood(both, NAGOYA).hazards == ()


def test_a_flood_without_municipalities_counts_for_its_prefecture() -> None:
    everywhere = {"officeCodes": [NAGOYA.office]}
    assert read_flood([river("見本川", "40", **everywhere)], NAGOYA).hazards[0].severity is Severity.DANGER
    assert read_flood([river("見本川", "40", class20Codes=[], **everywhere)], NAGOYA).hazards
    assert read_flood([river("見本川", "40", class20Codes=["2320100"], **everywhere)], NAGOYA).hazards == ()
    assert read_flood([river("見本川", "40", officeCodes=["130000"])], NAGOYA).hazards == ()
    assert read_flood([river("見本川", "40")], NAGOYA).hazards == ()


@pytest.mark.parametrize("ignored", [{"infoType": "取消"}, {"infoType": "訓練"}, {"status": "訓練"}])
def test_a_flood_drill_is_no_flood(ignored: dict[str, str]) -> None:
    assert read_flood([river("見本川", "51", **HERE, **ignored)], NAGOYA).hazards == ()


def test_a_floods_code_of_another_form_is_read_by_its_name_or_counts_as_a_warning() -> None:
    named = river("見本川", "", **HERE, item={"name": "レベル４氾濫危険警報"})
    assert read_flood([named], NAGOYA).hazards[0].severity is Severity.DANGER
    part = read_flood([river("見本川", "", **HERE, item={"name": "氾濫"})], NAGOYA)
    assert part.hazards[0].severity is Severity.WARNING and part.unknown == ("flood  氾濫",)


def test_no_flood_is_an_empty_list() -> None:
    assert read_flood([], NAGOYA).hazards == ()
    for payload in ([{"river": 1}], None, {"a": 1}):
        with pytest.raises(JmaShapeError):
            read_flood(payload, NAGOYA)


def test_runs_of_dangerous_steps_are_expected_hazards() -> None:
    payload = timeline(0, 風危険度=["20", "30", "50", "30", "20", "01", "30"], 雷危険度=["20"] * 7)
    part = read_timeline(payload, NAGOYA)
    assert [(one.kind, one.severity, *span(one)) for one in part.hazards] == [
        (HazardKind.WIND, Severity.EMERGENCY, 3, 12),
        (HazardKind.WIND, Severity.WARNING, 18, 21),
    ]
    assert {one.certainty for one in part.hazards} == {Certainty.EXPECTED}
    assert part.until == NOW + timedelta(hours=21), "totals of whole days say nothing about hours"
    assert part.reported_at == NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("風危険度", HazardKind.WIND),
        ("風雪危険度", HazardKind.BLIZZARD),
        ("大雪危険度", HazardKind.SNOW),
        ("雪危険度", HazardKind.SNOW),
        ("大雨浸水危険度", HazardKind.RAIN),
        ("大雨土砂危険度", HazardKind.LANDSLIDE),
        ("土砂災害危険度", HazardKind.LANDSLIDE),
        ("高潮危険度", HazardKind.SURGE),
        ("波危険度", HazardKind.WAVES),
        ("氾濫危険度", HazardKind.FLOOD),
        ("洪水危険度", HazardKind.FLOOD),
        ("雷危険度", HazardKind.THUNDER),
        ("融雪危険度", HazardKind.SNOWMELT),
        ("着雪危険度", HazardKind.WET_SNOW),
    ],
)
def test_each_type_of_danger_is_known(name: str, what: HazardKind) -> None:
    assert [one.kind for one in read_timeline(timeline(0, **{name: ["31"]}), NAGOYA).hazards] == [what]


def test_a_danger_that_nobody_knows_is_watched_and_reported() -> None:
    part = read_timeline(timeline(0, 竜巻危険度=["30"]), NAGOYA)
    assert part.hazards[0].kind is HazardKind.UNKNOWN and part.unknown == ("timeline 竜巻危険度",)


def test_the_timeline_is_a_report_or_a_list_of_them() -> None:
    old = timeline(0, made=-7, 風危険度=["30", "30"])
    new = timeline(0, made=-1, 風危険度=["20", "30"])
    assert read_timeline([old], NAGOYA) == read_timeline(old, NAGOYA)
    for reports in ([old, new], [new, old]):
        assert [span(one) for one in read_timeline(reports, NAGOYA).hazards] == [(3, 6)]


def test_the_worst_of_land_and_sea_counts_and_plain_times_do_too() -> None:
    payload = timeline(0, 風危険度=["30", "20"])
    series = payload["timeSeries"][0]
    series["timeDefines"] = [at(0), at(3)]
    part = series["class20Items"][0]["kinds"][0]["significancyParts"][0]
    part["locals"] = [
        {"areaName": "陸上", "codes": ["20", "20"]},
        {"areaName": "海上", "codes": ["20", "30"]},
    ]
    assert [span(one) for one in read_timeline(payload, NAGOYA).hazards] == [(3, 6)]


def test_another_municipalitys_danger_is_not_ours() -> None:
    assert read_timeline(timeline(0, area="2320100", 風危険度=["50"]), NAGOYA).hazards == ()


def test_early_notices_merge_windows_of_equal_certainty() -> None:
    notice = likelihood(
        0, **{"風（風雪）": ["", "中", "中", "高", "高", ""], "大雨": ["中", "", "中"], "雪": ["なし"] * 8}
    )
    part = read_likelihood(notice, NAGOYA)
    assert [(one.kind, one.certainty, *span(one)) for one in part.hazards] == [
        (HazardKind.RAIN, Certainty.MEDIUM, 0, 6),
        (HazardKind.RAIN, Certainty.MEDIUM, 12, 18),
        (HazardKind.WIND, Certainty.MEDIUM, 6, 18),
        (HazardKind.WIND, Certainty.HIGH, 18, 30),
    ]
    assert {one.severity for one in part.hazards} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("土砂災害", HazardKind.LANDSLIDE),
        ("雪", HazardKind.SNOW),
        ("波", HazardKind.WAVES),
        ("潮位", HazardKind.SURGE),
        ("高潮", HazardKind.SURGE),
    ],
)
def test_each_type_of_early_notice_is_known(name: str, what: HazardKind) -> None:
    assert [one.kind for one in read_likelihood(likelihood(0, **{name: ["高"]}), NAGOYA).hazards] == [what]


def test_the_week_is_read_only_where_it_is_all() -> None:
    short, week = likelihood(0, 大雨=[])
    assert read_likelihood([short, week], NAGOYA).hazards == ()
    (one,) = read_likelihood([week], NAGOYA).hazards
    assert (one.kind, *span(one)) == (HazardKind.RAIN, 30, 126)


def test_the_day_after_tomorrow_has_windows_of_twelve_hours() -> None:
    payload = likelihood(0, 大雨=[""] * 6 + ["中", "高"])
    assert [span(one) for one in read_likelihood(payload, NAGOYA).hazards] == [(36, 48), (48, 60)]


@pytest.mark.parametrize("lengths", [[6] * 7 + [12] * 2, [6] * 6 + [12] * 2, [6] * 5 + [12] * 2, [6] * 8])
@pytest.mark.parametrize("written", [True, False])
def test_the_short_notice_is_read_whatever_its_windows_and_never_the_week(
    lengths: list[int], written: bool
) -> None:
    payload = likelihood(0)
    series = payload[0]["timeSeries"][0]
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    defines = [
        {"dateTime": at(start), "duration": f"PT{h}H"} for start, h in zip(starts, lengths, strict=True)
    ]
    series |= {"timeDefineArray": defines} if written else {"timeDefines": [at(start) for start in starts]}
    values = [""] * (len(lengths) - 2) + ["高", ""]
    series["areas"][0]["properties"] = [{"type": "風（風雪）の警報級の可能性", "probabilities": values}]
    part = read_likelihood(payload, NAGOYA)
    assert [(one.kind, *span(one)) for one in part.hazards] == [
        (HazardKind.WIND, starts[-2], starts[-2] + lengths[-2])
    ]
    assert part.broken == () and part.until == NOW + timedelta(hours=sum(lengths))


def test_regions_that_are_taken_together_are_found() -> None:
    hachijo = JmaArea(code="1340100", name="八丈町", office="130000", class10="130030", class15="130031")
    payload = likelihood(0, region="130100", 大雨=["高"])
    assert len(read_likelihood(payload, hachijo).hazards) == 1
    assert read_likelihood(payload, NAGOYA).hazards == ()
