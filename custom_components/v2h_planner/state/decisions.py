"""Decisions: what changed between two snapshots, for automations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from .snapshot import Snapshot


class DecisionKind(StrEnum):
    """A kind of change that automations are told."""

    ACTION_CHANGED = "action_changed"
    MODE_CHANGED = "mode_changed"
    STORM_STARTED = "storm_started"
    STORM_ENDED = "storm_ended"
    OUTAGE_STARTED = "outage_started"
    OUTAGE_ENDED = "outage_ended"
    STEPPED_BACK = "stepped_back"
    DISOBEYED = "disobeyed"
    EVENING_ASKED = "evening_asked"
    EVENING_ANSWERED = "evening_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One change; `storage_id`: None where it is about the whole home."""

    kind: DecisionKind
    storage_id: str | None = None
    details: dict[str, str] = field(default_factory=dict)

    @property
    def is_of_evening(self) -> bool:
        """Whether it is about the evening question."""
        return self.kind in (DecisionKind.EVENING_ASKED, DecisionKind.EVENING_ANSWERED)


def decisions(before: Snapshot, after: Snapshot) -> tuple[Decision, ...]:
    """Return what has changed, the most important first."""
    made: list[Decision] = []
    if after.situation.outage != before.situation.outage:
        outage = DecisionKind.OUTAGE_STARTED if after.situation.outage else DecisionKind.OUTAGE_ENDED
        made.append(Decision(kind=outage))
    if after.storm != before.storm:
        storm = DecisionKind.STORM_STARTED if after.storm else DecisionKind.STORM_ENDED
        made.append(Decision(kind=storm))
    if after.situation.mode is not before.situation.mode:
        details = {"mode": after.situation.mode.value, "former": before.situation.mode.value}
        made.append(Decision(kind=DecisionKind.MODE_CHANGED, details=details))
    stepped_back = sorted(after.situation.hands_off - before.situation.hands_off)
    disobeyed = sorted(after.disobeying - before.disobeying)
    made += [Decision(kind=DecisionKind.STEPPED_BACK, storage_id=item) for item in stepped_back]
    made += [Decision(kind=DecisionKind.DISOBEYED, storage_id=item) for item in disobeyed]
    for command in after.commands:
        former = before.command(command.storage_id)
        if former is None or former.verb is not command.verb:
            made.append(
                Decision(
                    kind=DecisionKind.ACTION_CHANGED,
                    storage_id=command.storage_id,
                    details={"action": command.verb.value},
                )
            )
    return (*made, *_evening(before, after))


def _evening(before: Snapshot, after: Snapshot) -> Iterator[Decision]:
    """Yield the questions about tomorrow that are new, and those that are answered anew."""
    known = {(one.storage_id, one.start): one.answered for one in before.evening}
    for one in after.evening:
        if one.answered is None:
            if (one.storage_id, one.start) not in known:
                yield Decision(kind=DecisionKind.EVENING_ASKED, storage_id=one.storage_id)
        elif known.get((one.storage_id, one.start)) != one.answered:
            details = {"answer": one.answered.kind.value}
            yield Decision(kind=DecisionKind.EVENING_ANSWERED, storage_id=one.storage_id, details=details)
