"""Why each storage does what it does in each slot: a code and its numbers, read from the solution.

The words are `common.reason_<code>` in `translations/*.json`. Their placeholders, by code:

| code | placeholders |
|---|---|
| away, soc_unknown, wait_nothing, discharge_outage | none |
| charge_cheap, wait_cheaper, hold_dearer | {price} {later_price} yen/kWh, {later_at} |
| charge_worth | {price} yen/kWh, {value}: what that kWh is worth once stored |
| discharge_dear, wait_not_worth | {price} yen/kWh, {value}: what a kWh from the store costs, losses included, and switching where it would only be for this slot |
| charge_clean, wait_cleaner, hold_dirtier | {co2} {later_co2} kg/kWh, {later_at} |
| charge_surplus | {power} kW, {export_price} yen/kWh |
| charge_outage | {power} kW |
| charge_negative_price | {price} yen/kWh |
| charge_departure, charge_storm, charge_storm_late, charge_person, hold_departure | {soc}, {by} |
| charge_storm_now, charge_resilience, hold_resilience, charge_floor, charge_reserve, hold_reserve, hold_floor, hold_full | {soc} |
| hold_storm | {soc}, {until} |
| charge_grid_event, discharge_grid_event | {reward} yen/kWh |
| discharge_dirty | {co2} kg/kWh |
| discharge_limit, hold_limit | {limit} kW |

`soc` is a fraction, times are aware. A reason names the first cause, in the order of who decides: a
target that binds, an event, a limit, then what the energy is charged or kept for. A target binds where
the plan just reaches it or stays short; prices are compared with slots the plan really uses or could use.
"""

from datetime import datetime
from functools import cached_property

import numpy as np

from ..arrays import Bools, Floats
from ..home import Mode
from ..milp.data import ModelData, Solution
from ..plan import Reason, ReasonCode, SocTarget, TargetKind
from ..request import PlanRequest
from .model_data import in_model_order, known_soc, reading_of, trips_of
from .targets import MOMENT, deadline_slot, derive_targets

NOTHING_KW = 0.02
NEAR_KWH = 0.15  # a target counts as just reached within this
AHEAD_HOURS = 24.0  # how far reasons look
PRICE_STEP = 0.1  # yen/kWh: less is no difference

_FOR = {
    TargetKind.DEPARTURE: ReasonCode.CHARGE_DEPARTURE,
    TargetKind.STORM: ReasonCode.CHARGE_STORM,
    TargetKind.PERSON: ReasonCode.CHARGE_PERSON,
}

_BY_CO2 = {
    ReasonCode.CHARGE_CHEAP: ReasonCode.CHARGE_CLEAN,
    ReasonCode.WAIT_CHEAPER: ReasonCode.WAIT_CLEANER,
    ReasonCode.HOLD_DEARER: ReasonCode.HOLD_DIRTIER,
}


def explain(request: PlanRequest, values: ModelData, solution: Solution, k: int, t: int) -> Reason:
    """Why storage k (in the model's order) does what it does in slot t."""
    needs = derive_targets(
        request.home, request.horizon, request.readings, request.situation, request.zone, request.needs
    )
    return Explainer(request, values, solution, needs).reason(k, t)


class Explainer:
    """The reasons of one solution."""

    def __init__(
        self, request: PlanRequest, values: ModelData, solution: Solution, needs: tuple[SocTarget, ...]
    ) -> None:
        """Look at a solution of `values`, which were made from `request` and `needs`."""
        self._request, self._values, self._solution = request, values, solution
        self._storages = in_model_order(request.home)
        self._needs = [[n for n in needs if n.storage_id == storage.id] for storage in self._storages]
        self._price = request.forecasts.import_yen_per_kwh
        self._co2 = request.forecasts.co2_kg_per_kwh
        self._cost = values.import_cost
        power = solution.charge - solution.discharge
        self._charge = np.where(power > NOTHING_KW, power, 0.0)
        self._discharge = np.where(power < -NOTHING_KW, -power, 0.0)
        self._before = np.concatenate([values.energy_before[:, None], solution.energy[:, :-1]], axis=1)
        self._end = np.cumsum(values.hours)

    def reason(self, k: int, t: int) -> Reason:
        """Why storage k does what it does in slot t."""
        if known_soc(self._request, self._storages[k]) is None:
            return Reason(ReasonCode.SOC_UNKNOWN)
        if self._charge[k, t] > 0:
            return self._charging(k, t)
        if self._discharge[k, t] > 0:
            return self._discharging(k, t)
        if self.away(k, t):
            return Reason(ReasonCode.AWAY)
        return self._standing(k, t)

    def away(self, k: int, t: int) -> bool:
        """Whether it is not plugged in for most of the slot."""
        return bool(self._absent[k, t])

    @cached_property
    def _absent(self) -> Bools:
        rows = [trips_of(self._request, storage).away > 0.5 for storage in self._storages]
        for row, storage in zip(rows, self._storages, strict=True):
            reading = reading_of(self._request, storage)
            row[0] |= reading is not None and reading.connected is False
        return np.array(rows)

    # -- what it does ---------------------------------------------------------------------------------

    def _charging(self, k: int, t: int) -> Reason:
        values, solution, storage = self._values, self._solution, self._storages[k]
        price = float(self._price[t])
        now = self._ruling(k, t)
        if now is not None:
            return self._for_need(now)
        if values.event_import_max[t] > 0 and solution.event_import[t] > NOTHING_KW:
            return Reason(ReasonCode.CHARGE_GRID_EVENT, {"reward": float(values.event_import_value[t])})
        if self._before[k, t] < storage.min_soc * storage.capacity_kwh - NEAR_KWH:
            return Reason(ReasonCode.CHARGE_FLOOR, {"soc": storage.min_soc})
        if self._request.situation.outage:
            return Reason(ReasonCode.CHARGE_OUTAGE, {"power": float(self._charge[k, t])})
        if solution.grid_import[t] <= 0.05 * self._charge[k, t]:
            earned = float(self._request.forecasts.export_yen_per_kwh[t])
            return Reason(
                ReasonCode.CHARGE_SURPLUS, {"power": float(self._charge[k, t]), "export_price": earned}
            )
        if price < 0:
            return Reason(ReasonCode.CHARGE_NEGATIVE_PRICE, {"price": price})
        if self._could_wait(k, t) and self._reserve_counts(k, t):
            return Reason(ReasonCode.CHARGE_RESERVE, {"soc": self._level(k, t)})
        need = self._binding(k, t)
        if need is not None:
            return self._for_need(need)
        later = self._use(k, t)
        if later is None:
            return self._charging_for_trip(k, t)
        return self._compared(ReasonCode.CHARGE_CHEAP, t, later)

    def _charging_for_trip(self, k: int, t: int) -> Reason:
        """No later hour is dearer: the energy is for driving, or simply worth its price."""
        trip = self._next(self._values.trip[k] > 0, t)
        if trip is not None:
            slot = max(trip - 1, t)
            soc = float(self._solution.energy[k, slot] / self._values.capacity[k])
            return Reason(ReasonCode.CHARGE_DEPARTURE, {"soc": soc}, {"by": self._at(trip)})
        return self._worth(k, t)

    def _worth(self, k: int, t: int) -> Reason:
        value = self._left_over(k) * float(self._values.charge_eff[k])
        return Reason(ReasonCode.CHARGE_WORTH, {"price": float(self._cost[t]), "value": value})

    def _discharging(self, k: int, t: int) -> Reason:
        values, solution = self._values, self._solution
        if self._request.situation.outage:
            return Reason(ReasonCode.DISCHARGE_OUTAGE)
        if values.event_discharge_max[t] > 0 and solution.event_discharge[t] > NOTHING_KW:
            reward = float(values.event_discharge_value[t])
            return Reason(ReasonCode.DISCHARGE_GRID_EVENT, {"reward": reward})
        if values.load[t] - values.pv[t] > values.import_max[t] - NOTHING_KW:
            return Reason(ReasonCode.DISCHARGE_LIMIT, {"limit": float(values.import_max[t])})
        if self._request.situation.mode is Mode.CO2:
            return Reason(ReasonCode.DISCHARGE_DIRTY, {"co2": float(self._co2[t])})
        return self._weighed(ReasonCode.DISCHARGE_DEAR, k, t, float(self._discharge[k, t]))

    def _standing(self, k: int, t: int) -> Reason:
        values, storage = self._values, self._storages[k]
        energy = float(self._before[k, t])
        held = self._ruling(k, t, held=True)
        if held is not None and held.kind is TargetKind.STORM:
            return self._kept(held)
        if held is not None:
            return Reason(ReasonCode.HOLD_DEPARTURE, {"soc": held.soc}, {"by": held.until or held.by})
        charge, discharge = self._next(self._charge[k] > 0, t), self._next(self._discharge[k] > 0, t)
        can_feed = values.discharge_max[k, t] > 0 and values.load[t] - values.pv[t] > 0.1
        need = self._binding(k, t)
        kept = need is not None and (charge is None or (self._first(need) or 0) < charge)
        if charge is not None and (discharge is None or charge < discharge) and not (kept and can_feed):
            bought = self._solution.grid_import[charge] > 0.05 * self._charge[k, charge]
            if bought and self._cost[charge] < self._cost[t] - PRICE_STEP and energy < self._room(k, t):
                return self._compared(ReasonCode.WAIT_CHEAPER, t, charge)
        reserve = self._request.situation.reserve(storage.id)
        if reserve is not None and can_feed and self._at(t) < reserve.leave:
            if energy <= reserve.soc * storage.capacity_kwh + NEAR_KWH:
                return Reason(ReasonCode.HOLD_DEPARTURE, {"soc": reserve.soc}, {"by": reserve.leave})
        if can_feed and energy <= storage.min_soc * storage.capacity_kwh + NEAR_KWH:
            return Reason(ReasonCode.HOLD_FLOOR, {"soc": storage.min_soc})
        if need is not None and can_feed:
            return self._kept(need)
        priced = can_feed and not self._request.situation.outage  # without a grid no price counts
        if priced and discharge is not None and self._cost[discharge] > self._cost[t] + PRICE_STEP:
            return self._compared(ReasonCode.HOLD_DEARER, t, discharge)
        if can_feed and self._reserve_counts(k, t) and self._at_level(k, t):
            return Reason(ReasonCode.HOLD_RESERVE, {"soc": self._level(k, t)})
        if energy >= self._room(k, t) and not can_feed:
            return Reason(ReasonCode.HOLD_FULL, {"soc": energy / float(values.capacity[k])})
        if priced and self._request.situation.mode is not Mode.CO2:
            power = min(float(values.discharge_max[k, t]), float(values.load[t] - values.pv[t]))
            return self._weighed(ReasonCode.WAIT_NOT_WORTH, k, t, power)
        return Reason(ReasonCode.WAIT_NOTHING)

    # -- what it is for -------------------------------------------------------------------------------

    def _targets(self, kind: TargetKind) -> Floats:
        values = self._values
        return {
            TargetKind.DEPARTURE: values.departure,
            TargetKind.STORM: values.storm,
            TargetKind.PERSON: values.person,
        }[kind]

    def _ruling(self, k: int, t: int, *, held: bool = False) -> SocTarget | None:
        """The need whose target at the end of this very slot binds.

        Persons and storms rule; a departure does not, it is one moment.
        """
        for need in sorted(self._needs[k], key=lambda need: need.kind is not TargetKind.PERSON):
            if need.kind is TargetKind.DEPARTURE or (held and need.until is None):
                continue
            first = self._first(need)
            if first is None or first > t or (need.until is not None and need.until <= self._at(t)):
                continue
            target = self._targets(need.kind)[k, t]
            if target > 0 and self._solution.energy[k, t] <= target + NEAR_KWH:
                return need
        return None

    def _binding(self, k: int, t: int) -> SocTarget | None:
        """The next need that this slot's energy is for.

        Nothing is discharged before it, and it is only just met, or not.
        """
        for need in self._needs[k]:
            first = self._first(need)
            if first is None or first < t:
                continue
            target = self._targets(need.kind)[k, first]
            if target <= 0 or self._solution.energy[k, first] > target + NEAR_KWH:
                continue
            if not (self._discharge[k, t : first + 1] > 0).any():
                return need
        return None

    def _first(self, need: SocTarget) -> int | None:
        horizon = self._request.horizon
        return 0 if need.by <= horizon.start + MOMENT else deadline_slot(horizon, need.by)

    def _for_need(self, need: SocTarget) -> Reason:
        if need.kind is TargetKind.STORM and self._request.situation.storm is None:
            return Reason(ReasonCode.CHARGE_RESILIENCE, {"soc": need.soc})
        if need.kind is TargetKind.STORM and need.by <= self._request.horizon.start + MOMENT:
            return Reason(ReasonCode.CHARGE_STORM_NOW, {"soc": need.soc})
        return Reason(_FOR[need.kind], {"soc": need.soc}, {"by": need.by})

    def _kept(self, need: SocTarget) -> Reason:
        if need.kind is TargetKind.STORM and self._request.situation.storm is None:
            return Reason(ReasonCode.HOLD_RESILIENCE, {"soc": need.soc})
        if need.kind is TargetKind.STORM:
            return Reason(ReasonCode.HOLD_STORM, {"soc": need.soc}, {"until": need.until or need.by})
        return Reason(ReasonCode.HOLD_DEPARTURE, {"soc": need.soc}, {"by": need.by})

    def _reserve_counts(self, k: int, t: int) -> bool:
        """Whether a level of the reserve that is not below what is in store weighs anything soon."""
        weights = self._values.reserve_cost[k][:, self._soon(t)].sum(axis=1)
        above = self._values.reserve[k] >= self._before[k, t] - NEAR_KWH
        return bool((weights[above] > 0.01).any())

    def _at_level(self, k: int, t: int) -> bool:
        return bool((np.abs(self._values.reserve[k] - self._before[k, t]) <= NEAR_KWH).any())

    def _level(self, k: int, t: int) -> float:
        """The reserve level, as a fraction, that the store is charged to or kept at."""
        energy, levels = float(self._solution.energy[k, t]), self._values.reserve[k]
        above = levels[levels >= energy - NEAR_KWH]
        return float((above.min() if len(above) else levels.max()) / self._values.capacity[k])

    def _could_wait(self, k: int, t: int) -> bool:
        """Whether a cheaper slot with room in it comes before the energy is used."""
        use = self._next((self._discharge[k] > 0) | (self._values.trip[k] > 0), t)
        slots = self._soon(t) & (np.arange(len(self._cost)) < (len(self._cost) if use is None else use))
        free = self._charge[k] < self._values.charge_max[k] - 0.1
        free &= self._solution.grid_import < self._values.import_max - 0.1
        return bool((slots & free & (self._cost < self._cost[t] - PRICE_STEP)).any())

    def _use(self, k: int, t: int) -> int | None:
        """The dearer slot that a kWh charged now spares.

        That is the next discharge, else the dearest hour to charge within a day.
        """
        mode_cost = self._cost
        use = self._next(self._discharge[k] > 0, t)
        if use is not None and mode_cost[use] > mode_cost[t] + PRICE_STEP:
            return use
        slots = self._soon(t) & (self._values.charge_max[k] > 0)
        dearest = int(np.argmax(np.where(slots, mode_cost, -np.inf)))
        return dearest if slots[dearest] and mode_cost[dearest] > mode_cost[t] + PRICE_STEP else None

    def _weighed(self, code: ReasonCode, k: int, t: int, power: float) -> Reason:
        """The price now against what a kWh from the store costs by the time it reaches the house."""
        values, price = self._values, float(self._price[t])
        lost = price * values.overhead[k] / power
        on = (self._charge[k] > 0) | (self._discharge[k] > 0)
        if not on[max(t - 1, 0) : t + 2].any() and not (t == 0 and values.on_before[k] > 0.5):
            lost += float(values.start_cost[k] / (power * values.hours[t]))
        value = float((self._worths[k, t] + values.wear[k]) * values.discharge_eff_inv[k] + lost)
        return Reason(code, {"price": price, "value": value})

    @cached_property
    def _worths(self) -> Floats:
        """The value of a stored kWh in every slot, (K, N).

        Between two moments at which the store hits a limit or a target it is one number: the marginal
        value now in the first stretch; later what the dearest charging of the stretch costs, else what
        is left at the end is worth, else the least that discharging earns.
        """
        solution = self._solution
        out = np.empty_like(solution.energy)
        for k in range(len(out)):
            first, worth = 0, float(solution.energy_price[k])
            for last in [*np.flatnonzero(self._tight(k)), len(out[k]) - 1]:
                if last < first:
                    continue
                if first > 0:
                    worth = self._stretch(k, slice(first, last + 1), worth, final=last == len(out[k]) - 1)
                out[k, first : last + 1] = worth
                first = last + 1
        return out

    def _tight(self, k: int) -> Bools:
        """Slots at whose end the store is at a limit or a target."""
        values, energy = self._values, self._solution.energy[k]
        marks = [values.floor[k], values.ceiling[k], np.full_like(energy, values.capacity[k])]
        marks += [np.where(target[k] > 0, target[k], -1e9) for target in map(self._targets, TargetKind)]
        near = np.array([np.abs(energy - mark) <= NEAR_KWH for mark in marks]).any(axis=0)
        tight: Bools = near | self._absent[k]
        return tight

    def _stretch(self, k: int, at: slice, before: float, *, final: bool) -> float:
        values, solution = self._values, self._solution
        bought = (self._charge[k, at] > 0) & (solution.grid_import[at] > 0.05 * self._charge[k, at])
        if bought.any():
            return float(self._cost[at][bought].max() / values.charge_eff[k] + values.wear[k])
        if final:
            return self._left_over(k)
        fed = self._discharge[k, at] > 0
        if fed.any():
            return min(before, float(self._cost[at][fed].min() / values.discharge_eff_inv[k]))
        return before

    def _left_over(self, k: int) -> float:
        """What the last kWh that is left at the end is worth, in yen."""
        below = np.cumsum(self._values.terminal_width[k])
        segment = min(int(np.searchsorted(below, self._solution.energy[k, -1])), len(below) - 1)
        return float(self._values.terminal_value[k, segment])

    def _room(self, k: int, t: int) -> float:
        """KWh at which the store counts as full in this slot."""
        return float(min(self._values.ceiling[k, t], self._values.capacity[k])) - NEAR_KWH

    # -- time -----------------------------------------------------------------------------------------

    def _soon(self, t: int) -> Bools:
        """Slots after t that begin within a day."""
        begin = self._end - self._values.hours
        soon: Bools = (np.arange(len(begin)) > t) & (begin < begin[t] + AHEAD_HOURS)
        return soon

    def _next(self, mask: Bools, t: int) -> int | None:
        """The first slot after t, within a day, where the mask holds."""
        found = np.flatnonzero(mask & self._soon(t))
        return int(found[0]) if len(found) else None

    def _at(self, t: int) -> datetime:
        return self._request.horizon.edges[t]

    def _compared(self, code: ReasonCode, t: int, later: int) -> Reason:
        """This slot against a later one: by price, in CO2 mode by CO2."""
        by_co2 = self._request.situation.mode is Mode.CO2
        name, series = ("co2", self._co2) if by_co2 else ("price", self._price)
        return Reason(
            _BY_CO2[code] if by_co2 else code,
            {name: float(series[t]), f"later_{name}": float(series[later])},
            {"later_at": self._at(later)},
        )
