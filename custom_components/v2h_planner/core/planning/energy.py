"""Model data of the stored energy: what is there, what driving takes, and the min, max and target energies."""

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from ..arrays import Bools, Floats
from ..home import Mode, Storage
from ..milp.data import RESERVE_LEVELS, ConnectionData, EnergyData, HouseData, ReserveData, UnitData
from ..plan import SocTarget, TargetKind
from ..request import PlanRequest
from . import penalties
from .connection import headroom
from .presence import plugged_in, share_at_home
from .targets import Window, deadline_slot, windows_of

WAVERS_SOC = 0.02  # a battery this little below its min SOC is at it: two steps of a 1 % sensor
SLACK = 1.25  # of what is charged just before a departure: the slots before it are not all free
RAISED_BEFORE = timedelta(hours=12)  # a departure may lift the everyday max SOC this long before


def energy_data(
    request: PlanRequest,
    targets: Iterable[SocTarget],
    house: HouseData,
    connection: ConnectionData,
    units: UnitData,
) -> EnergyData:
    """Return what the storages hold and are to hold. Targets are lowered to what can be reached."""
    storages, plugged = request.storages, plugged_in(request)
    held, scale = penalties.held_hours(house.hours), penalties.scale(house)
    capacity = np.array([storage.capacity_kwh for storage in storages])
    energy = np.array([(request.soc_of(storage) or 0.0) * storage.capacity_kwh for storage in storages])
    trip = np.array([_trip(request, k) for k in range(len(storages))])
    power = np.clip(np.minimum(units.charge_max, headroom(house, connection, units.overhead)), 0.0, None)
    stored = house.hours * units.charge_eff[:, None]
    reach = _reach(energy, power * stored, trip, capacity)
    # what is below its min SOC comes back to it as fast as no new peak is charged for
    calm = _reach(energy, np.minimum(power, _below_peak(house, units.overhead)) * stored, trip, capacity)
    windows = windows_of(request, targets, reach)
    wanted, price = _target_energy(request, windows, reach, trip, held)
    min_energy, min_price, trip_price = _kept(request)
    return EnergyData(
        energy_before=energy,
        capacity=capacity,
        trip=trip,
        trip_short_cost=scale * trip_price,
        min_energy=np.minimum(min_energy, calm),
        min_energy_cost=scale * min_price * held * (plugged | _arriving(plugged)),
        max_energy=_max_energy(request, windows, energy, trip, power * stored),
        max_energy_cost=scale * penalties.MAX_ENERGY * held * plugged,
        departure=wanted[TargetKind.DEPARTURE],
        departure_cost=scale * price[TargetKind.DEPARTURE],
        storm=wanted[TargetKind.STORM],
        storm_cost=scale * price[TargetKind.STORM],
        person=wanted[TargetKind.PERSON],
        person_cost=scale * price[TargetKind.PERSON],
    )


def _trip(request: PlanRequest, k: int) -> Floats:
    """Return what driving takes from storage k in each slot, kWh; nothing where its SOC is not known."""
    storage = request.storages[k]
    known = request.soc_of(storage) is not None
    return np.maximum(request.trips_of(storage).trip_kwh, 0.0) * known


def _reach(energy: Floats, charged: Floats, trip: Floats, capacity: Floats) -> Floats:
    """Return kWh at the end of every slot when charging as fast as limits allow from now on, (K, N)."""
    out, level = np.empty_like(charged), energy
    for t in range(charged.shape[1]):
        level = np.clip(level + charged[:, t] - trip[:, t], 0.0, capacity)
        out[:, t] = level
    return out


def _below_peak(house: HouseData, overhead: Floats) -> Floats:
    """Return what each storage could charge with alone in each slot without a new peak, kW, (K, N)."""
    share = np.maximum(house.peak_share, 1e-6)
    room = np.where(house.peak_share > 0.0, house.peak_free / share, np.inf)
    return np.maximum(room - house.net_load - overhead[:, None], 0.0)


def _target_energy(
    request: PlanRequest, windows: tuple[Window, ...], reach: Floats, trip: Floats, held: Floats
) -> tuple[dict[TargetKind, Floats], dict[TargetKind, Floats]]:
    """Return kWh at the end of each slot and yen per kWh short of it, (K, N) each, by kind of target."""
    wanted = {kind: np.zeros_like(reach) for kind in TargetKind}
    price = {kind: np.zeros_like(reach) for kind in TargetKind}
    weight = penalties.OUTAGE_TARGET if request.situation.outage else 1.0
    share, plugged = share_at_home(request), plugged_in(request)
    for window in windows:
        kind, k, at = window.target.kind, window.k, window.at
        energy = window.target.soc * request.storages[k].capacity_kwh
        level = np.minimum(energy - window.driven(request.horizon, trip[k]), reach[k, at])
        if kind is TargetKind.PERSON and window.target.until is not None:
            level = np.minimum(level, level[0])  # what was reached by then stays; it is not charged on
        wanted[kind][k, at] = np.maximum(wanted[kind][k, at], level)
        # what leaves is held as long as anything of it could be discharged, what is held for hours while it is there
        counts = share[k, at] > 0.0 if window.leaves else plugged[k, at]
        breach = weight * counts * _breach(window, held[at])
        price[kind][k, at] = np.maximum(price[kind][k, at], breach)
        if window.leaves and (spare := window.slots.start - 1) >= 0 and price[kind][k, spare] == 0.0:
            # ready a slot sooner where that costs next to nothing: whatever slips then is no delay
            wanted[kind][k, spare] = min(energy, float(reach[k, spare]))
            price[kind][k, spare] = weight * penalties.SPARE
    return wanted, price


def _breach(window: Window, held: Floats) -> Floats:
    """Return yen per kWh short at the end of each of its slots."""
    once = penalties.DEPARTURE if window.target.kind is TargetKind.DEPARTURE else penalties.PERSON
    if window.leaves:
        return np.full_like(held, once * min(1.0, penalties.LEAVING_SLOTS / len(held)))
    match window.target.kind:
        case TargetKind.STORM:
            return penalties.STORM * held
        case TargetKind.PERSON if len(held) > 1:
            return penalties.PERSON_HELD * held
    return np.full_like(held, once)


def floor_soc(storage: Storage, soc: float | None) -> float:
    """Return the SOC down to which a storage is used; nothing is bought at once for what a sensor wavers below its min."""
    wavers = soc is not None and storage.min_soc - WAVERS_SOC - 1e-9 <= soc < storage.min_soc
    return soc if wavers and soc is not None else storage.min_soc


def _kept(request: PlanRequest) -> tuple[Floats, Floats, Floats]:
    """Return the min energy (kWh), its price, and the price of a trip that falls short, (K, N) each.

    In an outage a car keeps its next trip above its min SOC, or, where nobody asked for that, the house comes first.
    """
    horizon, situation, storages = request.horizon, request.situation, request.storages
    shape = (len(storages), len(horizon))
    floors = [[floor_soc(s, request.soc_of(s)) * s.capacity_kwh] for s in storages]
    energy = np.broadcast_to(floors, shape).copy()
    price, trip_price = np.full(shape, penalties.MIN_ENERGY), np.full(shape, penalties.TRIP)
    for k, storage in enumerate(storages if situation.outage else ()):
        reserve = situation.reserve(storage.id)
        if reserve is None:
            trip_price[k] = penalties.OUTAGE_TARGET * penalties.DEPARTURE
            continue
        last = deadline_slot(horizon, reserve.leave)
        until = 0 if last is None else last + 1
        kept = reserve.soc * storage.capacity_kwh
        if kept > energy[k, 0]:
            energy[k, :until], price[k, :until] = kept, penalties.DRIVING
    return energy, price, trip_price


def _arriving(plugged: Bools) -> Bools:
    """Return the last slots of absences: a car comes home with its min SOC, too."""
    return np.concatenate([~plugged[:, :-1] & plugged[:, 1:], np.zeros_like(plugged[:, :1])], axis=1)


def _max_energy(
    request: PlanRequest, windows: tuple[Window, ...], energy: Floats, trip: Floats, charged: Floats
) -> Floats:
    """Return the everyday max SOC in kWh, raised where a target asks for more; none in an outage.

    `charged`: what each slot can bring, kWh (K, N). A storage that is above it by right is not emptied for it: only driving brings it down.
    """
    capacity = np.array([[storage.capacity_kwh] for storage in request.storages])
    if request.situation.outage:
        return np.tile(capacity, (1, len(request.horizon)))
    out = np.tile(
        [[storage.max_soc * storage.capacity_kwh] for storage in request.storages], (1, len(request.horizon))
    )
    for window in windows:
        k, raised = window.k, _raised(request, window, charged[window.k])
        out[k, raised] = np.maximum(out[k, raised], window.target.soc * capacity[k, 0])
    level = energy
    for t in range(out.shape[1]):
        level = np.maximum(out[:, t], level - trip[:, t])
        out[:, t] = level
    return out


def _raised(request: PlanRequest, window: Window, charged: Floats) -> slice:
    """Return where a target may lift the max energy: storms and persons from now, departures the night before, or just before."""
    target, storage = window.target, request.storages[window.k]
    if target.kind is not TargetKind.DEPARTURE:
        return slice(0, window.slots.stop)
    if storage.full_within is not None:
        late = _last_start(window, charged, (target.soc - storage.max_soc) * storage.capacity_kwh)
        just_before = request.horizon.index_at(max(target.by - storage.full_within, request.horizon.start))
        return slice(min(late, late if just_before is None else just_before), window.slots.stop)
    reading = request.readings.find(storage.id)
    delivered = None if reading is None else reading.delivered_kw
    slow = timedelta(hours=1.5 * storage.charge_hours(storage.min_soc, target.soc, delivered))
    early = request.horizon.index_at(max(target.by - max(RAISED_BEFORE, slow), request.horizon.start))
    return slice(early or 0, window.slots.stop)


def _last_start(window: Window, charged: Floats, kwh: float) -> int:
    """Return the last slot from which so much, and a little more, can be charged until the target holds."""
    t, total = window.slots.start, float(charged[window.slots.start])
    while t > 0 and total < SLACK * kwh:
        t -= 1
        total += float(charged[t])
    return t


def reserve_data(request: PlanRequest, house: HouseData) -> ReserveData:
    """Return the energies that an unplanned trip may need; a level that is not forecast weighs nothing."""
    shape = (len(request.storages), RESERVE_LEVELS)
    levels, weights = np.zeros(shape), np.zeros((*shape, len(house.hours)))
    for k, storage in enumerate(request.storages):
        trips = request.trips_of(storage)
        used = min(len(trips.reserve_kwh), RESERVE_LEVELS)
        levels[k, :used] = trips.reserve_kwh[:used]
        levels[k, used:] = trips.reserve_kwh[used - 1] if used else 0.0
        weights[k, :used] = np.maximum(trips.reserve_weight[:, :used].T, 0.0)
    situation = request.situation
    more = penalties.RESILIENCE_RESERVE if situation.mode is Mode.RESILIENCE else 1.0
    weights *= (0.0 if situation.outage else more) * (plugged_in(request) * house.hours)[:, None, :]
    return ReserveData(reserve=levels, reserve_cost=weights)
