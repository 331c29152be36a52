"""Run policies over a record, each in stretches side by side, and sum up what happened."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
import multiprocessing
from multiprocessing.sharedctypes import Synchronized
from time import perf_counter

import numpy as np

from custom_components.v2h_planner.core.accounting.baseline import stored_kwh
from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot, Totals, settle
from custom_components.v2h_planner.core.home import Home, Mode
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.simulation.policies import (
    Announced,
    Foresight,
    NightTimer,
    Planned,
    PlugAndCharge,
    cheap_yen_per_kwh,
    road_yen_per_kwh,
)
from custom_components.v2h_planner.core.simulation.world import Departed, Policy, Record, simulate

# A stretch that does not begin with the record lives this long before it counts, so that its battery is
# what the policy makes of it.
RUN_IN = 2 * 48
MIN_STRETCH = 14 * 48
MISSED_KWH = 0.05


class PolicyName(StrEnum):
    """Ways to run the home."""

    TIMER = "timer"
    PLUG = "plug"
    PLANNER = "planner"
    ANNOUNCED = "announced"
    FORESIGHT = "foresight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be lived: `count` half hours from `first`."""

    record: Record
    home: Home
    mode: Mode = Mode.ECONOMY
    limits: SolverLimits = SolverLimits()
    first: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """One counted stretch of a policy's life."""

    slots: tuple[MeteredSlot, ...]
    departures: tuple[Departed, ...]
    gained_kwh: float
    start_ups: int
    over_contract_kwh: float
    plan_seconds: tuple[float, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Result:
    """A policy's period. `cost_yen` and `co2_kg` count energy gained at what refilling costs.

    `road_kwh`: driven with a battery that was empty, charged on the road at the dearest price (`road_yen_per_kwh`).
    `backup_hours`: mean hours for which the energy above the min SOC, in a car that is at home, could carry
    the house's mean load. `below_min_soc_hours`: at home and below the min SOC.
    """

    policy: PolicyName
    slots: tuple[MeteredSlot, ...]
    totals: Totals
    cost_yen: float
    co2_kg: float
    gained_kwh: float
    road_kwh: float
    backup_hours: float
    start_ups: int
    departures: int
    short_departures: int
    short_kwh: float
    below_min_soc_hours: float
    over_contract_kwh: float
    seconds: float
    plan_ms: float | None

    @property
    def days(self) -> float:
        """The length in days."""
        return sum(slot.hours for slot in self.slots) / 24.0


def compare(
    task: Task, policies: Sequence[PolicyName], jobs: int, progress: Callable[[int], None]
) -> tuple[Result, ...]:
    """Live the task under every policy. `progress` is told how many half hours are done."""
    stretches = max(1, min(jobs, task.count // MIN_STRETCH))
    edges = [task.first + task.count * i // stretches for i in range(stretches + 1)]
    parts = [(a, b - a) for a, b in pairwise(edges)]
    if jobs <= 1:
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            progress(done)

        return tuple(
            _sum_up(task, name, [_live(task, name, *part, tick) for part in parts]) for name in policies
        )
    # fork: the record is not copied, and nothing is imported twice
    context = multiprocessing.get_context("fork")
    counter = context.Value("i", 0)
    with ProcessPoolExecutor(jobs, context, _share, (counter, task)) as pool:
        futures = {
            name: [pool.submit(_live_shared, name, *part) for part in parts]
            for name in sorted(policies, key=_effort, reverse=True)
        }
        waiting: set[Future[_Stretch]] = {future for group in futures.values() for future in group}
        while waiting:
            _finished, waiting = wait(waiting, timeout=0.5)
            progress(counter.value)
        return tuple(_sum_up(task, name, [future.result() for future in futures[name]]) for name in policies)


def _effort(name: PolicyName) -> int:
    return 0 if name in (PolicyName.TIMER, PolicyName.PLUG) else 1


_shared: list[tuple[Synchronized[int], Task]] = []


def _share(counter: Synchronized[int], task: Task) -> None:
    """Set what this worker works on."""
    _shared[:] = [(counter, task)]


def _live_shared(name: PolicyName, first: int, count: int) -> _Stretch:
    counter, task = _shared[0]

    def tick() -> None:
        with counter.get_lock():
            counter.value += 1

    return _live(task, name, first, count, tick)


def make_policy(task: Task, name: PolicyName) -> Policy:
    """Return a policy with an empty memory."""
    match name:
        case PolicyName.TIMER:
            return NightTimer(task.home, task.record)
        case PolicyName.PLUG:
            return PlugAndCharge(task.home)
        case PolicyName.PLANNER:
            return Planned(task.home, task.mode, task.limits)
        case PolicyName.ANNOUNCED:
            return Announced(task.home, task.mode, task.limits)
        case PolicyName.FORESIGHT:
            return Foresight(task.home, task.mode, task.limits)


def _live(task: Task, name: PolicyName, first: int, count: int, tick: Callable[[], None]) -> _Stretch:
    run_in = min(RUN_IN, first)
    done = 0

    def lived() -> None:
        nonlocal done
        done += 1
        if done > run_in:
            tick()

    policy = make_policy(task, name)
    began = perf_counter()
    life = simulate(
        task.record, task.home, policy, first=first - run_in, count=count + run_in, progress=lived
    )
    start = task.record.time_of(first)
    kept = life.slots[run_in:]
    start_kwh = sum(life.start_kwh.values())
    if run_in:
        before = life.slots[run_in - 1]
        start_kwh = sum(
            (p.soc_end or 0.0) * task.home.storage(p.storage_id).capacity_kwh for p in before.storages
        )
    share = count / (count + run_in)
    return _Stretch(
        slots=kept,
        departures=tuple(d for d in life.departures if d.at >= start),
        gained_kwh=sum(life.end_kwh.values()) - start_kwh,
        start_ups=round(sum(life.start_ups.values()) * share),
        over_contract_kwh=life.over_contract_kwh * share,
        plan_seconds=tuple(policy.seconds) if isinstance(policy, Planned) else (),
        seconds=perf_counter() - began,
    )


def _sum_up(task: Task, name: PolicyName, stretches: Sequence[_Stretch]) -> Result:
    slots = tuple(slot for stretch in stretches for slot in stretch.slots)
    totals = settle(slots)
    gained = sum(stretch.gained_kwh for stretch in stretches)
    yen, kg = cheap_yen_per_kwh(task.record)
    stored = sum(stored_kwh(slots, storage) for storage in task.home.storages)
    road = max(gained + totals.drive_kwh - stored, 0.0)
    efficiency = float(np.mean([s.charge_efficiency for s in task.home.storages]))
    departures = [departure for stretch in stretches for departure in stretch.departures]
    plans = [seconds for stretch in stretches for seconds in stretch.plan_seconds]
    return Result(
        policy=name,
        slots=slots,
        totals=totals,
        cost_yen=totals.cost_yen
        - gained * yen / efficiency
        + road * road_yen_per_kwh(task.record, task.home),
        co2_kg=totals.co2_kg - gained * kg / efficiency,
        gained_kwh=gained,
        road_kwh=road,
        backup_hours=_backup_hours(task.home, slots, totals),
        start_ups=sum(stretch.start_ups for stretch in stretches),
        departures=len(departures),
        short_departures=sum(d.short_kwh > MISSED_KWH for d in departures),
        short_kwh=sum(d.short_kwh for d in departures),
        below_min_soc_hours=sum(
            slot.hours
            for slot in slots
            for part in slot.storages
            if part.connected
            and part.soc_end is not None
            and part.soc_end < task.home.storage(part.storage_id).min_soc - 0.005
        ),
        over_contract_kwh=sum(stretch.over_contract_kwh for stretch in stretches),
        seconds=sum(stretch.seconds for stretch in stretches),
        plan_ms=float(np.mean(plans)) * 1e3 if plans else None,
    )


def _backup_hours(home: Home, slots: Sequence[MeteredSlot], totals: Totals) -> float:
    mean_kw = totals.load_kwh / max(sum(slot.hours for slot in slots), 1e-9)
    total = 0.0
    for slot in slots:
        usable_kwh, need_kw = 0.0, mean_kw
        for part in slot.storages:
            storage = home.storage(part.storage_id)
            if part.connected and part.soc_end is not None and storage.can_discharge:
                above = max(0.0, part.soc_end - storage.min_soc) * storage.capacity_kwh
                usable_kwh += above * storage.discharge_efficiency
                need_kw += storage.overhead_kw if above > 0.0 else 0.0
        total += usable_kwh / max(need_kw, 1e-9)
    return total / max(len(slots), 1)
