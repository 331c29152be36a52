"""The plan of an outage: what the dispatcher will do, slot by slot. Nothing is left to choose, so nothing is solved.

`core/control/dispatch.py` feeds the house from every unit that holds something, down to its min SOC or to what it keeps
for driving, and stores the sun that is left over; the hours left (`core/outage/endurance.py`) count the same way. What
the plan tells is therefore what will happen.
"""

from dataclasses import replace

import numpy as np

from ..arrays import Floats
from ..forecast import TripForecast
from ..home import Storage
from ..milp.data import ModelData, Solution
from ..request import PlanRequest
from .fallback import flows

NOTHING_KWH = 1e-6


def stay_at_home(request: PlanRequest) -> PlanRequest:
    """Return the request in which no plugged-in car leaves in an outage, but for the trip that it keeps energy for."""
    if not request.situation.outage:
        return request
    trips = tuple(_trips(request, storage) for storage in request.home.storages)
    return replace(request, forecasts=replace(request.forecasts, trips=trips))


def _trips(request: PlanRequest, storage: Storage) -> TripForecast:
    reading, forecast = request.readings.find(storage.id), request.trips_of(storage)
    if reading is None or reading.connected is False:
        return forecast
    horizon, reserve = request.horizon, request.situation.reserve(storage.id)
    away = np.zeros(len(horizon))
    if reserve is None or reserve.back <= reserve.leave:
        return replace(forecast, away=away, trip_kwh=away)
    away = horizon.overlap_hours(reserve.leave, reserve.back)
    hours = (reserve.back - reserve.leave).total_seconds() / 3600.0
    return replace(forecast, away=away / horizon.hours, trip_kwh=reserve.energy_kwh * away / hours)


def carry_the_house(data: ModelData) -> Solution:
    """Return the flows of the dispatcher's rule."""
    shape = data.charge_max.shape
    charge, discharge, energy, short = (np.zeros(shape) for _ in range(4))
    level = np.array(data.energy_before, dtype=float)
    for t, hours in enumerate(data.hours):
        usable = np.where(
            data.discharge_max[:, t] > 0.0,
            np.maximum(level - data.min_energy[:, t], 0.0) / data.discharge_eff_inv,
            0.0,
        )
        holds = usable > NOTHING_KWH
        need = float(data.net_load[t] + data.overhead[holds].sum())
        if need > 0.0:
            discharge[:, t] = _shared(need, usable, np.minimum(data.discharge_max[:, t], usable / hours))
        else:
            charge[:, t] = _stored(data, t, -need, level, holds)
        level = level + hours * (charge[:, t] * data.charge_eff - discharge[:, t] * data.discharge_eff_inv)
        short[:, t] = np.maximum(data.trip[:, t] - level, 0.0)
        level = np.clip(level - data.trip[:, t] + short[:, t], 0.0, data.capacity)
        energy[:, t] = level
    solution = flows(data, charge, discharge, energy)
    return replace(
        solution, gap=0.0, unserved=np.minimum(solution.unserved, data.unserved_max), trip_short=short
    )


def _shared(need_kw: float, usable: Floats, most: Floats) -> Floats:
    """Return what each unit gives, kW, (K,): in proportion to what it holds, no more than it can."""
    out = np.zeros_like(usable)
    for _ in usable:
        left, free = need_kw - out.sum(), np.where(most - out > 1e-9, usable, 0.0)
        if left <= 1e-9 or free.sum() <= 0.0:
            break
        out = np.minimum(out + left * free / free.sum(), most)
    return out


def _stored(data: ModelData, t: int, spare_kw: float, level: Floats, holds: np.ndarray) -> Floats:
    """Return what each unit takes of the sun, kW, (K,): first who lacks what it keeps; no unit below its least power."""
    out = np.zeros(len(level))
    for k in sorted(range(len(level)), key=lambda k: bool(level[k] >= data.min_energy[k, t])):
        spare = spare_kw - (0.0 if holds[k] else float(data.overhead[k]))
        power = min(spare, float(data.charge_max[k, t]))
        room = float(data.capacity[k] - level[k]) / float(data.hours[t] * data.charge_eff[k])
        if power <= 0.0 or power < data.charge_min[k, t] - 1e-9 or room <= NOTHING_KWH:
            continue
        out[k] = min(power, room)
        spare_kw = spare - out[k]
    return out
