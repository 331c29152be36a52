"""Whether what a storage is told reaches its unit, or is only a plan; and its reason in words that say so."""

from datetime import datetime
from enum import StrEnum

from ..core.plan import Reason, ReasonCode
from ..presentation.wording import Wording
from ..settings.model import ControlKind, StorageSettings
from .snapshot import Snapshot

# These are so whoever commands the unit.
_FACTS = frozenset({ReasonCode.AWAY, ReasonCode.SOC_UNKNOWN})


class Standing(StrEnum):
    """What becomes of a command."""

    COMMANDED = "commanded"
    DRY_RUN = "dry_run"  # control is off
    HANDS_OFF = "hands_off"  # a person's hands rule
    NO_ORDERS = "no_orders"  # a unit that cannot be commanded, or shall not be


def standing(snapshot: Snapshot, item: StorageSettings) -> Standing:
    """Return what becomes of the commands to that storage."""
    if item.control.kind is ControlKind.NONE:
        return Standing.NO_ORDERS
    if not snapshot.control:
        return Standing.DRY_RUN
    hands_off = item.storage.id in snapshot.situation.hands_off and snapshot.command(item.storage.id) is None
    return Standing.HANDS_OFF if hands_off else Standing.COMMANDED


def sentence(reason: Reason, how: Standing, words: Wording, now: datetime) -> str:
    """Return a reason as a sentence; of what is only planned it says so first."""
    text = words.reason(reason, now)
    if how is Standing.COMMANDED or reason.code in _FACTS:
        return text
    return words.text(f"plan_only_{how}", {"reason": text})
