"""What a kWh is worth: the values behind a plan's actions, from the duals of its energy rows.

The dual of a storage's energy row says what one more kWh in store at the end of a slot would save. From one slot
to the next it stays, unless something binds at the end of the slot: it falls by what a target, the min SOC or
the reserve is worth there, and rises where the storage is full. So the value now is the sum of all that comes, and
without one cause it is the value less that cause's part: enough to tell whether an action needs it.

A run is a stretch of slots in which a storage does the same. Its numbers are means over it, and a start-up is
shared by all its energy: nobody switches a unit on for half an hour at a time.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np

from ..arrays import Floats
from ..plan import TargetKind
from .evidence import NEAR_KWH, Evidence
from .offers import Offer, first_of, offered
from .targets import required_energy

DROP_YEN = 0.05  # a value that falls by less does not fall
FALL_YEN = 1.0  # a value that falls by more is another
LOOK_HOURS = 3.0  # what is weighed of a stretch of standing by: what comes later will be planned again


class Bound(StrEnum):
    """What a kWh in store at the end of a slot is worth something for, beyond its use later on."""

    PERSON = "person"
    STORM = "storm"
    DEPARTURE = "departure"
    FLOOR = "floor"
    RESERVE = "reserve"


class Doing(StrEnum):
    """What a storage does in a run."""

    CHARGE = "charge"
    SUN = "sun"  # charge what PV leaves over
    DISCHARGE = "discharge"
    STANDBY = "standby"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of slots in which storage k does the same."""

    k: int
    slots: range
    doing: Doing

    @property
    def at(self) -> slice:
        """The slots as an index of arrays."""
        return slice(self.slots.start, self.slots.stop)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A price and the value that it is compared with, means over a run, yen of the mode per kWh at the meter."""

    price: float
    value: float
    co2: float  # kg/kWh, mean over the run


@dataclass(frozen=True)
class Worth:
    """The values of one solution."""

    evidence: Evidence

    # -- runs -----------------------------------------------------------------------------------------

    @cached_property
    def runs(self) -> tuple[tuple[Run, ...], ...]:
        """The runs of every storage, in time order."""
        count = len(self.evidence.data.hours)
        found = []
        for k in range(len(self.evidence.data.capacity)):
            doings = [self._doing(k, t) for t in range(count)]
            rows, start = [], 0
            for doing, group in groupby(doings):
                stop = start + len(list(group))
                rows.append(Run(k, range(start, stop), doing))
                start = stop
            found.append(tuple(rows))
        return tuple(found)

    def run_of(self, k: int, t: int) -> Run:
        """Return the run that holds slot t."""
        return self._runs_by_slot[k][t]

    @cached_property
    def _runs_by_slot(self) -> list[list[Run]]:
        return [[run for run in runs for _ in run.slots] for runs in self.runs]

    def after(self, run: Run, *doing: Doing) -> list[Run]:
        """Return the runs of this kind after it, in time order."""
        return [r for r in self.runs[run.k] if r.slots.start >= run.slots.stop and r.doing in doing]

    def _doing(self, k: int, t: int) -> Doing:
        e = self.evidence
        if e.away[k, t]:
            return Doing.AWAY
        if e.charge[k, t] > 0:
            return Doing.SUN if e.from_surplus[k, t] else Doing.CHARGE
        return Doing.DISCHARGE if e.discharge[k, t] > 0 else Doing.STANDBY

    # -- the value of stored energy -------------------------------------------------------------------

    @cached_property
    def stored(self) -> Floats:
        """What one more kWh in store at the end of each slot saves, yen, (K, N)."""
        return self.evidence.solution.energy_prices

    @cached_property
    def drops(self) -> Floats:
        """By how much that value falls after the end of each slot, yen, (K, N)."""
        last = np.array([[self._left(k)] for k in range(len(self.stored))])
        drops: Floats = self.stored - np.concatenate([self.stored[:, 1:], last], axis=1)
        return drops

    def _left(self, k: int) -> float:
        """Return what the last kWh that is left at the end is worth, yen."""
        data = self.evidence.data
        below = np.cumsum(data.terminal_width[k])
        segment = min(int(np.searchsorted(below, self.evidence.solution.energy[k, -1])), len(below) - 1)
        return float(data.terminal_value[k, segment])

    @cached_property
    def bounds(self) -> tuple[dict[int, Bound], ...]:
        """Why the value falls at the end of a slot, by slot, for each storage."""
        return tuple(
            {int(t): self._bound(k, int(t)) for t in np.flatnonzero(self.drops[k] > DROP_YEN)}
            for k in range(len(self.stored))
        )

    def _bound(self, k: int, t: int) -> Bound:
        e = self.evidence
        energy = float(e.solution.energy[k, t])
        for bound in (Bound.PERSON, Bound.STORM, Bound.DEPARTURE):
            level = self.required[TargetKind(bound.value)][k, t]
            if level > 0 and energy <= level + NEAR_KWH:
                return bound
        at_floor = energy <= e.data.min_energy[k, t] + NEAR_KWH
        missed = float(e.data.reserve_cost[k][e.data.reserve[k] > energy - NEAR_KWH, t].sum())
        if missed > 0 and not (at_floor and self.drops[k, t] > missed + DROP_YEN):
            return Bound.RESERVE
        return Bound.FLOOR

    def part(self, k: int, t: int, *bounds: Bound) -> float:
        """Return the part of the value in slot t that these causes have, yen."""
        return float(
            sum(self.drops[k, s] for s, bound in self.bounds[k].items() if s >= t and bound in bounds)
        )

    # -- what an action is weighed with ---------------------------------------------------------------

    def starts(self, k: int, slots: range) -> int:
        """Return how many start-ups acting in just these slots takes: -1 where pausing would take one more."""
        on = self._on[k]
        before = on[slots.start - 1] if slots.start else bool(self.evidence.data.on_before[k] > 0.5)
        after = slots.stop < len(on) and on[slots.stop]
        return int(not before) - int(after)

    @cached_property
    def _on(self) -> list[list[bool]]:
        on: list[list[bool]] = ((self.evidence.charge > 0) | (self.evidence.discharge > 0)).tolist()
        return on

    def charging(
        self, k: int, slots: range, power: Floats, price: Floats, less: float = 0.0
    ) -> Weighed | None:
        """Weigh what a kWh costs with what one that is bought is worth, the unit's own draw and start-ups shared.

        `less`: of the value of stored energy, yen. None where nothing could be charged.
        """
        stored, energy, drawn = self._moved(k, slots, power, less)
        total = float(energy.sum())
        if total <= 0.0:
            return None
        data = self.evidence.data
        gain = float(data.charge_eff[k])
        if self._idle(k, slots) and not less:
            stored = self._if_kept(k, slots, stored, total * gain)
        elif not less:
            stored += self._if_taken(k, slots, energy * gain) / (total * gain)
        worth = stored * float(data.charge_eff[k]) - float(data.degradation_cost[k])
        value = (worth * total - self._started(k, slots)) / (total + drawn)
        return self._weighed(slots, price, energy, value)

    def discharging(
        self, k: int, slots: range, power: Floats, price: Floats, less: float = 0.0
    ) -> Weighed | None:
        """Weigh what a kWh from the grid costs with what one from the storage does, losses and all as above.

        None where the unit would draw more than it gives.
        """
        stored, energy, drawn = self._moved(k, slots, power, less)
        total, data = float(energy.sum()), self.evidence.data
        if total <= drawn + 1e-6:
            return None
        if self.evidence.discharge[k, slots.start] > 0:
            stored = self._if_kept(k, slots, stored, total * float(data.discharge_eff_inv[k]))
        cost = stored * float(data.discharge_eff_inv[k]) + float(data.degradation_cost[k])
        idle = self._idle(k, slots) and not less
        lost = self._if_taken(k, slots, energy * data.discharge_eff_inv[k]) if idle else 0.0
        value = (cost * total + self._started(k, slots) + lost) / (total - drawn)
        return self._weighed(slots, price, energy, value)

    def _moved(self, k: int, slots: range, power: Floats, less: float) -> tuple[float, Floats, float]:
        """Return the mean value of stored energy, the kWh of each slot, and the kWh that the unit draws itself."""
        data, at = self.evidence.data, slice(slots.start, slots.stop)
        energy = power * data.hours[at]
        stored = float((self.stored[k, at] * energy).sum()) / max(float(energy.sum()), 1e-9) - less
        return stored, energy, float((data.hours[at] * (power > 0)).sum() * data.overhead[k])

    def _if_kept(self, k: int, slots: range, stored: float, kwh: float) -> float:
        """Return the mean value of `kwh` more in store after a run: the first is worth `stored`, the last less.

        They would spare charging, feed the house when it stands by, or be left at the end; where it gets full in
        between, only what comes before that, and what they spare is sun that is sold.
        """
        data, e = self.evidence.data, self.evidence
        full = np.flatnonzero(e.solution.energy[k, slots.stop :] > data.max_energy[k, slots.stop :] - kwh)
        # what is left at the end counts as one slot more
        end = self.run_of(k, slots.stop + int(full[0])).slots.stop if len(full) else len(data.hours) + 1
        taken = first_of(self._uses[k], range(slots.stop, end), kwh)
        return sum(part * min(max(yen, 0.0), stored) for yen, part in taken) / kwh

    @cached_property
    def _uses(self) -> tuple[list[Offer], ...]:
        """What more in store would serve in each slot, and what may be left after the last, for each storage, the best first."""
        return tuple(sorted(self._uses_of(k), reverse=True) for k in range(len(self.stored)))

    def _uses_of(self, k: int) -> Iterator[Offer]:
        data, e = self.evidence.data, self.evidence
        hours, price, inverse = data.hours, data.import_cost, float(data.discharge_eff_inv[k])
        gain, spent = data.charge_eff[k], data.degradation_cost[k]
        bought = np.minimum(e.charge[k], e.solution.grid_import)
        stood = (e.charge[k] <= 0) & (e.discharge[k] <= 0)
        fed = np.where(stood, self._feedable[k], 0.0)
        earned = price * np.clip(1.0 - float(data.overhead[k]) / np.maximum(fed, 1e-6), 0.0, 1.0)
        yield from offered(price / gain + spent, bought * hours * gain)
        yield from offered(data.export_value / gain + spent, (e.charge[k] - bought) * hours * gain)
        yield from offered((earned - spent) / inverse, fed * hours * inverse)
        yield from offered(data.terminal_value[k], data.terminal_width[k] - self._left_kwh[k], len(hours))

    def _if_taken(self, k: int, slots: range, kwh: Floats) -> float:
        """Return what as many kWh less in store in each of these slots cost beyond their value, yen.

        The last is worth what it is for: it is bought in other slots, not fed to the house later, or not left at the
        end. One slot more of charging draws for the unit, and a reserve may be missed.
        """
        data, total, value = self.evidence.data, float(kwh.sum()), float(self.stored[k, slots[-1]])
        taken = first_of(self._sources[k], range(slots.stop, len(data.hours) + 1), total)
        lost = sum(part * max(yen - value, 0.0) for yen, part in taken)
        again = next(
            (r for r in self.runs[k] if r.slots.start >= slots.stop and r.doing is Doing.CHARGE), None
        )
        if again is None:
            return lost + self._missed(k, slots, kwh)
        if float((self._room[k] * data.hours)[again.at].sum()) * float(data.charge_eff[k]) < total:
            lost += float(data.overhead[k] * data.hours[again.at].mean() * data.import_cost[again.at].mean())
        return lost + self._missed(k, range(slots.start, again.slots.start), kwh)

    @cached_property
    def _sources(self) -> tuple[list[Offer], ...]:
        """What less in store is made up for with in each slot, and what is left after the last, the cheapest first."""
        return tuple(sorted(self._sources_of(k)) for k in range(len(self.stored)))

    def _sources_of(self, k: int) -> Iterator[Offer]:
        data, e = self.evidence.data, self.evidence
        hours, price, gain = data.hours, data.import_cost, float(data.charge_eff[k])
        inverse, spent = data.discharge_eff_inv[k], data.degradation_cost[k]
        yield from offered(price / gain + spent, self._room[k] * hours * gain)
        yield from offered((price - spent) / inverse, e.discharge[k] * hours * inverse)
        yield from offered(data.terminal_value[k], self._left_kwh[k], len(hours))

    @cached_property
    def _room(self) -> Floats:
        """What more could be charged where nothing is discharged, kW, (K, N)."""
        e = self.evidence
        return np.maximum(e.data.charge_max - e.charge, 0.0) * (e.discharge <= 0)

    @cached_property
    def _left_kwh(self) -> Floats:
        """What is left at the end of each segment of value, kWh, (K, J)."""
        data = self.evidence.data
        below = np.cumsum(data.terminal_width, axis=1) - data.terminal_width
        return np.clip(self.evidence.solution.energy[:, -1:] - below, 0.0, data.terminal_width)

    def _missed(self, k: int, slots: range, kwh: Floats) -> float:
        """Return what missing the reserve costs in these slots with as much less in the first ones, yen beyond its value."""
        e, data, at = self.evidence, self.evidence.data, slice(slots.start, slots.stop)
        less = np.full(len(slots), kwh.sum())
        less[: len(kwh)] = kwh.cumsum()
        held, levels = e.solution.energy[k, at], data.reserve[k][:, None]
        short = np.maximum(levels - held + less, 0.0) - np.maximum(levels - held, 0.0)
        missed = (data.reserve_cost[k][:, at] * short).sum(axis=0) - self.drops[k, at] * less
        return float(np.maximum(missed, 0.0).sum())

    def _idle(self, k: int, slots: range) -> bool:
        """Return whether it stands by in the first of these slots: an action is weighed that is not planned."""
        e = self.evidence
        return bool(e.charge[k, slots.start] <= 0 and e.discharge[k, slots.start] <= 0)

    def _started(self, k: int, slots: range) -> float:
        return self.starts(k, slots) * float(self.evidence.data.start_up_cost[k])

    def _weighed(self, slots: range, price: Floats, energy: Floats, value: float) -> Weighed:
        at = slice(slots.start, slots.stop)
        co2 = self.evidence.request.forecasts.co2_kg_per_kwh[at]
        total = float(energy.sum())
        return Weighed(
            price=float((price[at] * energy).sum()) / total,
            value=value,
            co2=float((co2 * energy).sum()) / total,
        )

    def alike(self, run: Run, t: int) -> range:
        """Return the slots of a run around t in which a kWh in store is worth the same, nearly."""
        falls = np.flatnonzero(self.drops[run.k, run.at] > FALL_YEN) + run.slots.start + 1
        edges = [run.slots.start, *(int(s) for s in falls if s < run.slots.stop), run.slots.stop]
        return next(range(a, b) for a, b in pairwise(edges) if a <= t < b)

    def ahead(self, run: Run, t: int) -> range:
        """Return the slots of a run from t on that are weighed together."""
        until = (self._ends[t - 1] if t else 0.0) + LOOK_HOURS + 1e-6
        return range(t, max(t + 1, bisect_left(self._ends, until, t, run.slots.stop)))

    @cached_property
    def _ends(self) -> list[float]:
        """When each slot ends, hours from now."""
        ends: list[float] = np.cumsum(self.evidence.data.hours).tolist()
        return ends

    def spare(self, run: Run, t: int) -> float:
        """Return the kWh that it could give in slot t without falling below a target or the min SOC before it charges again."""
        k, energy = run.k, self.evidence.solution.energy[run.k]
        again = self.after(run, Doing.CHARGE, Doing.SUN)
        stop = again[0].slots.start if again else len(energy)
        return float((energy - self.needed[k])[t : max(stop, t + 1)].min())

    @cached_property
    def required(self) -> dict[TargetKind, Floats]:
        """What each kind of target asks for at the end of each slot, kWh, (K, N) each."""
        return {kind: required_energy(self.evidence.data, kind) for kind in TargetKind}

    @cached_property
    def needed(self) -> Floats:
        """What targets and the min SOC ask for at the end of each slot, kWh, (K, N)."""
        needed: Floats = np.max([self.evidence.data.min_energy, *self.required.values()], axis=0)
        return needed

    def could_feed(self, k: int, slots: range) -> Floats:
        """Return what storage k could discharge in these slots, kW."""
        return self._feedable[k, slots.start : slots.stop]

    def could_store(self, k: int, slots: range) -> Floats:
        """Return what storage k could charge of the sun that is sold in these slots, kW."""
        return self._storable[k, slots.start : slots.stop]

    @cached_property
    def _feedable(self) -> Floats:
        data, discharge = self.evidence.data, self.evidence.discharge
        others = discharge.sum(axis=0) - discharge
        power: Floats = np.minimum(data.discharge_max, data.discharge_total_max - others)
        return np.maximum(power, 0.0)

    @cached_property
    def _storable(self) -> Floats:
        data, solution = self.evidence.data, self.evidence.solution
        spare = solution.grid_export + solution.curtail - data.overhead[:, None]
        power = np.minimum(data.charge_max, spare)
        return np.where(power >= data.charge_min - 1e-6, np.maximum(power, 0.0), 0.0)
