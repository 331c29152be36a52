"""What is known of a battery's SOC: what its sensor says, as far as that can be, and what has flowed since.

A battery moves no faster than power flows. So an old reading of a battery at rest is still true, between two
readings the power counts on, a value out of reach is no reading unless it stays, and a value that stays while
power flows is frozen.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isfinite

from ..home import Storage
from ..plan import Command
from ..readings import LONGEST_GAP, FaultKind, StorageReading, Verb

# Sensors show up to this much power while nothing flows.
IDLE_KW = 0.15
# How long power may flow with a sensor that cannot be read, or that is frozen, before its SOC counts as unknown.
BLIND_FOR = timedelta(minutes=30)
# The coarsest sensor that is believed; how much finer this one is, its changes tell.
COARSEST_STEP, FINEST_STEP = 0.05, 0.005
# A reading may be this far from what the power says, beside its step; twice that power is still believed.
ROUNDING, POWER_MARGIN = 0.02, 2.0
# A value out of reach is believed after so long, if so many reports say it, or after much longer without.
JUMP_FOR, JUMP_REPORTS, JUMP_FOR_UNREPORTED = timedelta(minutes=10), 3, timedelta(minutes=30)
# A value is frozen when it hides more than this beside its step, for longer than a slow cloud takes to poll.
FROZEN_SOC, FROZEN_FOR = 0.03, timedelta(minutes=30)
# A limit is looked after once a minute: what flows until then counts already.
NEXT_LOOK_HOURS = 1 / 60
# What a car whose plug nobody knows may use on the road, per hour.
DRIVING_PER_HOUR = 1.0
_SAME = 1e-4
_FLOWING = (Verb.CHARGE, Verb.SURPLUS, Verb.DISCHARGE)


@dataclass(frozen=True, slots=True)
class _Flow:
    """SOC per hour: as far as is known, at the least, at the most. `any`: power flows, or may."""

    best: float
    low: float
    high: float
    any: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SocEstimate:
    """The SOC of one battery from one reading to the next; `value` None before the first.

    `value` is the last one believed, first seen at `since`, last told at `reported`; `settled`: seen at more than
    one look. `moved` is what has flowed since then, `low` and `high` its bounds, fractions; `ahead` what may flow out
    until the next look. `blind`: how long power has flowed since `reported`. `step`: how fine the sensor is, by its
    changes, `change` the last one. `beyond`: since when the value hides more than it can. `jump`: a value out of
    reach, since `jump_since`, told `jump_reports` times. `back_at`: when the car came back with this value.
    """

    at: datetime | None = None
    value: float | None = None
    since: datetime | None = None
    reported: datetime | None = None
    moved: float = 0.0
    low: float = 0.0
    high: float = 0.0
    ahead: float = 0.0
    blind: timedelta = timedelta()
    step: float = COARSEST_STEP
    change: float = COARSEST_STEP
    settled: bool = False
    away: bool = False
    beyond: datetime | None = None
    frozen: bool = False
    jump: float | None = None
    jump_since: datetime | None = None
    jump_reports: int = 0
    back_at: datetime | None = None

    def after(
        self, command: Command | None, reading: StorageReading, storage: Storage, now: datetime
    ) -> SocEstimate:
        """Return it after a reading as the sensors gave it; `command` held until then."""
        return self.flowed(command, reading, storage, now).told(reading, storage, now)

    def told(self, reading: StorageReading, storage: Storage, now: datetime) -> SocEstimate:
        """Return it with what the sensor says, as far as the battery can have come there."""
        soc = reading.soc
        if soc is None or not isfinite(soc):
            return self
        report = now if reading.soc_at is None else min(reading.soc_at, now)
        if reading.connected is False:
            return replace(self, value=soc, since=now, reported=report)
        if self.value is None or self.away:
            return replace(self._believed(soc, report, now), back_at=now if self.away else None)
        if abs(soc - self.value) < _SAME:
            return self._repeated(report, now, measured=reading.power_kw is not None)
        if self._in_reach(soc, reading, storage, now):
            return replace(self._believed(soc, report, now), settled=True).finer(abs(soc - self.value))
        if not self.settled and soc > 0.0:
            return self._believed(soc, report, now)
        return self._jumped(soc, report, now)

    def judge(
        self, reading: StorageReading, stale_after: timedelta, now: datetime
    ) -> tuple[StorageReading, FaultKind | None]:
        """Return the reading with the SOC that counts, and what is wrong with its sensor.

        `stale_after`: how long a sensor that can be read may be silent while power flows.
        """
        readable = reading.soc is not None and isfinite(reading.soc)
        if reading.connected is False or self.away or self.value is None or self.reported is None:
            left = (
                reading.connected is False and self.reported is not None and now - self.reported <= BLIND_FOR
            )
            return replace(reading, soc=reading.soc if readable else self.value if left else None), None
        # nobody knows whether a car without a plug sensor, or with a silent one, has been at rest
        silent = now - self.reported if reading.connected is None else self.blind
        fault = None
        if self.jump is not None:
            fault = FaultKind.JUMPED
        if self.frozen:
            fault = FaultKind.FROZEN
        if silent > (stale_after if readable and fault is None else BLIND_FOR):
            stale = FaultKind.STALE if readable and fault is None else fault
            return replace(reading, soc=None, soc_low=None, soc_counted=True), stale
        counted = not readable or fault is not None or self.blind > LONGEST_GAP
        moved = self.moved if counted or reading.power_kw is not None else 0.0
        soc = _fraction(self.value + moved)
        low = min(_fraction(self.value + min(self.low, moved) + self.ahead), soc)
        return replace(reading, soc=soc, soc_low=low, soc_counted=counted), fault

    def flowed(
        self, command: Command | None, reading: StorageReading, storage: Storage, now: datetime
    ) -> SocEstimate:
        """Return it with what has flowed since the last look."""
        if reading.connected is False:
            return replace(self, at=now, away=True, settled=False, jump=None, frozen=False, beyond=None)
        gap = timedelta() if self.at is None else max(now - self.at, timedelta())
        flow = _flow(command, reading, storage, now, seen=gap <= LONGEST_GAP)
        if self.value is None or self.away:
            return replace(self, at=now)
        hours, value = gap.total_seconds() / 3600.0, self.value
        return replace(
            self,
            at=now,
            moved=min(max(self.moved + hours * flow.best, -value), 1.0 - value),
            low=min(max(self.low + hours * flow.low, -value), 1.0 - value),
            high=min(max(self.high + hours * flow.high, -value), 1.0 - value),
            ahead=NEXT_LOOK_HOURS * min(flow.low, 0.0),
            blind=self.blind + gap if flow.any else self.blind,
            # a car may have been anywhere while nobody looked
            settled=self.settled and (gap <= LONGEST_GAP or not storage.kind.is_ev),
        )

    def _believed(self, soc: float, report: datetime, now: datetime) -> SocEstimate:
        return SocEstimate(
            at=now,
            value=soc,
            since=now,
            reported=report,
            step=self.step,
            change=self.change,
            ahead=self.ahead,
        )

    def finer(self, change: float) -> SocEstimate:
        """Return it after a change: two small ones in a row make a fine sensor."""
        step = max(min(self.step, max(change, self.change)), FINEST_STEP)
        return replace(self, change=change, step=step)

    def _repeated(self, report: datetime, now: datetime, *, measured: bool) -> SocEstimate:
        """Return it after the same value again: news only if the sensor told it again."""
        assert self.since is not None
        # what a car shows that came back and was not heard since is still what it left with
        unheard = self.back_at is not None and report <= self.back_at and now - self.back_at <= BLIND_FOR
        known = replace(self, jump=None, settled=self.settled or (now > self.since and not unheard))
        if self.reported is not None and report <= self.reported:
            return known
        # what was only assumed to flow yields to the sensor; what was measured does not
        moved = known.moved if measured else 0.0
        if abs(moved) <= known.step + FROZEN_SOC:
            known = replace(known, beyond=None)
        elif known.beyond is None:
            known = replace(known, beyond=now)
        elif now - known.beyond > FROZEN_FOR:
            known = replace(known, frozen=True)
        blind = known.blind if known.frozen else timedelta()
        return replace(known, moved=moved, reported=report, blind=blind)

    def _in_reach(self, soc: float, reading: StorageReading, storage: Storage, now: datetime) -> bool:
        """Return whether the battery can have come to that SOC since the last value."""
        assert self.value is not None
        assert self.reported is not None
        margin = ROUNDING + self.step
        if reading.connected is None and storage.kind.is_ev and not reading.plug_silent:
            margin += DRIVING_PER_HOUR * (now - self.reported).total_seconds() / 3600.0
        if soc <= 0.0:  # what a sensor shows that knows nothing: believed where the power leads there
            return self.value + self.moved <= margin
        lowest = self.value + POWER_MARGIN * min(self.low, self.moved, 0.0) - margin
        return lowest <= soc <= self.value + POWER_MARGIN * max(self.high, self.moved, 0.0) + margin

    def _jumped(self, soc: float, report: datetime, now: datetime) -> SocEstimate:
        """Return it after a value out of reach: believed only once it has stayed.

        A zero never is: that is what a sensor shows that knows nothing.
        """
        if self.jump is None or self.jump_since is None or abs(soc - self.jump) > ROUNDING + self.step:
            return replace(self, jump=soc, jump_since=now, jump_reports=1, reported=report)
        told = self.reported is None or report > self.reported
        if soc <= 0.0:
            return replace(self, reported=report)
        reports, stayed = self.jump_reports + told, now - self.jump_since
        if stayed >= JUMP_FOR_UNREPORTED or (stayed >= JUMP_FOR and reports >= JUMP_REPORTS):
            return replace(self._believed(soc, report, now), settled=True)
        return replace(self, jump=soc, jump_reports=reports, reported=report)


def _flow(
    command: Command | None, reading: StorageReading, storage: Storage, now: datetime, *, seen: bool
) -> _Flow:
    """Return what flows into the battery. `seen`: this reading is near enough to the last one to speak for it."""
    verb = reading.doing if command is None and seen else None if command is None else command.verb
    power, may_flow = reading.power_kw, verb in _FLOWING or verb is None
    young = reading.power_at is None or now - reading.power_at <= LONGEST_GAP
    if power is not None and seen and (young or not may_flow):
        out = _per_hour(storage, power - (storage.overhead_kw if power < 0 else 0.0))
        if abs(power) > IDLE_KW:
            best = _per_hour(storage, power)
            return _Flow(best, min(best, out), best, any=True)
        return _Flow(0.0, out if verb is Verb.DISCHARGE and power < 0 else 0.0, 0.0, any=verb in _FLOWING)
    asked = None if command is None else command.power_kw
    most_in = _per_hour(storage, storage.charge_max_kw)
    most_out = (
        _per_hour(storage, -storage.discharge_max_kw - storage.overhead_kw) if storage.can_discharge else 0.0
    )
    metered = None if power is None else _per_hour(storage, power)
    match verb:
        case Verb.CHARGE | Verb.SURPLUS:
            assumed = most_in if verb is Verb.CHARGE and asked is None else _per_hour(storage, asked or 0.0)
            return _Flow(assumed if metered is None else metered, 0.0, most_in, any=True)
        case Verb.DISCHARGE:
            assumed = most_out if asked is None else _per_hour(storage, -asked)
            return _Flow(assumed if metered is None else metered, most_out, 0.0, any=True)
        case Verb.STANDBY:
            return _Flow(0.0, 0.0, 0.0, any=False)
    return _Flow(metered or 0.0, most_out, most_in, any=power is None or abs(power) > IDLE_KW)


def _per_hour(storage: Storage, power_kw: float) -> float:
    """Return the SOC that an AC power brings in an hour, charging positive."""
    gain = power_kw * storage.charge_efficiency if power_kw > 0 else power_kw / storage.discharge_efficiency
    return gain / storage.capacity_kwh


def _fraction(soc: float) -> float:
    return min(max(soc, 0.0), 1.0)
