"""Conditions say how a home stands now."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition
from homeassistant.util import dt as dt_util
import probatio
import pytest

from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.plan import Method, Shortfall, ShortfallKind
from tests.ha.conftest import FakeHome

from .house import cheap, flat, show

type Holds = Callable[..., Awaitable[bool]]
BOILER = {"duration": "02:00:00", "before": "07:00"}


@pytest.fixture
def holds(hass: HomeAssistant, enable_custom_integrations: None) -> Holds:
    """Whether a condition holds now, as an automation asks."""

    async def check(name: str, **options: Any) -> bool:
        config = {"condition": f"v2h_planner.{name}", "options": options}
        checker = await condition.async_from_config(
            hass, await condition.async_validate_condition_config(hass, config)
        )
        answer = checker.async_check()
        checker.async_unload()
        return bool(answer)

    return check


async def test_the_mode(home: FakeHome, holds: Holds) -> None:
    """One of several modes is enough."""
    await home.start()
    assert await holds("mode_is", mode="economy")
    assert await holds("mode_is", mode=["co2", "economy"])
    await show(home, situation=replace(home.entry.runtime_data.data.situation, mode=Mode.RESILIENCE))
    assert not await holds("mode_is", mode=["co2", "economy"])


async def test_the_stage_of_a_storm(home: FakeHome, holds: Holds) -> None:
    """Fair weather is a stage, too."""
    await home.start()
    assert await holds("storm_is", tier="none")
    now = dt_util.utcnow()
    storm = StormTarget(tier=Tier.ACT, by=now, until=now)
    await show(home, situation=replace(home.entry.runtime_data.data.situation, storm=storm))
    assert await holds("storm_is", tier=["watch", "act"])
    assert not await holds("storm_is", tier=["none", "hold"])


async def test_control_and_the_grid(home: FakeHome, holds: Holds) -> None:
    """Control is off at first, and the grid is there."""
    await home.start()
    assert not await holds("control_is_on")
    assert not await holds("is_outage")
    await home.act("turn_on", "switch.v2h_planner_control")
    await show(home, situation=replace(home.entry.runtime_data.data.situation, outage=True))
    assert await holds("control_is_on")
    assert await holds("is_outage")


async def test_the_backup_time(home: FakeHome, holds: Holds) -> None:
    """Twelve kilowatt hours last a quiet house the night."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan, load_kw=0.4, pv_kw=0.0)
    await show(home, plan=plan)
    assert await holds("backup_at_least", hours=12)
    assert not await holds("backup_at_least", hours=50)
    await show(home, plan=None)
    assert not await holds("backup_at_least", hours=0.5)


async def test_the_price(home: FakeHome, holds: Holds) -> None:
    """Thirty yen are below thirty-one."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=plan)
    assert await holds("price_below", price=31)
    assert not await holds("price_below", price=30)
    await show(home, plan=replace(plan, priced=False))
    assert not await holds("price_below", price=31)


async def test_in_an_outage_nothing_can_be_bought(home: FakeHome, holds: Holds) -> None:
    """The plan from before it has prices and best hours, but the grid is gone."""
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=plan, situation=replace(home.entry.runtime_data.data.situation, outage=True))
    assert not await holds("price_below", price=31)
    assert not await holds("is_bonus", price=31)
    assert not await holds("in_window", **BOILER)


async def test_bonus_hours(home: FakeHome, holds: Holds) -> None:
    """Sun that would be sold for eight yen is one, but not for a boiler that needs more of it."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=plan)
    assert not await holds("is_bonus")
    await show(home, plan=flat(plan, import_kw=0.0, export_kw=1.2))
    assert await holds("is_bonus")
    assert not await holds("is_bonus", load_kw=3)


async def test_the_plan(home: FakeHome, holds: Holds) -> None:
    """A plan that is short of something, degraded, old or not there is not met."""
    await home.start()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=plan)
    assert await holds("plan_is_met")
    missed = Shortfall(kind=ShortfallKind.DEPARTURE, at=dt_util.utcnow(), amount=3.0, storage_id="leaf")
    for broken in (replace(plan, shortfalls=(missed,)), replace(plan, method=Method.RULE), None):
        await show(home, plan=broken)
        assert not await holds("plan_is_met")
    home.freezer.tick(timedelta(hours=2))
    await show(home, plan=plan)
    assert not await holds("plan_is_met")


async def test_the_cheapest_hours_last_as_long_as_the_load_and_no_longer(
    home: FakeHome, holds: Holds
) -> None:
    """With the same price all day they begin when they are first asked for, and end two hours later."""
    await home.start()
    home.entry.runtime_data._scheduler.stop()
    plan = flat(home.entry.runtime_data.data.plan)
    await show(home, plan=cheap(plan, "12:00"))
    assert not await holds("in_window", **BOILER)
    await show(home, plan=plan)
    for _ in range(4):
        assert await holds("in_window", **BOILER)
        home.freezer.tick(timedelta(minutes=30))
    assert not await holds("in_window", **BOILER)
    assert await holds("in_window", **BOILER | {"duration": "03:00:00"})
    await show(home, plan=None)
    assert not await holds("in_window", **BOILER | {"duration": "04:00:00"})


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("mode_is", {"mode": "economy"}),
        ("storm_is", {"tier": "none"}),
        ("control_is_on", {}),
        ("is_outage", {}),
        ("backup_at_least", {"hours": 1}),
        ("price_below", {"price": 99}),
        ("is_bonus", {"price": 99}),
        ("in_window", BOILER),
        ("plan_is_met", {}),
    ],
)
async def test_of_a_home_that_is_not_there_nothing_holds(
    home: FakeHome, holds: Holds, name: str, options: dict[str, Any]
) -> None:
    """Before it is set up, after it is unloaded, and of another home."""
    assert not await holds(name, **options)
    await home.start()
    assert not await holds(name, **options, config_entry_id="elsewhere")
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert not await holds(name, **options)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("mode_is", {}),
        ("storm_is", {"tier": []}),
        ("backup_at_least", {"hours": "long"}),
        ("price_below", {}),
        ("in_window", {"before": "07:00"}),
        ("plan_is_met", {"why": "not"}),
    ],
)
async def test_what_makes_no_sense_is_refused(holds: Holds, name: str, options: dict[str, Any]) -> None:
    """As it is for triggers."""
    with pytest.raises(probatio.Invalid):
        await holds(name, **options)
