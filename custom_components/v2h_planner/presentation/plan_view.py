"""A plan as entities show it, computed once and off the event loop: its runs, and its slots as attributes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..core.plan import Plan, PlanSlot
from .figures import rounded, self_consumption
from .runs import Run, action_of, runs

# What a chart card draws; attributes are JSON by nature.
type Points = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """Runs by storage id, slots and single series in time order, and the plan's sums.

    `known_until`: the end of the last slot with a published price.
    """

    runs: dict[str, tuple[Run, ...]]
    slots: Points
    prices: Points
    load_kw: Points
    pv_kw: Points
    known_until: datetime | None
    cost_yen: float
    co2_kg: float
    self_consumption: float | None

    @classmethod
    def of(cls, plan: Plan) -> PlanView:
        """Return the view of a plan; takes some 10 ms on a slow machine."""
        ids = [part.storage_id for part in plan.slots[0].storages]
        return cls(
            runs={storage_id: tuple(runs(plan, storage_id)) for storage_id in ids},
            slots=[_slot(slot) for slot in plan.slots],
            prices=_points(plan, lambda slot: slot.import_yen_per_kwh),
            load_kw=_points(plan, lambda slot: slot.load_kw),
            pv_kw=_points(plan, lambda slot: slot.pv_kw),
            known_until=max((slot.end for slot in plan.slots if slot.price_known), default=None),
            cost_yen=plan.cost_yen,
            co2_kg=plan.co2_kg,
            self_consumption=self_consumption(plan),
        )

    def next_run(self, storage_id: str, now: datetime) -> Run | None:
        """Return that storage's first run that begins after `now`."""
        return next((run for run in self.runs.get(storage_id, ()) if run.start > now), None)


def _points(plan: Plan, value: Callable[[PlanSlot], float]) -> Points:
    return [
        {"start": slot.start.isoformat(), "end": slot.end.isoformat(), "value": rounded(value(slot), 3)}
        for slot in plan.slots
    ]


def _slot(slot: PlanSlot) -> dict[str, Any]:
    return {
        "start": slot.start.isoformat(),
        "end": slot.end.isoformat(),
        "import_kw": rounded(slot.import_kw, 3),
        "export_kw": rounded(slot.export_kw, 3),
        "pv_kw": rounded(slot.pv_kw, 3),
        "load_kw": rounded(slot.load_kw, 3),
        "import_price": rounded(slot.import_yen_per_kwh, 2),
        "export_price": rounded(slot.export_yen_per_kwh, 2),
        "co2": rounded(slot.co2_kg_per_kwh, 3),
        "price_known": slot.price_known,
        "storages": {
            part.storage_id: {
                "action": action_of(part).value,
                "charge_kw": rounded(part.charge_kw, 3),
                "discharge_kw": rounded(part.discharge_kw, 3),
                "soc": rounded(100 * part.soc_end, 1),
                "reason": part.reason.code.value,
                "presence": round(part.presence, 2),
                "likely": part.likely,
            }
            for part in slot.storages
        },
    }
