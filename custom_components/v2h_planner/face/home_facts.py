"""What does not change while a home runs: its storages, limits and entities."""

from collections.abc import Mapping, Sequence
from typing import Final

from ..const import SAFE_AUTOMATIC, SAFE_LEAVE
from ..core.plan import Plan
from ..core.trips import Absence, reach_km_per_kwh
from ..settings.model import Control, ControlKind, Settings, StorageSettings
from .contract import HomeFacts, StorageFacts
from .figures import known, percent

# What a card calls an entity, and how its unique id ends.
_HOME: Final = {
    "mode": "mode",
    "control": "control",
    "import_price": "import_price",
    "saved_today": "savings_today",
    "cost_today": "cost_today",
    "backup_time": "backup_hours",
    "planned_cost": "planned_cost",
    "storm": "storm",
    "plan_problem": "plan_problem",
    "replan": "replan",
}
_STORAGE: Final = {key: key for key in ("action", "charge_now", "cancel_charge_now", "take_back", "pause")}


def home_facts(
    entry_id: str,
    name: str,
    settings: Settings,
    plan: Plan | None,
    *,
    absences: Mapping[str, Sequence[Absence]],
    has_pv: bool,
    card: str,
    time_zone: str,
    entities: Mapping[str, str],
    devices: Mapping[str, str],
) -> HomeFacts:
    """Return the facts of a home, for somebody without any rights.

    `absences`: the trips that each car has made, by which it is known how far it drives. `entities`: ids of those that are enabled, by unique id; `devices`: ids by storage id. `card`: the version that belongs
    to this backend.
    """
    return {
        "entry_id": entry_id,
        "name": name,
        "card": card,
        "time_zone": time_zone,
        "has_pv": has_pv,
        "fixed_price": _fixed_price(settings, plan),
        "limit_kw": settings.home.grid.contract_kw,
        "storages": [
            _storage(item, entities, devices.get(item.storage.id), absences.get(item.storage.id, ()))
            for item in settings.storages
        ],
        "entities": _by_key(_HOME, entry_id, entities),
        "may_control": False,
        "may_edit": False,
    }


def _storage(
    item: StorageSettings, entities: Mapping[str, str], device_id: str | None, absences: Sequence[Absence]
) -> StorageFacts:
    storage = item.storage
    return {
        "id": storage.id,
        "name": storage.name,
        "kind": storage.kind.value,
        "device_id": device_id,
        "capacity_kwh": storage.capacity_kwh,
        "min_soc": percent(storage.min_soc) or 0.0,
        "max_soc": percent(storage.max_soc) or 100.0,
        "can_discharge": storage.can_discharge,
        "km_per_kwh": known(reach_km_per_kwh(storage, absences), 2) if storage.kind.is_ev else None,
        "safe": _safe(item.control),
        "entities": {"soc": item.soc_entity, **_by_key(_STORAGE, storage.id, entities)},
    }


def _safe(control: Control) -> str | None:
    """Return what the unit is left in when control ends, by the names of the settings; None where it is never told."""
    if control.kind is ControlKind.NONE:
        return None
    if control.safe_option is not None:
        return SAFE_AUTOMATIC
    return SAFE_LEAVE if control.safe is None else control.safe.value


def _by_key(keys: Mapping[str, str], owner: str, entities: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of the entities that are enabled."""
    return {
        key: entities[unique_id] for key, end in keys.items() if (unique_id := f"{owner}_{end}") in entities
    }


def _fixed_price(settings: Settings, plan: Plan | None) -> float | None:
    """Return the one price of all hours, None where there are several or none is known."""
    if settings.prices.tariff.table is None or plan is None or not plan.priced:
        return None
    prices = {known(slot.import_yen_per_kwh, 2) for slot in plan.slots}
    return prices.pop() if len(prices) == 1 else None
