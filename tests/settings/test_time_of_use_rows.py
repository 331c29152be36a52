"""Rows that nobody wrote: refused at once, and shown short."""

from datetime import time

import pytest

from custom_components.v2h_planner.core.tariff.import_terms import EVERY_DAY, Band
from custom_components.v2h_planner.settings.adder_rows import parse_adder, parse_adders
from custom_components.v2h_planner.settings.errors import LONGEST_ROW, AdderError, BandError
from custom_components.v2h_planner.settings.time_of_use_rows import parse_band, parse_days, parse_table

LONG = 20_000


@pytest.mark.parametrize(
    "row",
    [
        " " * LONG,
        "07:00" + " " * LONG,
        "07:00" + " " * LONG + "x",
        "07:00" + "\u3000\t" * LONG,
        "土" * LONG,
        "土日" + " " * LONG + "07:00 20",
        "07:00 " + "1" * LONG,
        "07:00 1." + "1" * LONG + "円円",
        "mon-" * LONG + "07:00 20",
        ", " * LONG + "07:00 20",
        "\u0301\u0316" * LONG,
        "ﷺ" * LONG,
    ],
    ids=range(12),
)
def test_a_row_without_end_is_refused_and_shown_short(row: str) -> None:
    with pytest.raises(BandError) as band:
        parse_band(row)
    with pytest.raises(AdderError) as adder:
        parse_adder(row)
    assert len(band.value.placeholders["found"]) <= 120
    assert len(adder.value.placeholders["found"]) <= 120


def test_a_row_may_have_spaces_anywhere() -> None:
    band = parse_band("  土  日 　 7:00　　29.1   円 ".replace("土  日", "土日"))
    assert (band.start.hour, band.yen_per_kwh, band.weekdays) == (7, 29.1, frozenset({5, 6}))
    assert parse_band("平日7:00 42yen").weekdays == frozenset(range(5))
    assert parse_band("mon, wed 07:00 -3.5").weekdays == frozenset({0, 2})
    assert parse_band("07:00 35").weekdays == EVERY_DAY


def test_a_row_of_the_greatest_length_is_still_read() -> None:
    row = "07:00 " + " " * (LONGEST_ROW - 8) + "20"
    assert len(row) == LONGEST_ROW
    assert parse_band(row).yen_per_kwh == 20.0
    assert parse_adder("託送" + " " * (LONGEST_ROW - 3) + "8").yen_per_kwh == 8.0


def test_an_empty_row_of_any_length_is_no_row() -> None:
    assert parse_table([" " * LONG, "00:00 20"]).bands
    assert parse_adders([" " * LONG]) == ()


def test_days_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="x"):
        parse_days("土日," * LONG + "x")


@pytest.mark.parametrize(
    "row", ["07:00 31.8", "７：００　３１，８", "7:00～ 31.8円/kWh", "7時 31.8 円", "07:00 31,8yen/kWh"]
)
def test_a_time_and_a_price_are_read_as_people_write_them(row: str) -> None:
    assert parse_band(row) == Band(time(7), 31.8)


@pytest.mark.parametrize("row", ["07:00 1,234.5", "7 31.8", "07:00-23:00 31.8", "07:00 31.8%"])
def test_what_may_mean_something_else_is_not_guessed(row: str) -> None:
    with pytest.raises(BandError):
        parse_band(row)
