"""In an outage the plan, the dispatcher and the hours that are told follow one rule."""

from dataclasses import replace
from datetime import time

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.v2h_planner.core.control.dispatch import decide
from custom_components.v2h_planner.core.home import Departure, Home, Mode, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.outage.backup import backup_hours
from custom_components.v2h_planner.core.outage.endurance import OutageTerms, estimate_endurance
from custom_components.v2h_planner.core.plan import Plan, ShortfallKind, SocTarget, TargetKind
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import DrivingReserve, Situation
from tests.core.homes import NOW, SLOTS, after, request, storage, trip

DARK = Situation(mode=Mode.ECONOMY, outage=True)
GRID = make_horizon(NOW, SLOTS, 0)
WORK = trip(GRID, leave=after(13.5), back=after(24), kwh=8.0)
MORNING = Departure(
    weekdays=frozenset(range(7)), leave=time(7, 30), back=time(18, 0), soc=0.8, energy_kwh=8.0
)


def battery(**changes: object) -> Storage:
    usual = storage(
        id="battery",
        kind=StorageKind.HOME_BATTERY,
        capacity_kwh=10.0,
        charge_max_kw=3.0,
        discharge_max_kw=3.0,
    )
    return replace(usual, **changes)


def dark_hours(plan: Plan) -> float:
    return sum(short.hours or 0.0 for short in plan.shortfalls if short.kind is ShortfallKind.OUTAGE)


def carries(wanted: PlanRequest, plan: Plan, socs: dict[str, float], at: int) -> dict[str, Verb]:
    """What the dispatcher does in the middle of a slot with the SOC that the plan has then."""
    slot = plan.slots[at]
    readings = Readings(
        at=slot.start,
        storages=tuple(
            StorageReading(storage_id=key, soc=soc, connected=True, doing=Verb.DISCHARGE)
            for key, soc in socs.items()
        ),
        load_kw=slot.load_kw,
        pv_kw=slot.pv_kw,
    )
    commands = decide(replace(plan, made_at=slot.start), wanted.home, readings, wanted.situation, slot.start)
    return {command.storage_id: command.verb for command in commands}


def test_no_plan_leaves_the_house_dark_beside_a_car_at_37_percent() -> None:
    """The car would leave for work; while it is plugged in it feeds the house, and the plan says so."""
    wanted = request(storage(departures=(MORNING,)), load=0.3, soc=0.6, trips=[WORK], situation=DARK)
    plan = make_plan(wanted)
    assert dark_hours(plan) == 0.0
    assert all(slot.storage("car").verb is Verb.DISCHARGE for slot in plan.slots)


def test_what_a_person_asked_for_before_the_outage_spares_no_light_either() -> None:
    wish = SocTarget(kind=TargetKind.PERSON, storage_id="car", soc=1.0, by=NOW)
    plan = make_plan(request(load=0.3, soc=0.7, targets=(wish,), situation=DARK))
    assert dark_hours(plan) == 0.0


def test_a_car_with_a_reserve_leaves_and_the_hours_it_is_away_are_told() -> None:
    reserve = DrivingReserve(storage_id="car", soc=0.4, leave=after(13.5), back=after(20), energy_kwh=8.0)
    plan = make_plan(request(load=0.3, soc=0.9, situation=replace(DARK, reserves=(reserve,))))
    assert dark_hours(plan) == pytest.approx(6.5)
    assert plan.slots[30].storage("car").away
    assert plan.slots[26].storage("car").soc_end >= 0.4
    assert not plan.slots[41].storage("car").away


def test_a_car_and_a_battery_feed_the_house_together_in_plan_and_deed() -> None:
    wanted = request(storage(), battery(), load=0.6, soc=0.6, situation=DARK)
    plan = make_plan(wanted)
    for at in (0, 10, 20):
        verbs = {part.storage_id: part.verb for part in plan.slots[at].storages}
        socs = {part.storage_id: part.soc_end for part in plan.slots[at].storages}
        assert verbs == carries(wanted, plan, socs, at) == {"car": Verb.DISCHARGE, "battery": Verb.DISCHARGE}


def test_less_sun_than_a_unit_can_take_is_not_planned_to_be_stored() -> None:
    pv = [0.0] * 26 + [0.4, 0.9, 1.2, 1.4, 1.6, 2.0, 1.6, 1.2, 0.9, 0.5] + [0.0]
    plan = make_plan(request(storage(charge_min_kw=1.0), load=0.4, soc=0.3, pv=pv, situation=DARK))
    powers = [slot.storage("car").charge_kw for slot in plan.slots]
    assert any(powers)
    assert all(power == 0.0 or power >= 1.0 - 1e-6 for power in powers)


def test_the_backup_time_counts_what_the_unit_draws_itself() -> None:
    """24 kWh for 0.55 kW and the unit's 0.1: 36.9 h, not 43.6."""
    car = storage(min_soc=0.2, discharge_efficiency=1.0)
    wanted = request(car, load=0.55, soc=0.8)
    plan = replace(make_plan(wanted))
    longer = replace(plan, slots=tuple(_two_hours(plan)))
    assert backup_hours(longer, wanted.home, wanted.readings, sun=False) == pytest.approx(24 / 0.65, abs=0.01)


def test_a_unit_at_its_floor_draws_nothing_of_the_backup_time() -> None:
    wanted = request(storage(discharge_efficiency=1.0), battery(discharge_efficiency=1.0), load=0.9, soc=0.4)
    low = replace(wanted.readings.storages[1], soc=0.2)
    readings = replace(wanted.readings, storages=(wanted.readings.storages[0], low))
    plan = make_plan(wanted)
    assert backup_hours(plan, wanted.home, readings, sun=False) == pytest.approx(8.0)


def _two_hours(plan: Plan) -> list[object]:
    return [
        replace(slot, start=slot.start + (slot.start - NOW), end=slot.end + (slot.end - NOW))
        for slot in plan.slots
    ]


@settings(max_examples=40, deadline=None)
@given(
    socs=st.tuples(st.floats(0.1, 1.0), st.floats(0.1, 1.0)),
    load=st.floats(0.1, 2.0),
    least=st.sampled_from((0.0, 1.0, 1.5)),
    sun=st.floats(0.0, 4.0),
)
def test_what_is_told_of_the_dark_is_what_will_happen(
    socs: tuple[float, float], load: float, least: float, sun: float
) -> None:
    """The plan is dark from when the hours left end, and each unit does in it what it will be told."""
    pv = [0.0] * 28 + [sun] * 8 + [0.0]
    wanted = request(storage(charge_min_kw=least), battery(), load=load, pv=pv, situation=DARK)
    readings = replace(
        wanted.readings,
        storages=tuple(
            replace(reading, soc=soc) for reading, soc in zip(wanted.readings.storages, socs, strict=True)
        ),
    )
    wanted = replace(wanted, readings=readings)
    plan = make_plan(wanted)
    told = estimate_endurance(plan.slots, wanted.home, readings, OutageTerms(), present_kw=load).present.sun
    first = min(
        (short.at for short in plan.shortfalls if short.kind is ShortfallKind.OUTAGE),
        default=plan.horizon.end,
    )
    assert abs((first - NOW).total_seconds() / 3600.0 - min(told.hours, SLOTS / 2)) <= 0.51 or told.outlasts
    at = 0
    for at, slot in enumerate(plan.slots[:28]):
        for part in slot.storages:
            begin = (
                socs[part.storage_id == "battery"]
                if at == 0
                else plan.slots[at - 1].storage(part.storage_id).soc_end
            )
            if begin > 0.2 + 0.03:
                assert part.verb is Verb.DISCHARGE


def test_a_home_of_any_shape_has_a_plan_in_an_outage() -> None:
    """Nothing is solved, so it takes no program of its shape."""
    many = [storage(id=f"car{n}") for n in range(3)]
    plan = make_plan(request(*many, load=0.6, soc=0.9, situation=DARK))
    assert plan.method.value == "optimal"
    assert {part.verb for part in plan.slots[0].storages} == {Verb.DISCHARGE}
    assert isinstance(Home(storages=tuple(many)), Home)
