"""What is followed from one look at the home to the next: trips, meters, chargers, and what a storm costs. Pure."""

from dataclasses import replace
from datetime import tzinfo

from ..core.accounting.metering import metered
from ..core.control.charge_rate import ChargeRate
from ..core.home import Home
from ..core.outage.log import tracked
from ..core.plan import Command
from ..core.readings import Readings
from ..core.situation import Situation
from ..core.storm.counterfactual import Counterfactual, StormCost
from ..state.snapshot import is_open
from .persistent_state import PersistentState


def with_charge_rates(readings: Readings, kept: PersistentState) -> Readings:
    """The readings with what every charger has really brought lately."""
    return replace(
        readings,
        storages=tuple(
            replace(reading, delivered_kw=kept.charge_rates.get(reading.storage_id, ChargeRate()).lately_kw)
            for reading in readings.storages
        ),
    )


def track(
    kept: PersistentState,
    readings: Readings,
    situation: Situation,
    commands: tuple[Command, ...],
    home: Home,
    zone: tzinfo,
) -> PersistentState:
    """What is kept after one look; `commands` held until now."""
    now, trips, charge_rates = readings.at, kept.trips, {}
    for storage in home.storages:
        reading = readings.storage(storage.id)
        if storage.kind.is_ev:
            trips = trips.after(reading, storage.capacity_kwh, now)
        command = next((command for command in commands if command.storage_id == storage.id), None)
        former = kept.charge_rates.get(storage.id, ChargeRate())
        charge_rates[storage.id] = former.after(command, reading, storage, now)
    slot = None if kept.plan is None else kept.plan.slot_at(now)
    return _storm_followed(
        replace(
            kept,
            trips=trips,
            charge_rates=charge_rates,
            recent_load=kept.recent_load.after(readings),
            outage=tracked(kept.outage, readings, home, outage=situation.outage),
            one_off=tuple(trip for trip in kept.one_off if trip.back > now),
            charge_now=tuple(need for need in kept.charge_now if is_open(need, readings)),
            ledger=metered(kept.ledger, readings, slot, home, zone),
        ),
        readings,
        situation,
        home,
    )


def _storm_followed(
    kept: PersistentState, readings: Readings, situation: Situation, home: Home
) -> PersistentState:
    """The home without the storm lives beside ours from the first sign until all is over."""
    if situation.storm is None:
        return replace(kept, counterfactual=None)
    if kept.counterfactual is None:
        counterfactual = Counterfactual.begin(readings, home)
        return replace(kept, counterfactual=counterfactual, storm_cost=StormCost(since=counterfactual.since))
    counterfactual = kept.counterfactual.after(readings, None if situation.outage else kept.plan, home)
    worth = {} if kept.plan is None else kept.plan.stored_yen_per_kwh
    planned = kept.plan.storm_yen if kept.plan is not None and kept.plan.storm is not None else None
    cost = StormCost(
        since=counterfactual.since,
        planned_yen=planned,
        so_far_yen=counterfactual.extra_yen(readings, home, worth),
    )
    return replace(kept, counterfactual=counterfactual, storm_cost=cost)
