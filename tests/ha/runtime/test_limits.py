"""Nothing that hangs keeps the home from being planned, and nothing that will not stop plans it without end."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.v2h_planner.core import pipeline
from custom_components.v2h_planner.core.history import History
from custom_components.v2h_planner.core.plan import Plan
from custom_components.v2h_planner.core.readings import FaultKind
from custom_components.v2h_planner.core.series import Step, StepSeries
from custom_components.v2h_planner.readers.solar import SolarForecast
from custom_components.v2h_planner.runtime.limits import OneAtATime, OneJob, Patience
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from custom_components.v2h_planner.sources.recorder_history import async_solar_forecast
from tests.ha.conftest import NOW, UNIT, FakeHome

PLAN = "sensor.v2h_planner_plan"
PROBLEM = "binary_sensor.v2h_planner_plan_problem"
PLAN_HOME = "custom_components.v2h_planner.coordinator.plan_onward"
HISTORY = "custom_components.v2h_planner.sources.collector.async_history"
PLATFORMS = "custom_components.v2h_planner.sources.recorder_history.async_get_energy_platforms"


async def never(*_: Any, **_named: Any) -> Any:
    await asyncio.Event().wait()


async def pass_time(home: FakeHome, seconds: float) -> None:
    """Time passes while something hangs: what waits for it is not waited for."""
    await turn()
    home.freezer.tick(timedelta(seconds=seconds))
    for entity_id in ("sensor.pv", "sensor.load", "sensor.grid", "sensor.v2h_power", "sensor.leaf_soc"):
        home.set(entity_id, home.shows(entity_id))
    async_fire_time_changed(home.hass, dt_util.utcnow())
    await turn()


async def turn() -> None:
    """Let everything begin that can; threads have a moment too."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.get_running_loop().run_in_executor(None, threading.Event().wait, 0.02)
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_source_that_never_answers_is_given_up_and_left_alone_for_a_while(home: FakeHome) -> None:
    patience, asked = Patience(20, 600), 0

    async def question() -> int:
        nonlocal asked
        asked += 1
        await asyncio.Event().wait()
        return 1

    waiting = asyncio.ensure_future(patience.ask("cloud", question))
    await pass_time(home, 21)
    answer = await waiting
    assert answer.value is None
    assert [fault.kind for fault in answer.faults] == [FaultKind.NO_ANSWER]
    await patience.ask("cloud", question)
    assert asked == 1, "not asked again at once"
    await pass_time(home, 601)
    waiting = asyncio.ensure_future(patience.ask("cloud", question))
    await pass_time(home, 21)
    await waiting
    assert asked == 2


async def test_a_source_that_will_not_be_cancelled_is_not_waited_for_and_not_asked_twice(
    home: FakeHome,
) -> None:
    patience, asked, release = Patience(20, 0), 0, asyncio.Event()

    async def stubborn() -> int:
        nonlocal asked
        asked += 1
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        return 1

    waiting = asyncio.ensure_future(patience.ask("cloud", stubborn))
    await pass_time(home, 21)
    assert (await waiting).value is None
    assert (await patience.ask("cloud", stubborn)).value is None
    assert asked == 1
    release.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (await patience.ask("cloud", stubborn)).value == 1


async def test_a_source_that_breaks_is_a_fault_and_no_exception(home: FakeHome) -> None:
    async def broken() -> int:
        raise RuntimeError("database is locked")

    answer = await Patience(20, 600).ask("recorder", broken)
    assert answer.faults[0].found == "RuntimeError: database is locked"


async def test_a_job_that_hangs_is_not_begun_a_second_time(home: FakeHome) -> None:
    job, release, begun = OneJob(home.hass, 0.05), threading.Event(), []

    def hang() -> int:
        begun.append(1)
        release.wait(10)
        return 1

    try:
        home.freezer.move_to(NOW)
        waiting = asyncio.ensure_future(job.async_run(hang))
        await pass_time_until(home, waiting.done)
        with pytest.raises(TimeoutError):
            await waiting
        with pytest.raises(TimeoutError):
            await job.async_run(hang)
        assert begun == [1]
    finally:
        release.set()


async def pass_time_until(home: FakeHome, is_so: Callable[[], bool]) -> None:
    """Let the threads work, and time pass, until it is so."""
    for _ in range(200):
        if is_so():
            return
        home.freezer.tick(timedelta(seconds=1))
        async_fire_time_changed(home.hass, dt_util.utcnow())
        await asyncio.sleep(0)
        await home.hass.loop.run_in_executor(None, threading.Event().wait, 0.01)
    raise AssertionError("it never is")


async def test_one_runs_and_one_waits_however_many_come() -> None:
    one, release, done = OneAtATime(), asyncio.Event(), []

    async def work() -> None:
        await release.wait()
        done.append(1)

    tasks = [asyncio.ensure_future(one.run(work)) for _ in range(60)]
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(*tasks)
    assert len(done) == 2


async def test_whoever_waits_and_is_cancelled_makes_room_for_the_next() -> None:
    one, release, done = OneAtATime(), asyncio.Event(), []

    async def work() -> None:
        await release.wait()
        done.append(1)

    first, second = asyncio.ensure_future(one.run(work)), asyncio.ensure_future(one.run(work))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    third = asyncio.ensure_future(one.run(work))
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(first, third)
    assert len(done) == 2


# The home as a whole


async def test_a_recorder_that_never_answers_costs_a_minute_and_is_named(home: FakeHome) -> None:
    load = History(load_kw=StepSeries((Step(NOW - timedelta(hours=1), NOW, 0.77),)))
    with patch(HISTORY, return_value=load):
        await home.start()
    with patch(HISTORY, never):
        for _ in range(5):
            await pass_time(home, 1800)
            await pass_time(home, 61)
            await home.settle()
    assert home.shows(PLAN) > "2026-05-16T03:5"
    assert home.shows(PROBLEM) == "on"
    assert "recorder: no_answer" in home.state(PROBLEM).attributes["faults"]
    assert home.entry.runtime_data.data.inputs.history == load, "the last good one"
    assert home.issues == {"recorder": "input_no_answer"}
    with patch(HISTORY, return_value=load):
        await home.wait(minutes=31)
    assert home.shows(PROBLEM) == "off"


async def test_a_forecast_that_never_answers_counts_with_what_it_said_last_and_keeps_no_other_from_counting(
    home: FakeHome,
) -> None:
    ids = []
    for name in ("east", "west"):
        entry = MockConfigEntry(domain=name, title=name)
        entry.add_to_hass(home.hass)
        entry.mock_state(home.hass, ConfigEntryState.LOADED)
        ids.append(entry.entry_id)
    sources = replace(settings_from_entry(home.entry).sources, solar_forecast_entries=tuple(ids))

    async def sunny(*_: Any) -> dict[str, Any]:
        return {"wh_hours": {(NOW + timedelta(hours=i)).isoformat(): 1000 for i in range(8)}}

    patience, last, zone = Patience(20, 600), dict[str, SolarForecast](), dt_util.get_default_time_zone()
    with patch(PLATFORMS, return_value={"east": sunny, "west": sunny}):
        both = await async_solar_forecast(home.hass, sources, NOW, zone, patience, last)
    assert both.faults == ()
    with patch(PLATFORMS, return_value={"east": never, "west": sunny}):
        waiting = asyncio.ensure_future(async_solar_forecast(home.hass, sources, NOW, zone, patience, last))
        await pass_time(home, 21)
        one_hangs = await waiting
    assert one_hangs.value == both.value
    assert [(fault.kind, fault.source, fault.fatal) for fault in one_hangs.faults] == [
        (FaultKind.NO_ANSWER, "east", True)
    ]
    with patch(PLATFORMS, never):
        waiting = asyncio.ensure_future(async_solar_forecast(home.hass, sources, NOW, zone, patience, last))
        await pass_time(home, 21)
        all_hang = await waiting
    assert all_hang.value == both.value
    assert FaultKind.NO_ANSWER in {fault.kind for fault in all_hang.faults}


async def test_prices_that_never_come_are_named_and_remembered_ones_stand_in(home: FakeHome) -> None:
    await home.start()
    with patch("custom_components.v2h_planner.sources.prices.PriceSource.async_read", never):
        for _ in range(2):
            await pass_time(home, 1800)
            await pass_time(home, 71)
            await home.settle()
    assert home.shows(PLAN) > "2026-05-16T02:2"
    assert "sensor.prices: no_answer" in home.state(PROBLEM).attributes["faults"]
    assert home.state(PLAN).attributes["mode"] == "economy"


@asynccontextmanager
async def hanging_solver(home: FakeHome) -> AsyncGenerator[list[int]]:
    """A solver that hangs until the end; how often it was begun."""
    release, begun = threading.Event(), list[int]()

    def hang(*_: Any) -> Any:
        begun.append(1)
        release.wait(60)
        raise TimeoutError

    with patch(PLAN_HOME, hang):
        try:
            yield begun
        finally:
            release.set()


async def test_a_solver_that_hangs_hangs_once_and_the_home_is_still_watched(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    async with hanging_solver(home) as begun:
        for _ in range(3):
            await pass_time(home, 1800)
            await pass_time(home, 121)
        assert begun == [1]
        assert home.shows(PROBLEM) == "on"
        home.set("binary_sensor.outage", "on")
        await pass_time(home, 61)
        assert home.shows(UNIT) == "discharge"
    await home.settle()
    home.set("binary_sensor.outage", "off")
    await home.replan()
    await home.wait(minutes=31)
    assert home.shows(PROBLEM) == "off"


async def test_a_solver_that_hangs_at_the_start_does_not_keep_the_home_from_being_watched(
    home: FakeHome,
) -> None:
    with patch(PLAN_HOME, side_effect=TimeoutError):
        await home.start()
        assert home.shows(PROBLEM) == "on"
        await home.act("turn_on", "switch.v2h_planner_control")
        home.set("binary_sensor.outage", "on")
        await home.wait(minutes=1)
        assert home.shows(UNIT) == "discharge"


async def test_sixty_pieces_of_news_during_a_solve_make_one_more_pass(home: FakeHome) -> None:
    await home.start()
    release, solved = threading.Event(), 0

    def slow(*args: Any) -> tuple[Plan, Any, Any]:
        nonlocal solved
        solved += 1
        release.wait(30)
        return pipeline.plan_onward(*args)

    with patch(PLAN_HOME, slow):
        await pass_time(home, 1800)
        for i in range(60):
            home.set("binary_sensor.storm", "off" if i % 2 else "on")
            await pass_time(home, 1)
        assert solved == 1
        release.set()
        await home.settle()
    assert solved == 2


async def test_a_unit_that_never_answers_does_not_keep_the_planner_from_unloading(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.replan()
    with patch("custom_components.v2h_planner.devices.DeviceControllers.async_release", never):
        unloading = asyncio.ensure_future(home.hass.config_entries.async_unload(home.entry.entry_id))
        await pass_time(home, 1)
        assert not unloading.done()
        await pass_time(home, 91)
        assert await unloading


async def test_a_plan_that_is_old_is_a_problem_whatever_the_reason(home: FakeHome) -> None:
    await home.start()
    with patch("custom_components.v2h_planner.runtime.scheduler.Scheduler._pass"):
        await home.wait(minutes=44)
        assert home.shows(PROBLEM) == "off"
        await home.wait(minutes=2)
        assert home.shows(PROBLEM) == "on"
