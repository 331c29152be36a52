from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from custom_components.v2h_planner.core.accounting.ledger import settle
from custom_components.v2h_planner.core.accounting.peaks import PeakLog
from custom_components.v2h_planner.core.accounting.physics import Meter, UnitModel, step
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    DischargeControl,
    GridTerms,
    Home,
    Storage,
    StorageKind,
)
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.core.simulation.policies import (
    Foresight,
    NightTimer,
    Planned,
    PlugAndCharge,
)
from custom_components.v2h_planner.core.simulation.world import Observation, Record, Simulation, simulate
from custom_components.v2h_planner.core.trips import Absence

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 6, 1, tzinfo=TOKYO)
CAR = Storage(
    id="ev",
    name="EV",
    kind=StorageKind.V2H_EV,
    capacity_kwh=40.0,
    charge_max_kw=6.0,
    charge_min_kw=1.0,
    discharge_max_kw=6.0,
    overhead_kw=0.1,
)
JAPAN = GridTerms(contract_kw=6.0)


def told(verb: Verb, power_kw: float | None = None, until_soc: float | None = None) -> Command:
    return Command(
        storage_id="ev",
        verb=verb,
        power_kw=power_kw,
        until_soc=until_soc,
        reason=Reason(ReasonCode.WAIT_NOTHING),
    )


def live(unit: UnitModel, load_kw: float, pv_kw: float, minutes: int = 30, terms: GridTerms = JAPAN) -> Meter:
    meter = Meter()
    for _ in range(minutes):
        step([unit], load_kw, pv_kw, 1 / 60, terms, meter)
    return meter


def balance(meter: Meter, overhead_kwh: float = 0.0) -> float:
    """What comes in less what goes out, kWh."""
    return (
        meter.import_kwh
        + meter.pv_kwh
        + sum(meter.discharge_kwh.values())
        - meter.export_kwh
        - meter.curtailed_kwh
        - meter.load_kwh
        - sum(meter.charge_kwh.values())
        - overhead_kwh
    )


def test_discharging_follows_the_load_and_exports_nothing():
    unit = UnitModel(CAR, 20.0, command=told(Verb.DISCHARGE))
    meter = live(unit, 2.0, 0.5)
    assert meter.import_kwh == pytest.approx(0.0)
    assert meter.export_kwh == pytest.approx(0.0)
    # 1.5 kW of net load and its own 0.1 kW, out of the battery at 90 %
    assert unit.energy_kwh == pytest.approx(20.0 - 0.8 / 0.9)
    assert balance(meter, 0.05) == pytest.approx(0.0)


def test_a_car_does_not_discharge_while_the_sun_carries_the_house():
    unit = UnitModel(CAR, 20.0, command=told(Verb.DISCHARGE))
    meter = live(unit, 1.0, 3.0, 60)
    assert unit.energy_kwh == 20.0
    assert meter.export_kwh == pytest.approx(2.0)
    assert not unit.on


def test_push_up_lets_the_car_serve_the_house_while_pv_is_exported():
    unit = UnitModel(CAR, 20.0, command=told(Verb.DISCHARGE))
    meter = live(unit, 1.0, 3.0, 60, GridTerms(push_up=True))
    assert meter.export_kwh == pytest.approx(3.0)
    assert meter.discharge_kwh["ev"] == pytest.approx(1.1)


def test_no_more_is_drawn_than_the_unit_can():
    unit = UnitModel(replace(CAR, discharge_max_kw=3.0), 20.0, command=told(Verb.DISCHARGE))
    meter = live(unit, 5.0, 0.0, 60)
    assert meter.import_kwh == pytest.approx(2.1)


def test_discharging_stops_at_the_floor():
    unit = UnitModel(CAR, 8.1, command=told(Verb.DISCHARGE))
    live(unit, 3.0, 0.0)
    assert unit.soc == pytest.approx(CAR.min_soc)
    assert not unit.on


def test_charging_stops_at_its_target_and_draws_nothing_then():
    unit = UnitModel(CAR, 31.0, command=told(Verb.CHARGE, None, 0.8))
    meter = live(unit, 0.0, 0.0)
    assert unit.soc == pytest.approx(0.8)
    assert not unit.on
    assert unit.switch_ons == 1
    assert meter.charge_kwh["ev"] == pytest.approx(1.0 / 0.9)
    assert meter.import_kwh < 1.0 / 0.9 + 0.05


def test_a_full_car_takes_no_more():
    unit = UnitModel(CAR, 39.9, command=told(Verb.CHARGE))
    live(unit, 0.0, 0.0)
    assert unit.energy_kwh == pytest.approx(40.0)


def test_charging_leaves_room_under_the_contract_limit():
    unit = UnitModel(CAR, 20.0, command=told(Verb.CHARGE))
    meter = live(unit, 3.0, 0.0, 60)
    assert meter.import_kwh == pytest.approx(6.0)
    assert meter.over_contract_kwh == pytest.approx(0.0, abs=1e-9)
    assert meter.charge_kwh["ev"] == pytest.approx(2.9)


def test_without_room_charging_waits_and_the_houses_own_excess_is_counted():
    unit = UnitModel(CAR, 20.0, command=told(Verb.CHARGE))
    meter = live(unit, 7.0, 0.0, 60)
    assert "ev" not in meter.charge_kwh
    assert meter.over_contract_kwh == pytest.approx(1.0)


def test_surplus_charging_takes_what_pv_leaves_over():
    unit = UnitModel(
        replace(CAR, charge_control=ChargeControl.FIXED_OR_SURPLUS), 20.0, command=told(Verb.SURPLUS)
    )
    meter = live(unit, 0.5, 3.0, 60)
    assert meter.charge_kwh["ev"] == pytest.approx(2.4)
    assert meter.import_kwh == pytest.approx(0.0)
    assert meter.export_kwh == pytest.approx(0.0)


def test_a_cloud_does_not_open_the_relay_at_once():
    unit = UnitModel(
        replace(CAR, charge_control=ChargeControl.FIXED_OR_SURPLUS), 20.0, command=told(Verb.SURPLUS)
    )
    live(unit, 0.5, 3.0)
    live(unit, 0.5, 0.2, 10)
    assert unit.on
    live(unit, 0.5, 3.0)
    assert unit.switch_ons == 1
    live(unit, 0.5, 0.2, 20)
    assert not unit.on


def test_a_fixed_rate_unit_knows_only_full_power():
    unit = UnitModel(
        replace(CAR, charge_control=ChargeControl.FIXED_RATE), 20.0, command=told(Verb.CHARGE, 2.0)
    )
    meter = live(unit, 0.0, 0.0, 60, GridTerms())
    assert meter.charge_kwh["ev"] == pytest.approx(6.0)


def test_a_set_point_is_kept():
    unit = UnitModel(
        replace(CAR, discharge_control=DischargeControl.SET_POINT),
        20.0,
        command=told(Verb.DISCHARGE, 1.0),
    )
    meter = live(unit, 3.0, 0.0, 60)
    assert meter.discharge_kwh["ev"] == pytest.approx(1.0)


def test_a_car_that_is_away_neither_charges_nor_serves_the_house():
    unit = UnitModel(CAR, 20.0, command=told(Verb.CHARGE))
    assert unit.drive_off(25.0) == pytest.approx(5.0)
    meter = live(unit, 1.0, 0.0, 60)
    assert meter.import_kwh == pytest.approx(1.0)
    unit.drive(25.0)
    assert unit.energy_kwh == 0.0


def test_export_above_its_limit_is_curtailed():
    unit = UnitModel(CAR, 20.0)
    meter = live(unit, 0.5, 4.5, 60, GridTerms(export_limit_kw=3.0))
    assert meter.export_kwh == pytest.approx(3.0)
    assert meter.curtailed_kwh == pytest.approx(1.0)


# ------------------------------------------------------------------------------ the closed loop


def record(days: int = 3) -> Record:
    """Dear evenings, cheap nights, sunny noons; a commuter with 4 kWh a day."""
    hour = (np.arange(48 * days) % 48 + 0.5) / 2
    return Record(
        start=MONDAY,
        zone=TOKYO,
        load_kw=np.where((hour > 17) & (hour < 22), 1.5, 0.3),
        pv_kw=3.0 * np.maximum(np.cos((hour - 12) / 12 * np.pi), 0.0),
        market_yen=np.where((hour > 17) & (hour < 22), 60.0, np.where(hour < 6, 22.0, 32.0)),
        co2=np.full(48 * days, 0.45),
        absences={
            "ev": tuple(
                Absence(
                    MONDAY + timedelta(days=i, hours=8), MONDAY + timedelta(days=i, hours=17, minutes=40), 4.0
                )
                for i in range(days)
            )
        },
    )


ROUGH = SolverLimits(gap=0.02, seconds=5.0)
HOME = Home(storages=(CAR,), grid=GridTerms(contract_kw=10.0))


def test_the_timer_charges_from_one_oclock():
    run = simulate(record(1), HOME, NightTimer(HOME, record(1)), start_soc=0.85)
    assert [slot.start.astimezone(TOKYO).hour for slot in run.slots if slot.storages[0].charge_kwh > 0] == [1]


def test_plug_and_charge_charges_in_the_minute_the_car_comes_home():
    run = simulate(record(1), HOME, PlugAndCharge(HOME), start_soc=0.9)
    charging = [slot for slot in run.slots if slot.storages[0].charge_kwh > 0]
    first = charging[0].start.astimezone(TOKYO)
    assert (first.hour, first.minute) == (17, 30)
    # twenty minutes were left of that half hour
    assert charging[0].storages[0].charge_kwh == pytest.approx(2.0)


def test_energy_is_neither_made_nor_lost():
    run = simulate(record(2), HOME, PlugAndCharge(HOME), start_soc=0.6)
    totals = settle(run.slots)
    gained = run.end_kwh["ev"] - run.start_kwh["ev"]
    assert totals.charge_kwh * 0.9 - totals.drive_kwh == pytest.approx(gained)
    assert totals.drive_kwh == pytest.approx(8.0)
    on = sum(slot.storages[0].on_hours for slot in run.slots)
    assert totals.import_kwh + totals.pv_kwh - totals.export_kwh - totals.load_kwh - totals.charge_kwh == (
        pytest.approx(0.1 * on)
    )


def test_a_departure_with_too_little_is_counted():
    class Idle:
        def plan(self, observation: Observation) -> None:
            self.soc = observation.readings.storage("ev").soc

        def command(self, readings, taken_kwh=0.0):
            return ()

    run = simulate(record(2), HOME, Idle(), start_soc=0.15)
    assert [d.short_kwh for d in run.departures] == pytest.approx([0.0, 2.0])
    assert run.slots[-1].storages[0].soc_end == 0.0


def test_a_policy_knows_the_highest_half_hour_so_far_and_what_the_running_one_has_taken():
    class Watching(PlugAndCharge):
        peaks: PeakLog
        taken: list[float]

        def plan(self, observation: Observation) -> None:
            self.peaks, self.taken = observation.peaks, []

        def command(self, readings, taken_kwh=0.0):
            self.taken.append(taken_kwh)
            return super().command(readings)

    watching = Watching(HOME)
    run = simulate(record(2), HOME, watching)
    highest = max(2.0 * slot.import_kwh for slot in run.slots[:-1])
    assert highest > 6.0
    assert max(watching.peaks.kw.values()) == pytest.approx(highest)
    assert watching.taken[0] == 0.0
    assert watching.taken == sorted(watching.taken)
    assert watching.taken[-1] == pytest.approx(run.slots[-1].import_kwh * 25 / 30, abs=0.05)


def test_every_policy_meets_the_same_weather_to_the_minute():
    a, b = record(1).minute_shares, record(1).minute_shares
    assert (a[0] == b[0]).all()
    assert a[0].mean(axis=1) == pytest.approx(1.0)


def test_nothing_of_the_future_is_known():
    past = record(3)
    now = MONDAY + timedelta(days=1, hours=10)
    known = past.recorded("load_kw", now)
    assert len(known) == 48 + 20
    assert known.end == now
    assert past.past_prices(now).end == now
    assert past.published(now).end == MONDAY + timedelta(days=2)
    assert past.published(now + timedelta(hours=6)).end == MONDAY + timedelta(days=3)


def test_means_over_slots_of_any_length_agree_with_the_record():
    past = record(3)
    horizon = make_horizon(MONDAY + timedelta(hours=7, minutes=40))
    mean = past.mean(past.load_kw, horizon)
    assert mean[0] == pytest.approx(0.3)
    assert mean[horizon.index_at(MONDAY + timedelta(hours=20))] == pytest.approx(1.5)
    assert len(mean) == len(horizon)
    assert np.isfinite(mean).all()


def test_the_planner_beats_the_timer_and_keeps_its_promises():
    past = record(3)
    home = Home(storages=(replace(CAR, overhead_kw=0.05),), grid=GridTerms(contract_kw=10.0))

    def cost(run: Simulation) -> float:
        return settle(run.slots).cost_yen - (run.end_kwh["ev"] - run.start_kwh["ev"]) * 22.0 / 0.9

    planned = simulate(past, home, Planned(home, limits=ROUGH), first=48, count=48)
    foresight = simulate(past, home, Foresight(home, limits=ROUGH), first=48, count=48)
    timer = simulate(past, home, NightTimer(home, past), first=48, count=48)
    assert cost(planned) < 0.8 * cost(timer)
    assert cost(foresight) < 0.8 * cost(timer)
    for run in (planned, foresight):
        assert all(d.short_kwh == 0 for d in run.departures)
        assert min(slot.storages[0].soc_end or 0.0 for slot in run.slots) >= CAR.min_soc - 0.03
        assert run.over_contract_kwh == 0.0
        assert all(slot.export_kwh <= slot.pv_kwh + 1e-9 for slot in run.slots)


def test_progress_is_told_for_every_half_hour():
    seen = []
    simulate(record(1), HOME, PlugAndCharge(HOME), count=5, progress=lambda: seen.append(1))
    assert len(seen) == 5
