"""The planner's hands: what the coordinator does once a minute and every half hour, with the component's own parts.

The reader, the situation, the tracking, the dispatch, the supervisor, the commander with its controllers, and what is
kept over a restart are the real ones. The coordinator, its scheduler and its files are not: `tests/ha` has them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC
from random import Random
from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.v2h_planner.core.codec import encode
from custom_components.v2h_planner.core.control.mode_machine import (
    HandsOn,
    ModeRules,
    ModeState,
    next_change,
    step,
)
from custom_components.v2h_planner.core.control.pause import still_paused
from custom_components.v2h_planner.core.control.supervisor import Ruling, relays_after
from custom_components.v2h_planner.core.hazard import HazardReport
from custom_components.v2h_planner.core.plan import Plan
from custom_components.v2h_planner.core.readings import Fault, StorageReading
from custom_components.v2h_planner.core.trips import TripLog
from custom_components.v2h_planner.runtime.commander import Commander
from custom_components.v2h_planner.runtime.observation import Observation, PassResult, build_snapshot
from custom_components.v2h_planner.runtime.persistent_state import PersistentState
from custom_components.v2h_planner.runtime.restoring import EVERYTHING, Part, Restored, fresh, restore
from custom_components.v2h_planner.runtime.tracking import (
    estimate_soc,
    judge_soc,
    settled,
    told,
    track,
    with_delivered,
)
from custom_components.v2h_planner.settings.model import (
    OutageSource,
    PriceSettings,
    Settings,
    Sources,
    StorageSettings,
)
from custom_components.v2h_planner.sources.entity_reader import EntityReader
from custom_components.v2h_planner.sources.situation import async_read_situation
from custom_components.v2h_planner.state.snapshot import Snapshot

from .entities import OUTAGE, control_of, entity_of
from .episode import Episode
from .virtual import Clock

NO_WARNINGS = HazardReport()


def settings_of(episode: Episode) -> Settings:
    """Return the episode's home as its forms would say it."""
    return Settings(
        home=episode.home,
        prices=PriceSettings(),
        sources=Sources(
            pv_power=entity_of("pv") if episode.pv_kw else None,
            load_power=entity_of("load") if episode.load_metered else None,
            grid_power=entity_of("grid"),
            outages=(OutageSource(OUTAGE),),
        ),
        storages=tuple(
            StorageSettings(
                storage=form.storage,
                soc_entity=entity_of(f"{form.id}.soc"),
                connected_entity=entity_of(f"{form.id}.plug") if form.storage.kind.is_ev else None,
                power_entity=entity_of(f"{form.id}.power") if form.metered else None,
                control=control_of(form),
            )
            for form in episode.units
        ),
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file would hold: the state and the mode as they were saved last."""

    state: PersistentState
    mode: ModeState


def read_back(kept: Kept, clock: Clock, *, garble: int | None = None) -> tuple[Restored, str]:
    """Read what was kept as the file's reader does. `garble`: which part of it is broken; its name comes back."""
    data: dict[str, Any] = {"state": encode(kept.state), "mode": encode(kept.mode)}
    name = ""
    if garble is not None:
        rng = Random(garble)
        half = rng.choice(("state", "mode"))
        name = rng.choice(sorted(data[half]))
        data[half][name] = rng.choice(([], "?", 7, {"a": 1}, None))
    return restore(data, clock.now()), name


def nothing_left(clock: Clock) -> Restored:
    """Return what is read of a file of a later version."""
    return fresh(clock.now(), EVERYTHING)


def begins(clock: Clock) -> Kept:
    """Return the state of a home whose planner has been switched on."""
    return Kept(PersistentState(trips=TripLog(since=clock.now()), control=True), ModeState())


class Keeper:
    """One run of the planner, from its start to its end. `last`: what it saw and ordered at its last look."""

    def __init__(self, hass: HomeAssistant, settings: Settings, clock: Clock, restored: Restored) -> None:
        """Take over what was kept."""
        self.settings = settings
        self._clock = clock
        self.state = restored.state.fitting(settings.home)
        self.mode = restored.mode
        self._rules = ModeRules(hazard=settings.hazards, hands_off=settings.hands_off)
        self._reader = EntityReader(hass, settings)
        self.failures = 0
        self.last: Snapshot | None = None
        self.rulings: tuple[Ruling, ...] = ()
        self.faults: tuple[Fault, ...] = ()
        self.saved = Kept(self.state, self.mode)
        self.on_hands: Callable[[str], None] = lambda _storage_id: None
        self.units = Commander(
            hass,
            settings,
            read=self._storage_now,
            grid_is_back=lambda: self._reader.outage(clock.now()).value is False,
            on_hands=self._on_hands,
            on_fault=lambda: None,
        )
        self.units.adopt(self.state.orders)
        if Part.CONTROL in restored.lost:
            self.units.forget_orders()

    def _storage_now(self, storage_id: str) -> StorageReading:
        now, item = self._clock.now(), self.settings.storage(storage_id)
        reading = self._reader.storage(storage_id, now)
        estimate = estimate_soc(self.state, reading, self._held, item, now)
        return estimate.judge(reading, self.settings.stale_after, now)[0]

    @property
    def _held(self) -> tuple[Any, ...]:
        return self.last.commands if self.last is not None and self.state.control else ()

    def _on_hands(self, storage_id: str) -> None:
        self.mode = step(self.mode, HandsOn(at=self._clock.now(), storage_id=storage_id), self._rules)
        self.state = self.state.with_relays_forgiven()
        self.on_hands(storage_id)

    def look(self) -> Snapshot:
        """Observe the home and work out what each unit is to do; nothing is commanded yet."""
        now, settings = self._clock.now(), self.settings
        read = async_read_situation(self._reader, NO_WARNINGS, self.mode, self._rules, (), now)
        state = replace(self.state, pauses=still_paused(self.state.pauses, read.situation, now))
        situation = replace(read.situation, pauses=state.pauses)
        commands = self._held
        seen = self._reader.readings(now, outage=situation.outage)
        state, readings = judge_soc(state, settled(state, seen, settings), commands, settings)
        readings = with_delivered(readings, state.charge_rates)
        reached = told(commands, settings)
        state, endurance = track(state, readings, situation, reached, settings.home, settings.outage, UTC)
        observation = Observation(
            state=state,
            mode=read.mode,
            situation=situation,
            readings=readings,
            report=read.report,
            threats=read.threats,
            jma=None,
            endurance=endurance,
            faults=(*readings.faults, *read.faults, *self.units.faults),
            next_change=next_change(read.mode, self._rules),
        )
        self.state, self.mode, self.faults = observation.state, observation.mode, observation.faults
        snapshot = build_snapshot(
            observation, PassResult(failures=self.failures), settings.home, self.units.disobeying
        )
        self.last = snapshot
        return snapshot

    async def command(self, snapshot: Snapshot) -> None:
        """Command the units, and remember what they and their relays were told."""
        before, now = self.state.relays, snapshot.at
        await self.units.async_command(snapshot)
        self.rulings = self.units.rulings
        relays = relays_after(before, snapshot.relays, self.rulings, snapshot.readings, now)
        self.state = replace(self.state, relays=relays)
        self.last = replace(snapshot, commands=self.units.passed)
        if self.units.orders != self.state.orders:
            self.state = replace(self.state, orders=self.units.orders)
            self.save()

    def planned(self, plan: Plan) -> None:
        """Take a new plan over."""
        self.state = self.state.with_plans(plan, None)
        self.failures = 0
        self.save()

    def save(self) -> None:
        """Keep all of it: what a file holds a few seconds later."""
        self.saved = Kept(self.state, self.mode)

    def switch_on(self) -> None:
        """Let a person switch the control on."""
        self.state = replace(self.state, control=True).with_relays_forgiven()
        self.save()

    async def let_go(self) -> None:
        """Stop in order: release the units, then save."""
        await self.units.async_let_go()
        self.state = replace(self.state, orders=self.units.orders)
        self.save()
        self.units.stop()

    def die(self) -> None:
        """Stop at once: nothing is released, nothing more is saved."""
        self.units.stop()
