"""Tracks trips, meters, chargers, an outage and a storm's cost from one observation to the next. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from ..core.accounting.metering import Meters, flowed_at, metered
from ..core.accounting.stored_value import stored_worth
from ..core.control.balance import balanced
from ..core.control.charge_rate import ChargeRate
from ..core.control.soc_estimate import SocEstimate
from ..core.home import Home
from ..core.outage.endurance import Endurance, OutageTerms, RecentLoad, estimate_endurance
from ..core.outage.log import OutageLog, tracked
from ..core.plan import LATE, Command, Plan, SocTarget
from ..core.readings import LONGEST_GAP, Fault, FaultKind, Readings, StorageReading
from ..core.situation import Situation
from ..core.storm.counterfactual import Counterfactual, StormCost
from ..core.trips import LONGEST_TRIP, TripLog
from ..settings.model import ControlKind, Settings, StorageSettings
from ..state.snapshot import is_open
from .persistent_state import PersistentState


def with_delivered(readings: Readings, charge_rates: Mapping[str, ChargeRate]) -> Readings:
    """Return the readings with what every charger has delivered lately."""
    return replace(
        readings,
        storages=tuple(
            replace(reading, delivered_kw=charge_rates.get(reading.storage_id, ChargeRate()).lately_kw)
            for reading in readings.storages
        ),
    )


def settled(state: PersistentState, readings: Readings, settings: Settings) -> Readings:
    """Return the readings with the load that follows from what the units take, where nothing meters it alone."""
    seen = state.recent_load.seen
    last_kw = seen[-1].kw if seen and readings.at - seen[-1].at <= LONGEST_GAP else None
    # in a dry run a relay knows only what would be ordered
    relays = state.relays if state.control else {}
    return balanced(readings, settings.home, relays, last_kw, readings.at)


def judge_soc(
    state: PersistentState, readings: Readings, commands: tuple[Command, ...], settings: Settings
) -> tuple[PersistentState, Readings]:
    """Return the state and the readings with the SOC that counts, and what is wrong with its sensors.

    `readings`: as the sensors gave them. `commands`: those that held until now.
    """
    estimates, storages, faults = dict(state.soc_estimates), [], list(readings.faults)
    for item in settings.storages:
        reading = readings.storage(item.storage.id)
        estimates[item.storage.id] = estimate = estimate_soc(state, reading, commands, item, readings.at)
        judged, kind = estimate.judge(reading, settings.stale_after, readings.at)
        fatal = judged.soc is None
        faults = [replace(f, fatal=fatal) if f.source == item.soc_entity else f for f in faults]
        if kind is not None:
            faults.append(_soc_fault(kind, item, estimate, fatal=fatal))
        storages.append(judged)
    return (
        replace(state, soc_estimates=estimates),
        replace(readings, storages=tuple(storages), faults=tuple(faults)),
    )


def estimate_soc(
    state: PersistentState,
    reading: StorageReading,
    commands: tuple[Command, ...],
    item: StorageSettings,
    now: datetime,
) -> SocEstimate:
    """Return what is known of one storage's SOC after a reading as its sensors gave it."""
    reached = () if item.control.kind is ControlKind.NONE else commands
    command = next((c for c in reached if c.storage_id == item.storage.id), None)
    former = state.soc_estimates.get(item.storage.id, SocEstimate())
    return former.after(command, reading, item.storage, now)


def _soc_fault(kind: FaultKind, item: StorageSettings, estimate: SocEstimate, *, fatal: bool) -> Fault:
    found = ""
    if kind is FaultKind.STALE and estimate.reported is not None:
        found = estimate.reported.isoformat(timespec="minutes")
    elif (shown := estimate.jump if kind is FaultKind.JUMPED else estimate.value) is not None:
        found = f"{100 * shown:.0f} %"
    return Fault(kind, item.soc_entity, found, fatal=fatal)


def track(
    state: PersistentState,
    readings: Readings,
    situation: Situation,
    commands: tuple[Command, ...],
    home: Home,
    terms: OutageTerms,
    zone: tzinfo,
    meters: Meters = Meters(),
) -> tuple[PersistentState, Endurance | None]:
    """Return the state after one observation, and the endurance in an outage.

    `commands`: those that units were told and that held until now.
    """
    now, plan = readings.at, state.plan
    ours = _ours(commands, plan, situation)
    counterfactual, storm_cost = state.counterfactual, state.storm_cost
    if situation.storm is None:
        counterfactual = None
    else:
        counterfactual, storm_cost = _track_storm(counterfactual, plan, readings, home, lived=bool(ours))
    slot = None if plan is None else plan.slot_at(flowed_at(state.ledger, now))
    load = state.recent_load.after(readings)
    outage, endurance = _track_outage(state.outage, plan, load, readings, situation, home, terms)
    trips = _track_trips(state, readings, home)
    ledger = metered(
        state.ledger,
        readings,
        slot,
        home,
        zone,
        ours,
        meters,
        priced=plan is not None and plan.priced,
        outage=situation.outage,
    )
    tracked_state = replace(
        state,
        trips=trips,
        charge_rates=_track_charge_rates(state.charge_rates, commands, readings, home),
        recent_load=load,
        outage=outage,
        one_off=trips.going_on(state.one_off, readings, now),
        skipped=tuple(one for one in state.skipped if now - one.leave < LONGEST_TRIP),
        charge_now=_track_charge_now(state.charge_now, readings),
        ledger=ledger,
        # the last minute of a day still belongs to its last half hour
        peaks=state.peaks.after((*ledger.before, *ledger.slots), zone),
        counterfactual=counterfactual,
        storm_cost=storm_cost,
    )
    return tracked_state, endurance


def _track_outage(
    log: OutageLog | None,
    plan: Plan | None,
    load: RecentLoad,
    readings: Readings,
    situation: Situation,
    home: Home,
    terms: OutageTerms,
) -> tuple[OutageLog | None, Endurance | None]:
    """Return the log, with the notices that count as told, and the endurance."""
    log = tracked(log, readings, home, outage=situation.outage)
    if not situation.outage or log is None:
        return log, None
    endurance = estimate_endurance(
        () if plan is None else plan.slots,
        home,
        readings,
        terms,
        present_kw=load.mean_kw,
        reserves=situation.reserves,
    )
    return log.noticed(endurance, terms)[0], endurance


def told(commands: tuple[Command, ...], settings: Settings) -> tuple[Command, ...]:
    """Return the commands that reach a unit: some are planned for, and nobody can command them."""
    mute = {item.storage.id for item in settings.storages if item.control.kind is ControlKind.NONE}
    return tuple(command for command in commands if command.storage_id not in mute)


def _ours(commands: tuple[Command, ...], plan: Plan | None, situation: Situation) -> frozenset[str]:
    """Return the storages whose doing is the planner's merit: not in an outage, and at prices that somebody knows."""
    if situation.outage or plan is None or not plan.priced:
        return frozenset()
    return frozenset(command.storage_id for command in commands) - situation.hands_off


def _track_trips(state: PersistentState, readings: Readings, home: Home) -> TripLog:
    trips, since = state.trips, None if state.ledger is None else state.ledger.at
    gap = timedelta() if since is None else readings.at - since
    hours = gap.total_seconds() / 3600.0 if timedelta() < gap <= LONGEST_GAP else 0.0
    for storage in home.storages:
        if storage.kind.is_ev:
            reading = readings.storage(storage.id)
            stored = storage.stored_kw(reading.power_kw or 0.0) * hours
            trips = trips.after(reading, storage.capacity_kwh, readings.at, stored, storage.km_per_kwh)
    return trips


def _track_charge_now(targets: tuple[SocTarget, ...], readings: Readings) -> tuple[SocTarget, ...]:
    """Return what is still asked for: what is reached is kept for a while, until the car leaves at most."""
    kept = []
    for target in targets:
        reading = readings.find(target.storage_id)
        if reading is None or reading.connected is False:
            continue
        if target.until is None and not is_open(target, readings):
            target = replace(target, until=readings.at + LATE)
        if target.until is None or readings.at < target.until:
            kept.append(target)
    return tuple(kept)


def _track_charge_rates(
    rates: Mapping[str, ChargeRate], commands: tuple[Command, ...], readings: Readings, home: Home
) -> dict[str, ChargeRate]:
    held = {command.storage_id: command for command in commands}
    return {
        storage.id: rates.get(storage.id, ChargeRate()).after(
            held.get(storage.id), readings.storage(storage.id), storage, readings.at
        )
        for storage in home.storages
    }


def _track_storm(
    counterfactual: Counterfactual | None,
    plan: Plan | None,
    readings: Readings,
    home: Home,
    *,
    lived: bool,
) -> tuple[Counterfactual, StormCost]:
    """Return the home without the storm, which begins with its first sign, and what being ready costs.

    `lived`: the home does as it is planned; in a dry run and in an outage nobody has made anything ready.
    """
    if counterfactual is None:
        counterfactual = Counterfactual.begin(readings, home)
        return counterfactual, StormCost(since=counterfactual.since)
    counterfactual = counterfactual.after(readings, plan if lived else None, home)
    cost = StormCost(
        since=counterfactual.since,
        planned_yen=plan.storm_yen if plan is not None and plan.storm is not None else None,
        so_far_yen=_so_far_yen(counterfactual, plan, readings, home),
    )
    return counterfactual, cost


def _so_far_yen(
    counterfactual: Counterfactual, plan: Plan | None, readings: Readings, home: Home
) -> float | None:
    """Return what being ready has really cost; None where nobody knows what the stored energy is worth."""
    worths = dict[str, float]()
    for storage_id, kwh in counterfactual.since_valued_kwh(readings, home).items():
        worth = None if plan is None else stored_worth(home.storage(storage_id), kwh, plan, readings.at)
        if worth is None:
            return None
        worths[storage_id] = worth.yen / kwh if kwh else 0.0
    return counterfactual.extra_yen(readings, home, worths)
