"""Whether the home has left what its plan was made from: a battery off its plan, a sensor that is well again. Pure."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from itertools import pairwise

from ..state.snapshot import DRIFT_SOC, Snapshot, drifts, planned_soc

# A drift or a recovery lasts so long before it counts, and leads to a plan no more often than this.
LASTS = timedelta(seconds=45)
PAUSE = timedelta(minutes=5)
# How many changes of a sensor tell its noise.
_CHANGES = 12


class DriftWatch:
    """Looks at one snapshot after another."""

    def __init__(self) -> None:
        """Have seen nothing yet."""
        self._seen: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=_CHANGES))
        self._since: datetime | None = None
        self._told: datetime | None = None

    def calls_for_a_plan(self, snapshot: Snapshot) -> bool:
        """Return whether this snapshot does: no plan, an SOC known at last, a drift or a recovery that lasts."""
        if snapshot.plan is None or _is_known_at_last(snapshot):
            return True
        beyond_noise = [self._drifts(snapshot, reading.storage_id) for reading in snapshot.readings.storages]
        drifted = drifts(snapshot) and any(beyond_noise)
        if not drifted and not _is_well_again(snapshot):
            self._since = None
            return False
        now = snapshot.at
        if self._since is None or now < self._since:  # the clock may be set back
            self._since = now
        if now - self._since < LASTS or (self._told is not None and self._told <= now < self._told + PAUSE):
            return False
        self._told, self._since = now, None
        return True

    def _drifts(self, snapshot: Snapshot, storage_id: str) -> bool:
        """Return whether an SOC is further off than its sensor's noise explains; a car on the road is not looked at."""
        reading = snapshot.readings.storage(storage_id)
        if snapshot.inputs is None or reading.soc is None or reading.connected is False:
            return False
        seen = self._seen[storage_id]
        if not seen or seen[-1] != reading.soc:
            seen.append(reading.soc)
        planned = planned_soc(snapshot, storage_id)
        return planned is not None and abs(reading.soc - planned) > DRIFT_SOC + noise(seen)


def noise(seen: deque[float]) -> float:
    """Return how far a sensor goes to and fro: no battery rises and falls within a few changes."""
    steps = (later - earlier for earlier, later in pairwise(seen))
    return max((min(abs(a), abs(b)) for a, b in pairwise(steps) if a * b < 0), default=0.0)


def _is_well_again(snapshot: Snapshot) -> bool:
    """Return whether a plan was made without a reading that is there now: until the next one it would be called degraded."""
    if snapshot.inputs is None:
        return False
    now = {fault.source for fault in snapshot.readings.faults}
    return any(fault.source not in now for fault in snapshot.inputs.readings.faults)


def _is_known_at_last(snapshot: Snapshot) -> bool:
    """Return whether a plan was made without an SOC that is known now."""
    return snapshot.inputs is not None and any(
        reading.soc is not None
        and reading.connected is not False
        and (planned := snapshot.inputs.readings.find(reading.storage_id)) is not None
        and planned.soc is None
        for reading in snapshot.readings.storages
    )
