"""From the data of a plan to the parameters of the program: products of data, tight bounds.

A disciplined parametrised program is affine in its parameters, so a product of two data (slot length
times price) is a parameter of its own. Tight bounds cut nothing that a best plan could use; they make the
relaxation nearly whole. The section "Parameters" of `docs/modelling.md` lists every line of this module.
"""

from dataclasses import dataclass, field, fields

import numpy as np

from ..arrays import Bools, Floats
from .data import RESERVE_LEVELS, TERMINAL_SEGMENTS, ModelData, Shape

# min energy, departure, storm, person, the reserve's levels, max energy; and what lies above them
LAYERS = RESERVE_LEVELS + 6


def _of(dims: str) -> Floats:
    return field(metadata={"dims": dims})  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Every parameter of the program, by name; its dimensions stand beside it."""

    # balance and grid
    load: Floats = _of("N")  # kW
    pv: Floats = _of("N")  # kW
    import_max: Floats = _of("N")  # kW
    over_max: Floats = _of("N")  # kW
    unserved_bound: Floats = _of("N")  # kW: unserved_max, or what neither grid nor PV can serve
    discharge_total_max: Floats = _of("N")  # kW
    import_bound: Floats = _of("N")  # G, kW: no best plan imports more
    export_bound: Floats = _of("N")  # S, kW: no plan exports more
    import_free: Floats = _of("N")  # kW: import that needs no binary
    export_free: Floats = _of("N")  # kW: export that needs no binary

    # storages
    charge_bound: Floats = _of("KN")  # C, kW
    charge_min: Floats = _of("KN")  # kW
    surplus_bound: Floats = _of("KN")  # kW: charging that needs no import, where PV leaves less than C
    surplus_free: Floats = _of("KN")  # kW: C where that says nothing
    discharge_bound: Floats = _of("KN")  # D, kW
    discharge_min: Floats = _of("KN")  # kW
    overhead: Floats = _of("K")  # kW
    on_before: Floats = _of("K")
    energy_before: Floats = _of("K")  # kWh
    charge_gain: Floats = _of("KN")  # h eta_c, kWh stored per kW
    discharge_drain: Floats = _of("KN")  # h / eta_d, kWh drawn per kW
    trip: Floats = _of("KN")  # kWh
    layer_width: Floats = _of("KLN")  # kWh between one level and the next
    terminal_width: Floats = _of("KJ")  # kWh

    # grid events
    event_discharge_max: Floats = _of("N")  # kW
    event_discharge_firm: Floats = _of("N")  # kW
    event_import_max: Floats = _of("N")  # kW
    event_import_firm: Floats = _of("N")  # kW

    # prices of the variables, slot length included: yen per kW, per kWh stored, or per start-up
    import_price: Floats = _of("N")
    over_price: Floats = _of("N")
    export_price: Floats = _of("N")
    curtail_price: Floats = _of("N")
    unserved_price: Floats = _of("N")
    degradation_price: Floats = _of("KN")
    below_min_price: Floats = _of("KN")
    start_up_price: Floats = _of("K")
    charge_verb_price: Floats = _of("KN")
    discharge_verb_price: Floats = _of("KN")
    trip_price: Floats = _of("KN")
    layer_price: Floats = _of("KLN")
    empty_price: Floats = _of("")  # yen: what all targets cost with nothing stored
    terminal_price: Floats = _of("KJ")
    event_discharge_price: Floats = _of("N")
    event_import_price: Floats = _of("N")
    event_short_price: Floats = _of("N")

    # measured demand
    peak_share: Floats = _of("N")  # kW of a half hour's mean per kW
    peak_free: Floats = _of("N")  # kW
    peak_price: Floats = _of("")  # yen per kW


def dims(shape: Shape) -> dict[str, tuple[int, ...]]:
    """Return the dimensions of every parameter in a program of this shape, by name, in order."""
    size = {"K": shape.storages, "N": shape.slots, "L": LAYERS, "J": TERMINAL_SEGMENTS}
    return {part.name: tuple(size[letter] for letter in part.metadata["dims"]) for part in fields(Parameters)}


def derive_parameters(v: ModelData) -> Parameters:
    """Return the parameters of these data."""
    h = v.hours
    import_limit = v.import_max + v.over_max
    surplus = -v.net_load
    charge_bound = np.minimum(v.charge_max, import_limit + v.pv + v.discharge_total_max)
    discharge_bound = np.minimum(v.discharge_max, v.discharge_total_max)

    # Import serves load, charging and overhead. Where importing and curtailing at once earns nothing,
    # PV comes first.
    overhead = np.where((charge_bound > 0) | (discharge_bound > 0), v.overhead[:, None], 0.0)
    own = np.where(v.import_cost + v.curtail_cost >= 0, v.pv, 0.0)
    import_bound = np.clip(v.load - own + (charge_bound + overhead).sum(axis=0), 0.0, import_limit)
    export_bound = np.clip(
        surplus + np.minimum(v.discharge_total_max, discharge_bound.sum(axis=0)), 0.0, v.export_max
    )
    rivals = exclusive(v)
    either = rivals & (import_bound > 0) & (export_bound > 0)

    by_surplus = v.whole_verbs & (surplus > 0) & (surplus < charge_bound)
    layer_width, layer_price, empty_price = _layers(v)
    return Parameters(
        load=v.load,
        pv=v.pv,
        import_max=v.import_max,
        over_max=v.over_max,
        unserved_bound=np.maximum(v.unserved_max, v.net_load - import_limit),
        discharge_total_max=v.discharge_total_max,
        import_bound=np.where(either, import_bound, 0.0),
        export_bound=np.where(either, export_bound, 0.0),
        import_free=np.where(either, 0.0, np.where(rivals, import_bound, import_limit)),
        export_free=np.where(either, 0.0, export_bound),
        charge_bound=charge_bound,
        charge_min=v.charge_min,
        surplus_bound=np.where(by_surplus, surplus, 0.0),
        surplus_free=np.where(by_surplus, 0.0, charge_bound),
        discharge_bound=discharge_bound,
        discharge_min=v.discharge_min,
        overhead=v.overhead,
        on_before=v.on_before,
        energy_before=np.clip(v.energy_before, 0.0, v.capacity),
        charge_gain=h * v.charge_eff[:, None],
        discharge_drain=h * v.discharge_eff_inv[:, None],
        trip=v.trip,
        layer_width=layer_width,
        terminal_width=v.terminal_width,
        event_discharge_max=v.event_discharge_max,
        event_discharge_firm=v.event_discharge_firm,
        event_import_max=v.event_import_max,
        event_import_firm=v.event_import_firm,
        import_price=h * v.import_cost,
        over_price=h * v.over_cost,
        export_price=h * v.export_value,
        curtail_price=h * v.curtail_cost,
        unserved_price=h * v.unserved_cost,
        degradation_price=h * v.degradation_cost[:, None],
        below_min_price=h * v.below_min_cost[:, None],
        start_up_price=v.start_up_cost,
        charge_verb_price=v.charge_verb_cost,
        discharge_verb_price=v.discharge_verb_cost,
        trip_price=v.trip_short_cost,
        layer_price=layer_price,
        empty_price=empty_price,
        terminal_price=v.terminal_value,
        event_discharge_price=h * v.event_discharge_value,
        event_import_price=h * v.event_import_value,
        event_short_price=h * v.event_short_cost,
        peak_share=v.peak_share,
        peak_free=v.peak_free,
        peak_price=v.peak_cost,
    )


def exclusive(v: ModelData) -> Bools:
    """Return the slots in which import xor export must be stated, (N,).

    Elsewhere a kWh exported earns no more than a kWh imported costs, and both cancel without loss.
    """
    return v.export_value > v.import_cost


def _layers(v: ModelData) -> tuple[Floats, Floats, Floats]:
    """Return what being at energy e costs at the end of a slot, as layers of stored energy.

    Every target costs price x max(0, level - e), the max energy costs price x max(0, e - level): their sum is
    convex and piecewise linear in e. Sorted, the levels cut 0..capacity into layers; filling a layer
    costs, per kWh, the prices of the max energies below it less those of the targets above it. Costs rise
    from layer to layer, so they fill from below. Widths and prices are (K, L, N); the last is the cost at e = 0.
    """
    slots = np.ones((1, 1, len(v.hours)))
    levels = np.concatenate(
        [
            np.stack([v.min_energy, v.departure, v.storm, v.person], axis=1),
            v.reserve[:, :, None] * slots,
            v.max_energy[:, None, :],
        ],
        axis=1,
    )
    costs = np.concatenate(
        [
            np.stack([v.min_energy_cost, v.departure_cost, v.storm_cost, v.person_cost], axis=1),
            v.reserve_cost,
            v.max_energy_cost[:, None, :],
        ],
        axis=1,
    )
    empty = float((costs[:, :-1] * np.maximum(levels[:, :-1], 0.0)).sum())
    top = v.capacity[:, None, None] * slots
    order = np.argsort(levels, axis=1, kind="stable")
    cut = np.take_along_axis(np.where(costs > 0, np.clip(levels, 0.0, top), 0.0), order, axis=1)
    # a level without a price keeps its place, with nothing in it: so a layer stays the same when prices change
    cut = np.concatenate([np.maximum.accumulate(cut, axis=1), top], axis=1)
    rise = np.take_along_axis(costs, order, axis=1).cumsum(axis=1)
    prices = np.concatenate([np.zeros_like(top), rise], axis=1) - costs[:, :-1].sum(axis=1, keepdims=True)
    return np.diff(cut, axis=1, prepend=0.0), prices, np.array(empty)
