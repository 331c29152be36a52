"""Where previews are made: one after another, beside the passes, and of each asker only the newest."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import V2HCoordinator
from ..core.plan import Plan
from .contract import ModeOutlook
from .preview import compare_modes, inputs_now

DESKS: HassKey[dict[str, Desk]] = HassKey(f"{DOMAIN}_desks")
# So long an asker waits; a job that takes longer still has to end before the next one begins.
PATIENCE_S: Final = 20.0


class SupersededError(Exception):
    """The asker has asked again meanwhile."""


class NoPlanError(Exception):
    """There is nothing yet that a change could be made to."""


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
        self._compared: tuple[Plan, list[ModeOutlook]] | None = None
        self._comparing = asyncio.Lock()

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

    async def async_modes(self) -> list[ModeOutlook]:
        """Return what each mode would come to; the same until there is another plan."""
        async with self._comparing:
            plan = self.coordinator.data.plan
            inputs = inputs_now(self.coordinator.data, self.coordinator.settings.home)
            if plan is None or inputs is None:
                raise NoPlanError
            if self._compared is None or self._compared[0] is not plan:
                found = await self.async_ask(self, lambda: compare_modes(inputs))
                self._compared = (plan, found)
            return self._compared[1]
