"""Notices reach people: in Home Assistant, on phones, and wherever else they wish to be told."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.components.persistent_notification import (
    UpdateType,
    async_dismiss_all,
    async_register_callback,
)
from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.v2h_planner.const import DOMAIN
from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.hazard import (
    Hazard,
    HazardKind,
    HazardReport,
    Severity,
    StormTarget,
    Tier,
)
from custom_components.v2h_planner.core.home import Home, Mode, Storage, StorageKind
from custom_components.v2h_planner.core.outage.endurance import Endurance
from custom_components.v2h_planner.core.outage.log import OutageLog
from custom_components.v2h_planner.core.readings import FaultKind, Readings, StorageReading
from custom_components.v2h_planner.core.situation import Situation
from custom_components.v2h_planner.core.storm.counterfactual import StormCost
from custom_components.v2h_planner.core.storm.readiness import Readiness
from custom_components.v2h_planner.evening.log import Refused
from custom_components.v2h_planner.evening.wording import Asked
from custom_components.v2h_planner.notifications.deduplication import QUIET_EVERY, SentNotices
from custom_components.v2h_planner.notifications.notifier import Notifier
from custom_components.v2h_planner.settings.model import PriceSettings, Settings, Sources
from tests.ha.conftest import FakeHome, entry
from tests.ha.entry_forms import OPTIONS

NOW = datetime(2026, 9, 4, 9, 0, tzinfo=UTC)
CAR = Storage(
    id="ev", name="リーフ", kind=StorageKind.V2H_EV, capacity_kwh=40, charge_max_kw=6, discharge_max_kw=6
)
WIND = Hazard(kind=HazardKind.WIND, severity=Severity.WARNING, source="jma")
PHONE, ENTITY, CHAT = "notify.mobile_app_pixel", "notify.hall_panel", "notify.family_chat"
BUTTON = "V2H_PLANNER_IGNORE_STORM"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the planner knows of a storm."""

    at: datetime = NOW
    soc: float = 0.64
    hazards: tuple[Hazard, ...] = (WIND,)
    report: HazardReport = HazardReport()
    control: bool = True
    mode: ModeState = field(default_factory=ModeState)
    readiness: tuple[Readiness, ...] = ()
    storm_cost: StormCost | None = None
    outage_log: OutageLog | None = None
    endurance: Endurance | None = None
    evening: tuple[Asked, ...] = ()
    evening_refused: Refused | None = None

    @property
    def situation(self) -> Situation:
        order = None
        if self.hazards:
            order = StormTarget(tier=Tier.ACT, by=NOW, until=NOW + timedelta(hours=12), hazards=self.hazards)
        return Situation(mode=Mode.RESILIENCE, storm=order)

    @property
    def readings(self) -> Readings:
        car = StorageReading(storage_id="ev", soc=self.soc, connected=True)
        return Readings(at=self.at, storages=(car,))

    def later(self, minutes: float, **changes: Any) -> Known:
        return replace(self, at=self.at + timedelta(minutes=minutes), **changes)


STORM = Known(readiness=(Readiness(storage_id="ev", target_soc=1, soc=1, full_at=NOW + timedelta(hours=4)),))


@dataclass
class Ears:
    """Everybody who is told something."""

    hass: HomeAssistant
    notifier: Notifier
    stop: Callable[[], None]
    ignored: list[bool]
    sent_notices: SentNotices = field(default_factory=SentNotices)
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    listed: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    changes: int = 0

    def install(self, service: str, error: Exception | None = None) -> None:
        """There is such an action of `notify`."""

        async def say(call: ServiceCall) -> None:
            if error is not None:
                raise error
            self.heard.append((service, dict(call.data)))

        self.hass.services.async_register("notify", service, say)

    async def tell(self, known: Known, *targets: str) -> None:
        """One look of the planner."""
        settings = Settings(
            home=Home(storages=(CAR,)), prices=PriceSettings(), sources=Sources(), storages=(), notify=targets
        )
        self.sent_notices = self.notifier.tell(known, settings, self.sent_notices)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    def phone(self) -> list[dict[str, Any]]:
        """What the phone got."""
        return [data for service, data in self.heard if service == "mobile_app_pixel"]


@pytest.fixture
async def ears(hass: HomeAssistant, enable_custom_integrations: None) -> Ears:
    await hass.config.async_set_time_zone("Asia/Tokyo")
    hass.config.language = "ja"
    await async_get_translations(hass, "ja", "common", {DOMAIN})
    planner = MockConfigEntry(domain=DOMAIN)
    planner.add_to_hass(hass)
    ignored: list[bool] = []
    notifier = Notifier(hass, planner, lambda: ignored.append(True), lambda *_: None)
    ears = Ears(hass, notifier, notifier.listen(), ignored)

    @callback
    def listed(update: UpdateType, items: dict[str, Any]) -> None:
        ears.changes += 1
        for key, item in items.items():
            if update is UpdateType.REMOVED:
                del ears.listed[key]
            else:
                ears.listed[key] = (item["title"], item["message"])

    async_register_callback(hass, listed)
    return ears


async def test_a_storm_is_listed_updated_in_place_and_taken_away(ears: Ears) -> None:
    await ears.tell(STORM)
    title, message = ears.listed["v2h_planner_storm"]
    assert title == "警報が出ています"
    assert message == (
        "暴風警報が出ています。\nリーフは22:00に100%になります（いま64%）。\n出典：気象庁"
    )  # fmt: skip
    await ears.tell(STORM.later(1, soc=0.65))
    assert "いま65%" in ears.listed["v2h_planner_storm"][1]
    assert len(ears.listed) == 1
    before = ears.changes
    await ears.tell(STORM.later(2, soc=0.65))
    assert ears.changes == before
    await ears.tell(STORM.later(60, hazards=()))
    assert ears.listed == {}


async def test_a_phone_rings_for_news_is_updated_in_silence_and_cleared_at_the_end(ears: Ears) -> None:
    ears.install("mobile_app_pixel")
    await ears.tell(STORM, PHONE)
    (first,) = ears.phone()
    assert first["title"] == "警報が出ています"
    assert "22:00に100%" in first["message"]
    data = first["data"]
    assert data["actions"] == [{"action": BUTTON, "title": "備えをやめる"}]
    assert data["priority"] == "high"
    assert data["push"] == {"interruption-level": "time-sensitive"}
    assert "alert_once" not in data

    minutes = QUIET_EVERY / timedelta(minutes=1)
    await ears.tell(STORM.later(1, soc=0.65), PHONE)
    await ears.tell(STORM.later(minutes, soc=0.7), PHONE)
    _, second = ears.phone()
    assert "いま70%" in second["message"]
    assert second["data"]["alert_once"] is True
    assert second["data"]["push"] == {"interruption-level": "passive", "sound": "none"}
    assert second["data"]["tag"] == data["tag"]

    await ears.tell(STORM.later(minutes + 1, soc=1.0), PHONE)
    third = ears.phone()[2]
    assert third["title"] == "警報が出ています：備えができました"
    assert "alert_once" not in third["data"]

    await ears.tell(STORM.later(60, hazards=()), PHONE)
    assert ears.phone()[3] == {"message": "clear_notification", "data": {"tag": data["tag"]}}
    await ears.tell(STORM.later(61, hazards=()), PHONE)
    assert len(ears.phone()) == 4


async def test_others_hear_news_only_and_get_nothing_that_they_do_not_know(ears: Ears) -> None:
    ears.install("family_chat")
    ears.install("send_message")
    ears.hass.states.async_set(ENTITY, "unknown")
    for minutes, soc in ((0, 0.64), (30, 0.8), (60, 1.0)):
        await ears.tell(STORM.later(minutes, soc=soc), CHAT, ENTITY)
    await ears.tell(STORM.later(90, hazards=()), CHAT, ENTITY)
    chat = [data for service, data in ears.heard if service == "family_chat"]
    panel = [data for service, data in ears.heard if service == "send_message"]
    assert [set(data) for data in chat] == [{"title", "message"}] * 2
    assert [data["entity_id"] for data in panel] == [ENTITY] * 2
    assert [data["title"] for data in panel] == [data["title"] for data in chat]


async def test_the_entity_of_a_phone_is_as_good_as_its_action(ears: Ears) -> None:
    app = MockConfigEntry(domain="mobile_app", data={"device_name": "Pixel"})
    app.add_to_hass(ears.hass)
    entity = er.async_get(ears.hass).async_get_or_create(
        "notify", "mobile_app", "pixel", config_entry=app, suggested_object_id="my_phone"
    )
    ears.install("send_message")
    ears.install("mobile_app_pixel")
    await ears.tell(STORM, entity.entity_id)
    assert [service for service, _ in ears.heard] == ["mobile_app_pixel"]
    ears.hass.services.async_remove("notify", "mobile_app_pixel")
    assert [fault.source for fault in ears.notifier.faults] == [entity.entity_id], "its entity is gone too"


async def test_a_restart_tells_no_phone_again_but_fills_the_list(ears: Ears) -> None:
    ears.install("mobile_app_pixel")
    await ears.tell(STORM, PHONE)
    ears.stop()
    assert ears.listed == {}
    ears.notifier = Notifier(ears.hass, MockConfigEntry(domain=DOMAIN), lambda: None, lambda *_: None)
    await ears.tell(STORM.later(3), PHONE)
    assert set(ears.listed) == {"v2h_planner_storm"}
    assert len(ears.phone()) == 1


async def test_what_a_person_has_read_and_dismissed_stays_away_until_there_is_news(ears: Ears) -> None:
    await ears.tell(STORM)
    async_dismiss_all(ears.hass)
    await ears.tell(STORM.later(1, soc=0.9))
    await ears.tell(STORM.later(60, soc=0.95))
    assert ears.listed == {}
    await ears.tell(STORM.later(90, soc=1.0))
    assert ears.listed["v2h_planner_storm"][0] == "警報が出ています：備えができました"


async def test_a_phone_that_swiped_it_away_is_left_alone_until_there_is_news(ears: Ears) -> None:
    ears.install("mobile_app_pixel")
    await ears.tell(STORM, PHONE)
    ears.hass.bus.async_fire("mobile_app_notification_cleared", {"tag": "v2h_planner_storm"})
    ears.hass.bus.async_fire("mobile_app_notification_cleared", {"tag": "another_app"})
    ears.hass.bus.async_fire("mobile_app_notification_cleared", {})
    await ears.tell(STORM.later(60, soc=0.9), PHONE)
    assert len(ears.phone()) == 1
    assert "いま90%" in ears.listed["v2h_planner_storm"][1], "Home Assistant's list is another place"
    await ears.tell(STORM.later(90, soc=1.0), PHONE)
    assert len(ears.phone()) == 2


async def test_the_button_is_heard_and_others_are_not(ears: Ears) -> None:
    ears.hass.bus.async_fire("mobile_app_notification_action", {"action": "SOMETHING_ELSE"})
    ears.hass.bus.async_fire("mobile_app_notification_action", {})
    await ears.hass.async_block_till_done()
    assert ears.ignored == []
    ears.hass.bus.async_fire("mobile_app_notification_action", {"action": BUTTON})
    await ears.hass.async_block_till_done()
    assert ears.ignored == [True]
    ears.stop()
    ears.hass.bus.async_fire("mobile_app_notification_action", {"action": BUTTON})
    await ears.hass.async_block_till_done()
    assert ears.ignored == [True]


@pytest.mark.parametrize("error", [HomeAssistantError("no network"), ValueError("odd")])
async def test_a_phone_that_fails_is_reported_once_and_the_others_hear(
    ears: Ears, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ears.install("mobile_app_pixel", error)
    ears.install("family_chat")
    await ears.tell(STORM, PHONE, CHAT)
    await ears.tell(STORM.later(60, soc=1.0), PHONE, CHAT)
    assert [service for service, _ in ears.heard] == ["family_chat"] * 2
    assert caplog.text.count("Nobody could be told by notify.mobile_app_pixel") == 1
    (fault,) = ears.notifier.faults
    assert (fault.kind, fault.source, fault.found) == (FaultKind.NOT_TOLD, PHONE, str(error))

    ears.install("mobile_app_pixel")
    await ears.tell(STORM.later(61, hazards=()), PHONE, CHAT)
    assert ears.notifier.faults == ()


async def test_a_target_that_is_gone_is_known_before_the_storm(ears: Ears) -> None:
    calm = Known(hazards=())
    await ears.tell(calm, PHONE)
    assert [(fault.kind, fault.source) for fault in ears.notifier.faults] == [(FaultKind.NOT_TOLD, PHONE)]
    await ears.tell(STORM, PHONE)
    assert set(ears.listed) == {"v2h_planner_storm"}
    ears.install("mobile_app_pixel")
    assert ears.notifier.faults == ()


async def test_a_home_in_english_is_told_in_english(ears: Ears) -> None:
    ears.hass.config.language = "en"
    await async_get_translations(ears.hass, "en", "common", {DOMAIN})
    await ears.tell(STORM)
    assert ears.listed["v2h_planner_storm"][0] == "A warning is in force"


# ---------------------------------------------------------------------- with the whole planner


async def listening(home: FakeHome) -> list[dict[str, Any]]:
    """The planner of a home in storm-to-be, and what its phone gets."""
    got: list[dict[str, Any]] = []

    async def say(call: ServiceCall) -> None:
        got.append(dict(call.data))

    home.hass.services.async_register("notify", "mobile_app_pixel", say)
    home.entry = entry(options=OPTIONS | {"people": OPTIONS["people"] | {"notify": [PHONE]}})
    home.set("binary_sensor.storm", "off", friendly_name="Typhoon")
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    return got


async def test_a_storm_is_told_from_its_first_minute_to_its_end(home: FakeHome) -> None:
    got = await listening(home)
    assert got == []
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert got[0]["title"] == "A warning is in force"
    assert got[0]["message"].startswith("In force: Typhoon.\nLeaf will be at 100% by ")
    await home.charged(100)
    assert got[-1]["title"] == "A warning is in force: all is ready"
    home.set("binary_sensor.storm", "off")
    await home.replan()
    assert got[-1]["title"] == "The warning was lifted"
    assert "Back to economy mode" in got[-1]["message"]
    await home.wait(hours=4)
    assert got[-1]["message"] == "clear_notification"
    rings = [item["title"] for item in got if "title" in item and "alert_once" not in item["data"]]
    assert rings == ["A warning is in force", "A warning is in force: all is ready", "The warning was lifted"]


async def test_the_button_on_the_phone_gives_the_mode_back(home: FakeHome) -> None:
    got = await listening(home)
    home.set("binary_sensor.storm", "on")
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "resilience"
    (button,) = got[0]["data"]["actions"]
    home.hass.bus.async_fire("mobile_app_notification_action", {"action": button["action"]})
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "economy"
    assert got[-1]["message"] == "clear_notification"


async def test_the_button_asks_for_the_permission_of_the_phones_owner(
    home: FakeHome, hass_read_only_user: MockUser, hass_admin_user: MockUser
) -> None:
    got = await listening(home)
    home.set("binary_sensor.storm", "on")
    await home.replan()
    pressed = {"action": got[0]["data"]["actions"][0]["action"]}
    for somebody in (hass_read_only_user.id, "nobody"):
        home.hass.bus.async_fire("mobile_app_notification_action", pressed, context=Context(user_id=somebody))
        await home.replan()
        assert home.shows("select.v2h_planner_mode") == "resilience"
    context = Context(user_id=hass_admin_user.id)
    home.hass.bus.async_fire("mobile_app_notification_action", pressed, context=context)
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "economy"


async def test_a_reload_in_a_storm_does_not_ring_again(home: FakeHome) -> None:
    got = await listening(home)
    home.set("binary_sensor.storm", "on")
    await home.replan()
    told = len(got)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.replan()
    assert home.shows("select.v2h_planner_mode") == "resilience"
    assert not [item for item in got[told:] if "alert_once" not in item["data"]]


async def test_an_outage_is_told_with_its_hours_and_afterwards_with_what_it_took(home: FakeHome) -> None:
    got = await listening(home)
    home.set("binary_sensor.outage", "on")
    await home.replan()
    await home.wait(minutes=1)
    titles = [item["title"] for item in got]
    assert titles[0].startswith("Power outage: about ")
    rung = len([item for item in got if "alert_once" not in item["data"]])
    await home.charged(28)
    assert len([item for item in got if "alert_once" not in item["data"]]) == rung + 1, "under 6 hours"
    home.set("binary_sensor.outage", "off")
    await home.replan()
    assert got[-1]["title"] == "The grid is back"
    assert got[-1]["message"].startswith("The outage lasted from 10:30 until 10:42")


async def test_a_phone_that_does_not_exist_is_a_repair(home: FakeHome) -> None:
    got = await listening(home)
    home.hass.services.async_remove("notify", "mobile_app_pixel")
    await home.wait(minutes=1)
    await home.wait(minutes=1)
    assert home.issues == {PHONE: "input_not_told"}
    assert got == []
