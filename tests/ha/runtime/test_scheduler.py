"""Requests for a pass join each other, and none is forgotten."""

from datetime import datetime

from homeassistant.core import callback

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


async def test_nothing_runs_after_the_stop(home: FakeHome) -> None:
    passes = Passes(home)
    passes.scheduler.request_pass()
    passes.scheduler.stop()
    passes.scheduler.request_pass()
    await home.wait(minutes=31)
    assert passes.count == 0
