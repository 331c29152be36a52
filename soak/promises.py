"""What the docs promise, and what it is to break it. `invariants.py` looks."""

from dataclasses import dataclass
from enum import StrEnum


class Promise(StrEnum):
    """The invariants."""

    FLOOR = "SOC never below its minimum by our command"
    EXPORT = "no export from a storage unless allowed"
    CONTRACT = "import never above the limit by our command for longer than the reaction"
    DEPARTURE = "reachable departures met"
    SAFE = "safe state within the stated time"
    OUTAGE = "an outage is never made darker by us"
    REASON = "no command without reason"
    STARTS = "no more starts than the budget"
    VISIBLE = "every lasting fault visible and gone after recovery"
    KEPT = "nothing kept is lost"
    ALIVE = "nothing raises"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A promise that was not kept, when, and by how much."""

    promise: Promise
    minute: int
    what: str

    def __str__(self) -> str:
        return f"{self.promise}: {self.what}"
