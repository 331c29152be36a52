"""Prices that change on their day: the feed-in price of FIT, fuel adjustment month by month, the levy each May."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.tariff.changes import Change, ChangeKind, changes
from custom_components.v2h_planner.core.tariff.export_terms import ExportTerms, two_step_fit
from custom_components.v2h_planner.core.tariff.import_terms import JST, Adder, MarketTerms
from custom_components.v2h_planner.core.tariff.tariff import Tariff


def fuel(yen: float, first: date | None = None, last: date | None = None) -> Adder:
    return Adder(name="燃料費調整額", yen_per_kwh=yen, first=first, last=last)


def paid(terms: MarketTerms, day: date) -> float:
    """All-in price at noon of a price of nothing."""
    return terms.all_in(0.0, datetime(day.year, day.month, day.day, 12))


def over_midnight(terms: MarketTerms, day: date) -> list[float]:
    """The prices of the half hours around the beginning of a day."""
    horizon = make_horizon(datetime(day.year, day.month, day.day, tzinfo=JST) - timedelta(hours=1), 4, 0)
    return [round(float(price), 3) for price in terms.over(horizon, np.zeros(4), JST)]


def told(today: date, *adders: Adder, export: ExportTerms = ExportTerms()) -> list[Change]:
    return list(changes(Tariff(terms=MarketTerms(adders=adders), export=export), today))


NOVEMBER, DECEMBER = fuel(-5.0, date(2026, 11, 1)), fuel(-3.5, date(2026, 12, 1))


def test_next_month_is_entered_ahead_and_holds_from_its_first_minute() -> None:
    terms = MarketTerms(adders=(NOVEMBER, DECEMBER))
    assert paid(terms, date(2026, 11, 30)) == -5.0
    assert paid(terms, date(2026, 12, 1)) == -3.5
    assert over_midnight(terms, date(2026, 12, 1)) == [-5.0, -5.0, -3.5, -3.5]


def test_a_dated_amount_takes_the_place_of_the_one_that_was_entered_without() -> None:
    terms = MarketTerms(adders=(fuel(-5.0), DECEMBER))
    assert [paid(terms, date(2026, 11, 30)), paid(terms, date(2026, 12, 1))] == [-5.0, -3.5]
    assert over_midnight(terms, date(2026, 12, 1)) == [-5.0, -5.0, -3.5, -3.5]


def test_the_last_amount_is_kept_and_that_is_said() -> None:
    ended = fuel(-5.0, date(2026, 11, 1), date(2026, 11, 30))
    assert paid(MarketTerms(adders=(ended,)), date(2027, 1, 15)) == -5.0
    assert told(date(2026, 11, 30), ended) == []
    for today in (date(2026, 12, 1), date(2027, 1, 15)):
        (change,) = told(today, ended)
        assert (change.kind, change.day, change.yen, change.name) == (
            ChangeKind.AMOUNT_OVER,
            date(2026, 12, 1),
            -5.0,
            "燃料費調整額",
        )


def test_of_months_with_a_gap_the_one_before_it_is_kept() -> None:
    early, late = fuel(-5.0, date(2026, 10, 1), date(2026, 10, 31)), fuel(-3.0, date(2026, 12, 1))
    terms = MarketTerms(adders=(early, late))
    assert [paid(terms, date(2026, month, 15)) for month in (10, 11, 12)] == [-5.0, -5.0, -3.0]


def test_a_campaign_that_ends_is_over() -> None:
    subsidy = Adder(name="電気代支援", yen_per_kwh=-4.5, first=date(2027, 1, 1), last=date(2027, 2, 28))
    terms = MarketTerms(adders=(subsidy,))
    assert [paid(terms, date(2027, month, 15)) for month in (1, 2, 3)] == [-4.5, -4.5, 0.0]
    assert told(date(2027, 3, 15), subsidy) == []


def test_of_a_month_with_its_first_day_alone_it_is_said_when_the_next_one_begins() -> None:
    assert told(date(2026, 11, 30), NOVEMBER) == []
    assert [change.kind for change in told(date(2026, 12, 1), NOVEMBER)] == [ChangeKind.AMOUNT_OVER]
    assert told(date(2026, 12, 1), NOVEMBER, DECEMBER) == []
    assert [change.day for change in told(date(2027, 1, 1), NOVEMBER, DECEMBER)] == [date(2027, 1, 1)]


def test_nobody_is_asked_about_an_amount_without_a_day() -> None:
    assert told(date(2027, 1, 1), fuel(-5.0)) == []


@pytest.mark.parametrize("name", ["再エネ賦課金", "再生可能エネルギー発電促進賦課金", "Renewable levy"])
def test_the_levy_of_another_year_is_due_in_may_and_told_in_april(name: str) -> None:
    levy = Adder(name=name, yen_per_kwh=4.18, first=date(2026, 5, 1))
    assert told(date(2027, 3, 31), levy) == []
    assert [change.kind for change in told(date(2027, 4, 1), levy)] == [ChangeKind.LEVY_DUE]
    assert [change.kind for change in told(date(2027, 5, 1), levy)] == [ChangeKind.AMOUNT_OVER]
    assert paid(MarketTerms(adders=(levy,)), date(2027, 5, 1)) == 4.18
    following = Adder(name=name, yen_per_kwh=4.4, first=date(2027, 5, 1))
    assert told(date(2027, 4, 1), levy, following) == []
    assert over_midnight(MarketTerms(adders=(levy, following)), date(2027, 5, 1)) == [4.18, 4.18, 4.4, 4.4]


def test_two_of_one_name_from_the_same_day_are_both_paid() -> None:
    assert paid(MarketTerms(adders=(fuel(1.0), fuel(2.0))), date(2026, 11, 1)) == 3.0


def test_hours_of_one_name_are_their_own() -> None:
    day, night = (
        Adder(name="割引", yen_per_kwh=yen, start=start.time(), end=end.time())
        for yen, start, end in (
            (-1.0, datetime(2026, 1, 1, 7), datetime(2026, 1, 1, 23)),
            (-2.0, datetime(2026, 1, 1, 23), datetime(2026, 1, 1, 7)),
        )
    )
    terms = MarketTerms(adders=(day, night))
    assert [terms.all_in(0.0, datetime(2026, 1, 1, hour)) for hour in (12, 2)] == [-1.0, -2.0]


FIT = two_step_fit(date(2026, 12, 1), 8.5)


@pytest.mark.parametrize(
    ("day", "before", "after"), [(date(2030, 12, 1), 24.0, 8.3), (date(2036, 12, 1), 8.3, 8.5)]
)
def test_both_steps_of_fit_come_on_their_day_within_the_horizon(
    day: date, before: float, after: float
) -> None:
    horizon = make_horizon(datetime(day.year, day.month, day.day, tzinfo=JST) - timedelta(hours=1), 4, 0)
    assert FIT.on(horizon, JST).tolist() == [before, before, after, after]


def test_a_step_of_fit_is_told_a_month_before_and_not_after() -> None:
    day = date(2030, 12, 1)
    assert told(day - timedelta(days=31), export=FIT) == []
    (change,) = told(day - timedelta(days=30), export=FIT)
    assert (change.kind, change.day, change.before_yen, change.yen) == (
        ChangeKind.EXPORT_STEP,
        day,
        24.0,
        8.3,
    )
    assert told(day, export=FIT) == []


def test_a_step_that_changes_nothing_is_not_told() -> None:
    flat = two_step_fit(date(2026, 12, 1), 8.5, first_yen_per_kwh=16.0, second_yen_per_kwh=16.0)
    assert told(date(2030, 11, 15), export=flat) == []
