"""What of a request can be planned with: the rest is mended or set aside, with a fault that names it.

A number that cannot be is replaced by the nearest harmless one. A storage whose own numbers cannot be is set aside: it
stands by, and the others are planned as if it were not there.
"""

from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from datetime import datetime
from math import isfinite
from typing import Any

import numpy as np

from ..arrays import Bools, Floats
from ..forecast import Forecasts, TripForecast
from ..home import Departure, Home, Storage
from ..plan import GridEvent, SocTarget
from ..readings import Fault, FaultKind
from ..request import PlanRequest
from ..tariff.demand import Demand

# What can be, of a home at its largest. Beyond it no plan is meant, and the solver's numbers lose their digits.
_STORAGE: dict[str, tuple[float, float]] = {
    "capacity_kwh": (0.01, 10_000.0),
    "charge_max_kw": (0.05, 1000.0),
    "discharge_max_kw": (0.0, 1000.0),
    "charge_min_kw": (0.0, 1000.0),
    "discharge_min_kw": (0.0, 1000.0),
    "charge_efficiency": (0.05, 1.0),
    "discharge_efficiency": (0.05, 1.0),
    "overhead_kw": (0.0, 10.0),
    "start_up_yen": (0.0, 10_000.0),
    "degradation_yen_per_kwh": (0.0, 1000.0),
    "min_soc": (0.0, 1.0),
    "max_soc": (0.0, 1.0),
    "storm_soc": (0.0, 1.0),
}
_FORECASTS: dict[str, tuple[float, float]] = {
    "load_kw": (-1000.0, 1000.0),
    "pv_kw": (-1000.0, 1000.0),
    "import_yen_per_kwh": (-10_000.0, 10_000.0),
    "export_yen_per_kwh": (-10_000.0, 10_000.0),
    "co2_kg_per_kwh": (0.0, 100.0),
}
_TRIPS: dict[str, tuple[float, float]] = {
    "away": (0.0, 1.0),
    "trip_kwh": (0.0, 10_000.0),
    "reserve_kwh": (0.0, 10_000.0),
    "reserve_weight": (0.0, 10_000.0),
}
SOC_OFF = 0.02  # a sensor may be so far beyond empty or full; further off it is no SOC


def sound(request: PlanRequest) -> tuple[PlanRequest, tuple[Fault, ...]]:
    """Return the request as far as it can be planned with, and what could not."""
    forecasts, faults = _forecasts(request)
    home, off_grid = _home(request.home)
    broken = {storage.id: fault for storage in request.home.storages for fault in _troubles(request, storage)}
    targets, off_targets = _targets(request)
    departures, off_departures = _departures(request)
    events, off_events = _events(request)
    demand, off_demand = _demand(request.demand)
    found = (*faults, *off_grid, *broken.values(), *off_targets, *off_departures, *off_events, *off_demand)
    if not found:
        return request, ()
    mended = replace(
        request,
        home=replace(home, storages=departures),
        forecasts=forecasts,
        targets=targets,
        grid_events=events,
        demand=demand,
    )
    return set_aside(mended, broken), found


def set_aside(request: PlanRequest, ids: Collection[str]) -> PlanRequest:
    """Return the request without these storages; a home needs one, so the last are left as ones of unknown SOC."""
    if not ids:
        return request
    left = tuple(storage for storage in request.home.storages if storage.id not in ids)
    if left:
        return replace(request, home=replace(request.home, storages=left))
    harmless = tuple(
        Storage(id=s.id, name=s.name, kind=s.kind, capacity_kwh=1.0, charge_max_kw=1.0)
        for s in request.home.storages
    )
    unknown = tuple(replace(reading, soc=None) for reading in request.readings.storages)
    return replace(
        request,
        home=replace(request.home, storages=harmless),
        readings=replace(request.readings, storages=unknown),
    )


def alone(request: PlanRequest, storage_id: str) -> PlanRequest:
    """Return the request of a home with no storage but this one."""
    return set_aside(request, {storage.id for storage in request.home.storages} - {storage_id})


def _troubles(request: PlanRequest, storage: Storage) -> Iterator[Fault]:
    """Yield what is wrong with a storage so that it cannot be planned."""
    for name, (least, most) in _STORAGE.items():
        if fault := _off(storage.id, name, float(getattr(storage, name)), least, most, fatal=True):
            yield fault
    reading = request.readings.find(storage.id)
    if reading is not None and reading.soc is not None and isfinite(reading.soc):
        if fault := _off(storage.id, "soc", reading.soc, -SOC_OFF, 1.0 + SOC_OFF, fatal=True):
            yield fault


def _off(source: str, name: str, value: float, least: float, most: float, *, fatal: bool) -> Fault | None:
    """Return the fault of a number that is not within these limits."""
    if least <= value <= most:
        return None
    kind = FaultKind.OUT_OF_RANGE if isfinite(value) else FaultKind.NOT_A_NUMBER
    return Fault(kind, source, f"{name} {value:g}", fatal=fatal)


# -- the house and its forecasts ------------------------------------------------------------------------


def _home(home: Home) -> tuple[Home, list[Fault]]:
    """Return the home's terms; a contract that cannot be counts as none, so does the price of carbon, and no export."""
    faults, terms, carbon = list[Fault](), home.grid, home.carbon_price_yen_per_kg
    contract, export = terms.contract_kw, min(terms.export_limit_kw, 1000.0)
    if contract is not None and (fault := _off("grid", "contract_kw", contract, 0.0, 1000.0, fatal=True)):
        faults.append(fault)
        contract = None
    if fault := _off("grid", "export_limit_kw", export, 0.0, 1000.0, fatal=True):
        faults.append(fault)
        export = 0.0
    if fault := _off("grid", "carbon_price", carbon, 0.0, 1000.0, fatal=True):
        faults.append(fault)
        carbon = 0.0
    grid = replace(terms, contract_kw=contract, export_limit_kw=export)
    return replace(home, grid=grid, carbon_price_yen_per_kg=carbon), faults


def _demand(demand: Demand | None) -> tuple[Demand | None, list[Fault]]:
    """Return the contract by the highest half hour; one whose numbers cannot be counts as none."""
    if demand is None:
        return None, []
    numbers = (demand.terms.yen_per_kw_month, demand.taken_kwh, *demand.paid_kw.values())
    off = (_off("grid", "demand", number, 0.0, 10_000.0, fatal=False) for number in numbers)
    faults = [fault for fault in off if fault is not None][:1]
    return (None if faults else demand), faults


def _forecasts(request: PlanRequest) -> tuple[Forecasts, list[Fault]]:
    """Return the forecasts on the horizon: finite, as long as it, and within what can be."""
    given, count, faults = request.forecasts, len(request.horizon), list[Fault]()
    changes: dict[str, Any] = {}
    for name, limits in _FORECASTS.items():
        source = f"forecast.{name}"
        changes[name] = _series(getattr(given, name), (count,), limits, source, faults, usual=name != "pv_kw")
    known = np.asarray(given.price_known, dtype=bool)
    changes["price_known"] = known if known.shape == (count,) else np.zeros(count, dtype=bool)
    for name in ("pv_low_kw", "pv_high_kw"):
        series = getattr(given, name)
        changes[name] = None if series is not None and np.shape(series) != (count,) else series
    trips = tuple(_trips(trip, count, faults) for trip in given.trips)
    known_ids = {storage.id for storage in request.home.storages}
    faults += [
        Fault(FaultKind.MISSING, f"forecast.trips.{trip.storage_id}", fatal=False)
        for trip in trips
        if trip.storage_id not in known_ids
    ]
    return replace(given, trips=trips, **changes), faults


def _trips(trip: TripForecast, count: int, faults: list[Fault]) -> TripForecast:
    """Return one storage's forecast of trips; without reserves where their levels and weights do not fit."""
    source, levels = f"forecast.trips.{trip.storage_id}", np.shape(trip.reserve_kwh)
    shapes = {
        "away": (count,),
        "trip_kwh": (count,),
        "reserve_kwh": levels,
        "reserve_weight": (count, *levels),
    }
    if len(levels) != 1 or np.shape(trip.reserve_weight) != (count, *levels):
        faults.append(Fault(FaultKind.TOO_SHORT, source, "reserve_weight", fatal=False))
        trip = replace(trip, reserve_kwh=np.zeros(0), reserve_weight=np.zeros((count, 0)))
        shapes |= {"reserve_kwh": (0,), "reserve_weight": (count, 0)}
    found = list[Fault]()
    arrays: dict[str, Any] = {
        name: _series(getattr(trip, name), shapes[name], limits, source, found, usual=False)
        for name, limits in _TRIPS.items()
    }
    faults += found[:1]  # one fault a storage says it
    return replace(trip, **arrays)


def _series(
    given: Floats,
    shape: tuple[int, ...],
    limits: tuple[float, float],
    source: str,
    faults: list[Fault],
    *,
    usual: bool,
) -> Floats:
    """Return a series of that shape; what is missing or not finite is 0, or its usual value, and what is too far off cut."""
    series = np.asarray(given, dtype=np.float64)
    whole = series.shape == shape
    if not whole:
        faults.append(Fault(FaultKind.TOO_SHORT, source, str(series.shape), fatal=False))
        flat = series.ravel()[: shape[0]]
        series = np.concatenate([flat, np.full(shape[0] - len(flat), np.nan)])
    good: Bools = np.isfinite(series)
    if not good.all():
        if whole:
            faults.append(Fault(FaultKind.NOT_A_NUMBER, source, fatal=False))
        mean = float(np.clip(series[good], *limits).mean()) if usual and good.any() else 0.0
        series = np.where(good, series, mean)
    cut: Floats = np.clip(series, *limits)
    if (cut != series).any():
        faults.append(Fault(FaultKind.OUT_OF_RANGE, source, fatal=False))
    return cut


# -- what is asked for ------------------------------------------------------------------------------------


def _targets(request: PlanRequest) -> tuple[tuple[SocTarget, ...], list[Fault]]:
    """Return the targets that mean something; what asks for more than full asks for full."""
    ids, kept, faults = {storage.id for storage in request.home.storages}, list[SocTarget](), list[Fault]()
    for target in request.targets:
        source = f"target.{target.storage_id}"
        if target.storage_id not in ids:
            faults.append(Fault(FaultKind.MISSING, source, fatal=False))
        elif not isfinite(target.soc) or not _aware(target.by) or not _aware(target.until or target.by):
            faults.append(Fault(FaultKind.NOT_A_NUMBER, source, f"{target.soc:g}", fatal=False))
        else:
            soc = min(max(target.soc, 0.0), 1.0)
            if soc != target.soc:
                faults.append(Fault(FaultKind.OUT_OF_RANGE, source, f"{target.soc:g}", fatal=False))
            kept.append(replace(target, soc=soc))
    return tuple(kept), faults


def _departures(request: PlanRequest) -> tuple[tuple[Storage, ...], list[Fault]]:
    """Return the storages without departures in their tables that mean nothing."""
    storages, faults = list[Storage](), list[Fault]()
    for storage in request.home.storages:
        kept = tuple(departure for departure in storage.departures if _is_departure(departure))
        if len(kept) != len(storage.departures):
            faults.append(Fault(FaultKind.OUT_OF_RANGE, storage.id, "departures", fatal=False))
            storage = replace(storage, departures=kept)
        storages.append(storage)
    return tuple(storages), faults


def _is_departure(departure: Departure) -> bool:
    return 0.0 <= departure.soc <= 1.0


def _events(request: PlanRequest) -> tuple[tuple[GridEvent, ...], list[Fault]]:
    """Return the grid events whose numbers and times mean something."""
    kept, faults = list[GridEvent](), list[Fault]()
    for event in request.grid_events:
        numbers = [getattr(event, part.name) for part in fields(event) if part.type is float]
        times = _aware(event.start) and _aware(event.end)
        if times and all(0.0 <= number <= 10_000.0 for number in numbers):
            kept.append(event)
        else:
            faults.append(Fault(FaultKind.OUT_OF_RANGE, f"event.{event.id}", fatal=False))
    return tuple(kept), faults


def _aware(when: datetime) -> bool:
    return when.tzinfo is not None
