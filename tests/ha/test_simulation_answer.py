"""What a simulation says: no is said only where no month was dearer, and what is not known is told."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.simulation.past import TripsFrom
from custom_components.v2h_planner.core.simulation.scenarios import NOW, Case, Driver, OtherCar, Scenario
from custom_components.v2h_planner.core.simulation.what_if import Outcome, Peak, Sums
from custom_components.v2h_planner.core.tariff.import_terms import Band, TimeOfUse
from custom_components.v2h_planner.core.tariff.tariff import Tariff
from custom_components.v2h_planner.presentation.wording import Wording
from custom_components.v2h_planner.settings.scenario_rows import AskedScenario, TariffNote
from custom_components.v2h_planner.what_if.answer import Teller
from custom_components.v2h_planner.what_if.desk import Ask, Finding, Progress

TOKYO = ZoneInfo("Asia/Tokyo")
TRANSLATIONS = Path(__file__).parents[2] / "custom_components" / "v2h_planner" / "translations"
FIXED = Tariff(table=TimeOfUse((Band(time(), 31.0),)))
MARKET = Tariff()
OTHER = AskedScenario(scenario=Scenario(id="s1", tariff=FIXED), name="Fixed")
START = datetime(2026, 1, 1, tzinfo=TOKYO)


def teller(language: str = "en") -> Teller:
    texts = json.loads((TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8"))["common"]
    words = Wording({f"component.v2h_planner.common.{key}": text for key, text in texts.items()}, TOKYO)
    return Teller(words, {"octopus_ev_tokyo": "EV Octopus"})


def lived(scenario: Scenario, *months_yen: float, driver: Driver = Driver.PLANNER, **more: Any) -> Outcome:
    """A case of two days a month, each of which costs half of the month."""
    months = {date(2026, 1 + i, 1): Sums(days=2, cost_yen=yen) for i, yen in enumerate(months_yen)}
    days = {month.replace(day=d): sums.cost_yen / 2 for month, sums in months.items() for d in (1, 2)}
    usual = {"peak": Peak(), "road_kwh": 0.0, "plans": 1}
    return Outcome(case=Case(scenario=scenario, driver=driver), months=months, days=days, **(usual | more))


def finding(*outcomes: Outcome, asked: tuple[AskedScenario, ...] = (OTHER,), **changes: Any) -> Finding:
    drivers = tuple(dict.fromkeys(outcome.case.driver for outcome in outcomes))
    usual: dict[str, Any] = {
        "ask": Ask(days=4, scenarios=asked, drivers=drivers),
        "present": MARKET,
        "made_at": START,
        "seconds": 1.0,
        "first": date(2026, 1, 1),
        "last": date(2026, 2, 2),
        "unmetered": frozenset(),
        "unpriced": frozenset(),
        "trips_before": TripsFrom.NOBODY,
        "trips_since": START,
        "start": START,
        "fine_since": START,
        "outcomes": outcomes,
    }
    return Finding(**(usual | changes))


def told(*outcomes: Outcome, language: str = "en", **changes: Any) -> str:
    return teller(language).answer(finding(*outcomes, **changes))["answer"]


def test_no_is_said_where_no_month_was_dearer() -> None:
    said = told(lived(NOW, 900, 1000), lived(OTHER.scenario, 1000, 1000))
    assert said == (
        "No: over these 4 days your present tariff would have cost 100 yen less than Fixed, and in no month more."
    )


def test_a_month_that_was_dearer_is_named_with_the_worst_day() -> None:
    said = told(lived(NOW, 500, 1200), lived(OTHER.scenario, 1000, 1000))
    assert said.startswith(
        "In single months: over these 4 days your present tariff would have cost 300 yen less"
    )
    assert "in its worst month, February 2026, 200 yen more" in said
    assert said.endswith("The worst day, 1 February 2026, would have cost 100 yen more.")


def test_yes_is_said_where_all_in_all_it_was_dearer() -> None:
    assert told(lived(NOW, 900, 1200), lived(OTHER.scenario, 1000, 1000)).startswith("Yes: ")
    japanese = told(lived(NOW, 900, 1200), lived(OTHER.scenario, 1000, 1000), language="ja")
    assert japanese.startswith(
        "この家では、市場連動型は割高でした。4日間で「いまの料金プラン」は「Fixed」より100円高く"
    )


def test_a_home_on_a_fixed_tariff_is_told_of_the_market_linked_scenario() -> None:
    linked = replace(OTHER, scenario=Scenario(id="s1", tariff=MARKET), name="Market")
    said = told(lived(NOW, 1000, 1000), lived(linked.scenario, 900, 900), asked=(linked,), present=FIXED)
    assert said.startswith(
        "No: over these 4 days Market would have cost 200 yen less than your present tariff"
    )


@pytest.mark.parametrize(
    "other",
    [
        Scenario(id="s1", v2h=False),
        Scenario(id="s1", tariff=MARKET),
        Scenario(id="s1", tariff=FIXED, battery_kwh=10.0),
    ],
)
def test_what_cannot_be_told_apart_is_not_answered(other: Scenario) -> None:
    """Two tariffs of one kind, or another tariff and another battery at once."""
    asked = (AskedScenario(scenario=other, name="x"),)
    assert "shows once" in told(lived(NOW, 1000), lived(other, 900), asked=asked)


def test_without_us_and_each_scenario_are_told_against_the_home_as_it_is() -> None:
    findings = teller().answer(
        finding(
            lived(NOW, 1000, peak=Peak(kw=4.0, without_kw=6.8)),
            lived(NOW, 1500, driver=Driver.TIMER),
            lived(OTHER.scenario, 1100),
            lived(OTHER.scenario, 1600, driver=Driver.TIMER),
        )
    )["findings"]
    assert findings == [
        "Without us (night timer from 1:00) it would have cost 500 yen more.",
        "Fixed: 100 yen more than as it is now.",
        "As it is now: without what was discharged, the highest half hour of import would have been 6.8 kW; it was 4.0 kW.",
    ]


def test_what_is_otherwise_gives_a_scenario_its_name() -> None:
    note = TariffNote(
        preset="octopus_ev_tokyo", source="https://example.com", as_of=date(2026, 4, 1), without=("fuel",)
    )
    whole = Scenario(
        id="s1",
        tariff=FIXED,
        after_fit_yen=8.5,
        battery_kwh=10.0,
        car=OtherCar(capacity_kwh=60.0, charge_kw=6.0),
        v2h=False,
    )
    asked = AskedScenario(scenario=whole, note=note)
    answer = teller().answer(finding(lived(NOW, 1000), lived(whole, 900), asked=(asked,)))
    assert answer["cases"][1]["name"] == (
        "EV Octopus + FIT over, sold at 8.5 yen + Home battery of 10 kWh + Another car (60 kWh, 6 kW) + Without V2H"
    )
    assert answer["cases"][1]["as_of"] == "2026-04-01"
    assert answer["cases"][1]["source"] == "https://example.com"
    assert any("prices as of 1 April 2026" in text for text in answer["notes"])
    assert any("without the fuel adjustment" in text for text in answer["notes"])


@pytest.mark.parametrize("source", [each for each in TripsFrom if each is not TripsFrom.NOBODY])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_where_trips_come_from_is_told(source: TripsFrom, language: str) -> None:
    since = START + timedelta(days=20)
    notes = teller(language).answer(finding(lived(NOW, 1), trips_before=source, trips_since=since))["notes"]
    assert any(("21 January 2026" if language == "en" else "2026年1月21日") in text for text in notes)
    assert "what_if" not in " ".join(notes)


def test_days_that_do_not_count_are_counted() -> None:
    some = frozenset({date(2026, 1, 3)})
    notes = teller().answer(finding(lived(NOW, 1), unmetered=some, unpriced=some | {date(2026, 1, 4)}))[
        "notes"
    ]
    assert any(text.startswith("1 days do not count: load or sun") for text in notes)
    assert any(text.startswith("2 days do not count: a market price") for text in notes)


def test_progress_is_told_in_percent_and_by_the_case_under_way() -> None:
    row = teller("ja").progress(
        Progress(
            began=datetime(2026, 1, 1, tzinfo=UTC),
            share=0.256,
            case=Case(scenario=NOW, driver=Driver.TIMER),
            seconds_left=90.4,
        ),
        (),
    )
    assert (row["percent"], row["case"], row["seconds_left"]) == (
        25.6,
        "いまのまま・夜間タイマー（1時から充電）",
        90.0,
    )
