"""Between two plans: charging is throttled so that the half hour's mean stays at the planned peak."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.v2h_planner.core.control.dispatch import decide
from custom_components.v2h_planner.core.home import ChargeControl, GridTerms, Home
from custom_components.v2h_planner.core.plan import Command, Plan, Reason, ReasonCode, SocTarget, TargetKind
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from tests.core.control.test_dispatch import ACT, CALM, NOW, a_plan, ev

# The half hour runs from 13:00 to 13:30, and it is 13:10.
PEAK_KW = 4.0


def told(
    load_kw: float | None,
    taken_kwh: float,
    *,
    plan: Plan | None = None,
    contract_kw: float | None = 6.0,
    situation: Any = CALM,
    pv_kw: float = 0.0,
    doing: Verb = Verb.STANDBY,
    **unit: Any,
) -> Command:
    """What the car is told in the middle of that half hour."""
    readings = Readings(
        at=NOW,
        load_kw=load_kw,
        pv_kw=pv_kw,
        storages=(StorageReading(storage_id="ev", soc=0.5, connected=True, doing=doing),),
    )
    home = Home(storages=(ev(**unit),), grid=GridTerms(contract_kw=contract_kw))
    known = a_plan(Verb.CHARGE, kw=3.4) if plan is None else plan
    (command,) = decide(replace(known, peak_kw=PEAK_KW), home, readings, situation, NOW, None, taken_kwh)
    return command


def test_as_planned_it_charges_as_planned() -> None:
    assert told(0.6, 4.0 / 6).power_kw == pytest.approx(3.4, abs=1e-6)


def test_a_load_that_rose_takes_it_from_the_charging() -> None:
    command = told(2.5, 4.0 / 6)
    assert command.verb is Verb.CHARGE
    assert command.power_kw == pytest.approx(1.5)


def test_what_the_half_hour_has_taken_already_is_made_up_for() -> None:
    # 1.2 kWh in ten minutes: 0.8 kWh are left for twenty
    assert told(0.4, 1.2).power_kw == pytest.approx(2.0)


def test_the_sun_makes_room() -> None:
    assert told(2.5, 4.0 / 6, pv_kw=1.0).power_kw == pytest.approx(2.5)


def test_below_its_least_power_it_runs_for_a_part_of_the_half_hour_or_waits() -> None:
    assert told(3.3, 4.0 / 6).power_kw == pytest.approx(1.0)  # 0.23 kWh: ten minutes of it are left
    command = told(3.9, 4.0 / 6)
    assert (command.verb, command.reason) == (
        Verb.STANDBY,
        Reason(ReasonCode.HOLD_PEAK, {"peak": PEAK_KW}),
    )


def test_a_unit_of_one_power_charges_until_the_half_hour_is_used_up() -> None:
    fixed = {"charge_control": ChargeControl.FIXED_RATE, "contract_kw": 10.0}
    assert told(0.6, 0.1, **fixed).verb is Verb.CHARGE
    assert told(0.6, 1.4, doing=Verb.CHARGE, **fixed).verb is Verb.CHARGE
    assert told(0.6, 1.75, doing=Verb.CHARGE, **fixed).reason.code is ReasonCode.HOLD_PEAK


def test_the_contract_stays_a_limit_beside_it() -> None:
    command = told(2.0, 0.0, contract_kw=4.5)
    assert command.power_kw == pytest.approx(2.5)


def test_without_a_price_on_peaks_nothing_is_throttled() -> None:
    plan = a_plan(Verb.CHARGE, kw=3.4)
    readings = Readings(
        at=NOW, load_kw=4.0, storages=(StorageReading(storage_id="ev", soc=0.5, connected=True),)
    )
    home = Home(storages=(ev(),), grid=GridTerms(contract_kw=10.0))
    (command,) = decide(plan, home, readings, CALM, NOW, None, 2.0)
    assert command.power_kw == pytest.approx(3.4)


def test_a_storm_is_charged_for_whatever_the_peak_costs() -> None:
    command = told(4.0, 1.9, situation=ACT, contract_kw=20.0)
    assert (command.verb, command.power_kw) == (Verb.CHARGE, 6.0)


def with_parts(plan: Plan, **changes: Any) -> Plan:
    slots = tuple(
        replace(slot, storages=tuple(replace(part, **changes) for part in slot.storages))
        for slot in plan.slots
    )
    return replace(plan, slots=slots)


def test_a_person_is_charged_for_whatever_the_peak_costs() -> None:
    asked = Reason(ReasonCode.CHARGE_PERSON, {"soc": 0.8}, {"by": NOW})
    plan = with_parts(a_plan(Verb.CHARGE, kw=6.0), reason=asked)
    assert told(4.0, 1.9, plan=plan, contract_kw=20.0).power_kw == pytest.approx(6.0)


@pytest.mark.parametrize(("minutes", "power"), [(45, 3.4), (180, 1.5)])
def test_who_leaves_within_the_hour_is_not_held_up(minutes: int, power: float) -> None:
    target = SocTarget(
        kind=TargetKind.DEPARTURE, storage_id="ev", soc=0.8, by=NOW + timedelta(minutes=minutes)
    )
    plan = with_parts(a_plan(Verb.CHARGE, kw=3.4), keeps=target)
    assert told(2.5, 4.0 / 6, plan=plan, contract_kw=20.0).power_kw == pytest.approx(power)


def test_a_load_that_nobody_knows_counts_as_planned() -> None:
    assert told(None, 4.0 / 6).power_kw == pytest.approx(3.0)  # of 4 kW the plan has 1 kW for the house
