"""Ways to meet a storm, for the simulator: ours, what a simple automation does, and ours with all that will be known.

The first two ask the same weather office with the feed that Home Assistant runs, and judge by the same policy.
`StormReady`: the pass of the coordinator: picture, judgement, mode machine, plan, dispatch. `ChargeAtFirstSign`: at
the first sign of a counted warning (likely, the week's early notice included, expected or in force) charge at full
power to 100 %, then hold as long as there is any; otherwise the normal plan. `AllKnown`: from the first sign on the
planner is told when the storm will really begin and end: what being ready costs whoever prepares for it.
"""

import asyncio
from dataclasses import replace
from datetime import datetime
import json
from typing import cast

from aiohttp import ClientSession

from backtest.policies import Planned
from backtest.simulate import Observation
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
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import Command, Reason, ReasonCode
from custom_components.v2h_planner.core.readings import FaultKind, Readings, Verb
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.feeds.jma import JmaFeed
from custom_components.v2h_planner.readers.jma.areas import JmaArea
from custom_components.v2h_planner.readers.jma.likelihood import read_likelihood
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
        """Nothing is known before the first look."""
        self._now = start
        self._office = office
        session = cast("ClientSession", Wire(office, self._clock))
        self.feed = JmaFeed(session, AREA, PLACE, clock=self._clock)
        self.stale_at: datetime | None = None

    def _clock(self) -> datetime:
        return self._now

    def look(self, now: datetime) -> HazardReport:
        """What is known now."""
        self._now = now
        if self.feed.due <= now:
            asyncio.run(self.feed.async_refresh())
        if self.stale_at is None and any(fault.kind is FaultKind.STALE for fault in self.feed.faults):
            self.stale_at = now
        silent = frozenset({"jma"}) if self.feed.silent else frozenset[str]()
        return HazardReport(hazards=self.feed.bulletin.hazards, silent=silent)

    def week(self) -> tuple[Hazard, ...]:
        """What the week's early notice says, which looks further ahead than any plan."""
        answer = self._office.answer(f"probability/data/probability/r8/{AREA.office}.json", self._now)
        return read_likelihood(json.loads(answer.body)[1:], AREA).hazards if answer.body else ()


class _Watching(Planned):
    """A planner that looks at the weather. `first_sign`: when anything counted for the first time."""

    def __init__(self, home: Home, limits: SolverLimits, watch: WeatherWatch) -> None:
        super().__init__(home, limits=limits)
        self.watch = watch
        self.policy = HazardPolicy()
        self.first_sign: datetime | None = None
        self._last_look: Observation | None = None

    def plan(self, look: Observation) -> None:
        """The pass."""
        self._last_look = look
        self._see(look.now)
        super().plan(look)

    def command(self, readings: Readings) -> tuple[Command, ...]:
        """News are followed by a pass."""
        if self._see(readings.at) and self._last_look is not None:
            known = self._last_look.readings
            now = replace(readings, load_kw=known.load_kw, pv_kw=known.pv_kw)
            super().plan(replace(self._last_look, readings=now))
        return super().command(readings)

    def _see(self, now: datetime) -> bool:
        """Look at the weather; whether it changed what is to be done."""
        threats = judge(self.watch.look(now), self.policy, now)
        if self.first_sign is None and (threats.in_force or threats.expected):
            self.first_sign = now
        return self._judged(threats, now)

    def _judged(self, threats: Threats, now: datetime) -> bool:
        raise NotImplementedError


class StormReady(_Watching):
    """What the integration does. `tiers`: each change of the storm's tier."""

    def __init__(self, home: Home, limits: SolverLimits, watch: WeatherWatch) -> None:
        """No storm yet."""
        super().__init__(home, limits, watch)
        self._rules = modes.ModeRules(hazard=self.policy)
        self._state = modes.ModeState()
        self.tiers: list[tuple[datetime, Tier]] = []

    def _judged(self, threats: Threats, now: datetime) -> bool:
        before = self._state.storm
        self._state = modes.step(self._state, modes.WeatherSeen(at=now, threats=threats), self._rules)
        tier = self._state.storm.tier
        self.watch.feed.watching = tier is Tier.WATCH
        if not self.tiers or self.tiers[-1][1] is not tier:
            self.tiers.append((now, tier))
        self._situation = modes.current_situation(self._state, now, self._rules)
        return self._state.storm != before


class ChargeAtFirstSign(_Watching):
    """Charge now, hold until it is lifted. `released`: when it let go; `for_good`: it never does."""

    def __init__(
        self, home: Home, limits: SolverLimits, watch: WeatherWatch, *, for_good: bool = False
    ) -> None:
        """`for_good`: what can be reached at all."""
        super().__init__(home, limits, watch)
        self._for_good = for_good
        self._alarm = self._week = False
        self.released: list[datetime] = []

    def _judged(self, threats: Threats, now: datetime) -> bool:
        before = self._alarm
        if now.minute == 0:
            self._week = any(self.policy.counts(hazard) for hazard in self.watch.week())
        if self.first_sign is None and self._week:
            self.first_sign = now
        signs = threats.in_force or threats.expected or self._week
        self._alarm = bool(signs) or (before and self._for_good)
        if before and not self._alarm:
            self.released.append(now)
        return before is not self._alarm

    def command(self, readings: Readings) -> tuple[Command, ...]:
        """Full power, then stand by."""
        commands = super().command(readings)
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

    def __init__(
        self, home: Home, limits: SolverLimits, first_sign: datetime, onset: datetime, over: datetime
    ) -> None:
        """Nobody knows this."""
        super().__init__(home, limits=limits)
        self._first_sign = first_sign
        self._onset = onset
        self._over = over

    def plan(self, look: Observation) -> None:
        """With the storm as it will be."""
        storm = None
        if self._first_sign <= look.now < self._over:
            storm = StormTarget(tier=Tier.WATCH, by=self._onset, until=self._over, onset=self._onset)
        self._situation = Situation(mode=Mode.ECONOMY, storm=storm)
        super().plan(look)
