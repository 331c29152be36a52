"""When each storage is there, by its plug and the forecast of its trips.

Never by a power: one that is 0 may be the contract's limit, and says nothing of the plug.
"""

import numpy as np

from ..arrays import Bools, Floats
from ..home import Storage
from ..request import PlanRequest


def paused(request: PlanRequest, storage: Storage) -> Bools:
    """Return the slots that lie within a pause of the storage, (N,); one that ends within a slot does not count there."""
    pause, edges = request.situation.pause(storage.id), request.horizon.edges
    if pause is None:
        return np.zeros(len(request.horizon), dtype=bool)
    until = pause.until
    return np.array([until is None or end <= until for end in edges[1:]], dtype=bool)


def share_at_home(request: PlanRequest) -> Floats:
    """Return the share of each slot in which each storage can be used, (K, N); 0 where its SOC is not known."""
    return np.array([share_of(request, storage) for storage in request.storages])


def plugged_in(request: PlanRequest) -> Bools:
    """Return whether each storage can be used for most of each slot, (K, N)."""
    return np.array([there(request, storage) for storage in request.storages]) > 0.5


def share_of(request: PlanRequest, storage: Storage) -> Floats:
    """Return the share of each slot in which the storage can be used, (N,); less than a little counts as none."""
    if request.soc_of(storage) is None:
        return np.zeros(len(request.horizon))
    share = 1.0 - np.clip(request.trips_of(storage).away, 0.0, 1.0)
    reading = request.readings.find(storage.id)
    if reading is not None and reading.connected is False:
        share[0] = 0.0
    return np.where(share < 0.05, 0.0, share)


def there(request: PlanRequest, storage: Storage) -> Floats:
    """Return how surely the storage is there in each slot, (N,): what is plugged in now, is there now."""
    share = share_of(request, storage)
    reading = request.readings.find(storage.id)
    if reading is not None and reading.connected and share[0] > 0.0:
        share[0] = 1.0
    return share
