"""What a form's answers may be: each check names the field and the error, and what was found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..core.readings import Fault, FaultKind
from ..readers.entity_state import EntityState
from ..readers.numbers import UNKNOWN
from ..sources.entity_reader import async_entity_state

BASE = "base"

# A unit that is switched off now may still be the right one.
_MAY_PASS = frozenset({FaultKind.UNAVAILABLE, FaultKind.STALE})


class HasFaults(Protocol):
    """What every reader returns."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was wrong."""


@dataclass(slots=True)
class Problems:
    """The errors of one form: field -> error key, and the placeholders of their texts."""

    errors: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=lambda: {"entity": "", "found": ""})

    def __bool__(self) -> bool:
        """Whether something is wrong."""
        return bool(self.errors)

    def add(self, where: str, error: str, *, entity: str = "", found: str = "") -> None:
        """Note an error; the first one of a form gives the placeholders."""
        if not self.errors:
            self.placeholders = {"entity": entity, "found": found}
        self.errors.setdefault(where, error)

    def check_entity(
        self,
        hass: HomeAssistant,
        form: Mapping[str, Any],
        where: str,
        read: Callable[[EntityState, datetime], HasFaults],
    ) -> None:
        """Read the entity chosen in that field, with the reader that will read it every day."""
        if entity_id := form.get(where):
            for fault in read(async_entity_state(hass, entity_id), dt_util.now()).faults:
                if fault.fatal and not _passes(fault):
                    self.add(where, fault.kind, entity=entity_id, found=fault.found)


def _passes(fault: Fault) -> bool:
    """Whether it is only for now that the entity cannot be read."""
    if fault.kind is FaultKind.UNKNOWN:
        return fault.found.casefold() in UNKNOWN
    return fault.kind in _MAY_PASS
