"""The last hours as they were metered."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from custom_components.v2h_planner.core.accounting.ledger import MeteredSlot, MeteredStorage
from custom_components.v2h_planner.core.accounting.metering import DayLedger, metered
from custom_components.v2h_planner.face.past import past_of
from tests.core.homes import NOW, TOKYO, after

from .house import HOME, plan, snapshot


def slot(start: datetime, hours: float = 0.5, charge_kwh: float = 0.0, **changes: Any) -> MeteredSlot:
    car = MeteredStorage(
        storage_id="car",
        connected=True,
        charge_kwh=charge_kwh,
        discharge_kwh=0.0,
        drive_kwh=0.0,
        soc_end=0.5,
    )
    usual: dict[str, Any] = {
        "start": start,
        "hours": hours,
        "import_kwh": 1.0 * hours,
        "export_kwh": 0.0,
        "curtailed_kwh": 0.0,
        "load_kwh": 0.6 * hours,
        "pv_kwh": 0.2 * hours,
        "import_yen_per_kwh": 30.0,
        "export_yen_per_kwh": 8.5,
        "co2_kg_per_kwh": 0.4,
        "storages": (car,),
    }
    return MeteredSlot(**(usual | changes))


def past(*slots: MeteredSlot, now: datetime = NOW, **more: Any) -> Any:
    ledger = DayLedger(since=after(-18), at=now, slots=slots)
    return past_of(ledger, now, TOKYO, **({"has_pv": True, "has_load": True} | more))


def test_it_has_the_half_hours_of_six_hours_and_the_running_one() -> None:
    rows = past(slot(after(-1)))
    assert len(rows) == 13
    assert (rows[0]["start"], rows[-1]["start"]) == ("2026-11-24T03:00:00Z", "2026-11-24T09:00:00Z")
    assert rows[10]["import"] == 1.0
    assert rows[10]["storages"]["car"] == {"charge": 0.0, "discharge": 0.0, "soc": 50.0, "plugged": True}


def test_what_nobody_metered_is_null() -> None:
    rows = past(slot(after(-1)))
    assert [row["import"] for row in rows if row["start"] != rows[10]["start"]] == [None] * 12
    assert rows[0]["storages"] == {}
    unknown = past(slot(after(-1)), has_pv=False, has_load=False)[10]
    assert (unknown["pv"], unknown["load"]) == (None, None)
    assert past_of(None, NOW, TOKYO, has_pv=True, has_load=True)[3]["price"] is None


def test_a_half_hour_in_two_parts_is_one() -> None:
    start = after(-1)
    rows = past(
        slot(start, hours=0.25, charge_kwh=1.5),
        slot(start + timedelta(minutes=15), hours=0.25, charge_kwh=0.0),
    )
    assert rows[10]["storages"]["car"]["charge"] == 3.0


def test_a_half_hour_that_was_metered_in_part_shows_the_mean_of_that_part() -> None:
    assert past(slot(after(-1), hours=0.1))[10]["load"] == 0.6


def test_the_evening_is_still_there_after_midnight() -> None:
    evening = tuple(slot(after(5 + i / 2)) for i in range(2))
    ledger = DayLedger(since=after(-18), at=after(5.99), slots=(slot(after(-4)), *evening))
    morning = snapshot(at=after(6.1)).readings
    new_day = metered(ledger, replace(morning, at=after(6.01)), None, HOME, TOKYO)
    assert [one.start for one in new_day.slots] == [after(6)]  # the first minute of the new day
    assert new_day.before == evening
    rows = past_of(new_day, after(6.1), TOKYO, has_pv=True, has_load=True)
    assert [row["import"] for row in rows[-3:-1]] == [1.0, 1.0]
    next_day = metered(new_day, replace(morning, at=after(30.01)), plan().slots[0], HOME, TOKYO)
    assert next_day.before == ()
