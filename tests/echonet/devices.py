"""The objects of a house: a V2H unit with a car, and what stands around it. Each moves by physics and can be troubled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from .frames import property_map

type Clock = Callable[[], float]

CONTROLLER, PROFILE = 0x05FF01, 0x0EF001
_MAKER = bytes.fromhex("00006c")


class Mode(IntEnum):
    """EPC 0xDA and 0xE1 of a V2H unit."""

    CHARGE = 0x42
    DISCHARGE = 0x43
    STANDBY = 0x44
    CHARGE_DISCHARGE = 0x46
    IDLE = 0x47
    PREPARATION = 0x48
    AUTOMATIC = 0x49


class Plug(IntEnum):
    """EPC 0xC7 of a V2H unit."""

    AWAY = 0x30
    NOT_READY = 0x40
    CHARGEABLE = 0x41
    DISCHARGEABLE = 0x42
    READY = 0x43
    UNSURE = 0x44


class Method(IntEnum):
    """EPC 0xDC and 0xDD: what decides the power."""

    MOST = 1
    FOLLOWING = 2  # the surplus, or the load
    SET_POINT = 3


@dataclass
class Thing:
    """An object: what can be read of it and written to it. `refused`: properties that it does not take now."""

    refused: set[int] = field(default_factory=set)

    eoj = 0
    settable = frozenset[int]()
    announced = frozenset[int]()

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        return {}

    def write(self, epc: int, value: bytes) -> None:
        """Take a value."""
        raise NotImplementedError

    def read(self) -> dict[int, bytes]:
        """Return all properties that can be read."""
        common = {0x80: b"\x30", 0x82: b"\x00\x00R\x01", 0x88: b"\x42", 0x8A: _MAKER, 0x8C: b"TEST".ljust(12)}
        values = common | dict(self.values())
        return values | {
            0x9D: property_map(self.announced),
            0x9E: property_map(self.settable),
            0x9F: property_map({*values, 0x9D, 0x9E, 0x9F}),
        }

    def set(self, epc: int, value: bytes) -> bool:
        """Take a value if this property can be set and is not refused now."""
        if epc not in self.settable or epc in self.refused:
            return False
        self.write(epc, value)
        return True


@dataclass
class V2H(Thing):
    """A unit of 6 kW with a car of 40 kWh. Energies in Wh, powers in W, charging positive, times in seconds.

    `handshake`: how long it prepares before it charges or discharges. `stuck`: it stands in its mode, but nothing
    flows. `permitted`: whether the car lets itself be used; without, its connection has to be confirmed first (0xCD).
    """

    clock: Clock = lambda: 0.0
    capacity: float = 40_000.0
    stored: float = 24_000.0
    plugged: bool = True
    permitted: bool = True
    unsure: bool = False
    stuck: bool = False
    handshake: float = 0.0
    load: float = 700.0
    surplus: float = 0.0
    independent: bool = False
    mode: int = Mode.STANDBY
    charge_method: int = Method.SET_POINT
    discharge_method: int = Method.FOLLOWING
    charge_set: int = 3_000
    discharge_set: int = 3_000
    charged: float = 0.0
    discharged: float = 0.0
    at: float = 0.0
    since: float = -1e9

    eoj = 0x027E01
    settable = frozenset({0xCD, 0xDA, 0xDC, 0xDD, 0xEB, 0xEC})
    announced = frozenset({0xC7, 0xDA})
    least, most = 500, 6_000

    @property
    def soc(self) -> float:
        """The state of charge, a fraction."""
        return self.stored / self.capacity

    @property
    def plug(self) -> Plug:
        """What its plug says."""
        if not self.plugged:
            return Plug.AWAY
        if self.unsure:
            return Plug.UNSURE
        return Plug.READY if self.permitted else Plug.NOT_READY

    @property
    def acts(self) -> int:
        """What it really does (0xE1)."""
        if self.mode not in (Mode.CHARGE, Mode.DISCHARGE):
            return Mode.IDLE if self.mode == Mode.IDLE else Mode.STANDBY
        if self.clock() - self.since < self.handshake:
            return Mode.PREPARATION
        return self.mode if self.power else Mode.STANDBY

    @property
    def power(self) -> int:
        """What flows into the car now."""
        ready = self.plugged and self.permitted and not self.stuck
        if not ready or self.clock() - self.since < self.handshake:
            return 0
        if self.mode == Mode.CHARGE and self.stored < self.capacity:
            wanted = {
                Method.MOST: self.most,
                Method.FOLLOWING: self.surplus,
                Method.SET_POINT: self.charge_set,
            }
            power = min(wanted.get(Method(self.charge_method), 0), self.most)
            return int(power) if power >= self.least else 0
        if self.mode == Mode.DISCHARGE and self.stored > 0:
            wanted = {
                Method.MOST: self.most,
                Method.FOLLOWING: self.load,
                Method.SET_POINT: self.discharge_set,
            }
            return -int(min(wanted.get(Method(self.discharge_method), 0), self.most))
        return 0

    def advance(self) -> None:
        """Let flow what flowed until now."""
        now = self.clock()
        moved = self.power * (now - self.at) / 3600.0
        self.at = now
        self.stored = min(max(self.stored + moved, 0.0), self.capacity)
        self.charged += max(moved, 0.0)
        self.discharged += max(-moved, 0.0)

    def choose(self, mode: int) -> None:
        """Change the mode, by whatever hand."""
        self.advance()
        if mode != self.mode:
            self.mode, self.since = mode, self.clock()

    def reboot(self) -> None:
        """Come back as after a power cut: in standby, with its own set-points."""
        self.choose(Mode.STANDBY)
        self.charge_set = self.discharge_set = 3_000

    def write(self, epc: int, value: bytes) -> None:
        """Take a value."""
        self.advance()
        number = int.from_bytes(value)
        match epc:
            case 0xCD:
                self.permitted = True
            case 0xDA:
                self.choose(number)
            case 0xDC:
                self.charge_method = number
            case 0xDD:
                self.discharge_method = number
            case 0xEB:
                self.charge_set = number
            case 0xEC:
                self.discharge_set = number

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        self.advance()
        here = self.plugged
        return {
            0xC0: _wide(0.8 * self.capacity if here else None),
            0xC2: _wide(max(self.stored - 0.2 * self.capacity, 0.0) if here else None),
            0xC4: _percent((self.soc - 0.2) / 0.8 if here else None),
            0xC5: _wide(self.most),
            0xC6: _wide(self.most - 100),
            0xC7: bytes((self.plug,)),
            0xC8: _wide(self.least) + _wide(self.most),
            0xC9: _wide(self.least) + _wide(self.most - 100),
            0xCA: bytes.fromhex("0019012c"),
            0xCB: bytes.fromhex("00190127"),
            0xCC: b"\x22",
            0xCE: _wide(self.capacity if here else None),
            0xCF: _wide(self.capacity - self.stored if here else None),
            0xD0: _wide(self.capacity if here else None),
            0xD2: b"\x00\xc8",
            0xD3: self.power.to_bytes(4, signed=True),
            0xD4: (self.power // 20).to_bytes(2, signed=True),
            0xD5: b"\x00\xc8",
            0xD6: _wide(self.discharged),
            0xD8: _wide(self.charged),
            0xDA: bytes((self.mode,)),
            0xDB: bytes((self.independent,)),
            0xDC: bytes((self.charge_method,)),
            0xDD: bytes((self.discharge_method,)),
            0xE1: bytes((self.acts,)),
            0xE2: _wide(self.stored if here else None),
            0xE4: _percent(self.soc if here else None),
            0xEB: _wide(self.charge_set),
            0xEC: _wide(self.discharge_set),
        }


@dataclass
class Charger(Thing):
    """A one-way charger of 6 kW with the same car; its power cannot be set."""

    soc: float = 0.4
    mode: int = Mode.STANDBY
    plug: int = Plug.CHARGEABLE

    eoj = 0x02A101
    settable = frozenset({0xCD, 0xDA})
    announced = frozenset({0xC7, 0xDA})

    def write(self, epc: int, value: bytes) -> None:
        """Take a value."""
        if epc == 0xDA:
            self.mode = value[0]

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        return {
            0xC5: _wide(6_000),
            0xC7: bytes((self.plug,)),
            0xC8: _wide(1_200) + _wide(6_000),
            0xD3: _wide(6_000 if self.mode == Mode.CHARGE else 0),
            0xDA: bytes((self.mode,)),
            0xE2: _wide(40_000 * self.soc),
            0xE4: _percent(self.soc),
        }


@dataclass
class Battery(Thing):
    """A home battery of 9.8 kWh at rest."""

    mode: int = Mode.STANDBY
    charge_set: int = 1_000
    discharge_set: int = 1_000
    soc: float = 0.55

    eoj = 0x027D01
    settable = frozenset({0xAA, 0xAB, 0xDA, 0xEB, 0xEC})
    announced = frozenset({0xCF, 0xDA})

    def write(self, epc: int, value: bytes) -> None:
        """Take a value."""
        number = int.from_bytes(value)
        match epc:
            case 0xDA:
                self.mode = number
            case 0xEB:
                self.charge_set = number
            case 0xEC:
                self.discharge_set = number

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        return {
            0xA0: _wide(9_000),
            0xA1: _wide(9_000),
            0xAA: _wide(0),
            0xAB: _wide(0),
            0xC8: _wide(100) + _wide(3_000),
            0xC9: _wide(100) + _wide(2_900),
            0xCF: bytes((self.mode,)),
            0xD0: _wide(9_800),
            0xD3: _wide(0),
            0xDA: bytes((self.mode,)),
            0xDB: b"\x02",
            0xE2: _wide(9_800 * self.soc),
            0xE4: _percent(self.soc),
            0xE6: b"\x04",
            0xEB: _wide(self.charge_set),
            0xEC: _wide(self.discharge_set),
        }


@dataclass
class Solar(Thing):
    """Panels at noon."""

    power: int = 3_200

    eoj = 0x027901

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        return {0xD0: b"\x00", 0xE0: self.power.to_bytes(2), 0xE1: _wide(1_234_567)}


@dataclass
class Meter(Thing):
    """The smart meter."""

    power: int = 450

    eoj = 0x028801

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        amperes = (self.power // 20).to_bytes(2, signed=True)
        return {
            0xD7: b"\x08",
            0xE0: _wide(54_321),
            0xE1: b"\x01",
            0xE3: _wide(12_345),
            0xE7: self.power.to_bytes(4, signed=True),
            0xE8: amperes + amperes,
        }


@dataclass
class Board(Thing):
    """The distribution board, behind a main breaker of 60 A."""

    power: int = 450

    eoj = 0x028701

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        amperes = (self.power // 20).to_bytes(2, signed=True)
        return {
            0xB0: b"\x3c",
            0xC0: _wide(54_321),
            0xC1: _wide(12_345),
            0xC2: b"\x01",
            0xC6: self.power.to_bytes(4, signed=True),
            0xC7: amperes + amperes,
            0xC8: bytes.fromhex("03f203ee"),
        }


@dataclass
class MultipleInput(Thing):
    """A power conditioner for sun and car."""

    power: int = 450

    eoj = 0x02A501

    def values(self) -> Mapping[int, bytes]:
        """Return all properties that can be read, but the maps."""
        return {
            0xD0: b"\x01",
            0xE0: _wide(54_321),
            0xE3: _wide(12_345),
            0xE7: self.power.to_bytes(4, signed=True),
            0xE8: b"\x00",
        }


def _wide(number: float | None) -> bytes:
    """Return an unsigned number of four bytes; None is no value."""
    return b"\xff\xff\xff\xff" if number is None else int(number).to_bytes(4)


def _percent(fraction: float | None) -> bytes:
    """Return percent in one byte; None is no value."""
    return b"\xff" if fraction is None else bytes((round(100 * min(max(fraction, 0.0), 1.0)),))
