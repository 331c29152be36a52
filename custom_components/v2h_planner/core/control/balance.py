"""The house's load where nothing meters it: what flows in at the grid and the sun, less what the storages take.

The meter of the grid and a unit are asked by turns. Just after an order, one of them shows what was before it: 6 kW of
charging would count as house load, leave no room for charging, and switch the relay every minute. And a unit without a
power sensor shows nothing at all. So where it is in doubt what a unit takes, that counts which changes the load least.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from ..home import Home, Storage
from ..readings import Readings, StorageReading, Verb
from .relays import CHARGING, Relay

IN_DOUBT = timedelta(minutes=2)  # units are asked once a minute, and take as long to begin
BELIEVED_KW = 0.3  # what is measured counts, unless another power explains the meter by so much better


def balanced(
    readings: Readings, home: Home, relays: Mapping[str, Relay], last_kw: float | None, now: datetime
) -> Readings:
    """Return the readings with the load that follows; None where what a unit takes cannot be known.

    `last_kw`: the load before. `relays`: what each unit was told, by storage id.
    """
    if readings.load_kw is None or readings.grid_kw is None:
        return readings
    powers = []
    for reading in readings.storages:
        possible = _possible_kw(
            reading, home.storage(reading.storage_id), relays.get(reading.storage_id), now
        )
        if possible is None:
            return replace(readings, load_kw=None)
        powers.append(possible)
    flows_in = readings.grid_kw + (readings.pv_kw or 0.0)
    loads = [max(flows_in - sum(taken), 0.0) for taken in product(*powers)]
    likely, last = loads[0], last_kw
    if last is not None:
        nearest = min(loads, key=lambda load: abs(load - last))
        if abs(nearest - last) < abs(likely - last) - BELIEVED_KW:
            likely = nearest
    return replace(readings, load_kw=likely)


def _possible_kw(
    reading: StorageReading, storage: Storage, relay: Relay | None, now: datetime
) -> tuple[float, ...] | None:
    """Return what a unit may take now, the likeliest first; None where nobody knows."""
    command = None if relay is None else relay.command
    measured = reading.power_kw
    if reading.connected is False or command is None or relay is None:
        return (measured or 0.0,)
    young = relay.ordered_at is not None and timedelta() <= now - relay.ordered_at < IN_DOUBT
    if measured is not None and not young:
        return (measured,)
    ordered = _ordered_kw(command.verb, command.power_kw, storage)
    if measured is not None:
        return (measured, 0.0) if ordered is None else (measured, ordered, 0.0)
    return None if ordered is None else (ordered, 0.0)


def _ordered_kw(verb: Verb, power_kw: float | None, storage: Storage) -> float | None:
    """Return what a unit takes that obeys; None where it follows the sun or the load."""
    if verb is Verb.STANDBY:
        return 0.0
    if power_kw is not None:
        return power_kw if verb in CHARGING else -power_kw
    return storage.charge_max_kw if verb is Verb.CHARGE else None
