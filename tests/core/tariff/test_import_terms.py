"""What a kWh costs and earns, by hand-worked examples."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.horizon import Horizon
from custom_components.v2h_planner.core.tariff.export_terms import ExportStep, ExportTerms, two_step_fit
from custom_components.v2h_planner.core.tariff.import_terms import JST, Adder, MarketTerms
from custom_components.v2h_planner.core.tariff.presets import RENEWABLE_LEVY

EVENING = datetime(2026, 11, 22, 18, tzinfo=JST)


def horizon(start: datetime, *hours: float) -> Horizon:
    edges = [start.astimezone(UTC)]
    for length in hours:
        edges.append(edges[-1] + timedelta(hours=length))
    return Horizon(tuple(edges))


def test_a_slot_in_the_evening_is_worked_out_part_by_part() -> None:
    price = MarketTerms(loss=0.069, tax=0.1, adders_yen_per_kwh=18.98, decimals=2).price(14.0, EVENING)
    assert (price.market, price.energy, price.adders) == (14.0, 16.54, (("", 18.98),))
    assert price.all_in == pytest.approx(35.52)


def test_the_retailer_cuts_the_third_decimal_off() -> None:
    exact, cut = MarketTerms(loss=0.069, tax=0.1), MarketTerms(loss=0.069, tax=0.1, decimals=2)
    assert exact.all_in(14.13) == pytest.approx(16.69495, abs=1e-5)
    assert cut.all_in(14.13) == 16.69
    assert MarketTerms(decimals=2).all_in(-0.019) == -0.01


@given(st.integers(min_value=-100_000, max_value=100_000))
def test_a_price_in_whole_hundredths_is_never_cut(hundredths: int) -> None:
    assert MarketTerms(decimals=2).all_in(hundredths / 100) == hundredths / 100


@given(st.floats(-50, 300), st.floats(-50, 300))
def test_a_dearer_market_never_makes_a_cheaper_kwh(low: float, high: float) -> None:
    bounded = MarketTerms(loss=0.071, tax=0.1, floor=1.0, cap=60.0, decimals=2, adders=RENEWABLE_LEVY)
    low, high = min(low, high), max(low, high)
    assert bounded.all_in(low, EVENING) <= bounded.all_in(high, EVENING)


def test_floor_and_cap_hold_before_the_adders() -> None:
    bounded = MarketTerms(tax=0.1, floor=5.0, cap=40.0, adders_yen_per_kwh=20.0)
    assert bounded.all_in(0.01) == 25.0
    assert bounded.all_in(150.0) == 60.0


@pytest.mark.parametrize(("loss", "floor", "cap"), [(1.0, None, None), (-0.1, None, None), (0.0, 5.0, 4.0)])
def test_terms_that_cannot_be_are_refused(loss: float, floor: float | None, cap: float | None) -> None:
    with pytest.raises(ValueError, match=r"loss|floor"):
        MarketTerms(loss=loss, floor=floor, cap=cap)


def test_the_levy_rises_with_the_metering_of_may() -> None:
    levied = MarketTerms(adders=RENEWABLE_LEVY)
    assert levied.all_in(10.0, datetime(2026, 4, 30, 23, 30, tzinfo=JST)) == pytest.approx(13.98)
    assert levied.all_in(10.0, datetime(2026, 5, 1, tzinfo=JST)) == pytest.approx(14.18)
    assert levied.all_in(10.0, datetime(2028, 1, 1, tzinfo=JST)) == pytest.approx(14.18), (
        "until the next is known"
    )
    slots = horizon(datetime(2026, 4, 30, 14, 30, tzinfo=UTC), 0.5, 0.5)
    assert levied.over(slots, np.full(2, 10.0)) == pytest.approx([13.98, 14.18]), "midnight is Japan's"


def test_prices_without_a_time_are_refused_where_the_time_matters() -> None:
    with pytest.raises(ValueError, match="depend on the time"):
        MarketTerms(adders=RENEWABLE_LEVY).all_in(10.0)


def test_a_night_discount_runs_over_midnight_and_belongs_to_the_day_it_begins() -> None:
    night = Adder(name="night", yen_per_kwh=-2.0, start=time(23), end=time(7), weekdays=frozenset({4}))
    friday = datetime(2026, 11, 20, tzinfo=JST)
    held = [hour for hour in range(48) if night.holds(friday + timedelta(hours=hour))]
    assert held == [23, *range(24, 31)]


def test_a_slot_that_an_adder_holds_in_for_a_part_pays_for_that_part() -> None:
    peak = MarketTerms(adders=(Adder(name="peak", yen_per_kwh=6.0, start=time(17), end=time(20)),))
    slots = horizon(EVENING.replace(hour=16), 0.5, 1.5, 2.0, 1.0)
    assert peak.over(slots, np.full(4, 10.0), JST) == pytest.approx([10.0, 14.0, 16.0, 10.0])


def test_fit_in_two_steps_falls_after_four_years_and_ends_after_ten() -> None:
    fit = two_step_fit(date(2026, 2, 3), 8.5)
    days = {date(2026, 2, 3): 24.0, date(2030, 2, 2): 24.0, date(2030, 2, 3): 8.3, date(2036, 2, 3): 8.5}
    assert {day: fit.fixed(day) for day in days} == days
    assert two_step_fit(date(2024, 2, 29), 8.5).steps[1].first == date(2034, 3, 1)


def test_the_export_price_changes_at_midnight_of_the_day() -> None:
    fit = ExportTerms(yen_per_kwh=24.0, steps=(ExportStep(date(2026, 11, 23), 8.3),))
    assert list(fit.on(horizon(EVENING.replace(hour=23), 1.0, 1.0), JST)) == [24.0, 8.3]


def test_export_for_a_share_of_the_market_follows_it() -> None:
    linked = ExportTerms(yen_per_kwh=1.0, market_share=0.9)
    slots = horizon(EVENING, 0.5, 0.5)
    assert list(linked.on(slots, JST, np.array([10.0, 20.0]))) == [10.0, 19.0]
    assert list(linked.on(slots, JST)) == [1.0, 1.0]


def test_export_steps_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        ExportTerms(steps=(ExportStep(date(2030, 1, 1), 8.3), ExportStep(date(2029, 1, 1), 24.0)))
