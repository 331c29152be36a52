"""Lives one episode to its end."""

import asyncio
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
import logging
from pathlib import Path
from traceback import extract_tb
from typing import Any, cast
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.v2h_planner.core.milp.program import Program
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.runtime.restoring import Restored

from .entities import Devices, Sensors
from .episode import DOWN, Episode, Trouble, TroubleKind
from .invariants import Watch
from .keeper import Keeper, Kept, begins, nothing_left, read_back, settings_of
from .planner import Pass, Whim
from .promises import Promise, Violation
from .story import Journal
from .truth import Truth
from .virtual import Clock, VirtualLoop, live

PLAN_EVERY = 30  # minutes
SWITCHED_ON_AFTER = 10  # minutes until a person sees that the control is off, and switches it on
WAIT_FOR_UNITS = 0.5  # seconds of a minute after which the sensors of the next one are read


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an episode ended. `checks`: how often each promise was put to the test; `digest`: what happened, in short."""

    episode: Episode
    violations: tuple[Violation, ...]
    checks: dict[Promise, int]
    journal: Journal
    digest: str


def run(episode: Episode) -> Outcome:
    """Live the episode."""
    loop = VirtualLoop()
    clock = Clock(episode.start, loop)
    raised: list[BaseException] = []
    logger = logging.getLogger("custom_components.v2h_planner")
    level, logger.level = logger.level, logging.CRITICAL
    try:
        with clock.rules():
            return live(_Life(episode, clock, raised).live(), loop, raised)
    finally:
        logger.setLevel(level)


class _NoEntities:
    """The entity registry of a home whose entities were never registered: states are all there is."""

    def async_get(self, _entity_id: str) -> None:
        """Return the entry of an entity: there is none."""


class _Life:
    """Everything that lives during an episode."""

    def __init__(self, episode: Episode, clock: Clock, raised: list[BaseException]) -> None:
        self._episode = episode
        self._clock = clock
        self._raised = raised
        self._minute = 0
        self._settings = settings_of(episode)
        self._truth = Truth(episode)
        self._journal = Journal(episode)
        self._whim = Whim(episode.seed, episode.home)
        self._pass = Pass(episode.home, has_pv=episode.pv_kw > 0)
        self._off_since: int | None = None
        self._restarted: Trouble | None = None
        self._saved = begins(clock)
        self._keeper: Keeper | None = None

    async def live(self) -> Outcome:
        """Live it minute by minute."""
        self._hass = HomeAssistant("")
        cast("dict[Any, Any]", self._hass.data)[er.DATA_REGISTRY] = _NoEntities()
        self._devices = Devices(self._hass, self._clock, self._episode, self._minute_now)
        self._sensors = Sensors(self._hass, self._clock, self._episode, self._truth)
        self._watch = Watch(self._episode, self._truth, self._devices)
        for minute in range(self._episode.minutes):
            self._minute = minute
            await self._live_minute(minute)
            self._watch.checks[Promise.ALIVE] += 1
            for error in self._raised:
                last = extract_tb(error.__traceback__)[-1]
                where = f"{Path(last.filename).name}:{last.lineno}"
                self._watch.broken(Promise.ALIVE, minute, f"{type(error).__name__}: {error} in {where}")
            self._raised.clear()
        if self._keeper is not None:
            self._keeper.die()
        return Outcome(
            self._episode,
            tuple(self._watch.violations),
            self._watch.checks,
            self._journal,
            self._journal.digest(self._truth),
        )

    def _minute_now(self) -> float:
        return self._hass.loop.time() / 60.0

    async def _live_minute(self, minute: int) -> None:
        self._truth.live(minute, {key: self._devices.doing(key) for key in self._truth.units})
        self._others(minute)
        self._sensors.show(minute)
        await self._down_or_up(minute)
        looked = False
        if self._keeper is not None and not self._troubled(TroubleKind.STALL, minute):
            looked = True
            task = asyncio.ensure_future(self._look(self._keeper, minute))
            await asyncio.wait({task}, timeout=59.0 + WAIT_FOR_UNITS)
            if task.done() and (error := task.exception()) is not None:
                self._raised.append(error)
        self._journal.note(minute, self._keeper, self._devices, self._truth)
        self._watch.look(minute, self._keeper, looked=looked)
        await asyncio.sleep(max(60.0 * (minute + 1) - self._hass.loop.time(), 0.0))

    def _troubled(self, kind: TroubleKind, minute: int) -> bool:
        return self._episode.troubled({kind}, minute)

    # -- the planner ------------------------------------------------------------------------------------

    async def _look(self, keeper: Keeper, minute: int) -> None:
        """Do what the coordinator does in this minute."""
        snapshot = keeper.look()
        if self._is_due(keeper, minute):
            self._plan(keeper, minute)
            snapshot = keeper.look()
        await keeper.command(snapshot)

    def _is_due(self, keeper: Keeper, minute: int) -> bool:
        """Return whether a pass is due: by the clock, at the beginning, and when the grid goes or comes."""
        now, plan = self._clock.now(), keeper.state.plan
        if plan is None or keeper.last is None or plan.outage != keeper.last.situation.outage:
            return True
        return now.minute % PLAN_EVERY == 0 or abs(now - plan.made_at) > timedelta(minutes=PLAN_EVERY)

    def _plan(self, keeper: Keeper, minute: int) -> None:
        assert keeper.last is not None
        if self._troubled(TroubleKind.SOLVER_HANGS, minute):
            keeper.failures += 1 if self._clock.now().minute % PLAN_EVERY == 0 else 0
            return
        fails = self._troubled(TroubleKind.SOLVER_FAILS, minute)
        readings, situation, now = keeper.last.readings, keeper.last.situation, self._clock.now()
        if self._episode.by_pass:
            priced = not self._troubled(TroubleKind.NO_PRICES, minute)
            with patch.object(Program, "solve", side_effect=RuntimeError) if fails else nullcontext():
                keeper.planned(self._pass.plan(readings, situation, now, priced=priced))
        elif fails:
            keeper.failures += 1 if now.minute % PLAN_EVERY == 0 else 0
        else:
            keeper.planned(self._whim.plan(readings, situation, now))

    # -- stops and starts -------------------------------------------------------------------------------

    async def _down_or_up(self, minute: int) -> None:
        """Let Home Assistant stop, die, and come back."""
        down = next((t for t in self._episode.troubles if t.kind in DOWN and t.holds(minute)), None)
        if down is not None:
            if self._keeper is not None:
                await self._stop(self._keeper, down)
            return
        if self._keeper is None:
            self._keeper = self._start(minute)
        if not self._keeper.state.control:
            self._off_since = minute if self._off_since is None else self._off_since
            if minute - self._off_since >= SWITCHED_ON_AFTER:
                self._keeper.switch_on()
                self._off_since = None

    async def _stop(self, keeper: Keeper, down: Trouble) -> None:
        self._restarted, self._keeper = down, None
        if down.kind is TroubleKind.RESTART:
            task = asyncio.ensure_future(keeper.let_go())
            await asyncio.wait({task}, timeout=58.0)
            if not task.done():
                task.cancel()
        else:
            keeper.die()
        self._saved = keeper.saved

    def _start(self, minute: int) -> Keeper:
        down, self._restarted = self._restarted, None
        kind = None if down is None else down.kind
        garble = int(down.value) if down is not None and kind is TroubleKind.CORRUPT else None
        if kind is TroubleKind.LATER:
            restored, part = nothing_left(self._clock), "everything"
        else:
            restored, part = read_back(self._saved, self._clock, garble=garble)
        for line in _lost(self._saved, restored, part):
            self._watch.broken(Promise.KEPT, minute, line)
        self._watch.checks[Promise.KEPT] += 1
        keeper = Keeper(self._hass, self._settings, self._clock, restored)
        keeper.on_hands = lambda storage_id: self._journal.say(minute, f"{storage_id} is left to a person")
        return keeper

    # -- others -----------------------------------------------------------------------------------------

    def _others(self, minute: int) -> None:
        """Let people, other planners and the clock do what they do."""
        self._clock.set_by = timedelta()
        for trouble in self._episode.troubles:
            if not trouble.holds(minute):
                continue
            gone = minute - trouble.at
            match trouble.kind:
                case TroubleKind.CLOCK:
                    self._clock.set_by = timedelta(minutes=trouble.value)
                case TroubleKind.RIVAL if gone % int(trouble.value) == 0:
                    verb = Verb.CHARGE if gone // int(trouble.value) % 2 == 0 else Verb.STANDBY
                    self._devices.set_by_hand(trouble.on, verb, person=False)
                case TroubleKind.HAND if gone == 0:
                    verb = Verb.CHARGE if trouble.value else Verb.STANDBY
                    self._devices.set_by_hand(trouble.on, verb, person=True)


def _lost(saved: Kept, restored: Restored, part: str) -> Iterator[str]:
    """Yield what was kept and is not there any more, though it was not garbled."""
    if part == "everything":
        return
    for name in _STATE:
        if name != part and getattr(restored.state, name) != getattr(saved.state, name):
            yield f"{name} is not what was saved"
    for name in _MODE:
        if name != part and getattr(restored.mode, name) != getattr(saved.mode, name):
            yield f"{name} is not what was saved"


_STATE = (
    "control",
    "orders",
    "plan",
    "charge_now",
    "one_off",
    "pauses",
    "trips",
    "ledger",
    "charge_rates",
    "soc_estimates",
    "relays",
    "outage",
    "recent_load",
)
_MODE = ("wanted", "storm", "outage", "hands_off_until")
