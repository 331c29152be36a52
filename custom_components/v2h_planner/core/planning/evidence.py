"""What a solution shows of each storage in each slot: the facts that reasons are read from."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np

from ..arrays import Bools, Floats
from ..milp.data import ModelData, Solution
from ..plan import SocTarget, TargetKind
from ..request import PlanRequest
from ..tariff.demand import month_of
from .presence import plugged_in, share_of, there
from .targets import Window, charging_share, target_energy, windows_of
from .units import NOTHING_KW, contract_bars

SMALL_KWH = 0.05  # a shortfall that nobody would notice
NEAR_KWH = 0.15  # an energy counts as just reached within this
NEAR_KW = 0.05  # so near to the planned peak is at it
CARRIES_KW = 1e-9  # a battery that is nearly empty gives a small share beside a full one
SURPLUS_SHARE = 0.05  # charging counts as from surplus when the grid gives less than this part of it
SURE = 0.8  # a car that is there as surely is taken to be there
UNSURE = 0.05  # a share of a verb that is neither none nor all of it
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
    def presence(self) -> Floats:
        """How surely it is there in each slot."""
        return np.array([there(self.request, storage) for storage in self.request.storages])

    @cached_property
    def likely(self) -> Bools:
        """Whether what is planned is no more than likely: it may be away, or the verb is not settled yet."""
        moves = (self.charge > 0) | (self.discharge > 0)
        verb = np.maximum(self.solution.charging, self.solution.discharging)
        unsettled = ~self.data.whole_verbs & (verb > UNSURE) & (verb < 1.0 - UNSURE)
        likely: Bools = moves & ((self.presence < SURE) | unsettled)
        return likely

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
    def peak_left(self) -> Floats:
        """What could be imported more in each slot without a higher peak than planned, kW, (N,); no limit where none is charged."""
        data, share = self.data, np.maximum(self.data.peak_share, 1e-6)
        left = (data.peak_free + self.solution.new_peak) / share - self.solution.grid_import
        return np.where(data.peak_share > 0.0, np.maximum(left, 0.0), np.inf)

    def at_peak(self, t: int) -> bool:
        """Return whether the slot imports all that it may without a higher peak."""
        return bool(self.peak_left[t] < NEAR_KW)

    @property
    def peak_kw(self) -> float:
        """The mean of a half hour that import stays within; only where a new peak is charged for."""
        demand, request = self.request.demand, self.request
        if demand is None:
            return np.inf
        return (
            demand.paid_kw[month_of(request.horizon.start.astimezone(request.zone))] + self.solution.new_peak
        )

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

    def level(self, kind: TargetKind, k: int, t: int) -> float:
        """Return the kWh that targets of this kind ask for at the end of slot t, 0 without one."""
        return float(target_energy(self.data, kind)[0][k, t])

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
