"""What a change costs: relaxations with and without it, read by one meter. A plan of its own shows what it would look like."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ..home import Mode
from ..milp.data import ModelData, SolverLimits, relaxed
from ..request import PlanRequest
from ..situation import Situation
from .many_storages import program_for
from .model_data import build_model_data
from .outage import stay_at_home
from .price_tags import money
from .soundness import sound
from .targets import derive_targets

SECONDS = 2.0  # for each relaxation: a preview is not worth a long wait


@dataclass(frozen=True, slots=True)
class Bill:
    """Real yen and CO2 of a horizon; what is left in store at its end counts as what it is worth."""

    yen: float
    co2_kg: float


def bills(usual: PlanRequest, changed: Iterable[PlanRequest]) -> list[Bill]:
    """Return the bill of the usual request, then that of each changed one, all by the usual one's meter.

    Whatever their modes count, the meter counts yen.
    """
    fair = _workable(usual)
    billed = replace(
        fair,
        home=replace(fair.home, carbon_price_yen_per_kg=0.0),
        situation=Situation(mode=Mode.ECONOMY),
    )
    meter = build_model_data(billed, ())
    return [_bill(request, meter) for request in (usual, *changed)]


def _workable(request: PlanRequest) -> PlanRequest:
    """Return the request as the planner takes it: what is broken set aside."""
    return stay_at_home(sound(request)[0])


def _bill(request: PlanRequest, meter: ModelData) -> Bill:
    """Solve a request in which what is left is worth what it is to the meter: a trip that is tried does not recur."""
    request = _workable(request)
    data = replace(
        relaxed(build_model_data(request, derive_targets(request))),
        terminal_width=meter.terminal_width,
        terminal_value=meter.terminal_value,
    )
    limits = SolverLimits(gap=request.limits.gap, seconds=min(SECONDS, request.limits.seconds))
    solution = program_for(request.shape).solve(data, limits)
    co2 = request.forecasts.co2_kg_per_kwh
    left_kwh = float((solution.energy[:, -1] / data.charge_eff).sum())
    emitted = float(data.hours @ (co2 * solution.grid_import))
    return Bill(yen=money(meter, solution), co2_kg=emitted - left_kwh * float(np.mean(co2)))
