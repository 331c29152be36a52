"""A home of more storages than any program is for: planned in one model, near the bound, within what it shares."""

from dataclasses import replace
from datetime import time

import numpy as np
import pytest

from compiler.program import compile_program
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Departure, GridTerms, Mode, StorageKind
from custom_components.v2h_planner.core.milp import program
from custom_components.v2h_planner.core.milp.data import Shape, SolverLimits, bill, relaxed
from custom_components.v2h_planner.core.plan import Method, ReasonCode, SocTarget, TargetKind
from custom_components.v2h_planner.core.planning.many_storages import limits_for, program_for
from custom_components.v2h_planner.core.planning.model_data import build_model_data
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.planning.price_tags import money
from custom_components.v2h_planner.core.planning.targets import derive_targets
from custom_components.v2h_planner.core.planning.what_if import bills
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation
from tests.core.homes import after, request, storage, trip


@pytest.fixture
def only_small_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at home: programs for one storage, and none for many."""
    programs: dict[Shape, program.Program] = {}

    def provide(shape: Shape) -> program.Program:
        if shape.storages > 1:
            raise program.NoProgramError(str(shape))
        return programs.setdefault(shape, compile_program(shape))

    monkeypatch.setattr(program, "provide", provide)
    monkeypatch.setattr(
        "custom_components.v2h_planner.core.planning.many_storages.has_program",
        lambda shape: shape.storages == 1,
    )


def fleet(
    evs: int, batteries: int = 0, contract_kw: float | None = None, seconds: float = 10.0
) -> PlanRequest:
    """So many cars that leave from half past six on, an evening that is dear, a cheap night and a little sun."""
    cars = [
        storage(
            id=f"car{i}",
            name=f"Car {i}",
            departures=(
                Departure(
                    weekdays=frozenset(range(7)),
                    leave=time(6 + i % 4, 30),
                    back=time(18),
                    soc=0.8,
                    energy_kwh=6.0,
                ),
            ),
        )
        for i in range(evs)
    ]
    boxes = [
        storage(
            id=f"box{i}",
            name=f"Box {i}",
            kind=StorageKind.HOME_BATTERY,
            capacity_kwh=10.0,
            charge_max_kw=3.0,
            discharge_max_kw=3.0,
        )
        for i in range(batteries)
    ]
    made = request(
        *cars,
        *boxes,
        soc=0.4,
        price=[35.0] * 8 + [25.0, 22.0, 20.0, 18.0, 18.0, 20.0] * 2 + [28.0] * 6 + [15.0] * 8 + [40.0] * 14,
        load=[1.5] * 10 + [0.5] * 16 + [1.0] * 10 + [2.5] * 12,
        pv=[0.0] * 26 + [1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 4.0, 3.0, 2.0, 1.0] + [0.0] * 12,
        terms=GridTerms(contract_kw=contract_kw),
        limits=SolverLimits(seconds=seconds),
        holdings=False,
    )
    trips = tuple(
        trip(made.horizon, f"car{i}", leave=after(12.5 + i % 4), back=after(24), kwh=6.0) for i in range(evs)
    )
    return replace(made, forecasts=replace(made.forecasts, trips=trips))


@pytest.mark.usefixtures("only_small_programs")
@pytest.mark.parametrize(("evs", "batteries", "contract"), [(3, 0, None), (5, 0, None), (1, 2, None)])
def test_many_storages_cost_little_more_than_the_bound(
    evs: int, batteries: int, contract: float | None
) -> None:
    made = fleet(evs, batteries, contract)
    data = build_model_data(made, derive_targets(made))
    found = program_for(made.shape).solve(data, limits_for(made.shape, made.limits))
    bound = compile_program(made.shape).solve(relaxed(data), SolverLimits())
    assert money(data, found) - money(data, bound) < 0.03 * bill(data)


@pytest.mark.usefixtures("only_small_programs")
@pytest.mark.parametrize(
    ("evs", "batteries", "contract"), [(3, 0, None), (3, 0, 8.0), (10, 0, 20.0), (2, 2, 6.0), (0, 4, None)]
)
def test_they_share_one_contract_and_one_sun(evs: int, batteries: int, contract: float | None) -> None:
    plan = make_plan(fleet(evs, batteries, contract))
    assert plan.method is not Method.RULE
    assert not plan.faults
    for slot in plan.slots:
        charge = sum(part.charge_kw for part in slot.storages)
        discharge = sum(part.discharge_kw for part in slot.storages)
        spent = slot.load_kw + charge + slot.export_kw + slot.curtail_kw
        # what is not accounted for is the units' own draw
        assert -0.1 <= slot.pv_kw + slot.import_kw + discharge - spent <= 0.1 * len(slot.storages) + 1e-3
        assert discharge <= max(slot.load_kw - slot.pv_kw, 0.0) + 0.05, "no storage feeds another one"
        if contract is not None:
            assert slot.import_kw <= contract + 1e-3
    assert not plan.shortfalls


@pytest.mark.usefixtures("only_small_programs")
def test_the_most_urgent_finds_the_contract_free() -> None:
    made = fleet(3, 0, 4.0)
    first = made.home.storages[0]
    soon = replace(first, departures=(replace(first.departures[0], leave=time(23, 30)),))
    away = trip(made.horizon, "car0", leave=after(5.5), back=after(20), kwh=6.0)
    made = replace(
        made,
        home=replace(made.home, storages=(*made.home.storages[1:], soon)),
        forecasts=replace(made.forecasts, trips=(*made.forecasts.trips[1:], away)),
    )
    plan = make_plan(made)
    leaving = next(slot for slot in plan.slots if slot.end >= after(5.5))
    alone = make_plan(replace(made, home=replace(made.home, storages=(soon,))))
    alone_leaving = next(slot for slot in alone.slots if slot.end >= after(5.5))
    assert leaving.storage("car0").soc_end == pytest.approx(alone_leaving.storage("car0").soc_end, abs=0.01)


def test_a_relaxation_that_ran_out_of_time_is_rounded() -> None:
    made = fleet(3)
    data = build_model_data(made, derive_targets(made))
    solver = compile_program(made.shape)
    hasty, best = solver.solve(data, SolverLimits(seconds=0.0)), solver.solve(data, SolverLimits())
    assert hasty.relaxed
    assert hasty.objective - best.objective < 0.02 * bill(data)
    assert np.isfinite(hasty.energy).all()


@pytest.mark.usefixtures("only_small_programs")
def test_a_machine_too_busy_to_search_still_charges_every_car() -> None:
    """No second is left for a better plan: what the relaxation shares out is made whole all the same."""
    plan = make_plan(fleet(6, 0, 12.0, seconds=0.0))
    assert plan.method is not Method.RULE
    assert not plan.shortfalls
    assert all(slot.import_kw <= 12.0 + 1e-3 for slot in plan.slots)


@pytest.mark.usefixtures("only_small_programs")
def test_each_of_three_cars_says_what_being_ready_costs() -> None:
    made = replace(fleet(3), holdings=True)
    storm = StormTarget(tier=Tier.ACT, by=after(6), until=after(24), onset=after(6))
    plan = make_plan(
        replace(made, situation=Situation(mode=Mode.RESILIENCE, wanted=Mode.ECONOMY, storm=storm))
    )
    tags = {(tag.storage_id, tag.kind): tag.cost_yen for tag in plan.holdings}
    costs = [tags[f"car{i}", TargetKind.STORM] for i in range(3)]
    assert all(cost > 100.0 for cost in costs), "half of each car is bought while it is dear"
    assert plan.storm_yen is not None
    assert plan.storm_yen > max(costs)
    filling = [slot.storage(f"car{i}") for slot in plan.slots for i in range(3) if slot.end <= after(6)]
    reasons = {part.reason.code for part in filling if part.charge_kw > 0.0}
    assert reasons <= {ReasonCode.CHARGE_STORM, ReasonCode.CHARGE_STORM_NOW}


@pytest.mark.usefixtures("only_small_programs")
def test_what_a_wish_costs_is_told_for_many_cars_too() -> None:
    made = fleet(4)
    full = SocTarget(storage_id="car2", by=after(4), soc=0.9, kind=TargetKind.PERSON)
    usual, wish = bills(made, [replace(made, targets=(full,))])
    bought = 0.5 * 40.0 / 0.9
    assert 0.0 < wish.yen - usual.yen < bought * 35.0


@pytest.mark.usefixtures("only_small_programs")
def test_a_car_whose_soc_nobody_knows_leaves_the_contract_to_the_others() -> None:
    made = fleet(3, 1, 8.0)
    seen = tuple(replace(r, soc=None) if r.storage_id == "car1" else r for r in made.readings.storages)
    plan = make_plan(replace(made, readings=replace(made.readings, storages=seen)))
    assert [(fault.source, fault.found) for fault in plan.faults] == [("car1", "soc")]
    assert all(slot.storage("car1").charge_kw == 0.0 for slot in plan.slots)
    for i in (0, 2):
        leaves = next(slot for slot in plan.slots if slot.end >= after(12.5 + i))
        assert leaves.storage(f"car{i}").soc_end >= 0.8 - 0.01
