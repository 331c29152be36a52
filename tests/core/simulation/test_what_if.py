"""A home's past lived again: what is otherwise in each scenario, what is counted, and what does not count."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.home import Departure, Home, Storage, StorageKind
from custom_components.v2h_planner.core.simulation.past import Past, filled
from custom_components.v2h_planner.core.simulation.scenarios import (
    BATTERY,
    NOW,
    Case,
    Driver,
    OtherCar,
    Scenario,
    cases_of,
    home_of,
    policy_of,
    record_of,
)
from custom_components.v2h_planner.core.simulation.what_if import Life, Outcome, dearer, left_out
from custom_components.v2h_planner.core.simulation.world import simulate
from custom_components.v2h_planner.core.tariff.export_terms import ExportTerms
from custom_components.v2h_planner.core.tariff.import_terms import Band, MarketTerms, TimeOfUse
from custom_components.v2h_planner.core.tariff.tariff import Tariff
from custom_components.v2h_planner.core.trips import Absence

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 6, 29, tzinfo=TOKYO)
CAR = Storage(
    id="ev",
    name="EV",
    kind=StorageKind.V2H_EV,
    capacity_kwh=40.0,
    charge_max_kw=6.0,
    discharge_max_kw=6.0,
    departures=(Departure(weekdays=frozenset({0}), leave=time(8), back=time(18), soc=0.6, energy_kwh=8.0),),
)
HOME = Home(storages=(CAR,))
MARKET = Tariff(terms=MarketTerms(adders_yen_per_kwh=19.0))
NIGHT = Tariff(table=TimeOfUse((Band(time(7), 36.0), Band(time(23), 20.0))))


def past(days: int = 4, **changes: Any) -> Past:
    """An even house of 0.5 kW without sun, on a market that is dear in the evening; the car drives on Monday."""
    clock = np.arange(48 * days) % 48
    market = np.where((clock >= 34) & (clock < 44), 25.0, 5.0)
    leave = MONDAY.replace(hour=8)
    usual: dict[str, Any] = {
        "start": MONDAY,
        "zone": TOKYO,
        "load_kw": np.full(48 * days, 0.5),
        "pv_kw": np.zeros(48 * days),
        "co2": np.full(48 * days, 0.4),
        "own_yen": market,
        "area_yen": market,
        "absences": {"ev": (Absence(leave, leave + timedelta(hours=10), 8.0),)},
        "trips_since": MONDAY,
        "fine_since": MONDAY,
    }
    return Past(**(usual | changes))


def lived(
    scenario: Scenario = NOW,
    driver: Driver = Driver.TIMER,
    *,
    of: Past | None = None,
    home: Home = HOME,
    present: Tariff = MARKET,
    without: frozenset[date] = frozenset(),
) -> Outcome:
    """Live a case to its end."""
    life = Life(Case(scenario=scenario, driver=driver), of or past(), home, present, left_out=without)
    while not life.is_over:
        life.go_on(1.0)
    return life.outcome()


# What is otherwise


def test_another_car_needs_the_same_energy_for_its_trips() -> None:
    home = home_of(Scenario(id="s", car=OtherCar(capacity_kwh=80.0, charge_kw=3.0)), HOME)
    car = home.storages[0]
    assert (car.capacity_kwh, car.charge_max_kw, car.discharge_max_kw) == (80.0, 3.0, 6.0)
    assert car.departures[0].soc == pytest.approx(0.3)
    assert car.departures[0].energy_kwh == 8.0


def test_without_v2h_a_car_is_charged_and_feeds_nothing() -> None:
    home = home_of(Scenario(id="s", v2h=False), HOME)
    assert not home.storages[0].can_discharge
    assert home.storages[0].charge_max_kw == 6.0


def test_a_home_battery_is_added_beside_the_car() -> None:
    home = home_of(Scenario(id="s", battery_kwh=10.0), HOME)
    assert [s.id for s in home.storages] == ["ev", BATTERY]
    assert (home.storages[1].capacity_kwh, home.storages[1].charge_max_kw) == (10.0, 5.0)


def test_a_home_battery_that_is_there_grows() -> None:
    """A home has one at most: no program ships for two."""
    battery = home_of(Scenario(id="s", battery_kwh=5.0), HOME).storages[1]
    larger = home_of(Scenario(id="s", battery_kwh=10.0), Home(storages=(CAR, battery))).storages
    assert [s.id for s in larger] == ["ev", BATTERY]
    assert (larger[1].capacity_kwh, larger[1].discharge_max_kw) == (15.0, 7.5)


def test_the_end_of_fit_changes_what_is_sold_and_nothing_that_is_bought() -> None:
    fit = replace(MARKET, export=ExportTerms(yen_per_kwh=24.0))
    now, after = (record_of(s, fit, past()) for s in (NOW, Scenario(id="s", after_fit_yen=8.0)))
    assert (set(now.export_yen), set(after.export_yen)) == ({24.0}, {8.0})
    assert (now.import_yen == after.import_yen).all()


def test_a_table_is_lived_at_its_own_prices_and_not_at_the_markets() -> None:
    record = record_of(Scenario(id="s", tariff=NIGHT), MARKET, past())
    assert set(record.import_yen) == {36.0, 20.0}
    assert record.import_yen[0] == 20.0


def test_another_market_linked_tariff_takes_the_areas_price_and_the_homes_own_its_sources() -> None:
    both = past(own_yen=np.full(192, 30.0), area_yen=np.full(192, 10.0))
    assert set(record_of(NOW, Tariff(), both).import_yen) == {30.0}
    assert set(record_of(Scenario(id="s", tariff=MARKET), Tariff(), both).import_yen) == {29.0}


def test_the_home_as_it_is_comes_first_under_every_driver() -> None:
    cases = cases_of([Scenario(id="s1", v2h=False)], [Driver.PLANNER, Driver.TIMER])
    assert [(c.scenario.id, c.driver.value) for c in cases] == [
        ("now", "planner"),
        ("now", "timer"),
        ("s1", "planner"),
        ("s1", "timer"),
    ]


# What is counted


def test_months_add_up_to_what_the_simulator_counts() -> None:
    of = past()
    found = lived(of=of)
    record = record_of(NOW, MARKET, of)
    slots = simulate(record, HOME, policy_of(Case(scenario=NOW, driver=Driver.TIMER), record, HOME)).slots
    assert list(found.months) == [date(2026, 6, 1), date(2026, 7, 1)]
    assert [sums.days for sums in found.months.values()] == [2, 2]
    assert found.total.import_kwh == pytest.approx(sum(slot.import_kwh for slot in slots))
    assert found.total.co2_kg == pytest.approx(sum(slot.co2_kg for slot in slots))
    assert found.total.cost_yen == pytest.approx(sum(found.days.values()))


def test_a_battery_that_is_filled_for_later_makes_no_day_dear() -> None:
    """The timer charges 17 kWh in the first night: the day costs what its house draws, and what charging loses by the unit's own draw."""
    found = lived()
    house = 24 * 0.5 * (19.0 + (38 * 5.0 + 10 * 25.0) / 48)
    assert found.days[MONDAY.date() + timedelta(days=3)] == pytest.approx(house)
    assert found.days[MONDAY.date()] == pytest.approx(house + 8.0 / 0.9 * 24.0, abs=25.0)


def test_a_trip_beyond_the_battery_is_paid_on_the_road_at_the_dearest_price() -> None:
    leave = MONDAY.replace(hour=8)
    far = past(absences={"ev": (Absence(leave, leave + timedelta(hours=10), 60.0),)})
    found = lived(of=far)
    assert found.road_kwh == pytest.approx(60.0 - 36.0, abs=0.5)
    assert found.total.cost_yen > lived().total.cost_yen + found.road_kwh * 44.0


def test_the_worst_month_and_the_worst_day_are_those_that_cost_most() -> None:
    load = np.full(192, 0.5)
    load[48 * 2 : 48 * 3] = 3.0
    found = lived(of=past(load_kw=load))
    assert found.worst_day == date(2026, 7, 1)
    assert found.worst_month == date(2026, 7, 1)


def test_the_peak_is_told_with_what_was_discharged_and_without() -> None:
    found = lived(driver=Driver.PLANNER)
    assert found.peak.kw > 0.5
    assert found.peak.without_kw >= found.peak.kw - 1e-9
    assert found.peak.at is not None


def test_a_day_that_is_not_known_is_lived_and_not_counted() -> None:
    load = np.full(192, 0.5)
    load[60] = np.nan
    of = past(load_kw=load)
    tuesday = date(2026, 6, 30)
    assert of.unknown_days() == {tuesday}
    found = lived(of=of, without=of.unknown_days())
    assert tuesday not in found.days
    assert sum(sums.days for sums in found.months.values()) == 3
    assert found.days[date(2026, 7, 1)] == pytest.approx(lived().days[date(2026, 7, 1)])


def test_no_case_counts_a_day_whose_market_price_one_of_them_does_not_know() -> None:
    area = past().area_yen.copy()
    area[0] = np.nan
    of = past(area_yen=area)
    linked = Case(scenario=Scenario(id="s", tariff=MARKET), driver=Driver.TIMER)
    fixed = Case(scenario=Scenario(id="t", tariff=NIGHT), driver=Driver.TIMER)
    assert left_out([linked, fixed], of, NIGHT) == {MONDAY.date()}
    assert left_out([fixed], of, NIGHT) == frozenset()


def test_a_gap_is_lived_as_the_same_half_hour_of_other_days() -> None:
    values = np.tile(np.arange(48.0), 3)
    values[50] = np.nan
    assert filled(values)[50] == 2.0
    assert (filled(np.full(48, np.nan)) == 0.0).all()


def test_two_tariffs_are_compared_by_month_and_day() -> None:
    fixed, market = lived(Scenario(id="s", tariff=NIGHT)), lived()
    more = dearer(market, fixed)
    assert more is not None
    assert more.total_yen == pytest.approx(market.total.cost_yen - fixed.total.cost_yen)
    assert more.day_yen == max(market.days[d] - fixed.days[d] for d in fixed.days)
    assert dearer(market, lived(of=past(days=3))) is None


# How it is lived


def test_a_life_stops_at_the_next_half_hour_when_it_is_told_to() -> None:
    life = Life(Case(scenario=NOW, driver=Driver.TIMER), past(), HOME, MARKET)
    asked = iter([False, False, True])
    life.go_on(60.0, lambda: next(asked))
    assert life.lived == 2
    assert not life.is_over


def test_the_planner_plans_every_other_hour_and_when_the_car_comes_or_goes() -> None:
    leave = MONDAY.replace(hour=8, minute=40)
    trip = {"ev": (Absence(leave, leave + timedelta(hours=8, minutes=50), 8.0),)}
    found = lived(driver=Driver.PLANNER, of=past(days=2, absences=trip))
    assert 26 <= found.plans < 96


def test_the_planner_with_fewer_plans_still_beats_the_timer() -> None:
    assert lived(driver=Driver.PLANNER).total.cost_yen < lived(driver=Driver.TIMER).total.cost_yen
