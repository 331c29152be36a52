"""What the forms of a storage open with, and whether they would take it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..readers.entity_state import EntityState, Read
from ..readers.numbers import may_pass, read_energy_kwh, read_power_kw
from .entity_reader import async_entity_state


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageGuess:
    """Entities and values for a storage's forms; None where nothing was found. Powers in kW."""

    soc_entity: str | None = None
    capacity_kwh: float | None = None
    connected_entity: str | None = None
    power_entity: str | None = None
    power_charging_positive: bool = True
    charge_max_kw: float | None = None
    discharge_max_kw: float | None = None
    charge_min_kw: float | None = None
    discharge_min_kw: float | None = None
    select: str | None = None
    switch: str | None = None
    charge_number: str | None = None
    discharge_number: str | None = None


def accepted[T](
    hass: HomeAssistant, entity_id: str | None, read: Callable[[EntityState, datetime], Read[T]]
) -> str | None:
    """Return the entity if the form will take it: it can be read, or may be once it is there."""
    if entity_id is None:
        return None
    state = async_entity_state(hass, entity_id)
    faults = read(state, dt_util.utcnow()).faults
    return entity_id if all(may_pass(fault) or not fault.fatal for fault in faults) else None


def power_sensor(hass: HomeAssistant, entity_id: str | None, volts: float | None = None) -> str | None:
    """Return the entity if it can be read as a power; with `volts`, a current is one."""
    return accepted(hass, entity_id, partial(read_power_kw, volts=volts))


def energy_kwh(hass: HomeAssistant, entity_id: str | None) -> float | None:
    """Read an entity's energy, kWh; None for zero or no value."""
    if entity_id is None:
        return None
    return read_energy_kwh(async_entity_state(hass, entity_id), dt_util.utcnow()).value or None


def power_kw(hass: HomeAssistant, entity_id: str | None) -> float | None:
    """Read an entity's power, kW; None for zero or no value."""
    if entity_id is None:
        return None
    return (
        read_power_kw(async_entity_state(hass, entity_id), dt_util.utcnow(), stale_after=None).value or None
    )
