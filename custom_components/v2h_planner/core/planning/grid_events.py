"""Model data of grid events: what programmes pay for, and what was promised to them."""

import numpy as np

from ..arrays import Floats
from ..milp.data import EventData
from ..plan import GridEventKind
from ..request import PlanRequest


def event_data(request: PlanRequest) -> EventData:
    """Return what is paid for and promised in each slot; events at the same time add up."""
    discharge_max, discharge_value, discharge_firm, discharge_short = _of_kind(
        request, GridEventKind.DISCHARGE
    )
    import_max, import_value, import_firm, import_short = _of_kind(request, GridEventKind.IMPORT)
    return EventData(
        event_discharge_max=discharge_max,
        event_discharge_value=discharge_value,
        event_discharge_firm=discharge_firm,
        event_import_max=import_max,
        event_import_value=import_value,
        event_import_firm=import_firm,
        event_short_cost=np.maximum(discharge_short, import_short),
    )


def _of_kind(request: PlanRequest, kind: GridEventKind) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the cap in kW, the reward, the promised kW and the price of breaking the promise, (N,) each."""
    cap, reward, firm, short = (np.zeros(len(request.horizon)) for _ in range(4))
    for event in request.grid_events:
        if event.kind is not kind:
            continue
        share = request.horizon.overlap_hours(event.start, event.end) / request.horizon.hours
        inside = share > 1e-9
        cap += event.cap_kw * share
        firm += event.committed_kw * share
        reward = np.where(inside, np.maximum(reward, event.reward_yen_per_kwh), reward)
        short = np.where(inside, np.maximum(short, event.penalty_yen_per_kwh), short)
    return cap, reward, firm, short
