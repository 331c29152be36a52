"""One number or one yes-or-no from one entity."""

from datetime import datetime, timedelta
from math import isfinite
from typing import Final

from ..core.readings import Fault, FaultKind
from . import units_of_measurement as units
from .entity_state import EntityState, Read

UNAVAILABLE: Final = "unavailable"
UNKNOWN: Final = frozenset({"unknown", "none", ""})

# A charge of 100.2 % comes from dividing kWh by a rounded capacity; 101 % comes from something broken.
SOC_SLACK: Final = 0.005

TRUE: Final = frozenset({"on", "true", "yes", "1", "home", "open"})
FALSE: Final = frozenset({"off", "false", "no", "0", "not_home", "closed"})

FOUND_LENGTH: Final = 120


def shorten(found: object) -> str:
    """What was found, short enough for a message."""
    text = str(found)
    return text if len(text) <= FOUND_LENGTH else text[: FOUND_LENGTH - 1] + "…"


def look_fault(look: EntityState, now: datetime, stale_after: timedelta | None) -> Fault | None:
    """What is wrong with a look before its value is read. `stale_after` None: it may rest for ever."""
    if look.state is None:
        return Fault(FaultKind.MISSING, look.entity_id)
    state = look.state.strip().casefold()
    if state == UNAVAILABLE:
        return Fault(FaultKind.UNAVAILABLE, look.entity_id, shorten(look.state))
    if state in UNKNOWN:
        return Fault(FaultKind.UNKNOWN, look.entity_id, shorten(look.state))
    if stale_after is not None and look.updated is not None and now - look.updated > stale_after:
        return Fault(FaultKind.STALE, look.entity_id, look.updated.isoformat(timespec="minutes"))
    return None


def parse_number(value: object) -> float | None:
    """A finite number from a number or a text, else None. True and False are not numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and "_" in value:  # Python reads 1_000, people do not write it
        return None
    try:
        number = float(value)
    except ValueError, OverflowError:
        return None
    return number if isfinite(number) else None


def _read(
    look: EntityState,
    now: datetime,
    factor: float | None,
    *,
    stale_after: timedelta | None,
    low: float,
    high: float,
) -> Read[float]:
    """A number times `factor` (None: the unit is not one of these) within [low, high]."""
    if fault := look_fault(look, now, stale_after):
        return Read(None, (fault,))
    number = parse_number(look.state)
    if number is None:
        return Read(None, (Fault(FaultKind.NOT_A_NUMBER, look.entity_id, shorten(look.state)),))
    found = f"{look.state} {look.unit or ''}".strip()
    if factor is None:
        return Read(None, (Fault(FaultKind.WRONG_UNIT, look.entity_id, shorten(found)),))
    value = number * factor
    if not low <= value <= high:
        return Read(None, (Fault(FaultKind.OUT_OF_RANGE, look.entity_id, shorten(found)),))
    return Read(value)


def read_power_kw(
    look: EntityState,
    now: datetime,
    *,
    stale_after: timedelta | None = timedelta(hours=1),
    low: float = -100.0,
    high: float = 100.0,
) -> Read[float]:
    """Power in kW within [low, high] kW."""
    factor = units.POWER.get(units.narrow(look.unit or ""))
    return _read(look, now, factor, stale_after=stale_after, low=low, high=high)


def read_energy_kwh(
    look: EntityState,
    now: datetime,
    *,
    stale_after: timedelta | None = None,
    low: float = 0.0,
    high: float = 1e7,
) -> Read[float]:
    """Energy in kWh: what is stored, or a meter's total."""
    factor = units.ENERGY.get(units.narrow(look.unit or ""))
    return _read(look, now, factor, stale_after=stale_after, low=low, high=high)


def read_soc(look: EntityState, now: datetime, *, stale_after: timedelta | None = None) -> Read[float]:
    """State of charge as a fraction, from percent (with or without a unit: some ECHONET sensors have none).

    Anything between 0 and 1 % is refused: no car reports 0.43 %, a sensor of 0..1 does. 0 and 1
    are read as percent, which is harmless: both meanings of 0 agree, and a full car of a 0..1
    sensor is asked to charge, not to discharge.
    """
    factor = units.PERCENT.get(units.narrow(look.unit or "%"))
    read = _read(look, now, factor, stale_after=stale_after, low=0.0, high=1.0 + SOC_SLACK)
    if read.value is None:
        return read
    if 0.0 < read.value < 0.01:
        return Read(None, (Fault(FaultKind.LOOKS_LIKE_FRACTION, look.entity_id, shorten(look.state)),))
    return Read(min(read.value, 1.0))


def read_price(
    look: EntityState, now: datetime, *, stale_after: timedelta | None = timedelta(hours=2)
) -> Read[float]:
    """One price in yen/kWh (or another currency's main unit per kWh), from the entity's state."""
    unit = units.price_unit(look.unit)
    factor = None if unit is None else unit.factor
    return _read(look, now, factor, stale_after=stale_after, low=-1000.0, high=1000.0)


def read_co2_kg(
    look: EntityState, now: datetime, *, stale_after: timedelta | None = timedelta(hours=3)
) -> Read[float]:
    """Carbon intensity in kg/kWh. Coal alone is about 0.9; above 2 it is a wrong unit's number."""
    factor = units.CARBON.get(units.plain(look.unit or ""))
    return _read(look, now, factor, stale_after=stale_after, low=0.0, high=2.0)


def read_bool(look: EntityState, now: datetime, *, stale_after: timedelta | None = None) -> Read[bool]:
    """Yes or no, as binary sensors, switches, input booleans and presence say it."""
    if fault := look_fault(look, now, stale_after):
        return Read(None, (fault,))
    text = (look.state or "").strip().casefold()
    if text in TRUE:
        return Read(True)
    if text in FALSE:
        return Read(False)
    return Read(None, (Fault(FaultKind.UNKNOWN, look.entity_id, shorten(look.state)),))
