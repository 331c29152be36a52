"""Automations of a fake home: what they hear, and homes that show what a test wants them to."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from custom_components.v2h_planner.core.plan import Plan, PlanSlot
from custom_components.v2h_planner.state.snapshot import Snapshot
from tests.ha.conftest import FakeHome

type Options = dict[str, Any]
type Automate = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
async def automate(hass: HomeAssistant) -> AsyncGenerator[Automate]:
    """Set an automation up, and return the list of what its trigger has told it so far."""

    async def make(trigger: str, options: Options | None = None, **more: Any) -> list[dict[str, Any]]:
        heard: list[dict[str, Any]] = []

        async def hear(call: ServiceCall) -> None:
            heard.append(call.data["told"])

        hass.services.async_register("test", "hear", hear)
        config = {
            "id": "one",
            "alias": "One",
            "mode": "queued",
            "triggers": [{"trigger": f"v2h_planner.{trigger}", "options": options or {}}],
            "actions": [{"action": "test.hear", "data": {"told": "{{ trigger }}"}}],
        }
        assert await async_setup_component(hass, "automation", {"automation": [config | more]})
        await hass.async_block_till_done()
        assert hass.states.is_state("automation.one", "on")
        return heard

    yield make
    if hass.services.has_service("automation", "turn_off"):
        await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


async def show(home: FakeHome, **changes: Any) -> Snapshot:
    """The planner shows its snapshot with these changes."""
    coordinator = home.entry.runtime_data
    coordinator.data = replace(coordinator.data, at=dt_util.utcnow(), **changes)
    coordinator.async_update_listeners()
    await home.hass.async_block_till_done()
    snapshot: Snapshot = coordinator.data
    return snapshot


def flat(plan: Plan, **changes: Any) -> Plan:
    """The plan in a house that draws half a kilowatt from the grid at 30 yen all day, but for these changes."""
    usual: dict[str, Any] = {
        "import_kw": 0.5,
        "export_kw": 0.0,
        "curtail_kw": 0.0,
        "import_yen_per_kwh": 30.0,
        "export_yen_per_kwh": 8.0,
        "co2_kg_per_kwh": 0.45,
        "price_known": True,
    }
    return replace(
        plan, slots=tuple(replace(slot, **(usual | changes)) for slot in plan.slots), shortfalls=()
    )


def cheap(plan: Plan, start: str, hours: float = 2.0, yen: float = 12.0, **changes: Any) -> Plan:
    """The plan with cheap hours from the next time that a clock at home shows `start`."""
    now = dt_util.now()
    hour, minute = (int(part) for part in start.split(":"))
    begin = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    begin += timedelta(days=1) if begin <= now - timedelta(hours=hours) else timedelta(0)
    end = begin + timedelta(hours=hours)

    def priced(slot: PlanSlot) -> PlanSlot:
        inside = begin <= slot.start < end
        return replace(slot, import_yen_per_kwh=yen, **changes) if inside else slot

    return replace(plan, slots=tuple(priced(slot) for slot in plan.slots))
