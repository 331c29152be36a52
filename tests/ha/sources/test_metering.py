"""The day so far is metered from what the sensors show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.accounting.metering import DayLedger, metered
from custom_components.v2h_planner.core.home import Home, Storage, StorageKind
from custom_components.v2h_planner.core.plan import PlanSlot
from custom_components.v2h_planner.core.readings import Readings, StorageReading
from tests.ha.conftest import FakeHome

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
CAR = Storage(
    id="ev", name="Leaf", kind=StorageKind.V2H_EV, capacity_kwh=40, charge_max_kw=6, discharge_max_kw=6
)
HOME = Home(storages=(CAR,))
SLOT = PlanSlot(
    start=START,
    end=START + timedelta(minutes=30),
    import_kw=0,
    export_kw=0,
    curtail_kw=0,
    pv_kw=0,
    load_kw=0,
    import_yen_per_kwh=30,
    export_yen_per_kwh=10,
    co2_kg_per_kwh=0.4,
    price_known=True,
    storages=(),
)


def look(minute: float, **changes: object) -> Readings:
    """One look at a home that imports 2 kW, half of it for the car."""
    car = StorageReading(storage_id="ev", soc=0.5, connected=True, power_kw=1.0)
    home = Readings(
        at=START + timedelta(minutes=minute), storages=(car,), pv_kw=0.0, load_kw=1.0, grid_kw=2.0
    )
    return replace(home, **changes)


def after(*looks: Readings) -> DayLedger:
    """The ledger after these looks."""
    ledger: DayLedger | None = None
    for each in looks:
        ledger = metered(ledger, each, SLOT, HOME, TOKYO)
    assert ledger is not None
    return ledger


def test_what_flows_between_two_looks_is_counted() -> None:
    ledger = after(*(look(minute) for minute in range(31)))
    assert sum(slot.import_kwh for slot in ledger.slots) == pytest.approx(1.0)
    assert sum(slot.load_kwh for slot in ledger.slots) == pytest.approx(0.5)
    assert ledger.cost_yen == pytest.approx(30.0)
    assert ledger.co2_kg == pytest.approx(0.4)
    assert [slot.start.minute for slot in ledger.slots] == [0, 30]


def test_export_earns() -> None:
    ledger = after(*(look(minute, grid_kw=-3.0, pv_kw=5.0) for minute in range(11)))
    assert ledger.cost_yen == pytest.approx(-3.0 / 6 * 10)


def test_without_a_grid_meter_the_balance_tells() -> None:
    ledger = after(*(look(minute, grid_kw=None, pv_kw=0.5) for minute in range(7)))
    assert sum(slot.import_kwh for slot in ledger.slots) == pytest.approx(0.15)


def test_a_gap_is_not_filled_with_guesses() -> None:
    ledger = after(look(0), look(20), look(21))
    assert sum(slot.import_kwh for slot in ledger.slots) == pytest.approx(2.0 / 60)


def test_what_the_car_lost_while_it_was_away_is_what_it_drove() -> None:
    away = (StorageReading(storage_id="ev", soc=None, connected=False),)
    back = (StorageReading(storage_id="ev", soc=0.4, connected=True, power_kw=0.0),)
    ledger = after(look(0), look(1), look(2, storages=away), look(3, storages=away), look(4, storages=back))
    assert sum(part.drive_kwh for slot in ledger.slots for part in slot.storages) == pytest.approx(4.0)


def test_a_new_day_begins_at_local_midnight() -> None:
    ledger = after(look(0), look(1), look(14 * 60 + 1))
    assert ledger.slots == ()
    assert ledger.start_kwh == {"ev": 20.0}


async def test_the_home_shows_what_the_day_has_cost_and_what_was_saved(home: FakeHome) -> None:
    await home.start()
    for _ in range(10):
        await home.wait(minutes=1)
    # The meter counts export as positive in this home: 1.6 kW at 16 yen for ten minutes
    assert float(home.shows("sensor.v2h_planner_cost_today")) == pytest.approx(-1.6 * 16 / 6, abs=0.3)
    await home.act("press", "button.v2h_planner_plan_again")
    state = home.state("sensor.v2h_planner_savings_today")
    assert float(state.state) == pytest.approx(
        state.attributes["timer_cost"] - state.attributes["cost"] + state.attributes["stored"], abs=0.2
    )
