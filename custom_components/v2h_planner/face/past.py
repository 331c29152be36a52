"""The last hours as they were metered, half hour by half hour, also over midnight. What nobody metered is None."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from ..core.accounting.ledger import MeteredSlot, MeteredStorage
from ..core.accounting.metering import DayLedger
from ..core.horizon import HALF_HOUR, slot_floor
from .contract import PastSlot, StoragePast
from .figures import iso, known, percent

PAST = timedelta(hours=6)


def past_of(
    ledger: DayLedger | None, now: datetime, zone: tzinfo, *, has_pv: bool, has_load: bool
) -> list[PastSlot]:
    """Return the half hours of the last six hours, and what is over of the one that runs.

    `has_pv`, `has_load`: whether these are metered at all.
    """
    found = defaultdict[datetime, list[MeteredSlot]](list)
    for slot in () if ledger is None else (*ledger.before, *ledger.slots):
        found[slot_floor(slot.start.astimezone(zone))].append(slot)
    running = slot_floor(now.astimezone(zone))
    starts = [running - PAST + i * HALF_HOUR for i in range(PAST // HALF_HOUR + 1)]
    return [_slot(start, found.get(start, []), has_pv=has_pv, has_load=has_load) for start in starts]


def _slot(start: datetime, parts: list[MeteredSlot], *, has_pv: bool, has_load: bool) -> PastSlot:
    hours = sum(part.hours for part in parts)
    if hours <= 0.0:
        nothing: PastSlot = {
            "start": iso(start),
            "price": None,
            "pv": None,
            "load": None,
            "import": None,
            "export": None,
            "storages": {},
        }
        return nothing
    return {
        "start": iso(start),
        "price": known(parts[-1].import_yen_per_kwh, 2),
        "pv": _mean((part.pv_kwh for part in parts), hours) if has_pv else None,
        "load": _mean((part.load_kwh for part in parts), hours) if has_load else None,
        "import": _mean((part.import_kwh for part in parts), hours),
        "export": _mean((part.export_kwh for part in parts), hours),
        "storages": {
            part.storage_id: _storage(
                [one for slot in parts for one in slot.storages if one.storage_id == part.storage_id], hours
            )
            for part in parts[-1].storages
        },
    }


def _storage(parts: list[MeteredStorage], hours: float) -> StoragePast:
    last = parts[-1]
    return {
        "charge": _mean((part.charge_kwh for part in parts), hours) or 0.0,
        "discharge": _mean((part.discharge_kwh for part in parts), hours) or 0.0,
        "soc": percent(last.soc_end),
        "plugged": last.connected,
    }


def _mean(energies: Iterable[float], hours: float) -> float | None:
    """Return the mean power of energies, kW."""
    return known(sum(energies) / hours, 2)
