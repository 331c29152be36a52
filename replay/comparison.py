"""Live a scenario several times under the same physics, and compare."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
import multiprocessing

import numpy as np

from backtest.homes import EV, PROFILES, Contract, Profile
from backtest.read import generate
from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot, settle
from custom_components.v2h_planner.core.hazard import Tier
from custom_components.v2h_planner.core.home import Home
from custom_components.v2h_planner.core.simulation.policies import Planned, cheap_yen_per_kwh
from custom_components.v2h_planner.core.simulation.world import Policy, Record, Simulation, simulate
from demo.custom_components.v2h_demo.office import WeatherOffice

from .policy import AllKnown, ChargeAtFirstSign, StormReady, WeatherWatch
from .scenarios import SCENARIOS, Scenario

HISTORY_DAYS = 45
DARK = timedelta(hours=12)
DARK_SHARE = 0.2  # of the sun that is left under the storm's clouds
FULL_ENOUGH = 0.99
MISSED_KWH = 0.05
USUAL = PROFILES[1]


@dataclass(frozen=True, kw_only=True)
class Life:
    """One way through a scenario. `cost_yen`: the bill less what the energy gained is worth. SOCs are fractions."""

    slots: tuple[MeteredSlot, ...]
    cost_yen: float
    left_kwh: float
    onset_soc: float | None
    full_at: datetime | None
    start_ups: int
    short_departures: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A scenario, lived. `reachable_soc`: the most that charging from the first sign on brings until the onset.

    `all_known`: as cheap as the planner can be ready from the first sign on when it is told what will be.
    """

    scenario: Scenario
    record: Record
    normal: Life
    ours: Life
    naive: Life
    all_known: Life
    reachable_soc: float | None
    first_sign: datetime | None
    tiers: tuple[tuple[datetime, Tier], ...]
    stale_at: datetime | None
    requests: int

    @property
    def extra_yen(self) -> float:
        """What being ready cost."""
        return self.ours.cost_yen - self.normal.cost_yen

    @property
    def naive_extra_yen(self) -> float:
        """What the simple rule cost."""
        return self.naive.cost_yen - self.normal.cost_yen

    @property
    def least_extra_yen(self) -> float:
        """What being ready costs in any case."""
        return self.all_known.cost_yen - self.normal.cost_yen

    @property
    def reachable(self) -> bool:
        """Whether it could be full at the onset."""
        return self.reachable_soc is not None and self.reachable_soc >= FULL_ENOUGH

    @property
    def ready(self) -> bool:
        """Whether it was as full at the onset as could be."""
        best, soc = self.reachable_soc, self.ours.onset_soc
        return best is None or soc is None or soc >= min(best, 1.0) - (1.0 - FULL_ENOUGH)

    @property
    def released_at(self) -> datetime | None:
        """When the last tier ended."""
        if not self.tiers or self.tiers[-1][1] is not Tier.NONE or len(self.tiers) == 1:
            return None
        return self.tiers[-1][0]


def record_of(scenario: Scenario, profile: Profile = USUAL) -> Record:
    """Generate days before and during the scenario, with its own trips and its dark sky."""
    first = scenario.at(0, 0)
    began = first.date() - timedelta(days=HISTORY_DAYS)
    # the plan looks 60 hours ahead
    record = generate(began, HISTORY_DAYS + scenario.days + 3, profile, Contract())
    before = tuple(absence for absence in record.absences[EV] if absence.start < first)
    pv = record.pv_kw.copy()
    if scenario.onset_at is not None and scenario.over is not None:
        dark = slice(
            record.index_of(scenario.onset_at - DARK), record.index_of(scenario.at(*scenario.over)) + 1
        )
        pv[dark] *= DARK_SHARE
    return replace(record, pv_kw=pv, absences={EV: before + scenario.absences})


def live(scenario: Scenario, profile: Profile = USUAL) -> Outcome:
    """Live it by the normal plan, by ours, by the simple rule, as full as can be, and by the planner that is told."""
    record, onset, home = record_of(scenario, profile), scenario.onset_at, profile.home
    normal = live_normally(scenario, record, home)
    ours, ready = live_ready(scenario, record, home)
    simple = ChargeAtFirstSign(home, _watch(scenario))
    naive = _life(scenario, record, home, simple, simple)
    reachable = naive.onset_soc
    if onset is not None and any(released < onset for released in simple.released):
        steady = ChargeAtFirstSign(home, _watch(scenario), for_good=True)
        reachable = _life(scenario, record, home, steady).onset_soc
    all_known = normal  # where nothing comes, nothing need be done
    if onset is not None and scenario.over is not None and ready.first_sign is not None:
        told = AllKnown(home, ready.first_sign, onset, scenario.at(*scenario.over))
        all_known = _life(scenario, record, home, told)
    return Outcome(
        scenario=scenario,
        record=record,
        normal=normal,
        ours=ours,
        naive=naive,
        all_known=all_known,
        reachable_soc=reachable,
        first_sign=ready.first_sign,
        tiers=tuple(ready.tiers),
        stale_at=ready.watch.stale_at,
        requests=ready.watch.feed.requests,
    )


def live_normally(scenario: Scenario, record: Record, home: Home = USUAL.home) -> Life:
    """Live it as if there were no weather."""
    return _life(scenario, record, home, Planned(home))


def live_ready(scenario: Scenario, record: Record, home: Home = USUAL.home) -> tuple[Life, StormReady]:
    """Live it as the integration does."""
    ready = StormReady(home, _watch(scenario))
    return _life(scenario, record, home, ready, ready), ready


def stored_yen(record: Record, home: Home) -> float:
    """Return what a kWh in the battery counts: buying it at the mean price from 01:00 to 05:00, losses included."""
    yen, _kg = cheap_yen_per_kwh(record)
    return yen / home.storages[0].charge_efficiency


def _watch(scenario: Scenario) -> WeatherWatch:
    return WeatherWatch(WeatherOffice(scenario.events), scenario.at(*scenario.start))


def live_all(
    scenarios: Sequence[Scenario] = SCENARIOS, jobs: int = 1, profile: Profile = USUAL
) -> Iterator[Outcome]:
    """Live every scenario, in order."""
    one = partial(live, profile=profile)
    if jobs <= 1:
        yield from map(one, scenarios)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
        yield from pool.map(one, scenarios)


def _life(
    scenario: Scenario,
    record: Record,
    home: Home,
    policy: Policy,
    sign_of: StormReady | ChargeAtFirstSign | None = None,
) -> Life:
    start = scenario.at(*scenario.start)
    first = record.index_of(start)
    count = record.index_of(scenario.at(scenario.days, 0)) - first
    lived: Simulation = simulate(record, home, policy, first=first, count=count, start_soc=scenario.soc)
    gained = lived.end_kwh[EV] - lived.start_kwh[EV]
    sign = None if sign_of is None else sign_of.first_sign
    return Life(
        slots=lived.slots,
        cost_yen=settle(lived.slots).cost_yen - gained * stored_yen(record, home),
        left_kwh=lived.end_kwh[EV],
        onset_soc=None if scenario.onset_at is None else soc_at(lived.slots, scenario.onset_at),
        full_at=next(
            (
                slot.start + timedelta(hours=slot.hours)
                for slot in lived.slots
                if sign is not None
                and slot.start >= sign - timedelta(minutes=30)
                and soc_of(slot) >= FULL_ENOUGH
            ),
            None,
        ),
        start_ups=lived.start_ups[EV],
        short_departures=sum(departed.short_kwh > MISSED_KWH for departed in lived.departures),
    )


def soc_of(slot: MeteredSlot) -> float:
    """Return the SOC at a slot's end."""
    return slot.storages[0].soc_end or 0.0


def soc_at(slots: Iterable[MeteredSlot], when: datetime) -> float:
    """Return the SOC at the end of the last half hour that is over by then."""
    return [soc_of(slot) for slot in slots if slot.start + timedelta(hours=slot.hours) <= when][-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanExtra:
    """Yen a scenario over the normal plan."""

    ours: float
    naive: float
    least: float


def mean_extra(outcomes: Sequence[Outcome]) -> MeanExtra:
    """Return the means over all scenarios."""
    return MeanExtra(
        ours=float(np.mean([outcome.extra_yen for outcome in outcomes])),
        naive=float(np.mean([outcome.naive_extra_yen for outcome in outcomes])),
        least=float(np.mean([outcome.least_extra_yen for outcome in outcomes])),
    )
