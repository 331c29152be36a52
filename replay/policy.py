"""Ways to meet a storm, for the simulator: ours, what a simple automation does, and ours with all that will be known.

The first two ask the same weather office with the feed that Home Assistant runs, and judge by the same policy.
`StormReady`: what Home Assistant runs: warnings, judgement, mode machine, tracking, pass (in a storm with the
counterfactual, the home that ignores it), dispatch. `ChargeAtFirstSign`: at the first sign of a counted warning (likely,
the week's early notice included, expected or in force) charge at full power to 100 %, then hold as long as there is
any; otherwise the normal plan. `AllKnown`: from the first sign on the planner is told when the storm will really begin
and end: what being ready costs whoever prepares for it.
"""

import asyncio
from dataclasses import replace
from datetime import datetime
import json
from typing import cast

from aiohttp import ClientSession

from backtest.read import ZONE
from custom_components.v2h_planner.core.control import mode_machine as modes
from custom_components.v2h_planner.core.hazard import (
    Hazard,
    HazardPolicy,
    HazardReport,
    StormTarget,
    Threats,
    Tier,
    judge,
)
from custom_components.v2h_planner.core.home import Home, Mode
from custom_components.v2h_planner.core.outage.endurance import OutageTerms
from custom_components.v2h_planner.core.pipeline import PipelineInput
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import FaultKind, Readings, Verb
from custom_components.v2h_planner.core.simulation.policies import Planned
from custom_components.v2h_planner.core.simulation.world import Observation
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.storm.counterfactual import StormCost
from custom_components.v2h_planner.core.trips import TripLog
from custom_components.v2h_planner.feeds.jma import JmaFeed
from custom_components.v2h_planner.readers.jma.areas import JmaArea
from custom_components.v2h_planner.readers.jma.likelihood import read_likelihood
from custom_components.v2h_planner.runtime.persistent_state import PersistentState
from custom_components.v2h_planner.runtime.tracking import track, with_delivered
from demo.custom_components.v2h_demo.office import HOME, WeatherOffice

from .wire import Wire

FULL = 1.0 - 1e-3
AREA = JmaArea(
    code=HOME.code,
    name=HOME.name,
    en_name=HOME.en_name,
    kana=HOME.kana,
    office=HOME.office[0],
    class10=HOME.class10[0],
    class15=HOME.class15[0],
)
PLACE = ((HOME.box[0] + HOME.box[2]) / 2, (HOME.box[1] + HOME.box[3]) / 2)


class WeatherWatch:
    """The feed, asked whenever it is due."""

    def __init__(self, office: WeatherOffice, start: datetime) -> None:
        """Nothing is known at the start."""
        self.start = self._now = start
        self._office = office
        session = cast("ClientSession", Wire(office, self._clock))
        self.feed = JmaFeed(session, AREA, PLACE, clock=self._clock)
        self.stale_at: datetime | None = None

    def _clock(self) -> datetime:
        return self._now

    def report(self, now: datetime) -> HazardReport:
        """Return what is known now."""
        self._now = now
        if self.feed.due <= now:
            asyncio.run(self.feed.async_refresh())
        if self.stale_at is None and any(fault.kind is FaultKind.STALE for fault in self.feed.faults):
            self.stale_at = now
        return self.feed.report

    def week(self) -> tuple[Hazard, ...]:
        """Read the week's early notice, which looks further ahead than any plan."""
        answer = self._office.answer(f"probability/data/probability/r8/{AREA.office}.json", self._now)
        return read_likelihood(json.loads(answer.body)[1:], AREA).hazards if answer.body else ()


class _Watching(Planned):
    """A planner that watches the weather. `first_sign`: when anything counted for the first time."""

    def __init__(self, home: Home, watch: WeatherWatch) -> None:
        super().__init__(home)
        self.watch = watch
        self.policy = HazardPolicy()
        self.first_sign: datetime | None = None
        self._observation: Observation | None = None

    def plan(self, observation: Observation) -> None:
        """Judge the weather, then plan."""
        self._observation = observation
        self._is_news(observation.readings)
        super().plan(observation)

    def command(self, readings: Readings, taken_kwh: float = 0.0) -> tuple[Command, ...]:
        """Dispatch the plan; news are followed by a pass."""
        if self._is_news(readings) and self._observation is not None:
            known = self._observation.readings
            now = replace(readings, load_kw=known.load_kw, pv_kw=known.pv_kw)
            super().plan(replace(self._observation, readings=now))
        return super().command(readings, taken_kwh)

    def _is_news(self, readings: Readings) -> bool:
        """Ask the weather office; return whether its answer changes what is to be done."""
        threats = judge(self.watch.report(readings.at), self.policy, readings.at)
        if self.first_sign is None and (threats.in_force or threats.expected):
            self.first_sign = readings.at
        return self._judged(threats, readings)

    def _judged(self, threats: Threats, readings: Readings) -> bool:
        raise NotImplementedError


class StormReady(_Watching):
    """What the integration does: its mode machine, its tracking, its pass. `tiers`: each change of the storm's tier."""

    def __init__(self, home: Home, watch: WeatherWatch) -> None:
        """No storm yet."""
        super().__init__(home, watch)
        self._rules = modes.ModeRules(hazard=self.policy)
        self._mode = modes.ModeState()
        self._state = PersistentState(trips=TripLog(since=watch.start))
        self._commands: tuple[Command, ...] = ()
        self.tiers: list[tuple[datetime, Tier]] = []

    @property
    def storm_cost(self) -> StormCost | None:
        """What being ready has cost, as the home itself works it out."""
        return self._state.storm_cost

    def command(self, readings: Readings, taken_kwh: float = 0.0) -> tuple[Command, ...]:
        """Dispatch the plan; the commands hold until the next ones."""
        self._commands = super().command(readings, taken_kwh)
        return self._commands

    def inputs(self, observation: Observation) -> PipelineInput:
        """Add what the charger has delivered lately."""
        inputs = super().inputs(observation)
        return replace(inputs, readings=with_delivered(inputs.readings, self._state.charge_rates))

    def _judged(self, threats: Threats, readings: Readings) -> bool:
        now, before = readings.at, self._mode.storm
        self._mode = modes.step(self._mode, modes.WeatherSeen(at=now, threats=threats), self._rules)
        tier = self._mode.storm.tier
        self.watch.feed.watching = tier is Tier.WATCH
        if not self.tiers or self.tiers[-1][1] is not tier:
            self.tiers.append((now, tier))
        self._situation = modes.current_situation(self._mode, now, self._rules)
        state = replace(self._state, plan=self._plan, counterfactual=self._counterfactual)
        self._state, _ = track(
            state, readings, self._situation, self._commands, self._home, OutageTerms(), ZONE
        )
        self._counterfactual = self._state.counterfactual
        return self._mode.storm != before


class ChargeAtFirstSign(_Watching):
    """Charge now, hold until it is lifted. `released`: when it let go; `for_good`: it never does."""

    def __init__(self, home: Home, watch: WeatherWatch, *, for_good: bool = False) -> None:
        """`for_good`: what can be reached at all."""
        super().__init__(home, watch)
        self._for_good = for_good
        self._alarm = self._week = False
        self.released: list[datetime] = []

    def _judged(self, threats: Threats, readings: Readings) -> bool:
        now, before = readings.at, self._alarm
        if now.minute == 0:
            self._week = any(self.policy.counts(hazard) for hazard in self.watch.week())
        if self.first_sign is None and self._week:
            self.first_sign = now
        signs = threats.in_force or threats.expected or self._week
        self._alarm = bool(signs) or (before and self._for_good)
        if before and not self._alarm:
            self.released.append(now)
        return before is not self._alarm

    def command(self, readings: Readings, taken_kwh: float = 0.0) -> tuple[Command, ...]:
        """Charge at full power, then stand by."""
        commands = super().command(readings, taken_kwh)
        if not self._alarm:
            return commands
        return tuple(
            Command(
                storage_id=storage.id,
                verb=Verb.CHARGE,
                power_kw=None,
                until_soc=1.0,
                reason=Reason(ReasonCode.CHARGE_STORM_NOW, {"soc": 1.0}),
            )
            for storage in self._home.storages
            if (readings.storage(storage.id).soc or 0.0) < FULL
        )


class AllKnown(Planned):
    """Told at the first sign when it will be there and when it is over."""

    def __init__(self, home: Home, first_sign: datetime, onset: datetime, over: datetime) -> None:
        """Nobody knows this."""
        super().__init__(home)
        self._first_sign = first_sign
        self._onset = onset
        self._over = over

    def plan(self, observation: Observation) -> None:
        """Plan with the storm as it will be."""
        storm = None
        if self._first_sign <= observation.now < self._over:
            storm = StormTarget(tier=Tier.WATCH, by=self._onset, until=self._over, onset=self._onset)
        self._situation = Situation(mode=Mode.ECONOMY, wanted=Mode.ECONOMY, storm=storm)
        super().plan(observation)
