"""What people are told, word by word."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.hazard import (
    Certainty,
    Hazard,
    HazardKind,
    HazardReport,
    Severity,
    StormTarget,
    Threats,
    Tier,
)
from custom_components.v2h_planner.core.home import Home, Mode, StorageKind
from custom_components.v2h_planner.core.outage.endurance import Endurance, Gives, Lasting, Outlook, Share
from custom_components.v2h_planner.core.outage.log import OutageLog, StorageTake
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from custom_components.v2h_planner.core.situation import DrivingReserve, Situation
from custom_components.v2h_planner.core.storm.counterfactual import StormCost
from custom_components.v2h_planner.core.storm.readiness import Readiness
from custom_components.v2h_planner.notifications.notice import Notice, NoticeAction, NoticeKind
from custom_components.v2h_planner.notifications.storm_notices import notices
from custom_components.v2h_planner.presentation.wording import Wording
from tests.core.homes import NOW, TOKYO, after, storage

TEXTS = Path(__file__).parents[2] / "custom_components" / "v2h_planner" / "translations"
CAR = storage(name="リーフ")
WIND = Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="jma")
LIKELY = replace(WIND, certainty=Certainty.HIGH, start=after(21))


def wording(language: str) -> Wording:
    """The words of a language, from the file, in Tokyo."""
    texts = json.loads((TEXTS / f"{language}.json").read_text(encoding="utf-8"))["common"]
    return Wording({f"component.v2h_planner.common.{key}": text for key, text in texts.items()}, TOKYO)


JA, EN = wording("ja"), wording("en")


@dataclass
class House:
    """A home with one car, and what is known of it."""

    tier: Tier | None = Tier.ACT
    hazards: tuple[Hazard, ...] = (WIND,)
    onset: datetime | None = None
    until: datetime = after(12)
    keep_full: bool = True
    soc: float | None = 0.64
    connected: bool | None = True
    ready: tuple[Readiness, ...] = ()
    wanted: Mode = Mode.ECONOMY
    storm_cost: StormCost | None = None
    control: bool = True
    outage: bool = False
    outage_log: OutageLog | None = None
    endurance: Endurance | None = None
    silent: frozenset[str] = frozenset()
    hands_off_until: dict[str, datetime] = field(default_factory=dict)
    home: Home = field(default_factory=lambda: Home(storages=(CAR,)))

    at = NOW

    @property
    def mode(self) -> ModeState:
        state = ModeState(wanted=self.wanted, hands_off_until=self.hands_off_until)
        if self.tier in (Tier.ACT, Tier.HOLD):
            issued = tuple(replace(hazard, certainty=Certainty.IN_FORCE) for hazard in self.hazards)
            state = replace(state, storm=state.storm.after(Threats(in_force=issued), NOW))
        return state

    @property
    def situation(self) -> Situation:
        order = None
        if self.tier is not None:
            order = StormTarget(
                tier=self.tier,
                by=NOW,
                until=self.until,
                onset=self.onset,
                hazards=self.hazards,
                keep_full=self.keep_full,
            )
        hands_off = frozenset(self.hands_off_until)
        return Situation(mode=self.mode.mode, storm=order, outage=self.outage, hands_off=hands_off)

    @property
    def report(self) -> HazardReport:
        return HazardReport(hazards=self.hazards, silent=self.silent)

    @property
    def readings(self) -> Readings:
        there = [
            StorageReading(storage_id=item.id, soc=self.soc, connected=self.connected)
            for item in self.home.storages
        ]
        return Readings(at=NOW, storages=tuple(there))

    @property
    def readiness(self) -> tuple[Readiness, ...]:
        return self.ready

    def says(self, words: Wording = JA) -> dict[str, Notice]:
        return {notice.tag: notice for notice in notices(self, self.home, words)}

    def storm(self, words: Wording = JA) -> Notice:
        return self.says(words)["storm"]


def full_at(hours: float, **more: Any) -> tuple[Readiness, ...]:
    usual: dict[str, Any] = {"storage_id": "car", "target_soc": 1.0, "soc": 1.0, "full_at": after(hours)}
    return (Readiness(**(usual | more)),)


def short(soc: float | None = 0.8, **more: Any) -> tuple[Readiness, ...]:
    return full_at(0, **({"soc": soc, "full_at": None} | more))


def watched(**changes: Any) -> House:
    usual: dict[str, Any] = {"tier": Tier.WATCH, "hazards": (LIKELY,), "onset": after(21)}
    return House(**(usual | changes))


# ------------------------------------------------------------------------------- the storm


def test_in_fair_weather_nothing_is_said() -> None:
    assert House(tier=None).says() == {}


def test_a_storm_that_is_expected_is_told_with_what_readiness_costs() -> None:
    home = watched(ready=full_at(10), storm_cost=StormCost(since=NOW, planned_yen=84.2))
    notice = home.storm()
    assert notice.title == "警報級の天気に備えます"
    assert notice.message.split("\n") == [
        "暴風：警報級の可能性［高］（明日15:00ごろから）。",
        "リーフは明日4:00に100%になります（いま64%）。",
        "通常の計画より約84円多くかかる見込みです。",
        "出典：気象庁",
    ]
    assert home.storm(EN).message.split("\n") == [
        "Storm: high likelihood of a warning, from about tomorrow at 15:00.",
        "リーフ will be at 100% by tomorrow at 4:00 (64% now).",
        "It will cost about 84 yen more than the normal plan.",
        "Source: Japan Meteorological Agency",
    ]


@pytest.mark.parametrize("yen", [0.2, -12.0])
def test_readiness_that_costs_nothing_is_said_so(yen: float) -> None:
    home = watched(ready=full_at(10), storm_cost=StormCost(since=NOW, planned_yen=yen))
    assert "追加の費用はかかりません" in home.storm().message


def test_a_warning_tells_when_the_car_is_full_and_what_comes_after() -> None:
    home = House(ready=full_at(4.5))
    assert home.storm().title == "警報が出ています"
    assert home.storm().message.split("\n") == [
        "暴風警報が出ています。",
        "リーフは22:30に100%になります（いま64%）。",
        "解除後は節約モードに戻ります。",
        "出典：気象庁",
    ]
    assert home.storm(EN).message.split("\n") == [
        "In force: Storm Warning.",
        "リーフ will be at 100% by 22:30 (64% now).",
        "Back to economy mode when it is lifted.",
        "Source: Japan Meteorological Agency",
    ]


def test_a_full_car_is_told_to_be_held() -> None:
    notice = House(soc=0.995, ready=full_at(0)).storm()
    assert notice.phase == "full"
    assert "リーフは100%まで充電済みです。" in notice.message
    assert "解除されるまで、この残量を保ちます。" in notice.message


def test_a_home_is_ready_only_when_everything_that_is_there_is_full() -> None:
    battery = storage(id="battery", name="蓄電池", kind=StorageKind.HOME_BATTERY, storm_soc=0.9)
    home = House(soc=0.95, home=Home(storages=(CAR, battery)))
    assert home.storm().phase == "act"
    assert "蓄電池は95%まで充電済みです。" in home.storm().message
    home.soc = 1.0
    assert home.storm().phase == "full"


def test_a_home_whose_only_car_is_away_is_not_ready() -> None:
    assert House(soc=1.0, connected=False, ready=short()).storm().phase == "act"


def test_the_end_tells_what_it_has_cost_and_when_the_former_mode_is_back() -> None:
    home = House(tier=Tier.HOLD, until=after(3), storm_cost=StormCost(since=NOW, so_far_yen=1234.0))
    assert home.storm().title == "警報が解除されました"
    assert home.storm().message.split("\n") == [
        "解除：暴風警報。",
        "21:00まで、いまの残量を保ちます。",
        "21:00に節約モードに戻ります。",
        "今回の備えには、通常の計画より約1,234円多くかかりました。",
        "出典：気象庁",
    ]


def test_a_source_that_falls_silent_in_a_storm_is_told() -> None:
    message = House(silent=frozenset({"jma"})).storm().message
    assert "いまは最新の情報を受け取れないため、続いているとみなします：暴風警報。" in message
    assert "情報を受け取れない" not in House(silent=frozenset({"sensor.other"})).storm().message


def test_what_nobody_lifted_is_not_told_as_lifted() -> None:
    home = House(tier=Tier.HOLD, silent=frozenset({"jma"}))
    assert home.storm().title == "警報の情報が途絶えました"
    assert "解除" not in home.storm().message
    siren = replace(WIND, source="binary_sensor.siren", name="防災無線")
    home.hazards = (WIND, siren)
    assert home.storm().title == "警報が解除されました", "one of the two was lifted"


def test_a_cooldown_that_may_be_discharged_is_not_told_as_full() -> None:
    assert "満充電" not in House(tier=Tier.HOLD, keep_full=False).storm().message


def test_a_person_who_wants_resilience_anyway_hears_of_no_other_mode() -> None:
    assert "戻ります" not in House(wanted=Mode.RESILIENCE).storm().message


def test_what_jma_did_not_say_is_not_said_in_its_name() -> None:
    siren = Hazard(
        kind=HazardKind.UNKNOWN,
        severity=Severity.WARNING,
        source="binary_sensor.siren",
        name="防災無線",
        chosen=True,
    )
    home = House(hazards=(siren,))
    assert "防災無線が出ています。" in home.storm().message
    assert "気象庁" not in home.storm().message


def test_a_dry_run_promises_no_charging() -> None:
    notice = House(control=False, ready=full_at(4)).storm()
    assert notice.message.startswith("計画のみ：自動制御がオフなので、充電はしません。"), (
        "before anything that is planned"
    )
    notice = watched(control=False, ready=full_at(4)).storm()
    assert notice.title == "警報級の天気が予想されています", "nobody gets ready"
    assert "計画のみ" in notice.message


def test_a_dry_run_keeps_nothing() -> None:
    full = House(control=False, soc=1.0).storm()
    assert (full.phase, full.title) == ("act", "警報が出ています")
    assert "保ちます" not in full.message
    assert "保ちます" not in House(control=False, tier=Tier.HOLD, soc=0.8).storm().message
    assert "計画のみ" in watched(control=False, ready=short(0.82)).says()["short_car"].message


def test_a_car_that_gets_no_orders_is_not_promised_to_be_full() -> None:
    home = House(ready=full_at(4))
    (notice,) = notices(home, home.home, JA, frozenset({"car"}))
    assert "リーフは計画だけで、操作しません（いま64%）。" in notice.message
    assert "100%" not in notice.message


@pytest.mark.parametrize(("soc", "told"), [(0.97, False), (0.95, False), (0.94, True), (0.8, True)])
def test_three_percent_are_no_reason_for_a_warning_of_their_own(soc: float, told: bool) -> None:
    home = watched(ready=short(soc))
    assert ("short_car" in home.says()) is told
    line = f"リーフは{soc:.0%}になる見込みです（いま64%）。"
    assert (line in home.storm().message) is not told


def test_a_unit_in_a_persons_hands_is_not_promised_to_be_full() -> None:
    home = House(ready=full_at(4), hands_off_until={"car": after(2)})
    assert "リーフは手動操作を優先しています（20:00まで）。" in home.storm().message
    assert "100%" not in home.storm().message


def test_a_car_whose_charge_nobody_knows_is_told_so() -> None:
    assert "リーフの残量が分かりません。" in House(soc=None, ready=full_at(4)).storm().message


def test_in_an_outage_no_charging_is_promised() -> None:
    home = House(outage=True, ready=short(), storm_cost=StormCost(since=NOW, planned_yen=84))
    assert set(home.says()) == {"storm"}
    assert home.storm().message.split("\n") == [
        "暴風警報が出ています。",
        "停電中なので、復電してから充電します。",
        "解除後は節約モードに戻ります。",
        "出典：気象庁",
    ]
    home.soc = 1.0
    assert home.storm().phase == "act", "nothing is being kept full in an outage"


def test_a_worse_warning_ranks_higher() -> None:
    emergency = replace(WIND, severity=Severity.EMERGENCY)
    snow = replace(WIND, kind=HazardKind.SNOW)
    notice = House(hazards=(snow, emergency)).storm()
    assert notice.rank > House(hazards=(snow,)).storm().rank
    assert "暴風特別警報、大雪警報が出ています。" in notice.message


@pytest.mark.parametrize("tier", [Tier.WATCH, Tier.ACT, Tier.HOLD])
def test_every_phase_can_be_answered(tier: Tier) -> None:
    (button,) = House(tier=tier).storm().buttons
    assert button.action is NoticeAction.IGNORE_STORM
    assert button.title == ("今すぐ戻す" if tier is Tier.HOLD else "備えをやめる")


# ------------------------------------------------------------------------- one car or battery


def test_a_car_that_will_not_be_full_in_time_has_a_notice_of_its_own() -> None:
    home = watched(ready=short(0.82))
    notice = home.says()["short_car"]
    assert notice.title == "リーフは目標に間に合いません"
    assert notice.message == "明日15:00ごろには82%の見込みです（目標100%、いま64%）。\n出典：気象庁"
    assert home.says(EN)["short_car"].title == "リーフ will not reach its target in time"


def test_without_an_onset_a_slow_charger_is_told_by_what_it_reaches() -> None:
    assert House(ready=short(0.9)).says()["short_car"].message == "90%までの見込みです（目標100%、いま64%）。"


def test_a_car_that_will_leave_before_it_is_full_hears_why_and_what_staying_would_change() -> None:
    home = House(ready=short(0.82, leaves=after(0.5), full_if_it_stays=after(3)))
    said = home.says()["short_car"].message.splitlines()
    leaves, stays = (JA.moment(after(hours), NOW) for hours in (0.5, 3))
    assert said[1:3] == [
        f"{leaves}ごろに出かける見込みのためです。",
        f"つないだままなら{stays}に100%になります。",
    ]
    english = EN.moment(after(0.5), NOW)
    assert f"It is expected to leave at about {english}." in home.says(EN)["short_car"].message
    late = House(ready=short(0.82, leaves=after(0.5)))
    assert "つないだまま" not in late.says()["short_car"].message


def test_a_car_that_makes_it_has_no_notice_of_its_own() -> None:
    assert set(House(ready=full_at(4)).says()) == {"storm"}


def test_a_car_that_is_away_is_told_when_to_come_home_and_what_it_will_have() -> None:
    home = watched(connected=False, soc=0.3, ready=short(0.55, away=True, home_by=after(13)))
    notice = home.says()["away_car"]
    assert notice.kind is NoticeKind.AWAY
    assert notice.message.split("\n") == [
        "明日15:00ごろまでに100%にするには、明日7:00までにつないでください。",
        "いまの予定では、明日15:00ごろに55%の見込みです。",
        "出典：気象庁",
    ]
    assert "short_car" not in home.says()
    assert home.says(EN)["away_car"].message.split("\n")[0] == (
        "To be at 100% by tomorrow at 15:00, plug it in by tomorrow at 7:00."
    )


def test_a_car_that_is_too_late_is_told_what_it_can_still_have() -> None:
    message = watched(connected=False, ready=short(0.55, away=True)).says()["away_car"].message
    assert message.startswith("いまからつないでも、明日15:00ごろまでに100%にはなりません。")
    assert "55%" in message


def test_a_car_that_is_away_when_a_warning_fires_is_called_home() -> None:
    message = House(connected=False, ready=full_at(9, away=True)).says()["away_car"].message
    assert (
        message
        == "警報が出ています。帰ったらすぐにつないでください。\nいまの予定では明日3:00に100%になります。"
    )


def test_a_commuter_who_is_back_in_time_is_left_in_peace_until_the_hour_is_near() -> None:
    at_work = watched(connected=False, ready=full_at(10, away=True, home_by=after(13)))
    assert set(at_work.says()) == {"storm"}
    assert "明日7:00までにつなげば100%に間に合います" in at_work.storm().message
    late = watched(connected=False, ready=full_at(10, away=True, home_by=NOW + timedelta(hours=2)))
    assert set(late.says()) == {"storm", "away_car"}


# ------------------------------------------------------------------------------- the outage


def outlook(kw: float, *hours: float, outlasts: bool = False) -> Outlook:
    """Without sun, then with little, the expected and much of it."""
    dark, low, expected, high = (Lasting(hours=h) for h in hours)
    return Outlook(
        load_kw=kw,
        no_sun=dark,
        low_sun=low,
        sun=replace(expected, outlasts=outlasts),
        high_sun=replace(high, outlasts=outlasts),
    )


SHARE = Share(storage_id="car", gives=Gives.YES, usable_kwh=8.0, kept_soc=0.2, soc=0.42)
PRESENT, THRIFTY = outlook(0.8, 9.9, 12.3, 20.2, 31.0), outlook(0.3, 24, 40, 47.6, 60, outlasts=True)


def dark(share: Share = SHARE, told: tuple[float, ...] = (), **changes: Any) -> House:
    usual: dict[str, Any] = {"at": NOW, "usable_kwh": share.usable_kwh, "most_kw": 6.0}
    usual |= {"present": PRESENT, "thrifty": THRIFTY, "shares": (share,)}
    return House(
        tier=None,
        outage=True,
        outage_log=OutageLog(since=after(-1), at=NOW, told=told),
        endurance=Endurance(**(usual | changes)),
    )


def test_an_outage_tells_how_long_the_energy_lasts_with_and_without_the_sun() -> None:
    notice = dark().says()["outage"]
    assert notice.title == "停電：電気はあと10時間ほど"
    assert notice.message.split("\n") == [
        "いまの使い方（0.8 kW）なら、太陽光なしで約10時間、予想どおりの太陽光があれば約20時間使えます。",
        "節電すると（0.3 kW）、太陽光なしで約24時間、予想どおりの太陽光があれば48時間以上使えます。",
    ]
    assert dark().says(EN)["outage"].message.split("\n")[0] == (
        "At the present load (0.8 kW): about 10 h without sun, about 20 h with the sun that is expected."
    )


@pytest.mark.parametrize(
    ("hours", "said"), [(0.33, "20分"), (2.0, "2時間"), (2.54, "2.5時間"), (36, "36時間"), (120, "5日")]
)
def test_the_fewer_hours_are_left_the_finer_they_are_told(hours: float, said: str) -> None:
    night = outlook(0.3, hours, hours, hours, hours)
    notice = dark(present=night, thrifty=night).says()["outage"]
    assert notice.title == f"停電：電気はあと{said}ほど"
    assert notice.message == f"いまの使い方（0.3 kW）で約{said}使えます。"


def test_hours_that_are_a_least_are_no_estimate_as_well() -> None:
    days = replace(outlook(0.3, 60, 60, 60, 60), no_sun=Lasting(hours=60, outlasts=True))
    notice = dark(present=days, thrifty=days).says()["outage"]
    assert notice.title == "停電：60時間以上使えます"
    assert notice.message == "いまの使い方（0.3 kW）で60時間以上使えます。"
    notice = dark(present=days, thrifty=days).says(EN)["outage"]
    assert notice.title == "Power outage: 60 h or more left"
    assert notice.message == "At the present load (0.3 kW): 60 h or more."


def test_a_dry_run_does_not_say_that_it_powers_the_house() -> None:
    home = dark()
    home.control = False
    assert home.says()["outage"].message.startswith("自動制御がオフなので、給電の指示はしません。")


def test_each_threshold_of_hours_ranks_higher() -> None:
    assert dark(told=(12.0, 24.0)).says()["outage"].rank > dark(told=(24.0,)).says()["outage"].rank


def test_what_a_storage_keeps_or_cannot_give_is_told() -> None:
    trip = DrivingReserve(storage_id="car", soc=0.5, leave=after(14), back=after(20), energy_kwh=12)
    keeps = replace(SHARE, kept_soc=0.5, reserve=trip)
    assert "リーフは、明日8:00からの外出のため50%を残します。" in dark(keeps).says()["outage"].message
    gone = replace(SHARE, gives=Gives.AWAY, usable_kwh=0.0)
    message = dark(gone).says()["outage"].message
    assert message == "家で使える電気が残っていません。\nリーフは接続されていません。"
    unknown = replace(SHARE, gives=Gives.SOC_UNKNOWN)
    assert "リーフの残量が分かりません。" in dark(unknown).says()["outage"].message


def test_a_storage_that_carries_the_house_blind_is_told_and_not_called_empty() -> None:
    blind = dark(replace(SHARE, gives=Gives.SOC_UNKNOWN, usable_kwh=0.0, soc=None))
    said = blind.says(EN)["outage"]
    assert said.title == "The grid is down"
    assert "for how long, nobody can tell" in said.message
    assert "no energy left" not in said.message
    assert "あと何時間もつかは分かりません" in blind.says()["outage"].message


def test_a_load_that_the_units_cannot_carry_is_told() -> None:
    message = dark(most_kw=0.5).says()["outage"].message
    assert "いまの消費（0.8 kW）は、機器が出せる電力（0.5 kW）を超えています。" in message


@pytest.mark.parametrize(("kw", "said"), [(0.25, "0.25"), (0.8, "0.8"), (2.04, "2.0")])
def test_a_small_load_is_told_finely(kw: float, said: str) -> None:
    night = outlook(kw, 8, 8, 8, 8)
    assert f"（{said} kW）" in dark(present=night, thrifty=night).says()["outage"].message


def test_an_outage_is_told_even_when_nothing_is_known() -> None:
    home = dark()
    home.endurance = None
    notice = home.says(EN)["outage"]
    assert notice.title == notice.message == "The grid is down"


TAKE = StorageTake(storage_id="car", soc_before=0.62, soc=0.48, given_kwh=5.04)
OVER = OutageLog(since=after(-6), at=after(-1), until=after(-1), storages=(TAKE,), sun_kwh=1.2)


def test_after_an_outage_what_it_took_is_told_for_a_day() -> None:
    home = House(tier=None, outage_log=OVER)
    notice = home.says()["outage"]
    assert notice.title == "復電しました"
    assert notice.message.split("\n") == [
        "停電は12:00から17:00まで（約5時間）でした。",
        "リーフから5.0 kWh使いました（62%から48%）。",
        "太陽光は1.2 kWhでした。",
    ]
    home.outage_log = replace(OVER, until=after(-25))
    assert home.says() == {}


def test_a_storage_that_gave_nothing_is_not_told_to_have_given() -> None:
    idle = replace(OVER, storages=(replace(TAKE, given_kwh=0.0),), sun_kwh=0.0)
    assert House(tier=None, outage_log=idle).says()["outage"].message.count("\n") == 0
    unknown = replace(OVER, storages=(replace(TAKE, soc=None),))
    assert "リーフから5.0 kWh使いました。" in House(tier=None, outage_log=unknown).says()["outage"].message


def test_another_outage_is_news() -> None:
    home = dark()
    first = home.says()["outage"].news
    home.outage_log = OutageLog(since=NOW, at=NOW)
    assert not home.says()["outage"].news <= first


# --------------------------------------------------------------------------------- the words

# Kinds with levels, those with warnings without level, and those with advisories only.
LEVELS = (HazardKind.RAIN, HazardKind.LANDSLIDE, HazardKind.FLOOD, HazardKind.SURGE, HazardKind.UNKNOWN)
WARNINGS = (HazardKind.WIND, HazardKind.BLIZZARD, HazardKind.SNOW, HazardKind.WAVES)


@pytest.mark.parametrize("kind", HazardKind)
@pytest.mark.parametrize("words", [JA, EN], ids=["ja", "en"])
def test_everything_that_jma_issues_has_a_name(kind: HazardKind, words: Wording) -> None:
    for severity in Severity:
        if severity is Severity.DANGER and kind not in LEVELS:
            continue
        if severity is not Severity.ADVISORY and kind not in (*LEVELS, *WARNINGS):
            continue
        name = words.hazard(Hazard(kind=kind, severity=severity, source="jma"))
        assert "_" not in name
        assert name.isascii() is (words is EN)


@pytest.mark.parametrize(
    ("hazard", "japanese", "english"),
    [
        (replace(WIND, severity=Severity.ADVISORY), "強風注意報", "Gale Advisory"),
        (replace(WIND, severity=Severity.EMERGENCY), "暴風特別警報", "Storm Emergency Warning"),
        (
            Hazard(kind=HazardKind.RAIN, severity=Severity.DANGER, source="jma", name="大雨"),
            "レベル４大雨危険警報",
            "Level 4 Heavy Rain Danger Warning",
        ),
        (
            Hazard(kind=HazardKind.FLOOD, severity=Severity.WARNING, source="jma", name="庄内川"),
            "レベル３氾濫警報（庄内川）",
            "Level 3 Flood Warning (庄内川)",
        ),
        (
            replace(WIND, certainty=Certainty.MEDIUM),
            "暴風：警報級の可能性［中］",
            "Storm: medium likelihood of a warning",
        ),
        (replace(WIND, certainty=Certainty.EXPECTED), "暴風警報級になる予想", "Storm Warning conditions expected"),
        (
            replace(WIND, certainty=Certainty.MEDIUM, name="コウマー"),
            "台風（コウマー）の暴風警戒域",
            "storm warning area of typhoon コウマー",
        ),
        (
            replace(WIND, certainty=Certainty.MEDIUM, name="2607"),
            "台風7号の暴風警戒域",
            "storm warning area of Typhoon No. 7",
        ),
        (
            Hazard(
                kind=HazardKind.THUNDER, severity=Severity.WARNING, source="jma", certainty=Certainty.EXPECTED
            ),
            "雷の予想",
            "Thunderstorm expected",
        ),
        (
            Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="sensor.nws", name="High Wind Warning"),
            "High Wind Warning",
            "High Wind Warning",
        ),
        (
            Hazard(kind=HazardKind.THUNDER, severity=Severity.WARNING, source="sensor.nws"),
            "雷",
            "Thunderstorm",
        ),
    ],
)  # fmt: skip
def test_hazards_are_called_as_their_source_calls_them(hazard: Hazard, japanese: str, english: str) -> None:
    assert JA.hazard(hazard) == japanese
    assert EN.hazard(hazard) == english


def test_two_sources_of_one_warning_name_it_once() -> None:
    assert JA.hazards([WIND, replace(WIND, end=after(3))]) == "暴風警報"


@pytest.mark.parametrize("words", [JA, EN], ids=["ja", "en"])
@pytest.mark.parametrize("tier", [Tier.WATCH, Tier.ACT, Tier.HOLD])
@pytest.mark.parametrize("connected", [True, False, None])
@pytest.mark.parametrize("ready", [(), full_at(4), short(), short(None)])
@pytest.mark.parametrize("onset", [None, after(5), after(-1)])
def test_no_text_is_missing_and_none_is_left_unfilled(
    words: Wording,
    tier: Tier,
    connected: bool | None,
    ready: tuple[Readiness, ...],
    onset: datetime | None,
) -> None:
    home = House(
        tier=tier,
        connected=connected,
        ready=ready,
        onset=onset,
        storm_cost=StormCost(since=NOW, planned_yen=3, so_far_yen=4),
        hazards=(WIND, LIKELY),
    )
    for notice in home.says(words).values():
        for text in (notice.title, notice.message, *(button.title for button in notice.buttons)):
            assert text
            assert "{" not in text
            assert "notice_" not in text
