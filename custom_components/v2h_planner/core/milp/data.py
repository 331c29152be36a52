"""What goes into the program and what comes out: the numbers of one model, by their symbols.

`docs/modelling.md` states the mathematics; the names here are its symbols' names. K storages (EVs first,
then batteries), N slots, R reserve levels, J segments of terminal value. Powers kW, energies kWh, money
yen. Everything is data: the mode, the storm and the person only change numbers.
"""

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Bools, Codes, Floats

RESERVE_LEVELS = 3
TERMINAL_SEGMENTS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """What one compiled program is for."""

    evs: int
    batteries: int
    slots: int

    @property
    def storages(self) -> int:
        """How many storages there are, K."""
        return self.evs + self.batteries


@dataclass(frozen=True, kw_only=True)
class HouseData:
    """Slots, the house, and what the mode counts for a kWh; shape (N,)."""

    hours: Floats  # h
    load: Floats  # kW
    pv: Floats  # kW
    import_cost: Floats  # yen/kWh, of the mode
    export_value: Floats  # yen/kWh, of the mode
    peak_share: Floats  # kW of a half hour's mean for each kW imported in the slot; 0: no peak is charged for
    peak_free: Floats  # kW of that mean that cost nothing more, less what was taken before the slot
    peak_cost: Floats  # () yen of the mode for each kW above them

    @property
    def net_load(self) -> Floats:
        """What the house draws less what PV gives, kW; below zero where PV leaves power over."""
        return self.load - self.pv


@dataclass(frozen=True, kw_only=True)
class ConnectionData:
    """What the connection and the house as a whole may do; shape (N,)."""

    import_max: Floats  # kW, contract limit (soft); 0 in an outage
    over_max: Floats  # kW, how far the contract limit may be broken; 0 in an outage
    over_cost: Floats  # yen/kWh
    export_max: Floats  # kW, what may be exported: the limit, and what PV leaves unless push-up or V2G
    discharge_total_max: Floats  # kW, all storages together: net load unless push-up or V2G
    unserved_max: Floats  # kW of load that may stay unserved: the load in an outage, else 0
    unserved_cost: Floats  # yen/kWh
    curtail_cost: Floats  # yen/kWh, tiny: curtail last


@dataclass(frozen=True, kw_only=True)
class UnitData:
    """What the storages' units can do and what using them costs; shape (K,) or (K, N)."""

    charge_max: Floats  # (K, N) kW; 0 while away
    charge_min: Floats  # (K, N) kW while charging
    discharge_max: Floats  # (K, N) kW; 0 while away or where it cannot
    discharge_min: Floats  # (K, N) kW while discharging (a load follower: what the load leaves)
    below_min_cost: Floats  # (K,) yen/kWh for staying below a minimum power (stopping within the slot)
    charge_eff: Floats  # (K,)
    discharge_eff_inv: Floats  # (K,) 1 / efficiency
    overhead: Floats  # (K,) kW while on
    start_up_cost: Floats  # (K,) yen per start-up
    on_before: Floats  # (K,) 1 if on now
    degradation_cost: Floats  # (K,) yen per kWh of throughput
    charge_verb_cost: Floats  # (K, N) yen for charging in the slot: departs from the announced plan
    discharge_verb_cost: Floats  # (K, N)


@dataclass(frozen=True, kw_only=True)
class EnergyData:
    """What the storages hold, and what they are to hold at the end of each slot; shape (K,) or (K, N)."""

    energy_before: Floats  # (K,) kWh now
    capacity: Floats  # (K,) kWh, hard
    trip: Floats  # (K, N) kWh drawn by driving
    trip_short_cost: Floats  # (K, N) yen/kWh
    min_energy: Floats  # (K, N) kWh, soft
    min_energy_cost: Floats  # (K, N) yen per kWh below it, slot length included
    max_energy: Floats  # (K, N) kWh, soft
    max_energy_cost: Floats  # (K, N) yen per kWh above it, slot length included
    departure: Floats  # (K, N) kWh, 0 = no target
    departure_cost: Floats  # (K, N) yen per kWh short
    storm: Floats  # (K, N)
    storm_cost: Floats  # (K, N)
    person: Floats  # (K, N)
    person_cost: Floats  # (K, N)


@dataclass(frozen=True, kw_only=True)
class ReserveData:
    """What an unplanned trip may need."""

    reserve: Floats  # (K, R) kWh, levels n_1 < .. < n_R
    reserve_cost: Floats  # (K, R, N) yen per kWh short, slot length included


@dataclass(frozen=True, kw_only=True)
class TerminalData:
    """What energy left at the end is worth."""

    terminal_width: Floats  # (K, J) kWh
    terminal_value: Floats  # (K, J) yen/kWh, not rising in j


@dataclass(frozen=True, kw_only=True)
class EventData:
    """What grid events pay for and ask for; shape (N,)."""

    event_discharge_max: Floats  # kW paid
    event_discharge_value: Floats  # yen/kWh
    event_discharge_firm: Floats  # kW promised
    event_import_max: Floats
    event_import_value: Floats
    event_import_firm: Floats
    event_short_cost: Floats  # yen/kWh of what was promised


@dataclass(frozen=True, kw_only=True)
class ModelData(HouseData, ConnectionData, UnitData, EnergyData, ReserveData, TerminalData, EventData):
    """Everything that the model is about, all finite, and where its binaries are whole.

    Elsewhere the binaries are relaxed.
    """

    whole_import: Bools  # (N,) import xor export
    whole_verbs: Bools  # (K, N) charging, discharging


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverLimits:
    """When to stop. `gap` is a share of the plan's cost, or of the house's bill where that is more.

    What is left in store at the end is worth money, so a plan's cost may be anything, zero too; the bill is
    what the load alone would cost from the grid. `dive`: the relaxation is rounded before branch and cut begins, which
    then starts from that: for problems that are too large to be proven.
    """

    gap: float = 0.001
    seconds: float = 10.0
    dive: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """Which columns and rows are basic or at one of their bounds, by HiGHS's own numbers."""

    columns: Codes
    rows: Codes


@dataclass(frozen=True, slots=True)
class Start:
    """Where a search may begin: where that of a problem much like it ended, column by column and row by row.

    `whole`: the binaries of its solution, NaN in all other columns. It changes the way, and the answer only within the gap.
    """

    basis: Basis
    whole: Floats


@dataclass(frozen=True, kw_only=True)
class Solution:
    """The variables of the model, by their symbols, and how good they are.

    `gap` is proven, a share as in `SolverLimits`; None where nothing is proven. `relaxed`: verbs were rounded
    from the relaxation because no whole solution was found in time. `energy_price`,
    `energy_prices`: duals of the first energy row and of all of them with verbs fixed, yen per kWh stored now and at
    the end of each slot. `start`: for the next search, None where nothing was searched for.
    """

    objective: float
    gap: float | None
    relaxed: bool
    grid_import: Floats  # g (N,)
    grid_export: Floats  # s
    curtail: Floats  # u
    unserved: Floats
    over: Floats
    importing: Floats  # z, binary
    charge: Floats  # c (K, N)
    discharge: Floats  # d
    charging: Floats  # y_c, binary
    discharging: Floats  # y_d, binary
    start_up: Floats
    energy: Floats  # e, at the end of each slot
    trip_short: Floats
    event_discharge: Floats  # p_dis (N,)
    event_import: Floats  # p_imp
    event_discharge_short: Floats
    event_import_short: Floats
    energy_price: Floats  # (K,)
    energy_prices: Floats  # (K, N)
    new_peak: float = 0.0  # kW above what is paid for
    start: Start | None = None


def relaxed(data: ModelData) -> ModelData:
    """Return the data with no binary whole."""
    return replace(
        data,
        whole_import=np.zeros_like(data.whole_import),
        whole_verbs=np.zeros_like(data.whole_verbs),
    )


def bill(data: ModelData) -> float:
    """Return what the load alone would cost from the grid, a yen at least: the measure of a gap."""
    return max(1.0, float(data.hours @ (np.abs(data.import_cost) * data.load)))
