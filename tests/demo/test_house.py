"""The virtual home's physics is honest: energy is kept, limits hold, a unit feeds nothing into the grid."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from custom_components.v2h_demo import scenery
from custom_components.v2h_demo.house import (
    CAPACITY_KWH,
    CHARGE_EFFICIENCY,
    DISCHARGE_EFFICIENCY,
    RATED_KW,
    House,
    UnitMode,
)

# A Sunday evening in Tokyo: the car is at home, the sun is down.
EVENING = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
# A weekend noon on which nobody drives.
NOON = next(
    datetime.combine(day, time(12), scenery.ZONE)
    for day in (date(2026, 11, 1) + timedelta(days=n) for n in range(60))
    if not scenery.trips(day)
)


def lived(start: datetime, mode: UnitMode, hours: float = 1.0, **state: float | bool) -> House:
    """A house in that mode for some hours."""
    house = House(now=start, mode=mode, **state)
    house.step(start + timedelta(hours=hours))
    return house


def test_discharging_follows_the_load_and_never_feeds_the_grid() -> None:
    house = lived(EVENING, UnitMode.DISCHARGE)
    assert house.discharged_kwh > 0.3
    assert house.import_kwh == pytest.approx(0, abs=1e-9)
    assert house.export_kwh == pytest.approx(0, abs=1e-9)


def test_what_is_stored_is_what_was_charged_less_the_losses() -> None:
    before = House(now=EVENING).soc_kwh
    house = lived(EVENING, UnitMode.CHARGE)
    assert house.charged_kwh == pytest.approx(RATED_KW)
    assert house.soc_kwh - before == pytest.approx(RATED_KW * CHARGE_EFFICIENCY)


def test_what_is_lost_on_the_way_out_is_gone() -> None:
    before = House(now=EVENING).soc_kwh
    house = lived(EVENING, UnitMode.DISCHARGE)
    assert before - house.soc_kwh == pytest.approx(house.discharged_kwh / DISCHARGE_EFFICIENCY)


def test_a_full_battery_takes_no_more() -> None:
    house = lived(EVENING, UnitMode.CHARGE, hours=2, soc_kwh=CAPACITY_KWH - 1.0)
    assert house.soc_kwh == pytest.approx(CAPACITY_KWH)
    assert house.charged_kwh == pytest.approx(1.0 / CHARGE_EFFICIENCY)


def test_standing_by_costs_nothing_and_moves_nothing() -> None:
    house = lived(EVENING, UnitMode.STANDBY)
    assert (house.charged_kwh, house.discharged_kwh) == (0, 0)


def test_the_meter_adds_up() -> None:
    house = lived(NOON, UnitMode.CHARGE, hours=3, charge_set_kw=0.5)
    load = sum(scenery.load_kw(NOON + timedelta(minutes=m)) for m in range(180)) / 60
    overhead = 3 * 0.12
    used = house.pv_kwh + house.import_kwh - house.export_kwh
    assert used == pytest.approx(load + house.charged_kwh + overhead, rel=1e-6)


def test_the_car_carries_the_house_when_the_grid_is_cut() -> None:
    house = lived(EVENING, UnitMode.STANDBY, grid_cut=True)
    assert house.discharged_kwh > 0.3
    assert house.import_kwh == 0
    assert house.unserved_kw == 0


def test_a_trip_takes_its_energy_and_the_plug() -> None:
    trip = next(t for n in range(7) for t in scenery.trips(date(2026, 11, 23) + timedelta(days=n)))
    house = House(now=trip.leave - timedelta(minutes=1))
    before = house.soc_kwh
    house.step(trip.leave + timedelta(minutes=5))
    assert not house.connected
    house.step(trip.back + timedelta(minutes=1))
    assert house.connected
    assert before - house.soc_kwh == pytest.approx(trip.energy_kwh, abs=0.1)


def test_a_disobedient_unit_stays_as_it_is() -> None:
    house = House(now=EVENING, disobeys=True)
    house.order(UnitMode.CHARGE)
    house.order_power(1.0)
    assert house.mode is UnitMode.STANDBY
    assert house.charge_set_kw == RATED_KW


@pytest.mark.parametrize("month", range(1, 13))
def test_the_market_is_tokyos_in_shape(month: int) -> None:
    days = [date(2026, month, day) for day in range(1, 28)]
    noons = [scenery.prices_yen(day)[24] for day in days]
    evenings = [scenery.prices_yen(day)[37] for day in days]
    assert sum(noons) < sum(evenings)
    assert all(len(scenery.prices_yen(day)) == 48 for day in days)
    assert min(noons) >= 18.98


def test_some_noons_cost_a_hundredth_of_a_yen_before_the_adders() -> None:
    cheapest = min(min(scenery.prices_yen(date(2026, 5, day))) for day in range(1, 32))
    assert cheapest == pytest.approx(18.98 + 0.01 / (1 - 0.069) * 1.1, abs=0.011)


def test_the_spike_is_in_the_evening_and_nowhere_else() -> None:
    day = date(2026, 11, 22)
    calm, spike = scenery.prices_yen(day), scenery.prices_yen(day, spike=True)
    dearer = [i for i in range(48) if spike[i] > calm[i] + 1]
    assert dearer == list(range(34, 40))


def test_the_sun_shines_by_day_only() -> None:
    assert scenery.pv_kw(NOON) > 0.2
    assert scenery.pv_kw(EVENING) == 0
