"""The plan of last resort: no solver, no optimum, always an answer.

Each storage charges with what the sun leaves over, and for its next need in the cheapest hours before it;
it discharges only in an outage. Written from `ModelData` alone and apart from the model, so that
whatever broke there is not repeated here.
"""

import numpy as np

from ..arrays import Floats
from ..milp.data import RESERVE_LEVELS, ModelData, Solution


def fallback_solution(values: ModelData) -> Solution:
    """Charge to every need in the cheapest slots before it."""
    count, storages = len(values.hours), len(values.capacity)
    charge, discharge = np.zeros((storages, count)), np.zeros((storages, count))
    surplus = np.maximum(values.pv - values.load, 0.0)
    room = np.maximum(values.import_max + values.pv - values.load, 0.0)
    dark = np.where(values.unserved_max > 0, np.maximum(values.load - values.pv, 0.0), 0.0)
    for k in range(storages):
        limit = np.minimum(values.charge_max[k], np.maximum(room - values.overhead[k], 0.0))
        _charge_surplus(values, k, np.minimum(surplus, limit), charge)
        _charge_for_needs(values, k, limit, charge)
        _discharge(values, k, dark, charge, discharge)
        surplus = np.maximum(surplus - charge[k], 0.0)
        room = np.maximum(room - charge[k], 0.0)
        dark = np.maximum(dark - discharge[k], 0.0)
    energy = np.array([_energy(values, k, charge[k], discharge[k]) for k in range(storages)])
    return _solution(values, charge, discharge, energy)


def _energy(values: ModelData, k: int, charge: Floats, discharge: Floats) -> Floats:
    """KWh at the end of every slot."""
    out, level = np.empty(len(charge)), float(values.energy_before[k])
    flow = values.hours * (charge * values.charge_eff[k] - discharge * values.discharge_eff_inv[k])
    for t in range(len(charge)):
        level = min(max(level + flow[t] - values.trip[k, t], 0.0), float(values.capacity[k]))
        out[t] = level
    return out


def _charge_surplus(values: ModelData, k: int, power: Floats, charge: Floats) -> None:
    """What the sun leaves over, up to the ceiling."""
    level = float(values.energy_before[k])
    for t, hours in enumerate(values.hours):
        gain = float(hours * values.charge_eff[k])
        charge[k, t] = max(0.0, min(float(power[t]), (float(values.ceiling[k, t]) - level) / gain))
        if charge[k, t] < 0.05:
            charge[k, t] = 0.0
        level = max(level + gain * charge[k, t] - values.trip[k, t], 0.0)


def _charge_for_needs(values: ModelData, k: int, limit: Floats, charge: Floats) -> None:
    """For each need in time order, the cheapest slots before it."""
    wanted = np.max([values.departure[k], values.storm[k], values.person[k], values.floor[k]], axis=0)
    gain = values.hours * values.charge_eff[k]
    nothing = np.zeros_like(limit)
    for t in np.flatnonzero(wanted > 0):
        short = float(wanted[t] - _energy(values, k, charge[k], nothing)[t])
        for slot in np.argsort(values.import_cost[: t + 1], kind="stable"):
            if short <= 1e-6:
                break
            # More than the battery holds cannot be put in early, however cheap it is.
            level = _energy(values, k, charge[k], nothing)[slot : t + 1].max()
            free = min(short, float(values.capacity[k]) - level, (limit[slot] - charge[k, slot]) * gain[slot])
            if free > 0:
                charge[k, slot] += free / gain[slot]
                short -= free


def _discharge(values: ModelData, k: int, dark: Floats, charge: Floats, discharge: Floats) -> None:
    """In an outage the house is fed down to the floor."""
    for t in np.flatnonzero(dark > 0.0):
        if charge[k, t] > 0:
            continue
        spare = max(0.0, float(_energy(values, k, charge[k], discharge[k])[t:].min() - values.floor[k, t]))
        power = spare / values.hours[t] / values.discharge_eff_inv[k]
        discharge[k, t] = min(float(dark[t]), float(values.discharge_max[k, t]), power)


def _solution(values: ModelData, charge: Floats, discharge: Floats, energy: Floats) -> Solution:
    """The flows that follow, in the solver's form; the shortfalls are read from the energies."""
    count, storages = len(values.hours), len(values.capacity)
    on = (charge > 0) | (discharge > 0)
    net = values.load - values.pv + charge.sum(axis=0) - discharge.sum(axis=0)
    net = net + (values.overhead[:, None] * on).sum(axis=0)
    grid_import = np.minimum(np.maximum(net, 0.0), values.import_max + values.over_max)
    unserved = np.maximum(np.maximum(net, 0.0) - grid_import, 0.0)
    grid_export = np.minimum(np.maximum(-net, 0.0), values.export_max)
    before = np.concatenate([values.on_before[:, None] > 0.5, on[:, :-1]], axis=1)
    none, one = np.zeros((storages, count)), np.zeros(count)
    return Solution(
        objective=float(
            (values.hours * (values.import_cost * grid_import - values.export_value * grid_export)).sum()
        ),
        gap=None,
        seconds=0.0,
        in_time=False,
        relaxed=False,
        grid_import=grid_import,
        grid_export=grid_export,
        curtail=np.maximum(-net, 0.0) - grid_export,
        unserved=unserved,
        over=np.maximum(grid_import - values.import_max, 0.0),
        importing=(grid_import > 0).astype(float),
        charge=charge,
        discharge=discharge,
        energy=energy,
        charging=(charge > 0).astype(float),
        discharging=(discharge > 0).astype(float),
        start=(on & ~before).astype(float),
        trip_short=none,
        floor_short=np.maximum(values.floor - energy, 0.0),
        ceiling_over=np.maximum(energy - values.ceiling, 0.0),
        departure_short=np.maximum(values.departure - energy, 0.0),
        storm_short=np.maximum(values.storm - energy, 0.0),
        person_short=np.maximum(values.person - energy, 0.0),
        reserve_short=np.zeros((storages, RESERVE_LEVELS, count)),
        event_discharge=np.minimum(values.event_discharge_max, discharge.sum(axis=0)),
        event_import=np.minimum(values.event_import_max, charge.sum(axis=0)),
        event_discharge_short=one,
        event_import_short=one,
        energy_price=np.array([float(values.import_cost.mean())] * storages) / values.charge_eff,
    )
