"""Chargers by OCPP (github.com/lbbrhzn/ocpp): a switch, and the most current in A.

Unique ids: `switch.ocpp.<id>.charge_control`, `number.ocpp.<id>.maximum_current`, `ocpp.<id>.status_connector.sensor`,
with `conn<n>` before the key where a charger has several connectors. A charger knows no state of charge: that is the car's own.
"""

from collections.abc import Iterator

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..core.home import StorageKind
from ..readers.storage import read_connected
from .registered import of_platforms, sibling
from .storage_guess import StorageGuess, accepted, power_sensor

_SWITCH = ".charge_control"


def find(hass: HomeAssistant, kind: StorageKind) -> Iterator[StorageGuess]:
    """Yield the chargers, a guess for each connector."""
    for entry in of_platforms(hass, ("ocpp",), "switch"):
        if not entry.unique_id.endswith(_SWITCH):
            continue
        charger = entry.unique_id.removeprefix("switch.ocpp.").removesuffix(_SWITCH)

        def sensor(key: str, entry: er.RegistryEntry = entry, charger: str = charger) -> str | None:
            return sibling(hass, entry, "sensor", f"ocpp.{charger}.{key}.sensor")

        yield StorageGuess(
            connected_entity=accepted(hass, sensor("status_connector"), read_connected),
            power_entity=power_sensor(hass, sensor("power_active_import")),
            switch=entry.entity_id,
            charge_number=_current(hass, entry, f"number.ocpp.{charger}.maximum_current"),
        )


def _current(hass: HomeAssistant, switch: er.RegistryEntry, unique_id: str) -> str | None:
    """Return the number, but not one of a charger that is there and has no smart charging: it is unavailable for ever."""
    number = sibling(hass, switch, "number", unique_id)
    state = None if number is None else hass.states.get(number)
    charger = hass.states.get(switch.entity_id)
    there = charger is not None and charger.state != STATE_UNAVAILABLE
    return None if there and (state is None or state.state == STATE_UNAVAILABLE) else number
