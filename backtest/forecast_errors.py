"""How far off the forecasts are on a recorded year, next to two rules anyone could use instead.

Time-honest: a forecast sees what was known at its hour and nothing later. What it learns from is learned
anew at every forecast.
"""

import argparse
from collections.abc import Callable, Sequence
import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.forecast.carbon import CarbonCurve, forecast_carbon
from custom_components.v2h_planner.core.forecast.clear_sky import Place
from custom_components.v2h_planner.core.forecast.day_table import HALVES, DayTable
from custom_components.v2h_planner.core.forecast.load import forecast_load
from custom_components.v2h_planner.core.forecast.price import SunOutlook, forecast_price
from custom_components.v2h_planner.core.forecast.pv import forecast_sun
from custom_components.v2h_planner.core.forecast.pv_history import forecast_pv
from custom_components.v2h_planner.core.horizon import HALF_HOUR, Horizon
from custom_components.v2h_planner.core.public_holidays import days_off
from custom_components.v2h_planner.core.series import StepSeries

from .carbon_table import fit
from .cli import DEFAULT_DATA

ZONE = ZoneInfo("Asia/Tokyo")
TOKYO = Place(35.68, 139.77)
# What a forecast may look back at, as Home Assistant's recorder lets it.
PAST_DAYS = 28
# A forecast of tomorrow's sun is wrong by about so much of the day.
SUN_ERROR = 0.2


@dataclass(frozen=True)
class Year:
    """A recorded year from a local midnight; each shape (D, 48): yen/kWh, kW/kWp, kg/kWh, and kW where it has a load."""

    first: datetime
    price: Floats
    pv: Floats
    carbon: Floats
    load: Floats | None = None

    @cached_property
    def days_off(self) -> frozenset[int]:
        """The days of the year on which the country does not work."""
        first = self.first.date()
        return frozenset(day.toordinal() for day in days_off(first, first + timedelta(days=len(self.price))))

    def midnight(self, day: int) -> datetime:
        """Return when that day begins."""
        return self.first + timedelta(days=day)

    def table(self, values: Floats, day: int, halves: int = 0) -> DayTable:
        """Return what is known of the past at that half hour of that day."""
        since = max(0, day - PAST_DAYS)
        known = np.array(values[since : day + 1])
        known[-1, halves:] = np.nan
        return DayTable(np.arange(since, day + 1) + self.first.toordinal(), known)


class Quantity(StrEnum):
    """What is forecast."""

    LOAD = "load"
    SUN = "sun"
    PRICE = "price"
    CARBON = "carbon"


class Lead(StrEnum):
    """How far ahead, seen from seven in the morning."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    DAY_AFTER = "day_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRow:
    """Mean absolute errors of a year's forecasts from 7:00: ours, and the last 24 known hours taken again."""

    quantity: Quantity
    lead: Lead
    unit: str
    ours: float
    yesterday: float

    @property
    def share(self) -> float:
        """Our error as a share of that of persistence."""
        return self.ours / self.yesterday


@dataclass
class Errors:
    """Absolute errors of one kind of forecast, and how often the truth lay within its quantiles."""

    name: str
    ours: list[Floats] = field(default_factory=list)
    rules: dict[str, list[Floats]] = field(default_factory=dict)
    inside: list[Floats] = field(default_factory=list)

    def add(self, truth: Floats, ours: Floats, **rules: Floats) -> None:
        """Add one forecast's errors."""
        self.ours.append(np.abs(ours - truth))
        for name, guess in rules.items():
            self.rules.setdefault(name, []).append(np.abs(guess - truth))

    def row(self, digits: int) -> str:
        """Return a row of the table."""
        cells = [self.name, f"{np.mean(self.ours):.{digits}f}"]
        cells += [f"{np.mean(errors):.{digits}f}" for errors in self.rules.values()]
        cells.append(f"{100 * np.mean(self.inside):.0f} %" if self.inside else "")
        return f"| {' | '.join(cells)} |"


def read_year(path: Path) -> Year:
    """Read the whole days of a CSV with start, area_price_yen_per_kwh, pv_kw_per_kwp, co2_kg_per_kwh."""
    file = path if path.is_file() else next(f for f in path.glob("*.csv") if not f.name.startswith("trips"))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    first = datetime.fromisoformat(rows[0]["start"]).astimezone(ZONE)
    count = len(rows) // HALVES

    def column(name: str) -> Floats:
        return np.array([float(row[name]) for row in rows[: count * HALVES]]).reshape(count, HALVES)

    load = column("load_kw") if "load_kw" in rows[0] else None
    return Year(
        first, column("area_price_yen_per_kwh"), column("pv_kw_per_kwp"), column("co2_kg_per_kwh"), load
    )


def days_of(year: Year, first: int, count: int) -> Horizon:
    """Return the half hours of whole days."""
    return Horizon(tuple(year.midnight(first) + HALF_HOUR * i for i in range(count * HALVES + 1)))


def prices(year: Year, *, with_sun: bool) -> list[Errors]:
    """Measure the first, second and third day after the last published one.

    At 10:00 the market publishes tomorrow: before it the first such day is tomorrow, after it the day after.
    """
    noise = np.random.default_rng(7).normal(0.0, SUN_ERROR, len(year.pv))
    found = [Errors(f"day {lead} after the last published") for lead in (1, 2, 3)]
    for last in range(PAST_DAYS, len(year.price) - 3):
        horizon = days_of(year, last, 4)
        past = StepSeries.regular(
            year.midnight(last - PAST_DAYS), HALF_HOUR, year.price[last - PAST_DAYS : last].ravel()
        )
        today = StepSeries.regular(year.midnight(last), HALF_HOUR, year.price[last])
        sun = None
        if with_sun:
            ahead = year.pv[last : last + 4] * np.maximum(1 + noise[last : last + 4], 0.0)[:, None]
            sun = SunOutlook(year.table(year.pv, last), ahead.ravel())
        forecast = forecast_price(horizon, ZONE, today, past, sun, year.days_off)
        assert forecast is not None
        low, mid, high = (v.reshape(4, HALVES) for v in (forecast.p10, forecast.values, forecast.p90))
        for lead, errors in enumerate(found, 1):
            truth = year.price[last + lead]
            errors.add(truth, mid[lead], yesterday=year.price[last], week=year.price[last + lead - 7])
            errors.inside.append((truth >= low[lead]) & (truth <= high[lead]))
    return found


def months_apart(year: Year) -> Callable[[int], CarbonCurve]:
    """Return for each day the curve fitted to all other calendar months."""
    months = np.array([year.midnight(day).month for day in range(len(year.carbon))])
    days = np.arange(len(months)) + year.first.toordinal()
    curves = {
        int(month): fit(DayTable(days[months != month], year.carbon[months != month]))
        for month in np.unique(months)
    }
    return lambda day: curves[int(months[day])]


def carbon(year: Year, *, area: bool, history: bool) -> list[Errors]:
    """Measure two days from 7:00 and from 19:00. `area`: with a curve of the area, else the generic day."""
    found = [Errors(name) for name in ("first 6 hours", "6 to 24 hours", "second day", "both days")]
    curve_for = months_apart(year) if area else None
    flat = year.carbon.ravel()
    for day in range(PAST_DAYS, len(year.carbon) - 3):
        for half in (14, 38):
            start = year.midnight(day) + HALF_HOUR * half
            horizon = Horizon(tuple(start + HALF_HOUR * i for i in range(2 * HALVES + 1)))
            i = day * HALVES + half
            ours = forecast_carbon(
                horizon,
                ZONE,
                float(flat[i - 1]),
                None,
                None if curve_for is None else curve_for(day),
                year.table(year.carbon, day, half) if history else None,
            )
            truth = flat[i : i + 96]
            yesterday = np.tile(flat[i - HALVES : i], 2)
            mean = np.full(96, float(flat[:i].mean()))
            for errors, (a, b) in zip(found, ((0, 12), (12, 48), (48, 96), (0, 96)), strict=True):
                errors.add(truth[a:b], ours[a:b], yesterday=yesterday[a:b], mean=mean[a:b])
    return found


def sun(year: Year, *, with_place: bool) -> list[Errors]:
    """Measure today and tomorrow from 7:00, without any solar forecast; by daylight."""
    found = [Errors("rest of today"), Errors("tomorrow")]
    for day in range(PAST_DAYS, len(year.pv) - 2):
        start = year.midnight(day) + HALF_HOUR * 14
        horizon = Horizon(tuple(start + HALF_HOUR * i for i in range(HALVES * 2 - 14 + 1)))
        past = year.table(year.pv, day, 14)
        now = float(year.pv[day, 13])
        truth = year.pv[day : day + 2].ravel()[14:]
        yesterday = np.concatenate([year.pv[day - 1, 14:], year.pv[day - 1]])
        week = year.pv[day - 7 : day - 5].ravel()[14:]
        known = forecast_sun(horizon, ZONE, past, None, TOKYO if with_place else None, now)
        ours = known.expected if with_place else forecast_pv(horizon, ZONE, past, now)
        light = year.pv[day - 7 : day + 1].max(axis=0) > 0
        lit = np.concatenate([light[14:], light])
        for errors, part in zip(found, (slice(0, 34), slice(34, None)), strict=True):
            of = lit[part]
            errors.add(truth[part][of], ours[part][of], yesterday=yesterday[part][of], week=week[part][of])
            if with_place:
                errors.inside.append(
                    (truth[part][of] >= known.p10[part][of]) & (truth[part][of] <= known.p90[part][of])
                )
    for errors in found:
        errors.ours = [np.concatenate(errors.ours)]
        errors.rules = {name: [np.concatenate(parts)] for name, parts in errors.rules.items()}
        errors.inside = [np.concatenate(errors.inside)] if errors.inside else []
    return found


SEVEN = 14  # the half hour
LEADS = {
    Lead.TODAY: slice(0, HALVES - SEVEN),
    Lead.TOMORROW: slice(HALVES - SEVEN, 2 * HALVES - SEVEN),
    Lead.DAY_AFTER: slice(2 * HALVES - SEVEN, 3 * HALVES - SEVEN),
}
UNITS = {
    Quantity.LOAD: "kW",
    Quantity.SUN: "kW/kWp",
    Quantity.PRICE: "yen/kWh",
    Quantity.CARBON: "kg/kWh",
}


def error_rows(year: Year, *, every: int = 1) -> tuple[ErrorRow, ...]:
    """Forecast from 7:00 of every day (or of each so many) as a home does without any published forecast.

    Today's prices are published, so only tomorrow's and the next day's are rows; sun counts by daylight. CO2 goes by the
    generic day, for an area's curve has seen its year.
    """
    series = {Quantity.SUN: year.pv, Quantity.PRICE: year.price, Quantity.CARBON: year.carbon}
    if year.load is not None:
        series[Quantity.LOAD] = year.load
    errors: dict[tuple[Quantity, Lead], list[tuple[Floats, Floats]]] = {}
    for day in range(PAST_DAYS, len(year.price) - 3, every):
        start = year.midnight(day) + HALF_HOUR * SEVEN
        horizon = Horizon(tuple(start + HALF_HOUR * i for i in range(3 * HALVES - SEVEN + 1)))
        light = np.tile(year.pv[day - 7 : day + 1].max(axis=0) > 0, 3)[SEVEN:]
        for quantity, values in series.items():
            flat, at = values.ravel(), day * HALVES + SEVEN
            truth, last = flat[at : at + len(horizon)], flat[at - HALVES : at]
            if quantity is Quantity.PRICE:  # all of today is known
                last = np.roll(values[day], -SEVEN)
            ours, again = _forecast(year, quantity, horizon, day), np.tile(last, 3)[: len(horizon)]
            counts = light if quantity is Quantity.SUN else np.ones(len(horizon), dtype=bool)
            for lead, part in LEADS.items():
                of = counts[part]
                found = [np.abs(guess[part][of] - truth[part][of]) for guess in (ours, again)]
                errors.setdefault((quantity, lead), []).append((found[0], found[1]))
    return tuple(
        ErrorRow(
            quantity=quantity,
            lead=lead,
            unit=UNITS[quantity],
            ours=float(np.concatenate([ours for ours, _ in errors[quantity, lead]]).mean()),
            yesterday=float(np.concatenate([again for _, again in errors[quantity, lead]]).mean()),
        )
        for quantity in Quantity
        for lead in Lead
        if quantity in series and (quantity, lead) != (Quantity.PRICE, Lead.TODAY)
    )


def _forecast(year: Year, quantity: Quantity, horizon: Horizon, day: int) -> Floats:
    """Return what a home expects at 7:00 of that day."""
    if quantity is Quantity.PRICE:
        since = day - PAST_DAYS
        past = StepSeries.regular(year.midnight(since), HALF_HOUR, year.price[since:day].ravel())
        today = StepSeries.regular(year.midnight(day), HALF_HOUR, year.price[day])
        found = forecast_price(horizon, ZONE, today, past, None, year.days_off)
        assert found is not None
        return found.values
    if quantity is Quantity.LOAD:
        assert year.load is not None
        past_load, now = year.table(year.load, day, SEVEN), float(year.load[day, SEVEN - 1])
        return forecast_load(horizon, ZONE, past_load, now)
    if quantity is Quantity.SUN:
        past_sun, now = year.table(year.pv, day, SEVEN), float(year.pv[day, SEVEN - 1])
        return forecast_sun(horizon, ZONE, past_sun, None, TOKYO, now).expected
    past_carbon, now = year.table(year.carbon, day, SEVEN), float(year.carbon[day, SEVEN - 1])
    return forecast_carbon(horizon, ZONE, now, None, None, past_carbon)


def as_table(rows: Sequence[ErrorRow]) -> str:
    """Return the rows as Markdown, in no language but that of the enums."""
    head = "| | | ours | yesterday | |\n|---|---|--:|--:|--:|"
    lines = [
        f"| {row.quantity.value}, {row.unit} | {row.lead.value} | {row.ours:.3g} | {row.yesterday:.3g} | {100 * row.share:.0f} % |"
        for row in rows
    ]
    return "\n".join([head, *lines])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print as Markdown."""
    p = argparse.ArgumentParser(prog="script/forecast-errors", description=__doc__)
    p.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder or CSV, as of script/backtest")
    p.add_argument("--only", choices=("all", "price", "carbon", "sun"), help="one of them")
    args = p.parse_args(argv)
    year = read_year(args.data)
    print(
        f"{len(year.price)} days from {year.first.date()}, the first {PAST_DAYS} of them only to learn from"
    )
    if args.only in (None, "all"):
        print(f"\nAll, from 7:00, MAE\n\n{as_table(error_rows(year))}")
    head = "| | ours | {} | {} | within p10 to p90 |\n|---|--:|--:|--:|--:|"
    if args.only in (None, "price"):
        for with_sun, title in ((False, "Prices"), (True, "Prices, with a solar forecast")):
            print(f"\n{title}, MAE in yen/kWh\n\n{head.format('same as yesterday', 'same as last week')}")
            for errors in prices(year, with_sun=with_sun):
                print(errors.row(2))
    if args.only in (None, "carbon"):
        kinds = (
            (False, False, "generic day, present reading"),
            (False, True, "generic day, readings of the last day"),
            (True, False, "area's curve, present reading"),
            (True, True, "area's curve, readings of the last day"),
        )
        for area, history, title in kinds:
            print(f"\nCO2, {title}, MAE in kg/kWh\n\n{head.format('same as yesterday', 'mean so far')}")
            for errors in carbon(year, area=area, history=history):
                print(errors.row(4))
    if args.only in (None, "sun"):
        for with_place, title in ((False, "last days alone"), (True, "clear sky of the place")):
            print(f"\nPV, {title}, MAE in kW/kWp by daylight\n")
            print(head.format("same as yesterday", "same as last week"))
            for errors in sun(year, with_place=with_place):
                print(errors.row(4))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
