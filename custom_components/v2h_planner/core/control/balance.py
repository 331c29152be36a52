"""The house's load where nothing meters it alone: what house and storages draw, less what the storages take.

The meter and a unit are asked by turns. Just after an order, one of them shows what was before it: 6 kW of charging
would count as house load, leave no room for charging, and switch the relay every minute. And a unit without a power
sensor shows nothing at all. So where it is in doubt what a unit takes, that counts which changes the load least; and
while one of the two has not been asked since the order, the load of before holds. Long after an order a unit takes what
it was told, unless only that it takes nothing leaves the load as it was: a car may be full, and a kettle may be done.
"""

from collections.abc import Mapping, Sequence
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

    `last_kw`: the load before. `relays`: what each unit was told, by storage id; none for one that is not commanded.
    """
    drawn_kw = readings.drawn_kw
    if drawn_kw is None:
        return readings
    if last_kw is not None and any(_is_of_before(r, readings, now) for r in readings.storages):
        return replace(readings, load_kw=last_kw)
    powers = []
    for reading in readings.storages:
        relay = relays.get(reading.storage_id, Relay())
        possible = _possible_kw(reading, home.storage(reading.storage_id), relay, now)
        if possible is None:
            return replace(readings, load_kw=None)
        powers.append(possible)
    loads = [drawn_kw - sum(taken) for taken in product(*powers)]
    in_doubt = any(_is_told(relay, now) for relay in relays.values())
    return replace(readings, load_kw=max(_likely(loads, last_kw, in_doubt=in_doubt), 0.0))


def _likely(loads: Sequence[float], last: float | None, *, in_doubt: bool) -> float:
    """Return the load that is meant, of the likeliest first; no house gives power."""
    possible = [load for load in loads if load > -BELIEVED_KW] or loads
    likely = possible[0]
    if last is None:
        return likely
    nearest = min(possible, key=lambda load: abs(load - last))
    change = abs(nearest - last)
    explains = change < abs(likely - last) - BELIEVED_KW and (in_doubt or change < BELIEVED_KW)
    return nearest if explains else likely


def _is_of_before(reading: StorageReading, readings: Readings, now: datetime) -> bool:
    """Return whether the unit was told something that its power sensor or the meter has not been asked since."""
    told = reading.told_at
    if told is None or not _is_young(told, now):
        return False
    return any(at is not None and at <= told for at in (reading.power_at, readings.drawn_at))


def _is_told(relay: Relay, now: datetime) -> bool:
    """Return whether a unit was told something so lately that it may not do it yet."""
    return relay.command is not None and relay.ordered_at is not None and _is_young(relay.ordered_at, now)


def _is_young(at: datetime, now: datetime) -> bool:
    return timedelta() <= now - at < IN_DOUBT


def _possible_kw(
    reading: StorageReading, storage: Storage, relay: Relay, now: datetime
) -> tuple[float, ...] | None:
    """Return what a unit may take now, the likeliest first; None where nobody knows."""
    command, measured = relay.command, reading.power_kw
    if reading.connected is False:
        return (measured or 0.0,)
    young = _is_told(relay, now)
    if measured is not None and not young:
        return (measured,)
    if reading.doing is Verb.STANDBY and not young:
        return (0.0,)
    if command is not None:
        ordered = _at_kw(command.verb, command.power_kw, storage)
    elif reading.doing is not None:
        ordered = _at_kw(reading.doing, reading.set_kw if reading.doing in CHARGING else None, storage)
    else:
        return (0.0,)  # in nobody's hands that we know of: what it takes is the house's
    if measured is not None:
        return (measured, 0.0) if ordered is None else (measured, ordered, 0.0)
    return None if ordered is None else (ordered, 0.0)


def _at_kw(verb: Verb, power_kw: float | None, storage: Storage) -> float | None:
    """Return what a unit takes that does as it is set; None where it follows the sun or the load."""
    if verb is Verb.STANDBY:
        return 0.0
    if power_kw is not None:
        return power_kw if verb in CHARGING else -power_kw
    return storage.charge_max_kw if verb is Verb.CHARGE else None
