"""One storage that can be commanded, and each command that it may be given within its limits."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..hazard import StormTarget, Tier
from ..home import ChargeControl, DischargeControl, Home, Storage, start_margin_kw
from ..plan import Command, PlanSlot, Reason, ReasonCode, SocTarget, StorageSlot, TargetKind
from ..readings import Readings, StorageReading, Verb
from ..situation import DrivingReserve
from .relays import BAND_KW, CHARGING, FOLLOW_AFTER, RAISE_AFTER, RESUME_SOC, Relay

STORM_RESUME_SOC = 0.01  # for a storm one step less than `RESUME_SOC`: the night may be long
EMPTY_RESUME_SOC = 0.03  # a house that went dark at the min SOC: one step more than a sensor wavers by
NOTHING_KW = 0.1  # less is nothing to move energy for: few units take a smaller step
# A unit that knows no less than its least power runs so long of a half hour at least, to stay within its mean.
LEAST_RUN = timedelta(minutes=3)
LEAST_START = timedelta(minutes=8)
# What a person or a storm wants is charged whatever the peak costs.
ABOVE_PEAK = frozenset(
    {
        ReasonCode.CHARGE_PERSON,
        ReasonCode.CHARGE_STORM,
        ReasonCode.CHARGE_STORM_NOW,
        ReasonCode.CHARGE_STORM_ACT,
        ReasonCode.CHARGE_STORM_LATE,
        ReasonCode.CHARGE_RESILIENCE,
    }
)
KEEP_SHARE = 0.5  # surplus charging goes on while PV leaves over this share of the least power
# Charging in a hurry goes on until the time left is this much more than enough.
HURRY_SLACK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Room:
    """What may still be drawn and fed, in kW, with the house's present load.

    `contract_kw` is the limit, `import_kw` what is left of it; None without a limit. `surplus_kw`: PV
    less load (below zero: the house needs more), None where not known. `feed_free`: discharging more
    than the house draws is allowed. `peak_kwh`: what may still be imported until the half hour is over, in
    `peak_hours`, beside the house, so that its mean stays at the planned peak of `peak_kw`; None without one.
    """

    contract_kw: float | None
    import_kw: float | None
    surplus_kw: float | None
    feed_free: bool
    peak_kwh: float | None = None
    peak_hours: float = 0.5
    peak_kw: float = 0.0

    @classmethod
    def of(cls, home: Home, readings: Readings, slot: PlanSlot | None, peak: PeakRoom | None = None) -> Room:
        """Return all of it, by the load and the sun as measured, or else as planned."""
        surplus = None
        if readings.load_kw is not None:
            surplus = (readings.pv_kw or 0.0) - readings.load_kw
        elif slot is not None:
            surplus = slot.pv_kw - slot.load_kw
        limit = home.grid.contract_kw
        hours = 0.5 if peak is None else peak.hours
        return cls(
            contract_kw=limit,
            import_kw=None if limit is None else limit + (surplus or 0.0),
            surplus_kw=surplus,
            feed_free=home.grid.push_up or home.grid.v2g,
            peak_kwh=None if peak is None else peak.kwh + hours * (surplus or 0.0),
            peak_hours=hours,
            peak_kw=0.0 if peak is None else peak.level_kw,
        )

    def beside(self, power_kw: float) -> Room:
        """Return what is left beside a unit that nobody commands and that takes this power (below zero: gives it)."""
        return replace(
            self,
            import_kw=None if self.import_kw is None else self.import_kw - max(power_kw, 0.0),
            peak_kwh=None if self.peak_kwh is None else self.peak_kwh - self.peak_hours * max(power_kw, 0.0),
            surplus_kw=None if self.surplus_kw is None else self.surplus_kw - power_kw,
        )

    def after(self, storage: Storage, command: Command) -> Room:
        """Return what is left once that command is obeyed."""
        if command.verb is Verb.DISCHARGE and command.power_kw is not None and (self.surplus_kw or 0.0) < 0.0:
            # what one unit gives the house, no other one need give
            return replace(self, surplus_kw=min((self.surplus_kw or 0.0) + command.power_kw, 0.0))
        if command.verb not in CHARGING:
            return self
        power = storage.charge_max_kw if command.power_kw is None else command.power_kw
        if command.verb is Verb.SURPLUS:  # imports nothing
            power = min(power, max(0.0, self.surplus_kw or 0.0))
        return replace(
            self,
            import_kw=None if self.import_kw is None else self.import_kw - power,
            peak_kwh=None if self.peak_kwh is None else self.peak_kwh - self.peak_hours * power,
            surplus_kw=None if self.surplus_kw is None else self.surplus_kw - power,
        )

    def within_peak(self, least_kw: float, *, running: bool) -> float | None:
        """Return the power with which a unit keeps the half hour's mean at the planned peak, 0 for none; None without one.

        One whose least power is above what is left for all of the rest runs for a part of it.
        """
        if self.peak_kwh is None:
            return None
        mean = self.peak_kwh / self.peak_hours
        if mean >= max(least_kw, NOTHING_KW):
            return mean
        part = (LEAST_RUN if running else LEAST_START) / timedelta(hours=1)
        return least_kw if self.peak_kwh >= max(least_kw, NOTHING_KW) * part else 0.0


@dataclass(frozen=True, slots=True)
class PeakRoom:
    """What the running half hour may still import, kWh, in the hours that are left of it, to stay at a mean of `level_kw`."""

    kwh: float
    hours: float
    level_kw: float


@dataclass(frozen=True, slots=True)
class Kept:
    """An SOC below which nothing is discharged, and why."""

    soc: float
    reason: Reason

    @classmethod
    def departure(cls, soc: float, leave: datetime) -> Kept:
        """Return what is kept for a departure."""
        return cls(soc, Reason(ReasonCode.HOLD_DEPARTURE, {"soc": soc}, {"by": leave}))

    @classmethod
    def target(cls, target: SocTarget) -> Kept:
        """Return what is kept for a target."""
        until = target.until or target.by
        if target.kind is TargetKind.STORM:
            return cls(target.soc, Reason(ReasonCode.HOLD_STORM, {"soc": target.soc}, {"until": until}))
        return cls.departure(target.soc, target.by)


@dataclass(frozen=True, slots=True)
class Unit:
    """One storage, and the commands it may be given.

    `relay`: what it was told lately. `pressed`: it leaves so soon that no peak may hold its charging up.
    """

    storage: Storage
    reading: StorageReading
    soc: float
    room: Room
    relay: Relay = Relay()
    pressed: bool = False

    @property
    def is_charging(self) -> bool:
        """Whether it charges, or was told to."""
        return self.reading.doing in CHARGING or self.relay.verb in CHARGING

    @property
    def is_discharging(self) -> bool:
        """Whether it discharges, or was told to."""
        return Verb.DISCHARGE in (self.reading.doing, self.relay.verb)

    def is_full(self, target: float) -> bool:
        """Return whether `target` is reached; a unit that is not charging starts again a little below it."""
        return self.soc >= target - (0.0 if self.is_charging else STORM_RESUME_SOC) or self.soc >= 1.0

    def is_late_for(self, storm: StormTarget, now: datetime) -> bool:
        """Return whether only full power, as the unit really delivers it, is ready for an expected storm."""
        if storm.tier is not Tier.WATCH or self.is_full(self.storage.storm_soc):
            return False
        delivered = self.reading.delivered_kw
        needed = timedelta(hours=self.storage.charge_hours(self.soc, self.storage.storm_soc, delivered))
        slack = HURRY_SLACK if Verb.CHARGE in (self.reading.doing, self.relay.verb) else timedelta()
        return now < storm.until and now + needed + slack >= storm.by

    def standby(self, reason: Reason) -> Command:
        """Stand by."""
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
            slack = 0.0 if self.is_charging else start_margin_kw(storage, contract)
            if left < max(least + slack, NOTHING_KW) - 1e-6:
                return self.standby(Reason(ReasonCode.HOLD_LIMIT, {"limit": contract}))
            wanted_kw = min(wanted_kw, left)
        within = self._within_peak(reason)
        if within is not None:
            if within <= 0.0:
                return self.standby(Reason(ReasonCode.HOLD_PEAK, {"peak": self.room.peak_kw}))
            wanted_kw = min(wanted_kw, within)
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
            enough = KEEP_SHARE * least if self.is_charging else least
            if spare < max(enough, NOTHING_KW):
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
        slack = 0.0 if self.is_discharging or self.reading.doing is None else RESUME_SOC
        if self.relay.command == self.standby(hold):  # it was empty: what only wavers is no light
            slack = EMPTY_RESUME_SOC
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

    def discharge(self, wanted_kw: float, reason: Reason, kept: Kept | None = None) -> Command:
        """Feed the house down to the minimum SOC, or to what is kept for driving or for a target."""
        storage, lowest = self.storage, self.storage.min_soc
        hold = Reason(ReasonCode.HOLD_FLOOR, {"soc": lowest})
        if kept is not None and kept.soc > lowest:
            lowest, hold = kept.soc, kept.reason
        if not storage.can_discharge:
            return self.standby(Reason(ReasonCode.WAIT_NOTHING))
        slack = 0.0 if self.is_discharging else RESUME_SOC
        # of what may have flowed since the last reading, the most counts
        soc = self.soc if self.reading.soc_low is None else min(self.soc, self.reading.soc_low)
        if soc <= lowest or soc < lowest + slack:
            return self.standby(hold)
        power: float | None = None
        if storage.discharge_control is DischargeControl.SET_POINT:
            if not self.room.feed_free and self.room.surplus_kw is not None:
                if self.room.surplus_kw > -NOTHING_KW:
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

    def go_on(self, kept: Kept | None) -> Command:
        """Go on with what holds, within all limits; from the sun, with the least power where there is too little of it."""
        held = self.relay.command
        if held is None or held.verb is Verb.STANDBY:
            return self.standby(Reason(ReasonCode.WAIT_NOTHING))
        if held.verb is Verb.DISCHARGE:
            stop = Kept(held.until_soc or 0.0, held.reason)
            kept = stop if kept is None or kept.soc < stop.soc else kept
            power = self.storage.discharge_max_kw if held.power_kw is None else held.power_kw
            return self.discharge(power, held.reason, kept)
        until = 1.0 if held.until_soc is None else held.until_soc
        if held.verb is Verb.SURPLUS and held.power_kw is None:
            return held if self.soc < until else self._done(until)
        power = self.storage.charge_max_kw if held.power_kw is None else held.power_kw
        if held.verb is Verb.SURPLUS:
            least = max(self.storage.least_charge_kw, NOTHING_KW)
            power = min(power, max(self.room.surplus_kw or 0.0, least))
        command = self.charge(power, until, held.reason)
        return command if command.verb is Verb.STANDBY else replace(command, verb=held.verb)

    def steady_power(self, wanted: Command, now: datetime) -> Command:
        """Return the command with the set-point that holds, unless it has to fall or may rise.

        What has to fall for the contract limit falls a little below it, so that a load that wavers there is left alone.
        """
        held, new = self._held_kw(wanted), wanted.power_kw
        if held is None or new is None:
            return wanted
        charges = wanted.verb is Verb.CHARGE
        most = self._most_kw(wanted)
        if new > held:
            wait = RAISE_AFTER if charges else FOLLOW_AFTER
            if (new <= held + BAND_KW and self.is_tight(wanted)) or not self.relay.may_raise(now, wait):
                return replace(wanted, power_kw=held)
            return wanted
        if most is None or held <= most + (BAND_KW if wanted.verb is Verb.SURPLUS else 0.0):
            return replace(wanted, power_kw=held) if new > held - BAND_KW else wanted
        lower = max(new - BAND_KW, self.storage.charge_min_kw, NOTHING_KW) if charges else new
        return replace(wanted, power_kw=lower)

    def is_tight(self, wanted: Command) -> bool:
        """Return whether the set-point that holds is about all that there is room for."""
        held, most = self._held_kw(wanted), self._most_kw(wanted)
        return held is not None and most is not None and most <= held + BAND_KW

    def _held_kw(self, wanted: Command) -> float | None:
        """Return the set-point that holds, None where another verb does."""
        held = self.relay.command
        return held.power_kw if held is not None and held.verb is wanted.verb else None

    def _within_peak(self, reason: Reason) -> float | None:
        """Return the power within the planned peak, None where nothing is charged for one or what is wanted is above its price."""
        if self.pressed or reason.code in ABOVE_PEAK:
            return None
        return self.room.within_peak(self.storage.least_charge_kw, running=self.is_charging)

    def _most_kw(self, wanted: Command) -> float | None:
        """Return the power that there is room for by this command, None without a limit."""
        verb = wanted.verb
        if verb is Verb.CHARGE:
            limits = (self.room.import_kw, self._within_peak(wanted.reason))
            return min((limit for limit in limits if limit is not None), default=None)
        if verb is Verb.SURPLUS or self.room.surplus_kw is None:
            return self.room.surplus_kw
        return None if self.room.feed_free else -self.room.surplus_kw

    def _charge_set_point(self, wanted_kw: float) -> float | None:
        if self.storage.charge_control is not ChargeControl.SET_POINT:
            return None
        return min(max(wanted_kw, self.storage.charge_min_kw), self.storage.charge_max_kw)

    def _done(self, until_soc: float) -> Command:
        full = self.soc >= min(self.storage.max_soc, 1.0)
        return self.standby(
            Reason(ReasonCode.HOLD_FULL, {"soc": until_soc}) if full else Reason(ReasonCode.WAIT_NOTHING)
        )
