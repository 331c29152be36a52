"""States of entities, and the fixtures that they are taken from."""

from datetime import datetime
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from custom_components.v2h_planner.readers.entity_state import EntityState

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 10, 20, tzinfo=TOKYO)
FIXTURES = Path(__file__).parent / "fixtures"


def entity_state(
    state: str | None,
    unit: str | None = None,
    *,
    entity_id: str = "sensor.it",
    updated: datetime | None = NOW,
    **attributes: Any,
) -> EntityState:
    """The state of an entity, reported just now unless it says otherwise."""
    if unit is not None:
        attributes["unit_of_measurement"] = unit
    return EntityState(entity_id=entity_id, state=state, attributes=attributes, updated=updated)


def fixture(name: str) -> dict[str, Any]:
    """One recorded or documented payload."""
    payload: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return payload
