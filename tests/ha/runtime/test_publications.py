"""What was published holds until something else is published for its time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st

from custom_components.v2h_planner.core.readings import Fault, FaultKind
from custom_components.v2h_planner.core.series import Step, StepSeries
from custom_components.v2h_planner.readers.prices import PriceRead
from custom_components.v2h_planner.runtime.publications import PublicationLog
from custom_components.v2h_planner.sources.prices import past_prices, standing_in

TOKYO = ZoneInfo("Asia/Tokyo")
MIDNIGHT = datetime(2026, 11, 22, tzinfo=TOKYO)
NOW = MIDNIGHT + timedelta(hours=10, minutes=20)
HOUR, HALF_HOUR, DAY = timedelta(hours=1), timedelta(minutes=30), timedelta(days=1)


def day(price: float, start: datetime = MIDNIGHT) -> StepSeries:
    return StepSeries.regular(start, HALF_HOUR, [price] * 48)


TWO_DAYS = day(10.0).then(day(20.0, MIDNIGHT + DAY))


def log(*lists: StepSeries) -> PublicationLog:
    known = PublicationLog(prices_from="sensor.prices")
    for published in lists:
        known = known.with_prices(published, NOW)
    return known


def test_it_is_remembered_when_a_new_day_of_prices_came() -> None:
    """What came while nobody watched is not: it may have come at any time."""
    fresh = log(day(10.0))
    assert fresh.prices_came is None
    grown = fresh.with_prices(TWO_DAYS, NOW)
    assert grown.prices_came == NOW
    assert grown.with_prices(TWO_DAYS, NOW + HALF_HOUR).prices_came == NOW
    later = MIDNIGHT + 3 * DAY
    assert grown.with_prices(day(10.0, later), later + HALF_HOUR).prices_came == NOW
    assert grown.priced_by("sensor.other").prices_came is None


def test_tomorrow_stays_known_when_the_list_shrinks_to_today() -> None:
    known = log(TWO_DAYS, day(10.0))
    assert known.prices.at(NOW + DAY) == 20.0
    read = standing_in(PriceRead(series=day(10.0)), known.prices, NOW, TOKYO)
    assert read.series.at(NOW + DAY) == 20.0


def test_the_running_hour_stays_known_when_the_list_begins_an_hour_late() -> None:
    late = StepSeries(tuple(step for step in day(10.0) if step.start > NOW + HOUR))
    read = standing_in(PriceRead(series=late, now=99.0), log(day(10.0)).prices, NOW, TOKYO)
    assert read.series.at(NOW) == 10.0


def test_holes_of_the_new_list_are_filled_with_what_was_known() -> None:
    holes = StepSeries(tuple(step for i, step in enumerate(day(11.0)) if i % 2))
    known = log(day(10.0), holes)
    assert {step.value for step in known.prices} == {10.0, 11.0}
    assert all(a.end == b.start for a, b in zip(known.prices.steps, known.prices.steps[1:], strict=False))


def test_a_revised_price_wins_and_only_for_its_time() -> None:
    noon = MIDNIGHT + 12 * HOUR
    known = log(TWO_DAYS, StepSeries((Step(noon, noon + HALF_HOUR, 7.0),)))
    assert known.prices.at(noon) == 7.0
    assert known.prices.at(noon + HALF_HOUR) == 10.0
    assert known.prices.at(noon - HALF_HOUR) == 10.0
    assert known.prices.at(NOW + DAY) == 20.0


def test_a_list_of_hours_and_one_of_half_hours_fit_together() -> None:
    hours = StepSeries.regular(MIDNIGHT, HOUR, [10.0] * 24)
    late = StepSeries((Step(MIDNIGHT + HALF_HOUR, MIDNIGHT + HOUR, 12.0),))
    known = log(hours, late)
    assert known.prices.at(MIDNIGHT) == 10.0
    assert known.prices.at(MIDNIGHT + HALF_HOUR) == 12.0


def test_a_silent_entity_leaves_what_it_published_and_no_fatal_fault() -> None:
    silent = PriceRead(faults=(Fault(FaultKind.UNAVAILABLE, "sensor.prices"),))
    read = standing_in(silent, log(TWO_DAYS).prices, NOW, TOKYO)
    assert read.series.at(NOW) == 10.0
    assert read.series.at(NOW + DAY) == 20.0
    assert not any(fault.fatal for fault in read.faults)


def test_a_price_without_a_list_follows_its_entity_within_the_half_hour() -> None:
    first = standing_in(PriceRead(now=30.0), StepSeries(), NOW, TOKYO)
    known = log(first.series)
    second = standing_in(PriceRead(now=40.0), known.prices, NOW + timedelta(minutes=5), TOKYO)
    assert second.series.at(NOW) == 40.0


def test_a_list_outlives_the_price_now_that_follows_it() -> None:
    read = standing_in(PriceRead(now=30.0), log(TWO_DAYS).prices, NOW, TOKYO)
    assert read.series.at(NOW) == 10.0


def test_prices_of_four_weeks_ago_and_of_a_wrong_year_are_not_kept() -> None:
    old, far = day(1.0, MIDNIGHT - 30 * DAY), day(2.0, MIDNIGHT + 365 * DAY)
    assert log(old, far, TWO_DAYS).prices == TWO_DAYS


PRICES = st.lists(st.none() | st.integers(0, 50), min_size=1, max_size=40)
LISTS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([30, 60]), PRICES), max_size=5)


@settings(max_examples=200, deadline=None)
@given(lists=LISTS)
def test_the_last_price_published_for_a_moment_is_the_one_that_is_known(
    lists: list[tuple[int, int, list[int | None]]],
) -> None:
    expected: dict[datetime, float] = {}
    known = PublicationLog()
    for place, minutes, values in lists:
        length, start = timedelta(minutes=minutes), MIDNIGHT + HALF_HOUR * place
        steps = tuple(
            Step(start + length * i, start + length * (i + 1), float(value))
            for i, value in enumerate(values)
            if value is not None
        )
        known = known.with_prices(StepSeries(steps), MIDNIGHT)
        for step in steps:
            for half in range(minutes // 30):
                expected[step.start + HALF_HOUR * half] = step.value
    for i in range(150):
        when = MIDNIGHT + HALF_HOUR * i
        assert known.prices.at(when) == expected.get(when)


# The recorder's past


def test_recorded_prices_of_a_corrected_unit_are_left_out() -> None:
    before, known = MIDNIGHT - 2 * DAY, day(22.0, MIDNIGHT - DAY)
    good = day(20.0, before - DAY)
    for wrong in (22_000.0, 240.0 * 22):  # yen/MWh; a fraction of its days in sen
        mixed = good.then(day(wrong, before))
        past = past_prices(mixed, known, NOW)
        assert past.at(before) is None
        assert past.at(before - DAY) == 20.0
    assert past_prices(day(0.022, before), known, NOW) == known
    assert past_prices(day(7_242.0, before), StepSeries(), NOW) == StepSeries()


def test_a_dear_day_and_a_day_of_almost_nothing_are_believed() -> None:
    before, known = MIDNIGHT - 2 * DAY, day(22.0, MIDNIGHT - DAY)
    for price in (154.0, 0.01, -3.0):
        recorded = day(20.0, before - DAY).then(day(20.0, before - 2 * DAY)).then(day(price, before))
        assert past_prices(recorded, known, NOW).at(before) == price


def test_an_entity_that_is_renamed_has_still_published_what_it_did() -> None:
    known = log(TWO_DAYS).with_solar(day(1.0), ("sensor.sun", "entry"), NOW)
    renamed = known.renamed("sensor.prices", "sensor.tariff").renamed("sensor.sun", "sensor.roof")
    assert renamed.priced_by("sensor.tariff").prices == known.prices
    assert renamed.with_solar(day(1.0), ("sensor.roof", "entry"), NOW).solar == known.solar
    assert not known.priced_by("sensor.tariff").prices
