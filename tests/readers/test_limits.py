"""What another integration may show without end: nothing of it is read further than any real list goes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.core.series import Step, StepSeries
from custom_components.v2h_planner.feeds.price_feed import patched
from custom_components.v2h_planner.readers.carbon import read_co2_forecast
from custom_components.v2h_planner.readers.entity_state import EntityState
from custom_components.v2h_planner.readers.numbers import MOST_DIGITS, parse_number, shorten
from custom_components.v2h_planner.readers.price_formats.quote import MOST_STEPS, parse_time
from custom_components.v2h_planner.readers.prices import read_price_response, read_prices
from custom_components.v2h_planner.readers.solar import SolarForecast, add, join, read_solar, read_wh_hours
from custom_components.v2h_planner.readers.text import MOST_CHARACTERS, compact, letters, narrow, plain
from custom_components.v2h_planner.readers.units_of_measurement import price_unit

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 6, 1, 12, tzinfo=TOKYO)
MILLION = 1_000_000


class Unread(list[Any]):
    """A list that nobody may go through."""

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("read")


class UnreadMap(dict[str, Any]):
    """A mapping that nobody may go through."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("read")

    def items(self) -> Any:
        raise AssertionError("read")

    def values(self) -> Any:
        raise AssertionError("read")


def entity(unit: str = "円/kWh", **attributes: Any) -> EntityState:
    return EntityState(
        entity_id="sensor.x",
        state="21.0",
        attributes={"unit_of_measurement": unit, **attributes},
        updated=NOW,
    )


def records(count: int) -> list[dict[str, Any]]:
    day = NOW.replace(hour=0)
    return [
        {"start": (day + timedelta(minutes=30 * i)).isoformat(), "price": 20.0 + i % 48} for i in range(count)
    ]


LONG_LISTS = [
    {"raw_today": Unread(records(1) * MILLION)},
    {"today": Unread([20.0] * MILLION)},
    {"prices": UnreadMap({str(i): 1.0 for i in range(MOST_STEPS + 1)})},
]


@pytest.mark.parametrize("attributes", LONG_LISTS, ids=["records", "numbers", "times"])
def test_a_price_list_without_end_is_not_read_and_the_fault_says_how_long_it_is(
    attributes: dict[str, Any],
) -> None:
    read = read_prices(entity(**attributes), NOW, TOKYO)
    assert not read.series
    assert read.now == 21.0
    assert [fault.kind for fault in read.faults] == [FaultKind.UNKNOWN_SHAPE]
    name, value = next(iter(attributes.items()))
    assert f"{name}: {len(value)} > {MOST_STEPS}" in read.faults[0].found


def test_a_history_without_end_beside_the_prices_does_not_hide_them() -> None:
    read = read_prices(entity(raw_today=records(48), history=Unread([1.0] * MILLION)), NOW, TOKYO)
    assert len(read.series) == 48
    assert [(fault.found, fault.fatal) for fault in read.faults] == [
        (f"history: {MILLION} > {MOST_STEPS}", False)
    ]


def test_the_longest_list_that_may_be_is_read() -> None:
    assert len(read_prices(entity(prices=records(MOST_STEPS)), NOW, TOKYO).series) == MOST_STEPS


def test_more_attributes_than_any_entity_has_are_not_gone_through() -> None:
    read = read_prices(entity(**{f"a{i}": 1 for i in range(100_000)}), NOW, TOKYO)
    assert len(read.faults[0].found) <= 120


@pytest.mark.parametrize(
    "payload",
    [
        {"prices": Unread(records(1) * MILLION)},
        {"prices": {"home": Unread(records(1) * MILLION)}},
        {str(i): 1 for i in range(MILLION)},
        [[]] * MILLION,
        "x" * MILLION,
        10**100_000,
    ],
    ids=["list", "below a home", "mapping", "lists", "text", "number"],
)
def test_an_answer_without_end_is_not_read(payload: object) -> None:
    read = read_price_response(payload, NOW, TOKYO, source="sensor.x", unit="円/kWh")
    assert not read.series
    assert read.faults[0].fatal
    assert len(read.faults[0].found) <= 120


@pytest.mark.parametrize(
    "attributes",
    [
        {"detailedForecast": Unread([{}] * MILLION)},
        {"wh_period": UnreadMap({str(i): 1.0 for i in range(MOST_STEPS + 1)})},
        {"watts": UnreadMap({str(i): 1.0 for i in range(MOST_STEPS + 1)})},
    ],
    ids=["solcast", "wh_period", "watts"],
)
def test_a_solar_forecast_without_end_is_not_read(attributes: dict[str, Any]) -> None:
    read = read_solar(entity("kW", **attributes), NOW, TOKYO)
    assert read.value is None
    assert f"> {MOST_STEPS}" in read.faults[0].found
    payload = {"wh_hours": UnreadMap({str(i): 1.0 for i in range(MOST_STEPS + 1)})}
    assert f"> {MOST_STEPS}" in read_wh_hours(payload, TOKYO, "x").faults[0].found


def test_a_carbon_forecast_without_end_or_bottom_is_not_read() -> None:
    assert not read_co2_forecast(entity("g/kWh", forecast=Unread([{}] * MILLION)), TOKYO)
    assert not read_co2_forecast(entity("g/kWh", forecast={"data": Unread([{}] * MILLION)}), TOKYO)
    bottomless: dict[str, Any] = {}
    bottomless["forecast"] = bottomless
    assert not read_co2_forecast(entity("g/kWh", forecast=bottomless), TOKYO)


def nested(levels: int) -> list[Any]:
    inner: list[Any] = []
    for _ in range(levels):
        inner = [inner]
    return inner


@pytest.mark.parametrize(
    "found",
    [
        "x" * MILLION,
        Unread([1] * MILLION),
        nested(100_000),
        {1: nested(100_000)},
        10**100_000,
        range(MILLION),
    ],
    ids=["text", "list", "nested", "below", "number", "range"],
)
def test_of_what_is_long_or_deep_a_message_shows_the_beginning(found: object) -> None:
    if isinstance(found, Unread):
        found = list.copy(found)
    assert 0 < len(shorten(found)) <= 120


@pytest.mark.parametrize(
    "text",
    ["1" * MILLION, "0." + "1" * MILLION, " " * MILLION + "1", "-" * MILLION, "1e" + "9" * MILLION],
    ids=range(5),
)
def test_a_text_without_end_is_neither_a_number_nor_a_time_nor_a_unit(text: str) -> None:
    assert parse_number(text) is None
    assert parse_number("1" * MOST_DIGITS) is not None
    assert parse_time(text, UTC) is None
    assert price_unit(text) is None


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "NaN", "Infinity", 10**5_000, float("inf")], ids=range(6)
)
def test_a_number_that_no_float_holds_is_none(number: object) -> None:
    assert parse_number(number) is None
    assert parse_number(json.loads("1e400")) is None


def test_texts_are_cut_before_anything_searches_them() -> None:
    for made in (narrow, plain, compact, letters):
        assert len(made("a" * MILLION)) == MOST_CHARACTERS


class Counted(float):
    """A number that counts how often it is added."""

    added = 0

    def __radd__(self, other: float) -> float:
        Counted.added += 1
        return float(other) + float(self)


def roof(steps: int, minutes: int) -> SolarForecast:
    day = NOW.replace(hour=0)
    step = timedelta(minutes=minutes)
    return SolarForecast(
        expected=StepSeries(
            tuple(Step(day + step * i, day + step * (i + 1), Counted(1.0)) for i in range(steps))
        )
    )


def test_twice_as_many_days_of_two_roofs_take_twice_as_many_additions() -> None:
    counts = []
    for days in (8, 16):
        Counted.added = 0
        whole = add([roof(96 * days, 15), roof(48 * days, 30)]).expected
        assert len(whole) == 96 * days
        assert {step.value for step in whole} == {2.0}
        counts.append(Counted.added)
    assert counts[1] == 2 * counts[0] == 4 * 96 * 8


def test_roofs_are_added_over_their_gaps_and_as_far_as_all_reach() -> None:
    day = NOW.replace(hour=0)
    hours = [day + timedelta(hours=i) for i in range(6)]
    gap = StepSeries((Step(hours[0], hours[1], 1.0), Step(hours[3], hours[5], 2.0)))
    long = StepSeries((Step(hours[0], hours[2], 10.0), Step(hours[2], hours[4], 20.0)))
    whole = add([SolarForecast(expected=gap), SolarForecast(expected=long)]).expected
    assert [(step.start, step.end, step.value) for step in whole] == [
        (hours[0], hours[1], 11.0),
        (hours[1], hours[2], 10.0),
        (hours[2], hours[3], 20.0),
        (hours[3], hours[4], 22.0),
    ]


def test_days_of_one_roof_are_joined_in_order_without_what_overlaps() -> None:
    day = NOW.replace(hour=0)
    first = StepSeries.regular(day, timedelta(hours=1), [1.0] * 24)
    second = StepSeries.regular(day + timedelta(hours=22), timedelta(hours=1), [2.0] * 24)
    whole = join([SolarForecast(expected=second), SolarForecast(expected=first)]).expected
    assert [step.value for step in whole] == [1.0] * 24 + [2.0] * 22


class CountedTime(datetime):
    """A time that counts how often it is compared."""

    compared = 0

    def __lt__(self, other: object) -> bool:
        CountedTime.compared += 1
        return super().__lt__(other)  # type: ignore[operator]

    def __gt__(self, other: object) -> bool:
        CountedTime.compared += 1
        return super().__gt__(other)  # type: ignore[operator]

    def __le__(self, other: object) -> bool:
        CountedTime.compared += 1
        return super().__le__(other)  # type: ignore[operator]

    def __ge__(self, other: object) -> bool:
        CountedTime.compared += 1
        return super().__ge__(other)  # type: ignore[operator]


def published(steps: int, first: int = 0) -> StepSeries:
    start = CountedTime(2026, 6, 1, tzinfo=UTC)
    times = [start + timedelta(minutes=15 * (first + i)) for i in range(steps + 1)]
    return StepSeries(tuple(Step(a, b, 1.0) for a, b in pairwise(times)))


def test_new_prices_replace_old_ones_in_about_one_pass() -> None:
    counts = []
    for steps in (500, 2_000):
        fresh, known = published(steps, steps // 2), published(steps)
        CountedTime.compared = 0
        whole = patched(fresh, known, datetime(2026, 1, 1, tzinfo=UTC))
        assert len(whole) == steps + steps // 2
        counts.append(CountedTime.compared)
    assert counts[1] < 6 * counts[0]


def test_the_price_at_a_moment_is_found_without_going_through_all() -> None:
    series = published(4_000)
    CountedTime.compared = 0
    assert series.at(datetime(2026, 6, 20, tzinfo=UTC)) == 1.0
    assert series.at(datetime(2026, 5, 31, tzinfo=UTC)) is None
    assert series.at(datetime(2027, 6, 1, tzinfo=UTC)) is None
    assert CountedTime.compared < 60


def test_a_list_in_which_every_time_stands_twice_is_read_once() -> None:
    half = [*records(2_000), *({**record, "price": 1.0} for record in records(2_000))]
    read = read_prices(entity(prices=half), NOW, TOKYO)
    assert FaultKind.DUPLICATED in {fault.kind for fault in read.faults}
