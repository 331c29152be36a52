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
    """The same action from `start` to `end`; `energy_kwh` charged or discharged (AC), `reason` of its first slot.

    `likely`: no more than likely for most of its energy. `presence`: how surely it is there, the least of its slots.
    """

    action: Action
    start: datetime
    end: datetime
    energy_kwh: float
    soc_end: float
    reason: Reason
    likely: bool = False
    presence: float = 1.0

    @property
    def power_kw(self) -> float:
        """Mean power of the run, AC."""
        return self.energy_kwh * 3600.0 / (self.end - self.start).total_seconds()

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
        energies = [(p.charge_kw + p.discharge_kw) * slot.hours for p, slot in zip(parts, slots, strict=True)]
        unsure = sum(energy for energy, part in zip(energies, parts, strict=True) if part.likely)
        yield Run(
            action=action,
            start=slots[0].start,
            end=slots[-1].end,
            energy_kwh=sum(energies),
            soc_end=parts[-1].soc_end,
            reason=parts[0].reason,
            likely=unsure > sum(energies) / 2,
            presence=min(part.presence for part in parts),
        )
