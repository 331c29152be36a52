"""Small homes to plan: one V2H car, 48 half hours from 18:00 in Tokyo, everything else said by the test."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.forecast import Forecasts, TripForecast
from custom_components.v2h_planner.core.home import GridTerms, Home, Mode, Storage, StorageKind
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import Situation

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=TOKYO)
SLOTS = 48


def after(hours: float) -> datetime:
    """So many hours from now."""
    return NOW + timedelta(hours=hours)


def storage(**changes: Any) -> Storage:
    """A 40 kWh car on a 6 kW V2H unit."""
    usual: dict[str, Any] = {
        "id": "car",
        "name": "Car",
        "kind": StorageKind.V2H_EV,
        "capacity_kwh": 40.0,
        "charge_max_kw": 6.0,
        "discharge_max_kw": 6.0,
    }
    return Storage(**(usual | changes))


def series(values: float | Sequence[float], count: int = SLOTS) -> Floats:
    """A number for every slot; the last of a list goes on to the end."""
    given = np.atleast_1d(np.asarray(values, dtype=float))
    return np.concatenate([given, np.full(max(0, count - len(given)), given[-1])])[:count]


def trip(
    horizon: Horizon,
    storage_id: str = "car",
    leave: datetime | None = None,
    back: datetime | None = None,
    kwh: float = 0.0,
    reserve: Sequence[tuple[float, float]] = (),
) -> TripForecast:
    """One absence and a reserve of (kWh, yen per kWh and hour)."""
    inside = np.zeros(len(horizon)) if leave is None or back is None else horizon.overlap_hours(leave, back)
    return TripForecast(
        storage_id=storage_id,
        away=inside / horizon.hours,
        trip_kwh=kwh * inside / max(float(inside.sum()), 1e-9),
        reserve_kwh=np.array([level for level, _ in reserve]),
        reserve_weight=np.tile([weight for _, weight in reserve], (len(horizon), 1)),
    )


def request(
    *storages: Storage,
    now: datetime = NOW,
    price: float | Sequence[float] = 30.0,
    export: float | Sequence[float] = 8.5,
    load: float | Sequence[float] = 0.6,
    pv: float | Sequence[float] = 0.0,
    co2: float | Sequence[float] = 0.45,
    soc: float | None = 0.5,
    connected: bool | None = True,
    doing: Verb | None = Verb.STANDBY,
    trips: Sequence[TripForecast] = (),
    terms: GridTerms = GridTerms(),
    mode: Mode = Mode.ECONOMY,
    situation: Situation | None = None,
    **more: Any,
) -> PlanRequest:
    """A request; every storage has the same SOC."""
    horizon = make_horizon(now, SLOTS, 0)
    homes = storages or (storage(),)
    return PlanRequest(
        home=Home(storages=homes, grid=terms),
        horizon=horizon,
        readings=Readings(
            at=now,
            storages=tuple(
                StorageReading(storage_id=item.id, soc=soc, connected=connected, doing=doing)
                for item in homes
            ),
        ),
        forecasts=Forecasts(
            load_kw=series(load),
            pv_kw=series(pv),
            import_yen_per_kwh=series(price),
            export_yen_per_kwh=series(export),
            co2_kg_per_kwh=series(co2),
            price_known=np.ones(len(horizon), dtype=bool),
            trips=tuple(trips),
        ),
        situation=situation or Situation(mode=mode),
        zone=TOKYO,
        limits=more.pop("limits", SolverLimits(gap=1e-5)),
        **more,
    )
