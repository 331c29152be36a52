"""Model data of the connection: what may be imported, exported, and discharged by all storages together."""

import numpy as np

from ..arrays import Floats
from ..milp.data import ConnectionData, HouseData
from ..request import PlanRequest
from . import penalties

UNLIMITED_KW = 100.0  # stands for "no limit": above any home's connection, near enough to keep bounds tight


def connection_data(request: PlanRequest, house: HouseData) -> ConnectionData:
    """Return the limits of the connection; in an outage there is none, and load may stay unserved."""
    count, outage = len(house.hours), request.situation.outage
    contract = request.home.grid.contract_kw
    import_max = np.full(count, 0.0 if outage else UNLIMITED_KW if contract is None else contract)
    discharge_total_max, export_max = _outward(request, house)
    scale = penalties.scale(house)
    return ConnectionData(
        import_max=import_max,
        over_max=np.zeros(count) if outage else np.maximum(house.net_load - import_max, 0.0),
        over_cost=np.full(count, scale * penalties.OVER_CONTRACT),
        export_max=export_max,
        discharge_total_max=discharge_total_max,
        unserved_max=house.load.copy() if outage else np.zeros(count),
        unserved_cost=scale * penalties.UNSERVED * np.linspace(1.0, penalties.UNSERVED_LAST, count),
        curtail_cost=penalties.CURTAIL + np.maximum(-house.import_cost, 0.0),
    )


def _outward(request: PlanRequest, house: HouseData) -> tuple[Floats, Floats]:
    """Return what all storages may discharge together, and what may be exported, kW."""
    terms, storages = request.home.grid, request.storages
    net, surplus = np.maximum(house.net_load, 0.0), np.maximum(-house.net_load, 0.0)
    if request.situation.outage:
        # Off the grid the units' own draw has to come from the batteries too.
        return net + sum(s.overhead_kw for s in storages if s.can_discharge), np.zeros_like(surplus)
    if terms.v2g:
        every = house.load + sum(storage.discharge_max_kw for storage in storages)
        return every, np.full_like(every, terms.export_limit_kw)
    if terms.push_up:
        return house.load.copy(), np.minimum(terms.export_limit_kw, house.pv)
    return net, np.minimum(terms.export_limit_kw, surplus)


def headroom(house: HouseData, connection: ConnectionData, overhead: Floats) -> Floats:
    """Return what each storage could charge with at most if it charged alone, kW, (K, N); may be below zero."""
    return connection.import_max + house.pv - house.load - overhead[:, None]
