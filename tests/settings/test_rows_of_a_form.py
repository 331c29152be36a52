"""Rows as a form gives them: they say all that a row of text says, and seasons and public holidays beside."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from hypothesis import given, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.horizon import Horizon
from custom_components.v2h_planner.core.tariff.import_terms import (
    EVERY_DAY,
    EVERY_MONTH,
    HOLIDAY,
    JST,
    Adder,
    Band,
    TimeOfUse,
)
from custom_components.v2h_planner.settings.adder_rows import adder_fields, parse_adder, parse_adders
from custom_components.v2h_planner.settings.errors import AdderError, BandError
from custom_components.v2h_planner.settings.time_of_use_rows import (
    band_fields,
    parse_band,
    parse_bands,
    parse_table,
)

WORKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})
CULTURE_DAY = date(2026, 11, 3)  # a Tuesday
SUMMER = ["7", "8", "9"]


def at(table: TimeOfUse, day: date, hour: int) -> float:
    return table.price(datetime.combine(day, time(hour)))


# Text as older entries have it.

_clocks = st.builds("{}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
_prices = st.floats(-1000, 1000).map("{:.4f}".format)
_days = st.sampled_from(
    ["", "毎日", "平日", "土日", "mon-fri", "sat, sun", "月水金", "sun-tue", "金", "mon-sun"]
)
_dates = st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(str)
_names = st.text("託送 levy:　ＡＺ燃料費〜−", min_size=1, max_size=12).filter(lambda name: name.strip())
bands = st.builds("{} {} {}".format, _days, _clocks, _prices)
adders = st.builds(
    "{} {} {} {} {}".format,
    _names,
    _prices,
    st.one_of(st.just(""), _dates.map("{}~".format), _dates.map("~{}".format)),
    st.one_of(st.just(""), st.builds("{}-{}".format, _clocks, _clocks)),
    st.sampled_from(["", "土日", "mon-fri", "水"]),
)


@given(bands)
def test_a_band_in_text_is_the_same_as_a_row_of_a_form(text: str) -> None:
    band = parse_band(text)
    (row,) = band_fields([band])
    assert parse_band(row) == band


@given(adders)
def test_an_adder_in_text_is_the_same_as_a_row_of_a_form(text: str) -> None:
    try:
        adder = parse_adder(text)
    except AdderError:
        return
    (row,) = adder_fields([adder])
    assert parse_adder(row) == adder


@given(st.lists(bands, min_size=1, max_size=6))
def test_a_table_in_text_is_the_same_as_one_of_a_form(rows: list[str]) -> None:
    def compiled(table: list[Any]) -> TimeOfUse | type[BandError]:
        try:
            return parse_table(table)
        except BandError:
            return BandError

    assert compiled(band_fields(parse_bands(rows))) == compiled(list(rows))


def test_a_table_in_text_compiles_as_it_always_did() -> None:
    table = parse_table(["07:00 31.8", "土日 07:00 27.5", "23:00 22", "mon-fri 10:00 38"])
    assert table.bands == (
        Band(time(7), 27.5, WEEKEND),
        Band(time(10), 38.0, WORKDAYS),
        Band(time(7), 31.8, WORKDAYS),
        Band(time(23), 22.0, EVERY_DAY),
    )


# Rows of a form.


def test_a_row_of_a_form_is_read() -> None:
    row = {"start": "07:00:00", "price": 29.1, "days": ["sat", "holiday"], "months": SUMMER}
    assert parse_band(row) == Band(time(7), 29.1, frozenset({5, HOLIDAY}), frozenset({7, 8, 9}))
    assert band_fields([parse_band(row)]) == [row]
    assert parse_band({"start": "7:00".zfill(5), "price": 30, "days": [], "months": None}) == Band(
        time(7), 30.0
    )
    assert parse_adder(
        {"name": " 夜間割引 ", "price": -2, "start": "23:00", "end": "07:00:00", "days": ["sun"], "first": ""}
    ) == Adder(name="夜間割引", yen_per_kwh=-2.0, start=time(23), end=time(7), weekdays=frozenset({6}))


def test_text_and_rows_of_a_form_make_one_table() -> None:
    table = parse_table(["07:00 31.8", {"start": "23:00:00", "price": 22.0}])
    assert at(table, CULTURE_DAY, 12) == 31.8
    assert at(table, CULTURE_DAY, 3) == 22.0


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        [],
        {},
        b"07:00 30",
        {"start": "07:00"},
        {"price": 30},
        {"start": "07:00", "price": None},
        {"start": "07:00", "price": "30"},
        {"start": "07:00", "price": True},
        {"start": "07:00", "price": float("nan")},
        {"start": "07:00", "price": float("-inf")},
        {"start": "07:00", "price": 10**400},
        {"start": "07:00", "price": 1001},
        {"start": 7, "price": 30},
        {"start": "25:00", "price": 30},
        {"start": "morning", "price": 30},
        {"start": ["07:00"], "price": 30},
        {"start": "07:00", "price": 30, "days": "mon"},
        {"start": "07:00", "price": 30, "days": ["monday"]},
        {"start": "07:00", "price": 30, "days": [0]},
        {"start": "07:00", "price": 30, "days": {"mon": 1}},
        {"start": "07:00", "price": 30, "months": ["13"]},
        {"start": "07:00", "price": 30, "months": ["July"]},
        {"start": "07:00", "price": 30, "months": [[7]]},
        {"start": "07:00", "price": 30, "colour": "red"},
        {7: 30},
    ],
    ids=repr,
)
def test_a_row_that_is_none_is_refused(row: object) -> None:
    with pytest.raises(BandError):
        parse_table(["00:00 20", row])
    with pytest.raises(AdderError):
        parse_adders([row])


@pytest.mark.parametrize(
    "row",
    [
        {"name": "a", "price": 1, "start": "07:00"},
        {"name": "a", "price": 1, "end": "07:00"},
        {"name": "a", "price": 1, "first": "2027-01-01", "last": "2026-01-01"},
        {"name": "a", "price": 1, "first": "tomorrow"},
        {"name": "a", "price": 1, "last": 20270101},
        {"name": 7, "price": 1},
        {"name": "a" * 201, "price": 1},
        {"price": 1},
    ],
    ids=repr,
)
def test_an_adder_that_is_none_is_refused(row: object) -> None:
    with pytest.raises(AdderError):
        parse_adders([row])


@pytest.mark.parametrize("rows", [None, 7, "07:00 30", {"start": "07:00", "price": 30}], ids=repr)
@pytest.mark.parametrize(("parse", "error"), [(parse_table, BandError), (parse_adders, AdderError)])
def test_rows_that_are_no_list_are_refused(
    parse: Callable[[object], object], error: type[Exception], rows: object
) -> None:
    with pytest.raises(error):
        parse(rows)


def test_a_row_is_named_in_plain_words() -> None:
    row = {"start": "07:00:00", "price": 1001.0, "days": ["sat", "holiday"], "months": None}
    with pytest.raises(BandError) as error:
        parse_band(row)
    assert error.value.placeholders == {"found": "07:00 1001.0 sat, holiday"}


# Seasons and public holidays.


def test_summer_has_its_own_price() -> None:
    table = parse_table(
        [
            {"start": "10:00", "price": 36.0},
            {"start": "10:00", "price": 39.0, "months": SUMMER},
            {"start": "17:00", "price": 29.0},
        ]
    )
    assert [at(table, date(2026, month, 6), 12) for month in (6, 7, 8, 9, 10)] == [36, 39, 39, 39, 36]
    assert at(table, date(2026, 8, 6), 20) == 29.0
    assert at(parse_table(band_fields(table.bands)), date(2026, 8, 6), 12) == 39.0


def test_a_public_holiday_has_the_price_that_names_it() -> None:
    table = parse_table(
        [
            {"start": "07:00", "price": 31.0, "days": ["mon", "tue", "wed", "thu", "fri"]},
            {"start": "10:00", "price": 39.0, "days": ["mon", "tue", "wed", "thu", "fri"]},
            {"start": "07:00", "price": 28.0, "days": ["sat", "sun", "holiday"]},
            {"start": "23:00", "price": 17.0},
        ]
    )
    assert [at(table, CULTURE_DAY, hour) for hour in (3, 8, 12, 23)] == [17, 28, 28, 17]
    assert [at(table, date(2026, 11, 4), hour) for hour in (3, 8, 12, 23)] == [17, 31, 39, 17]


def test_a_public_holiday_is_a_weekday_where_no_row_names_it() -> None:
    table = parse_table(["mon-fri 07:00 31", "sat,sun 07:00 28"])
    assert at(table, CULTURE_DAY, 12) == 31.0


def test_a_public_holiday_is_named_in_summer_only() -> None:
    table = parse_table(
        [
            {"start": "00:00", "price": 20.0},
            {"start": "09:00", "price": 30.0, "days": ["mon", "tue", "wed", "thu", "fri"]},
            {"start": "09:00", "price": 25.0, "days": ["holiday"], "months": SUMMER},
        ]
    )
    assert at(table, CULTURE_DAY, 12) == 30.0
    assert at(table, date(2026, 7, 20), 12) == 25.0  # 海の日, a Monday
    assert at(table, date(2026, 7, 20), 3) == 20.0


def test_a_row_that_names_days_and_months_goes_before_those_that_name_one() -> None:
    rows: list[Any] = [{"start": "07:00", "price": 30.0}, {"start": "07:00", "price": 35.0, "months": SUMMER}]
    table = parse_table([*rows, {"start": "07:00", "price": 28.0, "days": ["sun"], "months": SUMMER}])
    assert at(table, date(2026, 8, 2), 12) == 28.0
    assert at(table, date(2026, 8, 3), 12) == 35.0
    assert at(table, date(2026, 6, 7), 12) == 30.0
    with pytest.raises(BandError):
        parse_table([*rows, {"start": "07:00", "price": 28.0, "days": ["sun"]}])


def test_a_month_without_a_price_is_refused() -> None:
    with pytest.raises(BandError):
        parse_table([{"start": "07:00", "price": 30.0, "months": [str(month) for month in range(1, 12)]}])


def test_a_row_that_is_there_twice_counts_once() -> None:
    assert parse_table(["07:00 30", {"start": "07:00:00", "price": 30.0}]).bands == (Band(time(7), 30.0),)


def test_an_adder_holds_on_public_holidays() -> None:
    adder = parse_adder({"name": "週末割引", "price": -1.0, "days": ["sat", "sun", "holiday"]})
    assert adder.holds(datetime.combine(CULTURE_DAY, time(12)))
    assert not adder.holds(datetime(2026, 11, 4, 12))


@given(
    st.lists(
        st.builds(
            Band,
            st.times().map(lambda clock: clock.replace(microsecond=0)),
            st.floats(1, 60),
            st.frozensets(st.integers(0, 7)).map(
                lambda days: days if days and not days >= EVERY_DAY else EVERY_DAY
            ),
            st.frozensets(st.integers(1, 12)).map(lambda months: months or EVERY_MONTH),
        ),
        max_size=5,
    ),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_a_day_of_slots_has_the_prices_of_its_hours(bands: list[Band], day: date) -> None:
    rows = band_fields([*bands, Band(time(0, 0, 1), 20.0)])
    try:
        table = parse_table(rows)
    except BandError:
        return
    again = parse_table(band_fields(table.bands))
    start = datetime.combine(day, time(), JST)
    edges = [datetime.fromtimestamp(start.timestamp() + 300 * step, JST) for step in range(289)]
    middles = [datetime.fromtimestamp(edge.timestamp() + 150, JST) for edge in edges[:-1]]
    prices = [table.price(middle) for middle in middles]
    assert np.allclose(table.on(Horizon(tuple(edges)), JST), prices)
    assert [again.price(middle) for middle in middles] == prices
