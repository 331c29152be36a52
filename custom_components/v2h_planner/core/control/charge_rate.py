"""What a charger really brings at full power: a rating on paper is no promise on the evening before a storm."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..home import Storage
from ..plan import Command
from ..readings import StorageReading, Verb

# Near the top a battery takes less by itself; below, what it takes is what the charger gives.
TAPERS_ABOVE_SOC = 0.9
# A unit needs a while to ramp up; then so much charging counts as "lately": older readings fade.
RAMP = timedelta(minutes=3)
LATELY_HOURS = 0.5
# Before this much was seen, nothing is known.
ENOUGH_HOURS = 0.25
# Looks further apart say nothing about what was in between.
LONGEST_GAP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRate:
    """The fading mean of charging at full power. `hours`: how much of it was seen, at most `LATELY_HOURS`.

    `since`, `at`, `soc`: of the charging that goes on now, when it began, was last seen and where it began.
    """

    kw: float = 0.0
    hours: float = 0.0
    since: datetime | None = None
    at: datetime | None = None
    soc: float | None = None

    @property
    def lately_kw(self) -> float | None:
        """AC power at full charging, None before enough was seen."""
        return self.kw if self.hours >= ENOUGH_HOURS else None

    def seen(
        self, command: Command | None, reading: StorageReading, storage: Storage, now: datetime
    ) -> ChargeRate:
        """After a look while `command` holds."""
        if not _is_full_power(command, reading, storage):
            return replace(self, since=None, at=None, soc=None)
        if self.since is None or self.at is None or now - self.at > LONGEST_GAP:
            return replace(self, since=now, at=now, soc=reading.soc)
        if now - self.since < RAMP:
            return replace(self, at=now)
        hours = (now - self.at).total_seconds() / 3600.0
        if reading.power_kw is not None:
            return replace(self._with(max(reading.power_kw, 0.0), hours), at=now)
        return self._by_soc(reading, storage, now)

    def _by_soc(self, reading: StorageReading, storage: Storage, now: datetime) -> ChargeRate:
        """Without a power meter: by what was stored since the last mark, where that is more than a step of the SOC."""
        assert self.since is not None
        hours = (now - self.since).total_seconds() / 3600.0
        if reading.soc is None or self.soc is None or hours < 2 * ENOUGH_HOURS:
            return replace(self, at=now)
        kw = (reading.soc - self.soc) * storage.capacity_kwh / storage.charge_efficiency / hours
        return replace(self._with(max(kw, 0.0), hours), since=now - RAMP, at=now, soc=reading.soc)

    def _with(self, kw: float, hours: float) -> ChargeRate:
        """One more stretch at that power; old ones fade."""
        kept = min(self.hours, max(LATELY_HOURS - hours, 0.0))
        return replace(self, kw=(self.kw * kept + kw * hours) / (kept + hours), hours=kept + hours)


def _is_full_power(command: Command | None, reading: StorageReading, storage: Storage) -> bool:
    """Whether the unit is told to give all it can, and the battery can take it."""
    if command is None or command.verb is not Verb.CHARGE or reading.connected is False:
        return False
    if command.power_kw is not None and command.power_kw < 0.95 * storage.charge_max_kw:
        return False
    return reading.soc is not None and reading.soc < TAPERS_ABOVE_SOC
