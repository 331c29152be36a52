"""What each unit was told lately, and when its relay may move again. Pure; it survives a restart.

A load, a cloud or a sensor on the edge must not switch a relay to and fro: each start wears it, and each order may be a
call over the internet. Stopping for a limit is never delayed, and power is lowered at once; what waits is starting
again, and raising. A storm and a person wait only after a stop for a limit or at their end, an outage for nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..plan import Command, ReasonCode
from ..readings import Verb

RESUME_SOC = 0.02  # a unit that stopped at a limit starts again this far from it: two steps of a 1 % sensor
TOP_UP_SOC = 0.05  # what lacks less than this of where its charging was over is in no hurry, a storm or not
LEAST_ON = timedelta(
    minutes=5
)  # a unit connects for up to a minute; what runs shorter than this earned no start
LEAST_OFF = timedelta(minutes=5)  # longer than a kettle, a microwave or a small cloud
LONGEST_CALM = timedelta(minutes=30)  # a load that will not calm down is tried again after so long
URGENT_CALM = timedelta(minutes=15)  # for a storm or a person sooner
DAY = timedelta(hours=24)
FREE_STARTS = (
    8  # a plan starts two to six times a day; each further start waits twice as long as the one before
)
STARTS_A_DAY = 16  # what that comes to: with this many, the next one waits until the oldest are a day ago
BAND_KW = 0.2  # a set-point is raised only by more than this, and one under a limit stays so far below it
RAISE_AFTER = timedelta(minutes=5)  # under the contract limit: once there was room for so long
FOLLOW_AFTER = timedelta(minutes=2)  # behind the load or the sun, whose kWh count: sooner

CHARGING = (Verb.CHARGE, Verb.SURPLUS)
# Reasons that wait neither for a budget nor for the least time on.
URGENT = frozenset(
    {
        ReasonCode.CHARGE_STORM_NOW,
        ReasonCode.CHARGE_STORM_LATE,
        ReasonCode.HOLD_STORM,
        ReasonCode.CHARGE_PERSON,
        ReasonCode.CHARGE_OUTAGE,
        ReasonCode.DISCHARGE_OUTAGE,
        ReasonCode.DISCHARGE_BLIND,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """What one unit was told lately.

    `command`: what holds, None while it is left alone. `since`: when it last started, stopped or turned round; None
    where that does not count. `barred_at`: when a limit, the load or the sun last kept it off; `tight_at`: when its
    set-point was last all that there was room for. `ordered_at`: when its order last changed, power too. `ended`: the SOC at which its last charging was over. `starts`: those
    of the last day.
    """

    command: Command | None = None
    since: datetime | None = None
    barred_at: datetime | None = None
    tight_at: datetime | None = None
    ordered_at: datetime | None = None
    ended: float | None = None
    starts: tuple[datetime, ...] = ()

    @property
    def verb(self) -> Verb:
        """What it was told, standby while it is left alone."""
        return Verb.STANDBY if self.command is None else self.command.verb

    @property
    def urgent(self) -> bool:
        """Whether what holds is not the plan's own choice."""
        return self.command is not None and self.command.reason.code in URGENT

    def goes_on(self, verb: Verb) -> bool:
        """Return whether that verb moves no relay."""
        return direction(self.verb) == direction(verb)

    def is_young(self, now: datetime) -> bool:
        """Return whether the plan's last start is too short ago to be taken back."""
        on = self.verb is not Verb.STANDBY and not self.urgent
        return on and self.since is not None and timedelta() <= now - self.since < LEAST_ON

    def is_done(self, wanted: Command, soc: float) -> bool:
        """Return whether this charging was over before, and the SOC has fallen no further than a sensor wavers."""
        urgent, until = wanted.reason.code in URGENT, wanted.until_soc or 0.0
        return not urgent and self._ends_again(wanted) and soc > until - RESUME_SOC

    def tops_up(self, wanted: Command, soc: float) -> bool:
        """Return whether it would charge again, by a little, to where its charging was over."""
        return self._ends_again(wanted) and soc > (wanted.until_soc or 0.0) - TOP_UP_SOC

    def must_wait(self, wanted: Command, now: datetime, soc: float = 0.0) -> bool:
        """Return whether it is too soon to start, or to turn round, for `wanted`."""
        if self.since is None or now < self.since:  # the clock may be set back
            return False
        rested = now - self.since
        urgent = wanted.reason.code in URGENT and not self.tops_up(wanted, soc)
        if urgent:
            barred = self.barred_at is not None and self.barred_at >= self.since
            resting = (barred or self._ends_again(wanted)) and rested < LEAST_OFF
        else:
            resting = rested < pause(self._started(now))
        restless = self.barred_at is not None and timedelta() <= now - self.barred_at < LEAST_OFF
        return resting or (restless and rested < (URGENT_CALM if urgent else LONGEST_CALM))

    def may_raise(self, now: datetime, after: timedelta) -> bool:
        """Return whether there has been room for more power long enough."""
        return self.tight_at is None or not timedelta() <= now - self.tight_at < after

    def after(
        self,
        command: Command | None,
        now: datetime,
        *,
        soc: float | None,
        barred: bool,
        tight: bool,
        counts: bool,
    ) -> Relay:
        """Return it with what it is told now. `counts`: whether a start is one of the day's."""
        verb = Verb.STANDBY if command is None else command.verb
        relay = replace(
            self,
            command=command,
            barred_at=now if barred else self.barred_at,
            tight_at=now if tight else self.tight_at,
            ordered_at=now if self._changes(command) else self.ordered_at,
            starts=tuple(at for at in self.starts if timedelta() <= now - at < DAY),
        )
        if self.goes_on(verb):
            return relay
        if verb is Verb.STANDBY:
            return replace(relay, since=now, ended=self._end(soc))
        ended = None if verb in CHARGING else self.ended
        starts = (*relay.starts, now)[-STARTS_A_DAY:] if counts else relay.starts
        return replace(relay, since=now, ended=ended, tight_at=None, starts=starts)

    def _changes(self, command: Command | None) -> bool:
        """Return whether that command lets another power flow."""
        if self.command is None or command is None:
            return self.command is not command
        return (self.command.verb, self.command.power_kw) != (command.verb, command.power_kw)

    def _end(self, soc: float | None) -> float | None:
        """Return the SOC at which its charging is over; None where something else stops it."""
        if self.command is None or self.command.verb not in CHARGING or soc is None:
            return self.ended
        until = self.command.until_soc
        return until if until is not None and soc >= until else None

    def forgiven(self) -> Relay:
        """Return it for a person's decision, which is answered at once; what it has done today still counts."""
        return replace(self, since=None, barred_at=None, tight_at=None, ended=None)

    def _ends_again(self, wanted: Command) -> bool:
        """Return whether it would charge to about where its last charging was over."""
        if self.ended is None or wanted.verb not in CHARGING or wanted.until_soc is None:
            return False
        return wanted.until_soc < self.ended + RESUME_SOC

    def _started(self, now: datetime) -> int:
        return sum(timedelta() <= now - at < DAY for at in self.starts)


def pause(starts: int) -> timedelta:
    """Return how long a unit rests between two moves after so many starts within a day."""
    return DAY if starts >= STARTS_A_DAY else LEAST_OFF * 2 ** max(0, starts - FREE_STARTS)


def direction(verb: Verb) -> int:
    """Return which way it moves energy: 1 into the battery, -1 out of it, 0 not at all."""
    if verb in CHARGING:
        return 1
    return -1 if verb is Verb.DISCHARGE else 0
