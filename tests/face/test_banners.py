"""What stands above everything else, and in which order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.control.storm_state import Storm, Watch
from custom_components.v2h_planner.core.hazard import (
    Certainty,
    Hazard,
    HazardKind,
    Severity,
    StormTarget,
    Tier,
)
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.outage.log import OutageLog
from custom_components.v2h_planner.core.plan import Shortfall, ShortfallKind
from custom_components.v2h_planner.core.situation import Pause, Situation
from custom_components.v2h_planner.core.storm.counterfactual import StormCost
from custom_components.v2h_planner.core.storm.readiness import Readiness
from custom_components.v2h_planner.face.banners import OpenRepair, banners_of
from custom_components.v2h_planner.face.contract import Banner
from custom_components.v2h_planner.presentation.wording import Wording
from tests.core.homes import NOW, after

from .house import EN, JA, plan, settings, snapshot

WIND = Hazard(
    kind=HazardKind.WIND,
    severity=Severity.WARNING,
    source="jma",
    certainty=Certainty.HIGH,
    start=after(8),
)
EXPECTED = StormTarget(tier=Tier.WATCH, by=after(6), until=after(20), onset=after(8), hazards=(WIND,))
READY = Readiness(storage_id="car", target_soc=1.0, soc=1.0, full_at=after(6))
STORM: dict[str, Any] = {
    "situation": Situation(mode=Mode.ECONOMY, storm=EXPECTED),
    "readiness": (READY,),
    "storm_cost": StormCost(since=NOW, planned_yen=82.4),
}
HANDS = ModeState(hands_off_until={"car": after(1)})


def banners(words: Wording = JA, *repairs: OpenRepair, **changes: Any) -> list[Banner]:
    """The banners of the home with its plan."""
    made = changes.pop("made", plan())
    return banners_of(snapshot(made, **changes), settings(), words, repairs)


def kinds(found: list[Banner]) -> list[str]:
    return [banner["kind"] for banner in found]


def test_all_is_well_and_there_is_none() -> None:
    assert banners() == []


def test_the_gravest_comes_first() -> None:
    situation = Situation(
        mode=Mode.ECONOMY,
        storm=EXPECTED,
        outage=True,
        hands_off=frozenset({"car"}),
        pauses=(Pause(storage_id="car"),),
    )
    repairs = (
        OpenRepair(key="input_disobeyed", title="it does not", text="", entity="select.unit", grave=True),
        OpenRepair(key="input_missing", title="it is gone", text=""),
    )
    found = banners(
        JA,
        *repairs,
        situation=situation,
        mode=HANDS,
        commands=(),
        outage_log=OutageLog(since=NOW, at=NOW),
        control=False,
        made=None,
    )
    assert kinds(found) == [
        "outage",
        "storm",
        "hands_off",
        "paused",
        "dry_run",
        "no_plan",
        "fault",
        "disobeys",
    ]
    assert found[0]["tone"] == "alarm"
    assert found[-1]["storage_id"] == "car"


def test_an_expected_storm_says_when_all_is_full_and_how_long_before_it_begins() -> None:
    (storm,) = banners(**STORM)
    assert storm["title"] == "警報級の天気に備えます"
    first, *lines = storm["text"].split("\n")
    assert first.startswith("暴風")
    assert lines == [
        "リーフは明日0:00に100%になります（いま50%）。",
        "通常の計画より約82円多くかかる見込みです。",
        "リーフは荒天の約2時間前に備えが整います。",
    ]
    assert (storm["source"], storm["offers"]) == ("出典：気象庁", ["ignore_storm"])
    (english,) = banners(EN, **STORM)
    assert english["text"].endswith("リーフ: ready about 2 h before it begins.")


def test_a_source_that_is_not_jma_is_not_called_jma() -> None:
    other = replace(EXPECTED, hazards=(replace(WIND, source="binary_sensor.storm"),))
    (storm,) = banners(**(STORM | {"situation": Situation(mode=Mode.ECONOMY, storm=other)}))
    assert storm["source"] is None
    assert "気象庁" not in storm["text"]


@pytest.mark.parametrize("control", [True, False])
def test_of_several_things_expected_the_first_is_named(*, control: bool) -> None:
    both = replace(EXPECTED, hazards=(WIND, replace(WIND, name="later")))
    several = STORM | {"situation": Situation(mode=Mode.ECONOMY, storm=both), "control": control}
    once = several | {"situation": Situation(mode=Mode.ECONOMY, storm=EXPECTED)}
    assert [found["text"] for found in banners(**several)] == [found["text"] for found in banners(**once)]


def test_a_storm_that_is_ignored_can_still_be_heeded() -> None:
    state = ModeState(storm=Storm(watches=(Watch(hazard=WIND, overridden=True),)))
    (storm,) = banners(mode=state)
    assert (storm["title"], storm["offers"]) == ("荒天に備えていません", ["heed_storm"])


def test_hands_and_pauses_say_until_when() -> None:
    hands_off = Situation(mode=Mode.ECONOMY, hands_off=frozenset({"car"}))
    (hands,) = banners(situation=hands_off, mode=HANDS, commands=())
    assert hands["text"] == "リーフは手動操作を優先しています（19:00まで）。"
    pauses = Situation(mode=Mode.ECONOMY, pauses=(Pause(storage_id="car", until=after(7)),))
    (paused,) = banners(situation=pauses)
    assert (paused["text"], paused["offers"]) == ("リーフは明日1:00まで待機します。", ["resume"])


def test_an_old_plan_says_from_when_it_is() -> None:
    (old,) = banners(at=NOW + timedelta(minutes=50))
    assert (old["kind"], old["offers"]) == ("old_plan", ["replan"])
    assert "18:00" in old["title"]
    assert kinds(banners(failures=1)) == ["old_plan"]
    (none,) = banners(made=None, failures=3)
    assert none["title"] == "計画を作れませんでした。原因はログにあります"


def test_a_missed_departure_says_what_it_comes_to() -> None:
    missed = Shortfall(
        kind=ShortfallKind.DEPARTURE,
        at=after(13.5),
        amount=3.0,
        storage_id="car",
        wanted_soc=0.8,
        reached_soc=0.72,
    )
    (short,) = banners(made=plan(shortfalls=(missed,)))
    assert short["title"] == "リーフは目標に間に合いません"
    assert short["text"] == "明日7:30ごろには72%の見込みです（目標80%、いま50%）。"
    assert banners(made=plan(shortfalls=(replace(missed, amount=0.01),))) == []


def test_contract_floor_and_trip_have_words_of_their_own() -> None:
    found = [
        Shortfall(kind=kind, at=after(2), amount=1.5, storage_id=one)
        for kind, one in (
            (ShortfallKind.CONTRACT, None),
            (ShortfallKind.FLOOR, "car"),
            (ShortfallKind.TRIP, "car"),
        )
    ]
    for words in (JA, EN):
        titles = [banner["title"] for banner in banners(words, made=plan(shortfalls=tuple(found)))]
        assert len(titles) == 3
        assert all("1.5" in title and "20:00" in title for title in titles)


def test_of_a_storm_its_own_banner_tells_what_is_missed() -> None:
    missed = Shortfall(kind=ShortfallKind.STORM, at=after(6), amount=3.0, storage_id="car")
    assert kinds(banners(made=plan(shortfalls=(missed,)), **STORM)) == ["storm"]


def test_names_stay_plain_text() -> None:
    evil = '<img src=x onerror="alert(1)">'
    car = replace(settings().storages[0], storage=replace(settings().home.storages[0], name=evil))
    home = replace(settings().home, storages=(car.storage,))
    hands_off = Situation(mode=Mode.ECONOMY, hands_off=frozenset({"car"}))
    shot = snapshot(plan(), situation=hands_off, mode=HANDS, commands=())
    (hands,) = banners_of(shot, settings(home), JA)
    assert "<img" not in hands["text"]
    assert "img" in hands["text"]
