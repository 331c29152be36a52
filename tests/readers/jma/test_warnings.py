"""What is in force in one municipality, by announcements that are many, old, and in no order."""

from datetime import timedelta

import pytest

from custom_components.v2h_planner.core.hazard import HazardKind, Severity
from custom_components.v2h_planner.readers.jma.codes import WARNINGS
from custom_components.v2h_planner.readers.jma.json_shapes import JmaPart, JmaShapeError
from custom_components.v2h_planner.readers.jma.warnings import read_warnings
from tests.readers.jma.files import NAGOYA, NOW, QUIET, kind, report


def read(*reports: object) -> JmaPart:
    return read_warnings(list(reports), NAGOYA)


def in_force(*reports: object) -> dict[HazardKind, Severity]:
    return {hazard.kind: hazard.severity for hazard in read(*reports).hazards}


def test_all_announcements_count_together() -> None:
    part = read(
        report("VPWW55", -3, kind("10", "継続", "21")),
        report("VPWW58", -1, kind("05", "発表", "30")),
        report("VPWW61", -30, kind("14", "継続", "20")),
    )
    assert {hazard.kind: hazard.severity for hazard in part.hazards} == {
        HazardKind.WIND: Severity.WARNING,
        HazardKind.RAIN: Severity.ADVISORY,
        HazardKind.THUNDER: Severity.ADVISORY,
    }
    assert part.hazards[0].start == NOW - timedelta(hours=1), "issued by this announcement"
    assert {hazard.start for hazard in part.hazards[1:]} == {None}, "goes on, since nobody says when"
    assert part.reported_at == NOW - timedelta(minutes=59)
    assert not part.unknown and not part.odd


def test_a_warning_that_goes_on_may_stand_only_in_an_old_announcement() -> None:
    assert in_force(report("VPWW61", -1, kind("14", "解除")), report("VPWW58", -40, kind("05", "継続"))) == {
        HazardKind.WIND: Severity.WARNING
    }


@pytest.mark.parametrize("newer_first", [True, False])
def test_the_newest_announcement_of_a_type_counts_whatever_the_order(newer_first: bool) -> None:
    reports = [report("VPWW58", -2, kind("05", "発表")), report("VPWW58", -1, kind("05", "解除"))]
    assert in_force(*(reversed(reports) if newer_first else reports)) == {}


def test_nothing_any_more_lifts_what_the_same_type_had() -> None:
    assert in_force(report("VPWW58", -2, kind("05", "発表")), report("VPWW58", -1, QUIET)) == {}


def test_a_newer_announcement_for_other_places_does_not_lift_ours() -> None:
    elsewhere = report("VPWW58", -1, QUIET, area="2320200")
    assert in_force(report("VPWW58", -2, kind("05", "発表")), elsewhere) == {
        HazardKind.WIND: Severity.WARNING
    }


def test_without_types_the_newest_about_a_hazard_counts() -> None:
    reports = [
        report("", -3, kind("05", "発表")),
        report("", -2, kind("14")),
        report("", -1, kind("05", "解除")),
    ]
    assert in_force(*reports) == {HazardKind.THUNDER: Severity.ADVISORY}


def test_a_collective_announcement_does_not_outlive_a_newer_one_of_its_kind() -> None:
    assert in_force(report("VPWS50", -2, kind("05"), kind("14")), report("VPWW58", -1, QUIET)) == {
        HazardKind.THUNDER: Severity.ADVISORY
    }


@pytest.mark.parametrize("code", sorted(set(WARNINGS) - {"29"}))
def test_every_code_is_known_and_none_is_lost(code: str) -> None:
    what, severity = WARNINGS[code]
    assert in_force(report("VPWW00", -1, kind(code, "発表"))) == {what: severity}


@pytest.mark.parametrize(
    ("code", "status", "severity"),
    [
        ("05", "特別警報から警報", Severity.WARNING),
        ("15", "特別警報から注意報", Severity.ADVISORY),
        ("15", "警報から注意報", Severity.ADVISORY),
        ("43", "特別警報から危険警報", Severity.DANGER),
        ("03", "危険警報から警報", Severity.WARNING),
        ("10", "危険警報から注意報", Severity.ADVISORY),
    ],
)
def test_a_downgrade_is_in_force_at_the_lower_level(code: str, status: str, severity: Severity) -> None:
    part = read(report("VPWW58", -1, kind(code, status)))
    assert [hazard.severity for hazard in part.hazards] == [severity]
    assert not part.unknown


@pytest.mark.parametrize("status", ["解除", "発表警報・注意報はなし"])
def test_lifted_is_lifted(status: str) -> None:
    assert in_force(report("VPWW58", -1, kind("05", status))) == {}
    assert in_force(report("VPWW58", -1, kind("00", "発表"))) == {}


@pytest.mark.parametrize("ignored", [{"infoType": "訓練"}, {"infoType": "取消"}, {"status": "訓練"}])
def test_drills_and_withdrawn_announcements_change_nothing(ignored: dict[str, str]) -> None:
    before = report("VPWW58", -2, kind("05"))
    assert in_force(before, report("VPWW58", -1, kind("35", "発表"), **ignored)) == {
        HazardKind.WIND: Severity.WARNING
    }


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("11", Severity.ADVISORY),
        ("21", Severity.ADVISORY),
        ("22", Severity.ADVISORY),
        ("31", Severity.WARNING),
        ("41", Severity.DANGER),
        ("51", Severity.EMERGENCY),
        ("23", Severity.DANGER),
        ("24", Severity.EMERGENCY),
    ],
)
def test_code_29_is_as_bad_as_its_significancy_says(level: str, severity: Severity) -> None:
    assert in_force(report("VPWW56", -1, kind("29", "発表", level))) == {HazardKind.LANDSLIDE: severity}


def test_a_significancy_that_contradicts_another_code_is_noted_and_the_code_counts() -> None:
    part = read(report("VPWW58", -1, kind("15", "発表", "30")))
    assert part.hazards[0].severity is Severity.ADVISORY
    assert part.odd == ("VPWW58 15 発表: 30",)


def test_a_part_goes_on_at_the_level_to_which_its_region_was_lowered() -> None:
    region = [kind("29", "危険警報から注意報")]
    part = read(report("VPWW56", -1, kind("49", "継続"), region=region))
    assert [hazard.severity for hazard in part.hazards] == [Severity.ADVISORY]
    assert part.odd == ("VPWW56 49 継続 < advisory",)
    still = read(report("VPWW56", -1, kind("49", "継続", "41"), region=region))
    assert still.hazards[0].severity is Severity.DANGER, "its own significancy says that it is not"
    other = read(report("VPWW56", -1, kind("49", "継続"), region=[kind("10", "危険警報から注意報")]))
    assert other.hazards[0].severity is Severity.DANGER, "another kind was lowered"


@pytest.mark.parametrize(
    ("kind_", "severity"),
    [
        (kind("45", "発表"), Severity.DANGER),
        (kind("52", "発表", "30"), Severity.WARNING),
        (kind("52", "発表", name="竜巻特別警報"), Severity.EMERGENCY),
        (kind("28", "発表"), Severity.ADVISORY),
        (kind("28", "発表", "41"), Severity.DANGER),
        (kind("XY", "発表"), Severity.WARNING),
        ({"status": "発表", "name": "暴風警報"}, Severity.WARNING),
    ],
)
def test_what_no_table_has_is_not_taken_for_calm(kind_: dict[str, object], severity: Severity) -> None:
    part = read(report("VPWW62", -1, kind_))
    assert [(hazard.kind, hazard.severity) for hazard in part.hazards] == [(HazardKind.UNKNOWN, severity)]
    assert len(part.unknown) == 1 and part.hazards[0].name


def test_a_status_that_nobody_knows_counts_as_in_force_and_is_reported() -> None:
    part = read(report("VPWW58", -1, kind("05", "延長")))
    assert [(hazard.kind, hazard.severity) for hazard in part.hazards] == [
        (HazardKind.WIND, Severity.WARNING)
    ]
    assert part.unknown == ("VPWW58 05 延長",)


def test_the_region_counts_only_where_municipalities_have_no_entries() -> None:
    region = [kind("05", "発表")]
    assert in_force(report("VPWW58", -1, kind("15", "発表"), region=region)) == {
        HazardKind.WIND: Severity.ADVISORY
    }
    regional = report("VPWW58", -1, region=region)
    regional["warning"]["class20Items"] = []
    assert in_force(regional) == {HazardKind.WIND: Severity.WARNING}


def test_one_announcement_without_a_list_is_read() -> None:
    part = read_warnings(report("VPWW58", -1, kind("05")), NAGOYA)
    assert part.hazards[0].kind is HazardKind.WIND
    assert read_warnings([], NAGOYA) == JmaPart()


@pytest.mark.parametrize(
    "payload",
    [
        {"reportDatetime": "2026-05-28T10:16:00+09:00", "areaTypes": [], "timeSeries": []},
        [{"areaTypes": []}],
        None,
        "<html>",
        [1, 2],
    ],
)
def test_another_form_is_said_and_not_taken_for_calm(payload: object) -> None:
    with pytest.raises(JmaShapeError):
        read_warnings(payload, NAGOYA)


def test_one_unreadable_announcement_leaves_the_others() -> None:
    part = read(report("VPWW58", -1, kind("05")), report("VPWW61", -1, kind("14"), reportDatetime="soon"))
    assert [hazard.kind for hazard in part.hazards] == [HazardKind.WIND]
    assert part.odd == ("reportDatetime",)
