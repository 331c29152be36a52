"""What a unit on ECHONET Lite is: its entities and values by their property codes."""

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..readers.numbers import parse_number, read_power_kw, read_soc
from ..readers.storage import read_connected
from ..readers.units_of_measurement import UNIT_VOLTS
from .echonet import BATTERY, Echonet, first
from .entity_reader import async_entity_state
from .storage_guess import StorageGuess, accepted, energy_kwh, power_kw, power_sensor

# Below so much in the battery its energy and its percent say too little of the whole.
_ENOUGH_SOC = 0.1
# kWh, what a battery can have.
_CAPACITIES = (0.5, 300.0)


def echonet_storage(hass: HomeAssistant, echonet: Echonet, device: str, eoj: int) -> StorageGuess:
    """Guess a V2H unit, charger or battery: the classes share most property codes."""

    def sensor(epc: int, part: str = "") -> str | None:
        return first(echonet, eoj, epc, device, part=part)

    def number(epc: int) -> str | None:
        return accepted(hass, first(echonet, eoj, epc, device, "number"), read_power_kw)

    charge_min, charge_max = _power_range(hass, sensor(0xC8), sensor(0xC8, "4"))
    discharge_min, discharge_max = _power_range(hass, sensor(0xC9), sensor(0xC9, "4"))
    rated = eoj != BATTERY
    return StorageGuess(
        soc_entity=accepted(hass, sensor(0xE4), read_soc),
        capacity_kwh=_capacity(hass, sensor(0xD0), sensor(0xE2), sensor(0xE4)),
        connected_entity=accepted(hass, sensor(0xC7), read_connected) if rated else None,
        power_entity=power_sensor(hass, sensor(0xD3), UNIT_VOLTS)
        or power_sensor(hass, sensor(0xD4), UNIT_VOLTS),
        charge_max_kw=(power_kw(hass, sensor(0xC5)) if rated else None) or charge_max,
        discharge_max_kw=(power_kw(hass, sensor(0xC6)) if rated else None) or discharge_max,
        charge_min_kw=charge_min,
        discharge_min_kw=discharge_min,
        select=first(echonet, eoj, 0xDA, device, "select"),
        charge_number=number(0xEB),
        discharge_number=number(0xEC),
    )


def _capacity(
    hass: HomeAssistant, whole: str | None, stored: str | None, percent: str | None
) -> float | None:
    """Return what the whole battery holds, kWh: as it says, or what is in it by how full that makes it."""
    found, inside = energy_kwh(hass, whole), energy_kwh(hass, stored)
    if found is None or (inside is not None and found < inside):
        soc = None
        if percent is not None:
            soc = read_soc(async_entity_state(hass, percent), dt_util.utcnow()).value
        found = (
            round(inside / soc, 1) if inside is not None and soc is not None and soc >= _ENOUGH_SOC else None
        )
    low, high = _CAPACITIES
    return found if found is not None and low <= found <= high else None


def _power_range(hass: HomeAssistant, low: str | None, high: str | None) -> tuple[float | None, float | None]:
    """Return the least and the most power, kW: of two entities, or of one that shows both.

    `echonetlite` joins them: to one number of 64 bits for vehicles, with a slash for batteries.
    """
    if low is not None and high is None:
        joined = async_entity_state(hass, low).state or ""
        numbers = [parse_number(text) for text in joined.split("/")]
        if len(numbers) == 1 and joined.isdecimal():
            numbers = list(map(float, divmod(int(joined), 1 << 32)))
        watts = [number for number in numbers if number is not None and 0 < number < 100_000]
        return (min(watts) / 1000, max(watts) / 1000) if len(watts) == 2 else (None, None)
    return power_kw(hass, low), power_kw(hass, high)


def amperes(hass: HomeAssistant, entity_id: str | None) -> int | None:
    """Read a rated current, A; None for zero or no value."""
    if entity_id is None:
        return None
    state = async_entity_state(hass, entity_id)
    number = parse_number(state.state) if state.unit == "A" else None
    return int(number) if number else None
