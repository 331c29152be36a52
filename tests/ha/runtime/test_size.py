"""What is kept of a home stays small, however many units it has and however long it runs; writing it is no event loop's work."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import threading
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
import numpy as np
import pytest

from custom_components.v2h_planner.core.control.mode_machine import ModeState
from custom_components.v2h_planner.core.plan import Plan
from custom_components.v2h_planner.core.readings import StorageReading
from custom_components.v2h_planner.core.series import StepSeries
from custom_components.v2h_planner.core.trips import MOST_TRIPS
from custom_components.v2h_planner.runtime import persistence
from custom_components.v2h_planner.runtime.packing import LARGE, pack, unpack
from custom_components.v2h_planner.runtime.persistence import StateStore
from custom_components.v2h_planner.runtime.persistent_state import PersistentState
from custom_components.v2h_planner.runtime.restoring import Part, restore

FIRST = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
QUARTER, UNITS, DAYS = timedelta(minutes=15), 10, 3 * 365
NOISE = np.random.default_rng(1)


def one_home() -> PersistentState:
    path = Path(__file__).parent / "fixtures" / "state_1_4.json"
    data = json.loads(path.read_text())["data"]
    return restore(data, FIRST, 4).state


def wide(plan: Plan, now: datetime) -> Plan:
    """Return the plan over 96 slots and ten units, each number as long as numbers are."""
    slots = []
    for number in range(96):
        slot = plan.slots[0]
        parts = tuple(
            replace(
                slot.storages[0],
                storage_id=f"01HZX8Q4T5N6V7W8Y9Z0A1B2C{unit}",
                charge_kw=float(NOISE.random()),
                discharge_kw=float(NOISE.random()),
                soc_end=float(NOISE.random()),
                presence=float(NOISE.random()),
            )
            for unit in range(UNITS)
        )
        start = now + 2 * QUARTER * number
        figures = {
            name: float(NOISE.random())
            for name in ("import_kw", "export_kw", "pv_kw", "load_kw", "import_yen_per_kwh", "co2_kg_per_kwh")
        }
        slots.append(replace(slot, start=start, end=start + 2 * QUARTER, storages=parts, **figures))
    edges = (*(slot.start for slot in slots), slots[-1].end)
    return replace(plan, horizon=replace(plan.horizon, edges=edges), slots=tuple(slots))


@pytest.fixture
def hass_storage() -> dict[str, Any]:
    """Not the usual stand-in: here the files are real."""
    return {}


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Give the test a folder of its own."""
    return hass_tmp_config_dir


@pytest.fixture(scope="module")
def old_home() -> PersistentState:
    """Ten units after three years: quarter hours of prices and sun, six trips a day, one plug with a loose contact."""
    state, now = one_home(), FIRST
    assert state.plan is not None
    trips, log = replace(state.trips, absences={}, away={}, arrivals={}), state.publications
    for day in range(DAYS):
        now = FIRST + timedelta(days=day)
        if day > DAYS - 60 or day % 10 == 0:  # what is in between is forgotten all the same
            quarters = NOISE.random(96)
            log = log.with_prices(StepSeries.regular(now, QUARTER, quarters), now)
            log = log.with_solar(StepSeries.regular(now, QUARTER, quarters), ("sensor.sun",), now)
            for unit in range(UNITS):
                for trip in range(40 if unit == 0 else 6):
                    for plugged in (False, True):
                        at = now + timedelta(minutes=(trip * 2 + plugged) * 15)
                        reading = StorageReading(
                            storage_id=f"unit {unit}", soc=float(NOISE.random()), connected=plugged
                        )
                        trips = trips.after(reading, 40.0, at)
    plan, counterfactual = wide(state.plan, now), state.counterfactual
    assert counterfactual is not None
    return replace(
        state,
        trips=trips,
        publications=log,
        plan=plan,
        counterfactual=replace(counterfactual, plan=plan),
        charge_rates={f"unit {unit}": state.charge_rates["leaf"] for unit in range(UNITS)},
        relays={f"unit {unit}": state.relays["leaf"] for unit in range(UNITS)},
        soc_estimates={f"unit {unit}": state.soc_estimates["leaf"] for unit in range(UNITS)},
    )


def bytes_of(hass: HomeAssistant) -> int:
    return Path(hass.config.path(".storage", "v2h_planner.home")).stat().st_size


async def test_ten_units_after_three_years_are_less_than_a_megabyte_on_disk(
    hass: HomeAssistant, old_home: PersistentState
) -> None:
    store = StateStore(hass, "home")
    await store.async_save(old_home, ModeState())
    assert bytes_of(hass) < 1_000_000
    assert len(old_home.trips.absences["unit 0"]) == MOST_TRIPS
    state, _ = await StateStore(hass, "home").async_load(FIRST)
    assert state == old_home


async def test_neither_encoding_nor_packing_nor_writing_is_done_in_the_event_loop(
    hass: HomeAssistant, old_home: PersistentState
) -> None:
    where = set[int]()

    def packed(parts: Any) -> Any:
        where.add(threading.get_ident())
        return pack(parts)

    store = StateStore(hass, "home")
    with patch.object(persistence, "pack", packed):
        await store.async_save(old_home, ModeState())
        store.async_save_soon(old_home, ModeState())
        await store._store._async_handle_write_data()
    assert where
    assert threading.get_ident() not in where


def test_small_parts_stay_readable_and_a_damaged_large_one_is_lost_alone() -> None:
    large = {"plan": {"slots": ["charge"] * LARGE}, "control": True, "note": "zlib:"}
    packed = pack(large)
    assert packed["control"] is True
    assert len(packed["plan"]) < LARGE
    assert unpack(packed) == large
    for damaged in (packed["plan"][:-40], packed["plan"][:-4] + "!!!!", "zlib:", "zlib:AAAA"):
        assert unpack({"plan": damaged}) == {"plan": damaged}
    assert unpack("no parts") == "no parts"
    data = {"state": {"control": True, "plan": packed["plan"][:-40]}, "mode": {}}
    restored = restore(data, FIRST)
    assert restored.state.control
    assert Part.PLAN in restored.lost
