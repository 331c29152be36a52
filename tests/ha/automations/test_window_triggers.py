"""The best hours of a load begin once, whatever the plans say afterwards, and end by themselves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.v2h_planner.core.horizon import make_horizon
from custom_components.v2h_planner.core.plan import Plan
from tests.ha.conftest import FakeHome

from .house import Automate, cheap, flat, show

# Two hours, done by seven in the morning. It is half past ten in the morning now.
BOILER = {"duration": {"hours": 2}, "before": "07:00:00"}
STORE = "v2h_planner.windows"


def both(**options: Any) -> list[dict[str, Any]]:
    """Triggers of its beginning and of its end."""
    names = ("window_started", "window_ended")
    return [{"trigger": f"v2h_planner.{name}", "options": BOILER | options, "id": name} for name in names]


def clock(told: dict[str, Any]) -> tuple[str, str, str]:
    """What happened, and the window by a clock at home."""
    start, end = (dt_util.parse_datetime(told[key], raise_on_error=True) for key in ("start", "end"))
    return told["id"], f"{start:%H:%M}", f"{end:%H:%M}"


async def plan_now(home: FakeHome, *windows: tuple[str, float], **changes: Any) -> Plan:
    """The planner makes a new plan, with cheap hours; nothing else moves it."""
    coordinator = home.entry.runtime_data
    horizon = make_horizon(dt_util.now())
    usual = flat(coordinator.data.plan)
    slots = tuple(
        replace(usual.slots[0], start=start, end=end)
        for start, end in zip(horizon.edges, horizon.edges[1:], strict=False)
    )
    told = {"priced": True, "outage": False} | changes
    plan = replace(usual, horizon=horizon, slots=slots, made_at=horizon.start, **told)
    for start, yen in windows:
        plan = cheap(plan, start, yen=yen)
    await show(home, plan=plan)
    return plan


async def pass_by(home: FakeHome, *windows: tuple[str, float], **span: float) -> None:
    """Time passes in quarters of an hour; there is a new plan in each, with these cheap hours."""
    end = dt_util.utcnow() + timedelta(**span)
    while (left := end - dt_util.utcnow()) > timedelta(0):
        home.freezer.tick(min(left, timedelta(minutes=15)))
        await plan_now(home, *windows)
        async_fire_time_changed(home.hass, dt_util.utcnow())
        await home.hass.async_block_till_done()


async def restart(home: FakeHome, state: CoreState = CoreState.starting, **off: float) -> None:
    """Home Assistant is off for so long, and comes back."""
    await home.act("turn_off", "automation.one")
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.freezer.tick(timedelta(seconds=10))
    async_fire_time_changed(home.hass, dt_util.utcnow())  # what was begun is saved
    await home.hass.async_block_till_done()
    home.hass.data.pop("v2h_planner_windows")
    home.freezer.tick(timedelta(**off))
    home.hass.set_state(state)  # automations are armed while it starts
    await home.act("turn_on", "automation.one")
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    home.hass.set_state(CoreState.running)
    home.hass.bus.async_fire("homeassistant_started")
    await home.hass.async_block_till_done()


@pytest.fixture
async def still(home: FakeHome) -> FakeHome:
    """A home whose planner makes no plans but those of the test."""
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    await plan_now(home, ("02:00", 12.0))
    return home


async def test_the_cheapest_hours_begin_and_end_once_a_day(still: FakeHome, automate: Automate) -> None:
    """Every quarter of an hour there is a new plan, and none of them starts the boiler again."""
    heard = await automate("window_started", triggers=both())
    await pass_by(still, ("02:00", 12.0), hours=15)
    assert heard == []
    await pass_by(still, ("02:00", 12.0), hours=5)
    assert [clock(told) for told in heard] == [
        ("window_started", "02:00", "04:00"),
        ("window_ended", "02:00", "04:00"),
    ]
    assert heard[0]["home"] == still.entry.title
    assert heard[0]["before"].endswith("T07:00:00+09:00")
    await pass_by(still, ("02:00", 12.0), hours=24)
    assert [clock(told)[0] for told in heard] == ["window_started", "window_ended"] * 2


async def test_a_new_plan_moves_hours_that_have_not_begun(still: FakeHome, automate: Automate) -> None:
    """The prices of tomorrow come out, and five o'clock is cheaper still."""
    heard = await automate("window_started", triggers=both())
    await pass_by(still, ("02:00", 12.0), hours=4)
    await pass_by(still, ("02:00", 12.0), ("05:00", 6.0), hours=16)
    assert [clock(told) for told in heard][:1] == [("window_started", "05:00", "07:00")]


async def test_a_plan_that_moves_them_after_they_began_changes_nothing(
    still: FakeHome, automate: Automate
) -> None:
    """The boiler runs from two; that five would have been better is no reason to heat twice."""
    heard = await automate("window_started", triggers=both())
    await pass_by(still, ("02:00", 12.0), hours=16)
    await pass_by(still, ("05:00", 6.0), hours=5)
    assert [clock(told) for told in heard] == [
        ("window_started", "02:00", "04:00"),
        ("window_ended", "02:00", "04:00"),
    ]


async def test_hours_may_begin_no_earlier_than_a_person_wants(still: FakeHome, automate: Automate) -> None:
    """Cheap sun at two in the afternoon is not for a night boiler."""
    heard = await automate("window_started", triggers=both(after="23:00"))
    await pass_by(still, ("14:00", 1.0), ("03:00", 20.0), hours=20)
    assert [clock(told) for told in heard] == [
        ("window_started", "03:00", "05:00"),
        ("window_ended", "03:00", "05:00"),
    ]


async def test_two_automations_of_the_same_hours_both_hear(
    hass: HomeAssistant, still: FakeHome, automate: Automate
) -> None:
    """The first does not take them from the second."""
    heard = await automate("window_started", triggers=[both()[0], both()[0] | {"id": "second"}])
    await pass_by(still, ("02:00", 12.0), hours=16)
    assert [clock(told)[0] for told in heard] == ["window_started", "second"]


async def test_hours_that_were_under_way_when_it_was_made_are_no_news(
    still: FakeHome, automate: Automate
) -> None:
    """Who saves an automation in the middle of the cheapest hours does not start it by that."""
    await plan_now(still, ("10:30", 1.0))
    heard = await automate("window_started", triggers=both())
    await pass_by(still, ("10:30", 1.0), hours=4)
    assert heard == []


async def test_a_restart_does_not_start_it_again_and_does_not_forget_the_end(
    still: FakeHome, automate: Automate, hass_storage: dict[str, Any]
) -> None:
    """The boiler has run since two, Home Assistant restarts at three, and it goes off at four."""
    home = still
    heard = await automate("window_started", triggers=both())
    await pass_by(home, ("02:00", 12.0), hours=16.75)
    assert [clock(told)[0] for told in heard] == ["window_started"]
    assert len(hass_storage[STORE]["data"]) == 1
    await restart(home)
    await pass_by(home, ("05:00", 6.0), hours=3)
    assert [clock(told) for told in heard] == [
        ("window_started", "02:00", "04:00"),
        ("window_ended", "02:00", "04:00"),
    ]


async def test_an_end_that_was_slept_through_is_told_late_and_once(
    still: FakeHome, automate: Automate
) -> None:
    """Home Assistant is off from half past three to five: the boiler goes off at five, not never."""
    heard = await automate("window_started", triggers=[*both(), both()[1] | {"id": "second"}])
    await pass_by(still, ("02:00", 12.0), hours=17)
    await restart(still, hours=1.5)
    await pass_by(still, ("02:00", 12.0), minutes=30)
    ends = ["window_ended", "second"]
    assert [clock(told) for told in heard] == [(name, "02:00", "04:00") for name in ("window_started", *ends)]
    await restart(still, hours=1)
    await pass_by(still, ("02:00", 12.0), minutes=30)
    assert len(heard) == 3, "once is enough"
    await pass_by(still, ("02:00", 12.0), hours=22)
    await restart(still, hours=1)
    await pass_by(still, ("02:00", 12.0), minutes=30)
    began, *ended = (clock(told)[0] for told in heard[3:])
    assert (began, set(ended), len(ended)) == ("window_started", set(ends), 2), "this one was seen"


async def test_the_end_of_yesterdays_hours_does_not_stop_todays(still: FakeHome, automate: Automate) -> None:
    """Home Assistant is off from half past three to half past eight, and the best hours are now."""
    heard = await automate("window_started", triggers=both())
    await pass_by(still, ("02:00", 12.0), hours=17)
    await restart(still, hours=5)
    await pass_by(still, ("08:30", 1.0), hours=1)
    assert [clock(told)[0] for told in heard] == ["window_started", "window_started"]
    await pass_by(still, ("08:30", 1.0), hours=2)
    assert [clock(told)[0] for told in heard[2:]] == ["window_ended"]


async def test_an_end_from_before_an_automation_was_made_is_no_news(
    still: FakeHome, automate: Automate
) -> None:
    """It is turned on when Home Assistant has been back for long."""
    heard = await automate("window_started", triggers=both())
    await pass_by(still, ("02:00", 12.0), hours=17)
    await restart(still, state=CoreState.running, hours=1.5)
    await pass_by(still, ("02:00", 12.0), minutes=30)
    assert [clock(told)[0] for told in heard] == ["window_started"]


async def test_hours_that_began_while_nobody_was_there_begin_late(
    still: FakeHome, automate: Automate
) -> None:
    """Home Assistant was off at two; the best hours that are left begin when it is back, for the boiler must heat."""
    home = still
    heard = await automate("window_started", triggers=both())
    await pass_by(home, ("02:00", 12.0), hours=23)
    heard.clear()
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.freezer.tick(timedelta(hours=17, minutes=10))
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    await pass_by(home, ("02:00", 12.0), minutes=30)
    assert [clock(told)[0] for told in heard] == ["window_started"]


async def test_an_unloaded_home_starts_nothing_but_what_runs_is_ended(
    still: FakeHome, automate: Automate
) -> None:
    """The timer of its last plan does not fire; that of the end does."""
    home = still
    heard = await automate("window_started", triggers=both())
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    for _ in range(20):
        await home.wait(hours=1)
    assert heard == []
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    await pass_by(home, ("08:00", 1.0), hours=2.5)
    assert [clock(told)[0] for told in heard] == ["window_started"]
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    for _ in range(3):
        await home.wait(hours=1)
    assert [clock(told)[0] for told in heard] == ["window_started", "window_ended"]


@pytest.mark.parametrize("changes", [{"priced": False}, {"outage": True}])
async def test_without_prices_or_grid_nothing_begins(
    still: FakeHome, automate: Automate, changes: dict[str, Any]
) -> None:
    """Nor without a plan; the next plan that has them counts."""
    heard = await automate("window_started", triggers=both())
    await plan_now(still, ("11:00", 1.0), **changes)
    still.freezer.tick(timedelta(hours=1))
    async_fire_time_changed(still.hass, dt_util.utcnow())
    plan = await plan_now(still, ("11:00", 1.0), **changes)
    await show(still, plan=None)
    await show(still, plan=plan)
    assert heard == []
    await pass_by(still, ("13:00", 1.0), hours=2)
    assert [clock(told)[1] for told in heard] == ["13:00"]


async def test_in_an_outage_the_hours_of_the_plan_from_before_do_not_begin(
    still: FakeHome, automate: Automate
) -> None:
    """They begin when the power is back."""
    heard = await automate("window_started", triggers=both())
    await plan_now(still, ("11:00", 1.0))
    situation = still.entry.runtime_data.data.situation
    await show(still, situation=replace(situation, outage=True))
    still.freezer.tick(timedelta(minutes=45))
    async_fire_time_changed(still.hass, dt_util.utcnow())
    await show(still)
    assert heard == []
    await show(still, situation=situation)
    assert [clock(told)[:2] for told in heard] == [("window_started", "11:15")]


async def test_what_has_begun_is_forgotten_with_the_home(
    still: FakeHome, automate: Automate, hass_storage: dict[str, Any]
) -> None:
    """Nothing of it stays on the disk."""
    await automate("window_started", triggers=both())
    await pass_by(still, ("11:00", 12.0), hours=2)
    assert STORE in hass_storage
    await still.hass.config_entries.async_remove(still.entry.entry_id)
    await still.settle()
    assert STORE not in hass_storage


async def test_a_file_that_cannot_be_read_is_no_reason_to_fail(
    still: FakeHome, automate: Automate, hass_storage: dict[str, Any]
) -> None:
    """What is odd in it is forgotten."""
    odd = {"a": {"deadline": "soon"}, "b": {"deadline": 3, "start": None}, "c": {}, "d": 3}
    hass_storage[STORE] = {"version": 1, "minor_version": 1, "key": STORE, "data": odd}
    heard = await automate("window_started", triggers=both())
    await pass_by(still, ("11:00", 12.0), hours=1)
    assert [clock(told)[1] for told in heard] == ["11:00"]
