"""What a change would come to: a copy of the home is planned, and the real one goes on undisturbed."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
import logging
from threading import Event
from typing import Any
from unittest.mock import patch

from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.v2h_planner.core.comparison import compare_modes, compare_storm
from custom_components.v2h_planner.face.preview import preview

from .conftest import FakeHome
from .entry_forms import HOME_BATTERY, home_entry, storage
from .test_face import asked, events_of, face_of

pytestmark = pytest.mark.filterwarnings("ignore::aiohttp.web_exceptions.NotAppKeyWarning")

PREVIEW = "custom_components.v2h_planner.websocket_api.preview"


@pytest.fixture(autouse=True)
def no_access_log(caplog: pytest.LogCaptureFixture) -> None:
    """The access log asks the clock for its zone, which a frozen one does not know."""
    caplog.set_level(logging.WARNING, "aiohttp.access")


def trip(leave_hours: float = 9, back_hours: float = 14, soc: float = 90, **more: Any) -> dict[str, Any]:
    """A trip as a card asks about it."""
    now = dt_util.now()
    return {
        "leave": (now + timedelta(hours=leave_hours)).isoformat(),
        "back": (now + timedelta(hours=back_hours)).isoformat(),
        "soc": soc,
        "energy_kwh": 12,
        **more,
    }


class Held:
    """A preview that takes as long as the test wants."""

    def __init__(self) -> None:
        """Begin held."""
        self.began, self.released = Event(), Event()

    def __call__(self, *args: Any) -> dict[str, Any]:
        """Wait in the executor, then make the preview."""
        self.began.set()
        assert self.released.wait(30)
        return dict(preview(*args))

    async def async_began(self) -> None:
        """Wait until it is under way."""
        assert await asyncio.get_running_loop().run_in_executor(None, self.began.wait, 30)


async def test_a_trip_is_tried_and_not_announced(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    before = home.entry.runtime_data.data.plan
    answer = await asked(client, "preview", storage_id="leaf", trip=trip(), socs=[60, 90, 100])
    tried = answer["result"]
    assert tried["reached_soc"] == pytest.approx(90, abs=1)
    assert tried["more_yen"] > 0
    assert [point["soc"] for point in tried["curve"]] == [60, 90, 100]
    assert tried["curve"][1]["more_yen"] == tried["more_yen"]
    assert {"kind": "departure", "soc": 90.0} in [
        {key: target[key] for key in ("kind", "soc")} for target in tried["plan"]["targets"]
    ]
    assert home.entry.runtime_data.announced_trips == ()
    assert home.entry.runtime_data.data.plan is before
    assert home.chosen == []


async def test_an_soc_out_of_reach_is_told_as_what_is_reached(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    answer = await asked(client, "preview", storage_id="leaf", trip=trip(leave_hours=1, soc=100))
    assert 55 < answer["result"]["reached_soc"] < 75


async def test_a_change_of_an_announced_trip_takes_its_place(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    data = trip(soc=60)
    announced = await home.hass.services.async_call(
        "v2h_planner", "plan_trip", data, blocking=True, return_response=True
    )
    await home.replan()
    assert announced is not None
    client = await hass_ws_client(home.hass)
    overlapping = await asked(client, "preview", storage_id="leaf", trip=data)
    assert overlapping["error"]["translation_key"] == "trip_overlaps"
    same = await asked(client, "preview", storage_id="leaf", trip=data, trip_id=announced["trip_id"])
    assert same["result"]["more_yen"] == pytest.approx(0, abs=0.5)
    without = await asked(client, "preview", trip_id=announced["trip_id"])
    assert without["result"]["more_yen"] < 0
    same_targets, targets = (each["result"]["plan"]["targets"] for each in (same, without))
    assert len(same_targets) == len(targets) + 1


async def test_a_weekly_trip_is_left_out_for_once(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    face = await face_of(client)
    weekly = [one for one in face["trips"] if one["kind"] == "weekly"]
    assert len({one["id"] for one in weekly}) == len(weekly) > 1
    within = next(one for one in weekly if one["planned_soc"] is not None)
    answer = await asked(client, "preview", trip_id=within["id"])
    targets = answer["result"]["plan"]["targets"]
    assert within["leave"] not in [target["by"] for target in targets]


async def test_a_mode_and_a_charge_can_be_tried(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    resilience = await asked(client, "preview", mode="resilience")
    assert resilience["result"]["plan"]["mode"] == "resilience"
    charge = await asked(client, "preview", storage_id="leaf", target={"soc": 80})
    first = charge["result"]["plan"]["slots"][0]["storages"]["leaf"]
    assert first["action"] == "charge"
    assert home.shows("select.v2h_planner_mode") == "economy"


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"leave_hours": -1}, "trip_times"),
        ({"leave_hours": 100 * 24, "back_hours": 101 * 24}, "trip_too_far"),
        ({"energy_kwh": 60}, "trip_beyond_battery"),
    ],
)
async def test_a_trip_that_cannot_be_is_refused_with_the_reason(
    home: FakeHome, hass_ws_client: WebSocketGenerator, more: dict[str, Any], key: str
) -> None:
    await home.start()
    answer = await asked(await hass_ws_client(home.hass), "preview", storage_id="leaf", trip=trip(**more))
    assert answer["error"]["translation_key"] == key


@pytest.mark.parametrize(
    ("asking", "code"),
    [
        ({"storage_id": "gone", "trip": {}}, "not_found"),
        ({"trip": {}}, "not_found"),
        ({"storage_id": "leaf", "trip": {}, "socs": list(range(14))}, "invalid_format"),
        ({"storage_id": "leaf", "trip": {}, "socs": [101]}, "invalid_format"),
        ({"storage_id": "leaf", "trip": {"soc": "nan"}}, "invalid_format"),
        ({"mode": "none"}, "invalid_format"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    home: FakeHome, hass_ws_client: WebSocketGenerator, asking: dict[str, Any], code: str
) -> None:
    await home.start()
    if "trip" in asking:
        asking = asking | {"trip": trip() | asking["trip"]}
    answer = await asked(await hass_ws_client(home.hass), "preview", **asking)
    assert answer["error"]["code"] == code


async def test_a_battery_makes_no_trips(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    home.entry = home_entry(storage("home_battery", HOME_BATTERY, name="電池", subentry_id="cell"))
    await home.start()
    answer = await asked(await hass_ws_client(home.hass), "preview", storage_id="cell", trip=trip())
    assert answer["error"]["code"] == "invalid_format"


async def test_the_newest_request_of_a_card_wins(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    held = Held()
    with patch(PREVIEW, held):
        for soc in (70, 80, 90):
            await client.send_json_auto_id(
                {"type": "v2h_planner/preview", "storage_id": "leaf", "trip": trip(soc=soc)}
            )
            await held.async_began()
        answers = [await client.receive_json() for _ in range(2)]
        held.released.set()
        answers.append(await client.receive_json())
    assert [answer["id"] for answer in answers] == [1, 2, 3]
    assert [answer.get("error", {}).get("code") for answer in answers] == ["superseded", "superseded", None]
    assert answers[2]["result"]["reached_soc"] == pytest.approx(90, abs=1)


async def test_two_cards_are_both_answered(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    clients = [await hass_ws_client(home.hass) for _ in range(2)]
    for client in clients:
        await client.send_json_auto_id({"type": "v2h_planner/preview", "mode": "co2"})
    assert all([(await client.receive_json())["success"] for client in clients])


async def test_a_pass_does_not_wait_for_a_preview(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    before = home.entry.runtime_data.data.plan
    held = Held()
    with patch(PREVIEW, held):
        await client.send_json_auto_id({"type": "v2h_planner/preview", "mode": "co2"})
        await held.async_began()
        home.freezer.tick(timedelta(seconds=5))
        await home.entry.runtime_data.async_refresh()
        assert home.entry.runtime_data.data.plan is not before
        assert home.entry.runtime_data.last_update_success
        held.released.set()
        assert (await client.receive_json())["success"]


async def test_a_home_is_unloaded_while_a_preview_is_made(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    held = Held()
    with patch(PREVIEW, held):
        await client.send_json_auto_id({"type": "v2h_planner/preview", "mode": "co2"})
        await held.async_began()
        assert await home.hass.config_entries.async_unload(home.entry.entry_id)
        held.released.set()
        assert (await client.receive_json())["error"]["code"] == "not_loaded"
    await home.settle()


async def test_a_card_that_leaves_meanwhile_harms_nobody(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    leaving, staying = await hass_ws_client(home.hass), await hass_ws_client(home.hass)
    held = Held()
    with patch(PREVIEW, held):
        await leaving.send_json_auto_id({"type": "v2h_planner/preview", "mode": "co2"})
        await held.async_began()
        await leaving.close()
        held.released.set()
    assert (await asked(staying, "preview", mode="co2"))["success"]


async def test_an_unknown_soc_can_be_tried_too(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    home.set("sensor.leaf_soc", "unknown")
    await home.start()
    answer = await asked(await hass_ws_client(home.hass), "preview", storage_id="leaf", trip=trip())
    assert answer["success"]


async def test_modes_are_compared_once_a_plan(home: FakeHome, hass_ws_client: WebSocketGenerator) -> None:
    await home.start()
    clients = [await hass_ws_client(home.hass) for _ in range(2)]
    compare: Callable[..., Any] = compare_modes
    with patch("custom_components.v2h_planner.face.desk.compare_modes", wraps=compare) as compared:
        for client in clients:
            await client.send_json_auto_id({"type": "v2h_planner/compare_modes"})
        answers = [(await client.receive_json())["result"] for client in clients]
        assert compared.call_count == 1
        await home.wait(minutes=31)
        await events_of(clients[0])
        await asked(clients[0], "compare_modes")
        assert compared.call_count == 2
    assert answers[0] == answers[1]
    by_mode = {outlook["mode"]: outlook for outlook in answers[0]}
    assert list(by_mode) == ["economy", "co2", "resilience"]
    assert by_mode["economy"]["cost_yen"] <= by_mode["resilience"]["cost_yen"]
    assert by_mode["resilience"]["backup_h"] > by_mode["economy"]["backup_h"]


async def test_what_a_storm_costs_is_told_once_a_plan_and_the_same_by_the_action(
    home: FakeHome, hass_ws_client: WebSocketGenerator
) -> None:
    await home.start()
    client = await hass_ws_client(home.hass)
    storm: Callable[..., Any] = compare_storm
    with patch("custom_components.v2h_planner.face.desk.compare_storm", wraps=storm) as compared:
        answer = (await asked(client, "compare_storm"))["result"]
        told = await home.hass.services.async_call(
            "v2h_planner", "compare", {}, blocking=True, return_response=True
        )
        assert compared.call_count == 1
    assert told is not None
    assert isinstance(told["storm"], dict)
    assert answer["expected"] is told["storm"]["expected"] is False
    assert answer["more_yen"] == told["storm"]["more_yen"]
