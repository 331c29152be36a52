"""Each golden case does what it says; its whole plan is kept beside it (`script/golden` writes it anew)."""

from datetime import timedelta

import pytest

from custom_components.v2h_planner.core.plan import (
    Method,
    Plan,
    PlanSlot,
    ReasonCode,
    ShortfallKind,
    StorageSlot,
)
from custom_components.v2h_planner.core.readings import Verb

from . import case
from .case import Case


def parts(plan: Plan, storage_id: str = "car") -> list[tuple[PlanSlot, StorageSlot]]:
    return [(slot, slot.storage(storage_id)) for slot in plan.slots]


def soc_at(loaded: Case, clock: str, day: int = 0, storage_id: str = "car") -> float:
    """The SOC when the local clock first shows this, `day` midnights later."""
    hour, minute = map(int, clock.split(":"))
    first = loaded.request.horizon.start.astimezone(loaded.zone).date() + timedelta(days=day)
    for slot in case.planned(loaded.name).slots:
        end = slot.end.astimezone(loaded.zone)
        if end.date() == first and (end.hour, end.minute) == (hour, minute):
            return slot.storage(storage_id).soc_end
    raise LookupError(clock)


def bought(pairs: list[tuple[PlanSlot, StorageSlot]]) -> list[float]:
    """Prices at which the storage charges from the grid."""
    return [slot.import_yen_per_kwh for slot, part in pairs if part.verb is Verb.CHARGE]


@pytest.mark.parametrize("name", case.names())
def test_the_plan_is_the_one_that_was_looked_at(name: str) -> None:
    expected = (case.PLANS / f"{name}.txt").read_text(encoding="utf-8")
    assert case.table(case.load(name), case.planned(name)) == expected


@pytest.mark.parametrize("name", case.names())
def test_every_plan_is_optimal_and_obeys_physics(name: str) -> None:
    loaded, plan = case.load(name), case.planned(name)
    assert plan.method is Method.OPTIMAL
    for t, slot in enumerate(plan.slots):
        assert min(slot.import_kw, slot.export_kw) == 0.0
        net = max(0.0, slot.load_kw - slot.pv_kw)
        drawn = sum(part.discharge_kw for part in slot.storages)
        overheads = sum(storage.overhead_kw for storage in loaded.request.home.storages)
        assert drawn <= net + (overheads if plan.outage else 0.0) + 0.01
        assert slot.export_kw <= max(0.0, slot.pv_kw - slot.load_kw) + 0.01
        for part in slot.storages:
            storage = loaded.request.home.storage(part.storage_id)
            assert min(part.charge_kw, part.discharge_kw) == 0.0
            if part.verb is Verb.DISCHARGE:
                assert part.soc_end >= storage.min_soc - 1e-4, t


def test_a_paid_peak_is_kept_to_and_the_target_reached() -> None:
    loaded = case.load("23_measured_demand")
    plan = case.planned(loaded.name)
    assert plan.peak_kw == pytest.approx(4.0, abs=1e-6)
    assert max(slot.import_kw for slot in plan.slots) <= 4.0 + 1e-6
    assert soc_at(loaded, "07:30", 1) == pytest.approx(0.8, abs=0.005)
    assert ReasonCode.CHARGE_PEAK in {part.reason.code for _, part in parts(plan)}


def test_the_battery_is_full_only_just_before_it_leaves() -> None:
    loaded = case.load("24_full_just_before_departure")
    assert soc_at(loaded, "05:00", 1) == pytest.approx(0.8, abs=0.005)
    assert soc_at(loaded, "07:30", 1) == pytest.approx(1.0, abs=0.005)
    codes = [part.reason.code for _, part in parts(case.planned(loaded.name))]
    assert ReasonCode.HOLD_CARE in codes


def test_a_cheap_night_is_waited_for() -> None:
    loaded = case.load("01_cheap_night_charge")
    prices = bought(parts(case.planned(loaded.name)))
    assert prices and max(prices) <= 22
    assert soc_at(loaded, "08:00", 1) == pytest.approx(0.6, abs=0.005)


def test_the_sun_comes_first() -> None:
    loaded = case.load("02_sun_first")
    pairs = parts(case.planned(loaded.name))
    assert not bought(pairs)
    assert any(part.verb is Verb.SURPLUS for _, part in pairs)
    assert soc_at(loaded, "05:30", 1) >= 0.6 - 1e-3


def test_the_car_carries_the_house_through_a_spike() -> None:
    pairs = parts(case.planned("03_spike_evening"))
    spike = [(slot, part) for slot, part in pairs if slot.import_yen_per_kwh >= 90]
    assert len(spike) == 6
    assert all(part.verb is Verb.DISCHARGE and slot.import_kw <= 0.11 for slot, part in spike)
    assert set(bought(pairs)) == {24.0}


def test_energy_is_not_bought_to_be_sold() -> None:
    plan = case.planned("04_new_fit_day")
    inviting = [s for s in plan.slots if s.export_yen_per_kwh > s.import_yen_per_kwh and s.pv_kw > s.load_kw]
    assert len(inviting) == 8
    assert all(slot.import_kw == 0 for slot in inviting)
    surplus = [slot for slot in plan.slots if slot.pv_kw > slot.load_kw]
    assert all(slot.export_kw == pytest.approx(slot.pv_kw - slot.load_kw, abs=0.03) for slot in surplus)
    assert set(bought(parts(plan))) == {16.0}


def test_a_small_load_is_not_worth_switching_the_unit_on() -> None:
    pairs = parts(case.planned("05_small_discharge_not_worth_it"))
    dear = [(slot, part) for slot, part in pairs if slot.import_yen_per_kwh == 36]
    assert {part.verb for slot, part in dear if slot.load_kw < 1} == {Verb.STANDBY}
    assert {part.verb for slot, part in dear if slot.load_kw > 1} == {Verb.DISCHARGE}


def test_the_departure_is_met_in_the_cheapest_hours_before_it() -> None:
    loaded = case.load("06_departure")
    pairs = parts(case.planned(loaded.name))
    prices = bought(pairs)
    assert prices and max(prices) <= 28 and min(prices) == 26
    assert soc_at(loaded, "07:00", 1) == pytest.approx(0.8, abs=0.005)
    assert not any(part.verb is Verb.DISCHARGE for _, part in pairs[:22])


def test_an_unreachable_departure_is_named_and_still_tried() -> None:
    plan = case.planned("07_unreachable_departure")
    (short,) = plan.shortfalls
    assert short.kind is ShortfallKind.DEPARTURE
    assert short.storage_id == "car"
    assert short.wanted_soc == 0.9
    assert short.reached_soc == pytest.approx(0.675, abs=0.001)
    assert short.amount == pytest.approx(9.0, abs=0.05)
    assert all(part.charge_kw == pytest.approx(3.0) for _, part in parts(plan)[:10])


def test_the_contract_limit_holds_and_cooking_is_helped() -> None:
    loaded = case.load("08_contract_limit")
    plan = case.planned(loaded.name)
    assert max(slot.import_kw for slot in plan.slots) <= 4.0 + 1e-6
    assert not plan.shortfalls
    cooking = [part for slot, part in parts(plan) if slot.load_kw == 5.0]
    assert all(
        part.discharge_kw == pytest.approx(1.1, abs=0.01) for part in cooking
    )  # 1 kW and the unit's own
    assert {part.reason.code for part in cooking} == {ReasonCode.DISCHARGE_LIMIT}
    assert soc_at(loaded, "07:30", 1) >= 0.8 - 1e-3


def test_an_unplanned_trip_is_worth_the_evening_price_up_to_its_level() -> None:
    loaded = case.load("09_unplanned_trip_reserve")
    plan = case.planned(loaded.name)
    assert soc_at(loaded, "20:00") == pytest.approx(0.3, abs=0.005)
    assert soc_at(loaded, "00:00", 1) == pytest.approx(0.3, abs=0.005)
    assert parts(plan)[0][1].reason.code is ReasonCode.CHARGE_RESERVE
    assert [held.cost_yen > 0 for held in plan.holdings if held.kind is None] == [True]


def test_two_cars_share_one_limit_and_are_both_ready() -> None:
    loaded = case.load("10_two_cars_one_limit")
    plan = case.planned(loaded.name)
    assert max(slot.import_kw for slot in plan.slots) <= 5.0 + 1e-6
    assert soc_at(loaded, "07:00", 1, "kei") >= 0.8 - 1e-3
    assert soc_at(loaded, "07:00", 1, "van") >= 0.7 - 1e-3
    both = [s for s in plan.slots if all(part.verb is Verb.CHARGE for part in s.storages)]
    assert both
    assert not plan.shortfalls


def test_the_battery_does_not_drain_into_the_car() -> None:
    plan = case.planned("11_battery_not_into_car")
    charging = [slot for slot in plan.slots if slot.storage("car").verb is Verb.CHARGE]
    assert charging
    assert all(slot.storage("battery").discharge_kw == 0 for slot in charging)
    assert any(part.verb is Verb.DISCHARGE for _, part in parts(plan, "battery"))


def test_a_negative_price_is_taken_and_nothing_is_exported_then() -> None:
    plan = case.planned("12_negative_price")
    below = [(slot, part) for slot, part in parts(plan) if slot.import_yen_per_kwh < 0]
    assert len(below) == 4
    assert all(part.charge_kw == pytest.approx(6.0) and slot.export_kw == 0 for slot, part in below)
    assert {part.reason.code for _, part in below} == {ReasonCode.CHARGE_NEGATIVE_PRICE}
    assert all(slot.curtail_kw == 0 for slot in plan.slots)


def test_a_grid_event_is_served_and_its_promise_kept() -> None:
    plan = case.planned("13_grid_event")
    fed = [(slot, part) for slot, part in parts(plan) if part.verb is Verb.DISCHARGE]
    assert len(fed) == 2
    assert {part.reason.code for _, part in fed} == {ReasonCode.DISCHARGE_GRID_EVENT}
    assert sum(part.discharge_kw * slot.hours for slot, part in fed) >= 2.0
    assert not plan.shortfalls


def test_full_before_the_storm_in_the_cheapest_hours_and_held() -> None:
    loaded = case.load("14_full_before_the_storm")
    plan = case.planned(loaded.name)
    assert max(bought(parts(plan))) <= 24
    assert soc_at(loaded, "12:00", 1) == pytest.approx(1.0, abs=1e-3)
    assert soc_at(loaded, "20:00", 1) == pytest.approx(1.0, abs=1e-3)


def test_full_power_in_the_storm_even_when_prices_spike() -> None:
    loaded = case.load("15_storm_now")
    pairs = parts(case.planned(loaded.name))
    assert all(part.charge_kw == pytest.approx(6.0) and part.verb is Verb.CHARGE for _, part in pairs[:6])
    assert {part.reason.code for _, part in pairs[:7]} == {ReasonCode.CHARGE_STORM_NOW}
    assert soc_at(loaded, "20:30") == pytest.approx(1.0, abs=1e-3)
    assert not any(part.verb is Verb.DISCHARGE for _, part in pairs[:24])


def test_nothing_is_planned_for_a_car_that_is_away() -> None:
    loaded = case.load("16_car_away")
    pairs = parts(case.planned(loaded.name))
    assert all(part.away and part.verb is Verb.STANDBY for _, part in pairs[:20])
    assert {part.reason.code for _, part in pairs[:20]} == {ReasonCode.AWAY}
    assert soc_at(loaded, "19:00") == pytest.approx(0.275, abs=0.005)
    assert soc_at(loaded, "08:00", 1) >= 0.7 - 1e-3


def test_a_partial_first_slot_counts_for_what_it_is() -> None:
    loaded = case.load("17_partial_first_slot")
    slot, part = parts(case.planned(loaded.name))[0]
    assert slot.hours == pytest.approx(8 / 60)
    assert part.soc_end - 0.3 == pytest.approx(part.charge_kw * 8 / 60 * 0.9 / 40, abs=1e-4)
    assert set(bought(parts(case.planned(loaded.name)))) == {20.0}
    assert soc_at(loaded, "07:00") == pytest.approx(0.52, abs=0.005)


@pytest.mark.parametrize(("name", "slots"), [("18_day_of_23_hours", 12), ("19_day_of_25_hours", 16)])
def test_a_departure_keeps_its_local_time_when_clocks_change(name: str, slots: int) -> None:
    loaded = case.load(name)
    plan = case.planned(name)
    (departure,) = [held for held in plan.holdings if held.kind is not None]
    assert departure.until.astimezone(loaded.zone).strftime("%d %H:%M")[3:] == "07:00"
    assert plan.slots[slots - 1].end == departure.until
    wanted = loaded.request.home.storages[0].departures[0].soc
    assert plan.slots[slots - 1].storage("car").soc_end == pytest.approx(wanted, abs=0.005)
    assert max(bought(parts(plan))) <= 28


def test_the_second_two_oclock_is_as_good_as_the_first() -> None:
    pairs = parts(case.planned("19_day_of_25_hours"))
    assert [part.verb for _, part in pairs[4:8]] == [Verb.CHARGE] * 4


def test_an_outage_is_lived_from_the_car_and_the_sun() -> None:
    loaded = case.load("20_outage")
    plan = case.planned(loaded.name)
    assert all(slot.import_kw == 0 and slot.export_kw == 0 for slot in plan.slots)
    assert not plan.shortfalls
    assert all(part.soc_end >= 0.2 for _, part in parts(plan))
    assert any(part.verb is Verb.SURPLUS for _, part in parts(plan))
    assert not bought(parts(plan))


def test_the_trip_that_was_asked_for_stays_in_the_car_though_the_house_is_dark() -> None:
    loaded = case.load("22_outage_before_a_trip")
    plan = case.planned(loaded.name)
    (reserve,) = loaded.request.situation.reserves
    assert soc_at(loaded, "07:30", 1) == pytest.approx(reserve.soc, abs=0.005)
    (dark,) = plan.shortfalls
    assert dark.kind is ShortfallKind.OUTAGE
    assert 2.0 <= (dark.hours or 0.0) <= 4.0
    assert any(part.reason.code is ReasonCode.CHARGE_OUTAGE for _, part in parts(plan))


def test_co2_mode_charges_when_power_is_clean_not_when_it_is_cheap() -> None:
    plan = case.planned("21_clean_mode")
    charging = [slot for slot, part in parts(plan) if part.verb is Verb.CHARGE]
    assert charging and {slot.co2_kg_per_kwh for slot in charging} == {0.30}
    dirty = [part.verb for slot, part in parts(plan) if slot.co2_kg_per_kwh == 0.55]
    assert set(dirty) == {Verb.DISCHARGE}
