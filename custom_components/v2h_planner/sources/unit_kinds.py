"""The table of units that are found and filled in; one file finds each kind. docs/hardware.md shows what they can."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant

from ..core.home import StorageKind
from . import unit_echonet, unit_ocpp, unit_tesla, unit_wallbox
from .storage_guess import StorageGuess

_V2H, _CHARGER, _BATTERY = StorageKind.V2H_EV, StorageKind.CHARGER_EV, StorageKind.HOME_BATTERY


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit: which storages it stands for, and how it is found."""

    key: str
    storages: frozenset[StorageKind]
    find: Callable[[HomeAssistant, StorageKind], Iterator[StorageGuess]]


# Best first.
UNIT_KINDS: Final = (
    UnitKind("echonet", frozenset({_V2H, _CHARGER, _BATTERY}), unit_echonet.find),
    UnitKind("wallbox", frozenset({_V2H, _CHARGER}), unit_wallbox.find),
    UnitKind("ocpp", frozenset({_CHARGER}), unit_ocpp.find),
    UnitKind("tesla", frozenset({_CHARGER}), unit_tesla.find),
)


def found_units(hass: HomeAssistant, kind: StorageKind) -> Iterator[StorageGuess]:
    """Yield all units of the home that stand for a storage of this kind, best first."""
    for unit in UNIT_KINDS:
        if kind in unit.storages:
            yield from unit.find(hass, kind)


def found_kinds(hass: HomeAssistant) -> list[StorageKind]:
    """Return the kind of each unit of the home, one for each."""
    return [kind for kind in StorageKind for _ in found_units(hass, kind)]
