"""How ready the home will be for a storm: each storage's SOC, when, and by when a car that is away must be back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..hazard import StormTarget, Tier
from ..home import Home, Storage
from ..plan import Plan, PlanSlot
from ..readings import Readings, StorageReading

# A battery this near its target is full: the last percent takes as long as the ten before.
FULL_ENOUGH = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """How ready one storage will be for the storm that comes or is here. SOCs are fractions.

    `soc`: planned for the onset, or for the end of the storm's first half day where it is here already; None
    where it is not known. `full_at`: when the plan has it at `target_soc`, None if it never gets there. `away`: the
    car is not there now. `home_by`: when a car that is away must be back at the latest to be full at the onset,
    None where that time has passed or there is no onset. `leaves`: when a car that is plugged in is expected to
    leave before it is full; `full_if_it_stays`: when it would be full otherwise, None where that is too late as well.
    """

    storage_id: str
    target_soc: float
    soc: float | None
    full_at: datetime | None
    away: bool = False
    home_by: datetime | None = None
    leaves: datetime | None = None
    full_if_it_stays: datetime | None = None

    @property
    def reached(self) -> bool:
        """Whether it will be full in time."""
        return self.soc is not None and self.soc >= self.target_soc - FULL_ENOUGH


def readiness(
    plan: Plan, storm: StormTarget | None, home: Home, readings: Readings, now: datetime
) -> tuple[Readiness, ...]:
    """Return every storage's readiness as planned; none in fair weather, or from a plan that knew of no storm."""
    if storm is None or plan.storm is None or plan.outage:
        return ()
    return tuple(_of(storage, readings.storage(storage.id), plan, storm, now) for storage in home.storages)


def _of(
    storage: Storage, reading: StorageReading, plan: Plan, storm: StormTarget, now: datetime
) -> Readiness:
    target_soc = storage.storm_soc
    away = reading.connected is False
    slots = [slot for slot in plan.slots if slot.end > now]
    onset = storm.onset if storm.onset is not None and storm.onset > now else None
    full_at = _full_at(storage, reading, slots, now)
    soc = _soc_at(storage.id, slots, onset) if onset is not None else _highest_soc(storage.id, slots, storm)
    if not away and reading.soc is not None and onset is None:
        soc = max(reading.soc, soc or 0.0)
    home_by = None
    if away and onset is not None and storm.tier in (Tier.WATCH, Tier.ACT):
        back = _soc_on_return(storage.id, slots, reading)
        if back is not None:
            latest = onset - timedelta(hours=storage.charge_hours(back, target_soc, reading.delivered_kw))
            home_by = latest if latest > now else None
    ready = Readiness(
        storage_id=storage.id, target_soc=target_soc, soc=soc, full_at=full_at, away=away, home_by=home_by
    )
    if away or ready.reached or reading.soc is None:
        return ready
    leaves = next((max(slot.start, now) for slot in slots if slot.storage(storage.id).away), None)
    if leaves is None or leaves >= (onset or storm.until):
        return ready
    stays = now + timedelta(hours=storage.charge_hours(reading.soc, target_soc, reading.delivered_kw))
    in_time = onset is None or stays <= onset
    return replace(ready, leaves=leaves, full_if_it_stays=stays if in_time else None)


def _full_at(
    storage: Storage, reading: StorageReading, slots: list[PlanSlot], now: datetime
) -> datetime | None:
    """Return when it is full enough, None where the plan never has it so."""
    enough = storage.storm_soc - FULL_ENOUGH
    if reading.connected is not False and reading.soc is not None and reading.soc >= enough:
        return now
    for slot in slots:
        # a car that only may be away is charged for what it may be there
        if slot.storage(storage.id).soc_end >= enough:
            return slot.end
    return None


def _soc_at(storage_id: str, slots: list[PlanSlot], when: datetime) -> float | None:
    """Return the planned SOC at the end of the last slot that is over by then; of a car away, what it has there."""
    before = [slot for slot in slots if slot.end <= when] or slots[:1]
    return before[-1].storage(storage_id).soc_end if before else None


def _highest_soc(storage_id: str, slots: list[PlanSlot], storm: StormTarget) -> float | None:
    """Return the highest SOC planned at home while the storm is expected to last."""
    parts = [slot.storage(storage_id) for slot in slots if slot.start < storm.until]
    return max((part.soc_end for part in parts if not part.away), default=None)


def _soc_on_return(storage_id: str, slots: list[PlanSlot], reading: StorageReading) -> float | None:
    """Return the planned SOC at the end of the absence that is going on."""
    soc = reading.soc
    for slot in slots:
        part = slot.storage(storage_id)
        if not part.away:
            break
        soc = part.soc_end
    return soc
