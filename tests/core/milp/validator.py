"""Is a solution one, and what does it cost: `docs/modelling.md`, sections 3 and 4, once more and by hand.

Shares no code with the model: plain numpy on `ModelData` and `Solution`.
"""

import numpy as np
from numpy.typing import NDArray

from custom_components.v2h_planner.core.milp.data import ModelData, Solution

type Array = NDArray[np.float64]


def violations(v: ModelData, s: Solution, tolerance: float = 1e-6) -> list[str]:
    """Every rule that the solution breaks by more than the tolerance, with how much."""
    on = s.charging + s.discharging
    total = s.discharge.sum(axis=0)
    charged = s.charge.sum(axis=0)
    before = np.column_stack([np.clip(v.energy_before, 0.0, v.capacity), s.energy[:, :-1]])
    stored = v.hours * (v.charge_eff[:, None] * s.charge - v.discharge_eff_inv[:, None] * s.discharge)
    unserved_max = np.maximum(v.unserved_max, v.load - v.pv - v.import_max - v.over_max)
    supply = v.pv - s.curtail + s.grid_import + total + s.unserved
    use = v.load + s.grid_export + charged + (v.overhead[:, None] * on).sum(axis=0)
    whole = np.concatenate([s.charging[v.whole_verbs], s.discharging[v.whole_verbs]])
    either = v.whole_import & (v.export_value > v.import_cost)
    worst: dict[str, Array] = {
        "balance": np.abs(supply - use),
        "curtail": s.curtail - v.pv,
        "contract": s.grid_import - v.import_max - s.over,
        "over": s.over - v.over_max,
        "unserved": s.unserved - unserved_max,
        "export": s.grid_export - v.export_max,
        "import xor export": np.minimum(s.grid_import, s.grid_export)[either],
        "discharge of all": total - v.discharge_total_max,
        "charge": s.charge - v.charge_max * s.charging,
        "discharge": s.discharge - v.discharge_max * s.discharging,
        "one verb": on - 1.0,
        "whole verbs": np.abs(whole - np.round(whole)),
        "start_up": on - np.column_stack([v.on_before, on[:, :-1]]) - s.start_up,
        "energy": np.abs(before + stored - v.trip + s.trip_short - s.energy),
        "capacity": s.energy - v.capacity[:, None],
        "trip": s.trip_short - v.trip,
        "event discharge": s.event_discharge - np.minimum(total, v.event_discharge_max),
        "peak": v.peak_share * s.grid_import - v.peak_free - s.new_peak,
        "event import": s.event_import - np.minimum(charged, v.event_import_max),
    }
    for name in (
        "grid_import",
        "grid_export",
        "curtail",
        "unserved",
        "over",
        "charge",
        "discharge",
        "energy",
        "charging",
        "discharging",
        "start_up",
        "trip_short",
        "event_discharge",
        "event_import",
        "new_peak",
    ):
        worst[f"{name} not negative"] = -np.atleast_1d(getattr(s, name))
    named = {
        "event_discharge_short": np.maximum(v.event_discharge_firm - s.event_discharge, 0.0),
        "event_import_short": np.maximum(v.event_import_firm - s.event_import, 0.0),
    }
    worst |= {name: np.abs(getattr(s, name) - amount) for name, amount in named.items()}
    return [
        f"{name}: {amount.max():.2e}"
        for name, amount in worst.items()
        if amount.size and amount.max() > tolerance
    ]


def cost(v: ModelData, s: Solution) -> float:
    """The objective, yen."""
    grid = v.import_cost * s.grid_import - v.export_value * s.grid_export
    grid = grid + v.over_cost * s.over + v.curtail_cost * s.curtail + v.unserved_cost * s.unserved
    grid = grid - v.event_discharge_value * s.event_discharge - v.event_import_value * s.event_import
    grid = grid + v.event_short_cost * (s.event_discharge_short + s.event_import_short)
    below_min = np.maximum(v.charge_min * s.charging - s.charge, 0.0)
    below_min = below_min + np.maximum(v.discharge_min * s.discharging - s.discharge.sum(axis=0), 0.0)
    storages = v.degradation_cost[:, None] * (s.charge + s.discharge) + v.below_min_cost[:, None] * below_min
    verbs = v.start_up_cost[:, None] * s.start_up
    verbs = verbs + v.charge_verb_cost * s.charging + v.discharge_verb_cost * s.discharging
    energies = v.trip_short_cost * s.trip_short
    energies = energies + v.min_energy_cost * np.maximum(v.min_energy - s.energy, 0.0)
    energies = energies + v.max_energy_cost * np.maximum(s.energy - v.max_energy, 0.0)
    energies = energies + v.departure_cost * np.maximum(v.departure - s.energy, 0.0)
    energies = energies + v.storm_cost * np.maximum(v.storm - s.energy, 0.0)
    energies = energies + v.person_cost * np.maximum(v.person - s.energy, 0.0)
    reserve_short = np.maximum(v.reserve[:, :, None] - s.energy[:, None, :], 0.0)
    energies = energies + (v.reserve_cost * reserve_short).sum(axis=1)
    below = np.cumsum(v.terminal_width, axis=1) - v.terminal_width
    left = np.clip(s.energy[:, -1:] - below, 0.0, v.terminal_width)
    return float(
        (v.hours * grid).sum()
        + (v.hours * storages).sum()
        + verbs.sum()
        + energies.sum()
        + v.peak_cost * s.new_peak
        - (v.terminal_value * left).sum()
    )
