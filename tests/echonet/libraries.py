"""The two libraries on loopback: each finds a node, reads its objects and writes to them, as its integration has it do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import socket
from typing import Any

from pychonet import Factory
import pychonet.echonetapiclient as pychonet_client
from pychonet.echonetapiclient import ECHONETAPIClient
from pychonet.lib.udpserver import UDPServer
from pyhems import REGISTRY, DeviceManager, HemsClient, NodeState
import pyhems.transport as pyhems_transport
import pytest

from .devices import PROFILE
from .node import Node

HERE = "127.0.0.1"
PATIENCE = 30.0


def free_port(patch: pytest.MonkeyPatch) -> int:
    """Return a port of this test's own, and let both libraries use it: others run beside it, and 3610 is one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("", 0))
        port: int = probe.getsockname()[1]
    patch.setattr(pyhems_transport, "ECHONET_PORT", port)
    patch.setattr(pychonet_client, "ENL_PORT", port)
    return port


@asynccontextmanager
async def hems(node: Node) -> AsyncIterator[tuple[HemsClient, dict[int, NodeState]]]:
    """Yield pyhems with all objects of a node, monitored as `echonet_lite` does: every property that it has a name for."""
    monitored = {eoj: frozenset(item.epc for item in items) for eoj, items in REGISTRY.entities.items()}
    client = HemsClient(interface=HERE)
    manager = DeviceManager(client, monitored)
    await manager.async_start()
    await client.start()
    try:
        async with asyncio.timeout(PATIENCE):
            while len(manager.data) < len(node.things):
                node.tell(HERE, PROFILE, 0x83, 0xD5)
                await asyncio.sleep(0.05)
        yield client, {int(state.eoj): state for state in manager.data.values()}
    finally:
        await client.stop()
        await manager.async_stop()


@asynccontextmanager
async def chonet(node: Node) -> AsyncIterator[dict[int, tuple[Any, dict[int, Any]]]]:
    """Yield each object of a node as pychonet has it, with what `echonetlite` polls of it."""
    server = UDPServer(local_ip=HERE)
    server.run(HERE, node.port, asyncio.get_running_loop())
    client = ECHONETAPIClient(server)
    client.configure(logger=lambda *_: None)
    try:
        async with asyncio.timeout(PATIENCE):
            await client.discover(node.address)
            found = {}
            for eoj in node.things:
                group, cls, instance = eoj >> 16, eoj >> 8 & 0xFF, eoj & 0xFF
                await client.getAllPropertyMaps(node.address, group, cls, instance)
                thing = Factory(node.address, client, group, cls, instance)
                found[eoj] = (thing, await poll(thing))
        yield found
    finally:
        server.close()


async def poll(thing: Any) -> dict[int, Any]:
    """Return all properties that pychonet can read of a thing, ten at a time."""
    codes = [code for code in thing.getGetProperties() if code in thing.EPC_FUNCTIONS]
    shown: dict[int, Any] = {}
    for at in range(0, len(codes), 10):
        batch = codes[at : at + 10]
        answer = await thing.update(batch)
        shown |= answer if isinstance(answer, dict) else {batch[0]: answer}
    return shown
