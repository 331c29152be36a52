"""The plan of last resort: no solver, no optimum, always an answer.

Each storage charges from surplus, and for its next target in the cheapest hours before it;
it discharges only in an outage. Written from `ModelData` alone and apart from the model, so that
whatever broke there is not repeated here.
"""

import numpy as np

from ..arrays import Floats
from ..milp.data import ModelData, Solution


def fallback_solution(data: ModelData) -> Solution:
    """Charge to every target in the cheapest slots before it."""
    count, storages = len(data.hours), len(data.capacity)
    charge, discharge = np.zeros((storages, count)), np.zeros((storages, count))
    surplus = np.maximum(-data.net_load, 0.0)
    room = np.maximum(data.import_max + data.pv - data.load, 0.0)
    dark = np.where(data.unserved_max > 0, np.maximum(data.net_load, 0.0), 0.0)
    for k in range(storages):
        limit = np.minimum(data.charge_max[k], np.maximum(room - data.overhead[k], 0.0))
        _charge_surplus(data, k, np.minimum(surplus, limit), charge)
        _charge_for_targets(data, k, limit, charge)
        _discharge(data, k, dark, charge, discharge)
        surplus = np.maximum(surplus - charge[k], 0.0)
        room = np.maximum(room - charge[k], 0.0)
        dark = np.maximum(dark - discharge[k], 0.0)
    energy = np.array([_energy(data, k, charge[k], discharge[k]) for k in range(storages)])
    return flows(data, charge, discharge, energy)


def _energy(data: ModelData, k: int, charge: Floats, discharge: Floats) -> Floats:
    """Return kWh at the end of every slot, (N,)."""
    out, level = np.empty(len(charge)), float(data.energy_before[k])
    flow = data.hours * (charge * data.charge_eff[k] - discharge * data.discharge_eff_inv[k])
    for t in range(len(charge)):
        level = min(max(level + flow[t] - data.trip[k, t], 0.0), float(data.capacity[k]))
        out[t] = level
    return out


def _charge_surplus(data: ModelData, k: int, power: Floats, charge: Floats) -> None:
    """Charge what PV leaves over, up to the max energy."""
    level = float(data.energy_before[k])
    for t, hours in enumerate(data.hours):
        gain = float(hours * data.charge_eff[k])
        charge[k, t] = max(0.0, min(float(power[t]), (float(data.max_energy[k, t]) - level) / gain))
        if charge[k, t] < 0.05:
            charge[k, t] = 0.0
        level = max(level + gain * charge[k, t] - data.trip[k, t], 0.0)


def _charge_for_targets(data: ModelData, k: int, limit: Floats, charge: Floats) -> None:
    """Charge for each target in time order in the cheapest slots before it."""
    wanted = np.max([data.departure[k], data.storm[k], data.person[k], data.min_energy[k]], axis=0)
    gain = data.hours * data.charge_eff[k]
    nothing = np.zeros_like(limit)
    for t in np.flatnonzero(wanted > 0):
        short = float(wanted[t] - _energy(data, k, charge[k], nothing)[t])
        for slot in np.argsort(data.import_cost[: t + 1], kind="stable"):
            if short <= 1e-6:
                break
            # More than the battery holds cannot be put in early, however cheap it is.
            level = _energy(data, k, charge[k], nothing)[slot : t + 1].max()
            free = min(short, float(data.capacity[k]) - level, (limit[slot] - charge[k, slot]) * gain[slot])
            if free > 0:
                charge[k, slot] += free / gain[slot]
                short -= free


def _discharge(data: ModelData, k: int, dark: Floats, charge: Floats, discharge: Floats) -> None:
    """Feed the house in an outage, down to the min energy."""
    for t in np.flatnonzero(dark > 0.0):
        if charge[k, t] > 0:
            continue
        spare = max(0.0, float(_energy(data, k, charge[k], discharge[k])[t:].min() - data.min_energy[k, t]))
        power = spare / data.hours[t] / data.discharge_eff_inv[k]
        discharge[k, t] = min(float(dark[t]), float(data.discharge_max[k, t]), power)


def flows(data: ModelData, charge: Floats, discharge: Floats, energy: Floats) -> Solution:
    """Return the flows that follow, in the solver's form; shortfalls are read from the energies."""
    count, storages = len(data.hours), len(data.capacity)
    on = (charge > 0) | (discharge > 0)
    net = data.net_load + charge.sum(axis=0) - discharge.sum(axis=0)
    net = net + (data.overhead[:, None] * on).sum(axis=0)
    grid_import = np.minimum(np.maximum(net, 0.0), data.import_max + data.over_max)
    unserved = np.maximum(np.maximum(net, 0.0) - grid_import, 0.0)
    grid_export = np.minimum(np.maximum(-net, 0.0), data.export_max)
    before = np.concatenate([data.on_before[:, None] > 0.5, on[:, :-1]], axis=1)
    refill = float(data.import_cost.mean()) / data.charge_eff
    return Solution(
        objective=float(
            (data.hours * (data.import_cost * grid_import - data.export_value * grid_export)).sum()
        ),
        gap=None,
        relaxed=False,
        grid_import=grid_import,
        grid_export=grid_export,
        curtail=np.maximum(-net, 0.0) - grid_export,
        unserved=unserved,
        over=np.maximum(grid_import - data.import_max, 0.0),
        importing=(grid_import > 0).astype(float),
        charge=charge,
        discharge=discharge,
        charging=(charge > 0).astype(float),
        discharging=(discharge > 0).astype(float),
        start_up=(on & ~before).astype(float),
        energy=energy,
        trip_short=np.zeros((storages, count)),
        event_discharge=np.minimum(data.event_discharge_max, discharge.sum(axis=0)),
        event_import=np.minimum(data.event_import_max, charge.sum(axis=0)),
        event_discharge_short=np.zeros(count),
        event_import_short=np.zeros(count),
        energy_price=refill,
        energy_prices=np.tile(refill[:, None], (1, count)),
        new_peak=max(0.0, float((data.peak_share * grid_import - data.peak_free).max())),
    )
