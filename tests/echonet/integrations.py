"""Which entities each integration makes of an object, as its source has it; only what the planner could look at.

`echonet_lite`: github.com/sayurin/hems_echonet_lite, release 0.8.6 (entity.py, const.py, sensor.py, select.py, number.py).
`echonetlite`: github.com/scottyphillips/echonetlite_homeassistant, release 4.0.7 (sensor.py, select.py, number.py, const.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
import re
from typing import Any, Final

from pyhems import REGISTRY, EntityDefinition, NodeState, NumericCodec, get_codec

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shown:
    """One entity: the domain, its unique id, and its state as Home Assistant writes it."""

    domain: str
    unique_id: str
    state: str
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)


# ------------------------------------------------------------------------------------------------ echonet_lite


def of_echonet_lite(node: NodeState) -> Iterator[Shown]:
    """Yield the entities of an object: by its definitions and maps, a part of a property each."""
    for item in REGISTRY.entities[node.eoj.class_code]:
        domain = _domain(item)
        mapped = item.epc in node.get_epcs or item.epc in node.set_epcs
        if domain is None or not mapped or item.manufacturer_code not in (None, node.manufacturer_code):
            continue
        if node.eoj.class_code == 0x0287 and 0xD0 <= item.epc < 0xF0:
            continue
        key = f"{item.epc:02x}" + ("" if item.enum_values else f"_{item.byte_offset}")
        attributes: dict[str, Any] = {"epc": f"0x{item.epc:02X}"}
        value = None
        if domain != "button" and (edt := node.properties.get(item.epc)) is not None:
            codec = get_codec(item)
            value = codec.decode(edt, node) if isinstance(codec, NumericCodec) else codec.decode(edt)
        if item.enum_values and domain in ("select", "sensor"):
            attributes["options"] = [_snake(choice.key) for choice in item.enum_values]
            value = None if value is None else _snake(value)
        elif item.unit and domain in ("number", "sensor"):
            attributes["unit_of_measurement"] = {"second": "s", "days": "d"}.get(item.unit, item.unit)
        if domain == "number":
            attributes |= _bounds(item)
        yield Shown(domain, f"{node.device_key}-{key}", _state(value, domain), attributes)


def _domain(item: EntityDefinition) -> str | None:
    """Return the platform of a property: what can be read and written, and how many values it has."""
    readable, writable = item.get != "notApplicable", item.set != "notApplicable"
    choices = len(item.enum_values or ())
    if not readable:
        return "button" if writable and choices == 1 else None
    if choices:
        two = "switch" if writable else "binary_sensor"
        many = "select" if writable else "sensor"
        return {1: None, 2: two}.get(choices, many)
    if item.format is None:
        return None
    return "number" if writable else "sensor"


def _bounds(item: EntityDefinition) -> dict[str, float]:
    """Return the limits of a number."""
    bounds = {"min": 0.0, "max": 100.0, "step": 1.0}
    if item.minimum is not None:
        bounds["min"] = item.minimum * item.multiple_of
    if item.maximum is not None:
        bounds["max"] = item.maximum * item.multiple_of
    if item.multiple_of != 1.0:
        bounds["step"] = item.multiple_of
    return bounds


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


# ------------------------------------------------------------------------------------------------- echonetlite

# What const.py says of a property: unit, or a number's. A vehicle (0x7E) is not in it.
_UNITS: Final[Mapping[int, Mapping[int, str]]] = {
    0x79: {0xE0: "W", 0xE1: "Wh"},
    0x7D: {0xA0: "Wh", 0xA1: "Wh", 0xAA: "Wh", 0xAB: "Wh", 0xD0: "Wh", 0xD3: "W", 0xE2: "Wh", 0xE4: "%"}
    | {0xEB: "W", 0xEC: "W"},
    0x87: {0xC0: "kWh", 0xC1: "kWh", 0xC6: "W", 0xC7: "A", 0xC8: "V"},
    0x88: {0xE0: "kWh", 0xE3: "kWh", 0xE7: "W", 0xE8: "A"},
    0xA5: {0xE0: "kWh", 0xE3: "kWh", 0xE7: "W"},
}
_NUMBERS: Final[Mapping[int, frozenset[int]]] = {0x7D: frozenset({0xAA, 0xAB, 0xEB, 0xEC})}
_MOST = 0x3B9AC9FF


def of_echonetlite(uid: str, thing: Any, polled: Mapping[int, Any]) -> Iterator[Shown]:
    """Yield the entities of an object: by pychonet's functions and its maps."""
    group, cls, instance = thing._eojgc, thing._eojcc, thing._eojci
    settable = set(thing.getSetProperties())
    for code, value in polled.items():
        function = thing.EPC_FUNCTIONS[code]
        words = function[1] if isinstance(function, list) else {}
        unique_id = f"{uid}-{group}-{cls}-{instance}-{code}"
        unit = _UNITS.get(cls, {}).get(code)
        attributes = {} if unit is None else {"unit_of_measurement": unit}
        if code in settable and len(words) > 2:
            options = list(words.values())
            yield Shown(
                "select", unique_id, _state(value if value in options else None), {"options": options}
            )
        elif code in settable and code in _NUMBERS.get(cls, ()):
            bounds = {"min": 0, "max": _MOST, "step": 1}
            yield Shown("number", unique_id, _state(value), {**attributes, **bounds})
        elif code in settable and len(words) > 1:
            continue  # a switch
        elif isinstance(value, dict):
            for part, number in value.items():
                yield Shown("sensor", f"{unique_id}-{part}", _state(number), attributes)
        else:
            yield Shown("sensor", unique_id, _state(value), attributes)


def _state(value: object, domain: str = "sensor") -> str:
    """Return the text of a state."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool) and domain in ("binary_sensor", "switch"):
        return "on" if value else "off"
    return str(value)
