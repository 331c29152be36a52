"""A home in the evening that is spoken to: its plan is that of `tests/face/house.py`, and it notes what it is told."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from unittest.mock import Mock

from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.v2h_planner.core.home import Mode
from custom_components.v2h_planner.core.plan import Command, Reason
from custom_components.v2h_planner.core.readings import Verb
from custom_components.v2h_planner.core.trips import OneOffTrip, TripLog
from custom_components.v2h_planner.settings.model import Settings
from custom_components.v2h_planner.state.snapshot import Snapshot
from custom_components.v2h_planner.voice.intents import async_listen
from tests.core.homes import NOW
from tests.face import house


@dataclass
class FakePlanner:
    """A home that is asked, and remembers what it was told."""

    settings: Settings
    data: Snapshot
    told: list[tuple[str, Any]] = field(default_factory=list)
    announced_trips: tuple[OneOffTrip, ...] = ()
    trip_log: TripLog = field(default_factory=lambda: TripLog(since=NOW))
    config_entry: Any = field(default_factory=lambda: Mock(entry_id="home"))

    @property
    def picked(self) -> list[Mode]:
        """The modes that were set."""
        return [what for name, what in self.told if name == "mode"]

    def async_pick_mode(self, mode: Mode) -> None:
        self.told.append(("mode", mode))

    def async_charge_now(self, storage_id: str, soc: float | None = None) -> None:
        self.told.append(("charge", (storage_id, soc)))

    def async_cancel_charge_now(self, storage_id: str) -> None:
        self.told.append(("cancel_charge", storage_id))

    def async_take_back(self, storage_id: str) -> None:
        self.told.append(("take_back", storage_id))

    def async_ignore_storm(self) -> None:
        self.told.append(("ignore", None))

    def async_heed_storm(self) -> None:
        self.told.append(("heed", None))

    async def async_pause(self, storage_ids: list[str], until: datetime | None = None) -> None:
        self.told.append(("pause", until))

    async def async_resume(self, storage_ids: list[str]) -> None:
        self.told.append(("resume", None))

    def async_plan_trip(self, trip: OneOffTrip, instead_of: object = None) -> None:
        self.announced_trips = (*self.announced_trips, trip)
        self.told.append(("trip", trip))

    def async_cancel_trip(self, trip_id: str) -> bool:
        self.told.append(("cancel_trip", trip_id))
        return any(trip.id == trip_id for trip in self.announced_trips)

    def async_skip_trip(self, trip: Any) -> None:
        self.told.append(("skip_trip", trip.id))

    def charges_because(self, reason: Reason, verb: Verb = Verb.CHARGE) -> None:
        """It charges, and says why."""
        command = Command(storage_id="car", verb=verb, power_kw=None, until_soc=None, reason=reason)
        self.data = replace(self.data, commands=(command,))


@pytest.fixture
async def planner(
    hass: HomeAssistant, enable_custom_integrations: None, freezer: Any
) -> AsyncGenerator[FakePlanner]:
    """A home whose voice Home Assistant hears."""
    freezer.move_to(NOW)
    await hass.config.async_set_time_zone("Asia/Tokyo")
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    fake = FakePlanner(settings=house.settings(), data=house.snapshot(house.plan()))
    stop = async_listen(hass, fake)
    yield fake
    stop()


async def say(
    hass: HomeAssistant, text: str, language: str, user_id: str | None = None
) -> conversation.ConversationResult:
    """Say something to Home Assistant's own agent."""
    return await conversation.async_converse(hass, text, None, Context(user_id=user_id), language=language)


async def hear(hass: HomeAssistant, text: str, language: str) -> str:
    """Say something that is understood, and return the answer."""
    result = await say(hass, text, language)
    assert result.response.error_code is None, text
    return str(result.response.speech["plain"]["speech"])
