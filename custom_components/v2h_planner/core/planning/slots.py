"""The slots of a plan: what a solution means for the grid and for each storage."""

from collections.abc import Sequence

import numpy as np

from ..arrays import Floats
from ..home import ChargeControl
from ..plan import PlanSlot, Reason, ReasonCode, StorageSlot
from ..readings import Verb
from .evidence import Evidence
from .units import NOTHING_KW, full_charge_kw

FULL = 0.95  # of the most that it brings counts as full power

# Reasons to charge that do not wait for PV.
_AT_ONCE = frozenset(
    {
        ReasonCode.CHARGE_STORM_NOW,
        ReasonCode.CHARGE_STORM_ACT,
        ReasonCode.CHARGE_RESILIENCE,
        ReasonCode.CHARGE_PERSON,
        ReasonCode.CHARGE_FLOOR,
    }
)


def plan_slots(
    evidence: Evidence, reasons: Sequence[Sequence[Reason]], every: Sequence[str]
) -> tuple[PlanSlot, ...]:
    """Return what happens in every slot. `reasons`: of each planned storage in each slot; `every`: all storages' ids."""
    request, data, solution = evidence.request, evidence.data, evidence.solution
    horizon, forecasts = request.horizon, request.forecasts
    rows = {storage.id: k for k, storage in enumerate(request.storages)}
    both = np.minimum(solution.grid_import, solution.grid_export)  # only where the relaxation mixes them
    return tuple(
        PlanSlot(
            start=start,
            end=end,
            import_kw=_clean(solution.grid_import[t] - both[t]),
            export_kw=_clean(solution.grid_export[t] - both[t]),
            curtail_kw=_clean(solution.curtail[t]),
            pv_kw=float(data.pv[t]),
            load_kw=float(data.load[t]),
            import_yen_per_kwh=float(forecasts.import_yen_per_kwh[t]),
            export_yen_per_kwh=float(forecasts.export_yen_per_kwh[t]),
            co2_kg_per_kwh=float(forecasts.co2_kg_per_kwh[t]),
            price_known=bool(forecasts.price_known[t]),
            pv_low_kw=_known(forecasts.pv_low_kw, t),
            pv_high_kw=_known(forecasts.pv_high_kw, t),
            storages=tuple(
                _storage_slot(evidence, rows[name], t, reasons[rows[name]][t])
                if name in rows
                else _set_aside(name)
                for name in every
            ),
        )
        for t, (start, end) in enumerate(zip(horizon.starts, horizon.edges[1:], strict=True))
    )


def _storage_slot(evidence: Evidence, k: int, t: int, reason: Reason) -> StorageSlot:
    request = evidence.request
    storage = request.storages[k]
    charge, discharge = float(evidence.charge[k, t]), float(evidence.discharge[k, t])
    verb = Verb.STANDBY
    if discharge > 0:
        verb = Verb.DISCHARGE
    elif charge > 0:
        follows = storage.charge_control is not ChargeControl.FIXED_RATE
        waits = reason.code not in _AT_ONCE
        verb = Verb.SURPLUS if evidence.from_surplus[k, t] and follows and waits else Verb.CHARGE
    known = request.soc_of(storage) is not None
    soc_end = float(evidence.solution.energy[k, t]) / storage.capacity_kwh
    return StorageSlot(
        storage_id=storage.id,
        verb=verb,
        charge_kw=charge,
        discharge_kw=discharge,
        soc_end=min(max(soc_end, 0.0), 1.0) if known else 0.0,
        away=not known or bool(evidence.away[k, t]),
        reason=reason,
        share=float(evidence.charging_share[k, t]) * _asked_share(evidence, k, charge, t) if known else 1.0,
        driven_soc=float(evidence.data.trip[k, t]) / storage.capacity_kwh if known else 0.0,
        keeps=evidence.kept(k, t) if known else None,
        presence=float(evidence.presence[k, t]) if known else 0.0,
        likely=bool(evidence.likely[k, t]),
    )


def _asked_share(evidence: Evidence, k: int, charge: float, t: int) -> float:
    """Return what share of its command a unit brings that is planned at full power and lately brought less.

    It is told its whole power all the same: what it brings is only seen while it is.
    """
    storage, most = evidence.request.storages[k], float(evidence.data.charge_max[k, t])
    full = full_charge_kw(evidence.request, storage)
    return full / storage.charge_max_kw if most > 0.0 and charge >= FULL * most else 1.0


def _set_aside(storage_id: str) -> StorageSlot:
    """Return a slot of a storage that is not planned."""
    return StorageSlot(
        storage_id=storage_id,
        verb=Verb.STANDBY,
        charge_kw=0.0,
        discharge_kw=0.0,
        soc_end=0.0,
        away=True,
        reason=Reason(ReasonCode.SOC_UNKNOWN),
        presence=0.0,
    )


def _known(series: Floats | None, t: int) -> float | None:
    """Return the series in slot t, None where it is not known."""
    return float(series[t]) if series is not None and np.isfinite(series[t]) else None


def _clean(power: float) -> float:
    """Return a power without the solver's dust, never below zero."""
    return float(power) if power > NOTHING_KW else 0.0
