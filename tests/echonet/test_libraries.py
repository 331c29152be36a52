"""Both real libraries talk to the house over UDP: what is kept of them is what they show, and orders arrive as meant.

Slow, because pychonet waits a tenth of a second for each answer.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from pyhems import EOJ, HemsFrameEvent, Property, RuntimeEvent
import pytest

from .devices import V2H, Method, Mode, Plug, Thing
from .libraries import chonet, free_port, hems, poll
from .node import Node
from .record import HOMES, RECORDERS, homes_of, kept

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("socket_enabled")]

UNIT = V2H.eoj
type Write = Callable[[int, bytes], Awaitable[bool]]
type Read = Callable[[int], Awaitable[Any]]


@pytest.mark.parametrize(("platform", "home"), [(p, home) for p in RECORDERS for home in homes_of(p)])
async def test_what_is_kept_of_an_integration_is_what_its_library_shows(
    platform: str, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await RECORDERS[platform](HOMES[home](), monkeypatch)

    def in_order(objects: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
        return {eoj: sorted(items, key=lambda item: item["unique_id"]) for eoj, items in objects.items()}

    assert in_order(shown) == in_order(kept(platform)[home])


@asynccontextmanager
async def by_pyhems(node: Node) -> AsyncIterator[tuple[Write, Read]]:
    """Write and read as `echonet_lite` does."""
    async with hems(node) as (client, states):
        state = states[UNIT]

        async def write(epc: int, value: bytes) -> bool:
            answer = await client.set_properties(state.node_id, EOJ(UNIT), [Property(epc, value)])
            return epc in answer.accepted_epcs

        async def read(epc: int) -> bytes | None:
            (answer,) = await client.get(state.node_id, EOJ(UNIT), [epc])
            return answer.edt or None

        yield write, read


@asynccontextmanager
async def by_pychonet(node: Node) -> AsyncIterator[tuple[Write, Read]]:
    """Write and read as `echonetlite` does."""
    async with chonet(node) as objects:
        thing, _ = objects[UNIT]

        async def write(epc: int, value: bytes) -> bool:
            return bool(await thing.setMessage(epc, int.from_bytes(value), len(value)))

        async def read(epc: int) -> bytes | None:
            return await thing.getMessage(epc)

        yield write, read


LIBRARIES = pytest.mark.parametrize("library", [by_pyhems, by_pychonet])
type Library = Callable[[Node], Any]


class Time:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def at_home(things: Iterable[Thing], patch: pytest.MonkeyPatch) -> AsyncIterator[Node]:
    """A node with these objects."""
    node = await Node.start("127.0.0.2", free_port(patch), things)
    try:
        yield node
    finally:
        node.stop()


def watts(power: int) -> bytes:
    """A power on the wire."""
    return power.to_bytes(4, signed=power < 0)


@LIBRARIES
async def test_a_night_of_orders_arrives_frame_by_frame(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time()
    unit = V2H(clock=time)
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert await write(0xEB, watts(4_800))
        assert await write(0xDC, bytes((Method.SET_POINT,)))
        assert await write(0xDA, bytes((Mode.CHARGE,)))
        assert await read(0xDA) == b"\x42"
        assert await read(0xD3) == watts(4_800)
        time.now += 3600
        assert await read(0xE2) == watts(28_800)
        assert await read(0xE4) == b"\x48"
        assert await write(0xDA, bytes((Mode.DISCHARGE,)))
        assert await read(0xD3) == watts(-700)
        assert await write(0xDA, bytes((Mode.STANDBY,)))
        assert await read(0xE1) == b"\x44"

    assert node.written == [
        (UNIT, 0xEB, watts(4_800)),
        (UNIT, 0xDC, b"\x03"),
        (UNIT, 0xDA, b"\x42"),
        (UNIT, 0xDA, b"\x43"),
        (UNIT, 0xDA, b"\x44"),
    ]


@LIBRARIES
async def test_a_set_point_without_its_method_moves_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = V2H(charge_method=Method.MOST)
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert await write(0xEB, watts(4_800))
        assert await write(0xDA, bytes((Mode.CHARGE,)))
        assert await read(0xD3) == watts(6_000)


@LIBRARIES
async def test_a_refused_set_point_is_refused_and_changes_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = V2H(refused={0xEB})
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert not await write(0xEB, watts(1_000))
        assert await read(0xEB) == watts(3_000)
        assert await write(0xDA, bytes((Mode.CHARGE,)))


@LIBRARIES
async def test_a_property_that_is_not_there_is_no_value(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_home([V2H()], monkeypatch) as node, library(node) as (_, read):
        assert await read(0xE5) is None


@LIBRARIES
async def test_a_car_that_is_not_permitted_yet_charges_once_its_connection_is_confirmed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = V2H(permitted=False)
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert await read(0xC7) == bytes((Plug.NOT_READY,))
        assert await write(0xDA, bytes((Mode.CHARGE,)))
        assert await read(0xD3) == watts(0)
        assert await write(0xCD, b"\x10")
        assert await read(0xC7) == bytes((Plug.READY,))
        assert await read(0xD3) == watts(3_000)


@LIBRARIES
async def test_a_long_handshake_is_seen_as_a_preparation(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time()
    unit = V2H(clock=time, handshake=300)
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert await write(0xDA, bytes((Mode.CHARGE,)))
        time.now += 290
        assert (await read(0xE1), await read(0xD3)) == (bytes((Mode.PREPARATION,)), watts(0))
        time.now += 20
        assert (await read(0xE1), await read(0xD3)) == (bytes((Mode.CHARGE,)), watts(3_000))


@LIBRARIES
@pytest.mark.parametrize("mode", [Mode.IDLE, Mode.AUTOMATIC])
async def test_what_another_control_does_is_seen(
    library: Library, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = V2H()
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert await write(0xDA, bytes((Mode.CHARGE,)))
        unit.choose(mode)
        assert (await read(0xDA), await read(0xD3)) == (bytes((mode,)), watts(0))


@LIBRARIES
async def test_a_unit_that_stands_in_its_mode_and_does_nothing_is_seen_doing_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = V2H(stuck=True)
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert await write(0xDA, bytes((Mode.CHARGE,)))
        assert (await read(0xDA), await read(0xE1), await read(0xD3)) == (b"\x42", b"\x44", watts(0))


@LIBRARIES
async def test_a_unit_that_rebooted_has_forgotten_its_orders(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = V2H()
    async with at_home([unit], monkeypatch) as node, library(node) as (write, read):
        assert await write(0xEB, watts(4_800))
        assert await write(0xDA, bytes((Mode.CHARGE,)))
        unit.reboot()
        assert (await read(0xDA), await read(0xEB)) == (b"\x44", watts(3_000))


async def test_what_a_unit_tells_on_its_own_is_heard_by_pychonet(monkeypatch: pytest.MonkeyPatch) -> None:
    unit = V2H()
    async with at_home([unit], monkeypatch) as node, chonet(node) as objects:
        thing, before = objects[UNIT]
        unit.plugged = False
        node.tell("127.0.0.1", UNIT, 0xC7)
        after = await poll(thing)

    assert (before[0xC7], after[0xC7], after[0xE4]) == ("Chargeable and Dischargeable", "Not Connected", 255)


async def test_what_a_unit_tells_on_its_own_is_heard_by_pyhems(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    unit = V2H()
    async with at_home([unit], monkeypatch) as node, hems(node) as (client, states):

        def hear(event: RuntimeEvent) -> None:
            assert isinstance(event, HemsFrameEvent)
            heard.extend(item.epc for item in event.frame.properties)

        client.subscribe(hear)
        unit.plugged = False
        node.tell("127.0.0.1", UNIT, 0xC7)
        await client.get(states[UNIT].node_id, EOJ(UNIT), [0xE4])

    assert heard == [0xC7, 0xE4]
