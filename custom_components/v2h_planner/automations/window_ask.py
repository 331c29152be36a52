"""What a person asks of a window: fields of forms -> `core.windows.WindowRequest`."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any, Final, Self

from homeassistant.helpers import config_validation as cv
import probatio

from ..core.windows import Objective, WindowRequest

ATTR_DURATION: Final = "duration"
ATTR_BEFORE: Final = "before"
ATTR_AFTER: Final = "after"
ATTR_LOAD: Final = "load_kw"
ATTR_OBJECTIVE: Final = "objective"

DAY: Final = timedelta(days=1)
USUAL_LOAD_KW: Final = 1.0

# A further load: so long (a minute to a day), so much (a lamp to two fast chargers), and what for.
LOAD_KW: Final = probatio.All(probatio.Coerce(float), probatio.Range(min=0.05, max=20))
LOAD: Final = {
    probatio.Required(ATTR_DURATION): probatio.All(
        cv.positive_time_period, probatio.Range(min=timedelta(minutes=1), max=DAY)
    ),
    probatio.Optional(ATTR_LOAD, default=USUAL_LOAD_KW): LOAD_KW,
    probatio.Optional(ATTR_OBJECTIVE, default=Objective.CHEAPEST.value): probatio.Coerce(Objective),
}
DAILY: Final = {
    **LOAD,
    probatio.Required(ATTR_BEFORE): cv.time,
    probatio.Optional(ATTR_AFTER): cv.time,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyWindow:
    """A load that runs once between two deadlines: done by `before` each day, not begun earlier than `after`."""

    length: timedelta
    before: time
    after: time | None
    load_kw: float
    objective: Objective

    @classmethod
    def of(cls, options: dict[str, Any]) -> Self:
        """Take the answers of a form."""
        return cls(
            length=options[ATTR_DURATION],
            before=options[ATTR_BEFORE],
            after=options.get(ATTR_AFTER),
            load_kw=options[ATTR_LOAD],
            objective=options[ATTR_OBJECTIVE],
        )

    @property
    def key(self) -> str:
        """What tells it from others, over a restart."""
        minutes = self.length / timedelta(minutes=1)
        return f"{self.objective} {minutes:g} min {self.load_kw:g} kW {self.after or ''}-{self.before}"

    def deadline(self, now: datetime, zone: tzinfo) -> datetime:
        """Return the next time at which it must be done."""
        return next_time(now, self.before, zone)

    def request(self, now: datetime, zone: tzinfo) -> WindowRequest:
        """Return what is asked of the plan now."""
        deadline = self.deadline(now, zone)
        opens = now if self.after is None else max(now, former_time(deadline, self.after, zone))
        return WindowRequest(
            length=self.length,
            after=opens,
            before=deadline,
            load_kw=self.load_kw,
            objective=self.objective,
        )


def next_time(now: datetime, clock: time, zone: tzinfo) -> datetime:
    """Return when a clock at home shows that time next."""
    today = now.astimezone(zone).date()
    found = (datetime.combine(day, clock, tzinfo=zone) for day in (today, today + DAY))
    return next(when for when in found if when.timestamp() > now.timestamp())


def former_time(before: datetime, clock: time, zone: tzinfo) -> datetime:
    """Return when a clock at home showed that time last before another."""
    day = before.astimezone(zone).date()
    found = (datetime.combine(one, clock, tzinfo=zone) for one in (day, day - DAY))
    return next(when for when in found if when.timestamp() < before.timestamp())
