"""The request without the cause that a sentence names, by the code of its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from custom_components.v2h_planner.core.arrays import Bools, Floats
from custom_components.v2h_planner.core.home import Departure, Storage
from custom_components.v2h_planner.core.plan import Plan, Reason, ReasonCode
from custom_components.v2h_planner.core.request import PlanRequest

# Past the compared number by so much: further than the solver's gap and its haste reach.
BEYOND_YEN = 0.5
BEYOND_SHARE = 0.03
ORDINARY_LOAD_KW = 2.0  # in place of a small one
NO_LIMIT_KW = 100.0


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence: the reason of a storage for its run, the slots from the running one on in which it does the same."""

    request: PlanRequest
    plan: Plan
    storage_id: str
    run: range
    reason: Reason

    @property
    def now(self) -> Bools:
        """The run's slots, (N,)."""
        mask = np.zeros(len(self.plan.slots), dtype=bool)
        mask[self.run.start : self.run.stop] = True
        return mask

    @property
    def later(self) -> Bools:
        """The slots after the run, (N,)."""
        mask = np.zeros(len(self.plan.slots), dtype=bool)
        mask[self.run.stop :] = True
        return mask

    def number(self, name: str) -> float:
        """Return a number of the sentence."""
        return self.reason.numbers[name]

    def forecasts(self, **changes: Any) -> PlanRequest:
        """Return the request with other forecasts."""
        return replace(self.request, forecasts=replace(self.request.forecasts, **changes))

    def storage(self, **changes: Any) -> PlanRequest:
        """Return the request with another storage of that id."""
        home = self.request.home
        changed = (replace(s, **changes) if s.id == self.storage_id else s for s in home.storages)
        return replace(self.request, home=replace(home, storages=tuple(changed)))

    @property
    def its(self) -> Storage:
        """The storage that it is about."""
        return self.request.home.storage(self.storage_id)


type Edit = Callable[[Claim], PlanRequest]


def without_cause(claim: Claim) -> PlanRequest | None:
    """Return the request without the sentence's cause; None where the sentence names none."""
    edit = _EDITS.get(claim.reason.code)
    return None if edit is None else edit(claim)


# -- prices -------------------------------------------------------------------------------------------


def _beyond(value: float, side: float) -> float:
    return value + side * (BEYOND_YEN + BEYOND_SHARE * abs(value))


def _yen_of_run(prices: str, side: float) -> Edit:
    """Set these prices of the run past the value that they are compared with."""

    def edit(claim: Claim) -> PlanRequest:
        moved = _beyond(claim.number("value"), side)
        former = getattr(claim.request.forecasts, prices)
        return claim.forecasts(**{prices: np.where(claim.now, moved, former)})

    return edit


def _co2_of_run(side: float) -> Edit:
    def edit(claim: Claim) -> PlanRequest:
        co2 = claim.request.forecasts.co2_kg_per_kwh
        moved = claim.number("value") * (1.0 + side * BEYOND_SHARE) + side * 0.005
        return claim.forecasts(co2_kg_per_kwh=np.where(claim.now, moved, co2))

    return edit


def _later_no(series: str, number: str, bound: Callable[[Floats, float], Floats]) -> Edit:
    """No later slot is dearer (or cheaper) than the run is."""

    def edit(claim: Claim) -> PlanRequest:
        values: Floats = getattr(claim.request.forecasts, series)
        bounded = np.where(claim.later, bound(values, claim.number(number)), values)
        return claim.forecasts(**{series: bounded})

    return edit


def _ordinary_price(claim: Claim) -> PlanRequest:
    price = claim.request.forecasts.import_yen_per_kwh
    return claim.forecasts(import_yen_per_kwh=np.where(claim.now, np.median(price), price))


# -- sun and load -------------------------------------------------------------------------------------


def _no_sun(claim: Claim) -> PlanRequest:
    forecasts = claim.request.forecasts
    return claim.forecasts(
        pv_kw=np.where(claim.now, np.minimum(forecasts.pv_kw, forecasts.load_kw), forecasts.pv_kw)
    )


def _ordinary_load(claim: Claim) -> PlanRequest:
    forecasts = claim.request.forecasts
    ordinary = np.maximum(forecasts.load_kw, forecasts.pv_kw + ORDINARY_LOAD_KW)
    return claim.forecasts(load_kw=np.where(claim.now, ordinary, forecasts.load_kw))


def _more_sun(claim: Claim) -> PlanRequest:
    forecasts = claim.request.forecasts
    plenty = np.maximum(forecasts.pv_kw, forecasts.load_kw + ORDINARY_LOAD_KW)
    return claim.forecasts(pv_kw=np.where(claim.now, plenty, forecasts.pv_kw))


# -- targets, trips, limits ---------------------------------------------------------------------------


def _no_target(claim: Claim) -> PlanRequest:
    """Drop the target of that time: a person's, an announced trip's, a day of the weekly table."""
    by = claim.reason.times.get("by")
    request = replace(
        claim.request,
        targets=tuple(
            t for t in claim.request.targets if t.storage_id != claim.storage_id or by not in (None, t.by)
        ),
    )
    kept = tuple(_without_day(d, by, request) for d in claim.its.departures) if by is not None else ()
    return replace(claim, request=request).storage(departures=tuple(d for d in kept if d.weekdays))


def _without_day(departure: Departure, by: datetime, request: PlanRequest) -> Departure:
    local = by.astimezone(request.zone)
    same = (local.hour, local.minute) == (departure.leave.hour, departure.leave.minute)
    return replace(departure, weekdays=departure.weekdays - {local.weekday()}) if same else departure


def _no_trips(claim: Claim) -> PlanRequest:
    """Let the car stay away as long, but take nothing with it."""
    trips = tuple(
        replace(t, trip_kwh=np.zeros_like(t.trip_kwh)) if t.storage_id == claim.storage_id else t
        for t in claim.request.forecasts.trips
    )
    request = replace(claim, request=claim.storage(departures=())).forecasts(trips=trips)
    return replace(request, targets=())


def _no_target_or_trip(claim: Claim) -> PlanRequest:
    request = _no_target(claim)
    if request.home == claim.request.home and request.targets == claim.request.targets:
        return _no_trips(claim)
    return request


def _no_reserve(claim: Claim) -> PlanRequest:
    trips = tuple(
        replace(t, reserve_weight=np.zeros_like(t.reserve_weight)) if t.storage_id == claim.storage_id else t
        for t in claim.request.forecasts.trips
    )
    return claim.forecasts(trips=trips)


def _no_floor(claim: Claim) -> PlanRequest:
    return claim.storage(min_soc=0.0)


def _room(claim: Claim) -> PlanRequest:
    its = claim.its
    if its.max_soc < 0.99:
        return claim.storage(max_soc=1.0)
    return claim.storage(capacity_kwh=its.capacity_kwh * 1.25)


def _no_storm(claim: Claim) -> PlanRequest:
    return replace(claim.request, situation=claim.request.situation.without_storm)


def _no_limit(claim: Claim) -> PlanRequest:
    home = claim.request.home
    return replace(claim.request, home=replace(home, grid=replace(home.grid, contract_kw=NO_LIMIT_KW)))


def _no_peak(claim: Claim) -> PlanRequest:
    return replace(claim.request, demand=None)


def _no_care(claim: Claim) -> PlanRequest:
    return claim.storage(full_within=None, max_soc=1.0)


def _no_events(claim: Claim) -> PlanRequest:
    return replace(claim.request, grid_events=())


_NO_DEARER = _later_no("import_yen_per_kwh", "price", np.minimum)
_NO_CHEAPER = _later_no("import_yen_per_kwh", "price", np.maximum)
_NO_DIRTIER = _later_no("co2_kg_per_kwh", "co2", np.minimum)
_NO_CLEANER = _later_no("co2_kg_per_kwh", "co2", np.maximum)

_EDITS: Mapping[ReasonCode, Edit] = {
    ReasonCode.CHARGE_CHEAP: _NO_DEARER,
    ReasonCode.HOLD_DEARER: _NO_DEARER,
    ReasonCode.WAIT_CHEAPER: _NO_CHEAPER,
    ReasonCode.CHARGE_CLEAN: _NO_DIRTIER,
    ReasonCode.HOLD_DIRTIER: _NO_DIRTIER,
    ReasonCode.WAIT_CLEANER: _NO_CLEANER,
    ReasonCode.CHARGE_WORTH: _yen_of_run("import_yen_per_kwh", +1),
    ReasonCode.DISCHARGE_DEAR: _yen_of_run("import_yen_per_kwh", -1),
    ReasonCode.WAIT_NOT_WORTH: _yen_of_run("import_yen_per_kwh", +1),
    ReasonCode.WAIT_DEAR: _yen_of_run("import_yen_per_kwh", -1),
    ReasonCode.CHARGE_CLEAN_WORTH: _co2_of_run(+1),
    ReasonCode.DISCHARGE_DIRTY: _co2_of_run(-1),
    ReasonCode.WAIT_NOT_CLEAN: _co2_of_run(+1),
    ReasonCode.WAIT_DIRTY: _co2_of_run(-1),
    ReasonCode.DISCHARGE_SELL: _yen_of_run("export_yen_per_kwh", -1),
    ReasonCode.WAIT_SELL: _yen_of_run("export_yen_per_kwh", -1),
    ReasonCode.WAIT_SMALL_LOAD: _ordinary_load,
    ReasonCode.WAIT_SMALL_SUN: _more_sun,
    ReasonCode.CHARGE_TRIPS: _no_trips,
    ReasonCode.HOLD_TRIPS: _no_trips,
    ReasonCode.HOLD_PERSON: _no_target,
    ReasonCode.HOLD_OTHER: _no_limit,
    ReasonCode.CHARGE_NEGATIVE_PRICE: _ordinary_price,
    ReasonCode.CHARGE_SURPLUS: _no_sun,
    ReasonCode.CHARGE_SUN_AND_GRID: _no_sun,
    ReasonCode.CHARGE_DEPARTURE: _no_target_or_trip,
    ReasonCode.HOLD_DEPARTURE: _no_target,
    ReasonCode.CHARGE_PERSON: _no_target,
    ReasonCode.CHARGE_FLOOR: _no_floor,
    ReasonCode.HOLD_FLOOR: _no_floor,
    ReasonCode.CHARGE_RESERVE: _no_reserve,
    ReasonCode.HOLD_RESERVE: _no_reserve,
    ReasonCode.HOLD_FULL: _room,
    ReasonCode.WAIT_FULL_LATER: _room,
    ReasonCode.CHARGE_GRID_EVENT: _no_events,
    ReasonCode.DISCHARGE_GRID_EVENT: _no_events,
    ReasonCode.CHARGE_STORM: _no_storm,
    ReasonCode.CHARGE_STORM_NOW: _no_storm,
    ReasonCode.CHARGE_STORM_ACT: _no_storm,
    ReasonCode.HOLD_STORM: _no_storm,
    ReasonCode.HOLD_LIMIT: _no_limit,
    ReasonCode.DISCHARGE_LIMIT: _no_limit,
    ReasonCode.CHARGE_PEAK: _no_peak,
    ReasonCode.DISCHARGE_PEAK: _no_peak,
    ReasonCode.HOLD_PEAK: _no_peak,
    ReasonCode.HOLD_CARE: _no_care,
}
