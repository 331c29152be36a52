"""Where a car is, at home or not, as a tracker, a person or an entity of presence says; plugged in or not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from .entity_state import EntityState, Read
from .numbers import state_fault, unknown_state
from .text import letters

HOME_ZONE: Final = "zone.home"
# What a binary sensor of presence is; one that moves, or a door, says nothing of where the car is.
_PRESENCE: Final = frozenset({None, "presence", "occupancy", "connectivity"})
# Texts are compared by their `letters`.
_WORDS: Final = {
    **dict.fromkeys(
        ("home", "athome", "on", "true", "yes", "present", "在宅", "在宅中", "自宅", "家", "オン"), True
    ),
    **dict.fromkeys(
        ("nothome", "away", "notathome", "off", "false", "no", "absent", "外出", "外出中", "不在", "オフ"),
        False,
    ),
}
# A tracker that says something else must do so for so long: GPS and Wi-Fi flap.
SETTLES: Final = timedelta(minutes=5)


def read_at_home(entity: EntityState, now: datetime) -> Read[bool]:
    """Read whether the car is at home. A tracker may rest; a zone within the home's is home, any other is away."""
    if fault := state_fault(entity, now, None):
        return Read(None, (fault,))
    text, domain = letters(entity.state or ""), entity.entity_id.partition(".")[0]
    if domain in ("device_tracker", "person"):
        zones = entity.attributes.get("in_zones")
        return Read(text == "home" or (isinstance(zones, list | tuple) and HOME_ZONE in zones))
    is_presence = domain != "binary_sensor" or entity.attributes.get("device_class") in _PRESENCE
    at_home = _WORDS.get(text) if is_presence else None
    return unknown_state(entity) if at_home is None else Read(at_home)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a tracker has said for long enough to count; `other`: what it has said since then, from `since` on."""

    at_home: bool | None = None
    other: bool | None = None
    since: datetime | None = None

    def after(self, said: bool | None, now: datetime) -> Self:
        """Return what counts after it has said that; the first word does at once, and so does silence."""
        if said is None or self.at_home is None or said == self.at_home:
            return type(self)(said)
        if said != self.other or self.since is None:
            return type(self)(self.at_home, said, now)
        return type(self)(said) if now - self.since >= SETTLES else self
