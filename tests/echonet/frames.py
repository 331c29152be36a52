"""The frames of ECHONET Lite (format 1): services on the properties of one object."""

from dataclasses import dataclass
from enum import IntEnum

_HEADER = b"\x10\x81"


class Service(IntEnum):
    """What a frame asks for or answers (ESV)."""

    SET_I_REFUSED = 0x50
    SET_C_REFUSED = 0x51
    GET_REFUSED = 0x52
    INF_REFUSED = 0x53
    SET_I = 0x60
    SET_C = 0x61
    GET = 0x62
    INF_REQUEST = 0x63
    SET_DONE = 0x71
    GET_DONE = 0x72
    INF = 0x73


@dataclass(frozen=True, slots=True)
class Frame:
    """One datagram; objects are class and instance in three bytes, properties are code and value."""

    transaction: int
    source: int
    target: int
    service: int
    properties: tuple[tuple[int, bytes], ...]

    @classmethod
    def parse(cls, data: bytes) -> Frame | None:
        """Return the frame in a datagram, None where there is none."""
        if len(data) < 12 or data[:2] != _HEADER:
            return None
        properties, at = [], 12
        for _ in range(data[11]):
            if len(data) < at + 2 or len(data) < at + 2 + data[at + 1]:
                return None
            epc, length = data[at], data[at + 1]
            properties.append((epc, data[at + 2 : at + 2 + length]))
            at += 2 + length
        return cls(
            int.from_bytes(data[2:4]),
            int.from_bytes(data[4:7]),
            int.from_bytes(data[7:10]),
            data[10],
            tuple(properties),
        )

    def __bytes__(self) -> bytes:
        body = b"".join(bytes((epc, len(value))) + value for epc, value in self.properties)
        return (
            _HEADER
            + self.transaction.to_bytes(2)
            + self.source.to_bytes(3)
            + self.target.to_bytes(3)
            + bytes((self.service, len(self.properties)))
            + body
        )


def property_map(codes: frozenset[int] | set[int]) -> bytes:
    """Return a map of properties: their codes, or above fifteen of them a bit for each."""
    if len(codes) < 16:
        return bytes((len(codes), *sorted(codes)))
    bits = [0] * 16
    for code in codes:
        bits[code & 0x0F] |= 1 << (code >> 4) - 8
    return bytes((len(codes), *bits))
