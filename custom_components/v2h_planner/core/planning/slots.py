"""The slots of a plan: what a solution means for the grid and for each storage."""

from collections.abc import Sequence
from math import isfinite

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
    forecasts, edges = request.forecasts, request.horizon.edges
    both = np.minimum(solution.grid_import, solution.grid_export)  # only where the relaxation mixes them
    planned = {s.id: _storage_slots(evidence, k, reasons[k]) for k, s in enumerate(request.storages)}
    aside = {name: [_set_aside(name)] * len(both) for name in every if name not in planned}
    storages = list(zip(*(planned.get(name) or aside[name] for name in every), strict=True))
    # plain numbers: one by one, those of an array take several times as long
    columns = zip(
        edges[:-1],
        edges[1:],
        _clean(solution.grid_import - both),
        _clean(solution.grid_export - both),
        _clean(solution.curtail),
        data.pv.tolist(),
        data.load.tolist(),
        forecasts.import_yen_per_kwh.tolist(),
        forecasts.export_yen_per_kwh.tolist(),
        forecasts.co2_kg_per_kwh.tolist(),
        forecasts.price_known.tolist(),
        _known(forecasts.pv_low_kw, len(both)),
        _known(forecasts.pv_high_kw, len(both)),
        storages or [()] * len(both),
        strict=True,
    )
    return tuple(
        PlanSlot(
            start=start,
            end=end,
            import_kw=import_kw,
            export_kw=export_kw,
            curtail_kw=curtail_kw,
            pv_kw=pv_kw,
            load_kw=load_kw,
            import_yen_per_kwh=import_yen,
            export_yen_per_kwh=export_yen,
            co2_kg_per_kwh=co2_kg,
            price_known=price_known,
            pv_low_kw=pv_low_kw,
            pv_high_kw=pv_high_kw,
            storages=parts,
        )
        for (
            start,
            end,
            import_kw,
            export_kw,
            curtail_kw,
            pv_kw,
            load_kw,
            import_yen,
            export_yen,
            co2_kg,
            price_known,
            pv_low_kw,
            pv_high_kw,
            parts,
        ) in columns
    )


def _storage_slots(evidence: Evidence, k: int, reasons: Sequence[Reason]) -> list[StorageSlot]:
    """Return what storage k does in every slot."""
    request, data = evidence.request, evidence.data
    storage = request.storages[k]
    known = request.soc_of(storage) is not None
    follows = storage.charge_control is not ChargeControl.FIXED_RATE
    columns = zip(
        evidence.charge[k].tolist(),
        evidence.discharge[k].tolist(),
        evidence.from_surplus[k].tolist(),
        (np.clip(evidence.solution.energy[k] / storage.capacity_kwh, 0.0, 1.0) * known).tolist(),
        (evidence.away[k] | (not known)).tolist(),
        (evidence.charging_share[k] * _asked_share(evidence, k) if known else np.ones(len(reasons))).tolist(),
        (data.trip[k] / storage.capacity_kwh * known).tolist(),
        (evidence.presence[k] * known).tolist(),
        evidence.likely[k].tolist(),
        reasons,
        strict=True,
    )
    return [
        StorageSlot(
            storage_id=storage.id,
            verb=_verb(charge, discharge, by_sun=sun and follows and reason.code not in _AT_ONCE),
            charge_kw=charge,
            discharge_kw=discharge,
            soc_end=soc_end,
            away=away,
            reason=reason,
            share=share,
            driven_soc=driven_soc,
            keeps=evidence.kept(k, t) if known else None,
            presence=presence,
            likely=likely,
        )
        for t, (charge, discharge, sun, soc_end, away, share, driven_soc, presence, likely, reason) in (
            enumerate(columns)
        )
    ]


def _verb(charge: float, discharge: float, *, by_sun: bool) -> Verb:
    if discharge > 0:
        return Verb.DISCHARGE
    if charge > 0:
        return Verb.SURPLUS if by_sun else Verb.CHARGE
    return Verb.STANDBY


def _asked_share(evidence: Evidence, k: int) -> Floats:
    """Return what share of its command a unit brings in each slot that is planned at full power and lately brought less.

    It is told its whole power all the same: what it brings is only seen while it is.
    """
    storage, most = evidence.request.storages[k], evidence.data.charge_max[k]
    full = full_charge_kw(evidence.request, storage)
    at_full = (most > 0.0) & (evidence.charge[k] >= FULL * most)
    return np.where(at_full, full / storage.charge_max_kw, 1.0)


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


def _known(series: Floats | None, count: int) -> list[float | None]:
    """Return the series slot by slot, None where it is not known."""
    if series is None:
        return [None] * count
    return [value if isfinite(value) else None for value in series.tolist()]


def _clean(power: Floats) -> list[float]:
    """Return powers without the solver's dust, never below zero."""
    cleaned: list[float] = np.where(power > NOTHING_KW, power, 0.0).tolist()
    return cleaned
