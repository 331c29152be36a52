"""The situation: the mode in effect and what overrides it."""

from dataclasses import dataclass, replace
from datetime import datetime

from .hazard import StormTarget
from .home import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivingReserve:
    """What the house leaves in a car in an outage, where a person asked for that.

    At least `soc` until it leaves at `leave`; its trip takes `energy_kwh` until `back`.
    """

    storage_id: str
    soc: float
    leave: datetime
    back: datetime
    energy_kwh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A unit that a person lets stand by until a time, None: until it is resumed."""

    storage_id: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The mode in effect and what overrides it.

    `wanted`: the person's mode, whose costs hold while a storm decides; None where it is `mode`. `hands_off`:
    storages that a person operates by hand; they get no command (except in an outage). `reserves`: kept for
    driving in an outage; they mean nothing without one. `pauses`: units that a person lets stand by.
    """

    mode: Mode
    wanted: Mode | None = None
    storm: StormTarget | None = None
    outage: bool = False
    hands_off: frozenset[str] = frozenset()
    reserves: tuple[DrivingReserve, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def reserve(self, storage_id: str) -> DrivingReserve | None:
        """Return what that storage keeps for driving; None without an outage or where nobody asked for it."""
        if not self.outage:
            return None
        return next((reserve for reserve in self.reserves if reserve.storage_id == storage_id), None)

    def pause(self, storage_id: str) -> Pause | None:
        """Return the pause of that storage, None without one."""
        return next((pause for pause in self.pauses if pause.storage_id == storage_id), None)

    @property
    def without_storm(self) -> Situation:
        """The same situation in fair weather."""
        return replace(self, mode=self.wanted or self.mode, storm=None)
