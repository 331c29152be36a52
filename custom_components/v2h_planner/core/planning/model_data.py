"""From a request to the numbers of the model: limits, targets, prices. No decision is made here.

Storages stand in the model's order (EVs, then batteries). A storage whose SOC is not known takes no part:
all its powers are 0 and nothing is wanted of it.
"""

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from ..arrays import Bools, Floats
from ..forecast import TripForecast
from ..home import ChargeControl, DischargeControl, Home, Mode, Storage
from ..milp.data import RESERVE_LEVELS, ModelData, Shape
from ..plan import GridEvent, GridEventKind, SocTarget, TargetKind
from ..readings import StorageReading, Verb
from ..request import PlanRequest
from . import penalties
from .targets import MOMENT, deadline_slot
from .terminal_value import DAY_HOURS, Uses, terminal_curve

WHOLE_HOURS = 24.0  # verbs further ahead will be planned again many times before they are commanded
UNLIMITED_KW = 100.0  # stands for "no limit": above any home's connection, near enough to keep bounds tight
RAISED_BEFORE = timedelta(hours=12)  # a departure may lift the everyday ceiling this long before


def in_model_order(home: Home) -> tuple[Storage, ...]:
    """EVs, then batteries."""
    return tuple(sorted(home.storages, key=lambda storage: not storage.kind.is_ev))


def shape_of(request: PlanRequest) -> Shape:
    """The program that this request needs."""
    evs = sum(storage.kind.is_ev for storage in request.home.storages)
    return Shape(evs, len(request.home.storages) - evs, len(request.horizon))


def reading_of(request: PlanRequest, storage: Storage) -> StorageReading | None:
    """That storage's reading, if it has one."""
    return next((r for r in request.readings.storages if r.storage_id == storage.id), None)


def known_soc(request: PlanRequest, storage: Storage) -> float | None:
    """The SOC now as a fraction, None where it is not known."""
    reading = reading_of(request, storage)
    if reading is None or reading.soc is None or not np.isfinite(reading.soc):
        return None
    return min(max(reading.soc, 0.0), 1.0)


def trips_of(request: PlanRequest, storage: Storage) -> TripForecast:
    """That storage's absences; a storage without a forecast stays at home."""
    found = next((t for t in request.forecasts.trips if t.storage_id == storage.id), None)
    count = len(request.horizon)
    if found is None:
        nothing = np.zeros(count)
        return TripForecast(
            storage_id=storage.id,
            away=nothing,
            trip_kwh=nothing,
            reserve_kwh=np.zeros(0),
            reserve_weight=np.zeros((count, 0)),
        )
    return found


def mode_prices(request: PlanRequest) -> tuple[Floats, Floats]:
    """What the mode counts for a kWh imported and for one exported, yen/kWh, shape (N,) each."""
    forecasts = request.forecasts
    if (request.situation.wanted or request.situation.mode) is Mode.CO2:
        share = penalties.CO2_BUY_SHARE
        clean = penalties.CO2_YEN_PER_KG * forecasts.co2_kg_per_kwh
        return clean + share * forecasts.import_yen_per_kwh, share * forecasts.export_yen_per_kwh
    carbon = request.home.carbon_price_yen_per_kg * forecasts.co2_kg_per_kwh
    return forecasts.import_yen_per_kwh + carbon, forecasts.export_yen_per_kwh.copy()


def assemble(request: PlanRequest, needs: Iterable[SocTarget]) -> ModelData:
    """All values of the model."""
    horizon, terms, forecasts = request.horizon, request.home.grid, request.forecasts
    outage = request.situation.outage
    storages = in_model_order(request.home)
    hours, load, pv = horizon.hours, np.maximum(forecasts.load_kw, 0.0), np.maximum(forecasts.pv_kw, 0.0)
    count, held = len(horizon), penalties.held_hours(horizon.hours)
    import_cost, export_value = mode_prices(request)
    scale = penalties.scale(import_cost, export_value)

    # the connection
    contract = 0.0 if outage else UNLIMITED_KW if terms.contract_kw is None else terms.contract_kw
    import_max = np.full(count, contract)
    export_limit = 0.0 if outage else terms.export_limit_kw
    net, surplus = np.maximum(load - pv, 0.0), np.maximum(pv - load, 0.0)
    overheads = sum(storage.overhead_kw for storage in storages if storage.can_discharge)
    if terms.v2g and not outage:
        feed = load + sum(storage.discharge_max_kw for storage in storages)
        export_max = np.full(count, export_limit)
    elif terms.push_up and not outage:
        feed, export_max = load.copy(), np.minimum(export_limit, pv)
    else:
        # Off the grid the unit's own draw has to come from the battery too.
        feed, export_max = net + (overheads if outage else 0.0), np.minimum(export_limit, surplus)

    # the units
    home_share = np.array([_at_home(request, storage) for storage in storages])
    charge_max = home_share * np.array([[storage.charge_max_kw] for storage in storages])
    discharge_max = home_share * np.array(
        [[storage.discharge_max_kw if storage.can_discharge else 0.0] for storage in storages]
    )
    charge_min, discharge_min = np.zeros_like(charge_max), np.zeros_like(charge_max)
    headroom = np.array([import_max + pv - load - storage.overhead_kw for storage in storages])
    for k, storage in enumerate(storages):
        charge_min[k] = np.minimum(charge_max[k], storage.charge_min_kw)
        if storage.charge_control is ChargeControl.FIXED_RATE:
            charge_max[k] = np.where(headroom[k] < charge_max[k], 0.0, charge_max[k])
            charge_min[k] = charge_max[k]
        elif storage.charge_control is ChargeControl.FIXED_OR_SURPLUS:
            charge_min[k] = np.minimum(charge_max[k], surplus)
        # Without the grid a unit follows any load, however small.
        least = 0.0 if outage else storage.discharge_min_kw
        discharge_min[k] = np.minimum(discharge_max[k], least)
        if storage.discharge_control is DischargeControl.LOAD_FOLLOWING and not outage:
            discharge_min[k] = np.minimum(discharge_max[k], load if terms.push_up else net)

    # the stores
    capacity = np.array([storage.capacity_kwh for storage in storages])
    energy = np.array([(known_soc(request, s) or 0.0) * s.capacity_kwh for s in storages])
    charge_eff = np.array([storage.charge_efficiency for storage in storages])
    trips = [trips_of(request, storage) for storage in storages]
    taking_part = np.array([known_soc(request, storage) is not None for storage in storages])
    trip = np.array([np.maximum(t.trip_kwh, 0.0) for t in trips]) * taking_part[:, None]
    power = np.clip(np.minimum(charge_max, headroom), 0.0, None)
    reach = _reach(energy, power * hours * charge_eff[:, None], trip, capacity)
    plugged = home_share > 0.5

    floor, floor_price, trip_price = _kept(request, storages)
    targets = {kind: np.zeros_like(reach) for kind in TargetKind}
    prices = {kind: np.zeros_like(reach) for kind in TargetKind}
    ceiling = np.array([np.full(count, s.max_soc * s.capacity_kwh) for s in storages])
    rows = {storage.id: k for k, storage in enumerate(storages) if taking_part[k]}
    for need in needs:
        if need.storage_id not in rows:
            continue
        k = rows[need.storage_id]
        window = need_slots(request, need, reach[k], plugged[k])
        if window is None:
            continue
        wanted, at = need.soc * capacity[k], slice(window.start, window.stop)
        targets[need.kind][k, at] = np.maximum(targets[need.kind][k, at], np.minimum(wanted, reach[k, at]))
        weight_of = scale * (penalties.OUTAGE_WISH if outage else 1.0) * plugged[k, at]
        prices[need.kind][k, at] = weight_of * _breach(need.kind, held[at], len(window) > 1)
        raised = _raised(request, need, storages[k], window)
        ceiling[k, raised] = np.maximum(ceiling[k, raised], wanted)
    ceiling = np.full_like(ceiling, capacity[:, None]) if outage else _not_forced_down(ceiling, energy, trip)

    reserve, weight = _reserves(trips, count)
    more = penalties.RESILIENCE_RESERVE if request.situation.mode is Mode.RESILIENCE else 1.0
    weight *= (0.0 if outage else more) * (taking_part[:, None] * plugged * hours)[:, None, :]
    charge_verb, discharge_verb = _verb_prices(request, storages)
    terminal = [
        _terminal(request, k, storages, (import_cost, export_value), charge_max, discharge_max, trip)
        for k in range(len(storages))
    ]
    needs_verbs = (charge_min > 0) | (discharge_min > 0) | (import_cost < 0)
    needs_verbs |= np.array([[s.overhead_kw > 0 or s.start_up_yen > 0] for s in storages])
    soon = np.cumsum(hours) <= WHOLE_HOURS + 1e-6
    paid_discharge = _events(request, GridEventKind.DISCHARGE)
    paid_import = _events(request, GridEventKind.IMPORT)
    return ModelData(
        hours=hours,
        load=load,
        pv=pv,
        import_cost=import_cost,
        export_value=export_value,
        import_max=import_max,
        over_max=np.zeros(count) if outage else np.maximum(load - pv - import_max, 0.0),
        over_cost=np.full(count, scale * penalties.OVER_CONTRACT),
        export_max=export_max,
        discharge_total_max=feed,
        unserved_max=load.copy() if outage else np.zeros(count),
        unserved_cost=scale * penalties.UNSERVED * np.linspace(1.0, penalties.UNSERVED_LAST, count),
        curtail_cost=penalties.CURTAIL + np.maximum(-import_cost, 0.0),
        charge_max=charge_max,
        charge_min=charge_min,
        discharge_max=discharge_max,
        discharge_min=discharge_min,
        charge_eff=charge_eff,
        discharge_eff_inv=np.array([1.0 / storage.discharge_efficiency for storage in storages]),
        overhead=np.array([storage.overhead_kw for storage in storages]),
        start_cost=np.array([storage.start_up_yen for storage in storages]),
        on_before=np.array([float(_is_on(reading_of(request, storage))) for storage in storages]),
        wear=np.array([storage.degradation_yen_per_kwh for storage in storages]),
        part_cost=np.full(len(storages), penalties.PART),
        charge_verb_cost=charge_verb,
        discharge_verb_cost=discharge_verb,
        energy_before=energy,
        capacity=capacity,
        trip=trip,
        trip_short_cost=scale * trip_price,
        floor=np.minimum(floor, reach),
        floor_cost=scale * floor_price * held * (plugged | _arriving(plugged)) * taking_part[:, None],
        ceiling=ceiling,
        ceiling_cost=scale * penalties.CEILING * held * plugged * taking_part[:, None],
        departure=targets[TargetKind.DEPARTURE],
        departure_cost=prices[TargetKind.DEPARTURE],
        storm=targets[TargetKind.STORM],
        storm_cost=prices[TargetKind.STORM],
        person=targets[TargetKind.PERSON],
        person_cost=prices[TargetKind.PERSON],
        reserve=reserve,
        reserve_cost=weight,
        terminal_width=np.array([widths for widths, _ in terminal]),
        terminal_value=np.array([worth for _, worth in terminal]),
        event_discharge_max=paid_discharge[0],
        event_discharge_value=paid_discharge[1],
        event_discharge_firm=paid_discharge[2],
        event_import_max=paid_import[0],
        event_import_value=paid_import[1],
        event_import_firm=paid_import[2],
        event_short_cost=np.maximum(paid_discharge[3], paid_import[3]),
        whole_import=export_value > import_cost - 1e-9,
        whole_verbs=needs_verbs & soon & ((charge_max > 0) | (discharge_max > 0)),
    )


def need_slots(request: PlanRequest, need: SocTarget, reach: Floats, plugged: Bools) -> range | None:
    """The slots at whose ends a need holds, None where nothing can be done about it any more.

    A need for "now" follows the fastest the unit can do from the first slot on: that is what full power
    from now means. `reach`: kWh at most, shape (N,).
    """
    horizon, wanted = request.horizon, need.soc * request.home.storage(need.storage_id).capacity_kwh
    first = deadline_slot(horizon, need.by)
    now = need.by <= horizon.start + MOMENT or (first is None and need.kind is not TargetKind.DEPARTURE)
    if now:
        first = 0
    if first is None or (not now and need.until is None and not plugged[first]):
        return None
    last = first if need.until is None else deadline_slot(horizon, need.until)
    if now and need.until is None:
        full = np.flatnonzero(reach >= wanted - 1e-6)
        last = int(full[0]) if len(full) else len(horizon) - 1
    return range(first, max(first, first if last is None else last) + 1)


def _arriving(plugged: Bools) -> Bools:
    """The last slots of absences: a car comes home with its floor, too."""
    return np.concatenate([~plugged[:, :-1] & plugged[:, 1:], np.zeros_like(plugged[:, :1])], axis=1)


def _kept(request: PlanRequest, storages: tuple[Storage, ...]) -> tuple[Floats, Floats, Floats]:
    """What stays in each storage (kWh), its price, and the price of a trip that falls short, (K, N) each.

    In an outage a car keeps its next trip above its floor, or, where nobody asked for that, the house comes first.
    """
    horizon, situation = request.horizon, request.situation
    shape = (len(storages), len(horizon))
    floor = np.broadcast_to([[s.min_soc * s.capacity_kwh] for s in storages], shape).copy()
    floor_price, trip_price = np.full(shape, penalties.FLOOR), np.full(shape, penalties.TRIP)
    for k, storage in enumerate(storages if situation.outage else ()):
        reserve = situation.reserve(storage.id)
        if reserve is None:
            trip_price[k] = penalties.OUTAGE_WISH * penalties.DEPARTURE
            continue
        last = deadline_slot(horizon, reserve.leave)
        until = 0 if last is None else last + 1
        kept = reserve.soc * storage.capacity_kwh
        if kept > floor[k, 0]:
            floor[k, :until], floor_price[k, :until] = kept, penalties.DRIVING
    return floor, floor_price, trip_price


def _breach(kind: TargetKind, held: Floats, is_held: bool) -> Floats:
    """Yen per kWh short at the end of each slot."""
    if kind is TargetKind.STORM:
        return penalties.STORM * held
    if kind is TargetKind.PERSON:
        return penalties.PERSON_HELD * held if is_held else np.full_like(held, penalties.PERSON)
    return np.full_like(held, penalties.DEPARTURE)


def _raised(request: PlanRequest, need: SocTarget, storage: Storage, window: range) -> slice:
    """Where a need may lift the ceiling: storms and persons from now, departures the night before."""
    if need.kind is not TargetKind.DEPARTURE:
        return slice(0, window.stop)
    lack = max(need.soc - storage.min_soc, 0.0) * storage.capacity_kwh
    slow = timedelta(hours=1.5 * lack / storage.charge_efficiency / storage.charge_max_kw)
    early = request.horizon.index_at(max(need.by - max(RAISED_BEFORE, slow), request.horizon.start))
    return slice(early or 0, window.stop)


def _not_forced_down(ceiling: Floats, energy: Floats, trip: Floats) -> Floats:
    """A store that is above its ceiling by right is not emptied for it: only driving brings it down."""
    out, level = ceiling.copy(), energy
    for t in range(ceiling.shape[1]):
        level = np.maximum(ceiling[:, t], level - trip[:, t])
        out[:, t] = level
    return out


def _reach(energy: Floats, charged: Floats, trip: Floats, capacity: Floats) -> Floats:
    """KWh at the end of every slot when charging as fast as limits allow from now on, (K, N)."""
    out, level = np.empty_like(charged), energy
    for t in range(charged.shape[1]):
        level = np.clip(level + charged[:, t] - trip[:, t], 0.0, capacity)
        out[:, t] = level
    return out


def _at_home(request: PlanRequest, storage: Storage) -> Floats:
    """Share of each slot in which the storage can be used, shape (N,)."""
    if known_soc(request, storage) is None:
        return np.zeros(len(request.horizon))
    share = 1.0 - np.clip(trips_of(request, storage).away, 0.0, 1.0)
    reading = reading_of(request, storage)
    if reading is not None and reading.connected is False:
        share[0] = 0.0
    return np.where(share < 0.05, 0.0, share)


def _is_on(reading: StorageReading | None) -> bool:
    if reading is None or reading.doing is None:
        return reading is not None and abs(reading.power_kw or 0.0) > 0.3
    return reading.doing is not Verb.STANDBY


def _reserves(trips: list[TripForecast], count: int) -> tuple[Floats, Floats]:
    """Levels (K, R) and yen per kWh short and hour (K, R, N); what is missing of R weighs nothing."""
    levels, weights = np.zeros((len(trips), RESERVE_LEVELS)), np.zeros((len(trips), RESERVE_LEVELS, count))
    for k, trip in enumerate(trips):
        used = min(len(trip.reserve_kwh), RESERVE_LEVELS)
        levels[k, :used] = trip.reserve_kwh[:used]
        levels[k, used:] = trip.reserve_kwh[used - 1] if used else 0.0
        weights[k, :used] = np.maximum(trip.reserve_weight[:, :used].T, 0.0)
    return levels, weights


def _verb_prices(request: PlanRequest, storages: tuple[Storage, ...]) -> tuple[Floats, Floats]:
    """Price of each verb in yen, (K, N) each: a little for waiting, and for what was not announced."""
    ahead = np.cumsum(request.horizon.hours) - request.horizon.hours
    charge = np.tile(penalties.HASTE * ahead, (len(storages), 1))
    discharge = charge.copy()
    plan, situation = request.announced, request.situation
    if plan is None or plan.mode is not situation.mode or plan.outage != situation.outage:
        return charge, discharge
    for t, (start, end) in enumerate(zip(request.horizon.starts, request.horizon.edges[1:], strict=True)):
        if start - request.horizon.start >= timedelta(hours=penalties.ANNOUNCED_HOURS):
            break
        slot = plan.slot_at(start + (end - start) / 2)
        said = {} if slot is None else {part.storage_id: part.verb for part in slot.storages}
        for k, storage in enumerate(storages):
            verb = said.get(storage.id)
            charging = verb in (Verb.CHARGE, Verb.SURPLUS)
            charge[k, t] += 0.0 if verb is None or charging else penalties.ANNOUNCED
            discharge[k, t] += 0.0 if verb in (None, Verb.DISCHARGE) else penalties.ANNOUNCED
    return charge, discharge


def _terminal(
    request: PlanRequest,
    k: int,
    storages: tuple[Storage, ...],
    prices: tuple[Floats, Floats],
    charge_max: Floats,
    discharge_max: Floats,
    trip: Floats,
) -> tuple[Floats, Floats]:
    """Widths and values of what storage k holds at the end. The net load is shared by discharge power."""
    storage, hours = storages[k], request.horizon.hours
    tail = np.cumsum(hours[::-1])[::-1] <= DAY_HOURS + 1e-6
    tail[-1] = True
    net = request.forecasts.load_kw - request.forecasts.pv_kw
    total = discharge_max.sum(axis=0)
    share = np.divide(discharge_max[k], total, out=np.zeros_like(total), where=total > 0)
    uses = Uses(
        hours=hours[tail],
        import_cost=prices[0][tail],
        export_value=(prices[1] if request.home.grid.export_limit_kw > 0 else 0.0 * prices[1])[tail],
        surplus_kw=np.maximum(-net, 0.0)[tail],
        need_kw=(share * np.maximum(net, 0.0))[tail],
        charge_kw=charge_max[k][tail],
        discharge_kw=discharge_max[k][tail],
        trip_kwh=trip[k][tail],
        charge_eff=storage.charge_efficiency,
        discharge_eff=storage.discharge_efficiency,
        overhead_kw=storage.overhead_kw,
        degradation_yen_per_kwh=storage.degradation_yen_per_kwh,
    )
    return terminal_curve(uses, storage.min_soc * storage.capacity_kwh, storage.capacity_kwh)


def _events(request: PlanRequest, kind: GridEventKind) -> tuple[Floats, Floats, Floats, Floats]:
    """Cap kW, reward, promised kW and price of breaking the promise, (N,) each; events add up."""
    count, hours = len(request.horizon), request.horizon.hours
    cap, reward, firm, short = (np.zeros(count) for _ in range(4))
    for event in _of_kind(request.grid_events, kind):
        share = request.horizon.overlap_hours(event.start, event.end) / hours
        inside = share > 1e-9
        cap += event.cap_kw * share
        firm += event.committed_kw * share
        reward = np.where(inside, np.maximum(reward, event.reward_yen_per_kwh), reward)
        short = np.where(inside, np.maximum(short, event.penalty_yen_per_kwh), short)
    return cap, reward, firm, short


def _of_kind(events: Iterable[GridEvent], kind: GridEventKind) -> Iterable[GridEvent]:
    return (event for event in events if event.kind is kind)
