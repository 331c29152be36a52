"""The card's data over one websocket subscription: everything first, then what has changed, shared by all tablets."""

import logging
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import CLIENT_ID, MockUser
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from custom_components.v2h_planner.face.now import now_of

from .conftest import FakeHome
from .entry_forms import HOME_BATTERY, home_entry, storage

_LOGGER = logging.getLogger(__name__)

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")


@pytest.fixture(autouse=True)
def no_access_log(caplog: pytest.LogCaptureFixture) -> None:
    """The access log asks the clock for its zone, which a frozen one does not know."""
    caplog.set_level(logging.WARNING, "aiohttp.access")


async def asked(client: MockHAClientWebSocket, command: str, **data: Any) -> dict[str, Any]:
    """Ask and return the answer."""
    await client.send_json_auto_id({"type": f"v2h_planner/{command}", **data})
    answer: dict[str, Any] = await client.receive_json()
    return answer


async def face_of(client: MockHAClientWebSocket, **data: Any) -> dict[str, Any]:
    """Subscribe and return the whole face."""
    answer = await asked(client, "subscribe", **data)
    assert answer["success"], answer
    message = await client.receive_json()
    face: dict[str, Any] = message["event"]
    return face


async def events_of(client: MockHAClientWebSocket) -> list[dict[str, Any]]:
    """What has come meanwhile, until an answer to a question that is asked now."""
    await client.send_json_auto_id({"type": "ping"})
    events = []
    while (message := await client.receive_json())["type"] != "pong":
        events.append(message["event"])
    return events


def merged(face: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """The face as a card has it after these events."""
    whole = dict(face)
    for event in events:
        whole |= event
    return whole


async def test_the_first_event_is_the_whole_face(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    face = await face_of(await hass_ws_client(home.hass))
    assert set(face) == {"home", "now", "banners", "plan", "trips", "evening", "past"}
    assert len(face["plan"]["slots"]) == 96
    assert all(slot["storages"]["leaf"]["why"] for slot in face["plan"]["slots"])
    assert face["home"]["entities"]["mode"] == "select.v2h_planner_mode"
    (car,) = face["home"]["storages"]
    assert (car["entities"]["soc"], car["safe"]) == ("sensor.leaf_soc", "standby")
    assert (face["home"]["may_control"], face["home"]["may_edit"]) == (True, True)
    (now,) = face["now"]["storages"]
    assert (now["soc"], now["standing"]) == (50.0, "dry_run")
    assert [banner["kind"] for banner in face["banners"]] == ["dry_run"]


async def test_later_events_hold_only_what_has_changed(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    face = await face_of(client)
    await home.wait(minutes=1)
    events = await events_of(client)
    assert {key for event in events for key in event} == {"now"}
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.replan()
    face = merged(face, await events_of(client))
    assert face["now"]["control"]
    assert face["banners"] == []
    assert face["plan"]["made_at"] == face["now"]["at"]


async def test_every_tablet_gets_the_same_bytes_built_once(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    tablets = [await hass_ws_client(home.hass) for _ in range(20)]
    for tablet in tablets:
        await face_of(tablet, language="ja")
        await events_of(tablet)
    with patch("custom_components.v2h_planner.face.feed.now_of", wraps=now_of) as build:
        await home.wait(minutes=1)
    said = [await events_of(tablet) for tablet in tablets]
    assert all(events == said[0] for events in said)
    assert said[0]
    assert build.call_count == len(said[0])


async def test_nobody_listens_when_nobody_looks(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    await client.send_json_auto_id({"type": "v2h_planner/subscribe"})
    subscribed = await client.receive_json()
    await client.receive_json()
    await client.send_json_auto_id({"type": "unsubscribe_events", "subscription": subscribed["id"]})
    assert (await client.receive_json())["success"]
    with patch("custom_components.v2h_planner.face.feed.now_of", wraps=now_of) as build:
        await home.wait(minutes=1)
    assert build.call_count == 0
    assert await events_of(client) == []


async def test_a_face_that_cannot_be_built_keeps_nothing_from_the_entities(
    home: FakeHome, hass_ws_client: WebSocketGenerator, caplog: pytest.LogCaptureFixture
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    await face_of(client)
    home.set("sensor.load", 1600)
    with patch("custom_components.v2h_planner.face.feed.now_of", side_effect=ValueError):
        for _ in range(2):
            await home.act("select_option", "select.v2h_planner_mode", option="co2")
            assert home.shows("select.v2h_planner_mode") == "co2"
            await home.wait(minutes=1)
            assert await events_of(client) == []
    assert caplog.text.count("could not be told") == 1
    await home.wait(minutes=1)
    told = {name: part for event in await events_of(client) for name, part in event.items()}
    assert told["now"]["mode"] == "co2"


async def test_sentences_are_in_the_language_of_who_looks(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    japanese, english = await face_of(client, language="ja"), await face_of(client, language="en")
    assert japanese["banners"][0]["title"] == "試運転中：機器には指示していません"
    assert english["banners"][0]["title"] == "Dry run: nothing is commanded"
    assert (await face_of(client, language="de"))["banners"] == english["banners"]
    assert "。" in japanese["plan"]["slots"][5]["storages"]["leaf"]["why"]


async def test_a_card_is_told_that_the_home_is_gone_and_subscribes_anew(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    await face_of(client)
    await home.hass.config_entries.async_unload(home.entry.entry_id)
    assert (await events_of(client))[-1] == {"gone": True}
    assert (await asked(client, "subscribe"))["error"]["code"] == "not_loaded"
    await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.settle()
    assert await events_of(client) == []
    assert (await face_of(client))["now"]["storages"]


async def test_after_a_restart_the_last_plan_shows_before_there_is_another(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    with patch("custom_components.v2h_planner.coordinator.plan_onward", side_effect=ValueError):
        await home.hass.config_entries.async_reload(home.entry.entry_id)
        await home.settle()
    client = await hass_ws_client(home.hass)
    face = await face_of(client)
    assert len(face["plan"]["slots"]) == 96
    assert "old_plan" in {banner["kind"] for banner in face["banners"]}
    assert (await asked(client, "preview"))["error"]["code"] == "no_plan"
    assert (await asked(client, "compare_modes"))["error"]["code"] == "no_plan"


async def test_without_a_plan_the_face_says_so(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    with patch("custom_components.v2h_planner.coordinator.plan_onward", side_effect=ValueError):
        await home.start()
    face = await face_of(await hass_ws_client(home.hass))
    assert face["plan"] is None
    assert face["now"]["backup_h"] is None
    assert [banner["kind"] for banner in face["banners"]] == ["dry_run", "no_plan"]


@pytest.mark.parametrize("soc", ["unknown", "unavailable", "nan"])
async def test_an_soc_that_nobody_knows_is_null(
    home: FakeHome, hass_ws_client: WebSocketGenerator, soc: str
) -> None:
    home.set("sensor.leaf_soc", soc)
    await home.start()
    face = await face_of(await hass_ws_client(home.hass))
    assert face["now"]["storages"][0]["soc"] is None
    assert face["now"]["storages"][0]["why"]


async def test_a_repair_is_a_banner_with_its_own_words(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    home.hass.states.async_remove("sensor.load")
    await home.start()
    face = await face_of(await hass_ws_client(home.hass), language="ja")
    (fault,) = (banner for banner in face["banners"] if banner["kind"] == "fault")
    assert fault["title"] == "sensor.loadがありません"
    assert fault["offers"] == ["repairs"]


async def test_a_unit_that_disobeys_is_named(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    home.disobey()
    await home.act("turn_on", "switch.v2h_planner_control")
    await home.act("press", "button.leaf_charge_now")
    for _ in range(8):
        await home.wait(seconds=91)
    face = await face_of(await hass_ws_client(home.hass))
    (banner,) = (banner for banner in face["banners"] if banner["kind"] == "disobeys")
    assert banner["storage_id"] == "leaf"
    assert face["now"]["storages"][0]["disobeys"]


async def test_an_entity_that_is_switched_off_is_left_out(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    face = await face_of(client)
    er.async_get(home.hass).async_update_entity(
        "button.leaf_charge_now", disabled_by=er.RegistryEntryDisabler.USER
    )
    await home.wait(minutes=1)
    (car,) = merged(face, await events_of(client))["home"]["storages"]
    assert "charge_now" not in car["entities"]
    assert "pause" in car["entities"]


async def token_of(hass: HomeAssistant, user: MockUser) -> str:
    """A token of this user."""
    return hass.auth.async_create_access_token(await hass.auth.async_create_refresh_token(user, CLIENT_ID))


async def test_a_read_only_user_sees_and_may_not_change(
    home: FakeHome, hass_ws_client: WebSocketGenerator, hass_read_only_access_token: str
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass, hass_read_only_access_token)
    face = await face_of(client)
    assert (face["home"]["may_control"], face["home"]["may_edit"]) == (False, False)
    assert len(face["plan"]["slots"]) == 96
    assert (await asked(client, "homes"))["result"] == [{"entry_id": home.entry.entry_id, "name": "Home"}]


async def test_rights_are_told_to_each_as_they_are(
    home: FakeHome, hass_ws_client: WebSocketGenerator, hass_read_only_access_token: str
) -> None:
    await home.start()
    guest = await hass_ws_client(home.hass, hass_read_only_access_token)
    owner = await hass_ws_client(home.hass)
    faces = {"guest": await face_of(guest), "owner": await face_of(owner)}
    home.hass.config_entries.async_update_entry(home.entry, title="わが家")
    await home.wait(minutes=1)
    for name, client in (("guest", guest), ("owner", owner)):
        told = merged(faces[name], await events_of(client))["home"]
        assert (told["name"], told["may_control"]) == ("わが家", name == "owner")


async def test_who_may_not_look_is_refused(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    stranger = MockUser(name="stranger").add_to_hass(home.hass)
    stranger.mock_policy({})
    client = await hass_ws_client(home.hass, await token_of(home.hass, stranger))
    for command in ("subscribe", "preview", "compare_modes", "compare_storm"):
        assert (await asked(client, command))["error"]["code"] == "unauthorized"
    assert (await asked(client, "homes"))["result"] == []


async def test_an_unknown_home_is_not_found(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    for command in ("subscribe", "preview", "compare_modes", "compare_storm"):
        assert (await asked(client, command, entry_id="nobody"))["error"]["code"] == "not_found"


async def test_of_two_homes_one_has_to_be_named(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    second = home_entry(storage("home_battery", HOME_BATTERY, name="電池", subentry_id="cell"))
    await home.start()
    second.add_to_hass(home.hass)
    assert await home.hass.config_entries.async_setup(second.entry_id)
    await home.settle()
    client = await hass_ws_client(home.hass)
    assert (await asked(client, "subscribe"))["error"]["code"] == "which_home"
    faces = [await face_of(client, entry_id=entry.entry_id) for entry in (home.entry, second)]
    assert [face["home"]["storages"][0]["name"] for face in faces] == ["Leaf", "電池"]
    assert len((await asked(client, "homes"))["result"]) == 2
    await home.hass.config_entries.async_unload(second.entry_id)
    assert [event for event in await events_of(client) if "gone" in event] == [{"gone": True}]
    assert second.state is ConfigEntryState.NOT_LOADED


async def test_an_open_card_costs_little(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    """An hour of it; docs/card.md has the figures."""
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    client = await hass_ws_client(home.hass)
    await client.send_json_auto_id({"type": "v2h_planner/subscribe", "language": "ja"})
    await client.receive_json()
    first = len((await client.receive()).data.encode())
    later = 0
    for _ in range(60):
        await home.wait(minutes=1)
        await client.send_json_auto_id({"type": "ping"})
        while '"pong"' not in (message := (await client.receive()).data):
            later += len(message.encode())
    _LOGGER.info("The first message has %d bytes, a minute %d", first, later / 60)
    assert first < 80_000
    assert later / 60 < 8_000
