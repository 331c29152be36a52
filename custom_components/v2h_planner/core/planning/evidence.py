"""What a solution shows of each storage in each slot: the facts that reasons are read from."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from ..arrays import Bools, Floats
from ..milp.data import ModelData, Solution
from ..plan import SocTarget, TargetKind
from ..request import PlanRequest
from .presence import plugged_in, share_of
from .targets import Window, charging_share, target_energy, windows_of
from .units import NOTHING_KW, contract_bars

SMALL_KWH = 0.05  # a shortfall that nobody would notice
NEAR_KWH = 0.15  # an energy counts as just reached within this
CARRIES_KW = 1e-9  # a battery that is nearly empty gives a small share beside a full one
SURPLUS_SHARE = 0.05  # charging counts as from surplus when the grid gives less than this part of it
AHEAD_HOURS = 24.0  # how far reasons look


@dataclass(frozen=True)
class Evidence:
    """A solution of `data`, which were built from `request` and `targets`.

    Arrays are (K, N) where not said otherwise: k is a storage in the model's order, t a slot.
    """

    request: PlanRequest
    data: ModelData
    solution: Solution
    targets: tuple[SocTarget, ...]

    @cached_property
    def charge(self) -> Floats:
        """Charging power in kW, net of discharging."""
        power = self.solution.charge - self.solution.discharge
        return np.where(power > NOTHING_KW, power, 0.0)

    @cached_property
    def discharge(self) -> Floats:
        """Discharging power in kW, net of charging; in an outage, where nothing is solved, however little it is."""
        power = self.solution.charge - self.solution.discharge
        least = CARRIES_KW if self.request.situation.outage else NOTHING_KW
        return np.where(power < -least, -power, 0.0)

    @cached_property
    def energy_before(self) -> Floats:
        """The kWh held at the beginning of each slot."""
        return np.concatenate([self.data.energy_before[:, None], self.solution.energy[:, :-1]], axis=1)

    @cached_property
    def away(self) -> Bools:
        """Whether it is not plugged in for most of the slot."""
        away = np.array([self.request.trips_of(storage).away > 0.5 for storage in self.request.storages])
        for row, storage in zip(away, self.request.storages, strict=True):
            reading = self.request.readings.find(storage.id)
            if reading is not None and reading.connected is not None:
                row[0] = not (reading.connected and share_of(self.request, storage)[0] > 0.0)
        return away

    @cached_property
    def charging_share(self) -> Floats:
        """The share of each slot in which it can charge."""
        return charging_share(self.request, self.targets)

    @cached_property
    def barred(self) -> Bools:
        """Whether it is there, but the contract leaves no room for its least power."""
        if self.request.situation.outage:
            return np.zeros(self.charge.shape, dtype=bool)
        barred: Bools = plugged_in(self.request) & contract_bars(self.request, self.data, self.data)
        return barred

    @cached_property
    def from_surplus(self) -> Bools:
        """Whether PV gives what is charged, all but a little."""
        by_surplus: Bools = self.solution.grid_import <= SURPLUS_SHARE * self.charge
        return by_surplus

    @cached_property
    def full_kwh(self) -> Floats:
        """The kWh at which a storage counts as full."""
        return np.minimum(self.data.max_energy, self.data.capacity[:, None]) - NEAR_KWH

    def feeds(self, k: int, t: int) -> bool:
        """Return whether discharging could feed the house in this slot."""
        return bool(self.data.discharge_max[k, t] > 0 and self.data.net_load[t] > 0.1)

    def carries_blind(self, k: int, t: int) -> bool:
        """Return whether storage k is left to carry the house in an outage although its SOC is not known."""
        storage, outage = self.request.storages[k], self.request.situation.outage
        known = self.request.soc_of(storage) is not None
        there = self.request.trips_of(storage).away[t] <= 0.5
        reading = self.request.readings.find(storage.id)
        if t == 0 and reading is not None and reading.connected is not None:
            there = reading.connected
        return bool(outage and not known and storage.can_discharge and there)

    # -- time -----------------------------------------------------------------------------------------

    def at(self, t: int) -> datetime:
        """Return when slot t begins."""
        return self.request.horizon.edges[t]

    def soon(self, t: int) -> Bools:
        """Return the slots after t that begin within a day, (N,)."""
        begin = np.cumsum(self.data.hours) - self.data.hours
        soon: Bools = (np.arange(len(begin)) > t) & (begin < begin[t] + AHEAD_HOURS)
        return soon

    def next(self, mask: Bools, t: int) -> int | None:
        """Return the first slot after t, within a day, where the mask (N,) holds."""
        found = np.flatnonzero(mask & self.soon(t))
        return int(found[0]) if len(found) else None

    # -- targets --------------------------------------------------------------------------------------

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The targets about which something can be done, and the slots at whose ends they hold, in time order."""
        return windows_of(self.request, self.targets, self.solution.energy + SMALL_KWH)

    def windows_of(self, k: int) -> list[Window]:
        """Return those of storage k."""
        return [window for window in self.windows if window.k == k]

    def reached(self, window: Window) -> tuple[int, float]:
        """Return the slot at whose end a target is at its best, or is left with, and the kWh that count there."""
        k, slots, energy = window.k, window.slots, self.solution.energy[window.k]
        if window.leaves:
            driven = window.driven(self.request.horizon, self.data.trip[k] - self.solution.trip_short[k])
            return slots[-1], float(energy[slots[-1]] + driven[-1])
        plugged = plugged_in(self.request)[k]
        # a car that comes home in the middle of it can only be full from then on
        there = [t for t in slots if plugged[t]] or [slots.start]
        if window.target.by > self.request.horizon.start:
            return there[0], float(energy[there[0]])
        best = max(
            there, key=lambda t: float(energy[t])
        )  # as fast as it can: short only if it never gets there
        return best, float(energy[best])

    def missing(self, window: Window) -> float:
        """Return the kWh by which a target is missed, 0 or less where it is reached."""
        return float(window.target.soc * self.data.capacity[window.k]) - self.reached(window)[1]

    def kept(self, k: int, t: int) -> SocTarget | None:
        """Return the highest target at the end of slot t, its SOC no more than the plan has there."""
        held = [window for window in self.windows_of(k) if t in window.slots]
        if not held:
            return None
        window = max(held, key=lambda window: window.target.soc)
        driven = window.driven(self.request.horizon, self.data.trip[k])[t - window.slots.start]
        planned = float((self.solution.energy[k, t] + driven) / self.data.capacity[k])
        return replace(window.target, soc=min(window.target.soc, planned))

    def just_met(self, target: SocTarget, k: int, t: int) -> bool:
        """Return whether the target at the end of slot t is only just met, or not."""
        wanted = target_energy(self.data, target.kind)[0][k, t]
        return bool(wanted > 0 and self.solution.energy[k, t] <= wanted + NEAR_KWH)

    def ruling_target(self, k: int, t: int, *, held: bool = False) -> SocTarget | None:
        """Return the target at the end of this very slot that binds; with `held` only one that is to be held.

        Persons and storms rule; a departure does not, it is one moment.
        """
        for window in sorted(
            self.windows_of(k), key=lambda window: window.target.kind is not TargetKind.PERSON
        ):
            target = window.target
            if target.kind is TargetKind.DEPARTURE or (held and target.until is None):
                continue
            if t < window.slots.start or (target.until is not None and target.until <= self.at(t)):
                continue
            if self.just_met(target, k, t):
                return target
        return None

    def binding_window(self, k: int, t: int) -> Window | None:
        """Return the window of the next target that this slot's energy is for.

        Nothing is discharged before it, and it is only just met, or not.
        """
        for window in self.windows_of(k):
            first = max(window.slots.start, t)
            if first not in window.slots or not self.just_met(window.target, k, first):
                continue
            if not (self.discharge[k, t : first + 1] > 0).any():
                return window
        return None

    def binding_target(self, k: int, t: int) -> SocTarget | None:
        """Return the next target that this slot's energy is for."""
        window = self.binding_window(k, t)
        return None if window is None else window.target

    # -- the reserve for unplanned trips --------------------------------------------------------------

    def reserve_counts(self, k: int, t: int) -> bool:
        """Return whether a level of the reserve that is not below what is in store weighs anything soon."""
        weights = self.data.reserve_cost[k][:, self.soon(t)].sum(axis=1)
        above = self.data.reserve[k] >= self.energy_before[k, t] - NEAR_KWH
        return bool((weights[above] > 0.01).any())

    def at_reserve(self, k: int, t: int) -> bool:
        """Return whether what is in store is just a level of the reserve."""
        return bool((np.abs(self.data.reserve[k] - self.energy_before[k, t]) <= NEAR_KWH).any())

    def reserve_soc(self, k: int, t: int) -> float:
        """Return the level of the reserve, as a fraction, that the storage is charged to or kept at."""
        energy, levels = float(self.solution.energy[k, t]), self.data.reserve[k]
        above = levels[levels >= energy - NEAR_KWH]
        return float((above.min() if len(above) else levels.max()) / self.data.capacity[k])

    # -- the value of stored energy -------------------------------------------------------------------

    @cached_property
    def stored_value(self) -> Floats:
        """The value of a stored kWh in every slot, yen.

        Between two moments at which the storage hits a limit or a target it is one number: the marginal
        value now in the first stretch; later what the dearest charging of the stretch costs, else what
        is left at the end is worth, else the least that discharging earns.
        """
        out = np.empty_like(self.solution.energy)
        for k in range(len(out)):
            first, value, end = 0, float(self.solution.energy_price[k]), len(out[k]) - 1
            for last in [*np.flatnonzero(self._tight(k)), end]:
                if last < first:
                    continue
                if first > 0:
                    value = self._stretch_value(k, slice(first, last + 1), value, final=last == end)
                out[k, first : last + 1] = value
                first = last + 1
        return out

    def terminal_value(self, k: int) -> float:
        """Return what the last kWh that is left at the end is worth, in yen."""
        below = np.cumsum(self.data.terminal_width[k])
        segment = min(int(np.searchsorted(below, self.solution.energy[k, -1])), len(below) - 1)
        return float(self.data.terminal_value[k, segment])

    def _tight(self, k: int) -> Bools:
        """Return the slots at whose end the storage is at a limit or a target, (N,)."""
        data, energy = self.data, self.solution.energy[k]
        marks = [data.min_energy[k], data.max_energy[k], np.full_like(energy, data.capacity[k])]
        wanted = [target_energy(data, kind)[0][k] for kind in TargetKind]
        marks += [np.where(energies > 0, energies, -1e9) for energies in wanted]
        near = np.array([np.abs(energy - mark) <= NEAR_KWH for mark in marks]).any(axis=0)
        tight: Bools = near | self.away[k]
        return tight

    def _stretch_value(self, k: int, at: slice, before: float, *, final: bool) -> float:
        """Return the value of a stored kWh in one stretch, yen; `before` is that of the stretch before it."""
        data = self.data
        bought = (self.charge[k, at] > 0) & ~self.from_surplus[k, at]
        if bought.any():
            return float(data.import_cost[at][bought].max() / data.charge_eff[k] + data.degradation_cost[k])
        if final:
            return self.terminal_value(k)
        fed = self.discharge[k, at] > 0
        if fed.any():
            return min(before, float(data.import_cost[at][fed].min() / data.discharge_eff_inv[k]))
        return before
