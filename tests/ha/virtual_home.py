"""A fake home in virtual time, whose unit and battery do what they are told.

The clock is moved from one timer of the event loop to the next, so a time limit ends what it limits, and an hour lasts as
long as what happens in it. `block_till_done` would wait for a call that never returns; nothing here waits for anything
but the executor.
"""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from threading import Event
from time import sleep
from typing import Any, override

from homeassistant.util.async_ import get_scheduled_timer_handles

from custom_components.v2h_planner.core.milp.data import ModelData, Solution
from custom_components.v2h_planner.core.plan import Method
from custom_components.v2h_planner.core.planning.fallback import fallback_solution
from custom_components.v2h_planner.core.request import PlanRequest

from .conftest import SET_POINT, UNIT, FakeHome

GIVES_KW = 1.0
CAPACITY_KWH = 40.0
TICK_S = 1e-5  # a clock of microseconds is never a little before a timer
# What a sensor of the home shows is the truth again every minute, unless something is wrong with it.
SHOWN = ("sensor.pv", "sensor.load", "sensor.grid", "sensor.v2h_power", "sensor.leaf_soc", "sensor.co2")


def plain_solution(_request: PlanRequest, data: ModelData) -> tuple[Solution, Method]:
    """Solve by the rule of last resort, and call it a solver's: the hands are tried here, not the optimum."""
    return fallback_solution(data), Method.OPTIMAL


class Gate:
    """A job in the executor that hangs until it is let go."""

    def __init__(self) -> None:
        """Stay closed."""
        self._open = Event()
        self.waiting = 0

    def hang(self, *_args: object) -> Any:
        """Wait in the executor's thread."""
        self.waiting += 1
        try:
            self._open.wait()
        finally:
            self.waiting -= 1
        raise RuntimeError("too late")

    def open(self) -> None:
        """Let whatever waits go, and whatever comes."""
        self._open.set()


@dataclass(eq=False)
class Job:
    """A job in the executor: over once its thread has come to an end, though nobody may wait for it any more."""

    answer: asyncio.Future[Any] | None = None
    began: bool = False
    ended: bool = False

    def run(self, target: Callable[..., Any], *args: Any) -> Any:
        """Do it, in the executor's thread."""
        self.began = True
        try:
            return target(*args)
        finally:
            self.ended = True

    @property
    def is_over(self) -> bool:
        """Whether neither its thread nor its answer is still to come."""
        return self.answer is not None and self.answer.done() and self.began == self.ended


@dataclass
class VirtualHome(FakeHome):
    """The home, its true state and its clock. `gate`: what keeps executor jobs waiting now."""

    soc: float = 50.0
    pv_w: float = 2200.0
    load_w: float = 600.0
    outage: bool = False
    gate: Gate | None = None
    _seconds: float = 0.0
    _jobs: list[Job] = field(default_factory=list)

    @contextmanager
    def virtual_time(self) -> Generator[None]:
        """Let the event loop live by this home's clock."""
        loop: Any = self.hass.loop
        self._seconds, run = loop.time(), loop.run_in_executor
        loop.set_debug(False)  # it takes more time than the house

        def run_in_executor(executor: Any, target: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
            job = Job()
            self._jobs.append(job)
            job.answer = run(executor, job.run, target, *args)
            return job.answer

        loop.time, loop.run_in_executor = lambda: self._seconds, run_in_executor
        try:
            yield
        finally:
            del loop.time, loop.run_in_executor

    @override
    async def settle(self) -> None:
        """Wait until nothing goes on any more before the clock does."""
        loop: Any = self.hass.loop
        quiet = 0
        while quiet < 2:
            await asyncio.sleep(0)
            self._jobs = [job for job in self._jobs if not job.is_over]
            running = len(self._jobs) - (0 if self.gate is None else self.gate.waiting)
            if running > 0:
                sleep(0.0005)  # noqa: ASYNC251 - a thread's time is real
            busy = loop._ready or running > 0 or self._next_timer() < self._seconds
            quiet = 0 if busy else quiet + 1

    @override
    async def wait(self, **span: float) -> None:
        """Time passes, minute by minute."""
        left = timedelta(**span).total_seconds()
        while left > 0:
            await self._pass_by(min(left, 60.0))
            left -= 60.0
            self.show()

    async def meanwhile[T](self, what: Coroutine[Any, Any, T], most_s: float = 300.0) -> T:
        """Let the time pass that something takes; nothing takes for ever."""
        task = asyncio.ensure_future(what)
        await self.settle()
        while not task.done():
            assert most_s > 0, f"{what} comes to no end"
            await self._pass_by(1.0)
            most_s -= 1.0
        return task.result()

    @override
    async def start(self) -> None:
        """Set the planner up."""
        entries = self.hass.config_entries
        if entries.async_get_entry(self.entry.entry_id) is None:
            self.entry.add_to_hass(self.hass)
        assert await self.meanwhile(entries.async_setup(self.entry.entry_id))

    @override
    async def act(self, action: str, entity_id: str, **data: Any) -> None:
        """A person uses one of our entities."""
        called = {"entity_id": entity_id, **data}
        services = self.hass.services
        await self.meanwhile(services.async_call(entity_id.partition(".")[0], action, called, blocking=True))

    async def set_clock(self, **span: float) -> None:
        """Somebody sets the clock; no time passes."""
        self.freezer.tick(timedelta(**span))
        await self.wait(minutes=1)

    def _next_timer(self) -> float:
        timers = get_scheduled_timer_handles(self.hass.loop)
        return min((timer.when() for timer in timers if not timer.cancelled()), default=inf)

    async def _pass_by(self, seconds: float) -> None:
        end, power_kw = self._seconds + seconds, self.power_kw
        await self.settle()
        while self._seconds < end:
            step = min(max(self._next_timer() - self._seconds, 0.0) + TICK_S, end - self._seconds)
            self._seconds += step
            self.freezer.tick(timedelta(seconds=step))
            await self.settle()
        self.soc = min(max(self.soc + 100 * power_kw * seconds / 3600 / CAPACITY_KWH, 5.0), 100.0)

    @property
    def plugged_in(self) -> bool:
        """Whether the car is there; it is where its sensor is gone."""
        plug = self.hass.states.get("sensor.v2h_connection")
        return plug is None or plug.state == "connected"

    @property
    def power_kw(self) -> float:
        """What the unit draws, negative what it gives."""
        mode = self.shows(UNIT) if self.plugged_in else "standby"
        if mode == "charge" and self.soc < 100:
            return float(self.shows(SET_POINT)) / 1000
        return -GIVES_KW if mode == "discharge" else 0.0

    def show(self) -> None:
        """The sensors show what is true, but those with which something is wrong."""
        unit_w = 1000 * self.power_kw
        grid_w = 0.0 if self.outage else self.pv_w - self.load_w - unit_w
        truth = (self.pv_w, self.load_w, grid_w, unit_w, round(self.soc, 1), 420)
        for entity_id, value in zip(SHOWN, truth, strict=True):
            if entity_id not in self.broken:
                self.set(entity_id, value)
