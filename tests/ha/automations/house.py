"""A house with a phone, and what happens in it, for tests of blueprints."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from homeassistant.components import automation, notify
from homeassistant.components.blueprint import BLUEPRINT_SCHEMA
from homeassistant.const import CONF_TYPE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import config_validation as cv, template
from homeassistant.helpers.typing import ConfigType, TemplateVarsType
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockPlatform, async_fire_time_changed

from custom_components.v2h_planner.core.hazard import Hazard, HazardKind, Severity, StormTarget, Tier
from custom_components.v2h_planner.core.plan import Plan, PlanSlot
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.state.snapshot import Snapshot
from tests.ha.conftest import FakeHome

ROOT = Path(__file__).parents[3] / "blueprints"
FILES = sorted(ROOT.glob("*/v2h_planner/*.yaml"))
ENGLISH = [path for path in FILES if not path.stem.endswith("_ja")]
SCHEMAS = {
    "automation": automation.config.AUTOMATION_BLUEPRINT_SCHEMA,
    "script": BLUEPRINT_SCHEMA,
}
LANGUAGES = pytest.mark.parametrize("ja", [True, False], ids=["ja", "en"])
MODE = "select.v2h_planner_mode"
type Use = Callable[..., Awaitable[None]]
type Options = dict[str, Any]
type Automate = Callable[..., Awaitable[list[dict[str, Any]]]]


class Phone(MockPlatform):
    """The companion app, as far as its device action goes: the same schema, the same rendering."""

    ACTION_SCHEMA = cv.DEVICE_ACTION_BASE_SCHEMA.extend(
        {
            probatio.Required(CONF_TYPE): "notify",
            probatio.Required(notify.ATTR_MESSAGE): cv.template,
            probatio.Optional(notify.ATTR_TITLE): cv.template,
            probatio.Optional(notify.ATTR_DATA): cv.template_complex,
        }
    )

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.device_id = ""
        self.shown: list[dict[str, Any]] = []

    async def async_get_actions(self, hass: HomeAssistant, device_id: str) -> list[dict[str, str]]:
        """There are none to offer in a form."""
        return []

    async def async_call_action_from_config(
        self, hass: HomeAssistant, config: ConfigType, variables: TemplateVarsType, context: Context | None
    ) -> None:
        """Show what is sent."""
        assert config["device_id"] == self.device_id
        keys = (notify.ATTR_MESSAGE, notify.ATTR_TITLE, notify.ATTR_DATA)
        self.shown.append(
            {key: template.render_complex(config[key], variables) for key in keys if key in config}
        )

    @property
    def said(self) -> list[tuple[str | None, str]]:
        """Titles and messages."""
        return [(item.get("title"), item["message"]) for item in self.shown]


def name_of(name: str, ja: bool) -> str:
    """The file in that language."""
    return f"{name}{'_ja' if ja else ''}.yaml"


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


async def clock(home: FakeHome, day: int, hour: int, minute: int = 0) -> None:
    """It is that time of May at home."""
    home.freezer.move_to(datetime(2026, 5, day, hour, minute, 1, tzinfo=dt_util.get_default_time_zone()))
    async_fire_time_changed(home.hass, dt_util.utcnow())
    for _ in range(20):
        await asyncio.sleep(0)
    await home.hass.async_block_till_done()


async def storm(home: FakeHome, tier: Tier, *hazards: Hazard, **changes: Any) -> None:
    """The weather at this stage."""
    now, data = dt_util.utcnow(), home.entry.runtime_data.data
    target = None
    if tier is not Tier.NONE:
        target = StormTarget(tier=tier, by=now, until=now, hazards=hazards, **changes)
    await show(home, situation=replace(data.situation, storm=target))


def wind(severity: Severity = Severity.WARNING, kind: HazardKind = HazardKind.WIND) -> Hazard:
    """A warning of JMA."""
    return Hazard(kind=kind, severity=severity, source="jma")


def with_verbs(plan: Plan, verbs: dict[int, Verb]) -> Plan:
    """The plan in which the car does this in the hours of a day, and stands by otherwise."""
    zone = dt_util.get_default_time_zone()
    return replace(
        plan,
        slots=tuple(
            replace(
                slot,
                storages=tuple(
                    replace(part, verb=verbs.get(slot.start.astimezone(zone).hour, Verb.STANDBY), away=False)
                    for part in slot.storages
                ),
            )
            for slot in plan.slots
        ),
    )


async def make_script(hass: HomeAssistant, name: str, ja: bool, **inputs: Any) -> None:
    """A script of a blueprint."""
    config = {"script": {"ours": {"use_blueprint": {"path": name_of(name, ja), "input": inputs}}}}
    assert await async_setup_component(hass, "script", config)
    await hass.async_block_till_done()
    assert hass.states.is_state("script.ours", "off")
