"""A month of the demo's home, through the real metering and the real books: what the recorder would have of it.

The home is simulated minute by minute, its unit follows a rule that is worth something, and no plan is solved.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import custom_components
from custom_components.v2h_planner.books.statistics import SERIES, by_hour, statistic_id
from custom_components.v2h_planner.core.accounting.books import Books, close
from custom_components.v2h_planner.core.accounting.metering import DayLedger, Meters, flowed_at, metered
from custom_components.v2h_planner.core.home import Home, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import HALF_HOUR, slot_floor
from custom_components.v2h_planner.core.plan import Plan, PlanSlot
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from tests.core.homes import request

DEMO = str(Path(__file__).parents[2] / "demo" / "custom_components")
if DEMO not in custom_components.__path__:
    custom_components.__path__.append(DEMO)

from custom_components.v2h_demo import scenery  # noqa: E402
from custom_components.v2h_demo.house import (  # noqa: E402
    CAPACITY_KWH,
    CHARGE_EFFICIENCY,
    DISCHARGE_EFFICIENCY,
    OVERHEAD_KW,
    RATED_KW,
    House,
    UnitMode,
)

ZONE = scenery.ZONE
SELL_YEN = 8.5
MAX_SOC = 0.9
CAR = Storage(
    id="car",
    name="Car",
    kind=StorageKind.V2H_EV,
    capacity_kwh=CAPACITY_KWH,
    charge_max_kw=RATED_KW,
    discharge_max_kw=RATED_KW,
    charge_efficiency=CHARGE_EFFICIENCY,
    discharge_efficiency=DISCHARGE_EFFICIENCY,
    overhead_kw=OVERHEAD_KW,
    max_soc=MAX_SOC,
)
HOME = Home(storages=(CAR,))
ENTRY = "01demo"
# The demo's button for a tight evening, every day: without it a car saves no more than it loses in conversion.
SPIKE = True
# Dearer than a night's price and what conversion takes.
DEAR_YEN = 36.0
MINUTE = timedelta(minutes=1)


def rule(house: House) -> UnitMode:
    """Serve the dear hours of the evening, charge when it is cheapest at night."""
    local = house.now.astimezone(ZONE)
    hour, prices = local.hour, scenery.prices_yen(local.date(), SPIKE)
    if 2 <= hour < 6 and house.soc_percent < 100 * MAX_SOC:
        return UnitMode.CHARGE
    dear = min(prices[2 * hour : 2 * hour + 2]) > DEAR_YEN
    return UnitMode.DISCHARGE if 19 <= hour < 22 and dear else UnitMode.STANDBY


def slot_at(base: PlanSlot, start: datetime) -> PlanSlot:
    """The prices of a half hour, as a plan knows them."""
    return replace(
        base,
        start=start,
        end=start + HALF_HOUR,
        import_yen_per_kwh=scenery.price_now_yen(start, SPIKE),
        export_yen_per_kwh=SELL_YEN,
        co2_kg_per_kwh=scenery.co2_g_per_kwh(start + HALF_HOUR / 2) / 1000,
        load_kw=scenery.load_kw(start),
        pv_kw=scenery.pv_kw(start),
        export_kw=max(scenery.pv_kw(start) - scenery.load_kw(start), 0.0),
    )


def plan_at(base: Plan, start: datetime) -> Plan:
    """A plan of the next two days with the true prices."""
    slots = tuple(slot_at(base.slots[0], start + HALF_HOUR * i) for i in range(96))
    return replace(base, slots=slots)


class Month:
    """The month, lived: the books, and what the recorder has of it by the hour."""

    def __init__(self, year: int, month: int) -> None:
        self.start = datetime(year, month, 1, tzinfo=ZONE)
        self.end = (self.start + timedelta(days=32)).replace(day=1)
        self.books = Books()
        self.rows: dict[str, list[list[Any]]] = defaultdict(list)
        self._hour: dict[str, list[float]] = defaultdict(list)

    def live(self) -> Month:
        """Live it minute by minute."""
        base = make_plan(request(CAR, price=30.0, load=1.0))
        house = House(now=self.start.astimezone(UTC) - MINUTE, soc_kwh=MAX_SOC * CAPACITY_KWH)
        ledger: DayLedger | None = None
        slot = slot_at(base.slots[0], slot_floor(self.start))
        while house.now < self.end:
            house.mode = rule(house)
            house.step(house.now + MINUTE)
            now = house.now
            start = slot_floor(flowed_at(ledger, now).astimezone(ZONE))
            if start != slot.start:
                slot = slot_at(base.slots[0], start)
            ledger = metered(ledger, _read(house), slot, HOME, ZONE, None, Meters(sun=True))
            self._remember(house, slot)
            over = slot_floor(now.astimezone(ZONE))
            if self.books.until is None or over > self.books.until:
                self.books = close(self.books, ledger, HOME, ZONE, plan_at(base, over), over)
        return self

    def _remember(self, house: House, slot: PlanSlot) -> None:
        """Keep means of an hour and sums at its end, as the recorder does."""
        shown = {
            "sensor.grid": 1000 * house.grid_kw,
            "sensor.pv": 1000 * house.pv_kw,
            "sensor.unit": 1000 * house.battery_kw,
            "sensor.soc": house.soc_percent,
            "sensor.price": slot.import_yen_per_kwh,
            "sensor.co2": 1000 * slot.co2_kg_per_kwh,
        }
        totals = {
            "sensor.imported": house.import_kwh,
            "sensor.exported": house.export_kwh,
            "sensor.charged": house.charged_kwh,
            "sensor.discharged": house.discharged_kwh,
        }
        for name, value in shown.items():
            self._hour[name].append(value)
        if house.now.minute or house.now <= self.start:
            if house.now <= self.start:
                at = round((self.start - timedelta(hours=1)).timestamp())
                for name, value in totals.items():
                    self.rows[name].append([at, None, value])
                self._hour.clear()
            return
        at = round((house.now - timedelta(hours=1)).timestamp())
        for name, values in self._hour.items():
            self.rows[name].append([at, sum(values) / len(values), None])
        for name, value in totals.items():
            self.rows[name].append([at, None, value])
        self._hour.clear()

    def statistics(self) -> dict[str, Any]:
        """Return all as the audit's file has it, the books' own statistics with it."""
        units = {"sensor.grid": "W", "sensor.pv": "W", "sensor.unit": "W", "sensor.soc": "%"}
        units |= {"sensor.price": "JPY/kWh", "sensor.co2": "g/kWh"}
        out = {name: {"unit": units.get(name, "kWh"), "rows": rows} for name, rows in self.rows.items()}
        hours = by_hour(self.books.half_hours, self.start, self.end)
        for series in SERIES:
            total, rows = 0.0, []
            for hour in sorted(hours):
                total += series.value(hours[hour])
                rows.append([round(hour.timestamp()), None, total])
            out[statistic_id(ENTRY, series.key)] = {"unit": series.unit, "rows": rows}
        return out


def _read(house: House) -> Readings:
    """What the home's sensors show: power, and a SOC in whole percent."""
    car = StorageReading(
        storage_id="car",
        soc=house.soc_percent / 100,
        connected=house.connected,
        power_kw=house.battery_kw,
    )
    return Readings(
        at=house.now, storages=(car,), pv_kw=house.pv_kw, load_kw=house.load_kw, grid_kw=house.grid_kw
    )
