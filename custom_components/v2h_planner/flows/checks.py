"""Checks of a form's answers: each error has its field, its key and what was found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..core.readings import Fault
from ..readers.entity_state import EntityState
from ..readers.numbers import may_pass
from ..settings.contract import KEY, Excess
from ..settings.errors import SettingsError
from ..sources.entity_reader import async_entity_state

BASE = "base"


class HasFaults(Protocol):
    """The result of any reader."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return what was wrong."""


@dataclass(slots=True)
class Problems:
    """The errors of one form: field -> error key, and the placeholders of their texts."""

    errors: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=lambda: {"entity": "", "found": ""})

    def __bool__(self) -> bool:
        """Return whether there are errors."""
        return bool(self.errors)

    def add(self, where: str, error: str, *, entity: str = "", found: str = "") -> None:
        """Add an error; the first one of a form gives the placeholders."""
        if not self.errors:
            self.placeholders = {"entity": entity, "found": found}
        self.errors.setdefault(where, error)

    @contextmanager
    def noting(self, where: str) -> Iterator[None]:
        """Add an error of the settings' parsers to that field."""
        try:
            yield
        except SettingsError as err:
            self.add(where, err.key, found=err.placeholders.get("found", ""))

    def warn(self, warned: set[Excess], where: str, excess: Excess | None) -> None:
        """Add what may be meant so as an error once; the form that is sent again keeps it."""
        if excess is not None and excess not in warned:
            values = excess.placeholders
            found = f"{values['needed']} kW > {values['contract']} kW"
            self.add(where, KEY, entity=excess.name, found=found)
            warned.add(excess)

    def check_entity(
        self,
        hass: HomeAssistant,
        form: Mapping[str, Any],
        where: str,
        read: Callable[[EntityState, datetime], HasFaults],
    ) -> None:
        """Read the entity chosen in that field with the reader that the planner uses."""
        if entity_id := form.get(where):
            for fault in read(async_entity_state(hass, entity_id), dt_util.now()).faults:
                if fault.fatal and not may_pass(fault):
                    self.add(where, fault.kind, entity=entity_id, found=fault.found)
