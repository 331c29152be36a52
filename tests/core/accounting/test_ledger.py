from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from custom_components.v2h_planner.core.accounting.baseline import (
    BaselineKind,
    UnitState,
    baseline_orders,
    relived,
    stored_kwh,
)
from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot, MeteredStorage, settle
from custom_components.v2h_planner.core.home import Home, Storage, StorageKind

TOKYO = ZoneInfo("Asia/Tokyo")
MIDNIGHT = datetime(2026, 6, 1, tzinfo=TOKYO).astimezone(UTC)
CAR = Storage(
    id="ev",
    name="EV",
    kind=StorageKind.V2H_EV,
    capacity_kwh=40.0,
    charge_max_kw=6.0,
    discharge_max_kw=6.0,
    overhead_kw=0.0,
)
HOME = Home(storages=(CAR,))


def slot(index: int, **changes: object) -> MeteredSlot:
    """A half hour with 0.2 kWh of load from the grid and the car at home at 50 %."""
    values: dict[str, object] = {
        "start": MIDNIGHT + timedelta(minutes=30 * index),
        "hours": 0.5,
        "import_kwh": 0.2,
        "export_kwh": 0.0,
        "curtailed_kwh": 0.0,
        "load_kwh": 0.2,
        "pv_kwh": 0.0,
        "import_yen_per_kwh": 30.0,
        "export_yen_per_kwh": 8.5,
        "co2_kg_per_kwh": 0.5,
        "storages": (part(),),
    }
    return MeteredSlot(**{**values, **changes})


def part(**changes: object) -> MeteredStorage:
    values: dict[str, object] = {
        "storage_id": "ev",
        "connected": True,
        "charge_kwh": 0.0,
        "discharge_kwh": 0.0,
        "drive_kwh": 0.0,
        "soc_end": 0.5,
    }
    return MeteredStorage(**{**values, **changes})


def night_timer(
    slots: list[MeteredSlot],
    home: Home,
    start_kwh: dict[str, float],
    kind: BaselineKind = BaselineKind.NIGHT_TIMER,
) -> tuple[list[MeteredSlot], dict[str, float]]:
    """What the meters would have counted under a baseline, and the kWh left."""
    units = [UnitState(kwh=start_kwh[storage.id]).unit(storage) for storage in home.storages]
    timed = [relived(each, units, home, baseline_orders(kind, TOKYO), kind) for each in slots]
    return timed, {unit.storage.id: unit.energy_kwh for unit in units}


def saved(
    slots: list[MeteredSlot], start_kwh: dict[str, float], yen: float, kg: float
) -> tuple[float, float]:
    """Savings in yen and kg against the night timer, with what is stored at these worths of a kWh."""
    timed, _left = night_timer(slots, HOME, start_kwh)
    more = stored_kwh(slots, CAR) - stored_kwh(timed, CAR)
    base, real = settle(timed), settle(slots)
    return base.cost_yen - real.cost_yen + more * yen, base.co2_kg - real.co2_kg + more * kg


def test_import_is_paid_and_export_earned():
    totals = settle([slot(0, import_kwh=2.0), slot(1, import_kwh=0.0, export_kwh=1.0, pv_kwh=1.2)])
    assert totals.cost_yen == pytest.approx(60.0 - 8.5)
    assert totals.co2_kg == pytest.approx(1.0)


def test_self_consumption_is_what_was_not_exported():
    assert settle([slot(0, pv_kwh=4.0, export_kwh=1.0)]).self_consumption == pytest.approx(0.75)
    assert settle([slot(0)]).self_consumption is None


def test_nothing_metered_is_nothing():
    totals = settle([])
    assert (totals.cost_yen, totals.import_kwh, totals.self_consumption) == (0.0, 0.0, None)


def test_the_timer_charges_at_night_what_was_driven_by_day():
    day = [slot(i) for i in range(48)]
    day[16] = slot(16, storages=(part(connected=False, drive_kwh=3.6, soc_end=0.41),))
    for i in range(17, 36):
        day[i] = slot(i, storages=(part(connected=False),))
    night = [slot(i) for i in range(48, 96)]
    timed, left = night_timer(day + night, HOME, {"ev": 36.0})
    charged = {i: s.storages[0].charge_kwh for i, s in enumerate(timed) if s.storages[0].charge_kwh > 0}
    assert set(charged) == {50, 51}  # from 01:00 of the second night
    assert sum(charged.values()) == pytest.approx(4.0)
    assert left["ev"] == pytest.approx(36.0)
    assert settle(timed).import_kwh == pytest.approx(settle(day + night).import_kwh + 4.0)


def test_a_home_battery_by_itself_takes_surplus_and_serves_the_house():
    battery = Storage(
        id="b",
        name="B",
        kind=StorageKind.HOME_BATTERY,
        capacity_kwh=10.0,
        charge_max_kw=3.0,
        discharge_max_kw=3.0,
        overhead_kw=0.0,
    )
    home = Home(storages=(battery,))
    idle = part(storage_id="b")
    slots = [
        slot(20, pv_kwh=1.2, export_kwh=1.0, import_kwh=0.0, storages=(idle,)),
        slot(40, load_kwh=0.9, import_kwh=0.9, storages=(idle,)),
    ]
    timed, _left = night_timer(slots, home, {"b": 5.0})
    assert timed[0].export_kwh == pytest.approx(0.0, abs=1e-6)
    assert timed[1].import_kwh == pytest.approx(0.0, abs=1e-6)


def test_what_is_left_in_the_battery_counts():
    # The plan did nothing and left the car at 50 %; the timer paid to fill it to 90 %.
    slots = [slot(i) for i in range(24)]
    assert saved(slots, {"ev": 20.0}, 0.0, 0.0)[0] > 0
    yen, kg = saved(slots, {"ev": 20.0}, 30.0 / 0.9, 0.5 / 0.9)
    assert yen == pytest.approx(0.0, abs=1e-6)
    assert kg == pytest.approx(0.0, abs=1e-6)


def test_a_cheaper_hour_is_a_saving():
    slots = [slot(i, import_yen_per_kwh=20.0 if i >= 24 else 40.0) for i in range(48)]
    # the plan charged the same 16 kWh (17.8 from the wall) at noon
    energy = 16.0 / 0.9
    slots[26] = slot(
        26, import_yen_per_kwh=20.0, import_kwh=0.2 + energy, storages=(part(charge_kwh=energy),)
    )
    slots[-1] = slot(47, import_yen_per_kwh=20.0, storages=(part(soc_end=0.9),))
    assert saved(slots, {"ev": 20.0}, 30.0, 0.0)[0] == pytest.approx(20.0 * energy)


def test_plug_and_charge_charges_as_soon_as_the_car_is_back():
    day = [slot(i) for i in range(48)]
    day[16] = slot(16, storages=(part(connected=False, drive_kwh=3.6),))
    for i in range(17, 36):
        day[i] = slot(i, storages=(part(connected=False),))
    lived, left = night_timer(day, HOME, {"ev": 36.0}, BaselineKind.PLUG_AND_CHARGE)
    charged = {i for i, s in enumerate(lived) if s.storages[0].charge_kwh > 0}
    assert charged == {36, 37}
    assert left["ev"] == pytest.approx(36.0)


def test_without_v2h_the_car_charges_as_it_did_and_gives_nothing():
    """It gave 2 kWh in the evening and charged 4.4 at night: without V2H there was room for 2.2 of these only."""
    lacks = 2.0
    day = [slot(i) for i in range(10)]
    day[0] = slot(0, import_kwh=0.0, load_kwh=2.0, storages=(part(discharge_kwh=2.0),))
    day[5] = slot(5, import_kwh=4.6, storages=(part(charge_kwh=4.4),))
    lived, left = night_timer(day, HOME, {"ev": 36.0 - lacks}, BaselineKind.NO_V2H)
    assert lived[0].import_kwh == pytest.approx(2.0)
    assert lived[5].storages[0].charge_kwh == pytest.approx(lacks / 0.9)
    assert lived[5].import_kwh == pytest.approx(0.2 + lacks / 0.9)
    assert left["ev"] == pytest.approx(36.0)
    assert sum(s.storages[0].discharge_kwh for s in lived) == 0.0


@pytest.mark.parametrize("kind", list(BaselineKind))
def test_what_others_did_is_done_under_every_baseline(kind: BaselineKind):
    theirs = part(charge_kwh=2.0, ours=False)
    lived, _left = night_timer([slot(4, import_kwh=2.2, storages=(theirs,))], HOME, {"ev": 20.0}, kind)
    assert lived[0].import_kwh == pytest.approx(2.2)


def test_what_the_unit_itself_draws_is_no_load_of_the_house():
    """A home that does what the timer does has saved nothing, whatever its unit draws."""
    thirsty = Home(storages=(replace(CAR, overhead_kw=0.3),))
    metered = part(charge_kwh=3.0, on_hours=0.5, soc_end=0.57)
    night = [slot(2, import_kwh=3.35, load_kwh=0.35, storages=(metered,))]
    lived, _left = night_timer(night, thirsty, {"ev": 20.0})
    assert lived[0].import_kwh == pytest.approx(3.35)
