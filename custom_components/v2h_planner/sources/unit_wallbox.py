"""Wallbox chargers (`wallbox` of Home Assistant): a current in A without a unit; below zero, a Quasar discharges.

Unique ids: `<key>-<serial>`.
"""

from collections.abc import Iterator

from homeassistant.components.number import ATTR_MIN
from homeassistant.core import HomeAssistant

from ..core.home import StorageKind
from ..readers.numbers import parse_number, read_soc
from .registered import of_platforms, sibling
from .storage_guess import StorageGuess, accepted, power_sensor

_NUMBER = "max_charging_current-"


def find(hass: HomeAssistant, kind: StorageKind) -> Iterator[StorageGuess]:
    """Yield the chargers that can do what a storage of this kind is for."""
    for entry in of_platforms(hass, ("wallbox",), "number"):
        if not entry.unique_id.startswith(_NUMBER):
            continue
        serial = entry.unique_id.removeprefix(_NUMBER)
        state = hass.states.get(entry.entity_id)
        least = None if state is None else parse_number(state.attributes.get(ATTR_MIN))
        signed = least is not None and least < 0
        if signed is not (kind is StorageKind.V2H_EV):
            continue
        yield StorageGuess(
            soc_entity=accepted(hass, sibling(hass, entry, "sensor", f"state_of_charge-{serial}"), read_soc),
            power_entity=power_sensor(hass, sibling(hass, entry, "sensor", f"charging_power-{serial}")),
            switch=None if signed else sibling(hass, entry, "switch", f"paused-{serial}"),
            charge_number=entry.entity_id,
            discharge_number=entry.entity_id if signed else None,
        )
