"""A node on loopback: it answers what is asked of its objects, and tells on its own what it announces."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
import socket
from typing import override

from .devices import CONTROLLER, PROFILE, Thing
from .frames import Frame, Service, property_map

_DONE = {
    Service.SET_I: None,
    Service.SET_C: Service.SET_DONE,
    Service.GET: Service.GET_DONE,
    Service.INF_REQUEST: Service.INF,
}
_REFUSED = {
    Service.SET_I: Service.SET_I_REFUSED,
    Service.SET_C: Service.SET_C_REFUSED,
    Service.GET: Service.GET_REFUSED,
    Service.INF_REQUEST: Service.INF_REFUSED,
}


@dataclass
class Node(asyncio.DatagramProtocol):
    """A device on the network with its objects. `deaf`: it answers nothing.

    `written`: what was written to its objects, in order: object, property, value.
    """

    address: str
    port: int
    things: dict[int, Thing]
    identity: bytes
    deaf: bool = False
    written: list[tuple[int, int, bytes]] = field(default_factory=list)
    _transport: asyncio.DatagramTransport | None = None

    @classmethod
    async def start(cls, address: str, port: int, things: Iterable[Thing]) -> Node:
        """Join the network."""
        identity = b"\xfe\x00\x00\x6c" + socket.inet_aton(address).rjust(13, b"\x00")
        node = cls(address, port, {thing.eoj: thing for thing in things}, identity)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind((address, port))
        sock.setblocking(False)
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: node, sock=sock)
        return node

    def stop(self) -> None:
        """Leave the network."""
        assert self._transport is not None
        self._transport.close()

    def tell(self, address: str, eoj: int, *codes: int) -> None:
        """Announce properties without being asked, as on a change."""
        read = self._profile() if eoj == PROFILE else self.things[eoj].read()
        properties = tuple((code, read[code]) for code in codes)
        self._send(Frame(0, eoj, CONTROLLER, Service.INF, properties), (address, self.port))

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        frame = Frame.parse(data)
        if frame is None or self.deaf or frame.service not in _DONE:
            return
        for answer in self._answers(frame):
            self._send(answer, addr)

    def _answers(self, frame: Frame) -> Iterable[Frame]:
        """Return an answer of each object that is meant; instance 0 means all of its class."""
        objects = (PROFILE, *self.things)
        targets = [eoj for eoj in objects if frame.target in (eoj, eoj & 0xFFFF00)]
        for eoj in targets:
            service = Service(frame.service)
            done = True
            properties = []
            read = self._profile() if eoj == PROFILE else self.things[eoj].read()
            for code, value in frame.properties:
                if service in (Service.SET_C, Service.SET_I):
                    taken = eoj != PROFILE and self.things[eoj].set(code, value)
                    self.written.append((eoj, code, value))
                    properties.append((code, b"" if taken else value))
                else:
                    taken = code in read
                    properties.append((code, read.get(code, b"")))
                done = done and taken
            answer = _DONE[service] if done else _REFUSED[service]
            if answer is not None:
                yield Frame(frame.transaction, eoj, frame.source, answer, tuple(properties))

    def _profile(self) -> dict[int, bytes]:
        """Return the properties of the node itself."""
        listed = bytes((len(self.things),)) + b"".join(eoj.to_bytes(3) for eoj in self.things)
        classes = {eoj >> 8 for eoj in self.things}
        values = {
            0x80: b"\x30",
            0x82: b"\x01\x0e\x01\x00",
            0x83: self.identity,
            0x8A: self.identity[1:4],
            0x8C: b"TEST".ljust(12),
            0xD3: len(self.things).to_bytes(3),
            0xD4: (len(classes) + 1).to_bytes(2),
            0xD5: listed,
            0xD6: listed,
            0xD7: bytes((len(classes),)) + b"".join(eoj.to_bytes(2) for eoj in sorted(classes)),
        }
        return values | {
            0x9D: property_map({0x80, 0xD5}),
            0x9E: property_map(set()),
            0x9F: property_map({*values, 0x9D, 0x9E, 0x9F}),
        }

    def _send(self, frame: Frame, address: tuple[str, int]) -> None:
        if self._transport is not None and not self.deaf:
            self._transport.sendto(bytes(frame), address)
