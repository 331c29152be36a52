"""No request makes planning stop, and one storage's trouble is its own: the others are planned as if it were not there."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.forecast import Forecasts, TripForecast
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    Departure,
    DischargeControl,
    GridTerms,
    Home,
    Mode,
    Storage,
    StorageKind,
)
from custom_components.v2h_planner.core.horizon import Horizon
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import (
    GridEvent,
    GridEventKind,
    Method,
    Plan,
    ReasonCode,
    SocTarget,
    TargetKind,
)
from custom_components.v2h_planner.core.planning import planner
from custom_components.v2h_planner.core.planning.model_data import build_model_data
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import DrivingReserve, Situation
from tests.core.homes import NOW, TOKYO, after, request, storage, trip

MORNING = Departure(weekdays=frozenset(range(7)), leave=time(7, 40), back=time(18), soc=0.8, energy_kwh=5.0)
GOOD = storage(id="good", departures=(MORNING,))


@cache
def undisturbed() -> Plan:
    """The plan of the good car alone."""
    return make_plan(request(GOOD, soc=0.5, holdings=False, price=[40.0] * 8 + [20.0] * 12 + [35.0]))


def beside(bad: Storage, **changes: Any) -> Plan:
    """The plan of a good car beside a storage that something is wrong with."""
    wanted = request(GOOD, bad, soc=0.5, price=[40.0] * 8 + [20.0] * 12 + [35.0], holdings=False)
    return make_plan(replace(wanted, **changes))


def of(plan: Plan, storage_id: str) -> list[tuple[Verb, float, float]]:
    parts = [slot.storage(storage_id) for slot in plan.slots]
    return [(part.verb, round(part.charge_kw, 3), round(part.soc_end, 3)) for part in parts]


@pytest.mark.parametrize(
    "numbers",
    [
        {"capacity_kwh": float("nan")},
        {"capacity_kwh": float("inf")},
        {"charge_max_kw": float("nan")},
        {"charge_max_kw": 1e-9},
        {"discharge_max_kw": float("inf")},
        {"charge_min_kw": float("nan")},
        {"overhead_kw": float("nan")},
        {"overhead_kw": -5.0},
        {"start_up_yen": float("inf")},
        {"degradation_yen_per_kwh": float("nan")},
        {"storm_soc": float("nan")},
        {"charge_efficiency": 1e-9},
    ],
)
@pytest.mark.parametrize("kind", [StorageKind.CHARGER_EV, StorageKind.HOME_BATTERY])
def test_a_storage_of_impossible_numbers_stands_by_and_is_named(
    numbers: dict[str, float], kind: StorageKind
) -> None:
    plan = beside(storage(**{"id": "bad", "kind": kind, "departures": (MORNING,)} | numbers))
    assert of(plan, "good") == of(undisturbed(), "good")
    assert {verb for verb, _, _ in of(plan, "bad")} == {Verb.STANDBY}
    assert {fault.source for fault in plan.faults} == {"bad"}
    assert plan.degraded


def test_a_car_of_140_percent_has_no_soc() -> None:
    wanted = request(GOOD, storage(id="bad"), soc=0.5, price=[40.0] * 8 + [20.0] * 12 + [35.0])
    good, bad = wanted.readings.storages
    off = replace(wanted.readings, storages=(good, replace(bad, soc=1.4)))
    plan = make_plan(replace(wanted, readings=off, holdings=False))
    assert of(plan, "good") == of(undisturbed(), "good")
    assert [(fault.source, fault.found) for fault in plan.faults] == [("bad", "soc 1.4")]


def test_a_charger_that_delivers_nothing_is_waited_for_at_its_rating() -> None:
    order = StormTarget(tier=Tier.WATCH, by=after(6), until=after(12))
    wanted = request(GOOD, soc=0.5, situation=Situation(mode=Mode.ECONOMY, storm=order))
    for delivered in (0.0, -1.0, 1e-12, float("nan"), float("inf")):
        (reading,) = wanted.readings.storages
        readings = replace(wanted.readings, storages=(replace(reading, delivered_kw=delivered),))
        plan = make_plan(replace(wanted, readings=readings))
        assert plan.method is Method.OPTIMAL


def test_a_target_for_nobody_is_left_out_and_named() -> None:
    ghost = SocTarget(kind=TargetKind.PERSON, storage_id="ghost", soc=0.9, by=NOW)
    broken = replace(ghost, storage_id="good", soc=float("nan"))
    plan = make_plan(
        request(
            GOOD,
            soc=0.5,
            price=[40.0] * 8 + [20.0] * 12 + [35.0],
            holdings=False,
            targets=(ghost, broken),
            trips=[trip(request().horizon, storage_id="nobody")],
        )
    )
    assert of(plan, "good") == of(undisturbed(), "good")
    assert [fault.source for fault in plan.faults] == [
        "forecast.trips.nobody",
        "target.ghost",
        "target.good",
    ]


def test_the_same_target_twice_is_one() -> None:
    asked = SocTarget(kind=TargetKind.PERSON, storage_id="good", soc=0.9, by=after(6))
    once, twice = (make_plan(request(GOOD, targets=(asked,) * n, holdings=False)) for n in (1, 2))
    assert of(once, "good") == of(twice, "good")


def test_a_storage_that_is_never_to_be_used_is_planned_all_the_same() -> None:
    kept = storage(id="kept", kind=StorageKind.CHARGER_EV, discharge_max_kw=0.0, min_soc=1.0, max_soc=1.0)
    plan = make_plan(request(kept, soc=1.0))
    assert not plan.faults
    assert {part.soc_end for slot in plan.slots for part in slot.storages} == {1.0}


def test_forecasts_of_the_wrong_length_are_mended_and_named() -> None:
    wanted = request(GOOD, soc=0.5)
    short = replace(wanted.forecasts, load_kw=np.full(5, 0.6), price_known=np.ones(3, dtype=bool))
    plan = make_plan(replace(wanted, forecasts=short))
    assert [fault.source for fault in plan.faults] == ["forecast.load_kw"]
    assert plan.slots[20].load_kw == pytest.approx(0.6)


def test_what_breaks_while_a_plan_is_explained_leaves_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise IndexError

    for name, what in (("reason_of", "reasons"), ("storage_shortfalls", "shortfalls")):
        with monkeypatch.context() as patch:
            patch.setattr(planner, name, breaks)
            plan = make_plan(request(GOOD, soc=0.5, holdings=False, price=[40.0] * 8 + [20.0] * 12 + [35.0]))
        assert of(plan, "good") == of(undisturbed(), "good")
        assert [(fault.source, fault.found) for fault in plan.faults] == [("good", what)]
        expected = {ReasonCode.WAIT_NOTHING} if what == "reasons" else set()
        assert not expected or {s.storage("good").reason.code for s in plan.slots} == expected


def test_what_breaks_with_one_storage_sets_only_that_aside(monkeypatch: pytest.MonkeyPatch) -> None:

    def breaks_with_bad(wanted: PlanRequest, targets: Any) -> Any:
        if any(item.id == "bad" for item in wanted.storages):
            raise ZeroDivisionError
        return build_model_data(wanted, targets)

    monkeypatch.setattr(planner, "build_model_data", breaks_with_bad)
    plan = beside(storage(id="bad"))
    assert of(plan, "good") == of(undisturbed(), "good")
    assert [fault.source for fault in plan.faults] == ["bad"]


# -- any request at all ---------------------------------------------------------------------------------

ODD = st.sampled_from([0.0, -1.0, 1e-9, 1e9, 1e300, float("nan"), float("inf"), float("-inf")])
SOME = st.floats(0, 8)
FRACTION = st.floats(0, 1)
COUNT = 8
TIMES = [NOW + timedelta(minutes=minutes) for minutes in (-9999, -60, -1, 0, 1, 25, 60, 100, 239, 240, 600)]
TIMES += [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)]
HORIZONS = [
    Horizon(tuple(NOW + timedelta(minutes=30 * i) for i in range(COUNT + 1))),
    Horizon(tuple(NOW + timedelta(minutes=30 * i, seconds=59 * (i == 0)) for i in range(COUNT + 1))),
    Horizon((NOW, NOW + timedelta(minutes=3))),
]


def now_and_then_odd(usual: st.SearchStrategy[float]) -> st.SearchStrategy[float]:
    return st.one_of(usual, usual, usual, usual, usual, usual, ODD)


@st.composite
def storages(draw: st.DrawFn, name: str, kind: StorageKind) -> Storage:
    lowest = draw(FRACTION)
    changes = {
        "capacity_kwh": draw(
            st.one_of(st.floats(1, 80), st.sampled_from([float("nan"), float("inf"), 1e-9]))
        ),
        "charge_max_kw": draw(
            st.one_of(st.floats(1, 8), st.sampled_from([float("nan"), float("inf"), 1e-9]))
        ),
        "discharge_max_kw": abs(draw(now_and_then_odd(SOME))),
        "charge_min_kw": draw(now_and_then_odd(SOME)),
        "discharge_min_kw": draw(now_and_then_odd(SOME)),
        "charge_efficiency": draw(st.sampled_from([0.9, 1.0, 1e-9])),
        "overhead_kw": draw(now_and_then_odd(st.floats(0, 0.3))),
        "start_up_yen": draw(now_and_then_odd(SOME)),
        "degradation_yen_per_kwh": draw(now_and_then_odd(SOME)),
        "min_soc": lowest,
        "max_soc": draw(st.floats(lowest, 1)),
        "storm_soc": draw(now_and_then_odd(FRACTION)),
        "charge_control": draw(st.sampled_from(ChargeControl)),
        "discharge_control": draw(st.sampled_from(DischargeControl)),
        "departures": tuple(
            Departure(
                weekdays=frozenset(draw(st.sets(st.integers(0, 6)))),
                leave=draw(st.sampled_from([time(17, 30), time(18, 0), time(18, 10), time(19, 1), time(3)])),
                back=time(9),
                soc=draw(now_and_then_odd(FRACTION)),
                energy_kwh=draw(now_and_then_odd(SOME)),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
    }
    return Storage(id=name, name=name, kind=kind, **changes)


@st.composite
def requests(draw: st.DrawFn) -> PlanRequest:
    """0 to 2 EVs and 0 or 1 battery, with any numbers in and around them."""
    cars = draw(st.integers(0, 2))
    battery = draw(st.booleans()) or cars == 0
    kinds = st.sampled_from([StorageKind.V2H_EV, StorageKind.CHARGER_EV])
    home = [draw(storages(f"car{i}", draw(kinds))) for i in range(cars)]
    home += [draw(storages("battery", StorageKind.HOME_BATTERY))] if battery else []
    ids = st.sampled_from([*(item.id for item in home), "ghost"])
    horizon = draw(st.sampled_from(HORIZONS))
    count = len(horizon) + draw(st.sampled_from([0, 0, 0, 0, 0, 0, -1, 3]))

    def series(usual: st.SearchStrategy[float]) -> Floats:
        return np.array([draw(now_and_then_odd(usual)) for _ in range(2)] * count)[:count]

    def when() -> datetime:
        return draw(st.sampled_from(TIMES))

    trips = tuple(
        TripForecast(
            storage_id=draw(ids),
            away=draw(st.sampled_from([np.ones(count), np.zeros(count), series(FRACTION)])),
            trip_kwh=series(SOME),
            reserve_kwh=series(SOME)[: draw(st.integers(0, 4))],
            reserve_weight=draw(st.sampled_from([np.ones((count, 1)), np.full((count, 4), np.nan)])),
        )
        for _ in range(draw(st.integers(0, 2)))
    )
    storm = draw(
        st.none()
        | st.builds(StormTarget, tier=st.sampled_from(Tier), by=st.just(when()), until=st.just(when()))
    )
    return PlanRequest(
        home=Home(
            storages=tuple(home),
            grid=GridTerms(
                contract_kw=draw(st.none() | now_and_then_odd(st.floats(1, 10))),
                export_limit_kw=draw(now_and_then_odd(SOME)),
                push_up=draw(st.booleans()),
                v2g=draw(st.booleans()),
            ),
            carbon_price_yen_per_kg=draw(now_and_then_odd(SOME)),
        ),
        horizon=horizon,
        readings=Readings(
            at=NOW,
            storages=tuple(
                StorageReading(
                    storage_id=item.id,
                    soc=draw(st.none() | now_and_then_odd(FRACTION)),
                    connected=draw(st.sampled_from([None, True, True, False])),
                    power_kw=draw(st.none() | ODD),
                    doing=draw(st.none() | st.sampled_from(Verb)),
                    delivered_kw=draw(st.none() | now_and_then_odd(SOME)),
                )
                for item in home[draw(st.integers(0, 1)) * draw(st.integers(0, 1)) :]
            ),
        ),
        forecasts=Forecasts(
            load_kw=series(SOME),
            pv_kw=series(SOME),
            import_yen_per_kwh=series(st.floats(-20, 300)),
            export_yen_per_kwh=series(SOME),
            co2_kg_per_kwh=series(FRACTION),
            price_known=np.ones(count, dtype=bool),
            pv_low_kw=draw(st.none() | st.just(np.zeros(count))),
            trips=trips,
        ),
        situation=Situation(
            mode=draw(st.sampled_from(Mode)),
            storm=storm,
            outage=draw(st.sampled_from([False, False, True])),
            reserves=tuple(
                DrivingReserve(
                    storage_id=draw(ids),
                    soc=draw(now_and_then_odd(FRACTION)),
                    leave=when(),
                    back=when(),
                    energy_kwh=2.0,
                )
                for _ in range(draw(st.integers(0, 1)))
            ),
        ),
        zone=TOKYO,
        targets=tuple(
            SocTarget(
                kind=draw(st.sampled_from(TargetKind)),
                storage_id=draw(ids),
                soc=draw(now_and_then_odd(FRACTION)),
                by=when(),
                until=draw(st.none() | st.just(when())),
            )
            for _ in range(draw(st.integers(0, 3)))
        ),
        grid_events=tuple(
            GridEvent(
                id="event",
                kind=draw(st.sampled_from(GridEventKind)),
                start=when(),
                end=when(),
                reward_yen_per_kwh=draw(now_and_then_odd(SOME)),
                cap_kw=draw(now_and_then_odd(SOME)),
            )
            for _ in range(draw(st.integers(0, 1)))
        ),
        limits=SolverLimits(gap=0.01, seconds=2.0),
        holdings=draw(st.sampled_from([False, False, False, True])),
    )


@given(requests())
@settings(max_examples=500, deadline=None)
def test_no_request_makes_planning_stop(wanted: PlanRequest) -> None:
    plan = make_plan(wanted)
    assert len(plan.slots) == len(wanted.horizon)
    assert not {fault.found for fault in plan.faults} & {"model", "reasons", "shortfalls"}
    for slot in plan.slots:
        assert np.isfinite([slot.import_kw, slot.export_kw, slot.load_kw, slot.cost_yen]).all()
        assert {part.storage_id for part in slot.storages} == {item.id for item in wanted.home.storages}
        for part in slot.storages:
            assert 0.0 <= part.soc_end <= 1.0
            assert np.isfinite([part.charge_kw, part.discharge_kw, part.share, part.driven_soc]).all()
    assert all(np.isfinite([short.amount, short.penalty_yen]).all() for short in plan.shortfalls)
