"""Plan and readings -> one verb for each storage, with the rules of safety.

The first rule that applies decides:

1. outage: a car that is surely away gets no command. Charge only with surplus PV and only if the outage plan says
   so; else discharge down to the minimum SOC, or to what is kept for driving. Not knowing the SOC or the plug is no
   reason to switch the house off: then discharge too, down to the unit's own limit;
2. with the grid nothing is commanded blind: SOC unknown, plug sensor silent, car not connected -> no command, and
   no share of the contract;
3. a person operates the unit by hand -> no command; a person's pause -> stand by;
4. a storm in force, or expected so soon that only full power is fast enough: charge at full power to
   `storm_soc`; then stand by, unless the plan charges on for a departure; no discharge until it is over;
5. the plan's current slot, if the plan is fresh; a stale plan -> no command.

In every case discharge stops at the minimum SOC, charge at its target, and import stays under the contract
limit. Where the highest half hour is charged for, charging is throttled so that its mean stays at the
planned peak, unless a person, a storm or a departure at hand wants it. Nothing that the plan keeps for a target is discharged, nor for a while what a car that is late should leave with.
Thresholds that are easier to stay within than to enter, and `relays.py`, keep a reading on the edge from switching the
relay to and fro.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from ..hazard import StormTarget, Tier
from ..home import Home, Storage
from ..horizon import HALF_HOUR
from ..plan import LATE, Command, Plan, PlanSlot, Reason, ReasonCode, StorageSlot
from ..readings import Readings, StorageReading, Verb
from ..situation import DrivingReserve, Situation
from ..tariff.demand import HALF_HOUR_HOURS
from .pause import is_paused
from .relays import CHARGING, LEAST_OFF, LONGEST_CALM, URGENT, Relay
from .unit import Kept, PeakRoom, Room, Unit

# In the last moments of a half hour a little energy is a great power: nobody regulates by that.
LEAST_LEFT = timedelta(minutes=1)
SOON = timedelta(hours=1)  # a departure so near: no later plan makes up for what is throttled now
PLAN_LIFE = timedelta(minutes=90)  # three missed re-plans
FEEDING_KW = 0.15  # a storage that gives more than this is plugged in, whatever its plug says
SUN_SHOWS_AFTER = timedelta(
    minutes=3
)  # a unit that stores the sun shows it by then: without sun the house is dark


def decide(
    plan: Plan | None,
    home: Home,
    readings: Readings,
    situation: Situation,
    now: datetime,
    relays: Mapping[str, Relay] | None = None,
    taken_kwh: float = 0.0,
) -> tuple[Command, ...]:
    """Return what each unit is to do now; a storage that is not to be touched has no command."""
    return dispatch(plan, home, readings, situation, now, relays, taken_kwh)[0]


def dispatch(
    plan: Plan | None,
    home: Home,
    readings: Readings,
    situation: Situation,
    now: datetime,
    relays: Mapping[str, Relay] | None = None,
    taken_kwh: float = 0.0,
) -> tuple[tuple[Command, ...], dict[str, Relay]]:
    """Return the commands, and the relays once they are obeyed. `relays`: by storage id, None where nothing is known.

    `taken_kwh`: what the running half hour has imported, for a plan with a peak to stay within.
    """
    fresh = plan if plan is not None and now - plan.made_at <= PLAN_LIFE else None
    slot = fresh.slot_at(now) if fresh is not None else None
    room = Room.of(home, readings, slot, _peak_room(fresh, slot, now, taken_kwh))
    for storage_id in situation.hands_off if not situation.outage else ():
        reading = readings.find(storage_id)
        if reading is None:
            continue
        power_kw = _left_alone_kw(readings, reading, home.storage(storage_id))
        if power_kw is not None:
            room = room.beside(power_kw)
    commands, after = [], {}
    for storage in home.storages:
        reading = readings.find(storage.id) or StorageReading(storage_id=storage.id, soc=None, connected=None)
        part = None if slot is None else next((p for p in slot.storages if p.storage_id == storage.id), None)
        soc, sunless = _known_soc(reading), False
        unit = Unit(
            storage,
            reading,
            0.0 if soc is None else soc,
            room,
            (relays or {}).get(storage.id, Relay()),
            pressed=_leaves_soon(fresh, storage.id, now),
        )
        if situation.outage:
            # without a load, nobody knows whether the sun leaves anything over
            sunless = _is_sunless(unit, now)
            known_sun = fresh is not None and fresh.outage and readings.load_kw is not None and not sunless
            from_sun = part if known_sun else None
            wanted = command = _outage(
                unit, from_sun, situation.reserve(storage.id), now, known=soc is not None
            )
        else:
            wanted = _wanted(unit, fresh, part, situation, now) if soc is not None else None
            command = None if wanted is None else _steady(unit, wanted, fresh, part, now)
            if command is not None and is_paused(storage.id, situation):
                wanted = command = unit.standby(Reason(ReasonCode.HOLD_PAUSED))
        after[storage.id] = unit.relay.after(
            command,
            now,
            soc=soc,
            barred=sunless or _is_barred(wanted, part),
            tight=wanted is not None and unit.is_tight(wanted),
            counts=command is not None
            and (command.reason.code not in URGENT or unit.relay.tops_up(command, unit.soc)),
        )
        if command is not None:
            room = room.after(storage, command)
            commands.append(command)
    return tuple(commands), after


def _peak_room(plan: Plan | None, slot: PlanSlot | None, now: datetime, taken_kwh: float) -> PeakRoom | None:
    """Return what the running half hour may still import; None where no peak is charged for."""
    if plan is None or slot is None or plan.peak_kw is None or slot.end - now > HALF_HOUR:
        return None
    left = max(slot.end - now, LEAST_LEFT) / timedelta(hours=1)
    return PeakRoom(kwh=plan.peak_kw * HALF_HOUR_HOURS - taken_kwh, hours=left, level_kw=plan.peak_kw)


def _leaves_soon(plan: Plan | None, storage_id: str, now: datetime) -> bool:
    """Return whether what is not charged now may be missed at a departure, whatever a plan to come does."""
    if plan is None:
        return False
    near = (slot for slot in plan.slots if slot.end > now and slot.start < now + SOON)
    kept = (part.keeps for slot in near for part in slot.storages if part.storage_id == storage_id)
    return any(keeps is not None and keeps.until is None and now < keeps.by <= now + SOON for keeps in kept)


def _left_alone_kw(readings: Readings, reading: StorageReading, storage: Storage) -> float | None:
    """Return what a unit takes that is left to a person.

    Without a power sensor that is what the meter shows beside all else; where it does not tell, what the unit is set to.
    """
    if reading.power_kw is not None:
        return reading.power_kw
    others = [other.power_kw for other in readings.storages if other is not reading]
    known = [power for power in others if power is not None]
    if readings.grid_kw is not None and readings.net_load_kw is not None and len(known) == len(others):
        return readings.grid_kw - readings.net_load_kw - sum(known)
    if reading.doing is not Verb.CHARGE or reading.connected is False:
        return None
    return storage.charge_max_kw if reading.set_kw is None else reading.set_kw


def _wanted(
    unit: Unit, plan: Plan | None, part: StorageSlot | None, situation: Situation, now: datetime
) -> Command | None:
    """Return what a storage of known SOC is to do with the grid, were it not for its relay; None for no command."""
    storage, reading = unit.storage, unit.reading
    if reading.plug_silent or reading.connected is False or storage.id in situation.hands_off:
        return None
    storm = situation.storm
    if storm is not None and (storm.tier is Tier.ACT or unit.is_late_for(storm, now)):
        return _storm(unit, storm, plan, part, now)
    if plan is None or part is None:
        return None
    match part.verb:
        case Verb.CHARGE:
            return unit.charge(_power_kw(part), _run_end_soc(plan, storage.id, now), part.reason)
        case Verb.SURPLUS:
            until = max(storage.max_soc, _run_end_soc(plan, storage.id, now))
            return unit.surplus(part, until)
        case Verb.DISCHARGE if storm is not None and storm.tier is Tier.HOLD and storm.keep_full:
            return unit.standby(_hold_storm(storage, storm))
        case Verb.DISCHARGE:
            return unit.discharge(part.discharge_kw, part.reason, _kept(plan, part, now))
    return unit.standby(part.reason)


def _steady(
    unit: Unit, wanted: Command, plan: Plan | None, part: StorageSlot | None, now: datetime
) -> Command:
    """Return what is wanted as far as the unit's relay and set-point may move already; limits move them at once."""
    relay = unit.relay
    if relay.goes_on(wanted.verb):
        return unit.steady_power(wanted, now)
    if relay.is_young(now) and wanted.reason.code not in URGENT:
        kept = None if plan is None or part is None else _kept(plan, part, now)
        going_on = unit.go_on(kept)
        if going_on.verb is not Verb.STANDBY:
            return going_on
    if wanted.verb is Verb.STANDBY:
        return wanted
    if relay.is_done(wanted, unit.soc):
        return unit.standby(Reason(ReasonCode.HOLD_FULL, {"soc": wanted.until_soc or 1.0}))
    if relay.must_wait(wanted, now, unit.soc):
        return unit.standby(Reason(ReasonCode.WAIT_RELAY))
    return wanted


def _is_barred(wanted: Command | None, part: StorageSlot | None) -> bool:
    """Return whether a limit keeps the unit off, or that there is no sun or no load for what is planned."""
    if wanted is None or wanted.verb is not Verb.STANDBY:
        return False
    idle = (
        part is not None and part.verb is not Verb.STANDBY and wanted.reason.code is ReasonCode.WAIT_NOTHING
    )
    return idle or wanted.reason.code is ReasonCode.HOLD_LIMIT


def _known_soc(reading: StorageReading) -> float | None:
    """Return the SOC, None where it is not known or cannot be."""
    return None if reading.soc is None or not 0.0 <= reading.soc <= 1.0 else reading.soc


def _outage(
    unit: Unit, part: StorageSlot | None, reserve: DrivingReserve | None, now: datetime, *, known: bool
) -> Command | None:
    """Carry the house, unless it is known that the storage cannot. `part`: of a plan for this outage."""
    reading = unit.reading
    if reading.connected is False and (reading.power_kw is None or reading.power_kw > -FEEDING_KW):
        return None
    if known and part is not None and part.verb in CHARGING and (unit.room.surplus_kw or 0.0) > 0.0:
        command = unit.surplus(part, 1.0)
        if command.verb is Verb.SURPLUS and not _has_just_begun_to_carry(unit.relay, now):
            return unit.steady_power(command, now)
    return unit.carry(reserve, known=known)


def _is_sunless(unit: Unit, now: datetime) -> bool:
    """Return whether the unit was told to store the sun, and shows that there is none: whoever says so lies."""
    relay, power = unit.relay, unit.reading.power_kw
    told = relay.command is not None and relay.command.reason.code is ReasonCode.CHARGE_OUTAGE
    begun = relay.since is not None and now - relay.since >= SUN_SHOWS_AFTER
    return told and relay.verb in CHARGING and begun and power is not None and power < FEEDING_KW


def _has_just_begun_to_carry(relay: Relay, now: datetime) -> bool:
    """Return whether it turned round to feed the house so lately that the sun is not to be trusted yet."""
    if relay.verb is not Verb.DISCHARGE or relay.since is None:
        return False
    sunless = relay.barred_at == relay.since
    return timedelta() <= now - relay.since < (LONGEST_CALM if sunless else LEAST_OFF)


def _storm(
    unit: Unit, storm: StormTarget, plan: Plan | None, part: StorageSlot | None, now: datetime
) -> Command:
    """Charge at full power to `storm_soc`, then stand by; a departure may need more than that."""
    target = unit.storage.storm_soc
    if not unit.is_full(target):
        reason = Reason(ReasonCode.CHARGE_STORM_NOW, {"soc": target})
        if storm.tier is Tier.WATCH:
            reason = Reason(ReasonCode.CHARGE_STORM_LATE, {"soc": target}, {"by": storm.onset or storm.by})
        return unit.charge(unit.storage.charge_max_kw, target, reason)
    if plan is not None and part is not None and part.verb is Verb.CHARGE:
        until = _run_end_soc(plan, unit.storage.id, now)
        if until > target:
            return unit.charge(_power_kw(part), until, part.reason)
    return unit.standby(_hold_storm(unit.storage, storm))


def _hold_storm(storage: Storage, storm: StormTarget) -> Reason:
    return Reason(ReasonCode.HOLD_STORM, {"soc": storage.storm_soc}, {"until": storm.until})


def _run_end_soc(plan: Plan, storage_id: str, now: datetime) -> float:
    """Return the SOC planned for the end of the charging that holds now.

    A fixed-rate unit that needs half a slot stops within it, at this SOC.
    """
    soc = 0.0
    for slot in plan.slots:
        if slot.end <= now:
            continue
        part = slot.storage(storage_id)
        if part.verb not in CHARGING:
            break
        soc = max(soc, part.soc_end + part.driven_soc)
    return min(soc, 1.0)


def _power_kw(part: StorageSlot) -> float:
    """Return the power to charge with: what is planned for the slot is charged in the part of it that there is."""
    return part.charge_kw / part.share if part.share > 0.0 else part.charge_kw


def _kept(plan: Plan, part: StorageSlot, now: datetime) -> Kept | None:
    """Return what the plan keeps in this slot, or kept for a departure whose time has just passed."""
    parts = (other for slot in plan.slots for other in slot.storages if other.storage_id == part.storage_id)
    late = [
        other.keeps
        for other in parts
        if other.keeps is not None
        and other.keeps.until is None
        and other.keeps.by <= now < other.keeps.by + LATE
        and other.keeps.by > plan.made_at
    ]
    kept = [*late, part.keeps] if part.keeps is not None else late
    return Kept.target(max(kept, key=lambda target: target.soc)) if kept else None
