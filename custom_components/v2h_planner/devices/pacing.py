"""When a unit that does not obey is told again: three times in a row, then with growing patience. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FIRST_ROUNDS = 3
# After the first rounds. A car's handshake may take minutes; a contactor does not like to be asked for ever.
PATIENCE = (timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40), timedelta(hours=1))
# A sign of life (the plug, the unit's mode, a gateway that is back) is a reason to try out of turn,
HURRIED_APART = timedelta(minutes=1)
# but a gateway that goes down at each order gives such a sign each time.
HURRIED_PER_HOUR = 4


@dataclass(frozen=True, slots=True)
class Pacing:
    """The rounds since the unit last obeyed: in each it is told, and given time until it is judged.

    `failed`: rounds that it did not obey in. `round_at`: when the present one began, None outside a round.
    `told_at`: when it was last told. `hurried_at`: when out of turn, within the last hour.
    """

    failed: int = 0
    round_at: datetime | None = None
    told_at: datetime | None = None
    hurried_at: tuple[datetime, ...] = ()

    @property
    def given_up(self) -> bool:
        """Whether the first rounds have failed: the unit is reported, and told again with patience."""
        return self.failed >= FIRST_ROUNDS

    def told(self, now: datetime) -> Pacing:
        """Return the pacing after the unit was told; more of it in a round does not make the round longer."""
        return replace(self, told_at=now, round_at=now if self.round_at is None else self.round_at)

    def obeyed(self) -> Pacing:
        """Return the pacing after the unit obeyed."""
        return replace(self, failed=0, round_at=None)

    def disobeyed(self) -> Pacing:
        """Return the pacing after a round in which the unit did not obey."""
        return replace(self, failed=self.failed + 1, round_at=None)

    def given_up_now(self) -> Pacing:
        """Return the pacing of a unit that no further round in a row would help."""
        return replace(self, failed=max(self.failed, FIRST_ROUNDS))

    def judged_at(self, verify_after: timedelta, now: datetime) -> datetime | None:
        """Return when this round is over, None outside one; a clock that was set back does not put it off."""
        return None if self.round_at is None else min(self.round_at, now) + verify_after

    def told_again_at(self, now: datetime) -> datetime:
        """Return when the unit is told again, outside a round."""
        late = self.failed - FIRST_ROUNDS
        if self.told_at is None or late < 0:
            return now
        return min(self.told_at, now) + PATIENCE[min(late, len(PATIENCE) - 1)]

    def hurried(self, now: datetime) -> Pacing | None:
        """Return the pacing of an order out of turn, None where it has to wait for its turn."""
        lately = tuple(at for at in self.hurried_at if timedelta() <= now - at < timedelta(hours=1))
        if len(lately) >= HURRIED_PER_HOUR:
            return None
        if self.told_at is not None and timedelta() <= now - self.told_at < HURRIED_APART:
            return None
        return replace(self, hurried_at=(*lately, now))
