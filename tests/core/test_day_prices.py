"""Which hours of tomorrow are cheap and which are dear, whatever kind of day and tariff it is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.day_prices import DayPrices, PriceSpan, day_prices
from custom_components.v2h_planner.core.horizon import HALF_HOUR
from custom_components.v2h_planner.core.series import Step, StepSeries
from custom_components.v2h_planner.core.tariff.import_terms import Band, MarketTerms, TimeOfUse
from custom_components.v2h_planner.core.tariff.tariff import Tariff

from .homes import TOKYO

DAY = date(2026, 11, 25)
BERLIN = ZoneInfo("Europe/Berlin")
MARKET = Tariff()
# Night and evening by half hour: cheap at noon, dear at supper.
USUAL = [15.0] * 23 + [8.0, 8.5, 8.2, 9.0, 9.4] + [14.0] * 7 + [38.0, 42.0, 41.0, 39.0] + [16.0] * 9


def published(values: Sequence[float | None], day: date = DAY, zone: tzinfo = TOKYO) -> StepSeries:
    """Prices of a day from its local midnight on; None is a hole."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    return StepSeries(
        tuple(
            Step(start + HALF_HOUR * i, start + HALF_HOUR * (i + 1), value)
            for i, value in enumerate(values)
            if value is not None
        )
    )


def table(*bands: tuple[int, float]) -> Tariff:
    return Tariff(table=TimeOfUse(tuple(Band(time(hour), yen) for hour, yen in bands)))


def hours(spans: Sequence[PriceSpan], zone: tzinfo = TOKYO) -> list[str]:
    return [f"{span.start.astimezone(zone):%H:%M}-{span.end.astimezone(zone):%H:%M}" for span in spans]


def of(
    values: Sequence[float | None], tariff: Tariff = MARKET, day: date = DAY, zone: tzinfo = TOKYO
) -> DayPrices:
    return day_prices(tariff, published(values, day, zone), day, zone)


def test_the_cheapest_hours_are_those_around_the_lowest_price_and_the_dearest_around_the_highest() -> None:
    prices = of(USUAL)
    assert hours(prices.cheapest) == ["11:30-14:00"]
    assert hours(prices.dearest) == ["17:30-19:30"]
    assert prices.dearest[0].most == 42.0
    assert prices.cheapest[0].least == 8.0
    assert prices.missing_hours == 0


def test_terms_of_the_contract_are_in_every_price() -> None:
    prices = of(USUAL, Tariff(terms=MarketTerms(tax=0.1, adders_yen_per_kwh=5.0)))
    assert prices.whole is not None
    assert prices.whole.least == pytest.approx(8.0 * 1.1 + 5.0)


def test_a_second_cheap_stretch_is_named_where_it_lasts() -> None:
    night_and_noon = [8.0] * 6 + [30.0] * 17 + [7.0] * 5 + [30.0] * 10 + [8.0] + [30.0] * 9
    assert hours(of(night_and_noon).cheapest) == ["00:00-03:00", "11:30-14:00"]


def test_prices_below_zero_are_the_cheapest() -> None:
    prices = of([10.0] * 22 + [-3.0] * 4 + [10.0] * 22)
    assert hours(prices.cheapest) == ["11:00-13:00"]
    assert prices.cheapest[0].mean == -3.0


def test_before_they_are_published_there_is_nothing_to_say() -> None:
    prices = of([])
    assert not prices.published
    assert prices.whole is None
    assert prices.cheapest == prices.dearest == ()
    assert not prices.is_flat


def test_the_first_hours_alone_are_no_published_day() -> None:
    """In a zone west of the market's, today's prices reach into tomorrow."""
    assert not of([10.0, 12.0] * 6).published


def test_prices_that_are_missing_in_the_middle_break_a_stretch_and_are_counted() -> None:
    values: list[float | None] = [20.0] * 20 + [5.0] * 2 + [None] * 2 + [5.0] * 2 + [20.0] * 22
    prices = of(values)
    assert prices.published
    assert prices.missing_hours == 1.0
    assert hours(prices.cheapest) == ["10:00-11:00", "12:00-13:00"]


def test_a_day_on_which_all_hours_cost_the_same_has_no_cheapest_ones() -> None:
    prices = of([31.0] * 48)
    assert prices.is_flat
    assert prices.whole is not None
    assert prices.whole.mean == 31.0


def test_one_price_needs_no_publication() -> None:
    prices = of([], table((0, 31.0)))
    assert prices.fixed
    assert prices.published
    assert prices.is_flat


def test_a_night_rate_names_its_hours_before_and_after_midnight() -> None:
    prices = of([], table((7, 37.0), (23, 28.85)))
    assert hours(prices.cheapest) == ["00:00-07:00", "23:00-00:00"]
    assert hours(prices.dearest) == ["07:00-23:00"]
    assert prices.cheapest[0].least == prices.cheapest[0].most == pytest.approx(28.85)


@pytest.mark.parametrize(("day", "halves"), [(date(2027, 3, 28), 46), (date(2026, 10, 25), 50)])
def test_a_day_on_which_clocks_change_has_its_own_length(day: date, halves: int) -> None:
    values = [20.0] * halves
    values[24] = values[25] = 5.0
    prices = of(values, day=day, zone=BERLIN)
    assert prices.halves == halves
    assert prices.missing_hours == 0
    (cheap,) = prices.cheapest
    assert cheap.end - cheap.start == timedelta(hours=1)
    late = "13:00-14:00" if halves == 46 else "11:00-12:00"
    assert hours(prices.cheapest, BERLIN) == [late]
    fixed = day_prices(table((0, 20.0), (12, 10.0)), StepSeries(), day, BERLIN)
    assert hours(fixed.cheapest, BERLIN) == ["12:00-00:00"]
    assert fixed.missing_hours == 0


def test_a_difference_that_nobody_pays_makes_no_hour_cheap() -> None:
    prices = of([10.0] * 36 + [10.04] * 12)
    assert prices.is_flat
