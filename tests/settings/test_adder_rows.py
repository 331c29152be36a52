"""Adders as people write them."""

from datetime import date, time

import pytest

from custom_components.v2h_planner.core.tariff.import_terms import Adder
from custom_components.v2h_planner.settings.adder_rows import parse_adder, parse_adders
from custom_components.v2h_planner.settings.errors import AdderError


@pytest.mark.parametrize(
    ("row", "adder"),
    [
        ("託送料金 8.28", Adder(name="託送料金", yen_per_kwh=8.28)),
        ("サービス料　７．００円", Adder(name="サービス料", yen_per_kwh=7.0)),
        (
            "renewable levy 3.98 ~2026-04-30",
            Adder(name="renewable levy", yen_per_kwh=3.98, last=date(2026, 4, 30)),
        ),
        ("託送料金 8,28", Adder(name="託送料金", yen_per_kwh=8.28)),
        ("託送料金：　８，２８円/kWh", Adder(name="託送料金", yen_per_kwh=8.28)),
        ("託送料金 8.28 円/kWh", Adder(name="託送料金", yen_per_kwh=8.28)),
        ("賦課金 4.18 2026/5/1〜", Adder(name="賦課金", yen_per_kwh=4.18, first=date(2026, 5, 1))),
        (
            "夜間割引 −2 23:00〜7:00 土日",
            Adder(name="夜間割引", yen_per_kwh=-2.0, start=time(23), end=time(7), weekdays=frozenset({5, 6})),
        ),
        (
            "peak 6 2026-12-01~2027-02-28 17:00-24:00 mon-fri",
            Adder(
                name="peak",
                yen_per_kwh=6.0,
                first=date(2026, 12, 1),
                last=date(2027, 2, 28),
                start=time(17),
                end=time(0),
                weekdays=frozenset(range(5)),
            ),
        ),
    ],
)
def test_a_row_is_read_as_people_write_it(row: str, adder: Adder) -> None:
    assert parse_adder(row) == adder


@pytest.mark.parametrize(
    "row",
    [
        "託送料金",
        "8.28",
        "託送料金 ?",
        "託送料金 1,234.5",
        "託送料金 8.28 2026-13-01~",
        "x 1 2027-01-01~2026-01-01",
        "x 1 25:00-26:00",
        "x 1 someday",
    ],
)
def test_a_row_that_is_not_understood_is_given_back(row: str) -> None:
    with pytest.raises(AdderError) as err:
        parse_adder(row)
    assert err.value.placeholders == {"found": row}


def test_empty_rows_are_nothing() -> None:
    assert parse_adders(["", "  ", "a 1"]) == (Adder(name="a", yen_per_kwh=1.0),)
