"""A pause: a person lets a unit stand by, until a time or until it is resumed.

It never holds against an outage or a storm in force: those end it, so that nobody has to remember it then.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ..hazard import Tier
from ..plan import Command, Reason, ReasonCode
from ..readings import Verb
from ..situation import Pause, Situation


def forbids_pause(situation: Situation) -> bool:
    """Return whether the situation lets no unit rest."""
    storm = situation.storm
    return situation.outage or (storm is not None and storm.tier is Tier.ACT)


def still_paused(pauses: Iterable[Pause], situation: Situation, now: datetime) -> tuple[Pause, ...]:
    """Return the pauses that are not over."""
    if forbids_pause(situation):
        return ()
    return tuple(pause for pause in pauses if pause.until is None or now < pause.until)


def hold_paused(commands: Iterable[Command], situation: Situation) -> tuple[Command, ...]:
    """Return the commands with a standby for each unit that is paused; what has no command is left alone."""
    return tuple(
        command
        if situation.pause(command.storage_id) is None
        else replace(
            command,
            verb=Verb.STANDBY,
            power_kw=None,
            until_soc=None,
            reason=Reason(ReasonCode.HOLD_PAUSED),
        )
        for command in commands
    )
