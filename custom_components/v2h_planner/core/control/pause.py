"""A pause: a person lets a unit stand by, until a time or until it is resumed.

It never holds against an outage or a storm in force: those end it, so that nobody has to remember it then.
"""

from collections.abc import Iterable
from datetime import datetime

from ..hazard import Tier
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


def is_paused(storage_id: str, situation: Situation) -> bool:
    """Return whether a pause holds that unit now."""
    return situation.pause(storage_id) is not None and not forbids_pause(situation)
