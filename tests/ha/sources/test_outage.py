"""The grid fails: the plan has none, the hours left are known, and afterwards nothing of it remains."""

import pytest

from tests.ha.conftest import FakeHome


async def test_an_outage_is_planned_rationed_and_remembered(home: FakeHome) -> None:
    await home.start()
    home.set("binary_sensor.outage", "on")
    home.set("sensor.grid", 0)
    await home.replan()
    snapshot = home.entry.runtime_data.data
    assert snapshot.plan.outage
    assert all(slot.import_kw == 0 for slot in snapshot.plan.slots)
    assert all(slot.pv_low_kw <= slot.pv_kw <= slot.pv_high_kw for slot in snapshot.plan.slots)
    assert snapshot.endurance.present.no_sun.hours > 0
    assert snapshot.endurance.present.low_sun.bound <= snapshot.endurance.present.sun.bound
    assert snapshot.outage_log.until is None
    began = snapshot.outage_log.since

    await home.wait(hours=1)
    home.set("binary_sensor.outage", "off")
    await home.replan()
    snapshot = home.entry.runtime_data.data
    assert not snapshot.plan.outage
    assert snapshot.endurance is None
    assert snapshot.outage_log.since == began
    assert snapshot.outage_log.hours == pytest.approx(1, abs=0.05)
    assert not snapshot.situation.reserves
