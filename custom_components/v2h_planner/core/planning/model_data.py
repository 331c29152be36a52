"""From a request to the numbers of the model, part by part. No decision is made here.

Storages stand in the model's order (EVs, then batteries). A storage whose SOC is not known takes no part:
all its powers are 0 and nothing is wanted of it.
"""

from collections.abc import Iterable

import numpy as np

from ..arrays import Bools, Floats
from ..home import Mode
from ..milp.data import HouseData, ModelData, UnitData
from ..plan import SocTarget
from ..request import PlanRequest
from ..tariff.demand import HALF_HOUR_HOURS, month_of
from . import penalties
from .connection import connection_data
from .energy import energy_data, reserve_data
from .grid_events import event_data
from .terminal_value import terminal_data
from .units import unit_data

WHOLE_HOURS = 24.0  # verbs further ahead will be planned again many times before they are commanded


def build_model_data(request: PlanRequest, targets: Iterable[SocTarget]) -> ModelData:
    """Return the data of the model: one part after another, each from those before it."""
    targets = tuple(targets)
    house = house_data(request)
    connection = connection_data(request, house)
    units = unit_data(request, targets, house, connection)
    energy = energy_data(request, targets, house, connection, units)
    return ModelData(
        **vars(house),
        **vars(connection),
        **vars(units),
        **vars(energy),
        **vars(reserve_data(request, house)),
        **vars(terminal_data(request, house, units, energy)),
        **vars(event_data(request)),
        whole_import=house.export_value > house.import_cost - 1e-9,
        whole_verbs=_whole_verbs(house, units),
    )


def house_data(request: PlanRequest) -> HouseData:
    """Return the slots, the house's load and PV, and what the mode counts for a kWh."""
    forecasts = request.forecasts
    import_cost, export_value = _mode_prices(request)
    return HouseData(
        hours=request.horizon.hours,
        load=np.maximum(forecasts.load_kw, 0.0),
        pv=np.maximum(forecasts.pv_kw, 0.0),
        import_cost=import_cost,
        export_value=export_value,
        **_peaks(request),
    )


def _peaks(request: PlanRequest) -> dict[str, Floats]:
    """Return what a new peak is: means of half hours; an hour counts with its own, the running half hour with what it has taken."""
    demand, hours = request.demand, request.horizon.hours
    if demand is None or request.situation.outage:
        return {
            "peak_share": np.zeros_like(hours),
            "peak_free": np.zeros_like(hours),
            "peak_cost": np.array(0.0),
        }
    months = [month_of(start.astimezone(request.zone)) for start in request.horizon.starts]
    free = np.array([demand.paid_kw[month] for month in months])
    free[0] -= demand.taken_kwh / HALF_HOUR_HOURS
    weight = penalties.CO2_BUY_SHARE if _weighs_co2(request) else 1.0
    return {
        "peak_share": np.minimum(hours / HALF_HOUR_HOURS, 1.0),
        "peak_free": free,
        "peak_cost": np.array(weight * demand.new_peak_yen_per_kw),
    }


def _weighs_co2(request: PlanRequest) -> bool:
    return (request.situation.wanted or request.situation.mode) is Mode.CO2


def _mode_prices(request: PlanRequest) -> tuple[Floats, Floats]:
    """Return what the mode counts for a kWh imported and for one exported, yen/kWh, shape (N,) each."""
    forecasts = request.forecasts
    if _weighs_co2(request):
        share = penalties.CO2_BUY_SHARE
        clean = penalties.CO2_YEN_PER_KG * forecasts.co2_kg_per_kwh
        return clean + share * forecasts.import_yen_per_kwh, share * forecasts.export_yen_per_kwh
    carbon = request.home.carbon_price_yen_per_kg * forecasts.co2_kg_per_kwh
    return forecasts.import_yen_per_kwh + carbon, forecasts.export_yen_per_kwh.copy()


def _whole_verbs(house: HouseData, units: UnitData) -> Bools:
    """Return where a verb must be whole: soon, possible, and with something that a share of it would cheat."""
    counts = (units.charge_min > 0) | (units.discharge_min > 0) | (house.import_cost < 0)
    counts |= ((units.overhead > 0) | (units.start_up_cost > 0))[:, None]
    soon = np.cumsum(house.hours) <= WHOLE_HOURS + 1e-6
    whole: Bools = counts & soon & ((units.charge_max > 0) | (units.discharge_max > 0))
    return whole
