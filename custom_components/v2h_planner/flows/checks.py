"""Checks of a form's answers: each error has its field, its key and what was found."""

from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..core.readings import Fault, FaultKind
from ..readers.entity_state import EntityState
from ..readers.numbers import may_pass
from ..settings.contract import KEY, Excess
from ..settings.errors import SettingsError
from ..sources.entity_reader import async_entity_state

BASE = "base"

# The warnings that a person has seen: error key and values.
type Warned = set[tuple[str, ...]]

_USUAL_WORDS: Mapping[FaultKind, str] = {}


class HasFaults(Protocol):
    """The result of any reader."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return what was wrong."""


@dataclass(slots=True)
class Problems:
    """The errors of one form: field -> error key, and the placeholders of their texts.

    `stored`: the form as it was left. An entity in it may be gone by now: a repair tells of that, and no other answer
    has to wait for it.
    """

    stored: object = None
    errors: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=lambda: {"entity": "", "found": ""})

    def __bool__(self) -> bool:
        """Return whether there are errors."""
        return bool(self.errors)

    def add(self, where: str, error: str, **values: str) -> None:
        """Add an error, unless a form's one set of values is taken: then it waits until that one is mended."""
        taken = {
            key
            for key, value in values.items()
            if value and self.placeholders.get(key, value) not in ("", value)
        }
        if not taken and where not in self.errors:
            self.errors[where] = error
            self.placeholders |= {key: value for key, value in values.items() if value}

    def show_at(self, fields: Container[str]) -> None:
        """Move errors of other fields to the head of the form: those within a section show none of their own."""
        hidden = [where for where in self.errors if where not in fields]
        errors = [self.errors.pop(where) for where in hidden]
        if errors:
            self.errors.setdefault(BASE, errors[0])

    @contextmanager
    def noting(self, where: str) -> Iterator[None]:
        """Add an error of the settings' parsers to that field."""
        try:
            yield
        except SettingsError as err:
            self.add(where, err.key, found=err.placeholders.get("found", ""))

    def warn(self, warned: Warned, where: str, error: str, **values: str) -> None:
        """Add what may be meant so as an error once; the form that is sent again keeps it."""
        warning = (error, *values.values())
        if warning not in warned:
            self.add(where, error, **values)
            if self.errors.get(where) == error:
                warned.add(warning)

    def warn_excess(self, warned: Warned, where: str, excess: Excess | None) -> None:
        """Warn of a unit that the contract never lets charge."""
        if excess is not None:
            values = excess.placeholders
            found = f"{values['needed']} kW > {values['contract']} kW"
            self.warn(warned, where, KEY, entity=excess.name, found=found)

    def check_there(self, hass: HomeAssistant, where: str, entity_id: str) -> bool:
        """Return whether an entity is there; add an error where it is not, unless it was when the form was stored."""
        there = async_entity_state(hass, entity_id).state is not None
        if not there and not _holds(self.stored, entity_id):
            self.add(where, "missing", entity=entity_id)
        return there

    def check_entity(
        self,
        hass: HomeAssistant,
        form: Mapping[str, Any],
        where: str,
        read: Callable[[EntityState, datetime], HasFaults],
        words: Mapping[FaultKind, str] = _USUAL_WORDS,
    ) -> None:
        """Read the entity chosen in that field with the reader that the planner uses; `words`: faults' own errors."""
        if (entity_id := form.get(where)) and self.check_there(hass, where, entity_id):
            for fault in read(async_entity_state(hass, entity_id), dt_util.now()).faults:
                if fault.fatal and not may_pass(fault):
                    self.add(where, words.get(fault.kind, fault.kind), entity=entity_id, found=fault.found)


def _holds(form: object, text: str) -> bool:
    """Return whether a text stands in a form, in whatever section or list."""
    if isinstance(form, Mapping):
        return any(_holds(inner, text) for inner in form.values())
    return any(_holds(inner, text) for inner in form) if isinstance(form, (list, tuple)) else form == text
