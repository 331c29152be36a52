"""A request becomes a plan. A plan always exists: if the solver has none, a rule makes one.

    needs -> values -> solution -> slots, reasons, shortfalls, what each need costs

Homes of a shape that no program fits (more than two EVs or one battery, where CVXPY cannot compile one)
are planned by the rule as well; the plan says so by its method.
"""

from dataclasses import replace
from datetime import datetime
import logging
from time import perf_counter
from typing import Any

import numpy as np

from ..arrays import Floats
from ..home import ChargeControl, Mode
from ..milp.data import ModelData, Solution, SolverLimits
from ..milp.program import Program
from ..plan import (
    Holding,
    Method,
    Plan,
    PlanSlot,
    ReasonCode,
    Shortfall,
    ShortfallKind,
    SocTarget,
    StorageSlot,
    TargetKind,
)
from ..readings import Fault, FaultKind, Verb
from ..request import PlanRequest
from ..situation import Situation
from .fallback import fallback_solution
from .model_data import assemble, in_model_order, known_soc, need_slots, shape_of
from .reasons import Explainer
from .targets import derive_targets

__all__ = ["PlanRequest", "make_plan"]

_LOGGER = logging.getLogger(__name__)

NOTHING_KW = 0.02  # less than any unit can do: the solver's dust
SMALL_KWH = 0.05  # a shortfall that nobody would notice
SURPLUS_SHARE = 0.05  # charging counts as "with the sun" when the grid gives less than this part of it

_TARGETS = {
    TargetKind.DEPARTURE: ShortfallKind.DEPARTURE,
    TargetKind.STORM: ShortfallKind.STORM,
    TargetKind.PERSON: ShortfallKind.PERSON,
}


# Reasons to charge that do not wait for the sun.
_AT_ONCE = frozenset(
    {
        ReasonCode.CHARGE_STORM_NOW,
        ReasonCode.CHARGE_RESILIENCE,
        ReasonCode.CHARGE_PERSON,
        ReasonCode.CHARGE_FLOOR,
    }
)


def make_plan(request: PlanRequest) -> Plan:
    """Plan the request's home over its grid."""
    began = perf_counter()
    request, mended = _mend(request)
    needs = derive_targets(
        request.home, request.horizon, request.readings, request.situation, request.zone, request.needs
    )
    values = assemble(request, needs)
    solution, method = _solve(request, values)
    explainer = Explainer(request, values, solution, needs)
    unknown = tuple(
        Fault(FaultKind.UNKNOWN, storage.id, "soc")
        for storage in request.home.storages
        if known_soc(request, storage) is None
        and not any(fault.fatal and fault.source == storage.id for fault in request.readings.faults)
    )
    return Plan(
        made_at=request.readings.at,
        mode=request.situation.mode,
        horizon=request.horizon,
        slots=_slots(request, values, solution, explainer),
        method=method,
        gap=solution.gap,
        storm=request.situation.storm,
        outage=request.situation.outage,
        shortfalls=_shortfalls(request, values, solution, needs),
        holdings=_holdings(request, values, needs) if request.holdings and method is not Method.RULE else (),
        storm_yen=_storm_yen(request, values) if request.holdings and method is not Method.RULE else None,
        stored_yen_per_kwh={
            storage.id: float(price)
            for storage, price in zip(in_model_order(request.home), solution.energy_price, strict=True)
            if known_soc(request, storage) is not None
        },
        faults=request.readings.faults + mended + unknown,
        seconds=perf_counter() - began,
    )


def _mend(request: PlanRequest) -> tuple[PlanRequest, tuple[Fault, ...]]:
    """Numbers that are none become the nearest harmless ones, with a fault that says so."""
    forecasts, faults = request.forecasts, list[Fault]()
    changes: dict[str, Any] = {}
    for name in ("load_kw", "pv_kw", "import_yen_per_kwh", "export_yen_per_kwh", "co2_kg_per_kwh"):
        series: Floats = getattr(forecasts, name)
        good = np.isfinite(series)
        if not good.all():
            usual = float(series[good].mean()) if good.any() else 0.0
            changes[name] = np.where(good, series, 0.0 if name == "pv_kw" else usual)
            faults.append(Fault(FaultKind.NOT_A_NUMBER, f"forecast.{name}", fatal=False))
    trips = []
    for trip in forecasts.trips:
        arrays = {
            name: np.nan_to_num(getattr(trip, name), nan=0.0, posinf=0.0, neginf=0.0)
            for name in ("away", "trip_kwh", "reserve_kwh", "reserve_weight")
        }
        if any(not np.isfinite(getattr(trip, name)).all() for name in arrays):
            faults.append(Fault(FaultKind.NOT_A_NUMBER, f"forecast.trips.{trip.storage_id}", fatal=False))
        trips.append(replace(trip, **arrays))
    if not faults:
        return request, ()
    return replace(request, forecasts=replace(forecasts, trips=tuple(trips), **changes)), tuple(faults)


def _solve(request: PlanRequest, values: ModelData) -> tuple[Solution, Method]:
    """The best solution there is, and how it was found."""
    try:
        solution = Program.load(shape_of(request)).solve(values, request.limits)
    except Exception:  # whatever is wrong in there, the home needs a plan
        _LOGGER.exception("The solver found no plan; charging to the next need in the cheapest hours instead")
        return fallback_solution(values), Method.RULE
    if solution.relaxed:
        return solution, Method.ROUNDED
    proven = solution.gap is not None and solution.gap <= request.limits.gap * 1.01
    return solution, Method.OPTIMAL if proven else Method.INCUMBENT


def _slots(
    request: PlanRequest, values: ModelData, solution: Solution, explainer: Explainer
) -> tuple[PlanSlot, ...]:
    horizon, forecasts = request.horizon, request.forecasts
    both = np.minimum(solution.grid_import, solution.grid_export)  # only where the relaxation mixes them
    slots = []
    for t, (start, end) in enumerate(zip(horizon.starts, horizon.edges[1:], strict=True)):
        slots.append(
            PlanSlot(
                start=start,
                end=end,
                import_kw=_clean(solution.grid_import[t] - both[t]),
                export_kw=_clean(solution.grid_export[t] - both[t]),
                curtail_kw=_clean(solution.curtail[t]),
                pv_kw=float(values.pv[t]),
                load_kw=float(values.load[t]),
                import_yen_per_kwh=float(forecasts.import_yen_per_kwh[t]),
                export_yen_per_kwh=float(forecasts.export_yen_per_kwh[t]),
                co2_kg_per_kwh=float(forecasts.co2_kg_per_kwh[t]),
                price_known=bool(forecasts.price_known[t]),
                pv_low_kw=_tenth(forecasts.pv_low_kw, t),
                pv_high_kw=_tenth(forecasts.pv_high_kw, t),
                storages=tuple(
                    _storage_slot(request, values, solution, explainer, k, t)
                    for k in range(len(request.home.storages))
                ),
            )
        )
    return tuple(slots)


def _tenth(series: Floats | None, t: int) -> float | None:
    """The unlucky or lucky tenth of the sun in slot t, None where it is not known."""
    return float(series[t]) if series is not None and np.isfinite(series[t]) else None


def _storage_slot(
    request: PlanRequest, values: ModelData, solution: Solution, explainer: Explainer, k: int, t: int
) -> StorageSlot:
    storage = in_model_order(request.home)[k]
    power = float(solution.charge[k, t] - solution.discharge[k, t])
    charge, discharge = _clean(power), _clean(-power)
    reason = explainer.reason(k, t)
    verb = Verb.STANDBY
    if discharge > 0:
        verb = Verb.DISCHARGE
    elif charge > 0:
        with_sun = solution.grid_import[t] <= SURPLUS_SHARE * charge
        now = reason.code in _AT_ONCE
        follows = storage.charge_control is not ChargeControl.FIXED_RATE
        verb = Verb.SURPLUS if with_sun and follows and not now else Verb.CHARGE
    known = known_soc(request, storage) is not None
    return StorageSlot(
        storage_id=storage.id,
        verb=verb,
        charge_kw=charge,
        discharge_kw=discharge,
        soc_end=min(max(float(solution.energy[k, t]) / storage.capacity_kwh, 0.0), 1.0) if known else 0.0,
        away=not known
        or bool(values.charge_max[k, t] <= 0.5 * storage.charge_max_kw and explainer.away(k, t)),
        reason=reason,
    )


def _clean(power: float) -> float:
    """A power without the solver's dust, never below zero."""
    return float(power) if power > NOTHING_KW else 0.0


def _shortfalls(
    request: PlanRequest, values: ModelData, solution: Solution, needs: tuple[SocTarget, ...]
) -> tuple[Shortfall, ...]:
    """What the plan could not do, one for each wish."""
    horizon, order = request.horizon, in_model_order(request.home)
    out: list[Shortfall] = []
    rows = {storage.id: k for k, storage in enumerate(order) if known_soc(request, storage) is not None}
    for need in needs:
        k = rows.get(need.storage_id)
        if k is None:
            continue
        window = need_slots(request, need, solution.energy[k] + SMALL_KWH, values.charge_max[k] > 0)
        if window is None:
            continue
        wanted = need.soc * values.capacity[k]
        # a car that comes home in the middle of it can only be full from then on
        t = next((t for t in window if values.charge_max[k, t] > 0), window.start)
        if need.by <= horizon.start:  # as fast as it can: short only if it never gets there
            t += int(np.argmax(solution.energy[k, window.start : window.stop]))
        short = float(wanted - solution.energy[k, t])
        if short > SMALL_KWH:
            reached = float(solution.energy[k, t] / values.capacity[k])
            kind = _TARGETS[need.kind]
            price = float(getattr(values, f"{need.kind}_cost")[k, t])
            out.append(
                _short(kind, horizon.edges[t + 1], short, price * short, order[k].id, need.soc, reached)
            )
    for k, storage in enumerate(order):
        if storage.id not in rows:
            continue
        floor = storage.min_soc * values.capacity[k]
        under = np.where(values.floor_cost[k] > 0, floor - solution.energy[k], 0.0)
        t = int(np.argmax(under))
        if under[t] > SMALL_KWH:
            reached = float(solution.energy[k, t] / values.capacity[k])
            out.append(
                _short(
                    ShortfallKind.FLOOR,
                    horizon.starts[t],
                    float(under[t]),
                    float(values.floor_cost[k] @ np.maximum(under, 0.0)),
                    storage.id,
                    storage.min_soc,
                    reached,
                )
            )
        lacking = float(solution.trip_short[k].sum())
        if lacking > SMALL_KWH:
            t = int(np.argmax(solution.trip_short[k] > 1e-6))
            penalty = float(values.trip_short_cost[k] @ solution.trip_short[k])
            out.append(_short(ShortfallKind.TRIP, horizon.starts[t], lacking, penalty, storage.id))
    out.extend(_grid_shortfalls(horizon.starts, values, solution))
    return tuple(sorted(out, key=lambda short: short.at))


def _grid_shortfalls(starts: tuple[datetime, ...], values: ModelData, solution: Solution) -> list[Shortfall]:
    out = []
    worst = int(np.argmax(solution.over))
    if solution.over[worst] > SMALL_KWH:
        penalty = float((values.over_cost * values.hours) @ solution.over)
        out.append(_short(ShortfallKind.CONTRACT, starts[worst], float(solution.over[worst]), penalty))
    for kind, missing, price in (
        (ShortfallKind.OUTAGE, solution.unserved, values.unserved_cost),
        (
            ShortfallKind.GRID_EVENT,
            solution.event_discharge_short + solution.event_import_short,
            values.event_short_cost,
        ),
    ):
        kwh = values.hours * missing
        if kwh.sum() > SMALL_KWH:
            lacks = missing > min(NOTHING_KW, float(missing.max()) / 2)
            short = _short(kind, starts[int(np.argmax(lacks))], float(kwh.sum()), float(price @ kwh))
            out.append(replace(short, hours=float(values.hours @ lacks)))
    return out


def _short(
    kind: ShortfallKind,
    at: datetime,
    amount: float,
    penalty_yen: float,
    storage_id: str | None = None,
    wanted: float | None = None,
    reached: float | None = None,
) -> Shortfall:
    return Shortfall(
        kind=kind,
        at=at,
        amount=amount,
        storage_id=storage_id,
        wanted_soc=wanted,
        reached_soc=reached,
        penalty_yen=penalty_yen,
    )


def _holdings(request: PlanRequest, values: ModelData, needs: tuple[SocTarget, ...]) -> tuple[Holding, ...]:
    """What each reserve and each kind of need costs, by relaxations with and without it."""
    relaxed = _relaxed(values)
    wishes: list[tuple[TargetKind | None, int, datetime, ModelData]] = []
    for k, storage in enumerate(in_model_order(request.home)):
        for kind, name in (
            (TargetKind.DEPARTURE, "departure_cost"),
            (TargetKind.STORM, "storm_cost"),
            (TargetKind.PERSON, "person_cost"),
        ):
            prices: Floats = getattr(values, name)
            if (prices[k] * getattr(values, name.removesuffix("_cost"))[k]).any():
                until = [n.until or n.by for n in needs if n.kind is kind and n.storage_id == storage.id]
                wishes.append((kind, k, min(max(until), request.horizon.end), _without(relaxed, name, k)))
        if values.reserve_cost[k].any():
            wishes.append((None, k, request.horizon.end, _without(relaxed, "reserve_cost", k)))
    if not wishes:
        return ()
    try:
        program = Program.load(shape_of(request))
        limits = SolverLimits(gap=request.limits.gap, seconds=min(2.0, request.limits.seconds))
        held = money(relaxed, program.solve(relaxed, limits))
        return tuple(
            Holding(
                kind=kind,
                storage_id=in_model_order(request.home)[k].id,
                until=until,
                cost_yen=max(0.0, held - money(relaxed, program.solve(without, limits))),
            )
            for kind, k, until, without in wishes
        )
    except Exception:  # the plan itself stands; only its price tags are missing
        _LOGGER.exception("What the needs of this plan cost could not be found out")
        return ()


def _storm_yen(request: PlanRequest, values: ModelData) -> float | None:
    """What the storm adds to the bill: this plan against the one without it, both relaxed."""
    if request.situation.storm is None or request.situation.outage:
        return None
    usual = replace(request, situation=request.situation.without_storm)
    others = derive_targets(
        usual.home, usual.horizon, usual.readings, usual.situation, usual.zone, usual.needs
    )
    # whatever the modes count, the meter counts yen
    billed = replace(
        request,
        home=replace(request.home, carbon_price_yen_per_kg=0.0),
        situation=Situation(mode=Mode.ECONOMY),
    )
    try:
        meter = assemble(billed, ())
        program = Program.load(shape_of(request))
        limits = SolverLimits(gap=request.limits.gap, seconds=min(2.0, request.limits.seconds))
        ready, normal = (
            money(meter, program.solve(_relaxed(each), limits)) for each in (values, assemble(usual, others))
        )
        return ready - normal
    except Exception:  # the plan itself stands; only its price tag is missing
        _LOGGER.exception("What being ready for the storm costs could not be found out")
        return None


def _relaxed(values: ModelData) -> ModelData:
    """The same with nothing whole."""
    return replace(
        values,
        whole_import=np.zeros_like(values.whole_import),
        whole_verbs=np.zeros_like(values.whole_verbs),
    )


def _without(values: ModelData, name: str, k: int) -> ModelData:
    """The same without storage k's prices of that breach."""
    prices = getattr(values, name).copy()
    prices[k] = 0.0
    return replace(values, **{name: prices})


def money(values: ModelData, solution: Solution) -> float:
    """Real yen of a solution: energy, wear and switching, less event rewards and what is left in store."""
    energy = values.hours @ (
        values.import_cost * solution.grid_import - values.export_value * solution.grid_export
    )
    wear = (values.wear[:, None] * (solution.charge + solution.discharge) * values.hours).sum()
    switching = (values.start_cost[:, None] * solution.start).sum()
    rewards = values.hours @ (
        values.event_discharge_value * solution.event_discharge
        + values.event_import_value * solution.event_import
    )
    below = np.cumsum(values.terminal_width, axis=1) - values.terminal_width
    left = np.clip(solution.energy[:, -1:] - below, 0.0, values.terminal_width)
    return float(energy + wear + switching - rewards - (values.terminal_value * left).sum())
