"""Everything one plan is made from."""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from math import isfinite

import numpy as np

from .forecast import Forecasts, TripForecast
from .home import Home, Storage
from .horizon import Horizon
from .milp.data import Shape, SolverLimits
from .plan import GridEvent, Plan, SocTarget
from .readings import Readings
from .situation import Situation
from .tariff.demand import Demand
from .trail import Trail


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """A home, now, and what is known of its next hours.

    `targets`: what a person asks for, and one-off trips; weekly departures and storms are derived. `zone`: in
    which the weekly table is meant. `announced`: the plan that was shown last; `holdings`: whether to
    find out what each reserve and target costs (a few more relaxations to solve); `trail`: what the last plan has left.
    `demand`: the contract by the highest half hour, None where there is none.
    """

    home: Home
    horizon: Horizon
    readings: Readings
    forecasts: Forecasts
    situation: Situation
    zone: tzinfo
    targets: tuple[SocTarget, ...] = ()
    grid_events: tuple[GridEvent, ...] = ()
    announced: Plan | None = None
    limits: SolverLimits = SolverLimits()
    holdings: bool = True
    trail: Trail | None = None
    demand: Demand | None = None

    @cached_property
    def storages(self) -> tuple[Storage, ...]:
        """The storages in the model's order: EVs, then batteries."""
        return tuple(sorted(self.home.storages, key=lambda storage: not storage.kind.is_ev))

    @property
    def shape(self) -> Shape:
        """The shape of the program that solves it."""
        evs = sum(storage.kind.is_ev for storage in self.home.storages)
        return Shape(evs, len(self.home.storages) - evs, len(self.horizon))

    def soc_of(self, storage: Storage) -> float | None:
        """Return the storage's SOC now as a fraction, None where it is not known."""
        reading = self.readings.find(storage.id)
        if reading is None or reading.soc is None or not isfinite(reading.soc):
            return None
        return min(max(reading.soc, 0.0), 1.0)

    def trips_of(self, storage: Storage) -> TripForecast:
        """Return the storage's absences; one without a forecast stays at home."""
        for trips in self.forecasts.trips:
            if trips.storage_id == storage.id:
                return trips
        count = len(self.horizon)
        return TripForecast(
            storage_id=storage.id,
            away=np.zeros(count),
            trip_kwh=np.zeros(count),
            reserve_kwh=np.zeros(0),
            reserve_weight=np.zeros((count, 0)),
        )
