"""A fake home: entities with plausible states, a V2H unit that obeys, and the planner's config entry."""

from collections.abc import AsyncGenerator, Generator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import PropertyMock, patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Context, Event, HomeAssistant, ServiceCall, State
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.v2h_planner.const import DOMAIN

from .entry_forms import OPTIONS, V2H_EV, home_entry, storage

# A Saturday in May, half past ten in the morning in Tokyo: nobody drives to work.
NOW = datetime(2026, 5, 16, 1, 30, 5, tzinfo=UTC)
UNIT = "input_select.v2h_mode"
SET_POINT = "input_number.v2h_charge_power"


def day_of_prices(dear: float = 22.0) -> list[float]:
    """Area prices of a day by half hour, yen/kWh: cheap at night and noon, dear in the evening."""
    night, morning, noon, afternoon, evening = [9.0] * 14, [13.0] * 6, [1.0] * 10, [14.0] * 4, [dear] * 10
    return [*night, *morning, *noon, *afternoon, *evening, *[12.0] * 4]


def leaf(**forms: dict[str, Any]) -> dict[str, Any]:
    """The forms of a Leaf on a V2H unit whose mode is a select, with some answers replaced."""
    data = deepcopy(V2H_EV)
    data["control"] |= {"entity": UNIT, "charge_number": SET_POINT}
    for form, answers in forms.items():
        data[form] |= answers
    return data


def entry(car: dict[str, Any] | None = None, options: dict[str, Any] | None = None) -> MockConfigEntry:
    """The planner of a home with one Leaf."""
    car = leaf() if car is None else car
    return home_entry(storage("v2h_ev", car, name="Leaf", subentry_id="leaf"), options=options or OPTIONS)


@dataclass
class FakeHome:
    """The entities of a home, and what was done to them."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    entry: MockConfigEntry
    chosen: list[str] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def set(self, entity_id: str, state: object, **attributes: Any) -> None:
        """An entity shows something; attributes stay unless given."""
        old = self.hass.states.get(entity_id)
        kept = {} if old is None else dict(old.attributes)
        self.hass.states.async_set(entity_id, str(state), kept | attributes)

    def furnish(self) -> None:
        """All is well: a car at half charge that is plugged in, some sun, a quiet house."""
        power = {"unit_of_measurement": "W", "device_class": "power", "state_class": "measurement"}
        self.set("sensor.pv", 2200, **power)
        self.set("sensor.load", 600, **power)
        self.set("sensor.grid", 1600, **power)
        self.set("sensor.v2h_power", 0, **power)
        self.set("sensor.leaf_soc", 50, unit_of_measurement="%", device_class="battery")
        self.set("sensor.v2h_connection", "connected")
        self.set("sensor.co2", 420, unit_of_measurement="g/kWh")
        self.set("binary_sensor.storm", "off")
        self.set("binary_sensor.outage", "off")
        self.publish(day_of_prices())

    def publish(self, today: list[Any], tomorrow: list[Any] | None = None, unit: str = "JPY/kWh") -> None:
        """The price entity shows today's prices, and tomorrow's if given."""
        start = dt_util.start_of_local_day()
        slots = [
            {"start": (start + timedelta(minutes=30 * i)).isoformat(), "price": value}
            for i, value in enumerate([*today, *(tomorrow or [])])
        ]
        self.set("sensor.prices", today[0], unit_of_measurement=unit, prices=slots)

    def disobey(self) -> None:
        """The unit does not do as it is told from now on."""

        async def ignore(call: ServiceCall) -> None:
            pass

        self.hass.services.async_register("input_select", "select_option", ignore)

    def by_hand(self, option: str) -> None:
        """A person changes the unit in the app."""
        context = Context(user_id="somebody")
        attributes = self.state(UNIT).attributes
        self.hass.states.async_set(UNIT, option, attributes, context=context)

    def state(self, entity_id: str) -> State:
        """What an entity shows."""
        state = self.hass.states.get(entity_id)
        assert state is not None, f"{entity_id} is not there"
        return state

    def shows(self, entity_id: str) -> str:
        """Its state alone."""
        return self.state(entity_id).state

    @property
    def issues(self) -> dict[str, str]:
        """Repairs that are open: translation key by entity."""
        registry = ir.async_get(self.hass)
        return {
            str((issue.translation_placeholders or {}).get("entity")): str(issue.translation_key)
            for (domain, _), issue in registry.issues.items()
            if domain == DOMAIN and issue.active
        }

    async def start(self) -> None:
        """Set the planner up."""
        if self.hass.config_entries.async_get_entry(self.entry.entry_id) is None:
            self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def wait(self, **span: float) -> None:
        """Time passes; sensors that are not broken go on reporting what they showed."""
        self.freezer.tick(timedelta(**span))
        for state in self.hass.states.async_all(("sensor", "binary_sensor")):
            if state.attributes.get("attribution") is None and self._is_source(state.entity_id):
                self.hass.states.async_set(state.entity_id, state.state, state.attributes)
        async_fire_time_changed(self.hass, dt_util.utcnow())
        await self.settle()

    async def charged(self, soc: float) -> None:
        """The car is at another charge, for so long that it is believed."""
        self.set("sensor.leaf_soc", soc)
        for _ in range(11):
            await self.wait(minutes=1)

    def _is_source(self, entity_id: str) -> bool:
        known = (
            "sensor.pv",
            "sensor.load",
            "sensor.grid",
            "sensor.v2h_power",
            "sensor.leaf_soc",
            "sensor.co2",
        )
        return entity_id in known and entity_id not in self.broken

    async def replan(self) -> None:
        """Let what was asked for happen."""
        await self.settle()
        await self.wait(seconds=4)

    async def act(self, action: str, entity_id: str, **data: Any) -> None:
        """A person uses one of our entities."""
        domain = entity_id.partition(".")[0]
        await self.hass.services.async_call(domain, action, {"entity_id": entity_id, **data}, blocking=True)
        await self.settle()


@pytest.fixture(autouse=True)
def every_entity_is_on(request: pytest.FixtureRequest) -> Generator[None]:
    """Tests look at what entities show, also at those that a new home has off; `as_delivered` leaves them off."""
    if "as_delivered" in request.fixturenames:
        yield
        return
    with patch.object(Entity, "entity_registry_enabled_default", PropertyMock(return_value=True)):
        yield


@pytest.fixture(autouse=True)
def modes_rest(request: pytest.FixtureRequest) -> Generator[None]:
    """Comparing modes takes three plans more: only tests of that (`modes_are_compared`) wait for it."""
    if "modes_are_compared" in request.fixturenames:
        yield
        return
    with patch("custom_components.v2h_planner.face.desk.CALM_S", 1e9):
        yield


@pytest.fixture
def modes_are_compared() -> None:
    """The modes are compared in the calm after each plan, as at home."""


@pytest.fixture
def as_delivered() -> None:
    """A new home: only what is on by default is on."""


@pytest.fixture
async def home(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    enable_custom_integrations: None,
    request: pytest.FixtureRequest,
) -> AsyncGenerator[FakeHome]:
    """A furnished home whose planner is not set up yet."""
    # The calendar needs Home Assistant's web server, which still uses a key that aiohttp warns of.
    request.node.add_marker(pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning"))
    freezer.move_to(NOW)
    await hass.config.async_set_time_zone("Asia/Tokyo")
    assert await async_setup_component(
        hass, "input_select", {"input_select": {"v2h_mode": {"options": ["standby", "charge", "discharge"]}}}
    )
    assert await async_setup_component(
        hass,
        "input_number",
        {
            "input_number": {
                "v2h_charge_power": {"min": 0, "max": 6000, "step": 100, "unit_of_measurement": "W"}
            }
        },
    )
    fake = FakeHome(hass, freezer, entry())

    def heard(event: Event[dict[str, Any]]) -> None:
        if event.data["domain"] == "input_select":
            fake.chosen.append(event.data["service_data"]["option"])

    hass.bus.async_listen(EVENT_CALL_SERVICE, heard)
    fake.furnish()
    yield fake
    if fake.entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(fake.entry.entry_id)
        await fake.settle()
