"""What a storage's own device says of its capacity, beside what a person enters."""

from collections.abc import Iterator
from dataclasses import dataclass
import re

from homeassistant.const import ATTR_DEVICE_CLASS
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..readers.numbers import read_energy_kwh, read_soc
from .echonet import async_echonet, first
from .entity_reader import async_entity_state

# ECHONET Lite: the capacity, and what is stored now, of V2H units, chargers and batteries.
_CAPACITY = {0x027E: 0xD0, 0x02A1: 0xD0, 0x027D: 0xD0}
_STORED = 0xE2
_CAPACITY_WORDS = re.compile(r"capacity|容量")
_STORED_WORDS = re.compile(r"remain|stored|残")
# Below this the SOC's own rounding would tell any capacity.
_LEAST_SOC = 0.1


@dataclass(frozen=True, slots=True)
class DeviceCapacity:
    """A capacity in kWh, and the entity that tells it."""

    entity_id: str
    kwh: float


@callback
def async_device_capacity(hass: HomeAssistant, soc_entity: str) -> DeviceCapacity | None:
    """Return the capacity by a sensor of the device of this SOC, or by what is stored at this SOC; None without either."""
    known = list(_capacities(hass, soc_entity))
    return known[0] if known else None


def _capacities(hass: HomeAssistant, soc_entity: str) -> Iterator[DeviceCapacity]:
    """Yield what the device says, the surest first."""
    soc = read_soc(async_entity_state(hass, soc_entity), dt_util.utcnow()).value or 0.0
    capacities, stored = _entities(hass, soc_entity)
    for entity_id in capacities:
        if kwh := _energy(hass, entity_id):
            yield DeviceCapacity(entity_id, kwh)
    for entity_id in stored if soc >= _LEAST_SOC else ():
        if kwh := _energy(hass, entity_id):
            yield DeviceCapacity(entity_id, kwh / soc)


def _entities(hass: HomeAssistant, soc_entity: str) -> tuple[list[str], list[str]]:
    """Return the entities of the device that tell its capacity, and those that tell what is stored."""
    echonet = async_echonet(hass)
    for (device, eoj, _epc, _part), entity_ids in echonet.items():
        if soc_entity in entity_ids and eoj in _CAPACITY:
            told = (first(echonet, eoj, epc, device) for epc in (_CAPACITY[eoj], _STORED))
            capacity, stored = ([] if entity_id is None else [entity_id] for entity_id in told)
            return capacity, stored
    registry = er.async_get(hass)
    entry = registry.async_get(soc_entity)
    if entry is None or entry.device_id is None:
        return [], []
    capacities, stores = [], []
    for sibling in er.async_entries_for_device(registry, entry.device_id):
        state = hass.states.get(sibling.entity_id)
        if state is None or state.domain != "sensor":
            continue
        names = f"{state.entity_id} {state.name}".lower()
        left = _STORED_WORDS.search(names)
        if _CAPACITY_WORDS.search(names) and not left:
            capacities.append(state.entity_id)
        elif left or state.attributes.get(ATTR_DEVICE_CLASS) == "energy_storage":
            stores.append(state.entity_id)
    return capacities, stores


def _energy(hass: HomeAssistant, entity_id: str) -> float | None:
    return read_energy_kwh(async_entity_state(hass, entity_id), dt_util.utcnow()).value
