"""Requests for a pass join each other, and none is forgotten."""

import asyncio
from datetime import datetime, timedelta
from unittest.mock import patch

from homeassistant.core import callback
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.runtime.scheduler import Scheduler
from custom_components.v2h_planner.settings.from_entry import settings_from_entry
from tests.ha.conftest import FakeHome


class Passes:
    """A scheduler, and how often it ran a pass."""

    def __init__(self, home: FakeHome) -> None:
        self.count = 0
        self.scheduler = Scheduler(home.hass, run=self.run, tick=self.tick, prices_changed=lambda: False)
        self.scheduler.start(settings_from_entry(home.entry))

    @callback
    def run(self) -> None:
        self.count += 1

    async def tick(self, now: datetime) -> None:
        pass


async def test_requests_of_three_seconds_make_one_pass(home: FakeHome) -> None:
    passes = Passes(home)
    passes.scheduler.request_pass()
    await home.wait(seconds=1)
    passes.scheduler.request_pass()
    assert passes.count == 0
    await home.wait(seconds=3)
    assert passes.count == 1
    await home.wait(seconds=10)
    assert passes.count == 1
    passes.scheduler.stop()


async def test_a_request_right_after_a_pass_makes_another_one(home: FakeHome) -> None:
    passes = Passes(home)
    passes.scheduler.request_pass()
    await home.wait(seconds=4)
    passes.scheduler.request_pass()
    await home.wait(seconds=4)
    assert passes.count == 2
    passes.scheduler.stop()


async def test_what_can_wait_waits_until_the_last_pass_is_twenty_seconds_old(home: FakeHome) -> None:
    passes = Passes(home)
    for _ in range(15):
        passes.scheduler.request_pass(urgent=False)
        await home.wait(seconds=4)
    assert passes.count == 3
    passes.scheduler.request_pass(urgent=False)
    await home.wait(seconds=21)
    await home.wait(seconds=4)
    assert passes.count == 4, "the last one is not forgotten"
    passes.scheduler.stop()


async def test_what_cannot_wait_does_not_unless_it_will_not_stop(home: FakeHome) -> None:
    passes = Passes(home)
    passes.scheduler.request_pass(urgent=False)
    await home.wait(seconds=4)
    for _ in range(4):
        passes.scheduler.request_pass()
        await home.wait(seconds=4)
    assert passes.count == 5
    for _ in range(60):
        passes.scheduler.request_pass()
        await home.wait(seconds=4)
    assert passes.count <= 5 + 24
    passes.scheduler.stop()


@pytest.mark.parametrize("hours", [-25, -1, -0.25, 0.25, 0.75, 1, 30])
async def test_a_clock_that_is_set_costs_a_minute_and_no_more(home: FakeHome, hours: float) -> None:
    passes = Passes(home)
    await home.wait(minutes=10)
    loop = home.hass.loop
    counted, wall = loop.time(), dt_util.utcnow()
    home.freezer.tick(timedelta(hours=hours))
    assert dt_util.utcnow() == wall + timedelta(hours=hours)
    # The loop's clock counts the seconds since the machine started: nobody sets it.
    with patch.object(
        loop, "time", lambda: counted + (dt_util.utcnow() - wall).total_seconds() - hours * 3600
    ):
        before = passes.count
        await home.wait(minutes=1, seconds=1)
        assert passes.count == before + (hours != 0.25), "a quarter on, the half hour is still ahead"
        for _ in range(31):
            await home.wait(minutes=1)
        assert before + 1 <= passes.count <= before + 3
    passes.scheduler.stop()


async def test_a_home_whose_clock_is_set_back_an_hour_is_planned_and_watched_on(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    await home.wait(minutes=10)
    loop = home.hass.loop
    counted, wall = loop.time(), dt_util.utcnow()
    home.freezer.tick(timedelta(hours=-1))
    with patch.object(loop, "time", lambda: counted + (dt_util.utcnow() - wall).total_seconds() + 3600):
        await home.wait(minutes=1, seconds=1)
        await home.wait(minutes=1)
    assert home.shows("sensor.v2h_planner_plan") == "2026-05-16T00:41:06+00:00"
    assert home.state("binary_sensor.v2h_planner_plan_problem").attributes["degraded"] is False
    assert home.shows("sensor.leaf_action") == "charge"


async def test_a_night_of_sleep_is_made_up_for_within_a_minute(home: FakeHome) -> None:
    passes = Passes(home)
    with patch.object(home.hass.loop, "time", lambda: 0.0):
        home.freezer.tick(timedelta(hours=8))  # the machine slept: its loop counted nothing
    await passes.scheduler._on_tick(dt_util.utcnow())
    assert passes.count == 1
    passes.scheduler.stop()


async def test_an_observation_that_hangs_is_the_only_one(home: FakeHome) -> None:
    passes, begun, release = Passes(home), [], asyncio.Event()

    async def hang(now: datetime) -> None:
        begun.append(now)
        await release.wait()

    passes.scheduler._tick = hang
    tasks = [asyncio.ensure_future(passes.scheduler._on_tick(dt_util.utcnow())) for _ in range(20)]
    await asyncio.sleep(0)
    assert len(begun) == 1
    release.set()
    await asyncio.gather(*tasks)
    passes.scheduler.stop()


async def test_nothing_runs_after_the_stop(home: FakeHome) -> None:
    passes = Passes(home)
    passes.scheduler.request_pass()
    passes.scheduler.stop()
    passes.scheduler.request_pass()
    await home.wait(minutes=31)
    assert passes.count == 0
