"""CO2 now and of the next hours, from any sensor that says it."""

from datetime import datetime, timedelta

import pytest

from custom_components.v2h_planner.readers.carbon import read_co2_forecast
from custom_components.v2h_planner.readers.numbers import read_co2_kg
from tests.readers.entity_states import NOW, TOKYO, entity_state

TEN = datetime(2026, 11, 22, 10, 0, tzinfo=TOKYO)


def test_electricity_maps_says_what_it_is_now_and_nothing_of_later() -> None:
    """`co2signal` of Home Assistant: a number in gCO2eq/kWh and the country."""
    shown = entity_state(
        "512", "gCO2eq/kWh", country_code="JP-TK", friendly_name="Electricity Maps CO2 intensity"
    )
    assert read_co2_kg(shown, NOW).value == pytest.approx(0.512)
    assert not read_co2_forecast(shown, TOKYO)


def test_a_forecast_in_electricity_maps_words_is_read() -> None:
    """The API's `{"forecast": [{"carbonIntensity", "datetime"}]}`, as REST sensors keep it."""
    records = [
        {"carbonIntensity": 300 + 10 * i, "datetime": (TEN + timedelta(hours=i)).isoformat()}
        for i in range(24)
    ]
    series = read_co2_forecast(entity_state("512", "g/kWh", forecast=records), TOKYO)
    assert series.at(TEN + timedelta(hours=3, minutes=30)) == pytest.approx(0.33)
    assert series.end == TEN + timedelta(hours=24)


def test_a_forecast_in_half_hours_with_nested_numbers_is_read() -> None:
    """carbonintensity.org.uk: `{"from", "to", "intensity": {"forecast", "actual", "index"}}`."""
    records = [
        {
            "from": (TEN + timedelta(minutes=30 * i)).isoformat(),
            "to": (TEN + timedelta(minutes=30 * i + 30)).isoformat(),
            "intensity": {"forecast": 200 + i, "actual": None, "index": "high"},
        }
        for i in range(48)
    ]
    series = read_co2_forecast(entity_state("210", "gCO2/kWh", forecast=records), TOKYO)
    assert series.at(TEN + timedelta(minutes=75)) == pytest.approx(0.202)
    assert len(series) == 48


def test_a_mapping_by_time_is_read() -> None:
    by_time = {(TEN + timedelta(hours=i)).isoformat(): 0.4 + 0.01 * i for i in range(5)}
    series = read_co2_forecast(entity_state("0.4", "kg/kWh", co2_forecast=by_time), TOKYO)
    assert series.at(TEN + timedelta(hours=4, minutes=59)) == pytest.approx(0.44)


@pytest.mark.parametrize(
    "forecast",
    [None, "soon", [], [1, 2, 3], [{"datetime": "never", "value": 3}], {"forecast": 400}, {"a": {"b": 1}}],
)
def test_anything_else_is_no_forecast(forecast: object) -> None:
    assert not read_co2_forecast(entity_state("512", "g/kWh", forecast=forecast), TOKYO)


def test_numbers_that_no_grid_has_and_sensors_without_a_unit_are_left_out() -> None:
    records = [
        {"datetime": (TEN + timedelta(hours=i)).isoformat(), "value": value}
        for i, value in enumerate([400, -5, 99999, "NaN", 410])
    ]
    series = read_co2_forecast(entity_state("400", "g/kWh", forecast=records), TOKYO)
    assert [step.value for step in series] == pytest.approx([0.4, 0.41])
    assert series.at(TEN + timedelta(hours=2)) is None
    assert not read_co2_forecast(entity_state("400", "ppm", forecast=records), TOKYO)
