"""One number from one entity."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from datetime import datetime, timedelta
from itertools import islice
from math import isfinite
from reprlib import Repr
from typing import Any, Final

from ..core.readings import Fault, FaultKind
from . import units_of_measurement as units
from .entity_state import EntityState, Read
from .secrets import conceal
from .text import compact

UNAVAILABLE: Final = "unavailable"
UNKNOWN: Final = frozenset({"unknown", "none", ""})

# A charge of 100.2 % comes from dividing kWh by a rounded capacity; 101 % comes from something broken.
SOC_SLACK: Final = 0.005

# No car has driven further.
MOST_KM: Final = 3e6

FOUND_LENGTH: Final = 120
# Longer texts are no numbers and no times.
MOST_DIGITS: Final = 64
# Keys are looked for in a little more than is shown, for one may be cut off.
_LOOKED_AT: Final = 4 * FOUND_LENGTH
_FEW: Final = 8
_BRIEF: Final = Repr(maxlevel=3, maxlist=_FEW, maxtuple=_FEW, maxdict=_FEW, maxstring=FOUND_LENGTH)


def shorten(found: object) -> str:
    """Return what was found, short enough for a message on one line, without keys that stand in it.

    Of what is long or deep only the beginning is looked at.
    """
    if isinstance(found, str):
        text = found[:_LOOKED_AT]
    elif isinstance(found, Mapping):
        text = _BRIEF.repr(dict(islice(found.items(), _FEW + 1)))
    elif isinstance(found, (int, Sequence, AbstractSet)):
        text = _BRIEF.repr(found)
    else:
        text = str(found)[:_LOOKED_AT]
    text = conceal("".join(letter if letter.isprintable() else " " for letter in text)).strip()
    return text if len(text) <= FOUND_LENGTH else text[: FOUND_LENGTH - 1] + "…"


def state_fault(entity: EntityState, now: datetime, stale_after: timedelta | None) -> Fault | None:
    """Return what is wrong with an entity before its value is read. `stale_after` None: it may rest for ever."""
    if entity.state is None:
        return Fault(FaultKind.MISSING, entity.entity_id)
    state = entity.state.strip().casefold()
    if state == UNAVAILABLE:
        return Fault(FaultKind.UNAVAILABLE, entity.entity_id, shorten(entity.state))
    if state in UNKNOWN:
        return Fault(FaultKind.UNKNOWN, entity.entity_id, shorten(entity.state))
    if stale_after is not None and entity.updated is not None and now - entity.updated > stale_after:
        return Fault(FaultKind.STALE, entity.entity_id, entity.updated.isoformat(timespec="minutes"))
    return None


def may_pass(fault: Fault) -> bool:
    """Return whether the fault may be temporary: a unit that is switched off now may still be the right one."""
    if fault.kind is FaultKind.UNKNOWN:
        return fault.found.casefold() in UNKNOWN
    return fault.kind in (FaultKind.UNAVAILABLE, FaultKind.STALE)


def unknown_state(entity: EntityState) -> Read[Any]:
    """Return no value, because the state is none that the reader knows."""
    return Read(None, (Fault(FaultKind.UNKNOWN, entity.entity_id, shorten(entity.state)),))


def parse_number(value: object) -> float | None:
    """Return the finite number in a number or a text, else None. True and False are not numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    if isinstance(value, str) and (len(value) > MOST_DIGITS or "_" in value):
        return None  # Python reads 1_000, people do not write it
    try:
        number = float(value)
    except ValueError, OverflowError:
        return None
    return number if isfinite(number) else None


def _read_number(
    entity: EntityState,
    now: datetime,
    factor: float | None,
    *,
    stale_after: timedelta | None,
    low: float,
    high: float,
) -> Read[float]:
    """Read a number times `factor` (None: not a unit of measurement for it) within [low, high]."""
    if fault := state_fault(entity, now, stale_after):
        return Read(None, (fault,))
    number = parse_number(entity.state)
    if number is None:
        return Read(None, (Fault(FaultKind.NOT_A_NUMBER, entity.entity_id, shorten(entity.state)),))
    found = f"{entity.state} {entity.unit or ''}".strip()
    if factor is None:
        return Read(None, (Fault(FaultKind.WRONG_UNIT, entity.entity_id, shorten(found)),))
    value = number * factor
    if not low <= value <= high:
        return Read(None, (Fault(FaultKind.OUT_OF_RANGE, entity.entity_id, shorten(found)),))
    return Read(value)


def read_power_kw(
    entity: EntityState,
    now: datetime,
    *,
    stale_after: timedelta | None = timedelta(hours=1),
    low: float = -100.0,
    high: float = 100.0,
    volts: float | None = None,
    phases: int = 1,
) -> Read[float]:
    """Read power in kW within [low, high] kW; with `volts` of each phase, a current is one, too."""
    factor = units.power_factor(entity.unit or "", volts, phases)
    return _read_number(entity, now, factor, stale_after=stale_after, low=low, high=high)


def read_energy_kwh(
    entity: EntityState,
    now: datetime,
    *,
    stale_after: timedelta | None = None,
    low: float = 0.0,
    high: float = 1e7,
) -> Read[float]:
    """Read energy in kWh: what is stored, or a meter's total."""
    factor = units.ENERGY.get(compact(entity.unit or ""))
    return _read_number(entity, now, factor, stale_after=stale_after, low=low, high=high)


def read_soc(entity: EntityState, now: datetime, *, stale_after: timedelta | None = None) -> Read[float]:
    """Read a state of charge as a fraction, from percent (with or without `%`: some ECHONET sensors have none).

    Anything between 0 and 1 % is refused: no car reports 0.43 %, a sensor of 0..1 does. 0 and 1
    are read as percent, which is harmless: both meanings of 0 agree, and a full car of a 0..1
    sensor is asked to charge, not to discharge.
    """
    factor = units.PERCENT.get(compact(entity.unit or "%"))
    read = _read_number(entity, now, factor, stale_after=stale_after, low=0.0, high=1.0 + SOC_SLACK)
    if read.value is None:
        return read
    if 0.0 < read.value < 0.01:
        return Read(None, (Fault(FaultKind.LOOKS_LIKE_FRACTION, entity.entity_id, shorten(entity.state)),))
    return Read(min(read.value, 1.0))


def read_odometer_km(entity: EntityState, now: datetime) -> Read[float]:
    """Read what a car has driven in its life, km. It rests as long as the car does."""
    factor = units.LENGTH.get(compact(entity.unit or "km"))
    return _read_number(entity, now, factor, stale_after=None, low=0.0, high=MOST_KM)


def read_co2_kg(
    entity: EntityState, now: datetime, *, stale_after: timedelta | None = timedelta(hours=3)
) -> Read[float]:
    """Read carbon intensity in kg/kWh. Coal alone is about 0.9; above 2 it is a wrong unit's number."""
    factor = units.carbon_factor(entity.unit)
    return _read_number(entity, now, factor, stale_after=stale_after, low=0.0, high=2.0)
