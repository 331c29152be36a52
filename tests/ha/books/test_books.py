"""The books in Home Assistant: kept beside the planning, in a file of their own, told to a real recorder."""

from datetime import datetime, timedelta
from itertools import pairwise
import json
from pathlib import Path
from typing import Any

from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.energy.validate import async_validate
from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.models import StatisticData, StatisticMeanType, StatisticMetaData
from homeassistant.components.recorder.statistics import async_import_statistics, statistics_during_period
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from custom_components.v2h_planner.books.statistics import SERIES, statistic_id
from custom_components.v2h_planner.core.accounting.books import Books
from tests.ha.conftest import NOW, FakeHome
from tests.ha.sources.test_recorder_history import remember

HOUR = NOW.replace(minute=0, second=0)


async def pass_by(home: FakeHome, minutes: int) -> None:
    """Minutes pass, and the recorder takes its time."""
    for _ in range(minutes):
        await home.wait(minutes=1)


def books(home: FakeHome) -> Books:
    found: Books = home.entry.runtime_data._keeper.books
    return found


async def told(home: FakeHome, recorder: Recorder, key: str) -> dict[datetime, float]:
    """What the recorder was told of a statistic: its sum by hour."""
    await async_wait_recording_done(home.hass)
    name = statistic_id(home.entry.entry_id, key)
    rows = await recorder.async_add_executor_job(
        lambda: statistics_during_period(
            home.hass, HOUR - timedelta(days=800), None, {name}, "hour", None, {"sum"}
        )
    )
    return {
        datetime.fromtimestamp(row["start"], HOUR.tzinfo): row["sum"] or 0.0 for row in rows.get(name, ())
    }


@pytest.fixture
def saved_files(home: FakeHome, hass_storage: dict[str, Any]) -> dict[str, Any]:
    """Home Assistant's storage."""
    return hass_storage


def written(home: FakeHome, key: str, data: dict[str, Any]) -> Path:
    """Write a file of the storage to the disk as well."""
    path = Path(home.hass.config.path(".storage", key))
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data))
    return path


def kept_beside(path: Path) -> list[Path]:
    """The copies that were put aside."""
    return list(path.parent.glob(f"{path.name}.unreadable-*"))


async def test_a_half_hour_is_closed_when_it_is_over(home: FakeHome) -> None:
    await home.start()
    await home.act("turn_on", "switch.v2h_planner_control")
    await pass_by(home, 31)
    assert [closed.start for closed in books(home).half_hours] == [HOUR + timedelta(minutes=30)]
    assert home.shows("sensor.v2h_planner_savings_this_month") == home.shows(
        "sensor.v2h_planner_savings_in_all"
    )
    state = home.state("sensor.v2h_planner_savings_this_year")
    assert state.attributes["baseline"] == "night_timer"
    assert state.attributes["last_reset"] == "2026-01-01T00:00:00+09:00"
    assert float(state.attributes["export_kwh"]) > 0
    assert home.shows("sensor.v2h_planner_savings_yesterday") == "unknown"
    assert 0 < float(home.shows("sensor.v2h_planner_self_consumption_this_month")) < 100


async def test_the_books_survive_a_restart_in_a_file_of_their_own(
    home: FakeHome, saved_files: dict[str, Any]
) -> None:
    await home.start()
    await pass_by(home, 62)
    before = books(home)
    assert len(before.half_hours) == 2
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.settle()
    after = books(home)
    assert after.until == before.until
    assert after.total.import_kwh == pytest.approx(before.total.import_kwh, abs=1e-3)
    assert after.carried.units["leaf"].kwh == pytest.approx(before.carried.units["leaf"].kwh)
    assert f"v2h_planner.{home.entry.entry_id}.books" in saved_files
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    assert not any(key.endswith(".books") for key in saved_files)


async def test_a_half_hour_that_was_cut_by_a_night_without_home_assistant_is_closed(home: FakeHome) -> None:
    await home.start()
    await pass_by(home, 20)
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    home.freezer.tick(timedelta(hours=20))
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.settle()
    (closed,) = books(home).half_hours
    assert closed.start == HOUR + timedelta(minutes=30)
    assert closed.sums.hours == pytest.approx(20 / 60, abs=0.02)


async def test_hours_are_told_to_the_recorder_and_telling_twice_changes_nothing(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    await home.start()
    await pass_by(home, 95)
    export = await told(home, recorder_mock, "export")
    assert list(export) == [HOUR, HOUR + timedelta(hours=1)]
    assert export[HOUR + timedelta(hours=1)] == pytest.approx(1.6 * 1.5, abs=0.1)
    keeper = home.entry.runtime_data._keeper
    keeper.books = Books(**{**vars(keeper.books), "untold": HOUR})
    await keeper._tell()
    assert await told(home, recorder_mock, "export") == export


async def test_the_past_is_told_backwards_once(recorder_mock: Recorder, home: FakeHome) -> None:
    """Ten days of 0.5 kW bought, then what is metered: one line of sums without a step."""
    await remember(home, "sensor.grid", lambda _hour: -500.0, days=10)
    await remember(home, "sensor.pv", lambda _hour: 0.0, days=10)
    await remember(home, "sensor.v2h_power", lambda _hour: 0.0, days=10)
    await remember(home, "sensor.prices", lambda _hour: 20.0, days=10)
    home.set("sensor.grid", -500)
    home.set("sensor.pv", 0)
    home.set("sensor.load", 500)
    await home.start()
    await pass_by(home, 95)
    imported = await told(home, recorder_mock, "import")
    assert len(imported) == 242
    steps = [after - before for before, after in pairwise(imported.values())]
    assert steps[:230] == pytest.approx([0.5] * 230)
    assert 0.2 <= steps[-2] <= 0.5
    assert books(home).past_read
    assert books(home).month(HOUR.date()).import_kwh == pytest.approx(121.0, abs=1.0)
    cost = await told(home, recorder_mock, "cost")
    assert cost.keys() == imported.keys()
    # nothing is claimed of the time before there were books
    for claim in ("savings", "would_have_saved"):
        assert HOUR - timedelta(hours=5) not in await told(home, recorder_mock, claim)


async def test_hours_that_come_late_are_put_in_and_move_the_sums_after_them(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    """The planner is off for three hours in which the recorder goes on: 1 kW is sold."""
    await home.start()
    await pass_by(home, 95)
    told_before = await told(home, recorder_mock, "export")
    assert await home.hass.config_entries.async_unload(home.entry.entry_id)
    off = HOUR + timedelta(hours=3)
    rows = [
        StatisticData(start=off + timedelta(hours=i), mean=1000.0, min=1000.0, max=1000.0) for i in range(3)
    ]
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.ARITHMETIC,
        has_sum=False,
        name=None,
        source="recorder",
        statistic_id="sensor.grid",
        unit_class="power",
        unit_of_measurement="W",
    )
    async_import_statistics(home.hass, metadata, rows)
    await async_wait_recording_done(home.hass)
    home.freezer.move_to(off + timedelta(hours=3, seconds=5))
    home.furnish()
    assert await home.hass.config_entries.async_setup(home.entry.entry_id)
    await home.settle()
    await pass_by(home, 62)
    export = await told(home, recorder_mock, "export")
    assert {hour: export[hour] for hour in told_before} == told_before
    late = [export[off + timedelta(hours=i)] for i in range(4)]
    steps = [after - before for before, after in pairwise(late)]
    assert steps == pytest.approx([1.0, 1.0, 1.6], abs=0.05)


async def test_the_energy_dashboard_takes_them(recorder_mock: Recorder, home: FakeHome) -> None:
    assert await async_setup_component(home.hass, "energy", {})
    await home.start()
    await pass_by(home, 62)
    await async_wait_recording_done(home.hass)
    entry_id = home.entry.entry_id
    manager = await async_get_manager(home.hass)
    home.hass.config.currency = "JPY"
    ids = {series.key: statistic_id(entry_id, series.key) for series in SERIES}
    await manager.async_update(
        {
            "energy_sources": [
                {
                    "type": "grid",
                    "stat_energy_from": ids["import"],
                    "stat_energy_to": ids["export"],
                    "stat_cost": ids["cost"],
                    "entity_energy_price": None,
                    "number_energy_price": None,
                    "stat_compensation": ids["compensation"],
                    "entity_energy_price_export": None,
                    "number_energy_price_export": None,
                    "cost_adjustment_day": 0.0,
                },
                {"type": "solar", "stat_energy_from": ids["pv"], "config_entry_solar_forecast": None},
            ],
            "device_consumption": [],
            "device_consumption_water": [],
        }
    )
    result = await async_validate(home.hass)
    assert not any(issues for source in result.energy_sources for issues in source.issues.values())


async def test_a_damaged_file_is_kept_named_and_made_again_from_the_recorder(
    recorder_mock: Recorder, home: FakeHome, saved_files: dict[str, Any]
) -> None:
    await remember(home, "sensor.grid", lambda _hour: -500.0, days=10)
    await remember(home, "sensor.prices", lambda _hour: 20.0, days=10)
    key = f"v2h_planner.{home.entry.entry_id}.books"
    saved_files[key] = {
        "version": 1,
        "minor_version": 1,
        "key": key,
        "data": {"half_hours": "gone"},
    }
    path = written(home, key, saved_files[key])
    await home.start()
    assert len(kept_beside(path)) == 1
    assert "state_lost" in home.issues.values()
    await pass_by(home, 32)
    assert books(home).month(HOUR.date()).import_kwh == pytest.approx(120.0, abs=1.0)
    for file in (*kept_beside(path), path):
        file.unlink()


async def test_another_baseline_is_an_option(home: FakeHome) -> None:
    options = {key: dict(value) for key, value in home.entry.options.items()}
    options["home"] = {**options["home"], "more": {**options["home"]["more"], "baseline": "no_v2h"}}
    await home.start()
    home.hass.config_entries.async_update_entry(home.entry, options=options)
    await home.settle()
    await pass_by(home, 31)
    assert home.state("sensor.v2h_planner_savings_this_month").attributes["baseline"] == "no_v2h"


async def test_a_meter_that_jumps_or_resets_counts_nothing_while_it_does(home: FakeHome) -> None:
    await home.start()
    await pass_by(home, 10)
    home.set("sensor.grid", 9_000_000)
    await pass_by(home, 3)
    home.set("sensor.grid", 1600)
    await pass_by(home, 18)
    assert books(home).total.hours == pytest.approx(0.5, abs=0.1)
    assert books(home).total.export_kwh == pytest.approx(0.8, abs=0.2)


async def test_a_sensor_that_is_exchanged_for_one_in_another_unit_goes_on(home: FakeHome) -> None:
    await home.start()
    await pass_by(home, 10)
    options = {key: dict(value) for key, value in home.entry.options.items()}
    options["home"]["grid_power"] = "sensor.new_meter"
    power = {"unit_of_measurement": "kW", "device_class": "power", "state_class": "measurement"}
    home.set("sensor.new_meter", 1.6, **power)
    home.hass.config_entries.async_update_entry(home.entry, options=options)
    await home.settle()
    for minute in range(22):
        home.set("sensor.new_meter", 1.6 + 1e-6 * minute, **power)
        await home.wait(minutes=1)
    assert books(home).total.export_kwh == pytest.approx(0.8, abs=0.05)


async def test_books_that_cannot_be_kept_stop_nothing_else(
    home: FakeHome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("custom_components.v2h_planner.books.book_keeper.close", breaks)
    await home.start()
    await pass_by(home, 35)
    assert caplog.text.count("The books could not be kept") == 1
    assert home.shows("sensor.leaf_action") not in ("unknown", "unavailable")
