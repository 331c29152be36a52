"""A plan as runs: stretches of slots in which a storage does the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from ..core.plan import Plan, Reason, StorageSlot


class Action(StrEnum):
    """What a storage does, as entities show it: a verb, or away."""

    CHARGE = "charge"
    SURPLUS = "surplus"
    DISCHARGE = "discharge"
    STANDBY = "standby"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The same action from `start` to `end`; `energy_kwh` charged or discharged (AC), `reason` of its first slot."""

    action: Action
    start: datetime
    end: datetime
    energy_kwh: float
    soc_end: float
    reason: Reason

    @property
    def moves(self) -> bool:
        """Whether energy flows."""
        return self.action not in (Action.STANDBY, Action.AWAY)


def action_of(part: StorageSlot) -> Action:
    """Return what the storage does in that slot."""
    return Action.AWAY if part.away else Action(part.verb)


def runs(plan: Plan, storage_id: str) -> Iterator[Run]:
    """Yield the whole plan of one storage, in time order."""
    for action, group in groupby(plan.slots, key=lambda slot: action_of(slot.storage(storage_id))):
        slots = list(group)
        parts = [slot.storage(storage_id) for slot in slots]
        powers = [part.charge_kw + part.discharge_kw for part in parts]
        yield Run(
            action=action,
            start=slots[0].start,
            end=slots[-1].end,
            energy_kwh=sum(power * slot.hours for power, slot in zip(powers, slots, strict=True)),
            soc_end=parts[-1].soc_end,
            reason=parts[0].reason,
        )
