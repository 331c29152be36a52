"""The counterfactual home, which ignores the storm: what being ready has really cost is the difference to it.

While a storm is here or expected, every pass makes a second plan, for the same home without the storm and with what
its batteries would hold by now. Between passes the counterfactual home follows that plan under the load, the sun and
the prices that really are.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
import logging

from ..accounting.metering import LastSeen
from ..home import Home
from ..plan import Plan, PlanSlot, StorageSlot, TargetKind
from ..planning.planner import make_plan
from ..planning.what_if import bills
from ..readings import LONGEST_GAP, Readings
from ..request import PlanRequest

_LOGGER = logging.getLogger(__name__)

# Share of the time since the beginning; the first plan without the storm takes a while.
ENOUGH_METERED = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class StormCost:
    """What being ready costs more than the normal plan, yen.

    `planned_yen`: as the plan has it now, None without one. `so_far_yen`: metered since `since`; energy that the
    normal plan would not have stored counts at what it spares from here on.
    """

    since: datetime
    planned_yen: float | None = None
    so_far_yen: float | None = None


@dataclass(frozen=True, kw_only=True)
class Counterfactual:
    """The counterfactual home, and what it and the real one have paid since the storm was first expected.

    `energy_kwh`: what it has stored, by storage id. `plan`: without the storm. `seen`: the real batteries as they were
    last seen; its own cars drive as far, and its own SOC jumps with theirs. `left_soc`: of the cars that are away, as
    earlier versions kept it. `valued_kwh`: what the real batteries had stored more when the last plan was made, by
    storage id; `valued_yen`: what that spares from then on.
    """

    since: datetime
    at: datetime
    energy_kwh: dict[str, float] = field(default_factory=dict)
    left_soc: dict[str, float] = field(default_factory=dict)
    cost_yen: float = 0.0
    real_cost_yen: float = 0.0
    metered_hours: float = 0.0
    plan: Plan | None = None
    seen: dict[str, LastSeen] = field(default_factory=dict)
    valued_kwh: dict[str, float] = field(default_factory=dict)
    valued_yen: float = 0.0

    @classmethod
    def begin(cls, readings: Readings, home: Home) -> Counterfactual:
        """Return it as it is at the first sign of a storm: the same as the real home."""
        energy = {
            storage.id: soc * storage.capacity_kwh
            for storage in home.storages
            if (soc := readings.storage(storage.id).soc) is not None
        }
        seen = {storage_id: LastSeen(kwh=kwh) for storage_id, kwh in energy.items()}
        return cls(since=readings.at, at=readings.at, energy_kwh=energy, seen=seen)

    def with_plan(self, request: PlanRequest) -> Counterfactual:
        """Return it with a plan of its own: `request` without the storm, from what it has stored."""
        real = replace(
            request,
            situation=request.situation.without_storm,
            targets=tuple(target for target in request.targets if target.kind is not TargetKind.STORM),
            holdings=False,
        )
        storages = tuple(
            replace(reading, soc=self.energy_kwh[reading.storage_id] / capacity)
            if reading.storage_id in self.energy_kwh
            and (capacity := request.home.storage(reading.storage_id).capacity_kwh)
            else reading
            for reading in request.readings.storages
        )
        own = replace(real, readings=replace(request.readings, storages=storages), announced=self.plan)
        return replace(self._valued(own, real), plan=make_plan(own))

    def planned_like(self, other: Counterfactual) -> Counterfactual:
        """Return it with the plan of an earlier look at it, which has been made meanwhile."""
        return replace(self, plan=other.plan, valued_kwh=dict(other.valued_kwh), valued_yen=other.valued_yen)

    def _valued(self, own: PlanRequest, real: PlanRequest) -> Counterfactual:
        """Return it with what the energy that is stored more spares: the bills of both homes in the same fair weather."""
        if real.situation.outage or not real.forecasts.priced:
            return self
        try:
            without, with_it = bills(own, [real])
        except Exception:  # the plan itself stands; until the next one each kWh counts by itself
            _LOGGER.exception("What the energy stored for the storm is worth could not be found out")
            return replace(self, valued_kwh={}, valued_yen=0.0)
        return replace(
            self, valued_kwh=self.more_kwh(real.readings, real.home), valued_yen=without.yen - with_it.yen
        )

    def after(self, readings: Readings, real_plan: Plan | None, home: Home) -> Counterfactual:
        """Return it after readings of the real home. Time without a plan, a meter or prices counts for neither home."""
        now, gap = readings.at, readings.at - self.at
        arrived = replace(self._with_what_was_not_metered(readings, home), at=now)
        slot = None if self.plan is None else self.plan.slot_at(now)
        prices = None if real_plan is None else real_plan.slot_at(now)
        net_load_kw, real_kw = readings.net_load_kw, _real_import_kw(readings)
        if slot is None or prices is None or net_load_kw is None or real_kw is None:
            return arrived
        if not timedelta() < gap <= LONGEST_GAP:
            return arrived
        hours = gap.total_seconds() / 3600.0
        import_kw, energy = net_load_kw, dict(arrived.energy_kwh)
        for storage in home.storages:
            reading, part = readings.storage(storage.id), slot.storage(storage.id)
            if storage.id not in energy or reading.connected is False:
                continue
            power = _power_kw(part, import_kw)
            level = min(max(energy[storage.id] + storage.stored_kw(power) * hours, 0.0), storage.capacity_kwh)
            if level != energy[storage.id]:
                import_kw += power
            energy[storage.id] = level
        return replace(
            arrived,
            energy_kwh=energy,
            cost_yen=self.cost_yen + _yen(import_kw, prices, hours),
            real_cost_yen=self.real_cost_yen + _yen(real_kw, prices, hours),
            metered_hours=self.metered_hours + hours,
        )

    def extra_yen(self, readings: Readings, home: Home, worth_yen_per_kwh: dict[str, float]) -> float | None:
        """Return what the real home has paid more, less what it has stored more.

        `worth_yen_per_kwh`: of what was stored since the last plan. None where too much of the time was not metered: what
        was stored in it would look like a gift.
        """
        if self.metered_hours < ENOUGH_METERED * (self.at - self.since).total_seconds() / 3600.0:
            return None
        since = self.since_valued_kwh(readings, home)
        stored = sum(kwh * worth_yen_per_kwh.get(storage_id, 0.0) for storage_id, kwh in since.items())
        return self.real_cost_yen - self.cost_yen - self.valued_yen - stored

    def since_valued_kwh(self, readings: Readings, home: Home) -> dict[str, float]:
        """Return what each real battery has stored more since the last plan was made, kWh by storage id."""
        more = self.more_kwh(readings, home)
        return {storage_id: kwh - self.valued_kwh.get(storage_id, 0.0) for storage_id, kwh in more.items()}

    def more_kwh(self, readings: Readings, home: Home) -> dict[str, float]:
        """Return what each real battery of known SOC has stored more, kWh by storage id."""
        return {
            storage.id: soc * storage.capacity_kwh - self.energy_kwh[storage.id]
            for storage in home.storages
            if (soc := readings.storage(storage.id).soc) is not None and storage.id in self.energy_kwh
        }

    def _with_what_was_not_metered(self, readings: Readings, home: Home) -> Counterfactual:
        """Return it with what the real batteries lost by driving, and what no meter explains: that is not the storm's.

        Without a power sensor the SOC itself is the meter.
        """
        gap = readings.at - self.at
        hours = gap.total_seconds() / 3600.0 if timedelta() < gap <= LONGEST_GAP else 0.0
        energy, seen = dict(self.energy_kwh), dict(self.seen)
        for storage in home.storages:
            if storage.id not in energy:
                continue
            reading = readings.storage(storage.id)
            left = self.left_soc.get(storage.id)
            before = LastSeen() if left is None else LastSeen(kwh=left * storage.capacity_kwh, away=True)
            looked = seen.get(storage.id, before).looked(reading, readings.at)
            metered_kwh = storage.stored_kw(reading.power_kw or 0.0) * hours
            seen[storage.id], change = looked.settled(reading, storage, metered_kwh, readings.at)
            drove = looked.back_at is not None and change < 0
            if drove or reading.power_kw is not None:
                energy[storage.id] = min(max(energy[storage.id] + change, 0.0), storage.capacity_kwh)
        return replace(self, energy_kwh=energy, seen=seen, left_soc={})


def _real_import_kw(readings: Readings) -> float | None:
    """Return what the real home imports (exports below zero), None where no meter tells."""
    if readings.grid_kw is not None:
        return readings.grid_kw
    powers = [storage.power_kw for storage in readings.storages if storage.connected is not False]
    if readings.net_load_kw is None or any(power is None for power in powers):
        return None
    return readings.net_load_kw + sum(power or 0.0 for power in powers)


def _power_kw(part: StorageSlot, net_load_kw: float) -> float:
    """Return the power of a counterfactual unit, charging positive: it follows the load and feeds no grid."""
    if part.discharge_kw > 0:
        return -min(part.discharge_kw, max(net_load_kw, 0.0))
    return part.charge_kw


def _yen(import_kw: float, prices: PlanSlot, hours: float) -> float:
    """Return what that import costs, or export earns (below zero), at the prices of a slot."""
    price = prices.import_yen_per_kwh if import_kw > 0 else prices.export_yen_per_kwh
    return hours * (import_kw * price)
