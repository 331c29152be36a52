"""Tomorrow's prices and what the plan makes of them, in a sentence of both languages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.day_prices import day_prices
from custom_components.v2h_planner.core.home import Home, Mode
from custom_components.v2h_planner.core.pipeline import PipelineInput
from custom_components.v2h_planner.core.plan import Reason, ReasonCode
from custom_components.v2h_planner.core.readings import Readings
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.tariff.tariff import Tariff
from custom_components.v2h_planner.core.trips import TripLog
from custom_components.v2h_planner.presentation.runs import Action, Run
from custom_components.v2h_planner.presentation.tomorrow import Tomorrow, tomorrow_sentence
from tests.core.homes import TOKYO, storage
from tests.core.test_day_prices import USUAL, published, table
from tests.notifications.test_storm_notices import EN, JA

CAR = storage(id="car", name="Leaf")
NOW = datetime(2026, 11, 24, 20, 0, tzinfo=TOKYO)
REASON = Reason(ReasonCode.CHARGE_LEAST)


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def run(action: Action, start: datetime, end: datetime, kwh: float = 6.0) -> Run:
    return Run(action=action, start=start, end=end, energy_kwh=kwh, soc_end=0.5, reason=REASON)


PLANNED = [
    run(Action.CHARGE, at(12), at(14)),
    run(Action.STANDBY, at(14), at(17), 0.0),
    run(Action.DISCHARGE, at(17), at(20)),
]


def tomorrow(
    values: Sequence[float | None] = USUAL,
    runs: Sequence[Run] = PLANNED,
    tariff: Tariff = Tariff(),
    home: Home = Home(storages=(CAR,)),
    comes_at: datetime | None = None,
    came_at: datetime | None = None,
) -> Tomorrow:
    inputs = PipelineInput(
        now=NOW,
        zone="Asia/Tokyo",
        home=home,
        tariff=tariff,
        readings=Readings(at=NOW, storages=()),
        situation=Situation(mode=Mode.ECONOMY),
        published=published(values) if values else StepSeries(),
        trips=TripLog(since=NOW),
    )
    return Tomorrow.of(inputs, {"car": runs}, home, NOW, TOKYO, comes_at, came_at)


def said(told: Tomorrow, now: datetime = NOW) -> tuple[str, str]:
    en, ja = (tomorrow_sentence(told, words, now, TOKYO) for words in (EN, JA))
    return en, ja


def test_the_cheapest_and_the_dearest_hours_and_what_the_plan_does_in_them() -> None:
    assert said(tomorrow()) == (
        (
            "Cheapest 11:30-14:00 from 8 yen, dearest 17:30-19:30 up to 42 yen; "
            "the plan charges 12:00-14:00, feeds the house 17:00-20:00"
        ),
        "安いのは11:30～14:00（8円から）、高いのは17:30～19:30（最高42円）。計画では、12:00～14:00に充電、17:00～20:00に家に給電",
    )


def test_what_runs_over_midnight_is_told_as_far_as_it_is_tomorrow() -> None:
    runs = [
        run(Action.CHARGE, at(23, day=24), at(2)),
        run(Action.SURPLUS, at(9), at(11, 30)),
        run(Action.DISCHARGE, at(22), at(1, day=26)),
        run(Action.CHARGE, at(1, day=26), at(3, day=26)),
    ]
    en, ja = said(tomorrow(runs=runs))
    assert en.endswith("charges 0:00-2:00, charges from the sun 9:00-11:30, feeds the house 22:00-24:00")
    assert ja.endswith("0:00～2:00に充電、9:00～11:30に太陽光の余りを充電、22:00～24:00に家に給電")


def test_only_the_largest_stretches_are_named() -> None:
    runs = [
        run(Action.CHARGE, at(hour), at(hour + 1), kwh) for hour, kwh in ((1, 3), (4, 0.05), (6, 1), (12, 6))
    ]
    en, _ = said(tomorrow(runs=runs))
    assert en.endswith("the plan charges 1:00-2:00 and 12:00-13:00")


def test_a_plan_without_deeds_says_so() -> None:
    en, ja = said(tomorrow(runs=[run(Action.AWAY, at(0), at(23), 0.0)]))
    assert en.endswith("; the plan neither charges nor feeds the house")
    assert ja.endswith("。充放電の予定はありません")


def test_of_several_batteries_each_has_its_name() -> None:
    home = Home(storages=(CAR, replace(CAR, id="other", name="Sakura")))
    en, ja = said(tomorrow(home=home))
    assert en.endswith("the plan charges 12:00-14:00 (Leaf), feeds the house 17:00-20:00 (Leaf)")
    assert "計画では、Leafは12:00～14:00に充電" in ja


def test_a_fixed_price_and_a_night_rate_are_told_to_the_sen() -> None:
    assert said(tomorrow([], [], table((0, 31.25))))[0].startswith("Every hour costs 31.25 yen; ")
    en, ja = said(tomorrow([], [], table((7, 37.0), (23, 28.85))))
    assert en.startswith("Cheapest 0:00-7:00 and 23:00-24:00 at 28.85 yen, dearest 7:00-23:00 at 37 yen")
    assert ja.startswith("安いのは0:00～7:00と23:00～24:00（28.85円）、高いのは7:00～23:00（37円）")


def test_prices_below_zero_are_written_with_their_sign() -> None:
    en, _ = said(tomorrow([10.0] * 22 + [-0.54] * 4 + [10.0] * 22))
    assert en.startswith("Cheapest 11:00-13:00 at -0.5 yen")


def test_a_hole_in_the_prices_is_told() -> None:
    en, ja = said(tomorrow([*USUAL[:30], None, None, None, *USUAL[33:]]))
    assert "; prices of 1.5 h are missing; " in en
    assert "1.5時間分の料金がまだありません" in ja


@pytest.mark.parametrize(
    ("comes_at", "now", "en", "ja"),
    [
        (None, NOW, "Tomorrow's prices are not published yet", "明日の電気料金はまだ公表されていません"),
        (
            at(16, 5, day=24),
            at(9, day=24),
            "Tomorrow's prices are not published yet; they come at about 16:05",
            "明日の電気料金はまだ公表されていません。16:05ごろに公表されます",
        ),
        (
            at(16, 5, day=24),
            NOW,
            "Tomorrow's prices were due at 16:05 and are not there yet",
            "明日の電気料金は16:05に公表される予定でしたが、まだ届いていません",
        ),
    ],
)
def test_before_they_are_published_it_says_when_they_come(
    comes_at: datetime | None, now: datetime, en: str, ja: str
) -> None:
    assert said(tomorrow([], comes_at=comes_at), now) == (en, ja)


def test_of_a_source_that_does_not_say_when_it_publishes_the_last_time_is_told() -> None:
    assert said(tomorrow([], came_at=at(10, 31, day=23)), at(9, day=24)) == (
        "Tomorrow's prices are not published yet; the last ones came at about 10:31",
        "明日の電気料金はまだ公表されていません。前回は10:31ごろに届きました",
    )


def test_a_day_of_another_zone_is_told_by_its_own_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    day = date(2027, 3, 28)
    prices = day_prices(Tariff(), published([20.0] * 24 + [5.0] * 2 + [20.0] * 20, day, berlin), day, berlin)
    text = tomorrow_sentence(Tomorrow(prices=prices), EN, datetime(2027, 3, 27, 20, tzinfo=berlin), berlin)
    assert text.startswith("Cheapest 13:00-14:00 at 5 yen, dearest 0:00-13:00 and 14:00-24:00 at 20 yen")
