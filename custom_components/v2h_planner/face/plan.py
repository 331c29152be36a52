"""The plan with a sentence for every slot and storage. Built once a plan and off the event loop: it takes some 10 ms."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from ..core.home import Home
from ..core.plan import Plan, PlanSlot, StorageSlot
from ..core.trips import OneOffTrip
from ..core.weekly_trips import WeeklyTrip, weekly_trips
from ..presentation.runs import action_of
from ..presentation.wording import Wording
from . import contract
from .figures import iso, iso_or_none, known, percent


def plan_of(
    plan: Plan, home: Home, trips: tuple[OneOffTrip, ...], words: Wording, zone: tzinfo
) -> contract.Plan:
    """Return a plan as a card draws it. `home`: without the weekly trips that are skipped; `trips`: those that are announced."""
    storm = plan.storm
    return {
        "made_at": iso(plan.made_at),
        "mode": plan.mode.value,
        "cost_yen": known(plan.cost_yen, 1) or 0.0,
        "co2_kg": known(plan.co2_kg, 2) or 0.0,
        "priced": plan.priced,
        "degraded": plan.degraded,
        "slots": [_slot(slot, plan.made_at, words) for slot in plan.slots],
        "targets": sorted(
            (*_departures(plan, home, trips, zone), *_storm(plan, home)),
            key=lambda target: (target["by"], target["storage_id"]),
        ),
        "storm": None if storm is None else {"onset": iso_or_none(storm.onset), "until": iso(storm.until)},
        "grid_events": [],
    }


def _slot(slot: PlanSlot, made_at: datetime, words: Wording) -> contract.PlanSlot:
    return {
        "start": iso(slot.start),
        "end": iso(slot.end),
        "price": known(slot.import_yen_per_kwh, 2) or 0.0,
        "export_price": known(slot.export_yen_per_kwh, 2) or 0.0,
        "known": slot.price_known,
        "co2": known(slot.co2_kg_per_kwh, 3) or 0.0,
        "pv": known(slot.pv_kw, 2) or 0.0,
        "load": known(slot.load_kw, 2) or 0.0,
        "import": known(slot.import_kw, 2) or 0.0,
        "export": known(slot.export_kw, 2) or 0.0,
        "cost": known(slot.cost_yen, 2) or 0.0,
        "storages": {
            part.storage_id: _part(part, later=slot.start > made_at, now=made_at, words=words)
            for part in slot.storages
        },
    }


def _part(part: StorageSlot, *, later: bool, now: datetime, words: Wording) -> contract.StoragePart:
    return {
        "action": action_of(part).value,
        "charge": known(part.charge_kw, 2) or 0.0,
        "discharge": known(part.discharge_kw, 2) or 0.0,
        "soc": percent(part.soc_end) or 0.0,
        "why": words.reason(part.reason, now, later=later, likely=part.likely),
        "likely": part.likely,
        "presence": known(part.presence, 2) or 0.0,
    }


def _departures(
    plan: Plan, home: Home, trips: tuple[OneOffTrip, ...], zone: tzinfo
) -> Iterator[contract.Target]:
    """Yield what weekly and announced trips want at their departure."""
    start, end = plan.horizon.start, plan.horizon.end
    ahead: list[WeeklyTrip | OneOffTrip] = [
        *(trip for trip in weekly_trips(home, start, end, zone) if trip.is_made),
        *trips,
    ]
    for trip in ahead:
        if start < trip.leave <= end:
            yield _target(trip.storage_id, "departure", trip.leave, trip.soc)


def _storm(plan: Plan, home: Home) -> Iterator[contract.Target]:
    """Yield what the storm wants of every storage, while it is still ahead."""
    storm = plan.storm
    if storm is not None and not plan.outage and storm.by > plan.made_at:
        for storage in home.storages:
            yield _target(storage.id, "storm", storm.by, storage.storm_soc)


def _target(storage_id: str, kind: str, by: datetime, soc: float) -> contract.Target:
    return {"storage_id": storage_id, "kind": kind, "by": iso(by), "soc": percent(soc) or 0.0}
