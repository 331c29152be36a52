"""What an entity shows, and the value that a reader made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..core.readings import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityState:
    """What an entity shows at one time. `state` is None when it does not exist.

    `updated`: until when it is known to show what is: last_reported, or later where only changes are reported.
    `echonet`: class and property, where it shows one of an ECHONET Lite object.
    """

    entity_id: str
    state: str | None
    attributes: Mapping[str, Any]
    updated: datetime | None
    echonet: tuple[int, int] | None = None

    @property
    def unit(self) -> str | None:
        """The `unit_of_measurement` attribute, if it has one."""
        unit = self.attributes.get("unit_of_measurement")
        return unit if unit is None or isinstance(unit, str) else type(unit).__name__


@dataclass(frozen=True, slots=True)
class Read[T]:
    """A value in the core's unit, or None, and what was wrong with it."""

    value: T | None
    faults: tuple[Fault, ...] = ()
