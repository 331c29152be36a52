"""Why a storage discharges."""

import numpy as np

from ..arrays import Floats
from ..plan import Reason, ReasonCode
from .causes import PRICE_STEP, Cause, weighed
from .units import NOTHING_KW
from .worth import Run, Worth


def _lights_house(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether there is no grid."""
    return Reason(ReasonCode.DISCHARGE_OUTAGE) if worth.evidence.request.situation.outage else None


def _event_wants_discharge(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether a grid event pays for discharging."""
    data, solution = worth.evidence.data, worth.evidence.solution
    if data.event_discharge_max[t] > 0 and solution.event_discharge[t] > NOTHING_KW:
        return Reason(ReasonCode.DISCHARGE_GRID_EVENT, {"reward": float(data.event_discharge_value[t])})
    return None


def _keeps_contract(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether the house alone draws what the contract allows."""
    data = worth.evidence.data
    if data.net_load[t] > data.import_max[t] - NOTHING_KW:
        return Reason(ReasonCode.DISCHARGE_LIMIT, {"limit": float(data.import_max[t])})
    return None


def _sold(worth: Worth, run: Run) -> Floats:
    """Return what of the discharge goes into the grid, kW in the run's slots."""
    e = worth.evidence
    return np.minimum(e.discharge[run.k, run.at], e.solution.grid_export[run.at])


def _sells(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether most of it is sold."""
    e, sold = worth.evidence, _sold(worth, run)
    power = e.discharge[run.k, run.at]
    if (sold * e.data.hours[run.at]).sum() <= (power * e.data.hours[run.at]).sum() / 2:
        return None
    found = worth.discharging(run.k, run.slots, sold, e.data.export_value)
    if found is None or found.price - found.value <= PRICE_STEP / 2:
        return None
    return Reason(ReasonCode.DISCHARGE_SELL, {"export_price": found.price, "value": found.value})


def _keeps_peak(worth: Worth, run: Run, t: int) -> Reason | None:
    """Answer whether the house alone would set a new peak, and no price pays for feeding it."""
    e = worth.evidence
    above = e.data.net_load[t] > e.solution.grid_import[t] + e.peak_left[t] + NOTHING_KW
    if not above or _grid_is_dear(worth, run, t).code is not ReasonCode.DISCHARGE_LEAST:
        return None
    return Reason(ReasonCode.DISCHARGE_PEAK, {"peak": e.peak_kw})


def _grid_is_dear(worth: Worth, run: Run, t: int) -> Reason:
    """Answer by how much the grid is dearer, or dirtier, than the energy in store."""
    e = worth.evidence
    power = e.discharge[run.k, run.at] - _sold(worth, run)
    found = worth.discharging(run.k, run.slots, power, e.data.import_cost)
    codes = ReasonCode.DISCHARGE_DEAR, ReasonCode.DISCHARGE_DIRTY
    reason = None if found is None else weighed(worth, codes, found, pays=True)
    return reason or Reason(ReasonCode.DISCHARGE_LEAST)


DISCHARGING: tuple[Cause, ...] = (
    _lights_house,
    _event_wants_discharge,
    _keeps_contract,
    _sells,
    _keeps_peak,
    _grid_is_dear,
)
