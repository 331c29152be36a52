"""Which day a list of prices is of, and the many ways to write a time, a price and a unit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.readers.entity_state import EntityState
from custom_components.v2h_planner.readers.prices import PriceRead, read_prices
from custom_components.v2h_planner.readers.units_of_measurement import price_unit
from tests.readers.entity_states import NOW, TOKYO, entity_state

MIDNIGHT = datetime(2026, 11, 22, tzinfo=TOKYO)
HALF_HOUR, DAY = timedelta(minutes=30), timedelta(days=1)
YESTERDAY = [10.0 + i / 10 for i in range(48)]
TODAY = [20.0 + i / 10 for i in range(48)]
TOMORROW = [30.0 + i / 10 for i in range(48)]


def read(known: StepSeries | None = None, unit: str = "円/kWh", **attributes: Any) -> PriceRead:
    """Prices of a home in Tokyo on 22 November at 10:20."""
    return read_prices(entity_state("20", unit, **attributes), NOW, TOKYO, known=known)


def published(*days: list[float]) -> StepSeries:
    """What was published from yesterday on."""
    return StepSeries.regular(MIDNIGHT - DAY, HALF_HOUR, [price for day in days for price in day])


# Yesterday's list


def test_yesterdays_list_is_not_todays_where_today_is_empty() -> None:
    prices = read(yesterday_prices=YESTERDAY, today_prices=[], tomorrow_prices=[])
    assert prices.series.at(NOW) is None
    assert [fault.kind for fault in prices.faults] == [FaultKind.STALE]


@pytest.mark.parametrize(
    "name", ["raw_yesterday", "昨日の価格", "前日", "prices_gestern", "day_before_yesterday"]
)
def test_whatever_the_name_for_yesterday(name: str) -> None:
    assert read(**{name: YESTERDAY}).series.at(NOW) is None


@pytest.mark.parametrize("name", ["price_history", "previous_prices", "過去の価格"])
def test_a_list_of_some_past_is_no_list_of_today(name: str) -> None:
    prices = read(**{name: YESTERDAY})
    assert not prices.series
    assert prices.faults[0].kind is FaultKind.UNKNOWN_SHAPE


def test_the_day_after_tomorrow_is_not_tomorrow() -> None:
    prices = read(today=TODAY, day_after_tomorrow=TOMORROW)
    assert prices.series.at(NOW + DAY) is None
    prices = read(本日の価格=TODAY, 明後日の価格=TOMORROW)
    assert prices.series.at(NOW + 2 * DAY) == TOMORROW[20]


def test_a_list_that_a_restart_brought_back_is_recognised_as_yesterdays() -> None:
    known = published(YESTERDAY, TODAY)
    prices = read(known, today_prices=YESTERDAY, tomorrow_prices=TODAY)
    assert prices.series.at(NOW) == TODAY[20]
    assert prices.series.at(NOW + DAY) is None
    alone = read(published(YESTERDAY), today_prices=YESTERDAY)
    assert alone.series.at(NOW) is None
    assert [fault.kind for fault in alone.faults] == [FaultKind.STALE]


def test_one_price_in_common_with_today_does_not_make_the_old_list_todays() -> None:
    today = [*YESTERDAY[:10], *TODAY[10:]]
    assert read(published(YESTERDAY, today), today_prices=YESTERDAY).series.at(NOW) is None


def test_a_tariff_by_the_clock_may_be_the_same_every_day() -> None:
    bands = [18.0] * 14 + [35.0] * 34
    assert read(published(bands), today_prices=bands).series.at(NOW) == 35.0


def test_todays_list_is_todays_also_when_it_was_known_before() -> None:
    known = published(YESTERDAY, TODAY, TOMORROW)
    assert read(known, today=TODAY, tomorrow=TOMORROW).series.at(NOW + DAY) == TOMORROW[20]


def test_an_old_list_of_24_hours_is_recognised_on_a_day_of_23() -> None:
    berlin_day = datetime(2026, 3, 29, 9, tzinfo=TOKYO)  # any zone: only its own days count
    zone = pytest.importorskip("zoneinfo").ZoneInfo("Europe/Berlin")
    day = [20.0 + i for i in range(24)]
    yesterday = datetime(2026, 3, 28, tzinfo=zone)
    known = StepSeries.regular(yesterday, timedelta(hours=1), day)
    shown = EntityState(entity_id="sensor.x", state="1", attributes={"today": day}, updated=berlin_day)
    kinds = [fault.kind for fault in read_prices(shown, berlin_day, zone, known=known).faults]
    assert kinds == [FaultKind.STALE]


# Names, times, numbers, texts


def record(start: object, end: object, price: object, names: tuple[str, str, str]) -> dict[str, object]:
    return dict(zip(names, (start, end, price), strict=True))


@pytest.mark.parametrize(
    "names",
    [
        ("from", "till", "price"),
        ("from", "to", "price"),
        ("From", "Until", "Price"),
        ("valid_from", "valid_to", "value_inc_vat"),
        ("startTime", "endTime", "pricePerKwh"),
        ("period_start", "period_end", "total"),
        ("開始", "終了", "価格"),
    ],
)
def test_a_record_names_its_time_as_its_source_does(names: tuple[str, str, str]) -> None:
    times = [MIDNIGHT + HALF_HOUR * i for i in range(49)]
    rows = [
        record(a.isoformat(), b.isoformat(), price, names)
        for a, b, price in zip(times, times[1:], TODAY, strict=False)
    ]
    prices = read(prices=rows)
    assert prices.faults == ()
    assert prices.series == StepSeries.regular(MIDNIGHT, HALF_HOUR, TODAY)


def seconds(when: datetime) -> int:
    return int(when.timestamp())


@pytest.mark.parametrize(
    "write",
    [
        seconds,
        lambda when: str(seconds(when)),
        lambda when: str(seconds(when) * 1000),
        lambda when: f"{seconds(when)}.0",
        lambda when: f"{when.year}/{when.month}/{when.day} {when.hour}:{when.minute:02d}",
        lambda when: f"{when.year}年{when.month}月{when.day}日{when.hour:3d}時{when.minute:02d}分",
        lambda when: (when + timedelta(seconds=1)).isoformat(),
    ],
    ids=range(7),
)
def test_a_time_is_read_however_it_is_written(write: Any) -> None:
    rows = [{"start": write(MIDNIGHT + HALF_HOUR * i), "price": price} for i, price in enumerate(TODAY)]
    assert read(prices=rows).series == StepSeries.regular(MIDNIGHT, HALF_HOUR, TODAY)


def test_times_as_texts_of_unix_time_may_be_the_keys_of_a_mapping() -> None:
    found = {str(seconds(MIDNIGHT + HALF_HOUR * i)): price for i, price in enumerate(TODAY)}
    assert read(prices=found).series == StepSeries.regular(MIDNIGHT, HALF_HOUR, TODAY)


@pytest.mark.parametrize("early", [timedelta(seconds=1), timedelta(minutes=1)])
def test_an_end_that_still_belongs_to_its_price_leaves_no_hole(early: timedelta) -> None:
    rows = [
        {
            "from": (MIDNIGHT + HALF_HOUR * i).isoformat(),
            "to": (MIDNIGHT + HALF_HOUR * (i + 1) - early).isoformat(),
            "price": price,
        }
        for i, price in enumerate(TODAY)
    ]
    series = read(prices=rows).series
    assert all(a.end == b.start for a, b in zip(series.steps, series.steps[1:], strict=False))


@pytest.mark.parametrize("write", ["{:.2f}", "{:.1f}"])
def test_decimals_may_stand_behind_a_comma(write: str) -> None:
    texts = [write.format(price).replace(".", ",") for price in TODAY]
    assert read(today=texts).series == StepSeries.regular(MIDNIGHT, HALF_HOUR, TODAY)
    rows = [{"start": (MIDNIGHT + HALF_HOUR * i).isoformat(), "price": text} for i, text in enumerate(texts)]
    assert read(prices=rows).series.at(NOW) == TODAY[20]


def test_a_state_with_a_comma_is_the_price_now() -> None:
    for state in ("31,5", "３１．５", "３１，５"):
        assert read_prices(entity_state(state, "円／ｋＷｈ（税込）"), NOW, TOKYO).now == 31.5


@pytest.mark.parametrize("spaces", [None, 2])
def test_an_attribute_may_be_a_json_text(spaces: int | None) -> None:
    rows = [
        {"start": (MIDNIGHT + HALF_HOUR * i).isoformat(), "price": price} for i, price in enumerate(TODAY)
    ]
    for shown in (
        {"prices": json.dumps(rows, indent=spaces)},
        {"today": json.dumps(TODAY, indent=spaces)},
        {"answer": json.dumps({"prices": rows}, indent=spaces)},
        {"data": {"today": TODAY, "tomorrow": []}},
        {"prices": json.dumps({row["start"]: row["price"] for row in rows}, indent=spaces)},
    ):
        prices = read(**shown)
        assert prices.faults == ()
        assert prices.series == StepSeries.regular(MIDNIGHT, HALF_HOUR, TODAY)


@pytest.mark.parametrize("text", ["[", "[1, 2", "{]", "[" * 5000, "{}", "[]", '["a", "b"]'])
def test_a_text_that_is_no_json_is_only_a_text(text: str) -> None:
    prices = read(note=text)
    assert prices.now == 20.0
    assert not prices.series


@pytest.mark.parametrize(
    "unit",
    [
        "JPY/kWh（税込）",
        "円/kWh(税込)",
        "円／ｋＷｈ（税込み）",
        "円(税込)/kWh",
        "円/kWh 税抜",
        "税込 円/kWh",
        "円/kWh［税込］",
        "円/kWh（消費税等相当額込）",
        "円/キロワット時",
        "JPY per kWh",
        "円/1kWh",
        "円/kW・h",
    ],
)
def test_what_a_unit_says_of_tax_is_no_part_of_it(unit: str) -> None:
    found = price_unit(unit)
    assert found is not None
    assert (found.factor, found.currency) == (1.0, "JPY")


def test_sen_without_tax_are_sen_and_what_is_not_tax_is_refused() -> None:
    found = price_unit("銭/kWh（税抜）")
    assert found is not None and found.factor == 0.01
    assert price_unit("円/kWh（ドル）") is None
    assert price_unit("税込kWh") is None


# Hours and half hours


@pytest.mark.parametrize(("first", "then"), [(24, 48), (48, 24), (96, 24), (24, 96)])
def test_a_source_that_goes_from_hours_to_half_hours_has_no_holes(first: int, then: int) -> None:
    records = [
        {"start": (MIDNIGHT + days * DAY + DAY / many * i).isoformat(), "price": 10.0 + many + i / 10}
        for days, many in enumerate((first, then))
        for i in range(many)
    ]
    prices = read(prices=records)
    assert prices.faults == ()
    assert prices.series.steps[0].start == MIDNIGHT
    assert prices.series.steps[-1].end == MIDNIGHT + 2 * DAY
    assert all(a.end == b.start for a, b in pairwise(prices.series.steps))


def test_a_hole_stays_a_hole_and_two_prices_of_yesterday_say_nothing_of_its_step() -> None:
    starts = [MIDNIGHT - 8 * HALF_HOUR, MIDNIGHT - HALF_HOUR]
    starts += [MIDNIGHT + HALF_HOUR * i for i in range(48) if i not in (5, 6, 20)]
    prices = read(prices=[{"start": when.isoformat(), "price": 20.0} for when in starts])
    assert {step.end - step.start for step in prices.series.steps} == {HALF_HOUR}
    assert prices.series.at(MIDNIGHT + 20 * HALF_HOUR) is None


@pytest.mark.parametrize(("prices", "steps"), [(49, 49), (98, 98), (48, 0), (24, 0), (25, 0), (50, 0)])
def test_where_clocks_are_set_by_half_an_hour_a_day_has_49_half_hours(prices: int, steps: int) -> None:
    zone, noon = ZoneInfo("Australia/Lord_Howe"), datetime(2026, 4, 5, 3, tzinfo=UTC)
    entity = entity_state("0.2", "AUD/kWh", today=[0.2 + i / 1000 for i in range(prices)])
    series = read_prices(replace(entity, updated=noon), noon, zone).series
    assert len(series.steps) == steps
    assert all((step.end - step.start) in (HALF_HOUR, HALF_HOUR / 2) for step in series.steps)


@pytest.mark.parametrize("said", ["{}円", "￥{}", "¥ {}", " {} 円 ", "{}"])
def test_a_price_may_be_written_in_yen(said: str) -> None:
    assert read(today=[said.format(price) for price in TODAY]).series.at(NOW) == TODAY[20]


@pytest.mark.parametrize("said", ["{}銭", "{}円/kWh", "{} EUR", "約{}円", "円", "¥", "¥¥{}", "{}円円"])
def test_what_may_mean_another_unit_is_not_guessed(said: str) -> None:
    assert not read(today=[said.format(price) for price in TODAY]).series
