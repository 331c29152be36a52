"""The home that takes no notice of a storm: what being ready has really cost is the difference to it.

While a storm decides or is expected, every pass makes a second plan, for the same home without the storm
and with what its batteries would hold by now. Between passes the shadow lives its plan with the load, the
sun and the prices that really are.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..home import Home
from ..plan import Plan, StorageSlot, TargetKind
from ..planning.planner import make_plan
from ..readings import Readings
from ..request import PlanRequest

# Looks that are further apart say nothing about what was in between.
LONGEST_GAP = timedelta(minutes=5)
# Of the time since the beginning; the first plan without the storm takes a while.
ENOUGH_METERED = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class StormCost:
    """What being ready costs more than the normal plan, yen.

    `planned_yen`: as the plan has it now, None without one. `so_far_yen`: metered since `since`; energy that the
    normal plan would not have stored counts at what it is worth later.
    """

    since: datetime
    planned_yen: float | None = None
    so_far_yen: float | None = None


@dataclass(frozen=True, kw_only=True)
class Counterfactual:
    """The shadow home, and what it and the real one have paid since the storm was first expected.

    `energy_kwh`: what it has stored, by storage id. `left_soc`: of the real cars that are away, when they left:
    the shadow's drive as far. `plan`: without the storm.
    """

    since: datetime
    at: datetime
    energy_kwh: dict[str, float] = field(default_factory=dict)
    left_soc: dict[str, float] = field(default_factory=dict)
    cost_yen: float = 0.0
    real_cost_yen: float = 0.0
    metered_hours: float = 0.0
    plan: Plan | None = None

    def lived(self, readings: Readings, real_plan: Plan | None, home: Home) -> Counterfactual:
        """Up to this look. Without a plan, a meter or prices for it the time is left out for both homes."""
        now, gap = readings.at, readings.at - self.at
        counterfactual = replace(self._drove(readings, home), at=now)
        slot = None if self.plan is None else self.plan.slot_at(now)
        prices = None if real_plan is None else real_plan.slot_at(now)
        real_kw = _real_kw(readings)
        if slot is None or prices is None or readings.load_kw is None or real_kw is None:
            return counterfactual
        if not timedelta() < gap <= LONGEST_GAP:
            return counterfactual
        hours = gap.total_seconds() / 3600.0
        pv_kw, load_kw = readings.pv_kw or 0.0, readings.load_kw
        shadow_kw, energy = load_kw - pv_kw, dict(counterfactual.energy_kwh)
        for storage in home.storages:
            reading, part = readings.storage(storage.id), slot.storage(storage.id)
            if storage.id not in energy or reading.connected is False:
                continue
            power = _power_kw(part, shadow_kw)
            stored = power * storage.charge_efficiency if power > 0 else power / storage.discharge_efficiency
            level = min(max(energy[storage.id] + stored * hours, 0.0), storage.capacity_kwh)
            if level != energy[storage.id]:
                shadow_kw += power
            energy[storage.id] = level

        def yen(kw: float) -> float:
            return hours * (kw * prices.import_yen_per_kwh if kw > 0 else kw * prices.export_yen_per_kwh)

        return replace(
            counterfactual,
            energy_kwh=energy,
            cost_yen=self.cost_yen + yen(shadow_kw),
            real_cost_yen=self.real_cost_yen + yen(real_kw),
            metered_hours=self.metered_hours + hours,
        )

    def _drove(self, readings: Readings, home: Home) -> Counterfactual:
        """Who comes home has lost on the road what the real car has."""
        left, energy = dict(self.left_soc), dict(self.energy_kwh)
        for reading in readings.storages:
            key = reading.storage_id
            if reading.soc is None or key not in energy:
                continue
            if reading.connected is False:
                left.setdefault(key, reading.soc)
            elif key in left:
                driven = max(left.pop(key) - reading.soc, 0.0) * home.storage(key).capacity_kwh
                energy[key] = max(energy[key] - driven, 0.0)
        return replace(self, left_soc=left, energy_kwh=energy)

    def extra_yen(self, readings: Readings, home: Home, worth_yen_per_kwh: dict[str, float]) -> float | None:
        """What the real home has paid more, less what it has stored more.

        None where too much of the time was not metered: what was stored in it would look like a gift.
        """
        if self.metered_hours < ENOUGH_METERED * (self.at - self.since).total_seconds() / 3600.0:
            return None
        stored = 0.0
        for storage in home.storages:
            soc, level = readings.storage(storage.id).soc, self.energy_kwh.get(storage.id)
            if soc is not None and level is not None:
                stored += (soc * storage.capacity_kwh - level) * worth_yen_per_kwh.get(storage.id, 0.0)
        return self.real_cost_yen - self.cost_yen - stored


def _real_kw(readings: Readings) -> float | None:
    """What the real home draws from the grid, feeding it below zero; None where no meter tells."""
    if readings.grid_kw is not None:
        return readings.grid_kw
    powers = [storage.power_kw for storage in readings.storages if storage.connected is not False]
    if readings.load_kw is None or any(power is None for power in powers):
        return None
    return readings.load_kw - (readings.pv_kw or 0.0) + sum(power or 0.0 for power in powers)


def begin(readings: Readings, home: Home) -> Counterfactual:
    """At the first sign of a storm both homes are the same."""
    energy = {
        storage.id: soc * storage.capacity_kwh
        for storage in home.storages
        if (soc := readings.storage(storage.id).soc) is not None
    }
    return Counterfactual(since=readings.at, at=readings.at, energy_kwh=energy)


def planned(counterfactual: Counterfactual, request: PlanRequest) -> Counterfactual:
    """With a plan of its own, made from what it holds."""
    storages = tuple(
        replace(reading, soc=counterfactual.energy_kwh[reading.storage_id] / capacity)
        if reading.storage_id in counterfactual.energy_kwh
        and (capacity := request.home.storage(reading.storage_id).capacity_kwh)
        else reading
        for reading in request.readings.storages
    )
    return replace(
        counterfactual,
        plan=make_plan(
            replace(
                request,
                readings=replace(request.readings, storages=storages),
                situation=request.situation.without_storm,
                targets=tuple(target for target in request.targets if target.kind is not TargetKind.STORM),
                announced=counterfactual.plan,
                holdings=False,
            )
        ),
    )


def _power_kw(part: StorageSlot, net_load_kw: float) -> float:
    """What the shadow's unit takes (or gives, below zero): it follows the load and feeds no grid."""
    if part.discharge_kw > 0:
        return -min(part.discharge_kw, max(net_load_kw, 0.0))
    return part.charge_kw
