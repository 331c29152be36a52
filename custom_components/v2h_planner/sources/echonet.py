"""ECHONET Lite devices of both integrations: their entities by class and property, and what these mean.

`echonet_lite` (github.com/sayurin/hems_echonet_lite) writes a state only when its value changes, and calls its
entities available while any node answers. `echonetlite` (github.com/scottyphillips/echonetlite_homeassistant) hands on
a vehicle's numbers as they are on the wire, without units, and has no word for a number that means "no value".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
import re
from typing import Any, Final

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..readers.numbers import parse_number

_PYHEMS, _PYCHONET = "echonet_lite", "echonetlite"
# `<node>-027e01-da`, and for numbers the byte that they start at: `<node>-027e01-c8_4`.
_PYHEMS_ID = re.compile(
    r"^(?P<node>.+)-(?P<eoj>[0-9a-f]{4})[0-9a-f]{2}-(?P<epc>[89a-f][0-9a-f])(?:_(?P<part>\d+))?$"
)
# `<node>-2-126-1-218`, and for parts of a property their name or index: `<node>-2-136-1-232-r_phase_amperes`.
_PYCHONET_ID = re.compile(
    r"-(?P<group>\d{1,2})-(?P<class>\d{1,3})-\d{1,3}-(?P<epc>1(?:2[89]|[3-9]\d)|2\d\d)(?:-(?P<part>.+))?$"
)

V2H, CHARGER, BATTERY, PV, FUEL_CELL = 0x027E, 0x02A1, 0x027D, 0x0279, 0x027C
BOARD, METER, MULTIPLE_INPUT = 0x0287, 0x0288, 0x02A5

# Units of a vehicle's properties as they are on the wire, by property code.
_VEHICLE_UNITS: Final[Mapping[int, str]] = (
    dict.fromkeys((0xC5, 0xC6, 0xD3, 0xDE, 0xE0, 0xEB, 0xEC), "W")
    | dict.fromkeys((0xC0, 0xC2, 0xCE, 0xCF, 0xD0, 0xD6, 0xD8, 0xE2, 0xE7, 0xEA), "Wh")
    | dict.fromkeys((0xC4, 0xE4), "%")
    | dict.fromkeys((0xD4, 0xED, 0xEE), "dA")
    | dict.fromkeys((0xD2, 0xD5, 0xEF), "V")
)
_UNITS: Final[Mapping[int, Mapping[int, str]]] = {
    V2H: _VEHICLE_UNITS,
    CHARGER: _VEHICLE_UNITS,
    BATTERY: {0xC7: "Wh", 0xD4: "dA", 0xD5: "V", 0xED: "dA", 0xEE: "dA"},
    BOARD: {0xB0: "A"},
}
# From here on a number is a code: overflow, underflow, no value. By its unit, which has a width of its own.
_NO_VALUE: Final[Mapping[str, float]] = {"W": 1e9, "Wh": 1e9, "%": 0xFD, "dA": 0x7FFD, "V": 0x7FFD, "A": 0xFD}


@dataclass(frozen=True, slots=True)
class EchonetProperty:
    """What an entity shows: a property of an object on a node; `part` of it, "" for the whole or the first number."""

    node: str
    eoj: int
    epc: int
    part: str = ""

    @property
    def code(self) -> tuple[int, int]:
        """Class and property."""
        return self.eoj, self.epc


type Echonet = dict[tuple[str, int, int, str], list[str]]


@callback
def async_echonet(hass: HomeAssistant) -> Echonet:
    """Index the entities of both ECHONET Lite integrations: (device, class, property, part) -> entity ids."""
    found: Echonet = {}
    for entry in er.async_get(hass).entities.values():
        if not entry.disabled and (shown := property_of(entry)) is not None:
            device = entry.device_id or entry.config_entry_id or ""
            found.setdefault((device, shown.eoj, shown.epc, shown.part), []).append(entry.entity_id)
    return found


def property_of(entry: er.RegistryEntry | None) -> EchonetProperty | None:
    """Return the property that an entity shows, None where it is of no ECHONET Lite integration."""
    if entry is None or entry.platform not in (_PYHEMS, _PYCHONET):
        return None
    return _parse(entry.unique_id)


def echonet_code(unique_id: str) -> tuple[int, int] | None:
    """Parse class and property of an ECHONET Lite entity from its unique id; None where it is another part of it."""
    shown = _parse(unique_id)
    return None if shown is None or shown.part else shown.code


def _parse(unique_id: str) -> EchonetProperty | None:
    if (match := _PYHEMS_ID.search(unique_id)) is not None:
        part = match["part"] or "0"
        return EchonetProperty(
            match["node"], int(match["eoj"], 16), int(match["epc"], 16), "" if part == "0" else part
        )
    if (match := _PYCHONET_ID.search(unique_id)) is not None:
        eoj = int(match["group"]) << 8 | int(match["class"])
        return EchonetProperty(unique_id[: match.start()], eoj, int(match["epc"]), match["part"] or "")
    return None


def first(
    echonet: Echonet, eoj: int, epc: int, device: str | None = None, domain: str = "sensor", part: str = ""
) -> str | None:
    """Return the first entity of that class, property and domain."""
    for (owner, *shown), entity_ids in echonet.items():
        if shown == [eoj, epc, part] and device in (None, owner):
            for entity_id in entity_ids:
                if entity_id.startswith(f"{domain}."):
                    return entity_id
    return None


def devices(echonet: Echonet, eoj: int) -> Iterable[str]:
    """Return the devices of a class, in the order in which they came."""
    return dict.fromkeys(device for device, owner_eoj, *_ in echonet if owner_eoj == eoj)


def meaning(shown: EchonetProperty, state: State) -> tuple[str, Mapping[str, Any]]:
    """Return state and attributes with the unit that the property has; a code for "no value" is unknown."""
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    if unit is not None or (unit := _UNITS.get(shown.eoj, {}).get(shown.epc)) is None:
        return state.state, state.attributes
    number = parse_number(state.state)
    known = number is None or abs(number) < _NO_VALUE[unit]
    return state.state if known else STATE_UNKNOWN, {**state.attributes, ATTR_UNIT_OF_MEASUREMENT: unit}


@callback
def async_told(hass: HomeAssistant, entry: er.RegistryEntry, state: State) -> datetime:
    """Return until when a value is known to be true: where only changes are reported, until its node last told any.

    Where the integration knows but one node, its entities are available only while this one answers.
    """
    shown = property_of(entry)
    if entry.platform != _PYHEMS or shown is None or entry.config_entry_id is None:
        return state.last_reported
    newest, alone = state.last_reported, True
    for other in er.async_entries_for_config_entry(er.async_get(hass), entry.config_entry_id):
        if (property_ := property_of(other)) is None or other.disabled:
            continue
        if property_.node != shown.node:
            alone = False
        elif (told := hass.states.get(other.entity_id)) is not None and told.state != STATE_UNAVAILABLE:
            newest = max(newest, told.last_reported)
    return dt_util.utcnow() if alone and state.state != STATE_UNAVAILABLE else newest
