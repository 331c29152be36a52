"""The card's data over one websocket subscription: everything first, then what has changed, shared by all tablets."""

import logging
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket, WebSocketGenerator

from .conftest import FakeHome

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


async def test_the_first_event_is_the_whole_face(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    face = await face_of(await hass_ws_client(home.hass))

    assert set(face) == {"home", "now", "banners", "plan", "trips", "past"}
    assert len(face["plan"]["slots"]) == 96
