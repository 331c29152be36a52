"""Where previews and comparisons are made: one after another, beside the passes, and of each asker only the newest."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import V2HCoordinator
from ..core.comparison import ModeChoices, NoLongerWantedError, StormChoice, compare_modes, compare_storm
from ..core.pipeline import PipelineInput
from ..core.plan import Plan
from .preview import inputs_now

DESKS: HassKey[dict[str, Desk]] = HassKey(f"{DOMAIN}_desks")
# So long after a plan nothing has become of it, and its modes are compared for whoever looks later.
CALM_S: Final = 60.0
# So long an asker waits; a job that takes longer still has to end before the next one begins.
PATIENCE_S: Final = 20.0


class SupersededError(Exception):
    """The asker has asked again meanwhile."""


class NoPlanError(Exception):
    """There is nothing yet that a change could be made to."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The modes as they compared beside a plan, and the storm where somebody has asked."""

    plan: Plan
    modes: ModeChoices
    storm: StormChoice | None = None


@callback
def async_desk(hass: HomeAssistant, coordinator: V2HCoordinator) -> Desk:
    """Return the desk of a home."""
    desks = hass.data.setdefault(DESKS, {})
    entry_id = coordinator.config_entry.entry_id
    if entry_id not in desks or desks[entry_id].coordinator is not coordinator:
        desks[entry_id] = Desk(hass, coordinator)
    return desks[entry_id]


class Desk:
    """Runs what is slow in the executor, one job of a home at a time. The passes have a worker of their own."""

    def __init__(self, hass: HomeAssistant, coordinator: V2HCoordinator) -> None:
        """Have nobody asking."""
        self.coordinator = coordinator
        self._hass = hass
        self._one_job = asyncio.Lock()
        self._newest: dict[object, asyncio.Future[None]] = {}
        self.compared: Compared | None = None
        self._comparing = asyncio.Lock()
        self._planned: Plan | None = None
        self._calm: CALLBACK_TYPE | None = None

    async def async_ask[T](self, asker: object, job: Callable[[], T]) -> T:
        """Return what the job finds; SupersededError where the asker asks again first, TimeoutError after long."""
        if (former := self._newest.pop(asker, None)) is not None and not former.done():
            former.set_result(None)
        newer: asyncio.Future[None] = self._hass.loop.create_future()
        self._newest[asker] = newer
        work = self._hass.async_create_background_task(self._work(newer, job), f"{DOMAIN} preview")
        work.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may be left to ask
        try:
            either: set[asyncio.Future[Any]] = {work, newer}
            await asyncio.wait(either, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
            if newer.done():
                raise SupersededError
            if not work.done():
                raise TimeoutError
            return work.result()
        finally:
            if self._newest.get(asker) is newer:
                del self._newest[asker]
            if not newer.done():
                newer.cancel()

    async def _work[T](self, newer: asyncio.Future[None], job: Callable[[], T]) -> T:
        """Do the job in its turn; one that nobody waits for any more is not begun."""
        async with self._one_job:
            if newer.done():
                raise SupersededError
            return await self._hass.async_add_executor_job(job)

    def inputs(self) -> PipelineInput:
        """Return what a plan would start from now; NoPlanError before the first one."""
        inputs = inputs_now(self.coordinator.data, self.coordinator.settings.home)
        if self.coordinator.data.plan is None or inputs is None:
            raise NoPlanError
        return inputs

    async def async_modes(self, wanted: Callable[[], bool] = lambda: True) -> ModeChoices:
        """Return what each mode would come to; the same until there is another plan. `wanted`: as in `compare_modes`."""
        async with self._comparing:
            plan, inputs = self.coordinator.data.plan, self.inputs()
            assert plan is not None
            if self.compared is not None and self.compared.plan is plan:
                return self.compared.modes

            def compare() -> ModeChoices:
                self.compared = Compared(plan, compare_modes(inputs, wanted))  # also where it comes too late
                return self.compared.modes

            return await self.async_ask(self, compare)

    async def async_storm(self) -> StormChoice:
        """Return what being ready for a storm comes to; the same until there is another plan."""
        modes = await self.async_modes()
        async with self._comparing:
            kept = self.compared
            if kept is not None and kept.modes is modes and kept.storm is not None:
                return kept.storm
            inputs = self.inputs()
            found = await self.async_ask(self, lambda: compare_storm(inputs, modes.usual))
            if kept is not None and kept.modes is modes:
                self.compared = replace(kept, storm=found)
            return found

    # For whoever looks later

    @callback
    def keep_compared(self, on_news: Callable[[], None]) -> CALLBACK_TYPE:
        """Compare the modes once a plan, until the returned function is called; a pass that begins comes first."""

        @callback
        def look() -> None:
            plan = self.coordinator.data.plan
            if plan is None or plan is self._planned:
                return
            self._planned = plan
            self._forget_calm()
            self._calm = async_call_later(self._hass, CALM_S, compare)

        @callback
        def compare(_now: datetime) -> None:
            self._calm = None
            self.coordinator.config_entry.async_create_background_task(
                self._hass, self._compare_in_calm(on_news), f"{DOMAIN} comparison"
            )

        stop_looking = self.coordinator.async_add_listener(look)
        look()

        @callback
        def stop() -> None:
            stop_looking()
            self._forget_calm()
            self._planned = None

        return stop

    @callback
    def _forget_calm(self) -> None:
        if self._calm is not None:
            self._calm()
            self._calm = None

    async def _compare_in_calm(self, on_news: Callable[[], None]) -> None:
        """Compare the modes, unless a pass begins: its plan has its own comparison."""
        if self.coordinator.data.situation.outage:
            return
        with suppress(NoLongerWantedError, NoPlanError, SupersededError, TimeoutError):
            await self.async_modes(lambda: not self.coordinator.is_planning)
            on_news()
