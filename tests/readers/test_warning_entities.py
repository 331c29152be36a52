"""Other people's warning entities: what is in force, what is announced, or not known."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.hazard import Certainty, Hazard, HazardKind, HazardPolicy, Severity
from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.readers.entity_state import EntityState
from custom_components.v2h_planner.readers.warning_entities import (
    WarningRead,
    needs_states,
    never_tells,
    read_warning,
)
from custom_components.v2h_planner.readers.warning_vocabulary import kind_of
from tests.readers.entity_states import NOW, entity_state, fixture

NOTHING = WarningRead(())
POLICY = HazardPolicy()


def shown(name: str, **changes: Any) -> EntityState:
    """A fixture as a entity_state, with attributes changed; `state` changes the state."""
    data = fixture(name)
    state = changes.pop("state", data["state"])
    return entity_state(state, entity_id=data["entity_id"], **(data["attributes"] | changes))


def hazards(shape: EntityState, *chosen: str, now: datetime = NOW) -> tuple[Hazard, ...]:
    """What it says, which must be known."""
    read = read_warning(shape, now, chosen)
    assert read.faults == ()
    assert read.hazards is not None
    return read.hazards


def names(shape: EntityState, *chosen: str) -> tuple[str, ...]:
    return tuple(hazard.name for hazard in hazards(shape, *chosen))


def counts(shape: EntityState, *chosen: str) -> bool:
    """Whether anything of it makes the house ready, with the policy as it comes."""
    return any(POLICY.counts(hazard) for hazard in hazards(shape, *chosen))


@pytest.mark.parametrize("entity_id", ["binary_sensor.storm", "switch.storm", "input_boolean.storm"])
def test_an_entity_that_is_on_counts_as_it_was_chosen(entity_id: str) -> None:
    (hazard,) = hazards(entity_state("on", entity_id=entity_id, friendly_name="Storm"))
    assert hazard == Hazard(
        kind=HazardKind.UNKNOWN, severity=Severity.WARNING, source=entity_id, name="Storm", chosen=True
    )
    assert read_warning(entity_state("off", entity_id=entity_id), NOW) == NOTHING


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (None, FaultKind.MISSING),
        ("unavailable", FaultKind.UNAVAILABLE),
        ("unknown", FaultKind.UNKNOWN),
        ("不明", FaultKind.UNKNOWN),
        ("perhaps", FaultKind.UNKNOWN),
        ("7", FaultKind.UNKNOWN),
    ],
)
def test_what_is_not_known_is_not_taken_for_calm(state: str | None, kind: FaultKind) -> None:
    read = read_warning(entity_state(state), NOW)
    assert read.hazards is None
    assert [fault.kind for fault in read.faults] == [kind]


@pytest.mark.parametrize(
    ("state", "kind", "severity", "name"),
    [
        ("警報", HazardKind.UNKNOWN, Severity.WARNING, "sensor.it"),
        ("特別警報(大雨特別警報)", HazardKind.RAIN, Severity.EMERGENCY, "大雨特別警報"),
        ("暴風警報", HazardKind.WIND, Severity.WARNING, "暴風警報"),
        ("レベル４大雨危険警報", HazardKind.RAIN, Severity.DANGER, "レベル４大雨危険警報"),
        ("特別警報から警報", HazardKind.UNKNOWN, Severity.WARNING, "sensor.it"),
        ("大雨警報から注意報", HazardKind.RAIN, Severity.ADVISORY, "大雨警報から注意報"),
        ("注意報(雷注意報)", HazardKind.THUNDER, Severity.ADVISORY, "雷注意報"),
        ("津波警報", HazardKind.UNKNOWN, Severity.WARNING, "津波警報"),
        ("warning", HazardKind.UNKNOWN, Severity.WARNING, "sensor.it"),
        ("High Wind Warning", HazardKind.WIND, Severity.WARNING, "High Wind Warning"),
        ("Winter Storm Watch", HazardKind.BLIZZARD, Severity.ADVISORY, "Winter Storm Watch"),
        ("danger_warning", HazardKind.UNKNOWN, Severity.DANGER, "sensor.it"),
        ("Extreme", HazardKind.UNKNOWN, Severity.EMERGENCY, "sensor.it"),
    ],
)
def test_a_text_says_what_is_in_force(state: str, kind: HazardKind, severity: Severity, name: str) -> None:
    assert hazards(entity_state(state)) == (
        Hazard(kind=kind, severity=severity, source="sensor.it", name=name),
    )


def test_a_text_may_name_several_warnings() -> None:
    storm = hazards(entity_state("警報(暴風警報 波浪警報)"))
    assert [hazard.kind for hazard in storm] == [HazardKind.WIND, HazardKind.WAVES]


@pytest.mark.parametrize(
    "state",
    [
        "発表なし",
        "なし",
        "発表警報・注意報はなし",
        "警報解除",
        "none",
        "None",
        "clear",
        "0",
        "no warning",
        "no_warning",
        "Warning lifted",
    ],
)
def test_a_text_that_is_none(state: str) -> None:
    assert read_warning(entity_state(state), NOW) == NOTHING


@pytest.mark.parametrize("state", ["警報から注意報", "注意報(雷注意報)", "moderate", "Wind Advisory"])
def test_an_advisory_is_told_and_does_not_count(state: str) -> None:
    assert hazards(entity_state(state))
    assert not counts(entity_state(state))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("暴風雪警報", HazardKind.BLIZZARD),
        ("大雪警報", HazardKind.SNOW),
        ("大雨警報(土砂災害)", HazardKind.LANDSLIDE),
        ("洪水警報", HazardKind.FLOOD),
        ("レベル４氾濫危険警報", HazardKind.FLOOD),
        ("高潮警報", HazardKind.SURGE),
        ("波浪警報", HazardKind.WAVES),
        ("なだれ注意報", HazardKind.AVALANCHE),
        ("着雪注意報", HazardKind.WET_SNOW),
        ("濃霧注意報", HazardKind.FOG),
        ("Hurricane Warning", HazardKind.WIND),
        ("Tornado Warning", HazardKind.WIND),
        ("Storm Surge Warning", HazardKind.SURGE),
        ("Severe Thunderstorm Warning", HazardKind.THUNDER),
        ("Flash Flood Warning", HazardKind.FLOOD),
        ("Freezing Rain Advisory", HazardKind.ICING),
        ("Blizzard Warning", HazardKind.BLIZZARD),
        ("Gale Warning", HazardKind.WIND),
        ("Storm Warning", HazardKind.WIND),
        ("SCHWERES GEWITTER mit ORKANBÖEN", HazardKind.WIND),
        ("STARKES GEWITTER", HazardKind.THUNDER),
        ("DAUERREGEN", HazardKind.RAIN),
        ("STARKER SCHNEEFALL", HazardKind.SNOW),
        ("Air Quality Alert", HazardKind.OTHER),
        ("Terrain and drainage", HazardKind.UNKNOWN),
        ("Civil Danger", HazardKind.UNKNOWN),
    ],
)
def test_a_hazard_is_known_by_its_words(words: str, kind: HazardKind) -> None:
    assert kind_of(words) is kind


def test_disasterinformation_names_what_is_in_force() -> None:
    storm = hazards(shown("warning_disasterinformation"))
    assert [(hazard.kind, hazard.severity, hazard.name) for hazard in storm] == [
        (HazardKind.WIND, Severity.WARNING, "暴風警報"),
        (HazardKind.WAVES, Severity.WARNING, "波浪警報"),
        (HazardKind.THUNDER, Severity.ADVISORY, "雷注意報"),
    ]
    assert all(hazard.in_force and not hazard.chosen for hazard in storm)


def test_disasterinformation_with_advisories_only_does_not_count() -> None:
    calm = shown("warning_disasterinformation", warnings=[], state="注意報(雷注意報)")
    assert names(calm) == ("雷注意報",)
    assert not counts(calm)


def test_a_list_says_how_bad_where_its_names_do_not() -> None:
    special = shown("warning_disasterinformation", warnings=[], special_warnings=["大雨"], advisories=[])
    assert [(h.kind, h.severity) for h in hazards(special)] == [(HazardKind.RAIN, Severity.EMERGENCY)]


def test_disasterinformation_that_failed_is_not_calm() -> None:
    failed = shown("warning_disasterinformation", warnings=[], advisories=[], state="不明")
    assert read_warning(failed, NOW).hazards is None
    assert read_warning(failed, NOW, ["暴風"]).hazards is None


def test_only_the_chosen_warnings_count() -> None:
    both = shown("warning_disasterinformation")
    assert names(both, "暴風警報") == ("暴風警報",)
    assert names(both, "大雪警報") == ()
    (thunder,) = hazards(both, "注意報")
    assert (thunder.kind, thunder.chosen) == (HazardKind.THUNDER, True)
    assert POLICY.counts(thunder)


def test_a_chosen_state_counts_whatever_it_means() -> None:
    (hazard,) = hazards(entity_state("stage 3", friendly_name="Dam"), "Stage 3")
    assert (hazard.kind, hazard.severity, hazard.name, hazard.chosen) == (
        HazardKind.UNKNOWN,
        Severity.WARNING,
        "Dam",
        True,
    )
    assert hazards(entity_state("stage 2"), "Stage 3") == ()


def test_meteoalarm_counts_when_on_or_from_the_chosen_colour() -> None:
    alarm = shown("warning_meteoalarm")
    onset = datetime.fromisoformat("2026-11-22T12:00:00+01:00")
    (wind,) = hazards(alarm, now=onset)
    assert (wind.kind, wind.severity, wind.name) == (HazardKind.WIND, Severity.WARNING, "Severe wind warning")
    assert wind.in_force
    assert wind.start == onset
    assert wind.end == onset + timedelta(hours=11, minutes=59, seconds=59)
    assert wind.chosen
    assert len(hazards(alarm, "orange", "red")) == 1
    assert hazards(alarm, "red") == ()
    assert hazards(entity_state("off", entity_id="binary_sensor.meteoalarm"), "red") == ()


def test_a_yellow_alert_is_an_advisory_whatever_it_is_called() -> None:
    (wind,) = hazards(shown("warning_meteoalarm", severity="Moderate", awareness_level="2; yellow; Moderate"))
    assert wind.severity is Severity.ADVISORY


def test_what_begins_later_is_expected_and_not_in_force() -> None:
    alarm = shown("warning_meteoalarm")
    onset = datetime.fromisoformat("2026-11-22T12:00:00+01:00")
    (wind,) = hazards(alarm, now=onset - timedelta(minutes=1))
    assert wind.certainty is Certainty.EXPECTED
    assert wind.start == onset


def test_an_alert_that_is_still_listed_past_its_end_goes_on() -> None:
    (wind,) = hazards(shown("warning_meteoalarm"), now=NOW + timedelta(days=3))
    assert wind.in_force
    assert wind.end is None


def test_nws_tells_each_alert_and_not_the_number_of_alerts() -> None:
    alerts = fixture("warning_nws_alerts")["attributes"]["Alerts"]
    wind, air = hazards(shown("warning_nws_alerts"), now=NOW + timedelta(days=1))
    assert (wind.kind, wind.severity, wind.name) == (HazardKind.WIND, Severity.WARNING, "High Wind Warning")
    assert wind.start == datetime.fromisoformat("2026-11-22T10:00:00-08:00")
    assert wind.end == datetime.fromisoformat("2026-11-22T22:00:00-08:00")
    assert (air.kind, air.severity) == (HazardKind.OTHER, Severity.ADVISORY)
    assert not counts(shown("warning_nws_alerts", Alerts=alerts[1:], state="1"))
    assert names(shown("warning_nws_alerts", Alerts=[], state="0")) == ()
    assert names(shown("warning_nws_alerts"), "Air Quality") == ("Air Quality Alert",)


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({"Event": "High Wind Watch"}, Severity.ADVISORY),
        ({"Event": "Hurricane Warning", "Severity": "Extreme"}, Severity.EMERGENCY),
        ({"Event": "Gale Warning", "Severity": "Unknown"}, Severity.WARNING),
        ({"Event": "Freeze Warning", "Severity": "Moderate"}, Severity.ADVISORY),
    ],
)
def test_a_watch_is_an_advisory_however_severe(change: dict[str, str], severity: Severity) -> None:
    alert = fixture("warning_nws_alerts")["attributes"]["Alerts"][0]
    (hazard,) = hazards(shown("warning_nws_alerts", Alerts=[alert | change]))
    assert hazard.severity is severity


@pytest.mark.parametrize("change", [{"Status": "Test"}, {"Status": "Exercise"}, {"Type": "Cancel"}])
def test_a_drill_is_no_warning(change: dict[str, str]) -> None:
    alert = fixture("warning_nws_alerts")["attributes"]["Alerts"][0]
    assert hazards(shown("warning_nws_alerts", Alerts=[alert | change])) == ()


@pytest.mark.parametrize(
    ("level", "severity"),
    [(1, Severity.ADVISORY), (2, Severity.ADVISORY), (3, Severity.WARNING), (4, Severity.EMERGENCY)],
)
def test_dwd_counts_from_level_three(level: int, severity: Severity) -> None:
    storm = shown("warning_dwd", state=str(level), warning_1_level=level)
    (hazard,) = hazards(storm)
    assert (hazard.kind, hazard.severity, hazard.name) == (HazardKind.WIND, severity, "STURMBÖEN")
    assert counts(storm) is (level >= 3)
    assert len(hazards(storm, str(level))) == 1
    assert hazards(storm, str(level + 1)) == ()


def test_dwd_without_names_counts_by_its_level_and_zero_is_calm() -> None:
    assert hazards(entity_state("0", warning_count=0)) == ()
    (hazard,) = hazards(entity_state("4", warning_count=1, friendly_name="DWD"))
    assert (hazard.severity, hazard.name) == (Severity.EMERGENCY, "DWD")


def test_times_may_be_times_and_not_texts() -> None:
    begin = NOW + timedelta(hours=3)
    (hazard,) = hazards(shown("warning_dwd", warning_1_start=begin, warning_1_end=begin + timedelta(hours=1)))
    assert (hazard.certainty, hazard.start) == (Certainty.EXPECTED, begin)


def test_an_event_says_what_it_was_and_not_when() -> None:
    event = entity_state("2026-11-22T09:00:00+00:00", entity_id="event.storm", event_type="warning")
    assert [hazard.severity for hazard in hazards(event)] == [Severity.WARNING]
    over = entity_state("2026-11-22T09:00:00+00:00", entity_id="event.storm", event_type="lifted")
    assert hazards(over) == ()


def test_of_one_kind_the_worst_stands() -> None:
    both = shown("warning_disasterinformation", warnings=["暴風警報"], advisories=["強風注意報"])
    (wind,) = hazards(both)
    assert wind.severity is Severity.WARNING


# ------------------------------------------------------------- lists of records, counts and levels


def test_the_newest_jma_integration_counts_its_warnings_and_tells_each() -> None:
    storm = hazards(shown("warning_jma_weather"))
    assert [(hazard.kind, hazard.severity, hazard.name) for hazard in storm] == [
        (HazardKind.WIND, Severity.WARNING, "暴風警報"),
        (HazardKind.RAIN, Severity.ADVISORY, "大雨注意報"),
    ]
    assert counts(shown("warning_jma_weather"))


def jma_weather(*warnings: dict[str, Any], **more: Any) -> EntityState:
    """The aggregate sensor of jma_weather with these warnings."""
    summary = "・".join(str(warning.get("name")) for warning in warnings) or "なし"
    return shown(
        "warning_jma_weather",
        state=str(len(warnings)),
        warnings=list(warnings),
        summary=summary,
        max_level=None,
        **more,
    )


def test_the_newest_jma_integration_without_warnings_is_calm() -> None:
    assert hazards(jma_weather()) == ()
    assert hazards(jma_weather({"code": "14", "name": "雷注意報", "level": None, "status": "発表"})) != ()
    assert not counts(jma_weather({"code": "14", "name": "雷注意報", "level": None, "status": "発表"}))


@pytest.mark.parametrize(
    ("record", "severity"),
    [
        ({"code": "05", "status": "発表"}, Severity.WARNING),
        ({"code": 5, "status": "継続"}, Severity.WARNING),
        ({"code": "35", "name": "暴風", "status": "発表"}, Severity.EMERGENCY),
        ({"name": "暴風警報", "level": None}, Severity.WARNING),
        ({"name": "暴風", "level": "３"}, Severity.WARNING),
        ({"name": "暴風", "level": "レベル４"}, Severity.DANGER),
        ({"name": "暴風", "level": "警報"}, Severity.WARNING),
        ({"name": "暴風", "level": "注意報"}, Severity.ADVISORY),
        ({"name": "暴風", "level": 2}, Severity.ADVISORY),
        ({"name": "強風注意報", "code": "15"}, Severity.ADVISORY),
        ({"name": "暴風警報", "status": "特別警報から警報"}, Severity.WARNING),
        ({"name": "強風注意報", "code": "15", "status": "警報から注意報"}, Severity.ADVISORY),
        ({"名称": "暴風警報", "状態": "発表"}, Severity.WARNING),
        ({"title": "Storm warning", "severity": "red"}, Severity.EMERGENCY),
        ({"event": "Storm", "color": "Orange"}, Severity.WARNING),
        ({"name": "筑前町", "種別": "暴風警報"}, Severity.WARNING),
        ({"name": "Wind", "type": "warning"}, Severity.WARNING),
        ({"title": "Chikuzen", "event": "Gale Warning"}, Severity.WARNING),
    ],
)
@pytest.mark.parametrize("key", ["warnings", "alerts", "active_warnings", "気象警報", "Warning List"])
def test_a_record_tells_by_name_code_level_and_status(
    key: str, record: dict[str, Any], severity: Severity
) -> None:
    (wind,) = hazards(entity_state("1", **{key: [record]}))
    assert (wind.kind, wind.severity) == (HazardKind.WIND, severity)


@pytest.mark.parametrize(
    "record",
    [
        {"code": "05", "name": "暴風警報", "status": "解除"},
        {"code": "00", "name": "解除", "status": "解除"},
        {"code": "05", "name": "暴風警報", "status": "発表警報・注意報はなし"},
        {"name": "Storm warning", "active": False},
        {"name": "Storm warning", "status": "cancelled"},
        {"name": "暴風", "level": 0},
    ],
)
def test_a_record_that_is_over_is_no_warning(record: dict[str, Any]) -> None:
    assert hazards(jma_weather(record)) == ()


def test_a_number_of_warnings_that_are_not_listed_is_not_understood() -> None:
    assert (
        read_warning(shown("warning_jma_weather", warnings=[], summary="", max_level=None), NOW).hazards
        is None
    )
    assert read_warning(jma_weather({"area": "筑前町"}), NOW).hazards is None
    unreadable_too = jma_weather({"code": "14", "name": "雷注意報"}, {"area": "筑前町"})
    assert read_warning(unreadable_too, NOW).hazards is None


@pytest.mark.parametrize(
    "listed",
    [
        ["05"],
        {"05": {"status": "発表"}},
        {"暴風警報": "発表", "大雪警報": "なし"},
        {"items": [{"name": "暴風警報"}], "count": 1},
        ("暴風警報", "なし"),
        {"name": "暴風警報"},
    ],
)
def test_warnings_may_be_listed_as_codes_by_name_or_in_a_record(listed: Any) -> None:
    assert [hazard.kind for hazard in hazards(entity_state("1", warnings=listed))] == [HazardKind.WIND]


def test_warnings_may_be_written_as_attributes_of_their_own() -> None:
    own = entity_state("発表中", 暴風警報="発表", 大雪警報="なし", 波浪注意報=True)
    assert {(h.kind, h.severity) for h in hazards(own)} == {
        (HazardKind.WIND, Severity.WARNING),
        (HazardKind.WAVES, Severity.ADVISORY),
    }


def test_a_list_of_something_else_is_no_warning() -> None:
    calm = entity_state(
        "平常",
        names=["筑前町"],
        raw_warnings=[{"name": "暴風警報"}],
        past_alerts=["暴風警報"],
        items=[{"id": 1}],
    )
    assert hazards(calm) == ()


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (2, Severity.ADVISORY),
        ("2", Severity.ADVISORY),
        ("レベル２", Severity.ADVISORY),
        ("注意報", Severity.ADVISORY),
        (3, Severity.WARNING),
        ("レベル４", Severity.DANGER),
        (5, Severity.EMERGENCY),
        ("特別警報", Severity.EMERGENCY),
        (None, Severity.WARNING),
    ],
)
def test_an_entity_that_is_on_is_as_severe_as_its_level(level: Any, severity: Severity) -> None:
    rain = shown("warning_jma_weather_rain", level=level)
    (hazard,) = hazards(rain)
    assert hazard.severity is severity
    assert counts(rain) is (severity > Severity.ADVISORY)
    assert hazards(shown("warning_jma_weather_rain", level=level, state="off")) == ()


def test_of_an_entity_with_levels_an_advisory_may_be_chosen() -> None:
    rain = shown("warning_jma_weather_rain")
    assert counts(rain, "注意報")
    assert hazards(rain, "警報") == ()
    assert counts(shown("warning_jma_weather_rain", level=4), "警報")


def test_a_slot_of_nina_with_a_minor_warning_does_not_count() -> None:
    assert not counts(shown("warning_nina"))
    assert counts(shown("warning_nina", severity="Severe"))
    assert counts(shown("warning_nina", severity="Unknown"))


def test_weatheralerts_tells_each_alert_and_not_what_it_tracks() -> None:
    assert names(shown("warning_weatheralerts")) == ("High Wind Warning",)
    assert hazards(shown("warning_weatheralerts", alerts=[], alert_tracking=[], state="0")) == ()


def test_smhi_tells_the_colour_of_each_message() -> None:
    (wind,) = hazards(shown("warning_smhi_alerts"))
    assert (wind.kind, wind.severity) == (HazardKind.WIND, Severity.WARNING)
    calm = shown("warning_smhi_alerts", state="No Alerts", messages=[], highest_severity="NONE")
    assert hazards(calm) == ()


def test_geosphere_tells_a_colour() -> None:
    assert counts(shown("warning_geosphere"))
    assert not counts(shown("warning_geosphere", state="yellow", level="yellow"))
    assert hazards(entity_state("none", options=["none", "yellow"])) == ()


@pytest.mark.parametrize(
    ("state", "severity"),
    [("1", Severity.ADVISORY), ("2", Severity.ADVISORY), ("３", Severity.WARNING), ("4.0", Severity.DANGER)],
)
def test_a_number_of_an_entity_that_is_called_a_level_is_one(state: str, severity: Severity) -> None:
    (hazard,) = hazards(entity_state(state, friendly_name="警戒レベル"))
    assert hazard.severity is severity


# ------------------------------------------------------------------------------ words of templates


@pytest.mark.parametrize(
    "state",
    [
        *(
            "はい",
            "あり",
            "有",
            "発令中",
            "発表中",
            "発表",
            "警報あり",
            "警報発令中",
            "暴風警報",
            "暴風警報: あり",
        ),
        *("yes", "True", "active", "ON", "1", "Warning", "storm warning in effect", "Storm warning: on"),
        *("警戒", "危険", "避難指示", "レベル３", "警戒レベル４相当", "Level 5", "紫", "土砂災害警戒情報"),
        *(
            "暴風警報発表中、大雪警報解除",
            "暴風警報。安全な場所へ",
            "ＷＡＲＮＩＮＧ",
            "red",
            "Orange",
            "警報 2件",
            "警報は解除されていません",
            "['暴風警報']",
            "警報1件、注意報2件",
            "暴風",
            "警報(暴風警報)",
            "Wind Warning - Red",
        ),
    ],
)
def test_a_word_for_yes_counts(state: str) -> None:
    assert counts(entity_state(state))


@pytest.mark.parametrize(
    "state",
    [
        *(
            "いいえ",
            "なし",
            "無",
            "無し",
            "平常",
            "平常時",
            "正常",
            "安全",
            "解除",
            "警報なし",
            "警報・注意報なし",
        ),
        *(
            "警報、注意報なし",
            "発表なし",
            "該当なし",
            "異常なし",
            "警報は発表されていません",
            "暴風警報は解除されました",
        ),
        *(
            "警報: なし",
            "暴風警報 off",
            "Warning: none",
            "警報 0件",
            "0件",
            "０",
            "レベル0",
            "緑",
            "未発表",
            "オフ",
        ),
        *(
            "no",
            "NO",
            "false",
            "ok",
            "OK",
            "safe",
            "normal",
            "clear",
            "All clear",
            "off",
            "inactive",
            "ｎｏｎｅ",
        ),
        *(
            "No Alerts",
            "no active warnings",
            "No warnings, advisories or watches",
            "警報(なし)",
            "なし（平常）",
            "警報は解除済み",
            "warning_off",
            "[]",
            "0 warnings",
            "Vert",
            "keine",
        ),
    ],
)
def test_a_word_for_no_or_calm_is_calm(state: str) -> None:
    assert hazards(entity_state(state)) == ()


@pytest.mark.parametrize(
    "state",
    [
        "注意報",
        "雷注意報",
        "advisory",
        "レベル２",
        "Level 2",
        "黄",
        "竜巻注意情報",
        "警報0件、注意報2件",
        "Yellow warning",
        "雷",
    ],
)
def test_a_word_for_an_advisory_does_not_count(state: str) -> None:
    assert hazards(entity_state(state))
    assert not counts(entity_state(state))


@pytest.mark.parametrize(
    "state",
    [
        *(
            "no data",
            "not available",
            "データなし",
            "情報なし",
            "応答なし",
            "エラー",
            "取得失敗",
            "error",
            "Status: OK",
        ),
        *(
            "未解除",
            "解除されていません",
            "警報取得失敗",
            "警報: 不明",
            "no warning data",
            "一部解除",
            "session expired",
            "台風接近",
            "暴風警報・大雪警報解除",
            "3",
            "2件",
            "-",
            "N/A",
        ),
        *("10件", "7", "配信終了"),
    ],
)
def test_a_word_that_nobody_knows_is_neither(state: str) -> None:
    read = read_warning(entity_state(state), NOW)
    assert read.hazards is None
    assert [fault.kind for fault in read.faults] == [FaultKind.UNKNOWN]


# ----------------------------------------------------------------------- known before there is a storm


@pytest.mark.parametrize(
    "entity",
    [
        entity_state("21.5", "°C", device_class="temperature"),
        entity_state("unavailable", "hPa"),
        entity_state("12", "m/s"),
        entity_state("2026-11-22T10:00:00+09:00", device_class="timestamp"),
    ],
)
def test_a_measurement_will_never_warn(entity: EntityState) -> None:
    assert never_tells(entity)


@pytest.mark.parametrize(
    "entity",
    [
        shown("warning_jma_weather"),
        shown("warning_weatheralerts"),
        shown("warning_dwd"),
        shown("warning_nina"),
        entity_state("2", "件"),
        entity_state("平常"),
        entity_state("unavailable"),
    ],
)
def test_what_may_warn_is_not_refused(entity: EntityState) -> None:
    assert not never_tells(entity)


@pytest.mark.parametrize(
    ("entity", "needed"),
    [
        (entity_state("0"), True),
        (entity_state("2", state_class="measurement"), True),
        (entity_state("stage 1", options=["stage 1", "stage 2"]), True),
        (entity_state("clear", options=["clear", "elevated"]), True),
        (entity_state("0", friendly_name="警戒レベル"), False),
        (shown("warning_dwd", state="0", warning_count=0), False),
        (shown("warning_jma_weather"), False),
        (shown("warning_geosphere"), False),
        (entity_state("平常"), False),
        (entity_state("off", entity_id="binary_sensor.storm"), False),
    ],
)
def test_what_would_not_be_understood_in_a_storm_is_known_before(entity: EntityState, needed: bool) -> None:
    assert needs_states(entity) is needed


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
attribute_names = st.sampled_from(
    [
        "warnings",
        "special_warnings",
        "Alerts",
        "warning_count",
        "warning_1_name",
        "warning_1_level",
        "awareness_level",
        "event",
        "onset",
        "alerts",
        "active_warnings",
        "気象警報",
        "summary",
        "level",
        "max_level",
        "has_warning",
    ]
)
records = st.fixed_dictionaries(
    {},
    optional={
        key: junk | st.sampled_from(["暴風警報", "解除", "発表", "05", 3, "レベル４", "red", None])
        for key in ("code", "name", "level", "status", "event", "severity", "active", "onset")
    },
)


@settings(max_examples=500, deadline=None)
@given(
    state=st.none() | st.text(max_size=12),
    attributes=st.dictionaries(attribute_names, junk | st.lists(records, max_size=3), max_size=5),
    chosen=st.lists(st.text(max_size=4), max_size=3),
)
def test_no_attributes_break_the_warning_reader(
    state: str | None, attributes: dict[str, Any], chosen: list[str]
) -> None:
    shape = entity_state(state, **attributes)
    read = read_warning(shape, NOW, chosen)
    assert (read.hazards is None) == bool(read.faults)
    assert never_tells(shape) in {True, False}
    assert needs_states(shape) in {True, False}


@settings(max_examples=500, deadline=None)
@given(
    others=st.lists(
        st.sampled_from(["雷注意報", "大雨警報", "強風注意報", "乾燥注意報"]).map(
            lambda name: {"name": name}
        ),
        max_size=3,
    ),
    level=st.sampled_from([None, 3, "3", "レベル３"]),
    status=st.sampled_from(["発表", "継続", "特別警報から警報", None]),
    key=st.sampled_from(["warnings", "alerts", "active_warnings", "warning_list", "警報・注意報"]),
    at=st.integers(0, 3),
)
def test_a_storm_warning_is_never_lost_among_others(
    others: list[dict[str, Any]], level: Any, status: str | None, key: str, at: int
) -> None:
    storm = {"code": "05", "name": "暴風警報", "level": level, "status": status}
    listed: list[dict[str, Any]] = [*others[:at], storm, *others[at:]]
    assert counts(entity_state(str(len(listed)), **{key: listed}))
