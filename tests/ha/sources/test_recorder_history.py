"""The recorder's statistics become the past that forecasts learn from."""

from datetime import UTC, datetime, timedelta
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_platform
from pytest_homeassistant_custom_component.components.recorder.common import async_wait_recording_done

from custom_components.v2h_planner.sources.recorder_history import held
from tests.ha.conftest import NOW, FakeHome, entry

SOURCES = {
    "sensor.pv": "W",
    "sensor.load": "W",
    "sensor.grid": "W",
    "sensor.v2h_power": "W",
    "sensor.prices": "JPY/kWh",
}


async def remember(
    home: FakeHome, entity_id: str, value: Any, days: int = 14, unit: str | None = None
) -> None:
    """Hourly means of the last days: `value(local hour)`, in `unit` or in the one that the entity shows."""
    end = NOW.replace(minute=0, second=0)
    rows = []
    for i in range(24 * days, 0, -1):
        start = end - timedelta(hours=i)
        mean = value(dt_util.as_local(start).hour)
        rows.append({"start": start, "mean": mean, "min": mean, "max": mean})
    unit = unit or SOURCES[entity_id]
    async_import_statistics(
        home.hass,
        {
            "statistic_id": entity_id,
            "source": "recorder",
            "name": None,
            "unit_of_measurement": unit,
            "unit_class": "power" if unit == "W" else None,
            "mean_type": StatisticMeanType.ARITHMETIC,
            "has_sum": False,
        },
        rows,
    )
    await async_wait_recording_done(home.hass)


def sun(hour: int) -> float:
    return 3000.0 if 9 <= hour < 15 else 0.0


async def test_a_home_with_a_past_expects_its_usual_load_and_sun(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    await remember(home, "sensor.pv", sun)
    await remember(home, "sensor.load", lambda hour: 1500.0 if hour == 19 else 400.0)
    await remember(home, "sensor.v2h_power", lambda hour: 0.0)
    await home.start()
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    tomorrow = {
        dt_util.as_local(dt_util.parse_datetime(slot["start"])).hour: slot
        for slot in slots
        if dt_util.as_local(dt_util.parse_datetime(slot["start"])).day == 17
    }
    assert tomorrow[12]["pv_kw"] == pytest.approx(3.0, abs=0.3)
    assert tomorrow[3]["pv_kw"] == 0.0
    assert tomorrow[19]["load_kw"] == pytest.approx(1.5, abs=0.2)
    assert tomorrow[3]["load_kw"] == pytest.approx(0.4, abs=0.1)
    assert float(home.shows("sensor.v2h_planner_self_consumption")) > 0


async def test_load_is_derived_from_grid_sun_and_car_where_nobody_meters_it(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    home.entry = entry()
    options = {key: dict(value) for key, value in home.entry.options.items()}
    del options["home"]["load_power"]
    home.entry = entry(options=options)
    # The grid meter of this home counts export as positive: 0.5 kW of load, 3 kW of sun, 2 kW into the car
    await remember(home, "sensor.pv", lambda hour: 3000.0)
    await remember(home, "sensor.v2h_power", lambda hour: 2000.0)
    await remember(home, "sensor.grid", lambda hour: 500.0)
    await home.start()
    inputs = home.entry.runtime_data.data.inputs
    assert {round(step.value, 6) for step in inputs.history.load_kw} == {0.5}


async def test_past_prices_of_the_entity_are_known_in_yen(recorder_mock: Recorder, home: FakeHome) -> None:
    await remember(home, "sensor.prices", lambda hour: 10.0 + hour)
    await home.start()
    past = home.entry.runtime_data.data.inputs.past_prices
    assert past.at(datetime(2026, 5, 15, 3, 10, tzinfo=UTC)) == 22.0
    assert past.at(datetime(2026, 5, 16, 1, 10, tzinfo=UTC)) == 1.0  # published today


async def test_a_chosen_solar_forecast_is_believed_before_the_past(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    async def forecast(hass: object, entry_id: str) -> dict[str, dict[str, float]]:
        start = dt_util.start_of_local_day()
        return {"wh_hours": {(start + timedelta(hours=h)).isoformat(): 1200.0 for h in range(8, 16)}}

    solar = MockConfigEntry(domain="some_solar", title="Roof")
    solar.add_to_hass(home.hass)
    solar.mock_state(home.hass, home.entry.state.LOADED)
    home.hass.config.components.add("some_solar")
    platform = type("Energy", (), {"async_get_solar_forecast": staticmethod(forecast)})
    mock_platform(home.hass, "some_solar.energy", platform)
    options = {key: dict(value) for key, value in entry().options.items()}
    options["home"]["solar_forecast"] = [solar.entry_id]
    home.entry = entry(options=options)
    await home.start()
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    today = [slot["pv_kw"] for slot in slots[3:8]]
    assert today == pytest.approx([1.2] * 5, abs=0.05)


async def test_a_spike_of_a_meter_is_no_habit_of_the_house(recorder_mock: Recorder, home: FakeHome) -> None:
    await remember(home, "sensor.load", lambda hour: 99_000.0 if hour == 12 else 600.0)
    await home.start()
    steps = list(home.entry.runtime_data.data.inputs.history.load_kw)
    assert steps
    assert {round(step.value, 6) for step in steps} == {0.6}


async def test_past_prices_are_read_in_the_unit_in_which_they_were_recorded(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    await remember(home, "sensor.prices", lambda hour: 1000.0 * (10 + hour), unit="JPY/MWh")
    await home.start()
    past = home.entry.runtime_data.data.inputs.past_prices
    assert past.at(datetime(2026, 5, 15, 3, 10, tzinfo=UTC)) == pytest.approx(22.0)
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    assert max(slot["import_price"] for slot in slots) < 100.0


@pytest.mark.parametrize("unit", ["EUR/kWh", "kWh", "%"])
async def test_past_prices_of_another_currency_or_of_no_price_are_left_out(
    recorder_mock: Recorder, home: FakeHome, unit: str
) -> None:
    await remember(home, "sensor.prices", lambda hour: 10.0 + hour, unit=unit)
    await home.start()
    past = home.entry.runtime_data.data.inputs.past_prices
    assert past.at(datetime(2026, 5, 15, 3, 10, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("value", "unit"), [(0.6, "kWh"), (0.6, "VA"), (600_000.0, "W"), (0.6, "W"), (0.0, "W")]
)
async def test_a_past_load_that_is_no_load_of_a_house_is_left_out(
    recorder_mock: Recorder, home: FakeHome, value: float, unit: str
) -> None:
    await remember(home, "sensor.load", lambda hour: value, unit=unit)
    await home.start()
    assert not home.entry.runtime_data.data.inputs.history.load_kw


@pytest.mark.parametrize(("load", "expected"), [("0", 0.5), ("40000", 0.5), ("99000", 0.5), ("800", 0.8)])
async def test_a_load_that_no_house_has_all_day_does_not_stand_for_the_whole_plan(
    home: FakeHome, load: str, expected: float
) -> None:
    home.set("sensor.load", load, unit_of_measurement="W")
    await home.start()
    slots = home.state("sensor.v2h_planner_plan").attributes["slots"]
    assert slots[-1]["load_kw"] == pytest.approx(expected, abs=0.01)
    assert sum(slot["load_kw"] for slot in slots) < 200.0


async def test_a_co2_sensor_without_statistics_has_a_past_all_the_same(
    recorder_mock: Recorder, home: FakeHome
) -> None:
    for hour in range(48, 0, -1):
        home.freezer.move_to(NOW - timedelta(hours=hour))
        home.set(
            "sensor.co2", 300 + 10 * (hour % 24) if hour != 30 else "unknown", unit_of_measurement="g/kWh"
        )
    home.freezer.move_to(NOW)
    home.furnish()
    await async_wait_recording_done(home.hass)
    await home.start()
    past = home.entry.runtime_data.data.inputs.history.co2_kg
    assert past.at(NOW - timedelta(hours=4, minutes=40)) == pytest.approx(0.35, abs=0.001)
    assert past.at(NOW - timedelta(hours=29, minutes=40)) is None
    assert past.start is not None
    assert NOW - past.start > timedelta(hours=47)


def test_what_holds_is_averaged_and_not_believed_for_ever() -> None:
    day = 86_400.0
    means = held([(day, 1.0), (day + 900, 3.0), (day + 1800, None), (day + 5400, 4.0), (day + 90_000, None)])
    assert means == {day: 2.0} | {day + 5400 + 1800 * half: 4.0 for half in range(6)}
