"""Cars that are told themselves to charge, by their maker's cloud: a switch, a current, a limit of charge.

Unique ids: `<vin>-<key>` in `tesla_fleet` and `teslemetry` of Home Assistant.
"""

from collections.abc import Iterator
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..core.home import StorageKind
from ..readers.numbers import read_soc
from .registered import of_platforms, sibling
from .storage_guess import StorageGuess, accepted, power_sensor

PLATFORMS: Final = ("tesla_fleet", "teslemetry")
_SWITCH: Final = "-charge_state_user_charge_enable_request"
_CURRENT, _LIMIT = "-charge_state_charge_current_request", "-charge_state_charge_limit_soc"
_SOC, _POWER, _PLACE = "-charge_state_battery_level", "-charge_state_charger_power", "-location"


def find(hass: HomeAssistant, kind: StorageKind) -> Iterator[StorageGuess]:
    """Yield the cars.

    Their cable says that they charge, not where: plugged in is what is at home, or a charge on the road would be ended.
    """
    for entry in of_platforms(hass, PLATFORMS, "switch"):
        if not entry.unique_id.endswith(_SWITCH):
            continue
        car = entry.unique_id.removesuffix(_SWITCH)
        yield StorageGuess(
            soc_entity=accepted(hass, sibling(hass, entry, "sensor", car + _SOC), read_soc),
            connected_entity=sibling(hass, entry, "device_tracker", car + _PLACE),
            power_entity=power_sensor(hass, sibling(hass, entry, "sensor", car + _POWER)),
            switch=entry.entity_id,
            charge_number=sibling(hass, entry, "number", car + _CURRENT),
        )


def limit_beside(hass: HomeAssistant, entry: er.RegistryEntry) -> str | None:
    """Return the limit of charge of the car that a switch commands."""
    if entry.platform not in PLATFORMS or not entry.unique_id.endswith(_SWITCH):
        return None
    return sibling(hass, entry, "number", entry.unique_id.removesuffix(_SWITCH) + _LIMIT)
