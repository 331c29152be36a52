"""Everything one plan is made from."""

from dataclasses import dataclass
from datetime import tzinfo

from .forecast import Forecasts
from .home import Home
from .horizon import Horizon
from .milp.data import SolverLimits
from .plan import GridEvent, Plan, SocTarget
from .readings import Readings
from .situation import Situation


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """A home, now, and what is known of its next hours.

    `needs`: a person's wishes and one-off trips; weekly departures and storms are derived. `zone`: in
    which the weekly table is meant. `announced`: the plan that was shown last; `holdings`: whether to
    find out what each reserve and need costs (a few more relaxations to solve).
    """

    home: Home
    horizon: Horizon
    readings: Readings
    forecasts: Forecasts
    situation: Situation
    zone: tzinfo
    needs: tuple[SocTarget, ...] = ()
    grid_events: tuple[GridEvent, ...] = ()
    announced: Plan | None = None
    limits: SolverLimits = SolverLimits()
    holdings: bool = True
