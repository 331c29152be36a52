"""The safe side, where it is not known any more what the units were told. Pure."""

from collections.abc import Iterable

from ..core.plan import Command, Reason, ReasonCode
from ..settings.model import ControlKind, StorageSettings


def safe_commands(storages: Iterable[StorageSettings], hands_off: frozenset[str]) -> tuple[Command, ...]:
    """Return a command into its safe state for each unit that can be commanded; not for one in a person's hands."""
    return tuple(
        Command(
            storage_id=item.storage.id,
            verb=item.control.safe,
            power_kw=None,
            until_soc=None,
            reason=Reason(ReasonCode.WAIT_NOTHING),
        )
        for item in storages
        if item.control.kind is not ControlKind.NONE
        and item.control.safe is not None
        and item.storage.id not in hands_off
    )
