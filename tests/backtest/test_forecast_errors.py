"""The table of forecast errors: every quantity by lead, against yesterday taken again."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from backtest.forecast_errors import Lead, Quantity, Year, as_table, error_rows

HALF = np.arange(48)


def year(days: int = 60, noise: float = 0.3) -> Year:
    """A place whose days are alike, but for the weather."""
    rng = np.random.default_rng(2)
    weather = 1.0 + noise * rng.normal(size=(days, 1)).clip(-1, 1)
    sun = np.maximum(np.sin((HALF - 12) / 24 * np.pi), 0.0) * weather
    price = 14.0 - 5.0 * sun + rng.normal(scale=noise, size=(days, 48))
    return Year(
        datetime(2026, 2, 2, tzinfo=ZoneInfo("Asia/Tokyo")),
        price,
        sun,
        0.5 - 0.2 * sun,
        0.3 + 0.2 * rng.random((days, 48)),
    )


def test_each_quantity_has_its_row_by_lead() -> None:
    rows = error_rows(year())
    assert [(row.quantity, row.lead) for row in rows] == [
        (quantity, lead)
        for quantity in Quantity
        for lead in Lead
        if (quantity, lead) != (Quantity.PRICE, Lead.TODAY)  # that is published
    ]
    assert all(row.share < 1.0 for row in rows)
    assert len(as_table(rows).splitlines()) == 2 + len(rows)


def test_yesterday_is_never_wrong_where_all_days_are_alike() -> None:
    plain = year(noise=0.0)
    rows = {(row.quantity, row.lead): row for row in error_rows(plain, every=7)}
    assert rows[Quantity.SUN, Lead.DAY_AFTER].yesterday == 0.0
    assert rows[Quantity.PRICE, Lead.TOMORROW].yesterday == 0.0
    assert rows[Quantity.CARBON, Lead.TOMORROW].yesterday < 1e-9


def test_a_year_without_a_load_has_no_row_of_it() -> None:
    without = year()
    rows = error_rows(Year(without.first, without.price, without.pv, without.carbon), every=10)
    assert Quantity.LOAD not in {row.quantity for row in rows}
