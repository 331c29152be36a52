"""The recorder's past as metered slots: derived, in the units and signs of the settings, with gaps left open."""

from datetime import timedelta

from homeassistant.components.recorder import Recorder
import pytest

from custom_components.v2h_planner.core.accounting.ledger import Known, Mark
from custom_components.v2h_planner.sources.recorded_slots import async_recorded_slots
from tests.ha.conftest import NOW, FakeHome
from tests.ha.sources.test_recorder_history import remember

HOUR = NOW.replace(minute=0, second=0)


async def test_hours_of_the_past_have_energies_prices_and_marks(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    """The grid meter of this home counts export as positive: it sells 0.5 kW."""
    await remember(home, "sensor.grid", lambda _hour: 500.0)
    await remember(home, "sensor.pv", lambda _hour: 3000.0)
    await remember(home, "sensor.v2h_power", lambda _hour: 2000.0)
    await remember(home, "sensor.prices", lambda hour: 10.0 + hour)
    await home.start()
    settings = home.entry.runtime_data.settings
    slots = await async_recorded_slots(home.hass, settings, HOUR - timedelta(days=10), NOW)
    assert len(slots) == 240
    one = slots[100]
    assert one.hours == 1.0
    assert (one.import_kwh, one.export_kwh, one.pv_kwh) == (0.0, 0.5, 3.0)
    assert one.storages[0].charge_kwh == 2.0
    assert one.load_kwh == pytest.approx(0.5)
    assert one.marks.grid is Mark.DERIVED
    assert one.marks.price is Known.KNOWN
    assert one.marks.co2 is Known.FORECAST
    assert one.import_yen_per_kwh > 10.0


async def test_what_the_recorder_does_not_have_is_missing_and_not_zero(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    await remember(home, "sensor.grid", lambda _hour: -500.0, days=2)
    await home.start()
    settings = home.entry.runtime_data.settings
    slots = await async_recorded_slots(home.hass, settings, HOUR - timedelta(days=10), NOW)
    assert len(slots) == 48  # eight days before that are no slots at all
    assert {slot.marks.pv for slot in slots} == {Mark.MISSING}
    assert {slot.marks.storages for slot in slots} == {Mark.MISSING}
    assert {slot.marks.load for slot in slots} == {Mark.MISSING}
    assert {slot.marks.price for slot in slots} == {Known.MISSING}
    assert {slot.cost_yen for slot in slots} == {0.0}


async def test_a_meter_that_changed_its_unit_is_read_in_the_unit_of_its_statistics(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    await remember(home, "sensor.grid", lambda _hour: -500.0, days=1)
    home.set("sensor.grid", -0.5, unit_of_measurement="kW")
    await home.start()
    settings = home.entry.runtime_data.settings
    slots = await async_recorded_slots(home.hass, settings, HOUR - timedelta(days=1), NOW)
    assert {round(slot.import_kwh, 6) for slot in slots} == {0.5}


async def test_a_mean_that_cannot_be_is_a_gap(recorder_mock: Recorder, home: FakeHome) -> None:
    await remember(home, "sensor.grid", lambda hour: -9e9 if hour == 3 else -500.0, days=1)
    await home.start()
    settings = home.entry.runtime_data.settings
    slots = await async_recorded_slots(home.hass, settings, HOUR - timedelta(days=1), NOW)
    assert len(slots) == 23
