"""Plan and readings -> one verb for each storage, with the rules of safety.

The first rule that applies decides:

1. outage: a car that is surely away gets no command. Charge only with surplus PV and only if the outage plan says
   so; else discharge down to the minimum SOC, or to what is kept for driving. Not knowing the SOC or the plug is no
   reason to switch the house off: then discharge too, down to the unit's own limit;
2. with the grid nothing is commanded blind: SOC unknown, plug sensor silent, car not connected -> no command, and
   no share of the contract;
3. a person operates the unit by hand -> no command;
4. a storm in force, or expected so soon that only full power is fast enough: charge at full power to
   `storm_soc`; then stand by, unless the plan charges on for a departure; no discharge until it is over;
5. the plan's current slot, if the plan is fresh; a stale plan -> no command.

In every case discharge stops at the minimum SOC, charge at its target, and import stays under the contract
limit. Nothing that the plan keeps for a target is discharged, nor for a while what a car that is late should leave with. Thresholds that are easier to stay within than to enter keep a reading on the edge from switching the
relay to and fro.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..hazard import StormTarget, Tier
from ..home import ChargeControl, DischargeControl, Home, Storage, start_margin_kw
from ..plan import LATE, Command, Plan, PlanSlot, Reason, ReasonCode, SocTarget, StorageSlot, TargetKind
from ..readings import Readings, StorageReading, Verb
from ..situation import DrivingReserve, Situation

PLAN_LIFE = timedelta(minutes=90)  # three missed re-plans
RESUME_SOC = 0.02  # a unit that stopped at a limit starts again this far from it: two steps of a 1 % sensor
STORM_RESUME_SOC = 0.01  # for a storm one step less: the night may be long
KEEP_SHARE = 0.5  # surplus charging goes on while PV leaves over this share of the least power
FEEDING_KW = 0.15  # a storage that gives more than this is plugged in, whatever its plug says
HURRY_SLACK = timedelta(
    minutes=30
)  # charging in a hurry goes on until the time left is this much more than enough

_CHARGING = (Verb.CHARGE, Verb.SURPLUS)


def decide(
    plan: Plan | None, home: Home, readings: Readings, situation: Situation, now: datetime
) -> tuple[Command, ...]:
    """Return what each unit is to do now; a storage that is not to be touched has no command."""
    fresh = plan if plan is not None and now - plan.made_at <= PLAN_LIFE else None
    slot = fresh.slot_at(now) if fresh is not None else None
    room = _Room.of(home, readings, slot)
    commands = []
    for storage in home.storages:
        reading = next((r for r in readings.storages if r.storage_id == storage.id), None)
        command = _decide(storage, reading, fresh, slot, situation, room, now)
        if command is None:
            continue
        room = room.after(storage, command)
        commands.append(command)
    return tuple(commands)


@dataclass(frozen=True, slots=True)
class _Room:
    """What may still be drawn and fed, in kW, with the house's present load.

    `contract_kw` is the limit, `import_kw` what is left of it; None without a limit. `surplus_kw`: PV
    less load (below zero: the house needs more), None where not known. `feed_free`: discharging more
    than the house draws is allowed.
    """

    contract_kw: float | None
    import_kw: float | None
    surplus_kw: float | None
    feed_free: bool

    @classmethod
    def of(cls, home: Home, readings: Readings, slot: PlanSlot | None) -> _Room:
        surplus = None
        if readings.load_kw is not None:
            surplus = (readings.pv_kw or 0.0) - readings.load_kw
        elif slot is not None:
            surplus = slot.pv_kw - slot.load_kw
        limit = home.grid.contract_kw
        return cls(
            contract_kw=limit,
            import_kw=None if limit is None else limit + (surplus or 0.0),
            surplus_kw=surplus,
            feed_free=home.grid.push_up or home.grid.v2g,
        )

    def after(self, storage: Storage, command: Command) -> _Room:
        """Return what is left once that command is obeyed."""
        if command.verb not in _CHARGING:
            return self
        power = storage.charge_max_kw if command.power_kw is None else command.power_kw
        if command.verb is Verb.SURPLUS:  # imports nothing
            power = min(power, max(0.0, self.surplus_kw or 0.0))
        return replace(
            self,
            import_kw=None if self.import_kw is None else self.import_kw - power,
            surplus_kw=None if self.surplus_kw is None else self.surplus_kw - power,
        )


def _decide(
    storage: Storage,
    reading: StorageReading | None,
    plan: Plan | None,
    slot: PlanSlot | None,
    situation: Situation,
    room: _Room,
    now: datetime,
) -> Command | None:
    """Return one storage's command, None where none may be given."""
    part = None if slot is None else next((p for p in slot.storages if p.storage_id == storage.id), None)
    if situation.outage:
        from_sun = part if plan is not None and plan.outage else None
        return _outage(storage, reading, from_sun, situation.reserve(storage.id), room)
    soc = _known_soc(reading)
    if reading is None or soc is None or reading.plug_silent or reading.connected is False:
        return None
    unit = _Unit(storage, reading, soc, room)
    if storage.id in situation.hands_off:
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


def _known_soc(reading: StorageReading | None) -> float | None:
    """Return the SOC, None where it is not known or cannot be."""
    return None if reading is None or reading.soc is None or not 0.0 <= reading.soc <= 1.0 else reading.soc


def _outage(
    storage: Storage,
    reading: StorageReading | None,
    part: StorageSlot | None,
    reserve: DrivingReserve | None,
    room: _Room,
) -> Command | None:
    """Carry the house, unless it is known that the storage cannot. `part`: of a plan for this outage."""
    reading = reading or StorageReading(storage_id=storage.id, soc=None, connected=None)
    if reading.connected is False and (reading.power_kw is None or reading.power_kw > -FEEDING_KW):
        return None
    soc = _known_soc(reading)
    unit = _Unit(storage, reading, 0.0 if soc is None else soc, room)
    if soc is not None and part is not None and part.verb in _CHARGING and (room.surplus_kw or 0.0) > 0.0:
        command = unit.surplus(part, 1.0)
        if command.verb is Verb.SURPLUS:
            return command
    return unit.carry(reserve, known=soc is not None)


def _storm(
    unit: _Unit, storm: StormTarget, plan: Plan | None, part: StorageSlot | None, now: datetime
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
        if part.verb not in _CHARGING:
            break
        soc = max(soc, part.soc_end + part.driven_soc)
    return min(soc, 1.0)


def _power_kw(part: StorageSlot) -> float:
    """Return the power to charge with: what is planned for the slot is charged in the part of it that there is."""
    return part.charge_kw / part.share if part.share > 0.0 else part.charge_kw


@dataclass(frozen=True, slots=True)
class _Kept:
    """An SOC below which nothing is discharged, and why."""

    soc: float
    reason: Reason

    @classmethod
    def departure(cls, soc: float, leave: datetime) -> _Kept:
        return cls(soc, Reason(ReasonCode.HOLD_DEPARTURE, {"soc": soc}, {"by": leave}))

    @classmethod
    def target(cls, target: SocTarget) -> _Kept:
        until = target.until or target.by
        if target.kind is TargetKind.STORM:
            return cls(target.soc, Reason(ReasonCode.HOLD_STORM, {"soc": target.soc}, {"until": until}))
        return cls.departure(target.soc, target.by)


def _kept(plan: Plan, part: StorageSlot, now: datetime) -> _Kept | None:
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
    return _Kept.target(max(kept, key=lambda target: target.soc)) if kept else None


@dataclass(frozen=True, slots=True)
class _Unit:
    """One connected storage of known SOC, and the commands it may be given."""

    storage: Storage
    reading: StorageReading
    soc: float
    room: _Room

    def is_full(self, target: float) -> bool:
        """Return whether `target` is reached; a unit that is not charging starts again a little below it."""
        going_on = self.reading.doing in _CHARGING
        return self.soc >= target - (0.0 if going_on else STORM_RESUME_SOC) or self.soc >= 1.0

    def is_late_for(self, storm: StormTarget, now: datetime) -> bool:
        """Return whether only full power, as the unit really delivers it, is ready for an expected storm."""
        if storm.tier is not Tier.WATCH or self.is_full(self.storage.storm_soc):
            return False
        delivered = self.reading.delivered_kw
        needed = timedelta(hours=self.storage.charge_hours(self.soc, self.storage.storm_soc, delivered))
        slack = HURRY_SLACK if self.reading.doing is Verb.CHARGE else timedelta()
        return now < storm.until and now + needed + slack >= storm.by

    def standby(self, reason: Reason) -> Command:
        return Command(
            storage_id=self.storage.id, verb=Verb.STANDBY, power_kw=None, until_soc=None, reason=reason
        )

    def charge(self, wanted_kw: float, until_soc: float, reason: Reason) -> Command:
        """Charge from the grid up to `until_soc`, within the contract limit."""
        if self.soc >= until_soc or self.soc >= 1.0:
            return self._done(until_soc)
        storage, left, contract = self.storage, self.room.import_kw, self.room.contract_kw
        if left is not None and contract is not None:
            least = storage.least_charge_kw
            slack = 0.0 if self.reading.doing in _CHARGING else start_margin_kw(storage, contract)
            if left < least + slack - 1e-6 or left <= 0.0:
                return self.standby(Reason(ReasonCode.HOLD_LIMIT, {"limit": contract}))
            wanted_kw = min(wanted_kw, left)
        return Command(
            storage_id=storage.id,
            verb=Verb.CHARGE,
            power_kw=self._charge_set_point(wanted_kw),
            until_soc=until_soc,
            reason=reason,
        )

    def surplus(self, part: StorageSlot, until_soc: float) -> Command:
        """Charge with surplus PV, in the way the unit can."""
        if self.soc >= until_soc or self.soc >= 1.0:
            return self._done(until_soc)
        storage = self.storage
        spare = part.charge_kw if self.room.surplus_kw is None else self.room.surplus_kw
        power: float | None = None
        if storage.charge_control is not ChargeControl.FIXED_OR_SURPLUS:
            least = storage.least_charge_kw
            # A cloud or a kettle does not open the relay: under way, half the least power is enough.
            enough = KEEP_SHARE * least if self.reading.doing in _CHARGING else least
            if spare < enough or spare <= 0.0:
                return self.standby(Reason(ReasonCode.WAIT_NOTHING))
            power = self._charge_set_point(spare)
        return Command(
            storage_id=storage.id,
            verb=Verb.SURPLUS,
            power_kw=power,
            until_soc=until_soc,
            reason=part.reason,
        )

    def carry(self, reserve: DrivingReserve | None, *, known: bool) -> Command:
        """Feed the house without the grid, as much as it draws. `known`: whether there is an SOC at all.

        Only a reading stops it: what was merely counted may be wrong, and the unit has a limit of its own.
        """
        storage, lowest = self.storage, self.storage.min_soc
        if not storage.can_discharge:
            return self.standby(Reason(ReasonCode.WAIT_NOTHING))
        hold = Reason(ReasonCode.HOLD_FLOOR, {"soc": lowest})
        if reserve is not None and reserve.soc > lowest:
            lowest = reserve.soc
            hold = Reason(ReasonCode.HOLD_DEPARTURE, {"soc": lowest}, {"by": reserve.leave})
        # a unit of which nobody knows what it does may be what carries the house
        slack = 0.0 if self.reading.doing in (None, Verb.DISCHARGE) else RESUME_SOC
        empty = self.soc <= lowest or self.soc < lowest + slack
        if empty and known and not self.reading.soc_counted:
            return self.standby(hold)
        blind = empty or not known or self.reading.plug_silent or self.reading.connected is False
        return Command(
            storage_id=storage.id,
            verb=Verb.DISCHARGE,
            power_kw=None,
            until_soc=lowest,
            reason=Reason(ReasonCode.DISCHARGE_BLIND if blind else ReasonCode.DISCHARGE_OUTAGE),
        )

    def discharge(self, wanted_kw: float, reason: Reason, kept: _Kept | None = None) -> Command:
        """Feed the house down to the minimum SOC, or to what is kept for driving or for a target."""
        storage, lowest = self.storage, self.storage.min_soc
        hold = Reason(ReasonCode.HOLD_FLOOR, {"soc": lowest})
        if kept is not None and kept.soc > lowest:
            lowest, hold = kept.soc, kept.reason
        if not storage.can_discharge:
            return self.standby(Reason(ReasonCode.WAIT_NOTHING))
        slack = 0.0 if self.reading.doing is Verb.DISCHARGE else RESUME_SOC
        # of what may have flowed since the last reading, the most counts
        soc = self.soc if self.reading.soc_low is None else min(self.soc, self.reading.soc_low)
        if soc <= lowest or soc < lowest + slack:
            return self.standby(hold)
        power: float | None = None
        if storage.discharge_control is DischargeControl.SET_POINT:
            if not self.room.feed_free and self.room.surplus_kw is not None:
                if self.room.surplus_kw >= 0.0:
                    return self.standby(Reason(ReasonCode.WAIT_NOTHING))
                wanted_kw = min(wanted_kw, -self.room.surplus_kw)
            power = min(max(wanted_kw, storage.discharge_min_kw), storage.discharge_max_kw)
        return Command(
            storage_id=storage.id,
            verb=Verb.DISCHARGE,
            power_kw=power,
            until_soc=lowest,
            reason=reason,
        )

    def _charge_set_point(self, wanted_kw: float) -> float | None:
        if self.storage.charge_control is not ChargeControl.SET_POINT:
            return None
        return min(max(wanted_kw, self.storage.charge_min_kw), self.storage.charge_max_kw)

    def _done(self, until_soc: float) -> Command:
        full = self.soc >= min(self.storage.max_soc, 1.0)
        return self.standby(
            Reason(ReasonCode.HOLD_FULL, {"soc": until_soc}) if full else Reason(ReasonCode.WAIT_NOTHING)
        )
