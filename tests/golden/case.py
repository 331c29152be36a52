"""Golden cases: one behaviour a file, a home and its hours in a few lines.

A series is a number (the same in every slot), `v*n v*n ..` (n slots of v, one after another), or
`sun P`: half a sine from 6 to 18 o'clock local time with its peak at P. Times are local.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import yaml

from custom_components.v2h_planner.core.arrays import Floats
from custom_components.v2h_planner.core.forecast import Forecasts, TripForecast
from custom_components.v2h_planner.core.hazard import StormTarget, Tier
from custom_components.v2h_planner.core.home import (
    ChargeControl,
    Departure,
    DischargeControl,
    GridTerms,
    Home,
    Mode,
    Storage,
    StorageKind,
)
from custom_components.v2h_planner.core.horizon import Horizon, make_horizon
from custom_components.v2h_planner.core.milp.data import SolverLimits
from custom_components.v2h_planner.core.plan import GridEvent, GridEventKind, Plan
from custom_components.v2h_planner.core.planning.planner import make_plan
from custom_components.v2h_planner.core.readings import Readings, StorageReading, Verb
from custom_components.v2h_planner.core.request import PlanRequest
from custom_components.v2h_planner.core.situation import DrivingReserve, Situation
from custom_components.v2h_planner.core.tariff.demand import Demand, DemandTerms, month_of

CASES = Path(__file__).parent / "cases"
PLANS = Path(__file__).parent / "plans"

_STORAGE_ENUMS = {"kind": StorageKind, "charge_control": ChargeControl, "discharge_control": DischargeControl}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case and what it is about."""

    name: str
    title: str
    says: str
    zone: ZoneInfo
    request: PlanRequest


def names() -> list[str]:
    """All cases, in the order of their numbers."""
    return sorted(path.stem for path in CASES.glob("*.yaml"))


def load(name: str) -> Case:
    """Read a case."""
    data = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    zone = ZoneInfo(data.get("zone", "Asia/Tokyo"))
    now = _when(data["now"], zone)
    horizon = make_horizon(now, data.get("half_hours", 48), data.get("hours", 0))
    storages = tuple(_storage(item) for item in data["storages"])
    request = PlanRequest(
        home=Home(
            storages=storages,
            grid=GridTerms(**data.get("grid", {})),
            carbon_price_yen_per_kg=data.get("carbon_price_yen_per_kg", 0.0),
        ),
        horizon=horizon,
        readings=Readings(at=now, storages=tuple(_reading(item) for item in data["storages"])),
        forecasts=Forecasts(
            load_kw=_series(data.get("load", 0.5), horizon, zone),
            pv_kw=_series(data.get("pv", 0.0), horizon, zone),
            import_yen_per_kwh=_series(data["price"], horizon, zone),
            export_yen_per_kwh=_series(data.get("export", 8.5), horizon, zone),
            co2_kg_per_kwh=_series(data.get("co2", 0.45), horizon, zone),
            price_known=np.ones(len(horizon), dtype=bool),
            trips=tuple(_trips(item, horizon, zone) for item in data["storages"]),
        ),
        situation=_situation(data, zone),
        zone=zone,
        demand=_demand(data["demand"], horizon, zone) if "demand" in data else None,
        grid_events=tuple(_event(item, zone) for item in data.get("events", ())),
        limits=SolverLimits(gap=1e-4, seconds=120.0),
    )
    return Case(name=name, title=data["title"], says=data["says"], zone=zone, request=request)


@cache
def planned(name: str) -> Plan:
    """The plan of a case."""
    return make_plan(load(name).request)


def table(case: Case, plan: Plan) -> str:
    """The plan as text, one line a slot."""
    ids = [storage.id for storage in case.request.home.storages]
    head = "start          price  import export" + "".join(f" | {i:>9} charge    soc  reason" for i in ids)
    lines = [head]
    for slot in plan.slots:
        line = f"{slot.start.astimezone(case.zone):%a %H:%M %z}"[:9] + f"{slot.import_yen_per_kwh:10.2f}"
        line += f" {slot.import_kw:7.1f} {slot.export_kw:6.1f}"
        for storage_id in ids:
            part = slot.storage(storage_id)
            power = round(part.charge_kw - part.discharge_kw, 1) + 0.0
            line += (
                f" | {part.verb.value:>9} {power:6.1f} {100 * part.soc_end:5.0f}%  {part.reason.code.value}"
            )
        lines.append(line)
    lines.append(f"cost {plan.cost_yen:.0f} yen, {plan.method.value}")
    for short in plan.shortfalls:
        wanted = "" if short.wanted_soc is None else f", {short.reached_soc:.3f} of {short.wanted_soc:.3f}"
        at = f"{short.at.astimezone(case.zone):%a %H:%M}"
        lines.append(f"short: {short.kind.value} {short.amount:.2f} {short.unit} at {at}{wanted}")
    for held in plan.holdings:
        kind = "reserve" if held.kind is None else held.kind.value
        lines.append(f"holding {held.storage_id} for {kind}: {held.cost_yen:.0f} yen")
    return "\n".join(lines) + "\n"


def _when(text: str | datetime, zone: ZoneInfo) -> datetime:
    stamp = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return stamp.replace(tzinfo=zone)


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _series(value: float | str, horizon: Horizon, zone: ZoneInfo) -> Floats:
    if not isinstance(value, str):
        return np.full(len(horizon), float(value))
    if value.startswith("sun"):
        peak = float(value.split()[1])
        clock = [start.astimezone(zone) for start in horizon.starts]
        hour = np.array([at.hour + at.minute / 60 + 0.25 for at in clock])
        return np.where((hour > 6) & (hour < 18), peak * np.sin((hour - 6) / 12 * np.pi), 0.0)
    numbers: list[float] = []
    for token in value.split():
        number, _, count = token.partition("*")
        numbers += [float(number)] * int(count or 1)
    if len(numbers) != len(horizon):
        raise ValueError(f"{len(numbers)} numbers for {len(horizon)} slots: {value}")
    return np.array(numbers)


def _demand(item: dict[str, float], horizon: Horizon, zone: ZoneInfo) -> Demand:
    months = {month_of(edge.astimezone(zone)) for edge in horizon.edges}
    return Demand(
        terms=DemandTerms(yen_per_kw_month=item["yen_per_kw_month"]),
        paid_kw=dict.fromkeys(months, item["paid_kw"]),
        taken_kwh=item.get("taken_kwh", 0.0),
    )


def _storage(item: dict[str, Any]) -> Storage:
    fields: dict[str, Any] = {"name": item["id"]}
    for key, value in item.items():
        if key in ("soc", "connected", "doing", "trips", "reserve"):
            continue
        if key in _STORAGE_ENUMS:
            fields[key] = _STORAGE_ENUMS[key](value)
        elif key == "departures":
            fields[key] = tuple(_departure(departure) for departure in value)
        elif key == "full_within_hours":
            fields["full_within"] = timedelta(hours=value)
        else:
            fields[key] = value
    return Storage(**fields)


def _departure(item: dict[str, Any]) -> Departure:
    return Departure(
        weekdays=frozenset(item.get("weekdays", range(7))),
        leave=_clock(item["leave"]),
        back=_clock(item.get("back", "18:00")),
        soc=item["soc"],
        energy_kwh=item.get("energy_kwh", 0.0),
    )


def _reading(item: dict[str, Any]) -> StorageReading:
    return StorageReading(
        storage_id=item["id"],
        soc=item["soc"],
        connected=item.get("connected", True),
        doing=Verb(item.get("doing", "standby")),
    )


def _trips(item: dict[str, Any], horizon: Horizon, zone: ZoneInfo) -> TripForecast:
    away, trip_kwh = np.zeros(len(horizon)), np.zeros(len(horizon))
    for trip in item.get("trips", ()):
        inside = horizon.overlap_hours(_when(trip["leave"], zone), _when(trip["back"], zone))
        away += inside / horizon.hours
        trip_kwh += trip.get("kwh", 0.0) * inside / inside.sum()
    reserve = item.get("reserve", [])
    return TripForecast(
        storage_id=item["id"],
        away=np.minimum(away, 1.0),
        trip_kwh=trip_kwh,
        reserve_kwh=np.array([level["kwh"] for level in reserve], dtype=float),
        reserve_weight=np.tile([float(level["weight"]) for level in reserve], (len(horizon), 1)),
    )


def _situation(data: dict[str, Any], zone: ZoneInfo) -> Situation:
    storm = None
    if "storm" in data:
        item = data["storm"]
        storm = StormTarget(
            tier=Tier(item["tier"]),
            by=_when(item["by"], zone),
            until=_when(item["until"], zone),
        )
    reserves = tuple(
        DrivingReserve(
            storage_id=item["storage"],
            soc=item["soc"],
            leave=_when(item["leave"], zone),
            back=_when(item["back"], zone),
            energy_kwh=item["energy_kwh"],
        )
        for item in data.get("reserves", ())
    )
    return Situation(
        mode=Mode(data.get("mode", "economy")),
        storm=storm,
        outage=data.get("outage", False),
        reserves=reserves,
    )


def _event(item: dict[str, Any], zone: ZoneInfo) -> GridEvent:
    return GridEvent(
        id=item["id"],
        kind=GridEventKind(item["kind"]),
        start=_when(item["start"], zone),
        end=_when(item["end"], zone),
        reward_yen_per_kwh=item["reward_yen_per_kwh"],
        cap_kw=item["cap_kw"],
        committed_kw=item.get("committed_kw", 0.0),
        penalty_yen_per_kwh=item.get("penalty_yen_per_kwh", 0.0),
    )
