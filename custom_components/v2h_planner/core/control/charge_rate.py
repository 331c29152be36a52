"""What a charger really delivers at full power: its rating is no promise on the evening before a storm."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..home import Storage
from ..plan import Command
from ..readings import LONGEST_GAP, StorageReading, Verb

# Nearly full, a battery takes less by itself; below, what it takes is what the charger gives.
TAPERS_ABOVE_SOC = 0.9
# A unit needs a while to ramp up; so many hours of charging count, older ones fade.
RAMP = timedelta(minutes=3)
LATELY_HOURS = 0.5
# The least that makes a mean worth believing.
ENOUGH_HOURS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRate:
    """Fading mean power of charging at full power. `hours`: how much charging is in it, at most `LATELY_HOURS`.

    `since`, `at`, `soc`: of the charging that goes on now, when it began, its last reading and the SOC at its
    beginning.
    """

    kw: float = 0.0
    hours: float = 0.0
    since: datetime | None = None
    at: datetime | None = None
    soc: float | None = None

    @property
    def lately_kw(self) -> float | None:
        """AC power of charging at full power, None before there is enough of it."""
        return self.kw if self.hours >= ENOUGH_HOURS else None

    def after(
        self, command: Command | None, reading: StorageReading, storage: Storage, now: datetime
    ) -> ChargeRate:
        """Return the mean after a reading while `command` holds."""
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
        """Without a power meter: take the power from the SOC gained since `since`, once it is more than one step."""
        assert self.since is not None
        hours = (now - self.since).total_seconds() / 3600.0
        if reading.soc is None or reading.soc_counted or self.soc is None or hours < 2 * ENOUGH_HOURS:
            return replace(self, at=now)
        kw = (reading.soc - self.soc) * storage.capacity_kwh / storage.charge_efficiency / hours
        return replace(self._with(max(kw, 0.0), hours), since=now - RAMP, at=now, soc=reading.soc)

    def _with(self, kw: float, hours: float) -> ChargeRate:
        """Add charging at that power; older charging fades."""
        former = min(self.hours, max(LATELY_HOURS - hours, 0.0))
        return replace(self, kw=(self.kw * former + kw * hours) / (former + hours), hours=former + hours)


def _is_full_power(command: Command | None, reading: StorageReading, storage: Storage) -> bool:
    """Return whether the unit is told to charge at full power, and the battery can take it."""
    if command is None or command.verb is not Verb.CHARGE or reading.connected is False:
        return False
    if command.power_kw is not None and command.power_kw < 0.95 * storage.charge_max_kw:
        return False
    return reading.soc is not None and reading.soc < TAPERS_ABOVE_SOC
