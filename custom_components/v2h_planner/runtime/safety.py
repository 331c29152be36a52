"""The safe side: where it is not known any more what the units were told, and where the supervisor stops one. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from ..core.control.supervisor import Rule, Ruling
from ..core.home import Home
from ..core.plan import Command, Reason, ReasonCode
from ..core.readings import Readings, Verb
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


def explained(ruling: Ruling, home: Home, readings: Readings) -> Command | None:
    """Return what a ruling leaves of a command; one that was stopped says why, not why it was to run."""
    command = ruling.command
    if command is None or ruling.rule is None or command.verb is not Verb.STANDBY:
        return command
    limit, storage = home.grid.contract_kw, home.storage(ruling.storage_id)
    reason = Reason(ReasonCode.WAIT_NOTHING)
    if ruling.rule is Rule.BLIND:
        reason = Reason(ReasonCode.SOC_UNKNOWN)
    elif ruling.rule is Rule.STARTS:
        reason = Reason(ReasonCode.WAIT_RELAY)
    elif ruling.rule is Rule.SOC:
        reading = readings.storage(storage.id)
        least = reading.soc if reading.soc_low is None else reading.soc_low  # what the supervisor goes by
        full = least is not None and least > storage.min_soc
        code = ReasonCode.HOLD_FULL if full else ReasonCode.HOLD_FLOOR
        reason = Reason(code, {"soc": 1.0 if full else storage.min_soc})
    elif ruling.rule is Rule.CONTRACT and limit is not None:
        reason = Reason(ReasonCode.HOLD_LIMIT, {"limit": limit})
    return replace(command, reason=reason)
