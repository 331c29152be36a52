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
    assert [slot.start.minute for slot in ledger.slots] == [0]  # what flowed until 30 is of the first


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


async def test_a_dry_run_says_so_and_saves_nothing(home: FakeHome) -> None:
    """A person charges by hand while control is off, and picks Resilience: neither is the planner's doing."""
    await home.start()
    home.set("sensor.v2h_power", 3000)
    home.set("sensor.grid", -1400)
    for minute in range(10):
        home.set("sensor.leaf_soc", 50 + minute)
        await home.wait(minutes=1)
    await home.act("select_option", "select.v2h_planner_mode", option="resilience")
    await home.wait(seconds=10)
    state = home.state("sensor.v2h_planner_savings_today")
    assert state.state == "0.0"
    assert state.attributes["dry_run"] is True
    assert state.attributes["timer_cost"] == state.attributes["cost"]
    await home.act("turn_on", "switch.v2h_planner_control")
    assert home.state("sensor.v2h_planner_savings_today").attributes["dry_run"] is False


async def test_the_worth_of_stored_energy_is_money_in_any_mode(home: FakeHome) -> None:
    await home.start()
    usual = float(home.shows("sensor.leaf_value_of_stored_energy"))
    assert 1.0 < usual < 50.0
    for mode in ("co2", "resilience"):
        await home.act("select_option", "select.v2h_planner_mode", option=mode)
        await home.replan()
        assert float(home.shows("sensor.leaf_value_of_stored_energy")) == pytest.approx(usual, rel=0.1)


async def test_yesterdays_savings_are_not_taken_for_todays(home: FakeHome) -> None:
    """The day's value and its beginning change together: else statistics would count it twice."""
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.wait(minutes=1)
    before = home.state("sensor.v2h_planner_savings_today").attributes["last_reset"]
    home.freezer.move_to(START.replace(hour=15, minute=0, second=20))  # 0:00:20 in Tokyo
    home.entry.runtime_data._show()  # as the next reading does, before the pass of midnight is through
    state = home.state("sensor.v2h_planner_savings_today")
    assert state.attributes["last_reset"] != before
    assert state.state == "unknown"


@pytest.mark.parametrize("minutes", [0.2, 3])
@pytest.mark.parametrize("shown", ["unknown", "80"])
async def test_a_trip_is_learnt_when_the_soc_comes_after_the_plug(
    home: FakeHome, shown: str, minutes: float
) -> None:
    home.set("sensor.leaf_soc", 80)
    await home.start()
    await home.wait(minutes=1)
    home.set("sensor.v2h_connection", "disconnected")
    await home.wait(minutes=60)
    home.broken.add("sensor.leaf_soc")  # it tells nothing until the car is awake
    home.set("sensor.leaf_soc", shown)
    home.set("sensor.v2h_connection", "connected")
    for _ in range(3):
        await home.wait(minutes=minutes / 3)
    home.broken.clear()
    home.set("sensor.leaf_soc", 50)
    await home.wait(minutes=1)
    trips = home.entry.runtime_data._state.trips
    (trip,) = trips.absences["leaf"]
    assert trip.energy_kwh == pytest.approx(0.3 * 40, abs=0.1)


async def test_without_prices_nobody_knows_what_energy_is_worth_and_what_was_saved(home: FakeHome) -> None:
    home.hass.states.async_remove("sensor.prices")
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    for _ in range(5):
        await home.wait(minutes=1)
    await home.replan()
    assert home.shows("sensor.leaf_value_of_stored_energy") == "unknown"
    assert home.shows("sensor.v2h_planner_savings_today") in ("0.0", "unknown")
