"""Where simulations are run: one at a time on this machine, in short stretches in the executor, and every pass goes first.

The last finding is kept in memory, and goes with a restart or a reload, as one that is under way does.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
import logging
from time import monotonic
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import V2HCoordinator
from ..core.home import Mode
from ..core.series import StepSeries
from ..core.simulation.past import TripsFrom
from ..core.simulation.scenarios import Case, Driver, cases_of
from ..core.simulation.what_if import Life, Outcome, left_out
from ..core.tariff.tariff import Tariff
from ..settings.scenario_rows import AskedScenario
from ..sources.home_past import async_home_past

_LOGGER = logging.getLogger(__name__)

DESKS: HassKey[dict[str, SimulationDesk]] = HassKey(f"{DOMAIN}_simulations")
# So long a stretch holds a thread of the executor; it ends sooner where a pass begins.
STRETCH_S: Final = 0.25
# After each, others get their turn; so often a pass that runs is looked for.
REST_S: Final = 0.05
# Who looks on is told so often.
TOLD_EVERY_S: Final = 1.0
# What a half hour without plans takes, as a share of one with plans.
QUICK: Final = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is to be lived: the home as it is and the scenarios, each under every driver, over the last `days`.

    `market_entity`: whose statistics are the area's price, where the home's own tariff does not tell it.
    """

    days: int
    scenarios: tuple[AskedScenario, ...]
    drivers: tuple[Driver, ...]
    market_entity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a simulation is: a `share` of all, the case under way, and how long it will take still, if that can be told."""

    began: datetime
    share: float = 0.0
    case: Case | None = None
    seconds_left: float | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a simulation found. `first` to `last`: local days; the days of the two sets do not count.

    `unmetered`: load or sun was not measured; `unpriced`: a market price of a scenario was not known.
    """

    ask: Ask
    present: Tariff
    made_at: datetime
    seconds: float
    first: date
    last: date
    unmetered: frozenset[date]
    unpriced: frozenset[date]
    trips_before: TripsFrom
    trips_since: datetime
    start: datetime
    fine_since: datetime
    outcomes: tuple[Outcome, ...]


@callback
def async_simulation_desk(hass: HomeAssistant, coordinator: V2HCoordinator) -> SimulationDesk:
    """Return the desk of a home; one that was loaded anew has an empty one."""
    desks = hass.data.setdefault(DESKS, {})
    entry_id = coordinator.config_entry.entry_id
    if entry_id not in desks or desks[entry_id].coordinator is not coordinator:
        desks[entry_id] = SimulationDesk(hass, coordinator)
    return desks[entry_id]


@callback
def async_end_desk(hass: HomeAssistant, entry_id: str) -> None:
    """End what a home simulates and tell all who look on that it is gone."""
    if (desk := hass.data.get(DESKS, {}).pop(entry_id, None)) is not None:
        desk.end()


class SimulationDesk:
    """Runs a home's simulations and keeps the last finding; `failed`: why the last one found nothing, as a key of `exceptions`."""

    def __init__(self, hass: HomeAssistant, coordinator: V2HCoordinator) -> None:
        """Have found nothing yet."""
        self.coordinator = coordinator
        self.progress: Progress | None = None
        self.finding: Finding | None = None
        self.asked: tuple[AskedScenario, ...] = ()
        self.failed: str | None = None
        self._hass = hass
        self._task: asyncio.Task[Finding] | None = None
        self.gone = False
        self._stopped = False
        self._listeners: set[Callable[[], None]] = set()

    @callback
    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call the listener whenever there is something new; return what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    @callback
    def async_start(self, ask: Ask) -> asyncio.Task[Finding]:
        """Begin; ServiceValidationError where a simulation is under way already, of whichever home."""
        if any(desk.progress is not None for desk in self._hass.data.get(DESKS, {}).values()):
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="simulation_runs")
        self.progress, self._stopped = Progress(began=dt_util.utcnow()), False
        self.asked, self.failed = ask.scenarios, None
        self._task = self.coordinator.config_entry.async_create_background_task(
            self._hass, self._run(ask), f"{DOMAIN} simulation", eager_start=False
        )
        self._task.add_done_callback(self._ended)
        self._tell()
        return self._task

    @callback
    def async_cancel(self) -> bool:
        """End what is under way; return False where nothing is."""
        if self._task is None or self.progress is None:
            return False
        self._stopped = True
        self._task.cancel()
        return True

    @callback
    def end(self) -> None:
        """Find nothing more: the home is unloaded."""
        self.gone = True
        if not self.async_cancel():
            self._tell()

    @callback
    def _ended(self, task: asyncio.Task[Finding]) -> None:
        """Keep what was found; whoever waits for the task is told why nothing was."""
        self.progress, self._stopped = None, True
        if not task.cancelled():
            if (error := task.exception()) is None:
                self.finding = task.result()
            else:
                self.failed = getattr(error, "translation_key", None) or "simulation_failed"
                _LOGGER.log(
                    logging.INFO if _is_ours(error) else logging.ERROR, "No simulation", exc_info=error
                )
        self._tell()

    @callback
    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    # In the background

    async def _run(self, ask: Ask) -> Finding:
        began, settings, snapshot = monotonic(), self.coordinator.settings, self.coordinator.data
        mode = snapshot.situation.wanted or Mode.ECONOMY
        present = settings.prices.tariff
        inputs = snapshot.inputs
        published = StepSeries() if inputs is None else inputs.past_prices
        past = await async_home_past(
            self._hass, settings, self.coordinator.trip_log, published, ask.days, ask.market_entity
        )
        if past is None:
            raise _failed("simulation_no_past")
        cases = cases_of([asked.scenario for asked in ask.scenarios], ask.drivers)
        unmetered, unknown = past.unknown_days(), left_out(cases, past, present)
        if len(unknown) * 48 >= len(past):
            key = "simulation_no_past" if len(unmetered) * 48 >= len(past) else "simulation_no_market"
            raise _failed(key)
        outcomes = []
        for number, case in enumerate(cases):
            begin = partial(Life, case, past, settings.home, present, left_out=unknown, mode=mode)
            life = await self._hass.async_add_executor_job(begin)
            await self._live(life, cases, number, began)
            outcomes.append(life.outcome())
        return Finding(
            ask=ask,
            present=present,
            made_at=dt_util.utcnow(),
            seconds=monotonic() - began,
            first=past.day_of(0),
            last=past.day_of(len(past) - 1),
            unmetered=unmetered,
            unpriced=unknown - unmetered,
            trips_before=past.trips_before,
            trips_since=past.trips_since,
            start=past.start,
            fine_since=past.fine_since,
            outcomes=tuple(outcomes),
        )

    async def _live(self, life: Life, cases: list[Case], number: int, began: float) -> None:
        """Live one case to its end, in stretches between which all others have their turn."""
        told = -TOLD_EVERY_S
        while not life.is_over:
            while self.coordinator.is_planning:
                await asyncio.sleep(REST_S)
            await self._hass.async_add_executor_job(life.go_on, STRETCH_S, self._must_stop)
            if monotonic() - told >= TOLD_EVERY_S:
                told = monotonic()
                self._show(cases, number, life.lived / len(life), began)
            await asyncio.sleep(REST_S)

    def _must_stop(self) -> bool:
        """Return whether the thread has to stop; read at each half hour that is lived."""
        return self._stopped or self.coordinator.is_planning

    @callback
    def _show(self, cases: list[Case], number: int, lived: float, began: float) -> None:
        """Tell how far it is."""
        assert self.progress is not None
        efforts = [1.0 if case.driver is Driver.PLANNER else QUICK for case in cases]
        share = (sum(efforts[:number]) + lived * efforts[number]) / sum(efforts)
        spent = monotonic() - began
        left = spent / share * (1.0 - share) if share > 0.01 else None
        self.progress = Progress(
            began=self.progress.began, share=share, case=cases[number], seconds_left=left
        )
        self._tell()


def _is_ours(error: BaseException) -> bool:
    return isinstance(error, HomeAssistantError)


def _failed(key: str) -> HomeAssistantError:
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key)
