"""`script/audit`: recompute a month from the recorder's raw statistics, and put it beside the books.

Nothing here is the integration's: own sums, and an own night timer that knows of a day only what was driven in it. It
goes by hours, for the recorder keeps no more; half an hour's price and a cloud's export are means here.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
import sys
from zoneinfo import ZoneInfo

from .recorded import HOUR, Recorded, read_database, read_file

TIMER_FROM, TIMER_UNTIL = 1, 9  # o'clock


@dataclass(frozen=True, kw_only=True)
class Car:
    """The battery that a night timer would charge: kWh, kW, fractions."""

    capacity_kwh: float
    charge_kw: float
    max_soc: float
    charge_efficiency: float
    discharge_efficiency: float
    overhead_kw: float


@dataclass(frozen=True, kw_only=True)
class Hour:
    """One hour of the meters, kWh and yen/kWh. `soc`: the mean of the hour."""

    start: datetime
    bought: float
    sold: float
    pv: float | None
    charged: float
    discharged: float
    buy_yen: float | None
    sell_yen: float
    co2_kg: float | None
    soc: float | None


@dataclass(kw_only=True)
class Month:
    """What a month comes to."""

    hours: int = 0
    unpriced: int = 0
    bought: float = 0.0
    sold: float = 0.0
    pv: float = 0.0
    charged: float = 0.0
    discharged: float = 0.0
    paid: float = 0.0
    earned: float = 0.0
    co2: float = 0.0
    timer_paid: float = 0.0
    timer_earned: float = 0.0
    stored: float = 0.0

    @property
    def saved(self) -> float:
        """Against the night timer."""
        return (self.timer_paid - self.timer_earned) - (self.paid - self.earned) + self.stored


def recompute(hours: Sequence[Hour], car: Car | None) -> Month:
    """Add a month up, and live it again under a night timer."""
    month = Month()
    for hour in hours:
        month.hours += 1
        month.bought += hour.bought
        month.sold += hour.sold
        month.pv += hour.pv or 0.0
        month.charged += hour.charged
        month.discharged += hour.discharged
        month.co2 += hour.bought * (hour.co2_kg or 0.0)
        if hour.buy_yen is None:
            month.unpriced += 1
        else:
            month.paid += hour.bought * hour.buy_yen
            month.earned += hour.sold * hour.sell_yen
    if car is not None:
        _under_a_timer(month, hours, car)
    return month


def _under_a_timer(month: Month, hours: Sequence[Hour], car: Car) -> None:
    """Let the same car be charged from one o'clock on, every night until it is full again."""
    socs = [hour.soc for hour in hours if hour.soc is not None]
    if not socs:
        return
    real = timer = socs[0] * car.capacity_kwh
    driven = _driven_by_day(hours, car)
    for hour in hours:
        gained = hour.charged * car.charge_efficiency - hour.discharged / car.discharge_efficiency
        on = car.overhead_kw * min((hour.charged + hour.discharged) / car.charge_kw, 1.0)
        if hour.discharged > 0.01:
            on = car.overhead_kw  # it follows a small load all the hour
        if hour.start.hour == 12:  # when a day's driving counts does not matter to a night
            gone = driven.get(hour.start.toordinal(), 0.0)
            real, timer = real - gone, max(timer - gone, 0.0)
        real += gained
        charge = 0.0
        if TIMER_FROM <= hour.start.hour < TIMER_UNTIL:
            room = max(car.max_soc * car.capacity_kwh - timer, 0.0)
            charge = min(car.charge_kw, room / car.charge_efficiency)
            timer += charge * car.charge_efficiency
        own = charge + car.overhead_kw * charge / car.charge_kw
        more = own - (hour.charged - hour.discharged + on)
        bought, sold = _moved(hour.bought, hour.sold, more)
        if hour.buy_yen is not None:
            month.timer_paid += bought * hour.buy_yen
            month.timer_earned += sold * hour.sell_yen
    month.stored = (real - timer) * _refill_yen(hours[-24:], abs(real - timer), car)


def _moved(bought: float, sold: float, more: float) -> tuple[float, float]:
    """Return import and export when so much more is drawn: what is sold goes first."""
    if more >= 0:
        unsold = min(more, sold)
        return bought + more - unsold, sold - unsold
    unbought = min(-more, bought)
    return bought - unbought, sold - more - unbought


def _driven_by_day(hours: Sequence[Hour], car: Car) -> dict[int, float]:
    """Return what was driven between two midnights: what the meters put in and the battery does not hold."""
    driven, last, inside = dict[int, float](), None, 0.0
    for hour in hours:
        if hour.start.hour == 0 and hour.soc is not None:
            if last is not None:
                day, soc = last
                driven[day] = max(inside - (hour.soc - soc) * car.capacity_kwh, 0.0)
            last, inside = (hour.start.toordinal(), hour.soc), 0.0
        inside += hour.charged * car.charge_efficiency - hour.discharged / car.discharge_efficiency
    return driven


def _refill_yen(hours: Sequence[Hour], kwh: float, car: Car) -> float:
    """Return what a kWh in the battery costs in the cheapest hours of a day: sun that was sold costs what it brought."""
    offers = [(hour.sell_yen, hour.sold) for hour in hours if hour.sold > 0]
    offers += [(hour.buy_yen, car.charge_kw) for hour in hours if hour.buy_yen is not None]
    left, yen = max(kwh / car.charge_efficiency, 1e-6), 0.0
    wanted = left
    for price, offered in sorted(offers):
        taken = min(left, offered)
        left, yen = left - taken, yen + taken * price
    return yen / (wanted - left) / car.charge_efficiency if left < wanted else 0.0


def hours_of(
    found: Mapping[str, Recorded], args: argparse.Namespace, start: datetime, end: datetime
) -> list[Hour]:
    """Put the statistics together; an hour without the grid is a gap."""
    nothing = Recorded(means={}, sums={})

    def of(name: str | None) -> Recorded:
        return found.get(name or "", nothing)

    hours = list[Hour]()
    for at in range(round(start.timestamp()), round(end.timestamp()), HOUR):
        grid = of(args.grid).means.get(at)
        grid = None if grid is None else -grid if args.grid_export_positive else grid
        bought, sold = of(args.import_energy).flow(at), of(args.export_energy).flow(at)
        if (bought is None or sold is None) and grid is not None:
            bought, sold = max(grid, 0.0), max(-grid, 0.0)
        if bought is None or sold is None:
            continue
        power = of(args.unit).means.get(at, 0.0) * (-1 if args.unit_discharge_positive else 1)
        charged, discharged = of(args.charge_energy).flow(at), of(args.discharge_energy).flow(at)
        hours.append(
            Hour(
                start=datetime.fromtimestamp(at, start.tzinfo),
                bought=bought,
                sold=sold,
                pv=of(args.pv).means.get(at),
                charged=max(power, 0.0) if charged is None else charged,
                discharged=max(-power, 0.0) if discharged is None else discharged,
                buy_yen=of(args.price).means.get(at),
                sell_yen=args.sell,
                co2_kg=of(args.co2).means.get(at),
                soc=of(args.soc).means.get(at),
            )
        )
    return hours


ROWS = (
    ("import, kWh", "bought", "import"),
    ("export, kWh", "sold", "export"),
    ("PV, kWh", "pv", "pv"),
    ("charged, kWh", "charged", "charge"),
    ("discharged, kWh", "discharged", "discharge"),
    ("paid, yen", "paid", "cost"),
    ("earned, yen", "earned", "compensation"),
    ("CO2, kg", "co2", "co2"),
    ("saved, yen", "saved", "savings"),
)


def table(month: Month, books: Mapping[str, float]) -> str:
    """Return the audit beside the books, by what each statistic is called there."""
    lines = ["| | audit | books | difference |", "|---|---:|---:|---:|"]
    for label, name, key in ROWS:
        own, theirs = getattr(month, name), books.get(key)
        shown = "" if theirs is None else f"{theirs:,.1f}"
        apart = "" if theirs is None or abs(own) < 1e-9 else f"{100 * (theirs - own) / abs(own):+.2f} %"
        lines.append(f"| {label} | {own:,.1f} | {shown} | {apart} |")
    return "\n".join([*lines, "", f"{month.hours} hours, {month.unpriced} of them without a price"])


def parser() -> argparse.ArgumentParser:
    """Return the options."""
    p = argparse.ArgumentParser(
        prog="script/audit",
        description="Recompute a month from the recorder's raw hourly statistics, and compare it with the books.",
    )
    source = p.add_mutually_exclusive_group(required=True)
    source.add_argument("--db", type=Path, help="home-assistant_v2.db (a copy is best)")
    source.add_argument("--statistics", type=Path, help="JSON of the same numbers")
    p.add_argument("--month", required=True, help="as 2026-11")
    p.add_argument("--zone", default="Asia/Tokyo")
    p.add_argument("--entry", help="id of the config entry, whose statistics are the books")
    p.add_argument("--grid", help="statistic of the grid's power, import positive")
    p.add_argument("--grid-export-positive", action="store_true")
    p.add_argument("--import-energy", help="statistic of a meter's total, better than power")
    p.add_argument("--export-energy")
    p.add_argument("--pv", help="statistic of PV power")
    p.add_argument("--unit", help="statistic of the unit's power, charging positive")
    p.add_argument("--unit-discharge-positive", action="store_true")
    p.add_argument("--charge-energy", help="statistic of the unit's total")
    p.add_argument("--discharge-energy")
    p.add_argument("--soc", help="statistic of the car's SOC")
    p.add_argument("--price", help="statistic of the all-in price: sensor.v2h_planner_import_price")
    p.add_argument("--sell", type=float, default=8.5, help="yen/kWh earned")
    p.add_argument("--co2", help="statistic of the CO2 of a kWh")
    p.add_argument("--capacity", type=float, help="kWh; with it, savings are recomputed")
    p.add_argument("--charge-kw", type=float, default=6.0)
    p.add_argument("--max-soc", type=float, default=0.9)
    p.add_argument("--charge-efficiency", type=float, default=0.9)
    p.add_argument("--discharge-efficiency", type=float, default=0.9)
    p.add_argument("--overhead-kw", type=float, default=0.1)
    return p


def main(argv: Sequence[str] | None = None) -> int:
    """Recompute a month and print the table."""
    args = parser().parse_args(argv)
    start = datetime.strptime(args.month, "%Y-%m").replace(tzinfo=ZoneInfo(args.zone))
    end = (start + timedelta(days=32)).replace(day=1)
    named: tuple[str | None, ...] = (
        args.grid,
        args.import_energy,
        args.export_energy,
        args.pv,
        args.unit,
        args.charge_energy,
    )
    named = (*named, args.discharge_energy, args.soc, args.price, args.co2)
    books = {key: f"v2h_planner:{(args.entry or '').lower()}_{key}" for _, _, key in ROWS}
    ids = [name for name in (*named, *books.values()) if name]
    span = round(start.timestamp()), round(end.timestamp())
    found = read_database(args.db, ids, *span) if args.db else read_file(args.statistics, ids, *span)
    hours = hours_of(found, args, start, end)
    if not hours:
        print("nothing is recorded of the grid in that month", file=sys.stderr)
        return 2
    car = None
    if args.capacity is not None:
        car = Car(
            capacity_kwh=args.capacity,
            charge_kw=args.charge_kw,
            max_soc=args.max_soc,
            charge_efficiency=args.charge_efficiency,
            discharge_efficiency=args.discharge_efficiency,
            overhead_kw=args.overhead_kw,
        )
    told = {key: _grown(found[name], *span) for key, name in books.items() if name in found}
    print(table(recompute(hours, car), told))
    return 0


def _grown(statistic: Recorded, start: int, end: int) -> float:
    """Return by how much a sum grew within the month; it begins at 0 where nothing was before."""
    inside = [total for at, total in sorted(statistic.sums.items()) if start <= at < end]
    return (inside[-1] if inside else 0.0) - statistic.sums.get(start - HOUR, 0.0)


if __name__ == "__main__":
    sys.exit(main())
